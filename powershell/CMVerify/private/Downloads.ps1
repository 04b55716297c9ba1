# From what a caller typed to a report: paths, the logs that go with them, the call. What goes wrong on the way is an
# ErrorRecord among the answers: whether that stops the caller is for the caller to say.

function script:Invoke-InCaller {
    # Runs a script where the caller of a cmdlet stands: a drive that a script made for itself is not seen from a module.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Argument, [scriptblock] $Script)

    # A script block is bound to the module that it is written in; one made from its tree is not. InvokeScript alone
    # would leave the script's variables with the caller.
    $free = $Script.Ast.GetScriptBlock()
    $call = { & $args[0] $args[1] }.Ast.GetScriptBlock()
    foreach ($value in $Cmdlet.SessionState.InvokeCommand.InvokeScript($Cmdlet.SessionState, $call, $free, $Argument)) {
        # Without the wrapping, which Windows PowerShell would write into JSON as an object.
        if ($null -ne $value) { $value.ToString() }
    }
}

function script:Get-QualifiedPath {
    # A share is the file system's, also for somebody who stands in the drive of a site or of the registry.
    param ([string] $Path)

    if ($Path -match '^[\\/]{2}') { "Microsoft.PowerShell.Core\FileSystem::$Path" } else { $Path }
}

function script:Resolve-Pattern {
    # Whatever is in the file system and fits a pattern of PowerShell.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path)

    Invoke-InCaller -Cmdlet $Cmdlet -Argument (Get-QualifiedPath $Path) -Script {
        # Whatever somebody set for these commands is meant for their own use of them.
        $PSDefaultParameterValues = @{}
        Resolve-Path -Path $args[0] -ErrorAction Ignore | ForEach-Object ProviderPath
    }
}

function script:Resolve-FileSystemPath {
    # A path of the file system for a path of PowerShell: relative to PowerShell's location, through its drives.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path)

    $Path = Get-QualifiedPath $Path
    try {
        $found = @(Invoke-InCaller -Cmdlet $Cmdlet -Argument $Path -Script {
                $provider = $drive = $null
                $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($args[0], [ref] $provider, [ref] $drive)
                $provider.Name
            })
    } catch {
        $why = $_.Exception.GetBaseException()
        return ConvertTo-ErrorRecord -Id CMPathInvalid -Category InvalidArgument -Target $Path -Message (Get-Text PathInvalid $Path, $why.Message) -Cause $why
    }
    if ($found[1] -ne 'FileSystem') {
        return ConvertTo-ErrorRecord -Id CMPathNotFileSystem -Category InvalidArgument -Target $Path -Message (Get-Text PathNotFileSystem $Path, $found[1])
    }
    Get-UnescapedPath $found[0]
}

function script:Get-UnescapedPath {
    # Tab puts a backtick before brackets and backticks. A path with such that leads nowhere is taken without them, where
    # that leads somewhere; the last part of it may be still to come.
    param ([string] $Path)

    if ($Path.Contains('`') -and -not [System.IO.Directory]::Exists($Path) -and -not [System.IO.File]::Exists($Path)) {
        $plain = [System.Management.Automation.WildcardPattern]::Unescape($Path)
        if ([System.IO.Directory]::Exists($plain) -or [System.IO.File]::Exists($plain)) {
            return $plain
        }
        if (-not [System.IO.Directory]::Exists([System.IO.Path]::GetDirectoryName($Path)) -and [System.IO.Directory]::Exists([System.IO.Path]::GetDirectoryName($plain))) {
            return $plain
        }
    }
    $Path
}

function script:Resolve-DownloadPath {
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path)

    if ([string]::IsNullOrEmpty($Path)) {
        return ConvertTo-ErrorRecord -Id CMPathEmpty -Category InvalidArgument -Target $Path -Message (Get-Text PathEmpty)
    }
    $literal = Resolve-FileSystemPath -Cmdlet $Cmdlet -Path $Path
    if ($literal -is [System.Management.Automation.ErrorRecord] -or
        [System.IO.Directory]::Exists($literal) -or [System.IO.File]::Exists($literal) -or
        -not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($Path)) {
        return $literal
    }
    $folders = @(Resolve-Pattern -Cmdlet $Cmdlet -Path $Path | Where-Object { [System.IO.Directory]::Exists($_) })
    # A pattern that fits nothing must not pass in silence: as a path that is not there it becomes a finding.
    if ($folders.Count) { $folders } else { $literal }
}

