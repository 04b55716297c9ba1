# What is released: the NuGet package, the zip with its installer, the sums, the list of what is inside.

BeforeDiscovery {
    $withoutPackage = -not $env:CMVERIFY_PACKAGE
    if ($withoutPackage) {
        Write-Warning 'SKIPPED: the package, because there is none: run ./build.sh test, or pester.ps1 with -Package.'
    }
    $isOnWindows = [System.Environment]::OSVersion.Platform -eq 'Win32NT'
    # Windows lets nobody move a folder in which a file is open. Linux does, and with it wine.
    $probe = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "cmverify $([guid]::NewGuid().ToString('N'))")
    $null = [System.IO.Directory]::CreateDirectory($probe)
    $open = [System.IO.File]::Create([System.IO.Path]::Combine($probe, 'open'))
    $openHolds = try { [System.IO.Directory]::Move($probe, "$probe moved"); $false } catch { $true } finally { $open.Dispose() }
    foreach ($folder in $probe, "$probe moved") {
        if ([System.IO.Directory]::Exists($folder)) { [System.IO.Directory]::Delete($folder, $true) }
    }
    $withoutSigned = $withoutPackage -or -not [System.IO.File]::Exists([System.IO.Path]::Combine($env:CMVERIFY_PACKAGE, 'signed', 'cmverify.dll'))
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    if ($PSVersionTable.PSEdition -ne 'Core') {
        foreach ($name in 'System.IO.Compression', 'System.IO.Compression.FileSystem') {
            $null = [System.Reflection.Assembly]::Load("$name, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089")
        }
    }

    function Get-Sha256 {
        param ([byte[]] $Bytes)

        $sha = [System.Security.Cryptography.SHA256CryptoServiceProvider]::new()
        [System.BitConverter]::ToString($sha.ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant()
    }

    function Get-ZipContent {
        # The entries of an archive in their order: name, hash, time, and the text of small ones.
        param ([string] $Path)

        $archive = [System.IO.Compression.ZipFile]::OpenRead($Path)
        try {
            foreach ($entry in $archive.Entries) {
                $memory = [System.IO.MemoryStream]::new()
                $stream = $entry.Open()
                try { $stream.CopyTo($memory) } finally { $stream.Dispose() }
                $bytes = $memory.ToArray()
                [pscustomobject]@{
                    Name = $entry.FullName
                    Hash = Get-Sha256 $bytes
                    Time = "$($entry.LastWriteTime.DateTime.ToString('s'))"
                    Text = if ($bytes.Length -lt 100kb) { [System.Text.Encoding]::UTF8.GetString($bytes) }
                }
            }
        } finally {
            $archive.Dispose()
        }
    }

    function Get-LatinText {
        # A character for every byte, to look for texts in a library.
        param ([string] $Path)

        [System.Text.Encoding]::GetEncoding(28591).GetString([System.IO.File]::ReadAllBytes($Path))
    }

    $root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
    $folder = $env:CMVERIFY_PACKAGE
    if ($folder) {
        $manifest = $null
        Import-LocalizedData -BindingVariable manifest -BaseDirectory $ModuleFolder -FileName CMVerify.psd1
        $version = $manifest.ModuleVersion
        $nupkg = @(Get-ZipContent ([System.IO.Path]::Combine($folder, "CMVerify.$version.nupkg")))
        $zip = @(Get-ZipContent ([System.IO.Path]::Combine($folder, "CMVerify-$version.zip")))
        $sbom = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($ModuleFolder, 'CMVerify.cdx.json')) | ConvertFrom-Json
        $nuspec = ([xml] ($nupkg | Where-Object Name -CEQ CMVerify.nuspec).Text).package.metadata
        $libraries = @(Get-ChildItem -LiteralPath ([System.IO.Path]::Combine($ModuleFolder, 'runtimes')) -Recurse -File)
        $unpacked = [System.IO.Path]::Combine("$TestDrive", 'unpacked')
        [System.IO.Compression.ZipFile]::ExtractToDirectory([System.IO.Path]::Combine($folder, "CMVerify-$version.zip"), $unpacked)
        $unpacked = [System.IO.Path]::Combine($unpacked, "CMVerify-$version")
    }

    function Copy-Unpacked {
        # The unpacked zip, to break; gives its folder.
        $copy = [System.IO.Path]::Combine("$TestDrive", [guid]::NewGuid().ToString('N'))
        Copy-Item -LiteralPath $unpacked -Destination $copy -Recurse
        $copy
    }

    function Get-FileName {
        # Every file below a folder, hidden ones too.
        param ([string] $Path)

        if ([System.IO.Directory]::Exists($Path)) {
            @([System.IO.Directory]::GetFileSystemEntries($Path, '*', [System.IO.SearchOption]::AllDirectories) | ForEach-Object { $_.Substring($Path.Length + 1).Replace('\', '/') } | Sort-Object)
        }
    }
}

Describe 'The manifest' -Skip:$withoutPackage {
    It 'is valid where it was installed, and says what a gallery asks for' {
        $found = Test-ModuleManifest -Path $ModuleManifest
        "$($found.Version)" | Should -Be $version
        foreach ($name in 'Author', 'CompanyName', 'Copyright', 'Description') {
            "$($found.$name)" | Should -Not -BeNullOrEmpty -Because $name
        }
        foreach ($name in 'LicenseUri', 'ProjectUri', 'ReleaseNotes') {
            $manifest.PrivateData.PSData[$name] | Should -BeLike 'https://github.com/*' -Because $name
        }
        $manifest.PrivateData.PSData.Tags | Should -Contain PSEdition_Desktop
        $manifest.PrivateData.PSData.Tags | Should -Contain PSEdition_Core
    }
}

Describe 'The NuGet package' -Skip:$withoutPackage {
    It 'has the parts that installers read, each with a type, and each relation leads to one' {
        $names = @($nupkg.Name)
        foreach ($name in '[Content_Types].xml', '_rels/.rels', 'CMVerify.nuspec', 'CMVerify.psd1', 'CMVerify.psm1') {
            $names | Should -Contain $name
        }
        $types = ([xml] ($nupkg | Where-Object Name -CEQ '[Content_Types].xml').Text).Types
        foreach ($name in $names | Where-Object { $_ -cne '[Content_Types].xml' }) {
            $extension = [System.IO.Path]::GetExtension($name).TrimStart('.')
            $has = @($types.Default | Where-Object Extension -EQ $extension).Count + @($types.Override | Where-Object PartName -CEQ "/$name").Count
            $has | Should -Be 1 -Because $name
        }
        $relations = @(([xml] ($nupkg | Where-Object Name -CEQ '_rels/.rels').Text).Relationships.Relationship)
        $relations.Count | Should -Be 2
        foreach ($relation in $relations) {
            $names | Should -Contain $relation.Target.TrimStart('/')
        }
    }

    It 'tells of itself what the manifest says, with the tags that installers find modules by' {
        $nuspec.id | Should -BeExactly CMVerify
        $nuspec.version | Should -BeExactly $version
        $nuspec.authors | Should -BeExactly $manifest.Author
        $nuspec.description | Should -BeExactly $manifest.Description
        $nuspec.projectUrl | Should -BeExactly $manifest.PrivateData.PSData.ProjectUri
        $nuspec.releaseNotes | Should -BeExactly $manifest.PrivateData.PSData.ReleaseNotes
        $nuspec.license.InnerText | Should -BeExactly 'MIT OR Apache-2.0'
        $tags = $nuspec.tags -split ' '
        foreach ($tag in @($manifest.PrivateData.PSData.Tags) + 'PSModule', 'PSIncludes_Function' + @($manifest.FunctionsToExport | ForEach-Object { "PSFunction_$_"; "PSCommand_$_" })) {
            $tags | Should -Contain $tag
        }
        @($tags | Group-Object | Where-Object Count -GT 1).Count | Should -Be 0
    }

    It 'has names that every system unpacks, in one order and with one time' {
        foreach ($entry in $nupkg + $zip) {
            $entry.Name | Should -Match '^[A-Za-z0-9._/\[\]-]+$'
        }
        foreach ($archive in $nupkg, $zip) {
            @($archive.Name | ForEach-Object { $_.ToLowerInvariant() } | Group-Object | Where-Object Count -GT 1).Count | Should -Be 0
            $sorted = [string[]] @($archive.Name)
            [System.Array]::Sort($sorted, [System.StringComparer]::Ordinal)
            $sorted -join "`n" | Should -BeExactly (@($archive.Name) -join "`n")
        }
        @(($nupkg + $zip).Time | Sort-Object -Unique).Count | Should -Be 1
    }

    It 'holds the files of the module, and the same as the zip' {
        $module = @($nupkg | Where-Object { $_.Name -cnotmatch '^(_rels/|package/|\[Content_Types\]|CMVerify\.nuspec$)' })
        $wanted = @($zip | Where-Object Name -CLike "CMVerify-$version/CMVerify/*")
        @($module | ForEach-Object { "$($_.Hash) $($_.Name)" }) -join "`n" | Should -BeExactly (@($wanted | ForEach-Object { "$($_.Hash) $($_.Name.Substring("CMVerify-$version/CMVerify/".Length))" }) -join "`n")
        # What the sources have, and what packing adds.
        $sources = [System.IO.Path]::Combine($root, 'powershell', 'CMVerify')
        # Signed files have more than their sources.
        $signed = [System.IO.File]::ReadAllText($ModuleManifest).Contains('# SIG # Begin')
        foreach ($file in Get-ChildItem -LiteralPath $sources -Recurse -File | Where-Object { -not $signed }) {
            $name = $file.FullName.Substring($sources.Length + 1).Replace('\', '/')
            ($module | Where-Object Name -CEQ $name).Hash | Should -BeExactly (Get-Sha256 ([System.IO.File]::ReadAllBytes($file.FullName))) -Because $name
        }
        foreach ($name in 'LICENSE-MIT', 'LICENSE-APACHE', 'THIRD-PARTY-LICENSES.txt', 'CMVerify.cdx.json') {
            $module.Name | Should -Contain $name
        }
        @($module | Where-Object { $_.Name -clike 'runtimes/*' -and $_.Name -cnotmatch '^runtimes/(win-(x64|x86)/native/cmverify\.dll|(linux-x64|linux-arm64|osx-x64|osx-arm64)/native/libcmverify\.(so|dylib))$' }).Count | Should -Be 0
    }

    It 'has sums that fit' {
        $lines = @([System.IO.File]::ReadAllLines([System.IO.Path]::Combine($folder, 'SHA256SUMS')))
        @($lines | ForEach-Object { $_.Substring(66) }) -join ' ' | Should -BeExactly "CMVerify-$version.cdx.json CMVerify-$version.zip CMVerify.$version.nupkg"
        foreach ($line in $lines) {
            $line.Substring(0, 64) | Should -BeExactly (Get-Sha256 ([System.IO.File]::ReadAllBytes([System.IO.Path]::Combine($folder, $line.Substring(66)))))
        }
    }

    It 'has one version everywhere' {
        $cargo = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($root, 'Cargo.toml'))
        [regex]::Match($cargo, '(?m)^version = "(.*)"').Groups[1].Value | Should -BeExactly $version
        $sbom.metadata.component.version | Should -BeExactly $version
        foreach ($each in $sbom.metadata.component.components) {
            $each.version | Should -BeExactly $version
        }
        $changes = [System.IO.Path]::Combine($root, 'CHANGELOG.md')
        if ([System.IO.File]::Exists($changes)) {
            # The first heading with a number; what is not released yet has none.
            [regex]::Match([System.IO.File]::ReadAllText($changes), '(?m)^## \[?v?(\d[^\]\s]*)').Groups[1].Value | Should -BeIn $version, ''
        }
        # The module refuses a library of another version.
        Import-Module $ModuleManifest -Force
        @(Get-CMOfflineRule).Count | Should -BeGreaterThan 0
    }
}

Describe 'The libraries' -Skip:$withoutPackage {
    It 'tell no path of the machine that built them' {
        $libraries.Count | Should -BeGreaterThan 0
        foreach ($library in $libraries) {
            $text = Get-LatinText $library.FullName
            foreach ($place in '/home/', '.cargo/', '.rustup/', 'rustlib/src/', $root) {
                $text.Contains($place) | Should -BeFalse -Because "$($library.Name): $place"
            }
        }
    }

    It 'of Windows say what they are' {
        foreach ($library in $libraries | Where-Object Extension -EQ .dll) {
            $text = [System.Text.Encoding]::Unicode.GetString([System.IO.File]::ReadAllBytes($library.FullName))
            if (-not $text.Contains('VS_VERSION_INFO')) {
                $text = [System.Text.Encoding]::Unicode.GetString([System.IO.File]::ReadAllBytes($library.FullName), 1, [int] $library.Length - 1)
            }
            foreach ($pair in @('CompanyName', $manifest.CompanyName), @('ProductName', 'CMVerify'), @('FileVersion', $version), @('ProductVersion', $version), @('OriginalFilename', 'cmverify.dll'), @('LegalCopyright', $manifest.Copyright)) {
                $text | Should -Match "$($pair[0])`0+$([regex]::Escape($pair[1]))`0" -Because "$($library.Directory.Parent.Name) $($pair[0])"
            }
        }
    }

    It 'of Windows say so to Windows' -Skip:(-not $isOnWindows) {
        foreach ($library in $libraries | Where-Object Extension -EQ .dll) {
            $info = [System.Diagnostics.FileVersionInfo]::GetVersionInfo($library.FullName)
            $info.FileVersion | Should -Be $version
            $info.ProductName | Should -Be CMVerify
            $info.OriginalFilename | Should -Be cmverify.dll
        }
    }

    It 'of Linux need no newer C library than is said' {
        $page = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($root, 'docs', 'packaging.md'))
        $said = [version] [regex]::Match($page, 'glibc (\d+\.\d+) or newer').Groups[1].Value
        foreach ($library in $libraries | Where-Object Extension -EQ .so) {
            $asked = @([regex]::Matches((Get-LatinText $library.FullName), 'GLIBC_(\d+(\.\d+)+)') | ForEach-Object { [version] $_.Groups[1].Value } | Sort-Object -Unique)
            $asked.Count | Should -BeGreaterThan 0
            $asked[-1] | Should -BeLessOrEqual $said
        }
    }
}

Describe 'The list of what is inside' -Skip:$withoutPackage {
    It 'names every library, and what is linked into it, with licences, addresses and hashes' {
        $sbom.bomFormat | Should -BeExactly CycloneDX
        $sbom.specVersion | Should -BeExactly 1.5
        $sbom.serialNumber | Should -Match '^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$'
        $files = @($libraries | ForEach-Object { $_.FullName.Substring($ModuleFolder.Length + 1).Replace('\', '/') } | Where-Object { $_ -notlike '*bcryptprimitives.dll' })
        @($sbom.metadata.component.components.name | Sort-Object) -join ' ' | Should -BeExactly (@($files | Sort-Object) -join ' ')
        foreach ($component in $sbom.components) {
            $component.licenses[0].expression | Should -Not -BeNullOrEmpty -Because $component.name
            if ($component.'bom-ref' -like 'pkg:cargo/*') {
                $component.purl | Should -BeExactly "pkg:cargo/$($component.name)@$($component.version)"
                $component.hashes[0].content | Should -Match '^[0-9a-f]{64}$'
            }
        }
        $names = @($sbom.components.name)
        foreach ($name in 'regex', 'serde_json', 'sha2', 'quick-xml', 'Rust standard library') {
            $names | Should -Contain $name
        }
        # What builds and tests it is not in it.
        foreach ($name in 'cbindgen', 'proptest', 'jsonschema', 'serde_derive', 'syn', 'winresource') {
            $names | Should -Not -Contain $name
        }
    }

    It 'leads from the module to each part, and nowhere else' {
        $known = @($sbom.metadata.component.'bom-ref') + @($sbom.metadata.component.components.'bom-ref') + @($sbom.components.'bom-ref')
        @($known | Group-Object | Where-Object Count -GT 1).Count | Should -Be 0
        $reached = @($sbom.dependencies | ForEach-Object { $_.dependsOn })
        foreach ($each in $reached) {
            $known | Should -Contain $each
        }
        foreach ($each in $sbom.components.'bom-ref') {
            $reached | Should -Contain $each
        }
    }

    It 'has a licence text for every part' {
        $text = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($ModuleFolder, 'THIRD-PARTY-LICENSES.txt'))
        foreach ($component in $sbom.components) {
            # Once in the list, and once above each of its texts.
            [regex]::Matches($text, "(?m)^$([regex]::Escape("$($component.name) $($component.version)"))[:,\r\n]").Count | Should -BeGreaterThan 1 -Because $component.name
        }
    }
}

Describe 'Install-CMVerify.ps1' -Skip:$withoutPackage {
    BeforeEach {
        $modules = [System.IO.Path]::Combine("$TestDrive", [guid]::NewGuid().ToString('N'), 'Modules')
        $wanted = @('CMVerify', "CMVerify/$version") + @(Get-FileName $ModuleFolder | Where-Object { $_ -notlike '*bcryptprimitives.dll' } | ForEach-Object { "CMVerify/$version/$_" }) | Sort-Object
        $wanted = $wanted -join "`n"
    }

    It 'installs what the package has, says how to import it, and it works' {
        $done = & "$unpacked/Install-CMVerify.ps1" -Destination $modules
        $done.Result | Should -Be Installed
        $done.Version | Should -Be $version
        $done.Path | Should -Be ([System.IO.Path]::Combine($modules, 'CMVerify', $version))
        @(Get-FileName $modules) -join "`n" | Should -Be $wanted
        (Invoke-PowerShell "$($done.Import); @(Get-CMOfflineRule).Count -gt 40; (Get-Module CMVerify).ModuleBase").Output | Should -BeLike "True*$version"
    }

    It 'says Import-Module CMVerify where PowerShell looks for modules' {
        $before = $env:PSModulePath
        $env:PSModulePath = $modules + [System.IO.Path]::PathSeparator + $before
        try {
            (& "$unpacked/Install-CMVerify.ps1" -Destination $modules).Import | Should -BeExactly 'Import-Module CMVerify'
        } finally {
            $env:PSModulePath = $before
        }
    }

    It 'does nothing a second time' {
        $null = & "$unpacked/Install-CMVerify.ps1" -Destination $modules
        $file = [System.IO.Path]::Combine($modules, 'CMVerify', $version, 'CMVerify.psd1')
        $time = [datetime]::new(2001, 2, 3)
        [System.IO.File]::SetLastWriteTimeUtc($file, $time)
        (& "$unpacked/Install-CMVerify.ps1" -Destination $modules).Result | Should -Be AlreadyInstalled
        [System.IO.File]::GetLastWriteTimeUtc($file) | Should -Be $time
    }

    It 'replaces another content of the same version with -Force only' {
        $null = & "$unpacked/Install-CMVerify.ps1" -Destination $modules
        $psm1 = [System.IO.Path]::Combine($modules, 'CMVerify', $version, 'CMVerify.psm1')
        [System.IO.File]::AppendAllText($psm1, '# changed')
        { & "$unpacked/Install-CMVerify.ps1" -Destination $modules } | Should -Throw -ErrorId 'CMInstallExists,Install-CMVerify.ps1'
        [System.IO.File]::ReadAllText($psm1) | Should -BeLike '*# changed'
        (& "$unpacked/Install-CMVerify.ps1" -Destination $modules -Force).Result | Should -Be Replaced
        [System.IO.File]::ReadAllText($psm1) | Should -Not -BeLike '*# changed'
        @(Get-FileName $modules) -join "`n" | Should -Be $wanted
    }

    It 'with -WhatIf changes nothing' {
        & "$unpacked/Install-CMVerify.ps1" -Destination $modules -WhatIf | Should -BeNullOrEmpty
        [System.IO.Directory]::Exists($modules) | Should -BeFalse
    }

    It 'refuses <What> before it writes anything' -ForEach @(
        @{ What = 'a changed file'; Id = 'CMInstallFileChanged'; File = 'CMVerify/CMVerify.psm1'; Break = { [System.IO.File]::AppendAllText($file, ' ') } }
        @{ What = 'a changed installer'; Id = 'CMInstallFileChanged'; File = 'Install-CMVerify.ps1'; Break = { [System.IO.File]::AppendAllText($file, "`n# more") } }
        @{ What = 'a missing file'; Id = 'CMInstallFileMissing'; File = 'CMVerify/LICENSE-MIT'; Break = { [System.IO.File]::Delete($file) } }
        @{ What = 'a file more'; Id = 'CMInstallFileAdded'; File = 'CMVerify/private/More.ps1'; Break = { [System.IO.File]::WriteAllText($file, '') } }
        @{ What = 'a file more beside the module'; Id = 'CMInstallFileAdded'; File = 'version.dll'; Break = { [System.IO.File]::WriteAllText($file, '') } }
        @{ What = 'a list that is missing'; Id = 'CMInstallListMissing'; File = 'SHA256SUMS'; Break = { [System.IO.File]::Delete($file) } }
        @{ What = 'an empty list'; Id = 'CMInstallListUnreadable'; File = 'SHA256SUMS'; Break = { [System.IO.File]::WriteAllText($file, '') } }
        @{ What = 'a list that was cut in a line'; Id = 'CMInstallListUnreadable'; File = 'SHA256SUMS'; Break = { $text = [System.IO.File]::ReadAllText($file); [System.IO.File]::WriteAllText($file, $text.Substring(0, $text.IndexOf("`n") + 40)) } }
        @{ What = 'a list that leaves the folder'; Id = 'CMInstallListUnreadable'; File = 'SHA256SUMS'; Break = { [System.IO.File]::AppendAllText($file, ('0' * 64) + '  CMVerify/../../x') } }
        @{ What = 'a list that names a file twice'; Id = 'CMInstallListUnreadable'; File = 'SHA256SUMS'; Break = { $text = [System.IO.File]::ReadAllText($file); [System.IO.File]::WriteAllText($file, $text + $text.Substring(0, $text.IndexOf("`n") + 1)) } }
    ) {
        $copy = Copy-Unpacked
        $file = [System.IO.Path]::Combine($copy, $File)
        . $Break
        { & "$copy/Install-CMVerify.ps1" -Destination $modules -Force } | Should -Throw -ErrorId "$Id,Install-CMVerify.ps1"
        [System.IO.Directory]::Exists($modules) | Should -BeFalse
    }

    It 'leaves nothing where it cannot write' {
        $null = [System.IO.Directory]::CreateDirectory($modules)
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($modules, 'CMVerify'), 'a file in the way')
        { & "$unpacked/Install-CMVerify.ps1" -Destination $modules } | Should -Throw -ErrorId 'CMInstallNotWritten,Install-CMVerify.ps1'
        @(Get-FileName $modules) -join ' ' | Should -Be CMVerify
    }

    # Where not even root may make a folder.
    It 'says that there are no rights' -Skip:($isOnWindows -or -not [System.IO.Directory]::Exists('/sys/kernel')) {
        { & "$unpacked/Install-CMVerify.ps1" -Destination '/sys/cmverify/Modules' } | Should -Throw -ErrorId 'CMInstallNoRights,Install-CMVerify.ps1'
    }

    It 'keeps the old one where the new one cannot take its place' -Skip:(-not $openHolds) {
        $null = & "$unpacked/Install-CMVerify.ps1" -Destination $modules
        $psm1 = [System.IO.Path]::Combine($modules, 'CMVerify', $version, 'CMVerify.psm1')
        [System.IO.File]::AppendAllText($psm1, '# changed')
        $open = [System.IO.File]::Open($psm1, 'Open', 'Read', 'Read')
        try {
            { & "$unpacked/Install-CMVerify.ps1" -Destination $modules -Force } | Should -Throw -ErrorId 'CMInstallInUse,Install-CMVerify.ps1'
        } finally {
            $open.Dispose()
        }
        @(Get-FileName $modules) -join "`n" | Should -Be $wanted
    }
}

# ./build.sh test-windows signs one with a key that nobody keeps.
Describe 'A signed library' -Skip:$withoutSigned {
    BeforeAll {
        $signed = [System.IO.Path]::Combine($folder, 'signed', 'cmverify.dll')
        $bytes = [System.IO.File]::ReadAllBytes($signed)
    }

    It 'is loaded like one that is not signed' {
        $copy = Copy-Module
        $library = Get-NativeFile $copy
        $bytes.Length | Should -BeGreaterThan ([System.IO.FileInfo]::new($library).Length)
        [System.IO.File]::WriteAllBytes($library, $bytes)
        $run = Invoke-PowerShell "Import-Module '$([System.IO.Path]::Combine($copy, 'CMVerify.psd1'))'; @(Get-CMOfflineRule).Count -gt 40"
        $run.Output | Should -Be True
    }

    It 'is whole to the reader of signatures, and with one byte changed it is not' {
        $download = Write-Download -Path ([System.IO.Path]::Combine("$TestDrive", 'signed'))
        $file = [System.IO.Path]::Combine($download, $Update, 'Redist', 'cmverify.dll')
        [System.IO.File]::WriteAllBytes($file, $bytes)
        $report = Test-CMOfflineDownload $download
        $report.Findings.Rule | Should -Not -Contain CMV0501
        $report.Findings.Rule | Should -Not -Contain CMV0503
        $evidence = @($report.Updates.FileEvidence | Where-Object File -Like '*cmverify.dll')
        $evidence.Count | Should -Be 1
        $changed = [byte[]] $bytes.Clone()
        $changed[$changed.Length / 2] = $changed[$changed.Length / 2] -bxor 1
        [System.IO.File]::WriteAllBytes($file, $changed)
        @((Test-CMOfflineDownload $download).Findings | Where-Object Rule -EQ CMV0501 | Where-Object File -Like '*cmverify.dll').Count | Should -Be 1
    }
}
