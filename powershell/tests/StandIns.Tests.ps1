# The commands of the modules that stand in for Microsoft's.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $folder = Join-Path (Split-Path -Path $env:ENTRA_REVOKE_MODULE) 'compatibility'
    $simulator = Start-Simulator '--users', '2000', '--guests', '2', '--forbidden', '2', '--deleted', '2'
    $group = '00000000-0000-4000-d000-000000000001'
    $path = $env:PSModulePath
    Import-Module $env:ENTRA_REVOKE_MODULE
    Enable-EntraRevokeCompatibility -Force
    # By their places: Microsoft's, where they are installed, must not be asked.
    Get-ChildItem -Path $folder -Directory | ForEach-Object { Import-Module (Join-Path $_.FullName "$($_.Name).psd1") }

    # Of an application that has not spent anything of its quota, and may contain accounts.
    function Get-Token {
        $permissions = 'User.EnableDisableAccount.All', 'User.Read.All', 'User.RevokeSessions.All', 'Device.ReadWrite.All', 'GroupMember.Read.All', 'IdentityRiskyUser.Read.All'
        (Invoke-Control $simulator 'token' -Method Post -Body @{ client_id = [guid]::NewGuid().ToString(); permissions = $permissions }).access_token
    }

    function Get-Books { Invoke-Control $simulator 'books' }
}

AfterAll {
    Clear-StandIn $folder $path
    Stop-Simulator $simulator
}

