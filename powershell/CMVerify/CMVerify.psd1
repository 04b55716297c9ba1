@{
    RootModule             = 'CMVerify.psm1'
    # The native library carries the same number and is refused where it differs.
    ModuleVersion          = '0.1.0'
    GUID                   = '6f0c2f4e-5f0b-4a53-9d0e-0b7a3c1f2d64'
    Author                 = 'The cmverify authors'
    CompanyName            = 'The cmverify authors'
    Copyright              = 'Copyright (c) The cmverify authors. MIT OR Apache-2.0.'
    Description            = 'Proves whether a Configuration Manager offline update download may be imported: reads both logs and the folder that ServiceConnectionTool.exe -connect left, and says usable, not usable or inconclusive, with the evidence and what to do.'
    PowerShellVersion      = '5.1'
    CompatiblePSEditions   = @('Desktop', 'Core')
    DotNetFrameworkVersion = '4.7.2'
    FormatsToProcess       = @('CMVerify.format.ps1xml')
    FunctionsToExport      = @(
        'Assert-CMOfflineDownload'
        'Export-CMOfflineReport'
        'Get-CMOfflineLogEvent'
        'Get-CMOfflineRule'
        'Get-CMOfflineRun'
        'New-CMOfflineSeal'
        'Resolve-CMOfflineError'
        'Test-CMOfflineDownload'
        'Test-CMOfflineSeal'
    )
    CmdletsToExport        = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('ConfigMgr', 'MECM', 'SCCM', 'ServiceConnectionTool', 'Offline', 'Update', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://github.com/cmverify/cmverify/blob/main/LICENSE-MIT'
            ProjectUri   = 'https://github.com/cmverify/cmverify'
            ReleaseNotes = 'https://github.com/cmverify/cmverify/blob/main/CHANGELOG.md'
        }
    }
}
