# The scripts of the guide that administrators copy from, as they stand there; only the placeholders are filled in. And the
# examples, which do the same and more.

BeforeDiscovery {
    $scripts = (Get-ChildItem -Path (Join-Path $env:ENTRA_REVOKE_ROOT 'examples/powershell') -Filter *.ps1).Name
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/GraphCommands.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $simulator = Start-Simulator '--users', '120', '--guests', '2', '--forbidden', '2', '--deleted', '2'
    $graphToken = $simulator.access_token
    Connect-NewApplication $simulator
    $examples = Join-Path $env:ENTRA_REVOKE_ROOT 'examples/powershell'

    # A token that may disable accounts and devices, of an application or of a person.
    function Get-ContainmentToken {
        param([string] $User)

        $permissions = 'User.EnableDisableAccount.All', 'User.Read.All', 'User.RevokeSessions.All'
        $permissions += if ($User) { 'Directory.AccessAsUser.All' } else { 'Device.ReadWrite.All' }
        $request = @{ permissions = $permissions }
        if ($User) { $request.user = $User }
        (Invoke-Control $simulator 'token' -Method Post -Body $request).access_token
    }

    function Get-Update { (Invoke-Control $simulator 'books').updates }
}

AfterAll {
    Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
    Stop-Simulator $simulator
    Remove-Module EntraRevoke
}

