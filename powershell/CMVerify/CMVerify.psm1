# The cmdlets. They hold parameters and streams only: what makes a download usable is the library's to say.

# The private files are read when the first cmdlet runs, which halves the cost of importing the module. Their functions
# say script: to land in the module and not in the function that reads them.
$script:Ready = $false

# What somebody set for commands that happen to be used in here must not change an answer. PowerShell 7 does not look beyond
# the module for it; with this, no edition does. For the cmdlets themselves it is looked up where they are called.
$script:PSDefaultParameterValues = @{}

function Import-PrivateFile {
    if ($script:Ready) {
        return
    }
    foreach ($file in 'Text', 'Timing', 'Native', 'Objects', 'Rules', 'Jobs', 'Downloads', 'Files', 'Seals', 'SealSignature', 'Logs', 'Reports', 'Completion') {
        . "$PSScriptRoot/private/$file.ps1"
    }
    $script:Ready = $true
}

function Connect-NativeLibrary {
    # Gives an ErrorRecord where the native library is not to be had, otherwise nothing.
    Import-PrivateFile
    Import-NativeLibrary
}

function Get-Completion {
    # What Tab offers for an argument of this kind; nothing where PowerShell's own files and folders will do. It is asked
    # by a block that PowerShell runs outside of the module, with what PowerShell hands to that: command, parameter, word,
    # syntax tree, parameters so far. Tab works before any cmdlet ran, too.
    param ([string] $Kind, [object[]] $Asked)

    try {
        Import-PrivateFile
        Get-ArgumentCompletion -Kind $Kind -Word $Asked[2] -Bound $Asked[4]
    } catch {
        $null = $_
    }
}

function Test-CMOfflineDownload {
    # .EXTERNALHELP CMVerify-help.xml
    [CmdletBinding()]
    [OutputType('CMVerify.Report', [bool])]
    param (
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName', 'LiteralPath')]
        [SupportsWildcards()]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion Download $args } @args })]
        [string[]] $Path = '.',

        [Parameter(ValueFromPipelineByPropertyName)]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion ServiceConnectionLog $args } @args })]
        [string] $ServiceConnectionLogPath,

        [Parameter(ValueFromPipelineByPropertyName)]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion SetupLog $args } @args })]
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
    # .EXTERNALHELP CMVerify-help.xml
    [CmdletBinding()]
    [OutputType('CMVerify.Report')]
    param (
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName', 'LiteralPath')]
        [SupportsWildcards()]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion Download $args } @args })]
        [string[]] $Path = '.',

        [Parameter(ValueFromPipelineByPropertyName)]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion ServiceConnectionLog $args } @args })]
        [string] $ServiceConnectionLogPath,

        [Parameter(ValueFromPipelineByPropertyName)]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion SetupLog $args } @args })]
        [string] $SetupLogPath,

        # No ValidateSet: an argument that does not bind leaves a script running, and the gate open.
        [ArgumentCompleter({ 'Quick', 'Full' -match "^$([regex]::Escape($args[2]))" })]
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
    # .EXTERNALHELP CMVerify-help.xml
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('CMVerify.LogEvent')]
    param (
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion Log $args } @args })]
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

        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion Rule $args } @args })]
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
    # .EXTERNALHELP CMVerify-help.xml
    [CmdletBinding()]
    [OutputType('CMVerify.Rule')]
    param (
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Rule')]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion Rule $args } @args })]
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
    # .EXTERNALHELP CMVerify-help.xml
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('CMVerify.Run')]
    param (
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion Log $args } @args })]
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
    # .EXTERNALHELP CMVerify-help.xml
    [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Plain')]
    [OutputType('CMVerify.Seal')]
    param (
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName', 'LiteralPath')]
        [SupportsWildcards()]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion Download $args } @args })]
        [string[]] $Path = '.',

        [string] $OutFile,

        [Parameter(ValueFromPipelineByPropertyName)]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion ServiceConnectionLog $args } @args })]
        [string] $ServiceConnectionLogPath,

        [Parameter(ValueFromPipelineByPropertyName)]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion SetupLog $args } @args })]
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
    # .EXTERNALHELP CMVerify-help.xml
    [CmdletBinding()]
    [OutputType('CMVerify.Error')]
    param (
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion Code $args } @args })]
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
    # .EXTERNALHELP CMVerify-help.xml
    [CmdletBinding()]
    [OutputType('CMVerify.Report', [bool])]
    param (
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName', 'LiteralPath')]
        [SupportsWildcards()]
        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion Download $args } @args })]
        [string[]] $Path = '.',

        [ArgumentCompleter({ & (Get-Command $args[0]).Module { Get-Completion Seal $args } @args })]
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

