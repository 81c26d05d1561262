# The scripts of the guide that administrators copy from, as they stand there; only the placeholders are filled in.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $simulator = Start-Simulator
    Connect-Simulator $simulator
    $examples = Join-Path $env:ENTRA_REVOKE_ROOT 'examples/powershell'
}

AfterAll {
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
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 4
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
}
