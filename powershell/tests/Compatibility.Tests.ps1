# Scripts that were written for Microsoft's modules, without these modules.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $folder = Join-Path (Split-Path -Path $env:ENTRA_REVOKE_MODULE) 'compatibility'
    $simulator = Start-Simulator '--users', '2000', '--guests', '2', '--forbidden', '2', '--deleted', '2'
    $containment = 'User.EnableDisableAccount.All', 'User.Read.All', 'User.RevokeSessions.All', 'Device.ReadWrite.All', 'GroupMember.Read.All', 'IdentityRiskyUser.Read.All'

    function Get-Token {
        param([hashtable] $Request = @{})

        (Invoke-Control $simulator 'token' -Method Post -Body (@{ client_id = [guid]::NewGuid().ToString() } + $Request)).access_token
    }

    # Runs commands in a fresh PowerShell that finds no module but its own and ours, signed in. Gives what it wrote, as text.
    function Invoke-Fresh {
        param([string] $Command, [string] $Token = (Get-Token), [string] $ModulePath = (Join-Path $PSHOME 'Modules'), [string] $Enable = 'Enable-EntraRevokeCompatibility')

        Invoke-FreshPowerShell @"
`$env:PSModulePath = '$ModulePath'
Import-Module '$env:ENTRA_REVOKE_MODULE'
$Enable
`$null = Add-EntraRevokeEnvironment -Name Simulator -GraphEndpoint '$($simulator.graph)' -AzureADEndpoint '$($simulator.authority)'
Connect-EntraRevoke -Environment Simulator -NoWelcome -AccessToken (ConvertTo-SecureString '$Token' -AsPlainText -Force)
$Command
"@ | ForEach-Object { "$_" }
    }

    # Saves a script as it stands, and runs it.
    function Invoke-Script {
        param([string] $Script, [string] $Token = (Get-Token))

        $path = Join-Path $TestDrive 'script.ps1'
        Set-Content -Path $path -Value $Script -Encoding utf8
        Invoke-Fresh "& '$path'" -Token $Token
    }

    # A folder of modules that looks as if one of Microsoft's were installed there.
    function New-InstalledModule {
        param([string] $Name = 'Microsoft.Graph.Users', [string] $Version = '2.25.0')

        $modules = Join-Path $TestDrive ([guid]::NewGuid())
        $place = New-Item -ItemType Directory -Path (Join-Path $modules $Name $Version)
        New-ModuleManifest -Path (Join-Path $place "$Name.psd1") -ModuleVersion $Version -FunctionsToExport @()
        $modules
    }

    function Get-Books { Invoke-Control $simulator 'books' }
}

AfterAll { Stop-Simulator $simulator }

