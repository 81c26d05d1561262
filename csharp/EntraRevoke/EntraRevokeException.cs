using System;

namespace EntraRevoke;

/// <summary>
/// Something did not happen. The message says what, to whom, and what to do; it never holds a secret.
/// </summary>
public sealed class EntraRevokeException : Exception
{
    /// <summary>Makes one without details.</summary>
    public EntraRevokeException()
        : this("The library failed without saying why.")
    {
    }

    /// <summary>Makes one with a message.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public EntraRevokeException(string message)
        : base(message)
    {
        ErrorCode = EntraRevokeErrorCode.Internal;
    }

    /// <summary>Makes one with a message and a cause.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">Why.</param>
    public EntraRevokeException(string message, Exception innerException)
        : base(message, innerException)
    {
        ErrorCode = EntraRevokeErrorCode.Internal;
    }

    internal EntraRevokeException(EntraRevokeErrorCode code, string message, int httpStatus = 0, string? graphCode = null, string? requestId = null)
        : base(message)
    {
        ErrorCode = code;
        HttpStatus = httpStatus;
        GraphCode = graphCode;
        RequestId = requestId;
    }

    /// <summary>What kind of thing went wrong.</summary>
    public EntraRevokeErrorCode ErrorCode { get; }

    /// <summary>HTTP status of the answer behind it; 0 where there was none.</summary>
    public int HttpStatus { get; }

    /// <summary>Error code of Microsoft Graph or Entra ID, such as <c>Request_ResourceNotFound</c> or <c>AADSTS7000215</c>.</summary>
    public string? GraphCode { get; }

    /// <summary>The service's id of the request, for Microsoft's support.</summary>
    public string? RequestId { get; }
}
