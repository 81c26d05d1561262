# The module keeps the rules of its kind.

BeforeDiscovery {
    $commands = (Import-PowerShellDataFile -Path $env:ENTRA_REVOKE_MODULE).FunctionsToExport
    $standIns = (Get-ChildItem -Path (Join-Path (Split-Path -Path $env:ENTRA_REVOKE_MODULE) 'compatibility') -Directory).Name
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $folder = Split-Path -Path $env:ENTRA_REVOKE_MODULE
    $manifest = Import-PowerShellDataFile -Path $env:ENTRA_REVOKE_MODULE
    Import-Module $env:ENTRA_REVOKE_MODULE
}

AfterAll { Remove-Module EntraRevoke }

Describe 'the module' {
    It 'has a valid manifest, and exports what it says' {
        $tested = Test-ModuleManifest -Path $env:ENTRA_REVOKE_MODULE
        $tested.Version | Should -Be '0.1.0'
        $module = Get-Module EntraRevoke
        ($module.ExportedFunctions.Keys | Sort-Object) | Should -Be ($manifest.FunctionsToExport | Sort-Object)
        ($module.ExportedAliases.Keys | Sort-Object) | Should -Be ($manifest.AliasesToExport | Sort-Object)
        $module.ExportedCmdlets.Count | Should -Be 0
        $module.ExportedVariables.Count | Should -Be 0
    }

    It 'has one function in a file, named as the file' {
        $files = Get-ChildItem -Path (Join-Path $folder 'commands') -Filter *.ps1
        ($files.BaseName | Sort-Object) | Should -Be ($manifest.FunctionsToExport | Sort-Object)
        foreach ($file in $files) {
            $functions = [System.Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref] $null, [ref] $null).FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $false)
            $functions.Name | Should -Be $file.BaseName
        }
    }

    It 'is written for Windows PowerShell 5.1 as well, tidily: <_>' -ForEach @('EntraRevoke.psm1', 'EntraRevoke.psd1', 'Load.ps1', 'commands', 'compatibility') {
        foreach ($file in Get-ChildItem -Path (Join-Path $folder $_) -Recurse -Include *.ps1, *.psm1, *.psd1) {
            $bytes = [System.IO.File]::ReadAllBytes($file.FullName)
            $bytes[0] | Should -Not -Be 0xEF -Because "$file has no BOM"
            @($bytes | Where-Object { $_ -gt 127 }).Count | Should -Be 0 -Because "$file is ASCII, which 5.1 reads without a BOM"
            $text = [System.IO.File]::ReadAllText($file.FullName)
            $text | Should -Not -Match '\t|[ ]+\r?\n' -Because "$file has no tabs and no blanks at the end of lines"
            $tokens = $errors = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseInput($text, [ref] $tokens, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            # What 5.1 can't parse.
            $tokens | Where-Object { $_.Kind -in 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'AndAnd', 'OrOr', 'Clean' } | Should -BeNullOrEmpty
            $ast.FindAll({ $args[0].GetType().Name -eq 'TernaryExpressionAst' }, $true) | Should -BeNullOrEmpty
            # No aliases.
            foreach ($command in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $name = $command.GetCommandName()
                if ($name) { Get-Alias -Name $name -ErrorAction Ignore | Should -BeNullOrEmpty -Because "$name in $file" }
            }
        }
    }

    It 'uses only what Windows PowerShell 5.1 and .NET Framework 4.7.2 have, the examples too' {
        # Each was looked up. What is new here has to be, before it is added.
        $known = @(
            'Add-Member -InputObject -NotePropertyName -NotePropertyValue -PassThru', 'ConvertTo-Json -Compress -Depth -InputObject', 'Export-Csv -NoTypeInformation -Path'
            'ForEach-Object', 'Get-Command -Name', 'Get-Module -ErrorAction -ListAvailable -Name', 'Import-Csv -Path', 'Import-Module -Name'
            'Microsoft.PowerShell.Core\Import-Module -ErrorAction -Name -Verbose', 'New-Object -ArgumentList -TypeName'
            'Remove-Variable -ErrorAction -Name', 'Select-Object -Property', 'Set-Alias -Name -Value', 'Set-Item -Path -Value', 'Sort-Object -Unique', 'Where-Object'
        )
        $members = @(
            '[int]::MaxValue', '[uri]::EscapeDataString', '[System.IO.Directory]::GetDirectories', '[System.IO.Directory]::GetFiles'
            '[System.IO.Path]::Combine', '[System.IO.Path]::GetDirectoryName', '[System.IO.Path]::GetFileName', '[System.IO.Path]::PathSeparator'
            '[bool]', '[byte[]]', '[double]', '[int]', '[object]', '[object[]]', '[pscredential]', '[pscustomobject]', '[psobject]', '[scriptblock]', '[securestring]', '[string]', '[string[]]', '[switch]', '[uri]'
            '[System.Collections.IDictionary]', '[System.IO.Directory]', '[System.IO.Path]', '[System.Management.Automation.PSCmdlet]', '[System.Management.Automation.PSCredential]'
            '[System.Security.Cryptography.X509Certificates.X509Certificate2]'
        )
        $words = $members + @($known | ForEach-Object { $name, $rest = $_ -split ' '; $name; $rest | ForEach-Object { "$name $_" } })
        $files = @(Get-ChildItem -Path $folder -Recurse -Include *.ps1, *.psm1) + @(Get-ChildItem -Path (Join-Path $env:ENTRA_REVOKE_ROOT 'examples/powershell') -Filter *.ps1)
        $asts = $files | ForEach-Object { [System.Management.Automation.Language.Parser]::ParseFile($_.FullName, [ref] $null, [ref] $null) }
        $own = @($asts | ForEach-Object { $_.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true) } | ForEach-Object Name)
        $used = foreach ($node in $asts | ForEach-Object { $_.FindAll({ $true }, $true) }) {
            switch ($node.GetType().Name) {
                'CommandAst' {
                    $name = $node.GetCommandName()
                    # Not our own, nor the cmdlets behind them.
                    if ($name -and $name -notlike '*_*' -and ($name -split '\\')[-1] -notin $own) {
                        $name
                        $node.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] } | ForEach-Object { "$name -$($_.ParameterName)" }
                    }
                }
                { $_ -in 'MemberExpressionAst', 'InvokeMemberExpressionAst' } { if ($node.Static) { "$($node.Expression.Extent.Text)::$($node.Member.Extent.Text)" } }
                { $_ -in 'TypeExpressionAst', 'TypeConstraintAst' } { "[$($node.TypeName.FullName)]" }
                'VariableExpressionAst' { if ($node.VariablePath.UserPath -in 'IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle') { "`$$($node.VariablePath.UserPath)" } }
            }
        }
        $used = @($used | Sort-Object -Unique)
        $used.Count | Should -BeGreaterThan 40
        $used | Where-Object { $_ -notin $words -and $_ -notmatch '^\[EntraRevoke\.PowerShell\.|^\(''EntraRevoke\.PowerShell\.\w+'' -as ''type''\)::' } | Should -BeNullOrEmpty
    }

    It 'has no type name in its script that every assembly is searched for at import' {
        $ast = [System.Management.Automation.Language.Parser]::ParseFile("$folder/EntraRevoke.psm1", [ref] $null, [ref] $null)
        $names = $ast.FindAll({ $args[0].psobject.Properties['TypeName'] }, $true) | ForEach-Object { $_.TypeName.FullName -replace '\[\]$' } | Sort-Object -Unique
        $names.Count | Should -BeGreaterThan 15
        # Known by name, or to be found in one assembly.
        $known = @([psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')::Get.Keys) + 'System.Collections.IDictionary' + 'System.Security.Cryptography.X509Certificates.X509Certificate2'
        $names | Where-Object { $_ -notin $known } | Should -BeNullOrEmpty
    }

    It 'has text files that every editor reads the same' {
        $files = Get-ChildItem -Path $folder -Recurse -Include *.ps1, *.psm1, *.psd1, *.ps1xml, *.txt
        $files.Count | Should -BeGreaterThan 40
        foreach ($file in $files) {
            [System.IO.File]::ReadAllText($file.FullName, [System.Text.Encoding]::Latin1) | Should -Not -Match '[^\n\r\x20-\x7e]|[ ]+\r?(\n|$)' -Because "$file is ASCII, without a BOM, tabs, and blanks at the end of lines"
        }
    }

    It 'has a stand-in <_> that exports what its manifest says' -ForEach $standIns {
        $place = Join-Path $folder "compatibility/$_/$_.psd1"
        $data = Import-PowerShellDataFile -Path $place
        $text = Invoke-FreshPowerShell "`$env:PSModulePath = '$folder/compatibility' + [System.IO.Path]::PathSeparator + `$env:PSModulePath; `$null = Test-ModuleManifest '$place' -ErrorAction Stop; `$module = Import-Module '$place' -PassThru; 'loaded'; `$module.ExportedFunctions.Keys; `$module.ExportedAliases.Keys; `$module.ExportedCmdlets.Keys; `$module.ExportedVariables.Keys"
        @($text | Where-Object { $_ } | Sort-Object) | Should -Be @(@('loaded') + $data.FunctionsToExport + $data.AliasesToExport | Where-Object { $_ } | Sort-Object)
    }

    It 'has a test that names each of its commands, and each of the stand-ins' {
        $manifests = @($env:ENTRA_REVOKE_MODULE) + @(Get-ChildItem -Path (Join-Path $folder 'compatibility') -Recurse -Filter *.psd1 | ForEach-Object FullName)
        $exported = $manifests | ForEach-Object { $data = Import-PowerShellDataFile -Path $_; $data.FunctionsToExport; $data.AliasesToExport } | Where-Object { $_ } | Sort-Object -Unique
        $tests = (Get-ChildItem -Path $PSScriptRoot -Filter *.Tests.ps1 | Where-Object Name -NE 'Module.Tests.ps1' | Get-Content -Raw) -join "`n"
        $exported.Count | Should -BeGreaterThan 30
        $exported | Where-Object { $tests -notmatch "(?<![\w-])$_(?![\w-])" } | Should -BeNullOrEmpty
    }

    It 'takes the native library that ENTRA_REVOKE_LIBRARY names, and the one beside it otherwise' {
        $staged = Get-ChildItem -Path (Join-Path $folder 'runtimes') -Recurse -File
        @($staged).Count | Should -Be 1
        $copy = Join-Path $TestDrive $staged.Name
        Copy-Item -Path $staged.FullName -Destination $copy
        foreach ($library in $copy, $staged.FullName) {
            $set = if ($library -eq $copy) { "`$env:ENTRA_REVOKE_LIBRARY = '$copy'; " }
            $text = Invoke-FreshPowerShell "${set}Import-Module '$env:ENTRA_REVOKE_MODULE'; Connect-EntraRevoke -NoWelcome -AccessToken (ConvertTo-SecureString 'a.b.c' -AsPlainText -Force) -ErrorAction SilentlyContinue; (Get-Process -Id `$PID).Modules.FileName -like '*entra_revoke*'"
            @($text) | Should -Be $library
        }
    }

    It 'has help for <_>, with examples' -ForEach $commands {
        $help = Get-Help -Name $_ -Full
        $help.Synopsis | Should -Not -BeLike "*$_ *"
        $help.Description | Should -Not -BeNullOrEmpty
        @($help.Examples.Example).Count | Should -BeGreaterThan 0
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
        $shown = (Get-Command -Name $_).Parameters.Values | Where-Object { $_.Name -notin $common -and -not ($_.Attributes | Where-Object { $_ -is [Parameter] -and $_.DontShow }) }
        if ($_ -like 'Revoke-*') { ($help.AlertSet | Out-String) | Should -BeLike '*Least privilege: User.RevokeSessions.All*' }
        foreach ($parameter in $shown) {
            ($help.Parameters.Parameter | Where-Object Name -EQ $parameter.Name).Description | Should -Not -BeNullOrEmpty -Because "-$($parameter.Name) is described"
        }
    }

    It 'has the parameters of the command that it stands in for' {
        $command = Get-Command -Name Revoke-MgUserSignInSession
        $command.CommandType | Should -Be 'Function'
        $names = 'UserId', 'InputObject', 'ResponseHeadersVariable', 'Headers', 'Break', 'HttpPipelineAppend', 'HttpPipelinePrepend', 'Proxy', 'ProxyCredential', 'ProxyUseDefaultCredentials', 'WhatIf', 'Confirm'
        foreach ($name in $names) { $command.Parameters.Keys | Should -Contain $name }
        $command.Parameters['ResponseHeadersVariable'].Aliases | Should -Contain 'RHV'
        $command.DefaultParameterSet | Should -Be 'Revoke'
    }

    It 'imports without output, leaves nothing behind, and brings no assembly but its own, when a command needs it' {
        $text = Invoke-FreshPowerShell @"
function Get-Own { [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.Location -like '*EntraRevoke*' } | ForEach-Object { Split-Path `$_.Location -Leaf } | Sort-Object }
`$before = (Get-Variable).Name
Import-Module '$env:ENTRA_REVOKE_MODULE'
(Get-Variable).Name | Where-Object { `$_ -notin `$before -and `$_ -ne 'before' }
Get-Own
`$VerbosePreference = `$DebugPreference = 'Continue'
`$null = Get-EntraRevokeContext
`$null = Get-EntraRevokeContext
Get-Own
Remove-Module EntraRevoke -Verbose:`$false
Import-Module '$env:ENTRA_REVOKE_MODULE' -Verbose:`$false
`$null = Get-EntraRevokeContext
(Get-Command -Module EntraRevoke).Count
"@
        $text | Should -Be 'EntraRevoke.dll', 'EntraRevoke.PowerShell.dll', 16
    }

    It 'loads what a command needs whatever else its module has loaded, and whatever hides Import-Module' {
        $other = Join-Path $TestDrive 'Other.psm1'
        Set-Content -Path $other -Value 'function Get-Other { }'
        $text = Invoke-FreshPowerShell "Import-Module '$env:ENTRA_REVOKE_MODULE'; & (Get-Module EntraRevoke) { Import-Module '$other' }; function Import-Module { throw 'hidden' }; (Get-EntraRevokeEnvironment -Name China).Type"
        $text | Should -Be 'Built-in'
    }

    It 'says what is missing where its assembly is, and goes on when it is there' {
        $copy = Join-Path $TestDrive 'EntraRevoke'
        Copy-Item -Path $folder -Destination $copy -Recurse
        $assembly = Join-Path $copy 'bin/netstandard2.0/EntraRevoke.PowerShell.dll'
        $text = Invoke-FreshPowerShell "Import-Module '$copy'; Move-Item '$assembly' '$assembly.away'; try { Revoke-MgUserSignInSession -UserId a@b.example; 'went on' } catch { `$_.Exception.Message }; Move-Item '$assembly.away' '$assembly'; (Get-EntraRevokeEnvironment -Name China).Type"
        $text.Count | Should -Be 2
        $text[0] | Should -BeLike '*EntraRevoke.PowerShell.dll*'
        $text[1] | Should -Be 'Built-in'
    }

    It 'has approved verbs and singular nouns, and imports without a warning' {
        $verbs = (Get-Verb).Verb
        foreach ($name in $manifest.FunctionsToExport) {
            $verb, $noun = $name -split '-'
            $verbs | Should -Contain $verb
            $noun | Should -Not -Match 's$'
        }
        Invoke-FreshPowerShell "Import-Module '$env:ENTRA_REVOKE_MODULE' -Verbose:`$false 3>&1" | Should -BeNullOrEmpty
    }

    It 'is strict-mode clean: every command, every kind of user, and what they write' {
        $simulator = Start-Simulator
        # Set in the global scope, it holds in the module, too.
        $text = Invoke-FreshPowerShell @"
Set-StrictMode -Version Latest
`$ErrorActionPreference = 'Stop'
Import-Module '$env:ENTRA_REVOKE_MODULE'
try { Revoke-MgUserSignInSession -UserId a@b.example } catch { `$_.Exception.Message }
`$null = Get-EntraRevokeContext
`$null = Add-EntraRevokeEnvironment -Name S -GraphEndpoint $($simulator.graph) -AzureADEndpoint $($simulator.authority)
`$null = Get-EntraRevokeEnvironment | Out-String
Connect-EntraRevoke -Environment S -NoWelcome -AccessToken (ConvertTo-SecureString '$($simulator.access_token)' -AsPlainText -Force)
foreach (`$command in 'Revoke-MgUserSignInSession', 'Revoke-MgBetaUserSignInSession', 'Revoke-EntraUserAllRefreshToken', 'Revoke-EntraBetaUserAllRefreshToken') {
    `$null = & `$command -UserId user00001@contoso.example | Out-String
    `$null = [pscustomobject]@{ Id = '00000000-0000-4000-8000-000000000001' }, @{ UserId = 'user00001@contoso.example' }, 'user00001@contoso.example' | & `$command | Out-String
    & `$command -UserId user00001@contoso.example -WhatIf | Out-Null
    `$line = "`$command -UserId user0004"
    `$null = [System.Management.Automation.CommandCompletion]::CompleteInput(`$line, `$line.Length, `$null)
}
`$null = Revoke-MgUserSignInSession -InputObject @{ UserId = 'user00001@contoso.example' }
foreach (`$command in 'Revoke-EntraSignedInUserAllRefreshToken', 'Revoke-EntraBetaSignedInUserAllRefreshToken') { try { & `$command } catch { `$_.FullyQualifiedErrorId } }
`$null = Get-EntraRevokeContext | Out-String
Enable-EntraRevokeCompatibility -Force
`$null = Get-MgUser -Top 1 | Out-String
`$null = Get-MgRiskyUser -Top 1 | Out-String
`$null = Get-MgUserRegisteredDevice -UserId user00001@contoso.example | Out-String
`$null = Disconnect-EntraRevoke
Remove-EntraRevokeEnvironment -Name S
'done'
"@
        Stop-Simulator $simulator
        $text = @($text | Where-Object { $_ -notlike 'What if: *' })
        $text[0] | Should -Be 'Authentication needed. Please call Connect-EntraRevoke or Connect-MgGraph.'
        $text[1, 2] | Should -BeLike '*,EntraRevoke.PowerShell.RevokeSignedInUserCommand'
        $text[3] | Should -Be 'done'
        $text.Count | Should -Be 4
    }

    It 'says in one sentence when the native library is not there' {
        $text = Invoke-FreshPowerShell "`$env:ENTRA_REVOKE_LIBRARY = '/nowhere/libentra_revoke.so'; Import-Module '$env:ENTRA_REVOKE_MODULE'; Connect-EntraRevoke -AccessToken (ConvertTo-SecureString x -AsPlainText -Force) -ErrorVariable e -ErrorAction SilentlyContinue; `$e[0].Exception.Message"
        "$text" | Should -BeLike 'The native library *can''t be loaded. Install the release for *ENTRA_REVOKE_LIBRARY*/nowhere/libentra_revoke.so (not there).'
    }
}
