# $PSDefaultParameterValues: what is set for these cmdlets holds, what is set for others changes no answer.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $good = Write-Download -Path (Join-Path "$TestDrive" 'downloads/good')
    $bad = Write-Download -Path (Join-Path "$TestDrive" 'downloads/bad') -Story SetupFailed
    $null = Write-Download -Path (Join-Path "$TestDrive" 'downloads/unclear') -Story Prepared
    # Made once: it tells when.
    $seal = Join-Path "$TestDrive" 'one.seal.sha256'
    $null = New-CMOfflineSeal $good -OutFile $seal

    function Get-Answer {
        # Every answer of the module, as data and as it is shown, as one text. The script has no other commands: what is
        # under test is what reaches the module and its views.
        param (
            # A piece of script that sets the defaults.
            [string] $Defaults
        )

        $out = Join-Path "$TestDrive" ([guid]::NewGuid().ToString('N'))
        $run = Invoke-PowerShell @"
Import-Module '$ModuleManifest'
`$root = '$(Join-Path "$TestDrive" downloads)'
$Defaults
`$report = @(Test-CMOfflineDownload "`$root/*")
`$report += "`$root/good", "`$root/bad" | Test-CMOfflineDownload -AllRuns
`$asked = @(
    `$report
    foreach (`$each in 'good', 'bad', 'unclear') { try { Assert-CMOfflineDownload "`$root/`$each" } catch { `$_.FullyQualifiedErrorId; `$_.TargetObject } }
    Test-CMOfflineDownload "`$root/*" -Quiet
    Get-CMOfflineRule CMV03*
    `$report[0].Findings | Get-CMOfflineRule
    Resolve-CMOfflineError 12002, 0x80190197
    Get-CMOfflineRun "`$root/b*/C*.log"
    Get-CMOfflineLogEvent "`$root/b*/C*.log" -Tail 3 -Severity Error, Information -Rule CMV02*
    (New-CMOfflineSeal "`$root/good" -OutFile "`$root/new.seal.sha256").Verdict
    Test-CMOfflineSeal "`$root/g*d" -SealPath '$seal'
)
`$shown = @(
    foreach (`$each in `$asked) { `$each | Out-String -Width 100 }
    `$report | Format-Table | Out-String -Width 100
    `$report[0].Updates | Format-List | Out-String -Width 100
    `$report[0].Findings | Format-List | Out-String -Width 100
    Export-CMOfflineReport -InputObject `$report -Format Markdown
)
`$PSDefaultParameterValues = `$global:PSDefaultParameterValues = @{}
`$text = (ConvertTo-Json @(`$asked) -Depth 12) + (`$shown -join "``n")
`$text = `$text -replace '"ElapsedMilliseconds":\s*\d+' -replace '20\d\d-\d\d-\d\d[T ]\d\d:\d\d', 'then'
[System.IO.File]::WriteAllText('$out', `$text)
"@
        if (-not [System.IO.File]::Exists($out)) { throw $run.Output }
        [System.IO.File]::ReadAllText($out)
    }
    $plain = Get-Answer ''
}

Describe 'Defaults for the cmdlets of this module' {
    It 'hold, for all of them and for one' {
        $run = Invoke-PowerShell @"
Import-Module '$ModuleManifest'
`$PSDefaultParameterValues = @{ '*-CMOffline*:Depth' = 'Quick'; 'Test-CMOfflineDownload:ServiceConnectionLogPath' = '$(Join-Path $bad ServiceConnectionTool.log)' }
`$report = Test-CMOfflineDownload '$good'
`$report.Inputs.Depth
`$report.Inputs.ServiceConnectionLog -eq '$(Join-Path $bad ServiceConnectionTool.log)'
(Assert-CMOfflineDownload '$good').Inputs.Depth
'$good' | Test-CMOfflineDownload -Depth Full | ForEach-Object { `$_.Inputs.Depth }
"@
        $run.Output -split "`n" -join ' ' | Should -BeExactly 'Quick True Quick Full'
    }

    It 'for all commands reach them as any other: -Verbose tells, -ErrorAction decides, the gate stays a gate' {
        $run = Invoke-PowerShell @"
Import-Module '$ModuleManifest'
`$PSDefaultParameterValues = @{ '*:Verbose' = `$true; '*:ErrorAction' = 'Ignore' }
@(Test-CMOfflineDownload '$good' 4>&1 | Where-Object { `$_ -is [System.Management.Automation.VerboseRecord] }).Count -gt 0
Get-CMOfflineRule CMV9999 4>`$null
try { Assert-CMOfflineDownload '$bad' -Quiet 4>`$null; 'passed' } catch { `$_.FullyQualifiedErrorId }
"@
        $run.Output -split "`n" -join ' ' | Should -BeExactly 'True CMOfflineDownloadNotUsable'
    }
}

Describe 'Defaults for other commands' {
    BeforeAll {
        # Each of these would change an answer, or hide a finding, where it reached the module or its views.
        $hostile = @'
@{
    'ConvertTo-Json:Depth'           = 1
    'ConvertTo-Json:AsArray'         = $true
    'ConvertFrom-Json:AsHashtable'   = $true
    'ConvertFrom-Json:NoEnumerate'   = $true
    'ForEach-Object:Process'         = { 'other' }
    'ForEach-Object:End'             = { 'more' }
    'Where-Object:FilterScript'      = { $false }
    'Where-Object:Not'               = $true
    'Select-Object:Skip'             = 1
    'Select-Object:First'            = 0
    'Sort-Object:Descending'         = $true
    'Group-Object:NoElement'         = $true
    'Get-ChildItem:Recurse'          = $true
    'Resolve-Path:Relative'          = $true
    'Add-Member:MemberType'          = 'ScriptMethod'
    'Import-LocalizedData:UICulture' = 'xx-XX'
    'Start-Sleep:Seconds'            = 60
    'Write-*:ErrorAction'            = 'Stop'
    '*:Encoding'                     = 'ascii'
    '*:OutVariable'                  = 'leaked'
}
'@
    }

    It 'change nothing: <Name>' -ForEach @(
        @{ Name = 'for the whole session'; Set = '$global:PSDefaultParameterValues = ' }
        @{ Name = 'for a script'; Set = '$PSDefaultParameterValues = ' }
    ) {
        $plain.Length | Should -BeGreaterThan 20000
        $changed = Get-Answer ($Set + $hostile)
        $changed | Should -BeExactly $plain
    }

    It 'do what they say elsewhere' {
        # Otherwise the test above would show nothing.
        $run = Invoke-PowerShell @"
`$PSDefaultParameterValues = $hostile
`$PSDefaultParameterValues.Remove('*:OutVariable')
`$PSDefaultParameterValues.Remove('*:Encoding')
ConvertTo-Json @{ a = @{ b = @{ c = 1 } } } -Compress
"@
        $run.Output | Should -BeLike '*System.Collections.Hashtable*'
    }

    It 'change nothing in views either: no view calls a command' {
        $format = [xml] [System.IO.File]::ReadAllText([System.IO.Path]::Combine($ModuleFolder, 'CMVerify.format.ps1xml'))
        $blocks = @($format.SelectNodes('//ScriptBlock') | ForEach-Object InnerText)
        $blocks.Count | Should -BeGreaterThan 50
        foreach ($block in $blocks) {
            $tokens = $errors = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($block, [ref] $tokens, [ref] $errors)
            $errors.Count | Should -Be 0 -Because $block
            @($tree.FindAll({ $args[0].GetType().Name -eq 'CommandAst' }, $true)).Count | Should -Be 0 -Because $block
        }
    }
}
