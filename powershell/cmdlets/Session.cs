using System;
using System.Collections.Generic;
using System.Linq;

namespace EntraRevoke.PowerShell;

/// <summary>
/// The session of this process: all runspaces share it, as they share the one of Connect-MgGraph, and with it one bucket and one
/// set of connections.
/// </summary>
internal static class Session
{
    private static readonly object Gate = new();
    private static Connection? _current;

    internal static Connection? Current
    {
        get
        {
            lock (Gate)
            {
                return _current;
            }
        }
    }

    /// <summary>The last run that was stopped before its end.</summary>
    internal static StoppedRun? LastStopped { get; set; }

    /// <summary>
    /// Takes the place of an earlier one, which goes on serving the jobs that it has and is closed when they are done.
    /// </summary>
    internal static void Set(Connection connection)
    {
        lock (Gate)
        {
            _current = connection;
        }
    }

    /// <summary>Forgets it all; what runs on it ends.</summary>
    internal static Connection? End()
    {
        Connection? ended;
        lock (Gate)
        {
            (ended, _current) = (_current, null);
        }

        ended?.Client.Dispose();
        return ended;
    }
}

/// <summary>A client and how it came to be.</summary>
internal sealed class Connection
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
