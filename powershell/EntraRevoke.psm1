# The compiled cmdlets behind the commands; they are not exported.
$build = if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'netstandard2.0' }
Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, 'bin', $build, 'EntraRevoke.PowerShell.dll'))

foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, 'commands'), '*.ps1')) {
    . $file
}

Set-Alias -Name 'Revoke-MgUserSign' -Value 'Revoke-MgUserSignInSession'
Set-Alias -Name 'Revoke-AzureADUserAllRefreshToken' -Value 'Revoke-EntraUserAllRefreshToken'
Set-Alias -Name 'Revoke-AzureADSignedInUserAllRefreshToken' -Value 'Revoke-EntraSignedInUserAllRefreshToken'
