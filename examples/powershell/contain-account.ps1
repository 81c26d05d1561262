<#
    .SYNOPSIS
        Takes all access from an account that may be compromised.

    .DESCRIPTION
        Disables the account, revokes its sign-in sessions, and disables its registered devices: the steps that Microsoft recommends
        to revoke access in an emergency, in their order. Every step is tried, whatever became of those before it, and writes an
        object that says whether it was done.

        Connect-MgGraph comes first; Update-MgUser and Get-MgUserRegisteredDevice are in the module Microsoft.Graph.Users,
        Update-MgDevice in Microsoft.Graph.Identity.DirectoryManagement.

    .PARAMETER UserPrincipalName
        Principal name or object id.

    .EXAMPLE
        ./contain-account.ps1 -UserPrincipalName ann@contoso.com

        Contains the account of ann@contoso.com.

    .EXAMPLE
        ./contain-account.ps1 -UserPrincipalName ann@contoso.com -WhatIf

        Shows what would be done.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        An application can disable Windows devices only. A device that several people use is disabled for all of them. In a hybrid
        organisation, disable the account and reset the password twice in the on-premises Active Directory first. It resets no
        password, and removes no authentication methods, mailbox rules or consents that an attacker may have left.

        Permissions: User.EnableDisableAccount.All, User.Read.All, User.RevokeSessions.All and, for the devices,
        Device.ReadWrite.All as an application or Directory.AccessAsUser.All as a person.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)]
    [string] $UserPrincipalName
)

# Who can't be disabled can still be signed out.
function Invoke-Step {
    param([string] $Step, [string] $Target, [scriptblock] $Action)

    if (-not $PSCmdlet.ShouldProcess($Target, $Step)) { return }
    $failure = $null
    try { $null = & $Action } catch { $failure = $_.Exception.Message }
    [PSCustomObject] @{ Step = $Step; Target = $Target; Done = $null -eq $failure; Error = $failure }
}

Invoke-Step 'Disable the account' $UserPrincipalName {
    Update-MgUser -UserId $UserPrincipalName -AccountEnabled:$false -ErrorAction Stop
}

Invoke-Step 'Revoke the sign-in sessions' $UserPrincipalName {
    $result = Revoke-MgUserSignInSession -UserId $UserPrincipalName -ErrorAction Stop
    # The service says true for a guest, too.
    if ($result.Status -ne 'Revoked') { throw $result.Error }
}

$devices = @()
try {
    $devices = @(Get-MgUserRegisteredDevice -UserId $UserPrincipalName -All -ErrorAction Stop)
} catch {
    [PSCustomObject] @{ Step = 'Find the devices'; Target = $UserPrincipalName; Done = $false; Error = $_.Exception.Message }
}

foreach ($device in $devices) {
    Invoke-Step 'Disable the device' "$($device.AdditionalProperties['displayName']) ($($device.Id))" {
        Update-MgDevice -DeviceId $device.Id -AccountEnabled:$false -ErrorAction Stop
    }
}
