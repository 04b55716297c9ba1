# Test-CMOfflineDownload: the right verdict as an object, for every way to name a download.

BeforeDiscovery {
    $samplesFolder = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', 'samples'))
    $samples = @(if ([System.IO.Directory]::Exists($samplesFolder)) {
            foreach ($folder in Get-ChildItem -LiteralPath $samplesFolder -Directory) {
                $expectedFile = [System.IO.Path]::Combine($folder.FullName, 'expected.json')
                if ([System.IO.File]::Exists($expectedFile)) {
                    $expected = [System.IO.File]::ReadAllText($expectedFile) | ConvertFrom-Json
                    @{ Name = $folder.Name; Folder = [System.IO.Path]::Combine($folder.FullName, 'UpdatePacks'); Verdict = $expected.verdict; Rules = @($expected.rules) }
                }
            }
        })
    $cases = @(
        @{ Story = 'Good'; Verdict = 'Usable'; Rule = $null }
        @{ Story = 'RedistFailed'; Verdict = 'NotUsable'; Rule = 'CMV0101' }
        @{ Story = 'SetupFailed'; Verdict = 'NotUsable'; Rule = 'CMV0201' }
        @{ Story = 'EmptyRedist'; Verdict = 'NotUsable'; Rule = 'CMV0301' }
        @{ Story = 'Prepared'; Verdict = 'Inconclusive'; Rule = 'CMV0106' }
    )
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $root = [System.IO.Path]::Combine("$TestDrive", 'downloads')
    $downloads = @{}
    foreach ($story in 'Good', 'RedistFailed', 'SetupFailed', 'EmptyRedist', 'Prepared') {
        $downloads[$story] = Write-Download -Path ([System.IO.Path]::Combine($root, $story)) -Story $story
    }
    $good = $downloads.Good
    $bad = $downloads.EmptyRedist
}

Describe 'The samples' {
    It '<Name> is <Verdict> with the rules it should show' -ForEach $samples {
        $report = Test-CMOfflineDownload -Path $Folder
        $report.Verdict | Should -Be $Verdict
        $shown = @($report.Findings | ForEach-Object Rule | Select-Object -Unique)
        foreach ($rule in $Rules) {
            $shown | Should -Contain $rule
        }
    }

    It 'are there' {
        $folder = [System.IO.Path]::Combine($PSScriptRoot, '..', 'samples')
        @(Get-ChildItem -Path $folder -Filter expected.json -Recurse).Count | Should -BeGreaterThan 0
    }
}

Describe 'The verdict' {
    It '<Story>: <Verdict> <Rule>' -ForEach $cases {
        $report = Test-CMOfflineDownload -Path $downloads[$Story]
        $report.Verdict | Should -BeExactly $Verdict
        if ($Rule) {
            $report.Findings.Rule | Should -Contain $Rule
        }
    }

    It 'a download without logs in reach is inconclusive, never usable' {
        $bare = Write-Download -Path ([System.IO.Path]::Combine("$TestDrive", 'bare', 'UpdatePacks')) -LogFolder ([System.IO.Path]::Combine("$TestDrive", 'elsewhere'))
        $report = Test-CMOfflineDownload $bare
        $report.Verdict | Should -Be Inconclusive
        $report.Inputs.ServiceConnectionLog | Should -BeNullOrEmpty
        $report.Findings.Rule | Should -Contain CMV0107
    }

    It 'takes -Depth Quick, -AllRuns and -WithoutLogs and tells them back' {
        $report = Test-CMOfflineDownload $good -Depth Quick -AllRuns -WithoutLogs
        $report.Inputs.Depth | Should -BeExactly Quick
        $report.Inputs.AllRuns | Should -BeTrue
        $report.Inputs.WithoutLogs | Should -BeTrue
        $plain = Test-CMOfflineDownload $good
        $plain.Inputs.Depth | Should -BeExactly Full
        $plain.Inputs.AllRuns | Should -BeFalse
        $plain.Inputs.WithoutLogs | Should -BeFalse
    }

    It 'refuses a depth that does not exist' {
        { Test-CMOfflineDownload $good -Depth Deep } | Should -Throw -ErrorId 'ParameterArgumentValidationError,Test-CMOfflineDownload'
    }
}

