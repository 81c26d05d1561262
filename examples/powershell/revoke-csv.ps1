<#
    .SYNOPSIS
        Revokes the users of a CSV file one after another.

    .DESCRIPTION
        This is the script as it is found in many guides: it reads a CSV file with a column UserPrincipalName, and writes one with
        what became of each user. revoke-csv-together.ps1 does the same many times as fast, and keeps the error of each user, whom
        Export-Csv drops here when the first one went well.

        Connect-EntraRevoke (or Connect-MgGraph, with the Graph SDK) comes first.

    .PARAMETER ImportPath
        CSV file with a column UserPrincipalName.

    .PARAMETER ExportPath
        CSV file for the results.

    .EXAMPLE
        ./revoke-csv.ps1 -ImportPath users.csv -ExportPath results.csv

        Revokes the users of users.csv.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        Permissions: User.RevokeSessions.All.
#>
param(
    [Parameter(Mandatory)]
    [string] $ImportPath,

    [Parameter(Mandatory)]
    [string] $ExportPath
)

$users = Import-Csv -Path $ImportPath
$results = @()
foreach ($user in $users) {
    try {
        Revoke-MgUserSignInSession -UserId $user.UserPrincipalName -ErrorAction Stop
        $results += [PSCustomObject]@{
            UserPrincipalName = $user.UserPrincipalName
            Status = "Success"
        }
    } catch {
        $results += [PSCustomObject]@{
            UserPrincipalName = $user.UserPrincipalName
            Status = "Failed"
            Error = $_.Exception.Message
        }
    }
}
$results | Export-Csv -Path $ExportPath -NoTypeInformation
