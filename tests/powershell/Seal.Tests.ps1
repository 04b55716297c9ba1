# The seal: made where the logs are, checked where they are not.

BeforeDiscovery {
    . "$PSScriptRoot/Common.ps1"
    $cannotSign = -not (Test-CanSign)
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force

    $count = 0

    function New-Sealed {
        # A usable download with its logs beside it, in a folder of its own.
        $script:count++
        $home1 = Join-Path "$TestDrive" "sealed-$script:count"
        Write-Download -Path (Join-Path $home1 'UpdatePacks') -LogFolder $home1
    }

    function Copy-Carried {
        # The folder and its seal on a stick, without the logs.
        param ([string] $Download, [string[]] $Also = @('.seal.sha256'))

        $script:count++
        $stick = Join-Path "$TestDrive" "stick-$script:count"
        $null = [System.IO.Directory]::CreateDirectory($stick)
        Copy-Item -LiteralPath $Download -Destination $stick -Recurse
        foreach ($ending in $Also) { Copy-Item -LiteralPath "$Download$ending" -Destination $stick }
        Join-Path $stick 'UpdatePacks'
    }

    function New-Certificate {
        param ([string] $Name = 'CN=Packager')

        $rsa = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new($Name, $rsa, [System.Security.Cryptography.HashAlgorithmName]::SHA256, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $request.CreateSelfSigned([System.DateTimeOffset]::UtcNow.AddDays(-1), [System.DateTimeOffset]::UtcNow.AddDays(30))
    }
}

Describe 'New-CMOfflineSeal' {
    It 'writes one file beside a usable download, and tells of it' {
        $download = New-Sealed
        $seal = New-CMOfflineSeal $download
        $seal.Path | Should -Be "$download.seal.sha256"
        $seal.PSObject.TypeNames[0] | Should -Be CMVerify.Seal
        $seal.Verdict | Should -Be Usable
        $seal.IsForced | Should -BeFalse
        $seal.Files | Should -Be $seal.Report.Files.Count
        $seal.Logs.Count | Should -Be 2
        $seal.Signature | Should -BeNullOrEmpty
        $seal.DownloadPath | Should -Be $download
        $seal.Report.Seal.PSObject.Properties.Name | Should -Not -Contain Report -Because 'no object holds itself'
        @([System.IO.Directory]::GetFiles([System.IO.Path]::GetDirectoryName($download))).Count | Should -Be 3
    }

    It 'holds what sha256sum needs: each hash by another way' {
        $download = New-Sealed
        $null = New-CMOfflineSeal $download
        $lines = @([System.IO.File]::ReadAllLines("$download.seal.sha256") | Where-Object { $_ -notlike '#*' })
        $lines.Count | Should -Be @([System.IO.Directory]::GetFiles($download, '*', 'AllDirectories')).Count
        $sha256 = [System.Security.Cryptography.SHA256]::Create()
        foreach ($line in $lines) {
            $hash, $name = $line -split '  ', 2
            $bytes = [System.IO.File]::ReadAllBytes([System.IO.Path]::Combine($download, $name))
            [System.BitConverter]::ToString($sha256.ComputeHash($bytes)).Replace('-', '').ToLowerInvariant() | Should -BeExactly $hash
        }
        $sha256.Dispose()
    }

    It 'seals nothing that is not usable, and says why' {
        $download = New-Sealed
        [System.IO.File]::WriteAllBytes([System.IO.Path]::Combine($download, $Update, 'Redist', 'ConfigMgr.AutoUpgradeScripts.cab'), [byte[]]::new(0))
        $seal = New-CMOfflineSeal $download -ErrorVariable failure -ErrorAction SilentlyContinue
        $seal | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'CMOfflineSealRefused*'
        $failure[0].TargetObject.Verdict | Should -Be NotUsable
        "$($failure[0])" | Should -BeLike '*NotUsable*-Force*'
        Test-Path -LiteralPath "$download.seal.sha256" | Should -BeFalse
        $forced = New-CMOfflineSeal $download -Force
        $forced.IsForced | Should -BeTrue
        $forced.Verdict | Should -Be NotUsable
        $report = Test-CMOfflineSeal $download
        $report.Verdict | Should -Be NotUsable
        $report.Findings.Count | Should -Be 0
        $report.NextAction | Should -BeLike '*-Force*'
        Test-CMOfflineSeal $download -Quiet | Should -BeFalse
    }

    It 'overwrites a seal and nothing else' {
        $download = New-Sealed
        $other = Join-Path "$TestDrive" 'notes.txt'
        Set-Content -LiteralPath $other -Value 'mine'
        { New-CMOfflineSeal $download -OutFile $other -ErrorAction Stop } | Should -Throw -ErrorId '*sealPathOccupied*'
        Get-Content -LiteralPath $other | Should -Be 'mine'
        $out = Join-Path "$TestDrive" 'a [b] c.seal'
        (New-CMOfflineSeal $download -OutFile $out).Path | Should -Be $out
        (New-CMOfflineSeal $download -OutFile $out).Path | Should -Be $out
        Test-CMOfflineSeal $download -SealPath $out -Quiet | Should -BeTrue
        { New-CMOfflineSeal $download -OutFile (Join-Path "$TestDrive" 'no/such/folder/x') -ErrorAction Stop } | Should -Throw -ErrorId '*sealNotWritten*'
    }

    It 'is for one download each' {
        $one = New-Sealed
        $two = New-Sealed
        $seals = @($one, $two | New-CMOfflineSeal)
        $seals.Path | Should -Be "$one.seal.sha256", "$two.seal.sha256"
        $out = Join-Path "$TestDrive" 'both.seal'
        $seals = @($one, $two | New-CMOfflineSeal -OutFile $out -ErrorVariable failure -ErrorAction SilentlyContinue)
        $seals.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'CMSealOutFileTaken*'
    }

    It 'is named after the folder, however that is written' {
        $download = New-Sealed
        Push-Location $download
        try {
            foreach ($path in '.', './', "$download/", (Join-Path $download '../UpdatePacks')) {
                (New-CMOfflineSeal $path).Path | Should -Be "$download.seal.sha256"
                Test-CMOfflineSeal $path -Quiet | Should -BeTrue
            }
            (New-CMOfflineSeal).Path | Should -Be "$download.seal.sha256"
        } finally {
            Pop-Location
        }
    }

    It 'does nothing with -WhatIf' {
        $download = New-Sealed
        New-CMOfflineSeal $download -WhatIf | Should -BeNullOrEmpty
        Test-Path -LiteralPath "$download.seal.sha256" | Should -BeFalse
    }

    It 'takes the logs along' {
        $download = New-Sealed
        $out = Join-Path "$TestDrive" 'stick-with-logs/UpdatePacks.seal.sha256'
        $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($out))
        $seal = New-CMOfflineSeal $download -OutFile $out -IncludeLogs
        @($seal.Logs | Where-Object IsIncluded).Count | Should -Be 2
        $log = Join-Path ([System.IO.Path]::GetDirectoryName($out)) 'ServiceConnectionTool.log'
        Test-Path -LiteralPath $log | Should -BeTrue
        Test-CMOfflineSeal $download -SealPath $out -Quiet | Should -BeTrue
        Add-Content -LiteralPath $log -Value 'more'
        (Test-CMOfflineSeal $download -SealPath $out).Findings.Rule | Should -Be CMV0602
    }
}

