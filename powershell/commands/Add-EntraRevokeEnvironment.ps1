function Add-EntraRevokeEnvironment {
    <#
    .SYNOPSIS
        Adds an environment of your own.

    .DESCRIPTION
        Adds a cloud by its endpoints, for this process. Endpoints are https; plain http is taken for a loopback address only. An environment of
        the same name is replaced.

    .PARAMETER Name
        Its name.

    .PARAMETER AzureADEndpoint
        Who issues the tokens.

    .PARAMETER GraphEndpoint
        Where Microsoft Graph is.

    .INPUTS
        None.

    .OUTPUTS
        EntraRevoke.PowerShell.EntraRevokeEnvironment.

    .EXAMPLE
        Add-EntraRevokeEnvironment -Name Lab -AzureADEndpoint https://login.lab.example -GraphEndpoint https://graph.lab.example

        Adds an environment.

    .LINK
        about_EntraRevoke
    #>
    [CmdletBinding()]
    [OutputType('EntraRevoke.PowerShell.EntraRevokeEnvironment')]
    param(
        [Parameter(Mandatory, Position = 0)]
        [ValidateNotNullOrEmpty()]
        [string] $Name,

        [Parameter(Mandatory, Position = 1)]
        [ValidateNotNullOrEmpty()]
        [string] $AzureADEndpoint,

        [Parameter(Mandatory, Position = 2)]
        [ValidateNotNullOrEmpty()]
        [string] $GraphEndpoint
    )

    process {
        if (!$Compiled) { Import-CompiledCommand }
        $forward = ('EntraRevoke.PowerShell.CallerPreference' -as 'type')::Take($PSCmdlet, $ExecutionContext.SessionState)
        $pipeline = { Add-EntraRevokeEnvironment_Add @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        # In the function's own name: $? and the place of an error are the caller's.
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
