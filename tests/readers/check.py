"""Lets other programs' readers read what alinea wrote, and compares them segment for segment.

    check.py FOLDER

FOLDER holds corpus.jsonl and beside it any of corpus.csv, corpus.tsv, corpus.tmx, corpus.fr with
corpus.en, xces/corpus.xml, opus/corpus.xml (in OPUS's order), corpus.xlf, corpus.xliff2.xlf, corpus.po,
corpus.bitextor.tsv, corpus.parquet and shards/ (JSON lines in parts with a card), all of the same
units. With --all a missing file is a failure, but of the last three. Needs what requirements.txt
names, and Perl with XML::TMX.
"""

import csv
import json
import os
import sys
import tempfile
from pathlib import Path

# Nothing is to be asked of a hub.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

from lxml import etree
from translate.storage import tmx

import exchange

HERE = Path(__file__).resolve().parent
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Whatever a program may take for the end of a line.
LINE_ENDS = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"


class Tally:
    """Counts what passed, prints what did not."""

    def __init__(self):
        self.passed = self.failed = 0

    def same(self, what, found, wanted):
        if found == wanted:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {what}\n  found  {found!r}\n  wanted {wanted!r}")


def lawful(char):
    return char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff")


def is_null(unit):
    return not (unit["source_indices"] and unit["target_indices"])


def of_format(units, count):
    """All units, or those that are no null beads, whichever number a format has."""
    pairs = [unit for unit in units if not is_null(unit)]
    return pairs if count == len(pairs) else units


def number(text):
    return float(text) if text else None


def check_delimited(tally, path, delimiter, units):
    csv.field_size_limit(sys.maxsize)
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=delimiter, strict=True))
    units = of_format(units, len(rows))
    tally.same(f"{path.name}: rows", len(rows), len(units))
    for at, (row, unit) in enumerate(zip(rows, units)):
        place = f"{path.name}: row {at + 1}:"
        for field in ("article", "source", "target", "type", "source_language", "target_language"):
            tally.same(f"{place} {field}", row[field], unit[field])
        for field in ("source_indices", "target_indices", "source_paragraphs", "target_paragraphs"):
            tally.same(f"{place} {field}", [int(i) for i in row[field].split()], unit[field])
        tally.same(f"{place} bead", int(row["bead"]), unit["bead"])
        tally.same(f"{place} score", number(row["score"]), unit["score"])
        tally.same(f"{place} quality", number(row["quality"]), unit.get("quality"))
        for part, value in (unit["parts"] or {}).items():
            tally.same(f"{place} {part}", number(row[part]), value)
        found = json.loads(row["metadata"]) if row["metadata"] else {}
        found |= {name: row[name] for name in ("date", "title", "url", "author") if row[name]}
        tally.same(f"{place} metadata", found, unit["metadata"])


def seg_text(seg):
    """The text of a seg with our control characters put back."""
    text = seg.text or ""
    for child in seg:
        if child.tag == "ph" and child.get("type") == "x-control":
            text += chr(int(child.text.removeprefix("U+"), 16))
        text += child.tail or ""
    return text


def check_tmx_lxml(tally, path, units):
    root = etree.parse(str(path)).getroot()
    header = root.find("header")
    required = "creationtool creationtoolversion segtype o-tmf adminlang srclang datatype".split()
    tally.same("tmx: header attributes", [a for a in required if not header.get(a)], [])
    tus = root.findall("body/tu")
    units = of_format(units, len(tus))
    tally.same("tmx (lxml): units", len(tus), len(units))
    for at, (tu, unit) in enumerate(zip(tus, units)):
        place = f"tmx (lxml): unit {at + 1}:"
        tags = [child.tag for child in tu]
        tally.same(f"{place} order of elements", tags, sorted(tags))
        for side, tuv in zip(("source", "target"), tu.findall("tuv")):
            tally.same(f"{place} language", tuv.get(XML_LANG), unit[f"{side}_language"])
            tally.same(f"{place} {side}", seg_text(tuv.find("seg")), unit[side])
        props = {prop.get("type"): prop.text or "" for prop in tu.findall("prop")}
        tally.same(f"{place} bead", props.get("x-bead"), str(unit["bead"]))
        tally.same(f"{place} score", number(props.get("x-score")), unit["score"])
        tally.same(f"{place} quality", number(props.get("x-quality")), unit.get("quality"))
        for side in ("source", "target"):
            found = [int(i) for i in props[f"x-{side}-indices"].split()]
            tally.same(f"{place} {side} indices", found, unit[f"{side}_indices"])


def check_tmx_toolkit(tally, path, units):
    with open(path, "rb") as file:
        store = tmx.tmxfile.parsefile(file)
    found = store.units
    units = of_format(units, len(found))
    tally.same("tmx (translate-toolkit): units", len(found), len(units))
    for at, (one, unit) in enumerate(zip(found, units)):
        for side in ("source", "target"):
            wanted = "".join(c if lawful(c) else f"U+{ord(c):04X}" for c in unit[side])
            place = f"tmx (translate-toolkit): unit {at + 1}: {side}"
            tally.same(place, str(getattr(one, side) or ""), wanted)


