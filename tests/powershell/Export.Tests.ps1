# Documents of reports: made from whatever a report has become on its way, written whole or not at all.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $good = Write-Download (Join-Path "$TestDrive" 'good[1]')
    $bad = Write-Download (Join-Path "$TestDrive" bad) -Story SetupFailed
    $reports = @(Test-CMOfflineDownload $good, $bad)
    $formats = 'Html', 'Json', 'JUnit', 'Markdown', 'Csv'

    function Get-Document {
        # Without the moment at which it was made.
        param ([object[]] $Report, [string] $Format, [hashtable] $With = @{})

        ($Report | Export-CMOfflineReport -Format $Format @With) -replace '\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d', ''
    }

    function Get-FailureId {
        param ([scriptblock] $Call)

        try {
            $null = & $Call
            'none'
        } catch {
            $_.FullyQualifiedErrorId -replace ',.*'
        }
    }
}

Describe 'A document' {
    It 'is one text without -Path: <_>' -ForEach 'Html', 'Json', 'JUnit', 'Markdown', 'Csv' {
        $text = @($reports | Export-CMOfflineReport -Format $_)
        $text.Count | Should -Be 1
        $text[0] | Should -BeOfType [string]
        foreach ($part in 'CMV0201', 'SetupDownloadFailed', '0x80072EE2', $Update) {
            ($text[0] -replace '\\') | Should -BeLike "*$part*"
        }
    }

    It 'is written to a file, in the format that its name says: <Name>' -ForEach @(
        @{ Name = 'a.html'; Start = '<!DOCTYPE html>' }
        @{ Name = 'b.htm'; Start = '<!DOCTYPE html>' }
        @{ Name = 'c.json'; Start = '`[' }
        @{ Name = 'd[1].xml'; Start = '<`?xml' }
        @{ Name = 'e.md'; Start = '# ' }
        @{ Name = 'f.CSV'; Start = 'Computer,Path' }
    ) {
        $file = Join-Path "$TestDrive" $Name
        @($reports | Export-CMOfflineReport -Path $file).Count | Should -Be 0 -Because 'it is in the file'
        $bytes = [System.IO.File]::ReadAllBytes($file)
        [System.IO.File]::ReadAllText($file) | Should -BeLike "$Start*"
        ($bytes[0] -eq 0xEF) | Should -Be ($Name -like '*.csv') -Because 'a spreadsheet needs the mark, and nobody else wants it'
        @([System.IO.Directory]::GetFiles("$TestDrive", '*.tmp')).Count | Should -Be 0
    }

    It 'takes the place of an older one, and not with -NoClobber; -PassThru gives the file' {
        $file = Join-Path "$TestDrive" old.html
        [System.IO.File]::WriteAllText($file, 'old')
        Get-FailureId { $reports | Export-CMOfflineReport $file -NoClobber } | Should -Be CMReportFileExists
        [System.IO.File]::ReadAllText($file) | Should -Be 'old'
        $given = $reports | Export-CMOfflineReport $file -PassThru
        $given | Should -BeOfType [System.IO.FileInfo]
        $given.FullName | Should -Be $file
        [System.IO.File]::ReadAllText($file) | Should -BeLike '<!DOCTYPE*'
    }

    It 'is not made with -WhatIf' {
        $file = Join-Path "$TestDrive" whatif.html
        $reports | Export-CMOfflineReport $file -WhatIf
        [System.IO.File]::Exists($file) | Should -BeFalse
    }

    It 'is an error that leaves nothing where it cannot be written' {
        $file = [System.IO.Path]::Combine("$TestDrive", 'no such folder', 'x.html')
        Get-FailureId { $reports | Export-CMOfflineReport $file } | Should -Be CMReportNotWritten
        $folder = Join-Path "$TestDrive" folder.html
        $null = [System.IO.Directory]::CreateDirectory($folder)
        Get-FailureId { $reports | Export-CMOfflineReport $folder } | Should -Be CMReportNotWritten
        @([System.IO.Directory]::GetFiles("$TestDrive", '*.tmp')).Count | Should -Be 0
    }

    It 'starts at the location of PowerShell, not of the process' {
        $place = Join-Path "$TestDrive" place
        $null = [System.IO.Directory]::CreateDirectory($place)
        Push-Location -LiteralPath $place
        try {
            $reports | Export-CMOfflineReport here.md
        } finally {
            Pop-Location
        }
        [System.IO.File]::Exists((Join-Path $place here.md)) | Should -BeTrue
    }

    It 'needs a format, a path that is one, and a report' {
        Get-FailureId { $reports | Export-CMOfflineReport } | Should -Be CMReportFormatMissing
        Get-FailureId { $reports | Export-CMOfflineReport (Join-Path "$TestDrive" x.txt) } | Should -Be CMReportFormatMissing
        Get-FailureId { $reports | Export-CMOfflineReport '' -Format Html } | Should -Be CMPathEmpty
        Get-FailureId { $reports | Export-CMOfflineReport Env:x -Format Html } | Should -Be CMPathNotFileSystem
        Get-FailureId { @() | Export-CMOfflineReport -Format Html } | Should -Be CMReportNone
        Get-FailureId { $null | Export-CMOfflineReport -Format Html -ErrorAction SilentlyContinue } | Should -Be CMReportNone
    }

    It 'of something else too is an error for that, and has the rest: <Name>' -ForEach @(
        @{ Name = 'a Boolean of -Quiet'; Value = $true }
        @{ Name = 'a text'; Value = 'E:\UpdatePacks' }
        @{ Name = 'nothing'; Value = $null }
        @{ Name = 'another object'; Value = [pscustomobject] @{ Verdict = 'Usable' } }
    ) {
        $failures = @()
        $text = $Value, $reports[0] | Export-CMOfflineReport -Format Json -ErrorAction SilentlyContinue -ErrorVariable failures
        @($failures | Where-Object { $_.FullyQualifiedErrorId -like 'CMReportInvalid,*' }).Count | Should -Be 1
        @($text | ConvertFrom-Json).Count | Should -Be 1
    }

    It 'of a part of a report is refused: an incomplete one may look good' {
        $part = $reports[1] | Select-Object -Property Schema, Verdict, Summary
        Get-FailureId { $part | Export-CMOfflineReport -Format Html } | Should -Be CMNative.reportUnfit
    }
}

