using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace EntraRevoke.PowerShell;

/// <summary>Forgets the session.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "EntraRevoke_Disconnect")]
[OutputType(typeof(EntraRevokeContext))]
public sealed class DisconnectCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Session.Open is not { } connection)
        {
            WriteError(new ErrorRecord(new InvalidOperationException("No application to sign out from."), "NotConnected", ErrorCategory.ResourceUnavailable, null));
            return;
        }

        var context = new EntraRevokeContext(connection);
        Session.End();
        if (connection is BorrowedConnection)
        {
            WriteWarning("The session was that of Connect-MgGraph, which goes on and serves the next command. Disconnect-MgGraph ends it.");
        }

        WriteObject(context);
    }
}

/// <summary>Tells who is connected.</summary>
[Cmdlet(VerbsCommon.Get, "EntraRevokeContext_Get")]
[OutputType(typeof(EntraRevokeContext))]
public sealed class GetContextCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (Session.Find(this) is { } connection)
            {
                WriteObject(new EntraRevokeContext(connection));
            }
        }
        catch (SessionException exception)
        {
            WriteError(Errors.SessionNotUsable(exception, null));
        }
    }
}

/// <summary>Who is connected to what, and with what; never a token.</summary>
public sealed class EntraRevokeContext
{
    internal EntraRevokeContext(Connection connection)
    {
        var context = connection.Client.Context;
        ClientId = context.ClientId;
        TenantId = context.TenantId;
        Scopes = context.Scopes;
        AuthType = connection.AuthType;
        TokenCredentialType = connection.CredentialType;
        Account = context.Account;
        AppName = context.AppName;
        Environment = context.Environment;
        GraphEndpoint = context.GraphEndpoint;
        ExpiresOn = context.ExpiresOn;
        Source = connection.Source;
        LastStopped = Session.LastStopped;
    }

    /// <summary>Where the session comes from: Connect-EntraRevoke, or Connect-MgGraph (which Connect-Entra calls).</summary>
    public string Source { get; }

    /// <summary>Application (client) id.</summary>
    public string? ClientId { get; }

    /// <summary>Tenant id.</summary>
    public string? TenantId { get; }

    /// <summary>Delegated scopes, or the application's roles.</summary>
    public IReadOnlyList<string> Scopes { get; }

    /// <summary>AppOnly, Delegated, UserProvidedAccessToken, ManagedIdentity or EnvironmentVariable.</summary>
    public string AuthType { get; }

    /// <summary>ClientSecret, ClientCertificate, InteractiveBrowser, DeviceCode and so on.</summary>
    public string TokenCredentialType { get; }

    /// <summary>The signed-in user's principal name.</summary>
    public string? Account { get; }

    /// <summary>The application's name.</summary>
    public string? AppName { get; }

    /// <summary>Which cloud.</summary>
    public string Environment { get; }

    /// <summary>Where its Microsoft Graph is.</summary>
    public string GraphEndpoint { get; }

    /// <summary>When the token ends.</summary>
    public DateTimeOffset? ExpiresOn { get; }

    /// <summary>The last run that was stopped before its end; null if none was.</summary>
    public StoppedRun? LastStopped { get; }
}
