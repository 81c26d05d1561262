function Get-EntraRevokeContext {
    <#
    .SYNOPSIS
        Tells who is connected.

    .DESCRIPTION
        Shows the session that the Revoke commands use, without any token; nothing when there is none. Source says which command
        signed in: Connect-EntraRevoke, or Connect-MgGraph (which Connect-Entra calls), whose session is used where there is no
        other. LastStopped tells of the last run that was stopped before its end, and lists whom to run again.

    .INPUTS
        None.

    .OUTPUTS
        EntraRevoke.PowerShell.EntraRevokeContext.

    .EXAMPLE
        Get-EntraRevokeContext

        Shows who is connected to which tenant, with what.

    .EXAMPLE
        (Get-EntraRevokeContext).LastStopped.NotRevoked | Revoke-MgUserSignInSession

        Goes on with a run that was stopped by Ctrl+C.

    .LINK
        about_EntraRevoke
    #>
    [CmdletBinding()]
    [OutputType('EntraRevoke.PowerShell.EntraRevokeContext')]
    param()

    process {
        if (!$Compiled) { Import-CompiledCommand }
        $forward = ('EntraRevoke.PowerShell.CallerPreference' -as 'type')::Take($PSCmdlet, $ExecutionContext.SessionState)
        $pipeline = { Get-EntraRevokeContext_Get @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        # In the function's own name: $? and the place of an error are the caller's.
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
