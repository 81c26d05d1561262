using System;
using System.Net;

namespace EntraRevoke;

/// <summary>What a client is made of. Zero means the default.</summary>
public sealed class RevocationClientOptions
{
    /// <summary>How to get access tokens; required.</summary>
    public RevocationCredential? Credential { get; set; }

    /// <summary>Global, USGov, USGovDoD, China; any name where both endpoints are given.</summary>
    public string Environment { get; set; } = "Global";

    /// <summary>Where Microsoft Graph is, for an environment of one's own: https, or http for a loopback address.</summary>
    public Uri? GraphEndpoint { get; set; }

    /// <summary>Who issues the tokens, for an environment of one's own.</summary>
    public Uri? AuthorityEndpoint { get; set; }

    /// <summary>Product tokens put before the library's own in the User-Agent header.</summary>
    public string? UserAgent { get; set; }

    /// <summary>The proxy, such as <c>http://proxy.contoso.com:8080</c>; the environment's or the system's where there is none.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>User name and password for the proxy (HTTP basic authentication).</summary>
    public NetworkCredential? ProxyCredential { get; set; }

    /// <summary>Hosts that are reached without the proxy, with commas between them, as in NO_PROXY.</summary>
    public string? ProxyBypass { get; set; }

    /// <summary>PEM of certificate authorities to trust beside those of the system.</summary>
    public string? CertificateAuthorities { get; set; }

    /// <summary>Writes that one application may do in one tenant in each window: 3,000, as Microsoft documents it.</summary>
    public int WriteQuota { get; set; }

    /// <summary>The quota's window: 150 s, as Microsoft documents it.</summary>
    public TimeSpan WriteQuotaWindow { get; set; }

    /// <summary>Requests in flight at the same time at the most: 64.</summary>
    public int MaxRequestsInFlight { get; set; }

    /// <summary>Users in one request, 1 to 20: 20.</summary>
    public int MaxBatchSize { get; set; }

    /// <summary>Sends of one user before it is given up, throttled ones not counted: 8.</summary>
    public int MaxAttempts { get; set; }

    /// <summary>How long a user is retried, from the first send: 15 minutes.</summary>
    public TimeSpan GiveUpAfter { get; set; }

    /// <summary>How long one request may take: 100 s.</summary>
    public TimeSpan RequestTimeout { get; set; }

    /// <summary>How long connecting may take: 10 s.</summary>
    public TimeSpan ConnectTimeout { get; set; }
}
