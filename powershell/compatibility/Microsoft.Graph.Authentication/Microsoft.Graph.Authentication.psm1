. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'Shared.ps1')) -Name 'Connect-EntraRevoke'

# The same parameters, the same code; only the name is another.
Set-Item -Path Function:Connect-MgGraph -Value ${function:Connect-EntraRevoke}
Set-Alias -Name 'Connect-Graph' -Value 'Connect-MgGraph'
Set-Alias -Name 'Disconnect-Graph' -Value 'Disconnect-MgGraph'
Set-Alias -Name 'Invoke-GraphRequest' -Value 'Invoke-MgGraphRequest'

# With the properties of the Graph SDK's. What is kept nowhere here, such as a certificate or a secret, is $null.
function ConvertTo-MgContext {
    param(
        [Parameter(Mandatory)]
        $Context
    )

    [pscustomobject] @{
        PSTypeName             = 'Microsoft.Graph.PowerShell.Authentication.AuthContext'
        ClientId               = $Context.ClientId
        TenantId               = $Context.TenantId
        Scopes                 = @($Context.Scopes)
        AuthType               = $Context.AuthType
        TokenCredentialType    = $Context.TokenCredentialType
        CertificateThumbprint  = $null
        CertificateSubjectName = $null
        SendCertificateChain   = $false
        Account                = $Context.Account
        AppName                = $Context.AppName
        ContextScope           = 'Process'
        Certificate            = $null
        PSHostVersion          = "$($Host.Version)"
        ManagedIdentityId      = $null
        ClientSecret           = $null
        Environment            = $Context.Environment
    }
}

function Disconnect-MgGraph {
    [CmdletBinding()]
    param()

    $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
    $context = Disconnect-EntraRevoke_Disconnect @forward
    if ($context) { ConvertTo-MgContext -Context $context }
}

function Get-MgContext {
    [CmdletBinding()]
    param()

    $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
    $context = Get-EntraRevokeContext_Get @forward
    if ($context) { ConvertTo-MgContext -Context $context }
}

function Invoke-MgGraphRequest {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Position = 1)]
        [ValidateSet('GET', 'POST', 'PUT', 'PATCH', 'DELETE')]
        [string] $Method = 'GET',

        [Parameter(Mandatory, Position = 2)]
        [uri] $Uri,

        [Parameter(Position = 3, ValueFromPipeline)]
        [object] $Body,

        [Parameter(Position = 4)]
        [System.Collections.IDictionary] $Headers,

        [Parameter()]
        [string] $ContentType = 'application/json',

        [Parameter()]
        [string] $UserAgent,

        [Parameter()]
        [ValidateSet('HashTable', 'PSObject', 'HttpResponseMessage', 'Json')]
        [string] $OutputType = 'HashTable',

        [Parameter()]
        [switch] $SkipHttpErrorCheck,

        [Parameter()]
        [string] $StatusCodeVariable,

        [Parameter()]
        [Alias('RHV')]
        [string] $ResponseHeadersVariable,

        [Parameter()]
        [switch] $SkipHeaderValidation,

        [Parameter(DontShow)]
        [switch] $Break,

        [Parameter(DontShow, ValueFromRemainingArguments)]
        [object[]] $Beyond
    )

    process {
        if ($Beyond) { Deny-Beyond -Caller $PSCmdlet -Beyond $Beyond }
        if ($OutputType -eq 'HttpResponseMessage') { Deny-Beyond -Caller $PSCmdlet -Beyond '-OutputType', 'HttpResponseMessage' }
        $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
        foreach ($name in 'Body', 'UserAgent', 'SkipHeaderValidation') { $forward.Remove($name) }
        $forward.Caller = $PSCmdlet.SessionState
        if ($UserAgent) { $forward.Headers = @{ 'User-Agent' = $UserAgent } + $(if ($Headers) { $Headers } else { @{} }) }
        $bare = if ($Body -is [psobject]) { $Body.PSObject.BaseObject } else { $Body }
        if ($Method -eq 'GET') {
            # What a GET is given goes into its query.
            if ($bare -is [System.Collections.IDictionary] -and $bare.Count) {
                $query = @($bare.Keys | ForEach-Object { '{0}={1}' -f [uri]::EscapeDataString("$_"), [uri]::EscapeDataString("$($bare[$_])") }) -join '&'
                $forward.Uri = '{0}{1}{2}' -f $Uri.OriginalString, $(if ($Uri.OriginalString.Contains('?')) { '&' } else { '?' }), $query
            }
        } elseif ($null -ne $Body) {
            $forward.Body = if ($bare -is [string] -or $bare -is [byte[]]) { $bare } else { ConvertTo-Json -InputObject $Body -Depth 50 -Compress }
            $forward.ContentType = $ContentType
        }
        $pipeline = { Invoke-MgGraphRequest_Invoke @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
