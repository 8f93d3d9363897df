"""Builds a corpus in shards on HyperQueue: a task a shard, and after all of them one that merges.

    python examples/hyperqueue/shards.py N SHARDS CORPUS [--alinea PATH] [--local WORKERS] [BUILD ARGUMENT ...]

Further arguments are those of `alinea build`, such as `--manifest articles.jsonl --format tmx`. Tasks go
to the HyperQueue server that runs (`hq server start`); with --local to one that lives as long as this
script, with so many workers of one core. A shard that fails can be submitted again: what is done is left
as it is.
"""

import argparse
import sys
from pathlib import Path

from hyperqueue import Client, Job, LocalCluster
from hyperqueue.cluster import WorkerConfig


def job(alinea, count, shards, corpus, build):
    """A task a shard, and the merge."""
    logs = Path(shards).resolve() / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    tasks = Job(default_workdir=Path.cwd())

    def add(name, command, deps=()):
        return tasks.program(
            [alinea, *command], name=name, deps=deps, stdout=logs / f"{name}.out", stderr=logs / f"{name}.err"
        )

    one = ["build", *build, "--output", str(shards), "--threads", "1", "--quiet"]
    done = [add(f"shard-{at}", [*one, "--shard", f"{at}/{count}"]) for at in range(1, count + 1)]
    add("merge", ["merge", str(shards), "--output", str(corpus)], done)
    return tasks


def main():
    parser = argparse.ArgumentParser(description="Builds a corpus in shards on HyperQueue.")
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("shards")
    parser.add_argument("corpus")
    parser.add_argument("--alinea", default="alinea", help="the binary, as every worker sees it")
    parser.add_argument("--local", type=int, metavar="WORKERS", help="start a server and workers for this job")
    args, build = parser.parse_known_args()
    tasks = job(args.alinea, args.count, args.shards, args.corpus, build)
    if args.local is None:
        client = Client()
        return client.wait_for_jobs([client.submit(tasks)])
    with LocalCluster() as cluster:
        for _ in range(args.local):
            cluster.start_worker(WorkerConfig(cores=1))
        client = cluster.client()
        return client.wait_for_jobs([client.submit(tasks)])


if __name__ == "__main__":
    sys.exit(not main())
