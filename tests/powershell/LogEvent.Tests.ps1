# Get-CMOfflineLogEvent: every line as an object, picked, streamed and followed.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $folder = [System.IO.Path]::Combine("$TestDrive", 'logs')
    # Lines 1 to 10, 11 to 17, 18 to 22, 23 to 32.
    $log = Write-SetupLog -Path ([System.IO.Path]::Combine($folder, 'ConfigMgrSetup.log')) -Story Succeeded, Failed, Unfinished, Succeeded
    $tool = [System.IO.Path]::Combine((Write-Download -Path ([System.IO.Path]::Combine($folder, 'download'))), 'ServiceConnectionTool.log')

    function Get-Failure {
        # The one error that a script leaves, with what it gave on the way. The script says -ErrorAction Continue: a
        # suite may be run under Stop.
        param ([scriptblock] $Script)

        $given = @(& $Script 2>&1)
        $records = @($given | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $records.Count | Should -Be 1
        [pscustomobject]@{
            Id       = $records[0].FullyQualifiedErrorId
            Category = $records[0].CategoryInfo.Category
            Target   = $records[0].TargetObject
            Message  = $records[0].Exception.Message
            Given    = @($given | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
        }
    }
}

Describe 'A line' {
    It 'is an object with type name and one set of members' {
        $events = @(Get-CMOfflineLogEvent $log) + @(Get-CMOfflineLogEvent $tool)
        foreach ($line in $events) {
            $line.PSObject.TypeNames[0] | Should -BeExactly CMVerify.LogEvent
            $line.PSObject.Properties.Name -join ' ' | Should -BeExactly ('Path Line Lines Offset Length Encoding Time Utc Bias Severity Level Component Thread Run Rule Shape Text')
        }
    }

    It 'of ConfigMgrSetup.log has its place, its time in both clocks, its run and its rule' {
        $line = @(Get-CMOfflineLogEvent $log)[15]
        $line.Path | Should -BeExactly $log
        $line.Line | Should -Be 16
        $line.Lines | Should -Be 1
        $line.Encoding | Should -BeExactly utf-8
        $line.Time | Should -BeExactly '2026-01-14 09:01:05.329'
        $line.Utc | Should -BeExactly '2026-01-14 00:01:05.329'
        $line.Bias | Should -Be -540
        $line.Severity | Should -BeExactly Error
        $line.Level | Should -BeExactly ERROR
        $line.Component | Should -BeExactly 'Configuration Manager Setup'
        $line.Thread | Should -Be 11600
        $line.Run | Should -Be 2
        $line.Rule | Should -BeExactly CMV0201
        $line.Shape | Should -BeExactly simple
        $line.Text | Should -BeExactly 'Download() failed with 0x80072EE2'
    }

    It 'of ServiceConnectionTool.log has what such a line has, and null for the rest' {
        $line = @(Get-CMOfflineLogEvent $tool)[0]
        $line.Time | Should -BeExactly '2026-01-14 09:31:07'
        $line.Severity | Should -BeExactly Information
        $line.Level | Should -BeExactly INFO
        $line.Run | Should -Be 1
        $line.Shape | Should -BeExactly tool
        foreach ($name in 'Utc', 'Bias', 'Component', 'Thread', 'Rule') {
            $null -eq $line.$name | Should -BeTrue -Because $name
        }
    }

    It 'is found in the file at its offset, with its length' {
        $bytes = [System.IO.File]::ReadAllBytes($log)
        $next = 0
        foreach ($line in Get-CMOfflineLogEvent $log) {
            $line.Offset | Should -Be $next
            $next += $line.Length
            [System.Text.Encoding]::UTF8.GetString($bytes, $line.Offset, $line.Length).Contains($line.Text) | Should -BeTrue
        }
        $next | Should -Be $bytes.Length
    }

    It 'has whole numbers of one type in both editions' {
        $line = @(Get-CMOfflineLogEvent $log)[0]
        foreach ($name in 'Line', 'Lines', 'Offset', 'Length', 'Bias', 'Thread', 'Run') {
            $line.$name | Should -BeOfType [long]
        }
    }

    It 'survives ConvertTo-Json, Export-Csv and the way through another process' {
        $line = @(Get-CMOfflineLogEvent $log)[15]
        $back = $line | ConvertTo-Json | ConvertFrom-Json
        $back.Text | Should -BeExactly $line.Text
        $back.Line | Should -Be 16
        @($line | ConvertTo-Csv -NoTypeInformation).Count | Should -Be 2
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($line))
        $copy.PSObject.TypeNames[0] | Should -BeExactly Deserialized.CMVerify.LogEvent
        $copy.Rule | Should -BeExactly CMV0201
    }

    It 'with several lines of a record is one object' {
        $record = [System.IO.Path]::Combine($folder, 'record.log')
        [System.IO.File]::WriteAllText($record, "<![LOG[first`r`nsecond]LOG]!><time=`"09:44:01.329-540`" date=`"01-14-2026`" component=`"SMS`" context=`"`" type=`"3`" thread=`"7`" file=`"a.cpp:1`">`r`n")
        $events = @(Get-CMOfflineLogEvent $record)
        $events.Count | Should -Be 1
        $events[0].Lines | Should -Be 2
        $events[0].Shape | Should -BeExactly cmtrace
        $events[0].Severity | Should -BeExactly Error
        $events[0].Text | Should -BeExactly "first`nsecond"
    }
}

Describe 'Encodings' {
    It '<Name> is read as it was meant' -ForEach @(
        @{ Name = 'UTF-8 with a mark'; Encoding = 'utf-8'; Marked = $true; Shown = 'utf-8' }
        @{ Name = 'UTF-8 without a mark'; Encoding = 'utf-8'; Marked = $false; Shown = 'utf-8' }
        @{ Name = 'UTF-16'; Encoding = 'utf-16'; Marked = $true; Shown = 'utf-16le' }
        @{ Name = 'UTF-16, the other way round'; Encoding = 'utf-16BE'; Marked = $true; Shown = 'utf-16be' }
    ) {
        $file = [System.IO.Path]::Combine($folder, "encoded-$([guid]::NewGuid().ToString('N')).log")
        $word = -join [char[]] (0x30C0, 0x30A6, 0x30F3, 0x30ED, 0x30FC, 0x30C9)
        $encoding = [System.Text.Encoding]::GetEncoding($Encoding)
        $mark = if ($Marked) { $encoding.GetPreamble() } else { @() }
        [System.IO.File]::WriteAllBytes($file, [byte[]] ($mark + $encoding.GetBytes("2026-01-14 09:31:07 INFO:$word`r`n2026-01-14 09:31:08 ERROR:$word 2`r`n")))
        $events = @(Get-CMOfflineLogEvent $file)
        $events.Text -join '|' | Should -BeExactly "$word|$word 2"
        $events.Severity -join ' ' | Should -BeExactly 'Information Error'
        @($events.Encoding | Select-Object -Unique) | Should -BeExactly $Shown
        $events[-1].Offset + $events[-1].Length | Should -Be ([System.IO.FileInfo]::new($file).Length)
    }

    It 'the code page of Japanese Windows is read as it was meant' {
        $file = [System.IO.Path]::Combine($folder, 'cp932.log')
        $word = -join [char[]] (0x30C0, 0x30A6, 0x30F3, 0x30ED, 0x30FC, 0x30C9)
        $ascii = [System.Text.Encoding]::ASCII
        # By hand: .NET has this code page only with a provider that Windows PowerShell does not know.
        $bytes = $ascii.GetBytes('2026-01-14 09:31:07 INFO:') + (0x83, 0x5F, 0x83, 0x45, 0x83, 0x93, 0x83, 0x8D, 0x81, 0x5B, 0x83, 0x68) + $ascii.GetBytes("`r`n")
        [System.IO.File]::WriteAllBytes($file, [byte[]] $bytes)
        $line = Get-CMOfflineLogEvent $file
        $line.Text | Should -BeExactly $word
        $line.Encoding | Should -BeExactly shift_jis
        $line.Length | Should -Be $bytes.Count
    }

    It 'control characters are made visible' {
        $file = [System.IO.Path]::Combine($folder, 'control.log')
        [System.IO.File]::WriteAllText($file, "2026-01-14 09:31:07 INFO:a$([char] 27)[31mb`r`n")
        (Get-CMOfflineLogEvent $file).Text | Should -Not -Match '[\x00-\x08\x0B-\x1F]'
    }
}

Describe 'Picking lines' {
    It 'by severity: <Severity> gives <Count>' -ForEach @(
        @{ Severity = @('Error'); Count = 1 }
        @{ Severity = @('Information'); Count = 31 }
        @{ Severity = @('Error', 'Information'); Count = 32 }
        @{ Severity = @('warning', 'error'); Count = 1 }
        @{ Severity = @('Warning'); Count = 0 }
    ) {
        $events = @(Get-CMOfflineLogEvent $log -Severity $Severity)
        $events.Count | Should -Be $Count
        foreach ($line in $events) {
            $line.Severity | Should -BeIn $Severity
        }
    }

    It 'by run' {
        @(Get-CMOfflineLogEvent $log -Run 2).Line -join ' ' | Should -Be '11 12 13 14 15 16 17'
        @(Get-CMOfflineLogEvent $log -Run 3, 1).Count | Should -Be 15
        Get-CMOfflineLogEvent $log -Run 9 | Should -BeNullOrEmpty
    }

    It 'of the newest run in each log' {
        $failed = Write-SetupLog -Path ([System.IO.Path]::Combine($folder, 'failed.log')) -Story Succeeded, Failed
        $events = @(Get-CMOfflineLogEvent $log, $failed -LastRun)
        @($events | Where-Object Path -EQ $log).Line -join ' ' | Should -Be (@(23..32) -join ' ')
        @($events | Where-Object Path -EQ $failed).Line -join ' ' | Should -Be (@(11..17) -join ' ')
    }

    It 'by rule, with wildcards and in any case' {
        (Get-CMOfflineLogEvent $log -Rule CMV0201).Line | Should -Be 16
        (Get-CMOfflineLogEvent $log -Rule 'cmv02*').Line | Should -Contain 16
        (Get-CMOfflineLogEvent $log -Rule 'CMV0101', 'CMV020[1-3]').Line | Should -Be 16
        Get-CMOfflineLogEvent $log -Rule CMV0101 | Should -BeNullOrEmpty
    }

    It 'by a pattern that no rule fits gives nothing, and waits for nothing' {
        Get-CMOfflineLogEvent $log -Rule 'CMV99*' -Wait | Should -BeNullOrEmpty
    }

    It 'by a rule that is none is an error, and the others still count' {
        $failure = Get-Failure { Get-CMOfflineLogEvent $log -Rule CMV9999, CMV0201 -ErrorAction Continue }
        $failure.Id | Should -BeExactly 'CMRuleNotFound,Get-CMOfflineLogEvent'
        $failure.Category | Should -Be ObjectNotFound
        $failure.Target | Should -BeExactly CMV9999
        $failure.Given.Line | Should -Be 16
        (Get-Failure { Get-CMOfflineLogEvent $log -Rule CMV9999 -ErrorAction Continue }).Given.Count | Should -Be 0
        (Get-Failure { Get-CMOfflineLogEvent $log -Rule '[' -ErrorAction Continue }).Id | Should -BeExactly 'CMRuleNotFound,Get-CMOfflineLogEvent'
    }

    It 'the last ones of each log' {
        @(Get-CMOfflineLogEvent $log -Tail 3).Line -join ' ' | Should -Be '30 31 32'
        Get-CMOfflineLogEvent $log -Tail 0 | Should -BeNullOrEmpty
        @(Get-CMOfflineLogEvent $log -Tail 1000).Count | Should -Be 32
        @(Get-CMOfflineLogEvent $log, $tool -Tail 2).Count | Should -Be 4
    }

    It 'the last ones of those that are picked' {
        @(Get-CMOfflineLogEvent $log -Run 1, 2 -Tail 2).Line -join ' ' | Should -Be '16 17'
        (Get-CMOfflineLogEvent $log -Severity Error -Tail 5).Line | Should -Be 16
        @(Get-CMOfflineLogEvent $log -LastRun -Tail 1).Line | Should -Be 32
    }

    It 'by everything at once' {
        (Get-CMOfflineLogEvent $log -Severity Error -Run 2 -Rule CMV02* -Tail 1).Line | Should -Be 16
        Get-CMOfflineLogEvent $log -Severity Error -Run 1 -Rule CMV02* | Should -BeNullOrEmpty
    }

    It 'refuses what cannot be: <Name>' -ForEach @(
        @{ Name = 'an unknown severity'; Arguments = @{ Severity = 'Fatal' } }
        @{ Name = 'run 0'; Arguments = @{ Run = 0 } }
        @{ Name = 'a negative tail'; Arguments = @{ Tail = -1 } }
    ) {
        { Get-CMOfflineLogEvent $log @Arguments } | Should -Throw -ErrorId 'ParameterArgumentValidationError,Get-CMOfflineLogEvent'
    }

    It 'refuses a run and the last run together' {
        { Get-CMOfflineLogEvent $log -Run 1 -LastRun -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'CMRunsAmbiguous,Get-CMOfflineLogEvent'
    }

    It 'takes switches that are given as false' {
        @(Get-CMOfflineLogEvent $log -Run 1 -LastRun:$false -Wait:$false).Count | Should -Be 10
    }
}

Describe 'Problems of a log' {
    It '<Name>: an error with id, category and target, and the other logs are still read' -ForEach @(
        @{ Name = 'not there'; Path = 'nowhere.log'; Id = 'CMLog.missing'; Category = 'ObjectNotFound' }
        @{ Name = 'a pattern that fits nothing'; Path = 'nothing*.log'; Id = 'CMLog.missing'; Category = 'ObjectNotFound' }
        @{ Name = 'half a pattern'; Path = 'missing['; Id = 'CMLog.missing'; Category = 'ObjectNotFound' }
        @{ Name = 'a folder'; Path = 'download'; Id = 'CMLog.isFolder'; Category = 'InvalidArgument' }
    ) {
        $path = [System.IO.Path]::Combine($folder, $Path)
        foreach ($command in 'Get-CMOfflineLogEvent', 'Get-CMOfflineRun') {
            $failure = Get-Failure { & $command $log, $path, $tool -ErrorAction Continue }
            $failure.Id | Should -BeExactly "$Id,$command"
            $failure.Category | Should -Be $Category
            $failure.Target | Should -BeExactly $path
            $failure.Message.Contains($path) | Should -BeTrue -Because $failure.Message
            @($failure.Given.Path | Select-Object -Unique) -join '|' | Should -Be "$log|$tool"
        }
    }

    It 'binary content is one error, however long it is, and what is text in it is given' {
        $file = [System.IO.Path]::Combine($folder, 'binary.log')
        [System.IO.File]::WriteAllText($file, "INFO: a`0b`r`n" * 5000)
        $failure = Get-Failure { Get-CMOfflineLogEvent $file, $log -ErrorAction Continue }
        $failure.Id | Should -BeExactly 'CMLog.notText,Get-CMOfflineLogEvent'
        $failure.Category | Should -Be InvalidData
        $failure.Target | Should -BeExactly $file
        @($failure.Given | Where-Object Path -EQ $file).Count | Should -Be 5000
        @($failure.Given | Where-Object Path -EQ $log).Count | Should -Be 32
    }

    It 'a line without an end is one error, and the lines around it are given' {
        $file = [System.IO.Path]::Combine($folder, 'long.log')
        [System.IO.File]::WriteAllText($file, "INFO: before`r`nINFO: $('x' * 2mb)`r`nINFO: after`r`n")
        $failure = Get-Failure { Get-CMOfflineLogEvent $file -ErrorAction Continue }
        $failure.Id | Should -BeExactly 'CMLog.lineTooLong,Get-CMOfflineLogEvent'
        $failure.Category | Should -Be InvalidData
        @($failure.Given)[0].Text | Should -BeExactly before
        @($failure.Given)[1].Text.Length | Should -BeLessOrEqual 64kb
        @($failure.Given)[-1].Text | Should -BeExactly after
    }

    It 'are told again for each log that has them' {
        $errors = @(Get-CMOfflineLogEvent ([System.IO.Path]::Combine($folder, 'no-1.log')), ([System.IO.Path]::Combine($folder, 'no-2.log')) -ErrorAction Continue 2>&1)
        @($errors.TargetObject | Split-Path -Leaf) -join ' ' | Should -Be 'no-1.log no-2.log'
    }

    It 'are what -ErrorAction Stop stops at' {
        { Get-CMOfflineLogEvent ([System.IO.Path]::Combine($folder, 'nowhere.log')) -ErrorAction Stop } | Should -Throw -ErrorId 'CMLog.missing,Get-CMOfflineLogEvent'
    }

    It 'an empty log has no lines and no problem' {
        $file = [System.IO.Path]::Combine($folder, 'empty.log')
        [System.IO.File]::WriteAllBytes($file, [byte[]]::new(0))
        @(Get-CMOfflineLogEvent $file 2>&1).Count | Should -Be 0
    }

    It 'a last line without an end is given where nobody waits for it' {
        $file = [System.IO.Path]::Combine($folder, 'half.log')
        [System.IO.File]::WriteAllText($file, "INFO: whole`r`nINFO: half")
        @(Get-CMOfflineLogEvent $file).Text -join '|' | Should -BeExactly 'whole|half'
    }
}

Describe 'Paths of <Command>' -ForEach @(@{ Command = 'Get-CMOfflineLogEvent' }, @{ Command = 'Get-CMOfflineRun' }) {
    BeforeAll {
        $place = [System.IO.Path]::Combine("$TestDrive", "paths-$Command")
        foreach ($name in 'a.log', 'b.log', 'c[1].log', 'c1.log', 'note.txt') {
            $null = Write-SetupLog -Path ([System.IO.Path]::Combine($place, $name)) -Story Succeeded
        }
        $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::Combine($place, 'folder.log'))

        function Get-Name {
            # The names of the files that objects are of, in order.
            param ([object[]] $From)

            @($From | ForEach-Object Path | Select-Object -Unique | Split-Path -Leaf) -join ' '
        }
    }

    It 'are needed' {
        $parameter = (Get-Command $Command).Parameters
        foreach ($name in 'Path', 'LiteralPath') {
            @($parameter[$name].ParameterSets.Values.IsMandatory) | Should -BeTrue
        }
        { & $Command '' } | Should -Throw -ErrorId "ParameterArgumentValidationErrorEmptyStringNotAllowed,$Command"
    }

    It 'may be several' {
        Get-Name (& $Command ([System.IO.Path]::Combine($place, 'b.log')), ([System.IO.Path]::Combine($place, 'a.log'))) | Should -Be 'b.log a.log'
    }

    It 'may be patterns, which fit files and not folders' {
        Get-Name (& $Command ([System.IO.Path]::Combine($place, '?.log'))) | Should -Be 'a.log b.log'
        Get-Name (& $Command ([System.IO.Path]::Combine($place, '[bx].log'))) | Should -Be 'b.log'
        @((Get-Name (& $Command ([System.IO.Path]::Combine($place, '*.log')) -ErrorVariable failures)) -split ' ').Count | Should -Be 4
        $failures.Count | Should -Be 0
    }

    It 'with brackets are taken as they are where such a file exists, else as a pattern' {
        Get-Name (& $Command ([System.IO.Path]::Combine($place, 'c[1].log'))) | Should -Be 'c[1].log'
        Get-Name (& $Command ([System.IO.Path]::Combine($place, '[c][1].log'))) | Should -Be 'c1.log'
    }

    It 'with a backtick before brackets, as tab completion writes them, reach the file' {
        Get-Name (& $Command ([System.IO.Path]::Combine($place, 'c`[1`].log'))) | Should -Be 'c[1].log'
    }

    It 'given as -LiteralPath hold no wildcards' {
        Get-Name (& $Command -LiteralPath ([System.IO.Path]::Combine($place, 'c[1].log'))) | Should -Be 'c[1].log'
        $null = & $Command -LiteralPath ([System.IO.Path]::Combine($place, '[a].log')) -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].FullyQualifiedErrorId | Should -BeExactly "CMLog.missing,$Command"
    }

    It 'start at the location of PowerShell, not of the process' {
        Push-Location -LiteralPath $place
        try {
            [System.Environment]::CurrentDirectory | Should -Not -Be $place
            Get-Name (& $Command a.log, ./b.log) | Should -Be 'a.log b.log'
            Get-Name (& $Command '?.log') | Should -Be 'a.log b.log'
        } finally {
            Pop-Location
        }
    }

    It 'through a drive of PowerShell and with their provider reach the file' {
        $null = New-PSDrive -Name CMVTest -PSProvider FileSystem -Root $place
        try {
            Get-Name (& $Command CMVTest:\a.log, 'CMVTest:\b*.log') | Should -Be 'a.log b.log'
            Get-Name (& $Command -LiteralPath "Microsoft.PowerShell.Core\FileSystem::$([System.IO.Path]::Combine($place, 'a.log'))") | Should -Be 'a.log'
        } finally {
            Remove-PSDrive -Name CMVTest
        }
    }

    It 'of another provider are errors, and the next is still read' {
        $given = @(& $Command Env:\PATH, ([System.IO.Path]::Combine($place, 'a.log')) -ErrorAction SilentlyContinue -ErrorVariable failures)
        Get-Name $given | Should -Be 'a.log'
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeExactly "CMPathNotFileSystem,$Command"
        $failures[0].TargetObject | Should -BeExactly Env:\PATH
    }

    It 'come from Get-ChildItem, also with brackets in the name' {
        Push-Location -LiteralPath "$TestDrive"
        try {
            Get-Name (Get-ChildItem -LiteralPath $place -File -Filter c*.log | & $Command) | Should -Be 'c[1].log c1.log'
        } finally {
            Pop-Location
        }
    }

    It 'come as texts, which may be patterns' {
        Get-Name ([System.IO.Path]::Combine($place, 'b.log'), [System.IO.Path]::Combine($place, 'c?.log') | & $Command) | Should -Be 'b.log c1.log'
    }

    It 'come with objects as <_>' -ForEach 'Path', 'LiteralPath', 'PSPath', 'FullName' {
        Get-Name ([pscustomobject]@{ $_ = [System.IO.Path]::Combine($place, 'c[1].log'); Other = 1 } | & $Command) | Should -Be 'c[1].log'
    }

    It 'come with a file object without a provider' {
        Get-Name ([System.IO.FileInfo]::new([System.IO.Path]::Combine($place, 'c[1].log')) | & $Command) | Should -Be 'c[1].log'
    }

    It 'come with the logs of a report' {
        $report = Test-CMOfflineDownload (Write-Download -Path ([System.IO.Path]::Combine($place, 'download')))
        Get-Name ($report.Logs | & $Command) | Should -Be 'ServiceConnectionTool.log ConfigMgrSetup.log'
    }

    It 'in Japanese, with blanks and quotes, reach the library unharmed' {
        $name = -join [char[]] (0x30C0, 0x30A6, 0x30F3, 0x30ED, 0x30FC, 0x30C9)
        $file = Write-SetupLog -Path ([System.IO.Path]::Combine($place, "it's $name", 'a b.log')) -Story Succeeded
        @(& $Command $file)[0].Path | Should -BeExactly $file
    }

    It 'to a file that another program holds open for writing are read' {
        $file = Write-SetupLog -Path ([System.IO.Path]::Combine($place, 'open.log')) -Story Succeeded
        $writer = [System.IO.FileStream]::new($file, 'Append', 'Write', 'ReadWrite')
        try {
            Get-Name (& $Command $file) | Should -Be 'open.log'
        } finally {
            $writer.Dispose()
        }
    }
}

