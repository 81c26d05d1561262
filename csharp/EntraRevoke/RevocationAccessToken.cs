using System;

namespace EntraRevoke;

/// <summary>An access token for Microsoft Graph that the caller got. <see cref="ToString"/> does not show it.</summary>
public sealed class RevocationAccessToken
{
    /// <summary>A token.</summary>
    /// <param name="token">The token alone.</param>
    /// <param name="expiresOn">When it ends; null where that is unknown.</param>
    public RevocationAccessToken(string token, DateTimeOffset? expiresOn = null)
    {
        Token = token ?? throw new ArgumentNullException(nameof(token));
        ExpiresOn = expiresOn;
    }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? ExpiresOn { get; }

    internal string Token { get; }

    /// <inheritdoc/>
    public override string ToString() => "access token";
}