Describe 'Test-CMOfflineSeal' {
    It 'gives the verdict of the seal where everything fits' {
        $download = New-Sealed
        $null = New-CMOfflineSeal $download
        $report = Test-CMOfflineSeal (Copy-Carried $download)
        $report.Verdict | Should -Be Usable
        $report.Findings.Count | Should -Be 0
        $report.Seal.Verdict | Should -Be Usable
        $report.Seal.Signature | Should -BeNullOrEmpty
        $report.Updates.Guid | Should -Be $Update
        $report.Summary | Should -BeLike "*$($report.Seal.Created)*"
        (Test-CMOfflineSeal (Copy-Carried $download) -Depth Quick).Verdict | Should -Be Inconclusive
    }

    It 'names what <What>: <Rules>' -ForEach @(
        @{ What = 'is missing'; Rules = 'CMV0601'; Change = { Remove-Item -LiteralPath "$args/ConfigMgr.Update.Manifest.enc" } }
        @{ What = 'was cut'; Rules = 'CMV0602'; Change = { $bytes = [System.IO.File]::ReadAllBytes("$args/$Update.cab"); [System.IO.File]::WriteAllBytes("$args/$Update.cab", $bytes[0..99]) } }
        @{ What = 'was flipped'; Rules = 'CMV0602'; Change = { $bytes = [System.IO.File]::ReadAllBytes("$args/$Update.cab"); $bytes[200] = $bytes[200] -bxor 1; [System.IO.File]::WriteAllBytes("$args/$Update.cab", $bytes) } }
        @{ What = 'was added'; Rules = 'CMV0603'; Change = { Set-Content -LiteralPath "$args/new.txt" -Value new } }
        @{ What = 'was renamed'; Rules = 'CMV0601 CMV0603'; Change = { Rename-Item -LiteralPath "$args/$Update.cab" -NewName moved.cab } }
        @{ What = 'was touched: nothing'; Rules = ''; Change = { [System.IO.File]::SetLastWriteTime("$args/$Update.cab", '2001-01-01') } }
    ) {
        $download = New-Sealed
        $null = New-CMOfflineSeal $download
        $carried = Copy-Carried $download
        & $Change $carried
        $report = Test-CMOfflineSeal $carried
        $report.Findings.Rule -join ' ' | Should -Be $Rules
        $report.Verdict | Should -Be $(if ($Rules) { 'NotUsable' } else { 'Usable' })
        foreach ($finding in $report.Findings) { $finding.File | Should -BeLike "$carried*" }
    }

    It 'is inconclusive without a seal, and with one that is damaged' {
        $download = New-Sealed
        $report = Test-CMOfflineSeal $download
        $report.Verdict | Should -Be Inconclusive
        $report.Findings.Rule | Should -Be CMV0604
        $report.Seal | Should -BeNullOrEmpty
        $null = New-CMOfflineSeal $download
        $text = [System.IO.File]::ReadAllText("$download.seal.sha256")
        [System.IO.File]::WriteAllText("$download.seal.sha256", $text.Replace("`n", "`r`n"))
        $report = Test-CMOfflineSeal $download
        $report.Findings.Rule | Should -Be CMV0604
        $report.Findings.Evidence.Line | Should -Be 1
        Test-CMOfflineSeal $download -Quiet | Should -BeFalse
    }

    It 'says what is no path' {
        { Test-CMOfflineSeal '' -ErrorAction Stop } | Should -Throw -ErrorId 'CMPathEmpty*'
        Test-CMOfflineSeal '' -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
        (Test-CMOfflineSeal (Join-Path "$TestDrive" 'nowhere')).Verdict | Should -Be Inconclusive
    }
}

