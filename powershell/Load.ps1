# Loads commands, and the compiled cmdlets behind them, into the module that dot-sources this file; the cmdlets are not exported.
param(
    # Names of the commands; wildcards are allowed.
    [string[]] $Name = @()
)
. "$PSScriptRoot/Compiled.ps1"
Import-CompiledCommand
Import-Module -Name "$PSScriptRoot/bin/netstandard2.0/EntraRevoke.PowerShell.Graph.dll"

foreach ($file in $Name | ForEach-Object { [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, 'commands'), "$_.ps1") }) {
    . $file
}
Remove-Variable -Name Name, file -ErrorAction Ignore