Describe 'The report' {
    BeforeAll {
        $report = Test-CMOfflineDownload $downloads.SetupFailed
        $clean = Test-CMOfflineDownload $good
    }

    It 'has type names and one set of members, whatever the verdict' {
        $report.PSObject.TypeNames[0] | Should -BeExactly CMVerify.Report
        $report.Updates[0].PSObject.TypeNames[0] | Should -BeExactly CMVerify.Update
        $report.Findings[0].PSObject.TypeNames[0] | Should -BeExactly CMVerify.Finding
        $report.Logs[0].PSObject.TypeNames[0] | Should -BeExactly CMVerify.Log
        $report.Files.PSObject.TypeNames[0] | Should -BeExactly CMVerify.Files
        $names = $report.PSObject.Properties.Name -join ' '
        $names | Should -BeExactly 'Path Schema Verdict Summary NextAction Inputs Updates Findings Omitted Logs Files Seal Judged ElapsedMilliseconds'
        $clean.PSObject.Properties.Name -join ' ' | Should -BeExactly $names
        (Test-CMOfflineDownload (Join-Path $root missing)).PSObject.Properties.Name -join ' ' | Should -BeExactly $names
    }

    It 'has lists that are lists with one entry and with none' {
        foreach ($name in 'Updates', 'Findings', 'Omitted', 'Logs') {
            $report.$name -is [array] | Should -BeTrue -Because $name
            $clean.$name -is [array] | Should -BeTrue -Because $name
        }
        @($report.Updates).Count | Should -Be 1
        $clean.Omitted.Count | Should -Be 0
    }

    It 'has findings with all that it takes to act' {
        $finding = @($report.Findings | Where-Object Rule -EQ CMV0201)[0]
        $finding.PSObject.Properties.Name -join ' ' | Should -BeExactly 'Rule Name Severity Effect Message Remedy Link Guid File Evidence Error Expected Actual'
        $finding.Name | Should -BeExactly SetupDownloadFailed
        $finding.Severity | Should -BeExactly Error
        $finding.Effect | Should -BeExactly NotUsable
        $finding.Message | Should -Not -BeNullOrEmpty
        $finding.Remedy | Should -Not -BeNullOrEmpty
        $finding.Evidence.PSObject.TypeNames[0] | Should -BeExactly CMVerify.Evidence
        $finding.Evidence.Path | Should -BeLike '*ConfigMgrSetup.log'
        $finding.Evidence.Line | Should -Be 7
        $finding.Evidence.Text | Should -BeLike '*ERROR: Download() failed*'
        $finding.Evidence.Before.Count | Should -Be 2
        $finding.Evidence.Before[1] | Should -BeLike 'INFO: Downloading*'
        $finding.Evidence.After[0] | Should -BeLike '*FINISHED*'
        $finding.Error.PSObject.TypeNames[0] | Should -BeExactly CMVerify.Error
        $finding.Error.Code | Should -BeExactly 0x80072EE2
        $finding.Error.Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
    }

    It 'has whole numbers of one type in both editions, and time stamps as they were written' {
        $report.Files.Count | Should -BeOfType [long]
        $report.ElapsedMilliseconds | Should -BeOfType [long]
        $report.Findings[0].Evidence.Line | Should -BeOfType [long]
        $report.Logs[0].FirstTime | Should -BeOfType [string]
        $report.Logs[0].FirstTime | Should -BeExactly '2026-01-14 09:31:07'
    }

    It 'survives ConvertTo-Json' {
        $back = $report | ConvertTo-Json -Depth 10 | ConvertFrom-Json
        $back.Verdict | Should -Be NotUsable
        $back.Findings[0].Evidence.Line | Should -Be $report.Findings[0].Evidence.Line
        $back.Updates[0].Guid | Should -Be $Update
    }

    It 'survives Export-Clixml, down to the error code of a finding' {
        $file = Join-Path "$TestDrive" report.xml
        $report | Export-Clixml -Path $file
        $back = Import-Clixml -Path $file
        $back.PSObject.TypeNames[0] | Should -BeExactly Deserialized.CMVerify.Report
        @($back.Findings | Where-Object Rule -EQ CMV0201)[0].Error.Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
        @($back.Findings)[0].Evidence.Line | Should -Be $report.Findings[0].Evidence.Line
    }

    It 'survives the way back from another process' {
        $back = Start-Job -ArgumentList $ModuleManifest, $downloads.SetupFailed -ScriptBlock {
            Import-Module $args[0]
            Test-CMOfflineDownload $args[1]
        } | Receive-Job -Wait -AutoRemoveJob
        $back.PSObject.TypeNames[0] | Should -BeExactly Deserialized.CMVerify.Report
        @($back.Findings | Where-Object Rule -EQ CMV0201)[0].Error.Code | Should -BeExactly 0x80072EE2
    }
}

