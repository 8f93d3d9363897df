"""CPU seconds of `alinea evaluate translation` and `sacrebleu`, paired; see sacrebleu.sh.

Whole processes: reading, scoring and printing, all threads counted; the better of three runs each,
taken in turn, so that both meet the same load. sacrebleu's start (importing Python packages) is also
measured by itself, and the factor is given with and without it. sacrebleu keeps the words of lines it
has seen, so lines that are repeated to make the text longer are in its favour. Both must give the same
values, or there is no table."""

import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile

from marks import write_between

LINES = 9000
RUNS = 3


def cpu(command):
    """CPU seconds of a command and its children, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout.decode()


def repeated(folder, path):
    text = pathlib.Path(path).read_text(encoding="utf-8")
    text = text if text.endswith("\n") else text + "\n"
    lines = text.count("\n")
    copy = pathlib.Path(folder) / pathlib.Path(path).name
    copy.write_text(text * max(1, round(LINES / lines)), encoding="utf-8")
    return str(copy)


def values(text):
    """The scores and p-values that a JSON output shows."""
    found = json.loads(text)
    if isinstance(found, list):
        return [(m["score"], m["p_value"]) for row in found for m in row.values() if isinstance(m, dict)]
    return [found["score"]]


def table(alinea, reference, hypothesis, baseline):
    ours = [alinea, "evaluate", "translation", "--format", "json", "--width", "12", "--reference", reference]
    theirs = [sys.executable, "-m", "sacrebleu", "-f", "json", "-w", "12", reference, "-i"]
    one, two = [hypothesis], [baseline, hypothesis]
    jobs = [
        ("BLEU", [*ours, "--hypothesis", *one], [*theirs, *one]),
        ("chrF", [*ours, "--metrics", "chrf", "--hypothesis", *one], [*theirs, *one, "-m", "chrf"]),
        ("chrF++", [*ours, "--metrics", "chrf", "--chrf-word-order", "2", "--hypothesis", *one],
         [*theirs, *one, "-m", "chrf", "--chrf-word-order", "2"]),
        ("TER", [*ours, "--metrics", "ter", "--hypothesis", *one], [*theirs, *one, "-m", "ter"]),
        ("paired bootstrap of BLEU, 1,000 resamples", [*ours, "--metrics", "bleu", "--paired-bs", "--hypothesis", *two],
         [*theirs, *two, "--paired-bs"]),
        ("paired randomisation of BLEU, 10,000 trials", [*ours, "--metrics", "bleu", "--paired-ar", "--hypothesis", *two],
         [*theirs, *two, "--paired-ar"]),
    ]
    start = min(cpu([sys.executable, "-m", "sacrebleu", "--version"])[0] for _ in range(RUNS))
    lines = sum(1 for _ in open(hypothesis, encoding="utf-8"))
    rows = [f"CPU s, {lines:,} segments | alinea | sacrebleu 2.6.0 | times less | without its start",
            "--- | ---: | ---: | ---: | ---:"]
    for name, mine, other in jobs:
        timed = [(cpu(mine), cpu(other)) for _ in range(RUNS)]
        (_, found), (_, wanted) = timed[0]
        if values(found) != values(wanted):
            sys.exit(f"{name}: {values(found)} for {values(wanted)}")
        a, b = (min(run[side][0] for run in timed) for side in (0, 1))
        rows.append(f"{name} | {a:.3f} | {b:.2f} | {b / a:.0f} | {(b - start) / a:.0f}")
    return "".join(f"| {row} |\n" for row in rows)


def main():
    arguments = argparse.ArgumentParser()
    for name in ("alinea", "reference", "hypothesis", "baseline"):
        arguments.add_argument(name)
    arguments.add_argument("--write", type=pathlib.Path)
    args = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        texts = [repeated(folder, path) for path in (args.reference, args.hypothesis, args.baseline)]
        made = table(args.alinea, *texts)
    print(made, end="")
    if args.write:
        write_between(args.write, "sacrebleu", made)


main()
