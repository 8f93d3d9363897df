#!/usr/bin/env bash
# Opens alinea's pages in a headless Chromium and does what a person does.
#
#   .ci/browser.sh ALINEA
#
# ALINEA is the binary. Needs Node.js 18 or later with npm, and Chromium (CHROMIUM names it, by default
# /usr/bin/chromium); installs Playwright's driver, which brings no browser, below `target`.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
alinea=$(realpath "${1:?the binary}")
folder=${CARGO_TARGET_DIR:-$here/target}/browser-tests
mkdir -p "$folder"
cp "$here"/tests/browser/* "$folder"
cd "$folder"
npm ci --silent --no-audit --no-fund
ALINEA=$alinea node --test --test-concurrency=1 ./*.test.mjs
