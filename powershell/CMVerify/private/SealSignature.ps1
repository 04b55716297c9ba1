# The signature of a seal: a file of its own beside it, in the form that openssl and others know as well (CMS, detached).
# Nothing here goes to the network. A signature that is not good is an answer, never something thrown.

# Whoever can write beside a seal can put anything there: nothing larger is read.
$script:SealBytes = 64MB
$script:SealSignatureBytes = 1MB
# Nor is the patience to check signatures without end.
$script:SealSigners = 16

# The hashes that a signature may rest on, as CMS names them. The classes are those that a FIPS policy lets work.
$script:SealHashes = @{
    '2.16.840.1.101.3.4.2.1' = 'System.Security.Cryptography.SHA256CryptoServiceProvider'
    '2.16.840.1.101.3.4.2.2' = 'System.Security.Cryptography.SHA384CryptoServiceProvider'
    '2.16.840.1.101.3.4.2.3' = 'System.Security.Cryptography.SHA512CryptoServiceProvider'
}

# What a certificate may be issued for to be a signer's: any purpose, code, mail, documents (Microsoft's and RFC 9336).
$script:SealPurposes = '2.5.29.37.0', '1.3.6.1.5.5.7.3.3', '1.3.6.1.5.5.7.3.4', '1.3.6.1.4.1.311.10.3.12', '1.3.6.1.5.5.7.3.36'

function script:Import-SealAssembly {
    # Windows PowerShell does not load it by itself; newer editions find the types.
    if ($PSVersionTable.PSEdition -ne 'Core') {
        $null = [System.Reflection.Assembly]::Load('System.Security, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a')
    }
}

function script:Read-SealFile {
    # The bytes of a file, or why there are none: Problem and Detail.
    param ([string] $Path, [int] $Limit)

    $answer = [pscustomobject]@{ Bytes = $null; Problem = 'Unreadable'; Detail = $null }
    $stream = $null
    try {
        $stream = [System.IO.FileStream]::new($Path, 'Open', 'Read', 'Read')
        if ($stream.Length -gt $Limit) {
            $answer.Detail = Get-Text SealTooLarge $Path, (Get-SizeText $Limit)
            return $answer
        }
        $bytes = [byte[]]::new($stream.Length)
        $filled = 0
        while ($filled -lt $bytes.Length) {
            $read = $stream.Read($bytes, $filled, $bytes.Length - $filled)
            if ($read -eq 0) {
                throw [System.IO.EndOfStreamException]::new()
            }
            $filled += $read
        }
        $answer.Bytes = $bytes
        $answer.Problem = $null
    } catch {
        $why = $_.Exception.GetBaseException()
        if ($why -is [System.IO.FileNotFoundException] -or $why -is [System.IO.DirectoryNotFoundException]) {
            $answer.Problem = 'Missing'
        }
        $answer.Detail = Get-Text SealUnreadable $Path, $why.Message
    } finally {
        if ($null -ne $stream) {
            $stream.Dispose()
        }
    }
    $answer
}

function script:Get-SealTimeText {
    # Not as the culture writes it: some have other calendars.
    param ([datetime] $Time)

    $Time.ToUniversalTime().ToString('yyyy-MM-dd HH:mm', [cultureinfo]::InvariantCulture) + ' UTC'
}

function script:Get-SealStore {
    # The certificates of this machine and this user: Root, or CertificateAuthority for those between.
    param ([System.Security.Cryptography.X509Certificates.StoreName] $Name)

    foreach ($location in 'LocalMachine', 'CurrentUser') {
        $store = [System.Security.Cryptography.X509Certificates.X509Store]::new($Name, [System.Security.Cryptography.X509Certificates.StoreLocation] $location)
        try {
            $store.Open('ReadOnly')
            foreach ($each in $store.Certificates) { $each }
        } catch {
            # A store that is not there has nothing in it.
            continue
        } finally {
            $store.Dispose()
        }
    }
}

