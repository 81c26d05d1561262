using System;
using System.Collections.Generic;
using System.Linq;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif
using System.Threading;
using System.Threading.Tasks;
using EntraRevoke.Native;

namespace EntraRevoke;

/// <summary>
/// One identity in one tenant of one cloud: its tokens, its connections, its share of the quota. Costs some milliseconds to
/// make: make one and keep it. Any thread may call anything at any time.
/// </summary>
public sealed unsafe class RevocationClient : IDisposable
{
    // How often a run looks up from waiting: for a cancellation, and to report progress.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    // Users on their way at the most, whose results were not given: a bound on memory, and far more than any burst.
    private const ulong MostAhead = 50_000;

    private readonly Library _library;
    private readonly Handle _handle;
    private readonly bool _isGiven;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">At least a credential.</param>
    /// <exception cref="EntraRevokeException">The options can't work, or the native library can't be loaded.</exception>
    public RevocationClient(RevocationClientOptions options)
    {
        if (options is null)
        {
            throw new ArgumentNullException(nameof(options));
        }

        var credential = options.Credential ?? throw new ArgumentException("A credential is required.", nameof(options));
        _library = Library.Instance;
        _isGiven = credential.AccessToken is not null;
        _handle = new Handle(Open(_library, options, credential), _library.ClientClose);
        if (credential.AsksItsHost)
        {
            HostRequests.Start(_library, _handle.Value, credential);
        }
    }

    /// <summary>Version of the native library.</summary>
    public static string LibraryVersion => Library.Instance.Version;

    /// <summary>Version of its binary interface.</summary>
    public static Version AbiVersion => new((int)(Library.Instance.AbiVersion >> 16), (int)(Library.Instance.AbiVersion & 0xffff));

    /// <summary>Who the client is to the service, as far as its newest token tells. Never blocks.</summary>
    public SessionContext Context
    {
        get
        {
            Native.Context* context;
            Error* error;
            Check(_library.ClientContext(_handle.Value, &context, &error), error);
            try
            {
                return Read(context);
            }
            finally
            {
                _library.ContextFree(context);
            }
        }
    }

    /// <summary>Gets an access token now, so that a wrong secret shows before anybody is to be revoked.</summary>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <exception cref="EntraRevokeException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Connect(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connecting = Task.Run(ConnectNow, CancellationToken.None);
        try
        {
            connecting.Wait(cancellationToken);
        }
        catch (AggregateException exception) when (exception.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception.InnerException).Throw();
        }
        catch (OperationCanceledException)
        {
            // Nobody listens any more; what it ends with must not count as unobserved.
            _ = connecting.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>
    /// Sends a request of the caller's own to the cloud's Microsoft Graph, with the tokens, the proxy and the patience of the
    /// revocations; what is not a GET takes one write of the quota that they share. Blocks.
    /// </summary>
    /// <remarks>
    /// Any HTTP status is an answer. Redirects are not followed. After a 401 it is sent again with a fresh token; 429, 503 and 504 are
    /// waited out, three times at the most and never beyond the time.
    /// </remarks>
    /// <param name="request">The request. A URL that is not the cloud's is refused before anything is sent.</param>
    /// <param name="timeout">How long to wait at the most; zero for 300 s.</param>
    /// <param name="cancellationToken">Ends the wait, and the request with it.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="EntraRevokeException">There is no answer.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the message says whether the request may have been carried out.</exception>
    public GraphResponse Send(GraphRequest request, TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        if (request is null)
        {
            throw new ArgumentNullException(nameof(request));
        }

        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Requests.Send(_library, _handle.Value, request, Milliseconds.From(timeout, nameof(timeout)), cancellationToken);
        }
        catch (EntraRevokeException exception) when (exception.ErrorCode == EntraRevokeErrorCode.Cancelled)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        finally
        {
            GC.KeepAlive(_handle);
        }
    }

    /// <summary>Begins a run over any number of users.</summary>
    /// <param name="options">How it is run.</param>
    /// <returns>The job, to be disposed of.</returns>
    /// <exception cref="EntraRevokeException">A header can't be sent, or a proxy can't be used.</exception>
    public RevocationJob StartJob(RevocationJobOptions? options = null)
    {
        return new RevocationJob(_library, _handle, options ?? new RevocationJobOptions());
    }

    /// <summary>Revokes the sessions of many users, and gives each one's result as soon as it is known.</summary>
    /// <remarks>
    /// Cancelled, it still gives what is known of every user handed over so far, and then throws. A consumer that stops early
    /// abandons what was not sent.
    /// </remarks>
    /// <param name="users">Object ids or principal names. The tag of a result is the place in this sequence, from 0.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="progress">Told some ten times a second.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>One result for each user, in the order in which they become known.</returns>
    public IEnumerable<Revocation> Revoke(
        IEnumerable<string> users,
        RevocationJobOptions? options = null,
        IProgress<RevocationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (users is null)
        {
            throw new ArgumentNullException(nameof(users));
        }

        return Run(users, options, progress, cancellationToken);
    }

