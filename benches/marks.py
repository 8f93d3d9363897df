"""Puts a table into a text, between the lines <!-- NAME:begin --> and <!-- NAME:end -->."""

import sys


def write_between(path, name, made):
    """Writes `made` between the marks of the file at `path`, in place of what stands there."""
    begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
    text = path.read_text(encoding="utf-8")
    if text.count(begin) != 1 or text.count(end) != 1:
        sys.exit(f"{path}: expected one line {begin.strip()} and after it one line {end}")
    before, rest = text.split(begin)
    path.write_text(before + begin + made + end + rest.split(end)[1], encoding="utf-8")
