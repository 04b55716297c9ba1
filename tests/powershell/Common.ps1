# What the test files share: where the module under test is, downloads made to order, and PowerShell processes.

# The module as it was built and staged, never the sources.
$ModuleFolder = if ($env:CMVERIFY_MODULE) { $env:CMVERIFY_MODULE } else { [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'CMVerify') }
$ModuleFolder = [System.IO.Path]::GetFullPath($ModuleFolder)
$ModuleManifest = [System.IO.Path]::Combine($ModuleFolder, 'CMVerify.psd1')

# Processes that tests start run scripts, whatever the machine's policy for people is.
$env:PSExecutionPolicyPreference = 'Bypass'

$IsOnWindows = [System.Environment]::OSVersion.Platform -eq 'Win32NT'

# 2509, which the published list of packages names.
$Update = '420E3E18-73C5-4BE9-88B0-6F1E30A012CA'

# True files, so that a look into them finds nothing wrong; tests/samples_made.rs makes them.
$DownloadFiles = [System.IO.Path]::Combine($PSScriptRoot, 'download')

function Write-Download {
    # A download of one major update as -connect leaves it, with its logs in it or elsewhere; gives the folder's path.
    param (
        [string] $Path,

        # What happened on that PC.
        [ValidateSet('Good', 'RedistFailed', 'SetupFailed', 'EmptyRedist', 'Prepared')]
        [string] $Story = 'Good',

        # Where the logs lie; in the download where none is given.
        [string] $LogFolder = $Path
    )

    $redist = [System.IO.Path]::Combine($Path, $Update, 'Redist')
    foreach ($folder in $redist, $LogFolder) {
        $null = [System.IO.Directory]::CreateDirectory($folder)
    }
    foreach ($name in 'ConfigMgr.Update.Manifest.cab', 'ConfigMgr.Update.Manifest.enc', "$Update.cab") {
        [System.IO.File]::Copy([System.IO.Path]::Combine($DownloadFiles, $name), [System.IO.Path]::Combine($Path, $name), $true)
    }
    foreach ($name in 'ConfigMgr.Manifest.cab', 'ConfigMgr.AutoUpgradeScripts.cab') {
        [System.IO.File]::Copy([System.IO.Path]::Combine($DownloadFiles, $name), [System.IO.Path]::Combine($redist, $name), $true)
    }
    $manifestSize = [System.IO.FileInfo]::new([System.IO.Path]::Combine($Path, 'ConfigMgr.Update.Manifest.cab')).Length
    $payloadSize = [System.IO.FileInfo]::new([System.IO.Path]::Combine($Path, "$Update.cab")).Length
    if ($Story -eq 'EmptyRedist') {
        [System.IO.File]::WriteAllBytes([System.IO.Path]::Combine($redist, 'ConfigMgr.AutoUpgradeScripts.cab'), [byte[]]::new(0))
    }

    $tool = @(
        "2026-01-14 09:31:07 INFO:ConfigMgr.Update.Manifest.cab (size = $manifestSize) downloaded successfully"
        "2026-01-14 09:31:09 INFO:Downloading Payload $Update version 5.0.9141.1000. More information: https://go.microsoft.com/fwlink/?LinkId=2298746"
        "2026-01-14 09:43:55 INFO:Downloaded Payload $Update size = $payloadSize"
        "2026-01-14 09:43:55 INFO:Downloading Redists for $Update"
        if ($Story -eq 'RedistFailed') {
            "2026-01-14 10:02:18 ERROR:Failed to download redist for $Update"
        } else {
            "2026-01-14 10:02:18 INFO:Successfully downloaded Redists for $Update"
        }
    )
    if ($Story -eq 'Prepared') {
        $tool = @('2026-01-14 09:31:07 INFO:Usage data was written to E:\Usage\UsageData.cab')
    }
    $setup = @(
        'INFO: Setup downloader setupdl.exe: STARTED'
        "INFO: Downloading files to E:\UpdatePacks\$Update\Redist"
        foreach ($name in 'ConfigMgr.Manifest.cab', 'ConfigMgr.AutoUpgradeScripts.cab') {
            "INFO: Downloading https://go.microsoft.com/fwlink/?LinkId=2298744 as $name"
            if ($Story -eq 'SetupFailed' -and $name -eq 'ConfigMgr.AutoUpgradeScripts.cab') {
                'ERROR: Download() failed with 0x80072EE2'
            } else {
                "INFO: Verifying hash for file 'E:\UpdatePacks\$Update\Redist\$name'"
                "INFO: File hash check successfully for $name"
            }
        }
        'INFO: Setup downloader setupdl.exe: FINISHED'
    )
    $second = 0
    $setup = foreach ($text in $setup) {
        '{0}  $$<Configuration Manager Setup><01-14-2026 09:44:{1:00}.329-540><thread=11600 (0x2D50)>' -f $text, $second++
    }
    [System.IO.File]::WriteAllLines([System.IO.Path]::Combine($LogFolder, 'ServiceConnectionTool.log'), [string[]] $tool)
    [System.IO.File]::WriteAllLines([System.IO.Path]::Combine($LogFolder, 'ConfigMgrSetup.log'), [string[]] $setup)
    $Path
}

