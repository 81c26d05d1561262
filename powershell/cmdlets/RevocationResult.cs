using System;
using System.Collections;
using System.Collections.Generic;

namespace EntraRevoke.PowerShell;

/// <summary>
/// What became of one user. Value and AdditionalProperties are what the Graph SDK's command gives; the rest is more.
/// </summary>
public sealed class RevocationResult
{
    internal RevocationResult(Revocation revocation, string userId, string? userPrincipalName, string context)
    {
        UserId = userId;
        UserPrincipalName = userPrincipalName;
        Status = revocation.Status;
        Error = revocation.Status == RevocationStatus.Revoked ? null : revocation.Code is null ? revocation.Message : $"[{revocation.Code}] : {revocation.Message}";
        RequestId = revocation.RequestId;
        Attempts = revocation.Attempts;
        Duration = revocation.Duration;
        // As the service answered: it says true for a guest as well, of whom it revokes nothing.
        Value = revocation.Status is RevocationStatus.Revoked or RevocationStatus.NoEffect;
        AdditionalProperties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        if (Value)
        {
            AdditionalProperties["@odata.context"] = context;
        }
    }

    /// <summary>Of one who never came to the library.</summary>
    internal RevocationResult(string userId, string? userPrincipalName, RevocationStatus status, string error)
    {
        UserId = userId;
        UserPrincipalName = userPrincipalName;
        Status = status;
        Error = error;
        AdditionalProperties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Of a user about whom the library could not say anything any more.</summary>
    internal RevocationResult(string userId, string? userPrincipalName, string? fault)
        : this(userId, userPrincipalName, RevocationStatus.Unknown, (fault is null ? "" : fault + " ") + "Whether this user was revoked is not known. Run it again; revoking twice is harmless.")
    {
    }

    /// <summary>True when the service said that it revoked the sessions.</summary>
    public bool Value { get; }

    /// <summary>The user, as given.</summary>
    public string UserId { get; }

    /// <summary>The principal name, where what was given told it.</summary>
    public string? UserPrincipalName { get; }

    /// <summary>How it ended; only Revoked means that the sessions are revoked.</summary>
    public RevocationStatus Status { get; }

    /// <summary>Why not; null when revoked.</summary>
    public string? Error { get; }

    /// <summary>The service's id of the request.</summary>
    public string? RequestId { get; }

    /// <summary>How many times it was sent.</summary>
    public int Attempts { get; }

    /// <summary>From the submission to the outcome.</summary>
    public TimeSpan Duration { get; }

    /// <summary>What the service sent along.</summary>
    public IDictionary<string, object> AdditionalProperties { get; }

    /// <inheritdoc/>
    public override string ToString() => Value ? "True" : "False";
}

/// <summary>What an error was about: TargetObject of the errors, shaped as the Graph SDK's.</summary>
public sealed class RevocationTarget
{
    internal RevocationTarget(string? userId, IDictionary? headers)
    {
        UserId = userId;
        Headers = headers is null ? null : HttpHeaders.WithoutValues(headers);
    }

    /// <summary>The user, as given.</summary>
    public string? UserId { get; }

    /// <summary>The headers given along, without their values: errors are logged.</summary>
    public IDictionary? Headers { get; }

    /// <inheritdoc/>
    public override string ToString() => UserId ?? "";
}
