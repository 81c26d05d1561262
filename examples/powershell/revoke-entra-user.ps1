<#
    .SYNOPSIS
        Revokes the refresh tokens of users with the command of Microsoft Entra PowerShell.

    .DESCRIPTION
        It is the same request as that of Revoke-MgUserSignInSession, under the name that scripts for Connect-Entra use.

        Connect-EntraRevoke (or Connect-MgGraph, with the Graph SDK) comes first.

    .PARAMETER UserId
        Principal names or object ids.

    .EXAMPLE
        ./revoke-entra-user.ps1 -UserId ann@contoso.com

        Revokes the refresh tokens of ann@contoso.com.

    .EXAMPLE
        Get-Content -Path users.txt | ./revoke-entra-user.ps1

        Revokes the users of a text file, together.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        Permissions: User.RevokeSessions.All.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0, ValueFromPipeline)]
    [string[]] $UserId
)

begin { $users = @() }
process { $users += $UserId }
end { Revoke-EntraUserAllRefreshToken -UserId $users }
