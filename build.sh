#!/usr/bin/env bash
# The commands of this project; `./build.sh help` lists them, docs/building.md explains them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$PWD

usage() {
  cat <<'END'
./build.sh demo          builds, stages, and verifies sample downloads as an admin would see it
./build.sh test          checks and tests everything: Rust, C, PowerShell
./build.sh build         builds the native library (release)
./build.sh stage         builds, and puts the module with its library into out/CMVerify
./build.sh package       builds all libraries, and makes what is released in out/package
./build.sh package-signed    packs out/package/CMVerify again, after its files were signed
./build.sh package-twice     builds everything in two other folders: the same bytes?
./build.sh header        accepts what the sources make as the new include/cmverify.h
./build.sh rules         accepts what the catalogue makes as the new pages in docs/rules
./build.sh test-windows  builds cmverify.dll with mingw and runs the tests under wine
./build.sh msrv          checks and tests with the oldest supported Rust
./build.sh bench         measures the readers of logs and files against others, in Rust and from PowerShell
./build.sh look          makes reports of the sample downloads and pictures of them in out/look, to be looked at
./build.sh fuzz [SECS]   feeds the readers of logs and files with random input, so many seconds each (60)
./build.sh help          this list
END
}

# ---- What is told, and what is counted -----------------------------------------------------------------------------

# `set -e` ends the script where a plain command fails, but not inside a function that is called as a condition: those
# chain their commands with &&.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

passed=0
failed=0
failures=()
skips=()
skipped_tests=0

say() { printf '\n== %s\n' "$*"; }

# What is compiled gives way to what is tested where both go on at once (.ci/run): some tests stop the time.
quietly=(nice -n 10)

# How long a step took, where that is of interest.
took() { # <its start, in $SECONDS>
  if ((SECONDS - $1 >= 2)); then echo "-- $((SECONDS - $1)) s"; fi
}

fail() { # <what>
  failures+=("$1")
  printf 'FAILED: %s\n' "$1"
}

# What cannot run here is told at once and again at the end, with what would make it run.
skip() { # <what>, <what to do>
  skips+=("$1 ($2)")
  printf 'SKIPPED: %s (%s)\n' "$1" "$2"
}

# A step that passes or fails as a whole.
check() { # <what>, <command...>
  local what=$1 started=$SECONDS
  shift
  say "$what"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    fail "$what"
  fi
  took "$started"
}

# A step that counts for itself: its output is shown, and an awk program prints "passed failed skipped" from it.
tally() { # <what>, <awk program>, <command...>
  local what=$1 counts=$2 status=0 started=$SECONDS p f s
  shift 2
  say "$what"
  "$@" 2>&1 | tee "$scratch/tally" || status=$?
  read -r p f s < <(tr -d '\r' <"$scratch/tally" | awk "$counts")
  # A step that ended badly, or that ran nothing, is a failure even where no test of it says so.
  if ((f == 0 && (status != 0 || p == 0))); then f=1; fi
  passed=$((passed + p))
  failed=$((failed + f))
  skipped_tests=$((skipped_tests + s))
  if ((f > 0)); then fail "$what: $f failed"; fi
  took "$started"
}

# shellcheck disable=SC2016
cargo_counts='/^test result:/ { p += $4; f += $6; s += $8 } END { print p + 0, f + 0, s + 0 }'
# shellcheck disable=SC2016
plain_counts='/^(Pester: )?[0-9]+ passed, [0-9]+ failed/ { sub(/^Pester: /, ""); p = $1; f = $3; s = $5 } END { print p + 0, f + 0, s + 0 }'

# The last line is for people and for .ci/run alike.
finish() {
  local line="$passed passed, $failed failed" skipped=$((skipped_tests + ${#skips[@]})) each
  echo
  for each in ${skips[@]+"${skips[@]}"}; do echo "SKIPPED: $each"; done
  if ((skipped_tests > 0)); then echo "SKIPPED: $skipped_tests tests that said so themselves"; fi
  for each in ${failures[@]+"${failures[@]}"}; do echo "FAILED: $each"; done
  if ((skipped > 0)); then line+=", $skipped skipped"; fi
  echo "$line"
  ((failed == 0))
}

# ---- What is needed ------------------------------------------------------------------------------------------------

have() { command -v "$1" >/dev/null 2>&1; }

# Debian packages, where that is possible without asking anybody.
install_packages() { # <package...>
  if ((EUID != 0)) || ! have apt-get; then return 1; fi
  echo "installing $*"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends)
  # One at a time, where two of these commands run side by side. The lists of a fresh machine are missing or old.
  (
    flock 9
    "${apt[@]}" install "$@" </dev/null >"$scratch/apt" 2>&1 ||
      { "${apt[@]}" update </dev/null && "${apt[@]}" install "$@" </dev/null; } >"$scratch/apt" 2>&1 ||
      { tail -n 20 "$scratch/apt"; exit 1; }
  ) 9<build.sh
}

# PowerShell: the machine's own, or the engine kept beside the checkout.
find_pwsh() {
  local beside=$root/../shared/tools/pwsh.sh
  if have pwsh; then
    pwsh=(pwsh)
  elif [[ -x $beside ]]; then
    pwsh=("$beside")
  else
    return 1
  fi
  pwsh+=(-NoProfile -NonInteractive)
}
no_pwsh="install PowerShell 7, or put its engine into ../shared/tools"

# Where .NET looks for the cultures on Linux.
find_icu() {
  [[ $(uname -s) != Linux ]] || compgen -G '/usr/lib/*/libicuuc.so*' >/dev/null ||
    compgen -G '/usr/lib*/libicuuc.so*' >/dev/null || compgen -G '/lib/*/libicuuc.so*' >/dev/null
}

target_dir() { cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/'; }

# ---- Build ---------------------------------------------------------------------------------------------------------

# The folder below runtimes/ and the file's name, as .NET calls the machine that rustc builds for.
runtime() {
  local host cpu
  host=$(rustc -vV | sed -n 's/^host: //p')
  case $host in
    x86_64-*) cpu=x64 ;;
    aarch64-*) cpu=arm64 ;;
    *) echo "build.sh: no runtime folder is known for $host" >&2; return 1 ;;
  esac
  case $host in
    *-linux-*) rid=linux-$cpu library=libcmverify.so ;;
    *-apple-darwin) rid=osx-$cpu library=libcmverify.dylib ;;
    *) echo "build.sh: no runtime folder is known for $host" >&2; return 1 ;;
  esac
}