Describe 'commands of the stand-ins' {
    BeforeEach {
        Reset-Simulator $simulator
        Connect-Simulator $simulator (Get-Token)
    }

    It 'Get-MgUser gives users with the SDK''s properties' {
        $user = Get-MgUser -UserId user00001@contoso.example
        $user.PSObject.TypeNames[0] | Should -Be 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser'
        $user.Id | Should -Be '00000000-0000-4000-8000-000000000001'
        $user.UserPrincipalName | Should -Be 'user00001@contoso.example'
        $user.DisplayName | Should -Be 'user00001'
        # Not among what the service gives without being asked; nor in AdditionalProperties.
        $user.AccountEnabled | Should -BeNullOrEmpty
        $user.PSObject.Properties['SignInActivity'] | Should -Not -BeNullOrEmpty
        $user.AdditionalProperties.Keys | Should -Be '@odata.context'
        $user = Get-MgUser -UserId user00001@contoso.example -Property Id, AccountEnabled, UserType, SignInSessionsValidFromDateTime
        $user.AccountEnabled | Should -BeTrue
        $user.UserType | Should -Be 'Member'
        $user.SignInSessionsValidFromDateTime | Should -BeOfType datetime
        $user.SignInSessionsValidFromDateTime.ToString('o') | Should -Be '2020-01-01T00:00:00.0000000Z'
        $user.DisplayName | Should -BeNullOrEmpty
        $user = Get-MgUser -UserId user00001@contoso.example -Property identities
        $user.Identities.Count | Should -Be 1
        $user.Identities[0].IssuerAssignedId | Should -Be 'user00001@contoso.example'
        (Get-MgUser -UserId 'guest00001_fabrikam.example#EXT#@contoso.example').Id | Should -BeLike '*9000-000000000001'
    }

    It 'lists by pages: <what>' -ForEach @(
        @{ what = 'the first without a word'; arguments = @{}; count = 100; requests = 1 }
        @{ what = 'every one with -All'; arguments = @{ All = $true }; count = 2004; requests = 3 }
        @{ what = 'of a size'; arguments = @{ All = $true; PageSize = 500 }; count = 2004; requests = 5 }
        @{ what = 'so many with -Top'; arguments = @{ Top = 7 }; count = 7; requests = 1 }
        @{ what = 'more than a page with -Top'; arguments = @{ Top = 1200 }; count = 1200; requests = 2 }
        @{ what = 'with -Top and a size'; arguments = @{ Top = 250; PageSize = 100 }; count = 250; requests = 3 }
        @{ what = 'one page of a size'; arguments = @{ PageSize = 5 }; count = 5; requests = 1 }
        @{ what = 'by a filter'; arguments = @{ Filter = "userType eq 'Guest'"; All = $true }; count = 2; requests = 1 }
    ) {
        $users = @(Get-MgUser @arguments)
        @($users.Id | Sort-Object -Unique).Count | Should -Be $count
        (Get-Books).requests.read | Should -Be $requests
    }

    It 'streams: whoever has enough ends it' {
        @(Get-MgUser -All -PageSize 10 | Select-Object -First 15).Count | Should -Be 15
        (Get-Books).requests.read | Should -Be 2
    }

    It 'counts, searches and filters as an advanced query, on every page' {
        Remove-Variable -Name found -Scope Global -ErrorAction Ignore
        $users = @(Get-MgUser -Filter "userType ne 'Guest'" -ConsistencyLevel eventual -CountVariable found -All -PageSize 999)
        $users.Count | Should -Be 2002
        $global:found | Should -Be 2002
        $global:found | Should -BeOfType int
        $hits = @(Get-MgUser -Search '"displayName:user0012"' -ConsistencyLevel eventual -Count found -Sort displayName)
        $hits.Count | Should -Be 10
        $global:found | Should -Be 10
        Get-MgUser -Search '"displayName:user0012"' -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -Be 'Request_UnsupportedQuery,Microsoft.Graph.PowerShell.Cmdlets.GetMgUser_List'
        Remove-Variable -Name found -Scope Global
    }

    It 'pipes users on' {
        $all = @(Get-MgUser -Top 30 | Revoke-MgUserSignInSession)
        @($all | Where-Object Value).Count | Should -Be 30
        @(Get-MgGroupMember -GroupId $group -Top 5 | Revoke-MgUserSignInSession | Where-Object Value).Count | Should -Be 5
        @(Get-MgRiskyUser | Revoke-MgUserSignInSession | Where-Object Value).Count | Should -Be 9
        @(Get-EntraUser -Top 3 | Revoke-EntraUserAllRefreshToken | Where-Object Value).Count | Should -Be 3
        Get-MgUserRegisteredDevice -UserId user00001@contoso.example | Revoke-MgUserSignInSession -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($problem[0])" | Should -BeLike '*no user but a device*'
    }

    It 'Get-MgGroupMember, Get-MgGroupTransitiveMember and Get-MgUserRegisteredDevice give directory objects' {
        $members = @(Get-MgGroupMember -GroupId $group -All)
        $members.Count | Should -Be 2002
        $members[0].PSObject.TypeNames[0] | Should -Be 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphDirectoryObject'
        $members[0].AdditionalProperties['userPrincipalName'] | Should -Be 'user00001@contoso.example'
        $members[0].AdditionalProperties.'@odata.type' | Should -Be '#microsoft.graph.user'
        @(Get-MgGroupTransitiveMember -GroupId $group -Top 3).Id | Should -Be $members[0..2].Id
        $devices = @(Get-MgUserRegisteredDevice -UserId user00002@contoso.example -All)
        $devices.AdditionalProperties.displayName | Should -Be 'Computer 2', 'Phone 2'
        Get-MgGroupMember -GroupId 00000000-0000-4000-d000-000000000009 -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -Be 'Request_ResourceNotFound,Microsoft.Graph.PowerShell.Cmdlets.GetMgGroupMember_List'
    }

    It 'does nothing for what is piped and can not be bound' {
        { 'user00001@contoso.example' | Get-MgUser -ErrorAction Stop } | Should -Throw -ErrorId 'InputObjectNotBound,Get-MgUser'
        'user00001@contoso.example' | Get-MgUser -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        'user00001@contoso.example' | Update-MgUser -UserId user00002@contoso.example -AccountEnabled:$false -ErrorAction SilentlyContinue
        (Get-Books).requests.read + (Get-Books).requests.update | Should -Be 0
    }

    It 'Get-MgRiskyUser gives users at risk' {
        $users = @(Get-MgRiskyUser -All -PageSize 4)
        $users.Count | Should -Be 9
        $users[0].PSObject.TypeNames[0] | Should -Be 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphRiskyUser'
        $users[0].RiskLevel, $users[0].RiskState, $users[0].UserDisplayName | Should -Be 'high', 'atRisk', 'user00001'
        $users[0].RiskLastUpdatedDateTime | Should -BeOfType datetime
        $users[0].IsDeleted | Should -BeFalse
        (Get-Books).requests.read | Should -Be 3
    }

    It 'Get-EntraUser gives more than it is asked, and by other names, too' {
        $user = Get-EntraUser -ObjectId user00001@contoso.example
        $user.ObjectId | Should -Be $user.Id
        $user.AccountEnabled | Should -BeTrue
        $user.UserType | Should -Be 'Member'
        @(Get-EntraUser -All).Count | Should -Be 2004
        @(Get-EntraUser -SearchString user0012).Count | Should -Be 10
        @('user00001@contoso.example', 'user00002@contoso.example' | Get-EntraUser).Count | Should -Be 2
        $member = Get-EntraGroupMember -GroupId $group -Top 1
        $member.ObjectId, $member.UserPrincipalName | Should -Be '00000000-0000-4000-8000-000000000001', 'user00001@contoso.example'
    }

    It 'shows a table of users, with the columns of the SDK and the name before the mail' {
        $lines = @((Get-MgUser -Top 1 | Out-String -Width 160) -split '\r?\n' | Where-Object { $_ })
        $lines[0] | Should -Match '^DisplayName +Id +UserPrincipalName +Mail$'
    }

    It 'says no as the SDK does' {
        Get-MgUser -UserId nobody@contoso.example -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -Be 'Request_ResourceNotFound,Microsoft.Graph.PowerShell.Cmdlets.GetMgUser_Get'
        $problem[0].Exception.Message | Should -BeLike '`[Request_ResourceNotFound`] : Resource ''nobody@contoso.example'' does not exist*'
        $problem[0].CategoryInfo.Category | Should -Be 'InvalidOperation'
        $problem[0].CategoryInfo.Activity | Should -Be 'Get-MgUser_Get'
        $problem[0].ErrorDetails.Message | Should -BeLike '*Status: 404 (NotFound)*ErrorCode: Request_ResourceNotFound*request-id*'
        $problem[0].TargetObject.UserId | Should -Be 'nobody@contoso.example'
        { Get-MgUser -UserId nobody@contoso.example -ErrorAction Stop } | Should -Throw '*does not exist*'
        & {
            $ErrorActionPreference = 'Stop'
            { Update-MgUser -UserId admin00001@contoso.example -AccountEnabled:$false } | Should -Throw '*Insufficient privileges*' -ErrorId 'Authorization_RequestDenied,Microsoft.Graph.PowerShell.Cmdlets.UpdateMgUser_UpdateExpanded'
        }
        { Get-MgUser user00001@contoso.example } | Should -Throw "*does not take 'user00001@contoso.example'*"
        { Get-MgUser -UserId '' } | Should -Throw '*empty string*'
        Disconnect-MgGraph | Out-Null
        Get-MgUser -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($problem[0])" | Should -BeLike 'Authentication needed.*'
    }

    It 'is no stranger to the network: a wait, a broken answer, a proxy''s page' {
        Add-Fault $simulator @{ on = 'read'; kind = 'throttle'; retry_after = 0; times = 2 }, @{ on = 'read'; kind = 'cut-body'; times = 1 }
        (Get-MgUser -UserId user00001@contoso.example).DisplayName | Should -Be 'user00001'
        (Get-Books).requests.read | Should -Be 4
        Add-Fault $simulator @{ on = 'read'; kind = 'html'; times = 1 }
        Get-MgUser -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        "$($problem[0])" | Should -BeLike 'Something other than Microsoft Graph answered*'
    }

    It 'Update-MgUser shows with -WhatIf, and does nothing' {
        Update-MgUser -UserId user00001@contoso.example -AccountEnabled:$false -WhatIf
        (Get-Books).requests.update | Should -Be 0
        Update-MgUser -UserId user00001@contoso.example -AccountEnabled:$false -Confirm:$false | Should -BeNullOrEmpty
        Update-MgUser -UserId user00001@contoso.example -AccountEnabled | Should -BeNullOrEmpty
        (Get-Books).updates.account_enabled | Should -Be $false, $true
    }

    It 'Invoke-MgGraphRequest asks whatever a script asks' {
        $page = Invoke-MgGraphRequest -Method GET -Uri 'v1.0/users?$top=2&$count=true' -Headers @{ ConsistencyLevel = 'eventual' }
        $page | Should -BeOfType hashtable
        $page.'@odata.count' | Should -Be 2004
        $page.value[0].userPrincipalName | Should -Be 'user00001@contoso.example'
        (Invoke-MgGraphRequest GET $page.'@odata.nextLink').value[0].userPrincipalName | Should -Be 'user00003@contoso.example'
        $user = Invoke-MgGraphRequest -Uri "$($simulator.graph)/v1.0/users/user00001@contoso.example" -Body @{ '$select' = 'id,signInSessionsValidFromDateTime' } -OutputType PSObject
        $user.signInSessionsValidFromDateTime | Should -BeOfType datetime
        $user.PSObject.Properties['displayName'] | Should -BeNullOrEmpty
        Invoke-MgGraphRequest -Uri '/v1.0/users?$top=1' -OutputType Json | ConvertFrom-Json | ForEach-Object { $_.value.Count } | Should -Be 1
        Invoke-MgGraphRequest -Method PATCH -Uri '/v1.0/users/user00001@contoso.example' -Body @{ accountEnabled = $false } | Should -BeNullOrEmpty
        Invoke-GraphRequest -Method PATCH -Uri '/v1.0/users/user00001@contoso.example' -Body '{"accountEnabled":true}' -ContentType 'application/json' -StatusCodeVariable status -ResponseHeadersVariable headers
        $status | Should -Be 204
        $headers['request-id'] | Should -Not -BeNullOrEmpty
        (Get-Books).updates.account_enabled | Should -Be $false, $true
        (Invoke-MgGraphRequest -Method POST -Uri '/v1.0/users/user00001@contoso.example/revokeSignInSessions').value | Should -BeTrue
    }

    It 'keeps bodies and headers out of errors, which are logged' {
        $Error.Clear()
        $body = @{ passwordProfile = @{ password = 'hush-hush-password' } }
        try { Invoke-MgGraphRequest -Method PATCH -Uri /v1.0/users/nobody -Body $body -Headers @{ 'x-own' = 'hush-hush-header' } } catch { $problem = $_ }
        $problem.TargetObject.Uri | Should -Be '/v1.0/users/nobody'
        $all = $Error + $problem | ForEach-Object { $_ | Format-List -Property * -Force | Out-String -Width 4000; ConvertTo-Json -InputObject $_.TargetObject -Depth 5; "$($_.CategoryInfo)" }
        "$all" | Should -Not -BeLike '*hush-hush*'
    }

    It 'Invoke-MgGraphRequest throws what is no success, unless told not to' {
        $status = $null
        try { Invoke-MgGraphRequest -Uri /v1.0/users/nobody -StatusCodeVariable status } catch { $problem = $_ }
        $problem.FullyQualifiedErrorId | Should -Be 'InvokeGraphHttpResponseException,Microsoft.Graph.PowerShell.Authentication.Cmdlets.InvokeMgGraphRequest'
        $problem.Exception.Response.StatusCode.value__ | Should -Be 404
        $problem.ErrorDetails.Message | Should -BeLike 'GET /v1.0/users/nobody*HTTP/1.1 404 *Request_ResourceNotFound*'
        $status | Should -BeNullOrEmpty
        $answer = Invoke-MgGraphRequest -Uri /v1.0/users/nobody -SkipHttpErrorCheck -StatusCodeVariable status
        $status | Should -Be 404
        $answer.error.code | Should -Be 'Request_ResourceNotFound'
        $reads = (Get-Books).requests.read
        { Invoke-MgGraphRequest -Uri https://graph.contoso.example/v1.0/me } | Should -Throw '*Nothing was sent*'
        { Invoke-MgGraphRequest -Uri /v1.0/me -Headers @{ Authorization = 'Bearer of.another' } } | Should -Throw "*'Authorization' can't be sent*"
        (Get-Books).requests.read | Should -Be $reads
    }

    It 'shows its token in no stream and no error' {
        $token = Get-Token
        Connect-Simulator $simulator $token
        $all = & {
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            Get-MgUser -Top 1 -Verbose -Debug
            Get-MgContext
            Get-MgUser -UserId nobody -ErrorAction Continue
            try { Invoke-MgGraphRequest -Uri /v1.0/users/nobody } catch { $_ | Format-List -Force * }
        } *>&1 | Out-String -Width 4000
        $all | Should -BeLike '*user00001*'
        $all.Contains($token) | Should -BeFalse
    }

    It 'ends at once when it is stopped' {
        Add-Fault $simulator @{ on = 'read'; kind = 'hang'; times = $null }
        $shell = Open-Shell 'Import-Module $module; Get-MgUser -All' @{ module = Join-Path $folder 'Microsoft.Graph.Users/Microsoft.Graph.Users.psd1' }
        $running = $shell.BeginInvoke()
        do { $reads = (Get-Books).requests.read } until ($reads -gt 0)
        $shell.Stop()
        $running.IsCompleted | Should -BeTrue
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        Close-Shell $shell
        $null = Invoke-Control $simulator 'faults' -Method Delete
        @(Get-MgUser).Count | Should -Be 100
    }

    It 'connects and disconnects by the short names, too' {
        (Disconnect-Graph).AuthType | Should -Be 'UserProvidedAccessToken'
        Connect-Graph -Environment Simulator -AccessToken (ConvertTo-Secure (Get-Token)) -NoWelcome
        (Get-MgContext).Environment | Should -Be 'Simulator'
    }

    It 'is not taken for a session of the SDK' {
        Disconnect-MgGraph | Out-Null
        Get-EntraRevokeContext | Should -BeNullOrEmpty
        Revoke-MgUserSignInSession -UserId user00001@contoso.example -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($problem[0])" | Should -BeLike 'Authentication needed.*'
    }
}