function Write-ManifestCabinet {
    # Microsoft's list of redistributable files, as far as these tests need it: a cabinet with one XML file as it is.
    param ([string] $Path, [string[]] $Name)

    $files = foreach ($each in $Name) { '<File CopyName="{0}" SHA256="{1}"/>' -f $each, ('0' * 64) }
    $xml = [System.Text.Encoding]::ASCII.GetBytes("<ConfigMgr><Group Name=""All"">$files</Group></ConfigMgr>")
    $member = [System.Text.Encoding]::ASCII.GetBytes("ConfigMgr.Manifest.xml`0")
    $data = 36 + 8 + 16 + $member.Length
    $stream = [System.IO.File]::Create($Path)
    $writer = [System.IO.BinaryWriter]::new($stream)
    $writer.Write([System.Text.Encoding]::ASCII.GetBytes('MSCF'))
    foreach ($number in 0, ($data + 8 + $xml.Length), 0, 44, 0) { $writer.Write([uint32] $number) }
    foreach ($number in 0x0103, 1, 1, 0, 0, 0) { $writer.Write([uint16] $number) }
    $writer.Write([uint32] $data)
    foreach ($number in 1, 0) { $writer.Write([uint16] $number) }
    foreach ($number in $xml.Length, 0) { $writer.Write([uint32] $number) }
    foreach ($number in 0, 0x5C21, 0, 0x20) { $writer.Write([uint16] $number) }
    $writer.Write($member)
    $writer.Write([uint32] 0)
    foreach ($number in $xml.Length, $xml.Length) { $writer.Write([uint16] $number) }
    $writer.Write($xml)
    $writer.Dispose()
}

function Write-LongDownload {
    # A download that takes a while: files that Microsoft lists, so that each is hashed, of zeros that take no room.
    param ([string] $Path, [int] $Files, [long] $Size)

    $redist = [System.IO.Path]::Combine($Path, $Update, 'Redist')
    $null = [System.IO.Directory]::CreateDirectory($redist)
    $names = foreach ($number in 1..$Files) { "big$number.dat" }
    foreach ($name in $names) {
        $file = [System.IO.File]::Create([System.IO.Path]::Combine($redist, $name))
        $file.SetLength($Size)
        $file.Dispose()
    }
    Write-ManifestCabinet -Path ([System.IO.Path]::Combine($redist, 'ConfigMgr.Manifest.cab')) -Name $names
    $Path
}

function Get-SetupLine {
    # The lines of one run of setupdl as ConfigMgrSetup.log has them: 10 of a good run, 7 of a failed one, 5 of one that
    # was ended in the middle of a file.
    param (
        [ValidateSet('Succeeded', 'Failed', 'Unfinished')]
        [string] $Story = 'Succeeded',

        # The minute of its time stamps.
        [int] $Minute = 0
    )

    $redist = "E:\UpdatePacks\$Update\Redist"
    $second = 0
    foreach ($text in @(
            'INFO: Setup downloader setupdl.exe: STARTED'
            "INFO: Downloading files to $redist"
            'INFO: Downloading https://go.microsoft.com/fwlink/?LinkId=2298749 as ConfigMgr.Manifest.cab'
            'INFO: WinHttpQueryHeaders() in Download() returned OK (200)'
            'INFO: Downloading https://go.microsoft.com/fwlink/?LinkId=2115685 as SQLSysClrTypes.msi'
            if ($Story -eq 'Succeeded') {
                'INFO: WinHttpQueryHeaders() in Download() returned OK (200)'
                "INFO: Verifying hash for file '$redist\SQLSysClrTypes.msi'"
                'INFO: File hash check successfully for SQLSysClrTypes.msi'
                "INFO: Verifying signature for file '$redist\SQLSysClrTypes.msi'"
            } elseif ($Story -eq 'Failed') {
                'ERROR: Download() failed with 0x80072EE2'
            }
            if ($Story -ne 'Unfinished') {
                'INFO: Setup downloader setupdl.exe: FINISHED'
            }
        )) {
        '{0}  $$<Configuration Manager Setup><01-14-2026 09:{1:00}:{2:00}.329-540><thread=11600 (0x2D50)>' -f $text, $Minute, $second++
    }
}

