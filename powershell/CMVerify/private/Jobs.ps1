# Long work: watched, shown as progress, and ended with whoever asked for it.

# Nothing is shown of work that is done before anybody could read it.
$script:SilentMilliseconds = 500
# Nobody reads faster.
$script:ShowEveryMilliseconds = 100
# Ctrl+C is felt as quickly: nothing of PowerShell runs while the library is being waited for.
$script:WaitMilliseconds = 40
# A number that no other bar has: one of a script around this module stays as it is.
$script:ProgressId = 0x434D

function script:Get-ProgressPreference {
    # What the caller wants to see. A module does not see the variables of the script that called it.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet)

    $asked = $null
    if ($Cmdlet.MyInvocation.BoundParameters.TryGetValue('ProgressAction', [ref] $asked)) {
        return $asked
    }
    $Cmdlet.SessionState.PSVariable.GetValue('ProgressPreference', 'Continue')
}

function script:Invoke-NativeJob {
    # One piece of long work: its answer as an object, or an ErrorRecord. However this ends, the library is done with it.
    param (
        [type] $Native,
        [System.Management.Automation.PSCmdlet] $Cmdlet,
        [System.Collections.IDictionary] $Request,
        # What the bar says of it, and which of how many downloads it is.
        [string] $Activity,
        [int] $Number = 1,
        [int] $Count = 1
    )

    $ProgressPreference = Get-ProgressPreference -Cmdlet $Cmdlet
    $isSilent = "$ProgressPreference" -in 'SilentlyContinue', 'Ignore'
    $shown = $null
    $keep = @{}
    try {
        $started = Invoke-NativeMethod -Native $Native -Name cmv_job_start -Request $Request -Argument ([uint64] 0) -Keep $keep
        if ($started -is [System.Management.Automation.ErrorRecord]) {
            return $started
        }
        $job = [uint64] $started.job
        do {
            $seen = Invoke-NativeMethod -Native $Native -Name cmv_job_wait -Argument $job, ([uint32] $script:WaitMilliseconds)
            if ($seen -is [System.Management.Automation.ErrorRecord]) {
                return $seen
            }
            $isRunning = $seen.state -eq 'running'
            $next = if ($null -eq $shown) { $script:SilentMilliseconds } else { $shown + $script:ShowEveryMilliseconds }
            # The end is shown of what was shown at all.
            if (-not $isSilent -and ($seen.elapsedMs -ge $next -or ($null -ne $shown -and -not $isRunning))) {
                $shown = $seen.elapsedMs
                Show-JobProgress -Seen $seen -Activity $Activity -Number $Number -Count $Count
            }
        } while ($isRunning)
        Invoke-NativeMethod -Native $Native -Name cmv_job_result -Argument $job
    } finally {
        # Also after Ctrl+C, and where it was started and nobody heard of it any more.
        if ($null -ne $keep['Call']) {
            $null = $Native::cmv_job_close($keep['Call'][2])
        }
        if ($null -ne $shown) {
            Write-Progress -Id $script:ProgressId -Activity $Activity -Completed
        }
    }
}

function script:Show-JobProgress {
    param ([psobject] $Seen, [string] $Activity, [int] $Number, [int] $Count)

    $parts = @(
        '{0} %' -f [System.Math]::Floor($Seen.percent)
        if ($null -ne $Seen.bytesPerSecond) { (Get-SizeText $Seen.bytesPerSecond) + '/s' }
        if ($Seen.currentFile) { [System.IO.Path]::GetFileName($Seen.currentFile) }
    )
    $bar = @{
        Id               = $script:ProgressId
        Activity         = $Activity
        Status           = $parts -join '  '
        PercentComplete  = [int] [System.Math]::Floor((100 * ($Number - 1) + $Seen.percent) / $Count)
        # Without an estimate none is shown.
        SecondsRemaining = -1
    }
    if ($Count -gt 1) {
        $bar['Activity'] = '{0} ({1}/{2})' -f $Activity, $Number, $Count
    }
    if ($null -ne $Seen.remainingSeconds) {
        $bar['SecondsRemaining'] = [int] [System.Math]::Min($Seen.remainingSeconds, [int]::MaxValue)
    }
    Write-Progress @bar
}

function script:Get-SizeText {
    # Bytes as people read them, in the units that Windows shows.
    param ([double] $Bytes)

    foreach ($unit in 'B', 'KB', 'MB', 'GB') {
        if ($Bytes -lt 1000 -or $unit -eq 'GB') { break }
        $Bytes /= 1024
    }
    $format = if ($Bytes -ge 10 -or $unit -eq 'B') { '{0:0} {1}' } else { '{0:0.0} {1}' }
    $format -f $Bytes, $unit
}
