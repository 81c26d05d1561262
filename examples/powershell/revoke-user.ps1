<#
    .SYNOPSIS
        Revokes the sign-in sessions of one user.

    .DESCRIPTION
        Connect-EntraRevoke (or Connect-MgGraph, with the Graph SDK) comes first.

    .PARAMETER UserPrincipalName
        Principal name or object id.

    .EXAMPLE
        ./revoke-user.ps1 -UserPrincipalName ann@contoso.com

        Revokes the sessions of ann@contoso.com.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        Permissions: User.RevokeSessions.All.
#>
param(
    [Parameter(Mandatory)]
    [string] $UserPrincipalName
)

Revoke-MgUserSignInSession -UserId $UserPrincipalName