# No path of this machine may end up in a library: it tells who built it, and the next machine would build another one.
# Cargo hands the flags on as they are, spaces and all.
library_flags() { # <rustc> [<more flags...>]
  local cargo_home=${CARGO_HOME:-$HOME/.cargo} flags=() sources
  sources=$("$1" --print sysroot)/lib/rustlib/src/rust || return
  shift
  # The last that fits is taken. The folder of a registry is named after its address, which may be that of a mirror.
  flags=("--remap-path-prefix=$cargo_home=/cargo" "--remap-path-prefix=$root=/cmverify"
    "--remap-path-prefix=$sources=/rust" "--remap-path-prefix=$(realpath -m "$sources")=/rust")
  cargo fetch --locked --quiet || return
  for sources in "$cargo_home"/registry/src/*/; do flags+=("--remap-path-prefix=${sources%/}=/crates"); done
  flags+=("$@")
  local IFS=$'\x1f'
  printf '%s' "${flags[*]}"
}

build() {
  local flags
  say "build: the native library"
  runtime && flags=$(library_flags rustc) &&
    CARGO_ENCODED_RUSTFLAGS=$flags "${quietly[@]}" cargo build --locked --release --lib &&
    release=$(target_dir)/release && echo "$release/$library"
}

# The help of the module, from docs/help. A crate and a target folder of its own; not optimized, since it runs for a
# moment. The compiler of this machine, whatever the module is staged for.
stage_help() { # <folder>
  env -u CARGO_PROFILE_DEV_DEBUG cargo run --quiet --locked --manifest-path tools/help/Cargo.toml \
    --target-dir "$(target_dir)/help" -- . "$1"
}

# Libraries for other machines stay where they are; all else is replaced.
stage_module() { # <library>, <rid>, <folder>
  local native=$3/runtimes/$2/native
  # By way of a new file: a PowerShell that runs may have the old library loaded.
  mkdir -p "$native" &&
    find "$3" -mindepth 1 -maxdepth 1 ! -name runtimes -exec rm -rf {} + &&
    cp -R powershell/CMVerify/. "$3/" &&
    stage_help "$3" &&
    cp "$1" "$native/.new" &&
    mv -f "$native/.new" "$native/$(basename "$1")"
}

stage() {
  build || return
  say "stage: out/CMVerify"
  stage_module "$release/$library" "$rid" out/CMVerify && echo "out/CMVerify/runtimes/$rid/native/$library"
}

# ---- Package -------------------------------------------------------------------------------------------------------

# tools/pack makes the packages; this only says of what.
pack() {
  local folder
  folder=$(target_dir) || return
  # A time that the sources have and not the machine.
  SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 315532800)} \
    env -u CARGO_PROFILE_DEV_DEBUG cargo run --quiet --locked --manifest-path tools/pack/Cargo.toml --target-dir "$folder/tools" -- "$@"
}

# The runtime of the C compiler that links a dll is in it too.
mingw_notices() { # <prefix of the tools>, <rid>
  local version doc=/usr/share/doc name
  version=$("$1-gcc" -dumpfullversion) || return
  name=mingw-w64-${1%%-*}-dev
  name=${name/x86_64/x86-64}
  if [[ ! -r $doc/$name/copyright ]]; then
    echo "build.sh: the licences of mingw-w64 are not in $doc/$name" >&2
    return 1
  fi
  notices+=("--notice" "$2;mingw-w64 runtime;$(dpkg-query -W -f '${source:Upstream-Version}' "$name");ZPL-2.1;$doc/$name/copyright"
    "--notice" "$2;libgcc;$version;GPL-3.0-or-later WITH GCC-exception-3.1;$doc/gcc-mingw-w64-base/copyright")
}

# Packs one staged module as a whole release is packed, whichever libraries it has.
package_staged() { # <staged module>, <folder>, <options of pack...>
  local staged=$1 folder=$2
  shift 2
  mkdir -p "$folder" && pack module --root "$root" --staged "$staged" --out "$folder" "$@" &&
    package_signed "$folder"
}

# A package with one library, for the tests.
repackage() { # <library>, <rid>, <folder>, <options of pack...>
  local library=$1 rid=$2 folder=$3
  shift 3
  say "package: $folder, with $rid only"
  rm -rf "$folder" && stage_module "$library" "$rid" "$folder/staged" &&
    package_staged "$folder/staged" "$folder" "$@"
}

# The same files from another folder, with other times and rights: the same bytes?
packs_the_same() { # <folder of repackage>, <options of pack...>
  local folder=$1 copy=$scratch/packed/again
  shift
  rm -rf "$copy" && mkdir -p "$copy" && cp -R "$folder/staged" "$copy/module" &&
    find "$copy/module" -exec touch -d 2001-02-03 {} + && chmod -R go-rwx "$copy/module" &&
    (umask 077 && package_staged "$copy/module" "$copy/out" "$@") &&
    diff "$folder/SHA256SUMS" "$copy/out/SHA256SUMS"
}

package_signed() { # <folder>
  pack archives --out "$1" && (cd "$1" && sha256sum --check --strict --quiet SHA256SUMS)
}

# Everything that is released, for every system.
package() {
  local staged=$root/out/package-staged folder=$root/out/package notices=() options=() each flags
  for each in x86_64 i686; do
    if ! find_windows_tools "$each-pc-windows-gnu"; then install_packages "${package_packages[@]}" || true; fi
    if ! find_windows_tools "$each-pc-windows-gnu"; then
      echo "build.sh: a package has libraries for Windows: apt-get install ${package_packages[*]}" >&2
      return 1
    fi
  done
  build || return
  if [[ $rid != linux-x64 ]]; then
    echo "build.sh: a package is made on Linux x64; this is $rid" >&2
    return 1
  fi
  rm -rf "$staged" "$folder"
  stage_module "$release/$library" "$rid" "$staged" || return
  options=(--library "$rid,x86_64-unknown-linux-gnu,$(command -v rustc)")
  for each in x64:x86_64 x86:i686; do
    say "package: win-${each%%:*}"
    find_windows_tools "${each#*:}-pc-windows-gnu" && flags=$(windows_flags) &&
      CARGO_ENCODED_RUSTFLAGS=$flags "${windows_cargo[@]}" build "${windows_args[@]}" --release --lib &&
      needs_only_windows "$windows_out/$windows_target/release/cmverify.dll" &&
      stage_module "$windows_out/$windows_target/release/cmverify.dll" "win-${each%%:*}" "$staged" &&
      mingw_notices "$windows_prefix" "win-${each%%:*}" || return
    options+=(--library "win-${each%%:*},$windows_target,$windows_rustc")
  done
  say "package: out/package"
  package_staged "$staged" "$folder" "${options[@]}" "${notices[@]}"
}

# What a release promises: whoever has the sources and the tools gets its very bytes. The clones have what is committed,
# in folders of different names and of different depth.
package_twice() {
  local each from=$root
  for each in one another/one; do
    # The second is of the first, whatever is committed meanwhile.
    git clone --quiet "$from" "$scratch/$each" || return
    from=$scratch/one
    (cd "$scratch/$each" && umask "$([[ $each == one ]] && echo 022 || echo 077)" &&
      env -u CARGO_TARGET_DIR ./build.sh package) || return
  done
  say "package-twice"
  cat "$scratch/one/out/package/SHA256SUMS"
  diff -r "$scratch/one/out/package" "$scratch/another/one/out/package" && echo "the same bytes, twice"
}

header() {
  say "header: include/cmverify.h"
  CMVERIFY_BLESS_HEADER=1 cargo test --quiet --test suite header::the_committed_header
  git --no-pager diff --stat -- include/cmverify.h 2>/dev/null || true
}

rules() {
  say "rules: docs/rules"
  CMVERIFY_BLESS_RULES=1 cargo test --quiet --test suite rule_pages::the_committed_pages
  git --no-pager diff --stat -- docs/rules 2>/dev/null || true
}

# ---- Demo ----------------------------------------------------------------------------------------------------------

demo() {
  stage
  if find_pwsh; then
    say "demo: the module in PowerShell"
    "${pwsh[@]}" -File tests/support/demo.ps1 </dev/null
    return
  fi
  echo "SKIPPED: PowerShell ($no_pwsh). The same library, asked by a program in Rust:"
  CARGO_ENCODED_RUSTFLAGS=$(library_flags rustc) cargo build --quiet --locked --release --example verify
  local pair sample folder expected status
  for pair in 0:good-2509-new-wording 1:bad-redist-download-failed 1:bad-setup-download-failed \
    1:bad-empty-redist-file 2:unclear-log-of-prepare; do
    expected=${pair%%:*} sample=${pair#*:} status=0
    folder=tests/samples/$sample
    say "$sample"
    head -n 1 "$folder/README.md"
    "$release/examples/verify" "$folder/UpdatePacks" "$folder/ServiceConnectionTool.log" \
      "$folder/ConfigMgrSetup.log" || status=$?
    if ((status != expected)); then
      echo "The demo went wrong: exit code $status, not $expected."
      return 1
    fi
  done
  printf '\nThe demo went as expected: one download is usable, three are not, one cannot be judged.\n'
}

# ---- Test ----------------------------------------------------------------------------------------------------------

c_paths() {
  local sample
  for sample in good-2403-old-wording bad-empty-redist-file; do
    printf '%s\n' "tests/samples/$sample/UpdatePacks" "tests/samples/$sample/ServiceConnectionTool.log" \
      "tests/samples/$sample/ConfigMgrSetup.log"
  done
}

test_c() {
  local cc=${CC:-} caller=$scratch/caller paths
  if [[ ! $cc ]]; then
    if ! have gcc && ! have cc; then install_packages gcc libc6-dev || true; fi
    if have gcc; then cc=gcc; else cc=cc; fi
  fi
  if ! have "$cc"; then
    skip "C" "no C compiler: apt-get install gcc libc6-dev"
    return
  fi
  check "C: caller.c compiles as C99 without a warning" \
    "$cc" -std=c99 -pedantic -Wall -Wextra -Werror -O1 -g -Iinclude tests/c/caller.c -o "$caller" \
    -L"$release" -lcmverify "-Wl,-rpath,$release"
  if [[ ! -x $caller ]]; then return; fi
  mapfile -t paths < <(c_paths)
  tally "C: every function, rightly and wrongly" "$plain_counts" "$caller" "${paths[@]}"

  local jobs=$scratch/jobs sample=tests/samples/good-2509-new-wording
  local job_paths=("$sample/UpdatePacks" "$sample/ServiceConnectionTool.log" "$sample/ConfigMgrSetup.log" "$scratch/big")
  mkdir -p "$scratch/big"
  check "C: jobs.c compiles as C99 without a warning" \
    "$cc" -std=c99 -pedantic -Wall -Wextra -Werror -O1 -g -Iinclude tests/c/jobs.c -o "$jobs" \
    -L"$release" -lcmverify "-Wl,-rpath,$release" -lpthread
  if [[ ! -x $jobs ]]; then return; fi
  tally "C: a thousand jobs, stopped at any moment" "$plain_counts" "$jobs" "${job_paths[@]}" 1000

  if ! have g++; then install_packages g++ || true; fi
  if have g++; then
    check "C: the header as C++98" g++ -std=c++98 -pedantic -Wall -Wextra -Werror -fsyntax-only -x c++ include/cmverify.h
  else
    skip "C: the header as C++" "no C++ compiler: apt-get install g++"
  fi

  if ! have valgrind; then install_packages valgrind libc6-dbg || true; fi
  if have valgrind; then
    check "C: the same under valgrind" under_valgrind "$caller" "${paths[@]}"
    check "C: hundreds of jobs under valgrind" "${quietly[@]}" valgrind -q --leak-check=full --show-leak-kinds=definite,indirect \
      --errors-for-leak-kinds=definite,indirect --error-exitcode=99 "$jobs" "${job_paths[@]}" 300
  else
    skip "C: valgrind" "apt-get install valgrind"
  fi
}

# Nothing is read or written wrongly, nothing is lost, and nothing grows from call to call.
#
# "Possibly lost" and "still reachable" alone are no errors: the panic hook and the caches of regular expressions live
# as long as the process, and valgrind takes the pointer that a hash map keeps, into the middle of its block, for a
# possible loss. A call that lost such memory would still show: more rounds would leave more behind.
under_valgrind() { # <command...>
  local rounds left=()
  for rounds in 1 2; do
    "${quietly[@]}" valgrind --log-file="$scratch/valgrind" --leak-check=full --show-leak-kinds=definite,indirect \
      --errors-for-leak-kinds=definite,indirect --error-exitcode=99 "$@" "$rounds" ||
      { cat "$scratch/valgrind"; return 1; }
    left+=("$(sed -n 's/.* in use at exit: //p' "$scratch/valgrind")")
    echo "in use at exit after $rounds rounds: ${left[-1]}"
  done
  [[ ${left[0]} && ${left[0]} == "${left[1]}" ]]
}

test_powershell() {
  if ! find_pwsh; then
    skip "PowerShell" "$no_pwsh"
    return
  fi
  if ! find_icu; then
    install_packages "$(apt-cache pkgnames libicu 2>/dev/null | grep -xE 'libicu[0-9]+' | sort -V | tail -n 1)" || true
    find_icu || skip "PowerShell: the languages" "no ICU, without which .NET knows no cultures: apt-get install libicu72"
  fi
  if ! "${pwsh[@]}" -Command 'exit [int](-not (Get-Module Pester -ListAvailable | Where-Object Version -ge ([version]'\''5.0'\'')))' </dev/null; then
    skip "PowerShell: the Pester suite" "no Pester 5 or newer: Install-Module Pester"
    return
  fi
  if [[ $(uname -s) == Linux && ! -x /usr/sbin/sshd ]] && ! have sshd; then
    # Not where services run: there the package starts one that the whole network could reach.
    if [[ -d /run/systemd/system ]] || ! install_packages openssh-server openssh-client; then
      skip "PowerShell: many computers over SSH" "apt-get install openssh-server openssh-client"
    fi
  fi
  # What is tested is what an admin gets: packed, and unpacked as Install-PSResource does it.
  local packed=out/package-test options=(--library "$rid,$(rustc -vV | sed -n 's/^host: //p'),$(command -v rustc)")
  if ! repackage "$release/$library" "$rid" "$packed" "${options[@]}"; then
    failed=$((failed + 1))
    fail "pack; PowerShell was not tested"
    return
  fi
  check "Package: the same files make the same bytes" packs_the_same "$packed" "${options[@]}"
  pester "PowerShell: the Pester suite against the package" "${pwsh[@]}" -File tests/support/pester.ps1 \
    -Package "$(echo "$packed"/*.nupkg)" -Module "$packed/Modules"
}

pester() { # <what>, <command...>
  if [[ ! -d tests/powershell ]]; then
    skip "$1" "there is no tests/powershell"
    return
  fi
  tally "$1" "$plain_counts" "${@:2}" </dev/null
}

# The crate that makes the help: small, and built for staging anyway.
# A crate that the build uses.
test_tool() { # <what>, <crate>, <target folder>
  local what=$1 crate=(--manifest-path "tools/$2/Cargo.toml") place
  place=(--locked --target-dir "$(target_dir)/$3")
  if cargo fmt --version >/dev/null 2>&1; then check "$what: cargo fmt" cargo fmt "${crate[@]}" --check; fi
  if cargo clippy --version >/dev/null 2>&1; then
    check "$what: cargo clippy" cargo clippy "${crate[@]}" "${place[@]}" --all-targets -- -D warnings
  fi
  tally "$what: cargo test" "$cargo_counts" cargo test "${crate[@]}" "${place[@]}"
}

# Licences, sources and duplicates are held by tests/repository.rs too. Which crates are known to be weak is told by a
# database that only a network brings.
test_dependencies() {
  if ! cargo deny --version >/dev/null 2>&1; then
    skip "Dependencies: cargo deny" "cargo install cargo-deny --locked"
    return
  fi
  check "Dependencies: licences, sources, duplicates" cargo deny --locked --offline check --hide-inclusion-graph bans licenses sources
  if compgen -G "${CARGO_HOME:-$HOME/.cargo}/advisory-dbs/*" >/dev/null; then
    check "Dependencies: known weaknesses" cargo deny --locked --offline check --disable-fetch advisories
  else
    skip "Dependencies: known weaknesses" "cargo deny fetch, with a network"
  fi
}

run_tests() {
  if cargo fmt --version >/dev/null 2>&1; then
    check "Rust: cargo fmt" cargo fmt --check
  else
    skip "Rust: cargo fmt" "rustup component add rustfmt"
  fi
  if cargo clippy --version >/dev/null 2>&1; then
    check "Rust: cargo clippy" "${quietly[@]}" cargo clippy --locked --all-targets --all-features -- -D warnings
  else
    skip "Rust: cargo clippy" "rustup component add clippy"
  fi
  test_dependencies
  # The feature lets tests provoke panics; what is staged and shipped is built without it.
  check "Rust: the tests compile" "${quietly[@]}" cargo test --locked --no-run --features test-panic
  tally "Rust: cargo test" "$cargo_counts" cargo test --locked --no-fail-fast --features test-panic
  test_tool Help help help
  test_tool Package pack tools
  CMVERIFY_PANIC_LIBRARY=$(target_dir)/debug/deps/$(runtime && echo "$library")
  if [[ -e $CMVERIFY_PANIC_LIBRARY ]]; then export CMVERIFY_PANIC_LIBRARY; else unset CMVERIFY_PANIC_LIBRARY; fi
  if stage; then
    passed=$((passed + 1))
    test_c
    test_powershell
  else
    failed=$((failed + 1))
    fail "build and stage; C and PowerShell were not tested"
  fi
  finish
}

# ---- Windows -------------------------------------------------------------------------------------------------------

windows_packages=(rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64-win32 wine64 wine)
package_packages=(rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64-win32 gcc-mingw-w64-i686-win32)

# A cargo that can build for Windows: the machine's own with that target, or Debian's, which brings the source of the
# standard library instead. A target folder of its own: two compilers in one would build everything anew by turns.
find_windows_tools() { # <target>
  windows_target=$1
  windows_prefix=${1%%-*}-w64-mingw32
  windows_out=$root/target/windows
  windows_args=(--locked --target "$windows_target" --target-dir "$windows_out")
  if [[ -d $(rustc --print sysroot)/lib/rustlib/$windows_target/lib ]]; then
    windows_cargo=(cargo)
    windows_rustc=$(command -v rustc)
  elif [[ -x /usr/bin/cargo && -x /usr/bin/rustc && -d $(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library ]]; then
    windows_rustc=/usr/bin/rustc
    windows_cargo=(env -u RUSTUP_TOOLCHAIN RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc /usr/bin/cargo)
    windows_args+=("-Zbuild-std=std,panic_unwind,test")
  else
    return 1
  fi
  have "$windows_prefix-gcc"
}

# 32-bit Windows unwinds by tables that two small objects of Rust's register. They come with rustup's target; Debian
# brings their source.
windows_flags() {
  local start=$windows_out/start each
  if [[ $windows_target == i686-* && $windows_rustc == /usr/bin/rustc ]]; then
    mkdir -p "$start" || return
    for each in rsbegin rsend; do
      RUSTC_BOOTSTRAP=1 "$windows_rustc" --target "$windows_target" --emit obj -C panic=abort -O -o "$start/$each.o" \
        "$("$windows_rustc" --print sysroot)/lib/rustlib/src/rust/library/rtstartup/$each.rs" || return
    done
    library_flags "$windows_rustc" -L "native=$start"
  else
    library_flags "$windows_rustc"
  fi
}

# wine does not always manage to end a process, and its server holds our output open then. So what takes too long is
# ended, and with it all that is left in this prefix.
under_wine() { # <command...>
  local status=0
  timeout --kill-after=10 1200 "$@" || status=$?
  wineserver -k || true
  return "$status"
}

# A dll of mingw's would have to be carried along; everything else in the list comes with Windows.
needs_only_windows() { # <dll>
  local imports
  imports=$("$windows_prefix-objdump" -p "$1" | sed -n 's/.*DLL Name: //p')
  printf '%s\n' "$imports"
  [[ $imports ]] && ! grep -iE '^(lib|.*(gcc|winpthread|stdc))' <<<"$imports"
}

# With a key that nobody keeps: docs/signing.md says what a release needs.
sign_for_test() { # <dll>, <folder>
  mkdir -p "$2" &&
    openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 2 -subj "/CN=A test of cmverify, not to be trusted" \
      -addext extendedKeyUsage=codeSigning -keyout "$scratch/signing.key" -out "$scratch/signing.pem" 2>"$scratch/openssl" &&
    osslsigncode sign -h sha256 -n CMVerify -certs "$scratch/signing.pem" -key "$scratch/signing.key" \
      -in "$1" -out "$2/$(basename "$1")" &&
    osslsigncode verify -CAfile "$scratch/signing.pem" -in "$2/$(basename "$1")" >"$scratch/osslsigncode" &&
    grep -i 'signature verification: ok' "$scratch/osslsigncode"
}

test_windows() {
  local target=x86_64-pc-windows-gnu
  if ! { find_windows_tools $target && have wine && have wineserver; }; then install_packages "${windows_packages[@]}" || true; fi
  if ! { find_windows_tools $target && have wine && have wineserver; }; then
    skip "Windows: everything" "apt-get install ${windows_packages[*]}"
    finish
    return
  fi
  local built=$windows_out/$windows_target/debug/cmverify.dll dll=$windows_out/dll/cmverify.dll shim=$windows_out/shim packed=out/windows-test notices=()
  local beside=$root/../shared/tools/pwsh-wine.sh

  # One profile for the dll and the tests: the standard library and the crates are built once. Its checks for overflow
  # and its debug assertions are on, and what is read in quantity is built as for a release.
  export CARGO_PROFILE_DEV_DEBUG=${CARGO_PROFILE_DEV_DEBUG:-line-tables-only}
  local flags
  flags=$(windows_flags) || { failed=1; fail "Windows: the flags of the compiler"; finish; return; }
  windows_cargo=(env "CARGO_ENCODED_RUSTFLAGS=$flags" "${windows_cargo[@]}")
  check "Windows: cmverify.dll" "${quietly[@]}" "${windows_cargo[@]}" build "${windows_args[@]}" --lib
  if ((failed > 0)); then finish; return; fi
  # The tests below are built without optimization, which takes them less time than it would to compile them; a dll that
  # comes of it is not this one.
  mkdir -p "${dll%/*}" && cp "$built" "$dll"
  windows_args+=(--config profile.dev.package.cmverify.opt-level=0)
  check "Windows: cmverify.dll needs nothing that does not come with Windows" needs_only_windows "$dll"

  # Only the tests get the stand-in for a library that old wines lack.
  mkdir -p "$shim"
  check "Windows: the stand-in that wine needs" x86_64-w64-mingw32-gcc -shared -O2 -Wall -Wextra -Werror \
    tests/support/bcryptprimitives.c -o "$shim/bcryptprimitives.dll" -ladvapi32

  # wine writes names of files in the character set of the locale: without one, none but ASCII names.
  export LC_ALL=C.UTF-8
  # A wine prefix of its own, made without offers to install add-ons. Not below target/: its drive Z: is a link to /,
  # and what walks through the checkout would walk through the whole machine.
  export WINEDEBUG=${WINEDEBUG:--all} WINEPREFIX=$scratch/wine-prefix
  export CMVERIFY_WINEPREFIX=$WINEPREFIX
  check "Windows: a wine prefix" env WINEDLLOVERRIDES='mscoree,mshtml=' wine wineboot -i </dev/null
  # The corpus meets nothing of the system that these do not, and what is about bytes, texts and lists alone meets nothing
  # of it.
  local each programs=(--lib --test boundary --test suite) in_memory=()
  for each in formats:: logs::setup::fact:: logs::around:: logs::tool::fact:: cabinet:: signature:: \
    pages::logs_made_to_be_slow_are_read pages::signs_that_take_many_bytes_in_json_make_no_page_too_long \
    pages::many_runs_with_many_files_come_over_many_pages_each_once \
    faults::around:: explain::the_list_and_the_findings explain::a_rule_that_is_named_looks \
    samples::the_same_input_gives_the_same_bytes contents::no_single_bit_goes_unnoticed \
    contents::a_signature_is_not_lost_by_one_bit contents::no_file_that_was_cut_anywhere_is_usable \
    verdicts::every_cut_of_the_logs_is_never_usable abi::the_header_names_every_member; do
    in_memory+=(--skip "$each")
  done
  check "Windows: the Rust tests" "${quietly[@]}" "${windows_cargo[@]}" test "${windows_args[@]}" "${programs[@]}" --no-run
  WINEPATH=Z:${shim//\//\\} CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=$root/tests/support/wine.sh \
    tally "Windows: cargo test under wine" "$cargo_counts" \
    under_wine "${windows_cargo[@]}" test "${windows_args[@]}" "${programs[@]}" --no-fail-fast -- "${in_memory[@]}" </dev/null

  local jobs=$scratch/windows sample=tests/samples/good-2509-new-wording
  mkdir -p "$jobs/big"
  cp "$dll" "$shim/bcryptprimitives.dll" "$jobs/"
  check "Windows: jobs.c" x86_64-w64-mingw32-gcc -std=c99 -Wall -Wextra -Werror -O1 -Iinclude tests/c/jobs.c \
    -o "$jobs/jobs.exe" "$dll"
  tally "Windows: a thousand jobs, stopped at any moment" "$plain_counts" under_wine wine "$jobs/jobs.exe" \
    "$sample/UpdatePacks" "$sample/ServiceConnectionTool.log" "$sample/ConfigMgrSetup.log" "Z:${jobs//\//\\}\\big" 1000

  if [[ -x $beside ]]; then
    # Without its symbols, as a release is: the tests of the module copy it many times, and cut it.
    mkdir -p "$windows_out/stripped"
    x86_64-w64-mingw32-strip -o "$windows_out/stripped/cmverify.dll" "$dll" || failed=$((failed + 1))
    mingw_notices "$windows_prefix" win-x64 || failed=$((failed + 1))
    check "Windows: the package" repackage "$windows_out/stripped/cmverify.dll" win-x64 "$packed" \
      --library "win-x64,$windows_target,$windows_rustc" "${notices[@]}"
    if ! { have osslsigncode && have openssl; }; then install_packages osslsigncode openssl || true; fi
    if have osslsigncode && have openssl; then
      check "Windows: the dll can be signed" sign_for_test "$packed/CMVerify/runtimes/win-x64/native/cmverify.dll" "$packed/signed"
    else
      skip "Windows: the dll can be signed" "apt-get install osslsigncode openssl"
    fi
    # Without the second mapping of its code pages, which wine gets wrong, .NET does not die in its garbage collection.
    WINEPATH=Z:${shim//\//\\} CMVERIFY_SECONDS=${CMVERIFY_SECONDS:-20} DOTNET_EnableWriteXorExecute=0 DOTNET_EnableDiagnostics=0 \
      pester "Windows: the Pester suite under wine" under_wine "$beside" -NoProfile -NonInteractive \
      -File 'tests\support\pester.ps1' -Package "$(echo "$packed"/*.nupkg)" -Module "${packed//\//\\}\\Modules"
  else
    skip "Windows: PowerShell under wine" "put the engine into ../shared/tools"
  fi
  finish
}

# ---- The oldest supported Rust -------------------------------------------------------------------------------------

# Debian keeps old compilers among its packages. They are unpacked below target/, not installed.
unpack_debian_rust() { # <version, as in 1.85>, <folder>
  local packages=() suffix version each
  have apt-get && have dpkg || return 1
  if ! apt-cache madison rustc | grep -q . && ((EUID == 0)); then apt-get -q update </dev/null || return 1; fi
  # A release has one compiler of its own, and a newer one for browsers.
  for suffix in -web ''; do
    version=$(apt-cache madison "rustc$suffix" | awk -v v="$1." 'index($3, v) == 1 { print $3; exit }')
    if [[ $version ]]; then break; fi
  done
  [[ $version ]] || return 1
  packages=("rustc$suffix=$version" "cargo$suffix=$version" "libstd-rust$suffix-dev=$version")
  mkdir -p "$2.new/packages/partial"
  # What they need and this machine lacks comes along.
  apt-get -y -q --download-only --allow-downgrades --no-install-recommends -o Debug::NoLocking=1 \
    -o "Dir::Cache::archives=$2.new/packages" install "${packages[@]}" </dev/null || return 1
  for each in "$2.new"/packages/*.deb; do dpkg -x "$each" "$2.new" || return 1; done
  rm -rf "$2" "$2.new/packages" && mv "$2.new" "$2"
}

# The cargo of this version: rustup's, or Debian's.
find_old_cargo() { # <version>
  local toolchain unpacked=$root/target/msrv/debian-rust-$1 libraries
  if rustc --version | grep -q "^rustc ${1//./\\.}\\."; then
    old_prefix=(env)
  elif have rustup && toolchain=$(rustup toolchain list | awk -v v="$1" 'index($1, v "-") == 1 || index($1, v ".") == 1 { print $1; exit }') && [[ $toolchain ]]; then
    old_prefix=(env "RUSTUP_TOOLCHAIN=$toolchain")
  else
    if [[ ! -x $unpacked/usr/bin/cargo ]]; then unpack_debian_rust "$1" "$unpacked" || return 1; fi
    libraries=$(find "$unpacked/usr/lib" "$unpacked/lib" -maxdepth 1 -name '*-linux-gnu*' 2>/dev/null | paste -sd :)
    old_prefix=(env -u RUSTUP_TOOLCHAIN "LD_LIBRARY_PATH=$libraries" "PATH=$unpacked/usr/bin:$PATH"
      "RUSTC=$unpacked/usr/bin/rustc" "RUSTDOC=$unpacked/usr/bin/rustdoc")
  fi
  old_prefix+=("CARGO_TARGET_DIR=$root/target/msrv/build")
  "${old_prefix[@]}" cargo --version && "${old_prefix[@]}" rustc --version
}

msrv() {
  local version slowly
  version=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  say "MSRV: Rust $version"
  if ! find_old_cargo "$version"; then
    skip "MSRV: Rust $version" "rustup toolchain install $version --profile minimal"
    finish
    return
  fi
  # What people build is the library. The programs that test it need newer crates than it does, and half of the time.
  # It has to compile and to answer, not to be fast.
  mapfile -t slowly < <(sed -n '/^\[profile\.dev\.package\]/,/^$/s/^\([a-z0-9_-]*\) = .*/--config\nprofile.dev.package.\1.opt-level=0/p' Cargo.toml)
  check "MSRV: cargo build with Rust $version" "${quietly[@]}" "${old_prefix[@]}" cargo build --locked --lib \
    "${slowly[@]}" --config profile.dev.debug=false
  if ((failed > 0)) || ! have gcc; then finish; return; fi
  local built=$root/target/msrv/build/debug paths
  check "MSRV: caller.c" gcc -std=c99 -Iinclude tests/c/caller.c -o "$scratch/msrv-caller" -L"$built" -lcmverify \
    "-Wl,-rpath,$built"
  if ((failed > 0)); then finish; return; fi
  mapfile -t paths < <(c_paths)
  tally "MSRV: every function, rightly and wrongly" "$plain_counts" "$scratch/msrv-caller" "${paths[@]}"
  finish
}

