"""examples/ray/align.py on Ray's own cluster of this machine."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import texts

ALINEA = os.environ["ALINEA"]


class Ray(unittest.TestCase):
    def test_batches_give_what_one_worker_gives(self):
        import pyarrow.parquet as pq

        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            records = texts.articles(170)
            table = texts.table(folder, records)
            environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0"}
            done = subprocess.run(
                [sys.executable, texts.EXAMPLES / "ray" / "align.py", table, folder / "records", "--alinea", ALINEA,
                 "--batch-size", "40", "--quiet"],
                env=environment, capture_output=True, text=True, timeout=300)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            found = pq.read_table(folder / "records").to_pylist()
            lines = [row["record"] for row in sorted(found, key=lambda row: row["id"][-5:])]
            self.assertEqual(lines, texts.answers(ALINEA, records))


if __name__ == "__main__":
    unittest.main(verbosity=2)
