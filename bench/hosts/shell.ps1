# What the pipeline of PowerShell costs, as one line of JSON.
# Environment: ENTRA_REVOKE_BENCH_GRAPH, ENTRA_REVOKE_BENCH_TOKEN, ENTRA_REVOKE_MODULE.
param(
    [int] $Users = 50000,

    # The program that does the same in C#, and the number of its users.
    [Parameter(Mandatory)]
    [string] $Program,
    [Parameter(Mandatory)]
    [int] $ProgramUsers
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# What else the machine does only adds to a cost, so of several runs the least counts; and it comes and goes, so each is measured in
# every round.
$rounds = 7

# Milliseconds that something takes which each time takes a process of its own. Three in a row, because PowerShell compiles ahead what
# the last process compiled.
function Measure-Fresh([string] $Command) {
    $own = [Environment]::ProcessPath
    $words = @('-NoLogo', '-NoProfile', '-NonInteractive', '-Command', $Command)
    if ((Split-Path -Path $own -LeafBase) -eq 'dotnet') { $words = @([Environment]::GetCommandLineArgs()[0]) + $words }
    (1..3 | ForEach-Object { [double] (& $own @words) } | Measure-Object -Minimum).Minimum
}

# CPU of this process for each object, in microseconds.
function Measure-Cpu([scriptblock] $Script) {
    $process = [System.Diagnostics.Process]::GetCurrentProcess()
    $costs = 1..2 | ForEach-Object {
        [GC]::Collect()
        $process.Refresh()
        $before = $process.TotalProcessorTime
        & $Script
        $process.Refresh()
        ($process.TotalProcessorTime - $before).TotalMicroseconds / $Users
    }
    ($costs | Measure-Object -Minimum).Minimum
}

# The median of a series, in milliseconds.
function Measure-Call([scriptblock] $Script) {
    $times = 1..201 | ForEach-Object {
        $begun = [System.Diagnostics.Stopwatch]::GetTimestamp()
        $null = & $Script
        [System.Diagnostics.Stopwatch]::GetElapsedTime($begun).TotalMilliseconds
    }
    ($times | Sort-Object)[100]
}

function Test-Empty {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] $InputObject)
    process { $InputObject }
}

Import-Module $env:ENTRA_REVOKE_MODULE
$null = Add-EntraRevokeEnvironment -Name Bench -GraphEndpoint $env:ENTRA_REVOKE_BENCH_GRAPH -AzureADEndpoint $env:ENTRA_REVOKE_BENCH_GRAPH
$token = ConvertTo-SecureString -String $env:ENTRA_REVOKE_BENCH_TOKEN -AsPlainText -Force
Connect-EntraRevoke -Environment Bench -AccessToken $token -NoWelcome -WriteQuota 100000000

$names = foreach ($number in 1..$Users) { 'user{0:d5}@contoso.example' -f $number }
$http = [System.Net.Http.HttpClient]::new()
$http.DefaultRequestHeaders.Authorization = [System.Net.Http.Headers.AuthenticationHeaderValue]::new('Bearer', $env:ENTRA_REVOKE_BENCH_TOKEN)
$uri = "$env:ENTRA_REVOKE_BENCH_GRAPH/v1.0/users/user00001@contoso.example/revokeSignInSessions"
$post = { $http.PostAsync($uri, [System.Net.Http.ByteArrayContent]::new(@())).GetAwaiter().GetResult() }
$revoke = { Revoke-MgUserSignInSession -UserId user00001@contoso.example }

$folder = Join-Path ([System.IO.Path]::GetTempPath()) "EntraRevokeBench$PID"
$null = New-Item -ItemType Directory -Path "$folder/Empty"
Set-Content -Path "$folder/Empty/Empty.psm1" -Value 'function Get-Nothing { }'
$time = '$begun = [System.Diagnostics.Stopwatch]::GetTimestamp(); Import-Module ''{0}''{1}; [System.Diagnostics.Stopwatch]::GetElapsedTime($begun).TotalMilliseconds'

# Compiled before it counts.
$null = $names | Revoke-MgUserSignInSession
$null = $names | Test-Empty
1..300 | ForEach-Object { $null = & $post; $null = & $revoke }

$measured = foreach ($round in 1..$rounds) {
    [pscustomobject]@{
        csharp         = (& $Program $ProgramUsers | Select-Object -Last 1 | ConvertFrom-Json).cpu_per_user
        object         = Measure-Cpu { $null = $names | Revoke-MgUserSignInSession }
        empty_function = Measure-Cpu { $null = $names | Test-Empty }
        plain_request  = Measure-Call $post
        lone           = Measure-Call $revoke
        import         = Measure-Fresh ($time -f $env:ENTRA_REVOKE_MODULE, '')
        # What the import leaves to the first command.
        import_and_first = Measure-Fresh ($time -f $env:ENTRA_REVOKE_MODULE, '; $null = Get-EntraRevokeEnvironment')
        empty_import   = Measure-Fresh ($time -f "$folder/Empty", '')
    }
}
Remove-Item -Path $folder -Recurse

$least = [ordered]@{}
foreach ($name in $measured[0].psobject.Properties.Name) { $least[$name] = ($measured.$name | Measure-Object -Minimum).Minimum }
$least | ConvertTo-Json -Compress
