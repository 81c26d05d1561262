using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace EntraRevoke.PowerShell;

/// <summary>
/// Hands the users of the pipeline to a job as they come, and writes each result as soon as it is known.
/// </summary>
public abstract class RevokeCommand : SdkCommand, IDisposable
{
    // How long the pipeline waits at a time: it looks up for Ctrl+C and for the progress bar.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    // Longer than a cancelled run needs: one second for what is in flight.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    // A run that is over so soon needs no progress bar.
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(500);

    // Users on their way at the most: a bound on memory, and far more than any burst.
    private const int MostAhead = 50_000;

    // By tag, those whose results were not written yet.
    private readonly Dictionary<ulong, Given> _given = new();
    // Given, and not taken up yet.
    private readonly Queue<ResolvedTarget> _untaken = new();
    // Taken from the job and not written yet.
    private readonly Queue<Revocation> _known = new();
    private readonly Stopwatch _clock = new();
    private Connection? _connection;
    // Why there is no job to be had.
    private Exception? _unusable;
    private CommandLog? _log;
    private RevocationJob? _job;
    private TimeSpan _shown = TimeSpan.Zero;
    private string? _context;
    private ulong _submitted;
    private int _sinceLook;
    private bool _isLookedFor;

    /// <summary>Also writes an object for each user who was not revoked.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>More than one user was named in one call.</summary>
    protected bool Many { get; set; }

    /// <summary><c>v1.0</c> or <c>beta</c>.</summary>
    protected abstract string ApiVersion { get; }

    /// <summary>Ends the job, if it still runs.</summary>
    public void Dispose()
    {
        // A pipeline may end without EndProcessing: stopped or broken by a command before this one.
        Finish();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var ignored = new[] { nameof(HttpPipelineAppend), nameof(HttpPipelinePrepend), nameof(ProxyUseDefaultCredentials) };
        var given = ignored.Where(name => MyInvocation.BoundParameters.ContainsKey(name)).ToList();
        if (ProxyCredential != null && Proxy is null)
        {
            given.Add(nameof(ProxyCredential));
        }

        if (given.Count > 0)
        {
            WriteWarning($"-{string.Join(", -", given)}: accepted for the sake of existing scripts, but without effect here.");
        }
    }

    /// <summary>One user, resolved.</summary>
    internal void Take(ResolvedTarget target) => Guarded(() => TakeNow(target));

    /// <summary>All users of one object or one call: what ends the pipeline at one of them must not lose those behind him.</summary>
    internal void TakeAll(IEnumerable<ResolvedTarget> targets) => Guarded(() =>
    {
        foreach (var target in targets)
        {
            _untaken.Enqueue(target);
        }

        while (_untaken.Count > 0)
        {
            if (Stopping)
            {
                throw new PipelineStoppedException();
            }

            TakeNow(_untaken.Dequeue());
        }
    });

    private void TakeNow(ResolvedTarget target)
    {
        if (target.Complaint != null)
        {
            Refuse(new RevocationResult(target.UserId, target.UserPrincipalName, RevocationStatus.Invalid, target.Complaint), Errors.Unusable(target.Complaint, target.Input));
            return;
        }

        if (ShouldProcess(target.UserPrincipalName ?? target.UserId, "Revoke sign-in sessions"))
        {
            Submit(new Given(target.UserId, target.UserPrincipalName) { Sent = target.Sent, IsExternal = target.IsExternal }, static (job, given, tag) => job.Submit(given.Sent, tag, given.IsExternal));
        }
    }

    /// <summary>One who never comes to the library, and is told of all the same.</summary>
    private void Refuse(RevocationResult result, ErrorRecord error)
    {
        if (PassThru)
        {
            WriteObject(result);
        }

        WriteError(error);
    }

