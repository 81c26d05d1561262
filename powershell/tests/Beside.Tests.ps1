# Beside the modules of the Graph SDK and of Entra, and inside other modules. Microsoft's can't be had here: modules with their
# names, versions, commands and parameters stand in for them, and answer so that it shows who was called.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $simulator = Start-Simulator
    $ours = Split-Path -Path (Split-Path -Path $env:ENTRA_REVOKE_MODULE)
    $separator = [System.IO.Path]::PathSeparator
    $sdk = Join-Path $TestDrive 'sdk'

    function New-Module {
        param([string] $Name, [string] $Version, [string] $Code, [hashtable] $Manifest)

        $place = New-Item -ItemType Directory -Path (Join-Path $sdk $Name $Version)
        Set-Content -Path (Join-Path $place "$Name.psm1") -Value $Code
        New-ModuleManifest -Path (Join-Path $place "$Name.psd1") -RootModule "$Name.psm1" -ModuleVersion $Version -CmdletsToExport @() @Manifest
    }

    $authentication = Get-Content -Raw -Path (Join-Path $PSScriptRoot 'stand-ins/Microsoft.Graph.Authentication/Microsoft.Graph.Authentication.psm1')
    New-Module Microsoft.Graph.Authentication 2.25.0 $authentication @{ FunctionsToExport = 'Connect-MgGraph', 'Disconnect-MgGraph', 'Get-MgContext', 'Get-MgEnvironment', 'Invoke-MgGraphRequest' }
    $parameters = @'
        [Parameter(ParameterSetName = 'Revoke', Mandatory)] [System.String] $UserId,
        [Parameter(ParameterSetName = 'RevokeViaIdentity', Mandatory, ValueFromPipeline)] [System.Object] $InputObject,
        [Parameter()] [Alias('RHV')] [System.String] $ResponseHeadersVariable,
        [Parameter(ValueFromPipeline)] [System.Collections.IDictionary] $Headers,
        [Parameter(DontShow)] [switch] $Break,
        [Parameter(DontShow)] [ValidateNotNull()] [object[]] $HttpPipelineAppend,
        [Parameter(DontShow)] [ValidateNotNull()] [object[]] $HttpPipelinePrepend,
        [Parameter(DontShow)] [uri] $Proxy,
        [Parameter(DontShow)] [ValidateNotNull()] [pscredential] $ProxyCredential,
        [Parameter(DontShow)] [switch] $ProxyUseDefaultCredentials
'@
    foreach ($api in '', 'Beta') {
        $module = if ($api) { 'Microsoft.Graph.Beta.Users.Actions' } else { 'Microsoft.Graph.Users.Actions' }
        $code = "function Revoke-Mg${api}UserSignInSession {`n[CmdletBinding(DefaultParameterSetName = 'Revoke', PositionalBinding = `$false, SupportsShouldProcess, ConfirmImpact = 'Medium')]`nparam(`n$parameters)`nprocess { 'SDK: ' + `$UserId } }"
        New-Module $module 2.25.0 $code @{ FunctionsToExport = "Revoke-Mg${api}UserSignInSession"; RequiredModules = @{ ModuleName = 'Microsoft.Graph.Authentication'; RequiredVersion = '2.25.0' } }
    }
    New-Module Microsoft.Entra.Authentication 1.3.0 @'