Describe 'Streaming' {
    BeforeAll {
        # Several pages: 12,000 lines of about 1.6 MB.
        $big = [System.IO.Path]::Combine($folder, 'big.log')
        $lines = @(Get-SetupLine -Story Succeeded)
        $text = [System.Text.StringBuilder]::new()
        foreach ($number in 1..1200) {
            foreach ($line in $lines) { $null = $text.Append($line).Append("`r`n") }
        }
        [System.IO.File]::WriteAllText($big, $text.ToString())
    }

    It 'gives every line once and in order, over all pages' {
        $wrong = $count = 0
        $end = 0
        Get-CMOfflineLogEvent $big | ForEach-Object {
            $count++
            if ($_.Line -ne $count -or $_.Offset -ne $end -or $_.Run -ne [System.Math]::Ceiling($count / 10)) { $wrong++ }
            $end = $_.Offset + $_.Length
        }
        $count | Should -Be 12000
        $wrong | Should -Be 0
        $end | Should -Be ([System.IO.FileInfo]::new($big).Length)
    }

    It 'gives the first lines before it has read the last' {
        $copy = [System.IO.Path]::Combine($folder, 'growing.log')
        [System.IO.File]::Copy($big, $copy)
        $seen = 0
        $last = Get-CMOfflineLogEvent $copy | ForEach-Object {
            if (++$seen -eq 1) { Add-Text -Path $copy -Text "INFO: written meanwhile`r`n" }
            $_
        } | Select-Object -Last 1
        $last.Text | Should -BeExactly 'written meanwhile'
    }

    It 'stops with the one who listens: Select-Object -First' {
        $seen = 0
        $given = @(Get-CMOfflineLogEvent $big, ([System.IO.Path]::Combine($folder, 'nowhere.log')) -ErrorVariable failures | ForEach-Object { $seen++; $_ } | Select-Object -First 3)
        $given.Line -join ' ' | Should -Be '1 2 3'
        $seen | Should -Be 3
        $failures.Count | Should -Be 0
    }

    It 'asks for no page more than it needs' {
        $count = & (Get-Module CMVerify) {
            param ($File)

            $real = ${function:Invoke-NativeMethod}
            $calls = [System.Collections.Generic.List[string]]::new()
            $counting = {
                param ([type] $Native, [string] $Name, [System.Collections.IDictionary] $Request)

                $calls.Add($Name)
                & $real @PSBoundParameters
            }.GetNewClosure()
            try {
                ${function:script:Invoke-NativeMethod} = $counting
                $null = Get-CMOfflineLogEvent $File | Select-Object -First 1
            } finally {
                ${function:script:Invoke-NativeMethod} = $real
            }
            $calls.Count
        } $big
        $count | Should -Be 1
    }

    It 'gives each log as soon as its path is there' {
        $order = [System.Collections.Generic.List[string]]::new()
        $log, $tool | ForEach-Object { $order.Add('in'); $_ } | Get-CMOfflineLogEvent -Tail 1 | ForEach-Object { $order.Add('out') }
        $order -join ' ' | Should -Be 'in out in out'
    }

    It 'finds the last lines of a large log, and those that are picked' {
        @(Get-CMOfflineLogEvent $big -Tail 2).Line -join ' ' | Should -Be '11999 12000'
        @(Get-CMOfflineLogEvent $big -Run 1199 -Tail 1).Line | Should -Be 11990
        @(Get-CMOfflineLogEvent $big -LastRun).Count | Should -Be 10
    }
}

