using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading;

namespace EntraRevoke.PowerShell;

/// <summary>Signs in.</summary>
[Cmdlet(VerbsCommunications.Connect, "EntraRevoke_Connect", DefaultParameterSetName = "AccessTokenParameterSet")]
public sealed class ConnectCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>A bearer token for Microsoft Graph.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "AccessTokenParameterSet")]
    public SecureString? AccessToken { get; set; }

    /// <summary>User name is the application's id, password its secret.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AppSecretCredentialParameterSet")]
    public PSCredential? ClientSecretCredential { get; set; }

    /// <summary>Tenant id or a verified domain.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AppSecretCredentialParameterSet")]
    public string? TenantId { get; set; }

    /// <summary>Which cloud.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Environment { get; set; } = "Global";

    /// <summary>Without a word.</summary>
    [Parameter]
    public SwitchParameter NoWelcome { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Environments.Find(Environment) is not { } environment)
        {
            WriteError(EnvironmentErrors.Unknown(Environment));
            return;
        }

        RevocationClient? client = null;
        try
        {
            client = new RevocationClient(Options(environment));
            client.Connect(_stop.Token);
            var connection = new Connection(client, ClientSecretCredential != null ? "ClientSecret" : "UserProvidedAccessToken");
            Session.Set(connection);
            client = null;
            Welcome(connection.Client.Context);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C; the earlier session is as it was.
        }
        catch (Exception exception) when (exception is EntraRevokeException or ArgumentException)
        {
            WriteError(Failure(exception));
        }
        finally
        {
            // Of a sign-in that failed or was stopped nothing goes on.
            client?.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    private RevocationClientOptions Options(EntraRevokeEnvironment environment)
    {
        var options = new RevocationClientOptions
        {
            Credential = Credential(),
            Environment = environment.Name,
            UserAgent = $"PowerShell/{Host.Version}",
        };
        if (environment.Type != "Built-in")
        {
            options.GraphEndpoint = new Uri(environment.GraphEndpoint);
            options.AuthorityEndpoint = new Uri(environment.AzureADEndpoint);
        }

        return options;
    }

    private RevocationCredential Credential()
    {
        if (ClientSecretCredential is { } credential)
        {
            return RevocationCredential.FromClientSecret(TenantId ?? "", credential.UserName, credential.GetNetworkCredential().Password);
        }

        return RevocationCredential.FromAccessToken(new NetworkCredential("", AccessToken).Password);
    }

    private static ErrorRecord Failure(Exception exception)
    {
        var record = Errors.From(exception, null);
        var kept = Session.Current is { } earlier ? $" The earlier session ({earlier.Client.Context.ClientId ?? "unknown application"}) stays as it was." : "";
        record.ErrorDetails = new ErrorDetails(exception.Message + kept);
        return record;
    }

    private void Welcome(SessionContext context)
    {
        if (NoWelcome)
        {
            return;
        }

        var who = context.Account ?? context.AppName ?? context.ClientId ?? "an access token that does not tell whose it is";
        var message = $"Connected to tenant {context.TenantId ?? "(not told by the token)"} as {who} ({context.AuthType}, {context.Environment}).";
        WriteInformation(new HostInformationMessage { Message = message }, new[] { "PSHOST" });
    }
}

/// <summary>Forgets the session.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "EntraRevoke_Disconnect")]
[OutputType(typeof(EntraRevokeContext))]
public sealed class DisconnectCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Session.Current is not { } connection)
        {
            WriteError(new ErrorRecord(new InvalidOperationException("No application to sign out from."), "NotConnected", ErrorCategory.ResourceUnavailable, null));
            return;
        }

        var context = new EntraRevokeContext(connection);
        Session.End();
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
        if (Session.Current is { } connection)
        {
            WriteObject(new EntraRevokeContext(connection));
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
        AuthType = context.AuthType;
        TokenCredentialType = connection.CredentialType;
        Account = context.Account;
        AppName = context.AppName;
        Environment = context.Environment;
        GraphEndpoint = context.GraphEndpoint;
        ExpiresOn = context.ExpiresOn;
        LastStopped = Session.LastStopped;
    }

    /// <summary>Application (client) id.</summary>
    public string? ClientId { get; }

    /// <summary>Tenant id.</summary>
    public string? TenantId { get; }

    /// <summary>Delegated scopes, or the application's roles.</summary>
    public IReadOnlyList<string> Scopes { get; }

    /// <summary>AppOnly, Delegated or UserProvidedAccessToken.</summary>
    public string AuthType { get; }

    /// <summary>ClientSecret or UserProvidedAccessToken.</summary>
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
