# What an admin sees: the views, at the width of a plain console.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $bad = Test-CMOfflineDownload (Write-Download -Path (Join-Path "$TestDrive" 'downloads/bad') -Story SetupFailed)
    $empty = Test-CMOfflineDownload (Write-Download -Path (Join-Path "$TestDrive" 'downloads/empty') -Story EmptyRedist)
    $good = Test-CMOfflineDownload (Write-Download -Path (Join-Path "$TestDrive" 'downloads/good'))
    $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($bad, 8))

    function Get-View {
        param ([object] $Value, [scriptblock] $Format = { $input })

        # Colours are no part of the text, and may be there or not.
        ($Value | & $Format | Out-String -Width 80) -replace "$([char] 27)\[[\d;]*m" -split "`r?`n"
    }

    function Get-Text {
        # A view without its layout: where lines break depends on the length of paths.
        param ([object] $Value, [scriptblock] $Format = { $input })

        (Get-View $Value $Format) -join '' -replace '\s'
    }
}

Describe 'A report' {
    It 'is a list that begins with the verdict, unasked and with Format-List' {
        foreach ($view in (Get-View $bad), (Get-View $bad { $input | Format-List })) {
            @($view | Where-Object { $_ })[0] | Should -Match '^Verdict\s+: NotUsable'
        }
    }

    It 'shows path, summary, next action, updates, and each finding with its line, its code and its remedy' {
        $text = Get-Text $bad
        $finding = @($bad.Findings | Where-Object Rule -EQ CMV0201)[0]
        foreach ($part in $bad.Path, $bad.Summary, $bad.NextAction, $Update, $finding.Rule, $finding.Message, $finding.Remedy,
            "$($finding.Evidence.Path):$($finding.Evidence.Line):$($finding.Evidence.Text)", $finding.Error.Symbol, $finding.Error.Meaning) {
            $text.Contains(($part -replace '\s')) | Should -BeTrue -Because "the list should show '$part'"
        }
    }

    It 'shows the file of a finding that has no line' {
        $file = @($empty.Findings | Where-Object Rule -EQ CMV0301)[0].File
        $file | Should -Not -BeNullOrEmpty
        (Get-Text $empty).Contains(($file -replace '\s')) | Should -BeTrue
    }

    It 'of a usable download shows no findings' {
        Get-View $good | Where-Object { $_ -match '^Findings' } | Should -BeNullOrEmpty
        Get-View $good | Where-Object { $_ -match '^Verdict\s+: Usable' } | Should -Not -BeNullOrEmpty
    }

    It 'is one row of a table' {
        $view = @(Get-View @($bad, $good) { $input | Format-Table } | Where-Object { $_ })
        $view[0] | Should -Match '^Verdict\s+Updates\s+Rules\s+Path'
        @($view | Where-Object { $_ -match '^(NotUsable|Usable) ' }).Count | Should -Be 2
        $view -join ' ' | Should -Match 'CMV0201'
    }

    It 'looks the same after it came from another machine' {
        $back.PSObject.TypeNames[0] | Should -BeExactly Deserialized.CMVerify.Report
        Get-Text $back | Should -BeExactly (Get-Text $bad)
        Get-Text $back { $input | Format-Table } | Should -BeExactly (Get-Text $bad { $input | Format-Table })
    }
}

Describe 'The parts' {
    It 'findings are a table, and a list with the line that shows each' {
        @(Get-View $bad.Findings | Where-Object { $_ })[0] | Should -Match '^Rule\s+Severity\s+Effect\s+Message'
        $finding = @($bad.Findings | Where-Object Rule -EQ CMV0201)[0]
        $list = Get-Text $finding { $input | Format-List }
        $list.Contains(("$($finding.Evidence.Path):$($finding.Evidence.Line):$($finding.Evidence.Text)" -replace '\s')) | Should -BeTrue
        $list.Contains('Expected:') | Should -BeFalse
    }

    It 'updates are a table' {
        @(Get-View $bad.Updates | Where-Object { $_ })[0] | Should -Match '^Guid\s+Name\s+Verdict\s+Files\s+Bytes'
    }

    It 'rules are a table, and a list with everything' {
        $rule = Get-CMOfflineRule CMV0101
        @(Get-View $rule | Where-Object { $_ })[0] | Should -Match '^Id\s+Severity\s+Effect\s+Title'
        $list = Get-Text $rule { $input | Format-List }
        foreach ($part in @($rule.Why, $rule.Remedy, $rule.Example, $rule.Link) + $rule.Sources) {
            $list.Contains(($part -replace '\s')) | Should -BeTrue
        }
    }

    It 'error codes are a list' {
        @(Get-View (Resolve-CMOfflineError 12002) | Where-Object { $_ })[0] | Should -Match '^Code\s+: 0x80072EE2'
    }
}

Describe 'The width of a console' {
    It 'is kept by <Name>' -ForEach @(
        @{ Name = 'the list of reports'; Value = { $bad, $empty, $good }; Format = { $input } }
        @{ Name = 'the table of reports'; Value = { $bad, $empty, $good }; Format = { $input | Format-Table } }
        @{ Name = 'the table of findings'; Value = { $bad.Findings }; Format = { $input } }
        @{ Name = 'the list of findings'; Value = { $bad.Findings }; Format = { $input | Format-List } }
        @{ Name = 'the table of updates'; Value = { $bad.Updates }; Format = { $input } }
        @{ Name = 'the table of rules'; Value = { Get-CMOfflineRule }; Format = { $input } }
        @{ Name = 'the list of rules'; Value = { Get-CMOfflineRule }; Format = { $input | Format-List } }
        @{ Name = 'the list of an error code'; Value = { Resolve-CMOfflineError 12002 }; Format = { $input } }
    ) {
        $lines = Get-View (& $Value) $Format
        @($lines).Count | Should -BeGreaterThan 2
        foreach ($line in $lines) {
            $line.TrimEnd().Length | Should -BeLessOrEqual 80 -Because "'$line' should fit"
        }
    }

    It 'cuts nothing off in a table' {
        foreach ($view in (Get-View $bad.Findings), (Get-View (Get-CMOfflineRule)), (Get-View @($bad, $good) { $input | Format-Table })) {
            $view -join "`n" | Should -Not -Match '\.\.\.(\s|$)|\u2026'
        }
    }
}
