#!/usr/bin/env bash
# Measures `alinea worker` against `alinea build` on the same articles in one run, and two workers of one
# thread against one, and prints a Markdown table.
#
#   benches/worker.sh [ARTICLES] [--write README.md]
#
# The articles of corpora/news are taken under new ids until there are so many (2,000). --write puts the
# table into a file, between the lines <!-- worker:begin --> and <!-- worker:end -->. ALINEA names a
# binary; else it is built. Needs Python 3. For figures that count the machine must have nothing else
# to do.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)

target=${CARGO_TARGET_DIR:-$here/target}
alinea=${ALINEA:-}
if [ -z "$alinea" ]; then
    cargo build --release --locked --manifest-path "$here/Cargo.toml"
    alinea=$target/release/alinea
fi
exec python3 "$here/benches/worker.py" "$alinea" "$here/corpora/news" "$@"
