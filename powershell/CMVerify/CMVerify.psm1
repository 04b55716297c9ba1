# The four cmdlets. They hold parameters and streams only: what makes a download usable is the library's to say.

# The private files are read when the first cmdlet runs, which halves the cost of importing the module. Their functions
# say script: to land in the module and not in the function that reads them.
$script:Ready = $false

function Connect-NativeLibrary {
    # Gives an ErrorRecord where the native library is not to be had, otherwise nothing.
    if (-not $script:Ready) {
        foreach ($file in 'Text', 'Native', 'Objects', 'Downloads') {
            . "$PSScriptRoot/private/$file.ps1"
        }
        $script:Ready = $true
    }
    Import-NativeLibrary
}

function Test-CMOfflineDownload {
    <#
    .SYNOPSIS
    Says whether a Configuration Manager offline update download may be imported.

    .DESCRIPTION
    Reads both logs and the folder that ServiceConnectionTool.exe -connect left, and gives one report for each folder:
    the verdict (Usable, NotUsable or Inconclusive), every finding with the line or file that shows it, and what to do
    now. Inconclusive is never good enough to import: something needed could not be looked at.

    .PARAMETER Path
    The folder given as -updatepackdest. The current location where none is given. A path that exists is taken as it
    is; one that does not, and has wildcards, stands for the folders that it fits.

    .PARAMETER ServiceConnectionLogPath
    ServiceConnectionTool.log of the -connect run. Looked for beside the folder, then in it, where none is given.

    .PARAMETER SetupLogPath
    ConfigMgrSetup.log of the connected PC. Looked for beside the folder, then in it, on Windows then at the root of
    the system drive, where none is given.

    .PARAMETER Depth
    Quick looks at logs, names and sizes. Full, the default, also reads every file to its end.

    .PARAMETER AllRuns
    Judges every setupdl run in ConfigMgrSetup.log, also those of earlier downloads.

    .PARAMETER WithoutLogs
    For a folder whose logs are lost: judges by what the files prove themselves.

    .PARAMETER Quiet
    Gives $true for Usable and $false for anything else, and no report.

    .EXAMPLE
    Test-CMOfflineDownload E:\UpdatePacks

    .EXAMPLE
    Get-ChildItem E:\Downloads -Directory | Test-CMOfflineDownload | Where-Object Verdict -ne Usable
    #>
    [CmdletBinding()]
    [OutputType('CMVerify.Report', [bool])]
    param (
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName', 'LiteralPath')]
        [string[]] $Path = '.',

        [Parameter(ValueFromPipelineByPropertyName)]
        [string] $ServiceConnectionLogPath,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string] $SetupLogPath,

        [ValidateSet('Quick', 'Full')]
        [string] $Depth = 'Full',

        [switch] $AllRuns,

        [switch] $WithoutLogs,

        [switch] $Quiet
    )

    begin {
        $failure = Connect-NativeLibrary
        if ($failure) {
            $PSCmdlet.ThrowTerminatingError($failure)
        }
    }

    process {
        $request = @{
            Cmdlet                   = $PSCmdlet
            Path                     = $Path
            ServiceConnectionLogPath = $ServiceConnectionLogPath
            SetupLogPath             = $SetupLogPath
            Depth                    = $Depth
            AllRuns                  = $AllRuns
            WithoutLogs              = $WithoutLogs
        }
        Get-DownloadReport @request | ForEach-Object {
            if ($_ -is [System.Management.Automation.ErrorRecord]) {
                $PSCmdlet.WriteError($_)
                if ($Quiet) { $false }
            } elseif ($Quiet) {
                $_.Verdict -eq 'Usable'
            } else {
                $_
            }
        }
    }
}

function Assert-CMOfflineDownload {
    <#
    .SYNOPSIS
    Stops the script unless a Configuration Manager offline update download is usable: the gate before -import.

    .DESCRIPTION
    Gives the report of a usable download. Anything else, a path that is no path, no path at all and a library that
    does not load among them, is an error that ends the script, whatever $ErrorActionPreference and -ErrorAction say.
    The error's target is the report. A try statement around it can still decide otherwise.

    .PARAMETER Path
    As with Test-CMOfflineDownload. Every folder must be usable.

    .PARAMETER ServiceConnectionLogPath
    As with Test-CMOfflineDownload.

    .PARAMETER SetupLogPath
    As with Test-CMOfflineDownload.

    .PARAMETER Depth
    As with Test-CMOfflineDownload.

    .PARAMETER AllRuns
    As with Test-CMOfflineDownload.

    .PARAMETER WithoutLogs
    As with Test-CMOfflineDownload.

    .PARAMETER Quiet
    Gives nothing for a usable download.

    .EXAMPLE
    Assert-CMOfflineDownload E:\UpdatePacks -Quiet
    .\ServiceConnectionTool.exe -import -updatepacksrc E:\UpdatePacks
    #>
    [CmdletBinding()]
    [OutputType('CMVerify.Report')]
    param (
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName', 'LiteralPath')]
        [string[]] $Path = '.',

        [Parameter(ValueFromPipelineByPropertyName)]
        [string] $ServiceConnectionLogPath,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string] $SetupLogPath,

        # No ValidateSet: an argument that does not bind leaves a script running, and the gate open.
        [ArgumentCompleter({ 'Quick', 'Full' -like "$($args[2])*" })]
        [string] $Depth = 'Full',

        [switch] $AllRuns,

        [switch] $WithoutLogs,

        [switch] $Quiet
    )

    begin {
        # With this, `throw` ends a script under every preference of its own. ThrowTerminatingError would not.
        $ErrorActionPreference = 'Stop'
        $failure = Connect-NativeLibrary
        if ($failure) {
            throw $failure
        }
        $passed = 0
    }

    process {
        $request = @{
            Cmdlet                   = $PSCmdlet
            Path                     = $Path
            ServiceConnectionLogPath = $ServiceConnectionLogPath
            SetupLogPath             = $SetupLogPath
            Depth                    = $Depth
            AllRuns                  = $AllRuns
            WithoutLogs              = $WithoutLogs
        }
        Get-DownloadReport @request | ForEach-Object {
            if ($_ -is [System.Management.Automation.ErrorRecord]) {
                throw $_
            }
            if ($_.Verdict -ne 'Usable') {
                throw (ConvertTo-RefusalRecord $_)
            }
            $passed++
            if (-not $Quiet) {
                $_
            }
        }
    }

    end {
        if ($passed -eq 0) {
            throw (ConvertTo-ErrorRecord -Id CMOfflineDownloadNothingChecked -Category ObjectNotFound -Target $null -Message (Get-Text NothingChecked))
        }
    }
}

