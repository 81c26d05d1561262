using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace EntraRevoke.Tests;

public sealed class LifetimeTests : IDisposable
{
    private readonly Simulator _simulator = new();

    public void Dispose() => _simulator.Dispose();

    [Fact]
    public void Use_after_dispose_is_an_error_and_nothing_worse()
    {
        var client = _simulator.Client();
        var job = client.StartJob();
        job.Dispose();
        job.Dispose();
        Assert.Throws<ObjectDisposedException>(() => job.Submit("user00001@contoso.example", 1));
        Assert.Throws<ObjectDisposedException>(() => job.Take(1, TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(() => job.GetProgress());
        Assert.Throws<ObjectDisposedException>(job.Complete);
        Assert.Throws<ObjectDisposedException>(job.Cancel);
        client.Dispose();
        client.Dispose();
        Assert.Throws<ObjectDisposedException>(() => client.StartJob());
        Assert.Throws<ObjectDisposedException>(() => client.Context);
        Assert.Throws<ObjectDisposedException>(() => client.Connect());
    }

    [Fact]
    public async Task Disposing_ends_a_wait_on_another_thread()
    {
        _simulator.Fault("""{"on":"any","kind":"hang","times":null}""");
        using var client = _simulator.Client();
        var job = client.StartJob();
        job.Submit("user00001@contoso.example", 1);
        using var waiting = new ManualResetEventSlim();
        var wait = Task.Run(() =>
        {
            waiting.Set();
            return Assert.Throws<ObjectDisposedException>(() => job.Take(1, TimeSpan.FromMinutes(5)));
        });
        waiting.Wait();
        job.Dispose();
        await wait;
    }

    [Fact]
    public void A_client_that_is_disposed_of_answers_for_everybody()
    {
        _simulator.Fault("""{"on":"any","kind":"hang","times":null}""");
        var client = _simulator.Client();
        using var job = client.StartJob();
        foreach (var tag in Enumerable.Range(0, 100))
        {
            job.Submit($"user{tag + 1:d5}@contoso.example", (ulong)tag);
        }

        client.Dispose();
        var count = 0;
        RevocationBatch batch;
        do
        {
            batch = job.Take(1000, TimeSpan.FromMinutes(1));
            Assert.All(batch.Items, item => Assert.True(item.Status is RevocationStatus.NotSent or RevocationStatus.Unknown));
            count += batch.Items.Count;
        }
        while (!batch.Finished);
        Assert.Equal(100, count);
    }

    [Fact]
    public void A_job_that_is_forgotten_is_closed_by_the_finalizer()
    {
        using var client = _simulator.Client();
        var forgotten = Forget(client);
        for (var round = 0; round < 50 && forgotten.IsAlive; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(forgotten.IsAlive);
        Assert.True(client.Revoke(["user00001@contoso.example"]).Single().IsRevoked);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forget(RevocationClient client) => new(client.StartJob());

    [Fact]
    public void Fifty_thousand_jobs_leave_nothing_behind()
    {
        using var client = _simulator.Client();
        // As many before: the runtime's own heap, code and pools have found their size by then.
        Jobs(client, 50_000);
        var before = Memory();
        Jobs(client, 50_000);
        var grown = Memory() - before;
        // Leaking 200 bytes a job would be 10 MB; an allocator's own slack is a few.
        Assert.True(grown < 8_000_000, $"{grown / 1_000_000.0:f1} MB more after 50,000 jobs");
    }

    private static void Jobs(RevocationClient client, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var job = client.StartJob();
            job.Submit(i % 100 == 0 ? "user00001@contoso.example" : "not a user", 1);
            job.Complete();
            RevocationBatch batch;
            do
            {
                batch = job.Take(10, TimeSpan.FromMinutes(1));
            }
            while (!batch.Finished);
            _ = job.GetProgress();
            Assert.Throws<EntraRevokeException>(() => job.Submit("late", 2));
            if (i % 10 != 0)
            {
                continue;
            }

            _ = client.Context;
        }
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    [Fact]
    public void The_build_for_dotnet_framework_works_too()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "netstandard2.0", "EntraRevoke.dll");
        var assembly = new AssemblyLoadContext("netstandard2.0").LoadFromAssemblyPath(path);
        dynamic options = Activator.CreateInstance(assembly.GetType("EntraRevoke.RevocationClientOptions", throwOnError: true)!)!;
        var credential = assembly.GetType("EntraRevoke.RevocationCredential", throwOnError: true)!;
        options.Credential = (dynamic)credential.GetMethod("FromAccessToken")!.Invoke(null, [_simulator.AccessToken])!;
        options.Environment = "Simulator";
        options.GraphEndpoint = _simulator.Graph;
        options.AuthorityEndpoint = _simulator.Graph;
        var type = assembly.GetType("EntraRevoke.RevocationClient", throwOnError: true)!;
        using var client = (IDisposable)Activator.CreateInstance(type, (object)options)!;
        var results = (System.Collections.IEnumerable)type.GetMethod("Revoke")!.Invoke(client, [new[] { "user00002@contoso.example" }, null, null, CancellationToken.None])!;
        Assert.Contains("Revoked", results.Cast<object>().Single().ToString(), StringComparison.Ordinal);
        Assert.Equal(1, _simulator.Revocations("user00002@contoso.example"));
    }

    [Fact]
    public void The_library_tells_its_version()
    {
        Assert.Equal("0.1.0", RevocationClient.LibraryVersion);
        Assert.Equal(1, RevocationClient.AbiVersion.Major);
    }
}
