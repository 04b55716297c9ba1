# What took how long, for -Debug. Without it there is no clock, and nothing is measured.

function script:Get-Clock {
    # A clock that runs, or nothing where nobody asked.
    if ($DebugPreference -ne 'SilentlyContinue' -and $DebugPreference -ne 'Ignore') {
        [System.Diagnostics.Stopwatch]::StartNew()
    }
}

function script:Write-Timing {
    param (
        [System.Diagnostics.Stopwatch] $Clock,
        # The name of a text, whose first place is for the milliseconds.
        [string] $Key,
        [object[]] $Values = @()
    )

    if ($null -eq $Clock) {
        return
    }
    $Clock.Stop()
    # Windows PowerShell takes -Debug for a wish to be asked at every line. Nothing here is worth a question, which nobody
    # answers in a script, nor the end of the pipeline.
    $DebugPreference = 'Continue'
    Write-Debug -Message (Get-Text $Key (@($Clock.Elapsed.TotalMilliseconds.ToString('0.0', [System.Globalization.CultureInfo]::InvariantCulture)) + $Values))
}

function script:Get-RateText {
    # Megabytes in a second, as text; a moment too short to measure has none.
    param ([double] $Bytes, [double] $Milliseconds)

    if ($Milliseconds -le 0) {
        return '-'
    }
    ($Bytes / 1MB / ($Milliseconds / 1000)).ToString('0.0', [System.Globalization.CultureInfo]::InvariantCulture)
}