function script:Test-SealIssuer {
    # Whether a certificate leads to a root of this machine by the names of what is at hand. Names prove nothing. But
    # Windows asks the network for an issuer that it lacks, and .NET Framework has no way to forbid that: so it is asked
    # for a proof only where nothing is lacking.
    param (
        [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,
        [System.Security.Cryptography.X509Certificates.X509Certificate2Collection] $Extra
    )

    $roots = [System.Collections.Generic.HashSet[string]]::new()
    foreach ($each in Get-SealStore Root) {
        $null = $roots.Add([System.Convert]::ToBase64String($each.SubjectName.RawData))
    }
    # Subject and issuer of all others.
    $others = @(foreach ($each in @($Extra) + @(Get-SealStore CertificateAuthority)) {
            if ($null -ne $each) {
                , @([System.Convert]::ToBase64String($each.SubjectName.RawData), [System.Convert]::ToBase64String($each.IssuerName.RawData))
            }
        })
    $seen = [System.Collections.Generic.HashSet[string]]::new()
    $open = [System.Collections.Generic.Queue[string]]::new()
    $open.Enqueue([System.Convert]::ToBase64String($Certificate.IssuerName.RawData))
    while ($open.Count) {
        $name = $open.Dequeue()
        if ($roots.Contains($name)) {
            return $true
        }
        if ($seen.Add($name)) {
            foreach ($pair in $others) {
                if ($pair[0] -ceq $name) { $open.Enqueue($pair[1]) }
            }
        }
    }
    $false
}

function script:New-SealChain {
    # A chain that stays on this machine.
    param ([System.Security.Cryptography.X509Certificates.X509Certificate2Collection] $Extra)

    $chain = [System.Security.Cryptography.X509Certificates.X509Chain]::new()
    $policy = $chain.ChainPolicy
    $policy.RevocationMode = 'NoCheck'
    # None at all would be the system's own limit, which is long.
    $policy.UrlRetrievalTimeout = [timespan]::FromMilliseconds(1)
    if ($policy.PSObject.Properties['DisableCertificateDownloads']) {
        $policy.DisableCertificateDownloads = $true
    }
    if ($null -ne $Extra) {
        $policy.ExtraStore.AddRange($Extra)
    }
    $chain
}

function script:Get-SealIssuer {
    # The certificates between a signer's and its root, as far as they are at hand; others may need them for a proof.
    param ([System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate)

    $chain = $null
    try {
        $chain = New-SealChain
        if (-not $chain.ChainPolicy.PSObject.Properties['DisableCertificateDownloads'] -and -not (Test-SealIssuer $Certificate)) {
            return
        }
        $null = $chain.Build($Certificate)
        foreach ($element in $chain.ChainElements) {
            $each = $element.Certificate
            if ($each.Thumbprint -ne $Certificate.Thumbprint -and $each.Subject -ne $each.Issuer) {
                $each
            }
        }
    } catch {
        # Without them, then.
        return
    } finally {
        if ($null -ne $chain) {
            $chain.Dispose()
        }
    }
}

function script:Add-SealSignature {
    # Signs a seal: writes the file beside it, whole or not at all. Gives an ErrorRecord where that fails.
    param (
        # Of the seal, in full.
        [string] $Path,
        [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate
    )

    $target = "$Path.p7s"
    try {
        Import-SealAssembly
        if (-not $Certificate.HasPrivateKey) {
            return ConvertTo-ErrorRecord -Id CMSealKeyMissing -Category InvalidArgument -Target $Certificate -Message (Get-Text SealKeyMissing (Get-SealName $Certificate), $Certificate.Thumbprint)
        }
        $now = [datetime]::Now
        if ($now -lt $Certificate.NotBefore -or $now -gt $Certificate.NotAfter) {
            $message = Get-Text SealCertificateExpired (Get-SealName $Certificate), $Certificate.Thumbprint, (Get-SealTimeText $Certificate.NotBefore), (Get-SealTimeText $Certificate.NotAfter)
            return ConvertTo-ErrorRecord -Id CMSealCertificateExpired -Category InvalidArgument -Target $Certificate -Message $message
        }
        $seal = Read-SealFile -Path $Path -Limit $script:SealBytes
        if ($seal.Problem) {
            return ConvertTo-ErrorRecord -Id CMSealSigningFailed -Category ReadError -Target $Path -Message (Get-Text SealSigningFailed $Path, $seal.Detail)
        }
        $signer = [System.Security.Cryptography.Pkcs.CmsSigner]::new($Certificate)
        $signer.DigestAlgorithm = [System.Security.Cryptography.Oid]::new('2.16.840.1.101.3.4.2.1')
        # The system would look for the others itself, also in the network.
        $signer.IncludeOption = 'EndCertOnly'
        foreach ($each in Get-SealIssuer $Certificate) {
            $null = $signer.Certificates.Add($each)
        }
        $null = $signer.SignedAttributes.Add([System.Security.Cryptography.Pkcs.Pkcs9SigningTime]::new([datetime]::UtcNow))
        $cms = [System.Security.Cryptography.Pkcs.SignedCms]::new([System.Security.Cryptography.Pkcs.ContentInfo]::new($seal.Bytes), $true)
        # A card may ask a person for its number, where there is one.
        $cms.ComputeSignature($signer, -not [System.Environment]::UserInteractive)
        $bytes = $cms.Encode()
        # A key that is not the certificate's signs as well. Nobody could check that.
        $check = [System.Security.Cryptography.Pkcs.SignedCms]::new([System.Security.Cryptography.Pkcs.ContentInfo]::new($seal.Bytes), $true)
        $check.Decode($bytes)
        $check.CheckSignature($true)
        Write-WholeFile -Path $target -Bytes $bytes
    } catch {
        $why = $_.Exception.GetBaseException()
        ConvertTo-ErrorRecord -Id CMSealSigningFailed -Category WriteError -Target $Path -Message (Get-Text SealSigningFailed $Path, $why.Message) -Cause $why
    }
}

function script:Get-SealName {
    # Who a certificate says that it is of. Nothing in it may move the cursor or turn the line round.
    param ([System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate)

    $Certificate.GetNameInfo('SimpleName', $false) -replace '\p{C}', '?'
}

function script:Get-SealAttribute {
    # The one value of an attribute that is signed with the rest, as it stands there; nothing where there are more.
    param ([object] $Signer, [string] $Id)

    $values = @(foreach ($attribute in $Signer.SignedAttributes) {
            if ($attribute.Oid.Value -eq $Id) {
                foreach ($value in $attribute.Values) { $value }
            }
        })
    if ($values.Count -eq 1) {
        , $values[0].RawData
    }
}

function script:Test-SealDigest {
    # Whether a signer signed the hash of these very bytes, worked out without the part of .NET that was asked before:
    # its editions differ in what they make of a signature that brings a content of its own, or has no attributes.
    param ([object] $Signer, [byte[]] $Bytes)

    $hash = ([type] $script:SealHashes[$Signer.DigestAlgorithm.Value])::new()
    try {
        $digest = $hash.ComputeHash($Bytes)
    } finally {
        $hash.Dispose()
    }
    # An OCTET STRING.
    $expected = [byte[]] (@(4, $digest.Length) + $digest)
    $actual = Get-SealAttribute -Signer $Signer -Id '1.2.840.113549.1.9.4'
    $null -ne $actual -and [System.Convert]::ToBase64String($actual) -ceq [System.Convert]::ToBase64String($expected)
}

function script:Get-SealSigningTime {
    # When a signer says that it signed, or nothing.
    param ([object] $Signer)

    $value = Get-SealAttribute -Signer $Signer -Id '1.2.840.113549.1.9.5'
    if ($null -eq $value) {
        return
    }
    try {
        $time = [System.Security.Cryptography.Pkcs.Pkcs9SigningTime]::new([byte[]] $value).SigningTime
    } catch {
        return
    }
    if ($time.Kind -eq 'Unspecified') {
        $time = [datetime]::SpecifyKind($time, 'Utc')
    }
    $time.ToUniversalTime()
}

function script:Get-SealDistrust {
    # Why the chain of a signer's certificate does not reach a root that this machine trusts; nothing where it does.
    param (
        [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,
        [System.Security.Cryptography.X509Certificates.X509Certificate2Collection] $Extra
    )

    $now = [datetime]::Now
    if ($now -lt $Certificate.NotBefore -or $now -gt $Certificate.NotAfter) {
        return Get-Text SealSignerExpired (Get-SealTimeText $Certificate.NotBefore), (Get-SealTimeText $Certificate.NotAfter)
    }
    # A machine trusts very many for their web sites, and they are nobody to sign a seal.
    foreach ($extension in $Certificate.Extensions) {
        if ($extension -is [System.Security.Cryptography.X509Certificates.X509EnhancedKeyUsageExtension]) {
            if (-not @($extension.EnhancedKeyUsages | Where-Object { $script:SealPurposes -contains $_.Value })) {
                return Get-Text SealSignerPurpose
            }
        } elseif ($extension -is [System.Security.Cryptography.X509Certificates.X509KeyUsageExtension]) {
            if (-not ($extension.KeyUsages -band [System.Security.Cryptography.X509Certificates.X509KeyUsageFlags] 'DigitalSignature, NonRepudiation')) {
                return Get-Text SealSignerPurpose
            }
        }
    }
    if (-not (Test-SealIssuer -Certificate $Certificate -Extra $Extra)) {
        return (Get-Text SealSignerNotTrusted '').Trim()
    }
    $chain = New-SealChain -Extra $Extra
    try {
        if (-not $chain.Build($Certificate)) {
            return Get-Text SealSignerNotTrusted ((@($chain.ChainStatus | ForEach-Object { $_.StatusInformation.Trim() }) | Select-Object -Unique) -join ' ')
        }
    } finally {
        $chain.Dispose()
    }
}

function script:Get-SealHash {
    # The SHA-256 of some bytes, in hexadecimal digits.
    param ([byte[]] $Bytes)

    $hash = ([type] $script:SealHashes['2.16.840.1.101.3.4.2.1'])::new()
    try {
        [System.BitConverter]::ToString($hash.ComputeHash($Bytes)) -replace '-'
    } finally {
        $hash.Dispose()
    }
}

function script:Get-SealSignature {
    # Whether the signature beside a seal is good, and whose it is. Problem is what stands against it: Missing, Damaged
    # (it does not hold, whoever made it), Unreadable, NotTrusted (it holds, but who made it is nobody here), or nothing.
    param (
        # Of the seal, in full.
        [string] $Path,
        # Who may have signed. Without any, whoever has a certificate that this machine trusts. None at all are not the
        # same: then nobody may.
        [System.Security.Cryptography.X509Certificates.X509Certificate2[]] $Certificate,
        # What the library read: nobody may change the seal between the two looks at it.
        [string] $Sha256
    )

    $answer = [pscustomobject]@{ Path = $Path; Signer = $null; Subject = $null; Thumbprint = $null; SignedAt = $null; Problem = $null; Detail = $null }
    $file = "$Path.p7s"
    $signature = Read-SealFile -Path $file -Limit $script:SealSignatureBytes
    if ($signature.Problem -eq 'Missing') {
        $answer.Problem = 'Missing'
        $answer.Detail = Get-Text SealSignatureMissing $file
        return $answer
    }
    $seal = if (-not $signature.Problem) { Read-SealFile -Path $Path -Limit $script:SealBytes } else { $signature }
    if ($seal.Problem) {
        $answer.Problem = 'Unreadable'
        $answer.Detail = $seal.Detail
        return $answer
    }

    # What anybody can work out, before it is asked who that is.
    $answer.Problem = 'Damaged'
    try {
        if ($Sha256 -and $Sha256 -ne (Get-SealHash $seal.Bytes)) {
            $answer.Detail = (Get-Text SealSignatureDamaged $Path, '').Trim()
            return $answer
        }
        Import-SealAssembly
        $cms = [System.Security.Cryptography.Pkcs.SignedCms]::new([System.Security.Cryptography.Pkcs.ContentInfo]::new($seal.Bytes), $true)
        $cms.Decode($signature.Bytes)
        $count = $cms.SignerInfos.Count
        if ($count -lt 1 -or $count -gt $script:SealSigners) {
            $answer.Detail = Get-Text SealSignersWrong $file, $count
            return $answer
        }
        $signers = @(foreach ($each in $cms.SignerInfos) { $each })
        foreach ($each in $signers) {
            if (-not $script:SealHashes.ContainsKey("$($each.DigestAlgorithm.Value)")) {
                $answer.Detail = Get-Text SealHashWeak $file
                return $answer
            }
        }
        # Every one of them. The certificate of each must be in the file.
        $cms.CheckSignature($true)
        foreach ($each in $signers) {
            if ($null -eq $each.Certificate -or -not (Test-SealDigest -Signer $each -Bytes $seal.Bytes)) {
                $answer.Detail = (Get-Text SealSignatureDamaged $Path, '').Trim()
                return $answer
            }
        }
    } catch {
        $answer.Detail = Get-Text SealSignatureDamaged $Path, $_.Exception.GetBaseException().Message
        return $answer
    }

    # Every one must be somebody, too. The first that is not is told of; otherwise the first.
    $answer.Problem = 'NotTrusted'
    try {
        $known = @(foreach ($each in $Certificate) { if ($null -ne $each) { [System.Convert]::ToBase64String($each.RawData) } })
        $first = $null
        foreach ($each in $signers) {
            $whose = $each.Certificate
            $time = Get-SealSigningTime $each
            $answer.Signer = Get-SealName $whose
            $answer.Subject = $whose.Subject -replace '\p{C}', '?'
            $answer.Thumbprint = $whose.Thumbprint
            $answer.SignedAt = $time
            if ($null -ne $Certificate) {
                if ($known -cnotcontains [System.Convert]::ToBase64String($whose.RawData)) {
                    $answer.Detail = Get-Text SealSignerOther $answer.Signer, $answer.Thumbprint
                    return $answer
                }
                foreach ($when in [datetime]::UtcNow, $time) {
                    if ($null -ne $when -and ($when -lt $whose.NotBefore.ToUniversalTime() -or $when -gt $whose.NotAfter.ToUniversalTime())) {
                        # The time is the signer's own word, and proves nothing either way.
                        $answer.Detail = Get-Text SealSignerOutdated (Get-SealTimeText $whose.NotBefore), (Get-SealTimeText $whose.NotAfter)
                    }
                }
            } else {
                $why = Get-SealDistrust -Certificate $whose -Extra $cms.Certificates
                if ($why) {
                    $answer.Detail = $why
                    return $answer
                }
            }
            if ($null -eq $first) {
                $first = $answer.PSObject.Copy()
            }
        }
        $detail = $answer.Detail
        $answer = $first
        $answer.Problem = $null
        $answer.Detail = $detail
    } catch {
        $answer.Problem = 'NotTrusted'
        $answer.Detail = Get-Text SealSignerNotTrusted $_.Exception.GetBaseException().Message
    }
    $answer
}
