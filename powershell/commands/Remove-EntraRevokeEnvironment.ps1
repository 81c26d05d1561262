function Remove-EntraRevokeEnvironment {
    <#
    .SYNOPSIS
        Removes an environment of your own.

    .DESCRIPTION
        Removes a cloud that was added by Add-EntraRevokeEnvironment. A session that was made with it goes on.

    .PARAMETER Name
        Its name.

    .INPUTS
        None.

    .OUTPUTS
        None.

    .EXAMPLE
        Remove-EntraRevokeEnvironment -Name Lab

        Removes an environment.

    .LINK
        about_EntraRevoke
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)]
        [ValidateNotNullOrEmpty()]
        [ArgumentCompleter({ & (Get-Command -Name $args[0]).Module Complete-Argument Environment @args })]
        [string] $Name
    )

    process {
        if (!$Compiled) { Import-CompiledCommand }
        $forward = ('EntraRevoke.PowerShell.CallerPreference' -as 'type')::Take($PSCmdlet, $ExecutionContext.SessionState)
        $pipeline = { Remove-EntraRevokeEnvironment_Remove @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        # In the function's own name: $? and the place of an error are the caller's.
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
