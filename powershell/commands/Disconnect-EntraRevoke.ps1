function Disconnect-EntraRevoke {
    <#
    .SYNOPSIS
        Forgets the session.

    .DESCRIPTION
        Ends the session of Connect-EntraRevoke and what still runs on it, and forgets its secret and tokens. Writes the context that it ended.

    .INPUTS
        None.

    .OUTPUTS
        EntraRevoke.PowerShell.EntraRevokeContext. The session that was ended.

    .EXAMPLE
        Disconnect-EntraRevoke

        Forgets the session.

    .LINK
        about_EntraRevoke
    #>
    [CmdletBinding()]
    [OutputType('EntraRevoke.PowerShell.EntraRevokeContext')]
    param()

    process {
        if (!$Compiled) { Import-CompiledCommand }
        $forward = ('EntraRevoke.PowerShell.CallerPreference' -as 'type')::Take($PSCmdlet, $ExecutionContext.SessionState)
        $pipeline = { Disconnect-EntraRevoke_Disconnect @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        # In the function's own name: $? and the place of an error are the caller's.
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
