@{
    RootModule           = 'EntraRevoke.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '4b0e7f0c-6f0f-4d0e-9f55-3a6f5f4c2f61'
    Author               = 'Entra Revoke contributors'
    CompanyName          = 'Entra Revoke'
    Copyright            = 'MIT OR Apache-2.0'
    Description          = 'Revokes the sign-in sessions of many Microsoft Entra ID users at once, as fast as Microsoft Graph allows, with the commands that scripts already use.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    DotNetFrameworkVersion = '4.7.2'
    FormatsToProcess     = @('EntraRevoke.format.ps1xml')
    FunctionsToExport    = @(
        'Add-EntraRevokeEnvironment'
        'Connect-EntraRevoke'
        'Disconnect-EntraRevoke'
        'Enable-EntraRevokeCompatibility'
        'Get-EntraRevokeContext'
        'Get-EntraRevokeEnvironment'
        'Remove-EntraRevokeEnvironment'
        'Revoke-EntraBetaSignedInUserAllRefreshToken'
        'Revoke-EntraBetaUserAllRefreshToken'
        'Revoke-EntraSignedInUserAllRefreshToken'
        'Revoke-EntraUserAllRefreshToken'
        'Revoke-MgBetaUserSignInSession'
        'Revoke-MgUserSignInSession'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @(
        'Revoke-AzureADSignedInUserAllRefreshToken'
        'Revoke-AzureADUserAllRefreshToken'
        'Revoke-MgUserSign'
    )
    PrivateData          = @{
        PSData = @{
            Tags       = @('Entra', 'Graph', 'Microsoft365', 'Security', 'Revoke', 'IncidentResponse')
            LicenseUri = 'https://github.com/entra-revoke/entra-revoke/blob/main/LICENSE-MIT'
            ProjectUri = 'https://github.com/entra-revoke/entra-revoke'
        }
    }
}
