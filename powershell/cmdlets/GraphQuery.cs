using System;
using System.Collections.Generic;
using System.Linq;

namespace EntraRevoke.PowerShell;

/// <summary>What a request to Graph for a list asks for, and what its answer has.</summary>
internal static class GraphQuery
{
    /// <summary><c>?$select=…</c> and so on; empty where nothing is asked for.</summary>
    internal static string Text(params (string Name, string? Value)[] parts)
    {
        var given = parts.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}");
        var text = string.Join("&", given);
        return text.Length > 0 ? "?" + text : "";
    }

    internal static string? Joined(string[]? names) => names is null ? null : string.Join(",", names);

    /// <summary>What is on a page.</summary>
    internal static IEnumerable<Dictionary<string, object?>> Items(Dictionary<string, object?>? page) =>
        page != null && page.TryGetValue("value", out var value) && value is object?[] items ? items.OfType<Dictionary<string, object?>>() : Array.Empty<Dictionary<string, object?>>();
}
