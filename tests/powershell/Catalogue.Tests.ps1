# Get-CMOfflineRule and Resolve-CMOfflineError: what the library knows, for people and pipelines.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
}

Describe 'Get-CMOfflineRule' {
    It 'lists the catalogue, each rule with all its texts' {
        $rules = @(Get-CMOfflineRule)
        $rules.Count | Should -BeGreaterThan 20
        foreach ($rule in $rules) {
            $rule.PSObject.TypeNames[0] | Should -BeExactly CMVerify.Rule
            $rule.PSObject.Properties.Name -join ' ' | Should -BeExactly 'Id Name Severity Effect Title Why Remedy Example Sources Link'
            $rule.Id | Should -MatchExactly '^CMV\d{4}$'
            $rule.Severity | Should -BeIn Error, Warning, Information
            $rule.Effect | Should -BeIn NotUsable, Inconclusive, None
            foreach ($text in 'Title', 'Why', 'Remedy') {
                $rule.$text | Should -Not -BeNullOrEmpty -Because "$($rule.Id) needs its $text"
            }
            $rule.Sources -is [array] | Should -BeTrue
        }
    }

    It 'holds the three checks of the source article' {
        @(Get-CMOfflineRule CMV0101, CMV0201, CMV0301).Name -join ' ' | Should -BeExactly 'RedistDownloadFailed SetupDownloadFailed EmptyRedistFile'
    }

    It 'takes wildcards, in any case' {
        $rules = @(Get-CMOfflineRule 'cmv01*')
        $rules.Count | Should -BeGreaterThan 5
        $rules.Id | ForEach-Object { $_ | Should -BeLike 'CMV01*' }
    }

    It 'gives nothing for a pattern that fits nothing' {
        Get-CMOfflineRule 'CMV99*' | Should -BeNullOrEmpty
    }

    It 'takes ids from the pipeline' {
        @('CMV0301', 'CMV0101' | Get-CMOfflineRule).Id -join ' ' | Should -Be 'CMV0301 CMV0101'
    }

    It 'takes findings from the pipeline and gives each rule once' {
        $findings = 'CMV0201', 'CMV0101', 'CMV0201' | ForEach-Object { [pscustomobject]@{ Rule = $_; Name = 'x' } }
        @($findings | Get-CMOfflineRule).Id -join ' ' | Should -Be 'CMV0201 CMV0101'
        $report = Test-CMOfflineDownload (Write-Download -Path (Join-Path "$TestDrive" failed) -Story SetupFailed)
        @($report.Findings | Get-CMOfflineRule).Id | Should -Contain CMV0201
    }

    It 'takes its own output' {
        (Get-CMOfflineRule CMV0101 | Get-CMOfflineRule).Id | Should -Be CMV0101
    }

    It 'an unknown id is an error with id, category and target, and the next is still found' {
        $rules = @(Get-CMOfflineRule CMV9999, CMV0101 -ErrorAction SilentlyContinue -ErrorVariable failures)
        $rules.Id | Should -Be CMV0101
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'CMRuleNotFound,Get-CMOfflineRule'
        $failures[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failures[0].TargetObject | Should -Be CMV9999
    }

    It 'half a pattern is an unknown id' {
        $null = Get-CMOfflineRule '[' -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[-1].FullyQualifiedErrorId | Should -Be 'CMRuleNotFound,Get-CMOfflineRule'
    }

    It 'knows the rule of every finding that the samples bring' {
        $known = @(Get-CMOfflineRule).Id
        foreach ($file in Get-ChildItem -Path ([System.IO.Path]::Combine($PSScriptRoot, '..', 'samples')) -Filter expected.json -Recurse) {
            foreach ($rule in ([System.IO.File]::ReadAllText($file.FullName) | ConvertFrom-Json).rules) {
                $known | Should -Contain $rule
            }
        }
    }
}

Describe 'Resolve-CMOfflineError' {
    It 'explains <Code>' -ForEach @(
        @{ Code = '0x80072EE2' }
        @{ Code = '80072ee2' }
        @{ Code = '-2147012894' }
        @{ Code = '12002' }
        @{ Code = -2147012894 }
        @{ Code = [uint32] 2147954402 }
        @{ Code = 12002 }
    ) {
        foreach ($answer in @(Resolve-CMOfflineError $Code), @($Code | Resolve-CMOfflineError)) {
            $answer.Count | Should -Be 1
            $answer[0].PSObject.TypeNames[0] | Should -BeExactly CMVerify.Error
            $answer[0].Code | Should -BeExactly 0x80072EE2
            $answer[0].Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
            $answer[0].Meaning | Should -Not -BeNullOrEmpty
            $answer[0].Remedy | Should -Not -BeNullOrEmpty
        }
    }

    It 'takes a number written in hexadecimal' {
        (Resolve-CMOfflineError 0x80072EE2).Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
    }

    It 'explains an HTTP status and the text of .NET' {
        (Resolve-CMOfflineError 407).Code | Should -BeExactly 0x80190197
        (Resolve-CMOfflineError "The remote name could not be resolved: 'configmgrbits.azureedge.net'").Meaning | Should -Not -BeNullOrEmpty
    }

    It 'takes several, also mixed' {
        @('0x80070070', 12007 | Resolve-CMOfflineError).Code -join ' ' | Should -Be '0x80070070 0x80072EE7'
        @(Resolve-CMOfflineError '0x80070070', 12007).Code -join ' ' | Should -Be '0x80070070 0x80072EE7'
    }

    It 'takes objects that carry a code as <Name>' -ForEach @(@{ Name = 'Code' }, @{ Name = 'HResult' }, @{ Name = 'ErrorCode' }) {
        ([pscustomobject]@{ $Name = -2147012894; Other = 1 } | Resolve-CMOfflineError).Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
        ([pscustomobject]@{ $Name = '0x80072EE2' } | Resolve-CMOfflineError).Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
    }

    It 'takes exceptions and error records' {
        $exception = [System.Runtime.InteropServices.COMException]::new('timed out', -2147012894)
        ($exception | Resolve-CMOfflineError).Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
        try {
            throw $exception
        } catch {
            $record = $_
        }
        ($record | Resolve-CMOfflineError).Symbol | Should -BeExactly ERROR_WINHTTP_TIMEOUT
    }

    It 'takes the error of a finding' {
        $report = Test-CMOfflineDownload (Write-Download -Path (Join-Path "$TestDrive" failed) -Story SetupFailed)
        $report.Findings.Error | Where-Object { $_ } | Resolve-CMOfflineError | ForEach-Object Symbol | Should -Contain ERROR_WINHTTP_TIMEOUT
    }

    It 'takes a code apart that nobody knows' {
        $answer = Resolve-CMOfflineError 0x80ABCDEF
        $answer.Code | Should -BeExactly 0x80ABCDEF
        $answer.Known | Should -BeFalse
        $answer.Meaning | Should -Not -BeNullOrEmpty
    }

    It '<Name> is an error with id, category and target, and the next is still explained' -ForEach @(
        @{ Name = 'a text that is no code'; Code = 'no code at all' }
        @{ Name = 'an empty text'; Code = '' }
        @{ Name = 'null'; Code = $null }
    ) {
        $answers = @($Code, '12002' | Resolve-CMOfflineError -ErrorAction SilentlyContinue -ErrorVariable failures)
        $answers.Count | Should -Be 1
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'CMErrorCodeUnknown,Resolve-CMOfflineError'
        $failures[0].CategoryInfo.Category | Should -Be InvalidArgument
        $failures[0].TargetObject | Should -Be $Code
    }

    It 'passes on what the library refuses, under the library''s own id' {
        $null = Resolve-CMOfflineError "12002`0" -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].FullyQualifiedErrorId | Should -Be 'CMNative.requestInteriorNul,Resolve-CMOfflineError'
        $failures[0].Exception.Message | Should -Not -BeNullOrEmpty
    }
}
