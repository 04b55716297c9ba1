# What an admin would type, and what comes of it, over five of the sample downloads.
# Exit code: 0 when every verdict is the expected one, otherwise 1.
[CmdletBinding()]
param ()

$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath (Split-Path (Split-Path $PSScriptRoot))

function Invoke-Line {
    param ([string] $Line)
    "PS> $Line"
    try {
        . ([scriptblock]::Create($Line)) | Out-String -Width 120 | ForEach-Object TrimEnd
    } catch {
        # An error's own look differs between editions; its text is what counts here.
        "ERROR: $($_.Exception.Message)"
    }
    ''
}

Invoke-Line 'Import-Module ./out/CMVerify'

$samples = 'good-2509-new-wording', 'bad-redist-download-failed', 'bad-setup-download-failed', 'bad-empty-redist-file',
    'unclear-log-of-prepare'
foreach ($sample in $samples) {
    "# $(Get-Content -LiteralPath ./tests/samples/$sample/README.md -Encoding UTF8 -TotalCount 1)"
    Invoke-Line "Test-CMOfflineDownload ./tests/samples/$sample/UpdatePacks"
}

'# All samples at a glance, and then only those that cannot be judged.'
Invoke-Line 'Get-Item ./tests/samples/*/UpdatePacks | Test-CMOfflineDownload | Format-Table'
Invoke-Line 'Get-Item ./tests/samples/*/UpdatePacks | Test-CMOfflineDownload | Where-Object Verdict -eq Inconclusive | Format-Table'

'# The gate before -import, in a script.'
Invoke-Line 'Assert-CMOfflineDownload ./tests/samples/bad-empty-redist-file/UpdatePacks'

$expected = @{ good = 'Usable'; bad = 'NotUsable'; unclear = 'Inconclusive' }
$wrong = @(foreach ($sample in $samples) {
        $verdict = (Test-CMOfflineDownload ./tests/samples/$sample/UpdatePacks).Verdict
        if ($verdict -ne $expected[($sample -split '-')[0]]) { "$sample is $verdict" }
    })
if ($wrong) {
    "The demo went wrong: $($wrong -join '; ')."
    exit 1
}
'The demo went as expected: one download is usable, three are not, one cannot be judged.'
