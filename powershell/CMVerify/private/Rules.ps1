# The catalogue of rules, and what a caller's id or pattern picks from it.

function script:Get-Rule {
    # All rules, or an ErrorRecord.
    $answer = Invoke-NativeMethod -Native $script:Native -Name cmv_list_rules -Request @{ language = Get-MessageLanguage }
    if ($answer -is [System.Management.Automation.ErrorRecord]) {
        return $answer
    }
    foreach ($rule in $answer.rules) { ConvertTo-TypedObject $rule Rule }
}

function script:Select-Rule {
    # The rules that an id or pattern fits. An id that nothing has is an ErrorRecord; a pattern may fit nothing.
    param ([object[]] $Rule, [string] $Pattern)

    try {
        $fitting = @(foreach ($each in $Rule) { if ($each.Id -like $Pattern) { $each } })
        $mayBeEmpty = [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($Pattern)
    } catch {
        # Half a pattern, such as [.
        $fitting = @()
        $mayBeEmpty = $false
    }
    if (-not $fitting.Count -and -not $mayBeEmpty) {
        return ConvertTo-ErrorRecord -Id CMRuleNotFound -Category ObjectNotFound -Target $Pattern -Message (Get-Text RuleNotFound $Pattern)
    }
    $fitting
}
