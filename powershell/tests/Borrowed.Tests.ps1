# The session that Connect-MgGraph made in this process, used where there is none of our own.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $standIn = Join-Path $PSScriptRoot 'stand-ins/Microsoft.Graph.Authentication'
    Import-Module $standIn
    $simulator = Start-Simulator
    $users = 1..100 | ForEach-Object { 'user{0:d5}@contoso.example' -f $_ }
    function Get-Read { (Invoke-Control $simulator 'books').requests.read }
}

AfterAll {
    Disconnect-EntraRevoke -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Out-Null
    $null = Disconnect-MgGraph
    Stop-Simulator $simulator
    Remove-Module EntraRevoke, Microsoft.Graph.Authentication
}

Describe 'a session of Connect-MgGraph' {
    BeforeEach {
        Disconnect-EntraRevoke -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Out-Null
        $null = Disconnect-MgGraph
        Reset-Simulator $simulator
    }

    It 'serves the Revoke commands without a session of their own, and is read once' {
        Connect-MgGraph -Simulator $simulator
        (Revoke-MgUserSignInSession -UserId $users[0]).Value | Should -BeTrue
        @($users | Revoke-MgUserSignInSession | Where-Object Value).Count | Should -Be 100
        Get-Read | Should -Be 1
        Get-Revocation $simulator $users[0] | Should -Be 2
    }

    It 'shows in the context, with its cloud and its tenant' {
        Get-EntraRevokeContext | Should -BeNullOrEmpty
        Connect-MgGraph -Simulator $simulator
        $context = Get-EntraRevokeContext
        $context.Source | Should -Be 'Connect-MgGraph'
        $context.TenantId | Should -Be $simulator.tenant_id
        $context.ClientId | Should -Be $simulator.client_id
        $context.AuthType | Should -Be 'AppOnly'
        $context.TokenCredentialType | Should -Be 'ClientSecret'
        $context.Environment | Should -Be 'Simulator'
        $context.GraphEndpoint | Should -Be $simulator.graph
    }

    It 'gives way to a session of our own' {
        Connect-MgGraph -Simulator $simulator
        $null = Get-EntraRevokeContext
        Connect-Simulator $simulator
        (Get-EntraRevokeContext).Source | Should -Be 'Connect-EntraRevoke'
        (Revoke-MgUserSignInSession -UserId $users[0]).Value | Should -BeTrue
        Get-Read | Should -Be 1
    }

    It 'is followed when it is replaced, and left when it ends' {
        Connect-MgGraph -Simulator $simulator
        (Revoke-MgUserSignInSession -UserId $users[0]).Value | Should -BeTrue
        $other = Invoke-Control $simulator 'token' -Method Post -Body @{ user = 'user00042@contoso.example'; permissions = @('User.RevokeSessions.All') }
        Connect-MgGraph -Simulator $simulator -AuthType Delegated -GetToken { $other.access_token }.GetNewClosure()
        (Get-EntraRevokeContext).Account | Should -Be 'user00042@contoso.example'
        (Revoke-EntraSignedInUserAllRefreshToken).Value | Should -BeTrue
        Get-Revocation $simulator 'user00042@contoso.example' | Should -Be 1
        $null = Disconnect-MgGraph
        Revoke-MgUserSignInSession -UserId $users[0] -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($problem[0])" | Should -BeLike 'Authentication needed.*Connect-MgGraph*'
    }

    It 'is read again when the service refuses its token in the middle of a run' {
        Connect-MgGraph -Simulator $simulator
        Add-Fault $simulator @{ on = 'batch'; kind = 'claims'; skip = 1; times = 1 }
        @($users | Revoke-MgUserSignInSession | Where-Object Value).Count | Should -Be 100
        Get-Read | Should -Be 2
    }

    It 'is not mixed up with another that replaces it in the middle of a run' {
        Connect-MgGraph -Simulator $simulator
        $results = 0..39 | ForEach-Object {
            if ($_ -eq 30) {
                Connect-MgGraph -Simulator $simulator -ClientId 'somebody-else'
                # From now on no token is good enough.
                Add-Fault $simulator @{ on = 'any'; kind = 'claims'; times = $null }
            }
            $users[$_]
        } | Revoke-MgUserSignInSession -PassThru -ErrorAction SilentlyContinue -ErrorVariable problem
        @($results).Count | Should -Be 40
        $after = @($results | Where-Object { $_.UserId -in $users[30..39] })
        @($after | Where-Object Value).Count | Should -Be 0
        foreach ($result in $after) { $result.Error | Should -BeLike '*Connect-MgGraph was ended or replaced*' }
        (Get-Read) | Should -Be 1
    }

    It 'is told from another that looks the same, where a token does not say whose it is' {
        foreach ($number in 42, 43) {
            $token = (Invoke-Control $simulator 'token' -Method Post -Body @{ user = "user000$number@contoso.example"; permissions = @('User.RevokeSessions.All') }).access_token
            Connect-MgGraph -Simulator $simulator -AuthType UserProvidedAccessToken -GetToken { $token }.GetNewClosure()
            (Revoke-EntraSignedInUserAllRefreshToken).UserPrincipalName | Should -Be "user000$number@contoso.example"
            Get-Revocation $simulator "user000$number@contoso.example" | Should -Be 1
        }
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 2
    }

    It 'gives no token when it is replaced while the token is read, <when>' -ForEach @(
        @{ when = 'at the start'; good = 0 }
        @{ when = 'in the middle of a run'; good = 1 }
    ) {
        $reads, $service = @{ left = $good }, $simulator
        $replace = {
            if ($reads.left-- -le 0) { Connect-MgGraph -Simulator $service -ClientId 'somebody-else' }
            $service.access_token
        }.GetNewClosure()
        Connect-MgGraph -Simulator $simulator -GetToken $replace
        if ($good) { Add-Fault $simulator @{ on = 'revoke'; kind = 'claims'; times = $null }, @{ on = 'batch'; kind = 'claims'; times = $null } }
        $results = @($users[0..4] | Revoke-MgUserSignInSession -PassThru -ErrorAction SilentlyContinue -ErrorVariable problem)
        $results.Count | Should -Be 5
        $problem.Count | Should -Be 5
        foreach ($result in $results) { $result.Error | Should -BeLike '*Connect-MgGraph was ended or replaced*' }
        $null = Invoke-Control $simulator 'faults' -Method Delete
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 0
        # And the session that took its place serves from then on.
        (Revoke-MgUserSignInSession -UserId $users[0]).Value | Should -BeTrue
    }

    It 'leaves no wish for a token behind when the run is stopped that was reading one' {
        # For all runspaces, as the session is: a script block of this one could not run in another.
        $told = @{ reading = [System.Threading.ManualResetEventSlim]::new(); reads = 0; token = $simulator.access_token }
        [System.AppDomain]::CurrentDomain.SetData('EntraRevoke test', $told)
        Connect-MgGraph -Simulator $simulator -GetToken ([scriptblock]::Create('
            $told = [System.AppDomain]::CurrentDomain.GetData("EntraRevoke test")
            if ($told.reads++ -eq 1) {
                $told.reading.Set()
                while ($true) { Start-Sleep -Milliseconds 20 }
            }
            $told.token'))
        # The answer makes the client ask for another token.
        Add-Fault $simulator @{ on = 'revoke'; kind = 'claims'; times = $null }, @{ on = 'batch'; kind = 'claims'; times = $null }
        $shell = Open-Shell 'Import-Module $standIn; $users | Revoke-MgUserSignInSession' @{ standIn = $standIn; users = $users[0..19] }
        $running = $shell.BeginInvoke()
        $told.reading.Wait(60000) | Should -BeTrue
        $shell.Stop()
        $running.IsCompleted | Should -BeTrue
        $stopped = (Get-EntraRevokeContext).LastStopped
        # As many as had been taken when the token was wanted.
        @($stopped.Results.UserId | Sort-Object -Unique).Count | Should -Be $stopped.Submitted
        foreach ($result in $stopped.Results) { $result.Error | Should -BeLike '*The command that could read the token*has ended*' }
        Close-Shell $shell
        $null = Invoke-Control $simulator 'faults' -Method Delete
        @($stopped.NotRevoked | Revoke-MgUserSignInSession | Where-Object Value).Count | Should -Be $stopped.Submitted
        (Invoke-Control $simulator 'books').users_revoked | Should -Be $stopped.Submitted
    }

    It 'is refused where its tokens are bound to its own requests' {
        Connect-MgGraph -Simulator $simulator -Scheme Pop
        $null = $users[0..4] | Revoke-MgUserSignInSession -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem.Count | Should -Be 5
        "$($problem[4])" | Should -BeLike '*tokens (Pop) are bound to its own requests*Set-MgGraphOption*'
        $problem[4].FullyQualifiedErrorId | Should -BeLike 'SessionNotUsable,*'
        $problem[4].CategoryInfo.Category | Should -Be 'AuthenticationError'
        Get-Read | Should -Be 1
        Get-EntraRevokeContext -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        "$($problem[0])" | Should -BeLike '*are bound to its own requests*'
    }

    It 'says why it can not be used: <what>' -ForEach @(
        @{ what = 'a fault of its own'; token = { throw 'The refresh token has expired.' }; environment = 'Simulator'; text = '*The refresh token has expired.*Connect again with Connect-MgGraph*' }
        @{ what = 'a token that is refused'; token = { 'not.a.token' }; environment = 'Simulator'; text = '*refuses the access token of the Connect-MgGraph session (401)*' }
        @{ what = 'an unknown cloud'; token = { 'unused' }; environment = 'Elsewhere'; text = "*no environment 'Elsewhere'*Add-EntraRevokeEnvironment*" }
    ) {
        Connect-MgGraph -Simulator $simulator -GetToken $token -Environment $environment
        Revoke-MgUserSignInSession -UserId $users[0] -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        "$($problem[0])" | Should -BeLike $text
        (Invoke-Control $simulator 'books').revocations | Should -Be 0
    }

    It 'shows its token in no stream' {
        Connect-MgGraph -Simulator $simulator
        $all = & {
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            Get-EntraRevokeContext
            Revoke-MgUserSignInSession -UserId $users[0] -Verbose -Debug
        } *>&1 | Out-String -Width 4000
        $all | Should -BeLike "*$($users[0])*"
        $all.Contains($simulator.access_token) | Should -BeFalse
    }

    It 'warns of a permission that is missing' {
        $token = (Invoke-Control $simulator 'token' -Method Post -Body @{ permissions = @('User.Read.All') }).access_token
        Connect-MgGraph -Simulator $simulator -GetToken { $token }.GetNewClosure()
        $null = Revoke-MgUserSignInSession -UserId $users[0] -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        "$warnings" | Should -BeLike '*no permission to revoke sessions (it has: User.Read.All)*'
    }

    It 'serves other runspaces, which share the client' {
        Connect-MgGraph -Simulator $simulator
        $null = Get-EntraRevokeContext
        $shell = Open-Shell 'Import-Module $standIn; Revoke-MgUserSignInSession -UserId user00007@contoso.example' @{ standIn = $standIn }
        ($shell.Invoke()).Value | Should -BeTrue
        Close-Shell $shell
        Get-Read | Should -Be 1
    }

    It 'goes on after Disconnect-EntraRevoke, which says so' {
        Connect-MgGraph -Simulator $simulator
        $null = Get-EntraRevokeContext
        (Disconnect-EntraRevoke -WarningVariable warnings -WarningAction SilentlyContinue).Source | Should -Be 'Connect-MgGraph'
        "$warnings" | Should -BeLike '*Connect-MgGraph*Disconnect-MgGraph ends it*'
        (Revoke-MgUserSignInSession -UserId $users[0]).Value | Should -BeTrue
    }
}
