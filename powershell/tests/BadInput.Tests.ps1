# Whatever people hand over: each works, or is an error of its own that says what to do, and nobody beside it is lost.

BeforeDiscovery {
    $texts = @(
        # What is around a name is dropped.
        @{ what = 'blanks before a name'; given = { '  user00001@contoso.example' }; revoked = 'user00001@contoso.example' }
        @{ what = 'blanks after a name'; given = { "user00001@contoso.example `t" }; revoked = 'user00001@contoso.example' }
        @{ what = 'the end of a line'; given = { "user00001@contoso.example`r`n" }; revoked = 'user00001@contoso.example' }
        @{ what = 'a blank that does not break'; given = { "$([char] 0xA0)user00001@contoso.example" }; revoked = 'user00001@contoso.example' }
        @{ what = 'a character without width before a name'; given = { "$([char] 0x200B)user00001@contoso.example" }; revoked = 'user00001@contoso.example' }
        @{ what = 'the mark of a file before a name'; given = { "$([char] 0xFEFF)user00001@contoso.example" }; revoked = 'user00001@contoso.example' }
        @{ what = 'marks of direction around an id'; given = { "$([char] 0x202A)00000000-0000-4000-8000-000000000001$([char] 0x202C)" }; revoked = 'user00001@contoso.example' }
        # What is inside is not.
        @{ what = 'a blank inside'; given = { 'user 00001@contoso.example' }; errors = "*'user 00001@contoso.example' is not a user id: it has blanks*" }
        @{ what = 'a tab inside'; given = { "user`t00001@contoso.example" }; errors = '*is not a user id: it has blanks or control characters*' }
        @{ what = 'a line break inside'; given = { "user00001@contoso.example`nuser00002@contoso.example" }; errors = '*is not a user id: it has blanks or control characters*' }
        @{ what = 'a NUL inside'; given = { "user00001$([char] 0)@contoso.example" }; errors = '*is not a user id: it has blanks or control characters*' }
        @{ what = 'a terminal sequence'; given = { "$([char] 27)]0;owned$([char] 7)user00001@contoso.example" }; errors = '*is not a user id: it has blanks or control characters*' }
        @{ what = 'a character without width inside'; given = { "us$([char] 0x200B)er00001@contoso.example" }; errors = '*an invisible character in it (U+200B)*' }
        @{ what = 'a name that runs from right to left'; given = { "user$([char] 0x202E)10000@contoso.example" }; errors = '*an invisible character in it (U+202E)*' }
        @{ what = 'half a character'; given = { "user$([char] 0xD800)00001@contoso.example" }; errors = '*half a character in it (U+D800)*' }
        @{ what = 'nothing'; given = { '' }; errors = 'A user is an empty text.*' }
        @{ what = 'blanks only'; given = { " `t$([char] 0xA0)$([char] 0x200B)" }; errors = 'A user is an empty text.*' }
        @{ what = 'null'; given = { $null }; errors = 'A user is $null.*' }
        @{ what = 'ten thousand characters'; given = { 'x' * 10000 }; errors = '*The user id is 10000 bytes long*' }
        @{ what = 'several users in one text'; given = { 'user00001@contoso.example;user00002@contoso.example' }; errors = '*looks like several users in one text*' }
        @{ what = 'a name in quotes'; given = { '"user00001@contoso.example"' }; errors = '*"user00001@contoso.example"*does not exist*' }
        @{ what = 'an address with a display name'; given = { 'Ann <user00001@contoso.example>' }; errors = '*Ann <user00001@contoso.example>*blanks*' }
        # Nothing of a name means anything to PowerShell, to the URL or to the JSON of a batch.
        @{ what = 'wildcards'; given = { 'user0000*', 'user0000?@contoso.example', 'user0000[1-3]@contoso.example' }; errors = "*'user0000`**does not exist*", '*does not exist*', '*does not exist*' }
        @{ what = 'wildcards that are a name'; given = { '[a*]@contoso.example' }; revoked = '[a*]@contoso.example' }
        @{ what = 'an apostrophe'; given = { "o'brien@contoso.example" }; revoked = "o'brien@contoso.example" }
        @{ what = 'a dollar first'; given = { '$o''brien@contoso.example' }; revoked = '$o''brien@contoso.example' }
        @{ what = 'a percent sign'; given = { '100%@contoso.example' }; revoked = '100%@contoso.example' }
        @{ what = 'a text that is encoded already'; given = { 'user00001%40contoso.example' }; errors = "*'user00001%40contoso.example' does not exist*" }
        @{ what = 'a name that looks encoded'; given = { 'a%40b@contoso.example' }; revoked = 'a%40b@contoso.example' }
        @{ what = 'a slash'; given = { 'a/b@contoso.example' }; revoked = 'a/b@contoso.example' }
        @{ what = 'a question mark'; given = { 'who?x=1@contoso.example' }; revoked = 'who?x=1@contoso.example' }
        @{ what = 'a hash'; given = { 'c#@contoso.example' }; revoked = 'c#@contoso.example' }
        @{ what = 'a quote and a backslash'; given = { 'q"\@contoso.example' }; revoked = 'q"\@contoso.example' }
        @{ what = 'paths'; given = { '..', '../me', 'user00001@contoso.example/../user00002@contoso.example', '/users/user00001@contoso.example' }; errors = "*'..' is not a user id*", '*does not exist*', '*does not exist*', '*does not exist*' }
        @{ what = 'another request'; given = { 'user00001@contoso.example/revokeSignInSessions?x=', 'me', 'user00001@contoso.example#' }; errors = '*does not exist*', '*does not exist*', '*does not exist*' }
        @{ what = 'an umlaut'; given = { "j$([char] 0xFC)rgen@contoso.example" }; revoked = "j$([char] 0xFC)rgen@contoso.example" }
        @{ what = 'the same umlaut in two parts, which is another name'; given = { "ju$([char] 0x308)rgen@contoso.example" }; errors = '*does not exist*' }
        @{ what = 'a picture'; given = { "$([char]::ConvertFromUtf32(0x1F600))@contoso.example" }; revoked = "$([char]::ConvertFromUtf32(0x1F600))@contoso.example" }
        @{ what = 'Hebrew'; given = { "$([char] 0x5D0)$([char] 0x5D1)@contoso.example" }; revoked = "$([char] 0x5D0)$([char] 0x5D1)@contoso.example" }
        @{ what = 'the same user in other cases, each with a result'; given = { 'user00001@contoso.example', 'USER00001@contoso.example', 'user00001@contoso.example' }; revoked = 'user00001@contoso.example'; results = 3 }
        @{ what = 'the same user by id and by name'; given = { '00000000-0000-4000-8000-000000000001', 'user00001@contoso.example' }; revoked = 'user00001@contoso.example'; results = 2 }
        @{ what = 'an id in braces, and one in capitals'; given = { '{00000000-0000-4000-8000-000000000001}', '00000000-0000-4000-8000-00000000000A' }; errors = '*{00000000-*does not exist*', '*00000000000A*does not exist*' }
    )
    $objects = @(
        @{ what = 'nested lists'; given = { , @('user00001@contoso.example', @('user00002@contoso.example', @(, 'user00003@contoso.example'))) }; revoked = 'user00001@contoso.example', 'user00002@contoso.example', 'user00003@contoso.example' }
        @{ what = 'a list twenty thousand deep'; given = { $deep = , 'user00001@contoso.example'; foreach ($level in 1..20000) { $deep = , $deep }; , $deep }; revoked = 'user00001@contoso.example' }
        @{ what = 'a list that holds itself'; given = { $list = [System.Collections.ArrayList] @('user00001@contoso.example'); $null = $list.Add($list); , (, $list) }; revoked = 'user00001@contoso.example'; errors = '*has itself as an element*' }
        @{ what = 'empty lists'; given = { , @(@(), @(, @())) } }
        @{ what = 'hashtables'; given = { @{ UserId = 'user00001@contoso.example' }, [ordered] @{ x = 1; upn = ' user00002@contoso.example ' }, @{ id = [guid] '00000000-0000-4000-8000-000000000003' } }; revoked = 'user00001@contoso.example', 'user00002@contoso.example', 'user00003@contoso.example' }
        @{ what = 'hashtables without a user'; given = { @{}, @{ UserId = $null }, @{ 1 = 2 }, @{ UserId = 'a', 'b' }, @{ UserPrincipalName = ' ' } }; errors = '*no usable UserId*', '*no usable UserId*', '*no usable UserId*', '*no usable UserId*', 'The UserPrincipalName is empty*' }
        @{ what = 'rows of a database'; given = { $table = [System.Data.DataTable]::new(); $null = $table.Columns.Add('UserPrincipalName'); $null = $table.Rows.Add('user00001@contoso.example'), $table.Rows.Add([DBNull]::Value); , $table }; revoked = 'user00001@contoso.example'; errors = '*no usable UserId*DataRow*' }
        @{ what = 'a GUID'; given = { [guid] '00000000-0000-4000-8000-000000000001' }; revoked = 'user00001@contoso.example' }
        @{ what = 'what is no user at all'; given = { 42, 4.2, $true, [char] 'x', [datetime] '2026-01-01', { x }, (Get-Item -Path $PSHOME), (ConvertTo-SecureString -String x -AsPlainText -Force), [version] '1.0', [System.Diagnostics.Process]::GetCurrentProcess(), [DBNull]::Value }; errors = @('*no usable UserId*') * 11 }
        @{ what = 'a type of one''s own, whose Id may be anything''s'; given = { class Ticket { [guid] $Id = '00000000-0000-4000-8000-000000000001' }; [Ticket]::new() }; errors = '*no usable UserId*Ticket with Id*' }
        @{ what = 'a property that can not be read'; given = { [pscustomobject] @{ UserPrincipalName = 'user00001@contoso.example' } | Add-Member -MemberType ScriptProperty -Name UserId -Value { throw 'no' } -PassThru }; revoked = 'user00001@contoso.example' }
        @{ what = 'groups and devices of the Graph SDK and of the AzureAD module'
            given = { 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphGroup', 'Selected.Microsoft.Graph.PowerShell.Models.MicrosoftGraphDevice1', 'Microsoft.Open.AzureAD.Model.Group' | ForEach-Object { [pscustomobject] @{ PSTypeName = "$_"; Id = '00000000-0000-4000-8000-000000000001'; ObjectId = '00000000-0000-4000-8000-000000000001' } } }
            errors = '*no user but a Group*', '*no user but a Device*', '*no user but a Group*'
        }
        @{ what = 'users and members of the Graph SDK, however they were handed on'
            given = { 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser1', 'Deserialized.Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser', 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphDirectoryObject' | ForEach-Object { [pscustomobject] @{ PSTypeName = "$_"; Id = '00000000-0000-4000-8000-000000000001' } } }
            revoked = 'user00001@contoso.example'; results = 3
        }
        @{ what = 'a device with the name of its owner, and a report of a user'
            given = { @{ '@odata.type' = '#microsoft.graph.device'; id = '00000000-0000-4000-8000-000000000002'; userPrincipalName = 'user00002@contoso.example' }, [pscustomobject] @{ PSTypeName = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphUserRegistrationDetails'; Id = '00000000-0000-4000-8000-000000000001'; UserPrincipalName = 'user00001@contoso.example' } }
            revoked = 'user00001@contoso.example'; errors = '*no user but a device*'
        }
        @{ what = 'rows of groups and devices'; given = { [pscustomobject] @{ Id = '00000000-0000-4000-8000-000000000001'; GroupTypes = '' }, [pscustomobject] @{ id = '00000000-0000-4000-8000-000000000001'; deviceId = 'x' } }; errors = '*no usable UserId*', '*no usable UserId*' }
        @{ what = 'an employee number beside a name'; given = { [pscustomobject] @{ UserId = '4711'; UserPrincipalName = 'user00001@contoso.example' } }; revoked = 'user00001@contoso.example' }
        @{ what = 'an old address where an id should be'; given = { [pscustomobject] @{ Id = 'user00002@contoso.example'; UserPrincipalName = 'user00001@contoso.example' }, @{ ObjectId = 'user00002@contoso.example'; UPN = 'user00001@contoso.example' } }; revoked = 'user00001@contoso.example'; results = 2 }
        @{ what = 'mailboxes and users of Exchange Online, whose Id is a name'
            given = {
                # Get-EXOMailbox, Get-Mailbox, Get-User, Get-Recipient
                [pscustomobject] @{ ExternalDirectoryObjectId = '00000000-0000-4000-8000-000000000001'; UserPrincipalName = 'user00001@contoso.example'; Id = 'user00002@contoso.example'; Guid = [guid]::NewGuid() }
                [pscustomobject] @{ PSTypeName = 'Deserialized.Microsoft.Exchange.Data.Directory.Management.Mailbox'; UserPrincipalName = 'user00001@contoso.example'; Id = [guid]::NewGuid().ToString(); ObjectId = 'x' }
                [pscustomobject] @{ ExternalDirectoryObjectId = ''; UserPrincipalName = 'user00001@contoso.example'; Id = [guid]::NewGuid().ToString() }
                [pscustomobject] @{ ExternalDirectoryObjectId = '00000000-0000-4000-8000-000000000001'; Id = 'Ann'; PrimarySmtpAddress = 'user00002@contoso.example' }
            }
            revoked = 'user00001@contoso.example'; results = 4
        }
        @{ what = 'who signed in without success: nobody, or by name'; given = { @{ UserId = [guid]::Empty; UserPrincipalName = 'user00001@contoso.example' } }; revoked = 'user00001@contoso.example' }
        @{ what = 'who did it, of an audit log'; given = { [pscustomobject] @{ PSTypeName = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphUserIdentity'; Id = '00000000-0000-4000-8000-000000000001'; IPAddress = $null } }; revoked = 'user00001@contoso.example' }
        @{ what = 'a number of somebody''s own'; given = { [pscustomobject] @{ _id = '00000000-0000-4000-8000-000000000002'; UserPrincipalName = 'user00001@contoso.example' } }; revoked = 'user00001@contoso.example' }
        @{ what = 'members of a group, as the portal exports them'; given = { [pscustomobject] @{ id = '00000000-0000-4000-8000-000000000001'; userPrincipalName = 'user00001@contoso.example'; objectType = 'User' }, [pscustomobject] @{ id = '00000000-0000-4000-8000-000000000002'; userPrincipalName = ''; objectType = 'Group' }, [pscustomobject] @{ ObjectId = '00000000-0000-4000-8000-000000000002'; DeviceId = 'x' } }
            revoked = 'user00001@contoso.example'; errors = '*no user but a Group*', '*no usable UserId*'
        }
        @{ what = 'all sorts together'; given = { 'user00001@contoso.example', @{ UserId = 'user00002@contoso.example' }, 42, [pscustomobject] @{ Id = '00000000-0000-4000-8000-000000000003' }, $null, [pscustomobject] @{ Foo = 1 }, 'user00004@contoso.example' }
            revoked = 'user00001@contoso.example', 'user00002@contoso.example', 'user00003@contoso.example', 'user00004@contoso.example'; errors = '*System.Int32*', '*$null*', '*Foo*'
        }
    )
    $name = 'user00001@contoso.example'
    $files = @(
        @{ what = 'with a BOM'; given = { Import-Text "UserPrincipalName`n$name" -Encoding utf8BOM }; revoked = $name }
        @{ what = 'in UTF-16'; given = { Import-Text "UserPrincipalName`n$name" -Encoding unicode }; revoked = $name }
        @{ what = 'with semicolons, read so'; given = { Import-Text "Name;UserPrincipalName`nAnn;$name" -Options @{ Delimiter = ';' } }; revoked = $name }
        @{ what = 'with semicolons, read as if with commas'; given = { Import-Text "Name;UserPrincipalName`nAnn;$name" }; errors = "*'Name;UserPrincipalName' as one column*Import-Csv -Delimiter "";""*" }
        @{ what = 'with a semicolon at the end of each line, read as if with commas'; given = { Import-Text "UserPrincipalName;`n$name;" }; errors = "*Import-Csv -Delimiter "";""*" }
        @{ what = 'with tabs, read as if with commas'; given = { Import-Text "Name`tUserPrincipalName`nAnn`t$name" }; errors = '*Import-Csv -Delimiter "``t"*' }
        @{ what = 'with a comma at the end of each line'; given = { Import-Text "UserPrincipalName,`n$name," }; revoked = $name }
        @{ what = 'with quoted commas'; given = { Import-Text "Name,UserPrincipalName`n""Doe, Ann"",""$name""" }; revoked = $name }
        @{ what = 'with a column mail'; given = { Import-Text "mail`n$name" }; errors = '*no usable UserId*mail*Name the column UserPrincipalName*' }
        @{ what = 'with blank lines, and rows without a user'; given = { Import-Text "Name,UserPrincipalName`n`nAnn,$name`n`nBob,`nCid,   `n,`n" }; revoked = $name; errors = 'The UserPrincipalName is empty*', 'The UserPrincipalName is empty*', 'The UserPrincipalName is empty*' }
        @{ what = 'that is empty'; given = { Import-Text '' } }
        @{ what = 'with a header only'; given = { Import-Text 'UserPrincipalName' } }
        @{ what = 'without a header, whose first user is lost to it'; given = { Import-Text "user00002@contoso.example`n$name" }; errors = '*with user00002@contoso.example. Name the column*' }
        @{ what = 'of the Entra admin center: users'; given = { Import-Text "userPrincipalName,displayName,surname,mail,givenName,id,userType`n$name,Ann,,,,00000000-0000-4000-8000-000000000001,Member" }; revoked = $name }
        @{ what = 'of the Microsoft 365 admin center: users'; given = { Import-Text "Block credential,Display name,Object Id,User principal name`nFalse,Ann,00000000-0000-4000-8000-000000000001,$name" }; revoked = $name }
        @{ what = 'of which nobody keeps but the user principal name'; given = { Import-Text "User principal name`n$name" }; revoked = $name }
        @{ what = 'of the Entra admin center: sign-ins'; given = { Import-Text "Date (UTC),Request ID,Correlation ID,User ID,User,Username`nx,99999999-0000-4000-8000-000000000001,99999999-0000-4000-8000-000000000002,00000000-0000-4000-8000-000000000001,Ann,$name" }; revoked = $name }
        @{ what = 'with underscores'; given = { Import-Text "user_principal_name`n$name" }; revoked = $name }
    )
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $env:ENTRA_REVOKE_MODULE
    $config = Join-Path $TestDrive 'config.json'
    $unusual = "o'brien", '$o''brien', '100%', 'a%40b', 'a/b', 'who?x=1', 'c#', '[a*]', 'q"\', "j$([char] 0xFC)rgen", [char]::ConvertFromUtf32(0x1F600), "$([char] 0x5D0)$([char] 0x5D1)"
    ConvertTo-Json -InputObject @{ users = 60; extra_users = @($unusual | ForEach-Object { "$_@contoso.example" }) } | Set-Content -Path $config -Encoding utf8NoBOM
    $simulator = Start-Simulator '--config', $config
    $neighbour = 'user00060@contoso.example'
    $name = 'user00001@contoso.example'

    # A CSV file as somebody saved it, read as somebody reads it.
    function Import-Text {
        param([string] $Text, [string] $Encoding = 'utf8NoBOM', [hashtable] $Options = @{})

        $file = Join-Path $TestDrive 'users.csv'
        Set-Content -Path $file -Value $Text -Encoding $Encoding -NoNewline
        Import-Csv -Path $file @Options -WarningAction SilentlyContinue
    }

    # Hands it over in each of the four ways, with somebody behind it, and compares what is reported with the service's books.
    function Test-Input {
        param([hashtable] $Case)

        $revoked, $errors = foreach ($part in 'revoked', 'errors') { , @($Case[$part] | Where-Object { $_ }) }
        $results = 1 + $(if ($Case['results']) { $Case['results'] } else { $revoked.Count })
        foreach ($command in 'Revoke-MgUserSignInSession', 'Revoke-EntraUserAllRefreshToken') {
            foreach ($way in 'pipeline', 'parameter') {
                Reset-Simulator $simulator
                Connect-NewApplication $simulator
                $items = @(& $Case.given) + $neighbour
                $common = @{ PassThru = $true; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problem' }
                $reported = @(if ($way -eq 'pipeline') { $items | & $command @common } else { & $command -UserId $items @common })
                $because = "$command by $way, errors: $problem"
                # An object for each, and an error for each who was not revoked.
                @($reported | Where-Object Status -EQ 'Revoked').Count | Should -Be $results -Because $because
                $reported.Count | Should -Be ($results + $errors.Count) -Because $because
                $problem.Count | Should -Be $errors.Count -Because $because
                foreach ($pattern in $errors) { @($problem | Where-Object { $_.Exception.Message -like $pattern }).Count | Should -BeGreaterThan 0 -Because "$because, and not $pattern" }
                foreach ($message in $problem | ForEach-Object { $_.Exception.Message }) {
                    $message.Length | Should -BeLessThan 600
                    $message | Should -Not -Match '[\p{Cc}\p{Cf}\p{Cs}]' -Because 'it is shown in terminals'
                }
                $books = (Invoke-Control $simulator 'books/users').PSObject.Properties.Value.userPrincipalName
                @($books | Sort-Object) | Should -Be @($revoked + $neighbour | Sort-Object) -Because $because
            }
        }
    }
}

AfterAll {
    Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
    Stop-Simulator $simulator
    Remove-Module EntraRevoke
}

Describe 'bad input' {
    It 'a text: <what>' -ForEach $texts { Test-Input $_ }

    It 'an object: <what>' -ForEach $objects { Test-Input $_ }

    It 'a CSV file: <what>' -ForEach $files { Test-Input $_ }

    It 'ten thousand elements, of which one in ten is a user' {
        Reset-Simulator $simulator
        Connect-NewApplication $simulator
        $items = foreach ($number in 1..10000) { if ($number % 10) { "no user $number" } else { 'user{0:d5}@contoso.example' -f ($number / 10 % 60 + 1) } }
        $reported = @(Revoke-MgUserSignInSession -UserId $items -PassThru -ErrorAction SilentlyContinue -ErrorVariable problem)
        $reported.Count | Should -Be 10000
        @($reported | Where-Object Status -EQ 'Revoked').Count | Should -Be 1000
        @($reported | Where-Object Status -EQ 'Invalid' | ForEach-Object UserId | Sort-Object -Unique).Count | Should -Be 9000
        $problem.Count | Should -Be 9000
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 60
    }

    It 'reports a user as given, and what it was about as well' {
        $given = " user00001@contoso.example$([char] 0x200B)"
        (Revoke-MgUserSignInSession -UserId $given).UserId | Should -BeExactly $given
        $null = Revoke-MgUserSignInSession -UserId " nobody@contoso.example" -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].TargetObject.UserId | Should -BeExactly ' nobody@contoso.example'
    }
}
