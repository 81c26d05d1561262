<#
    .SYNOPSIS
        Revokes the sign-in sessions of every user of the tenant, together.

    .DESCRIPTION
        For a breach of the whole organisation: everybody has to sign in again. It asks first, and leaves nobody out but whom you
        name. When somebody who is to be left out does not exist, nobody is revoked.

        Connect-MgGraph comes first; Get-MgUser is in the module Microsoft.Graph.Users.

    .PARAMETER Exclude
        Principal names or object ids of users to leave out, separated by commas: emergency access accounts, and the one with
        which you signed in, whose session would end in the middle of the run.

    .EXAMPLE
        ./revoke-everyone.ps1 -Exclude breakglass@contoso.com, admin@contoso.com

        Revokes the sessions of all others.

    .EXAMPLE
        ./revoke-everyone.ps1 -Confirm:$false | Export-Csv -Path results.csv -NoTypeInformation

        Does not ask, and keeps what became of each user.

    .NOTES
        What it does not do: access tokens that were issued already live on until they expire (60 to 90 minutes, up to 28 hours
        in a session with Continuous Access Evaluation) or until the resource enforces CAE. Guests (#EXT#) are not affected,
        because their home tenant holds their sessions. Sessions that an application keeps by cookies of its own go on.

        Permissions: User.RevokeSessions.All and User.Read.All.
#>
[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
param(
    [string[]] $Exclude = @()
)

# By their ids, so that it does not matter how they were named. 'a,b' in quotes is one text.
$kept = foreach ($name in $Exclude -split ',' | ForEach-Object { $_.Trim() } | Where-Object { $_ }) {
    (Get-MgUser -UserId $name -ErrorAction Stop).Id
}

if ($PSCmdlet.ShouldProcess('every user of the tenant', 'Revoke sign-in sessions')) {
    Get-MgUser -All | Where-Object { $_.Id -notin $kept } | Revoke-MgUserSignInSession -PassThru -Confirm:$false
}
