using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace EntraRevoke;

/// <summary>How a client gets its access tokens. <see cref="object.ToString"/> shows no secret.</summary>
public sealed class RevocationCredential
{
    private readonly string _description;

    private RevocationCredential(uint kind, string description)
    {
        Kind = kind;
        _description = description;
    }

    /// <summary>ENTRA_REVOKE_CREDENTIAL_...</summary>
    internal uint Kind { get; }

    internal string? AccessToken { get; private set; }

    internal string? TenantId { get; private set; }

    internal string? ClientId { get; private set; }

    internal string? ClientSecret { get; private set; }

    internal string? Certificate { get; private set; }

    internal string? CertificatePath { get; private set; }

    internal string? CertificatePassword { get; private set; }

    internal bool SendCertificateChain { get; private set; }

    internal string? ManagedIdentityObjectId { get; private set; }

    internal string? ManagedIdentityResourceId { get; private set; }

    internal string? FederatedTokenPath { get; private set; }

    internal string? ServiceConnectionId { get; private set; }

    internal string? SystemAccessToken { get; private set; }

    internal string? Scopes { get; private set; }

    /// <summary>Gives a token; its parameter is the claims that it has to have, as JSON, or null.</summary>
    internal Func<string?, CancellationToken, Task<RevocationAccessToken>>? GetToken { get; private set; }

    /// <summary>Signs with the certificate's private key.</summary>
    internal Func<byte[], byte[]>? Sign { get; private set; }

    internal Action<DeviceCodePrompt>? ShowDeviceCode { get; private set; }

    internal Action<Uri>? OpenBrowser { get; private set; }

    /// <summary>The caller has to answer or to show something.</summary>
    internal bool AsksItsHost => GetToken != null || Sign != null || ShowDeviceCode != null || OpenBrowser != null;

    /// <summary>A bearer token for Microsoft Graph that was got by other means; it can't be renewed by the library.</summary>
    /// <param name="accessToken">The token alone.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromAccessToken(string accessToken) =>
        new(1, "access token") { AccessToken = accessToken ?? throw new ArgumentNullException(nameof(accessToken)) };

    /// <summary>A token that the caller gives whenever one is wanted: at the start, before one ends, and when the service refuses one.</summary>
    /// <remarks>The library asks on a thread of its own. What the delegate throws comes out as the error of all that wait, with its message.</remarks>
    /// <param name="getToken">Gets the claims that the token has to have (JSON), or null, and gives a token.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromCallback(Func<string?, CancellationToken, Task<RevocationAccessToken>> getToken) =>
        new(13, "token of the host program") { GetToken = getToken ?? throw new ArgumentNullException(nameof(getToken)) };

    /// <summary>An application with a client secret.</summary>
    /// <param name="tenantId">Tenant id, or a verified domain of the tenant.</param>
    /// <param name="clientId">Application (client) id.</param>
    /// <param name="clientSecret">The secret's value, not its id.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromClientSecret(string tenantId, string clientId, string clientSecret) =>
        new(2, $"client secret of {clientId} in {tenantId}")
        {
            TenantId = tenantId ?? throw new ArgumentNullException(nameof(tenantId)),
            ClientId = clientId ?? throw new ArgumentNullException(nameof(clientId)),
            ClientSecret = clientSecret ?? throw new ArgumentNullException(nameof(clientSecret)),
        };