def picture(char):
    if lawful(char):
        return char
    return chr(0x2400 + ord(char)) if char < " " else "\ufffd"


def check_xces(tally, folder, units):
    tree = etree.parse(str(folder / "corpus.xml"))
    dtd = etree.DTD(str(HERE / "xcesAlign.dtd"))
    tally.same("xces: valid", dtd.validate(tree) or str(dtd.error_log), True)
    links = []
    for group in tree.getroot():
        documents = []
        for name in (group.get("fromDoc"), group.get("toDoc")):
            root = etree.parse(str(folder / name)).getroot()
            documents.append((name.split("/")[0], {s.get("id"): s.text or "" for s in root.iter("s")}))
        links += [(documents, link) for link in group]
    units = of_format(units, len(links))
    tally.same("xces: links", len(links), len(units))
    for at, ((documents, link), unit) in enumerate(zip(links, units)):
        place = f"xces: link {at + 1}:"
        targets = link.get("xtargets").split(";")
        tally.same(f"{place} score", number(link.get("certainty")), unit["score"])
        for (language, sentences), ids in zip(documents, targets):
            side = "source" if language == unit["source_language"] else "target"
            found = [int(i) - 1 for i in ids.split()]
            tally.same(f"{place} {side} indices", found, unit[f"{side}_indices"])
            wanted = ["".join(map(picture, s)) for s in unit[f"{side}_segments"]]
            tally.same(f"{place} {side}", [sentences[i] for i in ids.split()], wanted)


def check_moses(tally, folder, units):
    for side in ("source", "target"):
        language = units[0][f"{side}_language"]
        text = (folder / f"corpus.{language}").read_text(encoding="utf-8-sig")
        # splitlines breaks at every character that may end a line: none may be left.
        lines = text.splitlines()
        kept = of_format(units, len(lines))
        tally.same(f"moses {language}: lines", len(lines), len(kept))
        for at, (line, unit) in enumerate(zip(lines, kept)):
            wanted = "".join(" " if c in LINE_ENDS else c for c in unit[side])
            tally.same(f"moses {language}: line {at + 1}", line, wanted)


def main(arguments):
    everything = "--all" in arguments
    folder = Path([a for a in arguments if a != "--all"][0])
    tally = Tally()
    with open(folder / "corpus.jsonl", encoding="utf-8", newline="\n") as file:
        units = [json.loads(line) for line in file]
    whole = (folder / "corpus.jsonl").read_text(encoding="utf-8")
    # splitlines breaks at every character that may end a line: none may stand within one.
    tally.same("jsonl: lines", len(whole.splitlines()), len(units))
    if not units:
        sys.exit("corpus.jsonl holds no unit")
    with tempfile.TemporaryDirectory() as cache:
        run_checks(tally, folder, units, everything, cache)
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


# What a build without the feature, or by another command, does not have.
OPTIONAL = ("corpus.parquet", "shards/corpus.json", "opus/corpus.xml")


def run_checks(tally, folder, units, everything, cache):
    at = folder.joinpath
    checks = {
        "corpus.csv": lambda: check_delimited(tally, folder / "corpus.csv", ",", units),
        "corpus.tsv": lambda: check_delimited(tally, folder / "corpus.tsv", "\t", units),
        "corpus.tmx": lambda: (
            check_tmx_lxml(tally, folder / "corpus.tmx", units),
            check_tmx_toolkit(tally, folder / "corpus.tmx", units),
            exchange.check_xml_tmx(tally, at("corpus.tmx"), units, lawful),
        ),
        "corpus.xlf": lambda: exchange.check_xliff(tally, at("corpus.xlf"), units, lawful),
        "corpus.xliff2.xlf": lambda: exchange.check_xliff2(
            tally, at("corpus.xliff2.xlf"), units, lawful
        ),
        "corpus.po": lambda: exchange.check_po(tally, at("corpus.po"), units),
        "corpus.bitextor.tsv": lambda: exchange.check_bitextor(
            tally, at("corpus.bitextor.tsv"), units, LINE_ENDS
        ),
        "opus/corpus.xml": lambda: exchange.check_opus(tally, at("opus"), units, picture),
        "corpus.jsonl": lambda: exchange.check_json_rows(tally, at("corpus.jsonl"), units, cache),
        "corpus.parquet": lambda: exchange.check_parquet(
            tally, at("corpus.parquet"), units, cache
        ),
        "shards/corpus.json": lambda: exchange.check_shards(tally, at("shards"), units, cache),
        "corpus.ids": lambda: check_moses(tally, folder, units),
        "xces/corpus.xml": lambda: check_xces(tally, folder / "xces", units),
    }
    for name, check in checks.items():
        if (folder / name).exists():
            check()
        elif everything and name not in OPTIONAL:
            tally.same(f"{name} is there", False, True)
        else:
            print(f"not there: {name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
