#!/bin/bash
# Builds a corpus in shards on Slurm: every task of the array does one.
#
#   sbatch --array=1-100 examples/slurm.sh SHARDS BUILD-ARGUMENT...
#
# When all are done: alinea merge SHARDS --output CORPUS; or, to have it done,
# sbatch --dependency=afterok:JOB --wrap "alinea merge SHARDS --output CORPUS".
#
# The size of the array is the number of shards. The folder of the shards must be one that all nodes see.
# A task that Slurm takes away and starts anew goes on where it was.
#SBATCH --job-name=alinea
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --requeue
set -euo pipefail
[ $# -ge 1 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
shards=$1
shift
exec "${ALINEA:-alinea}" build "$@" --output "$shards" --threads "${SLURM_CPUS_PER_TASK:-1}" --quiet \
    --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"
