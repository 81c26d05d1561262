using System;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Text;

namespace EntraRevoke.PowerShell;

/// <summary>Error records with the ids, categories and texts of the Graph SDK's.</summary>
internal static class Errors
{
    internal static ErrorRecord Refused(Revocation revocation, string userId, IDictionary? headers)
    {
        var target = new RevocationTarget(userId, headers);
        if (revocation.Reason != EntraRevokeErrorCode.Service || revocation.Code is null)
        {
            return Own(revocation, target);
        }

        return Refused(revocation.Code, revocation.Message ?? "", revocation.HttpStatus, revocation.RequestId, target);
    }

    /// <summary>Microsoft Graph's no to a request of one's own.</summary>
    internal static ErrorRecord Refused(GraphResponse response, object target)
    {
        var error = GraphJson.ReadObject(response.ReadText()).Object("error");
        var status = (HttpStatusCode)response.StatusCode;
        if (error.Text("code") is not { Length: > 0 } code)
        {
            var exception = new Exception($"Microsoft Graph answered with status {response.StatusCode} ({status}) and no error code.");
            return new ErrorRecord(exception, status.ToString(), ErrorCategory.InvalidOperation, target);
        }

        return Refused(code, error.Text("message") ?? "", response.StatusCode, response.Header("request-id"), target);
    }

    /// <summary>A success without Microsoft Graph's JSON.</summary>
    internal static ErrorRecord NotGraph(GraphResponse response, object target)
    {
        var exception = new InvalidOperationException(
            $"Something other than Microsoft Graph answered (status {response.StatusCode}, no JSON of Graph's). A proxy or a sign-in page of the network is the usual cause.");
        return new ErrorRecord(exception, "Answer", ErrorCategory.ProtocolError, target);
    }

    internal static ErrorRecord Unusable(string complaint, object? input)
    {
        return new ErrorRecord(new ArgumentException(complaint), "UserNotUsable", ErrorCategory.InvalidArgument, input);
    }

    /// <summary>What the binder says of an empty text; the real command's parameter is a string.</summary>
    internal static ErrorRecord Empty()
    {
        var exception = new ParameterBindingException("Cannot bind argument to parameter 'UserId' because it is an empty string.");
        return new ErrorRecord(exception, "ParameterArgumentValidationErrorEmptyStringNotAllowed", ErrorCategory.InvalidData, null);
    }

    internal static ErrorRecord NotConnected(object? target)
    {
        var exception = new Exception("Authentication needed. Please call Connect-EntraRevoke or Connect-MgGraph.");
        return new ErrorRecord(exception, "", ErrorCategory.NotSpecified, target);
    }

    internal static ErrorRecord SessionNotUsable(SessionException exception, object? target) =>
        new(exception, "SessionNotUsable", ErrorCategory.AuthenticationError, target);

    internal static ErrorRecord From(Exception exception, object? target)
    {
        return exception is EntraRevokeException known
            ? new ErrorRecord(exception, known.GraphCode ?? known.ErrorCode.ToString(), Category(known.ErrorCode), target)
            : new ErrorRecord(exception, exception.GetType().Name, ErrorCategory.NotSpecified, target);
    }

    private static ErrorRecord Own(Revocation revocation, RevocationTarget target)
    {
        var exception = new InvalidOperationException($"{UserText.Shown(revocation.User)}: {revocation.Message}");
        // Where the service gave no code, the SDK takes the status. 422 is the library's own, for an answer that says false.
        var id = revocation.Reason == EntraRevokeErrorCode.Service && revocation.HttpStatus is >= 400 and not 422 ? ((HttpStatusCode)revocation.HttpStatus).ToString() : revocation.Status.ToString();
        return new ErrorRecord(exception, revocation.Code ?? id, Category(revocation.Reason), target);
    }

    private static ErrorCategory Category(EntraRevokeErrorCode reason) => reason switch
    {
        EntraRevokeErrorCode.Target or EntraRevokeErrorCode.Argument or EntraRevokeErrorCode.Configuration => ErrorCategory.InvalidArgument,
        EntraRevokeErrorCode.Authentication => ErrorCategory.AuthenticationError,
        EntraRevokeErrorCode.Network => ErrorCategory.ConnectionError,
        EntraRevokeErrorCode.Answer => ErrorCategory.ProtocolError,
        EntraRevokeErrorCode.Throttled => ErrorCategory.LimitsExceeded,
        EntraRevokeErrorCode.Cancelled or EntraRevokeErrorCode.Closed => ErrorCategory.OperationStopped,
        EntraRevokeErrorCode.Timeout => ErrorCategory.OperationTimeout,
        EntraRevokeErrorCode.LibraryNotFound or EntraRevokeErrorCode.LibraryVersion => ErrorCategory.NotInstalled,
        _ => ErrorCategory.InvalidOperation,
    };

    private static ErrorRecord Refused(string code, string message, int status, string? requestId, object target)
    {
        var text = new StringBuilder(message).AppendLine().AppendLine();
        text.AppendFormat(CultureInfo.InvariantCulture, "Status: {0} ({1})", status, (HttpStatusCode)status).AppendLine();
        text.Append("ErrorCode: ").AppendLine(code);
        text.AppendFormat(CultureInfo.InvariantCulture, "Date: {0:yyyy-MM-ddTHH:mm:ss}", DateTime.UtcNow).AppendLine().AppendLine();
        text.AppendLine("Headers:").Append("request-id                    : ").Append(requestId);
        var exception = new Exception($"[{code}] : {message}");
        return new ErrorRecord(exception, code, ErrorCategory.InvalidOperation, target) { ErrorDetails = new ErrorDetails(text.ToString()) };
    }
}
