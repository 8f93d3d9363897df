#!/usr/bin/env bash
# Compares alinea's metrics of translations with sacrebleu's: values and CPU time, one after the
# other in one run, and prints a Markdown table.
#
#   benches/sacrebleu.sh REFERENCE HYPOTHESIS BASELINE [--write README.md]
#
# Three texts line by line; each is taken as often as it needs to have about 9,000 lines. --write puts
# the table into a file, between the lines <!-- sacrebleu:begin --> and <!-- sacrebleu:end -->. ALINEA
# names a binary; else it is built. Needs Python 3 with venv, and installs sacrebleu 2.6.0 below
# `target` unless SACREBLEU_PYTHON names a Python that has it. For figures that count the machine must
# have nothing else to do.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
[ $# -ge 3 ] || { sed -n '5,7s/^# *//p' "$0" >&2; exit 2; }

target=${CARGO_TARGET_DIR:-$here/target}
alinea=${ALINEA:-}
if [ -z "$alinea" ]; then
    cargo build --release --locked --manifest-path "$here/Cargo.toml"
    alinea=$target/release/alinea
fi
python=${SACREBLEU_PYTHON:-}
if [ -z "$python" ]; then
    venv=$target/sacrebleu-venv
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        -r "$here/tests/sacrebleu/requirements.txt"
    python=$venv/bin/python
fi
exec "$python" "$here/benches/sacrebleu.py" "$alinea" "$@"
