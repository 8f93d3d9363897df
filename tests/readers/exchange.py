"""Checks of the formats of translators' tools and of machine learning, for check.py.

Each lets another program's reader read one of alinea's files and compares it with the units of
corpus.jsonl. Needs translate-toolkit, opustools, datasets and pyarrow.
"""

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LANGUAGES = ("source_language", "target_language")


def control_named(text, lawful):
    return "".join(c if lawful(c) else f"U+{ord(c):04X}" for c in text)


def check_toolkit(tally, name, store, units, wanted):
    """The units of one of translate-toolkit's stores against ours."""
    found = [unit for unit in store.units if not unit.isheader()]
    pairs = units if len(found) == len(units) else [u for u in units if all_sides(u)]
    tally.same(f"{name} (translate-toolkit): units", len(found), len(pairs))
    for at, (one, unit) in enumerate(zip(found, pairs)):
        for side in ("source", "target"):
            place = f"{name} (translate-toolkit): unit {at + 1}: {side}"
            tally.same(place, str(getattr(one, side) or ""), wanted(unit[side]))


def all_sides(unit):
    return bool(unit["source_indices"] and unit["target_indices"])


def check_xliff(tally, path, units, lawful):
    from translate.storage import xliff

    store = xliff.xlifffile.parsefile(str(path))
    check_toolkit(tally, "xliff", store, units, lambda text: control_named(text, lawful))


def check_xliff2(tally, path, units, lawful):
    from translate.storage import xliff2

    store = xliff2.Xliff2File.parsefile(str(path))
    # `cp` is an empty element: the toolkit has no text for it.
    check_toolkit(tally, "xliff2", store, units, lambda t: "".join(filter(lawful, t)))


def check_po(tally, path, units):
    from translate.storage import pypo

    store = pypo.pofile.parsefile(str(path))
    check_toolkit(tally, "po", store, units, lambda text: text.replace("\0", "\u2400"))
    contexts = [unit.getcontext() for unit in store.units if not unit.isheader()]
    tally.same("po: contexts are all different", len(set(contexts)), len(contexts))


def check_xml_tmx(tally, path, units, lawful):
    run = [os.environ.get("READERS_PERL", "perl"), str(HERE / "xml_tmx.pl"), str(path)]
    lines = subprocess.run(run, check=True, capture_output=True, text=True).stdout.splitlines()
    pairs = units if len(lines) == len(units) else [u for u in units if all_sides(u)]
    tally.same("tmx (XML::TMX): units", len(lines), len(pairs))
    for at, (line, unit) in enumerate(zip(lines, pairs)):
        found = json.loads(line)
        for side in ("source", "target"):
            text = found.get(unit[f"{side}_language"]) or ""
            place = f"tmx (XML::TMX): unit {at + 1}: {side}"
            tally.same(place, text, control_named(unit[side], lawful))


def cell(text, ends):
    return "".join(" " if c in ends or c == "\t" else c for c in text)


def check_bitextor(tally, path, units, ends):
    """Read as Bitextor's tools read it: lines, cut at tabs, columns by name."""
    csv.field_size_limit(sys.maxsize)
    with open(path, encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    pairs = units if len(rows) == len(units) else [u for u in units if all_sides(u)]
    tally.same("bitextor: rows", len(rows), len(pairs))
    for at, (row, unit) in enumerate(zip(rows, pairs)):
        place = f"bitextor: row {at + 1}:"
        tally.same(f"{place} source", row["src_text"], cell(unit["source"], ends))
        tally.same(f"{place} target", row["trg_text"], cell(unit["target"], ends))
        score = float(row["aligner_score"]) if row["aligner_score"] else None
        tally.same(f"{place} score", score, unit["score"])
        tally.same(f"{place} bead", int(row["bead"]), unit["bead"])


def check_opus(tally, folder, units, picture):
    """opustools' parsers on a set in OPUS's order; they take white space off the ends of a text."""
    from opustools.parse.alignment_parser import AlignmentParser
    from opustools.parse.sentence_parser import SentenceParser

    with open(folder / "corpus.xml", encoding="utf-8") as links:
        with contextlib.redirect_stderr(io.StringIO()):
            parser = AlignmentParser(links)
        position = at = 0
        while True:
            with contextlib.redirect_stderr(io.StringIO()):
                pairs, first, second, _, from_doc, to_doc, position = parser.collect_links(position)
            if not from_doc:
                break
            tally.same(f"opus: {from_doc}: languages in order", from_doc < to_doc, True)
            documents = []
            for name, wanted in ((from_doc, first), (to_doc, second)):
                with open(folder / name, encoding="utf-8") as document:
                    with contextlib.redirect_stderr(io.StringIO()):
                        sentences = SentenceParser(document, preprocessing="raw")
                    # It tells its progress on standard error.
                    with contextlib.redirect_stderr(io.StringIO()):
                        sentences.store_sentences(wanted, -1, False)
                documents.append((name.split("/")[0], sentences))
            for ids in pairs:
                unit, at = units[at], at + 1
                for (language, sentences), of_side in zip(documents, ids):
                    side = "source" if language == unit["source_language"] else "target"
                    found = [sentences.sentences[i][0].split() for i in of_side.split()]
                    wanted = ["".join(map(picture, s)).split() for s in unit[f"{side}_segments"]]
                    tally.same(f"opus: link {at}: {side}", found, wanted)
    tally.same("opus: links", at, len(units))


def check_rows(tally, name, rows, units):
    """Rows of `datasets` with a column `translation`, or with `source` and `target`."""
    pairs = units if len(rows) == len(units) else [u for u in units if all_sides(u)]
    tally.same(f"{name} (datasets): rows", len(rows), len(pairs))
    for at, (row, unit) in enumerate(zip(rows, pairs)):
        texts = row.get("translation") or {
            unit[f"{side}_language"]: row[side] for side in ("source", "target")
        }
        place = f"{name} (datasets): row {at + 1}:"
        for side in ("source", "target"):
            tally.same(f"{place} {side}", texts[unit[f"{side}_language"]], unit[side])
        for field in ("score", "quality", "bead", "article"):
            tally.same(f"{place} {field}", row.get(field), unit.get(field))


def load(builder, cache, **arguments):
    import datasets

    datasets.disable_progress_bars()
    return datasets.load_dataset(builder, split="train", cache_dir=cache, **arguments)


def check_parquet(tally, path, units, cache):
    rows = load("parquet", cache, data_files=str(path))
    feature = rows.features["translation"]
    languages = sorted(units[0][language] for language in LANGUAGES)
    tally.same("parquet: feature", type(feature).__name__, "Translation")
    tally.same("parquet: languages", list(feature.languages), languages)
    check_rows(tally, "parquet", rows, units)
    for at, (row, unit) in enumerate(zip(rows, units if len(rows) == len(units) else [])):
        tally.same(f"parquet: row {at + 1}: metadata", json.loads(row["metadata"]), unit["metadata"])
        for part, value in (unit["parts"] or {}).items():
            tally.same(f"parquet: row {at + 1}: {part}", row[part], value)


def check_json_rows(tally, path, units, cache):
    check_rows(tally, "jsonl", load("json", cache, data_files=str(path)), units)


def check_shards(tally, folder, units, cache):
    """A folder of parts, found by the head of its README."""
    check_rows(tally, "shards", load(str(folder), cache), units)
    with open(folder / "corpus.json", encoding="utf-8") as file:
        card = json.load(file)
    import hashlib

    for file in card["files"]:
        found = hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest()
        tally.same(f"shards: sum of {file['path']}", found, file["sha256"])
    tally.same("shards: units of the card", card["units"], len(units))
