using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace EntraRevoke;

/// <summary>What Microsoft Graph answered, whatever its status.</summary>
public sealed class GraphResponse
{
    private readonly byte[] _body;

    internal GraphResponse(int statusCode, IReadOnlyList<KeyValuePair<string, string>> headers, byte[] body)
    {
        StatusCode = statusCode;
        Headers = headers;
        _body = body;
    }

    /// <summary>HTTP status.</summary>
    public int StatusCode { get; }

    /// <summary>True for 200 to 299.</summary>
    public bool IsSuccess => StatusCode is >= 200 and < 300;

    /// <summary>Names, in small letters, and values; a name may come more than once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The body.</summary>
    /// <returns>Its bytes, a copy; may be empty.</returns>
    public byte[] ReadBytes() => (byte[])_body.Clone();

    /// <summary>The body as text.</summary>
    /// <returns>The text, of UTF-8.</returns>
    public string ReadText() => Encoding.UTF8.GetString(_body);

    /// <summary>The first value of a header.</summary>
    /// <param name="name">Its name, whatever the case.</param>
    /// <returns>The value, or null.</returns>
    public string? Header(string name) => Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
