"""Comparison with recorded values of sacrebleu 2.6.0, of texts that the repository does not hold.

The folder has `corpus.tsv` (set, system, metric, options, score, signature, statistics), `paired.tsv`
(set, test, draws, system, metric, score, p-value, mean, half width), `sentence.SET.SYSTEM.tsv` (a column
a metric, a line a segment), and for each set a folder of its texts, named as the set but for hyphens:
a reference named `ref` or `*.ref.*`, and outputs `*.SYSTEM.*`. Rows of a set without texts are counted,
not compared."""

import collections
import functools
import json
import re

import numpy as np

from alinea import flags

# Columns of segment scores; BLEU without effective order is the score of a corpus of one segment.
COLUMNS = {"bleu_eff": ("bleu", {}), "chrf": ("chrf", {}), "chrf++": ("chrf", dict(word_order=2)), "ter": ("ter", {})}


def table(path):
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def texts_of(folder, name):
    """The reference of a set and its outputs, or nothing."""
    plain = name.replace("-", "")
    for inner in folder.iterdir():
        if inner.is_dir() and inner.name.replace("-", "") == plain:
            files = sorted(inner.iterdir())
            reference, = [file for file in files if file.name == "ref" or ".ref." in file.name]
            return reference, files
    return None


def output_of(files, system):
    found, = [file for file in files if f".{system}." in file.name and ".ref." not in file.name]
    return found


def corpus_row(alinea, reference, output, row, checks):
    _, _, metric, options, score, signature, statistics = row
    options, statistics = json.loads(options), json.loads(statistics)
    found = alinea.corpus([reference], output, *flags(metric, options))
    checks.close(found["score"], float(score), "score")
    checks.equal(found["signature"], signature, "signature")
    if metric == "bleu":
        checks.equal(found["verbose_score"], verbose(statistics), "statistics")
    if metric == "ter":
        checks.close(found["score"], 100 * (statistics["num_edits"] / statistics["ref_length"]), "statistics")


def verbose(statistics):
    """The end of sacrebleu's line, of which smoothed precisions show as they are without."""
    counts, totals = statistics["counts"], statistics["totals"]
    precisions = "/".join(f"{100 * count / total:.1f}" for count, total in zip(counts, totals))
    length, reference = statistics["sys_len"], statistics["ref_len"]
    return (f"{precisions} (BP = {statistics['bp']:.3f} ratio = {length / reference:.3f} "
            f"hyp_len = {length} ref_len = {reference})")


def paired_rows(alinea, reference, files, rows, checks):
    """All systems of one set, test, number of draws and metric, the first the baseline."""
    _, test, draws, _, shown, *_ = rows[0]
    outputs = [output_of(files, row[3]) for row in rows]
    metric = re.match("[a-z]+", shown.lower()).group()
    text = alinea([reference], outputs, *flags(metric, {}), "--format", "json", f"--paired-{test}", f"--paired-{test}-n", draws)
    for found, row in zip(json.loads(text), rows, strict=True):
        score, p_value, mean, ci = (None if value == "None" else float(value) for value in row[5:])
        of = found[shown]
        checks.close(of["score"], score, f"{row[3]} score")
        checks.equal(of["p_value"], p_value, f"{row[3]} p-value")
        for key, value in (("mean", mean), ("ci", ci)):
            # chrF's are float32, recorded in the digits that it needs.
            single = np.float32 if shown.startswith("chrF") and value is not None else lambda number: number
            checks.equal(single(of[key]), single(value), f"{row[3]} {key}")


def segment_rows(alinea, reference, output, name, rows, checks):
    """Every column but `bleu`."""
    for column, (metric, options) in COLUMNS.items():
        found = alinea.segments([reference], output, *flags(metric, options))
        at = rows[0].index(column)
        for line, (mine, row) in enumerate(zip(found, rows[1:], strict=True)):
            checks.close(mine, float(row[at]), f"{column}, line {line + 1}")


def single_rows(alinea, reference, output, name, rows, checks):
    """The column `bleu`: each segment as a corpus of its own."""
    at = rows[0].index("bleu")
    lines = [file.read_text(encoding="utf-8").rstrip("\n").split("\n") for file in (reference, output)]
    for number, (wanted, outcome, row) in enumerate(zip(*lines, rows[1:], strict=True)):
        files = [alinea.write(f"{kind}.{name}", [text]) for kind, text in (("r", wanted), ("h", outcome))]
        found = alinea.corpus(files[:1], files[1], *flags("bleu", {}))
        checks.close(found["score"], float(row[at]), f"bleu, line {number + 1}")


def all_jobs(alinea, folder):
    todo, lacking = [], collections.Counter()
    add = lambda kind, name, call, *given: todo.append((kind, f"{kind} {name}", functools.partial(call, alinea, *given)))
    for path in sorted(folder.glob("sentence.*.tsv")):
        _, name, system, _ = path.name.split(".")
        reference, files = texts_of(folder, name)
        for call in (single_rows, segment_rows):
            add("recorded segment scores", path.name, call, reference, output_of(files, system), path.name, table(path))
    groups = collections.defaultdict(list)
    for row in table(folder / "paired.tsv"):
        groups[row[0], row[1], row[2], row[4]].append(row)
    for key, rows in groups.items():
        add("recorded paired tests", key, paired_rows, *texts_of(folder, key[0]), rows)
    for row in table(folder / "corpus.tsv"):
        found = texts_of(folder, row[0])
        if found:
            reference, files = found
            add("recorded corpus scores", row[:4], corpus_row, reference, output_of(files, row[1]), row)
        else:
            lacking[row[0]] += 1
    for name, count in lacking.items():
        print(f"note: {count} recorded rows of {name} have no texts and were not compared")
    return todo
