"""Articles a second of `alinea worker` and `alinea build`; see worker.sh.

Whole processes, from the start to the last byte, all threads counted; the better of three runs each,
taken in turn, so that all meet the same load. `build` also keeps a journal and a report, and drops
duplicates over the whole corpus, which are switched off here for both (every article comes many times).
All jobs must have aligned all articles, and the workers must have given the same answers, or there is no
table."""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

from marks import write_between

RUNS = 3
RULES = "[rules]\nduplicate = false\nnear-duplicate = false\n"


def records(corpus, count):
    """So many lines, each an article as texts."""
    names = sorted(path.name for path in (corpus / "fr").iterdir())
    read = lambda language, name: (corpus / language / name).read_text(encoding="utf-8")
    texts = [(name, read("fr", name), read("en", name)) for name in names]
    lines = []
    for number in range(count):
        name, source, target = texts[number % len(texts)]
        record = {"id": f"{number:06}-{name}", "source_text": source, "target_text": target}
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
    return lines


def timed(start):
    """Wall and CPU seconds of the processes that `start` starts."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for process in start():
        if process.wait() != 0:
            sys.exit(f"{process.args}: exit code {process.returncode}")
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Bench:
    def __init__(self, alinea, corpus, count, folder):
        self.alinea, self.folder, self.count = alinea, folder, count
        lines = records(corpus, count)
        (folder / "rules.toml").write_text(RULES)
        for name, part in (("all", lines), ("first", lines[: count // 2]), ("second", lines[count // 2 :])):
            (folder / f"{name}.jsonl").write_text("".join(part), encoding="utf-8")

    def common(self, threads):
        return ["--quiet", "--threads", str(threads), "--config", str(self.folder / "rules.toml")]

    def build(self, threads):
        manifest, output = str(self.folder / "all.jsonl"), str(self.folder / "built")
        command = [self.alinea, "build", "--restart", "--manifest", manifest, "--output", output]
        return [subprocess.Popen([*command, *self.common(threads)])]

    def workers(self, threads, parts):
        started = []
        for part in parts:
            with open(self.folder / f"{part}.jsonl", "rb") as given, open(self.folder / f"{part}.out", "wb") as taken:
                command = [self.alinea, "worker", *self.common(threads)]
                started.append(subprocess.Popen(command, stdin=given, stdout=taken))
        return started

    def check(self):
        """Whether everything was aligned, and by all workers alike."""
        read = lambda part: (self.folder / f"{part}.out").read_bytes()
        if read("first") + read("second") != read("all"):
            sys.exit("two workers gave other answers than one")
        aligned = read("all").count(b'"status":"aligned"')
        card = json.loads((self.folder / "built" / "corpus.json").read_text(encoding="utf-8"))
        beads = sum(len(json.loads(line)["beads"]) for line in read("all").splitlines())
        if (aligned, beads) != (self.count, card["units"]):
            sys.exit(f"{aligned} of {self.count} articles aligned; {beads} beads, of build {card['units']}")


def table(bench):
    cores = os.cpu_count()
    jobs = [
        (f"`build`, {cores} threads", lambda: bench.build(cores)),
        (f"`worker`, {cores} threads", lambda: bench.workers(cores, ["all"])),
        ("one `worker` of one thread", lambda: bench.workers(1, ["all"])),
        ("two `worker`s of one thread, half each", lambda: bench.workers(1, ["first", "second"])),
    ]
    runs = [[timed(start) for _, start in jobs] for _ in range(RUNS)]
    bench.check()
    rows = [f"{bench.count:,} news articles, {cores} cores | wall s | CPU s | articles/s | articles/CPU s",
            "--- | ---: | ---: | ---: | ---:"]
    for at, (name, _) in enumerate(jobs):
        wall, cpu = (min(run[at][side] for run in runs) for side in (0, 1))
        rows.append(f"{name} | {wall:.2f} | {cpu:.2f} | {bench.count / wall:.0f} | {bench.count / cpu:.0f}")
    return "".join(f"| {row} |\n" for row in rows)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("alinea")
    arguments.add_argument("corpus", type=pathlib.Path)
    arguments.add_argument("articles", type=int, nargs="?", default=2000)
    arguments.add_argument("--write", type=pathlib.Path)
    args = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = table(Bench(args.alinea, args.corpus, args.articles, pathlib.Path(folder)))
    print(made, end="")
    if args.write:
        write_between(args.write, "worker", made)


main()
