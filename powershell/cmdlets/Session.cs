using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace EntraRevoke.PowerShell;

/// <summary>
/// The session of this process: all runspaces share it, as they share the one of Connect-MgGraph, and with it one bucket and one
/// set of connections. Where there is none of our own, that of Connect-MgGraph or Connect-Entra serves.
/// </summary>
internal static class Session
{
    private static readonly object Gate = new();
    private static Connection? _own;
    private static BorrowedConnection? _borrowed;

    /// <summary>The one that Connect-EntraRevoke made.</summary>
    internal static Connection? Own
    {
        get
        {
            lock (Gate)
            {
                return _own;
            }
        }
    }

    /// <summary>The one that is open, whosever it is.</summary>
    internal static Connection? Open
    {
        get
        {
            lock (Gate)
            {
                return _own ?? _borrowed;
            }
        }
    }

    /// <summary>The last run that was stopped before its end.</summary>
    internal static StoppedRun? LastStopped { get; set; }

    /// <summary>The one that a command uses; null where nobody is connected.</summary>
    /// <param name="caller">A command, on its pipeline's thread.</param>
    /// <exception cref="SessionException">There is one that can't be used.</exception>
    internal static Connection? Find(PSCmdlet caller)
    {
        if (Own is { } own)
        {
            return own;
        }

        if (GraphSdk.Context(caller) is not { } context)
        {
            Keep(null);
            return null;
        }

        return Borrowed(context) ?? Keep(BorrowedConnection.Open(caller, context));
    }

    /// <summary>One that is open already and still holds. Opens none, and asks nobody to sign in.</summary>
    internal static Connection? Known(PSCmdlet caller) =>
        Open is BorrowedConnection known ? (GraphSdk.Context(caller) is { } now && known.Context.IsSame(now) ? known : null) : Own;

    /// <summary>
    /// Takes the place of an earlier one, which goes on serving the jobs that it has and is closed when they are done.
    /// </summary>
    internal static void Set(Connection connection)
    {
        lock (Gate)
        {
            (_own, _borrowed) = (connection, null);
        }
    }

    /// <summary>Forgets it all; what runs on it ends.</summary>
    internal static void End()
    {
        Connection? own, borrowed;
        lock (Gate)
        {
            (own, borrowed) = (_own, _borrowed);
            (_own, _borrowed) = (null, null);
        }

        own?.Client.Dispose();
        borrowed?.Client.Dispose();
    }

    private static BorrowedConnection? Borrowed(GraphContext context)
    {
        lock (Gate)
        {
            return _borrowed is { } known && known.Context.IsSame(context) ? known : null;
        }
    }

    private static BorrowedConnection? Keep(BorrowedConnection? connection)
    {
        lock (Gate)
        {
            return _borrowed = connection;
        }
    }
}

/// <summary>A client and how it came to be.</summary>
internal class Connection
{
    private readonly string? _authType;

    internal Connection(RevocationClient client, string credentialType, string? authType)
    {
        _authType = authType;
        Client = client;
        CredentialType = credentialType;
    }

    internal RevocationClient Client { get; }

    internal string CredentialType { get; }

    internal string AuthType => _authType ?? Client.Context.AuthType;

    /// <summary>The command that signed in.</summary>
    internal virtual string Source => "Connect-EntraRevoke";

    /// <summary>A command begins to use it ...</summary>
    internal virtual void Enter()
    {
    }

    /// <summary>... looks after it now and then, on its pipeline's thread ...</summary>
    internal virtual void Look(PSCmdlet caller)
    {
    }

    /// <summary>... and ends.</summary>
    internal virtual void Leave()
    {
    }
}

/// <summary>A client with the tokens of the session that Connect-MgGraph or Connect-Entra made.</summary>
internal sealed class BorrowedConnection : Connection
{
    private readonly TokenDesk _desk;
    private readonly Uri _graph;

