function Get-EntraRevokeEnvironment {
    <#
    .SYNOPSIS
        Lists environments.

    .DESCRIPTION
        Lists the clouds that Connect-EntraRevoke knows: the built-in ones, and those added.

    .PARAMETER Name
        Name; wildcards are allowed.

    .INPUTS
        None.

    .OUTPUTS
        EntraRevoke.PowerShell.EntraRevokeEnvironment.

    .EXAMPLE
        Get-EntraRevokeEnvironment

        Lists all environments.

    .EXAMPLE
        Get-EntraRevokeEnvironment -Name US*

        Lists those whose names begin with US.

    .LINK
        about_EntraRevoke
    #>
    [CmdletBinding()]
    [OutputType('EntraRevoke.PowerShell.EntraRevokeEnvironment')]
    param(
        [Parameter(Position = 0)]
        [SupportsWildcards()]
        [ArgumentCompleter([EntraRevoke.PowerShell.EnvironmentCompleter])]
        [string] $Name
    )

    $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
    Get-EntraRevokeEnvironment_List @forward
}
