namespace EntraRevoke;

/// <summary>Who goes first.</summary>
public enum RevocationPriority
{
    /// <summary>Many users, in the order given.</summary>
    Bulk = 0,

    /// <summary>Somebody waits for it: sent ahead of all bulk work.</summary>
    Interactive = 1,
}

/// <summary>How a job is run.</summary>
public sealed class RevocationJobOptions
{
    /// <summary>Version of Microsoft Graph: <c>v1.0</c> or <c>beta</c>.</summary>
    public string ApiVersion { get; set; } = "v1.0";

    /// <summary>Who goes first.</summary>
    public RevocationPriority Priority { get; set; }
}
