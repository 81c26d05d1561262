# The compiled cmdlets behind the commands; they are not exported.
$build = if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'netstandard2.0' }
Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, 'bin', $build, 'EntraRevoke.PowerShell.dll'))

# Where a command before ours in a pipeline fails or is stopped, none of our blocks runs any more but clean, which Windows
# PowerShell can't even parse. So it is added here, where it is known. Without it, a run would go on with nobody to hear of it.
$clean = @'
    clean {
        if ($pipeline) { $pipeline.Dispose() }
    }
}
'@
foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, 'commands'), '*.ps1')) {
    $text = [System.IO.File]::ReadAllText($file)
    if ($PSVersionTable.PSVersion -ge '7.3' -and $text.Contains('GetSteppablePipeline')) {
        . ([scriptblock]::Create($text.TrimEnd().TrimEnd('}') + $clean))
    } else {
        . $file
    }
}
Remove-Variable -Name build, clean, file, text -ErrorAction Ignore

Set-Alias -Name 'Revoke-MgUserSign' -Value 'Revoke-MgUserSignInSession'
Set-Alias -Name 'Revoke-AzureADUserAllRefreshToken' -Value 'Revoke-EntraUserAllRefreshToken'
Set-Alias -Name 'Revoke-AzureADSignedInUserAllRefreshToken' -Value 'Revoke-EntraSignedInUserAllRefreshToken'
