function Revoke-EntraBetaSignedInUserAllRefreshToken {
    <#
    .SYNOPSIS
        Revokes the refresh tokens of the signed-in user.

    .DESCRIPTION
        Invalidates the refresh tokens and session cookies of the user who signed in (Microsoft Graph beta,
        POST /me/revokeSignInSessions), as the command of the same name of Microsoft Entra PowerShell does. It needs a delegated
        token; an application has no user.

    .INPUTS
        None.

    .OUTPUTS
        EntraRevoke.PowerShell.RevocationResult. Value is true when the service said that it revoked the tokens.

    .EXAMPLE
        Revoke-EntraBetaSignedInUserAllRefreshToken

        Revokes the tokens of the signed-in user, this session's among them.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        Least privilege: User.RevokeSessions.All (delegated; an application has no signed-in user).

    .LINK
        https://learn.microsoft.com/graph/api/user-revokesigninsessions
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('EntraRevoke.PowerShell.RevocationResult')]
    param()

    process {
        if (!$Compiled) { Import-CompiledCommand }
        $forward = ('EntraRevoke.PowerShell.CallerPreference' -as 'type')::Take($PSCmdlet, $ExecutionContext.SessionState)
        $pipeline = { Revoke-SignedInUserSession_Revoke @forward -Beta }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        # In the function's own name: $? and the place of an error are the caller's.
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
