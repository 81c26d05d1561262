# All commands lie in one file, made by 'cargo xtask stage' of those in the folder commands, because that loads in a fraction of the
# time. For the same reason nothing here needs another module (Set-Alias alone would load a large one), and nothing calls a method or
# reads a property: PowerShell compiles each such place at every import.
if ($PSEdition -eq 'Core') {
    Import-Module -Name "$PSScriptRoot/bin/net8.0/EntraRevoke.PowerShell.dll"

    # Where a command before ours in a pipeline fails or is stopped, none of our blocks runs any more but clean, which Windows
    # PowerShell can't even parse. Without it, a run would go on with nobody to hear of it.
    . "$PSScriptRoot/commands-with-clean.ps1"
} else {
    Import-Module -Name "$PSScriptRoot/bin/netstandard2.0/EntraRevoke.PowerShell.dll"
    . "$PSScriptRoot/commands-without-clean.ps1"
}