function Export-CMOfflineReport {
    # .EXTERNALHELP CMVerify-help.xml
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([string], [System.IO.FileInfo])]
    param (
        [Parameter(Position = 0)]
        [Alias('OutFile', 'FilePath', 'LiteralPath')]
        [string] $Path,

        [ValidateSet('Html', 'Json', 'JUnit', 'Markdown', 'Csv')]
        [string] $Format,

        [Parameter(Mandatory, ValueFromPipeline)]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [psobject[]] $InputObject,

        [string] $Title,

        [ValidateSet('en', 'ja')]
        [string] $Language,

        [switch] $Redact,

        [switch] $NoClobber,

        [switch] $PassThru
    )

    begin {
        $failure = Connect-NativeLibrary
        if ($failure) {
            $PSCmdlet.ThrowTerminatingError($failure)
        }
        $target = $null
        if ($PSBoundParameters.ContainsKey('Path')) {
            $target = if ($Path) { Resolve-FileSystemPath -Cmdlet $PSCmdlet -Path $Path } else { ConvertTo-ErrorRecord -Id CMPathEmpty -Category InvalidArgument -Target $Path -Message (Get-Text PathEmpty) }
            if ($target -is [System.Management.Automation.ErrorRecord]) {
                $PSCmdlet.ThrowTerminatingError($target)
            }
        }
        $kind = $Format
        if (-not $kind) {
            $ending = if ($target) { [System.IO.Path]::GetExtension($target) } else { '' }
            $kind = $script:FormatOf[$ending]
            if (-not $kind) {
                $PSCmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id CMReportFormatMissing -Category InvalidArgument -Target $Path -Message (Get-Text ReportFormatMissing)))
            }
        }
        $reports = [System.Collections.Generic.List[string]]::new()
    }

    process {
        # Nothing is an item too: whoever pipes it believes that it is a report.
        $items = if ($null -eq $InputObject) { , @($null) } else { , $InputObject }
        foreach ($item in $items) {
            $json = ConvertTo-ReportJson $item
            if ($json) {
                $reports.Add($json)
            } else {
                $PSCmdlet.WriteError((ConvertTo-ErrorRecord -Id CMReportInvalid -Category InvalidData -Target $item -Message (Get-Text ReportInvalid "$item")))
            }
        }
    }

    end {
        if (-not $reports.Count) {
            $PSCmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id CMReportNone -Category ObjectNotFound -Target $Path -Message (Get-Text ReportNone)))
        }
        $wanted = @{
            Report   = $reports.ToArray()
            Format   = $kind
            Language = if ($Language) { $Language } else { Get-MessageLanguage }
            Title    = $Title
            Redact   = $Redact
        }
        $text = Get-ReportDocument @wanted
        if ($text -is [System.Management.Automation.ErrorRecord]) {
            $PSCmdlet.ThrowTerminatingError($text)
        }
        if (-not $target) {
            $text
            return
        }
        if (-not $PSCmdlet.ShouldProcess($target, (Get-Text ReportAction $kind, $reports.Count))) {
            return
        }
        if ($NoClobber -and [System.IO.File]::Exists($target)) {
            $PSCmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id CMReportFileExists -Category ResourceExists -Target $target -Message (Get-Text ReportFileExists $target)))
        }
        try {
            # A spreadsheet takes a file without the mark for one in the machine's code page.
            $encoding = [System.Text.UTF8Encoding]::new($kind -eq 'Csv')
            Write-WholeFile -Path $target -Bytes ([byte[]] ($encoding.GetPreamble() + $encoding.GetBytes($text)))
        } catch {
            $why = $_.Exception.GetBaseException()
            $PSCmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id CMReportNotWritten -Category WriteError -Target $target -Message (Get-Text ReportNotWritten $target, $why.Message) -Cause $why))
        }
        if ($PassThru) {
            [System.IO.FileInfo]::new($target)
        }
    }
}
