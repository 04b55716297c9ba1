# Reads a script without running it and says what Windows PowerShell 5.1 on .NET Framework 4.7.2 does not have.
#
# Syntax and variables are known here. Commands, types and members are looked up in two lists, which live beside the
# checkout and not in it: the folder is $env:CMVERIFY_SHARED, or ../shared. Without them that part is left out.

function Get-CompatibilityData {
    # The lists, or nothing where they are not to be had.
    param ([string] $Root)

    $shared = if ($env:CMVERIFY_SHARED) { $env:CMVERIFY_SHARED } else { [System.IO.Path]::Combine($Root, '..', 'shared') }
    $files = foreach ($name in 'net472-api.txt.gz', 'ps51-commands.json.gz') { [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($shared, 'data', $name)) }
    if (-not ([System.IO.File]::Exists($files[0]) -and [System.IO.File]::Exists($files[1]))) {
        return
    }
    $texts = foreach ($file in $files) {
        $reader = [System.IO.StreamReader]::new([System.IO.Compression.GZipStream]::new([System.IO.File]::OpenRead($file), [System.IO.Compression.CompressionMode]::Decompress))
        try { $reader.ReadToEnd() } finally { $reader.Dispose() }
    }
    # Type -> member -> the number of parameters of each overload; -1 is a property, a field or an event.
    $types = @{}
    # Method -> the numbers of parameters that any type of .NET Framework takes.
    $methods = @{}
    foreach ($line in $texts[0] -split "`n") {
        $type, $member = $line.Trim() -split '::', 2
        if (-not $type) {
            continue
        }
        if (-not $types.ContainsKey($type)) {
            $types[$type] = @{}
        }
        if (-not $member) {
            continue
        }
        $name, $parameters = $member -split '\(', 2
        $counts = @(-1)
        if ($null -ne $parameters) {
            $parameters = $parameters.TrimEnd(')')
            $count = if ($parameters) { @($parameters -split ',').Count } else { 0 }
            $counts = @($count)
            if ($parameters.EndsWith('[]')) {
                # It may be `params`, which takes none or many.
                $counts = @($count - 1) + @($count..12)
            }
            if (-not $methods.ContainsKey($name)) {
                $methods[$name] = [System.Collections.Generic.HashSet[int]]::new()
            }
            foreach ($each in $counts) { $null = $methods[$name].Add($each) }
        }
        if (-not $types[$type].ContainsKey($name)) {
            $types[$type][$name] = [System.Collections.Generic.HashSet[int]]::new()
        }
        foreach ($each in $counts) { $null = $types[$type][$name].Add($each) }
    }
    $commands = @{}
    foreach ($property in ($texts[1] | ConvertFrom-Json).PSObject.Properties) {
        $commands[$property.Name] = @($property.Value.parameters)
    }
    @{ Types = $types; Methods = $methods; Commands = $commands }
}

# The short names of types that Windows PowerShell 5.1 has, with what they stand for. An empty one stands for a type of
# PowerShell's own assembly, which the list of .NET Framework does not hold.
$ShortTypeNames = @{
    array = 'System.Array'; bool = 'System.Boolean'; byte = 'System.Byte'; char = 'System.Char'; cultureinfo = 'System.Globalization.CultureInfo'
    datetime = 'System.DateTime'; decimal = 'System.Decimal'; double = 'System.Double'; float = 'System.Single'; guid = 'System.Guid'
    hashtable = 'System.Collections.Hashtable'; int = 'System.Int32'; int16 = 'System.Int16'; int32 = 'System.Int32'; int64 = 'System.Int64'
    long = 'System.Int64'; object = 'System.Object'; regex = 'System.Text.RegularExpressions.Regex'; sbyte = 'System.SByte'; single = 'System.Single'
    string = 'System.String'; timespan = 'System.TimeSpan'; type = 'System.Type'; uint16 = 'System.UInt16'; uint32 = 'System.UInt32'
    uint64 = 'System.UInt64'; uri = 'System.Uri'; version = 'System.Version'; void = 'System.Void'; xml = 'System.Xml.XmlDocument'
    alias = ''; allowemptycollection = ''; allowemptystring = ''; allownull = ''; argumentcompleter = ''; cmdletbinding = ''; nullstring = ''
    ordered = ''; outputtype = ''; parameter = ''; powershell = ''; pscredential = ''; pscustomobject = ''; psobject = ''; ref = ''; runspace = ''
    runspacefactory = ''; scriptblock = ''; supportswildcards = ''; switch = ''; validatecount = ''; validatelength = ''; validatenotnull = ''
    validatenotnullorempty = ''; validatepattern = ''; validaterange = ''; validatescript = ''; validateset = ''; wildcardpattern = ''
}

