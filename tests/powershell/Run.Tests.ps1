# Get-CMOfflineRun: which file failed, why, and what now.

BeforeDiscovery {
    $samplesFolder = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', 'samples'))
    $samples = @(if ([System.IO.Directory]::Exists($samplesFolder)) {
            Get-ChildItem -LiteralPath $samplesFolder -Recurse -File -Filter *.log | ForEach-Object { @{ Name = "$($_.Directory.Name)/$($_.Name)"; File = $_.FullName } }
        })
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $folder = [System.IO.Path]::Combine("$TestDrive", 'logs')
    # Lines 1 to 10, 11 to 17, 18 to 22, 23 to 32.
    $log = Write-SetupLog -Path ([System.IO.Path]::Combine($folder, 'ConfigMgrSetup.log')) -Story Succeeded, Failed, Unfinished, Succeeded
    $tool = [System.IO.Path]::Combine((Write-Download -Path ([System.IO.Path]::Combine($folder, 'download')) -Story RedistFailed), 'ServiceConnectionTool.log')
    $runs = @(Get-CMOfflineRun $log)
    $failed = $runs[1]
}

Describe 'A run' {
    It 'is an object with type names and one set of members, whatever its result' {
        $all = $runs + @(Get-CMOfflineRun $tool)
        foreach ($run in $all) {
            $run.PSObject.TypeNames[0] | Should -BeExactly CMVerify.Run
            $run.PSObject.Properties.Name -join ' ' | Should -BeExactly ('Path Number Program Result StartTime EndTime StartLine EndLine FirstLine LastLine LastText ' +
                'Target Guid Name Files FilesOmitted Failures FailuresOmitted Summary NextAction')
            foreach ($name in 'Files', 'Failures') {
                $run.$name -is [array] | Should -BeTrue -Because $name
            }
            foreach ($file in $run.Files) {
                $file.PSObject.TypeNames[0] | Should -BeExactly CMVerify.RunFile
                $file.PSObject.Properties.Name -join ' ' | Should -BeExactly 'Name Kind Url Size HttpStatus Result StoppedAt DownloadLine StatusLine HashLine SignatureLine FailureLine Story'
            }
            foreach ($failure in $run.Failures) {
                $failure.PSObject.TypeNames[0] | Should -BeExactly CMVerify.RunFailure
                $failure.PSObject.Properties.Name -join ' ' | Should -BeExactly 'Rule Name Line Offset Text Time File Url Error Remedy'
            }
            foreach ($name in 'Summary', 'NextAction') {
                $run.$name | Should -Not -BeNullOrEmpty
            }
        }
    }

    It 'has its number, result, times and lines' {
        $runs.Number -join ' ' | Should -Be '1 2 3 4'
        $runs.Result -join ' ' | Should -BeExactly 'Succeeded Failed Unfinished Succeeded'
        $runs.FirstLine -join ' ' | Should -Be '1 11 18 23'
        $runs.LastLine -join ' ' | Should -Be '10 17 22 32'
        $failed.Path | Should -BeExactly $log
        $failed.Program | Should -BeExactly setupdl
        $failed.StartLine | Should -Be 11
        $failed.EndLine | Should -Be 17
        $failed.StartTime | Should -BeLike '2026-01-14 09:01:00*'
        $failed.EndTime | Should -BeLike '2026-01-14 09:01:06*'
        $failed.Target | Should -BeExactly "E:\UpdatePacks\$Update\Redist"
        $failed.Guid | Should -BeExactly $Update
        $failed.Name | Should -BeExactly 2509
    }

    It 'without an end says where it stopped' {
        $run = $runs[2]
        $null -eq $run.EndLine | Should -BeTrue
        $run.LastText | Should -BeLike '*SQLSysClrTypes.msi*'
        $file = @($run.Files | Where-Object Name -EQ SQLSysClrTypes.msi)[0]
        $file.Result | Should -BeExactly Stopped
        $file.StoppedAt | Should -BeExactly Download
    }

    It 'whose start was cut off has no start' {
        $file = [System.IO.Path]::Combine($folder, 'cut.log')
        [System.IO.File]::WriteAllLines($file, [string[]] @(Get-SetupLine -Story Failed | Select-Object -Skip 2))
        $run = Get-CMOfflineRun $file
        $null -eq $run.StartLine | Should -BeTrue
        $run.FirstLine | Should -Be 1
        $run.Result | Should -BeExactly Failed
    }

    It 'tells the story of every file' {
        $file = @($runs[0].Files | Where-Object Name -EQ SQLSysClrTypes.msi)[0]
        $file.Kind | Should -BeExactly File
        $file.Url | Should -BeExactly 'https://go.microsoft.com/fwlink/?LinkId=2115685'
        $file.HttpStatus | Should -Be 200
        $file.Result | Should -BeExactly Verified
        $null -eq $file.StoppedAt | Should -BeTrue
        $file.DownloadLine, $file.StatusLine, $file.HashLine, $file.SignatureLine -join ' ' | Should -Be '5 6 8 9'
        $file.Story | Should -BeLike '*200*'
    }

    It 'names the file, the address, the code and the remedy of a failure' {
        $failed.Failures.Count | Should -Be 1
        $failure = $failed.Failures[0]
        $failure.Rule | Should -BeExactly CMV0201
        $failure.Name | Should -BeExactly SetupDownloadFailed
        $failure.Line | Should -Be 16
        $failure.Text | Should -BeLike 'ERROR: Download() failed with 0x80072EE2*'
        $failure.Time | Should -BeLike '2026-01-14 09:01:05*'
        $failure.File | Should -BeExactly SQLSysClrTypes.msi
        $failure.Url | Should -BeExactly 'https://go.microsoft.com/fwlink/?LinkId=2115685'
        $failure.Error.PSObject.TypeNames[0] | Should -BeExactly CMVerify.Error
        $failure.Error.Code | Should -BeExactly 0x80072EE2
        $failure.Error.Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
        $failure.Error.Meaning | Should -Not -BeNullOrEmpty
        $failure.Remedy | Should -Not -BeNullOrEmpty
        $file = @($failed.Files | Where-Object Name -EQ SQLSysClrTypes.msi)[0]
        $file.Result | Should -BeExactly Failed
        $file.FailureLine | Should -Be 16
    }

    It 'failed and is found in the file at its offset' {
        $bytes = [System.IO.File]::ReadAllBytes($log)
        [System.Text.Encoding]::UTF8.GetString($bytes, $failed.Failures[0].Offset, 26) | Should -BeExactly 'ERROR: Download() failed w'
    }

    It 'leads on to the other cmdlets: its lines, its rule, its code' {
        @(Get-CMOfflineLogEvent $failed.Path -Run $failed.Number).Count | Should -Be 7
        ($failed.Failures | Get-CMOfflineRule).Name | Should -BeExactly SetupDownloadFailed
        ($failed.Failures[0].Error | Resolve-CMOfflineError).Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
    }

    It 'of the tool is one, with payloads and redists' {
        $run = @(Get-CMOfflineRun $tool)
        $run.Count | Should -Be 1
        $run[0].Number | Should -Be 1
        $run[0].Program | Should -BeExactly ServiceConnectionTool
        $run[0].Result | Should -BeExactly Failed
        @($run[0].Files.Kind | Select-Object -Unique) | Should -Contain Redist
        $payload = @($run[0].Files | Where-Object Kind -EQ Payload)[0]
        $payload.Name | Should -BeExactly $Update
        $run[0].Failures[0].Rule | Should -BeExactly CMV0101
        $run[0].Failures[0].Line | Should -Be 5
    }

    It 'has whole numbers of one type in both editions' {
        foreach ($value in $failed.Number, $failed.FirstLine, $failed.FilesOmitted, $failed.Failures[0].Offset, $runs[0].Files[0].HttpStatus) {
            $value | Should -BeOfType [long]
        }
    }

    It 'survives ConvertTo-Json and Export-Clixml, down to the error code' {
        $back = $failed | ConvertTo-Json -Depth 5 | ConvertFrom-Json
        $back.Failures[0].Error.Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
        @($back.Files).Count | Should -Be $failed.Files.Count
        $file = [System.IO.Path]::Combine("$TestDrive", 'run.xml')
        $failed | Export-Clixml -Path $file
        $copy = Import-Clixml -Path $file
        $copy.PSObject.TypeNames[0] | Should -BeExactly Deserialized.CMVerify.Run
        $copy.Failures[0].Error.Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
    }
}

