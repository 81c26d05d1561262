# What a script sees of an error, by every way that scripts have to look: the record, the preferences, the variables, $?.

BeforeDiscovery {
    $situations = @(
        @{ situation = 'a user who is not there (404)'; user = 'nobody@contoso.example'; id = 'Request_ResourceNotFound'; category = 'InvalidOperation'; status = 'Refused'; type = 'System.Exception'; text = '`[Request_ResourceNotFound`] : Resource ''nobody@contoso.example'' does not exist*'; details = "Resource 'nobody@contoso.example' does not exist*Status: 404 (NotFound)*ErrorCode: Request_ResourceNotFound*" }
        @{ situation = 'a user beyond our rights (403)'; user = 'admin00001@contoso.example'; id = 'Authorization_RequestDenied'; category = 'InvalidOperation'; status = 'Refused'; type = 'System.Exception'; text = '`[Authorization_RequestDenied`] : Insufficient privileges*'; details = 'Insufficient privileges*Status: 403 (Forbidden)*' }
        @{ situation = 'a request that is bad (400)'; fault = @{ kind = 'status'; status = 400; code = 'Request_BadRequest'; message = 'Bad request.' }; id = 'Request_BadRequest'; category = 'InvalidOperation'; status = 'Refused'; type = 'System.Exception'; text = '`[Request_BadRequest`] : Bad request.'; details = 'Bad request.*Status: 400 (BadRequest)*' }
        @{ situation = 'a status without a code'; fault = @{ kind = 'status'; status = 410; code = ''; message = '' }; id = 'Gone'; category = 'InvalidOperation'; status = 'Refused'; text = '*status 410*' }
        @{ situation = 'a service that fails (500)'; fault = @{ kind = 'status'; status = 500; code = 'InternalServerError'; message = 'Internal error.' }; id = 'InternalServerError'; category = 'InvalidOperation'; status = 'Unknown'; type = 'System.Exception'; text = '`[InternalServerError`] : Given up after 2 tries*may have been revoked*Run it again*'; details = '*Status: 500 (InternalServerError)*' }
        @{ situation = 'a service that is busy (503)'; fault = @{ kind = 'status'; status = 503; code = 'ServiceUnavailable'; message = 'Busy.' }; id = 'ServiceUnavailable'; category = 'InvalidOperation'; status = 'Failed'; type = 'System.Exception'; text = '`[ServiceUnavailable`] : Given up after 2 tries*Run it again*'; details = '*Status: 503 (ServiceUnavailable)*' }
        @{ situation = 'a quota that stays empty (429)'; fault = @{ kind = 'throttle'; retry_after = 60 }; id = 'TooManyRequests'; category = 'LimitsExceeded'; status = 'Failed'; text = '*Given up after 1 tries*Run it again*' }
        @{ situation = 'a connection that breaks'; fault = @{ kind = 'reset-before' }; id = 'Unknown'; category = 'ConnectionError'; status = 'Unknown'; text = '*connection broke*may have been revoked*' }
        @{ situation = 'an answer that does not come'; fault = @{ kind = 'hang' }; id = 'Unknown'; category = 'ConnectionError'; status = 'Unknown'; text = '*did not come in time*may have been revoked*' }
        @{ situation = 'a token that is refused (401)'; fault = @{ kind = 'claims' }; id = 'InvalidAuthenticationToken'; category = 'AuthenticationError'; status = 'Failed'; text = '*refused the access token*Connect again*' }
        @{ situation = 'an answer that says false'; fault = @{ kind = 'value-false' }; id = 'Refused'; category = 'InvalidOperation'; status = 'Refused'; text = '*value: false*' }
        @{ situation = 'a text that is no user'; user = 'two words'; id = 'Invalid'; category = 'InvalidArgument'; status = 'Invalid'; text = "*'two words' is not a user id*" }
        @{ situation = 'nobody connected'; id = ''; category = 'NotSpecified'; status = 'NotSent'; type = 'System.Exception'; text = 'Authentication needed.*' }
    )
    $commands = @(
        @{ command = 'Revoke-MgUserSignInSession'; class = 'Microsoft.Graph.PowerShell.Cmdlets.RevokeMgUserSignInSession_Revoke' }
        @{ command = 'Revoke-MgUserSign'; class = 'Microsoft.Graph.PowerShell.Cmdlets.RevokeMgUserSignInSession_Revoke' }
        @{ command = 'Revoke-MgBetaUserSignInSession'; class = 'Microsoft.Graph.Beta.PowerShell.Cmdlets.RevokeMgBetaUserSignInSession_Revoke' }
        @{ command = 'Revoke-EntraUserAllRefreshToken'; class = 'Microsoft.Graph.PowerShell.Cmdlets.RevokeMgUserSignInSession_Revoke' }
        @{ command = 'Revoke-AzureADUserAllRefreshToken'; class = 'Microsoft.Graph.PowerShell.Cmdlets.RevokeMgUserSignInSession_Revoke' }
        @{ command = 'Revoke-EntraBetaUserAllRefreshToken'; class = 'Microsoft.Graph.Beta.PowerShell.Cmdlets.RevokeMgBetaUserSignInSession_Revoke' }
    )
    # Of an application, which has no signed-in user, each of these fails; so do those that have nothing to end or to find.
    $others = @(
        @{ command = 'Revoke-EntraSignedInUserAllRefreshToken'; arguments = @{}; id = 'BadRequest,*' }
        @{ command = 'Revoke-AzureADSignedInUserAllRefreshToken'; arguments = @{}; id = 'BadRequest,*' }
        @{ command = 'Revoke-EntraBetaSignedInUserAllRefreshToken'; arguments = @{}; id = 'BadRequest,*' }
        @{ command = 'Connect-EntraRevoke'; arguments = @{ Environment = 'Nowhere'; AccessToken = [securestring]::new() }; id = '*' }
        @{ command = 'Add-EntraRevokeEnvironment'; arguments = @{ Name = 'x'; GraphEndpoint = 'ftp://x'; AzureADEndpoint = 'ftp://x' }; id = '*' }
        @{ command = 'Remove-EntraRevokeEnvironment'; arguments = @{ Name = 'Nowhere' }; id = '*' }
        @{ command = 'Get-MgUser'; arguments = @{ UserId = 'nobody@contoso.example' }; id = 'Request_ResourceNotFound,*' }
        @{ command = 'Get-EntraUser'; arguments = @{ UserId = 'nobody@contoso.example' }; id = 'Request_ResourceNotFound,*' }
        @{ command = 'Get-MgGroupMember'; arguments = @{ GroupId = 'nobody' }; id = 'Request_*' }
        @{ command = 'Get-MgGroupTransitiveMember'; arguments = @{ GroupId = 'nobody' }; id = 'Request_*' }
        @{ command = 'Get-EntraGroupMember'; arguments = @{ GroupId = 'nobody' }; id = 'Request_*' }
        @{ command = 'Get-MgUserRegisteredDevice'; arguments = @{ UserId = 'nobody' }; id = 'Request_*' }
        @{ command = 'Get-EntraUserRegisteredDevice'; arguments = @{ UserId = 'nobody' }; id = 'Request_*' }
        @{ command = 'Get-MgRiskyUser'; arguments = @{ RiskyUserId = 'nobody' }; id = '*' }
        @{ command = 'Update-MgUser'; arguments = @{ UserId = 'nobody'; AccountEnabled = $false }; id = '*' }
        @{ command = 'Set-EntraUser'; arguments = @{ UserId = 'nobody'; AccountEnabled = $false }; id = '*' }
        @{ command = 'Update-MgDevice'; arguments = @{ DeviceId = 'nobody'; AccountEnabled = $false }; id = '*' }
        @{ command = 'Set-EntraDevice'; arguments = @{ DeviceObjectId = 'nobody'; AccountEnabled = $false }; id = '*' }
    )
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $folder = Join-Path (Split-Path -Path $env:ENTRA_REVOKE_MODULE) 'compatibility'
    $path = $env:PSModulePath
    Enable-EntraRevokeCompatibility -Force
    Get-ChildItem -Path $folder -Directory | ForEach-Object { Import-Module (Join-Path $_.FullName "$($_.Name).psd1") }
    # Those that revoke are to be the module's own.
    Import-Module $env:ENTRA_REVOKE_MODULE -Force
    $simulator = Start-Simulator
    $null = Add-EntraRevokeEnvironment -Name Simulator -GraphEndpoint $simulator.graph -AzureADEndpoint $simulator.authority
    $nobody = 'nobody@contoso.example'

    # A script of an administrator's, run as one: with the preferences of a console.
    function Invoke-Text {
        param([string] $Text)

        $file = Join-Path $TestDrive 'script.ps1'
        Set-Content -Path $file -Value $Text
        & { $ErrorActionPreference = 'Continue'; Set-StrictMode -Off; & $file }
    }
}

