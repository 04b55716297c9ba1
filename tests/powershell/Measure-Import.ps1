# Measures what Import-Module CMVerify costs beside an empty script module with a manifest, and gives one object.
#
# Every sample is a process of its own, the two modules take turns, and only Import-Module is inside the clock: the
# start of PowerShell is the same for both and much larger than either.
[CmdletBinding()]
param (
    [string] $ModulePath = $(if ($env:CMVERIFY_MODULE) { $env:CMVERIFY_MODULE } else { [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'CMVerify') }),

    [ValidateRange(1, 1000)]
    [int] $Samples = 15
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ModulePath = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($ModulePath)
$work = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "cmverify-import-$([guid]::NewGuid().ToString('N'))")
$empty = [System.IO.Path]::Combine($work, 'Empty')
$null = New-Item -ItemType Directory -Path $empty

$manifest = @'
@{
    RootModule        = 'Empty.psm1'
    ModuleVersion     = '1.0.0'
    GUID              = 'b1f3a9de-0a0b-4c7e-9f51-2f4c6a0d3e11'
    FunctionsToExport = @()
    CmdletsToExport   = @()
    VariablesToExport = @()
    AliasesToExport   = @()
}
'@
[System.IO.File]::WriteAllText([System.IO.Path]::Combine($empty, 'Empty.psd1'), $manifest)
[System.IO.File]::WriteAllText([System.IO.Path]::Combine($empty, 'Empty.psm1'), '')
$sample = [System.IO.Path]::Combine($work, 'Sample.ps1')
[System.IO.File]::WriteAllText($sample, @'
param ([string] $Path)
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module -Name $Path -ErrorAction Stop
$watch.Stop()
$watch.Elapsed.TotalMilliseconds.ToString([System.Globalization.CultureInfo]::InvariantCulture)
'@)

function Get-Median {
    param ([double[]] $Value)

    $sorted = @($Value | Sort-Object)
    $half = [int] [System.Math]::Floor($sorted.Count / 2)
    if ($sorted.Count % 2) { $sorted[$half] } else { ($sorted[$half - 1] + $sorted[$half]) / 2 }
}

$shell = (Get-Process -Id $PID).Path
$modules = [ordered]@{
    Empty    = [System.IO.Path]::Combine($empty, 'Empty.psd1')
    CMVerify = [System.IO.Path]::Combine($ModulePath, 'CMVerify.psd1')
}
$times = @{ Empty = @(); CMVerify = @() }
try {
    # The first round fills the caches of the disk and is thrown away.
    foreach ($round in 0..$Samples) {
        foreach ($name in $modules.Keys) {
            $shown = & $shell -NoProfile -NonInteractive -File $sample -Path $modules[$name]
            if ($LASTEXITCODE -ne 0 -or -not $shown) {
                throw "Import-Module $($modules[$name]) failed in its own process: $shown"
            }
            if ($round) {
                $times[$name] += [double]::Parse(@($shown)[-1], [System.Globalization.CultureInfo]::InvariantCulture)
            }
        }
    }
} finally {
    Remove-Item -LiteralPath $work -Recurse -Force
}

$mine = Get-Median $times.CMVerify
$base = Get-Median $times.Empty
[pscustomobject]@{
    PowerShell           = "$($PSVersionTable.PSVersion)"
    System               = [System.Runtime.InteropServices.RuntimeInformation]::OSDescription
    Samples              = $Samples
    EmptyMilliseconds    = [System.Math]::Round($base, 1)
    CMVerifyMilliseconds = [System.Math]::Round($mine, 1)
    Ratio                = [System.Math]::Round($mine / $base, 2)
}
