using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace EntraRevoke.PowerShell;

/// <summary>Which user an object of the pipeline means, or why it means none.</summary>
internal readonly struct ResolvedTarget
{
    private ResolvedTarget(string? userId, string? userPrincipalName, string? complaint, object? input, bool isExternal = false)
    {
        UserId = userId ?? "";
        UserPrincipalName = userPrincipalName;
        Complaint = complaint;
        Input = input;
        IsExternal = isExternal;
    }

    internal string UserId { get; }

    /// <summary>Where the object told it.</summary>
    internal string? UserPrincipalName { get; }

    /// <summary>
    /// The object tells that another tenant holds the sessions: by its name, or, where it has none, by its type. A guest with a
    /// name of this tenant is an internal one.
    /// </summary>
    internal bool IsExternal { get; }

    /// <summary>Why the object can't be used; null when it can.</summary>
    internal string? Complaint { get; }

    internal object? Input { get; }

    internal static ResolvedTarget User(string userId, string? userPrincipalName, object? input) => new(userId, userPrincipalName, null, input);

    internal ResolvedTarget External(bool isGuest) =>
        new(UserId, UserPrincipalName, Complaint, Input, UserPrincipalName is { } name ? name.IndexOf("#EXT#", StringComparison.OrdinalIgnoreCase) >= 0 : isGuest);

    internal static ResolvedTarget None(string complaint, object? input) => new(null, null, complaint, input);
}

/// <summary>
/// Turns what comes through the pipeline or a parameter into users. PowerShell's own binder is not asked: it drops good elements
/// with a bad one, stops at an alias that is null, and makes text of an object that it can't place, which would then be sent.
/// </summary>
internal static class TargetResolver
{
    // Columns of sign-in and audit logs. The Id of such a row is not a user's.
    private static readonly string[] LogColumns =
    {
        "AppDisplayName", "AppId", "ClientAppUsed", "CorrelationId", "IpAddress", "ActivityDateTime", "ResourceDisplayName", "OperationName",
    };

    private static readonly string[] UserColumns = { "UserPrincipalName", "UPN", "UserDisplayName", "UserType", "RiskLevel" };

    /// <summary>The object itself, without what PowerShell wraps it in.</summary>
    internal static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>The users meant by one object; nested lists are flattened.</summary>
    internal static IEnumerable<ResolvedTarget> Resolve(object? input)
    {
        var bare = Bare(input);
        if (bare is IEnumerable list && bare is not string && bare is not IDictionary)
        {
            foreach (var element in list)
            {
                foreach (var resolved in Resolve(element))
                {
                    yield return resolved;
                }
            }

            yield break;
        }

        yield return One(input, bare);
    }

    private static ResolvedTarget One(object? input, object? bare)
    {
        switch (bare)
        {
            case null:
                return ResolvedTarget.None("A user is $null. Give an object id or a user principal name.", null);
            case string text:
                return Text(text, input);
            case Guid id:
                return ResolvedTarget.User(id.ToString(), null, input);
            case IDictionary dictionary:
                return Properties(name => Entry(dictionary, name), dictionary.Keys.Cast<object>().Select(Text), Array.Empty<string>(), input);
            default:
                var wrapped = PSObject.AsPSObject(input!);
                return Properties(name => wrapped.Properties[name]?.Value, wrapped.Properties.Select(property => property.Name), wrapped.TypeNames, input);
        }
    }

    internal static ResolvedTarget Text(string text, object? input)
    {
        return string.IsNullOrWhiteSpace(text)
            ? ResolvedTarget.None("A user is an empty text. Give an object id or a user principal name.", input)
            : ResolvedTarget.User(text, text.IndexOf('@') >= 0 ? text : null, input);
    }

    private static ResolvedTarget Properties(Func<string, object?> property, IEnumerable<string> names, IList<string> types, object? input)
    {
        var isGuest = string.Equals(Text(property("UserType")), "Guest", StringComparison.OrdinalIgnoreCase);
        return Named(property, names, types, input).External(isGuest);
    }

    private static ResolvedTarget Named(Func<string, object?> property, IEnumerable<string> names, IList<string> types, object? input)
    {
        var name = Text(property("UserPrincipalName")) is { Length: > 0 } full ? full : Text(property("UPN"));
        foreach (var candidate in new[] { "UserId", "ObjectId" })
        {
            if (Text(property(candidate)) is { Length: > 0 } id)
            {
                return ResolvedTarget.User(id, Upn(name, id), input);
            }
        }

        var kind = Kind(property);
        if (kind != null && !kind.EndsWith("user", StringComparison.OrdinalIgnoreCase))
        {
            return ResolvedTarget.None($"The object is no user but a {kind.Split('.').Last()}: {Describe(names, types)}. Give users.", input);
        }

        // A running number or a display name called Id must not win over a user principal name.
        if (Text(property("Id")) is { Length: > 0 } bareId && IsUsersId(property, types, kind, bareId) && (name.Length == 0 || IsId(bareId)))
        {
            return ResolvedTarget.User(bareId, Upn(name, bareId), input);
        }

        return name.Length > 0
            ? ResolvedTarget.User(name, name, input)
            : ResolvedTarget.None($"The object has no usable UserId, ObjectId, Id or UserPrincipalName: {Describe(names, types)}. Name the column UserPrincipalName, or select it: | Select-Object @{{n='UserId';e={{$_.YourColumn}}}}.", input);
    }

    /// <summary>Whether a property that is just called Id is that of a user.</summary>
    private static bool IsUsersId(Func<string, object?> property, IList<string> types, string? kind, string id)
    {
        if (LogColumns.Any(column => property(column) != null))
        {
            return false;
        }

        return kind != null
            || UserColumns.Any(column => property(column) != null)
            || types.Any(type => type.EndsWith("User", StringComparison.OrdinalIgnoreCase))
            || IsId(id);
    }

    private static bool IsId(string text) => Guid.TryParse(text, out _) || text.IndexOf('@') > 0;

    /// <summary>What Graph calls the object: #microsoft.graph.user; members of groups say so, on the object or among its additional properties.</summary>
    private static string? Kind(Func<string, object?> property)
    {
        var kind = Text(property("@odata.type"));
        if (kind.Length == 0 && property("AdditionalProperties") is { } more && Bare(more) is IDictionary additional)
        {
            kind = Text(Entry(additional, "@odata.type"));
        }

        return kind.Length > 0 ? kind : null;
    }

    private static object? Entry(IDictionary dictionary, string name)
    {
        var key = dictionary.Keys.Cast<object>().FirstOrDefault(candidate => string.Equals(Text(candidate), name, StringComparison.OrdinalIgnoreCase));
        return key == null ? null : dictionary[key];
    }

    /// <summary>The text of a value that can be an id; empty for one that can't.</summary>
    private static string Text(object? value)
    {
        return Bare(value) switch
        {
            string text => text.Trim(),
            Guid id => id.ToString(),
            _ => "",
        };
    }

    private static string? Upn(string name, string id) => name.Length > 0 ? name : id.IndexOf('@') >= 0 ? id : null;

    private static string Describe(IEnumerable<string> names, IList<string> types)
    {
        var shown = names.Take(8).ToList();
        var type = types.Count > 0 ? types[0] : "Hashtable";
        return string.Format(CultureInfo.InvariantCulture, "{0} with {1}", type, shown.Count > 0 ? string.Join(", ", shown) : "no properties");
    }
}
