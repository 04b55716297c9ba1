# The help of every cmdlet in both languages, as Get-Help gives it, held against the cmdlets themselves. It is made from
# docs/help when the module is staged; what a page lacks is refused there, so here is what only PowerShell knows.

BeforeDiscovery {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $names = @((Get-Module CMVerify).ExportedFunctions.Keys | Sort-Object)
    $cultures = @(
        @{ Culture = 'en-US'; IsJapanese = $false; Names = $names }
        @{ Culture = 'ja-JP'; IsJapanese = $true; Names = $names }
    )
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module $ModuleManifest -Force
    $names = @((Get-Module CMVerify).ExportedFunctions.Keys | Sort-Object)
    $common = @([System.Management.Automation.PSCmdlet]::CommonParameters)

    # Everything that is asked of a language comes from one process: starting one takes longer than all the questions.
    $gather = @'
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module 'MANIFEST'
function Get-Lines { param ($Parts) @(foreach ($part in $Parts) { if ($part.PSObject.Properties['Text']) { $part.Text } }) -join "`n" }
function Get-Values { param ($Node, [string] $Name) if ($null -ne $Node -and $Node.PSObject.Properties[$Name]) { foreach ($value in $Node.$Name) { $value } } }
$commands = @{}
foreach ($name in (Get-Module CMVerify).ExportedFunctions.Keys) {
    $help = Get-Help $name -Full
    $commands[$name] = @{
        Synopsis    = $help.Synopsis
        Description = Get-Lines $help.description
        Notes       = Get-Lines @(Get-Values (Get-Values $help alertSet) alert)
        Syntax      = @(foreach ($item in $help.syntax.syntaxItem) { @(Get-Values $item parameter | ForEach-Object name) -join ' ' })
        Parameters  = @(foreach ($one in Get-Help $name -Parameter *) {
                @{
                    Name = $one.name; Description = Get-Lines $one.description; Required = $one.required; Position = $one.position
                    Pipeline = $one.pipelineInput; Wildcards = $one.globbing; Aliases = $one.aliases; Type = $one.type.name; Default = $one.defaultValue
                }
            })
        Accepted    = @{}
        Inputs      = @(foreach ($one in $help.inputTypes.inputType) { @{ Name = $one.type.name; Description = Get-Lines $one.description } })
        Outputs     = @(foreach ($one in $help.returnValues.returnValue) { @{ Name = $one.type.name; Description = Get-Lines $one.description } })
        Examples    = @(foreach ($one in $help.examples.example) { @{ Title = $one.title; Code = $one.code; Remarks = Get-Lines $one.remarks } })
        Links       = @(foreach ($one in $help.relatedLinks.navigationLink) { @{ Text = $one.linkText; Address = $one.uri } })
        Full        = $help | Out-String -Width 80
        Short       = Get-Help $name | Out-String -Width 80
        OnlyExamples = Get-Help $name -Examples | Out-String -Width 80
    }
    foreach ($item in $help.syntax.syntaxItem) {
        foreach ($one in Get-Values $item parameter) {
            $values = @(Get-Values (Get-Values $one parameterValueGroup) parameterValue)
            if ($values) { $commands[$name].Accepted[$one.name] = $values }
        }
    }
}
$topics = @{}
foreach ($name in 'about_CMVerify', 'about_CMVerify_Rules', 'about_CMVerify_Verdicts') { $topics[$name] = Get-Help $name | Out-String -Width 200 }
@{
    Commands = $commands
    Topics   = $topics
    Listed   = @(Get-Help about_CMVerify* | ForEach-Object { @{ Name = $_.Name; Synopsis = $_.Synopsis } })
    ByName   = @(Get-Help *CMOffline* | ForEach-Object { @{ Name = $_.Name; Synopsis = $_.Synopsis } })
    Rules    = @(Get-CMOfflineRule | Select-Object Id, Name, Title, Effect, Remedy)
} | ConvertTo-Json -Depth 8
'@
    $help = @{}
    foreach ($culture in 'en-US', 'ja-JP') {
        $text = Invoke-InLanguage $culture $gather.Replace('MANIFEST', $ModuleManifest)
        $help[$culture] = $text.Substring($text.IndexOf('|') + 1) | ConvertFrom-Json
    }

    function Get-ScriptProblem {
        # What is wrong with a piece of PowerShell that somebody is told to type.
        param ([string] $Text)

        # Programs, and commands that not every PowerShell brings.
        $elsewhere = '.\ServiceConnectionTool.exe', 'powershell', 'Invoke-WebRequest', 'Get-PfxCertificate'
        $tokens = $errors = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $errors)
        foreach ($failure in $errors) { $failure.Message }
        foreach ($node in $tree.FindAll({ $args[0].GetType().Name -eq 'CommandAst' }, $true)) {
            $name = $node.GetCommandName()
            if ($elsewhere -contains $name) {
                foreach ($part in $node.CommandElements) {
                    if ($part.GetType().Name -eq 'StringConstantExpressionAst' -and $part.Value -like '*CMOffline*') { Get-ScriptProblem $part.Value }
                }
                continue
            }
            $command = Get-Command $name -ErrorAction Ignore
            if (-not $command) {
                "there is no command '$name'"
            } elseif ($command.Source -eq 'CMVerify') {
                foreach ($part in $node.CommandElements) {
                    if ($part.GetType().Name -eq 'CommandParameterAst' -and -not $command.Parameters.ContainsKey($part.ParameterName)) {
                        "$name has no parameter -$($part.ParameterName)"
                    }
                }
            }
        }
    }

    function Get-DefaultText {
        # What a parameter is where nobody gives it, as help says it.
        param ([object] $Command, [object] $Parameter)

        $node = $Command.ScriptBlock.Ast.Body.ParamBlock.Parameters | Where-Object { $_.Name.VariablePath.UserPath -eq $Parameter.Name }
        if ($null -ne $node -and $null -ne $node.DefaultValue) {
            $node.DefaultValue.Extent.Text.Trim("'", '"')
        } elseif ($Parameter.SwitchParameter) {
            'False'
        } else {
            'None'
        }
    }
}

