# Answers that nobody would give who means well. The worst that they may do is an error.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $folder = Join-Path (Split-Path -Path $env:ENTRA_REVOKE_MODULE) 'compatibility'
}

Describe 'an answer of <levels> levels with status <status>' -ForEach @(
    @{ levels = 1000; status = 200 }
    @{ levels = 1000; status = 400 }
    @{ levels = 200000; status = 200 }
) {
    It 'is an error, and PowerShell goes on' {
        $answer = ('{"error":[' * $levels) + ('{}' + ']}' * $levels)
        $service = Start-Stranger -Status $status -Answer $answer
        try {
            $lines = @(Invoke-FreshPowerShell @"
Import-Module '$env:ENTRA_REVOKE_MODULE'
Get-ChildItem -Path '$folder' -Directory | ForEach-Object { `$env:PSModulePath = '$folder' + [System.IO.Path]::PathSeparator + `$env:PSModulePath; Import-Module `$_.Name }
`$null = Add-EntraRevokeEnvironment S '$($service.Address)' '$($service.Address)'
Connect-EntraRevoke -Environment S -NoWelcome -MaxAttempts 1 -AccessToken (ConvertTo-SecureString 'a.b.c' -AsPlainText -Force)
try { Invoke-MgGraphRequest -Uri /v1.0/me; 'answered' } catch { 'caught' }
try { Get-MgUser -All -ErrorAction Stop; 'answered' } catch { 'caught' }
"`$((Revoke-MgUserSignInSession -UserId a@contoso.example -PassThru -ErrorAction SilentlyContinue).Value)"
"`$((Revoke-MgUserSignInSession -UserId a@contoso.example, b@contoso.example -PassThru -ErrorAction SilentlyContinue).Value)"
'goes on'
"@ | ForEach-Object { "$_" })
            $lines | Should -Be 'caught', 'caught', 'False', 'False False', 'goes on'
        } finally {
            Stop-Stranger $service
        }
    }
}
