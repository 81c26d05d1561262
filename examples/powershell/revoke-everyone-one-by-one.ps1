<#
    .SYNOPSIS
        Revokes the sign-in sessions of every user of the tenant, one after another.

    .DESCRIPTION
        This is the script as it is found in many guides. It signs everybody out, you and the emergency access accounts as well.
        revoke-everyone.ps1 does the same many times as fast, and can leave users out.

        Connect-MgGraph comes first; Get-MgUser is in the module Microsoft.Graph.Users.

    .EXAMPLE
        ./revoke-everyone-one-by-one.ps1

        Revokes everybody's sessions.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        Permissions: User.RevokeSessions.All and User.Read.All.
#>
[CmdletBinding()]
param()

Get-MgUser -All | ForEach-Object { Revoke-MgUserSignInSession -UserId $_.Id }
