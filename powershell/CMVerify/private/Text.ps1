# What the module itself says. Everything about a download comes from the library, in the same language.

# Loaded when first needed: a session in which nothing goes wrong never reads them.
$script:Texts = @{}

function script:Get-MessageLanguage {
    if ($PSUICulture -like 'ja*') { 'ja' } else { 'en' }
}

function script:Get-Text {
    param ([string] $Key, [object[]] $Values)

    $culture = @{ ja = 'ja-JP'; en = 'en-US' }[(Get-MessageLanguage)]
    if (-not $script:Texts.ContainsKey($culture)) {
        # Straight from the folder of the culture: to name the culture fails where .NET runs without ICU and knows none.
        $folder = [System.IO.Path]::Combine($ExecutionContext.SessionState.Module.ModuleBase, $culture)
        Import-LocalizedData -BindingVariable texts -BaseDirectory $folder -FileName CMVerify.Strings.psd1
        $script:Texts[$culture] = $texts
    }
    $script:Texts[$culture][$Key] -f $Values
}

function script:ConvertTo-ErrorRecord {
    param (
        [string] $Id,
        [System.Management.Automation.ErrorCategory] $Category,
        [object] $Target,
        [string] $Message,
        [System.Exception] $Cause
    )

    [System.Management.Automation.ErrorRecord]::new([System.InvalidOperationException]::new($Message, $Cause), $Id, $Category, $Target)
}
