# 'cargo xtask stage' puts Compiled.ps1 and the commands here, those in the folder commands, because one file loads in a fraction of the
# time. For the same reason nothing here runs: no condition, no call. PowerShell compiles each such place at every import.
# Types of ours are named by texts, and a parameter that takes anything has no type: PowerShell looks through all assemblies for what
# a script calls [object] or [EntraRevoke.PowerShell.CallerPreference], at import.
