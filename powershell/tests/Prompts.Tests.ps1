# What the host is asked and shown: confirmation, -WhatIf, progress.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    if (-not ('AnsweringHost' -as [type])) { Add-Type -Path (Join-Path $PSScriptRoot 'AnsweringHost.cs') }
    $simulator = Start-Simulator
    $three = "'user00001@contoso.example', 'user00002@contoso.example', 'user00003@contoso.example'"

    # Runs a script in a runspace whose host gives these answers, and gives the host, with what was written.
    function Invoke-Answered([string] $Script, [string[]] $Answer = @()) {
        $answering = [AnsweringHost]::new($Answer)
        $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault()
        $state.ImportPSModule($env:ENTRA_REVOKE_MODULE)
        $runspace = [runspacefactory]::CreateRunspace($answering, $state)
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        $written = $shell.AddScript($Script).Invoke()
        Add-Member -InputObject $answering -NotePropertyName Written -NotePropertyValue $written
        Add-Member -InputObject $answering -NotePropertyName Errors -NotePropertyValue @($shell.Streams.Error)
        Close-Shell $shell
        $answering
    }
    function Revoked { foreach ($number in 1..3) { Get-Revocation $simulator "user0000$number@contoso.example" } }
}

AfterAll {
    Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
    Stop-Simulator $simulator
    Remove-Module EntraRevoke
}

Describe 'confirmation' {
    BeforeEach {
        Reset-Simulator $simulator
        Connect-NewApplication $simulator
    }

    It 'asks for each user, and does what is answered: <how>' -ForEach @(
        @{ how = 'pipeline'; call = '{0} | {1} -Confirm' }
        @{ how = 'array'; call = '{1} -UserId {0} -Confirm' }
    ) {
        foreach ($command in 'Revoke-MgUserSignInSession', 'Revoke-MgBetaUserSignInSession', 'Revoke-EntraUserAllRefreshToken', 'Revoke-EntraBetaUserAllRefreshToken') {
            Reset-Simulator $simulator
            $answered = Invoke-Answered ($call -f $three, $command) 'Yes', 'No', 'Yes'
            $answered.Prompts.Count | Should -Be 3
            foreach ($number in 1..3) { $answered.Prompts[$number - 1] | Should -BeLike "*Revoke sign-in sessions*user0000$number@contoso.example*" }
            Revoked | Should -Be 1, 0, 1
            $answered.Written.UserId | Sort-Object | Should -Be 'user00001@contoso.example', 'user00003@contoso.example'
            $answered.Errors | Should -BeNullOrEmpty
        }
    }

    It '<answers>: revokes <revoked> (<how>)' -ForEach @(
        foreach ($how in @{ how = 'pipeline'; call = '{0} | Revoke-MgUserSignInSession -Confirm' }, @{ how = 'array'; call = 'Revoke-MgUserSignInSession -UserId {0} -Confirm' }) {
            $how + @{ answers = @('Yes to All'); revoked = 1, 1, 1 }
            $how + @{ answers = @('No to All'); revoked = 0, 0, 0 }
            $how + @{ answers = 'No', 'Yes to All'; revoked = 0, 1, 1 }
            $how + @{ answers = 'Yes', 'No to All'; revoked = 1, 0, 0 }
        }
    ) {
        $answered = Invoke-Answered ($call -f $three) $answers
        $answered.Prompts.Count | Should -Be $answers.Count
        Revoked | Should -Be $revoked
        $answered.Errors | Should -BeNullOrEmpty
    }

    It 'asks where the preference is low, wherever it is set: <where>' -ForEach @(
        @{ where = 'global'; script = '$ConfirmPreference = "Low"; {0} | Revoke-MgUserSignInSession' }
        @{ where = 'a script block'; script = '& { $ConfirmPreference = "Low"; {0} | Revoke-MgUserSignInSession }' }
        @{ where = 'a module'; script = '$null = New-Module -Name Caller { $ConfirmPreference = "Low"; function Start-It { {0} | Revoke-MgUserSignInSession } }; Start-It' }
        @{ where = 'the level of the command'; script = '$ConfirmPreference = "Medium"; {0} | Revoke-MgUserSignInSession' }
    ) {
        (Invoke-Answered $script.Replace('{0}', $three) 'Yes', 'No to All').Prompts.Count | Should -Be 2
        Revoked | Should -Be 1, 0, 0
    }

    It 'does not ask <when>' -ForEach @(
        @{ when = 'by itself'; script = '{0} | Revoke-MgUserSignInSession' }
        @{ when = 'with -Confirm:$false, whatever the preference is'; script = '$ConfirmPreference = "Low"; {0} | Revoke-MgUserSignInSession -Confirm:$false' }
    ) {
        (Invoke-Answered $script.Replace('{0}', $three)).Prompts.Count | Should -Be 0
        Revoked | Should -Be 1, 1, 1
    }

    It 'asks for an identity object and for the signed-in user' {
        (Invoke-Answered 'Revoke-MgUserSignInSession -InputObject @{ UserId = "user00001@contoso.example" } -Confirm' 'No').Prompts.Count | Should -Be 1
        Connect-Simulator $simulator (Invoke-Control $simulator 'token' -Method Post -Body @{ user = 'user00001@contoso.example' }).access_token
        (Invoke-Answered 'Revoke-EntraSignedInUserAllRefreshToken -Confirm' 'No').Prompts | Should -BeLike '*the signed-in user*'
        Revoked | Should -Be 0, 0, 0
    }

    It 'says with -WhatIf for each user what would be done, and asks and does nothing' {
        $answered = Invoke-Answered "`$ConfirmPreference = 'Low'; $three | Revoke-MgUserSignInSession -WhatIf"
        $answered.Lines.Count | Should -Be 3
        foreach ($number in 1..3) { $answered.Lines[$number - 1] | Should -BeLike "What if:*user0000$number@contoso.example*" }
        $answered.Prompts.Count + @($answered.Written).Count | Should -Be 0
        Revoked | Should -Be 0, 0, 0
    }
}

