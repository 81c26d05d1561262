using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace EntraRevoke.PowerShell;

/// <summary>Which user an object of the pipeline means, or why it means none.</summary>
internal readonly struct ResolvedTarget
{
    private ResolvedTarget(string userId, string sent, string? userPrincipalName, string? complaint, object? input, bool isExternal = false)
    {
        UserId = userId;
        Sent = sent;
        UserPrincipalName = userPrincipalName;
        Complaint = complaint;
        Input = input;
        IsExternal = isExternal;
    }

    /// <summary>As given.</summary>
    internal string UserId { get; }

    /// <summary>Without what is around it.</summary>
    internal string Sent { get; }

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

    internal static ResolvedTarget User(string userId, string? userPrincipalName, object? input)
    {
        var sent = UserText.Clean(userId);
        return new(userId, sent, userPrincipalName, UserText.Complaint(sent), input);
    }

    internal ResolvedTarget External(bool isGuest) =>
        new(UserId, Sent, UserPrincipalName, Complaint, Input, UserPrincipalName is { } name ? name.IndexOf("#EXT#", StringComparison.OrdinalIgnoreCase) >= 0 : isGuest);

    internal static ResolvedTarget None(string complaint, object? input) => new(input as string ?? "", "", null, complaint, input);
}

/// <summary>
/// Turns what comes through the pipeline or a parameter into users. PowerShell's own binder is not asked: it drops good elements
/// with a bad one, stops at an alias that is null, and makes text of an object that it can't place, which would then be sent.
/// </summary>
internal static class TargetResolver
{
    // Columns of sign-in and audit logs, of groups, devices and applications. The Id of such a row is not a user's.
    private static readonly string[] OtherColumns =
    {
        "AppDisplayName", "AppId", "ClientAppUsed", "CorrelationId", "IpAddress", "ActivityDateTime", "ResourceDisplayName", "OperationName",
        "GroupTypes", "SecurityEnabled", "DeviceId", "ServicePrincipalType",
    };

    // Of the Graph SDK and of the AzureAD module.
    private static readonly Regex ModelType = new(@"(?:\.I?MicrosoftGraph|\bMicrosoft\.Open\.\w+\.Model\.)(\w+?)\d*$", RegexOptions.CultureInvariant);

    private static readonly string[] OtherKinds = { "Group", "Device", "ServicePrincipal", "Application", "Contact" };

    private static readonly string[] UserColumns = { "UserPrincipalName", "UPN", "UserDisplayName", "UserType", "RiskLevel" };

