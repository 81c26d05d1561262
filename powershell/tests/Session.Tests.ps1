BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $simulator = Start-Simulator
    $null = Add-EntraRevokeEnvironment -Name Simulator -GraphEndpoint $simulator.graph -AzureADEndpoint $simulator.authority
    function Get-Credentials([string] $Secret) { [pscredential]::new($simulator.client_id, (ConvertTo-Secure $Secret)) }
}

AfterAll {
    Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
    Stop-Simulator $simulator
    Remove-Module EntraRevoke
}

Describe 'sessions' {
    BeforeEach {
        Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
        Reset-Simulator $simulator
    }

    It 'asks to connect first, for each user' {
        $null = 'user00001@contoso.example', 'user00002@contoso.example' | Revoke-MgUserSignInSession -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem.Count | Should -Be 2
        $problem[0].Exception.Message | Should -BeLike 'Authentication needed. *Connect-EntraRevoke*'
        $problem[0].FullyQualifiedErrorId | Should -Be 'Microsoft.Graph.PowerShell.Cmdlets.RevokeMgUserSignInSession_Revoke'
        $problem[0].CategoryInfo.Category | Should -Be 'NotSpecified'
    }

    It 'connects with an access token' {
        Connect-EntraRevoke -Environment Simulator -AccessToken (ConvertTo-Secure $simulator.access_token) -NoWelcome | Should -BeNullOrEmpty
        $context = Get-EntraRevokeContext
        $context.TenantId | Should -Be $simulator.tenant_id
        $context.ClientId | Should -Be $simulator.client_id
        $context.AuthType | Should -Be 'UserProvidedAccessToken'
        $context.Environment | Should -Be 'Simulator'
        $context.Scopes | Should -Contain 'User.RevokeSessions.All'
        $context.ExpiresOn | Should -BeGreaterThan ([DateTimeOffset]::UtcNow)
    }

    It 'connects with a client secret, and says who is connected to the host only' {
        $output = Connect-EntraRevoke -Environment Simulator -TenantId $simulator.tenant_id -ClientSecretCredential (Get-Credentials $simulator.client_secret) -InformationVariable welcome 6>$null
        $output | Should -BeNullOrEmpty
        "$welcome" | Should -BeLike "Connected to tenant $($simulator.tenant_id)*"
        (Get-EntraRevokeContext).AuthType | Should -Be 'AppOnly'
        (Get-EntraRevokeContext).TokenCredentialType | Should -Be 'ClientSecret'
        (Revoke-MgUserSignInSession -UserId user00001@contoso.example).Value | Should -BeTrue
    }

    It 'keeps the earlier session when a connect fails, says so, and shows no secret' {
        Connect-EntraRevoke -Environment Simulator -AccessToken (ConvertTo-Secure $simulator.access_token) -NoWelcome
        $Error.Clear()
        Connect-EntraRevoke -Environment Simulator -TenantId $simulator.tenant_id -ClientSecretCredential (Get-Credentials 'wrong-secret-value') -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'AADSTS7000215,*'
        $problem[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
        "$($problem[0])" | Should -BeLike '*AADSTS7000215*value, not its id*earlier session*stays*'
        ($Error + $problem | Format-List -Property * -Force | Out-String -Width 500) | Should -Not -BeLike '*wrong-secret-value*'
        (Revoke-MgUserSignInSession -UserId user00001@contoso.example).Value | Should -BeTrue
    }

    It 'says what is wrong with <what>' -ForEach @(
        @{ what = 'an expired secret'; secret = 'expired'; tenant = $null; text = '*AADSTS7000222*expired*' }
        @{ what = 'a wrong tenant'; secret = 'x'; tenant = '99999999-0000-4000-8000-000000000000'; text = '*AADSTS90002*Check the tenant id*' }
        @{ what = 'a malformed tenant'; secret = 'x'; tenant = 'a/b'; text = '*tenant id is missing or malformed*' }
    ) {
        $tenant = if ($tenant) { $tenant } else { $simulator.tenant_id }
        Connect-EntraRevoke -Environment Simulator -TenantId $tenant -ClientSecretCredential (Get-Credentials $secret) -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($problem[0])" | Should -BeLike $text
        Get-EntraRevokeContext | Should -BeNullOrEmpty
    }

    It 'says that a token has expired, to each user' {
        $token = (Invoke-Control $simulator 'token' -Method Post -Body @{ expires_in = -60 }).access_token
        Connect-EntraRevoke -Environment Simulator -AccessToken (ConvertTo-Secure $token) -NoWelcome
        $null = 'user00001@contoso.example', 'user00002@contoso.example' | Revoke-MgUserSignInSession -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem.Count | Should -Be 2
        $problem[0].Exception.Message | Should -BeLike 'user0000*@contoso.example: *expired*Connect again*'
        $problem[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
    }

    It "says that a proxy's page is no answer" {
        Connect-EntraRevoke -Environment Simulator -AccessToken (ConvertTo-Secure $simulator.access_token) -NoWelcome
        Add-Fault $simulator @{ on = 'any'; kind = 'html'; times = 1 }
        # Tried again, and then it works.
        (Revoke-MgUserSignInSession -UserId user00001@contoso.example).Attempts | Should -Be 2
    }

    It 'says that the service is not reached, to each user, and keeps saying what it tried' {
        $null = Add-EntraRevokeEnvironment -Name Gone -GraphEndpoint 'http://127.0.0.1:1' -AzureADEndpoint 'http://127.0.0.1:1'
        Connect-EntraRevoke -Environment Gone -AccessToken (ConvertTo-Secure $simulator.access_token) -NoWelcome
        foreach ($attempt in 1..2) {
            $r = @('user00001@contoso.example', '', 'user00002@contoso.example' | Revoke-MgUserSignInSession -PassThru -ErrorAction SilentlyContinue -ErrorVariable problem)
            @($r.UserId | Sort-Object) | Should -Be @('user00001@contoso.example', 'user00002@contoso.example')
            @($r | Where-Object Status -EQ Revoked).Count | Should -Be 0
            $problem.Count | Should -Be 3
            # The second time it was tried again, and not just refused because of the first.
            @($problem | Where-Object { "$_" -like '*Given up after * tries*was not reached at http://127.0.0.1:1*' }).Count | Should -Be 2
        }
        $null = Remove-EntraRevokeEnvironment -Name Gone
    }

    It 'tells and ends the session' {
        Connect-EntraRevoke -Environment Simulator -AccessToken (ConvertTo-Secure $simulator.access_token) -NoWelcome
        (Disconnect-EntraRevoke).ClientId | Should -Be $simulator.client_id
        Get-EntraRevokeContext | Should -BeNullOrEmpty
        Disconnect-EntraRevoke -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].Exception.Message | Should -Be 'No application to sign out from.'
    }
}

Describe 'environments' {
    It 'has the national clouds' {
        (Get-EntraRevokeEnvironment | Where-Object Type -EQ 'Built-in').Name | Should -Be 'Global', 'China', 'USGov', 'USGovDoD'
        (Get-EntraRevokeEnvironment -Name USGovDoD).GraphEndpoint | Should -Be 'https://dod-graph.microsoft.us'
        @(Get-EntraRevokeEnvironment -Name 'us*').Count | Should -Be 2
    }

    It 'adds, replaces and removes' {
        (Add-EntraRevokeEnvironment -Name Lab -AzureADEndpoint https://login.lab.example/ -GraphEndpoint https://graph.lab.example).GraphEndpoint | Should -Be 'https://graph.lab.example'
        $null = Add-EntraRevokeEnvironment -Name lab -AzureADEndpoint https://login.lab.example -GraphEndpoint https://graph2.lab.example
        @(Get-EntraRevokeEnvironment -Name Lab).GraphEndpoint | Should -Be 'https://graph2.lab.example'
        Remove-EntraRevokeEnvironment -Name Lab
        Get-EntraRevokeEnvironment -Name Lab -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'refuses <what>' -ForEach @(
        @{ what = 'plain http'; name = 'Bad'; graph = 'http://graph.contoso.example'; text = '*not https*' }
        @{ what = 'what is no URL'; name = 'Bad'; graph = 'graph'; text = '*not a URL*' }
        @{ what = 'to change a built-in one'; name = 'global'; graph = 'https://graph.contoso.example'; text = '*built in*' }
    ) {
        Add-EntraRevokeEnvironment -Name $name -AzureADEndpoint https://login.contoso.example -GraphEndpoint $graph -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].Exception.Message | Should -BeLike $text
        Get-EntraRevokeEnvironment -Name Bad -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'refuses to remove a built-in or unknown one, and to connect to an unknown one' {
        Remove-EntraRevokeEnvironment -Name Global -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'EnvironmentBuiltIn,*'
        Remove-EntraRevokeEnvironment -Name Nowhere -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'EnvironmentNotFound,*'
        Connect-EntraRevoke -Environment Nowhere -AccessToken (ConvertTo-Secure x) -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].Exception.Message | Should -BeLike "There is no environment 'Nowhere'*Add-EntraRevokeEnvironment*"
    }
}
