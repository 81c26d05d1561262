using System;
using System.Collections.Generic;
using System.Net;

namespace EntraRevoke;

/// <summary>Who goes first.</summary>
public enum RevocationPriority
{
    /// <summary>Many users, in the order given.</summary>
    Bulk = 0,

    /// <summary>Somebody waits for it: sent ahead of all bulk work.</summary>
    Interactive = 1,
}

/// <summary>How a job is run.</summary>
public sealed class RevocationJobOptions
{
    /// <summary>Version of Microsoft Graph: <c>v1.0</c> or <c>beta</c>.</summary>
    public string ApiVersion { get; set; } = "v1.0";

    /// <summary>Who goes first.</summary>
    public RevocationPriority Priority { get; set; }

    /// <summary>
    /// Names and values, for the request of each user; in a batch they stand with the user's part of it. <c>Authorization</c>,
    /// <c>Host</c> and what decides how request and answer are written are the library's.
    /// </summary>
    public IList<KeyValuePair<string, string>> Headers { get; } = new List<KeyValuePair<string, string>>();

    /// <summary>Another proxy than the client's. Tokens are still got through the client's.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>User name and password for the proxy (HTTP basic authentication).</summary>
    public NetworkCredential? ProxyCredential { get; set; }

    /// <summary>Hosts that are reached without the proxy, with commas between them, as in NO_PROXY.</summary>
    public string? ProxyBypass { get; set; }

    /// <summary>How much <see cref="RevocationJob.TakeLog"/> tells.</summary>
    public RevocationLogLevel LogLevel { get; set; }
}
