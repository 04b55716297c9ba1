# Runs the Pester suite against a staged module, or against a package that it installs first. The last line is "Pester: N passed, N failed, N skipped".
# Exit code: 0 all passed, 1 something failed, 3 no Pester that could run it.
[CmdletBinding()]
param (
    # The staged module's folder, which holds CMVerify.psd1. With a package, the folder of modules to install it into.
    [Parameter(Mandatory)]
    [string] $Module,

    # CMVerify.<version>.nupkg, in the folder with all that is released.
    [string] $Package
)

$ErrorActionPreference = 'Stop'
$tests = [System.IO.Path]::Combine((Split-Path $PSScriptRoot), 'powershell')

# Windows comes with Pester 3, which cannot run this suite.
if (-not (Get-Module Pester -ListAvailable | Where-Object Version -ge ([version]'5.0'))) {
    'Pester 5 or newer is not installed: Install-Module Pester -MinimumVersion 5.0 -Scope CurrentUser -Force -SkipPublisherCheck'
    exit 3
}
Import-Module Pester -MinimumVersion 5.0

if ($Package) {
    . "$PSScriptRoot/Install-TestPackage.ps1"
    $Package = (Resolve-Path -LiteralPath $Package).ProviderPath
    $env:CMVERIFY_PACKAGE = [System.IO.Path]::GetDirectoryName($Package)
    $Module = Install-TestPackage -Package $Package -Modules $Module
}

# The suite tests the module that was built, never the folder it was built from.
$env:CMVERIFY_MODULE = (Resolve-Path -LiteralPath $Module).ProviderPath
$configuration = New-PesterConfiguration
$configuration.Run.Path = $tests
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$run = Invoke-Pester -Configuration $configuration

# Where the time went, the longest first.
''
'Seconds by file:'
$run.Containers | Sort-Object Duration -Descending |
    ForEach-Object { '{0,7:0.0} {1}' -f $_.Duration.TotalSeconds, (Split-Path "$($_.Item)" -Leaf) }
''

$failed = $run.FailedCount
# A file that does not load, and a suite without a test, are failures that no test counts.
if ($failed -eq 0 -and ($run.Result -ne 'Passed' -or $run.PassedCount -eq 0)) { $failed = 1 }
"Pester: $($run.PassedCount) passed, $failed failed, $($run.SkippedCount) skipped"
exit [int]($failed -gt 0)
