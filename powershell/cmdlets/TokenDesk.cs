using System;
using System.Management.Automation;
using System.Threading.Tasks;

namespace EntraRevoke.PowerShell;

/// <summary>
/// Where a client's wish for a token waits until a command that runs can fulfil it: PowerShell runs commands on the thread of a
/// pipeline only.
/// </summary>
internal sealed class TokenDesk
{
    private readonly object _gate = new();
    private RevocationAccessToken? _ready;
    private volatile TaskCompletionSource<RevocationAccessToken>? _asked;
    private int _commands;

    /// <param name="first">A token that was read a moment ago.</param>
    internal TokenDesk(RevocationAccessToken first) => _ready = first;

    /// <summary>Called by the client, on a thread of its own.</summary>
    internal Task<RevocationAccessToken> Get()
    {
        lock (_gate)
        {
            if (_ready is { } ready)
            {
                _ready = null;
                return Task.FromResult(ready);
            }

            if (_commands == 0)
            {
                throw new SessionException("No command runs that could read the token of the Connect-MgGraph session.");
            }

            _asked ??= new TaskCompletionSource<RevocationAccessToken>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _asked.Task;
        }
    }

    /// <summary>A command begins that will look now and then.</summary>
    internal void Enter()
    {
        lock (_gate)
        {
            _commands++;
        }
    }

    /// <summary>It ends. Without any, a wish is refused: the client keeps the token that it has.</summary>
    internal void Leave()
    {
        TaskCompletionSource<RevocationAccessToken>? asked = null;
        lock (_gate)
        {
            if (--_commands == 0)
            {
                (asked, _asked) = (_asked, null);
            }
        }

        asked?.TrySetException(new SessionException("The command that could read the token of the Connect-MgGraph session has ended."));
    }

    /// <summary>Fulfils the wish, if there is one. Called by a command, on its pipeline's thread.</summary>
    internal void Look(Func<RevocationAccessToken> read)
    {
        if (_asked is null)
        {
            return;
        }

        TaskCompletionSource<RevocationAccessToken>? asked;
        lock (_gate)
        {
            (asked, _asked) = (_asked, null);
        }

        try
        {
            asked?.TrySetResult(read());
        }
        catch (SessionException exception)
        {
            asked?.TrySetException(exception);
        }
        catch (PipelineStoppedException)
        {
            // Another command may still do it.
            lock (_gate)
            {
                _asked ??= asked;
            }

            throw;
        }
        catch (Exception exception)
        {
            // Whatever it is, the client must not wait for ever.
            asked?.TrySetException(new SessionException($"The token of the Connect-MgGraph session could not be read: {exception.Message}", exception));
            throw;
        }
    }
}