function Revoke-EntraUserAllRefreshToken {
    [CmdletBinding()]
    param([Alias('ObjectId')] [Parameter(Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)] [System.String] $UserId)
    process { Revoke-MgUserSignInSession -UserId $UserId -Headers @{ 'User-Agent' = 'EntraPowershell' } | ForEach-Object { "Entra: $_" } }
}
function Enable-EntraAzureADAlias { Set-Alias -Name Revoke-AzureADUserAllRefreshToken -Value Revoke-EntraUserAllRefreshToken -Scope Global -Force }
'@ @{ FunctionsToExport = 'Revoke-EntraUserAllRefreshToken', 'Enable-EntraAzureADAlias'; RequiredModules = @{ ModuleName = 'Microsoft.Graph.Authentication'; RequiredVersion = '2.25.0' } }

    # Runs commands in a fresh PowerShell where both are installed, ours first or last. Gives what it wrote, as text.
    function Invoke-Fresh {
        param([string] $Command, [string[]] $ModulePath = ($ours, $sdk))

        Invoke-FreshPowerShell @"
`$env:PSModulePath = '$($ModulePath + (Join-Path $PSHOME 'Modules') -join $separator)'
`$WarningPreference = 'SilentlyContinue'
function Connect-It {
    `$null = Add-EntraRevokeEnvironment S '$($simulator.authority)' '$($simulator.graph)'
    Connect-EntraRevoke -Environment S -NoWelcome -AccessToken (ConvertTo-SecureString '$($simulator.access_token)' -AsPlainText -Force)
}
$Command
"@ | ForEach-Object { "$_" }
    }
}

AfterAll { Stop-Simulator $simulator }

Describe 'beside the modules of the SDK' {
    BeforeEach { Reset-Simulator $simulator }

    It 'wins when it is imported last, and both are reached by the names of their modules' {
        $lines = Invoke-Fresh @'
Import-Module Microsoft.Graph.Users.Actions, Microsoft.Graph.Beta.Users.Actions, Microsoft.Entra.Authentication
Import-Module EntraRevoke
Connect-It
(Get-Command Revoke-MgUserSignInSession, Revoke-MgBetaUserSignInSession, Revoke-EntraUserAllRefreshToken).Source -join ' '
(Revoke-MgUserSignInSession -UserId user00001@contoso.example).Status
(Revoke-EntraUserAllRefreshToken -ObjectId user00002@contoso.example).Status
Microsoft.Graph.Users.Actions\Revoke-MgUserSignInSession -UserId a
Microsoft.Graph.Beta.Users.Actions\Revoke-MgBetaUserSignInSession -UserId b
(EntraRevoke\Revoke-MgUserSignInSession -UserId user00003@contoso.example).Status
'@
        $lines | Should -Be 'EntraRevoke EntraRevoke EntraRevoke', 'Revoked', 'Revoked', 'SDK: a', 'SDK: b', 'Revoked'
        foreach ($number in 1..3) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be 1 }
    }

    It 'gives way when the others are imported last, and is still reached by its name' {
        $lines = Invoke-Fresh @'
Import-Module EntraRevoke
Import-Module Microsoft.Graph.Users.Actions, Microsoft.Graph.Beta.Users.Actions, Microsoft.Entra.Authentication
Connect-It
(Get-Command Revoke-MgUserSignInSession, Revoke-MgBetaUserSignInSession, Revoke-EntraUserAllRefreshToken).Source -join ' '
Revoke-MgUserSignInSession -UserId a
(EntraRevoke\Revoke-MgUserSignInSession -UserId user00001@contoso.example).Status
(EntraRevoke\Revoke-MgBetaUserSignInSession -UserId user00002@contoso.example).Status
('user00003@contoso.example' | EntraRevoke\Revoke-EntraUserAllRefreshToken).Status
Remove-Module Microsoft.Graph.Users.Actions, Microsoft.Entra.Authentication
(Get-Command Revoke-MgUserSignInSession).Source
Import-Module EntraRevoke -Force
(Revoke-MgUserSignInSession -UserId user00004@contoso.example).Status
'@
        $lines[0] | Should -Be 'Microsoft.Graph.Users.Actions Microsoft.Graph.Beta.Users.Actions Microsoft.Entra.Authentication'
        $lines[1..4] | Should -Be 'SDK: a', 'Revoked', 'Revoked', 'Revoked'
        $lines[-1] | Should -Be 'Revoked'
        foreach ($number in 1..4) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be 1 }
    }

    It 'serves the Entra command of Microsoft''s, which calls the Graph command by its bare name' {
        $lines = Invoke-Fresh @'
Import-Module EntraRevoke
Connect-It
Import-Module Microsoft.Entra.Authentication
Enable-EntraAzureADAlias
Revoke-EntraUserAllRefreshToken -UserId user00001@contoso.example
'user00002@contoso.example' | Revoke-AzureADUserAllRefreshToken
'@
        $lines | Should -Be 'Entra: True', 'Entra: True'
        foreach ($number in 1, 2) { Get-Revocation $simulator "user0000$number@contoso.example" | Should -Be 1 }
    }

    It 'is loaded by name from whichever folder comes first: <first>' -ForEach @(
        @{ first = 'EntraRevoke'; shown = 'Revoked' }
        @{ first = 'Microsoft.Graph.Users.Actions'; shown = 'SDK: user00001@contoso.example' }
    ) {
        $places = if ($first -eq 'EntraRevoke') { $ours, $sdk } else { $sdk, $ours }
        $lines = Invoke-Fresh -ModulePath $places @'
(Get-Command Revoke-MgUserSignInSession).Source
Microsoft.Graph.Users.Actions\Revoke-MgUserSignInSession -UserId a
'@
        $lines | Should -Be $first, 'SDK: a'
        # Nothing of ours is needed to sign in, so the command itself is what is loaded first.
        $lines = Invoke-Fresh -ModulePath $places @"
Import-Module Microsoft.Graph.Authentication
`$simulator = '$(ConvertTo-Json -Compress -InputObject ($simulator | Select-Object -Property graph, authority, client_id, tenant_id, access_token))' | ConvertFrom-Json
Connect-MgGraph -Simulator `$simulator
Revoke-MgUserSignInSession -UserId user00001@contoso.example | ForEach-Object { if (`$_ -is [string]) { `$_ } else { `$_.Status } }
"@
        $lines | Should -Be $shown
    }

    It 'has nothing in common with them: every assembly that it wants is PowerShell''s, .NET''s or its own' {
        # .NET Framework has netstandard itself, and nothing beyond it without a file that others may bring in another version.
        foreach ($file in Get-ChildItem -Path (Join-Path $ours 'EntraRevoke/bin') -Filter *.dll -Recurse) {
            $wanted = [System.Reflection.Assembly]::LoadFile($file.FullName).GetReferencedAssemblies().Name
            $wanted | Should -Contain 'netstandard'
            $wanted | Where-Object { $_ -notin 'netstandard', 'System.Management.Automation', 'EntraRevoke', 'EntraRevoke.PowerShell' } | Should -BeNullOrEmpty -Because $file.FullName
        }
    }
}

