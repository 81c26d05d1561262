# The ways in which public scripts call the command, each with what its author sees and what the service's books say. What
# the Graph SDK refuses but people try works here, and the help says that it is an extension.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/GraphCommands.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $simulator = Start-Simulator '--users', '120', '--guests', '1', '--forbidden', '1', '--deleted', '1'
    $graphToken = $simulator.access_token
    Connect-NewApplication $simulator
    $members = '00000000-0000-4000-d000-000000000001'
    $nobody = 'nobody@contoso.example'
    $notFound = "[Request_ResourceNotFound] : Resource '$nobody' does not exist or one of its queried reference-property objects are not present."

    # Runs what a script has, as a script of its own runs: an error is shown and the next line follows.
    function Invoke-Shape {
        param([scriptblock] $Shape)

        $ErrorActionPreference = 'Continue'
        Set-StrictMode -Off
        $written = @(& $Shape 2>&1 3>$null)
        [pscustomobject] @{
            Output = @($written | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
            Errors = @($written | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        }
    }

    function Get-UsersRevoked { (Invoke-Control $simulator 'books').users_revoked }

    # What the help tells that the command takes beyond the one that it stands in for.
    function Get-Extension {
        param([string] $Command)

        $text = (Get-Help -Name $Command).Description.Text -join ' ' -replace '\s+', ' '
        [regex]::Match($text, 'Extensions to the .*$').Value
    }
}

AfterAll {
    Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
    Stop-Simulator $simulator
    Remove-Module EntraRevoke
}

Describe 'call shapes' {
    BeforeEach { Reset-Simulator $simulator }

    It '01 a bare call leaves its result in the pipeline' {
        $user = Get-MgUser -UserId user00001@contoso.example
        $shape = Invoke-Shape { Revoke-MgUserSignInSession -UserId $user.Id }
        $shape.Output.Count | Should -Be 1
        $shape.Output[0].Value | Should -BeTrue
        $shape.Output | Out-String | Should -Match '(?s)Value.*---.*True'
        Get-Revocation $simulator $user.Id | Should -Be 1
    }

    It '02 a principal name, written out or in a variable' {
        $upn = 'user00002@contoso.example'
        (Revoke-MgUserSignInSession -UserId 'user00001@contoso.example').Value | Should -BeTrue
        (Revoke-MgUserSignInSession -UserId $upn).Value | Should -BeTrue
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
        Get-Revocation $simulator $upn | Should -Be 1
    }

    It '03 Stop in a try, logging $_' {
        $shape = Invoke-Shape {
            foreach ($upn in $nobody, 'user00001@contoso.example') {
                try { Revoke-MgUserSignInSession -UserId $upn -ErrorAction Stop; "Revoked $upn" } catch { "Failed: $_" }
            }
        }
        $shape.Errors | Should -BeNullOrEmpty
        $shape.Output.Count | Should -Be 3
        $shape.Output[0] | Should -BeLike "Failed: Resource '$nobody' does not exist*Status: 404 (NotFound)*ErrorCode: Request_ResourceNotFound*"
        $shape.Output[2] | Should -Be 'Revoked user00001@contoso.example'
        Get-UsersRevoked | Should -Be 1
    }

    It '04 Stop in a try, logging the message' {
        $log = try { Revoke-MgUserSignInSession -UserId $nobody -ErrorAction Stop } catch { $_.Exception.Message }
        $log | Should -Be $notFound
        Get-UsersRevoked | Should -Be 0
    }

    It '05 Stop, and to Out-Null' {
        $shape = Invoke-Shape {
            foreach ($upn in $nobody, 'user00001@contoso.example') {
                try { Revoke-MgUserSignInSession -UserId $upn -ErrorAction Stop | Out-Null } catch { "caught $upn" }
            }
        }
        $shape.Output | Should -Be "caught $nobody"
        Get-UsersRevoked | Should -Be 1
    }

    It '06 to Out-Null' {
        $shape = Invoke-Shape { foreach ($upn in $nobody, 'user00001@contoso.example') { Revoke-MgUserSignInSession -UserId $upn | Out-Null } }
        $shape.Output | Should -BeNullOrEmpty
        $shape.Errors.Exception.Message | Should -Be $notFound
        Get-UsersRevoked | Should -Be 1
    }

    It '07 into $null, without confirmation' {
        $shape = Invoke-Shape { $null = Revoke-MgUserSignInSession -UserId user00001@contoso.example -Confirm:$false }
        $shape.Output + $shape.Errors | Should -BeNullOrEmpty
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
    }

    It '08 into $null, with Stop' {
        $shape = Invoke-Shape {
            try { $null = Revoke-MgUserSignInSession -UserId user00001@contoso.example -ErrorAction Stop; 'revoked' } catch { 'caught' }
            try { $null = Revoke-MgUserSignInSession -UserId $nobody -ErrorAction Stop; 'revoked' } catch { 'caught' }
        }
        $shape.Output | Should -Be 'revoked', 'caught'
        Get-UsersRevoked | Should -Be 1
    }

    It '09 the Value of a result decides' {
        $shape = Invoke-Shape {
            foreach ($upn in 'user00001@contoso.example', $nobody) {
                $r = Revoke-MgUserSignInSession -UserId $upn
                if ($r.Value -eq $true) { "revoked $upn" } else { "not revoked $upn" }
                if ($r) { "something for $upn" }
            }
        }
        $shape.Output | Should -Be 'revoked user00001@contoso.example', 'something for user00001@contoso.example', "not revoked $nobody"
        Get-UsersRevoked | Should -Be 1
    }

    It '10 throws unless the Value is true' {
        $try = {
            try {
                $r = Revoke-MgUserSignInSession -UserId user00001@contoso.example -ErrorAction Stop
                if ($r.Value -ne $true) { throw 'not revoked' }
                'passed'
            } catch { 'failed' }
        }
        & $try | Should -Be 'passed'
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
        Add-Fault $simulator @{ on = 'write'; kind = 'value-false'; times = $null }
        & $try | Should -Be 'failed'
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
    }

    It '11 into a variable that nobody reads' {
        $shape = Invoke-Shape { $x = Revoke-MgUserSignInSession -UserId user00001@contoso.example; 'done' }
        $shape.Output | Should -Be 'done'
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
    }

    It '12 a loop over users, by Id' {
        $users = Get-MgUser -Filter "startsWith(userPrincipalName,'user0001')"
        $shape = Invoke-Shape { foreach ($u in $users) { Revoke-MgUserSignInSession -UserId $u.Id } }
        $shape.Output.Value | Should -Be (, $true * 10)
        foreach ($u in $users) { Get-Revocation $simulator $u.Id | Should -Be 1 }
        Get-UsersRevoked | Should -Be 10
    }

    It '13 all users, one by one' {
        $shape = Invoke-Shape { Get-MgUser -All | ForEach-Object { Revoke-MgUserSignInSession -UserId $_.Id } }
        $shape.Output.Count | Should -Be 121
        # The administrator, on whom the application may not act.
        $shape.Errors.Count | Should -Be 1
        $shape.Errors[0].FullyQualifiedErrorId | Should -BeLike 'Authorization_RequestDenied,*'
        Get-UsersRevoked | Should -Be 121
        (Invoke-Control $simulator 'books').revocations | Should -Be 121
    }

    It '14 the members of a group' {
        $shape = Invoke-Shape { Get-MgGroupMember -GroupId $members -All | ForEach-Object { Revoke-MgUserSignInSession -UserId $_.Id } }
        # The administrator is a member, too.
        $shape.Output.Count | Should -Be 120
        $shape.Errors.Count | Should -Be 1
        Get-UsersRevoked | Should -Be 120
    }

    It '15 the risky users' {
        $risky = @(Get-MgRiskyUser -Filter "riskLevel eq 'high'")
        $shape = Invoke-Shape { Get-MgRiskyUser -Filter "riskLevel eq 'high'" | ForEach-Object { Revoke-MgUserSignInSession -UserId $_.Id } }
        $risky.Count | Should -Be 3
        $shape.Output.Count | Should -Be 3
        foreach ($user in $risky) { Get-Revocation $simulator $user.UserPrincipalName | Should -Be 1 }
        Get-UsersRevoked | Should -Be 3
    }

    It '16 names of a list, and of a text file' {
        $list = 'user00001@contoso.example', 'user00002@contoso.example'
        $file = Join-Path $TestDrive 'users.txt'
        'user00003@contoso.example', 'user00004@contoso.example' | Set-Content -Path $file
        $shape = Invoke-Shape {
            $list | ForEach-Object { Revoke-MgUserSignInSession -UserId $_ }
            Get-Content $file | ForEach-Object { Revoke-MgUserSignInSession -UserId $_ }
        }
        $shape.Output.UserId | Should -Be ($list + (Get-Content $file))
        Get-UsersRevoked | Should -Be 4
    }

    It '17 the rows of a CSV file' {
        $file = Join-Path $TestDrive 'users.csv'
        'DisplayName,UserPrincipalName', 'Ann,user00001@contoso.example', 'Bob,user00002@contoso.example' | Set-Content -Path $file
        $shape = Invoke-Shape { foreach ($row in Import-Csv $file) { Revoke-MgUserSignInSession -UserId $row.UserPrincipalName } }
        $shape.Output.Value | Should -Be $true, $true
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
        Get-Revocation $simulator user00002@contoso.example | Should -Be 1
    }

    It '18 whom somebody picks in a grid' {
        # Who sits before the screen picks the second and the third.
        function Out-GridView {
            param([Parameter(ValueFromPipeline)] $InputObject, [string] $Title, [switch] $PassThru)

            begin { $rows = @() }
            process { $rows += $InputObject }
            end { if ($PassThru) { $rows[1, 2] } }
        }
        $shape = Invoke-Shape { Get-MgUser | Out-GridView -Title 'Whom?' -PassThru | ForEach-Object { Revoke-MgUserSignInSession -UserId $_.Id } }
        $shape.Output.Count | Should -Be 2
        Get-Revocation $simulator user00002@contoso.example | Should -Be 1
        Get-Revocation $simulator user00003@contoso.example | Should -Be 1
        Get-UsersRevoked | Should -Be 2
    }

    It '19 the Id of a filtered list' {
        (Revoke-MgUserSignInSession -UserId (Get-MgUser -Filter "userPrincipalName eq 'user00007@contoso.example'").Id).Value | Should -BeTrue
        Get-Revocation $simulator user00007@contoso.example | Should -Be 1
        # Several hits, which the SDK's command refuses.
        @(Revoke-MgUserSignInSession -UserId (Get-MgUser -Filter "startsWith(userPrincipalName,'user0001')").Id).Count | Should -Be 10
        Get-UsersRevoked | Should -Be 11
        # No hit is an empty user, and nobody is revoked for it.
        { Invoke-Shape { Revoke-MgUserSignInSession -UserId (Get-MgUser -Filter "userPrincipalName eq '$nobody'").Id } } | Should -Throw -ErrorId 'ParameterArgumentValidationErrorEmptyStringNotAllowed*'
        Get-UsersRevoked | Should -Be 11
    }

    It '20 an array of users: an extension' {
        $shape = Invoke-Shape { Revoke-MgUserSignInSession -UserId (Get-MgUser -All).Id }
        $shape.Output.Count | Should -Be 121
        $shape.Errors.Count | Should -Be 1
        $books = Invoke-Control $simulator 'books'
        $books.users_revoked | Should -Be 121
        $books.requests.batch | Should -BeGreaterThan 0
        $books.requests.single + $books.requests.batch | Should -BeLessThan 121
        @(Revoke-MgUserSignInSession -UserId user00001@contoso.example, user00002@contoso.example).Count | Should -Be 2
        @(Revoke-MgUserSignInSession -UserId @('user00003@contoso.example')).Count | Should -Be 1
        foreach ($number in 1..3) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be 2 }
        Get-Extension Revoke-MgUserSignInSession | Should -BeLike '*-UserId takes arrays*'
    }

    It '21 users through the pipeline, and a user by position: extensions' {
        $shape = Invoke-Shape { Get-MgUser -All | Revoke-MgUserSignInSession }
        $shape.Output.Count | Should -Be 121
        $shape.Errors.Count | Should -Be 1
        $shape.Errors[0].TargetObject.UserId | Should -Be (Get-MgUser -UserId admin00001@contoso.example).Id
        $books = Invoke-Control $simulator 'books'
        $books.users_revoked | Should -Be 121
        $books.revocations | Should -Be 121
        $books.requests.single + $books.requests.batch | Should -BeLessThan 121
        (Invoke-Shape { Get-MgGroupMember -GroupId $members -All | Revoke-MgUserSignInSession }).Output.Count | Should -Be 120
        (Invoke-Shape { Get-MgRiskyUser -Filter "riskLevel eq 'high'" | Revoke-MgUserSignInSession }).Output.Count | Should -Be 3
        (Revoke-MgUserSignInSession user00001@contoso.example).Value | Should -BeTrue
        Get-Revocation $simulator user00001@contoso.example | Should -Be 4
        Get-Extension Revoke-MgUserSignInSession | Should -BeLike '*position 0*pipeline*'
    }

    It '22 SilentlyContinue is silent' {
        $everything = & { foreach ($upn in $nobody, 'user00001@contoso.example') { Revoke-MgUserSignInSession -UserId $upn -ErrorAction SilentlyContinue } } *>&1
        @($everything).Count | Should -Be 1
        $everything.Value | Should -BeTrue
        Get-UsersRevoked | Should -Be 1
    }

    It '23 a try without Stop does not catch' {
        $shape = Invoke-Shape { try { Revoke-MgUserSignInSession -UserId $nobody; 'went on' } catch { 'caught' } }
        $shape.Output | Should -Be 'went on'
        $shape.Errors.Count | Should -Be 1
        $shape.Errors[0].Exception.Message | Should -Be $notFound
        $books = Invoke-Control $simulator 'books'
        $books.items.refused | Should -Be 1
        $books.users_revoked | Should -Be 0
    }

    It '24 a script with a WhatIf of its own' {
        function Revoke-Leaver {
            [CmdletBinding(SupportsShouldProcess)]
            param([string] $Id)

            if ($PSCmdlet.ShouldProcess($Id, 'Revoke')) { Revoke-MgUserSignInSession -UserId $Id }
        }
        function Revoke-Guarded { param([string] $Id, [switch] $WhatIf) if (-not $WhatIf) { Revoke-MgUserSignInSession -UserId $Id } }
        Revoke-Leaver -Id user00001@contoso.example -WhatIf | Should -BeNullOrEmpty
        Revoke-Guarded -Id user00001@contoso.example -WhatIf | Should -BeNullOrEmpty
        Get-UsersRevoked | Should -Be 0
        (Revoke-Leaver -Id user00001@contoso.example).Value | Should -BeTrue
        (Revoke-Guarded -Id user00001@contoso.example).Value | Should -BeTrue
        Get-Revocation $simulator user00001@contoso.example | Should -Be 2
    }

    It '25 inside a wrapper that takes a script block' {
        function Invoke-Safe {
            param([string] $What, [scriptblock] $Action)

            try { & $Action } catch { "$What failed: $($_.Exception.Message)" }
        }
        $id = 'user00001@contoso.example'
        Invoke-Safe -What 'sessions' -Action { Revoke-MgUserSignInSession -UserId $id | Out-Null } | Should -BeNullOrEmpty
        Invoke-Safe -What 'sessions' -Action { Revoke-MgUserSignInSession -UserId $id -ErrorAction Stop | Out-Null; $true } | Should -BeTrue
        Get-Revocation $simulator $id | Should -Be 2
        $id = $nobody
        Invoke-Safe -What 'sessions' -Action { Revoke-MgUserSignInSession -UserId $id -ErrorAction Stop | Out-Null; $true } | Should -Be "sessions failed: $notFound"
    }

    It '26 a script that looks for the command first finds it, though nobody imported the module' {
        $modules = Split-Path -Path (Split-Path -Path $env:ENTRA_REVOKE_MODULE)
        $text = Invoke-FreshPowerShell @"
`$env:PSModulePath = '$modules' + [IO.Path]::PathSeparator + `$env:PSModulePath
if (Get-Command Revoke-MgUserSignInSession -ErrorAction SilentlyContinue) { 'command' } else { 'REST' }
`$null = Add-EntraRevokeEnvironment S '$($simulator.authority)' '$($simulator.graph)'
Connect-EntraRevoke -Environment S -NoWelcome -AccessToken (ConvertTo-SecureString '$($simulator.access_token)' -AsPlainText -Force)
(Revoke-MgUserSignInSession -UserId user00001@contoso.example).Value
"@
        $text | Should -Be 'command', 'True'
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
    }

    It '27 #Requires and Import-Module are satisfied by a module of that name that brings our commands' {
        $module = Join-Path $TestDrive 'modules/Microsoft.Graph.Users.Actions'
        $null = New-Item -Path $module -ItemType Directory -Force
        $manifest = @{
            Path              = Join-Path $module 'Microsoft.Graph.Users.Actions.psd1'
            ModuleVersion     = '2.25.0'
            NestedModules     = $env:ENTRA_REVOKE_MODULE
            FunctionsToExport = 'Revoke-MgUserSignInSession', 'Revoke-MgBetaUserSignInSession'
        }
        New-ModuleManifest @manifest
        $script = Join-Path $TestDrive 'requires.ps1'
        @'
#Requires -Modules Microsoft.Graph.Users.Actions
param($Id)
Import-Module Microsoft.Graph.Users.Actions
(Get-Command Revoke-MgUserSignInSession).Source
try { (Revoke-MgUserSignInSession -UserId $Id -ErrorAction Stop).Value } catch { $_.Exception.Message }
'@ | Set-Content -Path $script
        $text = Invoke-FreshPowerShell @"
`$env:PSModulePath = '$(Split-Path -Path $module)' + [IO.Path]::PathSeparator + `$env:PSModulePath
Import-Module '$env:ENTRA_REVOKE_MODULE'
`$null = Add-EntraRevokeEnvironment S '$($simulator.authority)' '$($simulator.graph)'
Connect-EntraRevoke -Environment S -NoWelcome -AccessToken (ConvertTo-SecureString '$($simulator.access_token)' -AsPlainText -Force)
& '$script' user00001@contoso.example
& '$script' '$nobody'
"@
        $text | Should -Be 'Microsoft.Graph.Users.Actions', 'True', 'Microsoft.Graph.Users.Actions', $notFound
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
    }

    Context '28 mocks' {
        BeforeAll {
            $file = Join-Path $TestDrive 'Offboarding.psm1'
            @'
function Remove-Access {
    param([string] $Upn)

    $r = Revoke-MgUserSignInSession -UserId $Upn -ErrorAction Stop
    if ($r.Value) { "revoked $Upn" } else { "nothing for $Upn" }
}
'@ | Set-Content -Path $file
            Import-Module $file
        }

        AfterAll { Remove-Module Offboarding }

        It '28 Pester mocks of every form, and stubs, stand in for the command' {
            # A stub, as the tests of scripts have it for machines without the SDK.
            & {
                function Revoke-MgUserSignInSession { param([string] $UserId) "stub for $UserId" }
                Revoke-MgUserSignInSession -UserId dan@contoso.example
            } | Should -Be 'stub for dan@contoso.example'

            Mock Revoke-MgUserSignInSession { @{ Value = $true } } -ParameterFilter { $UserId -eq 'ann@contoso.example' }
            Mock Revoke-MgUserSignInSession { }
            (Revoke-MgUserSignInSession -UserId ann@contoso.example -ErrorAction Stop).Value | Should -BeTrue
            Revoke-MgUserSignInSession -UserId bob@contoso.example -Confirm:$false | Should -BeNullOrEmpty
            Should -Invoke Revoke-MgUserSignInSession -Times 1 -Exactly -ParameterFilter { $UserId -eq 'ann@contoso.example' }
            Should -Invoke Revoke-MgUserSignInSession -Times 1 -Exactly -ParameterFilter { $UserId -eq 'bob@contoso.example' -and $Confirm -eq $false }
            Should -Invoke Revoke-MgUserSignInSession -Times 2 -Exactly

            # In a module of the script's own.
            Mock Revoke-MgUserSignInSession -ModuleName Offboarding { @{ Value = $true } } -Verifiable
            Remove-Access -Upn cid@contoso.example | Should -Be 'revoked cid@contoso.example'
            Should -Invoke Revoke-MgUserSignInSession -ModuleName Offboarding -Times 1 -Exactly -ParameterFilter { $UserId -eq 'cid@contoso.example' -and $ErrorAction -eq 'Stop' }
            Should -InvokeVerifiable
            Mock Revoke-MgUserSignInSession -ModuleName Offboarding { throw 'mocked' }
            { Remove-Access -Upn cid@contoso.example } | Should -Throw 'mocked'

            # Nothing of it was sent.
            $books = Invoke-Control $simulator 'books'
            $books.requests.single + $books.requests.batch | Should -Be 0
        }

        It '28 without a mock it is the command itself' {
            Remove-Access -Upn user00001@contoso.example | Should -Be 'revoked user00001@contoso.example'
            Get-Revocation $simulator user00001@contoso.example | Should -Be 1
        }
    }

    It '29 the beta command' {
        $shape = Invoke-Shape { 'user00001@contoso.example', $nobody | ForEach-Object { Revoke-MgBetaUserSignInSession -UserId $_ } }
        $shape.Output.Value | Should -BeTrue
        $shape.Output[0].AdditionalProperties['@odata.context'] | Should -Be 'https://graph.microsoft.com/beta/$metadata#Edm.Boolean'
        $shape.Errors[0].FullyQualifiedErrorId | Should -Be 'Request_ResourceNotFound,Microsoft.Graph.Beta.PowerShell.Cmdlets.RevokeMgBetaUserSignInSession_Revoke'
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
        (Invoke-Control $simulator 'books').requests.beta | Should -Be 2
    }

    It '30 the Entra command, by UserId and by ObjectId' {
        (Revoke-EntraUserAllRefreshToken -UserId user00001@contoso.example).Value | Should -BeTrue
        (Revoke-EntraUserAllRefreshToken -ObjectId (Get-MgUser -UserId user00002@contoso.example).Id).Value | Should -BeTrue
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
        Get-Revocation $simulator user00002@contoso.example | Should -Be 1
        # The Entra command makes text of a user of the Graph SDK's; here it means the user.
        (Get-MgUser -UserId user00003@contoso.example | Revoke-EntraUserAllRefreshToken).Value | Should -BeTrue
        @(Revoke-EntraUserAllRefreshToken -UserId user00003@contoso.example, user00004@contoso.example).Count | Should -Be 2
        Get-Revocation $simulator user00003@contoso.example | Should -Be 2
        Get-Extension Revoke-EntraUserAllRefreshToken | Should -BeLike '*-UserId takes arrays*'
    }

    It '31 the AzureAD command, from the pipeline, by value and by ObjectId' {
        $shape = Invoke-Shape {
            Get-AzureADUser -SearchString user0001 | Revoke-AzureADUserAllRefreshToken
            (Get-AzureADUser -SearchString user0002).ObjectId | Revoke-AzureADUserAllRefreshToken
            Revoke-AzureADUserAllRefreshToken -ObjectId user00030@contoso.example
        }
        $shape.Output.Value | Should -Be (, $true * 21)
        $shape.Errors | Should -BeNullOrEmpty
        foreach ($number in 10..30) { Get-Revocation $simulator ('user{0:d5}@contoso.example' -f $number) | Should -Be 1 }
        Get-UsersRevoked | Should -Be 21
    }

    It '32 splatted parameters' {
        $params = @{ UserId = 'user00001@contoso.example'; ErrorAction = 'Stop' }
        (Revoke-MgUserSignInSession @params).Value | Should -BeTrue
        $params.UserId = $nobody
        { Revoke-MgUserSignInSession @params } | Should -Throw -ExpectedMessage "*Resource '$nobody' does not exist*"
        Get-UsersRevoked | Should -Be 1
    }
}