# Types and static members of PowerShell's own assembly that 5.1 has and that are used here, and one of an assembly of
# .NET Framework that the list leaves out (System.IO.Compression.FileSystem).
$EngineTypes = @{
    'System.IO.Compression.ZipFile'                                 = @('ExtractToDirectory', 'OpenRead')
    'System.Management.Automation.CommandCompletion'                = @('CompleteInput')
    'System.Management.Automation.CompletionCompleters'             = @('CompleteFilename')
    'System.Management.Automation.CompletionResult'                 = @('new')
    'System.Management.Automation.ErrorCategory'                    = @()
    'System.Management.Automation.DebugRecord'                      = @()
    'System.Management.Automation.ErrorRecord'                      = @('new')
    'System.Management.Automation.Language.Parser'                  = @('ParseInput')
    'System.Management.Automation.ParameterAttribute'               = @()
    'System.Management.Automation.PSCmdlet'                         = @('CommonParameters', 'OptionalCommonParameters')
    'System.Management.Automation.PSCustomObject'                   = @()
    'System.Management.Automation.PSSerializer'                     = @('Serialize', 'Deserialize')
    'System.Management.Automation.Runspaces.InitialSessionState'    = @('CreateDefault2')
    'System.Management.Automation.VerboseRecord'                    = @()
    'System.Management.Automation.WildcardPattern'                  = @('ContainsWildcardCharacters', 'Escape', 'Unescape')
    'powershell'                                                    = @('Create')
    'scriptblock'                                                   = @('Create')
    'nullstring'                                                    = @('Value')
}

# Methods of objects of PowerShell's own assembly, and those that every collection has there.
$EngineMethods = 'AddArgument', 'AddScript', 'BeginInvoke', 'FindAll', 'ForEach', 'GetCommandName', 'GetHelpContent',
    'GetNewClosure', 'GetScriptBlock', 'GetUnresolvedProviderPathFromPSPath', 'InvokeScript', 'ShouldProcess',
    'ThrowTerminatingError', 'Where', 'WriteError'

# Commands that 5.1 has, or could have, and that are not wanted: they differ, need a compiler, or are slow to load.
$UnwantedCommands = 'Add-Type', 'Get-FileHash', 'New-Guid', 'Import-PowerShellDataFile', 'New-TemporaryFile', 'Invoke-Expression'

# Pester's language is the same in both editions. Get-Verb and those of PowerShellGet are functions that the list leaves out.
$OtherCommands = 'Describe', 'Context', 'It', 'BeforeAll', 'BeforeEach', 'AfterAll', 'AfterEach', 'BeforeDiscovery', 'Should', 'Set-ItResult',
    'New-PesterConfiguration', 'Invoke-Pester', 'Get-Verb', 'Install-Module', 'Install-PackageProvider'

# Variables that only newer editions define.
$NewVariables = 'IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'EnabledExperimentalFeatures', 'PSNativeCommandUseErrorActionPreference',
    'PSNativeCommandArgumentPassing'

$CommonParameters = 'Verbose', 'Debug', 'ErrorAction', 'WarningAction', 'InformationAction', 'ErrorVariable', 'WarningVariable',
    'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable', 'WhatIf', 'Confirm'

