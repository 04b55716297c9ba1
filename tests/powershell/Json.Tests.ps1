# Every object as JSON, and back: the same data, whatever was in the download.

BeforeDiscovery {
    $samples = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', 'samples'))
    $folders = @(foreach ($folder in [System.IO.Directory]::GetDirectories($samples) | Sort-Object) { @{ Name = [System.IO.Path]::GetFileName($folder); Folder = $folder } })
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    # PowerShell 7 makes points in time of texts that look like them, unless it is told otherwise, which it can be since 7.5.
    $asText = if ((Get-Command ConvertFrom-Json).Parameters.ContainsKey('DateKind')) { @{ DateKind = 'String' } } else { @{} }

    function Get-Leaf {
        # Every value in an object with its path and its type, one text each. Numbers have one type here: Windows PowerShell
        # reads small ones as another than PowerShell 7.
        param ([object] $Value, [string] $Path = '')

        if ($null -eq $Value) {
            "${Path}: null"
        } elseif ($Value -is [string]) {
            "${Path}: '$Value'"
        } elseif ($Value -is [int] -or $Value -is [long]) {
            "${Path}: number $Value"
        } elseif ($Value -is [System.ValueType]) {
            "${Path}: $($Value.GetType().Name) $Value"
        } elseif ($Value -is [array]) {
            "${Path}: list of $($Value.Count)"
            $number = 0
            foreach ($each in $Value) { Get-Leaf $each "$Path[$number]"; $number++ }
        } else {
            foreach ($property in $Value.PSObject.Properties) { Get-Leaf $property.Value "$Path.$($property.Name)" }
        }
    }

    function Get-Difference {
        # What changes on the way to JSON and back, and what is neither text, number, truth nor nothing.
        param ([object] $Value)

        $json = ConvertTo-Json -InputObject $Value -Depth 10 -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings
        $before = @(Get-Leaf $Value)
        $after = @(Get-Leaf (ConvertFrom-Json -InputObject $json @asText))
        $before | Where-Object { $_ -match '^[^:]*: (?!null$|''|number |Boolean |list of )' }
        if ($before.Count -ne $after.Count) { "$($before.Count) values, and $($after.Count) after" }
        foreach ($number in 0..($before.Count - 1)) {
            if ($before[$number] -cne $after[$number]) { "$($before[$number]) became $($after[$number])"; return }
        }
    }
}

Describe 'The sample <Name>' -ForEach $folders {
    It 'comes back from JSON as it was: report, runs, lines' {
        $report = Test-CMOfflineDownload (Join-Path $Folder UpdatePacks)
        @(Get-Leaf $report).Count | Should -BeGreaterThan 30
        Get-Difference $report | Should -BeNullOrEmpty
        foreach ($log in [System.IO.Directory]::GetFiles($Folder, '*.log')) {
            foreach ($run in Get-CMOfflineRun -LiteralPath $log -ErrorAction Ignore) { Get-Difference $run | Should -BeNullOrEmpty }
            foreach ($line in Get-CMOfflineLogEvent -LiteralPath $log -Tail 20 -ErrorAction Ignore) { Get-Difference $line | Should -BeNullOrEmpty }
        }
    }
}

Describe 'Objects' {
    BeforeAll {
        $good = Write-Download -Path (Join-Path "$TestDrive" 'downloads/good')
        $sealFile = Join-Path "$TestDrive" 'good.seal.sha256'
        $seal = New-CMOfflineSeal $good -OutFile $sealFile -IncludeLogs
    }

    It 'of seals, rules and codes come back from JSON as they were' {
        Get-Difference $seal | Should -BeNullOrEmpty
        Get-Difference (Test-CMOfflineSeal $good -SealPath $sealFile) | Should -BeNullOrEmpty
        Get-Difference @(Get-CMOfflineRule) | Should -BeNullOrEmpty
        Get-Difference @(Resolve-CMOfflineError 12002, 407, 0x80131509) | Should -BeNullOrEmpty
    }

    It 'have texts that look like points in time left alone' {
        $log = Join-Path "$TestDrive" 'times.log'
        [System.IO.File]::WriteAllLines($log, [string[]] @('2026-01-14T09:31:07.000Z', '2026-01-14 09:31:07 INFO:2026-01-14T09:31:07+09:00', '/Date(1768350667000)/'))
        $lines = @(Get-CMOfflineLogEvent $log)
        foreach ($line in $lines) { $line.Text | Should -BeOfType [string] }
        foreach ($leaf in Get-Leaf $lines) { $leaf | Should -Not -Match 'DateTime' }
    }

    It 'have no depth beyond what is promised, and none inside itself' {
        foreach ($object in (Test-CMOfflineDownload $good), $seal, @(Get-CMOfflineRule)[0]) {
            (ConvertTo-Json -InputObject $object -Depth 10 -Compress) | Should -BeExactly (ConvertTo-Json -InputObject $object -Depth 50 -Compress)
        }
    }

    It 'come back from a file of Export-Clixml, too' {
        $file = Join-Path "$TestDrive" 'report.xml'
        $report = Test-CMOfflineDownload $good
        $report | Export-Clixml $file
        $back = Import-Clixml $file
        ConvertTo-Json -InputObject $back -Depth 10 | Should -BeExactly (ConvertTo-Json -InputObject $report -Depth 10)
        $back.PSObject.TypeNames[0] | Should -BeExactly 'Deserialized.CMVerify.Report'
    }
}
