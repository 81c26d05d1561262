# What the tests share: the simulated service as a process of its own, and a session on it.

function Start-Simulator {
    param([string[]] $Arguments = @('--users', '2000', '--guests', '2', '--forbidden', '2', '--deleted', '2'))

    $start = [System.Diagnostics.ProcessStartInfo]::new($env:ENTRA_REVOKE_SIMULATOR)
    foreach ($argument in $Arguments) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $simulator = $process.StandardOutput.ReadLine() | ConvertFrom-Json
    Add-Member -InputObject $simulator -NotePropertyName Process -NotePropertyValue $process
    $simulator
}

function Stop-Simulator {
    param($Simulator)

    $Simulator.Process.StandardInput.Close()
    $Simulator.Process.WaitForExit()
}

function Invoke-Control {
    param($Simulator, [string] $Path, [string] $Method = 'Get', $Body)

    $json = if ($null -ne $Body) { ConvertTo-Json -InputObject $Body -Depth 5 }
    Invoke-RestMethod -Uri "$($Simulator.control)/$Path" -Method $Method -Body $json -ContentType 'application/json' -NoProxy
}

function Reset-Simulator {
    param($Simulator)

    $null = Invoke-Control $Simulator 'reset' -Method Post
}

function Add-Fault {
    param($Simulator, [hashtable[]] $Fault)

    $null = Invoke-Control $Simulator 'faults' -Method Post -Body $Fault
}

# How often a user was revoked, by the service's own books.
function Get-Revocation {
    param($Simulator, [string] $User)

    (Invoke-Control $Simulator "books/users/$([uri]::EscapeDataString($User))").revocations
}

function ConvertTo-Secure {
    param([string] $Text)

    ConvertTo-SecureString -String $Text -AsPlainText -Force
}

function Connect-Simulator {
    param($Simulator, [string] $Token = $Simulator.access_token)

    $null = Add-EntraRevokeEnvironment -Name Simulator -GraphEndpoint $Simulator.graph -AzureADEndpoint $Simulator.authority
    Connect-EntraRevoke -Environment Simulator -AccessToken (ConvertTo-Secure $Token) -NoWelcome
}

# A session of an application that has not spent anything of its quota: this process remembers what the others have spent.
function Connect-NewApplication {
    param($Simulator)

    $application = Invoke-Control $Simulator 'token' -Method Post -Body @{ client_id = [guid]::NewGuid().ToString() }
    Connect-Simulator $Simulator $application.access_token
}

# Ends what a test file did that loaded modules of a folder by their names.
function Clear-StandIn {
    param([string] $Folder, [string] $ModulePath)

    Disconnect-EntraRevoke -ErrorAction SilentlyContinue | Out-Null
    Get-Module | Where-Object { $_.ModuleBase.StartsWith($Folder) } | Remove-Module -Force
    Remove-Module EntraRevoke
    $env:PSModulePath = $ModulePath
}

# A runspace of its own in this process, with the module. To be ended by Close-Shell.
function Open-Shell {
    param([string] $Script, [hashtable] $Variables = @{})

    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault()
    $state.ImportPSModule($env:ENTRA_REVOKE_MODULE)
    $runspace = [runspacefactory]::CreateRunspace($state)
    $runspace.Open()
    foreach ($name in $Variables.Keys) { $runspace.SessionStateProxy.SetVariable($name, $Variables[$name]) }
    $shell = [powershell]::Create($runspace)
    $null = $shell.AddScript($Script)
    $shell
}

function Close-Shell {
    param($Shell)

    $runspace = $Shell.Runspace
    $Shell.Dispose()
    $runspace.Dispose()
}

# A run over these users that is stopped while the service makes it wait, for ever if it comes to that: the faults are to be cleared.
function Stop-Run {
    param($Simulator, [string[]] $User)

    function Get-RequestCount { $requests = (Invoke-Control $Simulator 'books').requests; $requests.batch + $requests.single }
    Add-Fault $Simulator @{ on = 'any'; kind = 'throttle'; retry_after = 3600; times = $null }
    $before = Get-RequestCount
    $shell = Open-Shell 'Revoke-MgUserSignInSession -UserId $user' @{ user = $User }
    $null = $shell.BeginInvoke()
    while ((Get-RequestCount) -eq $before) { }
    $shell.Stop()
    Close-Shell $shell
}

# A fresh PowerShell, the same as this one.
function Invoke-FreshPowerShell {
    param([string] $Command)

    $program = [Environment]::ProcessPath
    $arguments = @('-NoLogo', '-NoProfile', '-NonInteractive', '-Command', $Command)
    # Where PowerShell is a tool of the .NET SDK, the process is dotnet and PowerShell its first argument.
    if ((Split-Path -Path $program -LeafBase) -eq 'dotnet') { $arguments = @([Environment]::GetCommandLineArgs()[0]) + $arguments }
    & $program @arguments 2>&1
}

# Somebody who gives the same answer to everything, in a runspace of his own, and keeps what he was asked. To be ended by Stop-Stranger.
function Start-Stranger {
    param([int] $Status, [string] $Answer = '', [string] $Type = 'application/json')

    do {
        $listener = [System.Net.HttpListener]::new()
        $address = "http://127.0.0.1:$(20000 + (Get-Random -Maximum 20000))"
        $listener.Prefixes.Add("$address/")
        $isFree = try { $listener.Start(); $true } catch [System.Net.HttpListenerException] { $false }
    } until ($isFree)
    $heard = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $shell = [powershell]::Create()
    $null = $shell.AddScript({
            param($listener, $heard, $status, $answer, $type)

            $body = [System.Text.Encoding]::UTF8.GetBytes($answer)
            $next = $listener.GetContextAsync()
            while ($listener.IsListening) {
                # No wait without an end: a listener that is closed does not always tell those who wait for it.
                if (-not ([System.IAsyncResult] $next).AsyncWaitHandle.WaitOne(50)) { continue }
                $context = $next.GetAwaiter().GetResult()
                $heard.Enqueue("$($context.Request.HttpMethod) $($context.Request.RawUrl) $($context.Request.Headers['Proxy-Authorization'])")
                $context.Response.StatusCode = $status
                $context.Response.ContentType = $type
                $context.Response.OutputStream.Write($body)
                $context.Response.Close()
                $next = $listener.GetContextAsync()
            }
        }).AddArgument($listener).AddArgument($heard).AddArgument($Status).AddArgument($Answer).AddArgument($Type)
    $running = $shell.BeginInvoke()
    [pscustomobject] @{ Address = $address; Heard = $heard; Listener = $listener; Shell = $shell; Running = $running }
}

function Stop-Stranger {
    param($Stranger)

    $Stranger.Listener.Stop()
    $null = $Stranger.Running.AsyncWaitHandle.WaitOne()
    $Stranger.Shell.Dispose()
    $Stranger.Listener.Close()
}
