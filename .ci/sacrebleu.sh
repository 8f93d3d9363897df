#!/bin/sh
# Compares the scores of translations with an installed sacrebleu 2.6.0, on random segments, and with
# values that it gave, if a folder of them is named (tests/sacrebleu/values.py says how it is laid out).
#
#   .ci/sacrebleu.sh ALINEA [VALUES]
#
# ALINEA is the binary. Takes some minutes on two cores; TIMES=1 prints how long each part took. Needs
# Python 3, into whose venv it installs tests/sacrebleu/requirements.txt unless SACREBLEU_PYTHON names
# a Python that has it.
set -eu

alinea=${1:?the binary}
here=$(cd "$(dirname "$0")/.." && pwd)
python=${SACREBLEU_PYTHON:-}
if [ -z "$python" ]; then
    venv=${CARGO_TARGET_DIR:-$here/target}/sacrebleu-venv
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        -r "$here/tests/sacrebleu/requirements.txt"
    python=$venv/bin/python
fi
shift
exec "$python" -B "$here/tests/sacrebleu/check.py" "$alinea" "$@"
