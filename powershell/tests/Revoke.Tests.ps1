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

Describe 'Revoke-MgUserSignInSession' {
    BeforeEach { Reset-Simulator $simulator }

    Context 'whom an object means' {
        It 'never reports a guest as revoked whom the object shows to be one, though it goes by its id' {
            $objects = @(
                [pscustomobject]@{ Id = '00000000-0000-4000-8000-000000000001'; UserPrincipalName = 'ann_fabrikam.example#EXT#@contoso.example'; UserType = 'Member' }
                [pscustomobject]@{ UserId = '00000000-0000-4000-8000-000000000002'; UserType = 'Guest' }
                [pscustomobject]@{ Id = '00000000-0000-4000-8000-000000000003'; UserPrincipalName = 'internal.guest@contoso.example'; UserType = 'Guest' }
            )
            $r = @($objects | Revoke-MgUserSignInSession -WarningAction SilentlyContinue -WarningVariable warnings | Sort-Object UserId)
            $r.Status | Should -Be 'NoEffect', 'NoEffect', 'Revoked'
            $warnings.Count | Should -Be 2
        }

        It 'takes the name of a row whose Id is a running number' {
            $r = @([pscustomobject]@{ Id = '1'; UserPrincipalName = 'user00001@contoso.example' } | Revoke-MgUserSignInSession)
            $r.UserId | Should -Be 'user00001@contoso.example'
            $r.Value | Should -BeTrue
        }
    }

    Context 'one user' {
        It 'returns an object that is true in every way that scripts ask' {
            $r = Revoke-MgUserSignInSession -UserId user00001@contoso.example
            $r.Value | Should -BeTrue
            ($r.Value -eq $true) | Should -BeTrue
            [bool] $r | Should -BeTrue
            $r.AdditionalProperties['@odata.context'] | Should -Be 'https://graph.microsoft.com/v1.0/$metadata#Edm.Boolean'
            $r.Status | Should -Be 'Revoked'
            $r.UserId | Should -Be 'user00001@contoso.example'
            $r.UserPrincipalName | Should -Be 'user00001@contoso.example'
            $r.Attempts | Should -Be 1
            $r.RequestId | Should -Not -BeNullOrEmpty
            $r.Error | Should -BeNullOrEmpty
            Get-Revocation $simulator user00001@contoso.example | Should -Be 1
        }

        It 'writes nothing but the result' {
            $output = Revoke-MgUserSignInSession -UserId user00001@contoso.example *>&1
            @($output).Count | Should -Be 1
            Revoke-MgUserSignInSession -UserId user00001@contoso.example | Out-Null
            $null = Revoke-MgUserSignInSession -UserId user00001@contoso.example -Confirm:$false
            Get-Revocation $simulator user00001@contoso.example | Should -Be 3
        }

        It 'takes an id, position 0, and the aliases' {
            (Revoke-MgUserSignInSession 00000000-0000-4000-8000-000000000002).Value | Should -BeTrue
            (Revoke-MgUserSignInSession -UPN user00003@contoso.example).Value | Should -BeTrue
            (Revoke-MgUserSign -UserId user00004@contoso.example).Value | Should -BeTrue
            foreach ($number in 2..4) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be 1 }
        }

        It 'takes -InputObject with a hashtable or an object' {
            (Revoke-MgUserSignInSession -InputObject @{ userid = 'user00005@contoso.example' }).Value | Should -BeTrue
            (Revoke-MgUserSignInSession -InputObject ([pscustomobject] @{ UserId = 'user00006@contoso.example' })).Value | Should -BeTrue
            Get-Revocation $simulator user00005@contoso.example | Should -Be 1
        }

        It 'puts the response headers into a global variable on success' {
            $null = Revoke-MgUserSignInSession -UserId user00001@contoso.example -RHV EntraRevokeTestHeaders
            $global:EntraRevokeTestHeaders['request-id'] | Should -Not -BeNullOrEmpty
            Remove-Variable -Name EntraRevokeTestHeaders -Scope Global
        }

        It 'accepts the parameters of the real command, and says that they have no effect' {
            $warnings = @()
            $r = Revoke-MgUserSignInSession -UserId user00001@contoso.example -HttpPipelineAppend { } -ProxyUseDefaultCredentials -Break:$false -WarningVariable warnings -WarningAction SilentlyContinue
            $r.Value | Should -BeTrue
            "$warnings" | Should -BeLike '-HttpPipelineAppend, -ProxyUseDefaultCredentials: accepted*without effect*'
        }
    }

    Context 'errors' {
        It 'is the error of the real command, to the letter' {
            $r = Revoke-MgUserSignInSession -UserId nobody@contoso.example -ErrorAction SilentlyContinue -ErrorVariable problem
            $r | Should -BeNullOrEmpty
            $problem.Count | Should -Be 1
            $problem[0].FullyQualifiedErrorId | Should -Be 'Request_ResourceNotFound,Microsoft.Graph.PowerShell.Cmdlets.RevokeMgUserSignInSession_Revoke'
            $problem[0].CategoryInfo.Category | Should -Be 'InvalidOperation'
            $problem[0].CategoryInfo.Activity | Should -Be 'Revoke-MgUserSignInSession_Revoke'
            $problem[0].Exception.GetType() | Should -Be ([Exception])
            $problem[0].Exception.Message | Should -Be "[Request_ResourceNotFound] : Resource 'nobody@contoso.example' does not exist or one of its queried reference-property objects are not present."
            $problem[0].TargetObject.UserId | Should -Be 'nobody@contoso.example'
            $problem[0].ErrorDetails.Message | Should -BeLike "Resource 'nobody@contoso.example' does not exist*Status: 404 (NotFound)*ErrorCode: Request_ResourceNotFound*Date: *Headers:*request-id*"
        }

        It 'has the other ids where the other sets are used' {
            $null = Revoke-MgUserSignInSession -InputObject @{ UserId = 'nobody@contoso.example' } -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -Be 'Request_ResourceNotFound,Microsoft.Graph.PowerShell.Cmdlets.RevokeMgUserSignInSession_RevokeViaIdentity'
            $null = Revoke-MgBetaUserSignInSession -UserId nobody@contoso.example -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -Be 'Request_ResourceNotFound,Microsoft.Graph.Beta.PowerShell.Cmdlets.RevokeMgBetaUserSignInSession_Revoke'
        }

        It 'is caught with -ErrorAction Stop, and is not without' {
            $caught = try { Revoke-MgUserSignInSession -UserId nobody@contoso.example -ErrorAction Stop } catch { $_.Exception.Message }
            $caught | Should -BeLike '`[Request_ResourceNotFound`] : Resource*'
            $reached = & {
                $ErrorActionPreference = 'SilentlyContinue'
                try { Revoke-MgUserSignInSession -UserId nobody@contoso.example; 'went on' } catch { 'caught' }
            }
            $reached | Should -Be 'went on'
        }

        It "honours the caller's `$ErrorActionPreference" {
            $caught = & {
                $ErrorActionPreference = 'Stop'
                try { Revoke-MgUserSignInSession -UserId nobody@contoso.example; 'went on' } catch { 'caught' }
            }
            $caught | Should -Be 'caught'
        }

        It 'throws for an empty user given alone, as the binder does' {
            { Revoke-MgUserSignInSession -UserId '' } | Should -Throw -ErrorId 'ParameterArgumentValidationErrorEmptyStringNotAllowed*' -ExpectedMessage "Cannot bind argument to parameter 'UserId' because it is an empty string."
            { Revoke-MgUserSignInSession -UserId $null } | Should -Throw -ErrorId 'ParameterArgumentValidationErrorEmptyStringNotAllowed*'
        }

        It 'says of <user> what is wrong' -ForEach @(
            @{ user = 'admin00001@contoso.example'; id = 'Authorization_RequestDenied*'; text = '*Insufficient privileges*' }
            @{ user = 'deleted00001@contoso.example'; id = 'Request_ResourceNotFound*'; text = '*deleted00001*does not exist*' }
            @{ user = 'two words'; id = 'Invalid*'; text = "*two words*blanks*" }
            @{ user = 'a@contoso.example,b@contoso.example'; id = 'Invalid*'; text = '*several users in one text*' }
        ) {
            $null = Revoke-MgUserSignInSession -UserId $user -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike $id
            $problem[0].Exception.Message | Should -BeLike $text
        }

        It 'warns that a guest is not affected, and still gives the value that the service gave' {
            $r = Revoke-MgUserSignInSession -UserId 'guest00001_fabrikam.example#EXT#@contoso.example' -WarningVariable warning -WarningAction SilentlyContinue
            $r.Value | Should -BeTrue
            $r.Status | Should -Be 'NoEffect'
            "$warning" | Should -BeLike '*guest00001*home tenant*'
        }

        It 'gives an object for everybody with -PassThru' {
            $r = @(Revoke-MgUserSignInSession -UserId user00001@contoso.example, nobody@contoso.example -PassThru -ErrorAction SilentlyContinue | Sort-Object UserId)
            $r.Count | Should -Be 2
            $r[0].Value | Should -BeFalse
            $r[0].Status | Should -Be 'Refused'
            $r[0].Error | Should -BeLike '`[Request_ResourceNotFound`] : *'
        }
    }

    Context 'many users' {
        It 'revokes an array together' {
            $r = Revoke-MgUserSignInSession -UserId (1..100 | ForEach-Object { 'user{0:d5}@contoso.example' -f $_ })
            @($r).Count | Should -Be 100
            @($r | Where-Object Value).Count | Should -Be 100
            (Invoke-Control $simulator 'books').users_revoked | Should -Be 100
            (Invoke-Control $simulator 'books').requests.batch | Should -BeGreaterThan 0
        }

        It 'loses nobody in two and a half thousand from the pipeline, whatever becomes of them' {
            Connect-NewApplication $simulator
            $names = 1..2000 | ForEach-Object { 'user{0:d5}@contoso.example' -f $_ }
            $r = @($names + (1..500 | ForEach-Object { "nobody$_@contoso.example" }) | Revoke-MgUserSignInSession -PassThru -ErrorAction SilentlyContinue)
            $r.Count | Should -Be 2500
            @($r.UserId | Sort-Object -Unique).Count | Should -Be 2500
            @($r | Where-Object Status -EQ Revoked).Count | Should -Be 2000
            (Invoke-Control $simulator 'books').users_revoked | Should -Be 2000
        }

        It 'does not lose the others with an empty element' {
            $r = Revoke-MgUserSignInSession -UserId user00001@contoso.example, $null, '', ' ', user00002@contoso.example -ErrorAction SilentlyContinue -ErrorVariable problem
            @($r).Count | Should -Be 2
            $problem.Count | Should -Be 3
            $r = 'user00003@contoso.example', '', $null, 'user00004@contoso.example' | Revoke-MgUserSignInSession -ErrorAction SilentlyContinue -ErrorVariable problem
            @($r).Count | Should -Be 2
            $problem.Count | Should -Be 2
        }

        It 'gives the same user twice two results' {
            @(Revoke-MgUserSignInSession -UserId user00001@contoso.example, USER00001@contoso.example).Count | Should -Be 2
        }

        It 'writes results while the input is still coming' {
            Connect-NewApplication $simulator
            $seen = @{ count = 0 }
            # The input ends only after the first result was seen.
            $numbers = & { for ($i = 1; $seen.count -eq 0 -and $i -le 2000; $i++) { 'user{0:d5}@contoso.example' -f $i; if ($i -ge 1900) { Start-Sleep -Milliseconds 20 } } } |
                Revoke-MgUserSignInSession | ForEach-Object { $seen.count++; $_ }
            @($numbers).Count | Should -BeGreaterThan 0
            @($numbers).Count | Should -BeLessThan 2000
        }

        It 'stops when nobody wants more, and sends no more' {
            Connect-NewApplication $simulator
            $null = Invoke-Control $simulator 'settings' -Method Post -Body @{ latency_ms = 50 }
            $r = @(1..2000 | ForEach-Object { 'user{0:d5}@contoso.example' -f $_ } | Revoke-MgUserSignInSession -WarningAction SilentlyContinue | Select-Object -First 1)
            $r.Count | Should -Be 1
            (Invoke-Control $simulator 'books').revocations | Should -BeLessThan 2000
            (Revoke-MgUserSignInSession -UserId user00001@contoso.example).Value | Should -BeTrue
        }
    }

    Context 'what the pipeline brings' {
        It 'takes <kind>' -ForEach @(
            @{ kind = 'a text'; object = 'user00001@contoso.example'; upn = 'user00001@contoso.example' }
            @{ kind = 'a GUID'; object = [guid] '00000000-0000-4000-8000-000000000001'; upn = $null }
            @{ kind = 'a CSV row'; object = [pscustomobject] @{ DisplayName = 'x'; UserPrincipalName = 'user00001@contoso.example' }; upn = 'user00001@contoso.example' }
            @{ kind = 'a row with UPN'; object = [pscustomobject] @{ UPN = 'user00001@contoso.example' }; upn = 'user00001@contoso.example' }
            @{ kind = 'a user with Id and name'; object = [pscustomobject] @{ UserPrincipalName = 'user00001@contoso.example'; Id = '00000000-0000-4000-8000-000000000001' }; upn = 'user00001@contoso.example' }
            @{ kind = 'a user whose Id is null'; object = [pscustomobject] @{ Id = $null; UserPrincipalName = 'user00001@contoso.example' }; upn = 'user00001@contoso.example' }
            @{ kind = 'a hashtable'; object = @{ userId = 'user00001@contoso.example' }; upn = 'user00001@contoso.example' }
            @{ kind = 'a risky user'; object = [pscustomobject] @{ Id = '00000000-0000-4000-8000-000000000001'; RiskLevel = 'high'; UserPrincipalName = 'user00001@contoso.example' }; upn = 'user00001@contoso.example' }
            @{ kind = 'a group member'; object = [pscustomobject] @{ Id = '00000000-0000-4000-8000-000000000001'; AdditionalProperties = @{ '@odata.type' = '#microsoft.graph.user' } }; upn = $null }
            @{ kind = 'a sign-in row'; object = [pscustomobject] @{ Id = '99999999-0000-4000-8000-000000000001'; AppId = 'x'; UserPrincipalName = 'other@contoso.example'; UserId = '00000000-0000-4000-8000-000000000001' }; upn = 'other@contoso.example' }
            @{ kind = 'an AzureAD user'; object = [pscustomobject] @{ ObjectId = '00000000-0000-4000-8000-000000000001' }; upn = $null }
            @{ kind = 'a nested array'; object = (, @('user00001@contoso.example')); upn = 'user00001@contoso.example' }
        ) {
            $r = , $object | ForEach-Object { $_ } | Revoke-MgUserSignInSession
            $r.Value | Should -BeTrue
            $r.UserPrincipalName | Should -Be $upn
            Get-Revocation $simulator user00001@contoso.example | Should -Be 1
        }

        It 'takes the name of a log row without UserId, never its Id' {
            $row = [pscustomobject] @{ Id = '00000000-0000-4000-8000-000000000009'; CorrelationId = 'c'; UserPrincipalName = 'user00001@contoso.example' }
            ($row | Revoke-MgUserSignInSession).Value | Should -BeTrue
            Get-Revocation $simulator 00000000-0000-4000-8000-000000000009 | Should -Be 0
        }

        It 'never sends <kind>' -ForEach @(
            @{ kind = 'an object without an id'; object = [pscustomobject] @{ Foo = 'bar' } }
            @{ kind = 'a log row without a user'; object = [pscustomobject] @{ Id = '00000000-0000-4000-8000-000000000001'; CorrelationId = 'c' } }
            @{ kind = 'a group'; object = [pscustomobject] @{ Id = '00000000-0000-4000-8000-000000000001'; AdditionalProperties = @{ '@odata.type' = '#microsoft.graph.group' } } }
            @{ kind = 'an empty hashtable'; object = @{} }
            @{ kind = 'a number'; object = 42 }
            @{ kind = 'a process'; object = [Diagnostics.Process]::GetCurrentProcess() }
            @{ kind = 'a date'; object = [datetime] '2026-01-01' }
        ) {
            $r = @($object, 'user00002@contoso.example') | Revoke-MgUserSignInSession -ErrorAction SilentlyContinue -ErrorVariable problem
            @($r).Count | Should -Be 1
            $problem.Count | Should -Be 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'UserNotUsable,*'
            $problem[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
            $books = Invoke-Control $simulator 'books'
            $books.items.ok + $books.items.refused | Should -Be 1
        }
    }

    Context 'ShouldProcess' {
        It 'names each user with -WhatIf, sends nothing and returns nothing' {
            $text = Invoke-FreshPowerShell "Import-Module '$env:ENTRA_REVOKE_MODULE'; `$null = Add-EntraRevokeEnvironment S '$($simulator.authority)' '$($simulator.graph)'; Connect-EntraRevoke -Environment S -NoWelcome -AccessToken (ConvertTo-SecureString '$($simulator.access_token)' -AsPlainText -Force); 'user00001@contoso.example', 'user00002@contoso.example' | Revoke-MgUserSignInSession -WhatIf"
            "$text" | Should -BeLike '*"Revoke sign-in sessions" on target "user00001@contoso.example"*user00002@contoso.example*'
            @($text).Count | Should -Be 2
            (Invoke-Control $simulator 'books').revocations | Should -Be 0
        }

        It "honours the caller's `$WhatIfPreference" {
            & { $WhatIfPreference = $true; Revoke-MgUserSignInSession -UserId user00001@contoso.example } | Should -BeNullOrEmpty
            Get-Revocation $simulator user00001@contoso.example | Should -Be 0
        }
    }

    Context 'scripts' {
        It 'can be mocked by name and -UserId' {
            Mock Revoke-MgUserSignInSession { @{ Value = $true } } -ParameterFilter { $UserId -eq 'x@contoso.example' }
            (Revoke-MgUserSignInSession -UserId x@contoso.example).Value | Should -BeTrue
            Should -Invoke Revoke-MgUserSignInSession -Times 1 -Exactly
        }

        It 'takes splatting' {
            $parameters = @{ UserId = 'user00001@contoso.example'; ErrorAction = 'Stop' }
            (Revoke-MgUserSignInSession @parameters).Value | Should -BeTrue
        }

        It 'fills -OutVariable once' {
            $null = Revoke-MgUserSignInSession -UserId user00001@contoso.example -OutVariable out
            @($out).Count | Should -Be 1
        }

        It 'shares the session with parallel runspaces' {
            $r = 1..4 | ForEach-Object -Parallel {
                Import-Module $env:ENTRA_REVOKE_MODULE
                1..10 | ForEach-Object { Revoke-MgUserSignInSession -UserId ('user{0:d5}@contoso.example' -f $_) }
            }
            @($r | Where-Object Value).Count | Should -Be 40
        }
    }
}

