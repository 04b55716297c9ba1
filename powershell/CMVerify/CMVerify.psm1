# The cmdlets. They hold parameters and streams only: what makes a download usable is the library's to say.

# The private files are read when the first cmdlet runs, which halves the cost of importing the module. Their functions
# say script: to land in the module and not in the function that reads them.
$script:Ready = $false

function Connect-NativeLibrary {
    # Gives an ErrorRecord where the native library is not to be had, otherwise nothing.
    if (-not $script:Ready) {
        foreach ($file in 'Text', 'Native', 'Objects', 'Rules', 'Jobs', 'Downloads', 'Seals', 'SealSignature', 'Logs') {
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

    Where ServiceConnectionTool.log is not to be found and a seal of New-CMOfflineSeal lies beside the folder, the folder
    is held against that, and the report's Seal tells of it.

    .PARAMETER Path
    The folder given as -updatepackdest. The current location where none is given. A path that exists is taken as it
    is; one that does not, and has wildcards, stands for the folders that it fits.

    .PARAMETER ServiceConnectionLogPath
    ServiceConnectionTool.log of the -connect run. Looked for beside the folder, then in it, where none is given.

    .PARAMETER SetupLogPath
    ConfigMgrSetup.log of the connected PC. Looked for beside the folder, then in it, on Windows then at the root of
    the system drive, where none is given.

    .PARAMETER Depth
    Quick looks at logs, names, sizes and headers. Full, the default, also compares hashes, Microsoft's manifests and
    signature digests: every file is read to its end.

    .PARAMETER AllRuns
    Judges every setupdl run in ConfigMgrSetup.log, also those of earlier downloads.

    .PARAMETER WithoutLogs
    For a folder whose logs are lost: judges by what the files prove themselves. Usable then needs every redistributable
    file proved by Microsoft's manifest or its own signature, and every payload by its signature.

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

function Get-CMOfflineLogEvent {
    <#
    .SYNOPSIS
    Reads ServiceConnectionTool.log or ConfigMgrSetup.log line by line, as objects.

    .DESCRIPTION
    Each line comes with its place in the file, its time, severity, component, thread and text, the run that it is of,
    and the rule that such a line is evidence for. Both layouts of CMTrace and every encoding that these logs are found
    in are understood, and no size is too much: lines are given as they are read, and none is kept. A log that another
    program is writing to is read too.

    .PARAMETER Path
    The logs. A path that exists is taken as it is; one that does not, and has wildcards, stands for the files that it
    fits.

    .PARAMETER LiteralPath
    The logs, by paths in which no character is a wildcard.

    .PARAMETER Severity
    Only lines of these severities: Error, Warning, Information. What the line means decides, not only how it begins.

    .PARAMETER Run
    Only lines of these runs, counted from 1 as Get-CMOfflineRun does.

    .PARAMETER LastRun
    Only lines of the newest run in each log; with -Wait also of those that begin meanwhile.

    .PARAMETER Rule
    Only lines that are evidence for these rules: ids, wildcards allowed, as Get-CMOfflineRule lists them.

    .PARAMETER Tail
    Only the last lines of each log, so many of those that fit the other parameters.

    .PARAMETER Wait
    Goes on with the lines that are added later, until it is stopped with Ctrl+C. A line is given when it is complete.
    A log that is cut short or replaced is read from its start again; one that goes away is waited for.

    .EXAMPLE
    Get-CMOfflineLogEvent C:\ConfigMgrSetup.log -LastRun -Severity Error

    .EXAMPLE
    Get-CMOfflineLogEvent .\ServiceConnectionTool.log, C:\ConfigMgrSetup.log -Tail 10 -Wait

    .EXAMPLE
    Get-ChildItem E:\Logs -Filter *.log -Recurse | Get-CMOfflineLogEvent -Rule CMV02* | Group-Object Rule
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('CMVerify.LogEvent')]
    param (
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [SupportsWildcards()]
        [string[]] $Path,

        [Parameter(Mandatory, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,

        [ValidateSet('Error', 'Warning', 'Information')]
        [string[]] $Severity,

        [ValidateRange(1, [int]::MaxValue)]
        [int[]] $Run,

        [switch] $LastRun,

        [ArgumentCompleter({ (Get-CMOfflineRule -Id "$($args[2])*").Id })]
        [SupportsWildcards()]
        [string[]] $Rule,

        [ValidateRange(0, [int]::MaxValue)]
        [int] $Tail,

        [switch] $Wait
    )

    begin {
        $failure = Connect-NativeLibrary
        if (-not $failure) {
            $request = New-LogRequest -Cmdlet $PSCmdlet -Parameters $PSBoundParameters
            if ($request -is [System.Management.Automation.ErrorRecord]) {
                $failure = $request
            }
        }
        if ($failure) {
            $PSCmdlet.ThrowTerminatingError($failure)
        }
        $logs = [System.Collections.Generic.List[hashtable]]::new()
    }

    process {
        if ($null -eq $request) {
            return
        }
        $isLiteral = $PSCmdlet.ParameterSetName -eq 'LiteralPath'
        foreach ($item in $(if ($isLiteral) { $LiteralPath } else { $Path })) {
            foreach ($log in Get-LogState -Cmdlet $PSCmdlet -Path $item -Literal $isLiteral) {
                Read-LogEvent -Cmdlet $PSCmdlet -Request $request -Log $log
                if ($Wait) {
                    $logs.Add($log)
                }
            }
        }
    }

    end {
        if ($Wait) {
            Wait-LogEvent -Cmdlet $PSCmdlet -Request $request -Log $logs
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
        $failure = Connect-NativeLibrary
        if (-not $failure) {
            $rules = @(Get-Rule)
            $failure = $rules | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
        }
        if ($failure) {
            $PSCmdlet.ThrowTerminatingError($failure)
        }
        # Many findings of one rule ask for it many times.
        $given = [System.Collections.Generic.HashSet[string]]::new()
    }

    process {
        foreach ($pattern in $Id) {
            Select-Rule -Rule $rules -Pattern $pattern | ForEach-Object {
                if ($_ -is [System.Management.Automation.ErrorRecord]) {
                    $PSCmdlet.WriteError($_)
                } elseif ($given.Add($_.Id)) {
                    $_
                }
            }
        }
    }
}

function Get-CMOfflineRun {
    <#
    .SYNOPSIS
    Tells the runs in ConfigMgrSetup.log or ServiceConnectionTool.log: which file failed, why, and what to do.

    .DESCRIPTION
    ConfigMgrSetup.log is appended to and holds many runs of setupdl; ServiceConnectionTool.log holds one run of the tool.
    Each run comes with its result, its times and lines, the story of every file, and every failure with its address,
    its error code explained, and what to do.

    .PARAMETER Path
    The logs. A path that exists is taken as it is; one that does not, and has wildcards, stands for the files that it
    fits.

    .PARAMETER LiteralPath
    The logs, by paths in which no character is a wildcard.

    .PARAMETER Run
    Only these runs, counted from 1 from the start of the file.

    .PARAMETER LastRun
    Only the newest run in each log.

    .EXAMPLE
    Get-CMOfflineRun C:\ConfigMgrSetup.log -LastRun

    .EXAMPLE
    Get-CMOfflineRun C:\ConfigMgrSetup.log | Where-Object Result -ne Succeeded | Format-Table

    .EXAMPLE
    (Get-CMOfflineRun C:\ConfigMgrSetup.log -LastRun).Files | Where-Object Result -ne Verified
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('CMVerify.Run')]
    param (
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [SupportsWildcards()]
        [string[]] $Path,

        [Parameter(Mandatory, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,

        [ValidateRange(1, [int]::MaxValue)]
        [int[]] $Run,

        [switch] $LastRun
    )

    begin {
        $failure = Connect-NativeLibrary
        if (-not $failure) {
            $request = New-LogRequest -Cmdlet $PSCmdlet -Parameters $PSBoundParameters
            if ($request -is [System.Management.Automation.ErrorRecord]) {
                $failure = $request
            }
        }
        if ($failure) {
            $PSCmdlet.ThrowTerminatingError($failure)
        }
    }

    process {
        $isLiteral = $PSCmdlet.ParameterSetName -eq 'LiteralPath'
        foreach ($item in $(if ($isLiteral) { $LiteralPath } else { $Path })) {
            foreach ($log in Get-LogState -Cmdlet $PSCmdlet -Path $item -Literal $isLiteral) {
                Read-LogRun -Cmdlet $PSCmdlet -Request $request -Log $log
            }
        }
    }
}

function New-CMOfflineSeal {
    <#
    .SYNOPSIS
    Verifies a Configuration Manager offline update download and seals it, so that the copy can be checked where it goes.

    .DESCRIPTION
    Verifies in full depth and, where the download is usable, writes one file beside it: every path, size and SHA-256, the
    verdict with its evidence, and the hashes of the logs. Carry it along with the folder. Test-CMOfflineSeal,
    Test-CMOfflineDownload and Assert-CMOfflineDownload use it where the logs are not at hand; without this module,
    sha256sum --check understands it, run in the folder.

    A seal protects from accidents. Whoever can change the download can make another seal; -Certificate adds a signature
    that shows whose seal it is.

    .PARAMETER Path
    As with Test-CMOfflineDownload.

    .PARAMETER OutFile
    The file of the seal. Beside the folder, named after it, where none is given. An older seal is replaced, no other file.

    .PARAMETER ServiceConnectionLogPath
    As with Test-CMOfflineDownload.

    .PARAMETER SetupLogPath
    As with Test-CMOfflineDownload.

    .PARAMETER AllRuns
    As with Test-CMOfflineDownload.

    .PARAMETER WithoutLogs
    As with Test-CMOfflineDownload.

    .PARAMETER IncludeLogs
    Copies both logs to the folder of the seal, and seals them too. Another file of that name is never overwritten.

    .PARAMETER Force
    Seals a download whatever its verdict. The seal says so, and its verdict stays what it was.

    .PARAMETER Certificate
    Signs the seal: a certificate for signing with its private key, such as one from Cert:\CurrentUser\My. The signature is
    a detached CMS signature (PKCS #7) beside the seal, .p7s, which openssl cms and .NET verify as well.

    .PARAMETER Key
    Signs the seal with a certificate and its private key in a file (.pfx, .p12), for a PC that has none in its stores.

    .PARAMETER KeyPassword
    The password of that file, where it has one.

    .EXAMPLE
    New-CMOfflineSeal E:\UpdatePacks

    .EXAMPLE
    New-CMOfflineSeal E:\UpdatePacks -IncludeLogs -Certificate (Get-ChildItem Cert:\CurrentUser\My -CodeSigningCert)[0]
    #>
    [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Plain')]
    [OutputType('CMVerify.Seal')]
    param (
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName', 'LiteralPath')]
        [string[]] $Path = '.',

        [string] $OutFile,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string] $ServiceConnectionLogPath,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string] $SetupLogPath,

        [switch] $AllRuns,

        [switch] $WithoutLogs,

        [switch] $IncludeLogs,

        [switch] $Force,

        [Parameter(Mandatory, ParameterSetName = 'Certificate')]
        [ValidateNotNull()]
        [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,

        [Parameter(Mandatory, ParameterSetName = 'Key')]
        [ValidateNotNullOrEmpty()]
        [string] $Key,

        [Parameter(ParameterSetName = 'Key')]
        [System.Security.SecureString] $KeyPassword
    )

    begin {
        $failure = Connect-NativeLibrary
        $signer = $Certificate
        if (-not $failure -and $Key) {
            # Before anything is read: hours of work must not end with a password that is wrong.
            $signer = Import-SealKey -Cmdlet $PSCmdlet -Path $Key -Password $KeyPassword
            if ($signer -is [System.Management.Automation.ErrorRecord]) {
                $failure = $signer
            }
        }
        if ($failure) {
            $PSCmdlet.ThrowTerminatingError($failure)
        }
        $written = $null
    }

    process {
        $logs = Resolve-DownloadLogPath -Cmdlet $PSCmdlet -ServiceConnectionLogPath $ServiceConnectionLogPath -SetupLogPath $SetupLogPath
        if ($logs -is [System.Management.Automation.ErrorRecord]) {
            $PSCmdlet.WriteError($logs)
            return
        }
        $folders = @(foreach ($item in $(if ($Path) { $Path } else { '' })) { Resolve-DownloadPath -Cmdlet $PSCmdlet -Path $item })
        $number = 0
        foreach ($folder in $folders) {
            $number++
            $seal = if ($folder -is [System.Management.Automation.ErrorRecord]) {
                $folder
            } elseif ($OutFile) {
                Resolve-FileSystemPath -Cmdlet $PSCmdlet -Path $OutFile
            } else {
                Get-DefaultSealPath $folder
            }
            if ($seal -isnot [System.Management.Automation.ErrorRecord] -and $OutFile -and $null -ne $written) {
                # The second would replace the first.
                $seal = ConvertTo-ErrorRecord -Id CMSealOutFileTaken -Category InvalidArgument -Target $folder -Message (Get-Text SealOutFileTaken $seal, $written)
            }
            if ($seal -is [System.Management.Automation.ErrorRecord]) {
                $PSCmdlet.WriteError($seal)
                continue
            }
            if (-not $PSCmdlet.ShouldProcess($folder, (Get-Text SealAction $seal))) {
                continue
            }
            $written = $folder
            $request = @{
                Cmdlet      = $PSCmdlet
                Folder      = $folder
                SealPath    = $seal
                Log         = Find-DownloadLog -Folder $folder -Given $logs
                AllRuns     = $AllRuns
                WithoutLogs = $WithoutLogs
                IncludeLogs = $IncludeLogs
                Force       = $Force
                Certificate = $signer
                Number      = $number
                Count       = $folders.Count
            }
            $answer = Write-Seal @request
            if ($answer -is [System.Management.Automation.ErrorRecord]) {
                $PSCmdlet.WriteError($answer)
            } else {
                $answer
            }
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

function Test-CMOfflineSeal {
    <#
    .SYNOPSIS
    Holds a Configuration Manager offline update download against its seal: is this what was verified?

    .DESCRIPTION
    Names every file that is missing, changed, added or has another name since New-CMOfflineSeal made the seal: sizes
    first, then the SHA-256 of every file that still has its size. When everything fits, the verdict is that of the seal.

    .PARAMETER Path
    The folder, wherever it was copied. As with Test-CMOfflineDownload.

    .PARAMETER SealPath
    The file of the seal. Looked for beside the folder, then in it, where none is given.

    .PARAMETER Depth
    Quick compares names and sizes: it finds a cut copy at once, and is never usable. Full, the default, compares every
    byte.

    .PARAMETER RequireSignature
    Refuses a seal that is not signed by somebody whom this machine trusts, or by one of -Certificate.

    .PARAMETER Certificate
    Whose signature is accepted: these certificates and no others. Their private keys are not needed.

    .PARAMETER Quiet
    Gives $true for Usable and $false for anything else, and no report.

    .EXAMPLE
    Test-CMOfflineSeal E:\UpdatePacks

    .EXAMPLE
    Test-CMOfflineSeal E:\UpdatePacks -RequireSignature -Certificate (Get-PfxCertificate C:\trusted\packager.cer)
    #>
    [CmdletBinding()]
    [OutputType('CMVerify.Report', [bool])]
    param (
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName', 'LiteralPath')]
        [string[]] $Path = '.',

        [string] $SealPath,

        [ValidateSet('Quick', 'Full')]
        [string] $Depth = 'Full',

        [switch] $RequireSignature,

        [ValidateNotNull()]
        [System.Security.Cryptography.X509Certificates.X509Certificate2[]] $Certificate,

        [switch] $Quiet
    )

    begin {
        $failure = Connect-NativeLibrary
        if ($failure) {
            $PSCmdlet.ThrowTerminatingError($failure)
        }
    }

    process {
        $folders = @(foreach ($item in $(if ($Path) { $Path } else { '' })) { Resolve-DownloadPath -Cmdlet $PSCmdlet -Path $item })
        $number = 0
        foreach ($folder in $folders) {
            $number++
            $answer = $folder
            if ($folder -isnot [System.Management.Automation.ErrorRecord]) {
                $seal = if ($SealPath) { Resolve-FileSystemPath -Cmdlet $PSCmdlet -Path $SealPath } else { Find-Seal -Folder $folder }
                if (-not $seal) {
                    # The library says that there is none.
                    $seal = Get-DefaultSealPath $folder
                }
                $answer = $seal
            }
            if ($answer -isnot [System.Management.Automation.ErrorRecord]) {
                $request = @{
                    Cmdlet           = $PSCmdlet
                    Folder           = $folder
                    SealPath         = $seal
                    Depth            = $Depth
                    RequireSignature = $RequireSignature
                    Certificate      = $Certificate
                    Number           = $number
                    Count            = $folders.Count
                }
                $answer = Get-SealReport @request
            }
            if ($answer -is [System.Management.Automation.ErrorRecord]) {
                $PSCmdlet.WriteError($answer)
                if ($Quiet) { $false }
            } elseif ($Quiet) {
                $answer.Verdict -eq 'Usable'
            } else {
                $answer
            }
        }
    }
}
