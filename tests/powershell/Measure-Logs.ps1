# Measures what a ConfigMgrSetup.log of many runs costs from PowerShell, beside the ways without this module, in one run.
#
# The log holds complete runs, one of them with a failing line in about 10,000, and ends with the good run of a small
# download. The commands take turns; each answer is checked, because a fast wrong one is worth nothing. Needs about
# twice the log's size on the disk.
[CmdletBinding(DefaultParameterSetName = 'Speed')]
param (
    [string] $Module = $(if ($env:CMVERIFY_MODULE) { $env:CMVERIFY_MODULE } else { [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'CMVerify') }),

    # MiB of the log; 64 for speed and 1024 for memory where none is given.
    [ValidateRange(0, 65536)]
    [int] $Size = 0,

    [Parameter(ParameterSetName = 'Speed')]
    [ValidateRange(1, 1000)]
    [int] $Rounds = 5,

    # Measures memory instead: how far the peak of a process of its own grows over a long log.
    [Parameter(ParameterSetName = 'Memory', Mandatory)]
    [switch] $Memory
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Common.ps1"
$Module = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Module)
$manifest = [System.IO.Path]::Combine($Module, 'CMVerify.psd1')
if (-not $Size) { $Size = if ($Memory) { 1024 } else { 64 } }
$invariant = [System.Globalization.CultureInfo]::InvariantCulture