Describe 'Picking runs' {
    It 'by number' {
        @(Get-CMOfflineRun $log -Run 2, 4).Number -join ' ' | Should -Be '2 4'
        Get-CMOfflineRun $log -Run 9 | Should -BeNullOrEmpty
    }

    It 'the newest of each log' {
        $runs = @(Get-CMOfflineRun $log, $tool -LastRun)
        $runs.Number -join ' ' | Should -Be '4 1'
        $runs.Path -join '|' | Should -Be "$log|$tool"
    }

    It 'not both' {
        { Get-CMOfflineRun $log -Run 1 -LastRun -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'CMRunsAmbiguous,Get-CMOfflineRun'
    }

    It 'in UTF-16 finds the same' {
        $wide = Write-SetupLog -Path ([System.IO.Path]::Combine($folder, 'wide.log')) -Story Succeeded, Failed, Unfinished, Succeeded -Encoding ([System.Text.Encoding]::Unicode)
        $found = @(Get-CMOfflineRun $wide)
        $found.Result -join ' ' | Should -Be ($runs.Result -join ' ')
        $found[1].Failures[0].Line | Should -Be 16
    }

    It 'over several pages gives each once and in order' {
        $many = [System.IO.Path]::Combine($folder, 'many.log')
        $text = (@(Get-SetupLine -Story Succeeded) -join "`r`n") + "`r`n"
        [System.IO.File]::WriteAllText($many, $text * 2000)
        $count = $wrong = 0
        Get-CMOfflineRun $many | ForEach-Object {
            $count++
            if ($_.Number -ne $count -or $_.FirstLine -ne $count * 10 - 9 -or $_.Result -ne 'Succeeded') { $wrong++ }
        }
        $count | Should -Be 2000
        $wrong | Should -Be 0
        @(Get-CMOfflineRun $many | Select-Object -First 2).Count | Should -Be 2
    }

    It 'a log without runs has none, and no problem' {
        $file = [System.IO.Path]::Combine($folder, 'none.log')
        [System.IO.File]::WriteAllText($file, "INFO: nothing of setupdl`r`n")
        @(Get-CMOfflineRun $file 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -Be 0
    }
}

Describe 'The samples' {
    It '<Name> is read, and shown within 80 columns' -ForEach $samples {
        $found = @(Get-CMOfflineRun $File -ErrorVariable failures -ErrorAction SilentlyContinue)
        $failures.FullyQualifiedErrorId | Should -BeIn $null, 'CMLog.notText,Get-CMOfflineRun'
        foreach ($format in { $input }, { $input | Format-Table }) {
            foreach ($line in ($found | & $format | Out-String -Width 80) -replace "$([char] 27)\[[\d;]*m" -split "`r?`n") {
                $line.TrimEnd().Length | Should -BeLessOrEqual 80 -Because "'$line' should fit"
            }
        }
    }
}

Describe 'What an admin sees' {
    BeforeAll {
        function Get-View {
            param ([object] $Value, [scriptblock] $Format = { $input }, [int] $Width = 80)

            @(($Value | & $Format | Out-String -Width $Width) -replace "$([char] 27)\[[\d;]*m" -split "`r?`n")
        }

        function Get-Text {
            # A view without its layout: where lines break depends on the length of paths.
            param ([object] $Value, [scriptblock] $Format = { $input })

            (Get-View $Value $Format) -join '' -replace '\s'
        }

        $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($failed, 5))
    }

    It 'of a failed run is one screen that names the file, the address, the code, its meaning and what to do' {
        # As long as paths are here, they would take the place of what is looked at.
        $run = $failed | Select-Object *
        $run.PSObject.TypeNames.Insert(0, 'CMVerify.Run')
        $run.Path = 'C:\ConfigMgrSetup.log'
        $view = Get-View $run
        @($view | Where-Object { $_.Trim() }).Count | Should -BeLessOrEqual 22
        $text = $view -join '' -replace '\s'
        $failure = $failed.Failures[0]
        foreach ($part in 'SQLSysClrTypes.msi', 'https://go.microsoft.com/fwlink/?LinkId=2115685', '0x80072EE2', 'ERROR_WINHTTP_TIMEOUT', $failure.Error.Meaning,
            $failure.Remedy, $failed.NextAction, $failed.Summary, 'C:\ConfigMgrSetup.log', 'Line 16: ERROR: Download() failed with 0x80072EE2') {
            $text.Contains(($part -replace '\s')) | Should -BeTrue -Because "the list should show '$part'"
        }
    }

    It 'of a good run is a few lines without failures' {
        $view = @(Get-View $runs[0] | Where-Object { $_.Trim() })
        $view.Count | Should -BeLessThan 16
        $view | Where-Object { $_ -match '^Failures' } | Should -BeNullOrEmpty
        @($view | Where-Object { $_ -match '^Run\s+: 1 of setupdl: Succeeded' }).Count | Should -Be 1
    }

    It 'of an unfinished run is its last line' {
        (Get-Text $runs[2]).Contains(($runs[2].LastText -replace '\s')) | Should -BeTrue
    }

    It 'of a run with many failures is still one screen' {
        $run = $failed | Select-Object *
        $run.PSObject.TypeNames.Insert(0, 'CMVerify.Run')
        $run.Path = 'C:\ConfigMgrSetup.log'
        $run.Failures = @($failed.Failures[0]) * 30
        $run.Files = @($failed.Files | Where-Object Result -EQ Failed) * 30
        $run.FailuresOmitted = 70
        $view = Get-View $run
        @($view | Where-Object { $_.Trim() }).Count | Should -BeLessOrEqual 25
        $view -join "`n" | Should -Match '96 more in Failures'
    }

    It 'of many runs is a table under the path of the log' {
        $view = @(Get-View $runs { $input | Format-Table } | Where-Object { $_.Trim() })
        $view[0] | Should -Match '^\s+Path: '
        @($view | Where-Object { $_ -match '^\s*2 Failed\s+2026-01-14 09:01:00 2509\s+2\s+1' }).Count | Should -Be 1
    }

    It 'of files and failures: <Name>' -ForEach @(
        @{ Name = 'a table of files'; Value = { $failed.Files }; Format = { $input }; First = '^Name\s+Result\s+Story' }
        @{ Name = 'a list of a file'; Value = { $runs[0].Files }; Format = { $input | Format-List }; First = '^Name\s+: ' }
        @{ Name = 'a list of failures'; Value = { $failed.Failures }; Format = { $input }; First = '^Rule\s+: CMV0201 SetupDownloadFailed' }
    ) {
        $view = @(Get-View (& $Value) $Format | Where-Object { $_.Trim() })
        $view[0] | Should -Match $First
    }

    It 'fits <Width> columns and loses nothing: <Name>' -ForEach @(foreach ($width in 80, 120) {
            @{ Name = 'the list of runs'; Width = $width; Value = { $runs }; Format = { $input } }
            @{ Name = 'the table of runs'; Width = $width; Value = { $runs }; Format = { $input | Format-Table } }
            @{ Name = 'the table of files'; Width = $width; Value = { $runs.Files }; Format = { $input } }
            @{ Name = 'the list of files'; Width = $width; Value = { $runs.Files }; Format = { $input | Format-List } }
            @{ Name = 'the list of failures'; Width = $width; Value = { $failed.Failures }; Format = { $input } }
        }) {
        $view = Get-View (& $Value) $Format $Width
        $view.Count | Should -BeGreaterThan 2
        foreach ($line in $view) {
            $line.TrimEnd().Length | Should -BeLessOrEqual $Width -Because "'$line' should fit"
        }
        $view -join "`n" | Should -Not -Match '\.\.\.(\s|$)|\u2026'
    }

    It 'is the same after it came from another machine' {
        Get-Text $back | Should -BeExactly (Get-Text $failed)
        Get-Text $back { $input | Format-Table } | Should -BeExactly (Get-Text $failed { $input | Format-Table })
    }
}
