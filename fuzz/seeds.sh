#!/usr/bin/env bash
# Makes the first corpus of every target: the beginnings and ends of the sample logs, and what tests/fuzz-found keeps.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
samples=../tests/samples
for target in lines tool_log setup_log pages; do
  mkdir -p "corpus/$target"
  for log in "$samples"/*/*.log; do
    name=$(basename "$(dirname "$log")")-$(basename "$log" .log)
    case $target in
      tool_log) [[ $log == */ServiceConnectionTool.log ]] || continue ;;
      setup_log) [[ $log == */ConfigMgrSetup.log ]] || continue ;;
    esac
    # Four bytes of a request come before the log of a page.
    request=''
    if [[ $target == pages ]]; then request='\037\001\005\377'; fi
    { printf '%b' "$request"; head -c 3000 "$log"; } >"corpus/$target/$name-begin"
    # An even number of bytes, so that the end of a log in UTF-16 stays one.
    { printf '%b' "$request"; tail -c 1500 "$log"; } >"corpus/$target/$name-end"
  done
  if [[ -d ../tests/fuzz-found/$target ]]; then cp ../tests/fuzz-found/"$target"/* "corpus/$target/"; fi
done

# Files: the small real ones of the samples. The signature is what follows the last SEQUENCE with a length of two bytes.
for target in cabinet pe compound manifest signature; do
  mkdir -p "corpus/$target"
  case $target in
    cabinet) endings='cab auc' ;;
    pe) endings='exe' ;;
    compound) endings='msi' ;;
    *) endings='cab exe' ;;
  esac
  for ending in $endings; do
    for file in "$samples"/good-*/UpdatePacks/*."$ending" "$samples"/good-*/UpdatePacks/*/Redist/*."$ending"; do
      [[ -s $file ]] || continue
      name=$(sha256sum "$file" | cut -c1-16)
      if [[ $target == signature ]]; then tail -c 1600 "$file" >"corpus/$target/$name"; else cp "$file" "corpus/$target/$name"; fi
    done
  done
done

# Requests: one that each function understands, about a sample with an empty file in Redist.
mkdir -p corpus/abi
bad=$(realpath "$samples/bad-empty-redist-file")
logs="\"serviceConnectionLog\":\"$bad/ServiceConnectionTool.log\",\"setupLog\":\"$bad/ConfigMgrSetup.log\""
download="\"downloadPath\":\"$bad/UpdatePacks\",$logs"
number=0
for request in "{$download,\"explain\":true}" "{\"downloadPath\":\"$bad/UpdatePacks\",\"depth\":\"quick\"}" \
  "{\"downloadPath\":\"$bad/UpdatePacks\",\"seal\":\"$bad/no.seal\"}" "{$download,\"seal\":\"$bad/no.seal\"}" "{$logs}" "{$logs}" \
  '{"language":"ja"}' '{"code":"0x80072EE2"}' "{\"path\":\"$bad/ServiceConnectionTool.log\",\"limit\":3}" \
  "{\"path\":\"$bad/ConfigMgrSetup.log\",\"lastRun\":true}" \
  '{"format":"html","reports":[{"schema":"cmverify.report.v1","verdict":"usable","summary":"a","nextAction":"b","findings":[]}]}' \
  "{$download,\"operation\":\"verifyDownload\"}"; do
  { printf '%b' "\\0$(printf %o "$number")"; printf '%s' "$request"; } >"corpus/abi/request-$number"
  number=$((number + 1))
done
