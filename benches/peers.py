"""Compares alinea with other aligners on gold alignments, and prints a Markdown table.

    peers.py --alinea BINARY --hunalign PACKAGE [DATA] [--write FILE]

benches/peers.sh installs what this needs and calls it. Every aligner gets the same segments, one
document at a time, and no paragraphs; hunalign gets them tokenised, as its documentation asks: words
and single punctuation marks, set off by spaces. What they find is evaluated by `alinea evaluate
alignment`. A document on which an aligner fails, or for which it takes more than 120 seconds of
processor time, counts as null beads only, and is said on standard error and marked in the table.
"""

import argparse
import json
import os
import pickle
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import galechurch

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
LIMIT = 120
NOVELS_HELD_OUT = ["Emma", "VoyageAuCentreDeLaTerre"]

# Name, folder below ROOT, and whether alinea is trained on two thirds of its documents, on all or on none.
CORPORA = [
    ("news", "corpora/news/gold", False),
    ("tales", "corpora/tales/gold", "all"),
    ("guides", "corpora/guides/gold", "all"),
    ("prose", "corpora/prose", True),
    ("unseen", "corpora/unseen", False),
]

# The same below DATA.
SETS = [
    ("NTREX, lines joined and split", "ntrex-fr-en/nm", True),
    ("NTREX, lines missing and added", "ntrex-fr-en/indel", True),
    ("NTREX, both", "ntrex-fr-en/mix", True),
    ("NTREX, cut anew", "ntrex-fr-en/resplit", True),
    ("novels", "transread-novels/books", True),
    ("opensource.guide", "opensource-guide", True),
    ("Let's Encrypt", "letsencrypt-docs", True),
    ("Debian handbook, parts missing", "debian-handbook/asis", False),
    ("Debian handbook", "debian-handbook/clean", False),
    ("Debian reference, parts missing", "debian-reference/asis", False),
    ("Debian reference", "debian-reference/clean", False),
    ("Debian FAQ, parts missing", "debian-faq/asis", False),
    ("Debian FAQ", "debian-faq/clean", False),
    ("developer's reference, parts missing", "developers-reference/asis", False),
    ("developer's reference", "developers-reference/clean", False),
    ("Medline abstracts", "medline-abstracts/sent", False),
    ("newstest2012, both", "newstest2012/mix", False),
    ("newstest2013, lines joined and split", "newstest2013/nm", False),
    ("newstest2013, lines missing and added", "newstest2013/indel", False),
    ("newstest2013, both", "newstest2013/mix", False),
    ("Text+Berg, French and German", "textberg-fr-de", False),
]


class Failed(Exception):
    """An aligner gave nothing for a document, or was stopped."""


@dataclass
class Row:
    """Some documents of a set, by their numbers."""

    name: str
    numbers: list


@dataclass
class Set:
    """Documents with gold, in order of their names, and the rows that they fill."""

    folder: Path
    language: str
    names: list
    rows: list
    directory: Path

    def lines(self, number, side):
        path = self.folder / f"{self.names[number]}.{side}"
        return path.read_text(encoding="utf-8").split("\n")[:-1]


def read_set(name, folder, trained, directory):
    """The set in a folder; its held-out part is a row of its own."""
    # In the order of the file names, in which every third document was held out of training.
    names = [path.name[: -len(".gold")] for path in sorted(folder.glob("*.gold"))]
    language = "en" if (folder / f"{names[0]}.en").exists() else "de"
    everything = range(len(names))
    mark = {False: "", True: " †", "all": " ‡"}[trained]
    rows = [Row(name + mark, list(everything))]
    novels = "Emma" in names
    if trained is True:
        held = [n for n in everything if (names[n] in NOVELS_HELD_OUT if novels else n % 3 == 2)]
        rows.append(Row(f"{name}, held out", held))
    if novels:
        for number, title in enumerate(names):
            words = re.sub("(?<=[a-z])(?=[A-Z])", " ", title)
            rows.append(Row(words + ("" if title in NOVELS_HELD_OUT else " †"), [number]))
    return Set(folder, language, names, rows, directory)


def nulls(source, target):
    """Null beads of so many segments."""
    return [([i], []) for i in range(source)] + [([], [j]) for j in range(target)]


