# The module as a thing to import: manifest, exports, strictness, cost.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $commands = 'Assert-CMOfflineDownload', 'Export-CMOfflineReport', 'Get-CMOfflineLogEvent', 'Get-CMOfflineRule', 'Get-CMOfflineRun', 'New-CMOfflineSeal', 'Resolve-CMOfflineError', 'Test-CMOfflineDownload', 'Test-CMOfflineSeal'
}

Describe 'The module' {
    It 'has a manifest for both editions' {
        $manifest = Test-ModuleManifest -Path $ModuleManifest
        "$($manifest.PowerShellVersion)" | Should -Be 5.1
        @($manifest.CompatiblePSEditions | Sort-Object) -join ' ' | Should -Be 'Core Desktop'
        "$($manifest.DotNetFrameworkVersion)" | Should -BeLike '4.7.2*'
    }

    It 'exports its cmdlets and nothing else' {
        $module = Get-Module CMVerify
        @($module.ExportedCommands.Keys | Sort-Object) -join ' ' | Should -Be ($commands -join ' ')
        $module.ExportedVariables.Count | Should -Be 0
        $module.ExportedAliases.Count | Should -Be 0
    }

    It 'exports them also before it is imported, by its manifest alone' {
        @((Test-ModuleManifest -Path $ModuleManifest).ExportedFunctions.Keys | Sort-Object) -join ' ' | Should -Be ($commands -join ' ')
    }

    It 'uses approved verbs' {
        $approved = @(Get-Verb).Verb
        foreach ($command in $commands) {
            ($command -split '-')[0] | Should -BeIn $approved
        }
    }

    It 'says what its cmdlets give' {
        (Get-Command Test-CMOfflineDownload).OutputType.Name | Should -Contain CMVerify.Report
        (Get-Command Get-CMOfflineRule).OutputType.Name | Should -Contain CMVerify.Rule
        (Get-Command Get-CMOfflineLogEvent).OutputType.Name | Should -Contain CMVerify.LogEvent
        (Get-Command Get-CMOfflineRun).OutputType.Name | Should -Contain CMVerify.Run
        (Get-Command Resolve-CMOfflineError).OutputType.Name | Should -Contain CMVerify.Error
    }

    It 'leaves nothing behind in the session but its cmdlets' {
        $run = Invoke-PowerShell @"
`$before = @(Get-Variable -Scope Global).Name + 'before'
Import-Module '$ModuleManifest'
`$null = Get-CMOfflineRule
`$null = Test-CMOfflineDownload '$TestDrive'
'variables: ' + (@((Get-Variable -Scope Global).Name | Where-Object { `$_ -notin `$before }) -join ' ')
'functions: ' + @(Get-Command -Module CMVerify).Count + ' ' + [bool](Get-Command Invoke-NativeMethod -ErrorAction Ignore)
"@
        $run.Output | Should -BeLike '*functions: 9 False*'
        $run.Output -replace '(?s).*variables: ([^\n]*).*', '$1' | Should -Be ''
    }
}

Describe 'Strict callers' {
    It 'with Set-StrictMode -Version Latest and $ErrorActionPreference = Stop in the whole session see no error' {
        $good = Write-Download -Path (Join-Path "$TestDrive" 'downloads/good')
        $bad = Write-Download -Path (Join-Path "$TestDrive" 'downloads/bad') -Story SetupFailed
        $run = Invoke-PowerShell @"
Set-StrictMode -Version Latest
`$ErrorActionPreference = 'Stop'
# The module sees the mode of the global scope.
`$null = New-Module { } | Import-Module
. ([scriptblock]::Create('Set-StrictMode -Version Latest'))
Import-Module '$ModuleManifest'
`$module = Get-Module CMVerify
& `$module { Set-StrictMode -Version Latest }
`$reports = @('$good', '$bad' | Test-CMOfflineDownload -Depth Quick -AllRuns -Verbose 4>`$null)
`$reports.Verdict -join ' '
`$reports | Out-String -Width 80 | Out-Null
`$reports | Format-Table | Out-String -Width 80 | Out-Null
(Test-CMOfflineDownload '$good', '$bad' -Quiet) -join ' '
(Assert-CMOfflineDownload '$good').Verdict
@(Get-CMOfflineRule CMV0101 | Get-CMOfflineRule).Count
(Resolve-CMOfflineError 12002).Symbol
`$events = @(Get-CMOfflineLogEvent '$bad/*.log' -Severity Error, Information -Rule CMV0201, CMV99* -Tail 5 -Verbose 4>`$null)
`$events.Rule -join ' '
`$events | Out-String -Width 80 | Out-Null
`$events | Format-List | Out-String -Width 80 | Out-Null
`$runs = @(Get-CMOfflineRun '$good/*.log', '$bad/*.log')
`$runs.Result -join ' '
`$runs | Out-String -Width 80 | Out-Null
`$runs | Format-Table | Out-String -Width 80 | Out-Null
`$runs.Files | Out-String -Width 80 | Out-Null
`$runs.Files | Format-List | Out-String -Width 80 | Out-Null
`$runs.Failures | Out-String -Width 80 | Out-Null
try { Get-CMOfflineLogEvent '$TestDrive/nothing*' } catch { `$_.FullyQualifiedErrorId }
try { Assert-CMOfflineDownload '$bad' } catch { `$_.FullyQualifiedErrorId }
try { Resolve-CMOfflineError 'no code' } catch { `$_.FullyQualifiedErrorId }
try { Get-CMOfflineRule CMV9999 } catch { `$_.FullyQualifiedErrorId }
try { Test-CMOfflineDownload Env:\PATH } catch { `$_.FullyQualifiedErrorId }
(Test-CMOfflineDownload '$TestDrive/nothing*').Verdict
"@
        $run.Output -split "`n" -join ', ' | Should -Be ('Usable NotUsable, True False, Usable, 1, ERROR_WINHTTP_TIMEOUT, CMV0201, ' +
            'Succeeded Succeeded Failed Succeeded, CMLog.missing,Get-CMOfflineLogEvent, ' +
            'CMOfflineDownloadNotUsable, CMErrorCodeUnknown,Resolve-CMOfflineError, CMRuleNotFound,Get-CMOfflineRule, CMPathNotFileSystem,Test-CMOfflineDownload, Inconclusive')
    }

    It 'with -ErrorAction Stop get errors as exceptions, others get the rest of the answers' {
        { Resolve-CMOfflineError 'no code' -ErrorAction Stop } | Should -Throw -ErrorId 'CMErrorCodeUnknown,Resolve-CMOfflineError'
        @(Resolve-CMOfflineError 'no code', 12002 -ErrorAction SilentlyContinue).Count | Should -Be 1
    }
}

Describe 'Importing' {
    It 'does not load the native library' {
        $run = Invoke-PowerShell @"
Import-Module '$ModuleManifest'
'loaded: ' + @([System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.FullName -like 'CMVerify*' }).Count
`$null = Get-CMOfflineRule
'loaded: ' + @([System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.FullName -like 'CMVerify*' }).Count
"@
        $run.Output -split "`n" -join ', ' | Should -Be 'loaded: 0, loaded: 1'
    }
}
