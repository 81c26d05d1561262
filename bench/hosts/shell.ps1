# What the pipeline of PowerShell costs, as one line of JSON.
# Environment: ENTRA_REVOKE_BENCH_GRAPH, ENTRA_REVOKE_BENCH_TOKEN, ENTRA_REVOKE_MODULE.
param([int] $Users = 50000)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# What else the machine does only adds to a cost, so of several runs the least counts.

# Milliseconds that something takes which each time takes a process of its own.
function Measure-Fresh([string] $Command) {
    $program = [Environment]::ProcessPath
    $words = @('-NoLogo', '-NoProfile', '-NonInteractive', '-Command', $Command)
    if ((Split-Path -Path $program -LeafBase) -eq 'dotnet') { $words = @([Environment]::GetCommandLineArgs()[0]) + $words }
    (1..15 | ForEach-Object { [double] (& $program @words) } | Measure-Object -Minimum).Minimum
}

# CPU of this process for each object, in microseconds.
function Measure-Cpu([scriptblock] $Script) {
    $process = [System.Diagnostics.Process]::GetCurrentProcess()
    $costs = 1..9 | ForEach-Object {
        [GC]::Collect()
        $before = $process.TotalProcessorTime
        & $Script
        $process.Refresh()
        ($process.TotalProcessorTime - $before).TotalMicroseconds / $Users
    }
    ($costs | Measure-Object -Minimum).Minimum
}

# The least median of several series, in milliseconds; before the first, .NET has compiled what is called often.
function Measure-Call([scriptblock] $Script) {
    1..300 | ForEach-Object { $null = & $Script }
    $medians = 1..5 | ForEach-Object {
        $times = 1..201 | ForEach-Object {
            $begun = [System.Diagnostics.Stopwatch]::GetTimestamp()
            $null = & $Script
            [System.Diagnostics.Stopwatch]::GetElapsedTime($begun).TotalMilliseconds
        }
        ($times | Sort-Object)[100]
    }
    ($medians | Measure-Object -Minimum).Minimum
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
# Compiled before it counts.
$null = $names | Revoke-MgUserSignInSession
$null = $names | Test-Empty
$cpu = Measure-Cpu { $null = $names | Revoke-MgUserSignInSession }
$empty = Measure-Cpu { $null = $names | Test-Empty }

$http = [System.Net.Http.HttpClient]::new()
$http.DefaultRequestHeaders.Authorization = [System.Net.Http.Headers.AuthenticationHeaderValue]::new('Bearer', $env:ENTRA_REVOKE_BENCH_TOKEN)
$uri = "$env:ENTRA_REVOKE_BENCH_GRAPH/v1.0/users/user00001@contoso.example/revokeSignInSessions"
$plain = Measure-Call { $http.PostAsync($uri, [System.Net.Http.ByteArrayContent]::new(@())).GetAwaiter().GetResult() }
$lone = Measure-Call { Revoke-MgUserSignInSession -UserId user00001@contoso.example }

$folder = Join-Path ([System.IO.Path]::GetTempPath()) "EntraRevokeBench$PID"
$null = New-Item -ItemType Directory -Path "$folder/Empty"
Set-Content -Path "$folder/Empty/Empty.psm1" -Value 'function Get-Nothing { }'
$time = '$begun = [System.Diagnostics.Stopwatch]::GetTimestamp(); Import-Module ''{0}''{1}; [System.Diagnostics.Stopwatch]::GetElapsedTime($begun).TotalMilliseconds'
$import = Measure-Fresh ($time -f $env:ENTRA_REVOKE_MODULE, '')
# What the import leaves to the first command.
$first = Measure-Fresh ($time -f $env:ENTRA_REVOKE_MODULE, '; $null = Get-EntraRevokeEnvironment')
$emptyImport = Measure-Fresh ($time -f "$folder/Empty", '')
Remove-Item -Path $folder -Recurse

[pscustomobject]@{ cpu_per_object = $cpu; empty_function = $empty; lone = $lone; plain_request = $plain; import = $import; import_and_first = $first; empty_import = $emptyImport } | ConvertTo-Json -Compress
