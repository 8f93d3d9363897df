"""Calls of the binary under test, and the texts it is given."""

import json
import re
import subprocess

PREFIXES = {"bleu": "--", "chrf": "--chrf-", "ter": "--ter-"}


def flags(metric, options):
    """The arguments that say what keyword arguments say to sacrebleu."""
    said = ["--metrics", metric]
    for key, value in options.items():
        name = PREFIXES[metric] + key.replace("_", "-")
        if value is True:
            said.append(name)
        elif value is not False and value is not None:
            said += [name, str(value)]
    return said


class Alinea:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder

    def __call__(self, references, outputs, *options):
        command = [self.binary, "evaluate", "translation", "--threads", "1",
                   "--reference", *map(str, references), "--hypothesis", *map(str, outputs), *options]
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()

    def corpus(self, references, output, *options):
        """The object of one metric, its version as sacrebleu's."""
        text = self(references, [output], *options, "--format", "json", "--width", "17")
        return json.loads(re.sub(r"version:alinea-[^|\"]*", "version:2.6.0", text))

    def segments(self, references, output, *options):
        text = self(references, [output], *options, "--sentence-level", "--score-only", "--width", "17")
        return [float(line) for line in text.split()]

    def write(self, name, lines):
        path = self.folder / name
        path.write_bytes("".join(line + "\n" for line in lines).encode())
        return path
