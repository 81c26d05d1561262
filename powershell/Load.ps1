# Loads commands, and the compiled cmdlets behind them, into the module that dot-sources this file; the cmdlets are not exported.
param(
    # Names of the commands.
    [string[]] $Name = '*'
)
$build = if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'netstandard2.0' }
Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, 'bin', $build, 'EntraRevoke.PowerShell.dll'))

# Where a command before ours in a pipeline fails or is stopped, none of our blocks runs any more but clean, which Windows
# PowerShell can't even parse. So it is added here, where it is known. Without it, a run would go on with nobody to hear of it.
$clean = @'
    clean {
        if ($pipeline) { $pipeline.Dispose() }
    }
}
'@
foreach ($file in $Name | ForEach-Object { [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, 'commands'), "$_.ps1") }) {
    $text = [System.IO.File]::ReadAllText($file)
    if ($PSVersionTable.PSVersion -ge '7.3' -and $text.Contains('GetSteppablePipeline')) {
        . ([scriptblock]::Create($text.TrimEnd().TrimEnd('}') + $clean))
    } else {
        . $file
    }
}
Remove-Variable -Name Name, build, clean, file, text -ErrorAction Ignore
