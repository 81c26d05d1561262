function Connect-EntraRevoke {
    <#
    .SYNOPSIS
        Signs in to Microsoft Graph.

    .DESCRIPTION
        Makes the session that the Revoke commands use, for all runspaces of this process. A wrong secret shows at once; when
        the sign-in fails, an earlier session stays as it was. An access token is used as it is, and can't be renewed here.

    .PARAMETER AccessToken
        A bearer token for Microsoft Graph.

    .PARAMETER ClientSecretCredential
        The application (client) id as user name, and the value of its client secret (not the secret's id) as password.

    .PARAMETER TenantId
        Tenant id, or a verified domain of the tenant.

    .PARAMETER Environment
        Name of the cloud: Global (the default), China, USGov, USGovDoD, or one added by Add-EntraRevokeEnvironment.

    .PARAMETER NoWelcome
        Does not say who is connected.

    .INPUTS
        None.

    .OUTPUTS
        None.

    .EXAMPLE
        Connect-EntraRevoke -AccessToken $token

        Uses an access token, a secure string, that was got by other means.

    .EXAMPLE
        Connect-EntraRevoke -TenantId contoso.onmicrosoft.com -ClientSecretCredential (Get-Credential -UserName $clientId)

        Signs an application in with its client secret: the user name is the application (client) id, the password the secret.

    .LINK
        about_EntraRevoke
    #>
    [CmdletBinding(DefaultParameterSetName = 'AccessTokenParameterSet')]
    param(
        [Parameter(ParameterSetName = 'AccessTokenParameterSet', Mandatory, Position = 0)]
        [securestring] $AccessToken,

        [Parameter(ParameterSetName = 'AppSecretCredentialParameterSet', Mandatory)]
        [Alias('SecretCredential', 'Credential')]
        [System.Management.Automation.PSCredential] $ClientSecretCredential,

        [Parameter(ParameterSetName = 'AppSecretCredentialParameterSet', Mandatory)]
        [Alias('Audience', 'Tenant')]
        [string] $TenantId,

        [Parameter()]
        [ValidateNotNullOrEmpty()]
        [Alias('EnvironmentName', 'NationalCloud')]
        [string] $Environment,

        [Parameter()]
        [switch] $NoWelcome
    )

    $forward = [EntraRevoke.PowerShell.CallerPreference]::Take($PSCmdlet, $ExecutionContext.SessionState)
    Connect-EntraRevoke_Connect @forward
}
