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

    $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
    Disconnect-EntraRevoke_Disconnect @forward
}
