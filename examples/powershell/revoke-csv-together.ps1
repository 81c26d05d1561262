<#
    .SYNOPSIS
        Revokes the users of a CSV file, together.

    .DESCRIPTION
        Reads a CSV file with a column UserPrincipalName, revokes all of its users concurrently, and writes a CSV file with what
        became of each.

        Connect-EntraRevoke (or Connect-MgGraph, with the Graph SDK) comes first.

    .PARAMETER ImportPath
        CSV file with a column UserPrincipalName.

    .PARAMETER ExportPath
        CSV file for the results.

    .EXAMPLE
        ./revoke-csv-together.ps1 -ImportPath users.csv -ExportPath results.csv

        Revokes the users of users.csv.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        Permissions: User.RevokeSessions.All.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $ImportPath,

    [Parameter(Mandatory)]
    [string] $ExportPath
)

Import-Csv -Path $ImportPath |
    Revoke-MgUserSignInSession -PassThru |
    Select-Object -Property UserId, Status, Error, RequestId, Attempts |
    Export-Csv -Path $ExportPath -NoTypeInformation
