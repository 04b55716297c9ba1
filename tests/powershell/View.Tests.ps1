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

Describe 'Every type' {
    BeforeAll {
        # One process each for English and Japanese shows every type, live and as from another computer, as list and as
        # table, in each width, and writes it down: consoles disagree about encodings.
        $samples = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', 'samples'))
        # Where paths are long, as they are.
        $script:Seen = @{}
        foreach ($language in 'en_US', 'ja_JP') {
            $out = Join-Path "$TestDrive" "views-$language.json"
            $set = if ($IsOnWindows) { "[System.Threading.Thread]::CurrentThread.CurrentUICulture = '$($language -replace '_', '-')'" }
            $run = Invoke-PowerShell -Environment @{ LANG = "$language.UTF-8"; LC_ALL = $null; LANGUAGE = $null } -Script @"
$set
Import-Module '$ModuleManifest'
`$ErrorActionPreference = 'Stop'
`$reports = @('bad-setup-download-failed', 'bad-manifest-verification', 'bad-one-of-two', 'bad-empty-payload', 'unclear-log-of-prepare', 'good-cp932-paths', 'good-2509-new-wording' |
    ForEach-Object { Test-CMOfflineDownload (Join-Path '$samples' "`$_/UpdatePacks") })
`$reports += Test-CMOfflineDownload (Join-Path '$samples' 'bad-one-of-two/UpdatePacks') -Verbose 4>`$null
`$copy = Join-Path '$TestDrive' 'sealed-$language/UpdatePacks'
`$null = New-Item -ItemType Directory -Path `$copy
Copy-Item -Path '$samples/good-2509-new-wording/*' -Destination (Split-Path `$copy) -Recurse -Force
`$seal = New-CMOfflineSeal `$copy -OutFile (Join-Path '$TestDrive' '$language.seal.sha256')
`$signature = [pscustomobject]@{ Path = `$seal.Path; Signer = 'Contoso Packaging'; Subject = 'CN=Contoso Packaging, O=Contoso'; Thumbprint = 'A' * 40; SignedAt = '2026-01-14 09:31:07'; Problem = `$null; Detail = `$null }
`$signature.PSObject.TypeNames.Insert(0, 'CMVerify.SealSignature')
`$omitted = [pscustomobject]@{ Rule = 'CMV0301'; Count = [long] 4711 }
`$omitted.PSObject.TypeNames.Insert(0, 'CMVerify.Omitted')
`$logs = Join-Path '$samples' 'bad-setup-download-failed/*.log'
`$all = `$reports + `$seal + `$signature + `$omitted + (Get-CMOfflineRule) + (Resolve-CMOfflineError 12002, 407) + (Get-CMOfflineRun `$logs) + (Get-CMOfflineLogEvent `$logs -Tail 9)
`$byType = [ordered]@{}
function Add-Object {
    param (`$Value)
    foreach (`$each in @(`$Value)) {
        if (`$null -eq `$each -or `$each -is [string] -or `$each -is [System.ValueType]) { continue }
        `$type = `$each.PSObject.TypeNames[0]
        if (-not `$byType.Contains(`$type)) { `$byType[`$type] = [System.Collections.Generic.List[object]]::new() }
        if (`$byType[`$type].Count -lt 60) { `$byType[`$type].Add(`$each) }
        foreach (`$property in `$each.PSObject.Properties) { Add-Object `$property.Value }
    }
}
Add-Object `$all
`$views = foreach (`$type in `$byType.Keys) {
    `$live = `$byType[`$type].ToArray()
    `$back = @([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(`$live, 1)))
    foreach (`$width in 79, 80, 100, 120) {
        foreach (`$shape in 'Table', 'List') {
            `$text = foreach (`$objects in `$live, `$back) {
                (`$(if (`$shape -eq 'Table') { `$objects | Format-Table } else { `$objects | Format-List }) | Out-String -Width `$width) -replace "`$([char] 27)\[[\d;]*m"
            }
            @{ Type = `$type; Width = `$width; Shape = `$shape; Live = `$text[0]; Back = `$text[1]; BackType = `$back[0].PSObject.TypeNames[0] }
        }
    }
}
[System.IO.File]::WriteAllText('$out', (ConvertTo-Json @(`$views) -Depth 3), [System.Text.UTF8Encoding]::new(`$false))
"@
            if (-not [System.IO.File]::Exists($out)) { throw $run.Output }
            $seen[$language] = @([System.IO.File]::ReadAllText($out) | ConvertFrom-Json | ForEach-Object { $_ })
        }

        function Get-CellCount {
            # Columns of a console: characters of Chinese and Japanese take two.
            param ([string] $Text)

            $Text.Length + [regex]::Matches($Text, '[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]').Count
        }

        # All types that objects of this module have, as its sources and its views tell them.
        $format = [xml] [System.IO.File]::ReadAllText([System.IO.Path]::Combine($ModuleFolder, 'CMVerify.format.ps1xml'))
        $objects = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($ModuleFolder, 'private', 'Objects.ps1'))
        $types = @([regex]::Matches($objects, "(?m)^    '[\w.]+'\s*= '(\w+)'") | ForEach-Object { $_.Groups[1].Value }) + 'Report', 'Rule', 'Run', 'LogEvent', 'SealSignature' | Sort-Object -Unique
    }

    It 'has a table and a list' {
        $types.Count | Should -BeGreaterThan 18
        foreach ($type in $types) {
            $views = @($format.Configuration.ViewDefinitions.View | Where-Object { $_.ViewSelectedBy.TypeName -eq "CMVerify.$type" })
            @($views | Where-Object { $_['TableControl'] }).Count | Should -Be 1 -Because "$type should have a table"
            @($views | Where-Object { $_['ListControl'] }).Count | Should -Be 1 -Because "$type should have a list"
        }
    }

    It 'was shown: none is missing here' {
        foreach ($language in $seen.Keys) {
            @($seen[$language].Type | Sort-Object -Unique) -join ' ' | Should -Be (@($types | ForEach-Object { "CMVerify.$_" } | Sort-Object -Unique) -join ' ') -Because $language
        }
    }

    It 'leaves a console of 80 columns no table that is wider than 79' {
        foreach ($view in $format.Configuration.ViewDefinitions.View | Where-Object { $_['TableControl'] }) {
            $columns = @($view.TableControl.TableHeaders.TableColumnHeader)
            $sum = $columns.Count - 1
            foreach ($column in $columns) { $sum += $(if ($column['Width']) { [int] $column.Width } else { 7 }) }
            $sum | Should -BeLessOrEqual 79 -Because $view.Name
        }
    }

    It 'keeps every width, in both languages' {
        $wide = foreach ($language in $seen.Keys) {
            foreach ($view in $seen[$language]) {
                foreach ($line in $view.Live -split "`r?`n") {
                    # Not even of characters that take two columns each, or looked at more closely.
                    if (2 * $line.Length -gt $view.Width -and (Get-CellCount $line.TrimEnd()) -gt $view.Width) {
                        "'$line' of the $($view.Shape) of $($view.Type) at $($view.Width) ($language)"
                    }
                }
            }
        }
        $wide | Should -BeNullOrEmpty
    }

    It 'shows every column in every width, and cuts nothing off' {
        foreach ($language in $seen.Keys) {
            foreach ($view in $seen[$language] | Where-Object Shape -EQ Table) {
                $lines = $view.Live -split "`r?`n"
                $rule = @($lines | Where-Object { $_ -match '^\s*-[- ]*$' })[0]
                $header = $lines[[array]::IndexOf($lines, $rule) - 1]
                $defined = @($format.Configuration.ViewDefinitions.View | Where-Object { $_['TableControl'] -and $_.ViewSelectedBy.TypeName -eq $view.Type })[0].TableControl.TableHeaders.TableColumnHeader
                foreach ($column in $defined) {
                    " $header " | Should -Match " $($column.Label) " -Because "$($view.Type) at $($view.Width) ($language)"
                }
                $view.Live | Should -Not -Match '\.\.\.(\s|$)|\u2026'
            }
        }
    }

    It 'looks the same after it came from another computer' {
        foreach ($language in $seen.Keys) {
            foreach ($view in $seen[$language]) {
                $view.BackType | Should -BeExactly "Deserialized.$($view.Type)"
                $view.Back | Should -BeExactly $view.Live -Because "the $($view.Shape) of $($view.Type) at $($view.Width) ($language)"
            }
        }
    }

    It 'is no raw dump of what is inside it' {
        foreach ($view in $seen['en_US']) {
            $view.Live | Should -Not -Match '@\{|CMVerify\.[A-Z]|System\.Object'
        }
    }
}