function Write-SetupLog {
    # A ConfigMgrSetup.log with one run for each story; gives its path. It ends with a line end, as logs do.
    param (
        [string] $Path,

        [string[]] $Story = 'Succeeded',

        [System.Text.Encoding] $Encoding = [System.Text.UTF8Encoding]::new($false)
    )

    $minute = 0
    $lines = foreach ($each in $Story) { Get-SetupLine -Story $each -Minute ($minute++) }
    $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($Path))
    [System.IO.File]::WriteAllText($Path, (@($lines) -join "`r`n") + "`r`n", $Encoding)
    $Path
}

function Add-Text {
    # Adds to a file that others may be reading, and that may be open for writing elsewhere.
    param ([string] $Path, [string] $Text)

    $bytes = [System.Text.UTF8Encoding]::new($false).GetBytes($Text)
    $stream = [System.IO.FileStream]::new($Path, 'Append', 'Write', 'ReadWrite, Delete')
    try {
        $stream.Write($bytes, 0, $bytes.Length)
    } finally {
        $stream.Dispose()
    }
}

function Invoke-PowerShell {
    # Runs a script in a process of its own; gives its exit code and what it wrote, errors and all.
    param ([string] $Script, [hashtable] $Environment = @{})

    $name = [System.IO.Path]::Combine("$TestDrive", "script-$([guid]::NewGuid().ToString('N')).ps1")
    [System.IO.File]::WriteAllText($name, $Script)
    $before = @{}
    foreach ($key in $Environment.Keys) {
        $before[$key] = [System.Environment]::GetEnvironmentVariable($key)
    }
    Edit-EnvironmentVariable $Environment
    try {
        # Errors of a child are text to its parent, and must not stop the test.
        $ErrorActionPreference = 'Continue'
        $output = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $name 2>&1 | ForEach-Object { "$_" }
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Output = @($output) -join "`n" }
    } finally {
        Edit-EnvironmentVariable $before
    }
}

function Edit-EnvironmentVariable {
    # Null takes a variable away. An empty one is not the same: it would still decide the language.
    param ([hashtable] $Variables)

    foreach ($key in $Variables.Keys) {
        if ($null -eq $Variables[$key]) {
            Remove-Item -LiteralPath "Env:$key" -ErrorAction Ignore
        } else {
            Set-Item -LiteralPath "Env:$key" -Value $Variables[$key]
        }
    }
}

function Invoke-InLanguage {
    # Runs a script in a process whose UI culture is the one given. Its value comes back through a file: consoles
    # disagree about encodings.
    param ([string] $Culture, [string] $Script)

    $out = Join-Path "$TestDrive" ([guid]::NewGuid().ToString('N'))
    # On Windows the language of a process is that of its user; elsewhere LANG decides.
    $set = if ($IsOnWindows) { "[System.Threading.Thread]::CurrentThread.CurrentUICulture = '$Culture'" }
    $run = Invoke-PowerShell -Environment @{ LANG = "$($Culture -replace '-', '_').UTF-8"; LC_ALL = $null; LANGUAGE = $null } -Script @"
$set
`$value = & { $Script }
[System.IO.File]::WriteAllText('$out', "`$PSUICulture|`$(@(`$value) -join '|')", [System.Text.UTF8Encoding]::new(`$false))
"@
    if (-not [System.IO.File]::Exists($out)) {
        throw $run.Output
    }
    [System.IO.File]::ReadAllText($out)
}

# Hiragana, katakana and ideographs.
$Japanese = '[\u3041-\u30FF\u4E00-\u9FFF]'

function Copy-Module {
    # A copy of the module to break; gives its folder.
    param ([string] $Name = [guid]::NewGuid().ToString('N'))

    $copy = [System.IO.Path]::Combine("$TestDrive", $Name, 'CMVerify')
    $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($copy))
    Copy-Item -LiteralPath $ModuleFolder -Destination $copy -Recurse
    $copy
}

function Get-NativeFile {
    # The one library in a module that this process would load.
    param ([string] $Folder)

    $architecture = [System.Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString().ToLowerInvariant()
    @(Get-ChildItem -LiteralPath ([System.IO.Path]::Combine($Folder, 'runtimes')) -Recurse -File |
            Where-Object { $_.Directory.Parent.Name -like "*-$architecture" -and $_.BaseName -like '*cmverify' -and ($_.Extension -eq '.dll') -eq $IsOnWindows })[0].FullName
}

function Test-CanSign {
    # Whether this system makes keys and certificates: wine 8 does not.
    try {
        $rsa = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=Nobody', $rsa, [System.Security.Cryptography.HashAlgorithmName]::SHA256, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $null = $request.CreateSelfSigned([System.DateTimeOffset]::UtcNow.AddDays(-1), [System.DateTimeOffset]::UtcNow.AddDays(1))
        $true
    } catch {
        $false
    }
}
