# A stand-in of EntraRevoke's. Its version is above the real one's, so that scripts that want at least some version are content.
@{
    ModuleVersion        = '2.99.0'
    GUID                 = '213c8f1b-97c2-5273-a020-f35fd8cc6547'
    Author               = 'Entra Revoke contributors'
    CompanyName          = 'Entra Revoke'
    Copyright            = 'MIT OR Apache-2.0'
    Description          = 'Stands in for Microsoft.Graph: the modules that EntraRevoke stands in for, as far as EntraRevoke has it.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    RequiredModules      = @(
        'Microsoft.Graph.Authentication'
        'Microsoft.Graph.Users'
        'Microsoft.Graph.Users.Actions'
        'Microsoft.Graph.Identity.SignIns'
        'Microsoft.Graph.Identity.DirectoryManagement'
        'Microsoft.Graph.Groups'
    )
    FunctionsToExport    = @()
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        # By this it is told from the real one.
        EntraRevoke = $true
    }
}