Describe 'The pipeline' {
    It 'takes folders from Get-ChildItem by their full path, wherever the caller is' {
        Push-Location -LiteralPath "$TestDrive"
        try {
            $reports = @(Get-ChildItem -LiteralPath $root -Directory | Test-CMOfflineDownload)
        } finally {
            Pop-Location
        }
        $reports.Count | Should -Be 5
        @($reports.Path | Sort-Object) -join '|' | Should -Be (@(Get-ChildItem -LiteralPath $root -Directory).FullName -join '|')
    }

    It 'leaves what must not be imported with Where-Object Verdict -ne Usable' {
        $reports = @(Get-ChildItem $root | Test-CMOfflineDownload | Where-Object Verdict -NE Usable)
        @($reports.Path | Split-Path -Leaf | Sort-Object) -join ' ' | Should -Be 'EmptyRedist Prepared RedistFailed SetupFailed'
    }

    It 'takes texts' {
        @($good, $bad | Test-CMOfflineDownload).Verdict -join ' ' | Should -Be 'Usable NotUsable'
    }

    It 'takes a folder object without a provider, by its full path' {
        $folder = [System.IO.DirectoryInfo]::new($good)
        ($folder | Test-CMOfflineDownload).Path | Should -Be $good
    }

    It 'takes objects with <Name>' -ForEach @(@{ Name = 'Path' }, @{ Name = 'FullName' }, @{ Name = 'LiteralPath' }, @{ Name = 'PSPath' }) {
        $object = [pscustomobject]@{ $Name = $good; Other = 1 }
        ($object | Test-CMOfflineDownload).Path | Should -Be $good
    }

    It 'takes a report and checks its download again' {
        (Test-CMOfflineDownload $good | Test-CMOfflineDownload).Path | Should -Be $good
    }

    It 'takes the logs of each download by property name, and forgets them at the next' {
        $logs = Join-Path "$TestDrive" separate-logs
        $bare = Write-Download -Path (Join-Path "$TestDrive" 'separate/UpdatePacks') -LogFolder $logs
        $rows = @(
            [pscustomobject]@{ Path = $bare; ServiceConnectionLogPath = Join-Path $logs ServiceConnectionTool.log; SetupLogPath = Join-Path $logs ConfigMgrSetup.log }
            [pscustomobject]@{ Path = $good }
            [pscustomobject]@{ Path = $bare }
        )
        $reports = @($rows | Test-CMOfflineDownload)
        $reports.Verdict -join ' ' | Should -Be 'Usable Usable Inconclusive'
        $reports[1].Inputs.ServiceConnectionLog | Should -Be (Join-Path $good ServiceConnectionTool.log)
    }

    It 'gives each report as soon as it is there' {
        $seen = [System.Collections.Generic.List[string]]::new()
        $good, $bad | ForEach-Object { $seen.Add('in'); $_ } | Test-CMOfflineDownload | ForEach-Object { $seen.Add('out') }
        $seen -join ' ' | Should -Be 'in out in out'
    }
}

