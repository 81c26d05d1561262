using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace EntraRevoke.PowerShell;

/// <summary>One Microsoft cloud, or one of the user's own.</summary>
public sealed class EntraRevokeEnvironment
{
    internal EntraRevokeEnvironment(string name, string azureADEndpoint, string graphEndpoint, string type)
    {
        Name = name;
        AzureADEndpoint = azureADEndpoint;
        GraphEndpoint = graphEndpoint;
        Type = type;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Who issues tokens.</summary>
    public string AzureADEndpoint { get; }

    /// <summary>Where Microsoft Graph is.</summary>
    public string GraphEndpoint { get; }

    /// <summary>Built-in or User-defined.</summary>
    public string Type { get; }
}

/// <summary>The environments of this process.</summary>
internal static class Environments
{
    private static readonly object Gate = new();

    private static readonly List<EntraRevokeEnvironment> All = new()
    {
        BuiltIn("Global", "https://login.microsoftonline.com", "https://graph.microsoft.com"),
        BuiltIn("China", "https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"),
        BuiltIn("USGov", "https://login.microsoftonline.us", "https://graph.microsoft.us"),
        BuiltIn("USGovDoD", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
    };

    internal static IReadOnlyList<EntraRevokeEnvironment> List()
    {
        lock (Gate)
        {
            return All.ToArray();
        }
    }

    internal static EntraRevokeEnvironment? Find(string name) => List().FirstOrDefault(known => Same(known, name));

    internal static void Add(EntraRevokeEnvironment environment)
    {
        lock (Gate)
        {
            All.RemoveAll(known => Same(known, environment.Name));
            All.Add(environment);
        }
    }

    internal static void Remove(string name)
    {
        lock (Gate)
        {
            All.RemoveAll(known => Same(known, name));
        }
    }

    /// <summary>Why an endpoint can't be used; null when it can.</summary>
    internal static string? Complaint(string parameter, string endpoint)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri))
        {
            return $"-{parameter} '{endpoint}' is not a URL. Write it like https://graph.microsoft.com.";
        }

        return uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)
            ? null
            : $"-{parameter} '{endpoint}' is not https, and access tokens never travel unencrypted; plain http is for a loopback address only.";
    }

    /// <summary>What a client in it is made of.</summary>
    internal static RevocationClientOptions Options(EntraRevokeEnvironment environment, RevocationCredential credential)
    {
        var options = new RevocationClientOptions { Credential = credential, Environment = environment.Name };
        if (environment.Type != "Built-in")
        {
            options.GraphEndpoint = new Uri(environment.GraphEndpoint);
            options.AuthorityEndpoint = new Uri(environment.AzureADEndpoint);
        }

        return options;
    }

    private static EntraRevokeEnvironment BuiltIn(string name, string authority, string graph) => new(name, authority, graph, "Built-in");

    private static bool Same(EntraRevokeEnvironment known, string name) => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Lists environments.</summary>
[Cmdlet(VerbsCommon.Get, "EntraRevokeEnvironment_List")]
[OutputType(typeof(EntraRevokeEnvironment))]
public sealed class GetEnvironmentCommand : PSCmdlet
{
    /// <summary>Name; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string Name { get; set; } = "*";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var pattern = new WildcardPattern(Name, WildcardOptions.IgnoreCase);
        var found = Environments.List().Where(environment => pattern.IsMatch(environment.Name)).ToList();
        if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(Name))
        {
            WriteError(EnvironmentErrors.Unknown(Name));
        }

        WriteObject(found, enumerateCollection: true);
    }
}

/// <summary>Adds an environment of the user's own.</summary>
[Cmdlet(VerbsCommon.Add, "EntraRevokeEnvironment_Add")]
[OutputType(typeof(EntraRevokeEnvironment))]
public sealed class AddEnvironmentCommand : PSCmdlet
{
    /// <summary>Its name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Who issues tokens.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string AzureADEndpoint { get; set; } = "";

    /// <summary>Where Microsoft Graph is.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotNullOrEmpty]
    public string GraphEndpoint { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Environments.Find(Name) is { Type: "Built-in" })
        {
            WriteError(EnvironmentErrors.BuiltIn(Name, "changed"));
            return;
        }

        var complaint = Environments.Complaint(nameof(GraphEndpoint), GraphEndpoint) ?? Environments.Complaint(nameof(AzureADEndpoint), AzureADEndpoint);
        if (complaint != null)
        {
            WriteError(new ErrorRecord(new ArgumentException(complaint), "EndpointNotUsable", ErrorCategory.InvalidArgument, Name));
            return;
        }

        var environment = new EntraRevokeEnvironment(Name, AzureADEndpoint.TrimEnd('/'), GraphEndpoint.TrimEnd('/'), "User-defined");
        Environments.Add(environment);
        WriteObject(environment);
    }
}

/// <summary>Removes an environment of the user's own.</summary>
[Cmdlet(VerbsCommon.Remove, "EntraRevokeEnvironment_Remove")]
public sealed class RemoveEnvironmentCommand : PSCmdlet
{
    /// <summary>Its name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (Environments.Find(Name))
        {
            case null:
                WriteError(EnvironmentErrors.Unknown(Name));
                break;
            case { Type: "Built-in" }:
                WriteError(EnvironmentErrors.BuiltIn(Name, "removed"));
                break;
            default:
                Environments.Remove(Name);
                break;
        }
    }
}

/// <summary>Errors about environments.</summary>
internal static class EnvironmentErrors
{
    internal static ErrorRecord Unknown(string name)
    {
        var known = string.Join(", ", Environments.List().Select(environment => environment.Name));
        var exception = new ArgumentException($"There is no environment '{name}'. There are {known}; add others with Add-EntraRevokeEnvironment.");
        return new ErrorRecord(exception, "EnvironmentNotFound", ErrorCategory.ObjectNotFound, name);
    }

    internal static ErrorRecord BuiltIn(string name, string what)
    {
        var exception = new ArgumentException($"The environment '{name}' is built in and can't be {what}. Choose another name.");
        return new ErrorRecord(exception, "EnvironmentBuiltIn", ErrorCategory.PermissionDenied, name);
    }
}