function script:Find-DefaultLog {
    # Beside the download, as -updatepackdest and the tool's own folder mostly lie; then in it, where a copy is carried.
    param ([string] $Folder, [string] $Name)

    try {
        $download = [System.IO.DirectoryInfo]::new($Folder)
        $places = @(foreach ($place in $download.Parent, $download) { if ($null -ne $place) { $place.FullName } })
    } catch {
        # A path that the system does not take at all: the library says so.
        return $null
    }
    $windows = [System.Environment]::OSVersion.Platform -eq 'Win32NT'
    if ($windows -and $Name -eq 'ConfigMgrSetup.log') {
        # Where setupdl writes it, on the connected PC itself.
        $places += "$env:SystemDrive\"
    }
    foreach ($place in $places) {
        $path = [System.IO.Path]::Combine($place, $Name)
        if ([System.IO.File]::Exists($path)) {
            return $path
        }
        if ($windows -or -not [System.IO.Directory]::Exists($place)) {
            continue
        }
        try {
            # Logs come from Windows, where the case of a name means nothing.
            $path = [System.IO.Directory]::EnumerateFiles($place) | Where-Object { [System.IO.Path]::GetFileName($_) -eq $Name } | Sort-Object | Select-Object -First 1
        } catch {
            $path = $null
        }
        if ($path) {
            return $path
        }
    }
    # Not just nothing: Windows PowerShell writes that into JSON as an empty object.
    $null
}

function script:Resolve-DownloadLogPath {
    # The paths of the logs that were given, by name; or why one of them is none.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $ServiceConnectionLogPath, [string] $SetupLogPath)

    $logs = @{ 'ServiceConnectionTool.log' = $ServiceConnectionLogPath; 'ConfigMgrSetup.log' = $SetupLogPath }
    foreach ($name in @($logs.Keys)) {
        if ($logs[$name]) {
            $logs[$name] = Resolve-FileSystemPath -Cmdlet $Cmdlet -Path $logs[$name]
        }
        if ($logs[$name] -is [System.Management.Automation.ErrorRecord]) {
            return $logs[$name]
        }
    }
    $logs
}

function script:Find-DownloadLog {
    # The logs of one download, by name: those that were given, else those that lie where logs lie.
    param ([string] $Folder, [System.Collections.IDictionary] $Given)

    $used = @{}
    foreach ($name in $Given.Keys) {
        $used[$name] = if ($Given[$name]) { $Given[$name] } else { Find-DefaultLog -Folder $Folder -Name $name }
    }
    $used
}

function script:Invoke-ReportJob {
    # One piece of long work on one folder: the report of it, or an ErrorRecord.
    param (
        # The parameters of Invoke-NativeJob.
        [System.Collections.IDictionary] $Work,
        [string] $Folder
    )

    $isVerbose = $VerbosePreference -ne 'SilentlyContinue'
    if ($isVerbose) {
        $Work['Request']['explain'] = $true
    }
    $clock = Get-Clock
    $answer = Invoke-NativeJob @Work
    if ($answer -is [System.Management.Automation.ErrorRecord]) {
        return $answer
    }
    if ($null -ne $clock) {
        # The library's own time: what comes on top is reading its answer, and looking whether it is there.
        Write-Timing $clock TimeVerified $Folder, $answer.elapsedMs, $answer.files.hashedBytes, (Get-RateText $answer.files.hashedBytes $answer.elapsedMs)
    }
    $clock = Get-Clock
    $report = ConvertTo-TypedObject -Node $answer -Type Report -Members ([ordered]@{ Path = $Folder })
    Write-Timing $clock TimeObjects $Folder
    if ($isVerbose) {
        Write-JudgedFile $report.Judged
    }
    $report
}

function script:Write-JudgedFile {
    # Which file was judged by which rules, a line for each.
    param ([psobject] $Judged)

    foreach ($file in $Judged.Files) {
        $rules, $found = foreach ($ids in $file.Rules, $file.Found) { if ($ids) { $ids -join ' ' } else { '-' } }
        $text = if ($null -eq $file.Grade) { Get-Text LogJudged $file.File, $rules, $found } else { Get-Text FileJudged $file.File, $rules, $found, $file.Grade }
        Write-Verbose -Message $text
    }
    if ($Judged.Omitted) {
        Write-Verbose -Message (Get-Text FilesJudgedToo $Judged.Omitted)
    }
}