Describe 'recipes' {
    BeforeEach {
        Reset-Simulator $simulator
        $csv = Join-Path $TestDrive 'users.csv'
        $out = Join-Path $TestDrive 'results.csv'
        @('UserPrincipalName') + (1..30 | ForEach-Object { 'user{0:d5}@contoso.example' -f $_ }) + 'nobody@contoso.example' | Set-Content -Path $csv
    }

    It 'the CSV recipe' {
        $script = @'
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
        $script = $script.Replace('<ImportCSVFilePath>', $csv).Replace('<ExportCSVFilePath>', $out)
        & ([scriptblock]::Create($script)) | Out-Null
        $results = Import-Csv -Path $out
        $results.Count | Should -Be 31
        @($results | Where-Object Status -EQ 'Success').Count | Should -Be 30
        $results[30].Status | Should -Be 'Failed'
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 30
        # The example is the same script, with parameters for the paths.
        & (Join-Path $examples 'revoke-csv.ps1') -ImportPath $csv -ExportPath $out | Out-Null
        @(Import-Csv -Path $out | Where-Object Status -EQ 'Success').Count | Should -Be 30
    }

    It 'the single user' {
        (& (Join-Path $examples 'revoke-user.ps1') -UserPrincipalName user00001@contoso.example).Value | Should -BeTrue
        Get-Revocation $simulator user00001@contoso.example | Should -Be 1
    }

    It 'the comma-separated users' {
        $r = Revoke-MgUserSignInSession -UserId "user00001@contoso.example", "user00002@contoso.example"
        @($r).Count | Should -Be 2
        $r = Revoke-MgUserSignInSession -UserId user00003@contoso.example,user00004@contoso.example
        @($r).Count | Should -Be 2
        $r = & (Join-Path $examples 'revoke-users.ps1') user00005@contoso.example, user00006@contoso.example
        @($r).Count | Should -Be 2
        # In one text.
        $r = & (Join-Path $examples 'revoke-users.ps1') 'user00007@contoso.example, user00008@contoso.example'
        @($r).Count | Should -Be 2
        foreach ($number in 1..8) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be 1 }
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 8
    }

    It 'the CSV through the pipeline does the same, together' {
        $r = @(Import-Csv $csv | Revoke-MgUserSignInSession -PassThru -ErrorAction SilentlyContinue)
        $r.Count | Should -Be 31
        @($r | Where-Object Value).Count | Should -Be 30
        $books = Invoke-Control $simulator 'books'
        $books.users_revoked | Should -Be 30
        $books.requests.single | Should -BeLessThan 31
        & (Join-Path $examples 'revoke-csv-together.ps1') -ImportPath $csv -ExportPath $out -ErrorAction SilentlyContinue
        $table = Import-Csv -Path $out
        $table.Count | Should -Be 31
        @($table | Where-Object Status -EQ 'Revoked').Count | Should -Be 30
    }

    It 'a CSV without the column: an error for each row, and nothing sent' {
        'Name', 'Ann', 'Bob' | Set-Content -Path $csv
        $r = Import-Csv $csv | Revoke-MgUserSignInSession -ErrorAction SilentlyContinue -ErrorVariable problem
        $r | Should -BeNullOrEmpty
        $problem.Count | Should -Be 2
        $problem[0].Exception.Message | Should -BeLike '*no usable UserId*Name*UserPrincipalName*'
        (Invoke-Control $simulator 'books').requests.batch | Should -Be 0
    }

    It 'an empty CSV is nothing to do' {
        'UserPrincipalName' | Set-Content -Path $csv
        Import-Csv $csv | Revoke-MgUserSignInSession | Should -BeNullOrEmpty
    }

    It 'the whole organisation, one by one' {
        $recipe = { Get-MgUser -All | ForEach-Object { Revoke-MgUserSignInSession -UserId $_.Id } }
        foreach ($script in $recipe, (Join-Path $examples 'revoke-everyone-one-by-one.ps1')) {
            Reset-Simulator $simulator
            # The two administrators, on whom the application may not act, are shown as errors, and the next user follows.
            $r = & { $ErrorActionPreference = 'Continue'; & $script 2>&1 }
            @($r | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -Be 2
            $books = Invoke-Control $simulator 'books'
            $books.users_revoked | Should -Be 122
            $books.requests.single | Should -Be 124
        }
    }

    It 'the whole organisation, together' {
        $r = @(& (Join-Path $examples 'revoke-everyone.ps1') -Confirm:$false -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
        $r.Count | Should -Be 124
        @($r | Where-Object Status -EQ 'Revoked').Count | Should -Be 120
        @($r | Where-Object Status -EQ 'NoEffect').Count | Should -Be 2
        @($r | Where-Object Status -EQ 'Refused').UserPrincipalName | Sort-Object | Should -Be 'admin00001@contoso.example', 'admin00002@contoso.example'
        $books = Invoke-Control $simulator 'books'
        $books.users_revoked | Should -Be 122
        $books.requests.single + $books.requests.batch | Should -BeLessThan 124
    }

    It 'the whole organisation but for some, however they are named' {
        $arguments = @{ Confirm = $false; ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
        $script = Join-Path $examples 'revoke-everyone.ps1'
        $null = & $script @arguments -Exclude 'USER00001@contoso.example, admin00001@contoso.example', (Get-MgUser -UserId user00002@contoso.example).Id
        foreach ($number in 1..3) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be ([int] ($number -eq 3)) }
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 120
        # A name with a mistake in it must not cost somebody his way in.
        Reset-Simulator $simulator
        { & $script @arguments -Exclude braekglass@contoso.example } | Should -Throw '*braekglass*does not exist*'
        & $script -WhatIf | Should -BeNullOrEmpty
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 0
    }

    It 'the users at high risk' {
        $recipe = {
            $users = Get-MgRiskyUser -Filter "riskLevel eq 'high'"
            foreach ($user in $users) {
                Revoke-MgUserSignInSession -UserId $user.Id
            }
        }
        foreach ($script in $recipe, (Join-Path $examples 'revoke-risky-users.ps1')) {
            Reset-Simulator $simulator
            $r = @(& $script)
            $r.Value | Should -Be $true, $true, $true
            foreach ($number in 1, 4, 7) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be 1 }
            (Invoke-Control $simulator 'books').users_revoked | Should -Be 3
        }
        @(& (Join-Path $examples 'revoke-risky-users.ps1') -RiskLevel low).Count | Should -Be 3
        Get-Revocation $simulator user00003@contoso.example | Should -Be 1
    }

    It 'the signed-in user' {
        $token = (Invoke-Control $simulator 'token' -Method Post -Body @{ user = 'user00042@contoso.example' }).access_token
        Connect-Simulator $simulator -Token $token
        try {
            $r = & (Join-Path $examples 'revoke-signed-in-user.ps1')
            $r.Value | Should -BeTrue
            $r.UserPrincipalName | Should -Be 'user00042@contoso.example'
            Get-Revocation $simulator user00042@contoso.example | Should -Be 1
            (Invoke-Control $simulator 'books').users_revoked | Should -Be 1
        } finally {
            Connect-NewApplication $simulator
        }
    }

    It 'the Entra command' {
        (& (Join-Path $examples 'revoke-entra-user.ps1') -UserId user00001@contoso.example).Value | Should -BeTrue
        @('user00002@contoso.example', 'user00003@contoso.example' | & (Join-Path $examples 'revoke-entra-user.ps1')).Count | Should -Be 2
        foreach ($number in 1..3) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be 1 }
    }
}