    private BorrowedConnection(RevocationClient client, GraphContext context, TokenDesk desk, Uri graph)
        : base(client, context.CredentialType, context.AuthType)
    {
        Context = context;
        _desk = desk;
        _graph = graph;
    }

    internal GraphContext Context { get; }

    internal override string Source => "Connect-MgGraph";

    internal static BorrowedConnection Open(PSCmdlet caller, GraphContext context)
    {
        var environment = Environment(caller, context.Environment);
        var graph = new Uri(environment.GraphEndpoint);
        var desk = new TokenDesk(Token(caller, context, graph));
        var options = Environments.Options(environment, RevocationCredential.FromCallback((_, _) => desk.Get()));
        options.UserAgent = $"PowerShell/{caller.Host.Version}";
        var client = new RevocationClient(options);
        try
        {
            client.Connect();
        }
        catch (EntraRevokeException exception)
        {
            client.Dispose();
            throw new SessionException($"The session of Connect-MgGraph can't be used: {exception.Message}", exception);
        }

        if (context.TenantId is { } tenant && client.Context.TenantId is { } actual && !string.Equals(tenant, actual, StringComparison.OrdinalIgnoreCase))
        {
            client.Dispose();
            throw new SessionException($"The session of Connect-MgGraph can't be used: it says that its tenant is {tenant}, and its token is for {actual}. Connect again with Connect-MgGraph.");
        }

        if (client.Context.MissingPermission is { } missing)
        {
            caller.WriteWarning(missing);
        }

        return new BorrowedConnection(client, context, desk, graph);
    }

    internal override void Enter() => _desk.Enter();

    internal override void Look(PSCmdlet caller) => _desk.Look(() =>
    {
        Check(caller, Context);
        return Token(caller, Context, _graph);
    });

    internal override void Leave() => _desk.Leave();

    /// <summary>The session's token: another runspace may replace the session at any moment, also while it is read.</summary>
    private static RevocationAccessToken Token(PSCmdlet caller, GraphContext context, Uri graph)
    {
        var token = GraphSdk.Token(caller, graph);
        Check(caller, context);
        return token;
    }

    private static void Check(PSCmdlet caller, GraphContext context)
    {
        if (GraphSdk.Context(caller) is not { } now || !now.IsSame(context))
        {
            throw new SessionException("The session of Connect-MgGraph was ended or replaced while this ran, and its token could not be renewed. Run it again for these users.");
        }
    }

    private static EntraRevokeEnvironment Environment(PSCmdlet caller, string name)
    {
        var known = Environments.Find(name);
        var environment = GraphSdk.Environment(caller, name) ?? known
            ?? throw new SessionException($"The session of Connect-MgGraph can't be used: there is no environment '{name}'. Add it with Add-EntraRevokeEnvironment.");
        if (known is { Type: "Built-in" } && known.GraphEndpoint == environment.GraphEndpoint)
        {
            return known;
        }

        return Environments.Complaint("GraphEndpoint", environment.GraphEndpoint) is { } complaint ? throw new SessionException(complaint) : environment;
    }
}

/// <summary>A run that was stopped, for whoever wants to go on with it.</summary>
public sealed class StoppedRun
{
    internal StoppedRun(int submitted, IReadOnlyList<RevocationResult> results)
    {
        Submitted = submitted;
        Results = results;
    }

    /// <summary>Users that had been handed over.</summary>
    public int Submitted { get; }

    /// <summary>What became known after the pipeline was stopped, and could not be written to it any more.</summary>
    public IReadOnlyList<RevocationResult> Results { get; }

    /// <summary>Users of these whose sessions are not known to be revoked: to be run again.</summary>
    public string[] NotRevoked => Results.Where(result => !result.Value).Select(result => result.UserId).ToArray();

    /// <inheritdoc/>
    public override string ToString() => $"{Submitted} users, {NotRevoked.Length} to be run again";
}
