using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;

namespace EntraRevoke.PowerShell;

/// <summary>The dictionary of a -Headers parameter as names and values.</summary>
internal static class HttpHeaders
{
    internal static IEnumerable<KeyValuePair<string, string>> Of(IDictionary? headers)
    {
        foreach (DictionaryEntry header in headers ?? new Hashtable())
        {
            yield return new KeyValuePair<string, string>(Text(header.Key), Text(header.Value));
        }
    }

    private static string Text(object? value) => Convert.ToString(TargetResolver.Bare(value), CultureInfo.InvariantCulture) ?? "";
}
