@{
    # Every default rule, and nothing is suppressed for the module. The lint job of .github/workflows/ci.yml uses this.
    IncludeDefaultRules = $true
    Severity            = 'Error', 'Warning', 'Information'

    Rules               = @{
        # The module is for Windows PowerShell 5.1 too.
        PSUseCompatibleSyntax      = @{
            Enable         = $true
            TargetVersions = '5.1', '7.0', '7.4'
        }
        PSAvoidUsingCmdletAliases  = @{
            Allowlist = @()
        }
        PSUseConsistentIndentation = @{
            Enable          = $true
            IndentationSize = 4
            Kind            = 'space'
        }
    }
}
