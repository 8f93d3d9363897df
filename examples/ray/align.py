"""Aligns a table of articles with `alinea worker` on Ray.

    python examples/ray/align.py ARTICLES RECORDS [--alinea PATH] [WORKER OPTION ...]

ARTICLES and RECORDS are Parquet tables as in examples/spark/align.py. Every batch of rows goes through a
worker of its own, which starts in a few milliseconds.
"""

import argparse
import json
import subprocess

import pyarrow as pa
import ray


def aligner(command):
    """What makes records of a batch of articles."""

    def align(batch):
        rows = batch.to_pylist()
        rows = [{name: value for name, value in row.items() if value is not None} for row in rows]
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        done = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True)
        lines = done.stdout.decode().removesuffix("\n").split("\n") if done.stdout else []
        records = [json.loads(line) for line in lines]
        names = ("id", "status", "score")
        columns = {name: [record.get(name) for record in records] for name in names}
        return pa.table({**columns, "record": lines})

    return align


def main():
    parser = argparse.ArgumentParser(description="Aligns a table of articles on Ray.")
    parser.add_argument("articles")
    parser.add_argument("records")
    parser.add_argument("--alinea", default="alinea", help="the binary, as every node sees it")
    parser.add_argument("--batch-size", type=int, default=256)
    args, options = parser.parse_known_args()
    command = [args.alinea, "worker", "--threads", "1", *options]
    articles = ray.data.read_parquet(args.articles)
    records = articles.map_batches(aligner(command), batch_format="pyarrow", batch_size=args.batch_size)
    records.write_parquet(args.records)


if __name__ == "__main__":
    main()
