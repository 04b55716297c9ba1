# -Debug: what took how long.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $good = Write-Download -Path (Join-Path "$TestDrive" 'downloads/good')
    # The library is there from now on.
    $null = Get-CMOfflineRule CMV0101

    function Get-DebugText {
        # What a cmdlet tells with -Debug, without the answers.
        param ([scriptblock] $Script)

        @(& $Script 5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object Message)
    }
}

Describe '-Debug' {
    It 'tells how long each step took, with bytes and rate, and gives the same answer' {
        $told = Get-DebugText { Test-CMOfflineDownload $good -Debug }
        $told.Count | Should -Be 3
        $told[0] | Should -Match '^\d+\.\d ms: looked for the logs'
        $told[1] | Should -Match '^\d+\.\d ms: verified .* \d+ ms of it and hashed [1-9]\d* bytes, (\d+\.\d|-) MB/s\.$'
        $told[2] | Should -Match '^\d+\.\d ms: made objects'
        (Test-CMOfflineDownload $good -Debug 5>$null).Verdict | Should -Be Usable
    }

    It 'tells how long the library took to load, once' {
        $run = Invoke-PowerShell @"
Import-Module '$ModuleManifest'
foreach (`$time in 1, 2) { @(Get-CMOfflineRule CMV0101 -Debug 5>&1 | Where-Object { `$_ -is [System.Management.Automation.DebugRecord] }).Count }
"@
        $run.Output -split "`n" -join ' ' | Should -BeExactly '1 0'
    }

    It 'is silent where nobody asked, and measures nothing' {
        Get-DebugText { Test-CMOfflineDownload $good } | Should -BeNullOrEmpty
        & (Get-Module CMVerify) { Get-Clock } | Should -BeNullOrEmpty
    }

    It 'works with each cmdlet that verifies: <Name>' -ForEach @(
        @{ Name = 'Assert-CMOfflineDownload'; Script = { Assert-CMOfflineDownload $good -Debug } }
        @{ Name = 'New-CMOfflineSeal'; Script = { New-CMOfflineSeal $good -OutFile (Join-Path "$TestDrive" x.seal.sha256) -Debug } }
        @{ Name = 'Test-CMOfflineSeal'; Script = { Test-CMOfflineSeal $good -SealPath (Join-Path "$TestDrive" x.seal.sha256) -Debug } }
    ) {
        @(Get-DebugText $Script | Where-Object { $_ -match 'hashed' }).Count | Should -Be 1
    }

    It 'neither asks nor stops, whatever the preference: <_>' -ForEach 'Inquire', 'Stop', 'Continue' {
        # Windows PowerShell makes Inquire of -Debug, which fails where there is nobody to ask.
        $run = Invoke-PowerShell @"
Import-Module '$ModuleManifest'
`$DebugPreference = '$_'
(Test-CMOfflineDownload '$good' 5>`$null).Verdict
'and on'
"@
        $run.Output -split "`n" -join ' ' | Should -BeExactly 'Usable and on'
    }

    It 'leaves the pipeline to the caller: Select-Object -First ends it' {
        @(Test-CMOfflineDownload $good, $good -Debug 5>$null | Select-Object -First 1).Count | Should -Be 1
    }
}