Describe 'Paths' {
    It 'the current location is the default' {
        Push-Location -LiteralPath $good
        try {
            (Test-CMOfflineDownload).Path | Should -Be $good
        } finally {
            Pop-Location
        }
    }

    It 'a relative path starts at the location of PowerShell, not of the process' {
        Push-Location -LiteralPath $root
        try {
            [System.Environment]::CurrentDirectory | Should -Not -Be $root
            (Test-CMOfflineDownload ./Good).Path | Should -Be $good
            (Test-CMOfflineDownload ([System.IO.Path]::Combine('.', 'Prepared', '..', 'Good'))).Path | Should -Be $good
        } finally {
            Pop-Location
        }
    }

    It 'a path through a drive of PowerShell and one with its provider reach the folder' {
        $null = New-PSDrive -Name CMVTest -PSProvider FileSystem -Root $root
        try {
            (Test-CMOfflineDownload CMVTest:\Good).Path | Should -Be $good
            (Test-CMOfflineDownload "Microsoft.PowerShell.Core\FileSystem::$good").Path | Should -Be $good
        } finally {
            Remove-PSDrive -Name CMVTest
        }
    }

    It 'from the drive of another provider, full paths still work and relative ones are refused' {
        Push-Location -LiteralPath Env:\
        try {
            (Test-CMOfflineDownload $good).Path | Should -Be $good
            $share = Test-CMOfflineDownload '\\127.0.0.1\no-such-share\UpdatePacks'
            $share.Verdict | Should -Be Inconclusive
            $share.Findings.Rule | Should -Contain CMV0310
            $null = Test-CMOfflineDownload -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures[0].FullyQualifiedErrorId | Should -Be 'CMPathNotFileSystem,Test-CMOfflineDownload'
        } finally {
            Pop-Location
        }
    }

    It 'a folder with brackets in its name is taken as it is, and its neighbour is left alone' {
        $brackets = Write-Download -Path (Join-Path "$TestDrive" 'brackets/copy[1]') -Story EmptyRedist
        $null = Write-Download -Path (Join-Path "$TestDrive" 'brackets/copy1')
        $report = @(Test-CMOfflineDownload $brackets)
        $report.Count | Should -Be 1
        $report[0].Path | Should -Be $brackets
        $report[0].Verdict | Should -Be NotUsable
        (Get-Item -LiteralPath $brackets | Test-CMOfflineDownload).Path | Should -Be $brackets
    }

    It 'a pattern stands for the folders that it fits, and not for files' {
        [System.IO.File]::WriteAllText((Join-Path $root 'Good.txt'), 'a note')
        try {
            @(Test-CMOfflineDownload (Join-Path $root 'Goo*')).Path | Should -Be $good
            @(Test-CMOfflineDownload (Join-Path $root '*e*') -Quiet).Count | Should -Be 4
        } finally {
            Remove-Item -LiteralPath (Join-Path $root 'Good.txt')
        }
    }

    It 'a pattern that fits nothing is a finding, not silence' {
        $report = @(Test-CMOfflineDownload (Join-Path $root 'nothing*'))
        $report.Count | Should -Be 1
        $report[0].Verdict | Should -Be Inconclusive
        $report[0].Findings.Rule | Should -Contain CMV0310
    }

    It 'a folder that is not there is inconclusive, also with half a pattern in its name: CMV0310' -ForEach 'missing', 'missing[', 'missing[]x' {
        $report = Test-CMOfflineDownload (Join-Path $root $_)
        $report.Verdict | Should -Be Inconclusive
        $report.Findings.Rule | Should -Contain CMV0310
    }

    It 'a drive that is not there is told, by finding or by error' {
        $answer = Test-CMOfflineDownload 'nosuchdrive:\UpdatePacks' -ErrorAction SilentlyContinue -ErrorVariable failure
        if ($answer) {
            $answer.Verdict | Should -Be Inconclusive
        } else {
            $failure[0].FullyQualifiedErrorId | Should -Be 'CMPathInvalid,Test-CMOfflineDownload'
        }
    }

    It 'a file instead of a folder is inconclusive: CMV0310' {
        $report = Test-CMOfflineDownload (Join-Path $good ServiceConnectionTool.log)
        $report.Verdict | Should -Be Inconclusive
        $report.Findings.Rule | Should -Contain CMV0310
    }

    It 'an empty folder is not usable evidence of anything' {
        $empty = Join-Path "$TestDrive" empty
        $null = [System.IO.Directory]::CreateDirectory($empty)
        $report = Test-CMOfflineDownload $empty
        $report.Verdict | Should -Be Inconclusive
        $report.Findings.Rule | Should -Contain CMV0310
    }

    It 'names in Japanese, with blanks and quotes, reach the library unharmed' {
        # "download" in Japanese, spelt so that this file stays ASCII.
        $name = -join [char[]](0x30C0, 0x30A6, 0x30F3, 0x30ED, 0x30FC, 0x30C9)
        $download = Write-Download -Path (Join-Path "$TestDrive" "it's $name/Update Packs")
        $report = Test-CMOfflineDownload $download
        $report.Verdict | Should -Be Usable
        $report.Path | Should -BeExactly $download
        $report.Inputs.DownloadPath | Should -BeExactly $download
        $report.Inputs.ServiceConnectionLog | Should -BeExactly (Join-Path $download ServiceConnectionTool.log)
    }

    It 'a path of another provider is an error, and the next path is still checked' {
        $reports = @(Test-CMOfflineDownload -Path Env:\PATH, $good -ErrorAction SilentlyContinue -ErrorVariable failures)
        $reports.Count | Should -Be 1
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'CMPathNotFileSystem,Test-CMOfflineDownload'
        $failures[0].CategoryInfo.Category | Should -Be InvalidArgument
        $failures[0].TargetObject | Should -Be Env:\PATH
    }

    It 'an empty path is an error: <Name>' -ForEach @(@{ Name = 'empty text'; Value = '' }, @{ Name = 'null'; Value = $null }) {
        $null = Test-CMOfflineDownload -Path @($Value) -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].FullyQualifiedErrorId | Should -Be 'CMPathEmpty,Test-CMOfflineDownload'
    }

    It 'a NUL in a path is an error or a finding, never usable' {
        $answer = Test-CMOfflineDownload "$good`0" -ErrorAction SilentlyContinue -ErrorVariable failures
        if ($answer) {
            $answer.Verdict | Should -Not -Be Usable
        } else {
            $failures.Count | Should -BeGreaterThan 0
        }
    }
}

