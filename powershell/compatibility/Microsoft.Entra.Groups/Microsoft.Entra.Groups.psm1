. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'Shared.ps1'))

function Get-EntraGroupMember {
    [CmdletBinding(DefaultParameterSetName = 'GetQuery')]
    param(
        [Parameter(Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('ObjectId')]
        [ValidateNotNullOrEmpty()]
        [string] $GroupId,

        [Parameter()]
        [switch] $All,

        [Parameter(ParameterSetName = 'GetQuery')]
        [Alias('Limit')]
        [ValidateRange(1, [int]::MaxValue)]
        [int] $Top,

        [Parameter()]
        [Alias('Select')]
        [string[]] $Property,

        [Parameter(DontShow, ValueFromRemainingArguments)]
        [object[]] $Beyond
    )

    process {
        if ($Beyond) { Deny-Beyond -Caller $PSCmdlet -Beyond $Beyond }
        $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
        $forward.AsEntra = $true
        if (-not $Property) { $forward.Property = '*' }
        $pipeline = { Get-MgGroupMember_List @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
