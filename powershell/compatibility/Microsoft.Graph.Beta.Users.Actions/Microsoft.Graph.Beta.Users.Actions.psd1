# A stand-in of EntraRevoke's. Its version is above the real one's, so that scripts that want at least some version are content.
@{
    RootModule           = 'Microsoft.Graph.Beta.Users.Actions.psm1'
    ModuleVersion        = '2.99.0'
    GUID                 = '3abc5b4d-561b-54de-8bf8-672f352c51c3'
    Author               = 'Entra Revoke contributors'
    CompanyName          = 'Entra Revoke'
    Copyright            = 'MIT OR Apache-2.0'
    Description          = 'Stands in for Microsoft.Graph.Beta.Users.Actions: actions on users, beta, as far as EntraRevoke has it.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    RequiredModules      = @(
        'Microsoft.Graph.Authentication'
    )
    FunctionsToExport    = @(
        'Revoke-MgBetaUserSignInSession'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        # By this it is told from the real one.
        EntraRevoke = $true
    }
}
