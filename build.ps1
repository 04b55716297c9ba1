<#
.SYNOPSIS
The commands of this project on Windows; docs/building.md explains them. ./build.sh is the same for Linux and macOS.

.DESCRIPTION
demo    builds, stages, and verifies sample downloads as an admin would see it
test    checks and tests everything: Rust, C, PowerShell
build   builds the native library (release)
stage   builds, and puts the module with its library into out\CMVerify
header  accepts what the sources make as the new include\cmverify.h
rules   accepts what the catalogue makes as the new pages in docs\rules
help    this list

.EXAMPLE
powershell -ExecutionPolicy Bypass -File build.ps1 demo
#>
[CmdletBinding()]
param (
    [Parameter(Position = 0)]
    [ValidateSet('demo', 'test', 'build', 'stage', 'header', 'rules', 'help')]
    [string] $Command = 'help'
)

$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $PSScriptRoot

# ---- What is told, and what is counted ------------------------------------------------------------------------------

$tally = @{ Passed = 0; Failed = 0; SkippedTests = 0; Skips = @(); Failures = @() }

function Write-Step {
    param ([string] $What)
    ''
    "== $What"
}

function Add-Failure {
    param ([string] $What, [int] $Count = 1)
    $tally.Failed += $Count
    $tally.Failures += $What
    "FAILED: $What"
}

# What cannot run here is told at once and again at the end, with what would make it run.
function Add-Skip {
    param ([string] $What, [string] $Remedy)
    $tally.Skips += "$What ($Remedy)"
    "SKIPPED: $What ($Remedy)"
}

# A step that passes or fails as a whole.
function Invoke-Check {
    param ([string] $What, [scriptblock] $Step)
    Write-Step $What
    & $Step
    if ($LASTEXITCODE -eq 0) { $tally.Passed++ } else { Add-Failure $What }
}

# A step that counts for itself. Pattern finds its counts, in the groups p, f and s.
function Invoke-Tally {
    param ([string] $What, [string] $Pattern, [scriptblock] $Step)
    Write-Step $What
    $counts = @{ p = 0; f = 0; s = 0 }
    & $Step | ForEach-Object {
        $_
        if ("$_" -match $Pattern) {
            foreach ($name in 'p', 'f', 's') {
                if ($Matches[$name]) { $counts[$name] += [int] $Matches[$name] }
            }
        }
    }
    # A step that ended badly, or that ran nothing, is a failure even where no test of it says so.
    if ($counts.f -eq 0 -and ($LASTEXITCODE -ne 0 -or $counts.p -eq 0)) { $counts.f = 1 }
    $tally.Passed += $counts.p
    $tally.SkippedTests += $counts.s
    if ($counts.f) { Add-Failure "${What}: $($counts.f) failed" $counts.f }
}

$cargoCounts = '^test result: \S+ (?<p>\d+) passed; (?<f>\d+) failed; (?<s>\d+) ignored'
$plainCounts = '^(Pester: )?(?<p>\d+) passed, (?<f>\d+) failed(, (?<s>\d+) skipped)?$'

function Write-Tally {
    $skipped = $tally.SkippedTests + $tally.Skips.Count
    ''
    foreach ($skip in $tally.Skips) { "SKIPPED: $skip" }
    if ($tally.SkippedTests) { "SKIPPED: $($tally.SkippedTests) tests that said so themselves" }
    foreach ($failure in $tally.Failures) { "FAILED: $failure" }
    $line = "$($tally.Passed) passed, $($tally.Failed) failed"
    if ($skipped) { $line += ", $skipped skipped" }
    $line
}

function Test-Tool {
    param ([string] $Name)
    [bool] (Get-Command $Name -CommandType Application -ErrorAction Ignore)
}

# ---- Build ----------------------------------------------------------------------------------------------------------

# The folder below runtimes and the file's name, as .NET calls the machine that rustc builds for.
function Get-Runtime {
    $target = (& rustc -vV | Where-Object { $_ -like 'host: *' }) -replace '^host: '
    $cpu = switch -Wildcard ($target) { 'x86_64-*' { 'x64' } 'aarch64-*' { 'arm64' } 'i686-*' { 'x86' } }
    if ($cpu) {
        switch -Wildcard ($target) {
            '*-windows-*' { return @{ Id = "win-$cpu"; Library = 'cmverify.dll' } }
            '*-linux-*' { return @{ Id = "linux-$cpu"; Library = 'libcmverify.so' } }
            '*-apple-darwin' { return @{ Id = "osx-$cpu"; Library = 'libcmverify.dylib' } }
        }
    }
    throw "No runtime folder is known for '$target'."
}

function Get-ReleaseFolder {
    $metadata = & cargo metadata --no-deps --format-version 1 | ConvertFrom-Json
    [System.IO.Path]::Combine($metadata.target_directory, 'release')
}

function Invoke-Build {
    Write-Step 'build: the native library'
    & cargo build --release --lib
    if ($LASTEXITCODE -ne 0) { throw 'The native library could not be built.' }
}

