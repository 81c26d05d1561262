using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Graph.PowerShell.Models;

namespace EntraRevoke.PowerShell;

/// <summary>
/// A resource with the properties of the Graph SDK's model. What the service did not send is null; what the model does not have is
/// among the additional properties. Compiled, and not put together of notes, because there may be a hundred thousand of them.
/// </summary>
public abstract class GraphModel
{
    private static readonly ConcurrentDictionary<Type, Dictionary<string, PropertyInfo>> Known = new();

    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>What the service sent besides.</summary>
    public Dictionary<string, object?> AdditionalProperties { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes what the service sent.</summary>
    internal void Fill(Dictionary<string, object?> fields)
    {
        var known = Known.GetOrAdd(GetType(), type => type.GetProperties().Where(property => property.CanWrite).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase));
        foreach (var field in fields)
        {
            if (known.TryGetValue(field.Key, out var property))
            {
                _values[property.Name] = Converted(field.Value, property.PropertyType);
            }
            else
            {
                AdditionalProperties[field.Key] = field.Value;
            }
        }
    }

    /// <summary>Value of the property that asks.</summary>
    protected object? Value([CallerMemberName] string name = "") => _values.TryGetValue(name, out var value) ? value : null;

    /// <summary>A text.</summary>
    protected string? Text([CallerMemberName] string name = "") => Value(name) as string;

    /// <summary>Texts.</summary>
    protected string[]? Texts([CallerMemberName] string name = "") => Value(name) as string[];

    /// <summary>Yes or no.</summary>
    protected bool? Flag([CallerMemberName] string name = "") => Value(name) as bool?;

    /// <summary>A time, UTC.</summary>
    protected DateTime? Time([CallerMemberName] string name = "") => Value(name) as DateTime?;

    /// <summary>A number.</summary>
    protected int? Number([CallerMemberName] string name = "") => Value(name) as int?;

    /// <summary>Sets the property that asks.</summary>
    protected void Put(object? value, [CallerMemberName] string name = "") => _values[name] = value;

    private static object? Converted(object? value, Type type)
    {
        if (value is null)
        {
            return null;
        }

        return type == typeof(string) ? Convert.ToString(value, CultureInfo.InvariantCulture)
            : type == typeof(string[]) ? (value as object?[])?.Select(item => Convert.ToString(item, CultureInfo.InvariantCulture)).ToArray()
            : type == typeof(DateTime?) ? GraphJson.Time(value as string ?? "")
            : type == typeof(int?) ? (value is long whole ? (int)whole : null)
            : type == typeof(bool?) ? value as bool?
            : Nested(value);
    }

    /// <summary>Related directory objects are such; parts of a resource have its properties in the SDK's spelling.</summary>
    private static object? Nested(object value)
    {
        switch (value)
        {
            case object?[] items:
                return items.Select(item => item is null ? null : Nested(item)).ToArray();
            case Dictionary<string, object?> fields when fields.ContainsKey("id") && fields.ContainsKey("@odata.type"):
                var related = new MicrosoftGraphDirectoryObject();
                related.Fill(fields);
                return related;
            default:
                return GraphJson.ToObject(value, name => char.ToUpperInvariant(name[0]) + name.Substring(1));
        }
    }
}
