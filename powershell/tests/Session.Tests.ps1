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
        # Whoever asked for an object for each user gets one.
        $r = @('user00001@contoso.example', 'user00002@contoso.example' | Revoke-MgUserSignInSession -PassThru -ErrorAction SilentlyContinue)
        $r.UserId | Should -Be 'user00001@contoso.example', 'user00002@contoso.example'
        $r.Status | Should -Be 'NotSent', 'NotSent'
        $r[0].Error | Should -BeLike 'Authentication needed. *'
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
            @($r.UserId | Sort-Object) | Should -Be @('', 'user00001@contoso.example', 'user00002@contoso.example')
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

Describe 'ways to sign in' {
    BeforeAll {
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=entra-revoke-test', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $certificate = $request.CreateSelfSigned([DateTimeOffset]::Now.AddDays(-1), [DateTimeOffset]::Now.AddDays(1))
        $pfx = Join-Path $TestDrive 'own.pfx'
        [System.IO.File]::WriteAllBytes($pfx, $certificate.Export('Pfx', 'pass phrase'))
        $null = Invoke-Control $simulator 'certificates' -Method Post -Body @{ certificate = [Convert]::ToBase64String($certificate.RawData) }
        $application = @{ Environment = 'Simulator'; TenantId = $simulator.tenant_id; ClientId = $simulator.client_id; NoWelcome = $true }
    }

    BeforeEach {
        Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
        Reset-Simulator $simulator
        $null = Invoke-Control $simulator 'settings' -Method Post -Body @{ device_interval = 0 }
    }

    It 'has the parameter sets, positions and aliases of Connect-MgGraph' {
        $command = Get-Command Connect-EntraRevoke
        $command.DefaultParameterSet | Should -Be 'UserParameterSet'
        $sets = 'UserParameterSet', 'AppCertificateParameterSet', 'IdentityParameterSet', 'AppSecretCredentialParameterSet', 'AccessTokenParameterSet', 'EnvironmentVariableParameterSet'
        foreach ($set in $sets) { $command.ParameterSets.Name | Should -Contain $set }
        foreach ($pair in @{ ClientId = 'AppId', 'ApplicationId'; CertificateSubjectName = 'CertificateSubject', 'CertificateName'; ClientSecretCredential = 'SecretCredential', 'Credential'
                TenantId = 'Audience', 'Tenant'; Environment = 'EnvironmentName', 'NationalCloud'; Identity = 'ManagedIdentity', 'ManagedServiceIdentity', 'MSI'
                UseDeviceCode = 'UseDeviceAuthentication', 'DeviceCode', 'DeviceAuth', 'Device' }.GetEnumerator()) {
            $command.Parameters[$pair.Key].Aliases | Should -Be $pair.Value
        }
        $positions = @{ UserParameterSet = @{ Scopes = 1; TenantId = 4 }; AppCertificateParameterSet = @{ ClientId = 1; CertificateSubjectName = 2; CertificateThumbprint = 3 }; AccessTokenParameterSet = @{ AccessToken = 1 }; IdentityParameterSet = @{ Identity = 1 } }
        foreach ($set in $positions.Keys) {
            foreach ($name in $positions[$set].Keys) {
                $command.Parameters[$name].ParameterSets[$set].Position | Should -Be $positions[$set][$name] -Because "$set $name"
            }
        }
    }

    It 'takes a certificate as an object, whose key stays where it is' {
        Connect-EntraRevoke @application -Certificate $certificate
        (Get-EntraRevokeContext).TokenCredentialType | Should -Be 'ClientCertificate'
        (Get-EntraRevokeContext).AuthType | Should -Be 'AppOnly'
        (Revoke-MgUserSignInSession -UserId user00001@contoso.example).Value | Should -BeTrue
    }

    It 'takes a certificate file with its password' {
        Connect-EntraRevoke @application -CertificatePath $pfx -CertificatePassword (ConvertTo-Secure 'pass phrase')
        (Revoke-MgUserSignInSession -UserId user00001@contoso.example).Value | Should -BeTrue
        $Error.Clear()
        Connect-EntraRevoke @application -CertificatePath $pfx -CertificatePassword (ConvertTo-Secure 'wrong phrase') -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($problem[0])" | Should -BeLike '*own.pfx*password is wrong*earlier session*stays*'
        ($Error + $problem | Format-List -Property * -Force | Out-String -Width 500) | Should -Not -BeLike '*wrong phrase*'
    }

    It 'takes a certificate of the store by thumbprint and by subject' {
        $flags = [System.Security.Cryptography.X509Certificates.X509KeyStorageFlags]::PersistKeySet
        $stored = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($pfx, 'pass phrase', $flags)
        $store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
        $store.Open('ReadWrite')
        try {
            $store.Add($stored)
            foreach ($how in @{ CertificateThumbprint = $stored.Thumbprint.ToLowerInvariant() }, @{ CertificateSubjectName = 'CN=entra-revoke-test' }, @{ CertificateName = 'entra-revoke-test' }) {
                Connect-EntraRevoke @application @how -ErrorAction Stop
                (Revoke-MgUserSignInSession -UserId user00001@contoso.example).Value | Should -BeTrue
            }
        } finally {
            $store.Remove($stored)
            $store.Dispose()
        }
        Connect-EntraRevoke @application -CertificateThumbprint ABCDEF -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($problem[0])" | Should -BeLike "There is no certificate 'ABCDEF'*CurrentUser\My*"
        Connect-EntraRevoke @application -SendCertificateChain $true -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($problem[0])" | Should -BeLike 'Give one of -Certificate*'
    }

    It 'shows a device code, and says what a person did' {
        $shown = Connect-EntraRevoke -Environment Simulator -UseDeviceCode -Scopes 'User.RevokeSessions.All, User.Read.All' 6>&1
        "$shown" | Should -BeLike 'To sign in, open http*enter the code*Connected to tenant*user00001@contoso.example (Delegated, Simulator)*'
        (Get-EntraRevokeContext).Scopes | Should -Be 'User.RevokeSessions.All', 'User.Read.All'
        (Get-EntraRevokeContext).TokenCredentialType | Should -Be 'DeviceCode'
        $null = Invoke-Control $simulator 'settings' -Method Post -Body @{ person = 'declines' }
        Connect-EntraRevoke -Environment Simulator -UseDeviceCode 6>$null -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($problem[0])" | Should -BeLike '*declined*earlier session*stays*'
    }

    It 'warns of a permission that is missing before anything is sent' {
        $token = (Invoke-Control $simulator 'token' -Method Post -Body @{ permissions = @('User.Read.All') }).access_token
        Connect-EntraRevoke -Environment Simulator -AccessToken (ConvertTo-Secure $token) -NoWelcome -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*no permission to revoke sessions (it has: User.Read.All)*User.RevokeSessions.All*'
        (Invoke-Control $simulator 'books').requests.batch + (Invoke-Control $simulator 'books').requests.single | Should -Be 0
    }

    It 'takes what the environment names, also what this session set' {
        $names = 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'
        try {
            Connect-EntraRevoke -Environment Simulator -EnvironmentVariable -NoWelcome -ErrorAction SilentlyContinue -ErrorVariable problem
            "$($problem[0])" | Should -BeLike 'The environment variable AZURE_TENANT_ID is not set.*'
            $env:AZURE_TENANT_ID, $env:AZURE_CLIENT_ID, $env:AZURE_CLIENT_SECRET = $simulator.tenant_id, $simulator.client_id, $simulator.client_secret
            Connect-EntraRevoke -Environment Simulator -EnvironmentVariable -NoWelcome
            (Get-EntraRevokeContext).AuthType | Should -Be 'EnvironmentVariable'
            (Revoke-MgUserSignInSession -UserId user00001@contoso.example).Value | Should -BeTrue
        } finally {
            $names | ForEach-Object { Remove-Item "env:$_" -ErrorAction Ignore }
        }
    }

    It 'signs a machine in: <what>' -ForEach @(
        @{ what = 'a managed identity'; connect = '-Identity -IdentityObjectId no-such-object'; text = '*Identity not found*' }
        @{ what = 'its own managed identity'; connect = '-Identity'; text = 'True ManagedIdentity ManagedIdentity' }
        @{ what = 'a service connection of Azure Pipelines'; connect = "-AzurePipelines -TenantId {0} -ClientId {1} -ServiceConnectionId connection -SystemAccessToken (ConvertTo-SecureString 'simulated-pipeline-token' -AsPlainText -Force)"; text = 'True AppOnly AzurePipelines' }
        @{ what = 'the Azure Developer CLI'; connect = '-AzureDeveloperCli'; text = '*azd*' }
    ) {
        # Native code sees the environment with which a process began.
        $variables = @{ IDENTITY_ENDPOINT = "$($simulator.graph)/msi/token"; IDENTITY_HEADER = 'simulated-identity-header'; SYSTEM_OIDCREQUESTURI = "$($simulator.graph)/oidc" }
        try {
            foreach ($name in $variables.Keys) { [Environment]::SetEnvironmentVariable($name, $variables[$name]) }
            $connect = $connect.Replace('{0}', $simulator.tenant_id).Replace('{1}', $simulator.client_id)
            $said = Invoke-FreshPowerShell @"
Import-Module '$env:ENTRA_REVOKE_MODULE'
`$null = Add-EntraRevokeEnvironment -Name Simulator -GraphEndpoint $($simulator.graph) -AzureADEndpoint $($simulator.authority)
Connect-EntraRevoke -Environment Simulator -NoWelcome $connect -ErrorVariable problem -ErrorAction SilentlyContinue
if (`$problem) { "`$(`$problem[0])" } else { "`$((Revoke-MgUserSignInSession -UserId user00001@contoso.example).Value) `$((Get-EntraRevokeContext).AuthType) `$((Get-EntraRevokeContext).TokenCredentialType)" }
"@
            "$said" | Should -BeLike $text
        } finally {
            foreach ($name in $variables.Keys) { [Environment]::SetEnvironmentVariable($name, $null) }
        }
    }

    It 'goes over TLS, by an authority of its own and the hosts of the chosen cloud' {
        $safe = Start-Simulator @('--users', '20', '--tls')
        try {
            $null = Add-EntraRevokeEnvironment -Name Safe -GraphEndpoint $safe.graph -AzureADEndpoint $safe.authority
            $safe.graph | Should -BeLike 'https://*'
            $signIn = @{ Environment = 'Safe'; TenantId = $safe.tenant_id; ClientSecretCredential = [pscredential]::new($safe.client_id, (ConvertTo-Secure $safe.client_secret)); NoWelcome = $true }
            Connect-EntraRevoke @signIn -ErrorAction SilentlyContinue -ErrorVariable problem
            "$($problem[0])" | Should -BeLike '*UnknownIssuer*'
            $authority = Join-Path $TestDrive 'authority.pem'
            Set-Content -Path $authority -Value $safe.certificate_authority
            Connect-EntraRevoke @signIn -CertificateAuthorityPath $authority
            (Revoke-MgUserSignInSession -UserId user00001@contoso.example).Value | Should -BeTrue
        } finally {
            Remove-EntraRevokeEnvironment -Name Safe
            Stop-Simulator $safe
        }
    }

    It 'keeps a run within the bounds that it is given' {
        Connect-EntraRevoke -Environment Simulator -AccessToken (ConvertTo-Secure $simulator.access_token) -NoWelcome -MaxBatchSize 1 -MaxRequestsInFlight 2 -WriteQuota 3000 -WriteQuotaWindow 150 -MaxAttempts 2 -GiveUpAfter 60
        @(1..10 | ForEach-Object { 'user{0:d5}@contoso.example' -f $_ } | Revoke-MgUserSignInSession | Where-Object Value).Count | Should -Be 10
        (Invoke-Control $simulator 'books').requests.single | Should -Be 10
        (Invoke-Control $simulator 'books').most_at_once | Should -BeLessOrEqual 2
        Add-Fault $simulator @{ on = 'any'; kind = 'status'; status = 503; times = $null }
        $result = Revoke-MgUserSignInSession -UserId user00001@contoso.example -PassThru -ErrorAction SilentlyContinue
        $result.Attempts | Should -Be 2
    }

    It 'ends a sign-in that waits for a person at once when it is stopped' {
        $null = Invoke-Control $simulator 'settings' -Method Post -Body @{ person = 'away' }
        $shell = Open-Shell 'Connect-EntraRevoke -Environment Simulator -UseDeviceCode'
        $null = $shell.BeginInvoke()
        # Somebody polls.
        while ((Invoke-Control $simulator 'books').requests.token -lt 2) { Start-Sleep -Milliseconds 10 }
        $shell.Stop()
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        Get-EntraRevokeContext | Should -BeNullOrEmpty
        Close-Shell $shell
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
