# Assert-CMOfflineDownload: nothing but a usable download gets past it.

BeforeDiscovery {
    $preferences = 'Continue', 'SilentlyContinue', 'Ignore', 'Stop'
    # Each script is a process of its own, which takes twice as long under wine. Linux tries all preferences.
    if ($env:CMVERIFY_WINEPREFIX) { $preferences = 'Continue', 'SilentlyContinue' }
    # What must not get past, as a line of the caller's script.
    $gates = @(
        @{ Name = 'a download that is not usable'; Line = 'Assert-CMOfflineDownload $Bad'; Id = 'CMOfflineDownloadNotUsable' }
        @{ Name = 'one that is inconclusive'; Line = 'Assert-CMOfflineDownload $Unclear'; Id = 'CMOfflineDownloadInconclusive' }
        @{ Name = 'one bad among good ones'; Line = 'Assert-CMOfflineDownload $Good, $Bad'; Id = 'CMOfflineDownloadNotUsable' }
        @{ Name = 'a bad one from the pipeline'; Line = '$Good, $Bad | Assert-CMOfflineDownload -Quiet'; Id = 'CMOfflineDownloadNotUsable' }
        @{ Name = 'a bad one in a pipeline that goes on'; Line = 'Assert-CMOfflineDownload $Bad | ForEach-Object { "REACHED" }'; Id = 'CMOfflineDownloadNotUsable' }
        @{ Name = 'a folder that is not there'; Line = 'Assert-CMOfflineDownload "$Good-missing"'; Id = 'CMOfflineDownloadInconclusive' }
        @{ Name = 'a variable without a value'; Line = 'Assert-CMOfflineDownload $null'; Id = 'CMPathEmpty' }
        @{ Name = 'an empty text from the pipeline'; Line = '"" | Assert-CMOfflineDownload'; Id = 'CMPathEmpty' }
        @{ Name = 'a null from the pipeline'; Line = '$null | Assert-CMOfflineDownload'; Id = 'CMPathEmpty' }
        @{ Name = 'an empty pipeline'; Line = '@() | Assert-CMOfflineDownload'; Id = 'CMOfflineDownloadNothingChecked' }
        @{ Name = 'a path of another provider'; Line = 'Assert-CMOfflineDownload Env:\PATH'; Id = 'CMPathNotFileSystem' }
        @{ Name = 'a depth that does not exist'; Line = 'Assert-CMOfflineDownload $Good -Depth Deep'; Id = 'CMNative.requestUnfit' }
        @{ Name = 'a module without its library'; Line = 'Remove-Module CMVerify; Import-Module $Broken; Assert-CMOfflineDownload $Good'; Id = 'CMNativeLibraryMissing' }
    )
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $good = Write-Download -Path (Join-Path "$TestDrive" 'downloads/good')
    $bad = Write-Download -Path (Join-Path "$TestDrive" 'downloads/bad') -Story EmptyRedist
    $unclear = Write-Download -Path (Join-Path "$TestDrive" 'downloads/unclear') -Story Prepared
    $broken = Copy-Module
    Remove-Item -LiteralPath (Join-Path $broken runtimes) -Recurse

    # Every script begins with this; a line of it that fails is an exit code of its own.
    $start = @"
try {
    Import-Module '$ModuleManifest' -ErrorAction Stop
} catch {
    exit 99
}
`$Good = '$good'
`$Bad = '$bad'
`$Unclear = '$unclear'
`$Broken = '$(Join-Path $broken CMVerify.psd1)'
"@
}

