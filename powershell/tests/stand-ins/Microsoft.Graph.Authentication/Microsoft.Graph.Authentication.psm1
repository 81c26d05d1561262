# Stands in for the module of that name of the Microsoft Graph PowerShell SDK, which can't be had without its own sign-in: the
# commands that others may use, one session for the whole process, and real requests to whatever service it is given.

class StandInContext {
    [string] $ClientId
    [string] $TenantId
    [string[]] $Scopes
    [string] $AuthType
    [string] $TokenCredentialType
    [string] $Account
    [string] $Environment
}

$key = 'Microsoft.Graph.Authentication stand-in'

function Get-Session {
    [System.AppDomain]::CurrentDomain.GetData($key)
}

function Connect-MgGraph {
    param($Simulator, [string] $Environment = 'Simulator', [string] $ClientId = $Simulator.client_id, [string] $AuthType = 'AppOnly', [string] $Scheme = 'Bearer', [scriptblock] $GetToken)

    $context = [StandInContext]@{ ClientId = $ClientId; TenantId = $Simulator.tenant_id; AuthType = $AuthType; TokenCredentialType = 'ClientSecret'; Environment = $Environment }
    $token = if ($GetToken) { $GetToken } else { { $Simulator.access_token }.GetNewClosure() }
    [System.AppDomain]::CurrentDomain.SetData($key, @{ Context = $context; Simulator = $Simulator; Scheme = $Scheme; GetToken = $token })
}

function Disconnect-MgGraph {
    (Get-Session).Context
    [System.AppDomain]::CurrentDomain.SetData($key, $null)
}

function Get-MgContext {
    [CmdletBinding()]
    param()

    (Get-Session).Context
}

function Get-MgEnvironment {
    [CmdletBinding()]
    param([string] $Name)

    $simulator = (Get-Session).Simulator
    if ($Name -ne 'Simulator') {
        Write-Error "There is no environment $Name."
        return
    }
    [pscustomobject]@{ Name = $Name; GraphEndpoint = $simulator.graph; AzureADEndpoint = $simulator.authority; Type = 'User-defined' }
}

function Invoke-MgGraphRequest {
    [CmdletBinding()]
    param([string] $Method, [string] $Uri, [string] $OutputType, [switch] $SkipHttpErrorCheck)

    $session = Get-Session
    $request = [System.Net.Http.HttpRequestMessage]::new($Method, $session.Simulator.graph + $Uri)
    $request.Headers.Authorization = [System.Net.Http.Headers.AuthenticationHeaderValue]::new($session.Scheme, (& $session.GetToken))
    Write-Verbose "Sends with $($request.Headers.Authorization)"
    Write-Debug "Sends with $($request.Headers.Authorization)"
    Write-Information "Sends with $($request.Headers.Authorization)"
    $client = [System.Net.Http.HttpClient]::new()
    $client.SendAsync($request).GetAwaiter().GetResult()
    $client.Dispose()
}

Export-ModuleMember -Function Connect-MgGraph, Disconnect-MgGraph, Get-MgContext, Get-MgEnvironment, Invoke-MgGraphRequest