def write_beads(path, beads):
    path.write_text("".join(f"{source}:{target}\n" for source, target in beads))


def tokenised(lines):
    return "".join(" ".join(re.findall(r"\w+|[^\w\s]", line)) + "\n" for line in lines)


def ladder_to_beads(ladder, source, target):
    """The beads between the rungs; a stretch that is empty on one side is cut into null beads."""
    rungs = [tuple(int(n) for n in line.split("\t")[:2]) for line in ladder.splitlines()]
    beads = []
    for (s, t), (s_end, t_end) in zip(rungs, rungs[1:] + [(source, target)]):
        if s < s_end and t < t_end:
            beads.append((list(range(s, s_end)), list(range(t, t_end))))
        else:
            beads += [([i], []) for i in range(s, s_end)] + [([], [j]) for j in range(t, t_end)]
    return beads


def limit(seconds):
    return lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def by_hunalign(package, options):
    def align(source, target, work):
        paths = work / "tokenised.source", work / "tokenised.target"
        for path, lines in zip(paths, (source, target)):
            path.write_text(tokenised(lines), encoding="utf-8")
        command = ["node", HERE / "hunalign.mjs", package, *paths, *options]
        run = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit(LIMIT))
        if run.returncode != 0 or not run.stdout:
            raise Failed(f"hunalign ended with {run.returncode}: {run.stderr.strip()}")
        beads = ladder_to_beads(run.stdout, len(source), len(target))
        return beads, float(run.stderr.split()[-1])

    return align


def by_galechurch(source, target, work):
    """In a child process, so that the limit holds for this document."""
    answer = work / "galechurch"
    answer.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        try:
            limit(LIMIT)()
            before = time.process_time()
            found = galechurch.align(source, target).beads
            seconds = time.process_time() - before
            sides = [((b.source_start, b.source_end), (b.target_start, b.target_end)) for b in found]
            beads = [tuple(list(range(*side)) for side in bead) for bead in sides]
            answer.write_bytes(pickle.dumps((beads, seconds)))
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    if not answer.exists():
        raise Failed(f"galechurch ended with {status}")
    return pickle.loads(answer.read_bytes())


def run_one_by_one(align):
    """Aligns a set one document at a time: the numbers of those that failed, and the seconds."""

    def run(documents, out):
        failed, total = [], 0.0
        for number, name in enumerate(documents.names):
            source = documents.lines(number, "fr")
            target = documents.lines(number, documents.language)
            try:
                beads, seconds = align(source, target, documents.directory)
            except Failed as error:
                print(f"{documents.folder.name}/{name}: {error}", file=sys.stderr)
                beads, seconds = nulls(len(source), len(target)), 0.0
                failed.append(number)
            write_beads(out / f"{number:04}.vecalign", beads)
            total += seconds
        return failed, total

    return run


def by_alinea(binary, options):
    """Aligns a set as a folder, on one thread; the seconds hold the start of the program."""

    def run(documents, out):
        built = documents.directory / "built"
        command = [binary, "build", documents.directory / "fr", documents.directory / "target"]
        command += ["--segmented", "--format", "vecalign", "--threads", "1", "--quiet"]
        # What is compared is the alignment: no document is refused and no bead dropped.
        command += ["--no-clean", "--min-article-score", "0"]
        command += ["--target-lang", documents.language, "--models", ROOT / "models"]
        command += ["--output", built, *options]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, preexec_fn=limit(LIMIT * len(documents.names)))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        failed = []
        for number, name in enumerate(documents.names):
            path = built / "vecalign" / f"{number:04}.vecalign"
            if path.exists():
                shutil.move(path, out)
            else:
                print(f"{documents.folder.name}/{name}: alinea failed", file=sys.stderr)
                sides = (len(documents.lines(number, s)) for s in ("fr", documents.language))
                write_beads(out / path.name, nulls(*sides))
                failed.append(number)
        shutil.rmtree(built, ignore_errors=True)
        return failed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return run


