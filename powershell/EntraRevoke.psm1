# All commands lie in one file, made by 'cargo xtask stage' of those in the folder commands, because that loads in a fraction of the
# time. For the same reason nothing here needs another module (Set-Alias alone would load a large one), and nothing calls a
# method: PowerShell compiles each such place at every import.
#
# Where a command before ours in a pipeline fails or is stopped, none of our blocks runs any more but clean, which versions before 7.3
# can't even parse. Without it, a run would go on with nobody to hear of it.
if ($PSVersionTable['PSVersion'] -ge '7.3') {
    . "$PSScriptRoot/commands-with-clean.ps1"
} else {
    . "$PSScriptRoot/commands-without-clean.ps1"
}
