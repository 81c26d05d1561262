using System;

namespace EntraRevoke;

/// <summary>How far a job is. All counts are of users submitted so far.</summary>
public sealed class RevocationProgress
{
    internal RevocationProgress()
    {
    }

    /// <summary>Submitted.</summary>
    public long Total { get; internal set; }

    /// <summary>Ended as <see cref="RevocationStatus.Revoked"/>.</summary>
    public long Revoked { get; internal set; }

    /// <summary>Ended as <see cref="RevocationStatus.NoEffect"/>.</summary>
    public long NoEffect { get; internal set; }

    /// <summary>Ended as <see cref="RevocationStatus.Refused"/>.</summary>
    public long Refused { get; internal set; }

    /// <summary>Ended as <see cref="RevocationStatus.Invalid"/>.</summary>
    public long Invalid { get; internal set; }

    /// <summary>Ended as <see cref="RevocationStatus.Failed"/>.</summary>
    public long Failed { get; internal set; }

    /// <summary>Ended as <see cref="RevocationStatus.NotSent"/>.</summary>
    public long NotSent { get; internal set; }

    /// <summary>Ended as <see cref="RevocationStatus.Unknown"/>.</summary>
    public long Unknown { get; internal set; }

    /// <summary>Sent and not answered yet.</summary>
    public long InFlight { get; internal set; }

    /// <summary>Not sent yet, or waiting to be sent again.</summary>
    public long Waiting { get; internal set; }

    /// <summary>Have their result.</summary>
    public long Done => Revoked + NoEffect + Refused + Invalid + Failed + NotSent + Unknown;

    /// <summary>Results per second over the last seconds.</summary>
    public double Rate { get; internal set; }

    /// <summary>How long the service asked to wait, from now; null when it does not throttle.</summary>
    public TimeSpan? ThrottledFor { get; internal set; }

    /// <summary>Until the last user submitted so far has a result; null where that is unknown.</summary>
    public TimeSpan? TimeLeft { get; internal set; }

    /// <summary>No more users will come, and every one has a result.</summary>
    public bool Finished { get; internal set; }
}