Describe 'The logs that are used' {
    It 'beside the folder come first, then in it' {
        $parent = Join-Path "$TestDrive" both
        $download = Write-Download -Path (Join-Path $parent UpdatePacks)
        (Test-CMOfflineDownload $download).Inputs.SetupLog | Should -Be (Join-Path $download ConfigMgrSetup.log)
        foreach ($name in 'ServiceConnectionTool.log', 'ConfigMgrSetup.log') {
            Copy-Item -LiteralPath (Join-Path $download $name) -Destination $parent
        }
        $report = Test-CMOfflineDownload $download
        $report.Inputs.ServiceConnectionLog | Should -Be (Join-Path $parent ServiceConnectionTool.log)
        $report.Inputs.SetupLog | Should -Be (Join-Path $parent ConfigMgrSetup.log)
        $report.Verdict | Should -Be Usable
    }

    It 'a separator at the end of the path changes nothing' {
        $parent = Join-Path "$TestDrive" trailing
        $download = Write-Download -Path (Join-Path $parent UpdatePacks) -LogFolder $parent
        $report = Test-CMOfflineDownload ($download + [System.IO.Path]::DirectorySeparatorChar)
        $report.Inputs.ServiceConnectionLog | Should -Be (Join-Path $parent ServiceConnectionTool.log)
    }

    It 'the case of their names means nothing' {
        $download = Write-Download -Path (Join-Path "$TestDrive" 'case/UpdatePacks')
        Rename-Item -LiteralPath (Join-Path $download ServiceConnectionTool.log) -NewName serviceconnectiontool.LOG
        Rename-Item -LiteralPath (Join-Path $download ConfigMgrSetup.log) -NewName CONFIGMGRSETUP.LOG
        $report = Test-CMOfflineDownload $download
        $report.Inputs.ServiceConnectionLog | Should -Be (Join-Path $download serviceconnectiontool.LOG)
        $report.Verdict | Should -Be Usable
    }

    It 'given ones are taken from the location of PowerShell, and win over those in the folder' {
        $logs = Join-Path "$TestDrive" given
        $null = Write-Download -Path (Join-Path $logs other) -Story RedistFailed -LogFolder $logs
        Push-Location -LiteralPath $logs
        try {
            $report = Test-CMOfflineDownload $good -ServiceConnectionLogPath ServiceConnectionTool.log
        } finally {
            Pop-Location
        }
        $report.Inputs.ServiceConnectionLog | Should -Be (Join-Path $logs ServiceConnectionTool.log)
        $report.Inputs.SetupLog | Should -Be (Join-Path $good ConfigMgrSetup.log)
        $report.Verdict | Should -Be NotUsable
    }

    It 'a given log that is not there is a finding, and no other log takes its place: <Rule>' -ForEach @(
        @{ Parameter = 'ServiceConnectionLogPath'; Rule = 'CMV0107' }
        @{ Parameter = 'SetupLogPath'; Rule = 'CMV0207' }
    ) {
        $arguments = @{ Path = $good; $Parameter = (Join-Path "$TestDrive" 'no-such.log') }
        $report = Test-CMOfflineDownload @arguments
        $report.Verdict | Should -Be Inconclusive
        $report.Findings.Rule | Should -Contain $Rule
    }

    It 'bad ones never make a usable download: <Name>' -ForEach @(
        @{ Name = 'no bytes'; Bytes = [byte[]] @() }
        @{ Name = 'binary'; Bytes = [byte[]] (0..255) }
        @{ Name = 'only NULs'; Bytes = [byte[]]::new(4096) }
        @{ Name = 'invalid UTF-8'; Bytes = [byte[]] (0xC3, 0x28, 0xFF, 0xFE, 0xFD, 0x0A) }
        @{ Name = 'one line without an end'; Bytes = [System.Text.Encoding]::ASCII.GetBytes('x' * 1000000) }
    ) {
        $log = Join-Path "$TestDrive" 'bad-content.log'
        [System.IO.File]::WriteAllBytes($log, $Bytes)
        $tool = Test-CMOfflineDownload $good -ServiceConnectionLogPath $log
        $tool.Verdict | Should -Be Inconclusive
        $tool.Findings[0].Remedy | Should -Not -BeNullOrEmpty
        (Test-CMOfflineDownload $good -SetupLogPath $log).Verdict | Should -Be Inconclusive
    }

    It 'are told with -Verbose' {
        $lines = @(Test-CMOfflineDownload $good -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
        "$lines" | Should -BeLike "*$([System.Management.Automation.WildcardPattern]::Escape((Join-Path $good ConfigMgrSetup.log)))*"
    }
}

Describe '-Verbose' {
    BeforeAll {
        function Get-Said {
            # What a command says with -Verbose.
            param ([scriptblock] $Command)

            @(& $Command 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message)
        }
    }

    It 'tells which file was judged by which rule, and what that found' {
        $empty = $downloads.EmptyRedist
        $said = Get-Said { Test-CMOfflineDownload $empty -Verbose }
        $said -like '*ConfigMgrSetup.log''*CMV0201*CMV0205*Found: -.' | Should -HaveCount 1
        $said -like '*ServiceConnectionTool.log''*CMV0101*Found: -.' | Should -HaveCount 1
        $said -like '*AutoUpgradeScripts.cab''*CMV0301*Found: CMV0301.*' | Should -HaveCount 1
        $said -like "'$Update.cab'*CMV0304*CMV0501*Found: -.*Signature*" | Should -HaveCount 1
    }

    It 'has a line for each file, and the report has them too' {
        $report = Test-CMOfflineDownload $good -Verbose 4>$null
        $said = Get-Said { Test-CMOfflineDownload $good -Verbose }
        $report.Judged.PSObject.TypeNames[0] | Should -BeExactly CMVerify.Judged
        $report.Judged.Files[0].PSObject.TypeNames[0] | Should -BeExactly CMVerify.JudgedFile
        $report.Judged.Files[0].PSObject.Properties.Name -join ' ' | Should -BeExactly 'File Rules Found Grade'
        $report.Judged.Omitted | Should -Be 0
        @($report.Judged.Files | Where-Object Grade).Count | Should -Be $report.Files.Count
        foreach ($file in $report.Judged.Files) {
            $said -like "'$([System.Management.Automation.WildcardPattern]::Escape($file.File))'*$($file.Rules -join ' ')*" | Should -HaveCount 1
        }
        # Which logs, too.
        $said.Count | Should -Be ($report.Judged.Files.Count + 1)
        (Test-CMOfflineDownload $good).Judged | Should -BeNullOrEmpty
    }

    It 'is told by the gate, of a seal, and by $VerbosePreference' {
        $copy = Write-Download -Path ([System.IO.Path]::Combine("$TestDrive", 'said', 'UpdatePacks'))
        $seal = New-CMOfflineSeal $copy
        Get-Said { Assert-CMOfflineDownload $copy -Verbose } | Where-Object { $_ -like '*CMV0301*' } | Should -Not -BeNullOrEmpty
        $said = Get-Said { Test-CMOfflineSeal $copy -SealPath $seal.Path -Verbose }
        $said -like "'$Update.cab'*CMV0601 CMV0602 CMV0603*Found: -.*Signature*" | Should -HaveCount 1
        $said = Invoke-PowerShell -Script "Import-Module '$ModuleManifest'; `$VerbosePreference = 'Continue'; Test-CMOfflineDownload '$copy' -Quiet"
        $said.Output | Should -BeLike '*CMV0301*'
    }
}

Describe '-Quiet' {
    It 'gives one Boolean for each path, true only for usable' {
        $answers = @(Test-CMOfflineDownload $good, $bad, $downloads.Prepared, (Join-Path $root missing) -Quiet)
        $answers.Count | Should -Be 4
        foreach ($answer in $answers) {
            $answer | Should -BeOfType [bool]
        }
        $answers -join ' ' | Should -Be 'True False False False'
    }

    It 'gives false beside the error for a path that is none' {
        $answers = @(Test-CMOfflineDownload Env:\PATH, '', $good -Quiet -ErrorAction SilentlyContinue)
        $answers -join ' ' | Should -Be 'False False True'
    }
}
