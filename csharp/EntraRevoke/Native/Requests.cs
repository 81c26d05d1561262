using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;

namespace EntraRevoke.Native;

/// <summary>Sends requests of the caller's own.</summary>
internal static unsafe class Requests
{
    private static long _last;

    internal static GraphResponse Send(Library library, ulong client, GraphRequest request, uint timeout, CancellationToken cancellationToken)
    {
        var tag = (ulong)Interlocked.Increment(ref _last);
        // Called off at this moment it may not be there yet, so it is called off until it has ended.
        using var cancel = new Timer(_ => library.CancelRequest(client, tag, null));
        using var registration = cancellationToken.Register(() => cancel.Change(TimeSpan.Zero, TimeSpan.FromMilliseconds(20)));
        return Send(library, client, request, tag, timeout);
    }

    private static GraphResponse Send(Library library, ulong client, GraphRequest request, ulong tag, uint timeout)
    {
        var proxy = Texts.Of(request.Proxy, request.ProxyCredential, request.ProxyBypass);
        using var texts = new Texts(new[] { request.Url }.Concat(Texts.Of(request.Headers)).Concat(proxy).ToArray());
        var headers = texts.Add(request.Headers);
        var body = request.Body;
        fixed (Header* first = headers)
        {
            fixed (byte* bytes = body)
            {
                var native = new Request
                {
                    StructSize = (uint)sizeof(Request),
                    Method = (uint)request.Method,
                    Url = texts.Add(request.Url),
                    Headers = first,
                    HeaderCount = (nuint)headers.Length,
                    Body = new Str { Data = bytes, Length = (nuint)body.Length },
                    Tag = tag,
                    Proxy = texts.AddProxy(proxy),
                };
                Response* response;
                Error* error;
                library.Check(library.ClientRequest(client, &native, timeout, &response, &error), error, nameof(RevocationClient));
                return Take(library, response);
            }
        }
    }

    private static GraphResponse Take(Library library, Response* response)
    {
        try
        {
            var headers = new KeyValuePair<string, string>[(int)response->HeaderCount];
            for (var place = 0; place < headers.Length; place++)
            {
                var header = response->Headers[place];
                headers[place] = new KeyValuePair<string, string>(Utf8.Read(header.Name) ?? "", Utf8.Read(header.Value) ?? "");
            }

            var body = new byte[checked((int)response->Body.Length)];
            Marshal.Copy((IntPtr)response->Body.Data, body, 0, body.Length);
            return new GraphResponse((int)response->Status, headers, body);
        }
        finally
        {
            library.ResponseFree(response);
        }
    }
}
