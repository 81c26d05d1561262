# What a person sees in a window of 80 and of 200 columns.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $simulator = Start-Simulator
    Connect-Simulator $simulator
    $path = $env:PSModulePath
    Enable-EntraRevokeCompatibility -Force
    Import-Module Microsoft.Graph, Microsoft.Entra.Users
    $guest = 'guest00001_fabrikam.example#EXT#@contoso.example'

    # The lines of a view, without the empty ones. None is wider than the window.
    function Show([int] $Width, $Objects) {
        $lines = @($Objects | Out-String -Width $Width -Stream | ForEach-Object { $_.TrimEnd() } | Where-Object { $_ })
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual $Width
        $lines
    }
}

AfterAll {
    Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
    $env:PSModulePath = $path
    Get-Module Microsoft.Graph, Microsoft.Graph.*, Microsoft.Entra.* | Remove-Module -Force
    Stop-Simulator $simulator
    Remove-Module EntraRevoke
}

Describe 'views' {
    It 'shows one line for each result at <_> columns, and never a part of an id' -ForEach 80, 200 {
        $unknown = '11111111-2222-4333-8444-000000000000'
        $results = Revoke-MgUserSignInSession -UserId user00001@contoso.example, $guest, $unknown, 'a b' -PassThru -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $lines = Show $_ $results
        $lines.Count | Should -Be 6
        $lines[0] | Should -Match '^UserId +Value Status +Error$'
        ($lines -match '^user00001@contoso.example +True +Revoked$').Count | Should -Be 1
        ($lines -match "^$unknown False Refused  \[Request_ResourceNotFound\]").Count | Should -Be 1
        ($lines -match '^guest00001_fabrikam.example#EXT#').Count | Should -Be 1
        ($lines -match '^a b +False Invalid +''a b'' is not a user id').Count | Should -Be 1
    }

    It 'shows whole errors where the window is wide, and always in a list' {
        $result = Revoke-MgUserSignInSession -UserId nobody@contoso.example -PassThru -ErrorAction SilentlyContinue
        (Show 200 $result)[2] | Should -BeLike '*objects are not present.'
        -join ((Show 80 ($result | Format-List)) | ForEach-Object Trim) | Should -BeLike '*objects are not present.*'
    }

    It 'shows environments with whole endpoints at <_> columns' -ForEach 80, 200 {
        $lines = Show $_ (Get-EntraRevokeEnvironment)
        $lines[0] | Should -Match '^Name +Type +GraphEndpoint +AzureADEndpoint$'
        ($lines -match '^China +Built-in +https://microsoftgraph\.chinacloudapi\.cn https://login').Count | Should -Be 1
        "$lines" | Should -Not -Match ([char]0x2026)
        ($_ -eq 80) -or ($lines -match ' https://login\.chinacloudapi\.cn$') | Should -BeTrue
    }

    It 'shows the context as a list, with the whole endpoint, at <_> columns' -ForEach 80, 200 {
        $lines = Show $_ (Get-EntraRevokeContext)
        $lines[0] | Should -Be 'Source              : Connect-EntraRevoke'
        $lines | Should -Contain "GraphEndpoint       : $($simulator.graph)"
        $lines | Should -Contain "TenantId            : $($simulator.tenant_id)"
    }

    It 'counts what became of a run that was stopped, at <_> columns' -ForEach 80, 200 {
        Stop-Run $simulator 'user00001@contoso.example', $guest
        Reset-Simulator $simulator
        Connect-NewApplication $simulator
        $lines = Show $_ (Get-EntraRevokeContext).LastStopped
        $lines[0] | Should -Be 'Submitted  : 2'
        $lines[1] | Should -Match '^Results    : (2|1) (Failed|NotSent|Unknown)'
        -join ($lines | Select-Object -Skip 2 | ForEach-Object Trim) | Should -Be "NotRevoked : {user00001@contoso.example, $guest}"
    }

    It 'shows users with whole ids and names at <_> columns' -ForEach 80, 200 {
        foreach ($users in @(Get-MgUser -Top 2), @(Get-EntraUser -Top 2)) {
            $lines = Show $_ $users
            $lines.Count | Should -Be 4
            $lines[0] | Should -Match '^DisplayName +Id +UserPrincipalName +Mail$'
            $lines[2] | Should -Match '^user00001 +00000000-0000-4000-8000-000000000001 user00001@contoso.example'
        }
    }

    It 'shows risky users in one line each at <_> columns' -ForEach 80, 200 {
        $lines = Show $_ (Get-MgRiskyUser -Top 2)
        $lines.Count | Should -Be 4
        $lines[0] | Should -Match '^UserPrincipalName +RiskLevel RiskState RiskLastUpdated +RiskDetail$'
        $lines[2] | Should -Match '^user00001@contoso.example high +atRisk .* none$'
    }

    It 'shows who is in a group, and which devices are a user''s, at <_> columns' -ForEach 80, 200 {
        $lines = Show $_ (Get-MgGroupMember -GroupId 00000000-0000-4000-d000-000000000001 -Top 2)
        $lines[0] | Should -Match '^Id +Type +DisplayName +UserPrincipalName$'
        $lines[2] | Should -Match '^00000000-0000-4000-8000-000000000001 user user00001 +user00001@contoso.example$'
        $lines = Show $_ (Get-MgUserRegisteredDevice -UserId user00001@contoso.example)
        $lines[2] | Should -Match '^00000000-0000-4000-e000-000000000001 device Computer 1$'
    }
}
