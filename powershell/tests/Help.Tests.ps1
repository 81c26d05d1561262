# The examples of the help do what they say. They are taken from Get-Help and run as they stand: the simulated service has the users
# that they name, and what they leave to the reader ($clientId, users.csv and so on) is made before.

BeforeDiscovery {
    Import-Module $env:ENTRA_REVOKE_MODULE
    # What can't be run, and why.
    $reasons = @{ 'Connect-EntraRevoke -TenantId contoso.onmicrosoft.com' = 'a person signs in in a browser' }
    $all = foreach ($name in (Get-Command -Module EntraRevoke -CommandType Function).Name) {
        foreach ($example in (Get-Help -Name $name -Full).Examples.Example) { @{ Command = $name; Code = $example.Code; Reason = $reasons[$example.Code] } }
    }
    $examples = @($all | Where-Object { -not $_.Reason })
    $others = @($all | Where-Object { $_.Reason })
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $commands = Get-Command -Module EntraRevoke -CommandType Function
    $folder = Join-Path ([System.IO.Path]::GetTempPath()) "EntraRevokeHelp$PID"
    $null = New-Item -ItemType Directory -Path $folder
    Set-Content -Path "$folder/simulator.json" -Value '{ "extra_users": ["ann@contoso.com", "bob@contoso.com"] }'
    Set-Content -Path "$folder/users.csv" -Value 'UserPrincipalName', 'ann@contoso.com', 'bob@contoso.com'
    Set-Content -Path "$folder/Revoke-Everyone.ps1" -Value '#Requires -Modules Microsoft.Graph.Users.Actions', 'Revoke-MgUserSignInSession -UserId ann@contoso.com | Out-Null'
    $simulator = Start-Simulator @('--config', "$folder/simulator.json")
    $clientId = $simulator.client_id
    $token = ConvertTo-Secure $simulator.access_token
    # The service's tenant has another name.
    function ConvertTo-Runnable([string] $Code) { $Code.Replace('contoso.onmicrosoft.com', 'contoso.example') }
    function Get-Credential($Credential) { [pscredential]::new($Credential, (ConvertTo-Secure $simulator.client_secret)) }
    function Revoked { 'ann@contoso.com', 'bob@contoso.com' | ForEach-Object { Get-Revocation $simulator $_ } }
    function Connected([string] $Credential) {
        (Get-EntraRevokeContext).TokenCredentialType | Should -Be $Credential
        (Revoke-MgUserSignInSession -UserId ann@contoso.com).Value | Should -BeTrue
    }

    # Before: what it needs. After: what came of it; it is given what was written. Fresh: it is for a process of its own, and Before
    # and After are texts that run there.
    $cases = @(
        @{ Code = 'Add-EntraRevokeEnvironment *'; After = { (Get-EntraRevokeEnvironment -Name Lab).GraphEndpoint | Should -Be 'https://graph.lab.example'; Remove-EntraRevokeEnvironment -Name Lab } }
        @{ Code = 'Connect-EntraRevoke -UseDeviceCode'; After = { Connected 'DeviceCode' } }
        @{
            Code   = 'Connect-EntraRevoke * -CertificateThumbprint *'
            Before = {
                $key = [System.Security.Cryptography.RSA]::Create(2048)
                $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=entra-revoke-help', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
                $bytes = $request.CreateSelfSigned([DateTimeOffset]::Now.AddDays(-1), [DateTimeOffset]::Now.AddDays(1)).Export('Pfx', 'pass phrase')
                $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($bytes, 'pass phrase', 'PersistKeySet')
                $null = Invoke-Control $simulator 'certificates' -Method Post -Body @{ certificate = [Convert]::ToBase64String($certificate.RawData) }
                $store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
                $store.Open('ReadWrite')
                $store.Add($certificate)
                $thumbprint = $certificate.Thumbprint
            }
            After  = { Connected 'ClientCertificate' }
            Always = { $store.Remove($certificate); $store.Dispose() }
        }
        @{ Code = 'Connect-EntraRevoke * -ClientSecretCredential *'; After = { Connected 'ClientSecret' } }
        @{ Code = 'Connect-EntraRevoke -Identity'; Fresh = $true; After = '(Get-EntraRevokeContext).TokenCredentialType'; Text = '*ManagedIdentity' }
        @{ Code = 'Connect-EntraRevoke -AccessToken *'; After = { Connected 'UserProvidedAccessToken' } }
        @{ Code = 'Disconnect-EntraRevoke'; After = { $args[0].ClientId | Should -Be $simulator.client_id; Get-EntraRevokeContext | Should -BeNullOrEmpty } }
        @{ Code = 'Enable-EntraRevokeCompatibility?*.ps1'; Fresh = $true; After = '"done"'; Text = 'done'; Revoked = 1, 0 }
        @{ Code = 'Import-Module EntraRevoke; Enable-EntraRevokeCompatibility'; Fresh = $true; After = '(Get-Module -ListAvailable Microsoft.Graph.Users).Version.Minor'; Text = '99' }
        @{ Code = 'Get-EntraRevokeContext'; After = { $args[0].TenantId | Should -Be $simulator.tenant_id } }
        @{
            Code    = '(Get-EntraRevokeContext).LastStopped.NotRevoked | *'
            Before  = {
                Stop-Run $simulator 'ann@contoso.com', 'bob@contoso.com'
                $null = Invoke-Control $simulator 'faults' -Method Delete
            }
            Revoked = 1, 1
        }
        @{ Code = 'Get-EntraRevokeEnvironment'; After = { foreach ($name in 'Global', 'China', 'USGov', 'USGovDoD', 'Simulator') { $args[0].Name | Should -Contain $name } } }
        @{ Code = 'Get-EntraRevokeEnvironment -Name US`*'; After = { $args[0].Name | Should -Be 'USGov', 'USGovDoD' } }
        @{ Code = 'Remove-EntraRevokeEnvironment *'; Before = { $null = Add-EntraRevokeEnvironment -Name Lab https://login.lab.example https://graph.lab.example }; After = { (Get-EntraRevokeEnvironment).Name | Should -Not -Contain 'Lab' } }
        @{ Code = 'Revoke-Entra*SignedInUserAllRefreshToken'; Before = { Connect-Simulator $simulator (Invoke-Control $simulator 'token' -Method Post -Body @{ user = 'ann@contoso.com' }).access_token }; After = { $args[0].Value | Should -BeTrue }; Revoked = 1, 0 }
        @{ Code = 'Revoke-* -UserId ann@contoso.com'; After = { $args[0].UserId | Should -Be 'ann@contoso.com'; $args[0].Value | Should -BeTrue }; Revoked = 1, 0 }
        @{ Code = '''ann@contoso.com'', ''bob@contoso.com'' | Revoke-*'; After = { $args[0].Value | Should -Be $true, $true }; Revoked = 1, 1 }
        @{ Code = 'Import-Csv -Path users.csv | Revoke-*'; After = { $args[0].UserPrincipalName | Sort-Object | Should -Be 'ann@contoso.com', 'bob@contoso.com' }; Revoked = 1, 1 }
        @{ Code = 'Revoke-* | Export-Csv -Path results.csv -NoTypeInformation'; After = { (Import-Csv -Path results.csv).Status | Should -Be 'Revoked', 'Revoked' }; Revoked = 1, 1 }
    )

    # Runs it in a process of its own, which is connected.
    function Invoke-Example([hashtable] $Case, [string] $Code) {
        # Native code sees the environment with which a process began.
        $env:IDENTITY_ENDPOINT, $env:IDENTITY_HEADER = "$($simulator.graph)/msi/token", 'simulated-identity-header'
        $path = $env:PSModulePath
        $env:PSModulePath = Split-Path -Path (Split-Path -Path $env:ENTRA_REVOKE_MODULE)
        try {
            "$(Invoke-FreshPowerShell @"
Set-Location -Path '$folder'
Import-Module EntraRevoke
`$null = Add-EntraRevokeEnvironment -Name Simulator -GraphEndpoint $($simulator.graph) -AzureADEndpoint $($simulator.authority)
Connect-EntraRevoke -Environment Simulator -AccessToken (ConvertTo-SecureString -String '$($simulator.access_token)' -AsPlainText -Force) -NoWelcome
`$PSDefaultParameterValues['Connect-EntraRevoke:Environment'] = 'Simulator'
$Code
$($Case.After)
"@)"
        } finally {
            $env:PSModulePath = $path
            Remove-Item -Path Env:IDENTITY_ENDPOINT, Env:IDENTITY_HEADER
        }
    }
}

AfterAll {
    Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
    Stop-Simulator $simulator
    Remove-Item -Path $folder -Recurse
    Remove-Module EntraRevoke
}

Describe 'the examples of the help' {
    BeforeEach {
        Push-Location -Path $folder
        Reset-Simulator $simulator
        $null = Invoke-Control $simulator 'settings' -Method Post -Body @{ device_interval = 0 }
        Connect-Simulator $simulator
        $PSDefaultParameterValues = @{ 'Connect-EntraRevoke:Environment' = 'Simulator' }
    }

    AfterEach { Pop-Location }

    It '<Command>: <Code>' -ForEach $examples {
        $case = $cases | Where-Object { $Code -like $_.Code }
        @($case).Count | Should -Be 1 -Because 'it is known what each example comes to'
        $runnable = ConvertTo-Runnable $Code
        try {
            if ($case['Fresh']) {
                Invoke-Example $case $runnable | Should -BeLike $case.Text
            } else {
                if ($case['Before']) { . $case.Before }
                $written = . ([scriptblock]::Create($runnable)) 6>$null
                if ($case['After']) { & $case.After $written }
            }
        } finally {
            if ($case['Always']) { . $case.Always }
        }
        if ($case['Revoked']) { Revoked | Should -Be $case.Revoked }
    }

    It '<Command>: <Code> (not run: <Reason>) has only parameters that there are' -ForEach $others {
        $command = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $null).EndBlock.Statements[0].PipelineElements[0]
        $bound = [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($command, $true)
        $bound.BindingExceptions.Count | Should -Be 0
        $bound.BoundParameters.Keys | Should -Be 'TenantId'
    }
}

Describe 'the about topic' {
    It 'is found, and names every command and alias of the module' {
        $text = Get-Help -Name about_EntraRevoke | Out-String
        $module = Get-Module EntraRevoke
        foreach ($name in @($module.ExportedFunctions.Keys) + @($module.ExportedAliases.Keys)) { $text | Should -Match "\b$name\b" }
        foreach ($status in [Enum]::GetNames([EntraRevoke.RevocationStatus])) { $text | Should -Match "(?m)^    $status " }
    }

    It 'names every command of the modules that stand in' {
        $text = Get-Help -Name about_EntraRevoke | Out-String
        foreach ($manifest in Get-ChildItem -Path (Join-Path (Split-Path -Path $env:ENTRA_REVOKE_MODULE) 'compatibility/*/*.psd1')) {
            foreach ($name in (Import-PowerShellDataFile -Path $manifest).FunctionsToExport) { $text | Should -Match "\b$name\b" }
        }
    }
}

Describe 'the help file' {
    It 'shows what the comments of the commands say, in any language' {
        $comments = @"
Import-Module '$(Split-Path -Path $env:ENTRA_REVOKE_MODULE)/bin/netstandard2.0/EntraRevoke.PowerShell.dll'
foreach (`$file in Get-ChildItem '$env:ENTRA_REVOKE_ROOT/powershell/commands') { . `$file.FullName }
"@
        $text = foreach ($load in $comments, "Import-Module '$env:ENTRA_REVOKE_MODULE'") {
            Invoke-FreshPowerShell @"
`$PSStyle.OutputRendering = 'PlainText'
[cultureinfo]::CurrentUICulture = 'de-DE'
$load
foreach (`$name in '$($commands.Name -join "', '")') {
    Get-Help -Name `$name | Out-String
    Get-Help -Name `$name -Full | Out-String
    Get-Help -Name `$name -Examples | Out-String
    if ((Get-Command -Name `$name).Parameters['Name']) { Get-Help -Name `$name -Parameter Name | Out-String }
    (Get-Command -Name `$name).HelpUri
}
"@ | Out-String
        }
        $text[0] | Should -BeLike '*-WhatIf*Least privilege: User.RevokeSessions.All*https://learn.microsoft.com/graph/api/user-revokesigninsessions*'
        $text[1] | Should -BeExactly $text[0]
    }
}
