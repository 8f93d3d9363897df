#!/bin/sh
# Runs the examples for Spark, HyperQueue, GNU parallel, Slurm and Ray, and compares what they make with
# what one machine makes.
#
#   .ci/engines.sh ALINEA
#
# ALINEA is the binary. Takes some minutes on two cores. Needs Java 17 or 21, GNU parallel, and Python 3,
# into whose venv it installs tests/engines/requirements.txt (1 GB) unless ENGINES_PYTHON names a Python
# that has it. Slurm itself is not needed: its script runs with the variables that Slurm sets.
set -eu

alinea=$(realpath "${1:?the binary}")
here=$(cd "$(dirname "$0")/.." && pwd)
for tool in java parallel; do
    command -v "$tool" >/dev/null || { echo "expected $tool on the path (Debian: default-jre-headless, parallel)" >&2; exit 2; }
done
python=${ENGINES_PYTHON:-}
if [ -z "$python" ]; then
    venv=${CARGO_TARGET_DIR:-$here/target}/engines-venv
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        -r "$here/tests/engines/requirements.txt"
    python=$(realpath -s "$venv/bin/python")
fi
cd "$here/tests/engines"
for suite in shards spark ray; do
    echo "-- $suite"
    ALINEA=$alinea "$python" -B "test_$suite.py"
done
