using System.Collections.Generic;

namespace EntraRevoke;

/// <summary>What <see cref="RevocationJob.Take"/> took.</summary>
public sealed class RevocationBatch
{
    internal RevocationBatch(IReadOnlyList<Revocation> items, bool finished)
    {
        Items = items;
        Finished = finished;
    }

    /// <summary>Results in the order in which they became known; none when nothing came in time.</summary>
    public IReadOnlyList<Revocation> Items { get; }

    /// <summary>Nothing will ever come any more: every user has a result, and no more users were to come.</summary>
    public bool Finished { get; }
}