#if NET8_0_OR_GREATER
    /// <summary>Revokes the sessions of many users, and gives each one's result as soon as it is known.</summary>
    /// <remarks>As <see cref="Revoke"/>, without blocking the caller.</remarks>
    /// <param name="users">Object ids or principal names. The tag of a result is the place in this sequence, from 0.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="progress">Told some ten times a second.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>One result for each user, in the order in which they become known.</returns>
    public IAsyncEnumerable<Revocation> RevokeAsync(
        IEnumerable<string> users,
        RevocationJobOptions? options = null,
        IProgress<RevocationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(users);
        return RunAsync(users, options, progress, cancellationToken);
    }
#endif

    /// <summary>Revokes the sessions of the user who signed in; needs a delegated token.</summary>
    /// <param name="options">How it is run.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The result.</returns>
    public Revocation RevokeSignedInUser(RevocationJobOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var job = StartJob(options ?? new RevocationJobOptions { Priority = RevocationPriority.Interactive });
        using var registration = cancellationToken.Register(() => Stop(job));
        job.SubmitSignedInUser(0);
        job.Complete();
        RevocationBatch batch;
        do
        {
            batch = job.Take(1, TimeSpan.FromMinutes(1));
        }
        while (batch.Items.Count == 0);
        cancellationToken.ThrowIfCancellationRequested();
        return batch.Items[0];
    }

    /// <summary>
    /// Closes the client. Its jobs stay open, to be read to their end: what was not sent comes out as
    /// <see cref="RevocationStatus.NotSent"/>, what was not answered as <see cref="RevocationStatus.Unknown"/>.
    /// </summary>
    public void Dispose() => _handle.Dispose();

    private static ulong Open(Library library, RevocationClientOptions options, RevocationCredential credential)
    {
        // A named cloud goes by its name alone; with endpoints, the name is only for show.
        var graph = options.GraphEndpoint?.OriginalString;
        var authority = options.AuthorityEndpoint?.OriginalString;
        var proxy = Texts.Of(options.Proxy, options.ProxyCredential, options.ProxyBypass);
        var given = new[]
        {
            credential.AccessToken,
            credential.TenantId,
            credential.ClientId,
            credential.ClientSecret,
            options.Environment,
            graph,
            authority,
            options.UserAgent,
            credential.Certificate,
            credential.CertificatePath,
            credential.CertificatePassword,
            credential.ManagedIdentityObjectId,
            credential.ManagedIdentityResourceId,
            credential.FederatedTokenPath,
            credential.ServiceConnectionId,
            credential.SystemAccessToken,
            credential.Scopes,
            options.CertificateAuthorities,
        };
        using var texts = new Texts(given.Concat(proxy).ToArray());
        var native = new ClientOptions
        {
            StructSize = (uint)sizeof(ClientOptions),
            Credential = credential.Kind,
            AccessToken = texts.Add(credential.AccessToken),
            TenantId = texts.Add(credential.TenantId),
            ClientId = texts.Add(credential.ClientId),
            ClientSecret = texts.Add(credential.ClientSecret),
            Environment = texts.Add(options.Environment),
            GraphEndpoint = texts.Add(graph),
            AuthorityEndpoint = texts.Add(authority),
            UserAgent = texts.Add(options.UserAgent),
            WriteQuota = Count(options.WriteQuota, nameof(options.WriteQuota)),
            WriteQuotaWindowMs = Milliseconds.From(options.WriteQuotaWindow, nameof(options.WriteQuotaWindow)),
            MaxInFlight = Count(options.MaxRequestsInFlight, nameof(options.MaxRequestsInFlight)),
            MaxBatchSize = Count(options.MaxBatchSize, nameof(options.MaxBatchSize)),
            MaxAttempts = Count(options.MaxAttempts, nameof(options.MaxAttempts)),
            GiveUpAfterMs = Milliseconds.From(options.GiveUpAfter, nameof(options.GiveUpAfter)),
            RequestTimeoutMs = Milliseconds.From(options.RequestTimeout, nameof(options.RequestTimeout)),
            ConnectTimeoutMs = Milliseconds.From(options.ConnectTimeout, nameof(options.ConnectTimeout)),
            Certificate = texts.Add(credential.Certificate),
            CertificatePath = texts.Add(credential.CertificatePath),
            CertificatePassword = texts.Add(credential.CertificatePassword),
            ManagedIdentityObjectId = texts.Add(credential.ManagedIdentityObjectId),
            ManagedIdentityResourceId = texts.Add(credential.ManagedIdentityResourceId),
            FederatedTokenPath = texts.Add(credential.FederatedTokenPath),
            ServiceConnectionId = texts.Add(credential.ServiceConnectionId),
            SystemAccessToken = texts.Add(credential.SystemAccessToken),
            Scopes = texts.Add(credential.Scopes),
            Proxy = texts.AddProxy(proxy),
            CertificateAuthorities = texts.Add(options.CertificateAuthorities),
            SendCertificateChain = credential.SendCertificateChain ? 1u : 0u,
        };
        ulong handle;
        Error* error;
        library.Check(library.ClientOpen(&native, &handle, &error), error, nameof(RevocationClient));
        return handle;
    }

    private static uint Count(int value, string name)
    {
        return value >= 0 ? (uint)value : throw new ArgumentOutOfRangeException(name, value, "It must not be negative; 0 is the default.");
    }

    private IEnumerable<Revocation> Run(
        IEnumerable<string> users,
        RevocationJobOptions? options,
        IProgress<RevocationProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var job = StartJob(options);
        using var registration = cancellationToken.Register(() => Stop(job));
        var (count, given) = (0UL, 0UL);
        foreach (var user in users)
        {
            if (!Hand(job, user, count++, cancellationToken))
            {
                break;
            }

            // What is known already comes out while the input is still being read.
            if (count % 64 != 0)
            {
                continue;
            }

            do
            {
                foreach (var revocation in job.Take(1_000, Wait(count - given)).Items)
                {
                    given++;
                    yield return revocation;
                }
            }
            while (count - given >= MostAhead);
        }

        job.Complete();
        RevocationBatch batch;
        do
        {
            batch = job.Take(1_000, Beat);
            progress?.Report(job.GetProgress());
            foreach (var revocation in batch.Items)
            {
                yield return revocation;
            }
        }
        while (!batch.Finished);
        cancellationToken.ThrowIfCancellationRequested();
    }