Describe 'Objects from other computers' {
    BeforeAll {
        # As Invoke-Command marks them.
        $answers = foreach ($number in 1, 2) {
            foreach ($report in $bad, $good) {
                $each = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($report, 1))
                Add-Member -InputObject $each -NotePropertyName PSComputerName -NotePropertyValue "site$number"
                Add-Member -InputObject $each -NotePropertyName PSShowComputerName -NotePropertyValue $true
                $each
            }
        }
        function Get-Heading {
            param ([string[]] $View)

            @($View | Where-Object { $_ -match '^\s+\w+: ' } | ForEach-Object { $_.Trim() }) -join ', '
        }
    }

    It 'say as a list first where they are from, and as a table too' {
        $view = Get-View $answers
        @($view | Where-Object { $_ -match '^Computer ' } | ForEach-Object { ($_ -split ': ')[1].Trim() }) -join ' ' | Should -BeExactly 'site1 site1 site2 site2'
        @($view | Where-Object { $_ })[0] | Should -Match '^Computer\s+: site1$'
        @(Get-View $answers { $input | Format-Table } | Where-Object { $_ -match '\ssite[12]\s*$' }).Count | Should -Be 4
    }

    It 'say nothing of that where a script hides it, nor where they are from here' {
        Get-View @($bad, $good) | Where-Object { $_ -match 'Computer' } | Should -BeNullOrEmpty
        $hidden = $answers[0].PSObject.Copy()
        $hidden.PSShowComputerName = $false
        Get-View $hidden | Where-Object { $_ -match 'Computer' } | Should -BeNullOrEmpty
    }

    It 'group by computer, and by whatever else, under the right heading' {
        Get-Heading (Get-View $answers { $input | Sort-Object PSComputerName | Format-Table -GroupBy PSComputerName }) | Should -BeExactly 'PSComputerName: site1, PSComputerName: site2'
        Get-Heading (Get-View $answers { $input | Sort-Object Verdict | Format-Table -GroupBy Verdict }) | Should -BeExactly 'Verdict: NotUsable, Verdict: Usable'
        @($answers | Group-Object PSComputerName | ForEach-Object { '{0} {1}' -f $_.Name, $_.Count }) -join ', ' | Should -BeExactly 'site1 2, site2 2'
    }

    It 'keep their computer when their findings are taken out' {
        $findings = $answers | Select-Object -Property PSComputerName -ExpandProperty Findings
        Get-Heading (Get-View $findings { $input | Format-Table -GroupBy PSComputerName }) | Should -BeExactly 'PSComputerName: site1, PSComputerName: site2'
        @(Get-View $findings { $input | Format-List } | Where-Object { $_ })[0] | Should -Match '^Computer\s+: site1$'
    }

    It 'fit a console of 80 columns as well' {
        foreach ($line in (Get-View $answers { $input | Format-Table })) {
            $line.TrimEnd().Length | Should -BeLessOrEqual 80
        }
    }
}
