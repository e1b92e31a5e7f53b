#!/bin/bash
# Runs the tests and says at the end, in a few lines, what they proved and what they could not try.
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
sed -n 's/^[^ ]* *\(Test run with .*\)/\1/p' "$log" | tail -n 1
sed -n 's/^[^ ]* *\(Test ".* recorded an issue at .*\)/  \1/p' "$log"
skipped=$(grep -c '^skipped: ' "$log")
if [ "$skipped" -gt 0 ]; then
  echo "Not tried ($skipped), because something is not on this machine:"
  sed -n 's/^skipped: /  /p' "$log" | sort | uniq -c
fi
if [ "$status" -eq 0 ]; then echo "All tests passed."; else echo "TESTS FAILED (log: $log)"; fi
exit "$status"
