using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Runtime.InteropServices;

namespace EntraRevoke.Native;

/// <summary>Room for several texts of one call, wiped afterwards: some of them are secrets.</summary>
internal sealed unsafe class Texts : IDisposable
{
    private readonly byte[] _bytes;
    private GCHandle _pin;
    private int _used;

    internal Texts(params string?[] texts)
    {
        var most = 1;
        foreach (var text in texts)
        {
            most += Utf8.Most(text?.Length ?? 0);
        }

        _bytes = new byte[most];
        _pin = GCHandle.Alloc(_bytes, GCHandleType.Pinned);
    }

    public void Dispose()
    {
        Array.Clear(_bytes, 0, _bytes.Length);
        _pin.Free();
    }

    internal static string?[] Of(IEnumerable<KeyValuePair<string, string>> headers) =>
        headers.SelectMany(header => new[] { header.Key, header.Value }).ToArray();

    internal static string?[] Of(Uri? proxy, NetworkCredential? credential, string? bypass) =>
        new[] { proxy?.OriginalString, string.IsNullOrEmpty(credential?.Domain) ? credential?.UserName : $"{credential!.Domain}\\{credential.UserName}", credential?.Password, bypass };

    internal Header[] Add(IEnumerable<KeyValuePair<string, string>> headers) =>
        headers.Select(header => new Header { Name = Add(header.Key), Value = Add(header.Value) }).ToArray();

    /// <summary>What <see cref="Of(Uri, NetworkCredential, string)"/> gives.</summary>
    internal Proxy AddProxy(string?[] proxy) => new() { Url = Add(proxy[0]), User = Add(proxy[1]), Password = Add(proxy[2]), Bypass = Add(proxy[3]) };

    internal Str Add(string? text)
    {
        var written = Utf8.Write(text, (byte*)_pin.AddrOfPinnedObject() + _used, _bytes.Length - _used);
        _used += (int)written.Length;
        return written;
    }
}
