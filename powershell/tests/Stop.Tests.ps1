# Ctrl+C: the run ends at once, and what is known is said.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $simulator = Start-Simulator
    Connect-Simulator $simulator
}

AfterAll {
    Stop-Simulator $simulator
    Remove-Module EntraRevoke
}

Describe 'a run that is stopped' {
    BeforeEach { Reset-Simulator $simulator }

    It 'ends, and tells of everybody whom the pipeline did not hear of' {
        Connect-NewApplication $simulator
        # The first four batches are answered, and none after them.
        Add-Fault $simulator @{ on = 'batch'; kind = 'hang'; times = $null; skip = 4 }
        $shell = Open-Shell '1..300 | ForEach-Object { "user{0:d5}@contoso.example" -f $_ } | Revoke-MgUserSignInSession'
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
        # Some are answered, and some are with the service.
        while ($output.Count -lt 1 -or (Invoke-Control $simulator 'books').requests.batch -le 4) { Start-Sleep -Milliseconds 10 }
        $shell.Stop()
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $running.IsCompleted | Should -BeTrue
        $stopped = (Get-EntraRevokeContext).LastStopped
        $reported = @($output | ForEach-Object UserId)
        $rest = @($stopped.Results | ForEach-Object UserId)
        # Each user exactly once, here or there.
        @($reported + $rest | Sort-Object -Unique).Count | Should -Be $stopped.Submitted
        $reported.Count + $rest.Count | Should -Be $stopped.Submitted
        $stopped.Results.Status | Should -Contain 'Unknown'
        foreach ($result in $stopped.Results | Where-Object Status -EQ 'NotSent') {
            Get-Revocation $simulator $result.UserId | Should -Be 0
        }
        Close-Shell $shell
        # And it can be gone on with.
        $null = Invoke-Control $simulator 'faults' -Method Delete
        $again = @($stopped.NotRevoked | Revoke-MgUserSignInSession)
        $again.Count | Should -Be $stopped.NotRevoked.Count
        (Invoke-Control $simulator 'books').users_revoked | Should -Be $stopped.Submitted
    }

    It 'does not go on when <what>' -ForEach @(
        @{ what = 'a command before it fails'; command = '& { 1..200 | ForEach-Object { "user{0:d5}@contoso.example" -f $_ }; throw "upstream" } | Revoke-MgUserSignInSession' }
        @{ what = 'an unusable user ends it'; command = '@(1..200 | ForEach-Object { "user{0:d5}@contoso.example" -f $_ }) + $null | Revoke-MgUserSignInSession -ErrorAction Stop' }
    ) {
        Connect-NewApplication $simulator
        # Nobody is answered, so nothing ends by itself.
        Add-Fault $simulator @{ on = 'any'; kind = 'hang'; times = $null }
        { & ([scriptblock]::Create($command)) } | Should -Throw
        $stopped = (Get-EntraRevokeContext).LastStopped
        $stopped.Submitted | Should -Be 200
        @($stopped.Results.UserId | Sort-Object -Unique).Count | Should -Be 200
        $batches = (Invoke-Control $simulator 'books').requests.batch
        $null = Invoke-Control $simulator 'faults' -Method Delete
        # Whoever comes next on the same client is behind all that would still be sent.
        (Revoke-MgUserSignInSession -UserId user00300@contoso.example).Value | Should -BeTrue
        (Invoke-Control $simulator 'books').requests.batch | Should -Be $batches
    }

    It 'does not go on when it is stopped while a command before it is busy' {
        Connect-NewApplication $simulator
        Add-Fault $simulator @{ on = 'any'; kind = 'hang'; times = $null }
        $busy = [System.Threading.ManualResetEventSlim]::new()
        $shell = Open-Shell '& { 1..100 | ForEach-Object { "user{0:d5}@contoso.example" -f $_ }; $busy.Set(); while ($true) { Start-Sleep -Milliseconds 50 } } | Revoke-MgUserSignInSession' @{ busy = $busy }
        $null = $shell.BeginInvoke()
        $busy.Wait(60000) | Should -BeTrue
        $shell.Stop()
        (Get-EntraRevokeContext).LastStopped.Submitted | Should -Be 100
        @((Get-EntraRevokeContext).LastStopped.Results).Count | Should -Be 100
        Close-Shell $shell
    }

    It 'ends a whole PowerShell on SIGINT, with a word about it' -Skip:($IsWindows) {
        Add-Fault $simulator @{ on = 'any'; kind = 'hang'; times = $null }
        $script = Join-Path $TestDrive 'hang.ps1'
        @"
Import-Module '$env:ENTRA_REVOKE_MODULE'
`$null = Add-EntraRevokeEnvironment S '$($simulator.authority)' '$($simulator.graph)'
Connect-EntraRevoke -Environment S -NoWelcome -AccessToken (ConvertTo-SecureString '$($simulator.access_token)' -AsPlainText -Force)
1..50 | ForEach-Object { 'user{0:d5}@contoso.example' -f `$_ } | Revoke-MgUserSignInSession
"@ | Set-Content -Path $script
        $program = [Environment]::ProcessPath
        $start = [System.Diagnostics.ProcessStartInfo]::new($program)
        if ((Split-Path -Path $program -LeafBase) -eq 'dotnet') { $start.ArgumentList.Add([Environment]::GetCommandLineArgs()[0]) }
        foreach ($argument in '-NoLogo', '-NoProfile', '-File', $script) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardError = $true
        $start.RedirectStandardInput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        # It hangs as soon as the service has heard of it.
        while ((Invoke-Control $simulator 'books').requests.batch -lt 1) { Start-Sleep -Milliseconds 20 }
        & /bin/kill -INT $process.Id
        $process.WaitForExit(30000) | Should -BeTrue
        $text = $process.StandardOutput.ReadToEnd() + $process.StandardError.ReadToEnd()
        $text | Should -BeLike '*Stopped. Of * users, 0 had been reported*Unknown*NotRevoked lists whom to run again*'
    }
}