Describe 'containment' {
    BeforeEach { Reset-Simulator $simulator }

    It 'disables the account, revokes, and disables the devices, in this order' {
        $graphToken = Get-ContainmentToken -User user00001@contoso.example
        $r = @(& (Join-Path $examples 'contain-account.ps1') -UserPrincipalName user00005@contoso.example)
        $r.Step | Should -Be 'Disable the account', 'Revoke the sign-in sessions', 'Disable the device', 'Disable the device'
        $r.Done | Should -Be $true, $true, $true, $true
        Get-Revocation $simulator user00005@contoso.example | Should -Be 1
        $updates = @(Get-Update)
        $devices = @(Get-MgUserRegisteredDevice -UserId user00005@contoso.example)
        $updates.resource | Should -Be (@("users/$((Get-MgUser -UserId user00005@contoso.example).Id)") + ($devices.Id -replace '^', 'devices/'))
        $devices.AdditionalProperties.accountEnabled | Should -Be $false, $false
        $updates.account_enabled | Should -Be $false, $false, $false
        # Before the revocation, and after it.
        $updates.revocations | Should -Be 0, 1, 1
    }

    It 'tells what was not done, and goes on, with <what>' -ForEach @(
        @{ what = 'a phone, which an application can not disable'; user = 'user00005@contoso.example'; done = $true, $true, $true, $false; why = '*Authorization_RequestDenied*' }
        @{ what = 'an administrator'; user = 'admin00001@contoso.example'; done = $false, $false; why = '*Authorization_RequestDenied*' }
        @{ what = 'a guest'; user = 'guest00001_fabrikam.example#EXT#@contoso.example'; done = $true, $false; why = '*home tenant*' }
        @{ what = 'nobody'; user = 'nobody@contoso.example'; done = $false, $false, $false; why = '*does not exist*' }
    ) {
        $graphToken = Get-ContainmentToken
        $r = @(& (Join-Path $examples 'contain-account.ps1') -UserPrincipalName $user -WarningAction SilentlyContinue)
        $r.Done | Should -Be $done
        foreach ($step in $r | Where-Object { -not $_.Done }) { $step.Error | Should -BeLike $why }
        foreach ($step in $r | Where-Object Done) { $step.Error | Should -BeNullOrEmpty }
    }

    It 'revokes an account that can not be disabled' {
        # A token without the permission to do so.
        $r = @(& (Join-Path $examples 'contain-account.ps1') -UserPrincipalName user00005@contoso.example)
        $r.Done | Should -Be $false, $true, $false, $false
        Get-Revocation $simulator user00005@contoso.example | Should -Be 1
        Get-Update | Should -BeNullOrEmpty
    }

    It 'shows with -WhatIf, and does nothing' {
        $graphToken = Get-ContainmentToken
        & (Join-Path $examples 'contain-account.ps1') -UserPrincipalName user00005@contoso.example -WhatIf | Should -BeNullOrEmpty
        Get-Update | Should -BeNullOrEmpty
        Get-Revocation $simulator user00005@contoso.example | Should -Be 0
    }

    It 'offboards the users of a CSV' {
        $graphToken = Get-ContainmentToken
        $csv = Join-Path $TestDrive 'leavers.csv'
        $out = Join-Path $TestDrive 'offboarded.csv'
        $users = 'user00001@contoso.example', 'nobody@contoso.example', 'admin00001@contoso.example', 'guest00001_fabrikam.example#EXT#@contoso.example', 'USER00002@contoso.example'
        @('Name,UserPrincipalName') + ($users | ForEach-Object { "x,$_" }) + 'y,' | Set-Content -Path $csv
        & (Join-Path $examples 'offboard-users.ps1') -ImportPath $csv -ExportPath $out -WhatIf
        Get-Update | Should -BeNullOrEmpty
        & (Join-Path $examples 'offboard-users.ps1') -ImportPath $csv -ExportPath $out | Should -BeNullOrEmpty
        $rows = Import-Csv -Path $out
        $rows.UserPrincipalName | Should -Be ($users + '')
        $rows.Disabled | Should -Be 'True', 'False', 'False', 'True', 'True', 'False'
        $rows.Revoked | Should -Be 'True', 'False', 'False', 'False', 'True', 'False'
        $rows.DevicesDisabled | Should -Be '1', '0', '0', '0', '1', '0'
        $rows[0].Errors | Should -BeLike 'Device Phone 1: *Authorization_RequestDenied*'
        $rows[1].Errors | Should -BeLike 'Disable: *does not exist*; Revoke: *does not exist*; Devices: *does not exist*'
        $rows[3].Errors | Should -BeLike 'Revoke: *home tenant*'
        $rows[5].Errors | Should -BeLike 'Disable: *Revoke: The UserPrincipalName is empty*'
        $updates = @(Get-Update)
        $updates.resource -like 'users/*' | Should -HaveCount 3
        ($updates | Where-Object resource -Like 'users/*').revocations | Should -Be 0, 0, 0
        ($updates | Where-Object resource -Like 'devices/*').revocations | Should -Be 3, 3
    }
}