Describe 'The help in <Culture>' -ForEach $cultures {
    BeforeAll {
        $commands = $help[$Culture].Commands
        $topics = $help[$Culture].Topics
    }

    Context '<_>' -ForEach $Names {
        BeforeAll {
            $name = $_
            $page = $commands.$name
            $command = Get-Command $name
            $own = @($command.Parameters.Values | Where-Object { $_.Name -notin $common })
        }

        It 'is there, in its language, and not made up by PowerShell' {
            foreach ($text in $page.Synopsis, $page.Description, $page.Notes) {
                $text | Should -Not -BeNullOrEmpty
                $text -match $Japanese | Should -Be $IsJapanese -Because $text
            }
            $page.Synopsis | Should -Not -Match ([regex]::Escape($name))
            foreach ($shown in $page.Full, $page.Short, $page.OnlyExamples) {
                $shown -match $Japanese | Should -Be $IsJapanese
            }
        }

        It 'explains every parameter, and no other' {
            @($page.Parameters.Name | Sort-Object) -join ' ' | Should -Be (@($own.Name | Sort-Object) -join ' ')
            foreach ($parameter in $page.Parameters) {
                $parameter.Description | Should -Not -BeNullOrEmpty -Because $parameter.Name
                $parameter.Description -match $Japanese | Should -Be $IsJapanese -Because $parameter.Name
            }
        }

        It 'says of every parameter what PowerShell knows of it' {
            foreach ($parameter in $own) {
                $said = $page.Parameters | Where-Object Name -CEQ $parameter.Name
                $facts = @($parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.ParameterAttribute] })
                $why = "-$($parameter.Name)"
                $said.Type | Should -BeExactly $parameter.ParameterType.Name -Because $why
                $said.Required | Should -Be "$([bool] ($facts | Where-Object Mandatory))" -Because $why
                $positions = @($facts.Position | Where-Object { $_ -ge 0 })
                $said.Position | Should -Be $(if ($positions.Count) { "$($positions[0])" } else { 'named' }) -Because $why
                $ways = @(
                    if ($facts | Where-Object ValueFromPipelineByPropertyName) { 'ByPropertyName' }
                    if ($facts | Where-Object ValueFromPipeline) { 'ByValue' }
                ) -join ', '
                $said.Pipeline | Should -Be $(if ($ways) { "True ($ways)" } else { 'False' }) -Because $why
                $said.Aliases | Should -Be $(if ($parameter.Aliases) { @($parameter.Aliases) -join ', ' } else { 'none' }) -Because $why
                $wildcards = [bool] ($parameter.Attributes | Where-Object { $_.GetType().Name -eq 'SupportsWildcardsAttribute' })
                $said.Wildcards | Should -Be "$wildcards" -Because $why
                $said.Default | Should -Be (Get-DefaultText -Command $command -Parameter $parameter) -Because $why
            }
        }

        It 'names the values that a parameter accepts' {
            foreach ($parameter in $own) {
                $set = @($parameter.Attributes | Where-Object { $_.GetType().Name -eq 'ValidateSetAttribute' } | ForEach-Object ValidValues)
                $said = @(if ($page.Accepted.PSObject.Properties[$parameter.Name]) { $page.Accepted.($parameter.Name) })
                if ($set) {
                    $said -join ' ' | Should -Be ($set -join ' ') -Because $parameter.Name
                } elseif ($said) {
                    # Offered, but not enforced by PowerShell.
                    $line = "$name -$($parameter.Name) "
                    $offered = @([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches | ForEach-Object CompletionText)
                    ($offered | Sort-Object) -join ' ' | Should -Be (($said | Sort-Object) -join ' ') -Because $parameter.Name
                }
            }
        }

        It 'shows every parameter set' {
            $sets = @(foreach ($set in $command.ParameterSets) { @($set.Parameters.Name | Where-Object { $_ -notin $common } | Sort-Object) -join ' ' })
            $shown = @(foreach ($line in $page.Syntax) { @($line -split ' ' | Sort-Object) -join ' ' })
            ($shown | Sort-Object) -join '; ' | Should -Be (($sets | Sort-Object) -join '; ')
            $default = $command.ParameterSets | Where-Object { $_.IsDefault -or $command.ParameterSets.Count -eq 1 }
            $shown[0] | Should -Be (@($default.Parameters.Name | Where-Object { $_ -notin $common } | Sort-Object) -join ' ')
        }

        It 'says what goes in and what comes out' {
            foreach ($type in @($page.Inputs) + @($page.Outputs)) {
                $type.Description -match $Japanese | Should -Be $IsJapanese -Because $type.Name
            }
            (@($page.Outputs.Name) | Sort-Object) -join ' ' | Should -Be (@($command.OutputType.Name -replace '^bool$', 'System.Boolean' | Sort-Object) -join ' ')
        }

        It 'has examples that could be typed, with titles and explanations' {
            @($page.Examples).Count | Should -BeGreaterThan 2
            foreach ($example in $page.Examples) {
                @(Get-ScriptProblem $example.Code) -join '; ' | Should -BeNullOrEmpty -Because $example.Code
                $example.Code | Should -Match '-CMOffline'
                $example.Title -match $Japanese | Should -Be $IsJapanese -Because $example.Title
                $example.Remarks -match $Japanese | Should -Be $IsJapanese -Because $example.Code
            }
        }

        It 'has its page on the web as the first link, for -Online' {
            $page.Links[0].Address | Should -BeLike "https://*/docs/help/$Culture/$name.md"
            [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs', 'help', $Culture, "$name.md") | Should -Exist
        }
    }

    It 'is found by a pattern' {
        ($help[$Culture].ByName.Name | Sort-Object) -join ' ' | Should -Be ($Names -join ' ')
        ($help[$Culture].Listed.Name | Sort-Object) -join ' ' | Should -Be 'about_CMVerify about_CMVerify_Rules about_CMVerify_Verdicts'
        foreach ($each in @($help[$Culture].ByName) + @($help[$Culture].Listed)) {
            $each.Synopsis | Should -Not -BeNullOrEmpty -Because $each.Name
            $each.Synopsis -match $Japanese | Should -Be $IsJapanese -Because $each.Name
        }
    }

    It 'has topics in its language that name every cmdlet and no other' {
        foreach ($topic in $topics.PSObject.Properties) {
            $topic.Value -match $Japanese | Should -Be $IsJapanese -Because $topic.Name
            foreach ($word in [regex]::Matches($topic.Value, '\w+-CMOffline\w+')) {
                $word.Value | Should -BeIn $Names -Because $topic.Name
            }
        }
        foreach ($name in $Names) { $topics.about_CMVerify | Should -Match ([regex]::Escape($name)) }
    }

    It 'has every rule in a topic, with the words of the catalogue' {
        # Lines may end anywhere.
        $text = $topics.about_CMVerify_Rules -replace '\s'
        @($help[$Culture].Rules).Count | Should -BeGreaterThan 40
        foreach ($rule in $help[$Culture].Rules) {
            $begins = $text.IndexOf("$($rule.Id)$($rule.Name)" + ($rule.Title -replace '\s'), [System.StringComparison]::Ordinal)
            $begins | Should -BeGreaterThan 0 -Because $rule.Id
            $ends = $text.IndexOf('CMV0', $begins + 1, [System.StringComparison]::Ordinal)
            $part = if ($ends -gt 0) { $text.Substring($begins, $ends - $begins) } else { $text.Substring($begins) }
            $part | Should -Match ([regex]::Escape(($rule.Remedy -replace '\s'))) -Because $rule.Id
            $effects = @{ NotUsable = 'notusable', 'NotUsable'; Inconclusive = 'inconclusive', 'Inconclusive'; None = 'none', [string] [char[]] (0x306A, 0x3057) }
            $word = $effects[$rule.Effect][[int] $IsJapanese] -replace '\s'
            $part | Should -Match ([regex]::Escape($word)) -Because $rule.Id
        }
    }
}

