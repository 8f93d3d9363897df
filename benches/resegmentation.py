"""How many cuts of re-segmented outputs are right, and what BLEU they have.

    python3 benches/resegmentation.py --truth as.hyp --reference as.ref --docids as.docid \
        [--mweralign as.resplit] [CUT ...]

CUT is an output on the reference's segments, one a line, as `alinea evaluate translation --align
--aligned-output FOLDER` writes it. A boundary inside a document is right where it stands, in characters
without white space, at the place that the truth has it. "text changed" says whether the
text, white space aside, is not the truth's any more: a cutter should only cut.
With --mweralign the program of that name (PyPI) cuts the file too, document by document and as a
stream, on words. Needs sacrebleu for BLEU.
"""

import argparse
import itertools
import sys
import time

# sacrebleu is the package, not the bench of that name beside this file.
sys.path.pop(0)


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file]


def black(text):
    return "".join(text.split())


def ends(pieces):
    return list(itertools.accumulate(len(black(piece)) for piece in pieces))


def documents(ids):
    """First and last line + 1 of each document."""
    start = 0
    for _, group in itertools.groupby(ids):
        size = len(list(group))
        yield start, start + size
        start += size


def judge(name, cut, truth, reference, ids, seconds=None):
    """Prints the share of right boundaries, the changed documents and BLEU."""
    if len(cut) != len(truth):
        sys.exit(f"{name}: {len(cut)} lines, expected {len(truth)}")
    ours, theirs = ends(cut), ends(truth)
    inner = [at for first, last in documents(ids) for at in range(first, last - 1)]
    right = sum(ours[at] == theirs[at] for at in inner)
    changed = "no" if black("".join(cut)) == black("".join(truth)) else "yes"
    try:
        import sacrebleu
        bleu = f"{sacrebleu.corpus_bleu(cut, [reference]).score:.2f}"
    except ImportError:
        bleu = "-"
    took = "" if seconds is None else f"\t{seconds:.1f} s"
    print(f"{name}\t{right} of {len(inner)}\t{100 * right / len(inner):.2f} %\tBLEU {bleu}"
          f"\ttext changed: {changed}{took}")


def mweralign(given, truth, reference, spans):
    """Cuts the given lines on the reference's, one span of lines after the other."""
    from mweralign import align_texts
    whole, cut = iter(given), []
    for first, last in spans:
        size, seen, own = len(black("".join(truth[first:last]))), 0, []
        while seen < size:
            own.append(next(whole))
            seen += len(black(own[-1]))
        found = align_texts("\n".join(reference[first:last]), "\n".join(own))
        found = found.rstrip("\n").split("\n")
        cut += found + [""] * (last - first - len(found))
    return cut


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--truth", required=True)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--docids")
    parser.add_argument("--mweralign")
    parser.add_argument("cut", nargs="*")
    options = parser.parse_args()
    truth, reference = lines(options.truth), lines(options.reference)
    ids = [line.split("\t")[0] for line in lines(options.docids)] if options.docids else [""] * len(truth)
    judge("truth", truth, truth, reference, ids)
    for path in options.cut:
        judge(path, lines(path), truth, reference, ids)
    if options.mweralign:
        given = lines(options.mweralign)
        for name, spans in [("by document", list(documents(ids))), ("stream", [(0, len(truth))])]:
            start = time.process_time()
            cut = mweralign(given, truth, reference, spans)
            judge(f"mweralign, {name}", cut, truth, reference, ids, time.process_time() - start)


if __name__ == "__main__":
    main()