Describe 'Following a log with -Wait' {
    BeforeAll {
        # A follower lives in a runspace of its own and puts all that the cmdlet gives into a queue. Whatever a test
        # waits for, it waits for no longer than a minute.
        $followers = [System.Collections.Generic.List[object]]::new()

        function Start-Follower {
            param ([string[]] $Path, [hashtable] $Arguments = @{}, [int] $First = [int]::MaxValue)

            $queue = [System.Collections.Concurrent.ConcurrentQueue[object]]::new()
            $shell = [powershell]::Create([System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
            $null = $shell.AddScript({
                    param ($Manifest, $Path, $Arguments, $First, $Queue)

                    Import-Module $Manifest
                    Get-CMOfflineLogEvent -Path $Path -Wait @Arguments *>&1 | Select-Object -First $First | ForEach-Object { $Queue.Enqueue($_) }
                }).AddArgument($ModuleManifest).AddArgument($Path).AddArgument($Arguments).AddArgument($First).AddArgument($queue)
            $follower = [pscustomobject]@{ Shell = $shell; Queue = $queue; Handle = $shell.BeginInvoke() }
            $followers.Add($follower)
            $follower
        }

        function Wait-Until {
            param ([scriptblock] $Condition, [string] $What)

            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            while (-not (& $Condition)) {
                if ($watch.Elapsed.TotalSeconds -gt 60) {
                    throw "Waited a minute for $What."
                }
                Start-Sleep -Milliseconds 50
            }
        }

        function Wait-Count {
            # Waits for so many objects, and looks a little longer for those that should not come.
            param ([object] $Follower, [int] $Count)

            Wait-Until { $Follower.Queue.Count -ge $Count -or $Follower.Handle.IsCompleted } "$Count objects"
            $Follower.Shell.Streams.Error.Count + [int] ($null -ne $Follower.Shell.InvocationStateInfo.Reason) | Should -Be 0 -Because "$($Follower.Shell.InvocationStateInfo.Reason)"
            Start-Sleep -Milliseconds 600
            $given = @($Follower.Queue.ToArray())
            $given.Count | Should -Be $Count -Because (@($given | ForEach-Object { "$_" }) -join ' ')
            $given
        }

        function New-FollowedLog {
            param ([string] $Name, [string] $Text)

            $file = [System.IO.Path]::Combine("$TestDrive", 'followed', $Name)
            $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($file))
            [System.IO.File]::WriteAllText($file, $Text)
            $file
        }
    }

    AfterEach {
        foreach ($follower in $followers) {
            $follower.Shell.Stop()
            $follower.Shell.Dispose()
        }
        $followers.Clear()
    }

    It 'gives what is there, then what is added, each line when it is whole' {
        $file = New-FollowedLog grows.log "INFO: one`r`nINFO: two`r`nINFO: thr"
        $follower = Start-Follower $file
        @((Wait-Count $follower 2).Text) -join '|' | Should -BeExactly 'one|two'
        Add-Text -Path $file -Text 'ee'
        $null = Wait-Count $follower 2
        Add-Text -Path $file -Text "`r`nINFO: four`r`n"
        $given = @(Wait-Count $follower 4)
        $given.Text -join '|' | Should -BeExactly 'one|two|three|four'
        $given.Line -join ' ' | Should -Be '1 2 3 4'
    }

    It 'with -Tail begins there' {
        $file = New-FollowedLog tail.log "INFO: one`r`nINFO: two`r`nINFO: three`r`n"
        $last = Start-Follower $file @{ Tail = 1 }
        # The error about the second path says that the first was looked at: what is added from here on is news.
        $none = Start-Follower $file, "$file.none" @{ Tail = 0 }
        (Wait-Count $last 1).Text | Should -BeExactly three
        $null = Wait-Count $none 1
        Add-Text -Path $file -Text "INFO: four`r`n"
        @((Wait-Count $last 2).Text) -join '|' | Should -BeExactly 'three|four'
        @(Wait-Count $none 2)[-1].Text | Should -BeExactly four
    }

    It 'keeps to what is picked' {
        $file = New-FollowedLog picked.log "2026-01-14 09:31:07 INFO:one`r`n2026-01-14 09:31:07 ERROR:two`r`n"
        $follower = Start-Follower $file @{ Severity = 'Error' }
        $null = Wait-Count $follower 1
        Add-Text -Path $file -Text "2026-01-14 09:31:08 INFO:three`r`n2026-01-14 09:31:09 ERROR:four`r`n"
        @((Wait-Count $follower 2).Text) -join '|' | Should -BeExactly 'two|four'
    }

    It 'with -LastRun goes on with a run that begins meanwhile' {
        $file = Write-SetupLog -Path ([System.IO.Path]::Combine("$TestDrive", 'followed', 'runs.log')) -Story Succeeded, Failed
        $follower = Start-Follower $file @{ LastRun = $true }
        @((Wait-Count $follower 7).Run | Select-Object -Unique) | Should -Be 2
        Add-Text -Path $file -Text ((@(Get-SetupLine -Story Unfinished -Minute 3) -join "`r`n") + "`r`n")
        @((Wait-Count $follower 12).Run | Select-Object -Last 5 | Select-Object -Unique) | Should -Be 3
    }

    It 'reads a log from its start again when it was cut short, and says so with -Verbose' {
        $file = New-FollowedLog cut.log "INFO: one`r`nINFO: two`r`n"
        $follower = Start-Follower $file @{ Verbose = $true }
        $null = Wait-Count $follower 2
        [System.IO.File]::WriteAllText($file, "INFO: new`r`n")
        $given = @(Wait-Count $follower 4)
        @($given | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Count | Should -Be 1
        $line = @($given | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] })[-1]
        $line.Text | Should -BeExactly new
        $line.Line | Should -Be 1
    }

    It 'waits in silence for a log that went away, and reads the one that takes its place' {
        $file = New-FollowedLog replaced.log "INFO: one`r`nINFO: two`r`n"
        $follower = Start-Follower $file
        $null = Wait-Count $follower 2
        [System.IO.File]::Delete($file)
        # Longer than any look that could be told of.
        Start-Sleep -Milliseconds 3000
        $null = Wait-Count $follower 2
        # Longer than the old one: only that it is another file tells them apart.
        [System.IO.File]::WriteAllText($file, "INFO: new 1`r`nINFO: new 2`r`nINFO: new 3`r`n")
        @((Wait-Count $follower 5).Text) -join '|' | Should -BeExactly 'one|two|new 1|new 2|new 3'
    }

    It 'follows several logs at once' {
        $first = New-FollowedLog first.log "INFO: a1`r`n"
        $second = New-FollowedLog second.log "INFO: b1`r`n"
        $follower = Start-Follower ([System.IO.Path]::Combine("$TestDrive", 'followed', 'first.log')), ([System.IO.Path]::Combine("$TestDrive", 'followed', 'secon?.log'))
        @((Wait-Count $follower 2).Text) -join '|' | Should -BeExactly 'a1|b1'
        Add-Text -Path $second -Text "INFO: b2`r`n"
        $null = Wait-Count $follower 3
        Add-Text -Path $first -Text "INFO: a2`r`n"
        @((Wait-Count $follower 4).Text) -join '|' | Should -BeExactly 'a1|b1|b2|a2'
    }

    It 'reads while the writer holds the file open' {
        $file = New-FollowedLog held.log "INFO: one`r`n"
        $writer = [System.IO.FileStream]::new($file, 'Append', 'Write', 'ReadWrite')
        try {
            $follower = Start-Follower $file
            $null = Wait-Count $follower 1
            $bytes = [System.Text.Encoding]::ASCII.GetBytes("INFO: two`r`n")
            $writer.Write($bytes, 0, $bytes.Length)
            $writer.Flush()
            @((Wait-Count $follower 2).Text) -join '|' | Should -BeExactly 'one|two'
        } finally {
            $writer.Dispose()
        }
    }

    It 'does not wait where there is nothing to read from the start' {
        $follower = Start-Follower ([System.IO.Path]::Combine("$TestDrive", 'followed', 'nowhere.log'))
        Wait-Until { $follower.Handle.IsCompleted } 'the end of the command'
        $given = @($follower.Queue.ToArray())
        $given.Count | Should -Be 1
        $given[0].FullyQualifiedErrorId | Should -BeExactly 'CMLog.missing,Get-CMOfflineLogEvent'
    }

    It 'goes on with the others where one is not there' {
        $file = New-FollowedLog there.log "INFO: one`r`n"
        $follower = Start-Follower ([System.IO.Path]::Combine("$TestDrive", 'followed', 'nowhere.log')), $file
        $null = Wait-Count $follower 2
        Add-Text -Path $file -Text "INFO: two`r`n"
        (Wait-Count $follower 3)[-1].Text | Should -BeExactly two
    }

    It 'stops at once, as with Ctrl+C' {
        $follower = Start-Follower (New-FollowedLog stop.log "INFO: one`r`n")
        $null = Wait-Count $follower 1
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $follower.Shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        "$($follower.Shell.InvocationStateInfo.State)" | Should -Be Stopped
    }

    It 'ends with the one who listens: Select-Object -First' {
        $file = New-FollowedLog listener.log "INFO: one`r`n"
        $follower = Start-Follower $file -First 2
        $null = Wait-Count $follower 1
        Add-Text -Path $file -Text "INFO: two`r`n"
        Wait-Until { $follower.Handle.IsCompleted } 'the end of the command'
        @($follower.Queue.ToArray().Text) -join '|' | Should -BeExactly 'one|two'
    }
}

