function Revoke-EntraUserAllRefreshToken {
    <#
    .SYNOPSIS
        Revokes the refresh tokens of users, many at once.

    .DESCRIPTION
        Invalidates the refresh tokens and session cookies of one or more users (Microsoft Graph v1.0,
        POST /users/{id}/revokeSignInSessions), as the command of the same name of Microsoft Entra PowerShell does. Users given
        together are revoked concurrently, as fast as the write quota of Microsoft Graph allows.

        Extensions to the Entra command: -UserId takes arrays; -WhatIf, -Confirm and -PassThru.

    .PARAMETER UserId
        Object ids or user principal names, or objects that have one. Columns that are spelled with blanks count as well: 'User
        principal name', 'Object Id' and 'User ID', as the admin centers export them.

    .PARAMETER PassThru
        Also writes an object, with Value false, for each user who was not revoked, and for whatever is no user.

    .INPUTS
        System.Object. Users.

    .OUTPUTS
        EntraRevoke.PowerShell.RevocationResult. Value is true when the service said that it revoked the tokens.

    .EXAMPLE
        Revoke-EntraUserAllRefreshToken -UserId ann@contoso.com

        Revokes the tokens of one user.

    .EXAMPLE
        'ann@contoso.com', 'bob@contoso.com' | Revoke-EntraUserAllRefreshToken

        Revokes the tokens of two users, together.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        Least privilege: User.RevokeSessions.All (delegated or application). For administrators, a role such as Privileged
        Authentication Administrator is needed as well.

    .LINK
        https://learn.microsoft.com/graph/api/user-revokesigninsessions
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [Alias('Revoke-AzureADUserAllRefreshToken')]
    [OutputType('EntraRevoke.PowerShell.RevocationResult')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [Alias('ObjectId', 'Id', 'UserPrincipalName', 'UPN')]
        [ArgumentCompleter({ & (Get-Command -Name $args[0]).Module Complete-Argument User @args })]
        $UserId,

        [Parameter()]
        [switch] $PassThru
    )

    begin {
        if (!$Compiled) { Import-CompiledCommand }
        $forward = ('EntraRevoke.PowerShell.CallerPreference' -as 'type')::Take($PSCmdlet, $ExecutionContext.SessionState)
        $command = { Revoke-MgUserSignInSession_Revoke @forward }
        $pipeline = $command.GetSteppablePipeline($MyInvocation.CommandOrigin)
        ('EntraRevoke.PowerShell.CallerPipeline' -as 'type')::Ends($PSCmdlet, $pipeline)
        $pipeline.Begin($PSCmdlet)
    }

    process {
        $pipeline.Process($_)
    }

    end {
        $pipeline.End()
    }
}