#if NET8_0_OR_GREATER
    private async IAsyncEnumerable<Revocation> RunAsync(
        IEnumerable<string> users,
        RevocationJobOptions? options,
        IProgress<RevocationProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var job = StartJob(options);
        await using var registration = cancellationToken.Register(() => Stop(job)).ConfigureAwait(false);
        var (count, given) = (0UL, 0UL);
        foreach (var user in users)
        {
            if (!Hand(job, user, count++, cancellationToken))
            {
                break;
            }

            if (count % 64 != 0)
            {
                continue;
            }

            do
            {
                var wait = Wait(count - given);
                var known = wait > TimeSpan.Zero ? await Task.Run(() => job.Take(1_000, wait), CancellationToken.None).ConfigureAwait(false) : job.Take(1_000, wait);
                foreach (var revocation in known.Items)
                {
                    given++;
                    yield return revocation;
                }
            }
            while (count - given >= MostAhead);
        }

        job.Complete();
        RevocationBatch batch;
        do
        {
            batch = await Task.Run(() => job.Take(1_000, Beat), CancellationToken.None).ConfigureAwait(false);
            progress?.Report(job.GetProgress());
            foreach (var revocation in batch.Items)
            {
                yield return revocation;
            }
        }
        while (!batch.Finished);
        cancellationToken.ThrowIfCancellationRequested();
    }
#endif

    /// <summary>How long reading on can wait for results: not at all, unless too many users are on their way.</summary>
    private static TimeSpan Wait(ulong ahead) => ahead >= MostAhead ? Beat : TimeSpan.Zero;

    /// <summary>Cancels; a job that is gone has nothing to cancel, and whoever cancels must not hear of it.</summary>
    private static void Stop(RevocationJob job)
    {
        try
        {
            job.Cancel();
        }
        catch (ObjectDisposedException)
        {
        }
    }

    /// <summary>Hands a user over; false when the run was cancelled and takes no more.</summary>
    private static bool Hand(RevocationJob job, string user, ulong tag, CancellationToken cancellationToken)
    {
        try
        {
            job.Submit(user ?? "", tag);
            return true;
        }
        catch (EntraRevokeException exception) when (exception.ErrorCode == EntraRevokeErrorCode.Finished && cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void ConnectNow()
    {
        Error* error;
        Check(_library.ClientConnect(_handle.Value, 0, &error), error);
    }

    private SessionContext Read(Native.Context* context)
    {
        return new SessionContext(Utf8.Read(context->Environment) ?? "", Utf8.Read(context->GraphEndpoint) ?? "")
        {
            TenantId = Utf8.Read(context->TenantId),
            ClientId = Utf8.Read(context->ClientId),
            AppName = Utf8.Read(context->AppName),
            Account = Utf8.Read(context->Account),
            AuthType = _isGiven ? "UserProvidedAccessToken" : context->AuthType == 2 ? "Delegated" : "AppOnly",
            Scopes = (Utf8.Read(context->Scopes) ?? "").Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries),
            MissingPermission = Utf8.Read(context->MissingPermission),
            ExpiresOn = context->ExpiresAtUnixMs > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(context->ExpiresAtUnixMs) : null,
        };
    }

    private void Check(int status, Error* error)
    {
        _library.Check(status, error, nameof(RevocationClient));
        GC.KeepAlive(_handle);
    }
}
