"""Articles for the engines: those in corpora/news, again and again under new ids."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"


def articles(count):
    """`count` records as `alinea worker` reads them; the texts have line feeds and letters with accents."""
    sources = sorted((ROOT / "corpora" / "news" / "fr").glob("*.txt"))
    texts = [
        (path.stem, *((path.parents[1] / side / path.name).read_text(encoding="utf-8") for side in ("fr", "en")))
        for path in sources
    ]
    assert len(texts) == 17, "the corpus of news"
    made = []
    for at in range(count):
        name, source, target = texts[at % len(texts)]
        made.append({
            "id": f"{name}-{at:05}",
            "source_text": source,
            "target_text": target,
            "round": str(at // len(texts)),
        })
    return made


def lines(records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def manifest(folder, records):
    """A list of the articles, as `alinea build` reads it."""
    path = Path(folder) / "articles.jsonl"
    path.write_text(lines(records), encoding="utf-8")
    return path


def table(folder, records, row_group=50):
    """A Parquet table of the articles."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = Path(folder) / "articles.parquet"
    pq.write_table(pa.Table.from_pylist(records), path, row_group_size=row_group)
    return path


def answers(alinea, records, *options):
    """What one worker on this machine answers, a line a record."""
    done = subprocess.run([alinea, "worker", "--quiet", *options], input=lines(records).encode(),
                          stdout=subprocess.PIPE, check=True)
    return done.stdout.decode().removesuffix("\n").split("\n")


def build(alinea, folder, records, *options):
    """What one build on this machine writes: a file's path and its bytes."""
    corpus = Path(folder) / "corpus"
    subprocess.run([alinea, "build", "--manifest", manifest(folder, records), "--output", corpus, "--quiet",
                    *options], check=True)
    return files(corpus)


def files(folder):
    """All files below a folder, with their bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(Path(folder).rglob("*"))
            if path.is_file()}


def beads(lines):
    """The lines of corpus.jsonl that answers hold. Python writes JSON in another way than alinea, so that
    the objects are cut out of the answers as they stand."""
    decoder = json.JSONDecoder()
    for line in lines:
        start = line.index('"beads":[') + len('"beads":[')
        while line[start] != "]":
            _, end = decoder.raw_decode(line, start)
            yield line[start:end] + "\n"
            start = end + (line[end] == ",")
