# A stand-in of EntraRevoke's. Its version is above the real one's, so that scripts that want at least some version are content.
@{
    RootModule           = 'Microsoft.Entra.Groups.psm1'
    ModuleVersion        = '1.99.0'
    GUID                 = '7112ab92-0a5a-58dd-a754-07c22ff865ad'
    Author               = 'Entra Revoke contributors'
    CompanyName          = 'Entra Revoke'
    Copyright            = 'MIT OR Apache-2.0'
    Description          = 'Stands in for Microsoft.Entra.Groups: members of groups, as far as EntraRevoke has it.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    RequiredModules      = @(
        'Microsoft.Graph.Authentication'
    )
    FunctionsToExport    = @(
        'Get-EntraGroupMember'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        # By this it is told from the real one.
        EntraRevoke = $true
    }
}
