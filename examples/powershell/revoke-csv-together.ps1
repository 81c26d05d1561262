# Revokes the users of a CSV file with a column UserPrincipalName, together, and writes what became of each.
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