Describe 'A signed seal' -Skip:$cannotSign {
    BeforeAll {
        if (-not (Test-CanSign)) {
            return
        }
        $certificate = New-Certificate
        $other = New-Certificate -Name 'CN=Somebody else'
        $download = New-Sealed
        $seal = New-CMOfflineSeal $download -Certificate $certificate
    }

    It 'has its signature beside it' {
        $seal.Signature.Thumbprint | Should -Be $certificate.Thumbprint
        Test-Path -LiteralPath "$download.seal.sha256.p7s" | Should -BeTrue
        $carried = Copy-Carried $download -Also '.seal.sha256', '.seal.sha256.p7s'
        $report = Test-CMOfflineSeal $carried -RequireSignature -Certificate $certificate
        $report.Verdict | Should -Be Usable
        $report.Seal.Signature.Signer | Should -Be Packager
        $report.Seal.Signature.Problem | Should -BeNullOrEmpty
        # Nobody asked who signed: it is told, and that this machine does not know him.
        (Test-CMOfflineSeal $carried).Seal.Signature.Problem | Should -Be NotTrusted
    }

    It 'is refused without its signature where one is required' {
        $carried = Copy-Carried $download
        { Test-CMOfflineSeal $carried -RequireSignature -ErrorAction Stop } | Should -Throw -ErrorId 'CMSealNotSigned*'
        { Test-CMOfflineSeal $carried -Certificate $certificate -ErrorAction Stop } | Should -Throw -ErrorId 'CMSealNotSigned*'
        Test-CMOfflineSeal $carried -RequireSignature -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
        Test-CMOfflineSeal $carried -Quiet | Should -BeTrue
    }

    It 'is refused where somebody else signed' {
        $carried = Copy-Carried $download -Also '.seal.sha256', '.seal.sha256.p7s'
        { Test-CMOfflineSeal $carried -RequireSignature -ErrorAction Stop } | Should -Throw -ErrorId 'CMSealSignatureNotTrusted*'
        { Test-CMOfflineSeal $carried -Certificate $other -ErrorAction Stop } | Should -Throw -ErrorId 'CMSealSignatureNotTrusted*'
    }

    It 'is refused when it was made anew by somebody without the key, asked for or not' {
        $carried = Copy-Carried $download -Also '.seal.sha256', '.seal.sha256.p7s'
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($carried, 'evil.exe'), 'MZ')
        $logs = [System.IO.Path]::GetDirectoryName($download)
        $null = New-CMOfflineSeal $carried -OutFile (Join-Path "$TestDrive" 'evil.seal') -Force -ServiceConnectionLogPath (Join-Path $logs 'ServiceConnectionTool.log')
        Copy-Item -LiteralPath (Join-Path "$TestDrive" 'evil.seal') -Destination "$carried.seal.sha256" -Force
        { Test-CMOfflineSeal $carried -ErrorAction Stop } | Should -Throw -ErrorId 'CMSealSignatureDamaged*'
        { Assert-CMOfflineDownload $carried } | Should -Throw -ErrorId 'CMSealSignatureDamaged*'
        Test-CMOfflineDownload $carried -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
    }

    It 'is signed with a key in a file, which is looked at before anything else' {
        $file = Join-Path "$TestDrive" 'key [1].pfx'
        $again = New-Sealed
        $password = [System.Security.SecureString]::new()
        foreach ($c in 'secret'.ToCharArray()) { $password.AppendChar($c) }
        [System.IO.File]::WriteAllBytes($file, $certificate.Export('Pfx', $password))
        (New-CMOfflineSeal $again -Key $file -KeyPassword $password).Signature.Thumbprint | Should -Be $certificate.Thumbprint
        (Test-CMOfflineSeal $again -Certificate $certificate).Verdict | Should -Be Usable
        [System.IO.File]::WriteAllBytes("$file.open", $certificate.Export('Pfx'))
        (New-CMOfflineSeal $again -Key "$file.open").Signature.Thumbprint | Should -Be $certificate.Thumbprint
        $another = New-Sealed
        { New-CMOfflineSeal $another -Key $file } | Should -Throw -ErrorId 'CMSealKeyUnreadable*'
        { New-CMOfflineSeal $another -Key "$file.none" } | Should -Throw -ErrorId 'CMSealKeyUnreadable*'
        [System.IO.File]::WriteAllBytes("$file.cer", $certificate.Export('Cert'))
        { New-CMOfflineSeal $another -Key "$file.cer" } | Should -Throw -ErrorId 'CMSealKeyMissing*'
        { New-CMOfflineSeal $another -Key $file -Certificate $certificate } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
        Test-Path -LiteralPath "$another.seal.sha256" | Should -BeFalse
    }

    It 'loses its signature when it is made anew without one' {
        $again = New-Sealed
        $null = New-CMOfflineSeal $again -Certificate $certificate
        $null = New-CMOfflineSeal $again
        Test-Path -LiteralPath "$again.seal.sha256.p7s" | Should -BeFalse
        Test-CMOfflineSeal $again -Quiet | Should -BeTrue
    }
}

