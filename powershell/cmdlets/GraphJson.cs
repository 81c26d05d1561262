using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace EntraRevoke.PowerShell;

/// <summary>Microsoft Graph's JSON. The reader is one that .NET and .NET Framework both have.</summary>
internal static class GraphJson
{
    private static readonly Regex Date = new(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant);

    /// <summary>
    /// Dictionaries (names without regard to case), arrays, text, numbers and so on; null for what is no JSON.
    /// </summary>
    internal static object? Read(string text)
    {
        try
        {
            using var reader = JsonReaderWriterFactory.CreateJsonReader(Encoding.UTF8.GetBytes(text), Quotas());
            return Value(XElement.Load(reader));
        }
        catch (Exception exception) when (exception is XmlException or FormatException or OverflowException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>An object; null where it is something else.</summary>
    internal static Dictionary<string, object?>? ReadObject(string text) => Read(text) as Dictionary<string, object?>;

    internal static string? Text(this Dictionary<string, object?>? from, string name) => from != null && from.TryGetValue(name, out var value) ? value as string : null;

    internal static Dictionary<string, object?>? Object(this Dictionary<string, object?>? from, string name) =>
        from != null && from.TryGetValue(name, out var value) ? value as Dictionary<string, object?> : null;

    /// <summary>The time that a text is, if it is one.</summary>
    internal static DateTime? Time(string text) =>
        Date.IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime : null;

    /// <summary>As Invoke-MgGraphRequest gives it: hash tables.</summary>
    internal static object? ToHashtable(object? value) => value switch
    {
        Dictionary<string, object?> fields => new Hashtable(fields.ToDictionary(field => field.Key, field => ToHashtable(field.Value)), StringComparer.OrdinalIgnoreCase),
        object?[] items => items.Select(ToHashtable).ToArray(),
        string text => Time(text) ?? (object)text,
        _ => value,
    };

    /// <summary>Objects with properties.</summary>
    /// <param name="value">What was read.</param>
    /// <param name="name">What a property is called.</param>
    internal static object? ToObject(object? value, Func<string, string> name)
    {
        switch (value)
        {
            case Dictionary<string, object?> fields:
                var made = new PSObject();
                foreach (var field in fields)
                {
                    made.Properties.Add(new PSNoteProperty(name(field.Key), ToObject(field.Value, name)), preValidated: true);
                }

                return made;
            case object?[] items:
                return items.Select(item => ToObject(item, name)).ToArray();
            case string text:
                return Time(text) ?? (object)text;
            default:
                return value;
        }
    }

    private static object? Value(XElement element) => (string?)element.Attribute("type") switch
    {
        "object" => Fields(element),
        "array" => element.Elements().Select(Value).ToArray(),
        "number" => Number(element.Value),
        "boolean" => element.Value == "true",
        "null" => null,
        _ => element.Value,
    };

    private static Dictionary<string, object?> Fields(XElement element)
    {
        var fields = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in element.Elements())
        {
            // A name that XML does not allow stands in an attribute.
            fields[(string?)field.Attribute("item") ?? field.Name.LocalName] = Value(field);
        }

        return fields;
    }

    private static object Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? (object)whole
            : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>As much text as there is, but no deeper than any answer is: depth costs stack, and a stack that overflows ends the host.</summary>
    private static XmlDictionaryReaderQuotas Quotas()
    {
        var quotas = new XmlDictionaryReaderQuotas();
        XmlDictionaryReaderQuotas.Max.CopyTo(quotas);
        quotas.MaxDepth = 100;
        return quotas;
    }
}
