#!/bin/bash
# Tests/Slurm/run.sh [FOLDER]: the agent in FOLDER (default: the release build, else the debug build) beside a
# real Slurm that runs ten jobs: munge, controller and one node, all in a folder of their own.
#
# It takes about 40 s, must be root, and leaves no process and no control group behind. Where Slurm cannot
# run (no root, no control groups of version 1 that can be written) it says so and is skipped. Exit 0 all
# right or skipped, 1 not.
set -eu
cd "$(dirname "$0")/../.."
folder=${1-${NODEPROBE_RELEASE-}}
for place in .build/release .build/debug; do
  [ -n "$folder" ] || ! [ -x "$place/probe-agent" ] || folder=$place
done
[ -x "$folder/probe-agent" ] || { echo "nothing is built; run: make build" >&2; exit 2; }
exec python3 -B Tests/Slurm/check.py "$(realpath "$folder")/probe-agent"
