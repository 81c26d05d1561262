<#
    .SYNOPSIS
        Takes all access from people who leave.

    .DESCRIPTION
        Reads a CSV file with a column UserPrincipalName, disables the accounts, revokes their sign-in sessions together, and disables
        their registered devices, in this order. Every step is tried for everybody, whatever became of others. A CSV file tells
        what was done for each.

        Connect-MgGraph comes first; Update-MgUser and Get-MgUserRegisteredDevice are in the module Microsoft.Graph.Users,
        Update-MgDevice in Microsoft.Graph.Identity.DirectoryManagement.

    .PARAMETER ImportPath
        CSV file with a column UserPrincipalName.

    .PARAMETER ExportPath
        CSV file for the results.

    .EXAMPLE
        ./offboard-users.ps1 -ImportPath leavers.csv -ExportPath results.csv

        Offboards the users of leavers.csv.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        An application can disable Windows devices only. In a hybrid organisation, disable the account and reset the password twice
        in the on-premises Active Directory first. Where an account has to stay usable for administrators, reset its password and
        revoke its sessions in place of disabling it.

        Permissions: User.EnableDisableAccount.All, User.Read.All, User.RevokeSessions.All and, for the devices,
        Device.ReadWrite.All as an application or Directory.AccessAsUser.All as a person.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)]
    [string] $ImportPath,

    [Parameter(Mandatory)]
    [string] $ExportPath
)

$leavers = @(Import-Csv -Path $ImportPath | ForEach-Object {
    [PSCustomObject] @{ UserPrincipalName = $_.UserPrincipalName; Disabled = $false; Revoked = $false; DevicesDisabled = 0; Errors = @() }
})
if (-not $PSCmdlet.ShouldProcess("$($leavers.Count) users", 'Disable, revoke sign-in sessions, disable devices')) { return }

foreach ($leaver in $leavers) {
    try {
        Update-MgUser -UserId $leaver.UserPrincipalName -AccountEnabled:$false -ErrorAction Stop
        $leaver.Disabled = $true
    } catch {
        $leaver.Errors += "Disable: $($_.Exception.Message)"
    }
}

$results = @{}
$leavers | Revoke-MgUserSignInSession -PassThru -ErrorAction SilentlyContinue -WarningAction SilentlyContinue |
    ForEach-Object { $results[$_.UserId] = $_ }
foreach ($leaver in $leavers) {
    $result = $results["$($leaver.UserPrincipalName)".Trim()]
    $leaver.Revoked = $null -ne $result -and $result.Status -eq 'Revoked'
    if (-not $leaver.Revoked) { $leaver.Errors += "Revoke: $(if ($result) { $result.Error } else { 'no usable user' })" }
}

foreach ($leaver in $leavers) {
    try {
        $devices = @(Get-MgUserRegisteredDevice -UserId $leaver.UserPrincipalName -All -ErrorAction Stop)
    } catch {
        $leaver.Errors += "Devices: $($_.Exception.Message)"
        continue
    }
    foreach ($device in $devices) {
        try {
            Update-MgDevice -DeviceId $device.Id -AccountEnabled:$false -ErrorAction Stop
            $leaver.DevicesDisabled++
        } catch {
            $leaver.Errors += "Device $($device.AdditionalProperties['displayName']): $($_.Exception.Message)"
        }
    }
}

$leavers |
    Select-Object -Property UserPrincipalName, Disabled, Revoked, DevicesDisabled, @{ Name = 'Errors'; Expression = { $_.Errors -join '; ' } } |
    Export-Csv -Path $ExportPath -NoTypeInformation
