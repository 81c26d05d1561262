. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'Shared.ps1')) -Name 'Revoke-MgUserSignInSession'

Set-Alias -Name 'Revoke-MgUserSign' -Value 'Revoke-MgUserSignInSession'
