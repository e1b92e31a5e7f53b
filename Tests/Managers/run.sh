#!/bin/bash
# Tests/Managers/run.sh slurm|containers|systemd [FOLDER]: the agent in FOLDER (default: the release build, else the debug
# build) beside programs that really manage jobs.
#
#   slurm        munge, a controller and one node in a folder of their own, which run ten jobs and ten short ones
#   containers   a Docker daemon and Podman, which cover the machine's own in a mount namespace
#   systemd      the unit as `make install` installs it, under a systemd that is process 1 of namespaces of its own, with a
#                layer in memory over the machine's files
#
# Each takes about 40 s, must be root, and leaves no process and no control group behind. What cannot run (no
# root, no control groups that can be written, not installed) says so and is skipped. Exit 0 all right or skipped,
# 1 not.
set -eu
cd "$(dirname "$0")/../.."
what=${1-}
case $what in
  slurm|containers|systemd) shift ;;
  *) echo "usage: Tests/Managers/run.sh slurm|containers|systemd [FOLDER]" >&2; exit 2 ;;
esac
folder=${1-${NODEPROBE_RELEASE-}}
for place in .build/release .build/debug; do
  [ -n "$folder" ] || ! [ -x "$place/probe-agent" ] || folder=$place
done
[ -x "$folder/probe-agent" ] || { echo "nothing is built; run: make build" >&2; exit 2; }
agent=$(realpath "$folder")/probe-agent
[ "$what" = slurm ] || [ "$(id -u)" = 0 ] || { echo "skipped: only root can run $what here"; exit 0; }
alone=()
[ "$what" != containers ] || alone=(unshare -m)
exec "${alone[@]}" python3 -B "Tests/Managers/$what.py" "$agent"