function Get-TypeProblem {
    param ([object] $TypeName, [hashtable] $Data)

    if ($TypeName.IsArray) {
        return Get-TypeProblem $TypeName.ElementType $Data
    }
    if ($TypeName.IsGeneric) {
        foreach ($argument in $TypeName.GenericArguments) { Get-TypeProblem $argument $Data }
        $name = "$($TypeName.TypeName.FullName)``$($TypeName.GenericArguments.Count)"
    } else {
        $name = $TypeName.FullName
    }
    if ($ShortTypeNames.ContainsKey($name) -or $EngineTypes.ContainsKey($name)) {
        return
    }
    foreach ($candidate in $name, "System.$name", "${name}Attribute") {
        if ($Data.Types.ContainsKey($candidate)) {
            return
        }
    }
    "type [$name]"
}

function Get-StaticMemberProblem {
    param ([object] $Node, [hashtable] $Data)

    $type = $Node.Expression.TypeName
    $member = $Node.Member
    if ($member.GetType().Name -ne 'StringConstantExpressionAst' -or $type.IsArray) {
        return
    }
    $name = $type.FullName
    if ($type.IsGeneric) {
        $name = "$($type.TypeName.FullName)``$($type.GenericArguments.Count)"
    }
    if ($EngineTypes.ContainsKey($name)) {
        if ($EngineTypes[$name] -notcontains $member.Value) { "member [$name]::$($member.Value)" }
        return
    }
    if ($ShortTypeNames[$name]) {
        $name = $ShortTypeNames[$name]
    }
    $full = @($name, "System.$name" | Where-Object { $Data.Types.ContainsKey($_) })
    if (-not $full) {
        # The type itself is told elsewhere, unless it is one of the engine's with a short name.
        if ($ShortTypeNames.ContainsKey($name)) { "member [$name]::$($member.Value)" }
        return
    }
    $overloads = $Data.Types[$full[0]][$member.Value]
    if ($null -eq $overloads) {
        return "member [$name]::$($member.Value)"
    }
    if ($Node.GetType().Name -eq 'InvokeMemberExpressionAst') {
        $count = @($Node.Arguments | Where-Object { $null -ne $_ }).Count
        if (-not $overloads.Contains($count)) { "member [$name]::$($member.Value) with $count arguments" }
    }
}

function Get-CommandProblem {
    param ([object] $Node, [hashtable] $Data, [string[]] $Known)

    $name = $Node.GetCommandName()
    if (-not $name -or $Known -contains $name -or $OtherCommands -contains $name) {
        return
    }
    if (-not $Data.Commands.ContainsKey($name)) {
        return "command $name"
    }
    $allowed = @($Data.Commands[$name]) + $CommonParameters
    foreach ($element in $Node.CommandElements) {
        if ($element.GetType().Name -eq 'CommandParameterAst' -and $allowed -notcontains $element.ParameterName) {
            "parameter $name -$($element.ParameterName)"
        }
    }
}

