# A stand-in of EntraRevoke's. Its version is above the real one's, so that scripts that want at least some version are content.
@{
    RootModule           = 'Microsoft.Graph.Groups.psm1'
    ModuleVersion        = '2.99.0'
    GUID                 = '7860439c-a72e-5699-93f7-2711531a3197'
    Author               = 'Entra Revoke contributors'
    CompanyName          = 'Entra Revoke'
    Copyright            = 'MIT OR Apache-2.0'
    Description          = 'Stands in for Microsoft.Graph.Groups: members of groups, as far as EntraRevoke has it.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    RequiredModules      = @(
        'Microsoft.Graph.Authentication'
    )
    FunctionsToExport    = @(
        'Get-MgGroupMember'
        'Get-MgGroupTransitiveMember'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        # By this it is told from the real one.
        EntraRevoke = $true
    }
}
