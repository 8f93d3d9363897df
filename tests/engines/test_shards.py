"""Shards by HyperQueue, GNU parallel and Slurm's script: each gives the bytes of a single build."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import texts

ALINEA = os.environ["ALINEA"]
ARTICLES = 60
SHARDS = 5
FORMATS = ["--format", "jsonl,tmx,moses", "--split", "train=0.8,test=0.2"]


class Shards(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.single = Path(folder.name)
        records = texts.articles(ARTICLES)
        cls.wanted = texts.build(ALINEA, cls.single, records, *FORMATS)
        # The rules drop what stands there again, in whichever shard.
        assert cls.wanted["dropped.jsonl"].count(b"\n") > 100
        cls.build = ["--manifest", cls.single / "articles.jsonl", *FORMATS]

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.environment = {**os.environ, "ALINEA": ALINEA}

    def run_it(self, command, **environment):
        done = subprocess.run(command, env={**self.environment, **environment}, capture_output=True, text=True,
                              timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def check(self):
        self.assertEqual(texts.files(self.folder / "corpus"), self.wanted)

    def test_hyperqueue(self):
        self.run_it([sys.executable, texts.EXAMPLES / "hyperqueue" / "shards.py", str(SHARDS),
                     self.folder / "shards", self.folder / "corpus", "--alinea", ALINEA, "--local", "2", *self.build])
        self.check()

    def test_gnu_parallel(self):
        self.run_it([texts.EXAMPLES / "parallel.sh", str(SHARDS), self.folder / "shards", self.folder / "corpus",
                     *self.build])
        self.check()

    def test_slurm_script(self):
        """The script by itself, with what Slurm puts into the environment of each task of an array; the
        fourth task runs twice, as one that Slurm requeues."""
        for task in [1, 2, 3, 4, 4, 5]:
            self.run_it([texts.EXAMPLES / "slurm.sh", self.folder / "shards", *self.build],
                        SLURM_ARRAY_TASK_ID=str(task), SLURM_ARRAY_TASK_COUNT=str(SHARDS), SLURM_CPUS_PER_TASK="1")
        self.run_it([ALINEA, "merge", self.folder / "shards", "--output", self.folder / "corpus"])
        self.check()


if __name__ == "__main__":
    unittest.main(verbosity=2)
