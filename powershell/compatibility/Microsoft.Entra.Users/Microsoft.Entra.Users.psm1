. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'Shared.ps1'))

function Get-EntraUser {
    [CmdletBinding(DefaultParameterSetName = 'GetQuery')]
    param(
        [Parameter(ParameterSetName = 'GetQuery')]
        [Alias('Limit')]
        [ValidateRange(1, [int]::MaxValue)]
        [int] $Top,

        [Parameter(ParameterSetName = 'GetById', Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('ObjectId', 'UPN', 'Identity', 'UserPrincipalName')]
        [ArgumentCompleter([EntraRevoke.PowerShell.UserCompleter])]
        [string] $UserId,

        [Parameter()]
        [switch] $All,

        [Parameter(ParameterSetName = 'GetVague', Mandatory)]
        [string] $SearchString,

        [Parameter(ParameterSetName = 'GetQuery')]
        [string] $Filter,

        [Parameter()]
        [Alias('Select')]
        [string[]] $Property,

        [Parameter()]
        [ValidateRange(1, 999)]
        [int] $PageSize,

        [Parameter(DontShow, ValueFromRemainingArguments)]
        [object[]] $Beyond
    )

    process {
        if ($Beyond) { Deny-Beyond -Caller $PSCmdlet -Beyond $Beyond }
        $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
        $forward.AsEntra = $true
        if ($PSCmdlet.ParameterSetName -eq 'GetById') {
            foreach ($name in 'All', 'PageSize') { $forward.Remove($name) }
            $pipeline = { Get-MgUser_Get @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
            try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
            return
        }
        if ($SearchString) {
            $forward.Remove('SearchString')
            $text = $SearchString.Replace('\', '\\').Replace('"', '\"')
            $forward.Search = @('userPrincipalName', 'state', 'mailNickname', 'mail', 'jobTitle', 'displayName', 'department', 'country', 'city' | ForEach-Object { '"{0}:{1}"' -f $_, $text }) -join ' OR '
            $forward.ConsistencyLevel = 'eventual'
        }
        $pipeline = { Get-MgUser_List @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}

function Get-EntraUserRegisteredDevice {
    [CmdletBinding(DefaultParameterSetName = 'GetQuery')]
    param(
        [Parameter(Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('ObjectId')]
        [ArgumentCompleter([EntraRevoke.PowerShell.UserCompleter])]
        [string] $UserId,

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
        $pipeline = { Get-MgUserRegisteredDevice_List @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}

function Set-EntraUser {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('ObjectId', 'UPN', 'Identity', 'UserPrincipalName')]
        [ArgumentCompleter([EntraRevoke.PowerShell.UserCompleter])]
        [string] $UserId,

        [Parameter(Mandatory)]
        [bool] $AccountEnabled,

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
