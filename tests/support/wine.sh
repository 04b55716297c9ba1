#!/usr/bin/env bash
# Runs a test program under wine, for cargo.
#
# wine loses a process or a file once in some thousand runs, and the same test passes when it is run again. So what
# fails is run once more: what the program itself does wrong fails both times. That it was run again is always said,
# and what the first run printed is shown, marked so that nobody counts it; only what passed in it counts.
set -uo pipefail
output=$(mktemp)
trap 'rm -f "$output"' EXIT
if wine "$@" >"$output" 2>&1; then
  cat "$output"
  exit 0
fi
# The names stand in the last list of the output. A program that died has none, and is run again as a whole.
mapfile -t failures < <(tr -d '\r' <"$output" | awk '
  /^failures:$/ { count = 0; listed = 1; next }
  listed && /^    [^ ]+$/ { names[count++] = $1; next }
  /^test result:/ { ended = 1 }
  END { if (ended) for (i = 0; i < count; i++) print names[i] }')
if ((${#failures[@]} == 0)); then
  echo "wine: $1 ended with an error, and is run once more; the first run printed:"
  sed 's/^/| /' "$output"
  wine "$@"
  exit
fi
echo "wine: of $1, ${failures[*]} failed, and is run once more; the first run printed:"
sed 's/^/| /' "$output"
tr -d '\r' <"$output" | sed -nE 's/^test result: FAILED\. ([0-9]+) passed; [0-9]+ failed; ([0-9]+) ignored.*/test result: first. \1 passed; 0 failed; \2 ignored/p'
wine "$1" --exact "${failures[@]}"
