# Answers that nobody would give who means well. The worst that they may do is an error.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $folder = Join-Path (Split-Path -Path $env:ENTRA_REVOKE_MODULE) 'compatibility'

    # A service that gives the same answer to everything, in a runspace of its own. To be ended by Stop-Service.
    function Start-Service {
        param([string] $Answer, [int] $Status)

        $probe = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $probe.Start()
        $address = "http://127.0.0.1:$($probe.LocalEndpoint.Port)"
        $probe.Stop()
        $listener = [System.Net.HttpListener]::new()
        $listener.Prefixes.Add("$address/")
        $listener.Start()
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
                param($listener, $answer, $status)

                $body = [System.Text.Encoding]::UTF8.GetBytes($answer)
                while ($listener.IsListening) {
                    $context = $listener.GetContext()
                    $context.Response.StatusCode = $status
                    $context.Response.ContentType = 'application/json'
                    $context.Response.OutputStream.Write($body)
                    $context.Response.Close()
                }
            }).AddArgument($listener).AddArgument($Answer).AddArgument($Status)
        $null = $shell.BeginInvoke()
        [pscustomobject] @{ Address = $address; Listener = $listener; Shell = $shell }
    }

    function Stop-Service {
        param($Service)

        $Service.Listener.Close()
        $Service.Shell.Dispose()
    }
}

Describe 'an answer of <levels> levels with status <status>' -ForEach @(
    @{ levels = 1000; status = 200 }
    @{ levels = 1000; status = 400 }
    @{ levels = 200000; status = 200 }
) {
    It 'is an error, and PowerShell goes on' {
        $answer = ('{"error":[' * $levels) + ('{}' + ']}' * $levels)
        $service = Start-Service $answer $status
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
            Stop-Service $service
        }
    }
}
