# Argument completion, by PowerShell's own engine, with the service that the session is on.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "EntraRevokeCompletion$PID.json"
    $unicode = "m$([char]0xF8)ller@contoso.example"
    $typographic = "d$([char]0x2019)arc@contoso.example"
    Set-Content -Path $file -Encoding utf8NoBOM -Value (ConvertTo-Json @{ users = 200; guests = 1; extra_users = @("o'brien@contoso.example", $unicode, $typographic, '$(throw)@contoso.example') })
    $simulator = Start-Simulator @('--config', $file)
    $users = @('Revoke-MgUserSignInSession', 'Revoke-MgBetaUserSignInSession', 'Revoke-EntraUserAllRefreshToken', 'Revoke-EntraBetaUserAllRefreshToken')

    # What Tab offers at the end of a line. The files of the folder are PowerShell's own offer where there is no other.
    function Complete([string] $Line) {
        @([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches | Where-Object ResultType -EQ 'ParameterValue')
    }
    function Get-Read { (Invoke-Control $simulator 'books').requests.read }
}

AfterAll {
    Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
    Stop-Simulator $simulator
    Remove-Item -Path $file
    Remove-Module EntraRevoke
}

Describe 'completion of users' {
    BeforeEach {
        Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
        Reset-Simulator $simulator
        Connect-Simulator $simulator
        $global:Error.Clear()
    }

    It 'offers those whose name begins so, in one request: <_>' -ForEach 'Revoke-MgUserSignInSession', 'Revoke-MgBetaUserSignInSession', 'Revoke-EntraUserAllRefreshToken', 'Revoke-EntraBetaUserAllRefreshToken', 'Revoke-MgUserSign', 'Revoke-AzureADUserAllRefreshToken' {
        $offered = Complete "$_ -UserId user0001"
        $offered.CompletionText | Should -Be @(10..19 | ForEach-Object { 'user{0:d5}@contoso.example' -f $_ })
        $offered[0].ListItemText | Should -Be 'user00010 (user00010@contoso.example)'
        Get-Read | Should -Be 1
        (Invoke-Control $simulator 'books').requests.single | Should -Be 0
    }

    It 'offers them at position 0, to an alias of the parameter, and after a comma' {
        (Complete 'Revoke-MgUserSignInSession user00042').CompletionText | Should -Be 'user00042@contoso.example'
        (Complete 'Revoke-EntraUserAllRefreshToken -ObjectId user00042').CompletionText | Should -Be 'user00042@contoso.example'
        (Complete 'Revoke-MgUserSignInSession -UserId user00001@contoso.example, user00042').CompletionText | Should -Be 'user00042@contoso.example'
    }

    It 'offers twenty at the most' {
        (Complete 'Revoke-MgUserSignInSession -UserId user').Count | Should -Be 20
    }

    It 'puts a name into quotes that needs them: <typed>' -ForEach @(
        @{ typed = "'o''br"; offered = "'o''brien@contoso.example'" }
        @{ typed = '"o''br'; offered = "'o''brien@contoso.example'" }
        @{ typed = "'d$([char]0x2019)$([char]0x2019)a"; offered = "'d$([char]0x2019)$([char]0x2019)arc@contoso.example'" }
        @{ typed = "m$([char]0xF8)l"; offered = "m$([char]0xF8)ller@contoso.example" }
        @{ typed = '''$('; offered = '''$(throw)@contoso.example''' }
        @{ typed = 'guest00001'; offered = "'guest00001_fabrikam.example#EXT#@contoso.example'" }
    ) {
        $found = Complete "Revoke-MgUserSignInSession -UserId $typed"
        $found.CompletionText | Should -Be $offered
        # It stands for one text, the name of a user.
        $name = [scriptblock]::Create("Write-Output $offered").Invoke()
        $name.Count | Should -Be 1
        (Revoke-MgUserSignInSession -UserId $name[0] -WarningAction SilentlyContinue).Value | Should -BeTrue
    }

    It 'takes nothing that is typed for a part of the filter' {
        Complete "Revoke-MgUserSignInSession -UserId `"x') or startsWith(userPrincipalName,'user" | Should -BeNullOrEmpty
        Get-Read | Should -Be 1
        Complete "Revoke-MgUserSignInSession -UserId 'user&`$top=100" | Should -BeNullOrEmpty
    }

    It 'asks for nothing where nothing is typed' {
        Complete 'Revoke-MgUserSignInSession -UserId ' | Should -BeNullOrEmpty
        Complete 'Revoke-MgUserSignInSession -UserId ''' | Should -BeNullOrEmpty
        Get-Read | Should -Be 0
    }

    It 'offers nothing, silently, <when>' -ForEach @(
        @{ when = 'to who is not connected'; prepare = { Disconnect-EntraRevoke | Out-Null } }
        @{ when = 'to who may not read users'; prepare = { Connect-Simulator $simulator (Invoke-Control $simulator 'token' -Method Post -Body @{ permissions = @('User.RevokeSessions.All') }).access_token } }
        @{ when = 'where the service fails'; prepare = { Add-Fault $simulator @{ on = 'read'; kind = 'status'; status = 500; times = $null } } }
        @{ when = 'where something else answers'; prepare = { Add-Fault $simulator @{ on = 'read'; kind = 'html'; times = $null } } }
        @{ when = 'where the connection breaks'; prepare = { Add-Fault $simulator @{ on = 'read'; kind = 'reset-before'; times = $null } } }
        @{ when = 'where the answer takes a minute'; prepare = { Add-Fault $simulator @{ on = 'read'; kind = 'slow'; ms = 60000; times = $null } } }
        @{ when = 'where it says to come back in an hour'; prepare = { Add-Fault $simulator @{ on = 'read'; kind = 'throttle'; retry_after = 3600; times = $null } } }
    ) {
        . $prepare
        $shown = & { Complete 'Revoke-MgUserSignInSession -UserId user00042' } *>&1
        $shown | Should -BeNullOrEmpty
        $global:Error | Should -BeNullOrEmpty
        # It is that which kept it from being offered, and it leaves nothing behind.
        $null = Invoke-Control $simulator 'faults' -Method Delete
        Connect-Simulator $simulator
        (Complete 'Revoke-MgUserSignInSession -UserId user00042').CompletionText | Should -Be 'user00042@contoso.example'
    }

    It 'works in strict mode, whatever the preferences are' {
        & {
            Set-StrictMode -Version Latest
            $ErrorActionPreference = 'Stop'
            $ConfirmPreference = 'Low'
            $WhatIfPreference = $true
            $VerbosePreference = $DebugPreference = 'Continue'
            (Complete 'Revoke-MgUserSignInSession -UserId user00042').CompletionText
        } *>&1 | Should -Be 'user00042@contoso.example'
        $global:Error | Should -BeNullOrEmpty
    }

    It 'works by the function that the console calls' {
        (TabExpansion2 -inputScript 'Revoke-MgUserSignInSession -UserId user00042' -cursorColumn 44).CompletionMatches[0].CompletionText | Should -Be 'user00042@contoso.example'
    }
}

Describe 'completion of users with a session of Connect-MgGraph' {
    BeforeAll {
        Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
        Import-Module (Join-Path $PSScriptRoot 'stand-ins/Microsoft.Graph.Authentication')
    }

    AfterAll {
        Disconnect-EntraRevoke -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Out-Null
        Remove-Module Microsoft.Graph.Authentication
    }

    It 'offers them while the session that a command of ours has used is the same, and opens none' {
        Reset-Simulator $simulator
        Connect-MgGraph -Simulator $simulator
        Complete 'Revoke-MgUserSignInSession -UserId user00042' | Should -BeNullOrEmpty
        $null = Get-EntraRevokeContext
        (Complete 'Revoke-MgUserSignInSession -UserId user00042').CompletionText | Should -Be 'user00042@contoso.example'
        $null = Disconnect-MgGraph
        Complete 'Revoke-MgUserSignInSession -UserId user00042' | Should -BeNullOrEmpty
    }
}

Describe 'completion in the modules that stand in' {
    BeforeAll {
        $path = $env:PSModulePath
        Enable-EntraRevokeCompatibility -Force
        Import-Module Microsoft.Graph.Users, Microsoft.Entra.Users
        Connect-Simulator $simulator
    }

    AfterAll {
        $env:PSModulePath = $path
        Get-Module Microsoft.Graph.*, Microsoft.Entra.* | Remove-Module -Force
    }

    It 'offers users: <_>' -ForEach 'Get-MgUser', 'Get-MgUserRegisteredDevice', 'Update-MgUser', 'Get-EntraUser', 'Get-EntraUserRegisteredDevice', 'Set-EntraUser' {
        (Complete "$_ -UserId user00042").CompletionText | Should -Be 'user00042@contoso.example'
    }

    It 'offers environments: <_>' -ForEach 'Connect-MgGraph', 'Connect-Entra' {
        (Complete "$_ -Environment USGovD").CompletionText | Should -Be 'USGovDoD'
    }
}

Describe 'completion of environments' {
    BeforeAll { $null = Add-EntraRevokeEnvironment -Name "Ann's lab" -GraphEndpoint https://graph.lab.example -AzureADEndpoint https://login.lab.example }
    AfterAll { Remove-EntraRevokeEnvironment -Name "Ann's lab" }

    It 'offers the clouds and those that were added: <_>' -ForEach 'Connect-EntraRevoke -Environment ', 'Get-EntraRevokeEnvironment -Name ', 'Get-EntraRevokeEnvironment ' {
        $offered = Complete $_
        foreach ($name in 'Global', 'China', 'USGov', 'USGovDoD', "'Ann''s lab'") { $offered.CompletionText | Should -Contain $name }
        (Complete "${_}usgovd").CompletionText | Should -Be 'USGovDoD'
        (Complete "${_}'ann").CompletionText | Should -Be "'Ann''s lab'"
    }

    It 'offers to remove only what can be removed' {
        $offered = Complete 'Remove-EntraRevokeEnvironment -Name '
        $offered.CompletionText | Should -Contain "'Ann''s lab'"
        $offered.CompletionText | Should -Not -Contain 'Global'
    }

    It 'offers them before any command was called, and under the names that -Prefix makes: <line>' -ForEach @(
        @{ arguments = ''; line = 'Connect-EntraRevoke -Environment Ch' }
        @{ arguments = '-Prefix Our'; line = 'Connect-OurEntraRevoke -Environment Ch' }
        @{ arguments = ''; line = 'Set-Alias cer Connect-EntraRevoke; cer -Environment Ch' }
    ) {
        $text = Invoke-FreshPowerShell "Import-Module '$env:ENTRA_REVOKE_MODULE' $arguments; Set-Alias cer Connect-EntraRevoke; ([System.Management.Automation.CommandCompletion]::CompleteInput('$line', $($line.Length), `$null).CompletionMatches | Where-Object ResultType -EQ 'ParameterValue').CompletionText; `$Error.Count"
        $text | Should -Be 'China', 0
    }
}
