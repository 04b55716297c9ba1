# The library's JSON as objects: PascalCase names, type names for the views, and plain data below, so that a report
# survives remoting, Export-Clixml and ConvertTo-Json.

# Which member of which object is an object, or a list of objects, with a type name of its own.
$script:TypeOf = @{
    'Report.inputs'       = 'Inputs'
    'Report.updates'      = 'Update'
    'Report.findings'     = 'Finding'
    'Report.omitted'      = 'Omitted'
    'Report.logs'         = 'Log'
    'Report.files'        = 'Files'
    'Report.seal'         = 'Seal'
    'Report.judged'       = 'Judged'
    'Judged.files'        = 'JudgedFile'
    'Seal.logs'           = 'SealedLog'
    'Files.evidence'      = 'EvidenceGrades'
    'Update.evidence'     = 'EvidenceGrades'
    'Update.fileEvidence' = 'FileEvidence'
    'Finding.evidence'    = 'Evidence'
    'Finding.error'       = 'Error'
    'Run.files'           = 'RunFile'
    'Run.failures'        = 'RunFailure'
    'RunFailure.error'    = 'Error'
}

# Members whose values are words of the contract, not texts.
$script:Words = 'verdict', 'severity', 'effect', 'kind', 'depth', 'result', 'stoppedAt', 'grade'

$script:Renamed = @{ elapsedMs = 'ElapsedMilliseconds' }

function script:ConvertTo-TypedObject {
    param ([object] $Node, [string] $Type, [System.Collections.IDictionary] $Members = [ordered]@{})

    foreach ($property in $Node.PSObject.Properties) {
        $name = $property.Name
        $value = $property.Value
        $inner = $script:TypeOf["$Type.$name"]
        if ($value -is [array]) {
            $value = @(foreach ($item in $value) { if ($inner) { ConvertTo-TypedObject $item $inner } else { $item } })
        } elseif ($null -ne $value) {
            if ($inner) {
                $value = ConvertTo-TypedObject $value $inner
            } elseif ($value -is [int]) {
                # Windows PowerShell reads small numbers as another type than PowerShell 7 does.
                $value = [long] $value
            } elseif ($script:Words -contains $name) {
                $value = ConvertTo-PascalCase $value
            }
        }
        $renamed = $script:Renamed[$name]
        if (-not $renamed) {
            # Once for each name: a log of many runs has many thousands of members.
            $renamed = $script:Renamed[$name] = ConvertTo-PascalCase $name
        }
        $Members[$renamed] = $value
    }
    $object = [pscustomobject] $Members
    $object.PSObject.TypeNames.Insert(0, "CMVerify.$Type")
    $object
}

function script:ConvertTo-PascalCase {
    param ([string] $Text)

    $Text.Substring(0, 1).ToUpperInvariant() + $Text.Substring(1)
}
