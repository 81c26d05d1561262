using System;

namespace EntraRevoke;

/// <summary>Spans of time as the C interface takes them.</summary>
internal static class Milliseconds
{
    internal static uint From(TimeSpan span, string name)
    {
        var milliseconds = Math.Ceiling(span.TotalMilliseconds);
        return milliseconds is >= 0 and <= uint.MaxValue
            ? (uint)milliseconds
            : throw new ArgumentOutOfRangeException(name, span, "It must be from zero to 49 days.");
    }

    /// <summary>As a span, and never more than one can hold.</summary>
    internal static TimeSpan ToTimeSpan(long milliseconds) => TimeSpan.FromMilliseconds(Math.Min(milliseconds, TimeSpan.MaxValue.TotalMilliseconds / 2));
}
