. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'Shared.ps1')) -Name 'Connect-EntraRevoke', 'Revoke-EntraSignedInUserAllRefreshToken', 'Revoke-EntraUserAllRefreshToken'

# The same parameters, the same code; only the name is another.
Set-Item -Path Function:Connect-Entra -Value ${function:Connect-EntraRevoke}

function Disconnect-Entra {
    [CmdletBinding()]
    param()

    $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
    Microsoft.Graph.Authentication\Disconnect-MgGraph @forward
}

# Get-MgContext's, and which module gave it.
function Get-EntraContext {
    [CmdletBinding()]
    param()

    $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
    foreach ($context in Microsoft.Graph.Authentication\Get-MgContext @forward) {
        Add-Member -InputObject $context -NotePropertyName EntraPSModuleName -NotePropertyValue $MyInvocation.MyCommand.ModuleName
        Add-Member -InputObject $context -NotePropertyName EntraPSVersion -NotePropertyValue $MyInvocation.MyCommand.Version -PassThru
    }
}