function Get-OldRun {
    # About 10,000 lines of complete runs, older than the download; one of them has a failing line. Gives the text.
    $names = @(
        'sqlncli.msi', 'msodbcsql.msi', 'SQLSysClrTypes.msi', 'SQLEXPR_x64_ENU.exe', 'VC_redist.x64.exe'
        'NDP462-KB3151800-x86-x64-AllOS-ENU.exe', 'MMASetup-AMD64.exe', 'ConfigMgr.AutoUpgradeScripts.cab'
        'LanguagePack\JPN\SMSSETUP\LANGPACK\ClientLangPack_JPN.cab', 'LanguagePack\DEU\SMSSETUP\LANGPACK\ClientLangPack_DEU.cab'
    )
    $guids = '5B8886C7-F967-4F8A-92AA-009E28368853', '3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E', 'AA928926-5C76-4DE0-B51F-0FE4D365DFE2'
    $text = [System.Text.StringBuilder]::new()
    $time = [datetime]::new(2024, 11, 21, 11, 53, 40)
    foreach ($run in 0..132) {
        $target = 'E:\ServiceConnectionTool\UpdatePacks\{0}\Redist' -f $guids[$run % 3]
        $thread = 4000 + 4 * $run
        $lines = @(
            'INFO: Attempting to load resource DLL...'
            'INFO: Setup downloader setupdl.exe: STARTED'
            "INFO: Downloading files to $target"
            'INFO: Downloading component manifest...'
            foreach ($place in 0..9) {
                $name = $names[($run + $place) % 10]
                'INFO: Downloading https://go.microsoft.com/fwlink/?LinkId={0} as {1}' -f (2100000 + 97 * $run + $place), $name.Substring($name.LastIndexOf('\') + 1)
                'INFO: set additional flag.'
                'No proxy information is specified. Connect without proxy.'
                if ($run -eq 66 -and $place -eq 5) {
                    'ERROR: Download() failed with 0x80072EE2'
                    continue
                }
                'INFO: WinHttpQueryHeaders() in Download() returned OK (200)'
                "INFO: Verifying hash for file '$target\$name'"
                "INFO: Verifying signature for file '$target\$name'"
                "INFO: File hash check successfully for $name"
            }
            'INFO: Setup downloader setupdl.exe: FINISHED'
        )
        foreach ($line in $lines) {
            $time = $time.AddMilliseconds(20 + $line.Length)
            $stamp = $time.ToString('MM-dd-yyyy HH:mm:ss.fff', $invariant)
            $null = $text.AppendFormat($invariant, "{0}  `$`$<Configuration Manager Setup><{1}-540><thread={2} (0x{2:X})>`r`n", $line, $stamp, $thread)
        }
    }
    $text.ToString()
}

function Write-Log {
    # Writes a log of about this many MiB that ends with the runs in another; gives how many failing lines it has.
    param ([string] $Path, [int] $Size, [string] $End)

    $block = [System.Text.Encoding]::ASCII.GetBytes((Get-OldRun))
    $tail = [System.IO.File]::ReadAllBytes($End)
    $count = [System.Math]::Max(1, [int] ($Size * 1MB / $block.Length))
    $stream = [System.IO.File]::Create($Path)
    try {
        for ($at = 0; $at -lt $count; $at++) { $stream.Write($block, 0, $block.Length) }
        $stream.Write($tail, 0, $tail.Length)
    } finally {
        $stream.Dispose()
    }
    $count
}

function Get-Median {
    param ([double[]] $Value)

    $sorted = @($Value | Sort-Object)
    $half = [int] [System.Math]::Floor($sorted.Count / 2)
    if ($sorted.Count % 2) { $sorted[$half] } else { ($sorted[$half - 1] + $sorted[$half]) / 2 }
}

function Measure-Speed {
    # Gives one object for each command.
    $log = [System.IO.Path]::Combine($work, 'long.log')
    $short = [System.IO.Path]::Combine($work, 'short.log')
    $shortSize = [System.Math]::Min(8, $Size)
    $failures = Write-Log -Path $log -Size $Size -End $own
    $shortFailures = Write-Log -Path $short -Size $shortSize -End $own
    $shortLines = [System.Linq.Enumerable]::Count([System.IO.File]::ReadLines($short))

    Import-Module -Name $manifest
    $hasEvents = [bool] (Get-Command -Name Get-CMOfflineLogEvent -ErrorAction Ignore)
    # The least that a Select-String which reads line by line can cost, whoever wrote it: .NET alone, no script in the loop.
    $regex = [regex]::new('ERROR: Download\(\) failed', 'IgnoreCase')
    $isFailure = [System.Delegate]::CreateDelegate([System.Func[string, bool]], $regex, 'IsMatch')
    # Name, MiB, what it does, and the answer it must give. The ratios are to others of the same log.
    $contest = @(
        , @('Test-CMOfflineDownload', $Size, { (Test-CMOfflineDownload $download -SetupLogPath $log).Verdict }, 'Usable')
        , @('Select-String', $Size, { @(Select-String -LiteralPath $log -Pattern 'ERROR: Download\(\) failed').Count }, $failures)
        , @('ReadLines and Regex', $Size, { [System.Linq.Enumerable]::Count([System.IO.File]::ReadLines($log), $isFailure) }, $failures)
        , @('Get-Content | Where-Object', $Size, { @(Get-Content -LiteralPath $log | Where-Object { $_ -match 'ERROR:' }).Count }, $failures)
        if ($hasEvents) {
            , @('Get-CMOfflineLogEvent -Severity Error', $Size, { @(Get-CMOfflineLogEvent $log -Severity Error).Count }, $failures)
            , @('Get-CMOfflineLogEvent | Measure-Object', $shortSize, { (Get-CMOfflineLogEvent $short | Measure-Object).Count }, $shortLines)
        }
        , @('Get-Content | Where-Object', $shortSize, { @(Get-Content -LiteralPath $short | Where-Object { $_ -match 'ERROR:' }).Count }, $shortFailures)
    )
    $times = @{}
    # The first round fills caches and is thrown away.
    foreach ($round in 0..$Rounds) {
        for ($place = 0; $place -lt $contest.Count; $place++) {
            $name, $mib, $script, $expected = $contest[$place]
            # Nobody pays for the garbage of the one before.
            [System.GC]::Collect()
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $answer = & $script
            $watch.Stop()
            if ($answer -ne $expected) {
                throw "$name over $mib MiB gave $answer instead of $expected."
            }
            if ($round) { $times[$place] = @($times[$place]) + $watch.Elapsed.TotalSeconds }
        }
    }
    $rows = for ($place = 0; $place -lt $contest.Count; $place++) {
        $name, $mib = $contest[$place][0..1]
        [pscustomobject]@{ Command = $name; MiB = $mib; Seconds = Get-Median @($times[$place] | Where-Object { $null -ne $_ }) }
    }
    # How many times as fast as the usual ways over the same log.
    $ratio = {
        param ($row, $name)
        $other = @($rows | Where-Object { $_.Command -eq $name -and $_.MiB -eq $row.MiB })
        if ($other) { [System.Math]::Round($other[0].Seconds / $row.Seconds, 2) }
    }
    foreach ($row in $rows) {
        [pscustomobject]@{
            Command         = $row.Command
            MiB             = $row.MiB
            Seconds         = [System.Math]::Round($row.Seconds, 3)
            'Select-String' = & $ratio $row 'Select-String'
            'ReadLines'     = & $ratio $row 'ReadLines and Regex'
            'Get-Content'   = & $ratio $row 'Get-Content | Where-Object'
        }
    }
}

function Measure-Memory {
    # Gives one object for each step of a process that does nothing else. The small download comes first: what the
    # runtime and the library need whatever the log's size is not the log's.
    $log = [System.IO.Path]::Combine($work, 'long.log')
    $null = Write-Log -Path $log -Size $Size -End $own
    $child = [System.IO.Path]::Combine($work, 'Memory.ps1')
    [System.IO.File]::WriteAllText($child, @'
param ([string] $Manifest, [string] $Download, [string] $Small, [string] $Log)
$ErrorActionPreference = 'Stop'
function Write-Step {
    param ([string] $Name)
    $process = [System.Diagnostics.Process]::GetCurrentProcess()
    "step|$Name|$($process.WorkingSet64)|$($process.PeakWorkingSet64)"
    $process.Dispose()
}
Import-Module -Name $Manifest
Write-Step 'Import-Module'
$hasEvents = [bool] (Get-Command -Name Get-CMOfflineLogEvent -ErrorAction Ignore)
$verdict = (Test-CMOfflineDownload $Download -SetupLogPath $Small).Verdict
if ($verdict -ne 'Usable') { throw "The small log was $verdict." }
if ($hasEvents) { $null = @(Get-CMOfflineLogEvent $Small -Severity Error).Count }
Write-Step 'both over the small log'
$verdict = (Test-CMOfflineDownload $Download -SetupLogPath $Log).Verdict
if ($verdict -ne 'Usable') { throw "The long log was $verdict." }
Write-Step 'Test-CMOfflineDownload'
if ($hasEvents) {
    $null = @(Get-CMOfflineLogEvent $Log -Severity Error).Count
    Write-Step 'Get-CMOfflineLogEvent -Severity Error'
}
'@)
    $shown = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $child -Manifest $manifest -Download $download -Small $own -Log $log
    if ($LASTEXITCODE -ne 0) {
        throw "The process that is measured failed: $shown"
    }
    $start = $null
    foreach ($line in $shown) {
        $mark, $name, $now, $peak = "$line".Split('|')
        if ($mark -ne 'step') { continue }
        # From what the process holds before the long log, not from its peak: that could hide as much growth again.
        if ($name -notlike '*-CMOffline*') { $start = [long] $now }
        [pscustomobject]@{
            After        = $name
            'Now MiB'    = [System.Math]::Round([long] $now / 1MB, 1)
            'Peak MiB'   = [System.Math]::Round([long] $peak / 1MB, 1)
            'Growth MiB' = $(if ($name -like '*-CMOffline*') { [System.Math]::Round(([long] $peak - $start) / 1MB, 1) })
        }
    }
}

$work = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "cmverify-logs-$([guid]::NewGuid().ToString('N'))")
$logs = [System.IO.Path]::Combine($work, 'logs')
# The logs lie beside the download, where both are found; its own ConfigMgrSetup.log ends the long ones.
$download = Write-Download -Path ([System.IO.Path]::Combine($logs, 'UpdatePacks')) -LogFolder $logs
$own = [System.IO.Path]::Combine($logs, 'ConfigMgrSetup.log')
try {
    $system = [System.Runtime.InteropServices.RuntimeInformation]::OSDescription
    "PowerShell $($PSVersionTable.PSVersion), $system"
    if ($Memory) {
        "A log of $Size MiB. Growth is the peak above what the process held before the long log; the goal is less than 32 MiB."
        Measure-Memory | Format-Table -AutoSize | Out-String -Width 120
    } else {
        "Medians of $Rounds rounds. The last columns say how many times as fast as that it is over the same log."
        'Select-String, Get-Content and Where-Object are those of this PowerShell: another version or build gives other ratios.'
        Measure-Speed | Format-Table -AutoSize | Out-String -Width 120
    }
} finally {
    Remove-Item -LiteralPath $work -Recurse -Force
}
