. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'Shared.ps1'))

function Get-MgRiskyUser {
    [CmdletBinding(DefaultParameterSetName = 'List', PositionalBinding = $false)]
    [OutputType('Microsoft.Graph.PowerShell.Models.MicrosoftGraphRiskyUser')]
    param(
        [Parameter(ParameterSetName = 'Get', Mandatory)]
        [string] $RiskyUserId,

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
        [ValidateRange(0, [int]::MaxValue)]
        [int] $Skip,

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
        $command = if ($PSCmdlet.ParameterSetName -eq 'Get') { { Get-MgRiskyUser_Get @forward } } else { { Get-MgRiskyUser_List @forward } }
        $pipeline = $command.GetSteppablePipeline($MyInvocation.CommandOrigin)
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
