using System;
using System.Collections.Generic;

namespace EntraRevoke;

/// <summary>Who a client is to the service, as far as its newest token tells.</summary>
public sealed class SessionContext
{
    internal SessionContext(string environment, string graphEndpoint)
    {
        Environment = environment;
        GraphEndpoint = graphEndpoint;
    }

    /// <summary>Tenant id.</summary>
    public string? TenantId { get; internal set; }

    /// <summary>Application (client) id.</summary>
    public string? ClientId { get; internal set; }

    /// <summary>The application's name.</summary>
    public string? AppName { get; internal set; }

    /// <summary>The signed-in user's principal name; null for an application.</summary>
    public string? Account { get; internal set; }

    /// <summary>AppOnly, Delegated or UserProvidedAccessToken.</summary>
    public string AuthType { get; internal set; } = "";

    /// <summary>Delegated scopes, or the application's roles.</summary>
    public IReadOnlyList<string> Scopes { get; internal set; } = Array.Empty<string>();

    /// <summary>What the token lacks for revoking sessions, and how to get it; null where it has it, or does not tell.</summary>
    public string? MissingPermission { get; internal set; }

    /// <summary>When the token ends; null where that is unknown.</summary>
    public DateTimeOffset? ExpiresOn { get; internal set; }

    /// <summary>Name of the cloud.</summary>
    public string Environment { get; }

    /// <summary>Where its Microsoft Graph is.</summary>
    public string GraphEndpoint { get; }
}
