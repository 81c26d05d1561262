. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'Shared.ps1'))

function Get-MgUser {
    [CmdletBinding(DefaultParameterSetName = 'List', PositionalBinding = $false)]
    [OutputType('Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser')]
    param(
        [Parameter(ParameterSetName = 'Get', Mandatory)]
        [ArgumentCompleter([EntraRevoke.PowerShell.UserCompleter])]
        [string] $UserId,

        [Parameter(ParameterSetName = 'List')]
        [switch] $All,

        [Parameter(ParameterSetName = 'List')]
        [Alias('Limit')]
        [ValidateRange(1, [int]::MaxValue)]
        [int] $Top,

        [Parameter(ParameterSetName = 'List')]
        [ValidateRange(1, 999)]
        [int] $PageSize,

        [Parameter(ParameterSetName = 'List')]
        [string] $Filter,

        [Parameter(ParameterSetName = 'List')]
        [string] $Search,

        [Parameter(ParameterSetName = 'List')]
        [Alias('OrderBy')]
        [string[]] $Sort,

        [Parameter(ParameterSetName = 'List')]
        [Alias('CV')]
        [string] $CountVariable,

        [Parameter()]
        [Alias('Select')]
        [string[]] $Property,

        [Parameter()]
        [Alias('Expand')]
        [string[]] $ExpandProperty,

        [Parameter()]
        [string] $ConsistencyLevel,

        [Parameter()]
        [Alias('RHV')]
        [string] $ResponseHeadersVariable,

        [Parameter()]
        [System.Collections.IDictionary] $Headers,

        [Parameter(DontShow)]
        [switch] $Break,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        [object[]] $HttpPipelineAppend,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        [object[]] $HttpPipelinePrepend,

        [Parameter(DontShow)]
        [uri] $Proxy,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        [System.Management.Automation.PSCredential] $ProxyCredential,

        [Parameter(DontShow)]
        [switch] $ProxyUseDefaultCredentials,

        [Parameter(DontShow, ValueFromRemainingArguments)]
        [object[]] $Beyond
    )

    process {
        if ($Beyond) { Deny-Beyond -Caller $PSCmdlet -Beyond $Beyond }
        $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
        $command = if ($PSCmdlet.ParameterSetName -eq 'Get') { { Get-MgUser_Get @forward } } else { { Get-MgUser_List @forward } }
        $pipeline = $command.GetSteppablePipeline($MyInvocation.CommandOrigin)
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}

function Get-MgUserRegisteredDevice {
    [CmdletBinding(DefaultParameterSetName = 'List', PositionalBinding = $false)]
    [OutputType('Microsoft.Graph.PowerShell.Models.MicrosoftGraphDirectoryObject')]
    param(
        [Parameter(ParameterSetName = 'List', Mandatory)]
        [ArgumentCompleter([EntraRevoke.PowerShell.UserCompleter])]
        [string] $UserId,

        [Parameter(ParameterSetName = 'List')]
        [switch] $All,

        [Parameter(ParameterSetName = 'List')]
        [Alias('Limit')]
        [ValidateRange(1, [int]::MaxValue)]
        [int] $Top,

        [Parameter(ParameterSetName = 'List')]
        [ValidateRange(1, 999)]
        [int] $PageSize,

        [Parameter(ParameterSetName = 'List')]
        [string] $Filter,

        [Parameter(ParameterSetName = 'List')]
        [string] $Search,

        [Parameter(ParameterSetName = 'List')]
        [Alias('OrderBy')]
        [string[]] $Sort,

        [Parameter(ParameterSetName = 'List')]
        [Alias('CV')]
        [string] $CountVariable,

        [Parameter()]
        [Alias('Select')]
        [string[]] $Property,

        [Parameter()]
        [Alias('Expand')]
        [string[]] $ExpandProperty,

        [Parameter()]
        [string] $ConsistencyLevel,

        [Parameter()]
        [Alias('RHV')]
        [string] $ResponseHeadersVariable,

        [Parameter()]
        [System.Collections.IDictionary] $Headers,

        [Parameter(DontShow)]
        [switch] $Break,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        [object[]] $HttpPipelineAppend,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        [object[]] $HttpPipelinePrepend,

        [Parameter(DontShow)]
        [uri] $Proxy,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        [System.Management.Automation.PSCredential] $ProxyCredential,

        [Parameter(DontShow)]
        [switch] $ProxyUseDefaultCredentials,

        [Parameter(DontShow, ValueFromRemainingArguments)]
        [object[]] $Beyond
    )

    process {
        if ($Beyond) { Deny-Beyond -Caller $PSCmdlet -Beyond $Beyond }
        $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
        $pipeline = { Get-MgUserRegisteredDevice_List @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}

function Update-MgUser {
    [CmdletBinding(DefaultParameterSetName = 'UpdateExpanded', SupportsShouldProcess, ConfirmImpact = 'Medium', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'UpdateExpanded', Mandatory)]
        [ArgumentCompleter([EntraRevoke.PowerShell.UserCompleter])]
        [string] $UserId,

        [Parameter(ParameterSetName = 'UpdateExpanded', Mandatory)]
        [switch] $AccountEnabled,

        [Parameter()]
        [Alias('RHV')]
        [string] $ResponseHeadersVariable,

        [Parameter()]
        [System.Collections.IDictionary] $Headers,

        [Parameter(DontShow)]
        [switch] $Break,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        [object[]] $HttpPipelineAppend,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        [object[]] $HttpPipelinePrepend,

        [Parameter(DontShow)]
        [uri] $Proxy,

        [Parameter(DontShow)]
        [ValidateNotNull()]
        [System.Management.Automation.PSCredential] $ProxyCredential,

        [Parameter(DontShow)]
        [switch] $ProxyUseDefaultCredentials,

        [Parameter(DontShow, ValueFromRemainingArguments)]
        [object[]] $Beyond
    )

    process {
        if ($Beyond) { Deny-Beyond -Caller $PSCmdlet -Beyond $Beyond }
        $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
        $pipeline = { Update-MgUser_UpdateExpanded @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
