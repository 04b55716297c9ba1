<#
.SYNOPSIS
Installs the PowerShell module CMVerify from the folder of this script, on a machine without network.

.DESCRIPTION
Checks every file beside it against SHA256SUMS first, and refuses what is missing, changed or added. Then copies the
module to a folder that PowerShell looks into, checks the copy, and moves it into place: there is a whole installation or
none. What is copied carries no mark of the web. Nothing is downloaded, and nothing else on the machine is changed.

SHA256SUMS shows that nothing was damaged on the way. Who made it is for a signature to say: see docs/signing.md.

.PARAMETER Scope
CurrentUser, the default, or AllUsers, which needs the rights of an administrator. In Windows PowerShell, AllUsers
installs for PowerShell 7 too.

.PARAMETER Destination
Another folder of modules, instead of one of a scope.

.PARAMETER Force
Replaces an installation of the same version that is not the same.

.EXAMPLE
.\Install-CMVerify.ps1 -WhatIf

.EXAMPLE
powershell -ExecutionPolicy Bypass -File Install-CMVerify.ps1 -Scope AllUsers

.OUTPUTS
What was done: Name, Version, Result (Installed, Replaced or AlreadyInstalled), Path, and the command that imports it.
#>
[CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Scope')]
[OutputType('CMVerify.Installation')]
param (
    [Parameter(ParameterSetName = 'Scope')]
    [ValidateSet('CurrentUser', 'AllUsers')]
    [string] $Scope = 'CurrentUser',

    [Parameter(Mandatory, ParameterSetName = 'Destination')]
    [ValidateNotNullOrEmpty()]
    [string] $Destination,

    [switch] $Force
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

$texts = if ($PSUICulture -like 'ja*') {
    @{
        ListMissing    = '{0} がありません。zip をもう一度、すべて展開してください。'
        ListUnreadable = '{0} の {1} 行目が正しくありません。zip をもう一度コピーし、すべて展開してください。'
        FileMissing    = '不足しているファイルがあります: {0}。zip をもう一度、すべて展開してください。何もインストールしていません。'
        FileChanged    = 'SHA256SUMS と内容が異なるファイルがあります: {0}。zip をもう一度コピーし、展開してください。何もインストールしていません。'
        FileAdded      = 'SHA256SUMS にないファイルがあります: {0}。空のフォルダーに展開してください。何もインストールしていません。'
        FileUnreadable = '{0} を読み取れません: {1} 何もインストールしていません。'
        Exists         = '{0} には同じバージョンの異なる内容がすでにあります。置き換えるには -Force を指定してください。'
        InUse          = '{0} を置き換えられません: {1} このモジュールを読み込んでいる PowerShell をすべて閉じてから、もう一度実行してください。以前のものはそのまま残っています。'
        NoRights       = '{0} に書き込む権限がありません: {1} 管理者として実行するか、-Scope CurrentUser を指定してください。何もインストールしていません。'
        NotWritten     = '{0} にインストールできません: {1} 何もインストールしていません。'
        Install        = 'CMVerify {0} のインストール'
    }
} else {
    @{
        ListMissing    = '{0} is missing. Unpack the zip again, all of it.'
        ListUnreadable = 'Line {1} of {0} is not as it should be. Copy the zip again, and unpack all of it.'
        FileMissing    = 'Files are missing: {0}. Unpack the zip again, all of it. Nothing was installed.'
        FileChanged    = 'Files are not what SHA256SUMS says: {0}. Copy the zip again, and unpack it. Nothing was installed.'
        FileAdded      = 'Files that SHA256SUMS does not know: {0}. Unpack the zip into an empty folder. Nothing was installed.'
        FileUnreadable = '{0} cannot be read: {1} Nothing was installed.'
        Exists         = '{0} already holds this version with another content. Give -Force to replace it.'
        InUse          = '{0} cannot be replaced: {1} Close every PowerShell that has loaded the module, then run this again. What was installed before is still there.'
        NoRights       = 'There are no rights to write to {0}: {1} Run this as an administrator, or with -Scope CurrentUser. Nothing was installed.'
        NotWritten     = '{0} could not be written: {1} Nothing was installed.'
        Install        = 'Install CMVerify {0}'
    }
}

function Get-InstallError {
    param ([string] $Text, [object[]] $Values, [System.Management.Automation.ErrorCategory] $Category, [object] $Target)

    $exception = [System.InvalidOperationException]::new($texts[$Text] -f $Values)
    [System.Management.Automation.ErrorRecord]::new($exception, "CMInstall$Text", $Category, $Target)
}

function Get-InstallHash {
    param ([string] $Path)

    # The class that a FIPS policy lets work.
    $sha = [System.Security.Cryptography.SHA256CryptoServiceProvider]::new()
    $stream = [System.IO.FileStream]::new($Path, 'Open', 'Read', 'Read')
    try {
        [System.BitConverter]::ToString($sha.ComputeHash($stream)).Replace('-', '').ToLowerInvariant()
    } finally {
        $stream.Dispose()
        $sha.Dispose()
    }
}

function Get-InstallList {
    # What SHA256SUMS says: name -> hash. An ErrorRecord where it says nothing that can be relied on.
    param ([string] $Path)

    if (-not [System.IO.File]::Exists($Path)) {
        return Get-InstallError -Text ListMissing -Values $Path -Category ObjectNotFound -Target $Path
    }
    $list = [System.Collections.Generic.SortedDictionary[string, string]]::new([System.StringComparer]::Ordinal)
    $number = 0
    foreach ($line in [System.IO.File]::ReadAllLines($Path)) {
        $number++
        if ($line -cnotmatch '^(?<hash>[0-9a-f]{64})  (?<name>[A-Za-z0-9][A-Za-z0-9._/-]*)$' -or $Matches.name -match '(^|/)\.{0,2}(/|$)' -or $list.ContainsKey($Matches.name)) {
            return Get-InstallError -Text ListUnreadable -Values $Path, $number -Category InvalidData -Target $Path
        }
        $list[$Matches.name] = $Matches.hash
    }
    # A list that was cut would let in what it no longer names, were it not for this one and the count of all.
    if (-not $list.ContainsKey('CMVerify/CMVerify.psd1')) {
        return Get-InstallError -Text ListUnreadable -Values $Path, ($number + 1) -Category InvalidData -Target $Path
    }
    $list
}

function Compare-InstallFile {
    # Holds a folder against a list. An ErrorRecord that names what does not fit, or nothing.
    param (
        [string] $Folder,
        [System.Collections.Generic.IDictionary[string, string]] $List,
        # What stands in front of the names of the list.
        [string] $Prefix = '',
        # Files that no list names: the list itself.
        [string[]] $Except = @()
    )

    $there = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
    foreach ($file in [System.IO.Directory]::GetFiles($Folder, '*', [System.IO.SearchOption]::AllDirectories)) {
        $null = $there.Add($Prefix + $file.Substring($Folder.Length).TrimStart('\', '/').Replace('\', '/'))
    }
    $wanted = @($List.Keys | Where-Object { $_.StartsWith($Prefix, [System.StringComparison]::Ordinal) })
    $missing = @($wanted | Where-Object { -not $there.Contains($_) })
    if ($missing) {
        return Get-InstallError -Text FileMissing -Values ($missing -join ', ') -Category ObjectNotFound -Target $missing
    }
    $added = @($there | Where-Object { -not $List.ContainsKey($_) -and $Except -cnotcontains $_ } | Sort-Object)
    if ($added) {
        return Get-InstallError -Text FileAdded -Values ($added -join ', ') -Category InvalidData -Target $added
    }
    $changed = [System.Collections.Generic.List[string]]::new()
    foreach ($name in $wanted) {
        try {
            $hash = Get-InstallHash -Path ([System.IO.Path]::Combine($Folder, $name.Substring($Prefix.Length)))
        } catch {
            return Get-InstallError -Text FileUnreadable -Values $name, $_.Exception.GetBaseException().Message -Category ReadError -Target $name
        }
        if ($hash -cne $List[$name]) {
            $changed.Add($name)
        }
    }
    if ($changed.Count) {
        return Get-InstallError -Text FileChanged -Values ($changed -join ', ') -Category InvalidData -Target $changed
    }
}

function Get-InstallFolder {
    # Where this PowerShell looks for modules.
    param ([string] $Scope)

    if ([System.Environment]::OSVersion.Platform -ne 'Win32NT') {
        if ($Scope -eq 'AllUsers') {
            return '/usr/local/share/powershell/Modules'
        }
        $data = $env:XDG_DATA_HOME
        if (-not $data) {
            $data = [System.IO.Path]::Combine($HOME, '.local', 'share')
        }
        return [System.IO.Path]::Combine($data, 'powershell', 'Modules')
    }
    $edition = if ($PSVersionTable.PSEdition -eq 'Core') { 'PowerShell' } else { 'WindowsPowerShell' }
    $base = [System.Environment]::GetFolderPath($(if ($Scope -eq 'AllUsers') { 'ProgramFiles' } else { 'MyDocuments' }))
    [System.IO.Path]::Combine($base, $edition, 'Modules')
}

function Copy-InstallFile {
    # By way of the content: marks of the web, owners and rights stay behind.
    param ([string] $From, [string] $To)

    foreach ($file in [System.IO.Directory]::GetFiles($From, '*', [System.IO.SearchOption]::AllDirectories)) {
        $copy = [System.IO.Path]::Combine($To, $file.Substring($From.Length).TrimStart('\', '/'))
        $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($copy))
        [System.IO.File]::WriteAllBytes($copy, [System.IO.File]::ReadAllBytes($file))
    }
}

function Remove-InstallFolder {
    param ([string] $Path)

    if ($Path -and [System.IO.Directory]::Exists($Path)) {
        try {
            [System.IO.Directory]::Delete($Path, $true)
        } catch {
            Write-Warning "$Path : $($_.Exception.GetBaseException().Message)"
        }
    }
}

$list = Get-InstallList -Path ([System.IO.Path]::Combine($PSScriptRoot, 'SHA256SUMS'))
if ($list -is [System.Management.Automation.ErrorRecord]) {
    $PSCmdlet.ThrowTerminatingError($list)
}
$problem = Compare-InstallFile -Folder $PSScriptRoot -List $list -Except SHA256SUMS
if ($problem) {
    $PSCmdlet.ThrowTerminatingError($problem)
}
Write-Verbose "$PSScriptRoot : $($list.Count) files are what SHA256SUMS says."

$source = [System.IO.Path]::Combine($PSScriptRoot, 'CMVerify')
$manifest = $null
Import-LocalizedData -BindingVariable manifest -BaseDirectory $source -FileName CMVerify.psd1
$version = $manifest.ModuleVersion
$modules = if ($Destination) { $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination) } else { Get-InstallFolder -Scope $Scope }
$target = [System.IO.Path]::Combine($modules, 'CMVerify', $version)

$comparer = [System.StringComparer]::OrdinalIgnoreCase
$places = @($env:PSModulePath -split [System.IO.Path]::PathSeparator | ForEach-Object { $_.TrimEnd('\', '/') })
$import = 'Import-Module CMVerify'
if (-not @($places | Where-Object { $comparer.Equals($_, $modules.TrimEnd('\', '/')) })) {
    $import = "Import-Module '$([System.IO.Path]::Combine($target, 'CMVerify.psd1').Replace("'", "''"))'"
}
$installation = [pscustomobject]@{ PSTypeName = 'CMVerify.Installation'; Name = 'CMVerify'; Version = $version; Result = 'Installed'; Path = $target; Import = $import }

$isThere = [System.IO.Directory]::Exists($target)
if ($isThere) {
    if (-not (Compare-InstallFile -Folder $target -List $list -Prefix 'CMVerify/')) {
        $installation.Result = 'AlreadyInstalled'
        return $installation
    }
    if (-not $Force) {
        $PSCmdlet.ThrowTerminatingError((Get-InstallError -Text Exists -Values $target -Category ResourceExists -Target $target))
    }
    $installation.Result = 'Replaced'
}
if (-not $PSCmdlet.ShouldProcess($target, ($texts.Install -f $version))) {
    return
}

# On the same volume as the place where it goes, so that a move is all that is left to do.
$staged = [System.IO.Path]::Combine($modules, ".CMVerify-$([guid]::NewGuid().ToString('N'))")
$old = "$staged-old"
$failure = $null
try {
    $null = [System.IO.Directory]::CreateDirectory($staged)
    Copy-InstallFile -From $source -To $staged
    $failure = Compare-InstallFile -Folder $staged -List $list -Prefix 'CMVerify/'
    if (-not $failure) {
        if ($Scope -eq 'AllUsers' -and [System.Environment]::OSVersion.Platform -ne 'Win32NT') {
            # Whatever the mask of the one who installs is: others are to read it.
            & chmod -R a+rX,go-w $staged
        }
        $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($target))
        if ($isThere) {
            try {
                [System.IO.Directory]::Move($target, $old)
            } catch {
                $failure = Get-InstallError -Text InUse -Values $target, $_.Exception.GetBaseException().Message -Category ResourceBusy -Target $target
            }
        }
        if (-not $failure) {
            [System.IO.Directory]::Move($staged, $target)
        }
    }
} catch {
    $why = $_.Exception.GetBaseException()
    # 1 is what Linux says where not even root may write (EPERM).
    $failure = if ($why -is [System.UnauthorizedAccessException] -or $why.HResult -eq 1) {
        Get-InstallError -Text NoRights -Values $modules, $why.Message -Category PermissionDenied -Target $modules
    } else {
        Get-InstallError -Text NotWritten -Values $target, $why.Message -Category WriteError -Target $target
    }
} finally {
    # Also where Ctrl+C ends it: what was there before comes back where nothing took its place.
    if ([System.IO.Directory]::Exists($old) -and -not [System.IO.Directory]::Exists($target)) {
        [System.IO.Directory]::Move($old, $target)
    }
    Remove-InstallFolder $staged
    Remove-InstallFolder $old
}
if ($failure) {
    $PSCmdlet.ThrowTerminatingError($failure)
}
$installation
