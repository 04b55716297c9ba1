# A panic inside the library, as a cmdlet's caller meets it: an error with an id, no answer, and the next call works.
#
# Needs a library that lets a test provoke panics (the crate's feature test-panic); ./build.sh test names one in
# CMVERIFY_PANIC_LIBRARY. No library that is shipped does.

BeforeDiscovery {
    $withoutLibrary = -not $env:CMVERIFY_PANIC_LIBRARY
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"

    if ($env:CMVERIFY_PANIC_LIBRARY) {
        $copy = Copy-Module
        $file = Get-NativeFile $copy
        Copy-Item -LiteralPath $env:CMVERIFY_PANIC_LIBRARY -Destination $file -Force
        Import-Module (Join-Path $copy CMVerify.psd1) -Force

        # The function that arms it is none of the module's.
        $assembly = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly([System.Reflection.AssemblyName]::new('CMVerify.Panic'), [System.Reflection.Emit.AssemblyBuilderAccess]::Run)
        $type = $assembly.DefineDynamicModule('Panic').DefineType('CMVerify.Panic', 'Public, Class, Abstract, Sealed')
        $method = $type.DefinePInvokeMethod('cmv_test_panic', $file, 'Public, Static, PinvokeImpl', 'Standard', [uint64], [type[]] @([uint64]), 'Cdecl', 'Ansi')
        $method.SetImplementationFlags('PreserveSig')
        $panic = $type.CreateType()

        $download = Write-Download (Join-Path "$TestDrive" UpdatePacks)
        $null = New-CMOfflineSeal $download
        $report = Test-CMOfflineDownload $download
        # The library is asked for its version when it is loaded; after that every entry belongs to a call.
        $calls = @{
            'Test-CMOfflineDownload'        = { Test-CMOfflineDownload $download }
            'Test-CMOfflineDownload -Quiet' = { Test-CMOfflineDownload $download -Quiet }
            'Assert-CMOfflineDownload'      = { Assert-CMOfflineDownload $download }
            'New-CMOfflineSeal'             = { New-CMOfflineSeal $download }
            'Test-CMOfflineSeal'            = { Test-CMOfflineSeal $download }
            'Get-CMOfflineLogEvent'         = { Get-CMOfflineLogEvent (Join-Path $download ConfigMgrSetup.log) }
            'Get-CMOfflineRun'              = { Get-CMOfflineRun (Join-Path $download ConfigMgrSetup.log) }
            'Get-CMOfflineRule'             = { Get-CMOfflineRule CMV0101 }
            'Export-CMOfflineReport'        = { $report | Export-CMOfflineReport -Format Csv }
            'Resolve-CMOfflineError'        = { Resolve-CMOfflineError 12002 }
        }
    }

    function Get-Outcome {
        # What a call gives, without what differs from run to run; and the ids of its errors.
        param ([scriptblock] $Call)

        $given = try {
            @(& $Call 2>&1)
        } catch {
            $_
        }
        $failures = @($given | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $answers = @($given | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
        [pscustomobject]@{
            Text     = (ConvertTo-Json -InputObject $answers -Depth 12) -replace '"ElapsedMilliseconds":\s*\d+|"(Created|Sha256)":\s*"[^"]*"', ''
            Verdicts = @($answers | ForEach-Object { if ($_ -is [bool]) { $_ } elseif ($_.PSObject.Properties['Verdict']) { $_.Verdict } })
            Ids      = @($failures | ForEach-Object { $_.FullyQualifiedErrorId })
        }
    }
}

AfterAll {
    Remove-Module CMVerify -ErrorAction Ignore
}

Describe 'A panic in the library' -Skip:$withoutLibrary {
    It 'is an error with an id for <_>, never an answer, and the next call works' -ForEach @(
        'Test-CMOfflineDownload', 'Test-CMOfflineDownload -Quiet', 'Assert-CMOfflineDownload', 'New-CMOfflineSeal',
        'Test-CMOfflineSeal', 'Get-CMOfflineLogEvent', 'Get-CMOfflineRun', 'Get-CMOfflineRule', 'Export-CMOfflineReport', 'Resolve-CMOfflineError'
    ) {
        $call = $calls[$_]
        $right = Get-Outcome $call
        $right.Ids | Should -BeNullOrEmpty
        for ($entry = 1; $true; $entry++) {
            $entry | Should -BeLessThan 50
            $null = $panic::cmv_test_panic($entry)
            $outcome = Get-Outcome $call
            if ($panic::cmv_test_panic(0) -gt 0) {
                break
            }
            # How often a job is waited for depends on the moment; the end of it is asked for once, and forgiven.
            if ($outcome.Ids.Count -or $outcome.Text -ne $right.Text) {
                $outcome.Ids | Should -Not -BeNullOrEmpty -Because "entry $entry"
                $outcome.Ids[0] | Should -BeLike 'CMNative.internal*' -Because "entry $entry"
                $outcome.Verdicts | Should -Not -Contain Usable
                $outcome.Verdicts | Should -Not -Contain $true
            }
            (Get-Outcome $call).Text | Should -Be $right.Text -Because "the call after entry $entry"
        }
        $entry | Should -BeGreaterThan 1
    }
}
