# What Tab offers. It must not fail, and not keep anybody waiting: no folder is looked into deeper than one level, and none
# on a share. Where there is nothing to offer, PowerShell goes on with its own files and folders.

# What is met in logs of downloads. What each is called, the library knows.
$script:CommonCodes = '0x80072EE2', '0x80072EE7', '0x80072EFD', '0x80072EFE', '0x80072F05', '0x80072F06', '0x80072F0D', '0x80072F78', '0x80072F7D',
    '0x80072F8F', '0x80070002', '0x80070005', '0x80070070', '0x80091007', '0x80096010', '0x800B0100', '0x800B0109', '0x800B010A', '0x80131509', '401',
    '403', '404', '407', '502', '503', '504'

# So many folders are looked into, and for no longer than this.
$script:LooksForCompletion = 200
$script:MillisecondsForCompletion = 300

$script:GuidMask = '????????-????-????-????-????????????'

function script:Get-ArgumentCompletion {
    # What is offered for one kind of argument, the likeliest first.
    param (
        [string] $Kind,
        # What is typed so far, quotes and all.
        [string] $Word,
        # The parameters that are there already.
        [System.Collections.IDictionary] $Bound
    )

    # Nothing is told about it on the way.
    $VerbosePreference = $DebugPreference = 'SilentlyContinue'
    switch ($Kind) {
        'Rule' { Get-RuleCompletion $Word }
        'Code' { Get-CodeCompletion $Word }
        'Download' { Get-PathCompletion -Word $Word -FolderOnly -Likely { Test-DownloadLikely $args[0] } }
        'ServiceConnectionLog' { Get-PathCompletion -Word $Word -Likely { $args[0] -match '(^|[\\/])ServiceConnectionTool[^\\/]*\.lo[g_]$' } }
        'SetupLog' { Get-PathCompletion -Word $Word -Likely { $args[0] -match '(^|[\\/])ConfigMgrSetup[^\\/]*\.lo[g_]$' } }
        'Log' { Get-PathCompletion -Word $Word -Likely { $args[0] -match '(^|[\\/])(ServiceConnectionTool|ConfigMgrSetup)[^\\/]*\.lo[g_]$' } }
        'Seal' {
            if (-not $Word -and $Bound -and $Bound['Path']) {
                # The seal of the folder that is named already lies beside it, which may be far from here.
                foreach ($folder in Convert-Path -LiteralPath $Bound['Path'] -ErrorAction Ignore) {
                    $seal = if (-not (Test-ShareLikely $folder) -and [System.IO.Directory]::Exists($folder)) { Find-Seal $folder }
                    if ($seal) { [System.Management.Automation.CompletionCompleters]::CompleteFilename($seal) }
                }
            }
            Get-PathCompletion -Word $Word -Likely { $args[0].EndsWith($script:SealEnding, [System.StringComparison]::OrdinalIgnoreCase) }
        }
    }
}

function script:Get-TypedText {
    # What is typed, without the quotes that the parser leaves or adds.
    param ([string] $Word)

    $Word -replace '^[''"]' -replace '[''"]$'
}

