. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'Shared.ps1'))

function Set-EntraDevice {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('ObjectId')]
        [string] $DeviceObjectId,

        [Parameter(Mandatory)]
        [bool] $AccountEnabled,

        [Parameter(DontShow, ValueFromRemainingArguments)]
        [object[]] $Beyond
    )

    process {
        if ($Beyond) { Deny-Beyond -Caller $PSCmdlet -Beyond $Beyond }
        $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
        $forward.DeviceId = $DeviceObjectId
        $forward.Remove('DeviceObjectId')
        $pipeline = { Update-MgDevice_UpdateExpanded @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
