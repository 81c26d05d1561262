# What a command is told to send along, and what it tells of its requests.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $simulator = Start-Simulator
    Connect-Simulator $simulator
    function Get-SentHeader {
        param([string] $User)

        (Invoke-Control $simulator "books/users/$([uri]::EscapeDataString($User))").headers
    }
}

AfterAll {
    Stop-Simulator $simulator
    Remove-Module EntraRevoke
}

Describe '-Headers' {
    It 'reach the service for <Name>' -ForEach @(
        @{ Name = 'one user'; Users = @('user00001@contoso.example') }
        @{ Name = 'each of many'; Users = @('user00001@contoso.example', 'user00002@contoso.example', 'user00003@contoso.example') }
    ) {
        $results = Revoke-MgUserSignInSession -UserId $Users -Headers @{ 'X-Reason' = 'ticket 4711'; 'X-Number' = 7 }
        $results.Value | Should -Not -Contain $false
        foreach ($user in $Users) {
            $headers = Get-SentHeader $user
            $headers.'x-reason' | Should -Be 'ticket 4711'
            $headers.'x-number' | Should -Be '7'
        }
    }

    It 'are those of their command alone, and reach beta' {
        $null = Revoke-MgBetaUserSignInSession -UserId user00001@contoso.example -Headers ([ordered] @{ 'X-Reason' = 'beta' })
        (Get-SentHeader user00001@contoso.example).'x-reason' | Should -Be 'beta'
        $null = Revoke-MgUserSignInSession -UserId user00001@contoso.example
        (Get-SentHeader user00001@contoso.example).PSObject.Properties.Name | Should -Not -Contain 'x-reason'
    }

    It 'that can not be sent are an error for each user, and nothing is sent: <Shown>' -ForEach @(
        @{ Header = 'Authorization'; Shown = 'Authorization' }, @{ Header = 'Content-Type'; Shown = 'Content-Type' }, @{ Header = 'Accept-Encoding'; Shown = 'Accept-Encoding' }, @{ Header = 'a b'; Shown = 'a' }, @{ Header = 'Authorization: Bearer hush'; Shown = 'Authorization' }
    ) {
        $before = (Invoke-Control $simulator books).revocations
        $results = 'user00001@contoso.example', 'user00002@contoso.example' |
            Revoke-MgUserSignInSession -Headers @{ $Header = 'hush' } -ErrorVariable problems -ErrorAction SilentlyContinue
        $results | Should -BeNullOrEmpty
        $problems.Count | Should -Be 2
        foreach ($problem in $problems) { "$problem" | Should -BeLike "The header '$Shown' can't be sent: *Nothing was sent.*" }
        ($problems | Out-String) | Should -Not -BeLike '*hush*'
        $problems.TargetObject.UserId | Should -Be 'user00001@contoso.example', 'user00002@contoso.example'
        $problems[0].FullyQualifiedErrorId | Should -Be 'Configuration,Microsoft.Graph.PowerShell.Cmdlets.RevokeMgUserSignInSession_Revoke'
        (Invoke-Control $simulator books).revocations | Should -Be $before
    }
}

Describe '-Proxy' {
    BeforeAll {
        $proxy = Start-Stranger -Status 403
    }

    AfterAll { Stop-Stranger $proxy }

    It 'is used by its command alone' {
        $credential = [pscredential]::new('CONTOSO\somebody', (ConvertTo-Secure 'hush'))
        $result = Revoke-MgUserSignInSession -UserId user00001@contoso.example -Proxy $proxy.Address -ProxyCredential $credential -ErrorVariable problem -ErrorAction SilentlyContinue
        $result | Should -BeNullOrEmpty
        "$problem" | Should -BeLike '*Something other than Microsoft Graph answered*A proxy*'
        $line = $null
        $proxy.Heard.TryDequeue([ref] $line) | Should -BeTrue
        $line | Should -BeLike 'POST http*/v1.0/users/user00001%40contoso.example/revokeSignInSessions Basic Q09OVE9TT1xzb21lYm9keTpodXNo'
        while ($proxy.Heard.TryDequeue([ref] $line)) { }
        (Revoke-MgUserSignInSession -UserId user00001@contoso.example).Value | Should -BeTrue
        $proxy.Heard.Count | Should -Be 0
    }

    It '-ProxyCredential without it has no effect, and says so' {
        $credential = [pscredential]::new('somebody', (ConvertTo-Secure 'hush'))
        $result = Revoke-MgUserSignInSession -UserId user00001@contoso.example -ProxyCredential $credential -WarningVariable warnings -WarningAction SilentlyContinue
        $result.Value | Should -BeTrue
        "$warnings" | Should -BeLike '-ProxyCredential: accepted*without effect*'
    }

    It 'that can not be used is an error' {
        $null = Revoke-MgUserSignInSession -UserId user00001@contoso.example -Proxy ftp://proxy.contoso.example -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -BeLike "The proxy can't be used: it is neither http nor https.*"
    }
}