Describe 'A script under $ErrorActionPreference = <_>' -ForEach $preferences {
    BeforeAll {
        $preference = $_
    }

    It 'goes on after a usable download' {
        $run = Invoke-PowerShell "$start
`$ErrorActionPreference = '$preference'
`$report = Assert-CMOfflineDownload `$Good -ErrorAction $preference
`$quiet = @(Assert-CMOfflineDownload `$Good -Quiet)
'verdict ' + `$report.Verdict + ', quiet ' + `$quiet.Count
'REACHED'
exit 7"
        $run.Output | Should -BeLike '*verdict Usable, quiet 0*REACHED*'
        $run.ExitCode | Should -Be 7
    }

    It 'ends at a download that is not usable' {
        $run = Invoke-PowerShell "$start
`$ErrorActionPreference = '$preference'
Assert-CMOfflineDownload `$Bad
'REACHED'
exit 7"
        $run.Output | Should -Not -BeLike '*REACHED*'
        $run.ExitCode | Should -Not -BeIn 7, 99
    }

    It 'ends also where the command is told otherwise with -ErrorAction' {
        $run = Invoke-PowerShell "$start
Assert-CMOfflineDownload `$Bad -ErrorAction $preference
'REACHED'
exit 7"
        $run.Output | Should -Not -BeLike '*REACHED*'
        $run.ExitCode | Should -Not -BeIn 7, 99
    }

    It 'ends also where it stands in a function that another function calls' {
        $run = Invoke-PowerShell "$start
function Step { [CmdletBinding()] param () Assert-CMOfflineDownload `$Bad -ErrorAction $preference; 'REACHED inside' }
function Outer { Step -ErrorAction $preference; 'REACHED outside' }
`$ErrorActionPreference = '$preference'
Outer
'REACHED'
exit 7"
        $run.Output | Should -Not -BeLike '*REACHED*'
        $run.ExitCode | Should -Not -BeIn 7, 99
    }

    It 'can catch it and decide for itself' {
        $run = Invoke-PowerShell "$start
`$ErrorActionPreference = '$preference'
try {
    Assert-CMOfflineDownload `$Bad -ErrorAction $preference
    'REACHED'
} catch {
    'caught ' + `$_.FullyQualifiedErrorId + ' for ' + `$_.TargetObject.Verdict
}
'after'
exit 7"
        $run.Output | Should -Not -BeLike '*REACHED*'
        $run.Output | Should -BeLike '*caught CMOfflineDownloadNotUsable* for NotUsable*after*'
        $run.ExitCode | Should -Be 7
    }
}

Describe 'The gate is shut for' {
    It '<Name>' -ForEach $gates {
        $run = Invoke-PowerShell "$start
try {
    $Line
    'REACHED'
} catch {
    'caught ' + `$_.FullyQualifiedErrorId
}
`$ErrorActionPreference = 'SilentlyContinue'
Import-Module '$ModuleManifest' -Force
$Line
'REACHED'
exit 7"
        $run.Output | Should -Not -BeLike '*REACHED*'
        $run.Output | Should -BeLike "*caught $Id*"
        $run.ExitCode | Should -Not -BeIn 7, 99
    }
}

Describe 'The error' {
    It 'carries id, category, the report as its target, and a message that is enough by itself: not usable' {
        $failure = $null
        try {
            Assert-CMOfflineDownload $bad
        } catch {
            $failure = $_
        }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CMOfflineDownloadNotUsable*'
        $failure.CategoryInfo.Category | Should -Be InvalidData
        $failure.TargetObject.PSObject.TypeNames[0] | Should -BeExactly CMVerify.Report
        $report = Test-CMOfflineDownload $bad
        foreach ($part in 'NotUsable', $bad, $report.Summary, 'CMV0301', $report.NextAction) {
            $failure.Exception.Message.Contains($part) | Should -BeTrue -Because "the message should hold '$part'"
        }
    }

    It 'tells inconclusive apart' {
        $failure = $null
        try {
            Assert-CMOfflineDownload $unclear
        } catch {
            $failure = $_
        }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CMOfflineDownloadInconclusive*'
        $failure.CategoryInfo.Category | Should -Be ResourceUnavailable
        $failure.Exception.Message | Should -BeLike '*CMV0106*'
    }

    It 'names the log line that shows it' {
        $failed = Write-Download -Path (Join-Path "$TestDrive" 'downloads/failed') -Story SetupFailed
        { Assert-CMOfflineDownload $failed } | Should -Throw -ExpectedMessage '*CMV0201*ConfigMgrSetup.log:7*'
    }
}

Describe 'What gets past' {
    It 'is the report of every usable download' {
        $reports = @($good, $good | Assert-CMOfflineDownload)
        $reports.Verdict -join ' ' | Should -Be 'Usable Usable'
        $reports[0].PSObject.TypeNames[0] | Should -BeExactly CMVerify.Report
    }

    It 'has the same parameters as Test-CMOfflineDownload' {
        $test = (Get-Command Test-CMOfflineDownload).Parameters
        $assert = (Get-Command Assert-CMOfflineDownload).Parameters
        @($assert.Keys | Sort-Object) -join ' ' | Should -Be (@($test.Keys | Sort-Object) -join ' ')
        foreach ($name in $test.Keys) {
            $assert[$name].ParameterType | Should -Be $test[$name].ParameterType
            @($assert[$name].Aliases) -join ' ' | Should -Be (@($test[$name].Aliases) -join ' ')
        }
    }
}