function script:Get-DownloadReport {
    # The reports for some paths, and for all folders that a pattern among them fits.
    param (
        [System.Management.Automation.PSCmdlet] $Cmdlet,
        [string[]] $Path,
        [string] $ServiceConnectionLogPath,
        [string] $SetupLogPath,
        [string] $Depth,
        [bool] $AllRuns,
        [bool] $WithoutLogs
    )

    if (-not $Path) {
        # No path at all, as from a misspelt variable, must not pass in silence.
        $Path = ''
    }
    $logs = Resolve-DownloadLogPath -Cmdlet $Cmdlet -ServiceConnectionLogPath $ServiceConnectionLogPath -SetupLogPath $SetupLogPath
    if ($logs -is [System.Management.Automation.ErrorRecord]) {
        foreach ($item in $Path) { $logs }
        return
    }
    $folders = @(foreach ($item in $Path) { Resolve-DownloadPath -Cmdlet $Cmdlet -Path $item })
    $number = 0
    foreach ($folder in $folders) {
        $number++
        if ($folder -is [System.Management.Automation.ErrorRecord]) {
            $folder
            continue
        }
        $clock = Get-Clock
        $used = Find-DownloadLog -Folder $folder -Given $logs
        Write-Timing $clock TimeLogs $folder
        if (-not $WithoutLogs -and -not $SetupLogPath -and -not $used['ServiceConnectionTool.log']) {
            # A site server has a ConfigMgrSetup.log of its own: it is the tool's log that tells of this download.
            $seal = Find-Seal -Folder $folder
            if ($seal) {
                Write-Verbose -Message (Get-Text SealUsed $folder, $seal)
                Get-SealReport -Cmdlet $Cmdlet -Folder $folder -SealPath $seal -Depth $Depth -Number $number -Count $folders.Count
                continue
            }
        }
        $request = [ordered]@{
            operation            = 'verifyDownload'
            downloadPath         = $folder
            serviceConnectionLog = $used['ServiceConnectionTool.log']
            setupLog             = $used['ConfigMgrSetup.log']
            depth                = $Depth.ToLowerInvariant()
            allRuns              = $AllRuns
            withoutLogs          = $WithoutLogs
            language             = Get-MessageLanguage
        }
        if ($VerbosePreference -ne 'SilentlyContinue') {
            Write-Verbose -Message (Get-Text LogsUsed $folder, $request.serviceConnectionLog, $request.setupLog)
        }
        $work = @{
            Native   = $script:Native
            Cmdlet   = $Cmdlet
            Request  = $request
            Activity = Get-Text Verifying $folder
            Number   = $number
            Count    = $folders.Count
        }
        Invoke-ReportJob -Work $work -Folder $folder
    }
}

function script:ConvertTo-RefusalRecord {
    # The error that closes the gate. The message alone must tell a person who sees nothing else what is wrong.
    param ([psobject] $Report)

    $shown = @($Report.Findings | Where-Object Effect -NE 'None')
    $lines = @(
        '{0}: {1}' -f $Report.Verdict, $Report.Path
        $Report.Summary
        $Report.NextAction
        foreach ($finding in $shown | Select-Object -First 3) {
            $place = $finding.File
            if ($null -ne $finding.Evidence) {
                $place = $finding.Evidence.Path
                if ($null -ne $finding.Evidence.Line) {
                    $place += ':' + $finding.Evidence.Line
                }
            }
            '- {0} {1}{2}' -f $finding.Rule, $finding.Message, $(if ($place) { " ($place)" })
        }
        if ($shown.Count -gt 3) {
            '- ' + (Get-Text FurtherFindings ($shown.Count - 3))
        }
    )
    $category = if ($Report.Verdict -eq 'NotUsable') { 'InvalidData' } else { 'ResourceUnavailable' }
    ConvertTo-ErrorRecord -Id "CMOfflineDownload$($Report.Verdict)" -Category $category -Target $Report -Message ($lines -join [System.Environment]::NewLine)
}
