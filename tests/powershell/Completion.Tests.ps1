# What Tab offers.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $separator = [System.IO.Path]::DirectorySeparatorChar

    function Get-Completion {
        # What Tab would offer at the end of a line.
        param ([string] $Line, [int] $At = $Line.Length)

        @([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $At, $null).CompletionMatches)
    }

    function Get-CompletionText {
        param ([string] $Line)

        @(Get-Completion $Line | ForEach-Object CompletionText) -join ' | '
    }
}

Describe 'Rules' {
    It 'are offered by id, with the title as the tip: <_>' -ForEach 'Get-CMOfflineRule ', 'Get-CMOfflineRule -Id ', 'Get-CMOfflineRule -Rule ', 'Get-CMOfflineLogEvent x.log -Rule ', 'Get-CMOfflineRule CMV0101, ' {
        $found = Get-Completion $_
        $rules = @(Get-CMOfflineRule)
        @($found | ForEach-Object CompletionText) -join ' ' | Should -BeExactly (@($rules | ForEach-Object Id) -join ' ')
        $found[0].ListItemText | Should -BeExactly $rules[0].Id
        $found[0].ToolTip | Should -BeExactly $rules[0].Title
        "$($found[0].ResultType)" | Should -Be ParameterValue
    }

    It 'are chosen by how they begin, in either case and in quotes' {
        foreach ($word in 'cmv030', "'cmv030", '"CMV030', 'CMV030*') {
            Get-CompletionText "Get-CMOfflineRule $word" | Should -BeExactly (@((Get-CMOfflineRule CMV030*).Id) -join ' | ') -Because $word
        }
    }

    It 'are found by their names too' {
        Get-CompletionText 'Get-CMOfflineRule redistdownload' | Should -BeExactly 'CMV0101 | CMV0102'
    }

    It 'are offered in the language of the session' {
        $run = Invoke-PowerShell -Environment @{ LANG = 'ja_JP.UTF-8'; LC_ALL = $null; LANGUAGE = $null } @"
$(if ($IsOnWindows) { '[System.Threading.Thread]::CurrentThread.CurrentUICulture = "ja-JP"' })
Import-Module '$ModuleManifest'
`$found = [System.Management.Automation.CommandCompletion]::CompleteInput('Get-CMOfflineRule CMV0101', 25, `$null).CompletionMatches
`$found[0].ToolTip -match '[\u3041-\u30FF]'
"@
        $run.Output | Should -BeExactly 'True'
    }
}

Describe 'Codes' {
    It 'are offered with their symbols, each one known' {
        $found = Get-Completion 'Resolve-CMOfflineError '
        $found.Count | Should -BeGreaterThan 20
        foreach ($each in $found) {
            $known = Resolve-CMOfflineError $each.CompletionText
            $known.Known | Should -BeTrue -Because $each.CompletionText
            $each.ToolTip | Should -BeExactly "$($known.Symbol): $($known.Meaning)"
        }
    }

    It 'are chosen by how they begin, or by what they are called' {
        Get-CompletionText 'Resolve-CMOfflineError 0x80072ee2' | Should -BeExactly '0x80072EE2'
        Get-CompletionText 'Resolve-CMOfflineError -Code 40' | Should -BeExactly '401 | 403 | 404 | 407'
        Get-CompletionText 'Resolve-CMOfflineError time' | Should -Match '^0x80072EE2'
    }
}

Describe 'Folders of downloads' {
    BeforeAll {
        $desk = Join-Path "$TestDrive" desk
        foreach ($name in 'aaa', 'bbb', 'UpdatePacks', "it's [2509]", 'carried') {
            $null = New-Item -ItemType Directory -Path (Join-Path $desk $name)
        }
        # -Path would take the brackets for a pattern.
        $null = [System.IO.Directory]::CreateDirectory((Join-Path (Join-Path $desk "it's [2509]") $Update))
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($desk, 'carried', "$Update.cab"), 'x')
        # Begins as an update's does, and is none.
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($desk, 'bbb', 'AAAAAAAA-BBBB-CCCC-DDDD-ZZZZZZZZZZZZ.cab'), 'x')
        [System.IO.File]::WriteAllText((Join-Path $desk note.txt), 'x')
        $desk2 = Join-Path "$TestDrive" desk2
        $null = Write-Download -Path (Join-Path $desk2 'good') -LogFolder (Join-Path $desk2 'logs')
        Push-Location -LiteralPath $desk
    }

    AfterAll {
        Pop-Location
    }

    It 'come first, then the other folders, and no files: <_>' -ForEach 'Test-CMOfflineDownload ', 'Assert-CMOfflineDownload -Path ', 'New-CMOfflineSeal ', 'Test-CMOfflineSeal -Path ' {
        $found = @(Get-Completion $_ | ForEach-Object ListItemText)
        @($found[0..2] | Sort-Object) -join ' | ' | Should -BeExactly "carried | it's [2509] | UpdatePacks"
        $found[3..4] -join ' | ' | Should -BeExactly 'aaa | bbb'
        $found.Count | Should -Be 5
    }

    It 'are completed in the middle of a path, and from elsewhere' {
        Get-CompletionText "Test-CMOfflineDownload $desk2${separator}g" | Should -BeExactly (Join-Path $desk2 good)
        Get-CompletionText 'Test-CMOfflineDownload aa' | Should -BeExactly ".${separator}aaa"
    }

    It 'are quoted so that the cmdlet finds them, whatever is in their names' {
        foreach ($word in 'it', "'it", '"it') {
            $text = Get-CompletionText "Test-CMOfflineDownload $word"
            $text | Should -Match '^[''"].*2509.*[''"]$'
            $report = & ([scriptblock]::Create("Test-CMOfflineDownload $text -Depth Quick"))
            $report.Path | Should -BeExactly (Join-Path $desk "it's [2509]")
        }
    }

    It 'leave Tab to PowerShell where there is none' {
        Get-CompletionText 'Test-CMOfflineDownload note' | Should -BeExactly ".${separator}note.txt"
        Get-CompletionText 'Test-CMOfflineDownload nothing' | Should -BeExactly ''
    }

    It 'are not looked for deep, nor in more folders than anybody waits for' {
        $many = Join-Path "$TestDrive" many
        foreach ($number in 1..260) { $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::Combine($many, "f$number", 'below', $Update)) }
        $found = @(Get-Completion "Test-CMOfflineDownload $many$separator")
        $found.Count | Should -Be 260
        & (Get-Module CMVerify) { $script:LooksForCompletion } | Should -BeLessThan 260
    }

    It 'are not looked into on a share' {
        & (Get-Module CMVerify) {
            Test-ShareLikely '\\server\share\x'
            Test-ShareLikely '//server/share/x'
            Test-ShareLikely $args[0]
        } $desk | Should -Be @($true, $true, $false)
    }
}

Describe 'Files' {
    BeforeAll {
        $desk = Join-Path "$TestDrive" files
        $null = [System.IO.Directory]::CreateDirectory((Join-Path $desk sub))
        foreach ($name in 'aaa.log', 'ConfigMgrSetup.log', 'ServiceConnectionTool.log', 'zzz.seal.sha256') {
            [System.IO.File]::WriteAllText((Join-Path $desk $name), 'x')
        }
        Push-Location -LiteralPath $desk
    }

    AfterAll {
        Pop-Location
    }

    It 'that are such logs come first: <Line>' -ForEach @(
        @{ Line = 'Test-CMOfflineDownload . -ServiceConnectionLogPath '; First = 'ServiceConnectionTool.log' }
        @{ Line = 'Assert-CMOfflineDownload . -SetupLogPath '; First = 'ConfigMgrSetup.log' }
        @{ Line = 'New-CMOfflineSeal . -ServiceConnectionLogPath '; First = 'ServiceConnectionTool.log' }
        @{ Line = 'Get-CMOfflineRun '; First = 'ConfigMgrSetup.log' }
        @{ Line = 'Get-CMOfflineLogEvent -Path '; First = 'ConfigMgrSetup.log' }
        @{ Line = 'Test-CMOfflineSeal . -SealPath '; First = 'zzz.seal.sha256' }
    ) {
        $found = @(Get-Completion $Line | ForEach-Object ListItemText)
        $found[0] | Should -BeExactly $First
        # And all the others after them.
        $found.Count | Should -Be 5
    }

    It 'are seals that lie beside the folder that is named already' {
        $far = Join-Path "$TestDrive" far
        $null = [System.IO.Directory]::CreateDirectory((Join-Path $far packs))
        [System.IO.File]::WriteAllText((Join-Path $far 'packs.seal.sha256'), 'x')
        @(Get-Completion "Test-CMOfflineSeal '$far/packs' -SealPath ")[0].ListItemText | Should -BeExactly 'packs.seal.sha256'
    }
}

Describe 'Completion' {
    It 'works before the first cmdlet ran, through TabExpansion2, and leaves nothing in $Error' {
        $run = Invoke-PowerShell @"
Import-Module '$ModuleManifest'
Set-Location '$TestDrive'
foreach (`$line in 'Get-CMOfflineRule CMV010', 'Resolve-CMOfflineError 0x8', 'Test-CMOfflineDownload ', 'Test-CMOfflineSeal . -SealPath ') {
    @((TabExpansion2 -inputScript `$line -cursorColumn `$line.Length).CompletionMatches).Count -gt 0
}
`$Error.Count
"@
        $run.Output -split "`n" -join ' ' | Should -BeExactly 'True True True True 0'
    }

    It 'works under other names of the cmdlets' {
        $run = Invoke-PowerShell @"
foreach (`$prefix in 'My', '') {
    Import-Module '$ModuleManifest' -Prefix `$prefix
    Set-Alias rule "Get-`${prefix}CMOfflineRule"
    foreach (`$line in "Get-`${prefix}CMOfflineRule CMV0101", 'rule CMV0101') {
        @([System.Management.Automation.CommandCompletion]::CompleteInput(`$line, `$line.Length, `$null).CompletionMatches)[0].ListItemText
    }
    if (`$prefix) { Remove-Module CMVerify }
}
@([System.Management.Automation.CommandCompletion]::CompleteInput('CMVerify\Get-CMOfflineRule CMV0101', 34, `$null).CompletionMatches)[0].ListItemText
`$Error.Count
"@
        $run.Output -split "`n" -join ' ' | Should -BeExactly 'CMV0101 CMV0101 CMV0101 CMV0101 CMV0101 0'
    }

    It 'never fails: <_>' -ForEach @(
        'Get-CMOfflineRule [', 'Get-CMOfflineRule ''[', 'Get-CMOfflineRule $(', 'Get-CMOfflineRule `', 'Resolve-CMOfflineError *', 'Resolve-CMOfflineError "$x',
        'Test-CMOfflineDownload [', 'Test-CMOfflineDownload "', 'Test-CMOfflineDownload Env:\', 'Test-CMOfflineDownload nodrive:\', 'Test-CMOfflineDownload \\?\', 'Test-CMOfflineDownload ~',
        'Test-CMOfflineSeal -Path nodrive:\x -SealPath ', 'Test-CMOfflineSeal -Path [ -SealPath ', 'Assert-CMOfflineDownload -Depth [', 'Get-CMOfflineLogEvent -Rule ('
    ) {
        $before = $Error.Count
        { Get-Completion $_ } | Should -Not -Throw
        $Error.Count | Should -Be $before
    }

    It 'offers the depths that there are' {
        Get-CompletionText 'Assert-CMOfflineDownload . -Depth ' | Should -BeExactly 'Quick | Full'
        Get-CompletionText 'Assert-CMOfflineDownload . -Depth f' | Should -BeExactly 'Full'
    }

    It 'is silent where the library is missing' {
        $broken = Copy-Module
        Remove-Item -LiteralPath (Join-Path $broken runtimes) -Recurse
        $run = Invoke-PowerShell @"
Import-Module '$(Join-Path $broken CMVerify.psd1)'
Set-Location '$broken'
`$VerbosePreference = `$DebugPreference = 'Continue'
@([System.Management.Automation.CommandCompletion]::CompleteInput('Get-CMOfflineRule CMV0', 22, `$null).CompletionMatches).Count
@([System.Management.Automation.CommandCompletion]::CompleteInput('Test-CMOfflineDownload ', 23, `$null).CompletionMatches).Count -gt 0
`$Error.Count
"@
        $run.Output -split "`n" -join ' ' | Should -BeExactly '0 True 0'
    }
}
