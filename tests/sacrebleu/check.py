"""Compares `alinea evaluate translation` with an installed sacrebleu 2.6.0.

    python check.py ALINEA [VALUES]

On random segments (texts.py), 1,000 pairs, with one reference and with three: each metric under each
option, corpus and segment scores to 1e-9, signatures equal but for the version; then confidence and
the paired tests bit for bit, and whole outputs of both command lines. VALUES is a folder of recorded
values (values.py). Runs on all cores. Prints what differs, then how many comparisons passed and failed;
exits with 1 if one failed."""

import collections
import multiprocessing
import os
import pathlib
import subprocess
import sys
import tempfile
import time

# Sums of thirds depend on whether the matrix product has several threads; see significance.rs.
os.environ["OPENBLAS_NUM_THREADS"] = "2"

import jobs
import texts
import values
from alinea import Alinea


def run(job):
    """One job in a process of its own: what it is of, how many comparisons passed, what failed."""
    started = time.perf_counter()
    kind, name, call = job
    checks = jobs.Checks(name)
    try:
        call(checks)
    except subprocess.CalledProcessError as error:
        checks.check(False, error.stderr.decode()[-400:])
    return kind, checks, time.perf_counter() - started


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.split("\n\n")[1].strip())
    with tempfile.TemporaryDirectory() as folder:
        alinea = Alinea(sys.argv[1], pathlib.Path(folder))
        todo = jobs.all_jobs(alinea)
        if len(sys.argv) == 3:
            todo = values.all_jobs(alinea, pathlib.Path(sys.argv[2])) + todo
        passed, failed = collections.Counter(), []
        with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
            for kind, checks, seconds in pool.imap_unordered(run, todo):
                passed[kind] += checks.passed
                failed += checks.failed
                for note in checks.notes:
                    print("note:", note)
                for what in checks.failed[:5]:
                    print("FAIL", what, flush=True)
                if "TIMES" in os.environ:
                    print(f"{seconds:6.1f} s  {checks.name}", flush=True)
    for kind, count in sorted(passed.items()):
        print(f"{count:>9,} passed: {kind}")
    print(f"{sum(passed.values()):,} passed, {len(failed):,} failed (sacrebleu 2.6.0)")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