# Libraries for other machines stay where they are; all else is replaced.
function Invoke-Stage {
    Invoke-Build
    Write-Step 'stage: out/CMVerify'
    $runtime = Get-Runtime
    $module = [System.IO.Path]::Combine($PSScriptRoot, 'out', 'CMVerify')
    $native = [System.IO.Path]::Combine($module, 'runtimes', $runtime.Id, 'native')
    $null = New-Item -ItemType Directory -Path $native -Force
    Get-ChildItem -LiteralPath $module -Force | Where-Object Name -ne 'runtimes' | Remove-Item -Recurse -Force
    Get-ChildItem -LiteralPath ([System.IO.Path]::Combine($PSScriptRoot, 'powershell', 'CMVerify')) -Force |
        Copy-Item -Destination $module -Recurse -Force
    $built = [System.IO.Path]::Combine((Split-Path (Get-ReleaseFolder)), 'help')
    & cargo run --quiet --locked --manifest-path tools/help/Cargo.toml --target-dir $built -- . $module
    if ($LASTEXITCODE -ne 0) { throw 'The help could not be made.' }
    $library = [System.IO.Path]::Combine($native, $runtime.Library)
    if (Test-Path -LiteralPath $library) {
        # A PowerShell that has it loaded holds it, and says so here rather than in the middle of a test.
        Remove-Item -LiteralPath $library -Force
    }
    Copy-Item -LiteralPath ([System.IO.Path]::Combine((Get-ReleaseFolder), $runtime.Library)) -Destination $library
    $library
}

function Invoke-Header {
    Write-Step 'header: include/cmverify.h'
    $env:CMVERIFY_BLESS_HEADER = '1'
    try {
        & cargo test --quiet --test suite header::the_committed_header
    } finally {
        Remove-Item -LiteralPath Env:\CMVERIFY_BLESS_HEADER
    }
}

function Invoke-Rule {
    Write-Step 'rules: docs/rules'
    $env:CMVERIFY_BLESS_RULES = '1'
    try {
        & cargo test --quiet --test suite rule_pages::the_committed_pages
    } finally {
        Remove-Item -LiteralPath Env:\CMVERIFY_BLESS_RULES
    }
}

# ---- Demo and test --------------------------------------------------------------------------------------------------

# Windows PowerShell and PowerShell where both are there: the module is for both. Otherwise the one that runs this.
function Get-PowerShellPath {
    $found = @(foreach ($name in 'powershell', 'pwsh') {
            Get-Command $name -CommandType Application -ErrorAction Ignore | Select-Object -First 1 -ExpandProperty Path
        })
    if ($found) { $found } else { (Get-Process -Id $PID).Path }
}

function Invoke-CTest {
    if (-not (Test-Tool gcc)) {
        Add-Skip 'C' 'no gcc on PATH; MinGW-w64 has one'
        return
    }
    $library = [System.IO.Path]::Combine((Get-ReleaseFolder), (Get-Runtime).Library)
    $caller = [System.IO.Path]::Combine((Get-ReleaseFolder), 'caller.exe')
    Invoke-Check 'C: caller.c compiles as C99 without a warning' {
        & gcc -std=c99 -pedantic -Wall -Wextra -Werror -O1 -Iinclude tests/c/caller.c $library -o $caller
    }
    $paths = foreach ($sample in 'good-2403-old-wording', 'bad-empty-redist-file') {
        foreach ($name in 'UpdatePacks', 'ServiceConnectionTool.log', 'ConfigMgrSetup.log') { "tests/samples/$sample/$name" }
    }
    # Beside cmverify.dll, so that Windows finds it.
    Invoke-Tally 'C: every function, rightly and wrongly' $plainCounts { & $caller $paths }
    Add-Skip 'C: valgrind' 'there is none for Windows; ./build.sh test runs it'
}

function Invoke-Test {
    Invoke-Check 'Rust: cargo fmt' { & cargo fmt --check }
    Invoke-Check 'Rust: cargo clippy' { & cargo clippy --locked --all-targets --all-features -- -D warnings }
    # The feature lets tests provoke panics; what is staged and shipped is built without it.
    Invoke-Tally 'Rust: cargo test' $cargoCounts { & cargo test --locked --no-fail-fast --features test-panic }
    $panicking = [System.IO.Path]::Combine((Split-Path (Get-ReleaseFolder)), 'debug', 'deps', (Get-Runtime).Library)
    if (Test-Path -LiteralPath $panicking) { $env:CMVERIFY_PANIC_LIBRARY = $panicking }
    Invoke-Stage
    $tally.Passed++
    Invoke-CTest
    foreach ($shell in Get-PowerShellPath) {
        $what = "PowerShell: the Pester suite in $shell"
        $hasPester = 'exit [int](-not (Get-Module Pester -ListAvailable | Where-Object Version -ge ([version]''5.0'')))'
        & $shell -NoProfile -NonInteractive -Command $hasPester
        if ($LASTEXITCODE -ne 0) {
            Add-Skip $what 'no Pester 5 or newer: Install-Module Pester -Scope CurrentUser -Force -SkipPublisherCheck'
            continue
        }
        $run = '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', 'tests/support/pester.ps1', '-Module', 'out/CMVerify'
        Invoke-Tally $what $plainCounts { & $shell $run }
    }
    Write-Tally
}

function Invoke-Demo {
    Invoke-Stage
    Write-Step 'demo: the module in PowerShell'
    # A process of its own: one that has loaded the library holds its file.
    & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -ExecutionPolicy Bypass -File tests/support/demo.ps1
}

if (-not (Test-Tool cargo)) { throw 'cargo is not on PATH; Rust is installed as https://rustup.rs says.' }
switch ($Command) {
    'demo' { Invoke-Demo; exit $LASTEXITCODE }
    'test' { Invoke-Test; exit [int]($tally.Failed -gt 0) }
    'build' { Invoke-Build }
    'stage' { Invoke-Stage }
    'header' { Invoke-Header; exit $LASTEXITCODE }
    'rules' { Invoke-Rule; exit $LASTEXITCODE }
    'help' { Get-Help -Name $PSCommandPath | Out-String -Width 110 }
}
