#!/bin/sh
# Lets other programs read what alinea wrote, and fails on any difference.
#
#   .ci/readers.sh FOLDER
#
# FOLDER holds corpus.jsonl, corpus.csv, corpus.tsv, corpus.tmx, corpus.fr, corpus.en, corpus.ids,
# corpus.xlf, corpus.xliff2.xlf, corpus.po, corpus.bitextor.tsv and xces/corpus.xml of the same units,
# and maybe corpus.parquet, opus/ and shards/: `cargo test --test readers_corpus` writes such a folder
# at target/tmp/readers-corpus (with --features parquet all of it), and an alinea binary writes
# others. Needs jq, xmllint (libxml2-utils), msgfmt (gettext), XML::TMX (libxml-tmx-perl) and xsv
# (cargo install xsv), and Python 3, into whose venv it installs tests/readers/requirements.txt unless
# READERS_PYTHON names a Python that has them. READERS_PERL names another perl.
set -eu

folder=${1:?the folder of outputs}
here=$(cd "$(dirname "$0")/.." && pwd)
passed=0 failed=0

ok() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAIL $1"; }

export READERS_PERL="${READERS_PERL:-perl}"
for tool in jq xmllint xsv msgfmt "$READERS_PERL" python3; do
    command -v "$tool" >/dev/null || { echo "readers.sh needs $tool" >&2; exit 2; }
done

"$READERS_PERL" -MXML::TMX -e 1 || { echo "readers.sh needs XML::TMX" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# jq: every line is an object, and the texts are the segments joined.
if jq -e -s 'all(.[]; .source == (.source_segments | join(" "))
    and .target == (.target_segments | join(" ")))' "$folder/corpus.jsonl" >"$work/jq"; then
    ok
else
    fail "jq: corpus.jsonl"
fi

# xmllint: every XML file is well formed, and the links are valid.
find "$folder" -name '*.xml' -o -name '*.tmx' -o -name '*.xlf' >"$work/files"
while IFS= read -r file; do
    # Without the DOCTYPE, so that no DTD is looked for.
    grep -v '^<!DOCTYPE' "$file" >"$work/file.xml"
    if xmllint --noout "$work/file.xml"; then ok; else fail "xmllint: $file"; fi
done <"$work/files"
# The TMX by its DTD.
grep -v '^<!DOCTYPE' "$folder/corpus.tmx" >"$work/corpus.tmx"
if xmllint --noout --dtdvalid "$here/tests/readers/tmx14.dtd" "$work/corpus.tmx"; then
    ok
else
    fail "xmllint: corpus.tmx is not valid"
fi
# msgfmt: the catalogue of messages is whole.
if msgfmt -o "$work/messages.mo" "$folder/corpus.po"; then
    ok
else
    fail "msgfmt: corpus.po"
fi
# Without OPUS's own DOCTYPE, whose empty system id means the document itself.
grep -v '^<!DOCTYPE' "$folder/xces/corpus.xml" >"$work/links.xml"
if xmllint --noout --dtdvalid "$here/tests/readers/xcesAlign.dtd" "$work/links.xml"; then
    ok
else
    fail "xmllint: xces/corpus.xml is not valid"
fi

# xsv: the same cells as jq finds in the same units, null beads left out on both sides.
pairs='select((.source_indices | length > 0) and (.target_indices | length > 0))'
jq -r "$pairs | [.article, (.bead | tostring), .type, .source, .target] | @csv" \
    "$folder/corpus.jsonl" >"$work/wanted"
for file in csv tsv; do
    # xsv takes the delimiter from the extension.
    xsv search -s type '^[1-9][0-9]*-[1-9]' "$folder/corpus.$file" |
        xsv select article,bead,type,source,target |
        xsv fmt --quote-always >"$work/whole"
    # The header is one line: its names hold no line feed.
    tail -n +2 "$work/whole" >"$work/found"
    if cmp -s "$work/found" "$work/wanted"; then
        ok
    else
        fail "xsv: corpus.$file"
        diff "$work/found" "$work/wanted" | head -20
    fi
done

echo "$passed passed, $failed failed (jq, xmllint, msgfmt, xsv)"

python=${READERS_PYTHON:-}
if [ -z "$python" ]; then
    venv=${CARGO_TARGET_DIR:-$here/target}/readers-venv
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        -r "$here/tests/readers/requirements.txt"
    python=$venv/bin/python
fi
"$python" "$here/tests/readers/check.py" --all "$folder" || failed=$((failed + 1))

[ "$failed" -eq 0 ]
