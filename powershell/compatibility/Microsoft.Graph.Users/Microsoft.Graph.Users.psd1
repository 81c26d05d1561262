# A stand-in of EntraRevoke's. Its version is above the real one's, so that scripts that want at least some version are content.
@{
    RootModule           = 'Microsoft.Graph.Users.psm1'
    ModuleVersion        = '2.99.0'
    GUID                 = '8e808c43-b89d-5bae-a3bf-8a9407b12f19'
    Author               = 'Entra Revoke contributors'
    CompanyName          = 'Entra Revoke'
    Copyright            = 'MIT OR Apache-2.0'
    Description          = 'Stands in for Microsoft.Graph.Users: users, as far as EntraRevoke has it.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    RequiredModules      = @(
        'Microsoft.Graph.Authentication'
    )
    FunctionsToExport    = @(
        'Get-MgUser'
        'Get-MgUserRegisteredDevice'
        'Update-MgUser'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        # By this it is told from the real one.
        EntraRevoke = $true
    }
}
