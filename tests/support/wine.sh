#!/usr/bin/env bash
# Runs a test program under wine, for cargo.
#
# wine loses a process or a file once in some thousand runs, and the same program passes when it is run again. So what
# fails is run once more: what the program itself does wrong fails both times. That it was run again is always said,
# and what the first run printed is shown, marked so that nobody counts it.
set -uo pipefail
output=$(mktemp)
trap 'rm -f "$output"' EXIT
if wine "$@" >"$output" 2>&1; then
  cat "$output"
  exit 0
fi
echo "wine: $1 ended with an error, and is run once more; the first run printed:"
sed 's/^/| /' "$output"
wine "$@"
