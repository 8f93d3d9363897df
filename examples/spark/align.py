"""Aligns a table of articles with `alinea worker` on Spark.

    spark-submit examples/spark/align.py ARTICLES RECORDS [--alinea PATH] [--partitions N] [WORKER OPTION ...]

ARTICLES is a Parquet table with an article a row: `id`, and `source_text` and `target_text` (or `source`
and `target`, paths that every executor can read); `source_language`, `target_language`, `options` and
`metadata` may stand beside them, and other columns are metadata. RECORDS becomes a Parquet table with a
row an article, in the order of ARTICLES: `id`, `status` (`aligned` or `error`), `score`, `error`, and
`record`, the line that the worker wrote, with all beads. Further arguments are the worker's, such as
`--target-lang de`.

Every partition is piped through a worker of its own. The binary must stand at the same path on every
machine (`--files alinea` of spark-submit brings it along: then --alinea ./alinea). A worker that dies fails
its task, which Spark runs again; nothing of it was written by then. One thread a worker is best where
Spark runs a task on every core.
"""

import argparse
import shlex

from pyspark.sql import SparkSession, functions as F

FIELDS = "id string, status string, score double, error struct<code: string, message: string>"


def align(spark, articles, command, partitions=None):
    """The table of records for a table of articles."""
    if partitions:
        articles = articles.repartition(partitions, "id")
    lines = articles.select(F.to_json(F.struct("*"))).rdd.map(lambda row: row[0])
    records = lines.pipe(shlex.join(command), checkCode=True).map(lambda line: (line,))
    records = spark.createDataFrame(records, "record string")
    return records.select(F.from_json("record", FIELDS).alias("fields"), "record").select("fields.*", "record")


def main():
    parser = argparse.ArgumentParser(description="Aligns a table of articles on Spark.")
    parser.add_argument("articles")
    parser.add_argument("records")
    parser.add_argument("--alinea", default="alinea", help="the binary, as executors see it")
    parser.add_argument("--partitions", type=int, help="workers' shares of the table [default: as it was read]")
    args, options = parser.parse_known_args()
    spark = SparkSession.builder.appName("alinea").getOrCreate()
    command = [args.alinea, "worker", "--threads", "1", *options]
    records = align(spark, spark.read.parquet(args.articles), command, args.partitions)
    records.write.mode("errorifexists").parquet(args.records)
    spark.stop()


if __name__ == "__main__":
    main()
