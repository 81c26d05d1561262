using System;
using System.Collections.Generic;
using System.Net;

namespace EntraRevoke;

/// <summary>What a request to Microsoft Graph does.</summary>
public enum GraphMethod
{
    /// <summary>Reads.</summary>
    Get = 0,

    /// <summary>Creates, or starts an action.</summary>
    Post = 1,

    /// <summary>Changes.</summary>
    Patch = 2,

    /// <summary>Replaces.</summary>
    Put = 3,

    /// <summary>Removes.</summary>
    Delete = 4,
}

/// <summary>A request of the caller's own to Microsoft Graph.</summary>
public sealed class GraphRequest
{
    /// <summary>Makes one.</summary>
    /// <param name="method">What it does.</param>
    /// <param name="url">
    /// A path of the cloud's Microsoft Graph with its version, such as <c>/v1.0/users?$top=5</c>, or a whole URL there, such as a page's
    /// <c>@odata.nextLink</c>.
    /// </param>
    /// <param name="body">The body; <c>Content-Type</c> is <c>application/json</c> where no header says otherwise.</param>
    public GraphRequest(GraphMethod method, string url, byte[]? body = null)
    {
        Method = method;
        Url = url ?? throw new ArgumentNullException(nameof(url));
        Body = body ?? Array.Empty<byte>();
    }

    /// <summary>What it does.</summary>
    public GraphMethod Method { get; }

    /// <summary>Where it goes.</summary>
    public string Url { get; }

    /// <summary>Names and values; <c>Authorization</c>, <c>Host</c> and what frames the body are the library's.</summary>
    public IList<KeyValuePair<string, string>> Headers { get; } = new List<KeyValuePair<string, string>>();

    /// <summary>Another proxy than the client's. Tokens are still got through the client's.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>User name and password for the proxy (HTTP basic authentication).</summary>
    public NetworkCredential? ProxyCredential { get; set; }

    /// <summary>Hosts that are reached without the proxy, with commas between them, as in NO_PROXY.</summary>
    public string? ProxyBypass { get; set; }

    internal byte[] Body { get; }
}