Describe 'Enable-EntraRevokeCompatibility' {
    It 'puts the modules first, once, and says nothing' {
        $lines = @(Invoke-Fresh -Enable '' '
            $before = $env:PSModulePath
            (Enable-EntraRevokeCompatibility | Measure-Object).Count
            Enable-EntraRevokeCompatibility
            $env:PSModulePath -eq ((Join-Path (Get-Module EntraRevoke).ModuleBase compatibility) + [System.IO.Path]::PathSeparator + $before)')
        $lines | Should -Be '0', 'True'
    }

    It 'has a manifest for each module that is told from Microsoft''s, and loads' {
        $names = (Get-ChildItem -Path $folder -Directory).Name
        $names.Count | Should -Be 14
        foreach ($name in $names) {
            $data = Import-PowerShellDataFile -Path (Join-Path $folder $name "$name.psd1")
            $data.PrivateData.EntraRevoke | Should -BeTrue
            foreach ($required in $data['RequiredModules']) { $names | Should -Contain $required }
        }
        $lines = Invoke-Fresh "foreach (`$name in '$($names -join "','")') { Import-Module `$name; `$module = Get-Module `$name; '{0} {1}' -f `$name, @(`$module.ExportedCommands.Values | Where-Object ModuleName -ne `$name).Count }"
        $lines | Should -Be ($names | ForEach-Object { "$_ 0" })
    }

    It 'refuses beside Microsoft''s modules, and names them' {
        $modules = New-InstalledModule
        $lines = @(Invoke-Fresh -Enable '' -ModulePath ($modules + [System.IO.Path]::PathSeparator + (Join-Path $PSHOME 'Modules')) '
            $before = $env:PSModulePath
            try { Enable-EntraRevokeCompatibility } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }
            $env:PSModulePath -eq $before
            Enable-EntraRevokeCompatibility -Force
            (Get-Module -ListAvailable Microsoft.Graph.Users).Version -join " "')
        $lines[0] | Should -Be 'ModulesInstalled,Enable-EntraRevokeCompatibility'
        $lines[1] | Should -BeLike '*installed (Microsoft.Graph.Users 2.25.0)*-Force*'
        $lines[2] | Should -Be 'True'
        $lines[3] | Should -Be '2.99.0 2.25.0'
    }

    It 'refuses when one of Microsoft''s modules is loaded from elsewhere' {
        $modules = New-InstalledModule -Name Microsoft.Entra -Version 1.3.0
        $lines = @(Invoke-Fresh -Enable '' "Import-Module '$modules/Microsoft.Entra'; try { Enable-EntraRevokeCompatibility } catch { `$_.Exception.Message }")
        $lines[0] | Should -BeLike '*installed (Microsoft.Entra 1.3.0)*'
    }

    It 'says of what is beyond which of Microsoft''s modules has it, and does nothing' {
        $beyond = [ordered] @{
            'Get-MgDevice -All'                                                    = 'Microsoft.Graph.Identity.DirectoryManagement'
            '"x" | Set-MgUserLicense -UserId x'                                    = 'Microsoft.Graph.Users.Actions'
            'get-mgusermanager'                                                    = 'Microsoft.Graph.Users'
            'Get-MgBetaAuditLogSignIn'                                             = 'Microsoft.Graph.Beta.Reports'
            'Get-EntraDomain'                                                      = 'Microsoft.Entra.DirectoryManagement'
            'Get-MgUser -InputObject x'                                            = 'Microsoft.Graph.Users'
            'Update-MgUser -UserId x -AccountEnabled:$false -Department Sales'     = 'Microsoft.Graph.Users'
            'Set-EntraDevice -DeviceObjectId x -AccountEnabled $false -DisplayName y' = 'Microsoft.Entra.DirectoryManagement'
            'Invoke-MgGraphRequest -Uri /v1.0/me -OutputFilePath x'                = 'Microsoft.Graph.Authentication'
            'Invoke-MgGraphRequest -Uri /v1.0/me -OutputType HttpResponseMessage'  = 'Microsoft.Graph.Authentication'
        }
        $script = $beyond.Keys | ForEach-Object { "try { $_; 'it was done' } catch { `$_.Exception.Message }" }
        $lines = @(Invoke-Fresh ($script -join "`n"))
        $lines.Count | Should -Be $beyond.Count
        $modules = @($beyond.Values)
        foreach ($place in 0..($lines.Count - 1)) {
            $lines[$place] | Should -BeLike "*EntraRevoke*Microsoft's module $($modules[$place]) *Install-Module -Name $($modules[$place])*"
        }
        (Get-Books).requests.update | Should -Be 0
    }

    It 'leaves other commands that are not there alone' {
        $lines = @(Invoke-Fresh 'try { Get-MgmtThing } catch { $_.Exception.Message }; @(Get-Command Get-MgDevice -ErrorAction SilentlyContinue).Count')
        $lines[0] | Should -BeLike "*'Get-MgmtThing' is not recognized*"
        $lines[-1] | Should -Be 0
    }
}

Describe 'scripts as they stand' {
    BeforeEach { Reset-Simulator $simulator }

    It 'the user, with curly quotes' {
        $open, $close = [char] 0x201C, [char] 0x201D
        $lines = Invoke-Script "#Requires -Modules Microsoft.Graph.Users.Actions`nRevoke-MgUserSignInSession -UserId ${open}user00001@contoso.example$close"
        "$lines" | Should -BeLike '*user00001@contoso.example*True*'
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
    }

    It 'several users, with commas between them' {
        $null = Invoke-Script @'
#Requires -Modules @{ ModuleName = 'Microsoft.Graph.Users.Actions'; ModuleVersion = '2.0.0' }
Import-Module Microsoft.Graph.Users.Actions
Revoke-MgUserSignInSession -UserId "user00001@contoso.example", "user00002@contoso.example"
Microsoft.Graph.Users.Actions\Revoke-MgUserSignInSession -UserId user00003@contoso.example,user00004@contoso.example
'@
        foreach ($number in 1..4) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be 1 }
        (Get-Books).users_revoked | Should -Be 4
    }

    It 'the CSV' {
        $csv, $out = (Join-Path $TestDrive 'users.csv'), (Join-Path $TestDrive 'results.csv')
        'UserPrincipalName', 'user00001@contoso.example', 'nobody@contoso.example', 'user00002@contoso.example' | Set-Content -Path $csv
        $script = @'
#Requires -Modules Microsoft.Graph.Authentication, Microsoft.Graph.Users.Actions
Import-Module Microsoft.Graph.Users.Actions
$users = Import-Csv -Path "<ImportCSVFilePath>"
$results = @()
foreach ($user in $users) {
    try {
        Revoke-MgUserSignInSession -UserId $user.UserPrincipalName -ErrorAction Stop
        $results += [PSCustomObject]@{
            UserPrincipalName = $user.UserPrincipalName
            Status = "Success"
        }
    } catch {
        $results += [PSCustomObject]@{
            UserPrincipalName = $user.UserPrincipalName
            Status = "Failed"
            Error = $_.Exception.Message
        }
    }
}
$results | Export-Csv -Path "<ExportCSVFilePath>" -NoTypeInformation
'@
        $null = Invoke-Script $script.Replace('<ImportCSVFilePath>', $csv).Replace('<ExportCSVFilePath>', $out)
        (Import-Csv -Path $out).Status | Should -Be 'Success', 'Failed', 'Success'
        (Get-Books).users_revoked | Should -Be 2
    }

    It 'the whole organisation' {
        $small = Start-Simulator '--users', '120', '--guests', '2', '--forbidden', '2', '--deleted', '2'
        $large, $simulator = $simulator, $small
        try {
            $lines = Invoke-Script "Import-Module Microsoft.Graph`nGet-MgUser -All | ForEach-Object { Revoke-MgUserSignInSession -UserId `$_.Id }"
            @($lines -like '*Insufficient privileges*').Count | Should -Be 2
            (Get-Books).users_revoked | Should -Be 122
        } finally {
            $simulator = $large
            Stop-Simulator $small
        }
    }

    It 'the users at high risk' {
        $null = Invoke-Script @'
#Requires -Modules Microsoft.Graph.Identity.SignIns, Microsoft.Graph.Users.Actions
$users = Get-MgRiskyUser -Filter "riskLevel eq 'high'"
foreach ($user in $users) {
    Revoke-MgUserSignInSession -UserId $user.Id
}
'@
        foreach ($number in 1, 4, 7) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be 1 }
        (Get-Books).users_revoked | Should -Be 3
    }

    It 'the commands of the Entra module' {
        $null = Invoke-Script @'
#Requires -Modules Microsoft.Entra.Authentication, Microsoft.Entra.Users
Import-Module Microsoft.Entra
Revoke-EntraUserAllRefreshToken -UserId user00001@contoso.example
Get-EntraUser -Filter "userPrincipalName eq 'user00002@contoso.example'" | Revoke-EntraUserAllRefreshToken
'@
        foreach ($number in 1, 2) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be 1 }
        $null = Invoke-Script "Import-Module Microsoft.Entra.Authentication`nRevoke-EntraSignedInUserAllRefreshToken" -Token (Get-Token @{ user = 'user00042@contoso.example' })
        Get-Revocation $simulator user00042@contoso.example | Should -Be 1
        (Get-Books).users_revoked | Should -Be 3
    }

    It 'the containment of an account, with the commands of <module>' -ForEach @(
        @{
            module = 'Microsoft.Graph'
            script = '
Update-MgUser -UserId $upn -AccountEnabled:$false
Revoke-MgUserSignInSession -UserId $upn | Out-Null
Get-MgUserRegisteredDevice -UserId $upn | Where-Object { $_.AdditionalProperties.operatingSystem -eq "Windows" } | ForEach-Object { Update-MgDevice -DeviceId $_.Id -AccountEnabled:$false }'
        }
        @{
            module = 'Microsoft.Entra'
            script = '
Set-EntraUser -UserId $upn -AccountEnabled $false
Revoke-EntraUserAllRefreshToken -UserId $upn | Out-Null
$device = Get-EntraUserRegisteredDevice -UserId $upn | Where-Object { $_.AdditionalProperties.operatingSystem -eq "Windows" }
Set-EntraDevice -DeviceObjectId $device.Id -AccountEnabled $false'
        }
    ) {
        $token = Get-Token @{ permissions = $containment }
        $lines = Invoke-Script "Import-Module $module`n`$upn = 'user00005@contoso.example'$script" -Token $token
        $lines | Should -BeNullOrEmpty
        $updates = (Get-Books).updates
        $updates.resource | Should -Be 'users/00000000-0000-4000-8000-000000000005', 'devices/00000000-0000-4000-e000-000000000009'
        $updates.account_enabled | Should -Be $false, $false
        $updates.revocations | Should -Be 0, 1
    }

    It 'one that signs in, and out' {
        $lines = Invoke-Script @"
#Requires -Modules Microsoft.Graph.Authentication
Disconnect-MgGraph | Out-Null
if (`$null -ne (Get-MgContext)) { throw 'still connected' }
`$secret = ConvertTo-SecureString '$($simulator.client_secret)' -AsPlainText -Force
Connect-MgGraph -Environment Simulator -TenantId $($simulator.tenant_id) -ClientSecretCredential ([pscredential]::new('$($simulator.client_id)', `$secret)) -NoWelcome
`$context = Get-MgContext
`$context.AuthType, `$context.TokenCredentialType, `$context.TenantId -join ' '
`$context.PSObject.TypeNames[0]
(Disconnect-MgGraph).ClientId
Connect-Entra -Environment Simulator -AccessToken (ConvertTo-SecureString '$($simulator.access_token)' -AsPlainText -Force) -NoWelcome
(Get-EntraContext).EntraPSModuleName
(Disconnect-Entra).AuthType
Disconnect-MgGraph -ErrorAction SilentlyContinue -ErrorVariable problem
"`$problem"
"@
        $lines | Should -Be "AppOnly ClientSecret $($simulator.tenant_id)", 'Microsoft.Graph.PowerShell.Authentication.AuthContext', $simulator.client_id, 'Microsoft.Entra.Authentication', 'UserProvidedAccessToken', 'No application to sign out from.'
    }
}

Describe 'with the session of the SDK' {
    It 'serves the stand-ins that are loaded beside it' {
        Reset-Simulator $simulator
        $lines = Invoke-FreshPowerShell @"
Import-Module '$env:ENTRA_REVOKE_MODULE'
Import-Module '$PSScriptRoot/stand-ins/Microsoft.Graph.Authentication'
`$simulator = '$(ConvertTo-Json -Compress -InputObject ($simulator | Select-Object -Property graph, authority, client_id, tenant_id, access_token))' | ConvertFrom-Json
Connect-MgGraph -Simulator `$simulator
Enable-EntraRevokeCompatibility -Force
Import-Module Microsoft.Graph.Users
(Get-EntraRevokeContext).Source
@(Get-MgUser -All).Count
"@ | ForEach-Object { "$_" }
        $lines | Should -Be 'Connect-MgGraph', '2004'
    }
}
