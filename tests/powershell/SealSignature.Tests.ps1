# The signature of a seal: who made it, and what is not taken for one.

BeforeDiscovery {
    . "$PSScriptRoot/Common.ps1"
    $hasNoOpenSsl = $null -eq (Get-Command openssl -CommandType Application -ErrorAction Ignore)
    if ($hasNoOpenSsl) {
        Write-Warning 'SKIPPED: signatures are not compared with those of openssl, because it is not there.'
    }
    $isDesktop = $PSVersionTable.PSEdition -ne 'Core'
    $cannotSign = -not (Test-CanSign)
    if ($cannotSign) {
        Write-Warning 'SKIPPED: signatures of seals, because this system makes no keys.'
    }
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    # The first cmdlet reads the private files.
    $null = Resolve-CMOfflineError 407
    $module = Get-Module CMVerify
    $openSsl = Get-Command openssl -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    & $module { Import-SealAssembly }

    function Add-Signature {
        & $module { Add-SealSignature -Path $args[0] -Certificate $args[1] } @args
    }

    function Get-Signature {
        # A second argument is whom to trust.
        if ($args.Count -gt 1) {
            & $module { Get-SealSignature -Path $args[0] -Certificate $args[1] } $args[0] $args[1]
        } else {
            & $module { Get-SealSignature -Path $args[0] } $args[0]
        }
    }

    function New-SealCertificate {
        # A certificate with its key, of its own or of another.
        param (
            [string] $Name,
            [object] $Issuer,
            [switch] $Authority,
            [switch] $Ecdsa,
            # What it is issued for.
            [string] $Purpose,
            # Where the issuer is said to be had from.
            [string] $IssuerAddress,
            [int] $FromDays = -9,
            [int] $ToDays = 9
        )

        $sha256 = [System.Security.Cryptography.HashAlgorithmName]::SHA256
        if ($Ecdsa) {
            $key = [System.Security.Cryptography.ECDsa]::Create([System.Security.Cryptography.ECCurve]::CreateFromFriendlyName('nistP256'))
            $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$Name", $key, $sha256)
        } else {
            $key = if ($PSVersionTable.PSEdition -ne 'Core') {
                # Any other provider goes into the file below as one that .NET Framework cannot make SHA-256 signatures with.
                [System.Security.Cryptography.RSACryptoServiceProvider]::new(2048, [System.Security.Cryptography.CspParameters]::new(24))
            } else {
                [System.Security.Cryptography.RSA]::Create(2048)
            }
            $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$Name", $key, $sha256, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        }
        if ($Authority) {
            $request.CertificateExtensions.Add([System.Security.Cryptography.X509Certificates.X509BasicConstraintsExtension]::new($true, $false, 0, $true))
        }
        if ($Purpose) {
            $purposes = [System.Security.Cryptography.OidCollection]::new()
            $null = $purposes.Add([System.Security.Cryptography.Oid]::new($Purpose))
            $request.CertificateExtensions.Add([System.Security.Cryptography.X509Certificates.X509EnhancedKeyUsageExtension]::new($purposes, $false))
        }
        if ($IssuerAddress) {
            $address = [System.Text.Encoding]::ASCII.GetBytes($IssuerAddress)
            $value = [byte[]] (@(0x30, ($address.Length + 14), 0x30, ($address.Length + 12), 6, 8, 0x2B, 6, 1, 5, 5, 7, 0x30, 2, 0x86, $address.Length) + $address)
            $request.CertificateExtensions.Add([System.Security.Cryptography.X509Certificates.X509Extension]::new([System.Security.Cryptography.Oid]::new('1.3.6.1.5.5.7.1.1'), $value, $false))
        }
        $from = [System.DateTimeOffset]::UtcNow.AddDays($FromDays)
        $to = [System.DateTimeOffset]::UtcNow.AddDays($ToDays)
        if ($Issuer) {
            $bare = $request.Create($Issuer, $from, $to, [guid]::NewGuid().ToByteArray())
            $made = if ($Ecdsa) {
                [System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::CopyWithPrivateKey($bare, $key)
            } else {
                [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::CopyWithPrivateKey($bare, $key)
            }
        } else {
            $made = $request.CreateSelfSigned($from, $to)
        }
        # As one that was installed: .NET Framework signs with a key that has a place only.
        [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($made.Export('Pfx', 'x'), 'x', 'Exportable')
    }

    function Get-PublicPart {
        param ([object] $Certificate)

        , [System.Security.Cryptography.X509Certificates.X509Certificate2]::new([byte[]] $Certificate.RawData)
    }

    function Write-Pem {
        param ([string] $Path, [object] $Certificate)

        $lines = @('-----BEGIN CERTIFICATE-----', [System.Convert]::ToBase64String($Certificate.RawData, 'InsertLineBreaks'), '-----END CERTIFICATE-----')
        [System.IO.File]::WriteAllText($Path, ($lines -join "`n") + "`n")
        $Path
    }

    function New-Seal {
        # A seal in a folder of its own; gives its path.
        param ([string] $Text = "CMVerify seal 1`nA 3`nB 4`n")

        $folder = [System.IO.Path]::Combine("$TestDrive", [guid]::NewGuid().ToString('N'))
        $null = [System.IO.Directory]::CreateDirectory($folder)
        $path = [System.IO.Path]::Combine($folder, 'CMVerify.seal')
        [System.IO.File]::WriteAllText($path, $Text)
        $path
    }

    function New-SignedSeal {
        param ([object] $By = $signer)

        $path = New-Seal
        $failure = Add-Signature $path $By
        if ($failure) {
            throw $failure
        }
        $path
    }

    function New-Cms {
        # A signature as another program could make it.
        param (
            [string] $Path,
            [object[]] $By,
            [switch] $Attached,
            [switch] $WithoutSigner,
            [switch] $WithoutCertificate,
            [string] $Digest = '2.16.840.1.101.3.4.2.1'
        )

        $content = [System.Security.Cryptography.Pkcs.ContentInfo]::new([System.IO.File]::ReadAllBytes($Path))
        $cms = [System.Security.Cryptography.Pkcs.SignedCms]::new($content, -not $Attached)
        foreach ($each in $By) {
            $who = [System.Security.Cryptography.Pkcs.CmsSigner]::new($each)
            $who.IncludeOption = if ($WithoutCertificate) { 'None' } else { 'EndCertOnly' }
            $who.DigestAlgorithm = [System.Security.Cryptography.Oid]::new($Digest)
            $null = $who.SignedAttributes.Add([System.Security.Cryptography.Pkcs.Pkcs9SigningTime]::new())
            $cms.ComputeSignature($who)
        }
        if ($WithoutSigner) {
            $cms.RemoveSignature(0)
        }
        [System.IO.File]::WriteAllBytes("$Path.p7s", $cms.Encode())
    }

    # What is skipped needs none of this.
    $canSign = Test-CanSign
    if (-not $canSign) {
        return
    }
    $signer = New-SealCertificate 'Signer'
    $other = New-SealCertificate 'Other'
    $pinned = Get-PublicPart $signer
}

Describe 'A signature' -Skip:$cannotSign {
    BeforeAll {
        if (-not $canSign) {
            return
        }
        $path = New-SignedSeal
    }

    It 'is made and found good, and says whose it is and when it was made' {
        $found = Get-Signature $path $pinned
        $found.Problem | Should -BeNullOrEmpty -Because $found.Detail
        $found.Detail | Should -BeNullOrEmpty
        $found.Path | Should -Be $path
        $found.Signer | Should -Be 'Signer'
        $found.Subject | Should -Be 'CN=Signer'
        $found.Thumbprint | Should -Be $signer.Thumbprint
        "$($found.SignedAt.Kind)" | Should -Be 'Utc'
        [System.Math]::Abs(([datetime]::UtcNow - $found.SignedAt).TotalSeconds) | Should -BeLessThan 300
    }

    It 'lies beside the seal, alone' {
        @([System.IO.Directory]::GetFiles([System.IO.Path]::GetDirectoryName($path))).Count | Should -Be 2
        [System.IO.File]::Exists("$path.p7s") | Should -BeTrue
    }

    It 'holds SHA-256, and not the seal' {
        $cms = [System.Security.Cryptography.Pkcs.SignedCms]::new()
        $cms.Decode([System.IO.File]::ReadAllBytes("$path.p7s"))
        $cms.SignerInfos[0].DigestAlgorithm.Value | Should -Be '2.16.840.1.101.3.4.2.1'
        $cms.ContentInfo.Content.Length | Should -Be 0
    }

    It 'takes the place of an older one' {
        $again = New-SignedSeal $other
        Add-Signature $again $signer | Should -BeNullOrEmpty
        (Get-Signature $again $pinned).Problem | Should -BeNullOrEmpty
        @([System.IO.Directory]::GetFiles([System.IO.Path]::GetDirectoryName($again))).Count | Should -Be 2
    }

    It 'is found good where the signer is one of several' {
        (Get-Signature $path @((Get-PublicPart $other), $pinned)).Problem | Should -BeNullOrEmpty
    }

    It 'is made with ECDSA where .NET can, and told of where it cannot' {
        $ecdsa = New-SealCertificate 'Elliptic' -Ecdsa
        $elliptic = New-Seal
        $failure = Add-Signature $elliptic $ecdsa
        if ($PSVersionTable.PSEdition -eq 'Core' -or -not $failure) {
            $failure | Should -BeNullOrEmpty
            $found = Get-Signature $elliptic (Get-PublicPart $ecdsa)
            $found.Problem | Should -BeNullOrEmpty -Because $found.Detail
        } else {
            $failure.FullyQualifiedErrorId | Should -Be 'CMSealSigningFailed'
            [System.IO.File]::Exists("$elliptic.p7s") | Should -BeFalse
        }
    }

    It 'is good to openssl' -Skip:$hasNoOpenSsl {
        $pem = Write-Pem -Path "$path.pem" -Certificate $signer
        $null = & $openSsl cms -verify -binary -inform DER -in "$path.p7s" -content $path -CAfile $pem -purpose any -out "$path.out" 2>&1
        $LASTEXITCODE | Should -Be 0
        [System.IO.File]::ReadAllText("$path.out") | Should -Be ([System.IO.File]::ReadAllText($path))
        [System.IO.File]::WriteAllText("$path.changed", 'another')
        $null = & $openSsl cms -verify -binary -inform DER -in "$path.p7s" -content "$path.changed" -CAfile $pem -purpose any -out "$path.out" 2>&1
        $LASTEXITCODE | Should -Not -Be 0
        Remove-Item -LiteralPath "$path.pem", "$path.out", "$path.changed" -ErrorAction Ignore
    }

    It 'of openssl is found good' -Skip:$hasNoOpenSsl {
        $foreign = New-Seal
        $null = & $openSsl req -x509 -newkey rsa:2048 -nodes -subj '/CN=Foreign' -days 9 -keyout "$foreign.key" -out "$foreign.pem" 2>&1
        $null = & $openSsl cms -sign -binary -outform DER -in $foreign -out "$foreign.p7s" -signer "$foreign.pem" -inkey "$foreign.key" 2>&1
        $found = Get-Signature $foreign ([System.Security.Cryptography.X509Certificates.X509Certificate2]::new("$foreign.pem"))
        $found.Problem | Should -BeNullOrEmpty -Because $found.Detail
        $found.Signer | Should -Be 'Foreign'
        # Without signed attributes the signature could be one of something else.
        $null = & $openSsl cms -sign -binary -noattr -outform DER -in $foreign -out "$foreign.p7s" -signer "$foreign.pem" -inkey "$foreign.key" 2>&1
        (Get-Signature $foreign ([System.Security.Cryptography.X509Certificates.X509Certificate2]::new("$foreign.pem"))).Problem | Should -Be 'Damaged'
    }

    It 'of many signers is good where each is known, and only then' {
        $both = New-Seal
        New-Cms -Path $both -By $signer, $other
        $found = Get-Signature $both @($pinned, (Get-PublicPart $other))
        $found.Problem | Should -BeNullOrEmpty -Because $found.Detail
        # A file keeps its signers in an order of its own.
        $found.Signer | Should -BeIn 'Signer', 'Other'
        foreach ($case in @(@{ Known = $signer; Unknown = 'Other' }, @{ Known = $other; Unknown = 'Signer' })) {
            $found = Get-Signature $both (Get-PublicPart $case.Known)
            "$($found.Problem) $($found.Signer)" | Should -Be "NotTrusted $($case.Unknown)"
        }
        # The last byte is of the last signer's signature.
        $bytes = [System.IO.File]::ReadAllBytes("$both.p7s")
        $bytes[-1] = $bytes[-1] -bxor 1
        [System.IO.File]::WriteAllBytes("$both.p7s", $bytes)
        (Get-Signature $both @($pinned, (Get-PublicPart $other))).Problem | Should -Be 'Damaged'
        New-Cms -Path $both -By $signer, $other
        [System.IO.File]::AppendAllText($both, 'x')
        (Get-Signature $both @($pinned, (Get-PublicPart $other))).Problem | Should -Be 'Damaged'
    }
}

Describe 'A signature that does not hold' -Skip:$cannotSign {
    BeforeAll {
        if (-not $canSign) {
            return
        }
        $path = New-SignedSeal
        $seal = [System.IO.File]::ReadAllBytes($path)
        $signature = [System.IO.File]::ReadAllBytes("$path.p7s")
    }

    AfterEach {
        [System.IO.File]::WriteAllBytes($path, $seal)
        [System.IO.File]::WriteAllBytes("$path.p7s", $signature)
    }

    It 'is damaged by a change of any byte of the seal' {
        for ($place = 0; $place -lt $seal.Length; $place++) {
            $changed = [byte[]] $seal.Clone()
            $changed[$place] = $changed[$place] -bxor 1
            [System.IO.File]::WriteAllBytes($path, $changed)
            $found = Get-Signature $path $pinned
            "$place $($found.Problem) $($found.Signer)" | Should -Be "$place Damaged "
        }
    }

    It 'is damaged by a seal that is longer, shorter or empty' {
        foreach ($changed in ($seal + 10), $seal[0..($seal.Length - 2)], @()) {
            [System.IO.File]::WriteAllBytes($path, [byte[]] $changed)
            (Get-Signature $path $pinned).Problem | Should -Be 'Damaged'
        }
    }

    It 'is never good with a byte of it changed, unless that byte proves nothing and the signer is the same' {
        $good = 0
        for ($number = 0; $number -lt 200; $number++) {
            $place = [int] [System.Math]::Floor($number * $signature.Length / 200)
            $changed = [byte[]] $signature.Clone()
            $changed[$place] = $changed[$place] -bxor (1 -shl ($number % 8))
            [System.IO.File]::WriteAllBytes("$path.p7s", $changed)
            $found = Get-Signature $path $pinned
            if ($null -eq $found.Problem) {
                $good++
                "$($found.Thumbprint) $($found.Signer)" | Should -Be "$($signer.Thumbprint) Signer"
            } else {
                $found.Problem | Should -BeIn 'Damaged', 'NotTrusted'
                $found.Detail | Should -Not -BeNullOrEmpty
            }
        }
        $good | Should -BeLessThan 20 -Because 'little in it is not covered'
    }

    It 'is damaged wherever it is cut' {
        $lengths = @(for ($length = 0; $length -lt $signature.Length - 20; $length += 7) { $length }) + @(($signature.Length - 20)..($signature.Length - 1))
        foreach ($length in $lengths) {
            $cut = [byte[]]::new($length)
            [System.Array]::Copy($signature, $cut, $length)
            [System.IO.File]::WriteAllBytes("$path.p7s", $cut)
            $found = Get-Signature $path $pinned
            "$length $($found.Problem)" | Should -Be "$length Damaged"
        }
    }

    It 'is damaged where it is something else: <Name>' -ForEach @(
        @{ Name = 'text'; Bytes = [System.Text.Encoding]::ASCII.GetBytes('no signature') }
        @{ Name = 'zeros'; Bytes = [byte[]]::new(5000) }
        @{ Name = 'a length without end'; Bytes = [byte[]] (0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF, 6, 9) }
        @{ Name = 'sequences in sequences'; Bytes = [byte[]] @(foreach ($i in 1..4000) { 0x30, 0x80 }) }
    ) {
        [System.IO.File]::WriteAllBytes("$path.p7s", $Bytes)
        $found = Get-Signature $path $pinned
        $found.Problem | Should -Be 'Damaged'
        $found.Detail | Should -BeLike "*$path*"
    }

    It 'is damaged where nobody signed' {
        New-Cms -Path $path -By $signer -WithoutSigner
        (Get-Signature $path $pinned).Problem | Should -Be 'Damaged'
    }

    It 'is damaged where it lacks the certificate of its signer' {
        New-Cms -Path $path -By $signer -WithoutCertificate
        (Get-Signature $path $pinned).Problem | Should -Be 'Damaged'
    }

    It 'is damaged where very many signed' {
        New-Cms -Path $path -By (@($signer) * 17)
        (Get-Signature $path $pinned).Problem | Should -Be 'Damaged'
    }

    It 'is damaged where it rests on SHA-1' {
        New-Cms -Path $path -By $signer -Digest '1.3.14.3.2.26'
        $found = Get-Signature $path $pinned
        $found.Problem | Should -Be 'Damaged'
        $found.Detail | Should -BeLike '*SHA-256*'
    }

    It 'is damaged where it holds another content that it does sign' {
        New-Cms -Path $path -By $signer -Attached
        # Whether one that holds the very same is taken is left to .NET; one with another is not.
        (Get-Signature $path $pinned).Problem | Should -BeIn $null, 'Damaged'
        [System.IO.File]::WriteAllText($path, 'another')
        (Get-Signature $path $pinned).Problem | Should -Be 'Damaged'
    }

    It 'is damaged where it is of another seal' {
        $another = New-Seal -Text 'another'
        $null = Add-Signature $another $signer
        [System.IO.File]::Copy("$another.p7s", "$path.p7s", $true)
        (Get-Signature $path $pinned).Problem | Should -Be 'Damaged'
    }

    It 'is missing where there is none' {
        [System.IO.File]::Delete("$path.p7s")
        $found = Get-Signature $path $pinned
        $found.Problem | Should -Be 'Missing'
        $found.Detail | Should -BeLike "*$path.p7s*"
    }

    It 'is unreadable where it is a folder' {
        $folder = New-Seal
        $null = [System.IO.Directory]::CreateDirectory("$folder.p7s")
        (Get-Signature $folder $pinned).Problem | Should -Be 'Unreadable'
    }

    It 'is not read where it is very large, nor is the seal' {
        foreach ($file in "$path.p7s", $path) {
            $stream = [System.IO.File]::OpenWrite($file)
            $stream.SetLength(100MB)
            $stream.Dispose()
            $found = Get-Signature $path $pinned
            $found.Problem | Should -Be 'Unreadable'
            $found.Detail | Should -BeLike "*'$file'*"
            [System.IO.File]::WriteAllBytes("$path.p7s", $signature)
        }
    }

    It 'is unreadable where the seal is not there' {
        [System.IO.File]::Delete($path)
        (Get-Signature $path $pinned).Problem | Should -Be 'Unreadable'
    }
}

Describe 'Trust' -Skip:$cannotSign {
    BeforeAll {
        if (-not $canSign) {
            return
        }
        $path = New-SignedSeal
        $authority = New-SealCertificate 'Authority' -Authority -FromDays -90 -ToDays 90

        function Get-SignatureWith {
            # Asks in a process that trusts one root only; OpenSSL's names of places are .NET's too.
            param ([string] $Path, [object] $Root, [string] $Parameters)

            $folder = [System.IO.Path]::Combine("$TestDrive", [guid]::NewGuid().ToString('N'))
            $null = [System.IO.Directory]::CreateDirectory($folder)
            $pem = Write-Pem -Path ([System.IO.Path]::Combine($folder, 'root.pem')) -Certificate $Root
            $run = Invoke-PowerShell -Environment @{ SSL_CERT_FILE = $pem; SSL_CERT_DIR = $folder; LANG = 'en_US.UTF-8'; LC_ALL = $null; LANGUAGE = $null } -Script @"
Import-Module '$ModuleManifest'
`$null = Resolve-CMOfflineError 407
`$found = & (Get-Module CMVerify) { Get-SealSignature -Path '$Path' $Parameters }
"`$(`$found.Problem)|`$(`$found.Signer)|`$(`$found.Detail)"
"@
            $run.Output
        }
    }

    It 'is not for another than those given' {
        $found = Get-Signature $path (Get-PublicPart $other)
        $found.Problem | Should -Be 'NotTrusted'
        $found.Signer | Should -Be 'Signer'
        $found.Detail | Should -BeLike "*$($signer.Thumbprint)*"
    }

    It 'is not for one of the same name' {
        $found = Get-Signature $path (Get-PublicPart (New-SealCertificate 'Signer'))
        $found.Problem | Should -Be 'NotTrusted'
    }

    It 'is for nobody where the list is empty' {
        (Get-Signature $path @()).Problem | Should -Be 'NotTrusted'
    }

    It 'is not for anybody whom the machine does not know' {
        $found = Get-Signature $path
        $found.Problem | Should -Be 'NotTrusted'
        $found.Signer | Should -Be 'Signer'
        $found.Thumbprint | Should -Be $signer.Thumbprint
        $found.Detail | Should -Not -BeNullOrEmpty
    }

    It 'is not asked of a signature that does not hold' {
        $changed = New-SignedSeal
        [System.IO.File]::AppendAllText($changed, 'x')
        $found = Get-Signature $changed
        "$($found.Problem) $($found.Signer)" | Should -Be 'Damaged '
    }

    It 'is for one given whose certificate has run out, and that is said' {
        $past = New-Seal
        $old = New-SealCertificate 'Old' -FromDays -9 -ToDays -2
        New-Cms -Path $past -By $old
        $found = Get-Signature $past (Get-PublicPart $old)
        $found.Problem | Should -BeNullOrEmpty
        $found.Detail | Should -BeLike "*$($old.NotAfter.ToUniversalTime().ToString('yyyy-MM-dd'))*"
        $found = Get-Signature $past
        $found.Problem | Should -Be 'NotTrusted'
        $found.Detail | Should -BeLike '*-Certificate*'
    }

    It 'shows no name that moves the cursor' {
        $bad = New-SealCertificate "A$([char] 27)[2JB$([char] 0x202E)C"
        (Get-Signature (New-SignedSeal $bad) (Get-PublicPart $bad)).Signer | Should -Be 'A?[2JB?C'
    }

    It 'is for whoever leads to a root of the machine' -Skip:$IsOnWindows {
        $leaf = New-SealCertificate 'Leaf' -Issuer $authority -Purpose '1.3.6.1.5.5.7.3.4'
        $signed = New-SignedSeal $leaf
        Get-SignatureWith -Path $signed -Root $authority | Should -Be '|Leaf|'
        # A list with nobody in it is a list, and $null is none.
        Get-SignatureWith -Path $signed -Root $authority -Parameters '-Certificate @()' | Should -BeLike 'NotTrusted|Leaf|*'
        Get-SignatureWith -Path $signed -Root $authority -Parameters '-Certificate $null' | Should -Be '|Leaf|'
        Get-SignatureWith -Path $signed -Root $other | Should -BeLike 'NotTrusted|Leaf|*'
        # The same name is not the same root.
        Get-SignatureWith -Path $signed -Root (New-SealCertificate 'Authority' -Authority) | Should -BeLike 'NotTrusted|Leaf|*'
    }

    It 'reaches the root over an authority between, which the signature brings along' -Skip:$IsOnWindows {
        $between = New-SealCertificate 'Between' -Issuer $authority -Authority -FromDays -30 -ToDays 30
        $leaf = New-SealCertificate 'Leaf' -Issuer $between
        $signed = New-Seal
        [System.IO.File]::WriteAllBytes("$signed.pfx", $leaf.Export('Pfx', 'x'))
        [System.IO.File]::WriteAllBytes("$signed.cer", $between.RawData)
        # The one who signs has it in a store of a home made for this, and not the root.
        $run = Invoke-PowerShell -Environment @{ HOME = [System.IO.Path]::GetDirectoryName($signed) } -Script @"
`$store = [System.Security.Cryptography.X509Certificates.X509Store]::new('CA', 'CurrentUser')
`$store.Open('ReadWrite')
`$store.Add([System.Security.Cryptography.X509Certificates.X509Certificate2]::new('$signed.cer'))
`$store.Dispose()
Import-Module '$ModuleManifest'
`$null = Resolve-CMOfflineError 407
& (Get-Module CMVerify) { Add-SealSignature -Path '$signed' -Certificate ([System.Security.Cryptography.X509Certificates.X509Certificate2]::new('$signed.pfx', 'x')) }
"@
        $run.Output | Should -BeNullOrEmpty
        Get-SignatureWith -Path $signed -Root $authority | Should -Be '|Leaf|'
        # Without it there is no way.
        New-Cms -Path $signed -By $leaf
        Get-SignatureWith -Path $signed -Root $authority | Should -BeLike 'NotTrusted|Leaf|*'
    }

    It 'is not for the certificate of a web site, nor for one that has run out' -Skip:$IsOnWindows {
        $site = New-SignedSeal (New-SealCertificate 'Site' -Issuer $authority -Purpose '1.3.6.1.5.5.7.3.1')
        Get-SignatureWith -Path $site -Root $authority | Should -BeLike 'NotTrusted|Site|*not issued for signing*'
        $past = New-Seal
        New-Cms -Path $past -By (New-SealCertificate 'Past' -Issuer $authority -FromDays -9 -ToDays -2)
        Get-SignatureWith -Path $past -Root $authority | Should -BeLike 'NotTrusted|Past|*valid only*'
    }

    It 'never asks the network' {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $address = "http://127.0.0.1:$($listener.LocalEndpoint.Port)/a.cer"
            $far = New-SealCertificate 'Far' -Issuer $authority -IssuerAddress $address
            $signed = New-SignedSeal $far
            (Get-Signature $signed).Problem | Should -Be 'NotTrusted'
            $listener.Pending() | Should -BeFalse
            # Also where only the names fit, so that the system is asked for a proof.
            & $module {
                $chain = New-SealChain
                $null = $chain.Build($args[0])
            } $far
            if ($PSVersionTable.PSEdition -eq 'Core') {
                $listener.Pending() | Should -BeFalse
            }
        } finally {
            $listener.Stop()
        }
    }

    It 'finds the way to a root by what is at hand' {
        & $module {
            $root, $far = $args[0]
            # One that every machine has.
            $any = @(Get-SealStore Root)
            if ($any) { Test-SealIssuer -Certificate $any[0] | Should -BeTrue }
            Test-SealIssuer -Certificate $far | Should -BeFalse
            $extra = [System.Security.Cryptography.X509Certificates.X509Certificate2Collection]::new()
            $null = $extra.Add($root)
            # A root that somebody brings along is none.
            Test-SealIssuer -Certificate $far -Extra $extra | Should -BeFalse
        } @($authority, (New-SealCertificate 'Far' -Issuer $authority))
    }
}

Describe 'What cannot be signed' -Skip:$cannotSign {
    It 'is an error with a certificate that has no key' {
        $path = New-Seal
        $failure = Add-Signature $path $pinned
        $failure | Should -BeOfType ([System.Management.Automation.ErrorRecord])
        $failure.FullyQualifiedErrorId | Should -Be 'CMSealKeyMissing'
        $failure.Exception.Message | Should -BeLike "*Signer*$($signer.Thumbprint)*"
        [System.IO.File]::Exists("$path.p7s") | Should -BeFalse
    }

    It 'is an error with a certificate that is not valid now: <Name>' -ForEach @(
        @{ Name = 'expired'; From = -9; To = -1 }
        @{ Name = 'not yet'; From = 1; To = 9 }
    ) {
        $path = New-Seal
        $failure = Add-Signature $path (New-SealCertificate 'Late' -FromDays $From -ToDays $To)
        $failure.FullyQualifiedErrorId | Should -Be 'CMSealCertificateExpired'
        [System.IO.File]::Exists("$path.p7s") | Should -BeFalse
    }

    It 'is an error where the seal is not there, and leaves nothing' {
        $path = New-Seal
        [System.IO.File]::Delete($path)
        $failure = Add-Signature $path $signer
        $failure.FullyQualifiedErrorId | Should -Be 'CMSealSigningFailed'
        @([System.IO.Directory]::GetFiles([System.IO.Path]::GetDirectoryName($path))).Count | Should -Be 0
    }

    It 'is an error where the file cannot be put in its place, and leaves nothing' {
        $path = New-Seal
        $null = [System.IO.Directory]::CreateDirectory("$path.p7s")
        $failure = Add-Signature $path $signer
        $failure.FullyQualifiedErrorId | Should -Be 'CMSealSigningFailed'
        $failure.Exception.Message | Should -BeLike "*$path*"
        @([System.IO.Directory]::GetFiles([System.IO.Path]::GetDirectoryName($path))).Count | Should -Be 1
    }
}
