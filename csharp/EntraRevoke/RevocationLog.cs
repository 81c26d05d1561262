using System.Collections.Generic;

namespace EntraRevoke;

/// <summary>How much a job tells of its requests.</summary>
public enum RevocationLogLevel
{
    /// <summary>Nothing.</summary>
    Off = 0,

    /// <summary>A line for each HTTP request, when it has ended.</summary>
    Requests = 1,

    /// <summary>And one for each user whenever an answer, or the want of one, decided about him: the outcome, or another try.</summary>
    Users = 2,
}

/// <summary>One line. It names users and has the service's error messages; it has no tokens, no values of the caller's headers, no bodies.</summary>
public readonly struct RevocationLogLine
{
    internal RevocationLogLine(RevocationLogLevel level, string text)
    {
        Level = level;
        Text = text;
    }

    /// <summary>What it is about.</summary>
    public RevocationLogLevel Level { get; }

    /// <summary>A sentence without a line break.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Lines in the order in which it happened.</summary>
public sealed class RevocationLog
{
    internal RevocationLog(IReadOnlyList<RevocationLogLine> lines, long missed)
    {
        Lines = lines;
        Missed = missed;
    }

    /// <summary>The lines; none when nothing has happened.</summary>
    public IReadOnlyList<RevocationLogLine> Lines { get; }

    /// <summary>So many older ones are gone, because more than 10,000 waited.</summary>
    public long Missed { get; }
}