# ---- Measuring ------------------------------------------------------------------------------------------------------

# A crate and a target folder of their own: the crate that the product is measured against needs a newer Rust.
bench() {
  say "bench: the readers, 64 MiB of each shape"
  local run=(cargo run --quiet --release --locked --manifest-path tests/bench/Cargo.toml --target-dir "$(target_dir)/bench")
  "${run[@]}" --bin logs -- "$@" || return
  say "bench: files, 2 GiB to hash and 100,000 to list"
  # Get-FileHash is one of those it is measured against.
  if find_pwsh; then export CMVERIFY_PWSH=${pwsh[0]}; fi
  "${run[@]}" --bin files -- "$(target_dir)/bench-files" || return
  if find_pwsh; then
    stage || return
    say "bench: the cmdlets, beside the usual ways to search a log"
    "${pwsh[@]}" -File tests/powershell/Measure-Logs.ps1 </dev/null &&
      "${pwsh[@]}" -File tests/powershell/Measure-Logs.ps1 -Memory </dev/null
  else
    skip "PowerShell" "$no_pwsh"
  fi
}

# ---- Looking --------------------------------------------------------------------------------------------------------

# Whether a page looks right is for a person to say: these are no tests. A new profile each time, and nothing from the
# network, which the pages do not need.
picture() { # <page>, <what Chromium shall make of it...>
  local page=$1
  shift
  chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$(mktemp -d -p "$scratch")" \
    "$@" "file://$page" >"$scratch/chromium" 2>&1 || { tail -n 5 "$scratch/chromium"; return 1; }
}

