# Installs a NuGet package as Install-PSResource does, from a file and without asking anybody.

function Install-TestPackage {
    # Unpacks a package into <Modules>/<id>/<version>, without the parts that are only for installers; gives that folder.
    param ([string] $Package, [string] $Modules)

    if ($PSVersionTable.PSEdition -ne 'Core') {
        $null = [System.Reflection.Assembly]::Load('System.IO.Compression.FileSystem, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089')
    }
    $id, $version = [System.IO.Path]::GetFileNameWithoutExtension($Package) -split '\.', 2
    $module = [System.IO.Path]::Combine($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Modules), $id, $version)
    if ([System.IO.Directory]::Exists($module)) {
        [System.IO.Directory]::Delete($module, $true)
    }
    [System.IO.Compression.ZipFile]::ExtractToDirectory($Package, $module)
    foreach ($folder in '_rels', 'package') {
        [System.IO.Directory]::Delete([System.IO.Path]::Combine($module, $folder), $true)
    }
    foreach ($file in '[Content_Types].xml', "$id.nuspec") {
        [System.IO.File]::Delete([System.IO.Path]::Combine($module, $file))
    }
    $module
}
