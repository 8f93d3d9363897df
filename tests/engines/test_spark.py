"""examples/spark/align.py on a real cluster of two executors on this machine, each a process of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import texts

ALINEA = os.environ["ALINEA"]
ARTICLES = 600
CLUSTER = "local-cluster[2,1,1024]"


def submit(articles, records, *options):
    """Runs the example as a user does, with what a cluster on one machine needs."""
    loopback = "127.0.0.1"
    environment = {**os.environ, "SPARK_LOCAL_IP": loopback, "PYSPARK_PYTHON": sys.executable}
    submit = Path(sys.executable).with_name("spark-submit")
    return subprocess.Popen(
        [submit, "--master", CLUSTER, "--conf", f"spark.driver.host={loopback}",
         "--conf", f"spark.driver.bindAddress={loopback}", "--conf", "spark.ui.enabled=false",
         texts.EXAMPLES / "spark" / "align.py", articles, records, "--alinea", ALINEA, *options],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def workers():
    """The processes of `alinea worker` on this machine."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if command[:2] == [ALINEA.encode(), b"worker"]:
            found.append(int(process.name))
    return found


class Killer(threading.Thread):
    """Kills one worker as soon as there is any that has worked for a moment."""

    def __init__(self):
        super().__init__(daemon=True)
        self.killed = None
        self.stop = threading.Event()

    def run(self):
        while self.killed is None and not self.stop.is_set():
            for worker in workers():
                time.sleep(0.05)
                try:
                    os.kill(worker, signal.SIGKILL)
                except ProcessLookupError:
                    continue
                self.killed = worker
                return
            time.sleep(0.005)


def rows(path):
    import pyarrow.parquet as pq

    return pq.read_table(path).to_pylist()


class Spark(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def finish(self, job):
        said, _ = job.communicate(timeout=400)
        self.assertEqual(job.returncode, 0, said[-4000:])
        return said

    def test_a_worker_is_killed_and_the_table_is_what_one_machine_makes(self):
        records = texts.articles(ARTICLES)
        table = texts.table(self.folder, records)
        killer = Killer()
        killer.start()
        job = submit(table, self.folder / "records", "--partitions", "6", "--no-clean", "--quiet")
        try:
            said = self.finish(job)
        finally:
            killer.stop.set()
            killer.join()
        self.assertIsNotNone(killer.killed, "no worker was seen")
        self.assertIn("exited", said, "the death of the worker was noticed")
        found = rows(self.folder / "records")
        self.assertEqual({row["status"] for row in found}, {"aligned"})
        lines = [row["record"] for row in sorted(found, key=lambda row: row["id"][-5:])]
        self.assertEqual(lines, texts.answers(ALINEA, records, "--no-clean"))
        corpus = texts.build(ALINEA, self.folder, records, "--no-clean")
        self.assertEqual("".join(texts.beads(lines)).encode(), corpus["corpus.jsonl"])

    def test_bad_articles_are_rows_with_an_error_in_their_place(self):
        records = texts.articles(20)
        records[3]["target_text"] = None
        records[7]["source_text"] = "One article in the wrong language. " * 20
        job = submit(texts.table(self.folder, records), self.folder / "records", "--quiet")
        self.finish(job)
        found = rows(self.folder / "records")
        self.assertEqual([row["id"] for row in found], [record["id"] for record in records])
        bad = {at: row["error"]["code"] for at, row in enumerate(found) if row["status"] == "error"}
        self.assertEqual(bad, {3: "missing_field", 7: "wrong_language"})
        for row in found:
            self.assertEqual(json.loads(row["record"])["id"], row["id"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
