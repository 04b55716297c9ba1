# Every cmdlet with what nobody should hand it: an answer of the module's own or of the binder, never an error of a
# script that stumbled, and never "usable".

BeforeDiscovery {
    . "$PSScriptRoot/Common.ps1"
    $commands = @((Test-ModuleManifest -Path $ModuleManifest).ExportedFunctions.Keys | Sort-Object)
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $good = Write-Download (Join-Path "$TestDrive" 'good[1]')
    $log = Join-Path $good ConfigMgrSetup.log
    $missing = Join-Path "$TestDrive" missing

    # Whatever the parameter is for, these are not it. A number is a text to PowerShell, and so a name of a file.
    $values = @(
        @{ Name = 'null'; Value = $null }
        @{ Name = 'an empty text'; Value = '' }
        @{ Name = 'a blank'; Value = ' ' }
        @{ Name = 'an empty list'; Value = @() }
        @{ Name = 'a list of nothing'; Value = @($null, '', $null) }
        @{ Name = 'half a pattern'; Value = 'a[b' }
        @{ Name = 'every pattern sign'; Value = '*?[]`' }
        @{ Name = 'a NUL'; Value = "a$([char] 0)b" }
        @{ Name = 'a line break'; Value = "a`r`nb" }
        @{ Name = 'half a character'; Value = "a$([char] 0xD800)b" }
        @{ Name = 'a sign that turns the text around'; Value = "a$([char] 0x202E)b" }
        @{ Name = 'a number'; Value = 4711 }
        @{ Name = 'a number below zero'; Value = -1 }
        @{ Name = 'more than a number'; Value = [double]::NaN }
        @{ Name = 'a day'; Value = [datetime]::MinValue }
        @{ Name = 'a table'; Value = @{ Path = 'x' } }
        @{ Name = 'an object'; Value = [pscustomobject] @{ Path = $null; Code = @(1, 2); Rule = 5 } }
        @{ Name = 'a script'; Value = { throw 'it was run' } }
        @{ Name = 'a type'; Value = [string] }
        @{ Name = 'a very long text'; Value = 'x' * 40000 }
        @{ Name = 'a path of another provider'; Value = 'Env:PATH' }
        @{ Name = 'a device'; Value = '\\.\NUL' }
        @{ Name = 'a path that goes up'; Value = '../../../../../../../../../..' + '/no such place' }
    )

    # What a call needs beside the parameter at hand, to come as far as that one.
    $needs = @{
        'Get-CMOfflineLogEvent'  = @{ Path = $log }
        'Get-CMOfflineRun'       = @{ Path = $log }
        'Resolve-CMOfflineError' = @{ Code = '12002' }
        # Would be asked for.
        'KeyPassword'            = @{ Key = $log }
    }

    # Where scripts stumble. The binder's own ids and the module's are answers.
    $answered = '^(CM[A-Z]|ParameterArgument|ParameterBinding|ParameterAttribute|CannotConvertArgument|CannotEvaluate|MissingArgument|MissingMandatory|AmbiguousParameterSet|NamedParameterNotFound|PositionalParameterNotFound|ArgumentTransformation|ScriptBlockArgument|InputObjectNotBound|TransformationError)'

    function Get-Answer {
        # What a call gives and which errors it has, ended or not.
        param ([scriptblock] $Call)

        $given = try {
            @(& $Call 2>&1)
        } catch {
            @($_)
        }
        [pscustomobject]@{
            Errors = @($given | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
            Values = @($given | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
        }
    }
}

Describe '<_>' -ForEach $commands {
    It 'answers for itself, whatever is given for a parameter' {
        $name = $_
        $common = @([System.Management.Automation.PSCmdlet]::CommonParameters) + @([System.Management.Automation.PSCmdlet]::OptionalCommonParameters)
        $command = Get-Command $name
        $parameters = @($command.Parameters.Values | Where-Object { $_.Name -notin $common -and $_.ParameterType -ne [switch] })
        $count = 0
        foreach ($parameter in $parameters) {
            foreach ($value in $values) {
                $arguments = @{}
                foreach ($key in $name, $parameter.Name) {
                    if ($needs.ContainsKey($key)) { $arguments += $needs[$key] }
                }
                $arguments[$parameter.Name] = $value.Value
                if ($arguments.ContainsKey('LiteralPath')) { $arguments.Remove('Path') }
                $why = "$name -$($parameter.Name) with $($value.Name)"
                Push-Location -LiteralPath "$TestDrive"
                try {
                    $answer = Get-Answer { & $name @arguments }
                } finally {
                    Pop-Location
                }
                foreach ($failure in $answer.Errors) {
                    $failure.FullyQualifiedErrorId | Should -Match $answered -Because "$why ($failure)"
                    "$($failure.Exception.Message)" | Should -Not -BeNullOrEmpty -Because $why
                }
                foreach ($given in $answer.Values) {
                    if ($given -is [bool]) { $given | Should -BeFalse -Because $why }
                    if ($null -ne $given -and $given.PSObject.Properties['Verdict']) { $given.Verdict | Should -Not -Be Usable -Because $why }
                }
                $count++
            }
        }
        if ($parameters.Count) { $count | Should -BeGreaterOrEqual $values.Count }
    }

    It 'answers for itself, whatever comes through the pipeline' {
        $name = $_
        $takes = @((Get-Command $name).Parameters.Values | ForEach-Object { $_.Attributes } |
                Where-Object { $_ -is [System.Management.Automation.ParameterAttribute] -and ($_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName) })
        if (-not $takes) {
            Set-ItResult -Skipped -Because 'it takes nothing from the pipeline'
            return
        }
        foreach ($value in $values) {
            $why = "$($value.Name) | $name"
            Push-Location -LiteralPath "$TestDrive"
            try {
                $answer = Get-Answer { , $value.Value | & $name }
            } finally {
                Pop-Location
            }
            foreach ($failure in $answer.Errors) {
                $failure.FullyQualifiedErrorId | Should -Match $answered -Because "$why ($failure)"
            }
            foreach ($given in $answer.Values) {
                if ($null -ne $given -and $given.PSObject.Properties['Verdict']) { $given.Verdict | Should -Not -Be Usable -Because $why }
            }
        }
    }
}

Describe 'The preferences of a session' {
    It 'change no verdict: $ErrorActionPreference = <_>' -ForEach 'Stop', 'Continue', 'SilentlyContinue', 'Ignore', 'Inquire' {
        $run = Invoke-PowerShell @"
Set-StrictMode -Version Latest
Import-Module '$ModuleManifest'
`$ErrorActionPreference = '$_'
`$good = '$good'
'good ' + (Test-CMOfflineDownload -Path `$good -Quiet)
try { 'missing ' + (Test-CMOfflineDownload -Path '$missing' -Quiet) } catch { 'missing False' }
try { 'none ' + [bool] (Test-CMOfflineDownload -Path '' -Quiet) } catch { 'none False' }
try { Assert-CMOfflineDownload -Path '$missing' | Out-Null; 'passed the gate' } catch { 'stopped at the gate' }
"@
        $run.Output | Should -Match 'good True'
        $run.Output | Should -Match 'missing False'
        $run.Output | Should -Match 'none False'
        $run.Output | Should -Match 'stopped at the gate'
        $run.Output | Should -Not -Match 'passed the gate'
    }
}

Describe 'Very many paths' {
    It 'get an answer each, in their order' {
        $count = if ($env:CMVERIFY_WINEPREFIX) { 250 } else { 2000 }
        $paths = @(foreach ($number in 1..$count) { if ($number -eq $count - 20) { $good } else { "$missing$number" } })
        $answers = @($paths | Test-CMOfflineDownload -Quiet)
        $answers.Count | Should -Be $count
        @($answers | Where-Object { $_ }).Count | Should -Be 1
        $answers[-21] | Should -BeTrue
        $reports = @(Test-CMOfflineDownload -Path $paths[-50..-1])
        $reports.Count | Should -Be 50
        for ($at = 0; $at -lt 50; $at++) { $reports[$at].Path | Should -Be $paths[$at - 50] }
    }
}

Describe 'The same module' {
    It 'can be taken away and brought back in the middle of its work' {
        $run = Invoke-PowerShell @"
Set-StrictMode -Version Latest
Import-Module '$ModuleManifest'
'$good', '$good', '$good' | Test-CMOfflineDownload | ForEach-Object {
    Remove-Module CMVerify
    `$_.Verdict
    Import-Module '$ModuleManifest' -Force
    Test-CMOfflineDownload -Path '$good' -Quiet
}
"@
        ($run.Output -split '\s+' | Where-Object { $_ }) -join ' ' | Should -Be 'Usable True Usable True Usable True'
    }

    It 'in another version beside it is refused, and this one goes on' {
        $copy = Copy-Module
        $manifest = Join-Path $copy CMVerify.psd1
        $version = "$((Test-ModuleManifest -Path $manifest).Version)"
        [System.IO.File]::WriteAllText($manifest, [System.IO.File]::ReadAllText($manifest).Replace("'$version'", "'98.76.54'"))
        $run = Invoke-PowerShell @"
Set-StrictMode -Version Latest
`$old = Import-Module '$ModuleManifest' -PassThru
`$new = Import-Module '$manifest' -PassThru
'new ' + `$(try { & `$new { Test-CMOfflineDownload -Path '$good' -Quiet } } catch { `$_.FullyQualifiedErrorId })
'old ' + (& `$old { Test-CMOfflineDownload -Path '$good' -Quiet })
@(Get-Module CMVerify).Count
"@
        $run.Output | Should -BeLike '*new CMNativeLibraryMismatch*old True*2*'
    }
}
