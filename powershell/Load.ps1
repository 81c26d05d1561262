# Loads commands, and the compiled cmdlets behind them, into the module that dot-sources this file; the cmdlets are not exported.
param(
    # Names of the commands; wildcards are allowed.
    [string[]] $Name = @()
)
Import-Module -Name "$PSScriptRoot/bin/netstandard2.0/EntraRevoke.PowerShell.dll"

# Where a command before ours in a pipeline fails or is stopped, none of our blocks runs any more but clean, which Windows
# PowerShell can't even parse. Without it, a run would go on with nobody to hear of it.
$folder = if ($PSVersionTable.PSVersion -ge '7.3') { 'commands-with-clean' } else { 'commands' }
foreach ($file in $Name | ForEach-Object { [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, $folder), "$_.ps1") }) {
    . $file
}
Remove-Variable -Name Name, folder, file -ErrorAction Ignore
