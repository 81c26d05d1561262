# A stand-in of EntraRevoke's. Its version is above the real one's, so that scripts that want at least some version are content.
@{
    RootModule           = 'Microsoft.Graph.Users.Actions.psm1'
    ModuleVersion        = '2.99.0'
    GUID                 = 'a7003dfa-25b8-5c10-8dde-e40cd227b236'
    Author               = 'Entra Revoke contributors'
    CompanyName          = 'Entra Revoke'
    Copyright            = 'MIT OR Apache-2.0'
    Description          = 'Stands in for Microsoft.Graph.Users.Actions: actions on users, as far as EntraRevoke has it.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    RequiredModules      = @(
        'Microsoft.Graph.Authentication'
    )
    FunctionsToExport    = @(
        'Revoke-MgUserSignInSession'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @(
        'Revoke-MgUserSign'
    )
    PrivateData          = @{
        # By this it is told from the real one.
        EntraRevoke = $true
    }
}
