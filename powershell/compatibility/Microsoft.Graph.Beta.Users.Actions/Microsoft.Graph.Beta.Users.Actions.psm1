. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'Shared.ps1')) -Name 'Revoke-MgBetaUserSignInSession'
