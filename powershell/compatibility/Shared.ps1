# What the stand-in modules share; each dot-sources this file. Their functions hand on to cmdlets by pipelines that run in the
# function's own name, as those of the Graph SDK do: $? and the place of an error are the caller's.
param(
    # Names of commands of EntraRevoke itself that the module has.
    [string[]] $Name = @()
)
. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'Load.ps1')) -Name $Name

# What a stand-in does not do is refused in one sentence that says who does; a script must not go on as if it had been done.
function Deny-Beyond {
    param(
        [System.Management.Automation.PSCmdlet] $Caller,
        [object[]] $Beyond
    )

    $command = $Caller.MyInvocation.MyCommand
    $names = @($Beyond | Where-Object { "$_" -like '-*' } | ForEach-Object { "$_".TrimEnd(':') })
    $what = if ($names) { $names -join ', ' } else { "'$($Beyond -join ' ')'" }
    $message = "$($command.Name) of EntraRevoke does not take $what; Microsoft's module $($command.ModuleName) does (Install-Module -Name $($command.ModuleName)), in a PowerShell without Enable-EntraRevokeCompatibility."
    $exception = New-Object -TypeName System.NotSupportedException -ArgumentList $message
    $Caller.ThrowTerminatingError((New-Object -TypeName System.Management.Automation.ErrorRecord -ArgumentList $exception, 'NotInEntraRevoke', 'NotImplemented', $what))
}