function Get-Incompatibility {
    # One text for each thing in a script that 5.1 does not have or that this project does not want, with its line.
    param (
        [string] $Text,

        # Commands of the project itself.
        [string[]] $Known = @(),

        # What Get-CompatibilityData gave; without it only syntax and variables are looked at.
        [hashtable] $Data
    )

    $tokens = $errors = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $errors)
    foreach ($failure in $errors) {
        "line $($failure.Extent.StartLineNumber): syntax: $($failure.Message)"
    }
    $previous = $null
    foreach ($token in $tokens) {
        $what = $null
        $raw = $token.Text
        switch ("$($token.Kind)") {
            'Number' {
                # 5.1 has only d, l and the multipliers behind a number.
                if ($raw -match '^[+-]?0b' -or $raw -match '(u|ul|us|uy|y|s|n)(kb|mb|gb|tb|pb)?$') {
                    $what = "number $raw"
                }
            }
            { $_ -in 'StringExpandable', 'HereStringExpandable', 'StringLiteral', 'HereStringLiteral' } {
                if ($_ -like '*Expandable' -and $raw -match '(?<!`)(``)*`(e|u\{)') { $what = "escape in $raw" }
            }
            'Pipe' {
                if ($previous -and "$($previous.Kind)" -in 'NewLine', 'LineContinuation') { $what = 'a line that begins with |' }
            }
            'Variable' {
                if ($NewVariables -contains $token.Name) { $what = "variable `$$($token.Name)" }
            }
        }
        if ($what) {
            "line $($token.Extent.StartLineNumber): $what"
        }
        if ("$($token.Kind)" -ne 'Comment') {
            $previous = $token
        }
    }
    # By their names: a 5.1 that runs this has no such types.
    foreach ($node in $tree.FindAll({ $true }, $true)) {
        $found = @(switch ($node.GetType().Name) {
                'TernaryExpressionAst' { 'syntax: ternary ? :' }
                'PipelineChainAst' { 'syntax: && or ||' }
                'UsingStatementAst' { 'syntax: using' }
                'TypeDefinitionAst' { 'syntax: class or enum' }
                'BinaryExpressionAst' { if ("$($node.Operator)" -eq 'QuestionQuestion') { 'syntax: ??' } }
                'AssignmentStatementAst' { if ("$($node.Operator)" -eq 'QuestionQuestionEquals') { 'syntax: ??=' } }
                'PipelineAst' { if ($node.PSObject.Properties['Background'] -and $node.Background) { 'syntax: &' } }
                'ScriptBlockAst' { if ($node.PSObject.Properties['CleanBlock'] -and $node.CleanBlock) { 'syntax: clean { }' } }
                'CommandAst' {
                    $name = $node.GetCommandName()
                    if ($UnwantedCommands -contains $name) { "command $name" }
                    if ($name -eq 'ForEach-Object' -and @($node.CommandElements | Where-Object { $_.PSObject.Properties['ParameterName'] -and $_.ParameterName -eq 'Parallel' })) {
                        'parameter ForEach-Object -Parallel'
                    } elseif ($Data) {
                        Get-CommandProblem -Node $node -Data $Data -Known $Known
                    }
                    if ($name -eq 'Join-Path' -and @($node.CommandElements | Where-Object { $_.GetType().Name -ne 'CommandParameterAst' }).Count -gt 3) {
                        'parameter Join-Path -AdditionalChildPath'
                    }
                }
                { $_ -in 'TypeExpressionAst', 'TypeConstraintAst', 'AttributeAst' } {
                    if ($Data) { Get-TypeProblem $node.TypeName $Data }
                }
                { $_ -in 'MemberExpressionAst', 'InvokeMemberExpressionAst' } {
                    if ($node.PSObject.Properties['NullConditional'] -and $node.NullConditional) { 'syntax: ?.' }
                    if ($Data -and $node.Static -and $node.Expression.GetType().Name -eq 'TypeExpressionAst') {
                        Get-StaticMemberProblem $node $Data
                    } elseif ($Data -and -not $node.Static -and $_ -eq 'InvokeMemberExpressionAst' -and $node.Member.GetType().Name -eq 'StringConstantExpressionAst') {
                        $method = $node.Member.Value
                        $count = @($node.Arguments | Where-Object { $null -ne $_ }).Count
                        if ($EngineMethods -notcontains $method -and -not ($Data.Methods.ContainsKey($method) -and $Data.Methods[$method].Contains($count))) {
                            "method .$method() with $count arguments, which no type has"
                        }
                    }
                }
                'IndexExpressionAst' { if ($node.PSObject.Properties['NullConditional'] -and $node.NullConditional) { 'syntax: ?[ ]' } }
            })
        foreach ($what in $found) {
            "line $($node.Extent.StartLineNumber): $what"
        }
    }
}

function Get-EncodingProblem {
    # Windows PowerShell reads a file without a byte order mark in the code page of the machine.
    param ([byte[]] $Bytes)

    $marked = $Bytes.Length -ge 3 -and $Bytes[0] -eq 0xEF -and $Bytes[1] -eq 0xBB -and $Bytes[2] -eq 0xBF
    if ($marked) {
        return
    }
    $line = 1
    foreach ($byte in $Bytes) {
        if ($byte -eq 10) {
            $line++
        } elseif ($byte -gt 127) {
            return "line ${line}: a character beyond ASCII in a file without a byte order mark"
        }
    }
}