def evaluate(binary, documents, numbers, out):
    """The report of `alinea evaluate alignment` on some documents of a set."""
    gold, found = documents.directory / "gold", documents.directory / "found"
    for folder in (gold, found):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    for number in numbers:
        shutil.copy(documents.folder / f"{documents.names[number]}.gold", gold / f"{number:04}.gold")
        shutil.copy(out / f"{number:04}.vecalign", found)
    command = [binary, "evaluate", "alignment", "--json", "--gold", gold, "--found", found]
    if "textberg" in documents.folder.name:
        command.append("--allow-gaps")
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def stage(documents):
    """The segments in two folders, each document under its number."""
    for folder, side in (("fr", "fr"), ("target", documents.language)):
        (documents.directory / folder).mkdir(parents=True)
        for number, name in enumerate(documents.names):
            path = documents.folder / f"{name}.{side}"
            shutil.copy(path, documents.directory / folder / f"{number:04}.txt")


def cell(report, best, failed):
    marked = [
        f"**{f1:.3f}**" if round(f1, 3) == best[way] else f"{f1:.3f}"
        for way, f1 in ((way, report[way]["f1"]) for way in ("strict", "lax"))
    ]
    return " / ".join(marked) + (f" ({failed} failed)" if failed else "")


def table_rows(binary, documents, tools, seconds):
    """A set's lines of the table, and where alinea is behind."""
    stage(documents)
    outs, failures = {}, {}
    for tool, run in tools.items():
        outs[tool] = documents.directory / "beads" / tool
        outs[tool].mkdir(parents=True)
        failures[tool], spent = run(documents, outs[tool])
        seconds[tool] += spent
    for row in documents.rows:
        reports = {t: evaluate(binary, documents, row.numbers, outs[t]) for t in tools}
        best = {w: max(round(r[w]["f1"], 3) for r in reports.values()) for w in ("strict", "lax")}
        for way, f1 in best.items():
            if round(reports["alinea"][way]["f1"], 3) < f1:
                print(f"behind, {way}: {row.name}", file=sys.stderr)
        beads = next(iter(reports.values()))["counts"]["gold"]
        failed = {t: len(set(failures[t]) & set(row.numbers)) for t in tools}
        cells = [cell(reports[t], best, failed[t]) for t in tools]
        yield f"| {row.name} | {len(row.numbers)} | {beads:,} | {' | '.join(cells)} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, metavar="DATA")
    parser.add_argument("--alinea", required=True)
    parser.add_argument("--hunalign", required=True)
    parser.add_argument("--write", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    binary = shutil.which(arguments.alinea) or arguments.alinea

    tools = {
        "alinea": by_alinea(binary, []),
        "lengths only": by_alinea(binary, ["--weights", HERE / "lengths-only.json"]),
        "hunalign": run_one_by_one(by_hunalign(arguments.hunalign, [])),
        "hunalign -realign": run_one_by_one(by_hunalign(arguments.hunalign, ["-realign"])),
        "galechurch": run_one_by_one(by_galechurch),
    }
    corpora = [(name, ROOT / folder, trained) for name, folder, trained in CORPORA]
    if arguments.data:
        corpora += [(name, arguments.data / folder, trained) for name, folder, trained in SETS
                    if (arguments.data / folder).is_dir()]

    seconds = dict.fromkeys(tools, 0.0)
    header = ["strict / lax F1", "documents", "beads", *tools]
    lines = [f"| {' | '.join(header)} |", "| --- | --: | --: |" + " --- |" * len(tools)]
    with tempfile.TemporaryDirectory() as work:
        for number, (name, folder, trained) in enumerate(corpora):
            print(name, file=sys.stderr)
            documents = read_set(name, folder, trained, Path(work) / str(number))
            lines += table_rows(binary, documents, tools, seconds)
    lines.append("| seconds of processor time | | | " +
                 " | ".join(f"{s:.1f}" for s in seconds.values()) + " |")
    table = "\n".join(lines) + "\n"
    print(table, end="")
    if arguments.write:
        text = arguments.write.read_text(encoding="utf-8")
        before, rest = text.split("<!-- peers -->\n")
        _, after = rest.split("<!-- /peers -->\n")
        whole = f"{before}<!-- peers -->\n{table}<!-- /peers -->\n{after}"
        arguments.write.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    main()
