. ([System.IO.Path]::Combine($PSScriptRoot, 'Load.ps1'))

Set-Alias -Name 'Revoke-MgUserSign' -Value 'Revoke-MgUserSignInSession'
Set-Alias -Name 'Revoke-AzureADUserAllRefreshToken' -Value 'Revoke-EntraUserAllRefreshToken'
Set-Alias -Name 'Revoke-AzureADSignedInUserAllRefreshToken' -Value 'Revoke-EntraSignedInUserAllRefreshToken'
