# Installs the Pester that the suite is run with on other people's machines (.github/workflows), for this user and for the
# PowerShell that runs this: Windows PowerShell and PowerShell keep their modules apart.
$ErrorActionPreference = 'Stop'
$version = '5.7.1'
if ($PSVersionTable.PSVersion.Major -lt 6) {
    # An older Windows offers less than the gallery asks for, and has to be given the means to talk to it.
    [System.Net.ServicePointManager]::SecurityProtocol = 'Tls12'
    $null = Install-PackageProvider NuGet -MinimumVersion 2.8.5.201 -Scope CurrentUser -Force
}
# Windows brings Pester 3, signed by another.
Install-Module Pester -RequiredVersion $version -Scope CurrentUser -Force -SkipPublisherCheck
"Pester $version for PowerShell $($PSVersionTable.PSVersion)"
