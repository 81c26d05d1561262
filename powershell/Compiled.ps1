# Whether the compiled cmdlets are there. A parameter, because a module's script declares one without running anything.
param($Compiled)

# The compiled cmdlets behind the commands are loaded by the first command that is called, and not by Import-Module: PowerShell takes
# as long for them as for all the rest, and a profile or a script that imports the module may never call it.
function Import-CompiledCommand {
    $null = Microsoft.PowerShell.Core\Import-Module -Name "$PSScriptRoot/bin/netstandard2.0/EntraRevoke.PowerShell.dll" -Verbose:$false -ErrorAction Stop
    $script:Compiled = $true
}

# What Tab offers. The block of an ArgumentCompleter runs where Tab is pressed and knows the module by its command only.
function Complete-Argument {
    if (!$Compiled) { Import-CompiledCommand }
    (New-Object -TypeName "EntraRevoke.PowerShell.$($args[0])Completer").CompleteArgument($args[1], $args[2], $args[3], $args[4], $args[5])
}
