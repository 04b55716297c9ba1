# Long work: progress, Ctrl+C, many at once.

BeforeDiscovery {
    . "$PSScriptRoot/Common.ps1"
    $hasParallel = $PSVersionTable.PSVersion.Major -ge 7
    $hasProgressAction = $PSVersionTable.PSVersion -ge [version]'7.4'
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force

    function New-Shell {
        # Another PowerShell in this process, with the module in it.
        $shell = [powershell]::Create([System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
        $null = $shell.AddScript("Import-Module '$ModuleManifest'").Invoke()
        $shell.Commands.Clear()
        $shell
    }

    function Get-OwnThread {
        # How many threads of the library there are; on Windows all threads, because there they have no names to see.
        if ($IsOnWindows) {
            return [System.Diagnostics.Process]::GetCurrentProcess().Threads.Count
        }
        @([System.IO.Directory]::GetDirectories('/proc/self/task') | Where-Object {
                try { [System.IO.File]::ReadAllText("$_/comm").Trim() -eq 'cmverify' } catch { $false }
            }).Count
    }

    # What is read in full again and again is half as long under wine.
    $size = if ($env:CMVERIFY_WINEPREFIX) { 512MB } else { 1GB }
    $long = Write-LongDownload -Path (Join-Path "$TestDrive" 'long') -Files 6 -Size $size
    # What all of it takes here, in milliseconds, once the system knows the files: what is stopped takes less.
    $null = Test-CMOfflineDownload $long
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $null = Test-CMOfflineDownload $long
    $whole = $watch.ElapsedMilliseconds
    $good = Write-Download -Path (Join-Path "$TestDrive" 'good')
    $bad = Write-Download -Path (Join-Path "$TestDrive" 'bad') -Story EmptyRedist
}

Describe 'Progress' {
    BeforeAll {
        $shell = New-Shell
        $null = $shell.AddScript('Test-CMOfflineDownload $args[0]').AddArgument($long).Invoke()
        $bars = @($shell.Streams.Progress | Where-Object RecordType -EQ Processing)
        $all = @($shell.Streams.Progress)
        $shell.Dispose()
    }

    It 'never runs backwards and ends at 100 percent' {
        $bars.Count | Should -BeGreaterThan 2
        $last = 0
        foreach ($bar in $bars) {
            $bar.PercentComplete | Should -BeGreaterOrEqual $last
            $last = $bar.PercentComplete
        }
        $last | Should -Be 100
        $bars[0].PercentComplete | Should -BeLessThan 100
    }

    It 'is taken away at the end' {
        $all[-1].RecordType | Should -Be Completed
        @($all.ActivityId | Select-Object -Unique).Count | Should -Be 1
    }

    It 'names the download, the file, the rate and the time that is left' {
        $bars[0].Activity | Should -BeLike "*$long*"
        $middle = $bars[[int] ($bars.Count / 2)]
        $middle.StatusDescription | Should -Match '^\d+ %  [\d.,]+ [KMG]B/s  big\d\.dat$'
        @($bars | Where-Object { $_.SecondsRemaining -ge 0 }).Count | Should -BeGreaterThan 0 -Because 'after a while the end can be foretold'
    }

    It 'is nothing for work that is done at once' {
        # Another program may hold up one try, not five.
        $tries = 0
        do {
            $shell = New-Shell
            $null = $shell.AddScript('Test-CMOfflineDownload $args[0]; Test-CMOfflineDownload $args[0] -Depth Quick').AddArgument($good).Invoke()
            $drawn = $shell.Streams.Progress.Count
            $shell.Dispose()
        } while ($drawn -and ++$tries -lt 5)
        $drawn | Should -Be 0
    }

    It 'is one bar for several downloads' {
        $shell = New-Shell
        $null = $shell.AddScript('Test-CMOfflineDownload $args').AddArgument($long).AddArgument($long).Invoke()
        $bars = @($shell.Streams.Progress | Where-Object RecordType -EQ Processing)
        @($shell.Streams.Progress.ActivityId | Select-Object -Unique).Count | Should -Be 1
        $bars[-1].PercentComplete | Should -Be 100
        ($bars.PercentComplete | Sort-Object) -join ' ' | Should -Be ($bars.PercentComplete -join ' ')
        $bars[0].PercentComplete | Should -BeLessThan 50
        $bars[-1].Activity | Should -BeLike '*(2/2)'
        $shell.Dispose()
    }

    It 'is not shown to a script that wants none' {
        $shell = New-Shell
        $null = $shell.AddScript('& { $ProgressPreference = "SilentlyContinue"; Test-CMOfflineDownload $args[0] } $args[0]').AddArgument($long).Invoke()
        $shell.Streams.Progress.Count | Should -Be 0
        $shell.Dispose()
    }

    It 'is not shown with -ProgressAction SilentlyContinue' -Skip:(-not $hasProgressAction) {
        $shell = New-Shell
        $null = $shell.AddScript('Test-CMOfflineDownload $args[0] -ProgressAction SilentlyContinue').AddArgument($long).Invoke()
        $shell.Streams.Progress.Count | Should -Be 0
        $shell.Dispose()
    }

    It 'is the same work: the report is that of a call without anybody who watches' {
        $report = Test-CMOfflineDownload $bad
        $report.Verdict | Should -Be NotUsable
        $report.Findings.Rule | Should -Contain CMV0301
    }
}

Describe 'Stopping' {
    It 'takes less than half a second, in the middle of a large file' {
        $took = @{}
        # The quickest of each is held to it: another program may hold up any one of them, a fault holds up all.
        # A part of the whole work, which a faster machine has done the sooner.
        foreach ($after in 0, 0, 0.1, 0.1, 0.3, 0.3) {
            $shell = New-Shell
            $run = $shell.AddScript('Test-CMOfflineDownload $args[0]').AddArgument($long).BeginInvoke()
            Start-Sleep -Milliseconds ([int] ($whole * $after))
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $took[$after] = [System.Math]::Min($watch.ElapsedMilliseconds, $(if ($took.ContainsKey($after)) { $took[$after] } else { [long]::MaxValue }))
            $run.IsCompleted | Should -BeTrue
            $shell.InvocationStateInfo.State | Should -Be Stopped
            # What was drawn is taken away again.
            $drawn = @($shell.Streams.Progress)
            if ($drawn) { $drawn[-1].RecordType | Should -Be Completed }
            $shell.Dispose()
        }
        $took.Count | Should -Be 3
        foreach ($time in $took.Values) { $time | Should -BeLessThan 500 }
    }

    It 'leaves nothing behind, hundreds of times at moments that nobody chose' {
        # tests/c/jobs.c stops its thousand on every system; wine, and who is short of seconds, has less time for this one.
        $rounds = if ($env:CMVERIFY_WINEPREFIX -or $env:CMVERIFY_SECONDS) { 250 } else { 1000 }
        $shell = New-Shell
        $random = [System.Random]::new(20261123)
        $before = $null
        foreach ($round in 1..$rounds) {
            if ($round -eq 20) {
                [System.GC]::Collect()
                Start-Sleep -Milliseconds 300
                $before = Get-OwnThread
                $handles = [System.Diagnostics.Process]::GetCurrentProcess().HandleCount
            }
            $shell.Commands.Clear()
            $run = $shell.AddScript('Test-CMOfflineDownload $args[0] -ErrorAction Stop').AddArgument($long).BeginInvoke()
            if ($round % 4) { Start-Sleep -Milliseconds $random.Next(0, 15) }
            $shell.Stop()
            try { $null = $shell.EndInvoke($run) } catch { $null = $_ }
        }
        # At most 256 jobs are open at once: those that were stopped are closed, or none would be started any more.
        $shell.Commands.Clear()
        $shell.AddScript('(Test-CMOfflineDownload $args[0]).Verdict').AddArgument($good).Invoke() | Should -Be Usable
        $shell.Dispose()
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        do {
            Start-Sleep -Milliseconds 50
            $after = Get-OwnThread
        } while ($after -gt $before -and $watch.ElapsedMilliseconds -lt 5000)
        # The threads that .NET itself keeps come and go.
        $after | Should -BeLessOrEqual ($before + $(if ($IsOnWindows) { 8 } else { 0 }))
        [System.GC]::Collect()
        [System.GC]::WaitForPendingFinalizers()
        # wine counts its table of handles, which grows by leaps; tests/c/jobs.c counts more sharply.
        [System.Diagnostics.Process]::GetCurrentProcess().HandleCount | Should -BeLessOrEqual ($handles + $(if ($IsOnWindows) { 2500 } else { 50 }))
    }

    It 'is what Select-Object -First does' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $first = $good, $long, $long, $long | Test-CMOfflineDownload | Select-Object -First 1
        $first.Path | Should -Be $good
        $watch.ElapsedMilliseconds | Should -BeLessThan (2 * $whole) -Because 'the others are not even begun'
    }

    It 'is what an error that ends the pipeline does' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        { $bad, $long, $long, $long | Assert-CMOfflineDownload } | Should -Throw -ErrorId 'CMOfflineDownloadNotUsable*'
        { '', $long, $long, $long | Test-CMOfflineDownload -ErrorAction Stop } | Should -Throw -ErrorId 'CMPathEmpty*'
        $watch.ElapsedMilliseconds | Should -BeLessThan (2 * $whole)
    }

    It 'is what closing a runspace does' {
        $shell = New-Shell
        $null = $shell.AddScript('Test-CMOfflineDownload $args').AddArgument($long).AddArgument($long).AddArgument($long).BeginInvoke()
        Start-Sleep -Milliseconds 200
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Runspace.Close()
        $watch.ElapsedMilliseconds | Should -BeLessThan (1.5 * $whole)
        $shell.Dispose()
        do { Start-Sleep -Milliseconds 50 } while (-not $IsOnWindows -and (Get-OwnThread) -gt 0 -and $watch.ElapsedMilliseconds -lt 10000)
        if (-not $IsOnWindows) { Get-OwnThread | Should -Be 0 }
    }
}

