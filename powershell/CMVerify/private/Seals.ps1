# Seals: where they lie, made and checked by the library, and who signed them. What goes wrong on the way is an
# ErrorRecord among the answers, as with downloads.

# A list for sha256sum, and told from any other by its name.
$script:SealEnding = '.seal.sha256'

function script:Get-DefaultSealPath {
    # Beside the download, named after it; in it where it is a whole drive.
    param ([string] $Folder)

    try {
        $download = [System.IO.DirectoryInfo]::new($Folder)
        if ($null -eq $download.Parent) {
            return [System.IO.Path]::Combine($download.FullName, 'UpdatePacks' + $script:SealEnding)
        }
        [System.IO.Path]::Combine($download.Parent.FullName, $download.Name + $script:SealEnding)
    } catch {
        # A path that the system does not take at all: the library says so.
        $Folder + $script:SealEnding
    }
}

function script:Find-Seal {
    # The seal of a download: beside it, or in it where only the folder itself was carried.
    param ([string] $Folder)

    $beside = Get-DefaultSealPath $Folder
    foreach ($path in $beside, [System.IO.Path]::Combine($Folder, [System.IO.Path]::GetFileName($beside))) {
        if ([System.IO.File]::Exists($path)) {
            return $path
        }
    }
    $null
}

function script:Get-SealReport {
    # What a download is, held against its seal: a report, or an ErrorRecord.
    param (
        [System.Management.Automation.PSCmdlet] $Cmdlet,
        [string] $Folder,
        [string] $SealPath,
        [string] $Depth,
        [bool] $RequireSignature,
        # Who may have signed; whoever this machine trusts where none is given.
        [System.Security.Cryptography.X509Certificates.X509Certificate2[]] $Certificate,
        [int] $Number = 1,
        [int] $Count = 1
    )

    $work = @{
        Native   = $script:Native
        Cmdlet   = $Cmdlet
        Request  = [ordered]@{
            operation    = 'verifySeal'
            downloadPath = $Folder
            seal         = $SealPath
            depth        = $Depth.ToLowerInvariant()
            language     = Get-MessageLanguage
        }
        Activity = Get-Text Verifying $Folder
        Number   = $Number
        Count    = $Count
    }
    $report = Invoke-ReportJob -Work $work -Folder $Folder
    if ($report -is [System.Management.Automation.ErrorRecord]) {
        return $report
    }
    if ($null -eq $report.Seal) {
        # It could not be read, and the report says why.
        return $report
    }
    $asked = @{ Path = $SealPath; Sha256 = $report.Seal.Sha256 }
    if ($Certificate) {
        $asked['Certificate'] = $Certificate
    }
    $signature = Get-SealSignature @asked
    $isNeeded = $RequireSignature -or $Certificate
    if ($signature.Problem -eq 'Missing') {
        if ($isNeeded) {
            return ConvertTo-ErrorRecord -Id CMSealNotSigned -Category SecurityError -Target $SealPath -Message (Get-Text SealNotSigned $SealPath, $signature.Detail)
        }
        $signature = $null
    } elseif ($signature.Problem -and ($isNeeded -or $signature.Problem -ne 'NotTrusted')) {
        # One that does not hold tells that something was changed, whether a signature was asked for or not.
        return ConvertTo-ErrorRecord -Id "CMSealSignature$($signature.Problem)" -Category SecurityError -Target $SealPath -Message (Get-Text SealSignatureRefused $SealPath, $signature.Detail)
    }
    if ($null -ne $signature) {
        $signature.PSObject.TypeNames.Insert(0, 'CMVerify.SealSignature')
    }
    Add-Member -InputObject $report.Seal -NotePropertyName Signature -NotePropertyValue $signature
    $report
}

function script:Import-SealKey {
    # A certificate with its private key from a file, or an ErrorRecord.
    param ([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path, [System.Security.SecureString] $Password)

    $file = Resolve-FileSystemPath -Cmdlet $Cmdlet -Path $Path
    if ($file -is [System.Management.Automation.ErrorRecord]) {
        return $file
    }
    try {
        $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($file, $Password)
    } catch {
        $why = $_.Exception.GetBaseException()
        return ConvertTo-ErrorRecord -Id CMSealKeyUnreadable -Category OpenError -Target $file -Message (Get-Text SealKeyUnreadable $file, $why.Message) -Cause $why
    }
    if (-not $certificate.HasPrivateKey) {
        return ConvertTo-ErrorRecord -Id CMSealKeyMissing -Category InvalidArgument -Target $file -Message (Get-Text SealKeyMissing (Get-SealName $certificate), $certificate.Thumbprint)
    }
    $certificate
}

function script:Write-Seal {
    # Verifies a download and seals it: the seal, or an ErrorRecord.
    param (
        [System.Management.Automation.PSCmdlet] $Cmdlet,
        [string] $Folder,
        [string] $SealPath,
        [System.Collections.IDictionary] $Log,
        [bool] $AllRuns,
        [bool] $WithoutLogs,
        [bool] $IncludeLogs,
        [bool] $Force,
        [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,
        [int] $Number = 1,
        [int] $Count = 1
    )

    $work = @{
        Native   = $script:Native
        Cmdlet   = $Cmdlet
        Request  = [ordered]@{
            operation            = 'makeSeal'
            downloadPath         = $Folder
            serviceConnectionLog = $Log['ServiceConnectionTool.log']
            setupLog             = $Log['ConfigMgrSetup.log']
            allRuns              = $AllRuns
            withoutLogs          = $WithoutLogs
            seal                 = $SealPath
            includeLogs          = $IncludeLogs
            force                = $Force
            language             = Get-MessageLanguage
        }
        Activity = Get-Text Sealing $Folder
        Number   = $Number
        Count    = $Count
    }
    $report = Invoke-ReportJob -Work $work -Folder $Folder
    if ($report -is [System.Management.Automation.ErrorRecord]) {
        return $report
    }
    if ($null -eq $report.Seal) {
        return ConvertTo-ErrorRecord -Id CMOfflineSealRefused -Category InvalidData -Target $report -Message (Get-Text SealRefused $Folder, $report.Verdict, $report.Summary, $report.NextAction)
    }
    # One of an older seal would stand beside a seal that it does not fit. Where there is none, nothing happens.
    $old = "$SealPath.p7s"
    try {
        [System.IO.File]::Delete($old)
    } catch {
        $why = $_.Exception.GetBaseException()
        return ConvertTo-ErrorRecord -Id CMSealSignatureLeft -Category WriteError -Target $old -Message (Get-Text SealSignatureLeft $old, $why.Message) -Cause $why
    }
    $signature = $null
    if ($null -ne $Certificate) {
        $failure = Add-SealSignature -Path $SealPath -Certificate $Certificate
        if ($failure) {
            return $failure
        }
        $signature = Get-SealSignature -Path $SealPath -Certificate $Certificate -Sha256 $report.Seal.Sha256
        $signature.PSObject.TypeNames.Insert(0, 'CMVerify.SealSignature')
    }
    Add-Member -InputObject $report.Seal -NotePropertyName Signature -NotePropertyValue $signature
    # A copy: one that held a report that holds itself could not be written down.
    $seal = $report.Seal.PSObject.Copy()
    Add-Member -InputObject $seal -NotePropertyName DownloadPath -NotePropertyValue $Folder
    Add-Member -InputObject $seal -NotePropertyName Report -NotePropertyValue $report
    $seal
}
