using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;

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

    /// <summary>For those who may see which there are, and not what is in them.</summary>
    internal static IDictionary WithoutValues(IDictionary headers)
    {
        var shown = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var header in Of(headers))
        {
            // A name that is none may have a whole header in it.
            shown[Regex.Match(header.Key, "^[A-Za-z0-9._-]*").Value] = "(not shown)";
        }

        return shown;
    }

    private static string Text(object? value) => Convert.ToString(TargetResolver.Bare(value), CultureInfo.InvariantCulture) ?? "";
}