Describe 'Both languages' {
    It 'show the same examples' {
        foreach ($name in $names) {
            $code = foreach ($culture in 'en-US', 'ja-JP') { @($help[$culture].Commands.$name.Examples.Code) -join "`n`n" }
            $code[0] | Should -BeExactly $code[1] -Because $name
        }
    }

    It 'are what other languages fall back from: to English' {
        $text = Invoke-InLanguage de-DE "Import-Module '$ModuleManifest'; (Get-Help Get-CMOfflineRule).Synopsis; (Get-Help about_CMVerify | Out-String).Length -gt 100"
        $text | Should -Be "de-DE|$($help['en-US'].Commands.'Get-CMOfflineRule'.Synopsis)|True"
    }
}

Describe 'The files of the help' {
    It 'of <_> lie where Windows PowerShell looks for them, in an encoding that it reads' -ForEach 'en-US', 'ja-JP' {
        $folder = Join-Path $ModuleFolder $_
        $xml = [xml] [System.IO.File]::ReadAllText((Join-Path $folder CMVerify-help.xml))
        @($xml.helpItems.command).Count | Should -Be $names.Count
        foreach ($name in 'about_CMVerify', 'about_CMVerify_Rules', 'about_CMVerify_Verdicts') {
            $bytes = [System.IO.File]::ReadAllBytes((Join-Path $folder "$name.help.txt"))
            @($bytes[0..2]) -join ' ' | Should -Be '239 187 191'
        }
    }

    It 'are all that the cmdlets say of themselves' {
        # Help in a comment would win over them, in one language.
        foreach ($name in $names) {
            $comment = (Get-Command $name).ScriptBlock.Ast.GetHelpContent()
            $comment.MamlHelpFile | Should -Be CMVerify-help.xml
            $comment.Synopsis | Should -BeNullOrEmpty
        }
    }
}
