<#
    .SYNOPSIS
        Revokes the sign-in sessions of several users, together.

    .DESCRIPTION
        Connect-EntraRevoke (or Connect-MgGraph, with the Graph SDK) comes first.

    .PARAMETER UserPrincipalName
        Principal names or object ids, separated by commas.

    .EXAMPLE
        ./revoke-users.ps1 ann@contoso.com, bob@contoso.com

        Revokes the sessions of two users.

    .EXAMPLE
        ./revoke-users.ps1 'ann@contoso.com, bob@contoso.com'

        The same, with a text as it comes from elsewhere.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        Permissions: User.RevokeSessions.All.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string[]] $UserPrincipalName
)

# 'a,b' in quotes is one text. A principal name can't have a comma.
$users = $UserPrincipalName -split ',' | ForEach-Object { $_.Trim() } | Where-Object { $_ }
Revoke-MgUserSignInSession -UserId $users
