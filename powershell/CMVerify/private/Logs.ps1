# From what a caller typed to the lines and runs of logs: paths, pages, following. What is wrong with one log is an error
# of the cmdlet, told where it is met and once for each log; the other logs go on.

$script:SeverityNames = @{ error = 'Error'; warning = 'Warning'; information = 'Information' }

$script:ProblemCategories = @{
    missing      = 'ObjectNotFound'
    isFolder     = 'InvalidArgument'
    special      = 'InvalidArgument'
    accessDenied = 'PermissionDenied'
    readFailed   = 'ReadError'
    notText      = 'InvalidData'
    lineTooLong  = 'InvalidData'
}

# With these there are events all the same.
$script:ReadableProblems = 'notText', 'lineTooLong'

# A log that is being replaced is out of reach for a moment. Only what lasts for so many looks is told.
$script:LooksBeforeTold = 8

$script:MillisecondsBetweenLooks = 250

function script:Resolve-LogPath {
    # The files that a path stands for, or an ErrorRecord.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path, [bool] $Literal)

    $file = Resolve-FileSystemPath -Cmdlet $Cmdlet -Path $Path
    # Tab completion puts a backtick before brackets, which alone makes no pattern.
    if ($Literal -or $file -is [System.Management.Automation.ErrorRecord] -or $Path -notmatch '[][*?`]' -or
        [System.IO.File]::Exists($file) -or [System.IO.Directory]::Exists($file)) {
        return $file
    }
    $files = @(Resolve-Pattern -Cmdlet $Cmdlet -Path $Path | Where-Object { [System.IO.File]::Exists($_) })
    if (-not $files.Count) {
        # Not silence, as Get-Content has it: somebody who reads a log in a script must learn that there was none.
        return ConvertTo-ErrorRecord -Id CMLog.missing -Category ObjectNotFound -Target $Path -Message (Get-Text PatternFitsNothing $Path)
    }
    $files
}

function script:New-LogRequest {
    # What a caller wants of logs, as the library is asked for it. An ErrorRecord where that cannot be, and nothing where
    # no line can fit because none of the rules is there.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Parameters)

    $request = @{ language = Get-MessageLanguage }
    if ($Parameters.ContainsKey('Run')) {
        $request['runs'] = @($Parameters['Run'])
    }
    if ($Parameters['LastRun']) {
        if ($request.ContainsKey('runs')) {
            return ConvertTo-ErrorRecord -Id CMRunsAmbiguous -Category InvalidArgument -Target $Parameters['Run'] -Message (Get-Text RunsAmbiguous)
        }
        $request['lastRun'] = $true
    }
    if ($Parameters.ContainsKey('Severity')) {
        $request['severities'] = @(foreach ($word in $Parameters['Severity']) { $word.ToLowerInvariant() })
    }
    if ($Parameters.ContainsKey('Tail')) {
        $request['tail'] = $Parameters['Tail']
    }
    if ($Parameters['Wait']) {
        $request['follow'] = $true
    }
    if ($Parameters.ContainsKey('Rule')) {
        $rules = @(Get-Rule)
        if ($rules[0] -is [System.Management.Automation.ErrorRecord]) {
            return $rules[0]
        }
        $ids = @(foreach ($pattern in $Parameters['Rule']) {
                foreach ($rule in Select-Rule -Rule $rules -Pattern $pattern) {
                    if ($rule -is [System.Management.Automation.ErrorRecord]) { $Cmdlet.WriteError($rule) } else { $rule.Id }
                }
            })
        if (-not $ids.Count) {
            return
        }
        $request['rules'] = @($ids | Sort-Object -Unique)
    }
    $request
}

function script:Get-LogState {
    # One state for each log that a path stands for: where it is, how far it was read, and what was told of it.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path, [bool] $Literal)

    foreach ($file in Resolve-LogPath -Cmdlet $Cmdlet -Path $Path -Literal $Literal) {
        if ($file -is [System.Management.Automation.ErrorRecord]) {
            $Cmdlet.WriteError($file)
        } else {
            @{ Path = $file; Cursor = $null; Told = @{}; Waiting = $false; Misses = 0 }
        }
    }
}

