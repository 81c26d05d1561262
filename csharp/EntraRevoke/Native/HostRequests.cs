using System;
using System.Text;
using System.Threading;

namespace EntraRevoke.Native;

/// <summary>Answers what a client wants of its host, on a thread of its own, until the client is closed.</summary>
/// <remarks>It knows the client by its number alone, so that one that nobody holds any more can be closed by its finalizer.</remarks>
internal sealed unsafe class HostRequests
{
    private readonly Library _library;
    private readonly ulong _client;
    private readonly RevocationCredential _credential;

    private HostRequests(Library library, ulong client, RevocationCredential credential)
    {
        _library = library;
        _client = client;
        _credential = credential;
    }

    internal static void Start(Library library, ulong client, RevocationCredential credential)
    {
        var requests = new HostRequests(library, client, credential);
        new Thread(requests.Run) { IsBackground = true, Name = "EntraRevoke host requests" }.Start();
    }

    private void Run()
    {
        HostRequest* request;
        while (_library.NextHostRequest(_client, 60_000, &request, null) == 0)
        {
            if (request != null)
            {
                Serve(request);
            }
        }
    }

    private void Serve(HostRequest* request)
    {
        var id = request->Id;
        try
        {
            switch (request->Kind)
            {
                case 1 when _credential.GetToken is { } get:
                    var token = get(Utf8.Read(request->Claims), CancellationToken.None).GetAwaiter().GetResult();
                    Answer(id, token.Token, token.ExpiresOn?.ToUnixTimeMilliseconds() ?? 0, Array.Empty<byte>(), null);
                    break;
                case 2 when _credential.Sign is { } sign:
                    Answer(id, null, 0, sign(Encoding.UTF8.GetBytes(Utf8.Read(request->Payload) ?? "")), null);
                    break;
                case 3:
                    _credential.ShowDeviceCode?.Invoke(
                        new DeviceCodePrompt(
                            Utf8.Read(request->Message) ?? "",
                            Utf8.Read(request->UserCode) ?? "",
                            Utf8.Read(request->Uri) ?? "",
                            TimeSpan.FromMilliseconds(request->ExpiresInMs)));
                    break;
                case 4:
                    _credential.OpenBrowser?.Invoke(new Uri(Utf8.Read(request->Uri) ?? ""));
                    break;
            }
        }
        catch (Exception exception)
        {
            // Whatever the caller's delegate throws is the answer to those who wait; nothing may leave this thread.
            var message = string.IsNullOrEmpty(exception.Message) ? exception.GetType().Name : exception.Message;
            Answer(id, null, 0, Array.Empty<byte>(), message);
        }
        finally
        {
            _library.HostRequestFree(request);
        }
    }

    /// <summary>An answer that comes too late is refused, and that is all right.</summary>
    private void Answer(ulong id, string? token, long expires, byte[] signature, string? refusal)
    {
        using var texts = new Texts(token, refusal);
        fixed (byte* bytes = signature)
        {
            var answer = new HostAnswer
            {
                StructSize = (uint)sizeof(HostAnswer),
                Token = texts.Add(token),
                ExpiresAtUnixMs = expires,
                Signature = new Str { Data = bytes, Length = (nuint)signature.Length },
                Refusal = texts.Add(refusal),
            };
            _ = _library.AnswerHostRequest(_client, id, &answer, null);
        }
    }
}