Describe 'progress' {
    BeforeEach {
        Reset-Simulator $simulator
        Connect-NewApplication $simulator
        # Long enough for a bar to be worth it.
        Add-Fault $simulator @{ on = 'any'; kind = 'slow'; ms = 1500; times = $null }
    }

    It 'shows, goes when <how>, and leaves nothing else on the screen' -ForEach @(
        @{ how = 'it is done'; script = '{0} | Revoke-MgUserSignInSession' }
        @{ how = 'the pipeline wants no more'; script = '{0} | Revoke-MgUserSignInSession | Select-Object -First 1' }
        @{ how = 'an error ends it'; script = 'try { "nobody@contoso.example", {0} | Revoke-MgUserSignInSession -ErrorAction Stop } catch { }' }
    ) {
        $shown = (Invoke-Answered $script.Replace('{0}', $three))
        $shown.Progress.Count | Should -BeGreaterThan 1
        @($shown.Progress | Where-Object RecordType -EQ 'Completed').Count | Should -Be 1
        $shown.Progress[-1].RecordType | Should -Be 'Completed'
        @($shown.Progress.ActivityId | Sort-Object -Unique).Count | Should -Be 1
        @($shown.Lines | Where-Object { $_ -notlike 'Stopped. Of *' }) | Should -BeNullOrEmpty
    }

    It 'is silent where the caller says so: <where>' -ForEach @(
        @{ where = 'global'; script = '$ProgressPreference = "SilentlyContinue"; {0} | Revoke-MgUserSignInSession' }
        @{ where = 'a script block'; script = '& { $ProgressPreference = "SilentlyContinue"; {0} | Revoke-MgUserSignInSession }' }
        @{ where = 'a module'; script = '$null = New-Module -Name Caller { $ProgressPreference = "SilentlyContinue"; function Start-It { {0} | Revoke-MgUserSignInSession } }; Start-It' }
        @{ where = '-ProgressAction'; script = '{0} | Revoke-MgUserSignInSession -ProgressAction SilentlyContinue' }
    ) {
        $shown = Invoke-Answered $script.Replace('{0}', $three)
        $shown.Progress | Should -BeNullOrEmpty
        $shown.Lines | Should -BeNullOrEmpty
        @($shown.Written).Count | Should -Be 3
    }
}
