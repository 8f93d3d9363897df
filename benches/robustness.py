#!/usr/bin/env python3
"""How alinea takes long stretches that stand on one side only, or differ on both, garbled words, segments
longer than sentences, titles, markup, and documents of which most has no partner.

    benches/robustness.py ALINEA FOLDER...

Each FOLDER holds ID.fr, ID.en (a segment a line) and ID.gold (Vecalign's format). Every document is
changed in several ways between two gold beads, gold with it; what `alinea build` finds in the copies is
evaluated by `alinea evaluate alignment`, and a Markdown table is printed: strict and lax F1 a folder.
Needs Python 3.9 or later and nothing else.
"""

import random
import re
import string
import subprocess
import sys
import tempfile
from pathlib import Path

FOREIGN = 80  # Beads of another document that are put in.


def read(gold):
    """The beads of a document, as lists of source and target segments."""
    sides = [gold.with_suffix(s).read_text(encoding="utf-8").split("\n") for s in (".fr", ".en")]
    beads = []
    for line in gold.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            indices = [re.findall(r"\d+", side) for side in line.split(":")[:2]]
            beads.append([[texts[int(i)] for i in own] for own, texts in zip(indices, sides)])
    return beads


def without(beads, side):
    """What is left of beads on the other side, as null beads."""
    other = [segment for bead in beads for segment in bead[1 - side]]
    return [[[], [s]] if side == 0 else [[s], []] for s in other]


