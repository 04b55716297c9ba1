# Three hosts to reach over SSH, on this machine: sshd with settings, keys and users' folders of its own, in a temporary
# folder, on loopback addresses. Nothing of the machine's own SSH is read that decides anything, and nothing is changed.

function Get-SshGap {
    # Why there can be no such hosts here; nothing where there can.
    if (-not [System.Runtime.InteropServices.RuntimeInformation]::IsOSPlatform([System.Runtime.InteropServices.OSPlatform]::Linux)) {
        return 'sshd on addresses of its own is for Linux'
    }
    if (-not (Get-Command New-PSSession).Parameters.ContainsKey('HostName')) {
        return 'this PowerShell has no remoting over SSH'
    }
    foreach ($program in 'sshd', 'ssh', 'ssh-keygen') {
        if (-not (Get-SshProgram $program)) {
            return "$program is not installed: apt-get install openssh-server openssh-client"
        }
    }
}

function Get-SshProgram {
    # sshd is mostly not on the PATH of people.
    param ([string] $Name)

    foreach ($folder in "$env:PATH" -split ':' | Where-Object { $_ }) {
        $path = [System.IO.Path]::Combine($folder, $Name)
        if ([System.IO.File]::Exists($path)) { return $path }
    }
    foreach ($path in "/usr/sbin/$Name", "/usr/local/sbin/$Name") {
        if ([System.IO.File]::Exists($path)) { return $path }
    }
}

function Start-SshHost {
    # Starts one sshd for each address, each with a home folder of its own; gives what Stop-SshHost and callers need.
    param (
        [string[]] $Address = @('127.0.0.2', '127.0.0.3', '127.0.0.4'),

        # The folder that holds CMVerify, as it is installed on each of them.
        [string] $ModulePath
    )

    # Short and without blanks: it goes into settings of ssh.
    $work = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "cmverify-ssh-$([guid]::NewGuid().ToString('N').Substring(0, 8))")
    $null = [System.IO.Directory]::CreateDirectory($work)
    $hosts = @{ Work = $work; Address = $Address; Home = @{}; Processes = @(); MadePrivilegeFolder = $false; Connection = $null; Log = "$work/sshd.log" }
    try {
        $keygen = Get-SshProgram ssh-keygen
        foreach ($key in 'host', 'user') {
            $null = & $keygen -q -t ed25519 -N '' -C cmverify-test -f "$work/$key"
        }
        [System.IO.File]::Copy("$work/user.pub", "$work/authorized")
        # As root, sshd locks a part of itself into this folder, which only a service that was started has made.
        if ([System.Environment]::UserName -eq 'root' -and -not [System.IO.Directory]::Exists('/run/sshd')) {
            $null = [System.IO.Directory]::CreateDirectory('/run/sshd')
            $hosts.MadePrivilegeFolder = $true
        }
        $port = Get-FreePort $Address
        $known = [System.IO.File]::ReadAllText("$work/host.pub").Trim() -replace ' cmverify-test$'
        [System.IO.File]::WriteAllLines("$work/known", [string[]] @(foreach ($each in $Address) { "[$each]:$port $known" }))
        foreach ($each in $Address) {
            $folder = "$work/$each"
            $hosts.Home[$each] = $folder
            $null = [System.IO.Directory]::CreateDirectory($folder)
            # What a session there finds: a home of its own and the module. Its number shows whether it has ended.
            $inherited = @(foreach ($name in 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT', 'XDG_CACHE_HOME') {
                    $value = [System.Environment]::GetEnvironmentVariable($name)
                    if ($value) { "export $name='$value'" }
                })
            [System.IO.File]::WriteAllText("$work/shell-$each", (@(
                        $inherited
                        "export HOME='$folder' PSModulePath='$ModulePath' LC_ALL=C.UTF-8"
                        'cd "$HOME" || exit 1'
                        "echo `$`$ >>'$work/sessions'"
                        "exec '$((Get-Process -Id $PID).Path)' -sshs -NoLogo -NoProfile"
                        ''
                    ) -join "`n"))
            [System.IO.File]::WriteAllLines("$folder.conf", [string[]] @(
                    "Port $port", "ListenAddress $each", "HostKey $work/host", "PidFile $work/$each.pid", "AuthorizedKeysFile $work/authorized"
                    'StrictModes no', 'UsePAM no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'PubkeyAuthentication yes'
                    'PermitRootLogin prohibit-password', 'LogLevel VERBOSE', "Subsystem powershell /bin/sh $work/shell-$each"
                ))
            # Ends by itself where nobody is left to end it.
            $process = Start-Process -FilePath timeout -ArgumentList 900, (Get-SshProgram sshd), '-D', '-f', "$folder.conf", '-E', $hosts.Log -PassThru
            $hosts.Processes += $process
        }
        foreach ($each in $Address) { Wait-SshHost -Address $each -Port $port -Hosts $hosts }
        $hosts.Connection = @{
            Port        = $port
            KeyFilePath = "$work/user"
            Options     = @{ UserKnownHostsFile = "$work/known"; GlobalKnownHostsFile = '/dev/null'; StrictHostKeyChecking = 'yes'; IdentitiesOnly = 'yes'; IdentityAgent = 'none'; BatchMode = 'yes'; LogLevel = 'QUIET' }
        }
        $hosts
    } catch {
        Stop-SshHost $hosts
        throw
    }
}

function Get-FreePort {
    # A port that nobody has on any of the addresses.
    param ([string[]] $Address)

    foreach ($try in 1..50) {
        $listeners = @()
        $port = 0
        try {
            foreach ($each in $Address) {
                $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Parse($each), $port)
                $listener.Start()
                $listeners += $listener
                $port = $listener.LocalEndpoint.Port
            }
            return $port
        } catch {
            if ($try -eq 50) { throw }
        } finally {
            foreach ($listener in $listeners) { $listener.Stop() }
        }
    }
}

function Wait-SshHost {
    param ([string] $Address, [int] $Port, [hashtable] $Hosts)

    foreach ($try in 1..100) {
        $client = [System.Net.Sockets.TcpClient]::new()
        try {
            $client.Connect($Address, $Port)
            return
        } catch {
            if ($try -eq 100) {
                $log = if ([System.IO.File]::Exists($Hosts.Log)) { [System.IO.File]::ReadAllText($Hosts.Log) }
                throw "sshd does not answer on ${Address}:$Port. $log"
            }
            Start-Sleep -Milliseconds 100
        } finally {
            $client.Dispose()
        }
    }
}

function Stop-SshHost {
    # Ends the hosts and what ran on them, and removes every trace.
    param ([hashtable] $Hosts)

    $numbers = @(foreach ($each in $Hosts.Address) { "$($Hosts.Work)/$each.pid" }) + "$($Hosts.Work)/sessions" |
        Where-Object { [System.IO.File]::Exists($_) } | ForEach-Object { [System.IO.File]::ReadAllLines($_) }
    foreach ($number in $numbers) {
        # Of a session that ended long ago the number may be somebody else's by now.
        $command = try { [System.IO.File]::ReadAllText("/proc/$number/cmdline") } catch { '' }
        if ($command.Contains('sshd') -or $command.Contains('-sshs')) { Stop-Process -Id $number -Force -ErrorAction Ignore }
    }
    foreach ($process in $Hosts.Processes) {
        if (-not $process.WaitForExit(5000)) { $process.Kill() }
    }
    if ($Hosts.MadePrivilegeFolder) {
        Remove-Item -LiteralPath /run/sshd -Force -ErrorAction Ignore
    }
    Remove-Item -LiteralPath $Hosts.Work -Recurse -Force -ErrorAction Ignore
}
