using System;
using System.Collections.Generic;
using System.Linq;
using EntraRevoke.Native;

namespace EntraRevoke;

/// <summary>
/// One run over any number of users. Every user that was submitted comes out of <see cref="Take"/> once. Any thread may call
/// anything at any time.
/// </summary>
public sealed unsafe class RevocationJob : IDisposable
{
    // Room on the stack for a user's name; longer ones, which no service takes, are put on the heap.
    private const int StackRoom = 384;

    private readonly Library _library;
    private readonly Handle _handle;

    // A client that nobody holds any more must not be closed by its finalizer while a job of it runs.
    private readonly Handle _client;

    internal RevocationJob(Library library, Handle client, RevocationJobOptions options)
    {
        _library = library;
        _client = client;
        var proxy = Texts.Of(options.Proxy, options.ProxyCredential, options.ProxyBypass);
        using var texts = new Texts(new[] { options.ApiVersion }.Concat(Texts.Of(options.Headers)).Concat(proxy).ToArray());
        var headers = texts.Add(options.Headers);
        fixed (Header* first = headers)
        {
            var native = new JobOptions
            {
                StructSize = (uint)sizeof(JobOptions),
                Priority = (uint)options.Priority,
                ApiVersion = texts.Add(options.ApiVersion),
                Headers = first,
                HeaderCount = (nuint)headers.Length,
                Proxy = texts.AddProxy(proxy),
                Log = (uint)options.LogLevel,
            };
            ulong handle;
            Error* error;
            library.Check(library.JobOpen(client.Value, &native, &handle, &error), error, nameof(RevocationClient));
            _handle = new Handle(handle, library.JobClose);
        }
    }

    /// <summary>
    /// Hands over a user; returns at once. A text that is no usable user id is taken and comes back as
    /// <see cref="RevocationStatus.Invalid"/>.
    /// </summary>
    /// <param name="user">Object id or user principal name.</param>
    /// <param name="tag">A number of the caller's own, which the result has again.</param>
    /// <exception cref="EntraRevokeException">The job takes no more users.</exception>
    public void Submit(string user, ulong tag) => Submit(user, tag, isExternal: false);

    /// <summary>
    /// Hands over a user, and says whether the caller knows him to be a guest, whose sessions another tenant holds: such a user
    /// comes back as <see cref="RevocationStatus.NoEffect"/> and never as revoked. An object id does not show it.
    /// </summary>
    /// <param name="user">Object id or user principal name.</param>
    /// <param name="tag">A number of the caller's own, which the result has again.</param>
    /// <param name="isExternal">The user is a guest.</param>
    /// <exception cref="EntraRevokeException">The job takes no more users.</exception>
    public void Submit(string user, ulong tag, bool isExternal)
    {
        if (user is null)
        {
            throw new ArgumentNullException(nameof(user));
        }

        var kind = isExternal ? 2u : 0u;
        var most = Utf8.Most(user.Length);
        if (most > StackRoom)
        {
            using var texts = new Texts(user);
            Submit(texts.Add(user), tag, kind);
            return;
        }

        var buffer = stackalloc byte[StackRoom];
        Submit(Utf8.Write(user, buffer, StackRoom), tag, kind);
    }

    /// <summary>Hands over the user who signed in; needs a delegated token.</summary>
    /// <param name="tag">A number of the caller's own, which the result has again.</param>
    /// <exception cref="EntraRevokeException">The job takes no more users.</exception>
    public void SubmitSignedInUser(ulong tag) => Submit(default, tag, 1);

    /// <summary>No more users will come; the job is finished when all have their result. Calling it twice is harmless.</summary>
    public void Complete()
    {
        Error* error;
        Check(_library.JobFinish(_handle.Value, &error), error);
    }

    /// <summary>
    /// Stops. What waits comes out as <see cref="RevocationStatus.NotSent"/>; what is in flight has a second for its answer, then
    /// comes out as <see cref="RevocationStatus.Unknown"/>. The results are to be taken as before.
    /// </summary>
    public void Cancel()
    {
        Error* error;
        Check(_library.JobCancel(_handle.Value, &error), error);
    }

