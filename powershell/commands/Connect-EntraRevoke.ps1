function Connect-EntraRevoke {
    <#
    .SYNOPSIS
        Signs in to Microsoft Graph.

    .DESCRIPTION
        Makes the session that the Revoke commands use, for all runspaces of this process, with the parameters of
        Connect-MgGraph and some more. Something wrong shows at once; when the sign-in fails, an earlier session stays as it
        was. Ctrl+C ends a sign-in that waits for a person. Tokens are renewed while the session lasts, but for -AccessToken,
        and nothing is ever kept on a disk.

        Where Connect-MgGraph or Connect-Entra has signed in in this process, this command is not needed: the Revoke commands use
        their session where there is none of this command.

        To revoke sessions it takes the permission User.RevokeSessions.All: as an application permission for applications and
        managed identities, as a delegated one together with a directory role for people. Where the token shows that it is
        missing, a warning says how to grant it.

    .PARAMETER Scopes
        Permissions to ask for when a person signs in. Default: User.RevokeSessions.All. (Connect-MgGraph's is User.Read, which
        can't revoke anybody's sessions.)

    .PARAMETER UseDeviceCode
        Shows a code to enter on this or any other device, in place of opening a browser here.

    .PARAMETER ClientId
        Application (client) id. For people: a public client, by default Microsoft Graph Command Line Tools. For -Identity: the
        client id of a user-assigned managed identity.

    .PARAMETER TenantId
        Tenant id, or a verified domain of the tenant.

    .PARAMETER Certificate
        A certificate with an RSA private key, which stays where it is.

    .PARAMETER CertificateThumbprint
        Thumbprint of a certificate in the store of the user or of the machine.

    .PARAMETER CertificateSubjectName
        Subject of a certificate in the store of the user or of the machine; the one that is valid for the longest is taken.

    .PARAMETER CertificatePath
        A PEM or PFX file with the certificate and its RSA private key.

    .PARAMETER CertificatePassword
        What the file is encrypted with.

    .PARAMETER SendCertificateChain
        $true sends the issuers' certificates too, for an app registration that trusts subject name and issuer.

    .PARAMETER Identity
        The managed identity of this Azure machine, App Service or Function.

    .PARAMETER IdentityObjectId
        Object id of the principal of a user-assigned managed identity, in place of -ClientId.

    .PARAMETER IdentityResourceId
        Azure resource id of a user-assigned managed identity, in place of -ClientId.

    .PARAMETER ClientSecretCredential
        The application (client) id as user name, and the value of its client secret (not the secret's id) as password.

    .PARAMETER AccessToken
        A bearer token for Microsoft Graph. It is used as it is, and can't be renewed here.

    .PARAMETER EnvironmentVariable
        The application that AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET name, or AZURE_CLIENT_CERTIFICATE_PATH
        with AZURE_CLIENT_CERTIFICATE_PASSWORD and AZURE_CLIENT_SEND_CERTIFICATE_CHAIN in place of the secret.

    .PARAMETER WorkloadIdentity
        Workload identity federation: AZURE_FEDERATED_TOKEN_FILE, AZURE_TENANT_ID and AZURE_CLIENT_ID, or -TenantId and -ClientId.

    .PARAMETER AzureCli
        Whoever is signed in to the Azure CLI (az login).

    .PARAMETER AzureDeveloperCli
        Whoever is signed in to the Azure Developer CLI (azd auth login).

    .PARAMETER AzurePipelines
        A service connection of Azure Pipelines, in a job that runs there.

    .PARAMETER ServiceConnectionId
        The id of the service connection.

    .PARAMETER SystemAccessToken
        The pipeline's System.AccessToken.

    .PARAMETER ContextScope
        Accepted as by Connect-MgGraph. Sessions last as long as the process, whatever it says.

    .PARAMETER ClientTimeout
        How long one request may take, in seconds. Default: 100.

    .PARAMETER Environment
        Name of the cloud: Global (the default), China, USGov, USGovDoD, or one added by Add-EntraRevokeEnvironment.

    .PARAMETER NoWelcome
        Does not say who is connected.

    .PARAMETER Break
        Accepted as by Connect-MgGraph; without effect.

    .PARAMETER Proxy
        The proxy for all that this session sends, such as http://proxy.contoso.com:8080. Default: that of the environment
        variables or of the system.

    .PARAMETER ProxyCredential
        User name and password for the proxy.

    .PARAMETER ProxyBypass
        Hosts that are reached without -Proxy, such as .contoso.com.

    .PARAMETER CertificateAuthorityPath
        A PEM file with certificate authorities to trust beside those of the system.

    .PARAMETER WriteQuota
        Writes that this application may do in this tenant within -WriteQuotaWindow, all of them at once. Default: 3000, as
        Microsoft documents it. Less leaves room for others that use the same application.

    .PARAMETER WriteQuotaWindow
        The window of -WriteQuota, in seconds. Default: 150.

    .PARAMETER MaxRequestsInFlight
        Requests on their way at the same time at the most. Default: 64.

    .PARAMETER MaxBatchSize
        Users in one request at the most, 1 to 20. Default: 20.

    .PARAMETER MaxAttempts
        How often one user is sent at the most, refusals by a limit not counted. Default: 8.

    .PARAMETER GiveUpAfter
        How long one user is tried again after the first time, in seconds. Default: 900.

    .INPUTS
        None.

    .OUTPUTS
        None.

    .EXAMPLE
        Connect-EntraRevoke -TenantId contoso.onmicrosoft.com

        Opens a browser, where an administrator signs in.

    .EXAMPLE
        Connect-EntraRevoke -UseDeviceCode

        Shows a code to enter on any device: for a machine without a browser.

    .EXAMPLE
        Connect-EntraRevoke -TenantId contoso.onmicrosoft.com -ClientId $clientId -CertificateThumbprint $thumbprint

        Signs an application in with a certificate of the store.

    .EXAMPLE
        Connect-EntraRevoke -TenantId contoso.onmicrosoft.com -ClientSecretCredential (Get-Credential -Credential $clientId)

        Signs an application in with its client secret: the user name is the application (client) id, the password the secret.

    .EXAMPLE
        Connect-EntraRevoke -Identity

        Uses the managed identity of this Azure machine.

    .EXAMPLE
        Connect-EntraRevoke -AccessToken $token

        Uses an access token, a secure string, that was got by other means.

    .LINK
        about_EntraRevoke
    #>
    [CmdletBinding(DefaultParameterSetName = 'UserParameterSet')]
    param(
        [Parameter(ParameterSetName = 'UserParameterSet', Position = 1)]
        [string[]] $Scopes,

        [Parameter(ParameterSetName = 'UserParameterSet')]
        [Alias('UseDeviceAuthentication', 'DeviceCode', 'DeviceAuth', 'Device')]
        [switch] $UseDeviceCode,

        [Parameter(ParameterSetName = 'UserParameterSet')]
        [Parameter(ParameterSetName = 'AppCertificateParameterSet', Mandatory, Position = 1)]
        [Parameter(ParameterSetName = 'IdentityParameterSet')]
        [Parameter(ParameterSetName = 'WorkloadIdentityParameterSet')]
        [Parameter(ParameterSetName = 'AzurePipelinesParameterSet', Mandatory)]
        [Alias('AppId', 'ApplicationId')]
        [string] $ClientId,

        [Parameter(ParameterSetName = 'AppCertificateParameterSet', Position = 2)]
        [Alias('CertificateSubject', 'CertificateName')]
        [string] $CertificateSubjectName,

        [Parameter(ParameterSetName = 'AppCertificateParameterSet', Position = 3)]
        [string] $CertificateThumbprint,

        [Parameter(ParameterSetName = 'AppCertificateParameterSet')]
        [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,

        [Parameter(ParameterSetName = 'AppCertificateParameterSet')]
        [string] $CertificatePath,

        [Parameter(ParameterSetName = 'AppCertificateParameterSet')]
        [securestring] $CertificatePassword,

        [Parameter(ParameterSetName = 'AppCertificateParameterSet')]
        [bool] $SendCertificateChain,

        [Parameter(ParameterSetName = 'IdentityParameterSet', Mandatory, Position = 1)]
        [Alias('ManagedIdentity', 'ManagedServiceIdentity', 'MSI')]
        [switch] $Identity,

        [Parameter(ParameterSetName = 'IdentityParameterSet')]
        [string] $IdentityObjectId,

        [Parameter(ParameterSetName = 'IdentityParameterSet')]
        [string] $IdentityResourceId,

        [Parameter(ParameterSetName = 'AppSecretCredentialParameterSet', Mandatory)]
        [Alias('SecretCredential', 'Credential')]
        [pscredential] $ClientSecretCredential,

        [Parameter(ParameterSetName = 'UserParameterSet', Position = 4)]
        [Parameter(ParameterSetName = 'AppCertificateParameterSet')]
        [Parameter(ParameterSetName = 'AppSecretCredentialParameterSet')]
        [Parameter(ParameterSetName = 'WorkloadIdentityParameterSet')]
        [Parameter(ParameterSetName = 'AzureCliParameterSet')]
        [Parameter(ParameterSetName = 'AzureDeveloperCliParameterSet')]
        [Parameter(ParameterSetName = 'AzurePipelinesParameterSet', Mandatory)]
        [Alias('Audience', 'Tenant')]
        [string] $TenantId,

        [Parameter(ParameterSetName = 'AccessTokenParameterSet', Mandatory, Position = 1)]
        [securestring] $AccessToken,

        [Parameter(ParameterSetName = 'EnvironmentVariableParameterSet', Mandatory)]
        [switch] $EnvironmentVariable,

        [Parameter(ParameterSetName = 'WorkloadIdentityParameterSet', Mandatory)]
        [switch] $WorkloadIdentity,

        [Parameter(ParameterSetName = 'AzureCliParameterSet', Mandatory)]
        [switch] $AzureCli,

        [Parameter(ParameterSetName = 'AzureDeveloperCliParameterSet', Mandatory)]
        [switch] $AzureDeveloperCli,

        [Parameter(ParameterSetName = 'AzurePipelinesParameterSet', Mandatory)]
        [switch] $AzurePipelines,

        [Parameter(ParameterSetName = 'AzurePipelinesParameterSet', Mandatory)]
        [string] $ServiceConnectionId,

        [Parameter(ParameterSetName = 'AzurePipelinesParameterSet', Mandatory)]
        [securestring] $SystemAccessToken,

        [Parameter()]
        [ValidateSet('Process', 'CurrentUser')]
        [string] $ContextScope,

        [Parameter()]
        [ValidateRange(0.001, 604800)]
        [double] $ClientTimeout,

        [Parameter()]
        [ValidateNotNullOrEmpty()]
        [Alias('EnvironmentName', 'NationalCloud')]
        [ArgumentCompleter({ & (Get-Command -Name $args[0]).Module Complete-Argument Environment @args })]
        [string] $Environment,

        [Parameter()]
        [switch] $NoWelcome,

        [Parameter(DontShow)]
        [switch] $Break,

        [Parameter()]
        [uri] $Proxy,

        [Parameter()]
        [pscredential] $ProxyCredential,

        [Parameter()]
        [string[]] $ProxyBypass,

        [Parameter()]
        [string] $CertificateAuthorityPath,

        [Parameter()]
        [ValidateRange(1, 100000000)]
        [int] $WriteQuota,

        [Parameter()]
        [ValidateRange(0.001, 604800)]
        [double] $WriteQuotaWindow,

        [Parameter()]
        [ValidateRange(1, 1024)]
        [int] $MaxRequestsInFlight,

        [Parameter()]
        [ValidateRange(1, 20)]
        [int] $MaxBatchSize,

        [Parameter()]
        [ValidateRange(1, 100)]
        [int] $MaxAttempts,

        [Parameter()]
        [ValidateRange(0.001, 604800)]
        [double] $GiveUpAfter
    )

    process {
        if (!$Compiled) { Import-CompiledCommand }
        $forward = ('EntraRevoke.PowerShell.CallerPreference' -as 'type')::Take($PSCmdlet, $ExecutionContext.SessionState)
        $forward.Remove('Break')
        $pipeline = { Connect-EntraRevoke_Connect @forward }.GetSteppablePipeline($MyInvocation.CommandOrigin)
        # In the function's own name: $? and the place of an error are the caller's.
        try { $pipeline.Begin($false, $ExecutionContext); $pipeline.Process(); $pipeline.End() } finally { $pipeline.Dispose() }
    }
}
