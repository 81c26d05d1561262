using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace EntraRevoke.PowerShell;

/// <summary>Signs in.</summary>
[Cmdlet(VerbsCommunications.Connect, "EntraRevoke_Connect", DefaultParameterSetName = "UserParameterSet")]
public sealed class ConnectCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    // What a person is to be shown: asked for on a thread of the library's, shown by the pipeline's.
    private readonly BlockingCollection<Action> _prompts = new();

    /// <summary>Permissions to ask for.</summary>
    [Parameter(Position = 1, ParameterSetName = "UserParameterSet")]
    public string[]? Scopes { get; set; }

    /// <summary>Shows a code to enter on any device.</summary>
    [Parameter(ParameterSetName = "UserParameterSet")]
    public SwitchParameter UseDeviceCode { get; set; }

    /// <summary>Application (client) id.</summary>
    [Parameter(ParameterSetName = "UserParameterSet")]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "AppCertificateParameterSet")]
    [Parameter(ParameterSetName = "IdentityParameterSet")]
    [Parameter(ParameterSetName = "WorkloadIdentityParameterSet")]
    [Parameter(Mandatory = true, ParameterSetName = "AzurePipelinesParameterSet")]
    public string? ClientId { get; set; }

    /// <summary>Subject of a certificate in the user's or the machine's store.</summary>
    [Parameter(Position = 2, ParameterSetName = "AppCertificateParameterSet")]
    public string? CertificateSubjectName { get; set; }

    /// <summary>Thumbprint of a certificate in the user's or the machine's store.</summary>
    [Parameter(Position = 3, ParameterSetName = "AppCertificateParameterSet")]
    public string? CertificateThumbprint { get; set; }

    /// <summary>A certificate with its private key.</summary>
    [Parameter(ParameterSetName = "AppCertificateParameterSet")]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>A PEM or PFX file.</summary>
    [Parameter(ParameterSetName = "AppCertificateParameterSet")]
    public string? CertificatePath { get; set; }

    /// <summary>What the file is encrypted with.</summary>
    [Parameter(ParameterSetName = "AppCertificateParameterSet")]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>Sends the issuers' certificates too.</summary>
    [Parameter(ParameterSetName = "AppCertificateParameterSet")]
    public bool SendCertificateChain { get; set; }

    /// <summary>The managed identity of this machine.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "IdentityParameterSet")]
    public SwitchParameter Identity { get; set; }

    /// <summary>Object id of a user-assigned managed identity's principal.</summary>
    [Parameter(ParameterSetName = "IdentityParameterSet")]
    public string? IdentityObjectId { get; set; }

    /// <summary>Azure resource id of a user-assigned managed identity.</summary>
    [Parameter(ParameterSetName = "IdentityParameterSet")]
    public string? IdentityResourceId { get; set; }

    /// <summary>User name is the application's id, password its secret.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AppSecretCredentialParameterSet")]
    public PSCredential? ClientSecretCredential { get; set; }

    /// <summary>Tenant id or a verified domain.</summary>
    [Parameter(Position = 4, ParameterSetName = "UserParameterSet")]
    [Parameter(ParameterSetName = "AppCertificateParameterSet")]
    [Parameter(ParameterSetName = "AppSecretCredentialParameterSet")]
    [Parameter(ParameterSetName = "WorkloadIdentityParameterSet")]
    [Parameter(ParameterSetName = "AzureCliParameterSet")]
    [Parameter(ParameterSetName = "AzureDeveloperCliParameterSet")]
    [Parameter(Mandatory = true, ParameterSetName = "AzurePipelinesParameterSet")]
    public string? TenantId { get; set; }

    /// <summary>A bearer token for Microsoft Graph.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "AccessTokenParameterSet")]
    public SecureString? AccessToken { get; set; }

    /// <summary>What the AZURE_* variables name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "EnvironmentVariableParameterSet")]
    public SwitchParameter EnvironmentVariable { get; set; }

    /// <summary>Workload identity federation.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "WorkloadIdentityParameterSet")]
    public SwitchParameter WorkloadIdentity { get; set; }

    /// <summary>The session of the Azure CLI.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AzureCliParameterSet")]
    public SwitchParameter AzureCli { get; set; }

    /// <summary>The session of the Azure Developer CLI.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AzureDeveloperCliParameterSet")]
    public SwitchParameter AzureDeveloperCli { get; set; }

    /// <summary>A service connection of Azure Pipelines.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AzurePipelinesParameterSet")]
    public SwitchParameter AzurePipelines { get; set; }

    /// <summary>Id of the service connection.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AzurePipelinesParameterSet")]
    public string? ServiceConnectionId { get; set; }

    /// <summary>The pipeline's System.AccessToken.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AzurePipelinesParameterSet")]
    public SecureString? SystemAccessToken { get; set; }

    /// <summary>As Connect-MgGraph takes it; a session is never kept on a disk here.</summary>
    [Parameter]
    public string? ContextScope { get; set; }

    /// <summary>Which cloud.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Environment { get; set; } = "Global";

    /// <summary>How long one request may take, in seconds.</summary>
    [Parameter]
    public double ClientTimeout { get; set; }

    /// <summary>Without a word.</summary>
    [Parameter]
    public SwitchParameter NoWelcome { get; set; }

    /// <summary>The proxy for all that this session sends.</summary>
    [Parameter]
    public Uri? Proxy { get; set; }

    /// <summary>Who asks the proxy.</summary>
    [Parameter]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Hosts that are reached without the proxy.</summary>
    [Parameter]
    public string[]? ProxyBypass { get; set; }

    /// <summary>Writes that the application may do in the tenant in each window.</summary>
    [Parameter]
    public int WriteQuota { get; set; }

    /// <summary>The window, in seconds.</summary>
    [Parameter]
    public double WriteQuotaWindow { get; set; }

    /// <summary>Requests in flight at the most.</summary>
    [Parameter]
    public int MaxRequestsInFlight { get; set; }

    /// <summary>Users in one request at the most.</summary>
    [Parameter]
    public int MaxBatchSize { get; set; }

    /// <summary>Sends of one user at the most.</summary>
    [Parameter]
    public int MaxAttempts { get; set; }

    /// <summary>How long a user is retried, in seconds.</summary>
    [Parameter]
    public double GiveUpAfter { get; set; }

    /// <summary>A PEM file with certificate authorities to trust beside those of the system.</summary>
    [Parameter]
    public string? CertificateAuthorityPath { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _prompts.Dispose();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Environments.Find(Environment) is not { } environment)
        {
            WriteError(EnvironmentErrors.Unknown(Environment));
            return;
        }

        RevocationClient? client = null;
        try
        {
            client = new RevocationClient(Options(environment));
            Connect(client);
            var connection = new Connection(client, CredentialType(), AuthType());
            Session.Set(connection);
            client = null;
            Welcome(connection);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C; the earlier session is as it was.
        }
        catch (Exception exception) when (exception is EntraRevokeException or ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            WriteError(Failure(exception));
        }
        finally
        {
            // Of a sign-in that failed or was stopped nothing goes on.
            client?.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Connects on another thread, and shows here what a person is to see.</summary>
    private void Connect(RevocationClient client)
    {
        var connecting = Task.Run(() => client.Connect(_stop.Token));
        _ = connecting.ContinueWith(_ => _prompts.CompleteAdding(), TaskScheduler.Default);
        foreach (var prompt in _prompts.GetConsumingEnumerable())
        {
            prompt();
        }

        connecting.GetAwaiter().GetResult();
    }

    private RevocationClientOptions Options(EntraRevokeEnvironment environment)
    {
        var options = Environments.Options(environment, Credential());
        options.UserAgent = $"PowerShell/{Host.Version}";
        options.Proxy = Proxy;
        options.ProxyCredential = ProxyCredential?.GetNetworkCredential();
        options.ProxyBypass = ProxyBypass is null ? null : string.Join(",", ProxyBypass);
        options.RequestTimeout = TimeSpan.FromSeconds(ClientTimeout);
        options.WriteQuota = WriteQuota;
        options.WriteQuotaWindow = TimeSpan.FromSeconds(WriteQuotaWindow);
        options.MaxRequestsInFlight = MaxRequestsInFlight;
        options.MaxBatchSize = MaxBatchSize;
        options.MaxAttempts = MaxAttempts;
        options.GiveUpAfter = TimeSpan.FromSeconds(GiveUpAfter);
        if (CertificateAuthorityPath is { } path)
        {
            options.CertificateAuthorities = File.ReadAllText(GetUnresolvedProviderPathFromPSPath(path));
        }

        return options;
    }

    private RevocationCredential Credential() => ParameterSetName switch
    {
        "AppCertificateParameterSet" => Application(),
        "IdentityParameterSet" => RevocationCredential.FromManagedIdentity(ClientId, IdentityObjectId, IdentityResourceId),
        "AppSecretCredentialParameterSet" => RevocationCredential.FromClientSecret(TenantId ?? "", ClientSecretCredential!.UserName, ClientSecretCredential.GetNetworkCredential().Password),
        "AccessTokenParameterSet" => RevocationCredential.FromAccessToken(Plain(AccessToken)),
        "EnvironmentVariableParameterSet" => FromEnvironment(),
        "WorkloadIdentityParameterSet" => RevocationCredential.FromWorkloadIdentity(
            TenantId ?? Variable("AZURE_TENANT_ID"), ClientId ?? Variable("AZURE_CLIENT_ID"), Variable("AZURE_FEDERATED_TOKEN_FILE")),
        "AzureCliParameterSet" => RevocationCredential.FromAzureCli(TenantId),
        "AzureDeveloperCliParameterSet" => RevocationCredential.FromAzureDeveloperCli(TenantId),
        "AzurePipelinesParameterSet" => RevocationCredential.FromAzurePipelines(TenantId!, ClientId!, ServiceConnectionId!, Plain(SystemAccessToken)),
        _ when UseDeviceCode => RevocationCredential.FromDeviceCode(prompt => _prompts.Add(() => Say(prompt.Message)), Scopes, TenantId, ClientId),
        _ => RevocationCredential.FromBrowser(uri => _prompts.Add(() => Open(uri)), Scopes, TenantId, ClientId),
    };

    private RevocationCredential Application()
    {
        var given = new object?[] { Certificate, CertificatePath, CertificateThumbprint, CertificateSubjectName }.Count(value => value != null);
        if (given != 1)
        {
            throw new ArgumentException("Give one of -Certificate, -CertificateThumbprint, -CertificateSubjectName and -CertificatePath.");
        }

        if (CertificatePath is { } path)
        {
            var file = GetUnresolvedProviderPathFromPSPath(path);
            return RevocationCredential.FromCertificateFile(TenantId ?? "", ClientId!, file, CertificatePassword is null ? null : Plain(CertificatePassword), SendCertificateChain);
        }

        var certificate = Certificate ?? Certificates.Find(CertificateThumbprint, CertificateSubjectName);
        return RevocationCredential.FromCertificate(TenantId ?? "", ClientId!, certificate, SendCertificateChain);
    }

    /// <summary>Read here: what PowerShell sets in $env: does not reach native code everywhere.</summary>
    private static RevocationCredential FromEnvironment()
    {
        string Wanted(string name) => Variable(name) ?? throw new ArgumentException($"The environment variable {name} is not set.");
        var (tenant, client) = (Wanted("AZURE_TENANT_ID"), Wanted("AZURE_CLIENT_ID"));
        if (Variable("AZURE_CLIENT_SECRET") is { } secret)
        {
            return RevocationCredential.FromClientSecret(tenant, client, secret);
        }

        var path = Variable("AZURE_CLIENT_CERTIFICATE_PATH") ?? throw new ArgumentException("Neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set.");
        var chain = Variable("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN");
        var isSent = chain == "1" || string.Equals(chain, "true", StringComparison.OrdinalIgnoreCase);
        return RevocationCredential.FromCertificateFile(tenant, client, path, Variable("AZURE_CLIENT_CERTIFICATE_PASSWORD"), isSent);
    }

    private static string? Variable(string name) => System.Environment.GetEnvironmentVariable(name) is { } value && value.Trim().Length > 0 ? value : null;

    private static string Plain(SecureString? secret) => new NetworkCredential("", secret).Password;

    private string CredentialType() => ParameterSetName switch
    {
        "AppCertificateParameterSet" => "ClientCertificate",
        "IdentityParameterSet" => "ManagedIdentity",
        "AppSecretCredentialParameterSet" => "ClientSecret",
        "AccessTokenParameterSet" => "UserProvidedAccessToken",
        "EnvironmentVariableParameterSet" => Variable("AZURE_CLIENT_SECRET") != null ? "ClientSecret" : "ClientCertificate",
        "WorkloadIdentityParameterSet" => "WorkloadIdentity",
        "AzureCliParameterSet" => "AzureCli",
        "AzureDeveloperCliParameterSet" => "AzureDeveloperCli",
        "AzurePipelinesParameterSet" => "AzurePipelines",
        _ => UseDeviceCode ? "DeviceCode" : "InteractiveBrowser",
    };

    /// <summary>What Get-MgContext calls it, where the token itself does not tell.</summary>
    private string? AuthType() => ParameterSetName switch
    {
        "IdentityParameterSet" => "ManagedIdentity",
        "EnvironmentVariableParameterSet" => "EnvironmentVariable",
        _ => null,
    };

    private static ErrorRecord Failure(Exception exception)
    {
        var record = Errors.From(exception, null);
        var kept = Session.Own is { } earlier ? $" The earlier session ({earlier.Client.Context.ClientId ?? "unknown application"}) stays as it was." : "";
        record.ErrorDetails = new ErrorDetails(exception.Message + kept);
        return record;
    }

    private void Open(Uri uri)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(uri.AbsoluteUri) { UseShellExecute = true });
            Say("A browser was opened for the sign-in. Ctrl+C ends it; -UseDeviceCode needs no browser on this machine.");
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            Say($"No browser can be opened here. Open this address on this machine, or connect with -UseDeviceCode: {uri.AbsoluteUri}");
        }
    }

    private void Welcome(Connection connection)
    {
        var context = connection.Client.Context;
        if (context.MissingPermission is { } missing)
        {
            WriteWarning(missing);
        }

        if (NoWelcome)
        {
            return;
        }

        var who = context.Account ?? context.AppName ?? context.ClientId ?? "an access token that does not tell whose it is";
        Say($"Connected to tenant {context.TenantId ?? "(not told by the token)"} as {who} ({connection.AuthType}, {context.Environment}).");
    }

    private void Say(string message) => WriteInformation(new HostInformationMessage { Message = message }, new[] { "PSHOST" });
}