Describe 'however it is imported' {
    BeforeEach { Reset-Simulator $simulator }

    It 'works with a prefix: every command, and what they call in turn' {
        $lines = Invoke-Fresh @"
Import-Module EntraRevoke -Prefix X
`$null = Add-XEntraRevokeEnvironment S '$($simulator.authority)' '$($simulator.graph)'
Connect-XEntraRevoke -Environment S -NoWelcome -AccessToken (ConvertTo-SecureString '$($simulator.access_token)' -AsPlainText -Force)
(Get-XEntraRevokeContext).Environment
foreach (`$command in 'Revoke-XMgUserSignInSession', 'Revoke-XMgBetaUserSignInSession', 'Revoke-XEntraUserAllRefreshToken', 'Revoke-XEntraBetaUserAllRefreshToken', 'Revoke-XMgUserSign', 'Revoke-XAzureADUserAllRefreshToken') { ('user00001@contoso.example' | & `$command).Status }
Revoke-XEntraSignedInUserAllRefreshToken -ErrorAction SilentlyContinue; Revoke-XEntraBetaSignedInUserAllRefreshToken -ErrorAction SilentlyContinue; Revoke-XAzureADSignedInUserAllRefreshToken -ErrorAction SilentlyContinue
`$Error.FullyQualifiedErrorId
(Get-XEntraRevokeEnvironment -Name S).Name
`$null = Disconnect-XEntraRevoke; `$null = Remove-XEntraRevokeEnvironment -Name S
Enable-XEntraRevokeCompatibility -Force
(Get-Module -ListAvailable Microsoft.Graph.Users.Actions).Version -join ' '
@(Get-Command -Module EntraRevoke | Where-Object Name -NotLike '*-X*').Count
"@
        $lines[0] | Should -Be 'S'
        $lines[1..6] | Should -Be (@('Revoked') * 6)
        $lines[7..9] | Should -Be (@('BadRequest,EntraRevoke.PowerShell.RevokeSignedInUserCommand') * 3)
        $lines[10..12] | Should -Be 'S', '2.99.0 2.25.0', '0'
        Get-Revocation $simulator user00001@contoso.example | Should -Be 6
    }

    It 'works inside other modules: <how>' -ForEach @(
        @{ how = 'required'; manifest = @{ RequiredModules = 'EntraRevoke' }; global = 'True' }
        @{ how = 'nested'; manifest = @{ NestedModules = 'EntraRevoke' }; global = 'False' }
        @{ how = 'imported by its code'; manifest = @{}; code = 'Import-Module EntraRevoke'; global = 'False' }
        @{ how = 'imported by its code for everybody'; manifest = @{}; code = 'Import-Module EntraRevoke -Global'; global = 'True' }
        @{ how = 'imported by a function'; manifest = @{}; inside = 'Import-Module EntraRevoke; '; global = 'False' }
        @{ how = 'by its name only'; manifest = @{}; inside = ''; global = 'True' }
    ) {
        $name = 'Tool' + [guid]::NewGuid().ToString('N')
        New-Module $name 1.0.0 "$($_['code'])`nfunction Invoke-Tool { $($_['inside'])Revoke-MgUserSignInSession -UserId `$args }" ($manifest + @{ FunctionsToExport = 'Invoke-Tool' })
        $lines = Invoke-Fresh @"
Import-Module $name
`$null = Invoke-Tool nobody@contoso.example 2>&1
[bool] (Get-Module EntraRevoke)
Import-Module EntraRevoke
Connect-It
(Invoke-Tool user00001@contoso.example user00002@contoso.example).Status
Remove-Module $name
(Revoke-MgUserSignInSession -UserId user00003@contoso.example).Status
"@
        $lines | Should -Be $global, 'Revoked', 'Revoked', 'Revoked'
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 3
    }

    It 'keeps its session when it is imported again, and lets runs go on that another runspace has' {
        $lines = Invoke-Fresh @"
Import-Module EntraRevoke
Connect-It
Import-Module EntraRevoke -Force
(Revoke-MgUserSignInSession -UserId user00001@contoso.example).Status
`$shell = [powershell]::Create()
`$null = `$shell.AddScript('Import-Module EntraRevoke; & { "user00002@contoso.example"; `$args[0].Set(); `$args[1].Wait(); "user00003@contoso.example" } `$args[0] `$args[1] | Revoke-MgUserSignInSession').AddArgument((`$given = [System.Threading.ManualResetEventSlim]::new())).AddArgument((`$go = [System.Threading.ManualResetEventSlim]::new()))
`$running = `$shell.BeginInvoke()
`$given.Wait(60000)
Remove-Module EntraRevoke
`$go.Set()
`$shell.EndInvoke(`$running).Status
Import-Module EntraRevoke
(Get-EntraRevokeContext).Environment
"@
        $lines | Should -Be 'Revoked', 'True', 'Revoked', 'Revoked', 'S'
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 3
    }

    It 'ends a run properly whose module is removed by a command behind it' {
        $lines = Invoke-Fresh @'
Import-Module EntraRevoke
Connect-It
$n = 0
1..40 | ForEach-Object { 'user{0:d5}@contoso.example' -f $_ } | Revoke-MgUserSignInSession | ForEach-Object { if ($n++ -eq 0) { Remove-Module EntraRevoke }; $_.Status } | Group-Object | ForEach-Object { "$($_.Count) $($_.Name)" }
'@
        $lines | Should -Be '40 Revoked'
        (Invoke-Control $simulator 'books').users_revoked | Should -Be 40
    }
}

Describe 'mocks of Pester 5' {
    It 'stands in for the command in every way that scripts have' {
        $pester = Join-Path (Split-Path -Path (Split-Path -Path $env:ENTRA_REVOKE_PESTER)) '5.9.1/tools/Pester.psd1'
        $lines = Invoke-FreshPowerShell @"
Import-Module '$pester'
`$configuration = New-PesterConfiguration
`$configuration.Run.Path = '$PSScriptRoot/Parity.Tests.ps1'
`$configuration.Run.PassThru = `$true
`$configuration.Filter.FullName = '*28*'
`$configuration.Output.Verbosity = 'None'
`$result = Invoke-Pester -Configuration `$configuration
"`$((Get-Module Pester).Version.Major): `$(`$result.PassedCount) passed, `$(`$result.FailedCount) failed"
"@ | ForEach-Object { "$_" }
        $lines | Should -Be '5: 2 passed, 0 failed'
    }
}
