. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'Shared.ps1'))

function Update-MgDevice {
    [CmdletBinding(DefaultParameterSetName = 'UpdateExpanded', SupportsShouldProcess, ConfirmImpact = 'Medium', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'UpdateExpanded', Mandatory)]
        [string] $DeviceId,

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
        $pipeline = { Update-MgDevice_UpdateExpanded @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