Describe 'A report' {
    It 'makes the same document whichever way it came: <_>' -ForEach 'Html', 'Json', 'JUnit', 'Markdown', 'Csv' {
        $file = Join-Path "$TestDrive" 'reports.xml'
        $reports | Export-Clixml -LiteralPath $file
        $ways = @{
            'Import-Clixml' = @(Import-Clixml -LiteralPath $file)
            'ConvertTo-Json' = @(ConvertFrom-Json -InputObject (ConvertTo-Json -InputObject $reports -Depth 12))
            'its own JSON'  = @(ConvertFrom-Json -InputObject ($reports | Export-CMOfflineReport -Format Json))
            'one by one'    = @(foreach ($each in $reports) { $each })
        }
        $right = Get-Document $reports $_
        foreach ($way in $ways.Keys) {
            Get-Document $ways[$way] $_ | Should -BeExactly $right -Because $way
        }
    }

    It 'names the computer that it came from' {
        $remote = $reports[1] | Select-Object -Property *
        $remote | Add-Member -NotePropertyName PSComputerName -NotePropertyValue site07
        foreach ($format in $formats) {
            Get-Document @($remote) $format | Should -BeLike '*site07*'
        }
    }

    It 'is JSON as the library gives it' {
        $one = @($reports | Export-CMOfflineReport -Format Json | ConvertFrom-Json)[1]
        $one.schema | Should -BeExactly cmverify.report.v1
        $one.verdict | Should -BeExactly notUsable
        $one.findings[0].rule | Should -BeExactly $reports[1].Findings[0].Rule
        $one.inputs.downloadPath | Should -BeExactly $bad
        $one.PSObject.Properties.Name | Should -Not -Contain Path
        $one.elapsedMs | Should -Be $reports[1].ElapsedMilliseconds
    }

    It 'is XML that a parser takes, as red as it should be' {
        $xml = [xml] ($reports | Export-CMOfflineReport -Format JUnit)
        $suites = @($xml.testsuites.testsuite)
        $suites.Count | Should -Be 2
        $suites[0].failures | Should -Be 0
        [int] $suites[1].failures | Should -BeGreaterThan 0
        $xml.testsuites.tests | Should -Be @($xml.SelectNodes('//testcase')).Count
    }

    It 'is a table that Import-Csv takes, with every download in it' {
        $file = Join-Path "$TestDrive" table.csv
        $reports | Export-CMOfflineReport $file
        $rows = @(Import-Csv -LiteralPath $file)
        $rows[0].DownloadVerdict | Should -Be Usable
        $rows[0].Path | Should -Be $good
        @($rows | Where-Object Rule -EQ CMV0201)[0].ErrorCode | Should -BeLike '0x80072EE2*'
    }

    It 'has the language and the title that are asked for' {
        Get-Document $reports Html @{ Language = 'ja'; Title = 'Change <42>' } | Should -BeLike '*lang="ja"*Change &lt;42&gt;*'
        Get-Document $reports Html @{ Language = 'en' } | Should -BeLike '*lang="en"*What to do now*'
    }

    It 'loses its names with -Redact, and the words that matter stay' {
        $secret = [System.IO.Path]::Combine("$TestDrive", 'x')
        $remote = $reports[1] | Select-Object -Property *
        $remote | Add-Member -NotePropertyName PSComputerName -NotePropertyValue siteserver07
        $remote.Summary = "Copied by $([System.Environment]::MachineName) from \\fileserver07\packs to C:\Users\jane07\x on siteserver07 ($secret)"
        foreach ($format in $formats) {
            $text = Get-Document @($remote) $format @{ Redact = $true }
            foreach ($name in 'siteserver07', 'fileserver07', 'jane07') {
                $text | Should -Not -Match $name -Because $format
            }
            if ([System.Environment]::MachineName.Length -gt 2) {
                $text | Should -Not -Match ('\b' + [regex]::Escape([System.Environment]::MachineName) + '\b') -Because $format
            }
            ($text -replace '\\') | Should -Match 'CMV0201'
            $text | Should -Match 'host\d'
        }
    }

    It 'shows what a log holds and never runs it' {
        $log = Join-Path $bad ConfigMgrSetup.log
        $before = [System.IO.File]::ReadAllText($log)
        try {
            [System.IO.File]::WriteAllText($log, $before.Replace('ERROR: Download() failed with 0x80072EE2', 'ERROR: Download() failed <script>alert(1)</script> ]]> =1+1 0x80072EE2'))
            $report = Test-CMOfflineDownload $bad
        } finally {
            [System.IO.File]::WriteAllText($log, $before)
        }
        $report | Export-CMOfflineReport -Format Html | Should -Not -Match '<script'
        $report | Export-CMOfflineReport -Format Html | Should -Match '&lt;script&gt;'
        $xml = [xml] ($report | Export-CMOfflineReport -Format JUnit)
        $xml.SelectSingleNode('//failure').InnerText | Should -BeLike '*<script>alert(1)</script> ]]>*'
    }

    It 'may be one of a thousand' {
        $many = @(foreach ($number in 1..1000) { $reports[1] })
        $text = $many | Export-CMOfflineReport -Format Csv
        @(ConvertFrom-Csv -InputObject $text | Where-Object Rule -EQ CMV0201).Count | Should -Be 1000
    }
}
