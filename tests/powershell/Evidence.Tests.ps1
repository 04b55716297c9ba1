# What a verdict rests on: the evidence for each file, as objects and as a person sees it.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $samples = Join-Path (Split-Path $PSScriptRoot) 'samples'
    Copy-Item -Recurse -LiteralPath (Join-Path $samples 'good-2403-old-wording/UpdatePacks') -Destination "$TestDrive"
    $script:packs = Join-Path "$TestDrive" 'UpdatePacks'
    $script:guid = '5B8886C7-F967-4F8A-92AA-009E28368853'

    # The samples are signed with a key that no Windows trusts; wine does not ask.
    function Get-ExpectedVerdict {
        param ($Report)

        if (@($Report.Findings | ForEach-Object Rule) -contains 'CMV0502') { 'NotUsable' } else { 'Usable' }
    }
}

Describe 'The evidence for a download' {
    BeforeAll {
        $script:report = Test-CMOfflineDownload -Path $script:packs -WithoutLogs
    }

    It 'is a grade for each update' {
        $report.Verdict | Should -Be (Get-ExpectedVerdict $report)
        $report.Updates[0].PSObject.TypeNames | Should -Contain 'CMVerify.Update'
        $report.Updates[0].Grade | Should -BeIn 'Signature', 'ManifestHash'
        $report.Updates[0].Unproved | Should -BeNullOrEmpty
    }

    It 'is a grade for each file, with whoever signed it' {
        $file = $report.Updates[0].FileEvidence | Where-Object File -Like '*SQLSysClrTypes.msi'
        $file.PSObject.TypeNames | Should -Contain 'CMVerify.FileEvidence'
        $file.Grade | Should -BeIn 'Signature', 'ManifestHash'
        $file.Signer | Should -Be 'Example Signer'
        $file.Size | Should -BeGreaterThan 1000
    }

    It 'counts every file once' {
        $grades = $report.Files.Evidence
        $sum = $grades.Signature + $grades.ManifestHash + $grades.LoggedHash + $grades.LoggedSize + $grades.Present
        $sum | Should -Be $report.Files.Count
    }

    It 'is in the list that is shown by default' {
        $shown = $report | Format-List | Out-String -Width 200
        $shown | Should -Match 'Evidence\s*:\s*2403: \d+ by (signature|manifest hash)'
    }

    It 'survives ConvertTo-Json' {
        $again = $report | ConvertTo-Json -Depth 8 | ConvertFrom-Json
        $again.Updates[0].Grade | Should -Be $report.Updates[0].Grade
        @($again.Updates[0].FileEvidence).Count | Should -Be @($report.Updates[0].FileEvidence).Count
    }

    It 'fits 80 columns as a table' {
        $lines = ($report.Updates[0].FileEvidence | Format-Table | Out-String -Width 80) -split "`r?`n"
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }
}

Describe 'A download whose logs are lost' {
    It 'is inconclusive where a file proves nothing, and names the file' {
        $extra = Join-Path $script:packs "$script:guid/Redist/unknown.dat"
        Set-Content -LiteralPath $extra -Value 'nobody lists it'
        try {
            $report = Test-CMOfflineDownload -Path $script:packs -WithoutLogs
            $report.Verdict | Should -Be $(if ((Get-ExpectedVerdict $report) -eq 'Usable') { 'Inconclusive' } else { 'NotUsable' })
            $report.Updates[0].Unproved | Should -BeLike '*unknown.dat'
            ($report | Format-List | Out-String -Width 200) | Should -Match 'Present: .*unknown\.dat'
        } finally {
            Remove-Item -LiteralPath $extra
        }
    }

    It 'is inconclusive in quick depth, which proves nothing' {
        $report = Test-CMOfflineDownload -Path $script:packs -WithoutLogs -Depth Quick
        $report.Verdict | Should -Be 'Inconclusive'
        $report.NextAction | Should -Match 'Full'
    }

    It 'is not usable with one changed bit in a redist' {
        $file = Join-Path $script:packs "$script:guid/Redist/SQLSysClrTypes.msi"
        $bytes = [IO.File]::ReadAllBytes($file)
        $bytes[700] = $bytes[700] -bxor 1
        $good = [IO.File]::ReadAllBytes($file)
        [IO.File]::WriteAllBytes($file, $bytes)
        try {
            $report = Test-CMOfflineDownload -Path $script:packs -WithoutLogs
            $report.Verdict | Should -Be 'NotUsable'
            $finding = $report.Findings | Where-Object Rule -EQ 'CMV0401'
            $finding.Expected | Should -Match '^[0-9A-F]{64}$'
            $finding.Actual | Should -Not -Be $finding.Expected
        } finally {
            [IO.File]::WriteAllBytes($file, $good)
        }
    }

    It 'is not usable with a page of a proxy in place of a program' {
        $file = Join-Path $script:packs "$script:guid/Redist/VC_redist.x64.exe"
        $good = [IO.File]::ReadAllBytes($file)
        Set-Content -LiteralPath $file -Value '<!DOCTYPE html><html><body>Blocked</body></html>'
        try {
            { Assert-CMOfflineDownload -Path $script:packs -WithoutLogs } | Should -Throw
            $report = Test-CMOfflineDownload -Path $script:packs -WithoutLogs
            @($report.Findings | ForEach-Object Rule) | Should -Contain 'CMV0306'
        } finally {
            [IO.File]::WriteAllBytes($file, $good)
        }
    }
}
