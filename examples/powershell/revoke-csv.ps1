# Revokes the users of a CSV file with a column UserPrincipalName, one after another, and writes what became of each. This is
# the script as it is found in many guides; revoke-csv-together.ps1 does the same many times as fast.
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
