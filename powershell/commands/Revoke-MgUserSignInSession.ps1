function Revoke-MgUserSignInSession {
    <#
    .SYNOPSIS
        Revokes the sign-in sessions of users, many at once.

    .DESCRIPTION
        Invalidates the refresh tokens and session cookies of one or more users (Microsoft Graph v1.0,
        POST /users/{id}/revokeSignInSessions), as the command of the same name of the Microsoft Graph PowerShell SDK does.
        Users given together, as an array or through the pipeline, are revoked concurrently, as fast as the write quota of
        Microsoft Graph allows; each result is written as soon as it is known, and a user who fails is a non-terminating error.

        Extensions to the SDK's command: -UserId takes arrays, position 0 and the pipeline (texts, and objects with UserId,
        ObjectId, Id of a user, UserPrincipalName or UPN); -PassThru.

    .PARAMETER UserId
        Object ids or user principal names, or objects that have one. Columns that are spelled with blanks count as well: 'User
        principal name', 'Object Id' and 'User ID', as the admin centers export them.

    .PARAMETER InputObject
        An identity object or a dictionary with UserId.

    .PARAMETER ResponseHeadersVariable
        Name of a global variable that receives the response headers of the last success.

    .PARAMETER Headers
        Headers for the request of each user; in a batch they stand with the user's part of it. Authorization, Host and what
        decides how request and answer are written are the library's: one of those, or one that can't be sent, is an error for
        every user, and nothing is sent.

    .PARAMETER PassThru
        Also writes an object, with Value false, for each user who was not revoked, and for whatever is no user.

    .INPUTS
        System.Object. Users.

    .OUTPUTS
        EntraRevoke.PowerShell.RevocationResult. Value is true when the service said that it revoked the sessions.

    .EXAMPLE
        Revoke-MgUserSignInSession -UserId ann@contoso.com

        Revokes the sessions of one user.

    .EXAMPLE
        Import-Csv -Path users.csv | Revoke-MgUserSignInSession

        Revokes the sessions of all users in a CSV file with a column UserPrincipalName, together.

    .EXAMPLE
        Revoke-MgUserSignInSession -UserId ann@contoso.com, bob@contoso.com -PassThru | Export-Csv -Path results.csv -NoTypeInformation

        Revokes two users and keeps what became of each.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        Least privilege: User.RevokeSessions.All (delegated or application). For administrators, a role such as Privileged
        Authentication Administrator is needed as well.

    .LINK
        https://learn.microsoft.com/graph/api/user-revokesigninsessions
    #>
    [CmdletBinding(DefaultParameterSetName = 'Revoke', SupportsShouldProcess, ConfirmImpact = 'Medium', PositionalBinding = $false)]
    [Alias('Revoke-MgUserSign')]
    [OutputType('EntraRevoke.PowerShell.RevocationResult')]
    param(
        [Parameter(ParameterSetName = 'Revoke', Mandatory, Position = 0, ValueFromPipeline)]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [Alias('ObjectId', 'Id', 'UserPrincipalName', 'UPN')]
        [ArgumentCompleter({ & (Get-Command -Name $args[0]).Module Complete-Argument User @args })]
        $UserId,

        [Parameter(ParameterSetName = 'RevokeViaIdentity', Mandatory)]
        $InputObject,

        [Parameter()]
        [Alias('RHV')]
        [string] $ResponseHeadersVariable,

        [Parameter()]
        [System.Collections.IDictionary] $Headers,

        [Parameter()]
        [switch] $PassThru,

        [Parameter(DontShow)]
        [switch] $Break,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        $HttpPipelineAppend,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        $HttpPipelinePrepend,

        [Parameter(DontShow)]
        [uri] $Proxy,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        [pscredential] $ProxyCredential,

        [Parameter(DontShow)]
        [switch] $ProxyUseDefaultCredentials
    )

    begin {
        if (!$Compiled) { Import-CompiledCommand }
        $forward = ('EntraRevoke.PowerShell.CallerPreference' -as 'type')::Take($PSCmdlet, $ExecutionContext.SessionState)
        $command = if ($PSCmdlet.ParameterSetName -eq 'RevokeViaIdentity') {
            { Revoke-MgUserSignInSession_RevokeViaIdentity @forward }
        } else {
            { Revoke-MgUserSignInSession_Revoke @forward }
        }
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
