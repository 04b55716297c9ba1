# The native library: found, loaded and called. Nothing here runs at import; the first cmdlet that needs an answer does.

# The ABI that the calls below are written for (include/cmverify.h).
$script:AbiVersion = 1

# The library's methods, once they are loaded and found to fit this module.
$script:Native = $null

function script:Get-NativeLocation {
    $architecture = [System.Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString()
    $system, $file = if ([System.Environment]::OSVersion.Platform -eq 'Win32NT') {
        'win', 'cmverify.dll'
    } elseif ([System.Runtime.InteropServices.RuntimeInformation]::IsOSPlatform([System.Runtime.InteropServices.OSPlatform]::OSX)) {
        'osx', 'libcmverify.dylib'
    } else {
        'linux', 'libcmverify.so'
    }
    $runtimes = [System.IO.Path]::Combine($ExecutionContext.SessionState.Module.ModuleBase, 'runtimes')
    $rid = "$system-$($architecture.ToLowerInvariant())"
    [pscustomobject]@{
        Path         = [System.IO.Path]::Combine($runtimes, $rid, 'native', $file)
        Runtimes     = $runtimes
        System       = $system
        Rid          = $rid
        Architecture = $architecture
    }
}

# How each system marks a library, and what it calls the processors that .NET names.
$script:LibraryKinds = @{
    win   = @{ Magic = 0x5A4D; X64 = 0x8664; X86 = 0x014C; Arm64 = 0xAA64 }
    linux = @{ Magic = 0x464C457F; X64 = 62; X86 = 3; Arm64 = 183 }
    osx   = @{ Magic = 0xFEEDFACF; X64 = 0x01000007; X86 = 7; Arm64 = 0x0100000C }
}

function script:Get-NativeFlaw {
    # Why a file cannot be this process's library, as far as its own header tells: the name of a text, or nothing. Asked
    # before the system is: Linux does not refuse a file that was cut in copying, but ends the process.
    param ([string] $Path, [string] $System, [string] $Architecture)

    $bytes = [System.IO.File]::ReadAllBytes($Path)
    $kind = $script:LibraryKinds[$System]
    if ($bytes.Length -lt 64) {
        return 'LibraryForeign'
    }
    $magic = [System.BitConverter]::ToInt32($bytes, 0)
    if ($System -eq 'win') {
        $magic = $magic -band 0xFFFF
    }
    if ($magic -ne $kind.Magic) {
        return 'LibraryForeign'
    }
    $end = [uint64] 0
    switch ($System) {
        'win' {
            $header = [System.BitConverter]::ToInt32($bytes, 0x3C)
            if ($header -lt 0 -or $header + 24 -gt $bytes.Length) {
                return 'LibraryCut'
            }
            $machine = [System.BitConverter]::ToUInt16($bytes, $header + 4)
            $section = $header + 24 + [System.BitConverter]::ToUInt16($bytes, $header + 20)
            foreach ($number in 1..[System.BitConverter]::ToUInt16($bytes, $header + 6)) {
                if ($section + 40 -gt $bytes.Length) {
                    return 'LibraryCut'
                }
                $end = [System.Math]::Max($end, [uint64] [System.BitConverter]::ToUInt32($bytes, $section + 16) + [System.BitConverter]::ToUInt32($bytes, $section + 20))
                $section += 40
            }
        }
        'linux' {
            $machine = [System.BitConverter]::ToUInt16($bytes, 0x12)
            # The table of sections is the last thing in a 64-bit file.
            if ($bytes[4] -eq 2) {
                $end = [System.BitConverter]::ToUInt64($bytes, 0x28) + [uint64] [System.BitConverter]::ToUInt16($bytes, 0x3A) * [System.BitConverter]::ToUInt16($bytes, 0x3C)
            }
        }
        'osx' {
            $machine = [System.BitConverter]::ToInt32($bytes, 4)
        }
    }
    if ($machine -ne $kind[$Architecture]) {
        return 'LibraryOtherProcessor'
    }
    if ($end -gt $bytes.Length) {
        return 'LibraryCut'
    }
}

function script:Get-NativeMethod {
    param ([string] $Path, [string] $Version)

    # One load for each library and process, whatever imports it again: a second runspace, Import-Module -Force, or
    # another version of the module from a folder of its own.
    $key = "CMVerify/$Version/$Path"
    $methods = [System.AppDomain]::CurrentDomain.GetData($key)
    if ($null -ne $methods) {
        return $methods
    }
    $assembly = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly(
        [System.Reflection.AssemblyName]::new("CMVerify.Native.$([guid]::NewGuid().ToString('N'))"),
        [System.Reflection.Emit.AssemblyBuilderAccess]::Run)
    $type = $assembly.DefineDynamicModule('Native').DefineType('CMVerify.Native', 'Public, Class, Abstract, Sealed')
    $pointer = [System.IntPtr]
    $out = $pointer.MakeByRefType()
    $verb = @([byte[]], $pointer, $out, $out)
    $signatures = [ordered]@{
        cmv_abi_version     = [uint32], @()
        cmv_version         = [int], @($out, $out)
        cmv_free            = [void], @($pointer, $pointer)
        cmv_job_start       = [int], @([byte[]], $pointer, [uint64].MakeByRefType(), $out, $out)
        cmv_job_wait        = [int], @([uint64], [uint32], $out, $out)
        cmv_job_result      = [int], @([uint64], $out, $out)
        cmv_job_close       = [int], @([uint64])
        cmv_list_rules      = [int], $verb
        cmv_resolve_error   = [int], $verb
        cmv_read_log_events = [int], $verb
        cmv_read_log_runs   = [int], $verb
        cmv_render_report   = [int], $verb
    }
    foreach ($name in $signatures.Keys) {
        $returned, $taken = $signatures[$name]
        $method = $type.DefinePInvokeMethod($name, $Path, 'Public, Static, PinvokeImpl', 'Standard', $returned, [type[]]$taken, 'Cdecl', 'Ansi')
        # Without it the runtime takes the status for an HRESULT and the last argument for the result.
        $method.SetImplementationFlags('PreserveSig')
    }
    $methods = $type.CreateType()
    # The first call is what loads the library; only one that works is kept for the process.
    $null = $methods::cmv_abi_version()
    [System.AppDomain]::CurrentDomain.SetData($key, $methods)
    $methods
}

function script:Import-NativeLibrary {
    # Makes the library ready, once; gives an ErrorRecord where that cannot be.
    if ($null -ne $script:Native) {
        return
    }
    $clock = Get-Clock
    $place = Get-NativeLocation
    $path = $place.Path
    if (-not [System.IO.File]::Exists($path)) {
        $there = @()
        if ([System.IO.Directory]::Exists($place.Runtimes)) {
            $there = @([System.IO.Directory]::GetDirectories($place.Runtimes) | ForEach-Object { [System.IO.Path]::GetFileName($_) })
        }
        if (-not $there) {
            $there = @('-')
        }
        $message = Get-Text LibraryMissing $path, $place.Architecture, $place.Rid, ($there -join ', ')
        return ConvertTo-ErrorRecord -Id CMNativeLibraryMissing -Category NotInstalled -Target $path -Message $message
    }
    $version = $ExecutionContext.SessionState.Module.Version.ToString()
    try {
        $flaw = Get-NativeFlaw -Path $path -System $place.System -Architecture $place.Architecture
        if ($flaw) {
            throw [System.BadImageFormatException]::new((Get-Text $flaw))
        }
        $methods = Get-NativeMethod -Path $path -Version $version
        $abi = $methods::cmv_abi_version()
        # What another ABI answers to any other call is not known.
        $answer = if ($abi -eq $script:AbiVersion) { Invoke-NativeMethod -Native $methods -Name cmv_version }
    } catch {
        $why = $_.Exception.GetBaseException()
        $message = Get-Text LibraryUnloadable $path, $place.Architecture, $place.Rid, $why.Message
        return ConvertTo-ErrorRecord -Id CMNativeLibraryUnloadable -Category OpenError -Target $path -Message $message -Cause $why
    }
    if ($abi -ne $script:AbiVersion) {
        return ConvertTo-ErrorRecord -Id CMNativeLibraryMismatch -Category InvalidData -Target $path -Message (Get-Text LibraryAbiMismatch $path, $abi, $script:AbiVersion)
    }
    if ($answer -is [System.Management.Automation.ErrorRecord]) {
        return $answer
    }
    # A pre-release of the library may carry a label that a module version has no room for.
    if (($answer.version -split '[-+]')[0] -ne $version) {
        return ConvertTo-ErrorRecord -Id CMNativeLibraryMismatch -Category InvalidData -Target $path -Message (Get-Text LibraryVersionMismatch $path, $answer.version, $version)
    }
    $script:Native = $methods
    Write-Timing $clock TimeLibrary $path, $answer.version
}

function script:Invoke-NativeMethod {
    # One call: the answer as an object, or an ErrorRecord. A failure is data here, because one that is thrown and
    # caught would still stand in the caller's $Error, and more than once.
    param (
        [type] $Native,
        [string] $Name,
        [System.Collections.IDictionary] $Request,
        # The request where it is JSON already.
        [string] $Json,
        # What stands between the request and the answer.
        [object[]] $Argument = @(),
        # Gets the arguments as the call leaves them, under Call, with nothing between that could be stopped: who must
        # give something back later would not know of it otherwise.
        [hashtable] $Keep = @{}
    )

    $Keep['Call'] = $null
    try {
        $all = [System.Collections.Generic.List[object]]::new()
        if ($null -ne $Request) {
            # Deeper than by default: a cursor is handed back as it came.
            $Json = ConvertTo-Json -InputObject $Request -Compress -Depth 9
        }
        if ($Json) {
            $bytes = [System.Text.Encoding]::UTF8.GetBytes($Json)
            $all.Add($bytes)
            $all.Add([System.IntPtr] $bytes.Length)
        }
        $all.AddRange($Argument)
        $all.Add([System.IntPtr]::Zero)
        $all.Add([System.IntPtr]::Zero)
        $Keep['Call'] = $all.ToArray()
        $status = $Native.GetMethod($Name).Invoke($null, $Keep['Call'])
        $answer, $length = $Keep['Call'][-2, -1]
        $copy = [byte[]]::new($length.ToInt32())
        if ($copy.Length) {
            [System.Runtime.InteropServices.Marshal]::Copy($answer, $copy, 0, $copy.Length)
        }
    } finally {
        if ($null -ne $Keep['Call']) {
            # NULL where there was no answer, which is allowed.
            $Native::cmv_free($Keep['Call'][-2], $Keep['Call'][-1])
        }
    }
    $json = [System.Text.Encoding]::UTF8.GetString($copy)
    try {
        $value = ConvertFrom-Json -InputObject $json @script:AsWritten
    } catch {
        $value = $null
    }
    if ($status -eq 0 -and $null -ne $value) {
        return $value
    }
    $why = if ($null -ne $value -and $value.PSObject.Properties['error']) { $value.error }
    if ($null -eq $why) {
        return ConvertTo-ErrorRecord -Id CMNative.answerUnreadable -Category InvalidResult -Target $json -Message (Get-Text AnswerUnreadable $Name, $status)
    }
    ConvertTo-ErrorRecord -Id "CMNative.$($why.code)" -Category InvalidOperation -Target $Request -Message ('{0} ({1}, {2}) {3}' -f $why.message, $why.code, $status, $why.remedy)
}

# Newer editions read every text that looks like a point in time as one. A log line must stay as it was written.
$script:AsWritten = @{}
if ($PSVersionTable.PSVersion -ge '7.5') {
    $script:AsWritten['DateKind'] = 'String'
}

function script:Get-ErrorCode {
    # The text to look up for whatever somebody has in hand: a code, or an object that carries one.
    param ([object] $From)

    if ($null -eq $From -or $From -is [string] -or $From -is [System.ValueType]) {
        return "$From"
    }
    if ($From -is [System.Management.Automation.ErrorRecord]) {
        $From = $From.Exception
    }
    foreach ($name in 'Code', 'HResult', 'ErrorCode') {
        $property = $From.PSObject.Properties[$name]
        if ($null -ne $property -and $null -ne $property.Value) {
            return "$($property.Value)"
        }
    }
    "$From"
}