function script:Read-LogPage {
    # The next page of a log, and its state moved on behind it. Nothing where the library gave no answer.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Name, [hashtable] $Request, [hashtable] $Log)

    $asked = $Request.Clone()
    $asked['path'] = $Log.Path
    if ($null -ne $Log.Cursor) {
        $asked['cursor'] = $Log.Cursor
        $asked.Remove('tail')
    }
    $page = Invoke-NativeMethod -Native $script:Native -Name $Name -Request $asked
    if ($page -is [System.Management.Automation.ErrorRecord]) {
        # A log without a cursor is not waited for: this error would come back with every look.
        $Log.Cursor = $null
        $Cmdlet.WriteError($page)
        return
    }
    $problem = $page.log.problem
    if ($null -eq $problem -or $script:ReadableProblems -contains $problem.code) {
        $Log.Misses = 0
        $Log.Cursor = $page.cursor
    } else {
        $Log.Misses++
        # What came before a bad place is in this page; no other page would get beyond it.
        $page.atEnd = $true
        if ($problem.code -eq 'readFailed') {
            $Log.Cursor = $page.cursor
        }
        if ($Log.Waiting) {
            if ($Log.Misses -eq 1 -and $VerbosePreference -ne 'SilentlyContinue') {
                Write-Verbose -Message (Get-Text LogOutOfReach $Log.Path, $problem.message)
            }
            if ($problem.code -eq 'missing' -or $Log.Misses -lt $script:LooksBeforeTold) {
                return $page
            }
        }
    }
    if ($null -ne $problem -and -not $Log.Told[$problem.code]) {
        $Log.Told[$problem.code] = $true
        $category = $script:ProblemCategories[$problem.code]
        if (-not $category) {
            $category = 'ReadError'
        }
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Id "CMLog.$($problem.code)" -Category $category -Target $Log.Path -Message ('{0}: {1}' -f $Log.Path, $problem.message)))
    }
    $page
}

function script:Read-LogEvent {
    # Writes the lines from where the log was left to its end.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [hashtable] $Request, [hashtable] $Log)

    $path = $Log.Path
    $severities = $script:SeverityNames
    $asked = $Request.Clone()
    $asked['compact'] = $true
    do {
        $page = Read-LogPage -Cmdlet $Cmdlet -Name cmv_read_log_events -Request $asked -Log $Log
        if ($null -eq $page) {
            return
        }
        if ($page.restarted -and $VerbosePreference -ne 'SilentlyContinue') {
            Write-Verbose -Message (Get-Text LogRestarted $path)
        }
        # Hundreds of thousands of lines come through here: lists instead of objects from the library, one literal for
        # each, and no call of a function.
        foreach ($item in $page.events) {
            # Windows PowerShell reads small numbers as another type than PowerShell 7 does.
            $bias = $item[7]
            if ($null -ne $bias) { $bias = [long] $bias }
            $thread = $item[11]
            if ($null -ne $thread) { $thread = [long] $thread }
            $run = $item[12]
            if ($null -ne $run) { $run = [long] $run }
            [pscustomobject]@{
                PSTypeName = 'CMVerify.LogEvent'
                Path       = $path
                Line       = [long] $item[0]
                Lines      = [long] $item[1]
                Offset     = [long] $item[2]
                Length     = [long] $item[3]
                Encoding   = $item[4]
                Time       = $item[5]
                Utc        = $item[6]
                Bias       = $bias
                Severity   = $severities[$item[8]]
                Level      = $item[9]
                Component  = $item[10]
                Thread     = $thread
                Run        = $run
                Rule       = $item[13]
                Shape      = $item[14]
                Text       = $item[15]
            }
        }
    } until ($page.atEnd)
}

function script:Wait-LogEvent {
    # Writes the lines that come from now on, log by log in turn, until somebody stops it.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [hashtable] $Request, [hashtable[]] $Log)

    foreach ($each in $Log) {
        $each.Waiting = $true
    }
    while ($true) {
        # A log that could not be read in the first place is not waited for, as with Get-Content.
        $followed = @(foreach ($each in $Log) { if ($null -ne $each.Cursor) { $each } })
        if (-not $followed.Count) {
            return
        }
        Start-Sleep -Milliseconds $script:MillisecondsBetweenLooks
        foreach ($each in $followed) {
            Read-LogEvent -Cmdlet $Cmdlet -Request $Request -Log $each
        }
    }
}

function script:Read-LogRun {
    # Writes the runs of a log.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [hashtable] $Request, [hashtable] $Log)

    do {
        $page = Read-LogPage -Cmdlet $Cmdlet -Name cmv_read_log_runs -Request $Request -Log $Log
        if ($null -eq $page) {
            return
        }
        foreach ($run in $page.runs) {
            ConvertTo-TypedObject -Node $run -Type Run -Members ([ordered]@{ Path = $Log.Path })
        }
    } until ($page.atEnd)
}