    /// <summary>An application with a certificate whose private key stays where it is: in a store, on a token, in an HSM.</summary>
    /// <param name="tenantId">Tenant id, or a verified domain of the tenant.</param>
    /// <param name="clientId">Application (client) id.</param>
    /// <param name="certificate">With an RSA private key. It must live as long as the client.</param>
    /// <param name="sendChain">Sends the issuers' certificates too, for a registration that trusts subject name and issuer.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentException">The certificate has no RSA private key.</exception>
    public static RevocationCredential FromCertificate(string tenantId, string clientId, X509Certificate2 certificate, bool sendChain = false)
    {
        if (certificate is null)
        {
            throw new ArgumentNullException(nameof(certificate));
        }

        using (var key = certificate.GetRSAPrivateKey())
        {
            if (key is null)
            {
                var why = certificate.HasPrivateKey ? "its private key is not RSA, and Entra ID takes RSA keys only" : "it has no private key";
                throw new ArgumentException($"The certificate {certificate.Thumbprint} can't be used: {why}.", nameof(certificate));
            }
        }

        return new RevocationCredential(4, $"certificate {certificate.Thumbprint} of {clientId} in {tenantId}")
        {
            TenantId = tenantId ?? throw new ArgumentNullException(nameof(tenantId)),
            ClientId = clientId ?? throw new ArgumentNullException(nameof(clientId)),
            Certificate = Pem(certificate, sendChain),
            SendCertificateChain = sendChain,
            Sign = payload =>
            {
                using var key = certificate.GetRSAPrivateKey();
                return key!.SignData(payload, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
            },
        };
    }

    /// <summary>An application with a certificate and its RSA private key in a PEM or PFX file.</summary>
    /// <param name="tenantId">Tenant id, or a verified domain of the tenant.</param>
    /// <param name="clientId">Application (client) id.</param>
    /// <param name="path">The file.</param>
    /// <param name="password">What it is encrypted with; null for none.</param>
    /// <param name="sendChain">Sends the issuers' certificates too, for a registration that trusts subject name and issuer.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromCertificateFile(string tenantId, string clientId, string path, string? password = null, bool sendChain = false) =>
        new(3, $"certificate file {path} of {clientId} in {tenantId}")
        {
            TenantId = tenantId ?? throw new ArgumentNullException(nameof(tenantId)),
            ClientId = clientId ?? throw new ArgumentNullException(nameof(clientId)),
            CertificatePath = path ?? throw new ArgumentNullException(nameof(path)),
            CertificatePassword = password,
            SendCertificateChain = sendChain,
        };

    /// <summary>The identity that Azure gave to this machine: its own, or a user-assigned one by one of its names.</summary>
    /// <param name="clientId">Client id.</param>
    /// <param name="objectId">Object id of its principal.</param>
    /// <param name="resourceId">Azure resource id.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromManagedIdentity(string? clientId = null, string? objectId = null, string? resourceId = null) =>
        new(5, $"managed identity {clientId ?? objectId ?? resourceId}".TrimEnd())
        {
            ClientId = clientId,
            ManagedIdentityObjectId = objectId,
            ManagedIdentityResourceId = resourceId,
        };

    /// <summary>Workload identity federation; what is null comes from AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE.</summary>
    /// <param name="tenantId">Tenant id.</param>
    /// <param name="clientId">Application (client) id.</param>
    /// <param name="tokenPath">The file with the federated token.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromWorkloadIdentity(string? tenantId = null, string? clientId = null, string? tokenPath = null) =>
        new(6, "workload identity") { TenantId = tenantId, ClientId = clientId, FederatedTokenPath = tokenPath };

    /// <summary>Whoever is signed in to the Azure CLI.</summary>
    /// <param name="tenantId">Tenant id; null for the CLI's own.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromAzureCli(string? tenantId = null) => new(7, "Azure CLI") { TenantId = tenantId };

    /// <summary>Whoever is signed in to the Azure Developer CLI.</summary>
    /// <param name="tenantId">Tenant id; null for the CLI's own.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromAzureDeveloperCli(string? tenantId = null) => new(8, "Azure Developer CLI") { TenantId = tenantId };

    /// <summary>A service connection of Azure Pipelines.</summary>
    /// <param name="tenantId">Tenant id.</param>
    /// <param name="clientId">Application (client) id.</param>
    /// <param name="serviceConnectionId">Id of the service connection.</param>
    /// <param name="systemAccessToken">The pipeline's System.AccessToken.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromAzurePipelines(string tenantId, string clientId, string serviceConnectionId, string systemAccessToken) =>
        new(9, $"service connection {serviceConnectionId}")
        {
            TenantId = tenantId ?? throw new ArgumentNullException(nameof(tenantId)),
            ClientId = clientId ?? throw new ArgumentNullException(nameof(clientId)),
            ServiceConnectionId = serviceConnectionId ?? throw new ArgumentNullException(nameof(serviceConnectionId)),
            SystemAccessToken = systemAccessToken ?? throw new ArgumentNullException(nameof(systemAccessToken)),
        };

    /// <summary>A person, with a code that is entered on any device. Signs in while the client connects.</summary>
    /// <param name="show">Shows the code; called on a thread of the library's own.</param>
    /// <param name="scopes">Permissions to ask for; User.RevokeSessions.All where there are none.</param>
    /// <param name="tenantId">Tenant id; null for any work or school account.</param>
    /// <param name="clientId">Application (client) id of a public client; null for Microsoft Graph Command Line Tools.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromDeviceCode(Action<DeviceCodePrompt> show, IEnumerable<string>? scopes = null, string? tenantId = null, string? clientId = null) =>
        new(11, "device code")
        {
            ShowDeviceCode = show ?? throw new ArgumentNullException(nameof(show)),
            Scopes = Join(scopes),
            TenantId = tenantId,
            ClientId = clientId,
        };

    /// <summary>A person, in a browser on this machine. Signs in while the client connects.</summary>
    /// <param name="open">Opens an address in a browser; called on a thread of the library's own.</param>
    /// <param name="scopes">Permissions to ask for; User.RevokeSessions.All where there are none.</param>
    /// <param name="tenantId">Tenant id; null for any work or school account.</param>
    /// <param name="clientId">Application (client) id of a public client; null for Microsoft Graph Command Line Tools.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromBrowser(Action<Uri> open, IEnumerable<string>? scopes = null, string? tenantId = null, string? clientId = null) =>
        new(12, "browser")
        {
            OpenBrowser = open ?? throw new ArgumentNullException(nameof(open)),
            Scopes = Join(scopes),
            TenantId = tenantId,
            ClientId = clientId,
        };

    /// <inheritdoc/>
    public override string ToString() => _description;

    private static string? Join(IEnumerable<string>? scopes) => scopes is null ? null : string.Join(" ", scopes);

    private static string Pem(X509Certificate2 certificate, bool withIssuers)
    {
        var certificates = new List<byte[]> { certificate.RawData };
        if (withIssuers)
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.Build(certificate);
            certificates.AddRange(chain.ChainElements.Cast<X509ChainElement>().Skip(1).Select(element => element.Certificate.RawData));
        }

        var text = new StringBuilder();
        foreach (var der in certificates)
        {
            text.Append("-----BEGIN CERTIFICATE-----\n").Append(Convert.ToBase64String(der, Base64FormattingOptions.InsertLineBreaks)).Append("\n-----END CERTIFICATE-----\n");
        }

        return text.ToString();
    }
}
