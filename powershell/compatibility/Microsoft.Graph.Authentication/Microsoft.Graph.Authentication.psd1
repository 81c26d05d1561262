# A stand-in of EntraRevoke's. Its version is above the real one's, so that scripts that want at least some version are content.
@{
    RootModule           = 'Microsoft.Graph.Authentication.psm1'
    ModuleVersion        = '2.99.0'
    GUID                 = '55e1d19d-f012-5691-bd29-60c68ba222e7'
    Author               = 'Entra Revoke contributors'
    CompanyName          = 'Entra Revoke'
    Copyright            = 'MIT OR Apache-2.0'
    Description          = 'Stands in for Microsoft.Graph.Authentication: sign-in and requests of one''s own, as far as EntraRevoke has it.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    # Of all modules that stand in: each needs this one.
    FormatsToProcess     = @('Microsoft.Graph.format.ps1xml')
    FunctionsToExport    = @(
        'Connect-MgGraph'
        'Disconnect-MgGraph'
        'Get-MgContext'
        'Invoke-MgGraphRequest'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @(
        'Connect-Graph'
        'Disconnect-Graph'
        'Invoke-GraphRequest'
    )
    PrivateData          = @{
        # By this it is told from the real one.
        EntraRevoke = $true
    }
}
