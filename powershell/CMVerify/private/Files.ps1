# Files that are written whole or not at all.

function script:Write-WholeFile {
    # A new file in the place of an older one. Throws what the system says; nothing is left behind then, and what was
    # there before stays.
    param ([string] $Path, [byte[]] $Bytes)

    $new = "$Path.$([guid]::NewGuid().ToString('N')).tmp"
    try {
        $stream = [System.IO.FileStream]::new($new, 'CreateNew', 'Write', 'None')
        try {
            $stream.Write($Bytes, 0, $Bytes.Length)
            $stream.Flush($true)
        } finally {
            $stream.Dispose()
        }
        if ([System.IO.File]::Exists($Path)) {
            [System.IO.File]::Replace($new, $Path, [nullstring]::Value)
        } else {
            [System.IO.File]::Move($new, $Path)
        }
    } finally {
        # Also after Ctrl+C. Of one that is in its place nothing is left to take away.
        try { [System.IO.File]::Delete($new) } catch { $null = $_ }
    }
}