look() {
  local out=$root/out/look page name scheme
  if ! have chromium; then install_packages chromium fonts-noto-cjk || true; fi
  if ! have chromium; then
    echo "build.sh: Chromium is not there: apt-get install chromium fonts-noto-cjk" >&2
    return 1
  fi
  if ! have pdftoppm; then install_packages poppler-utils || true; fi
  rm -rf "$out"
  say "look: pages of the sample downloads"
  cargo run --quiet --locked --example look "$out" || return
  for page in "$out"/*.html; do
    name=${page%.html}
    # The scheme that the page is told: 0 is dark, 1 is light.
    for scheme in 0:dark 1:light; do
      picture "$page" --blink-settings=preferredColorScheme="${scheme%:*}" --window-size=390,3000 \
        --screenshot="$name-phone-${scheme#*:}.png" || return
      picture "$page" --blink-settings=preferredColorScheme="${scheme%:*}" --window-size=1366,1600 \
        --screenshot="$name-laptop-${scheme#*:}.png" || return
    done
    picture "$page" --no-pdf-header-footer --print-to-pdf="$name-print.pdf" || return
    if have pdftoppm; then pdftoppm -r 70 -l 4 -png "$name-print.pdf" "$name-print" || return; fi
  done
  find "$out" -name '*.png' | sort
}

# ---- Fuzzing --------------------------------------------------------------------------------------------------------

fuzz() { # [<seconds for each target>]
  local seconds=${1:-60} target failed=0
  if ! cargo fuzz --version >/dev/null 2>&1; then
    echo "build.sh: cargo-fuzz is not there: cargo install cargo-fuzz --locked" >&2
    return 1
  fi
  if ! cargo +nightly --version >/dev/null 2>&1; then
    echo "build.sh: cargo-fuzz needs a nightly compiler: rustup toolchain install nightly --profile minimal" >&2
    return 1
  fi
  for target in $(cargo +nightly fuzz list); do
    say "fuzz: $target, $seconds s"
    cargo +nightly fuzz run "$target" -- -max_total_time="$seconds" -rss_limit_mb=2048 || failed=1
  done
  return "$failed"
}

# ---- The command ---------------------------------------------------------------------------------------------------

if ! have cargo; then
  echo "build.sh: cargo is not on PATH; Rust is installed as https://rustup.rs says" >&2
  exit 1
fi
case ${1:-help} in
  demo) demo ;;
  test) run_tests ;;
  build) build ;;
  stage) stage ;;
  package) package ;;
  package-signed) package_signed "$root/out/package" ;;
  package-twice) package_twice ;;
  header) header ;;
  rules) rules ;;
  test-windows) test_windows ;;
  msrv) msrv ;;
  bench) shift && bench "$@" ;;
  look) look ;;
  fuzz) shift && fuzz "$@" ;;
  help | -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