    /// <summary>The object itself, without what PowerShell wraps it in.</summary>
    internal static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>The users meant by one object; nested lists are flattened.</summary>
    internal static IEnumerable<ResolvedTarget> Resolve(object? input)
    {
        // Without recursion: a list may be as deep as it likes, or hold itself, and a stack that overflows ends the host.
        var open = new List<(object? List, IEnumerator Elements)> { (null, new[] { input }.GetEnumerator()) };
        while (open.Count > 0)
        {
            var rest = open[open.Count - 1].Elements;
            if (!rest.MoveNext())
            {
                open.RemoveAt(open.Count - 1);
                continue;
            }

            var element = rest.Current;
            var bare = Bare(element);
            if (LanguagePrimitives.GetEnumerable(bare) is not { } list)
            {
                yield return One(element, bare);
            }
            else if (open.Any(outer => ReferenceEquals(outer.List, bare)))
            {
                yield return ResolvedTarget.None("A list of users has itself as an element. Give users.", null);
            }
            else
            {
                open.Add((bare, list.GetEnumerator()));
            }
        }
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
                return Properties(name => Value(wrapped.Properties[name]), wrapped.Properties.Select(property => property.Name), wrapped.TypeNames, input);
        }
    }

    internal static ResolvedTarget Text(string text, object? input)
    {
        var clean = UserText.Clean(text);
        return clean.Length == 0
            ? ResolvedTarget.None("A user is an empty text. Give an object id or a user principal name.", text)
            : ResolvedTarget.User(text, Upn("", clean), input);
    }

    /// <summary>A property that can't be read is as good as none; the next may do.</summary>
    private static object? Value(PSPropertyInfo? property)
    {
        try
        {
            return property?.Value;
        }
        catch (ExtendedTypeSystemException)
        {
            return null;
        }
    }

    private static ResolvedTarget Properties(Func<string, object?> exact, IEnumerable<string> names, IList<string> types, object? input)
    {
        var property = ByAnySpelling(exact, names);
        var isGuest = string.Equals(Text(property("UserType")), "Guest", StringComparison.OrdinalIgnoreCase);
        return Named(property, names, types, input).External(isGuest);
    }

    /// <summary>By its name, or by one with blanks and the like in it: what portals export has columns such as 'User principal name'.</summary>
    private static Func<string, object?> ByAnySpelling(Func<string, object?> exact, IEnumerable<string> names)
    {
        Dictionary<string, string>? spelled = null;
        return wanted =>
        {
            if (exact(wanted) is { } value)
            {
                return value;
            }

            spelled ??= names.Where(name => name.Length > 0 && char.IsLetter(name[0]) && name.Any(sign => !char.IsLetterOrDigit(sign)) && Delimiter(name) is null)
                .GroupBy(name => new string(name.Where(char.IsLetterOrDigit).ToArray()), StringComparer.OrdinalIgnoreCase)
                .ToDictionary(same => same.Key, same => same.First(), StringComparer.OrdinalIgnoreCase);
            return spelled.TryGetValue(wanted, out var found) ? exact(found) : null;
        };
    }

    private static ResolvedTarget Named(Func<string, object?> property, IEnumerable<string> names, IList<string> types, object? input)
    {
        var name = Text(property("UserPrincipalName")) is { Length: > 0 } full ? full : Text(property("UPN"));

        if (Text(property("UserId")) is { Length: > 0 } userId && (name.Length == 0 || IsId(userId) || userId.IndexOf('@') > 0) && !IsNobody(userId))
        {
            return ResolvedTarget.User(userId, Upn(name, userId), input);
        }

        // A running number, a display name or an old address that stands where an id should must not win over a user principal name:
        // it could be another's.
        bool IsUsable(string id) => name.Length == 0 ? id.Length > 0 : IsId(id);

        // What Graph itself calls a device stays one, though it has its owner's name.
        var told = Kind(property);
        var kind = told ?? KindOfType(types);
        var isOther = IsOther(kind);

        // The Id of a mailbox is the mailbox's name.
        var isMailbox = property("ExternalDirectoryObjectId") != null || types.Any(type => type.Contains(".Exchange."));
        if (!isOther && isMailbox && Text(property("ExternalDirectoryObjectId")) is var directoryId && IsId(directoryId))
        {
            return ResolvedTarget.User(directoryId, Upn(name, directoryId), input);
        }

        var hasOwnId = !isOther && !isMailbox && !OtherColumns.Any(column => property(column) != null);
        if (hasOwnId && Text(property("ObjectId")) is var objectId && IsUsable(objectId))
        {
            return ResolvedTarget.User(objectId, Upn(name, objectId), input);
        }

        if (hasOwnId && Text(property("Id")) is var bareId && IsUsable(bareId) && IsUsersId(property, types, kind, bareId))
        {
            return ResolvedTarget.User(bareId, Upn(name, bareId), input);
        }

        return name.Length > 0 && !IsOther(told) ? ResolvedTarget.User(name, name, input) : ResolvedTarget.None(NoUser(property, isOther ? kind : null, names, types), input);
    }

    private static string NoUser(Func<string, object?> property, string? kind, IEnumerable<string> names, IList<string> types)
    {
        if (kind != null)
        {
            return $"The object is no user but a {kind}: {Describe(names, types)}. Give users.";
        }

        if (names.FirstOrDefault(column => Delimiter(column) != null) is { } header)
        {
            var delimiter = Delimiter(header) == '\t' ? "`t" : Delimiter(header).ToString();
            return $"The row has '{UserText.Shown(header)}' as one column. If that should be several, read the file with Import-Csv -Delimiter \"{delimiter}\".";
        }

        if (new[] { "UserPrincipalName", "UPN", "UserId", "ObjectId", "Id" }.FirstOrDefault(column => Bare(property(column)) is string text && UserText.Clean(text).Length == 0) is { } empty)
        {
            return $"The {empty} is empty, and there is nothing else that tells the user: {Describe(names, types)}. Give an object id or a user principal name.";
        }

        return $"The object has no usable UserId, ObjectId, Id or UserPrincipalName: {Describe(names, types)}. Name the column UserPrincipalName, or select it: | Select-Object @{{n='UserId';e={{$_.YourColumn}}}}.";
    }

    /// <summary>What separates columns in a text that should have been several.</summary>
    private static char? Delimiter(string name) => name.Where(sign => sign is ';' or '\t' or ',' or '|').Select(sign => (char?)sign).FirstOrDefault();

    /// <summary>Whether a property that is just called Id is that of a user.</summary>
    private static bool IsUsersId(Func<string, object?> property, IList<string> types, string? kind, string id) =>
        kind != null
        || UserColumns.Any(column => property(column) != null)
        || types.Any(type => type.EndsWith("User", StringComparison.OrdinalIgnoreCase))
        || ((IsId(id) || id.IndexOf('@') > 0) && IsPlain(types));

    /// <summary>What has a type of its own is what the type says, and only data may be a user's: a script block has a GUID as Id, too.</summary>
    private static bool IsPlain(IList<string> types) =>
        types.Count == 0 || types.Any(type => type.EndsWith("DirectoryObject", StringComparison.Ordinal)
            || type is "System.Management.Automation.PSCustomObject" or "Deserialized.System.Management.Automation.PSCustomObject" or "System.Data.DataRow" or "System.Data.DataRowView");

    private static bool IsId(string text) => Guid.TryParse(text, out var id) && id != Guid.Empty;

    /// <summary>In the logs, for a user who was not found.</summary>
    private static bool IsNobody(string text) => Guid.TryParse(text, out var id) && id == Guid.Empty;

    private static bool IsOther(string? kind) =>
        kind != null && !kind.EndsWith("user", StringComparison.OrdinalIgnoreCase) && !string.Equals(kind, "UserIdentity", StringComparison.OrdinalIgnoreCase);

    /// <summary>What Graph calls the object: #microsoft.graph.user; members of groups say so, on the object or among its additional properties.</summary>
    private static string? Kind(Func<string, object?> property)
    {
        var kind = Text(property("@odata.type"));
        if (kind.Length == 0 && property("AdditionalProperties") is { } more && Bare(more) is IDictionary additional)
        {
            kind = Text(Entry(additional, "@odata.type"));
        }

        if (kind.Length > 0)
        {
            return kind.Split('.').Last();
        }

        // As the AzureAD module and the portal's exports say it.
        return OtherKinds.FirstOrDefault(other => string.Equals(other, Text(property("ObjectType")), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What its type says, which may have Selected. or Deserialized. before it and a number after.</summary>
    private static string? KindOfType(IList<string> types)
    {
        var named = types.Select(type => ModelType.Match(type)).FirstOrDefault(match => match.Success)?.Groups[1].Value;
        return named == "DirectoryObject" ? null : named;
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
            string text => UserText.Clean(text),
            Guid id => id.ToString(),
            _ => "",
        };
    }

    private static string? Upn(string name, string id) => name.Length > 0 ? name : id.IndexOf('@') >= 0 ? id : null;

    private static string Describe(IEnumerable<string> names, IList<string> types)
    {
        var shown = names.Take(8).ToList();
        var type = types.Count > 0 ? types[0] : "Hashtable";
        return string.Format(CultureInfo.InvariantCulture, "{0} with {1}", type, shown.Count > 0 ? UserText.Shown(string.Join(", ", shown), 200) : "no properties");
    }
}
