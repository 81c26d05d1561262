using System;

namespace EntraRevoke;

/// <summary>How it ended for one user; only <see cref="Revoked"/> means that the sessions are revoked.</summary>
public enum RevocationStatus
{
    /// <summary>The service confirmed it.</summary>
    Revoked = 1,

    /// <summary>Accepted, but the user is an external guest, whose sessions the home tenant holds: nothing ended there.</summary>
    NoEffect = 2,

    /// <summary>The service said no: unknown user, missing permission.</summary>
    Refused = 3,

    /// <summary>Never sent, because the text is not a usable user id.</summary>
    Invalid = 4,

    /// <summary>Given up; as far as is known it was not done.</summary>
    Failed = 5,

    /// <summary>Never sent: cancelled, closed, or no access token to be had.</summary>
    NotSent = 6,

    /// <summary>Sent, but the answer never came: it may have been done. Revoking again is harmless.</summary>
    Unknown = 7,
}

/// <summary>What became of one user.</summary>
public sealed class Revocation
{
    internal Revocation(string user, ulong tag, RevocationStatus status, EntraRevokeErrorCode reason)
    {
        User = user;
        Tag = tag;
        Status = status;
        Reason = reason;
    }

    /// <summary>The user, as submitted.</summary>
    public string User { get; }

    /// <summary>The number that the user was submitted with.</summary>
    public ulong Tag { get; }

    /// <summary>How it ended.</summary>
    public RevocationStatus Status { get; }

    /// <summary>True only when the service confirmed the revocation and it has an effect.</summary>
    public bool IsRevoked => Status == RevocationStatus.Revoked;

    /// <summary>Why not; <see cref="EntraRevokeErrorCode.None"/> when revoked.</summary>
    public EntraRevokeErrorCode Reason { get; }

    /// <summary>HTTP status of the last answer for this user; 0 where there was none.</summary>
    public int HttpStatus { get; internal set; }

    /// <summary>Error code of Microsoft Graph or Entra ID; null when revoked.</summary>
    public string? Code { get; internal set; }

    /// <summary>Why, and what to do; null when revoked.</summary>
    public string? Message { get; internal set; }

    /// <summary>The service's id of the request.</summary>
    public string? RequestId { get; internal set; }

    /// <summary>How many times it was sent.</summary>
    public int Attempts { get; internal set; }

    /// <summary>From the submission to the outcome.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => Message is null ? $"{User}: {Status}" : $"{User}: {Status} ({Message})";
}
