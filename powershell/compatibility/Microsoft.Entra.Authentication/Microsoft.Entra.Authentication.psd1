# A stand-in of EntraRevoke's. Its version is above the real one's, so that scripts that want at least some version are content.
@{
    RootModule           = 'Microsoft.Entra.Authentication.psm1'
    ModuleVersion        = '1.99.0'
    GUID                 = '6c0aaab3-a410-5e1c-af4a-dee3d8cde14e'
    Author               = 'Entra Revoke contributors'
    CompanyName          = 'Entra Revoke'
    Copyright            = 'MIT OR Apache-2.0'
    Description          = 'Stands in for Microsoft.Entra.Authentication: sign-in and refresh tokens, as far as EntraRevoke has it.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    RequiredModules      = @(
        'Microsoft.Graph.Authentication'
    )
    FunctionsToExport    = @(
        'Connect-Entra'
        'Disconnect-Entra'
        'Get-EntraContext'
        'Revoke-EntraSignedInUserAllRefreshToken'
        'Revoke-EntraUserAllRefreshToken'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        # By this it is told from the real one.
        EntraRevoke = $true
    }
}
