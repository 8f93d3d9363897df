"""Compares `alinea evaluate translation` with an installed sacrebleu 2.6.0.

    python check.py ALINEA

1,000 random segments with each metric and option, with one reference and with three: every segment
score and every corpus score to 1e-9, signatures equal but for the version. Then whole outputs of both
command lines, and the paired tests bit for bit. Exits with 1 on any difference."""

import itertools
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

import texts

PAIRS = 1000
failed = []
checked = 0


def check(fine, what):
    global checked
    checked += 1
    if not fine:
        failed.append(what)
        print("FAIL", what)


def write(folder, name, lines):
    path = pathlib.Path(folder) / name
    path.write_bytes("".join(line + "\n" for line in lines).encode())
    return str(path)


class Corpus:
    def __init__(self, folder, references, systems, pairs, seed):
        refs, outs = texts.corpus(pairs, references, systems, seed)
        name = f"{references}.{seed}"
        self.refs = [write(folder, f"ref{i}.{name}", r) for i, r in enumerate(refs)]
        self.outs = [write(folder, f"out{i}.{name}", o) for i, o in enumerate(outs)]
        self.ref_lines = [[line.rstrip() for line in r] for r in refs]
        self.out_lines = [[line.rstrip() for line in o] for o in outs]

    def alinea(self, *options, systems=1):
        command = [sys.argv[1], "evaluate", "translation", "--reference", *self.refs,
                   "--hypothesis", *self.outs[:systems], *options]
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def bleus():
    for tokenize, lowercase in itertools.product(("13a", "intl", "char", "zh", "none"), (False, True)):
        yield dict(tokenize=tokenize, lowercase=lowercase)
    smoothings = [("exp", None), ("floor", None), ("floor", 0.3), ("add-k", None), ("add-k", 0.5), ("none", None)]
    for (method, value), order, effective in itertools.product(smoothings, (2, 4), (False, True)):
        yield dict(smooth_method=method, smooth_value=value, max_ngram_order=order, effective_order=effective)


def chrfs():
    for word, *flags in itertools.product((0, 2), (False, True), (False, True), (False, True)):
        yield dict(word_order=word, lowercase=flags[0], whitespace=flags[1], eps_smoothing=flags[2])
    for char, beta in ((1, 0), (3, 1), (8, 3)):
        yield dict(char_order=char, beta=beta, word_order=1)


def ters():
    for flags in itertools.product((False, True), repeat=4):
        yield dict(zip(("normalized", "no_punct", "asian_support", "case_sensitive"), flags))


def flags_of(metric, options):
    prefix = {"bleu": "--", "chrf": "--chrf-", "ter": "--ter-"}[metric]
    flags = ["--metrics", metric]
    for key, value in options.items():
        if value is True:
            flags.append(prefix + key.replace("_", "-"))
        elif value is not False and value is not None:
            flags += [prefix + key.replace("_", "-"), str(value)]
    return flags


def compare(corpus, name, metric, options):
    what = f"{name} {options} {len(corpus.refs)} references"
    flags = flags_of(name, options)
    rows = metric._extract_corpus_statistics(corpus.out_lines[0], corpus.ref_lines)
    found = json.loads(corpus.alinea(*flags, "--format", "json", "--width", "14"))
    wanted = metric._aggregate_and_compute([list(row) for row in rows])
    check(abs(found["score"] - wanted.score) <= 1e-9, f"{what}: {found['score']} for {wanted.score}")
    signature = re.sub(r"version:alinea-[^|]*", "version:2.6.0", found["signature"])
    check(signature == str(metric.get_signature()), f"{what}: {signature}")
    check(found["name"] == wanted.name, f"{what}: {found['name']}")
    if name == "bleu":
        check(found["verbose_score"] == wanted._verbose, f"{what}: {found['verbose_score']}")
        if not options.get("effective_order"):
            return
    lines = corpus.alinea(*flags, "--sentence-level", "--score-only", "--width", "14").split()
    check(len(lines) == len(rows), f"{what}: {len(lines)} lines")
    for at, (line, row) in enumerate(zip(lines, rows)):
        score = metric._aggregate_and_compute([row]).score
        check(abs(float(line) - score) <= 1e-9, f"{what}, line {at + 1}: {line} for {score}")


def command_lines(corpus):
    metrics = ["-m", "bleu", "chrf", "ter"]
    for ours, theirs in (([], []), (["--confidence"], ["--confidence"])):
        for layout in ("json", "text"):
            command = [sys.executable, "-m", "sacrebleu", *corpus.refs, "-i", corpus.outs[0], *metrics,
                       "-f", layout, "-w", "4", "--no-color", "--force", *theirs]
            wanted = subprocess.run(command, capture_output=True, check=True).stdout.decode()
            found = corpus.alinea("--metrics", "bleu,chrf,ter", "--format", layout, "--width", "4", *ours)
            found = found.replace(version(found), "2.6.0")
            # Lines of text stand to the right, by their length.
            strip = lambda text: [line.strip() for line in text.splitlines()] if layout == "text" else text
            check(strip(found) == strip(wanted), f"{layout} {ours}:\n{found}\n{wanted}")


def version(text):
    return re.search(r"alinea-[0-9.]+", text).group()


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def paired(corpus):
    metrics = {"BLEU": BLEU(), "CHRF": CHRF(), "CHRF++": CHRF(word_order=2), "TER": TER(),
               "add-k": BLEU(smooth_method="add-k", smooth_value=0.5, max_ngram_order=6),
               "eps": CHRF(eps_smoothing=True)}
    flags = {"BLEU": [], "CHRF": [], "CHRF++": ["--chrf-word-order", "2"], "TER": [],
             "add-k": ["--smooth-method", "add-k", "--smooth-value", "0.5", "--max-ngram-order", "6"],
             "eps": ["--chrf-eps-smoothing"]}
    for test, count in (("bs", 500), ("ar", 1000)):
        for key, metric in metrics.items():
            named = list(zip(corpus.outs, corpus.out_lines))
            _, table = PairedTest(named, {key: metric}, corpus.ref_lines, test_type=test, n_samples=count)()
            (name, wanted), = [(n, v) for n, v in table.items() if n != "System"]
            short = "bleu" if name == "BLEU" else "ter" if name == "TER" else "chrf"
            found = json.loads(corpus.alinea("--metrics", short, *flags[key], "--format", "json", f"--paired-{test}",
                                             f"--paired-{test}-n", str(count), systems=len(named)))
            for system, result in zip(found, wanted):
                for field in ("p_value", "mean", "ci"):
                    mine, theirs = system[name][field], getattr(result, field)
                    fine = mine is None if theirs is None else mine == float(theirs)
                    check(fine, f"{test} {key} {field} {len(corpus.refs)} references: {mine!r} for {theirs!r}")


with tempfile.TemporaryDirectory() as folder:
    for references in (1, 3):
        corpus = Corpus(folder, references, 3, PAIRS, 7)
        for name, kind, options in (("bleu", BLEU, bleus()), ("chrf", CHRF, chrfs()), ("ter", TER, ters())):
            for option in options:
                compare(corpus, name, kind(**option), option)
        command_lines(corpus)
    for references in (1, 2):
        paired(Corpus(folder, references, 3, 300, 11))
print(f"{checked - len(failed)} passed, {len(failed)} failed (sacrebleu 2.6.0)")
sys.exit(1 if failed else 0)
