<#
    .SYNOPSIS
        Revokes the sign-in sessions of all users at high risk.

    .DESCRIPTION
        Takes the users whom Microsoft Entra ID Protection (Entra ID P2) sees at risk, and revokes them together.

        Connect-MgGraph comes first; Get-MgRiskyUser is in the module Microsoft.Graph.Identity.SignIns.

    .PARAMETER RiskLevel
        high (the default), medium or low.

    .EXAMPLE
        ./revoke-risky-users.ps1

        Revokes the sessions of all users at high risk.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        The risk stays as it is until it is remediated or dismissed.

        Permissions: User.RevokeSessions.All and IdentityRiskyUser.Read.All.
#>
[CmdletBinding()]
param(
    [ValidateSet('high', 'medium', 'low')]
    [string] $RiskLevel = 'high'
)

# A deleted user stays a risky one.
Get-MgRiskyUser -Filter "riskLevel eq '$RiskLevel'" -All | Where-Object { -not $_.IsDeleted } | Revoke-MgUserSignInSession -PassThru
