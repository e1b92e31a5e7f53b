#!/bin/bash
# Runs the tests and says at the end, in a few lines, what they proved, what they could not try and what failed.
#
# usage: test.sh [options of swift test]
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p .build
log=.build/test.log

swift test --disable-xctest "$@" </dev/null 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

echo
echo "── Summary ──"
skipped=$(grep -c '^skipped: ' "$log")
if [ "$skipped" -gt 0 ]; then
  echo "Not tried ($skipped), because something is not on this machine:"
  sed -n 's/^skipped: /  /p' "$log" | sort | uniq -c
fi
# One line a place that failed, with the arguments of the first case and how many cases there were.
awk '
  match($0, / recorded an? [a-z ]*issue( with [0-9]+ arguments?.*)? at [^ ]+\.swift:[0-9]+:[0-9]+: /) {
    name = substr($0, 1, RSTART - 1)
    sub(/^[^ ]+ +/, "", name)
    said = substr($0, RSTART, RLENGTH)
    place = said
    sub(/^.* at /, "", place)
    sub(/:[0-9]+: $/, "", place)
    with = said
    if (!sub(/^.* with [0-9]+ arguments? /, "", with)) with = ""
    sub(/ at [^ ]+ $/, "", with)
    key = name " at " place
    if (!(key in count)) {
      order[++places] = key
      text[key] = substr($0, RSTART + RLENGTH, 160)
      first[key] = with == "" ? "" : " with " substr(with, 1, 80)
    }
    count[key]++
    isNew = count[key] == 1
    next
  }
  # What the test said beside it.
  isNew && /^[^ ]+ +↳ |^↳ / {
    sub(/^.*↳ /, "")
    text[key] = text[key] "\n    " substr($0, 1, 400)
  }
  { isNew = 0 }
  END {
    for (i = 1; i <= places && i <= 30; i++) {
      key = order[i]
      printf "  %s%s (%d times): %s\n", key, first[key], count[key], text[key]
    }
    if (places > 30) printf "  and %d more places\n", places - 30
  }
' "$log"
sed -n 's/^[^ ]* *\(Test run with .*\)/\1/p' "$log" | tail -n 1
if [ "$status" -eq 0 ]; then echo "All tests passed."; else echo "TESTS FAILED (log: $log)"; fi
exit "$status"
