# Many computers at once, over PowerShell's own remoting: three hosts on this machine that are reached through SSH.

BeforeDiscovery {
    . "$PSScriptRoot/SshHosts.ps1"
    $gap = Get-SshGap
    if ($gap) {
        Write-Warning "SKIPPED: many computers over SSH: $gap"
    }
}

Describe 'Three computers over SSH' -Skip:([bool] $gap) {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"
        . "$PSScriptRoot/SshHosts.ps1"
        Import-Module $ModuleManifest -Force
        $modules = [System.IO.Path]::GetDirectoryName((Copy-Module installed))
        $hosts = Start-SshHost -ModulePath $modules
        $names = $hosts.Address
        $connection = $hosts.Connection
        $stories = 'Good', 'SetupFailed', 'Prepared'
        foreach ($number in 0..2) {
            $null = Write-Download -Path "$($hosts.Home[$names[$number]])/UpdatePacks" -Story $stories[$number]
        }
        # Windows PowerShell has no -HostName: this file is read there, too.
        $all = $connection + @{ HostName = $names }
        # They come in the order in which they opened.
        $sessions = @(New-PSSession @all | Sort-Object ComputerName)
        $answers = @(Invoke-Command -Session $sessions -ScriptBlock { Test-CMOfflineDownload ~/UpdatePacks } | Sort-Object PSComputerName)

        function Get-View {
            param ([object] $Value, [scriptblock] $Format = { $input }, [int] $Width = 80)

            ($Value | & $Format | Out-String -Width $Width) -replace "$([char] 27)\[[\d;]*m" -split "`r?`n"
        }
    }

    AfterAll {
        if ($sessions) { Remove-PSSession $sessions }
        if ($hosts) { Stop-SshHost $hosts }
    }

    It 'each answer with the verdict of what lies there' {
        @($answers | ForEach-Object { '{0} {1}' -f $_.PSComputerName, $_.Verdict }) -join ', ' | Should -BeExactly '127.0.0.2 Usable, 127.0.0.3 NotUsable, 127.0.0.4 Inconclusive'
        foreach ($answer in $answers) {
            $answer.PSObject.TypeNames[0] | Should -BeExactly 'Deserialized.CMVerify.Report'
            $answer.Path | Should -BeExactly "$($hosts.Home[$answer.PSComputerName])/UpdatePacks"
        }
    }

    It 'answer with everything that they found, however deep' {
        $there = Invoke-Command -Session $sessions[1] -ScriptBlock { $report = Test-CMOfflineDownload ~/UpdatePacks; $report; $report | ConvertTo-Json -Depth 10 -Compress }
        $here = $there[0] | Select-Object -Property * -ExcludeProperty PSComputerName, PSShowComputerName, RunspaceId | ConvertTo-Json -Depth 10 -Compress
        $here | Should -BeExactly "$($there[1])"
        $there[0].Findings[0].Evidence.Text | Should -Match 'Download\(\) failed'
    }

    It 'are told apart by the views here' {
        @(Get-View $answers | Where-Object { $_ -match '^Computer ' } | ForEach-Object { ($_ -split ': ')[1].Trim() }) -join ' ' | Should -BeExactly ($names -join ' ')
        $table = Get-View $answers { $input | Format-Table -GroupBy PSComputerName }
        @($table | Where-Object { $_ -match 'PSComputerName: ' } | ForEach-Object { ($_ -split ': ')[1].Trim() }) -join ' ' | Should -BeExactly ($names -join ' ')
        $rules = Get-View ($answers | Select-Object -Property PSComputerName -ExpandProperty Findings) { $input | Format-Table PSComputerName, Rule, Message -Wrap }
        @($rules | Where-Object { $_ -match '^127\.0\.0\.3 +CMV0201 ' }).Count | Should -Be 1
        foreach ($line in $table + $rules) { $line.TrimEnd().Length | Should -BeLessOrEqual 80 }
    }

    It 'are asked in one line, without a session kept' {
        $reports = @(Invoke-Command @all -ScriptBlock { Test-CMOfflineDownload ~/UpdatePacks -Quiet })
        $reports.Count | Should -Be 3
        @($reports | Where-Object { $_ }).PSComputerName | Should -Be 127.0.0.2
    }

    It 'are asked one after the other with -ThrottleLimit 1' {
        $times = @(Invoke-Command -Session $sessions -ThrottleLimit 1 -ScriptBlock {
                $from = [datetime]::UtcNow.Ticks
                $null = Test-CMOfflineDownload ~/UpdatePacks
                [pscustomobject]@{ From = $from; To = [datetime]::UtcNow.Ticks }
            } | Sort-Object From)
        $times.Count | Should -Be 3
        foreach ($number in 1, 2) { $times[$number].From | Should -BeGreaterOrEqual $times[$number - 1].To }
    }

    It 'stop the script where the gate stays closed, each with its own error' {
        $passed = @(Invoke-Command -Session $sessions -ScriptBlock { Assert-CMOfflineDownload ~/UpdatePacks; 'imported' } -ErrorVariable failures -ErrorAction SilentlyContinue)
        @($passed | ForEach-Object PSComputerName) -join ' ' | Should -BeExactly '127.0.0.2 127.0.0.2'
        $failures.Count | Should -Be 2
        $told = @($failures | Sort-Object { $_.OriginInfo.PSComputerName })
        @($told | ForEach-Object { $_.OriginInfo.PSComputerName }) -join ' ' | Should -BeExactly '127.0.0.3 127.0.0.4'
        @($told | ForEach-Object FullyQualifiedErrorId) -join ' ' | Should -BeExactly 'CMOfflineDownloadNotUsable CMOfflineDownloadInconclusive'
        @($told | ForEach-Object { "$($_.CategoryInfo.Category)" }) -join ' ' | Should -BeExactly 'InvalidData ResourceUnavailable'
        $told[0].Exception.Message | Should -BeLike '*CMV0201*'
        # The whole report came along.
        $told[0].TargetObject.Verdict | Should -BeExactly NotUsable
        $told[0].TargetObject.Findings[0].Rule | Should -BeExactly CMV0201
    }

    It 'are not held up by one that is down, which is an error and no silence' {
        $asked = @($names) + '127.0.0.5'
        $four = $connection + @{ HostName = $asked }
        $reports = @(Invoke-Command @four -ScriptBlock { Test-CMOfflineDownload ~/UpdatePacks } -ErrorVariable failures -ErrorAction SilentlyContinue)
        $reports.Count | Should -Be 3
        @($failures | ForEach-Object { "$($_.TargetObject)" }) -join ' ' | Should -BeExactly '127.0.0.5'
        # What docs/many-sites.md says to do: whoever did not answer is not usable either.
        @($asked | Where-Object { $_ -notin $reports.PSComputerName }) -join ' ' | Should -BeExactly '127.0.0.5'
    }

    It 'are given up where they take the call and say nothing' {
        $silent = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Parse('127.0.0.6'), $connection.Port)
        $silent.Start()
        try {
            # In milliseconds.
            $asked = $connection + @{ HostName = '127.0.0.6'; ConnectingTimeout = 1000 }
            Invoke-Command @asked -ScriptBlock { Test-CMOfflineDownload ~/UpdatePacks } -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        } finally {
            $silent.Stop()
        }
        "$($failures[0].TargetObject)" | Should -BeExactly '127.0.0.6'
    }

    It 'say so where the module is missing' {
        $session = $sessions[2]
        $answer = Invoke-Command -Session $session -ErrorVariable failures -ErrorAction SilentlyContinue -ScriptBlock {
            Remove-Module CMVerify -ErrorAction Ignore
            $before = $env:PSModulePath
            $env:PSModulePath = $HOME
            try { Test-CMOfflineDownload ~/UpdatePacks } finally { $env:PSModulePath = $before }
        }
        $answer | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -BeExactly CommandNotFoundException
        $failures[0].OriginInfo.PSComputerName | Should -BeExactly $session.ComputerName
    }

    It 'get the module from here with Copy-Item -ToSession' {
        $null = Copy-Item -Path $ModuleFolder -Destination "$($hosts.Home[$names[0]])/CMVerify" -ToSession $sessions[0] -Recurse
        $where = Invoke-Command -Session $sessions[0] -ScriptBlock {
            Remove-Module CMVerify -ErrorAction Ignore
            Import-Module ~/CMVerify/CMVerify.psd1
            (Get-Module CMVerify).ModuleBase
            (Test-CMOfflineDownload ~/UpdatePacks).Verdict
        }
        $where -join ' ' | Should -BeExactly "$($hosts.Home[$names[0]])/CMVerify Usable"
    }

    It 'stop what they do with Stop-Job, and are free again' {
        foreach ($name in $names) { $null = Write-LongDownload -Path "$($hosts.Home[$name])/Long" -Files 2 -Size 400GB }
        $job = Invoke-Command -Session $sessions -AsJob -ScriptBlock { 'begun'; Test-CMOfflineDownload ~/Long }
        foreach ($try in 1..600) {
            if (@(Receive-Job $job -Keep).Count -eq 3) { break }
            Start-Sleep -Milliseconds 100
        }
        @(Receive-Job $job).Count | Should -Be 3
        Stop-Job $job
        "$($job.State)" | Should -Be Stopped
        Receive-Job $job | Should -BeNullOrEmpty
        Remove-Job $job
        # Nothing of the library is at work there any more, and the sessions take the next order.
        foreach ($try in 1..100) {
            $threads = @(Invoke-Command -Session $sessions -ScriptBlock { foreach ($file in [System.IO.Directory]::GetDirectories('/proc/self/task')) { try { [System.IO.File]::ReadAllText("$file/comm").Trim() } catch { '' } } } | Where-Object { $_ -eq 'cmverify' })
            if (-not $threads.Count) { break }
            Start-Sleep -Milliseconds 100
        }
        $threads.Count | Should -Be 0
        @(Invoke-Command -Session $sessions -ScriptBlock { Test-CMOfflineDownload ~/UpdatePacks -Quiet }).Count | Should -Be 3
    }

    It 'show their progress here, one bar for each, and put it away' {
        $job = Invoke-Command -Session $sessions -AsJob -ScriptBlock {
            # Shown from the first moment; the first cmdlet reads what it is that is set here.
            $null = Get-CMOfflineRule CMV0101
            & (Get-Module CMVerify) { $script:SilentMilliseconds = 0 }
            Test-CMOfflineDownload ~/UpdatePacks
        }
        $null = Wait-Job $job
        $job.ChildJobs.Count | Should -Be 3
        foreach ($child in $job.ChildJobs) {
            @($child.Output).Count | Should -Be 1
            @($child.Progress | ForEach-Object ActivityId | Sort-Object -Unique).Count | Should -Be 1
            $child.Progress[0].Activity | Should -BeLike "*$($hosts.Home[$child.Location])*"
            "$($child.Progress[-1].RecordType)" | Should -Be Completed
        }
        Remove-Job $job
    }
}
