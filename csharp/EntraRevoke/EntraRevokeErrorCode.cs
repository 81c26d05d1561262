namespace EntraRevoke;

/// <summary>What kind of thing went wrong; the numbers are those of the C interface.</summary>
public enum EntraRevokeErrorCode
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The native library is not there, or can't be loaded.</summary>
    LibraryNotFound = 1,

    /// <summary>The native library is of another version than this assembly needs.</summary>
    LibraryVersion = 2,

    /// <summary>A value out of range.</summary>
    Argument = 100,

    /// <summary>A text is not UTF-8.</summary>
    Utf8 = 101,

    /// <summary>The handle is closed or was never issued.</summary>
    Handle = 110,

    /// <summary>Closed by another thread meanwhile.</summary>
    Closed = 111,

    /// <summary>The job takes no more users.</summary>
    Finished = 112,

    /// <summary>The options can't work: an endpoint that isn't https, an unknown environment, no secret.</summary>
    Configuration = 200,

    /// <summary>The text is not a usable user id.</summary>
    Target = 210,

    /// <summary>There is no access token to be had, or the service refused it.</summary>
    Authentication = 300,

    /// <summary>The service was not reached, or the connection broke.</summary>
    Network = 310,

    /// <summary>An answer came that is not Microsoft Graph's.</summary>
    Answer = 320,

    /// <summary>Microsoft Graph said no.</summary>
    Service = 330,

    /// <summary>Given up because the service kept asking to wait.</summary>
    Throttled = 340,

    /// <summary>The run was cancelled.</summary>
    Cancelled = 350,

    /// <summary>Nothing came within the time allowed.</summary>
    Timeout = 360,

    /// <summary>A panic inside the native library. Please report it.</summary>
    Panic = 900,

    /// <summary>Another fault of the native library. Please report it.</summary>
    Internal = 910,
}