def garbled(beads, share):
    """The beads with a third of the letters of this share of their words exchanged for others."""
    chance = random.Random(1)

    def word(text):
        letters = list(text)
        if len(letters) > 2 and chance.random() < share:
            for _ in range(len(letters) // 3):
                at = chance.randrange(len(letters))
                if letters[at].isalpha():
                    letters[at] = chance.choice(string.ascii_lowercase)
        return "".join(letters)

    def segment(text):
        return " ".join(map(word, text.split(" ")))

    return [[list(map(segment, side)) for side in bead] for bead in beads]


def joined(beads, most):
    """The beads, 1 to `most` at a time joined into one of a segment a side."""
    chance = random.Random(2)
    paragraphs, at = [], 0
    while at < len(beads):
        some = beads[at : at + chance.randint(1, most)]
        at += len(some)
        texts = [[segment for bead in some for segment in bead[side]] for side in (0, 1)]
        paragraphs.append([[" ".join(own)] if own else [] for own in texts])
    return paragraphs


def thinned(beads, share):
    """The beads, this share of them on one side only."""
    chance = random.Random(3)
    thin = []
    for bead in beads:
        missing = chance.random() < share
        thin += without([bead], chance.randrange(2)) if missing and all(bead) else [bead]
    return thin


def rewritten(beads, rewrite):
    """The beads with each target segment rewritten."""
    return [[source, [rewrite(segment) for segment in target]] for source, target in beads]


def titled(segment):
    """The segment with a capital at the beginning of each word."""
    return " ".join(word[:1].upper() + word[1:] for word in segment.split(" "))


def marked_up(segment):
    """The segment as a list of a web page has it, with a link around a few words."""
    words = segment.replace("'", "&#39;").split(" ")
    place = len(segment) % len(words)
    link = '<a href="https://www.example.org/page/%d.html">' % (len(segment) * 7 % 1000)
    words[place] = link + words[place]
    words[min(place + 2, len(words) - 1)] += "</a>"
    return f"<li>{' '.join(words)}</li>"


def changed(beads, other, third):
    """The copies of a document, by name."""
    n = len(beads)
    first, last = n * 4 // 10, n * 6 // 10
    source, target = without(other[:FOREIGN], 1), without(third[:FOREIGN], 0)
    paragraphs = []
    for at in range(0, n, 18):
        missing = without(beads[at + 15 : at + 18], at // 18 % 2)
        paragraphs += beads[at : at + 15] + missing
    return {
        "as they are": beads,
        "end of the source missing": beads[:last] + without(beads[last:], 0),
        "end of the target missing": beads[:last] + without(beads[last:], 1),
        "beginning of the source missing": without(beads[:first], 0) + beads[first:],
        "beginning of the target missing": without(beads[:first], 1) + beads[first:],
        "a fifth of the source missing": beads[:first] + without(beads[first:last], 0) + beads[last:],
        "a fifth of the target missing": beads[:first] + without(beads[first:last], 1) + beads[last:],
        "beginning of one, end of the other": without(beads[: n // 4], 0)
        + beads[n // 4 : n * 3 // 4]
        + without(beads[n * 3 // 4 :], 1),
        "foreign stretch in the source": beads[: n // 2] + source + beads[n // 2 :],
        "foreign stretch at the target's end": beads + target,
        "foreign stretches in both": beads[: n // 2] + source + target + beads[n // 2 :],
        "three beads in eighteen on one side": paragraphs,
        "three words in ten garbled": garbled(beads, 0.3),
        "six words in ten garbled": garbled(beads, 0.6),
        "up to 8 beads joined": joined(beads, 8),
        "up to 40 beads joined": joined(beads, 40),
        "up to 8 beads joined, a fifth of the target missing": joined(beads[:first], 8)
        + without(joined(beads[first:last], 8), 1)
        + joined(beads[last:], 8),
        "capitals as in titles in the target": rewritten(beads, titled),
        "markup in the target": rewritten(beads, marked_up),
        "half of the beads on one side only": thinned(beads, 0.5),
        "three of four on one side only": thinned(beads, 0.75),
    }


def write(stem, beads):
    counts, sides, gold = [0, 0], [[], []], []
    for bead in beads:
        indices = []
        for side in (0, 1):
            indices.append(list(range(counts[side], counts[side] + len(bead[side]))))
            counts[side] += len(bead[side])
            sides[side] += bead[side]
        gold.append(f"{indices[0]}:{indices[1]}")
    for suffix, lines in ((".fr", sides[0]), (".en", sides[1]), (".gold", gold)):
        stem.with_name(stem.name + suffix).write_text("\n".join(lines) + "\n", encoding="utf-8")


def evaluated(alinea, folder, output):
    subprocess.run(
        [alinea, "build", "--no-clean", "--segmented", "--quiet", "--min-article-score", "0"]
        + [folder, folder, "-o", output, "-f", "vecalign"],
        check=True,
    )
    found = subprocess.run(
        [alinea, "evaluate", "alignment", "--gold", folder, "--found", output / "vecalign"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    scores = [re.search(rf"^{kind}\s.*?(\S+)$", found, re.M).group(1) for kind in ("strict", "lax")]
    return " / ".join(f"{float(score):.3f}" for score in scores)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    alinea, folders = Path(sys.argv[1]).resolve(), [Path(folder) for folder in sys.argv[2:]]
    rows = {}
    for folder in folders:
        documents = {gold.stem: read(gold) for gold in sorted(folder.glob("*.gold"))}
        if not documents:
            sys.exit(f"robustness.py: expected ID.gold in {folder}")
        all_beads = list(documents.values())
        with tempfile.TemporaryDirectory() as temporary:
            for at, (name, beads) in enumerate(documents.items()):
                others = [all_beads[(at + by) % len(all_beads)] for by in (1, 2)]
                for kind, copy in changed(beads, *others).items():
                    place = Path(temporary, "in", kind.replace(" ", "-"))
                    place.mkdir(parents=True, exist_ok=True)
                    write(place / name, copy)
            for kind in changed([], [], []):
                name = kind.replace(" ", "-")
                figure = evaluated(alinea, Path(temporary, "in", name), Path(temporary, "out", name))
                rows.setdefault(kind, []).append(figure)
    names = [folder.name if len(folder.parts) < 2 else "/".join(folder.parts[-2:]) for folder in folders]
    print("| strict / lax F1 | " + " | ".join(names) + " |\n| --- |" + " --- |" * len(names))
    for kind, figures in rows.items():
        print(f"| {kind} | " + " | ".join(figures) + " |")


if __name__ == "__main__":
    main()
