# Reports on their way into documents. The library makes the documents; here is only what it is told.

# What a file's name says of its format.
$script:FormatOf = @{ '.html' = 'Html'; '.htm' = 'Html'; '.json' = 'Json'; '.xml' = 'JUnit'; '.md' = 'Markdown'; '.csv' = 'Csv' }

# Deeper than the deepest member of a report: an object that holds itself ends here.
$script:DeepestNode = 16

function script:ConvertTo-PlainNode {
    # An object as plain lists and tables of texts and numbers: what remoting, Import-Clixml and Windows PowerShell put
    # around a value would stand in the JSON.
    param ([object] $Value, [int] $Depth = 0)

    if ($null -eq $Value -or $Depth -gt $script:DeepestNode) {
        return $null
    }
    if ($Value -is [string] -or $Value -is [char] -or $Value -is [enum]) {
        return $Value.ToString()
    }
    if ($Value -is [bool] -or $Value -is [int] -or $Value -is [long] -or $Value -is [uint64] -or $Value -is [double]) {
        return $Value.PSObject.BaseObject
    }
    if ($Value -is [datetime]) {
        # A reader of JSON that takes texts for points in time.
        return $Value.ToString('yyyy-MM-dd HH:mm:ss', [cultureinfo]::InvariantCulture)
    }
    if ($Value -is [System.Collections.IDictionary]) {
        $plain = [ordered]@{}
        foreach ($key in $Value.Keys) { $plain["$key"] = ConvertTo-PlainNode $Value[$key] ($Depth + 1) }
        return $plain
    }
    if ($Value -is [System.Collections.IEnumerable]) {
        $items = [System.Collections.Generic.List[object]]::new()
        foreach ($item in $Value) { $items.Add((ConvertTo-PlainNode $item ($Depth + 1))) }
        return , $items.ToArray()
    }
    if ($Value -is [System.Management.Automation.PSCustomObject]) {
        $plain = [ordered]@{}
        foreach ($property in $Value.PSObject.Properties) {
            $plain[$property.Name] = ConvertTo-PlainNode $property.Value ($Depth + 1)
        }
        return $plain
    }
    "$Value"
}

function script:ConvertTo-ReportJson {
    # The JSON of one report, or nothing for what is none.
    param ([object] $Report)

    if ($null -eq $Report -or $Report -is [string] -or $Report -is [System.ValueType]) {
        return
    }
    $schema = $Report.PSObject.Properties['Schema']
    if ($null -eq $schema -or "$($schema.Value)" -notlike 'cmverify.report.*') {
        return
    }
    ConvertTo-Json -InputObject (ConvertTo-PlainNode $Report) -Compress -Depth 20
}

function script:Get-OwnName {
    # Names that this machine knows of itself, which stand in no pattern.
    $known = [ordered]@{
        users     = @([System.Environment]::UserName)
        computers = @([System.Environment]::MachineName)
        domains   = @($env:USERDNSDOMAIN)
    }
    if ([System.Environment]::UserDomainName -ne [System.Environment]::MachineName) {
        $known.domains += [System.Environment]::UserDomainName
    }
    foreach ($kind in @($known.Keys)) {
        $known[$kind] = @($known[$kind] | Where-Object { $_ })
    }
    $known
}

function script:Get-ReportDocument {
    # The text of a document, or an ErrorRecord.
    param (
        # Each report as JSON.
        [string[]] $Report,
        [string] $Format,
        [string] $Language,
        [string] $Title,
        [bool] $Redact
    )

    $request = [ordered]@{
        format   = $Format.ToLowerInvariant()
        language = $Language
        title    = $Title
        created  = [System.DateTimeOffset]::Now.ToString('yyyy-MM-dd HH:mm zzz', [cultureinfo]::InvariantCulture)
        redact   = if ($Redact) { Get-OwnName } else { $null }
        from     = 0
        # The reader of JSON in Windows PowerShell takes 2 million characters.
        most     = if ($PSVersionTable.PSEdition -eq 'Core') { $null } else { 400000 }
    }
    # Put together by hand: so the limit for one report is not one for all of them.
    $reports = ',"reports":[' + ($Report -join ',') + ']}'
    $text = [System.Text.StringBuilder]::new()
    while ($null -ne $request.from) {
        $head = ConvertTo-Json -InputObject $request -Compress -Depth 5
        $answer = Invoke-NativeMethod -Native $script:Native -Name cmv_render_report -Json ($head.Substring(0, $head.Length - 1) + $reports)
        if ($answer -is [System.Management.Automation.ErrorRecord]) {
            return $answer
        }
        $null = $text.Append($answer.content)
        $request.from = $answer.next
    }
    $text.ToString()
}
