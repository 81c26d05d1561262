using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Text;
using EntraRevoke;
using EntraRevoke.PowerShell;

namespace EntraRevoke.PowerShell
{
    /// <summary>Status and headers of an answer, as scripts read them from an error.</summary>
    public sealed class GraphAnswer
    {
        internal GraphAnswer(GraphResponse response)
        {
            StatusCode = (HttpStatusCode)response.StatusCode;
            Headers = GraphCommand.HeadersOf(response);
        }

        /// <summary>HTTP status.</summary>
        public HttpStatusCode StatusCode { get; }

        /// <summary>Names and values.</summary>
        public Dictionary<string, IEnumerable<string>> Headers { get; }
    }

    /// <summary>An answer that is no success.</summary>
    public sealed class GraphRequestException : Exception
    {
        internal GraphRequestException(GraphResponse response)
            : base($"Response status code does not indicate success: {(HttpStatusCode)response.StatusCode} ({response.StatusCode}).")
        {
            Response = new GraphAnswer(response);
        }

        /// <summary>The answer.</summary>
        public GraphAnswer Response { get; }

        /// <summary>Its status.</summary>
        public HttpStatusCode StatusCode => Response.StatusCode;
    }
}

// The name of the Graph SDK's cmdlet, with which its errors' ids end.
namespace Microsoft.Graph.PowerShell.Authentication.Cmdlets
{
    /// <summary>Sends a request of the script's own.</summary>
    [Cmdlet(VerbsLifecycle.Invoke, "MgGraphRequest_Invoke")]
    public sealed class InvokeMgGraphRequest : GraphCommand
    {
        /// <summary>GET, POST, PATCH, PUT or DELETE.</summary>
        [Parameter]
        public GraphMethod Method { get; set; }

        /// <summary>A path, or a whole URL of the cloud's Microsoft Graph.</summary>
        [Parameter(Mandatory = true)]
        public Uri? Uri { get; set; }

        /// <summary>Text or bytes.</summary>
        [Parameter]
        public object? Body { get; set; }

        /// <summary>What the body is.</summary>
        [Parameter]
        public string? ContentType { get; set; }

        /// <summary>HashTable, PSObject or Json.</summary>
        [Parameter]
        public string OutputType { get; set; } = "HashTable";

        /// <summary>Takes any status for an answer.</summary>
        [Parameter]
        public SwitchParameter SkipHttpErrorCheck { get; set; }

        /// <summary>Name of a variable for the status.</summary>
        [Parameter]
        public string? StatusCodeVariable { get; set; }

        /// <summary>Where the variables are set: in the caller's scope.</summary>
        [Parameter(Mandatory = true)]
        public SessionState? Caller { get; set; }

        /// <inheritdoc/>
        protected override void ProcessRecord()
        {
            var body = Body is byte[] bytes ? bytes : Body is null ? null : Encoding.UTF8.GetBytes(Convert.ToString(Body, CultureInfo.InvariantCulture) ?? "");
            var headers = string.IsNullOrEmpty(ContentType) || body is null ? Array.Empty<(string, string)>() : new[] { ("Content-Type", ContentType!) };
            if (Send(Method, Address(Uri!.OriginalString), body, headers) is not { } response)
            {
                return;
            }

            if (!response.IsSuccess && !SkipHttpErrorCheck)
            {
                Fail(Refused(response));
            }

            Set(StatusCodeVariable, response.StatusCode);
            Set(ResponseHeadersVariable, HeadersOf(response));
            Write(response);
        }

        /// <summary>Terminating, as with the Graph SDK.</summary>
        internal override void Fail(ErrorRecord error) => ThrowTerminatingError(error);

        /// <summary>A path may begin without a slash.</summary>
        private static string Address(string text) =>
            text.Length > 0 && text[0] == '/' || text.IndexOf("://", StringComparison.Ordinal) >= 0 ? text : "/" + text;

        private void Set(string? variable, object value)
        {
            if (!string.IsNullOrEmpty(variable))
            {
                Caller!.PSVariable.Set(variable, value);
            }
        }

        private void Write(GraphResponse response)
        {
            var text = response.ReadText();
            var read = OutputType == "Json" ? null : GraphJson.Read(text);
            if (read is null && OutputType != "Json" && response.IsSuccess && text.Trim() is not ("" or "null") && response.Header("Content-Type")?.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0)
            {
                Fail(Errors.NotGraph(response, Target));
            }

            object? made = read is null ? text : OutputType == "PSObject" ? GraphJson.ToObject(read, name => name) : GraphJson.ToHashtable(read);
            if (text.Length > 0)
            {
                WriteObject(made);
            }
        }

        /// <summary>The details are the whole answer, as with the Graph SDK.</summary>
        private ErrorRecord Refused(GraphResponse response)
        {
            var text = new StringBuilder();
            text.Append(Method.ToString().ToUpperInvariant()).Append(' ').AppendLine(Uri!.OriginalString);
            text.AppendLine($"HTTP/1.1 {response.StatusCode} {(HttpStatusCode)response.StatusCode}");
            foreach (var header in response.Headers)
            {
                text.Append(header.Key).Append(": ").AppendLine(header.Value);
            }

            text.AppendLine().Append(response.ReadText());
            return new ErrorRecord(new GraphRequestException(response), "InvokeGraphHttpResponseException", ErrorCategory.InvalidOperation, Target) { ErrorDetails = new ErrorDetails(text.ToString()) };
        }
    }
}
