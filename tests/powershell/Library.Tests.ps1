# The native library: found, checked, and refused with reasons.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"

    function Get-LibraryError {
        # The error of the first cmdlet of a module in a process of its own, as an object.
        param ([string] $Folder, [string] $Call = 'Get-CMOfflineRule')

        $out = Join-Path "$TestDrive" ([guid]::NewGuid().ToString('N'))
        $run = Invoke-PowerShell @"
Import-Module '$(Join-Path $Folder CMVerify.psd1)' -ErrorAction Stop
try {
    `$null = $Call
    `$failure = @{ Id = 'none' }
} catch {
    `$failure = @{ Id = `$_.FullyQualifiedErrorId; Category = "`$(`$_.CategoryInfo.Category)"; Target = `$_.TargetObject; Message = `$_.Exception.Message }
}
[System.IO.File]::WriteAllText('$out', (ConvertTo-Json `$failure))
"@
        if (-not [System.IO.File]::Exists($out)) {
            throw $run.Output
        }
        [System.IO.File]::ReadAllText($out) | ConvertFrom-Json
    }

    $architecture = [System.Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString()
}

Describe 'A library that is missing' {
    It 'is an error that names the searched path, the architecture and what to do, for every cmdlet' {
        $copy = Copy-Module
        $file = Get-NativeFile $copy
        Remove-Item -LiteralPath $file
        foreach ($call in 'Get-CMOfflineRule', 'Resolve-CMOfflineError 12002', 'Test-CMOfflineDownload .', 'Test-CMOfflineDownload . -Quiet', 'Assert-CMOfflineDownload .') {
            $failure = Get-LibraryError $copy $call
            $failure.Id | Should -BeLike 'CMNativeLibraryMissing*' -Because $call
        }
        $failure.Category | Should -Be NotInstalled
        $failure.Target | Should -Be $file
        $failure.Message.Contains($file) | Should -BeTrue
        $failure.Message | Should -BeLike "*$architecture*"
        $failure.Message | Should -BeLike '*build*'
    }

    It 'and a module without any: the import still works' {
        $copy = Copy-Module
        Remove-Item -LiteralPath (Join-Path $copy runtimes) -Recurse
        (Get-LibraryError $copy).Id | Should -BeLike 'CMNativeLibraryMissing*'
    }

    It 'is found without a new session once it is there' {
        $copy = Copy-Module
        $file = Get-NativeFile $copy
        Rename-Item -LiteralPath $file -NewName away
        $run = Invoke-PowerShell @"
Import-Module '$(Join-Path $copy CMVerify.psd1)'
try { Get-CMOfflineRule } catch { `$_.FullyQualifiedErrorId }
Rename-Item -LiteralPath '$(Join-Path (Split-Path $file) away)' -NewName '$(Split-Path $file -Leaf)'
'rules ' + (@(Get-CMOfflineRule).Count -gt 0)
"@
        $run.Output | Should -BeLike '*CMNativeLibraryMissing*rules True*'
    }
}

Describe 'A library that is foreign' {
    It 'is an error with the same facts and the reason: <Name>' -ForEach @(
        @{ Name = 'a text'; Flaw = 'LibraryForeign' }
        @{ Name = 'an empty file'; Flaw = 'LibraryForeign' }
        @{ Name = 'one of another system'; Flaw = 'LibraryForeign' }
        @{ Name = 'one of another processor'; Flaw = 'LibraryOtherProcessor' }
        @{ Name = 'one cut in the middle'; Flaw = 'LibraryCut' }
        @{ Name = 'one that lacks its last bytes'; Flaw = 'LibraryCut' }
    ) {
        $copy = Copy-Module
        $file = Get-NativeFile $copy
        $bytes = [System.IO.File]::ReadAllBytes($file)
        $header = if ($IsOnWindows) { [System.BitConverter]::ToInt32($bytes, 0x3C) + 4 } else { 0x12 }
        switch ($Name) {
            'a text' { $bytes = [System.Text.Encoding]::ASCII.GetBytes('This is not a library. ' * 10) }
            'an empty file' { $bytes = [byte[]]::new(0) }
            'one of another system' { foreach ($at in 0..3) { $bytes[$at] = 0xCA } }
            'one of another processor' { $bytes[$header]++ }
            'one cut in the middle' { $bytes = $bytes[0..($bytes.Length / 2)] }
            # What follows the sections, such as a symbol table, is not needed to load; the tail of the sections is.
            'one that lacks its last bytes' { $bytes = $bytes[0..$(if ($IsOnWindows) { $bytes.Length * 3 / 4 } else { $bytes.Length - 2 })] }
        }
        [System.IO.File]::WriteAllBytes($file, [byte[]] $bytes)
        $failure = Get-LibraryError $copy
        $failure.Id | Should -BeLike 'CMNativeLibraryUnloadable*'
        $failure.Category | Should -Be OpenError
        $failure.Target | Should -Be $file
        $failure.Message.Contains($file) | Should -BeTrue
        $failure.Message | Should -BeLike "*$architecture*"
        $culture = if ($PSUICulture -like 'ja*') { 'ja-JP' } else { 'en-US' }
        Import-LocalizedData -BindingVariable texts -BaseDirectory $copy -FileName CMVerify.Strings.psd1 -UICulture $culture
        $failure.Message.Contains($texts[$Flaw]) | Should -BeTrue -Because $failure.Message
    }

    It 'is refused too where it loads and is another product' {
        $copy = Copy-Module
        $file = Get-NativeFile $copy
        $other = if ($IsOnWindows) {
            Join-Path $env:SystemRoot 'System32/version.dll'
        } else {
            @(Get-ChildItem -LiteralPath $PSHOME -Filter 'libSystem.Native.*')[0].FullName
        }
        Copy-Item -LiteralPath $other -Destination $file -Force
        (Get-LibraryError $copy).Id | Should -BeLike 'CMNativeLibraryUnloadable*'
    }
}

