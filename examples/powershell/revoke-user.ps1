# Revokes the sign-in sessions of one user. Connect-EntraRevoke (or Connect-MgGraph, with the Graph SDK) comes first.
#
# What it does not do: access tokens issued already live on until they expire, guests are not affected, and sessions that an
# application keeps by cookies of its own go on.
param(
    [Parameter(Mandatory)]
    [string] $UserPrincipalName
)

Revoke-MgUserSignInSession -UserId $UserPrincipalName
