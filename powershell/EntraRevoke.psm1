# All commands lie in one file, made by 'cargo xtask stage' of those in the folder commands, because that loads in a fraction of the
# time. For the same reason nothing here needs another module: Set-Alias alone would load a large one.
Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, 'bin', $(if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'netstandard2.0' }), 'EntraRevoke.PowerShell.dll'))

# Where a command before ours in a pipeline fails or is stopped, none of our blocks runs any more but clean, which older versions
# can't even parse. Without it, a run would go on with nobody to hear of it.
. ([System.IO.Path]::Combine($PSScriptRoot, $(if ($PSVersionTable.PSVersion -ge '7.3') { 'commands-with-clean.ps1' } else { 'commands-without-clean.ps1' })))
