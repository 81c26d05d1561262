using System;

namespace EntraRevoke;

/// <summary>How a client gets its access tokens. <see cref="object.ToString"/> shows no secret.</summary>
public sealed class RevocationCredential
{
    private RevocationCredential(uint kind)
    {
        Kind = kind;
    }

    internal uint Kind { get; }

    internal string? AccessToken { get; private set; }

    internal string? TenantId { get; private set; }

    internal string? ClientId { get; private set; }

    internal string? ClientSecret { get; private set; }

    /// <summary>A bearer token for Microsoft Graph that was got by other means; it can't be renewed by the library.</summary>
    /// <param name="accessToken">The token alone.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromAccessToken(string accessToken)
    {
        return new RevocationCredential(1) { AccessToken = accessToken ?? throw new ArgumentNullException(nameof(accessToken)) };
    }

    /// <summary>An application with a client secret.</summary>
    /// <param name="tenantId">Tenant id, or a verified domain of the tenant.</param>
    /// <param name="clientId">Application (client) id.</param>
    /// <param name="clientSecret">The secret's value, not its id.</param>
    /// <returns>The credential.</returns>
    public static RevocationCredential FromClientSecret(string tenantId, string clientId, string clientSecret)
    {
        return new RevocationCredential(2)
        {
            TenantId = tenantId ?? throw new ArgumentNullException(nameof(tenantId)),
            ClientId = clientId ?? throw new ArgumentNullException(nameof(clientId)),
            ClientSecret = clientSecret ?? throw new ArgumentNullException(nameof(clientSecret)),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == 1 ? "access token" : $"client secret of {ClientId} in {TenantId}";
}
