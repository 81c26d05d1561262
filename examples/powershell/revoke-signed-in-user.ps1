<#
    .SYNOPSIS
        Revokes your own sign-in sessions.

    .DESCRIPTION
        Revokes the sessions of whoever signed in with Connect-EntraRevoke (or Connect-MgGraph), this one among them. An application
        has no user and can't do it.

    .EXAMPLE
        ./revoke-signed-in-user.ps1

        Signs you out everywhere.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        Permissions: User.RevokeSessions.All, delegated.
#>
[CmdletBinding()]
param()

Revoke-EntraSignedInUserAllRefreshToken
