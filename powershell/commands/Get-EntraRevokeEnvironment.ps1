function Get-EntraRevokeEnvironment {
    <#
    .SYNOPSIS
        Lists environments.

    .DESCRIPTION
        Lists the clouds that Connect-EntraRevoke knows: the built-in ones, and those added.

    .PARAMETER Name
        Name; wildcards are allowed.

    .INPUTS
        None.

    .OUTPUTS
        EntraRevoke.PowerShell.EntraRevokeEnvironment.

    .EXAMPLE
        Get-EntraRevokeEnvironment

        Lists all environments.

    .EXAMPLE
        Get-EntraRevokeEnvironment -Name US*

        Lists those whose names begin with US.

    .LINK
        about_EntraRevoke
    #>
    [CmdletBinding()]
    [OutputType('EntraRevoke.PowerShell.EntraRevokeEnvironment')]
    param(
        [Parameter(Position = 0)]
        [SupportsWildcards()]
        [ArgumentCompleter({ & (Get-Command -Name $args[0]).Module Complete-Argument Environment @args })]
        [string] $Name
    )

    process {
        if (!$Compiled) { Import-CompiledCommand }
        $forward = ('EntraRevoke.PowerShell.CallerPreference' -as 'type')::Take($PSCmdlet, $ExecutionContext.SessionState)
        $pipeline = { Get-EntraRevokeEnvironment_List @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        # In the function's own name: $? and the place of an error are the caller's.
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
