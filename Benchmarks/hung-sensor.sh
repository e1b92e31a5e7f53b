#!/bin/bash
# One sensor never answers, another does: what does a scrape get?
#
# usage: Benchmarks/hung-sensor.sh        (after make build and make bench-deps; no root needed)
#
# Builds a small hwmon tree in which the one chip's file is a FIFO that nobody writes, mounted over a
# regular file in a mount namespace of its own, and asks prometheus-node-exporter and probe-agent.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${inside:-}" ]; then
  inside=1 exec unshare --user --map-root-user --mount -- bash "$0"
fi
tree=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; umount "$slow" 2>/dev/null || true; rm -rf "$tree"' EXIT

chip() { # NUMBER NAME MILLIDEGREES
  local folder=$tree/sys/devices/platform/$2/hwmon/hwmon$1
  mkdir -p "$folder" "$tree/sys/class/hwmon" "$tree/sys/bus/platform"
  echo "$2" > "$folder/name"
  echo "$3" > "$folder/temp1_input"
  ln -s ../.. "$folder/device"
  ln -s ../../../bus/platform "$tree/sys/devices/platform/$2/subsystem"
  ln -s "../../devices/platform/$2/hwmon/hwmon$1" "$tree/sys/class/hwmon/hwmon$1"
}
chip 0 healthy 42000
chip 1 silent 1000
slow=$tree/sys/devices/platform/silent/hwmon/hwmon1/temp1_input
mkfifo "$tree/never"
mount --bind "$tree/never" "$slow"

prometheus-node-exporter --path.sysfs="$tree/sys" --collector.disable-defaults --collector.hwmon \
  --web.listen-address=127.0.0.1:19100 >/dev/null 2>&1 &
.build/release/probe agent --sysfs "$tree/sys" --state-dir "$tree/state" \
  --listen 127.0.0.1:19944 >/dev/null 2>&1 &
sleep 15

ask() { # NAME PORT PATTERN
  echo "$1:"
  curl --max-time 10 --silent --write-out '  HTTP %{http_code} after %{time_total} s\n' \
    "http://127.0.0.1:$2/metrics" | grep -E "$3|  HTTP" || true
}
ask prometheus-node-exporter 19100 '^node_hwmon_temp_celsius'
ask probe-agent 19944 '^nodeprobe_temperature_celsius'