Describe 'A library of another version' {
    It 'is refused with both numbers' {
        $copy = Copy-Module
        $file = Get-NativeFile $copy
        $manifest = Join-Path $copy CMVerify.psd1
        $version = "$((Test-ModuleManifest -Path $manifest).Version)"
        [System.IO.File]::WriteAllText($manifest, [System.IO.File]::ReadAllText($manifest).Replace("'$version'", "'98.76.54'"))
        $failure = Get-LibraryError $copy
        $failure.Id | Should -BeLike 'CMNativeLibraryMismatch*'
        $failure.Category | Should -Be InvalidData
        $failure.Target | Should -Be $file
        $failure.Message | Should -BeLike "*$version*98.76.54*"
    }

    It 'is refused with both numbers where the ABI differs' {
        $copy = Copy-Module
        $source = Join-Path $copy 'private/Native.ps1'
        $text = [System.IO.File]::ReadAllText($source)
        $changed = $text.Replace('$script:AbiVersion = 1', '$script:AbiVersion = 4711')
        $changed | Should -Not -Be $text
        [System.IO.File]::WriteAllText($source, $changed)
        $failure = Get-LibraryError $copy
        $failure.Id | Should -BeLike 'CMNativeLibraryMismatch*'
        $failure.Message | Should -BeLike '*ABI 1*4711*'
    }
}

Describe 'One process' {
    It 'imports again and again, with and without -Force' {
        $run = Invoke-PowerShell @"
foreach (`$round in 1..3) {
    Import-Module '$ModuleManifest' -Force
    `$count = @(Get-CMOfflineRule).Count
    Remove-Module CMVerify
    Import-Module '$ModuleManifest'
    `$count -eq @(Get-CMOfflineRule).Count -and `$count -gt 0
}
@([System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.FullName -like 'CMVerify*' }).Count
"@
        $run.Output -split "`n" -join ' ' | Should -Be 'True True True 1' -Because 'one load should serve them all'
    }

    It 'holds two copies of the module side by side' {
        $copy = Copy-Module
        $run = Invoke-PowerShell @"
`$first = Import-Module '$ModuleManifest' -PassThru
`$second = Import-Module '$(Join-Path $copy CMVerify.psd1)' -PassThru
foreach (`$module in `$first, `$second, `$first) {
    @(& `$module { Get-CMOfflineRule CMV0101 }).Id
}
`$first.ModuleBase -ne `$second.ModuleBase
"@
        $run.Output -split "`n" -join ' ' | Should -Be 'CMV0101 CMV0101 CMV0101 True'
    }

    It 'serves several runspaces at once' {
        $good = Write-Download -Path (Join-Path "$TestDrive" 'downloads/good')
        $bad = Write-Download -Path (Join-Path "$TestDrive" 'downloads/bad') -Story EmptyRedist
        $shells = foreach ($number in 1..4) {
            $shell = [powershell]::Create([System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
            $null = $shell.AddScript({
                    param ($Manifest, $Good, $Bad)
                    Import-Module $Manifest
                    foreach ($round in 1..5) { (Test-CMOfflineDownload $Good, $Bad).Verdict -join ' ' }
                }).AddArgument($ModuleManifest).AddArgument($good).AddArgument($bad)
            @{ Shell = $shell; Run = $shell.BeginInvoke() }
        }
        try {
            foreach ($each in $shells) {
                $verdicts = @($each.Shell.EndInvoke($each.Run))
                $each.Shell.Streams.Error.Count | Should -Be 0
                @($verdicts | Select-Object -Unique) -join ', ' | Should -Be 'Usable NotUsable'
                $verdicts.Count | Should -Be 5
            }
        } finally {
            foreach ($each in $shells) { $each.Shell.Dispose() }
        }
    }

    It 'loads it from a folder with a Japanese name' {
        $copy = Copy-Module -Name (-join [char[]](0x691C, 0x8A3C, 0x20, 0x30C4, 0x30FC, 0x30EB))
        (Get-LibraryError $copy).Id | Should -Be none
    }

    It 'gives every answer back: memory does not grow with calls' {
        Import-Module $ModuleManifest -Force
        $null = Get-CMOfflineRule
        $process = [System.Diagnostics.Process]::GetCurrentProcess()
        # A call takes wine several times as long.
        $sizes = foreach ($calls in $(if ($env:CMVERIFY_WINEPREFIX) { 250, 1000 } else { 500, 3000 })) {
            & (Get-Module CMVerify) {
                foreach ($call in 1..$args[0]) { $null = Invoke-NativeMethod -Native $script:Native -Name cmv_list_rules -Request @{ language = 'ja' } }
            } $calls
            [System.GC]::Collect()
            [System.GC]::WaitForPendingFinalizers()
            $process.Refresh()
            $process.WorkingSet64
        }
        # 1000 answers of 45 KB and more would be over 40 MB, 3000 over 130.
        ($sizes[1] - $sizes[0]) / 1MB | Should -BeLessThan 25
    }
}