Describe 'the Entra commands' {
    BeforeEach { Reset-Simulator $simulator }

    It '<command> revokes by name, position, pipeline and property' -ForEach @(
        @{ command = 'Revoke-EntraUserAllRefreshToken' }
        @{ command = 'Revoke-EntraBetaUserAllRefreshToken' }
        @{ command = 'Revoke-AzureADUserAllRefreshToken' }
    ) {
        (& $command -UserId user00001@contoso.example).Value | Should -BeTrue
        (& $command -ObjectId user00002@contoso.example).Value | Should -BeTrue
        (& $command user00003@contoso.example).Value | Should -BeTrue
        ('user00004@contoso.example' | & $command).Value | Should -BeTrue
        ([pscustomobject] @{ ObjectId = 'user00005@contoso.example' } | & $command).Value | Should -BeTrue
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 5
        & $command -UserId user00001@contoso.example -WhatIf | Should -BeNullOrEmpty
    }

    It 'has the error of the Graph command' {
        $null = Revoke-EntraUserAllRefreshToken -UserId nobody@contoso.example -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -Be 'Request_ResourceNotFound,Microsoft.Graph.PowerShell.Cmdlets.RevokeMgUserSignInSession_Revoke'
        { Revoke-EntraUserAllRefreshToken -UserId '' } | Should -Throw -ExpectedMessage '*because it is an empty string.'
    }

    It '<command> revokes the signed-in user' -ForEach @(
        @{ command = 'Revoke-EntraSignedInUserAllRefreshToken' }
        @{ command = 'Revoke-EntraBetaSignedInUserAllRefreshToken' }
        @{ command = 'Revoke-AzureADSignedInUserAllRefreshToken' }
    ) {
        $token = (Invoke-Control $simulator 'token' -Method Post -Body @{ user = 'user00042@contoso.example' }).access_token
        Connect-Simulator $simulator -Token $token
        try {
            $r = & $command
            $r.Value | Should -BeTrue
            $r.UserPrincipalName | Should -Be 'user00042@contoso.example'
            Get-Revocation $simulator user00042@contoso.example | Should -Be 1
        } finally {
            Connect-Simulator $simulator
        }
    }

    It 'says that an application has no signed-in user' {
        $null = Revoke-EntraSignedInUserAllRefreshToken -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].Exception.Message | Should -BeLike '*delegated*'
    }
}