function script:Get-RuleCompletion {
    # Ids that begin so; where there are none, those of rules whose name holds it.
    param ([string] $Word)

    if (Connect-NativeLibrary) {
        return
    }
    $typed = (Get-TypedText $Word).TrimEnd('*')
    $rules = @(Get-Rule | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
    $fitting = @($rules | Where-Object { $_.Id.StartsWith($typed, [System.StringComparison]::OrdinalIgnoreCase) })
    if (-not $fitting.Count) {
        $fitting = @($rules | Where-Object { $_.Name.IndexOf($typed, [System.StringComparison]::OrdinalIgnoreCase) -ge 0 })
    }
    foreach ($rule in $fitting) {
        [System.Management.Automation.CompletionResult]::new($rule.Id, $rule.Id, 'ParameterValue', $rule.Title)
    }
}

function script:Get-CodeCompletion {
    # Codes that begin so; where there are none, those whose symbol holds it.
    param ([string] $Word)

    if (Connect-NativeLibrary) {
        return
    }
    $typed = Get-TypedText $Word
    $codes = foreach ($code in $script:CommonCodes) {
        $answer = Invoke-NativeMethod -Native $script:Native -Name cmv_resolve_error -Request @{ code = $code; language = Get-MessageLanguage }
        if ($answer -isnot [System.Management.Automation.ErrorRecord] -and $null -ne $answer.error) {
            [pscustomobject]@{ Code = $code; Symbol = "$($answer.error.symbol)"; Meaning = "$($answer.error.meaning)" }
        }
    }
    $fitting = @($codes | Where-Object { $_.Code.StartsWith($typed, [System.StringComparison]::OrdinalIgnoreCase) })
    if (-not $fitting.Count) {
        $fitting = @($codes | Where-Object { $_.Symbol.IndexOf($typed, [System.StringComparison]::OrdinalIgnoreCase) -ge 0 })
    }
    foreach ($each in $fitting) {
        $tip = (@($each.Symbol, $each.Meaning) | Where-Object { $_ }) -join ': '
        [System.Management.Automation.CompletionResult]::new($each.Code, $each.Code, 'ParameterValue', $tip)
    }
}

function script:Get-PathCompletion {
    # What PowerShell itself offers, quoted as it quotes; those first that are likely meant, then folders, then the rest.
    param ([string] $Word, [scriptblock] $Likely, [switch] $FolderOnly)

    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $first = [System.Collections.Generic.List[object]]::new()
    $folders = [System.Collections.Generic.List[object]]::new()
    $rest = [System.Collections.Generic.List[object]]::new()
    $looks = 0
    foreach ($result in [System.Management.Automation.CompletionCompleters]::CompleteFilename($Word)) {
        $isFolder = "$($result.ResultType)" -eq 'ProviderContainer'
        # The tip is the whole path.
        $isAsked = $isFolder -eq [bool] $FolderOnly -and $looks -lt $script:LooksForCompletion -and $clock.ElapsedMilliseconds -lt $script:MillisecondsForCompletion
        if ($isAsked) { $looks++ }
        if ($isAsked -and (& $Likely $result.ToolTip)) {
            $first.Add($result)
        } elseif ($isFolder) {
            $folders.Add($result)
        } elseif (-not $FolderOnly) {
            $rest.Add($result)
        }
    }
    $first
    $folders
    $rest
}

function script:Test-ShareLikely {
    # Whether a path leads over the network, where a look may take long.
    param ([string] $Path)

    if ($Path -match '^[\\/]{2}') {
        return $true
    }
    $root = [System.IO.Path]::GetPathRoot($Path)
    if ($root -notmatch '^[A-Za-z]:') {
        return $false
    }
    [System.IO.DriveInfo]::new($root).DriveType -eq [System.IO.DriveType]::Network
}

function script:Test-DownloadLikely {
    # Whether a folder looks like what -connect leaves: the tool's log lies beside it or in it, or an update does.
    param ([string] $Path)

    $name = [System.IO.Path]::GetFileName($Path)
    if ($name -like 'UpdatePack*') {
        return $true
    }
    if (Test-ShareLikely $Path) {
        return $false
    }
    if ([System.IO.File]::Exists([System.IO.Path]::Combine($Path, 'ServiceConnectionTool.log'))) {
        return $true
    }
    # Errors are not kept: a folder that nobody may read is none to talk about here.
    foreach ($look in @{ Filter = $script:GuidMask; Directory = $true }, @{ Filter = "$($script:GuidMask).cab"; File = $true }) {
        foreach ($found in Get-ChildItem -LiteralPath $Path -ErrorAction Ignore @look | Select-Object -First 1) {
            # A mark for any character fits more than digits.
            if ($found.Name -match '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.cab)?$') {
                return $true
            }
        }
    }
    $false
}