    /// <summary>The user who signed in.</summary>
    internal void TakeSignedInUser() => Guarded(() =>
    {
        if (ShouldProcess("the signed-in user", "Revoke sign-in sessions"))
        {
            Submit(new Given("me", Connected()?.Client.Context.Account), static (job, _, tag) => job.SubmitSignedInUser(tag));
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_job is null)
        {
            return;
        }

        try
        {
            _job.Complete();
            while (!Look(Beat) && !Stopping)
            {
                ShowProgress();
            }
        }
        finally
        {
            // A pipeline that is stopped, or wants no more objects, ends here as well.
            Finish();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        try
        {
            _job?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself at this moment.
        }
    }

    private void Submit(Given given, Action<RevocationJob, Given, ulong> submit)
    {
        if (Job() is not { } job)
        {
            var target = new RevocationTarget(given.UserId, Headers);
            var error = _unusable switch
            {
                null => Errors.NotConnected(target),
                SessionException session => Errors.SessionNotUsable(session, target),
                _ => Errors.From(_unusable, target),
            };
            Refuse(new RevocationResult(given.UserId, given.UserPrincipalName, RevocationStatus.NotSent, error.Exception.Message), error);
            return;
        }

        var tag = _submitted++;
        _given.Add(tag, given);
        try
        {
            submit(job, given, tag);
        }
        catch (Exception exception) when (exception is EntraRevokeException or ObjectDisposedException)
        {
            // It was stopped, or another command closed the session meanwhile: this job takes nobody any more.
            given.WasRefused = true;
            if (Stopping)
            {
                throw new PipelineStoppedException();
            }

            _given.Remove(tag);
            var error = Errors.SessionNotUsable(exception is ObjectDisposedException ? SessionException.Ended : new SessionException(exception.Message, exception), new RevocationTarget(given.UserId, Headers));
            Refuse(new RevocationResult(given.UserId, given.UserPrincipalName, RevocationStatus.NotSent, error.Exception.Message), error);
            return;
        }

        LookNowAndThen();
    }

    private RevocationJob? Job()
    {
        if (_job is null && _unusable is null && Connected() is { } connection)
        {
            _clock.Start();
            _log = new CommandLog(this);
            try
            {
                _job = connection.Client.StartJob(Options(_log.Level));
            }
            catch (Exception exception) when (exception is EntraRevokeException or ObjectDisposedException)
            {
                _unusable = exception is ObjectDisposedException ? SessionException.Ended : exception;
                return null;
            }

            connection.Enter();
        }

        _connection?.Look(this);
        return _job;
    }

    private RevocationJobOptions Options(RevocationLogLevel level)
    {
        // One user who was named waits for nobody; what comes through the pipeline may be many.
        var priority = MyInvocation.ExpectingInput || Many ? RevocationPriority.Bulk : RevocationPriority.Interactive;
        var options = new RevocationJobOptions
        {
            ApiVersion = ApiVersion,
            Priority = priority,
            Proxy = Proxy,
            ProxyCredential = CredentialForProxy,
            LogLevel = level,
        };
        foreach (var header in HttpHeaders.Of(Headers))
        {
            options.Headers.Add(header);
        }

        return options;
    }

    /// <summary>The session, looked for once: thousands of users must not cost thousands of looks where there is none.</summary>
    private Connection? Connected()
    {
        if (!_isLookedFor)
        {
            _isLookedFor = true;
            try
            {
                _connection = Session.Find(this);
            }
            catch (SessionException exception)
            {
                _unusable = exception;
            }
        }

        return _connection;
    }

    /// <summary>Writes what is known while the input is still coming; not for every object, which would cost more than it brings.</summary>
    private void LookNowAndThen()
    {
        if (MyInvocation.ExpectingInput && ++_sinceLook >= 16)
        {
            _sinceLook = 0;
            do
            {
                Look(_given.Count < MostAhead ? TimeSpan.Zero : Beat);
                ShowProgress();
            }
            while (_given.Count >= MostAhead && !Stopping);
        }
    }

    /// <summary>Whatever ends the pipeline while we take a user ends the job, too.</summary>
    private void Guarded(Action action)
    {
        var done = false;
        try
        {
            action();
            done = true;
        }
        finally
        {
            if (!done)
            {
                Finish();
            }
        }
    }

    /// <summary>Writes what is there, or comes in time; true when nothing more will come.</summary>
    private bool Look(TimeSpan wait)
    {
        _connection!.Look(this);
        var batch = _job!.Take(512, wait);
        foreach (var revocation in batch.Items)
        {
            _known.Enqueue(revocation);
        }

        // What was told before a result became known is written before it.
        _log!.Write(_job);

        while (_known.Count > 0 && !Stopping)
        {
            WriteNext();
        }

        return batch.Finished;
    }

    /// <summary>
    /// A pipeline that was stopped did not take the object, and it stays known. Any other end of the pipeline, such as that of
    /// Select-Object -First, comes from those who took it.
    /// </summary>
    private void WriteNext()
    {
        var isTaken = true;
        try
        {
            Write(_known.Peek());
        }
        catch (PipelineStoppedException) when (Stopping)
        {
            isTaken = false;
            throw;
        }
        finally
        {
            if (isTaken)
            {
                _given.Remove(_known.Dequeue().Tag);
            }
        }
    }

    private void Write(Revocation revocation)
    {
        var result = Result(revocation, _given[revocation.Tag]);
        if (result.Value)
        {
            SetResponseHeaders(revocation);
        }

        if (result.Value || PassThru)
        {
            WriteObject(result);
        }

        // Either of these may end the pipeline: after the object, then.
        if (revocation.Status == RevocationStatus.NoEffect)
        {
            WriteWarning($"{UserText.Shown(revocation.User)}: {revocation.Message}");
        }
        else if (!result.Value)
        {
            WriteError(Errors.Refused(revocation, result.UserId, Headers));
        }
    }

    private RevocationResult Result(Revocation revocation, Given given)
    {
        return new RevocationResult(revocation, given.UserId, given.UserPrincipalName, _context ??= $"https://graph.microsoft.com/{ApiVersion}/$metadata#Edm.Boolean");
    }

    /// <summary>In the global scope and on success only, as the Graph SDK does it; the library knows the request's id.</summary>
    private void SetResponseHeaders(Revocation revocation)
    {
        if (!string.IsNullOrEmpty(ResponseHeadersVariable))
        {
            var headers = new Dictionary<string, IEnumerable<string>>(StringComparer.OrdinalIgnoreCase);
            if (revocation.RequestId is { } id)
            {
                headers["request-id"] = new[] { id };
            }

            SessionState.PSVariable.Set("global:" + ResponseHeadersVariable, headers);
        }
    }

    /// <summary>
    /// Ends the job. Of a run that did not come to its end, it finds out what is still to be known, keeps it, and says so: the
    /// pipeline takes no more, but the host does.
    /// </summary>
    private void Finish()
    {
        Exception? fault = null;
        if (_job is { } running)
        {
            using var job = running;
            _job = null;
            _connection!.Leave();
            HideProgress();
            fault = _given.Count == 0 ? null : TakeTheRest(job);
        }

        if (_given.Count + _untaken.Count == 0)
        {
            return;
        }

        var known = _known.Select(revocation => (revocation.Tag, Result: Result(revocation, Reported(revocation)))).ToList();
        var unknown = _given.Select(pair => (Tag: pair.Key, Result: pair.Value.WasRefused
            ? NotSent(pair.Value.UserId, pair.Value.UserPrincipalName)
            : new RevocationResult(pair.Value.UserId, pair.Value.UserPrincipalName, fault?.Message)));
        // In the order in which they were given, and so are those behind them.
        var results = known.Concat(unknown).OrderBy(one => one.Tag).Select(one => one.Result).ToList();
        results.AddRange(_untaken.Select(target => target.Complaint is { } complaint
            ? new RevocationResult(target.UserId, target.UserPrincipalName, RevocationStatus.Invalid, complaint)
            : NotSent(target.UserId, target.UserPrincipalName)));
        var run = new StoppedRun((int)_submitted + _untaken.Count, results);
        _given.Clear();
        _untaken.Clear();
        Session.LastStopped = run;
        Say(run);
    }

    private static RevocationResult NotSent(string userId, string? userPrincipalName) =>
        new(userId, userPrincipalName, RevocationStatus.NotSent, "Not sent: the run ended before. Run it again for this user.");

    /// <summary>
    /// What is in flight has a second for its answer; all others come at once. Gives the fault for which the library can't vouch for
    /// the rest: nobody is to be lost for that.
    /// </summary>
    private Exception? TakeTheRest(RevocationJob job)
    {
        try
        {
            job.Cancel();
            RevocationBatch batch;
            var patience = Stopwatch.StartNew();
            do
            {
                batch = job.Take(1_000, Beat);
                foreach (var revocation in batch.Items)
                {
                    _known.Enqueue(revocation);
                }
            }
            while (!batch.Finished && patience.Elapsed < Patience);
            return null;
        }
        catch (Exception exception) when (exception is EntraRevokeException or ObjectDisposedException)
        {
            return exception;
        }
    }

    private Given Reported(Revocation revocation)
    {
        var given = _given[revocation.Tag];
        _given.Remove(revocation.Tag);
        return given;
    }

    private void Say(StoppedRun run)
    {
        var counts = run.Results.GroupBy(result => result.Status).OrderBy(group => group.Key).Select(group => $"{group.Count():n0} {group.Key}");
        var text = $"Stopped. Of {run.Submitted:n0} users, {run.Submitted - run.Results.Count:n0} had been reported; of the others: {string.Join(", ", counts)}. "
            + "(Get-EntraRevokeContext).LastStopped.NotRevoked lists whom to run again.";
        try
        {
            Host.UI?.WriteWarningLine(text);
        }
        catch (Exception exception) when (exception is PipelineStoppedException or NotImplementedException or HostException)
        {
            // A host without a screen; the context has it all the same.
        }
    }

    private void ShowProgress()
    {
        var now = _clock.Elapsed;
        if (now < Quick || now - _shown < Beat + Beat)
        {
            return;
        }

        _shown = now;
        WriteProgress(Record(_job!.GetProgress()));
    }

    private static ProgressRecord Record(RevocationProgress progress)
    {
        var text = string.Format(CultureInfo.CurrentCulture, "{0:n0} of {1:n0}, {2:n0}/s", progress.Done, progress.Total, progress.Rate);
        if (progress.ThrottledFor is { } wait)
        {
            text += string.Format(CultureInfo.CurrentCulture, ", throttled until {0:T}", DateTime.Now + wait);
        }

        return new ProgressRecord(1, "Revoking sign-in sessions", text)
        {
            PercentComplete = progress.Total > 0 ? (int)(progress.Done * 100 / progress.Total) : 0,
            SecondsRemaining = progress.TimeLeft is { } left ? (int)Math.Ceiling(left.TotalSeconds) : -1,
        };
    }

    private void HideProgress()
    {
        if (_shown == TimeSpan.Zero)
        {
            return;
        }

        _shown = TimeSpan.Zero;
        try
        {
            WriteProgress(new ProgressRecord(1, "Revoking sign-in sessions", "Done") { RecordType = ProgressRecordType.Completed });
        }
        catch (Exception exception) when (exception is PipelineStoppedException or InvalidOperationException)
        {
            // A pipeline that was stopped takes it no more, and the host clears its screen itself.
        }
    }

    /// <summary>A user as handed over.</summary>
    private sealed class Given
    {
        internal Given(string userId, string? userPrincipalName)
        {
            UserId = userId;
            UserPrincipalName = userPrincipalName;
        }

        internal string UserId { get; }

        internal string? UserPrincipalName { get; }

        /// <summary>What the library is given.</summary>
        internal string Sent { get; set; } = "";

        internal bool IsExternal { get; set; }

        /// <summary>The library did not take him.</summary>
        internal bool WasRefused { get; set; }
    }
}
