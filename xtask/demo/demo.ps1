# The demo's script: the recipe as everybody has it, then the same users through the pipeline, then the service's own books.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Write-Heading([string] $Text) {
    Write-Host ''
    Write-Host $Text -ForegroundColor Cyan
}

$wide = [Math]::Min(78, [Math]::Max(40, $(try { [Console]::WindowWidth - 2 } catch { 78 })))
Import-Module $env:ENTRA_REVOKE_MODULE
$null = Add-EntraRevokeEnvironment -Name Simulator -GraphEndpoint $env:ENTRA_REVOKE_GRAPH -AzureADEndpoint $env:ENTRA_REVOKE_GRAPH
Connect-EntraRevoke -Environment Simulator -AccessToken (ConvertTo-SecureString $env:ENTRA_REVOKE_TOKEN -AsPlainText -Force)

$all = @(Import-Csv -Path $env:ENTRA_REVOKE_USERS)
$sample = [int] $env:ENTRA_REVOKE_SAMPLE

Write-Heading "1. The usual recipe, one user after another ($sample users)"
$users = $all | Select-Object -First $sample
$results = @()
$clock = [Diagnostics.Stopwatch]::StartNew()
foreach ($user in $users) {
    try {
        $null = Revoke-MgUserSignInSession -UserId $user.UserPrincipalName -ErrorAction Stop
        $results += [PSCustomObject]@{ UserPrincipalName = $user.UserPrincipalName; Status = 'Success' }
    } catch {
        $results += [PSCustomObject]@{ UserPrincipalName = $user.UserPrincipalName; Status = 'Failed'; Error = $_.Exception.Message }
    }
}
$slow = $results.Count / $clock.Elapsed.TotalSeconds
'{0:n0} users in {1:n1} s' -f $results.Count, $clock.Elapsed.TotalSeconds | Write-Host

Write-Heading "2. The same command, the whole file through the pipeline ($($all.Count.ToString('n0')) users)"
Write-Host 'Import-Csv users.csv | Revoke-MgUserSignInSession -PassThru'
# A stretch of users whom the service throttles once. Beyond the first 3,000, the quota's refill of 20 a second sets the pace.
$faults = 1201..1260 | ForEach-Object { @{ on = 'write'; user = "user{0:d5}@contoso.example" -f $_; kind = 'throttle'; retry_after = 2 } }
$null = Invoke-RestMethod -Method Post -Uri "$env:ENTRA_REVOKE_CONTROL/faults" -ContentType application/json -Body ($faults | ConvertTo-Json)

$clock.Restart()
$bulk = @($all | Revoke-MgUserSignInSession -PassThru -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
$fast = $bulk.Count / $clock.Elapsed.TotalSeconds
'{0:n0} users in {1:n1} s' -f $bulk.Count, $clock.Elapsed.TotalSeconds | Write-Host
$bulk | Export-Csv -Path $env:ENTRA_REVOKE_RESULTS -NoTypeInformation

Write-Heading 'What became of them'
$bulk | Group-Object -Property Status | Sort-Object -Property Count -Descending | ForEach-Object {
    '{0,8:n0}  {1,-9} {2}' -f $_.Count, $_.Name, (@($_.Group.Error | ForEach-Object { ($_ -split "'")[0].TrimEnd() } | Sort-Object -Unique | Select-Object -First 2) -join '; ')
} | ForEach-Object { if ($_.Length -gt $wide) { $_.Substring(0, $wide - 3) + '...' } else { $_ } } | Write-Host
($bulk | Where-Object Attempts -gt 1 | Sort-Object -Property UserId | Select-Object -First 3) + ($bulk | Where-Object Status -ne Revoked | Select-Object -First 4) |
    Format-Table -Property @{ n = 'UserId'; e = { $_.UserId }; w = 40 }, @{ n = 'Status'; e = { $_.Status }; w = 9; a = 'left' }, Attempts, @{ n = 'Seconds'; e = { '{0:n1}' -f $_.Duration.TotalSeconds } } |
    Out-String -Width $wide | ForEach-Object { $_.TrimEnd() } | Write-Host

Write-Heading "What the service's own books say"
$books = Invoke-RestMethod -Uri "$env:ENTRA_REVOKE_CONTROL/books"
$revoked = Invoke-RestMethod -Uri "$env:ENTRA_REVOKE_CONTROL/books/users" -SkipHeaderValidation
$names = [System.Collections.Generic.HashSet[string]]::new([string[]] @($revoked.PSObject.Properties.Value.userPrincipalName), [StringComparer]::OrdinalIgnoreCase)
$reported = [System.Collections.Generic.HashSet[string]]::new([string[]] @($bulk | Where-Object Value | ForEach-Object UserId), [StringComparer]::OrdinalIgnoreCase)
'{0:n0} users revoked in {1:n0} batches and {2:n0} single requests; {3:n0} writes were told to wait' -f $books.users_revoked, $books.requests.batch, $books.requests.single, $books.items.throttled | Write-Host
if (-not $names.SetEquals($reported)) {
    Write-Error "The books and the results differ: $($names.Count) revoked, $($reported.Count) reported."
}
'The results and the books agree, user for user: {0:n0} reported as accepted, {0:n0} in the books.' -f $names.Count | Write-Host
if ($bulk.Count -ne $all.Count) {
    Write-Error "$($all.Count) users were given, and $($bulk.Count) came back."
}

Write-Heading 'Users per second'
'{0,10:n1}   one after another' -f $slow | Write-Host
'{0,10:n1}   through the pipeline, {1:n0} times as fast' -f $fast, ($fast / $slow) | Write-Host
Write-Host ''
Write-Host "Every user's result: $(Resolve-Path -Relative $env:ENTRA_REVOKE_RESULTS)"
