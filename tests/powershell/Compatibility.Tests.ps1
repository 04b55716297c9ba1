# Every script of the project, held to Windows PowerShell 5.1 without having one.

BeforeDiscovery {
    . "$PSScriptRoot/Compatibility.ps1"
    $root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
    $built = 'target', 'out', '.git'
    $scripts = @(foreach ($place in Get-ChildItem -LiteralPath $root | Where-Object Name -NotIn $built) {
            Get-ChildItem -LiteralPath $place.FullName -Recurse -File -Include *.ps1, *.psm1, *.psd1 | ForEach-Object {
                @{ Name = $_.FullName.Substring($root.Length).TrimStart('\', '/'); File = $_.FullName }
            }
        })
    # A script has the same words in it under wine: there the check itself is what is tried.
    if ($env:CMVERIFY_WINEPREFIX) { $scripts = @($scripts | Select-Object -First 4) }
    $withoutLists = $null -eq (Get-CompatibilityData $root)
    if ($withoutLists) {
        Write-Warning 'SKIPPED: commands, types and members are not compared with Windows PowerShell 5.1, because the two lists are not there. Set CMVERIFY_SHARED to the folder whose data/ holds net472-api.txt.gz and ps51-commands.json.gz.'
    }
}

BeforeAll {
    . "$PSScriptRoot/Compatibility.ps1"
    $root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
    $data = Get-CompatibilityData $root
    # Functions of any script of the project, and the programs that its build calls.
    $known = @('cargo', 'rustc', 'rustup', 'git', 'gcc', 'chmod')
    $places = Get-ChildItem -LiteralPath $root | Where-Object Name -NotIn 'target', 'out', '.git'
    foreach ($file in $places | ForEach-Object { Get-ChildItem -LiteralPath $_.FullName -Recurse -File -Include *.ps1, *.psm1 }) {
        foreach ($match in [regex]::Matches([System.IO.File]::ReadAllText($file.FullName), '(?im)^\s*function\s+(?:script:)?([\w-]+)')) {
            $known += $match.Groups[1].Value
        }
    }

    function Get-Problem {
        param ([string] $Text)

        @(Get-Incompatibility -Text $Text -Known $known -Data $data) -join "`n"
    }
}

Describe 'The scripts' {
    It 'are found' {
        $scripts = @(Get-ChildItem -LiteralPath (Join-Path $root powershell) -Recurse -File -Include *.ps1, *.psm1, *.psd1)
        $scripts.Count | Should -BeGreaterThan 5
    }

    It '<Name> has only what 5.1 has: syntax' -ForEach $scripts {
        @(Get-Incompatibility -Text ([System.IO.File]::ReadAllText($File))) -join "`n" | Should -BeNullOrEmpty
    }

    It '<Name> has only what 5.1 has: commands, types and members' -ForEach $scripts -Skip:$withoutLists {
        Get-Problem ([System.IO.File]::ReadAllText($File)) | Should -BeNullOrEmpty
    }

    It '<Name> is ASCII, or says its encoding' -ForEach $scripts {
        Get-EncodingProblem ([System.IO.File]::ReadAllBytes($File)) | Should -BeNullOrEmpty
    }
}

Describe 'The check itself' {
    It 'finds newer syntax: <Text>' -ForEach @(
        @{ Text = '$a ? 1 : 2' }
        @{ Text = '$a ?? 1' }
        @{ Text = '$a ??= 1' }
        @{ Text = '${a}?.Length' }
        @{ Text = '${a}?[0]' }
        @{ Text = 'Get-Item x && Get-Item y' }
        @{ Text = 'Get-Item x || Get-Item y' }
        @{ Text = 'Get-Item x &' }
        @{ Text = 'function f { process { } clean { } }' }
        @{ Text = 'using namespace System.IO' }
        @{ Text = 'using module CMVerify' }
        @{ Text = 'class A { }' }
        @{ Text = '1 | ForEach-Object -Parallel { $_ }' }
        @{ Text = "Get-Item x`n| Get-Item" }
        @{ Text = '0b101' }
        @{ Text = '5u' }
        @{ Text = '5n' }
        @{ Text = '0xFFs' }
        @{ Text = '"`e[0m"' }
        @{ Text = '"`u{3042}"' }
        @{ Text = 'if ($IsWindows) { }' }
        @{ Text = '$PSStyle.OutputRendering' }
        @{ Text = 'Join-Path a b c' }
        @{ Text = 'function f { ' }
    ) {
        @(Get-Incompatibility -Text $Text).Count | Should -BeGreaterThan 0
    }

    It 'finds commands that are not wanted: <_>' -ForEach 'Add-Type -Path x', 'Get-FileHash x', 'New-Guid', 'Import-PowerShellDataFile x', 'New-TemporaryFile' {
        @(Get-Incompatibility -Text $_).Count | Should -BeGreaterThan 0
    }

    It 'finds commands, types and members that 5.1 lacks: <Text>' -Skip:$withoutLists -ForEach @(
        @{ Text = 'Test-Json x'; What = 'command Test-Json' }
        @{ Text = 'gci x'; What = 'command gci' }
        @{ Text = 'ConvertFrom-Json x -AsHashtable'; What = 'parameter ConvertFrom-Json -AsHashtable' }
        @{ Text = 'ConvertFrom-Json x -Depth 5'; What = 'parameter ConvertFrom-Json -Depth' }
        @{ Text = 'Split-Path x -LeafBase'; What = 'parameter Split-Path -LeafBase' }
        @{ Text = 'Get-Content x -AsByteStream'; What = 'parameter Get-Content -AsByteStream' }
        @{ Text = '[semver] "1.0"'; What = 'type [semver]' }
        @{ Text = 'param ([ValidateNotNullOrWhiteSpace()] $A)'; What = 'type [ValidateNotNullOrWhiteSpace]' }
        @{ Text = '[System.Runtime.InteropServices.NativeLibrary]::Load("x")'; What = 'type [System.Runtime.InteropServices.NativeLibrary]' }
        @{ Text = '[System.Collections.Generic.PriorityQueue[int, int]]::new()'; What = 'type [System.Collections.Generic.PriorityQueue`2]' }
        @{ Text = '[System.OperatingSystem]::IsWindows()'; What = 'member [System.OperatingSystem]::IsWindows' }
        @{ Text = '[System.IO.Path]::Join("a", "b")'; What = 'member [System.IO.Path]::Join' }
        @{ Text = '[System.IO.File]::Move("a", "b", $true)'; What = 'member [System.IO.File]::Move with 3 arguments' }
        @{ Text = '[System.Convert]::ToHexString($a)'; What = 'member [System.Convert]::ToHexString' }
        @{ Text = '[string]::Join(",", "a", "b").ReplaceLineEndings()'; What = 'method .ReplaceLineEndings()' }
    ) {
        Get-Problem $Text | Should -BeLike "*$([System.Management.Automation.WildcardPattern]::Escape($What))*"
    }

    It 'lets pass what 5.1 has: <_>' -ForEach @(
        'Get-ChildItem -LiteralPath x -File | Where-Object Name -EQ y | ForEach-Object { $_ }'
        '[System.IO.Path]::Combine("a", "b", "c", "d", "e")'
        '[System.Collections.Generic.HashSet[string]]::new()'
        '$a.b.Trim(); @{ a = 1 }.Keys; [ordered]@{ a = 1 }; [pscustomobject]@{ a = 1 }'
        '[string]::Format("{0}", 1); [guid]::NewGuid().ToString("N"); 1kb; 0xFFl; 5l; 1.5d; 0x80072EE2'
        '[CmdletBinding()] param ([Parameter(Mandatory)] [ValidateSet("a")] [string[]] $A)'
        '"`n`t`0"; "``e"; "a ? b : c"; $a -and $b'
    ) {
        Get-Problem $_ | Should -BeNullOrEmpty
    }

    It 'finds a character beyond ASCII without a byte order mark, and its line' {
        $text = "# one`n# " + [char] 0x3042
        Get-EncodingProblem ([System.Text.UTF8Encoding]::new($false).GetBytes($text)) | Should -BeLike 'line 2:*'
        $marked = [System.Text.Encoding]::UTF8.GetPreamble() + [System.Text.UTF8Encoding]::new($false).GetBytes($text)
        Get-EncodingProblem ([byte[]] $marked) | Should -BeNullOrEmpty
    }

    It 'does without the lists where they are not there' {
        $before = $env:CMVERIFY_SHARED
        $env:CMVERIFY_SHARED = "$TestDrive"
        try {
            Get-CompatibilityData $root | Should -BeNullOrEmpty
        } finally {
            $env:CMVERIFY_SHARED = $before
        }
    }
}