AfterAll {
    Clear-StandIn $folder $path
    Stop-Simulator $simulator
}

Describe 'errors' {
    BeforeEach {
        Reset-Simulator $simulator
        Connect-NewApplication $simulator
    }

    It 'has the record of <situation>' -ForEach $situations {
        $token = (Invoke-Control $simulator 'token' -Method Post -Body @{ client_id = [guid]::NewGuid().ToString() }).access_token
        if ($situation -eq 'nobody connected') {
            $null = Disconnect-EntraRevoke
        } else {
            Connect-EntraRevoke -Environment Simulator -AccessToken (ConvertTo-Secure $token) -NoWelcome -MaxAttempts 2 -ClientTimeout 0.3 -GiveUpAfter $(if ($id -eq 'TooManyRequests') { 0.5 } else { 60 })
        }
        if ($_['fault']) { Add-Fault $simulator (@{ on = 'any'; times = $null } + $fault) }
        $user = if ($_['user']) { $user } else { 'user00001@contoso.example' }
        $Error.Clear()
        $r = Revoke-MgUserSignInSession -UserId $user -PassThru -ErrorAction SilentlyContinue -ErrorVariable problem
        $? | Should -BeFalse
        $problem.Count | Should -Be 1
        $Error.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -Be ((@($id) + 'Microsoft.Graph.PowerShell.Cmdlets.RevokeMgUserSignInSession_Revoke' | Where-Object { $_ }) -join ',')
        $problem[0].CategoryInfo.Category | Should -Be $category
        $problem[0].CategoryInfo.Activity | Should -Be 'Revoke-MgUserSignInSession_Revoke'
        $problem[0].CategoryInfo.TargetName | Should -Be $user
        $problem[0].TargetObject.UserId | Should -Be $user
        $problem[0].Exception.Message | Should -BeLike $text
        if ($_['type']) { $problem[0].Exception.GetType().FullName | Should -Be $type }
        if ($_['details']) { $problem[0].ErrorDetails.Message | Should -BeLike $details } else { "$($problem[0])" | Should -BeLike $text }
        # The script's own line, not one of the module's.
        $problem[0].InvocationInfo.ScriptName | Should -Be $PSCommandPath
        $problem[0].InvocationInfo.Line | Should -BeLike '*$r = Revoke-MgUserSignInSession -UserId $user -PassThru*'
        $r.Status | Should -Be $status
        $r.Value | Should -BeFalse
        if ($status -ne 'Unknown') { (Invoke-Control $simulator 'books').users_revoked | Should -Be 0 }
    }

    It '<command> is caught with Stop only, and counts once' -ForEach $commands {
        $Error.Clear()
        & $command -UserId $nobody -ErrorAction SilentlyContinue
        $? | Should -BeFalse
        $Error.Count | Should -Be 1
        $Error[0].FullyQualifiedErrorId | Should -Be "Request_ResourceNotFound,$class"
        $Error.Clear()
        $caught = try { & $command -UserId $nobody -ErrorAction Stop } catch { $_ }
        $Error.Count | Should -Be 1
        $caught.FullyQualifiedErrorId | Should -Be "Request_ResourceNotFound,$class"
        $caught.InvocationInfo.ScriptName | Should -Be $PSCommandPath
        $Error.Clear()
        & $command -UserId $nobody -ErrorAction Ignore
        $Error.Count | Should -Be 0
        $null = & $command -UserId user00001@contoso.example
        $? | Should -BeTrue
    }

    It '<command> shows the line of the script, and fails for $?' -ForEach $others {
        $null = & $command @arguments -ErrorAction SilentlyContinue -ErrorVariable problem
        $? | Should -BeFalse
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike $id
        $problem[0].InvocationInfo.ScriptName | Should -Be $PSCommandPath
        $caught = try { $null = & $command @arguments -ErrorAction Stop } catch { $_ }
        $caught.InvocationInfo.ScriptName | Should -Be $PSCommandPath
    }

    It 'Disconnect-EntraRevoke shows the line of the script, and fails for $?' {
        $null = Disconnect-EntraRevoke
        Disconnect-EntraRevoke -ErrorAction SilentlyContinue -ErrorVariable problem
        $? | Should -BeFalse
        $problem.Count | Should -Be 1
        $problem[0].InvocationInfo.ScriptName | Should -Be $PSCommandPath
    }

    It 'does not revoke the signed-in user when somebody pipes users to a command that takes none' {
        Connect-Simulator $simulator (Invoke-Control $simulator 'token' -Method Post -Body @{ user = 'user00042@contoso.example' }).access_token
        $Error.Clear()
        'user00001@contoso.example' | Revoke-EntraSignedInUserAllRefreshToken -ErrorAction SilentlyContinue
        $Error[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 0
    }

    It 'honours $ErrorActionPreference of <scope>, as a command of the console would' -ForEach @(
        @{ scope = 'a script'; text = '$ErrorActionPreference = "Stop"; try { Revoke-MgUserSignInSession -UserId nobody@contoso.example; "went on" } catch { "caught" }' }
        @{ scope = 'a function'; text = 'function f { $ErrorActionPreference = "Stop"; try { Revoke-EntraUserAllRefreshToken -UserId nobody@contoso.example; "went on" } catch { "caught" } }; f' }
        @{ scope = 'a function that takes -ErrorAction'; text = 'function f { [CmdletBinding()] param() try { "nobody@contoso.example" | Revoke-MgUserSignInSession; "went on" } catch { "caught" } }; f -ErrorAction Stop' }
        @{ scope = 'a module'; text = '$m = New-Module { $ErrorActionPreference = "Stop"; function Invoke-It { try { Revoke-EntraSignedInUserAllRefreshToken; "went on" } catch { "caught" } } }; Invoke-It; Remove-Module $m' }
        @{ scope = 'a trap'; text = '$ErrorActionPreference = "Stop"; trap { "caught"; continue }; Revoke-MgUserSignInSession -UserId nobody@contoso.example' }
    ) {
        Invoke-Text $text | Should -Be 'caught'
    }

    It 'goes on where the preference of the script says so, and the parameter wins over it' {
        Invoke-Text '$ErrorActionPreference = "SilentlyContinue"; try { Revoke-MgUserSignInSession -UserId nobody@contoso.example; "went on" } catch { "caught" }' | Should -Be 'went on'
        Invoke-Text '$ErrorActionPreference = "Stop"; try { Revoke-MgUserSignInSession -UserId nobody@contoso.example -ErrorAction SilentlyContinue; "went on" } catch { "caught" }' | Should -Be 'went on'
        Invoke-Text '$ErrorActionPreference = "SilentlyContinue"; try { Revoke-MgUserSignInSession -UserId nobody@contoso.example -ErrorAction Stop; "went on" } catch { "caught" }' | Should -Be 'caught'
    }

    It 'fills the variables that it is given, once, and adds to them' {
        $null = Revoke-MgUserSignInSession -UserId $nobody, user00001@contoso.example -ErrorAction SilentlyContinue -ErrorVariable problems -OutVariable results
        $null = 'nobody2@contoso.example', 'user00002@contoso.example' | Revoke-EntraUserAllRefreshToken -ErrorAction SilentlyContinue -ErrorVariable +problems -OutVariable +results
        $problems.TargetObject.UserId | Should -Be $nobody, 'nobody2@contoso.example'
        $results.UserId | Should -Be 'user00001@contoso.example', 'user00002@contoso.example'
        $guest = 'guest00001_fabrikam.example#EXT#@contoso.example'
        $null = Revoke-MgUserSignInSession -UserId $guest -WarningAction SilentlyContinue -WarningVariable warnings
        $null = Revoke-EntraUserAllRefreshToken -UserId $guest -WarningAction SilentlyContinue -WarningVariable +warnings
        $warnings.Count | Should -Be 2
    }

    It 'gives each result as -PipelineVariable, which one of a command before it can not be' {
        $seen = 'user00001@contoso.example', 'user00002@contoso.example' | Revoke-MgUserSignInSession -PipelineVariable result | ForEach-Object { "$($result.UserId) $($_.UserId)" }
        @($seen | Sort-Object) | Should -Be 'user00001@contoso.example user00001@contoso.example', 'user00002@contoso.example user00002@contoso.example'
    }

    It 'loses nobody when an error stops the run: <how>' -ForEach @(
        @{ how = 'a preference'; run = { $ErrorActionPreference = 'Stop'; $users | Revoke-MgUserSignInSession -OutVariable global:EntraRevokeTestOut | Out-Null } }
        @{ how = 'a parameter'; run = { Revoke-EntraUserAllRefreshToken -UserId $users -ErrorAction Stop -OutVariable global:EntraRevokeTestOut | Out-Null } }
        @{ how = 'a warning about a guest'; run = { $users | Revoke-MgUserSignInSession -ErrorAction SilentlyContinue -ErrorVariable global:EntraRevokeTestErrors -WarningAction Stop -OutVariable global:EntraRevokeTestOut | Out-Null } }
    ) {
        $users = @(1..100 | ForEach-Object { 'user{0:d5}@contoso.example' -f $_ }) + $nobody + 'guest00001_fabrikam.example#EXT#@contoso.example' + @(101..200 | ForEach-Object { 'user{0:d5}@contoso.example' -f $_ })
        $global:EntraRevokeTestOut = $global:EntraRevokeTestErrors = @()
        $caught = try { & $run } catch { $_ }
        $caught | Should -Not -BeNullOrEmpty
        $stopped = (Get-EntraRevokeContext).LastStopped
        $faults = @($global:EntraRevokeTestErrors) + $caught | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -and $_.TargetObject -is [EntraRevoke.PowerShell.RevocationTarget] } | ForEach-Object TargetObject
        $told = @($global:EntraRevokeTestOut) + $stopped.Results + $faults | Where-Object { $_ } | ForEach-Object UserId
        $told.Count | Should -Be $stopped.Submitted
        # What is still to come through a pipeline nobody knows; what was given at once is told to the last.
        if ($how -eq 'a parameter') { $stopped.Submitted | Should -Be $users.Count }
        @($told | Sort-Object -Unique).Count | Should -Be $stopped.Submitted
        # What is said to be revoked is, and what is not is not.
        $said = @($global:EntraRevokeTestOut) + $stopped.Results | Where-Object Status -EQ 'Revoked'
        foreach ($result in $stopped.Results | Where-Object Status -EQ 'NotSent') { Get-Revocation $simulator $result.UserId | Should -Be 0 }
        foreach ($result in $said | Select-Object -First 20) { Get-Revocation $simulator $result.UserId | Should -Be 1 }
        Remove-Variable -Name EntraRevokeTestOut, EntraRevokeTestErrors -Scope Global
    }

    It 'tells of those behind one who is no user, and stops the run' {
        $caught = try { Revoke-MgUserSignInSession -UserId 'user00001@contoso.example', 42, 'user00002@contoso.example', '', 'user00003@contoso.example' -ErrorAction Stop -OutVariable out | Out-Null } catch { $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'UserNotUsable,*'
        $stopped = (Get-EntraRevokeContext).LastStopped
        @($out) + $stopped.Results | ForEach-Object { "$($_.UserId)" } | Sort-Object | Should -Be '', 'user00001@contoso.example', 'user00002@contoso.example', 'user00003@contoso.example'
        ($stopped.Results | Where-Object UserId -EQ '').Status | Should -Be 'Invalid'
        $stopped.NotRevoked | Should -Contain 'user00003@contoso.example'
        # Also where no run was begun.
        try { Revoke-MgUserSignInSession -UserId 42, 'user00004@contoso.example' -ErrorAction Stop } catch { }
        (Get-EntraRevokeContext).LastStopped.NotRevoked | Should -Be 'user00004@contoso.example'
    }

    It 'tells each user when the session is ended meanwhile' {
        $results = 1..5 | ForEach-Object { if ($_ -eq 3) { $null = Disconnect-EntraRevoke }; "user0000$_@contoso.example" } | Revoke-MgUserSignInSession -PassThru -ErrorVariable problems -ErrorAction SilentlyContinue
        Connect-Simulator $simulator
        $results.UserId | Sort-Object | Should -Be (1..5 | ForEach-Object { "user0000$_@contoso.example" })
        $late = $results | Where-Object { $_.UserId -in 'user00003@contoso.example', 'user00004@contoso.example', 'user00005@contoso.example' }
        $late.Status | Should -Be 'NotSent', 'NotSent', 'NotSent'
        foreach ($text in $late.Error) { $text | Should -BeLike '*un it again for this user.' }
        foreach ($user in $late.UserId) { @($problems | Where-Object { $_.TargetObject.UserId -eq $user }).Count | Should -Be 1 }
    }

    It 'shows no value of a header' {
        $null = Revoke-MgUserSignInSession -UserId $nobody -Headers @{ 'X-Reason' = 'hush' } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].TargetObject.Headers['X-Reason'] | Should -Be '(not shown)'
        [System.Management.Automation.PSSerializer]::Serialize($problem[0].TargetObject) | Should -Not -BeLike '*hush*'
    }
}