Describe 'A number of a job' {
    It 'is good for nothing once the job is closed, also for a module that was imported again' {
        $started = & (Get-Module CMVerify) {
            $null = Connect-NativeLibrary
            $request = @{ operation = 'verifyDownload'; downloadPath = $args[0] }
            $job = [uint64] (Invoke-NativeMethod -Native $script:Native -Name cmv_job_start -Request $request -Argument ([uint64] 0)).job
            $job
            $script:Native::cmv_job_close($job)
            $script:Native::cmv_job_close($job)
        } $long
        $started[1, 2] | Should -Be 0, 8
        Remove-Module CMVerify
        Import-Module $ModuleManifest -Force
        $again = & (Get-Module CMVerify) {
            $null = Connect-NativeLibrary
            $script:Native::cmv_job_close([uint64] $args[0])
            (Invoke-NativeMethod -Native $script:Native -Name cmv_job_result -Argument ([uint64] $args[0])).FullyQualifiedErrorId
        } $started[0]
        $again | Should -Be 8, 'CMNative.jobUnknown'
    }
}

Describe 'Many at once' {
    It 'gives the right verdicts in eight runspaces for a minute, and nothing grows' {
        # CMVERIFY_SECONDS: another length, for a machine that has less time.
        $seconds = if ($env:CMVERIFY_SECONDS) { [int] $env:CMVERIFY_SECONDS } else { 60 }
        $script = {
            param ($Manifest, $Good, $Bad, $Seconds)
            Import-Module $Manifest
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $rounds = 0
            while ($watch.Elapsed.TotalSeconds -lt $Seconds) {
                $verdicts = (Test-CMOfflineDownload $Good, $Bad).Verdict -join ' '
                if ($verdicts -ne 'Usable NotUsable') { "WRONG: $verdicts" }
                $rounds++
            }
            $rounds
        }
        $process = [System.Diagnostics.Process]::GetCurrentProcess()
        $memory = @()
        $shells = foreach ($number in 1..8) {
            $shell = [powershell]::Create([System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
            $null = $shell.AddScript($script).AddArgument($ModuleManifest).AddArgument($good).AddArgument($bad).AddArgument($seconds)
            @{ Shell = $shell; Run = $shell.BeginInvoke() }
        }
        while (@($shells | Where-Object { -not $_.Run.IsCompleted }).Count) {
            Start-Sleep -Milliseconds 500
            $process.Refresh()
            $memory += $process.PrivateMemorySize64
        }
        $rounds = foreach ($each in $shells) {
            $said = @($each.Shell.EndInvoke($each.Run))
            $each.Shell.Streams.Error.Count | Should -Be 0
            $said.Count | Should -Be 1 -Because "a runspace said: $said"
            $said[0]
            $each.Shell.Dispose()
        }
        ($rounds | Measure-Object -Sum).Sum | Should -BeGreaterThan (8 * 3)
        # .NET lets its memory grow before it collects; a report that is lost in each round would be far more.
        $late = $memory[-1] - $memory[[int] ($memory.Count / 2)]
        $late / 1MB | Should -BeLessThan 150
    }

    It 'works with ForEach-Object -Parallel' -Skip:(-not $hasParallel) {
        # By way of a variable, because this file is held to what 5.1 has.
        $forEach = Get-Command ForEach-Object
        $work = foreach ($path in $good, $bad, $good, $bad) { [pscustomobject] @{ Path = $path; Manifest = $ModuleManifest } }
        $verdicts = $work | & $forEach -ThrottleLimit 4 -Parallel {
            Import-Module $_.Manifest
            (Test-CMOfflineDownload $_.Path).Verdict
        }
        ($verdicts | Sort-Object) -join ' ' | Should -Be 'NotUsable NotUsable Usable Usable'
    }

    It 'works in jobs of threads and of processes' {
        $script = {
            Import-Module $args[0]
            foreach ($path in $args[1..2]) { (Test-CMOfflineDownload $path).Verdict }
        }
        $startThreadJob = Get-Command Start-ThreadJob -ErrorAction Ignore
        $jobs = @(
            Start-Job -ScriptBlock $script -ArgumentList $ModuleManifest, $good, $bad
            if ($startThreadJob) {
                & $startThreadJob -ScriptBlock $script -ArgumentList $ModuleManifest, $good, $bad
                & $startThreadJob -ScriptBlock $script -ArgumentList $ModuleManifest, $good, $bad
            }
        )
        foreach ($job in $jobs) {
            ($job | Receive-Job -Wait) -join ' ' | Should -Be 'Usable NotUsable'
            Remove-Job $job
        }
    }

    It 'stops with the job that it runs in' {
        $startThreadJob = Get-Command Start-ThreadJob -ErrorAction Ignore
        if (-not $startThreadJob) {
            Set-ItResult -Skipped -Because 'there is no Start-ThreadJob'
            return
        }
        $job = & $startThreadJob -ScriptBlock { Import-Module $args[0]; Test-CMOfflineDownload $args[1..3] } -ArgumentList $ModuleManifest, $long, $long, $long
        Start-Sleep -Milliseconds 700
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Stop-Job $job
        $watch.ElapsedMilliseconds | Should -BeLessThan (1.5 * $whole)
        Remove-Job $job -Force
    }
}
