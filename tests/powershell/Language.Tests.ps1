# English and Japanese, by the language of the session.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $bad = Write-Download -Path (Join-Path "$TestDrive" 'downloads/bad') -Story SetupFailed
    $broken = Copy-Module
    Remove-Item -LiteralPath (Join-Path $broken runtimes) -Recurse
}

Describe 'A session in <Culture>' -ForEach @(
    @{ Culture = 'ja-JP'; IsJapanese = $true }
    @{ Culture = 'en-US'; IsJapanese = $false }
    @{ Culture = 'de-DE'; IsJapanese = $false }
) {
    It 'has reports in its language, with the same words where scripts compare' {
        $text = Invoke-InLanguage $Culture "Import-Module '$ModuleManifest'; `$r = Test-CMOfflineDownload '$bad'; `$r.Verdict; `$r.Findings[0].Severity; `$r.Summary; `$r.NextAction; `$r.Findings[0].Message; `$r.Findings[0].Remedy"
        $parts = $text -split '\|'
        $parts[0] | Should -Be $Culture
        $parts[1..2] -join ' ' | Should -BeExactly 'NotUsable Error'
        foreach ($part in $parts[3..6]) {
            $part -match $Japanese | Should -Be $IsJapanese -Because $part
        }
    }

    It 'has rules and error codes in its language' {
        $text = Invoke-InLanguage $Culture "Import-Module '$ModuleManifest'; (Get-CMOfflineRule CMV0101).Why; (Resolve-CMOfflineError 12002).Meaning"
        foreach ($part in ($text -split '\|')[1..2]) {
            $part -match $Japanese | Should -Be $IsJapanese -Because $part
        }
    }

    It 'has runs and the problems of logs in its language, with the same words where scripts compare' {
        $log = Join-Path $bad ConfigMgrSetup.log
        $text = Invoke-InLanguage $Culture ("Import-Module '$ModuleManifest'; `$r = Get-CMOfflineRun '$log'; `$r.Result; `$r.Files[0].Kind; `$r.Summary; `$r.NextAction; `$r.Failures[0].Remedy; " +
            "`$r.Failures[0].Error.Meaning; foreach (`$path in '$bad', '$bad.none', '$bad.none*') { try { Get-CMOfflineLogEvent `$path -ErrorAction Stop } catch { `$_.Exception.Message } }")
        $parts = $text -split '\|'
        $parts.Count | Should -Be 10
        $parts[1..2] -join ' ' | Should -BeExactly 'Failed File'
        foreach ($part in $parts[3..9]) {
            $part -match $Japanese | Should -Be $IsJapanese -Because $part
        }
    }

    It 'tells in its language which file was judged by which rule' {
        $text = Invoke-InLanguage $Culture "Import-Module '$ModuleManifest'; (Test-CMOfflineDownload '$bad' -Verbose 4>&1 | Where-Object { `"`$_`" -like '*CMV0301*' })[0].Message"
        $message = ($text -split '\|')[1]
        $message | Should -BeLike '*CMV0301*'
        $message -match $Japanese | Should -Be $IsJapanese -Because $message
    }

    It 'has errors of the module itself in its language' {
        $text = Invoke-InLanguage $Culture "Import-Module '$(Join-Path $broken CMVerify.psd1)'; try { Get-CMOfflineRule } catch { `$_.Exception.Message }"
        $message = ($text -split '\|')[1]
        $message -match $Japanese | Should -Be $IsJapanese -Because $message
        $message | Should -BeLike '*runtimes*native*'
    }
}

Describe 'The texts' {
    It 'of the module are the same set in both languages, with the same places for values' {
        $texts = @{}
        foreach ($culture in 'en-US', 'ja-JP') {
            Import-LocalizedData -BindingVariable table -BaseDirectory $ModuleFolder -FileName CMVerify.Strings.psd1 -UICulture $culture
            $texts[$culture] = $table
        }
        @($texts['ja-JP'].Keys | Sort-Object) -join ' ' | Should -Be (@($texts['en-US'].Keys | Sort-Object) -join ' ')
        foreach ($key in $texts['en-US'].Keys) {
            $places = foreach ($culture in 'en-US', 'ja-JP') {
                @([regex]::Matches($texts[$culture][$key], '\{\d\}') | ForEach-Object Value | Sort-Object -Unique) -join ''
            }
            $places[0] | Should -Be $places[1] -Because $key
            $texts['ja-JP'][$key] | Should -Match $Japanese
        }
    }
}

Describe 'A .NET that knows no cultures' {
    # As in containers without ICU.
    It 'still says what is wrong' {
        $run = Invoke-PowerShell -Environment @{ DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = '1' } -Script @"
Import-Module '$ModuleManifest'
Resolve-CMOfflineError zzz -ErrorVariable failure -ErrorAction SilentlyContinue
`$failure[0].FullyQualifiedErrorId
"@
        $run.Output | Should -Be 'CMErrorCodeUnknown,Resolve-CMOfflineError'
    }
}