Describe 'What an admin sees' {
    BeforeAll {
        function Get-View {
            param ([object] $Value, [scriptblock] $Format = { $input }, [int] $Width = 80)

            ($Value | & $Format | Out-String -Width $Width) -replace "$([char] 27)\[[\d;]*m" -split "`r?`n"
        }

        $events = @(Get-CMOfflineLogEvent $log) + @(Get-CMOfflineLogEvent $tool)
    }

    It 'is a table under the path of the log' {
        $view = @(Get-View $events | Where-Object { $_.Trim() })
        $view[0] | Should -Match '^\s+Path: '
        @($view | Where-Object { $_ -match '^\s*Line\s+Time\s+Severity\s+Run\s+Rule\s+Text' }).Count | Should -Be 2
        @($view | Where-Object { $_ -match '^\s+16 2026-01-14 09:01:05 Error\s+2 CMV0201 Download\(\) failed with' }).Count | Should -Be 1
    }

    It 'fits <Width> columns and loses nothing: <Name>' -ForEach @(
        @{ Name = 'table'; Format = { $input }; Width = 80 }
        @{ Name = 'table'; Format = { $input }; Width = 120 }
        @{ Name = 'list'; Format = { $input | Format-List }; Width = 80 }
        @{ Name = 'list'; Format = { $input | Format-List }; Width = 120 }
    ) {
        $view = @(Get-View $events $Format $Width)
        foreach ($line in $view) {
            $line.TrimEnd().Length | Should -BeLessOrEqual $Width -Because "'$line' should fit"
        }
        $view -join "`n" | Should -Not -Match '\.\.\.(\s|$)|\u2026'
        ($view -join '' -replace '\s').Contains(($events[15].Text -replace '\s')) | Should -BeTrue
    }

    It 'is a list with everything that a line has' {
        $view = (Get-View $events[15] { $input | Format-List }) -join "`n"
        foreach ($part in '16', '2026-01-14 09:01:05.329', '2026-01-14 00:01:05.329', 'Error', 'Configuration Manager Setup', '11600', 'CMV0201', 'utf-8') {
            $view.Contains($part) | Should -BeTrue -Because $part
        }
    }
}