Describe 'examples' {
    It '<_> has help that says what it does not do' -ForEach $scripts {
        $path = Join-Path $examples $_
        $help = Get-Help -Name $path -Full
        $help.Synopsis | Should -BeLike '*.'
        $help.Description | Should -Not -BeNullOrEmpty
        @($help.Examples.Example).Count | Should -BeGreaterThan 0
        $notes = $help.AlertSet.Alert.Text -join ' ' -replace '\s+', ' '
        foreach ($limit in 'access tokens*live on', 'Continuous Access Evaluation', 'Guests*not affected', 'Sessions that an application keeps', 'Permissions: ') {
            $notes | Should -BeLike "*$limit*"
        }
        $tokens = $errors = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseFile($path, [ref] $tokens, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        foreach ($parameter in $ast.ParamBlock.Parameters) {
            $name = $parameter.Name.VariablePath.UserPath
            ($help.Parameters.Parameter | Where-Object Name -EQ $name).Description | Should -Not -BeNullOrEmpty -Because "-$name is described"
        }
        [System.IO.File]::ReadAllText($path) | Should -Not -Match '[^\x00-\x7F]|\t|[ ]+\r?\n' -Because 'Windows PowerShell reads it as ASCII'
    }

    It '<_> is run by a test' -ForEach $scripts {
        [System.IO.File]::ReadAllText($PSCommandPath) | Should -BeLike "*(Join-Path `$examples '$_')*"
    }
}