    /// <summary>Waits for results and takes them.</summary>
    /// <param name="max">How many to take at the most.</param>
    /// <param name="timeout">How long to wait for the first; zero does not wait.</param>
    /// <returns>The results; none when nothing came in time.</returns>
    /// <exception cref="ObjectDisposedException">The job was disposed of, before or during the wait.</exception>
    public RevocationBatch Take(int max, TimeSpan timeout)
    {
        if (max < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(max), max, "At least one result is to be taken.");
        }

        Results* results;
        Error* error;
        Check(_library.JobNext(_handle.Value, Milliseconds.From(timeout, nameof(timeout)), (nuint)max, &results, &error), error);
        try
        {
            return new RevocationBatch(Read(results), results->Finished != 0);
        }
        finally
        {
            _library.ResultsFree(results);
        }
    }

    /// <summary>
    /// Takes what it tells of its requests (<see cref="RevocationJobOptions.LogLevel"/>). Never blocks. What was told before a result
    /// became known is here when the result is.
    /// </summary>
    /// <param name="max">How many lines to take at the most.</param>
    /// <returns>The lines.</returns>
    /// <exception cref="ObjectDisposedException">The job was disposed of.</exception>
    public RevocationLog TakeLog(int max = 1_000)
    {
        if (max < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(max), max, "At least one line is to be taken.");
        }

        Log* log;
        Error* error;
        Check(_library.JobLog(_handle.Value, (nuint)max, &log, &error), error);
        try
        {
            var lines = new RevocationLogLine[(int)log->Count];
            for (var place = 0; place < lines.Length; place++)
            {
                lines[place] = new RevocationLogLine((RevocationLogLevel)log->Lines[place].Level, Utf8.Read(log->Lines[place].Text) ?? "");
            }

            return new RevocationLog(lines, (long)log->Missed);
        }
        finally
        {
            _library.LogFree(log);
        }
    }

    /// <summary>How far it is. Never blocks.</summary>
    /// <returns>A snapshot.</returns>
    public RevocationProgress GetProgress()
    {
        var native = new Progress { StructSize = (uint)sizeof(Progress) };
        Error* error;
        Check(_library.JobProgress(_handle.Value, &native, &error), error);
        return new RevocationProgress
        {
            Total = (long)native.Total,
            Revoked = (long)native.Revoked,
            NoEffect = (long)native.NoEffect,
            Refused = (long)native.Refused,
            Invalid = (long)native.Invalid,
            Failed = (long)native.Failed,
            NotSent = (long)native.NotSent,
            Unknown = (long)native.Unknown,
            InFlight = (long)native.InFlight,
            Waiting = (long)native.Waiting,
            Rate = native.RatePerSecond,
            ThrottledFor = native.ThrottledMs > 0 ? Milliseconds.ToTimeSpan(native.ThrottledMs) : null,
            TimeLeft = native.TimeLeftMs >= 0 ? Milliseconds.ToTimeSpan(native.TimeLeftMs) : null,
            Finished = native.Finished != 0,
        };
    }

    /// <summary>Ends every wait on the job, and abandons what is still waiting. What was not sent is never sent.</summary>
    public void Dispose() => _handle.Dispose();

    private static Revocation[] Read(Results* results)
    {
        var items = new Revocation[(int)results->Count];
        for (var place = 0; place < items.Length; place++)
        {
            var item = results->Items[place];
            items[place] = new Revocation(Utf8.Read(item.User) ?? "", item.Tag, (RevocationStatus)item.Status, (EntraRevokeErrorCode)item.Reason)
            {
                HttpStatus = (int)item.HttpStatus,
                Code = Utf8.Read(item.Code),
                Message = Utf8.Read(item.Message),
                RequestId = Utf8.Read(item.RequestId),
                Attempts = (int)item.Attempts,
                Duration = TimeSpan.FromTicks((long)item.DurationUs * 10),
            };
        }

        return items;
    }

    private void Submit(Str user, ulong tag, uint kind)
    {
        var target = new Target { StructSize = (uint)sizeof(Target), Kind = kind, Tag = tag, User = user };
        Error* error;
        Check(_library.JobSubmit(_handle.Value, &target, 1, &error), error);
    }

    private void Check(int status, Error* error)
    {
        _library.Check(status, error, nameof(RevocationJob));
        // Nor must it close a handle while a call is using it.
        GC.KeepAlive(_handle);
        GC.KeepAlive(_client);
    }
}
