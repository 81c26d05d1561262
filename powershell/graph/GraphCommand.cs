using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace EntraRevoke.PowerShell;

/// <summary>
/// Asks Microsoft Graph with the session, through the library: tokens, retries, pace and proxy are those of the revocations.
/// </summary>
public abstract class GraphCommand : SdkCommand, IDisposable
{
    // How long the pipeline waits at a time: a borrowed session's token is read on its thread.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();

    /// <summary>What an error is about: the parameters that name it.</summary>
    internal object Target
    {
        get
        {
            var target = new PSObject();
            // A body may have a password in it, and headers and a proxy's address may; errors are logged.
            foreach (var bound in MyInvocation.BoundParameters.Where(bound => bound.Value is string or string[] or Uri && bound.Key is not ("Body" or "Headers" or "Proxy")))
            {
                target.Properties.Add(new PSNoteProperty(bound.Key, bound.Value));
            }

            return target;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Where a user is; a name that begins with $ can't stand in a path as others do.</summary>
    protected static string UserPath(string user) => user.Length > 0 && user[0] == '$'
        ? $"/v1.0/users('{Uri.EscapeDataString(user.Replace("'", "''"))}')"
        : $"/v1.0/users/{Uri.EscapeDataString(user)}";

    /// <summary>Sends, and gives the answer; null where there is none, and the error has been written.</summary>
    internal GraphResponse? Send(GraphMethod method, string url, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        var request = new GraphRequest(method, url, body) { Proxy = Proxy, ProxyCredential = CredentialForProxy };
        foreach (var header in HttpHeaders.Of(Headers))
        {
            request.Headers.Add(header);
        }

        foreach (var (name, value) in headers.Where(header => !request.Headers.Any(given => string.Equals(given.Key, header.Name, StringComparison.OrdinalIgnoreCase))))
        {
            request.Headers.Add(new KeyValuePair<string, string>(name, value));
        }

        try
        {
            if (Session.Find(this) is { } connection)
            {
                return Send(connection, request);
            }

            Fail(Errors.NotConnected(Target));
        }
        catch (SessionException exception)
        {
            Fail(Errors.SessionNotUsable(exception, Target));
        }
        catch (Exception exception) when (exception is EntraRevokeException or ObjectDisposedException)
        {
            Fail(Errors.From(exception, Target));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        return null;
    }

    /// <summary>Sends, and gives the object of the answer; null where it is none, and the error has been written.</summary>
    internal Dictionary<string, object?>? Ask(string url, params (string Name, string Value)[] headers)
    {
        if (Send(GraphMethod.Get, url, null, headers) is not { } response)
        {
            return null;
        }

        if (!response.IsSuccess)
        {
            Fail(Errors.Refused(response, Target));
            return null;
        }

        if (GraphJson.ReadObject(response.ReadText()) is not { } answer)
        {
            Fail(Errors.NotGraph(response, Target));
            return null;
        }

        SetResponseHeaders(response);
        return answer;
    }

    /// <summary>Changes something; the answer has no body.</summary>
    internal void Change(string path, string json)
    {
        if (Send(GraphMethod.Patch, path, Encoding.UTF8.GetBytes(json)) is not { } response)
        {
            return;
        }

        if (response.IsSuccess)
        {
            SetResponseHeaders(response);
        }
        else
        {
            Fail(Errors.Refused(response, Target));
        }
    }

    /// <summary>Non-terminating, as with the Graph SDK.</summary>
    internal virtual void Fail(ErrorRecord error) => WriteError(error);

    /// <summary>Names and values as the Graph SDK gives them.</summary>
    internal static Dictionary<string, IEnumerable<string>> HeadersOf(GraphResponse response) => response.Headers
        .GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => (IEnumerable<string>)group.Select(header => header.Value).ToArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>In the global scope and on success only, as the Graph SDK does it.</summary>
    private void SetResponseHeaders(GraphResponse response)
    {
        if (!string.IsNullOrEmpty(ResponseHeadersVariable))
        {
            SessionState.PSVariable.Set("global:" + ResponseHeadersVariable, HeadersOf(response));
        }
    }

    private GraphResponse Send(Connection connection, GraphRequest request)
    {
        connection.Enter();
        try
        {
            var clock = Stopwatch.StartNew();
            var sending = Task.Run(() => connection.Client.Send(request, default, _stop.Token));
            while (!((IAsyncResult)sending).AsyncWaitHandle.WaitOne(Beat))
            {
                connection.Look(this);
            }

            var response = sending.GetAwaiter().GetResult();
            WriteVerbose($"{request.Method.ToString().ToUpperInvariant()} {request.Url}: {response.StatusCode}, request-id {response.Header("request-id")}, after {clock.ElapsedMilliseconds} ms");
            return response;
        }
        finally
        {
            connection.Leave();
        }
    }
}