Describe 'A download without its logs' {
    BeforeAll {
        $download = New-Sealed
        $null = New-CMOfflineSeal $download
    }

    It 'is judged by the seal beside it, and says so' {
        $carried = Copy-Carried $download
        $report = Test-CMOfflineDownload $carried
        $report.Verdict | Should -Be Usable
        $report.Seal.Path | Should -Be "$carried.seal.sha256"
        $report.Summary | Should -BeLike '*sealed*'
        (Assert-CMOfflineDownload $carried).Seal.Verdict | Should -Be Usable
        (Test-CMOfflineDownload $carried -Depth Quick).Verdict | Should -Be Inconclusive
        $said = Test-CMOfflineDownload $carried -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -BeLike '*UpdatePacks.seal.sha256*'
    }

    It 'is judged by the seal in it where only the folder was carried' {
        $carried = Copy-Carried $download
        Move-Item -LiteralPath "$carried.seal.sha256" -Destination $carried
        (Test-CMOfflineDownload $carried).Verdict | Should -Be Usable
    }

    It 'does not pass the gate when it is not what was sealed' {
        $carried = Copy-Carried $download
        Set-Content -LiteralPath (Join-Path $carried 'new.txt') -Value new
        { Assert-CMOfflineDownload $carried } | Should -Throw -ErrorId 'CMOfflineDownloadNotUsable*'
    }

    It 'is judged by its logs where they are' {
        (Test-CMOfflineDownload $download).Seal | Should -BeNullOrEmpty
        (Test-CMOfflineDownload $download).Logs.Count | Should -Be 2
    }

    It 'is judged by its files alone where that is asked for' {
        $carried = Copy-Carried $download
        (Test-CMOfflineDownload $carried -WithoutLogs).Seal | Should -BeNullOrEmpty
    }
}

Describe 'The views' {
    It 'show a seal, and a report that rests on one' {
        $download = New-Sealed
        $text = New-CMOfflineSeal $download | Out-String -Width 200
        $text | Should -BeLike '*Verdict*Usable*'
        $text | Should -BeLike '*Signature*none*'
        $text = Test-CMOfflineSeal (Copy-Carried $download) | Out-String -Width 200
        $text | Should -Match 'Seal\s+: .*UpdatePacks\.seal\.sha256: Usable, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, \d+ files'
        $text | Should -BeLike '*Not signed*'
    }
}