Describe '-Verbose and -Debug' {
    It 'writes one line for each request, and no token' {
        $users = 1..50 | ForEach-Object { 'user{0:d5}@contoso.example' -f $_ }
        $before = (Invoke-Control $simulator books).requests
        $lines = Revoke-MgUserSignInSession -UserId $users -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_.Message -notlike 'Performing the operation*' }
        $after = (Invoke-Control $simulator books).requests
        @($lines).Count | Should -Be ($after.batch + $after.single - $before.batch - $before.single)
        foreach ($line in $lines) {
            $line.Message | Should -Match '^POST http\S+/v1\.0/(\$batch with \d+ users: 200 \(\d+ of 200\)|users/\S+/revokeSignInSessions: 200), request-id [0-9a-f-]{36}, after \d+ ms$'
            $line.Message | Should -Not -Match 'eyJ|Bearer'
        }
    }

    It 'honours the preference of the caller: <Preference>' -ForEach @(
        @{ Preference = 'Continue'; Count = 1 }, @{ Preference = 'SilentlyContinue'; Count = 0 }
    ) {
        $lines = & {
            $VerbosePreference = $Preference
            Revoke-MgUserSignInSession -UserId user00001@contoso.example
        } 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_.Message -like 'POST *' }
        @($lines).Count | Should -Be $Count
    }

    It 'is silent with -Verbose:$false whatever the preference' {
        $VerbosePreference = 'Continue'
        $output = Revoke-MgUserSignInSession -UserId user00001@contoso.example -Verbose:$false 4>&1
        @($output).Count | Should -Be 1
    }

    It 'tells what was decided about each user with -Debug' {
        $output = 'user00001@contoso.example', 'nobody@contoso.example' | Revoke-MgUserSignInSession -Debug -ErrorAction SilentlyContinue 5>&1
        $lines = @($output | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object Message)
        $lines | Should -Contain 'user00001@contoso.example: confirmed with 200 (tries: 1)'
        ($lines -like 'POST *: 200 (1 of 200, 1 of 404), *').Count + ($lines -like 'POST */users/*: *').Count | Should -BeGreaterThan 0
        ($lines -like 'nobody@contoso.example: Refused: `[Request_ResourceNotFound`]*').Count | Should -Be 1
    }

    It 'is told before the result, by the Entra commands too' {
        $output = @(Revoke-EntraUserAllRefreshToken -UserId user00001@contoso.example -Verbose 4>&1)
        $output[-2].Message | Should -BeLike 'POST *: 200, request-id *'
        $output[-1].Value | Should -BeTrue
    }

    It 'tells why it waits' {
        Add-Fault $simulator @{ on = 'revoke'; kind = 'throttle'; retry_after = 1 }
        $output = Revoke-MgUserSignInSession -UserId user00001@contoso.example -Verbose -Debug 4>&1 5>&1
        ($output | Out-String -Width 400) | Should -BeLike '*revokeSignInSessions: 429, Retry-After 1 s, request-id *again in 1.0 s (tries so far: 1)*: 200, request-id *confirmed with 200 (tries: 2)*'
    }
}

Describe 'requests of the stand-ins' {
    It 'are told with -Verbose, and go through -Proxy' {
        $text = Invoke-FreshPowerShell "Import-Module '$env:ENTRA_REVOKE_MODULE'; Enable-EntraRevokeCompatibility; `$null = Add-EntraRevokeEnvironment -Name S -GraphEndpoint '$($simulator.graph)' -AzureADEndpoint '$($simulator.authority)'; Connect-EntraRevoke -Environment S -NoWelcome -AccessToken (ConvertTo-SecureString '$($simulator.access_token)' -AsPlainText -Force); Get-MgUser -UserId user00001@contoso.example -Verbose 4>&1 | Where-Object { `$_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message; Get-MgUser -UserId user00001@contoso.example -Proxy ftp://proxy.contoso.example -ErrorVariable e -ErrorAction SilentlyContinue; `"`$e`""
        $text[0] | Should -Match '^GET /v1\.0/users/user00001%40contoso\.example: 200, request-id [0-9a-f-]{36}, after \d+ ms$'
        $text[1] | Should -BeLike "The proxy can't be used*"
    }
}
