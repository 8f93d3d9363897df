#!/bin/sh
# Builds a corpus in shards with GNU parallel, and merges them.
#
#   examples/parallel.sh N SHARDS CORPUS BUILD-ARGUMENT...
#
# Further arguments are those of `alinea build`, such as --manifest articles.jsonl --format tmx. A job a
# core; PARALLEL='--sshloginfile hosts' and the like in the environment for several machines, which must
# share the folders. A shard that fails is tried twice more; what is done is left as it is.
set -eu
[ $# -ge 3 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
alinea=${ALINEA:-alinea} n=$1 shards=$2 corpus=$3
shift 3
mkdir -p "$shards"
seq "$n" | parallel --will-cite --retries 3 --joblog "$shards/jobs.log" \
    "$alinea" build "$@" --output "$shards" --threads 1 --quiet --shard "{}/$n"
"$alinea" merge "$shards" --output "$corpus"
