using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.Http;

namespace EntraRevoke.PowerShell;

/// <summary>
/// What the Microsoft Graph PowerShell SDK tells of its session, by the one way that it supports for others: its own commands.
/// Its assemblies are never touched; they live in a load context of their own.
/// </summary>
/// <remarks>All of it runs commands, so it belongs on the thread of the caller's pipeline.</remarks>
internal static class GraphSdk
{
    private const string Module = "Microsoft.Graph.Authentication";

    // Nothing of what is done here may show in the caller's streams; a debug stream would show headers. What is written as
    // information comes out whatever the preference.
    private const string Unseen = " 3>$null 4>$null 5>$null 6>$null";

    private const string Quietly =
        "$DebugPreference = $VerbosePreference = $InformationPreference = $WarningPreference = $ProgressPreference = 'SilentlyContinue'; "
        + "$ErrorActionPreference = 'Stop'; $WhatIfPreference = $false; $ConfirmPreference = 'None'; ";

    // A stand-in of our own has its name, and says in its manifest that it is one.
    private const string Whose = " | ForEach-Object { if ($_.PrivateData -is [hashtable] -and $_.PrivateData.ContainsKey('EntraRevoke')) { 'ours' } else { 'theirs' } }";

    // Small, and permitted or not, the request has the token.
    private const string Request = "/v1.0/organization?$select=id";

    [ThreadStatic]
    private static bool _isAsking;

    /// <summary>Its session, if there is one. Loads no module that is not there yet.</summary>
    internal static GraphContext? Context(PSCmdlet caller)
    {
        // The command that is asked may be a stand-in of our own, loaded this moment, which asks us in turn.
        if (_isAsking)
        {
            return null;
        }

        _isAsking = true;
        try
        {
            return IsLoaded(caller) && Run(caller, Quietly + Module + @"\Get-MgContext").FirstOrDefault(found => found != null) is { } context ? new GraphContext(context) : null;
        }
        finally
        {
            _isAsking = false;
        }
    }

    /// <summary>Where its cloud is; null where it does not know the cloud.</summary>
    internal static EntraRevokeEnvironment? Environment(PSCmdlet caller, string name)
    {
        var found = Run(caller, "param($name) " + Quietly + Module + @"\Get-MgEnvironment -Name $name -ErrorAction SilentlyContinue", name).FirstOrDefault(known => known != null);
        return Text(found, "GraphEndpoint") is { } graph && Text(found, "AzureADEndpoint") is { } authority
            ? new EntraRevokeEnvironment(name, authority.TrimEnd('/'), graph.TrimEnd('/'), "User-defined")
            : null;
    }

    /// <summary>The access token that it sends to Microsoft Graph at this moment; it renews its own before.</summary>
    /// <exception cref="SessionException">There is none that can be used.</exception>
    internal static RevocationAccessToken Token(PSCmdlet caller, Uri graph)
    {
        var answer = Run(caller, "param($uri) " + Quietly + Module + @"\Invoke-MgGraphRequest -Method GET -Uri $uri -OutputType HttpResponseMessage -SkipHttpErrorCheck", Request);
        using var response = answer.Select(item => item?.BaseObject).OfType<HttpResponseMessage>().FirstOrDefault()
            ?? throw new SessionException("The session of Connect-MgGraph can't be used: Invoke-MgGraphRequest gave no HTTP response. Update Microsoft.Graph.Authentication, or sign in with Connect-EntraRevoke.");
        var request = response.RequestMessage;
        if (request?.Headers.Authorization is not { Parameter: { } token } authorization)
        {
            throw new SessionException("The session of Connect-MgGraph can't be used: its request carried no access token. Connect again with Connect-MgGraph, or sign in with Connect-EntraRevoke.");
        }

        if (!string.Equals(authorization.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            throw new SessionException(
                $"The session of Connect-MgGraph can't be used: its tokens ({authorization.Scheme}) are bound to its own requests. "
                + "Sign in with Connect-EntraRevoke, or turn the binding off (Set-MgGraphOption -DisableATPoP) and connect again.");
        }

        if (request.RequestUri is not { } uri || uri.GetLeftPart(UriPartial.Authority) != graph.GetLeftPart(UriPartial.Authority))
        {
            throw new SessionException($"The session of Connect-MgGraph can't be used: its request went to {request.RequestUri?.Host}, and not to {graph.Host}, the host of its environment.");
        }

        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw new SessionException("Microsoft Graph refuses the access token of the Connect-MgGraph session (401). Connect again with Connect-MgGraph, or sign in with Connect-EntraRevoke.");
        }

        return new RevocationAccessToken(token);
    }

    internal static string? Text(PSObject? from, string property) => from?.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Here, or in another runspace of this process: the SDK's session is one for all.</summary>
    private static bool IsLoaded(PSCmdlet caller)
    {
        var whose = Run(caller, Quietly + "Get-Module -Name " + Module + Whose).Select(answer => answer.ToString()).ToList();
        return whose.Contains("theirs") || (whose.Count == 0 && AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == Module));
    }

    private static Collection<PSObject> Run(PSCmdlet caller, string script, params object[] arguments)
    {
        try
        {
            return caller.InvokeCommand.InvokeScript(true, ScriptBlock.Create(script + Unseen), null, arguments);
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            throw new SessionException($"The session of Connect-MgGraph can't be used: {exception.Message} Connect again with Connect-MgGraph, or sign in with Connect-EntraRevoke.", exception);
        }
    }
}

/// <summary>What Get-MgContext says.</summary>
internal sealed class GraphContext
{
    private readonly object _itself;
    private readonly List<string?> _parts;

    internal GraphContext(PSObject context)
    {
        // All custom objects have the same base object.
        _itself = context.BaseObject is PSCustomObject ? context : context.BaseObject;
        TenantId = GraphSdk.Text(context, "TenantId");
        ClientId = GraphSdk.Text(context, "ClientId");
        AuthType = GraphSdk.Text(context, "AuthType") ?? "Unknown";
        CredentialType = GraphSdk.Text(context, "TokenCredentialType") ?? "Unknown";
        Environment = GraphSdk.Text(context, "Environment") ?? "Global";
        _parts = new List<string?> { TenantId, ClientId, AuthType, CredentialType, Environment, GraphSdk.Text(context, "Account"), GraphSdk.Text(context, "CertificateThumbprint") };
    }

    internal string? TenantId { get; }

    internal string? ClientId { get; }

    /// <summary>Delegated, AppOnly, UserProvidedAccessToken and so on.</summary>
    internal string AuthType { get; }

    internal string CredentialType { get; }

    internal string Environment { get; }

    /// <summary>
    /// True when it is the same session, beyond doubt: what is alike in all that it tells, but does not tell whose it is, may be
    /// another tenant's.
    /// </summary>
    internal bool IsSame(GraphContext other)
    {
        var tellsWhose = TenantId != null && ClientId != null && AuthType != "UserProvidedAccessToken";
        return ReferenceEquals(_itself, other._itself) || (tellsWhose && _parts.SequenceEqual(other._parts));
    }
}

/// <summary>A session can't be used; the message says why and what to do.</summary>
internal sealed class SessionException : Exception
{
    internal SessionException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Another command disconnected.</summary>
    internal static SessionException Ended => new("The session was ended while this ran. Connect again, and run it again for this user.");
}
