function Enable-EntraRevokeCompatibility {
    <#
    .SYNOPSIS
        Lets scripts for the Graph SDK or the Entra module run without either.

    .DESCRIPTION
        Puts small modules with the names of Microsoft's first on the module path of this session: Microsoft.Graph,
        Microsoft.Graph.Authentication, Microsoft.Graph.Users, Microsoft.Graph.Users.Actions, Microsoft.Graph.Beta.Users.Actions,
        Microsoft.Graph.Groups, Microsoft.Graph.Identity.SignIns, Microsoft.Graph.Identity.DirectoryManagement, Microsoft.Entra,
        Microsoft.Entra.Authentication, Microsoft.Entra.Beta.Authentication, Microsoft.Entra.Users, Microsoft.Entra.Groups and
        Microsoft.Entra.DirectoryManagement. Scripts with #Requires -Modules and Import-Module lines for them run as they are.

        The modules have the commands that find users, revoke their sessions and contain their accounts: Get-MgUser, Get-MgRiskyUser,
        Get-MgGroupMember, Get-MgGroupTransitiveMember, Get-MgUserRegisteredDevice, Update-MgUser and Update-MgDevice with
        -AccountEnabled, Invoke-MgGraphRequest, Connect-MgGraph, Disconnect-MgGraph, Get-MgContext, Get-EntraUser,
        Get-EntraGroupMember, Get-EntraUserRegisteredDevice, Set-EntraUser and Set-EntraDevice with -AccountEnabled, Connect-Entra,
        Disconnect-Entra, Get-EntraContext, and the Revoke commands. All of them use the session of Connect-EntraRevoke, which
        Connect-MgGraph and Connect-Entra make, too. Another command or parameter of Microsoft's says in one sentence which of
        their modules has it.

        Where one of Microsoft's modules is installed, the command refuses: scripts run with it as they are, and the Revoke commands
        use its session.

        Call it in the session, or in the profile, before the script. Calling it again does nothing.

    .PARAMETER Force
        Puts the modules first although Microsoft's are installed. Those that are loaded already stay as they are.

    .INPUTS
        None.

    .OUTPUTS
        None.

    .EXAMPLE
        Enable-EntraRevokeCompatibility
        .\Revoke-Everyone.ps1

        Runs a script that was written for the Graph SDK.

    .EXAMPLE
        Import-Module EntraRevoke; Enable-EntraRevokeCompatibility

        As a line of the profile: every script of this machine finds the modules that it asks for.

    .LINK
        about_EntraRevoke
    #>
    [CmdletBinding()]
    param(
        [Parameter()]
        [switch] $Force
    )

    if (!$Compiled) { Import-CompiledCommand }

    ('EntraRevoke.PowerShell.StandInModules' -as 'type')::Enable($PSCmdlet, $ExecutionContext, $Force)
}
