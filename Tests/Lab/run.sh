#!/bin/bash
# Tests/Lab/run.sh [sensors|energy|groups] [FOLDER]: the agent in FOLDER (default: the release build, else the debug build)
# inside virtual machines with real kernel interfaces: sensors and PCI devices against sensors(1) and lspci(8)
# there, energy against counters that are told how much to count, node_exporter beside it, and jobs by control groups
# of version 2 with all controllers.
#
# The machine is the lab's: NODEPROBE_LAB (default ../shared/lab). It is set up where it is not; what that
# builds goes to LAB_CACHE (default .build/lab). Each takes four to ten minutes, by what else runs beside it. Exit 0 all right, 1 not.
set -u
cd "$(dirname "$0")/../.."
lab=${NODEPROBE_LAB:-../shared/lab}
[ -x "$lab/up.sh" ] || { echo "skipped: no lab"; exit 0; }
lab=$(realpath "$lab")
case $PWD/ in /tmp/*) echo "the machine's /tmp is its own: clone to another folder" >&2; exit 2 ;; esac
if [ -z "${LAB_CACHE-}" ] && ! [ -e "$lab/.cache/kver" ]; then
  export LAB_CACHE=$PWD/.build/lab
fi
export LAB_RUNS=${LAB_RUNS:-$PWD/.build/lab-runs}
[ -e "${LAB_CACHE:-$lab/.cache}/kver" ] || "$lab/setup.sh" || { echo "skipped: no lab"; exit 0; }
parts=sensors,energy,groups
case ${1-} in sensors|energy|groups) parts=$1; shift ;; esac
folder=${1-}
for place in .build/release .build/debug; do
  [ -n "$folder" ] || ! [ -x "$place/probe-agent" ] || folder=$place
done
[ -x "$folder/probe-agent" ] || { echo "nothing is built; run: make build" >&2; exit 2; }
# The machine reads this disk through a cache, so what it runs must not change under it; its /tmp is its own.
mkdir -p .build
work=$(mktemp -d "$PWD/.build/lab-XXXXXX") name=nodeprobe$$
trap '"$lab/down.sh" --name $name; rm -rf "$work" "$LAB_RUNS/$name"' EXIT
cp "$folder/probe-agent" "$folder/probe" "$work/"
chmod 755 "$work"
ports=$(python3 -c 'import socket
s = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(x.getsockname()[1] for x in s))')
read -r root plain exporter <<< "$ports"
failed=0
case $parts in *energy*)
  python3 Tests/Lab/energy.py "$lab" $name "$work" "$root" "$plain" "$exporter" || failed=1
esac
case $parts in *groups*)
  python3 Tests/Lab/groups.py "$lab" $name "$work" "$root" "$plain" "$exporter" || failed=1
esac
# What pages, logs and doctor said, to be read.
rm -rf .build/lab-said; mkdir .build/lab-said; mv "$work"/*.txt .build/lab-said/ 2> /dev/null || true
case $parts in *sensors*)
  "$lab/up.sh" --quiet --name $name --profile full --cpus 2 --forward "$root:9944" \
    --forward "$plain:9945" > /dev/null || exit 1
  python3 Tests/Lab/check.py "$lab" $name "$work/probe-agent" "$root" "$plain" || failed=1
esac
exit $failed