function Get-CMOfflineRule {
    <#
    .SYNOPSIS
    Lists the rules that downloads are judged by.

    .DESCRIPTION
    Each rule comes with its severity, its effect on the verdict, why it exists, what to do when it applies, and its
    sources.

    .PARAMETER Id
    Ids of rules, wildcards allowed. Findings from the pipeline bring the id of theirs. All rules where none is given.

    .EXAMPLE
    Get-CMOfflineRule CMV01*

    .EXAMPLE
    (Test-CMOfflineDownload E:\UpdatePacks).Findings | Get-CMOfflineRule | Format-List
    #>
    [CmdletBinding()]
    [OutputType('CMVerify.Rule')]
    param (
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Rule')]
        [SupportsWildcards()]
        [string[]] $Id = '*'
    )

    begin {
        $answer = Connect-NativeLibrary
        if (-not $answer) {
            $answer = Invoke-NativeMethod -Native $script:Native -Name cmv_list_rules -Request @{ language = Get-MessageLanguage }
        }
        if ($answer -is [System.Management.Automation.ErrorRecord]) {
            $PSCmdlet.ThrowTerminatingError($answer)
        }
        $rules = @(foreach ($rule in $answer.rules) { ConvertTo-TypedObject $rule Rule })
        # Many findings of one rule ask for it many times.
        $given = [System.Collections.Generic.HashSet[string]]::new()
    }

    process {
        foreach ($pattern in $Id) {
            try {
                $fitting = @(foreach ($rule in $rules) { if ($rule.Id -like $pattern) { $rule } })
                $mayBeEmpty = [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($pattern)
            } catch {
                # Half a pattern, such as [.
                $fitting = @()
                $mayBeEmpty = $false
            }
            if (-not $fitting.Count -and -not $mayBeEmpty) {
                $PSCmdlet.WriteError((ConvertTo-ErrorRecord -Id CMRuleNotFound -Category ObjectNotFound -Target $pattern -Message (Get-Text RuleNotFound $pattern)))
            }
            $fitting | Where-Object { $given.Add($_.Id) }
        }
    }
}

function Resolve-CMOfflineError {
    <#
    .SYNOPSIS
    Explains an error code of a download: what it is called, what it means, what to do.

    .DESCRIPTION
    Takes HRESULTs, Win32 and WinHTTP codes, HTTP statuses and the .NET messages that the tool logs instead.

    .PARAMETER Code
    The code, as text or number, hexadecimal or decimal. From the pipeline also an object that carries one as Code,
    HResult or ErrorCode, such as an exception, an error record or the error of a finding.

    .EXAMPLE
    Resolve-CMOfflineError 0x80072EE2, 12007, 407

    .EXAMPLE
    $Error[0] | Resolve-CMOfflineError
    #>
    [CmdletBinding()]
    [OutputType('CMVerify.Error')]
    param (
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [object[]] $Code
    )

    begin {
        $failure = Connect-NativeLibrary
        if ($failure) {
            $PSCmdlet.ThrowTerminatingError($failure)
        }
    }

    process {
        if ($null -eq $Code) {
            # A null from the pipeline is answered like any other text that is no code.
            $Code = , $null
        }
        foreach ($item in $Code) {
            $text = Get-ErrorCode $item
            $answer = $null
            if ($text) {
                $request = @{ code = $text; language = Get-MessageLanguage }
                $answer = Invoke-NativeMethod -Native $script:Native -Name cmv_resolve_error -Request $request
            }
            if ($answer -is [System.Management.Automation.ErrorRecord]) {
                $PSCmdlet.WriteError($answer)
            } elseif ($null -ne $answer -and $null -ne $answer.error) {
                ConvertTo-TypedObject $answer.error Error
            } else {
                $PSCmdlet.WriteError((ConvertTo-ErrorRecord -Id CMErrorCodeUnknown -Category InvalidArgument -Target $item -Message (Get-Text NotACode "$item")))
            }
        }
    }
}
