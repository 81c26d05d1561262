using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace EntraRevoke.Tests;

public sealed class RevocationTests : IDisposable
{
    private readonly Simulator _simulator = new("--users", "2000", "--guests", "1", "--forbidden", "1", "--deleted", "1");

    public void Dispose() => _simulator.Dispose();

    private static IEnumerable<string> Members(int count) => Enumerable.Range(1, count).Select(number => $"user{number:d5}@contoso.example");

    [Fact]
    public void Every_status_comes_back_with_its_reason()
    {
        using var client = _simulator.Client();
        string[] users =
        [
            "user00001@contoso.example", "guest00001_fabrikam.example#EXT#@contoso.example", "nobody@contoso.example",
            "admin00001@contoso.example", "", "two words", "jürgen@contoso.example",
        ];
        var results = client.Revoke(users).OrderBy(result => result.Tag).ToList();
        RevocationStatus[] expected =
        [
            RevocationStatus.Revoked, RevocationStatus.NoEffect, RevocationStatus.Refused,
            RevocationStatus.Refused, RevocationStatus.Invalid, RevocationStatus.Invalid, RevocationStatus.Refused,
        ];
        Assert.Equal(expected, results.Select(result => result.Status));
        Assert.Equal(users, results.Select(result => result.User));
        Assert.True(results[0].IsRevoked);
        Assert.Null(results[0].Message);
        Assert.Equal(EntraRevokeErrorCode.None, results[0].Reason);
        Assert.NotNull(results[0].RequestId);
        Assert.Equal(("Request_ResourceNotFound", 404, EntraRevokeErrorCode.Service), (results[2].Code, results[2].HttpStatus, results[2].Reason));
        Assert.Equal("Authorization_RequestDenied", results[3].Code);
        Assert.Equal(EntraRevokeErrorCode.Target, results[4].Reason);
        Assert.Contains("jürgen@contoso.example", results[6].Message, StringComparison.Ordinal);
        Assert.Equal(1, _simulator.Revocations("user00001@contoso.example"));
    }

    [Fact]
    public void A_thousand_users_agree_with_the_services_books()
    {
        using var client = _simulator.Client();
        var reports = new List<RevocationProgress>();
        var results = client.Revoke(Members(1000), progress: new Reports(reports)).ToList();
        Assert.Equal(1000, results.Count(result => result.IsRevoked));
        Assert.Equal(1000, results.Select(result => result.Tag).Distinct().Count());
        Assert.Equal(1000, _simulator.Books.GetProperty("users_revoked").GetInt32());
        Assert.Equal((1000L, 1000L, true), (reports[^1].Total, reports[^1].Done, reports[^1].Finished));
    }

    [Fact]
    public async Task An_async_run_gives_the_same()
    {
        using var client = _simulator.Client();
        var count = 0;
        await foreach (var result in client.RevokeAsync(Members(300)))
        {
            Assert.True(result.IsRevoked);
            count++;
        }

        Assert.Equal(300, count);
    }

    [Fact]
    public void The_signed_in_user_and_beta()
    {
        using var client = _simulator.Client(_simulator.Token("""{"user":"user00007@contoso.example"}"""));
        var result = client.RevokeSignedInUser(new RevocationJobOptions { ApiVersion = "beta", Priority = RevocationPriority.Interactive });
        Assert.True(result.IsRevoked);
        Assert.Equal(1, _simulator.Revocations("user00007@contoso.example"));
        Assert.Equal("user00007@contoso.example", client.Context.Account);
    }

    [Fact]
    public async Task Cancelled_it_says_what_is_known_of_everybody_handed_over_and_then_throws()
    {
        _simulator.Fault("""{"on":"batch","kind":"hang","times":null,"skip":2}""");
        using var client = _simulator.Client();
        using var cancel = new CancellationTokenSource();
        using var allGiven = new ManualResetEventSlim();
        IEnumerable<string> Users()
        {
            foreach (var user in Members(500))
            {
                yield return user;
            }

            allGiven.Set();
        }

        // Two batches are answered, the third hangs, and far more are waiting than may be on their way.
        var canceller = Task.Run(() =>
        {
            allGiven.Wait();
            SpinWait.SpinUntil(() => _simulator.Books.GetProperty("requests").GetProperty("batch").GetInt32() > 2);
            cancel.Cancel();
        });
        var results = new List<Revocation>();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var result in client.Revoke(Users(), cancellationToken: cancel.Token))
            {
                results.Add(result);
            }
        });
        await canceller;
        // Everybody who was handed over, in the order given, once.
        Assert.Equal(Enumerable.Range(0, results.Count).Select(place => (ulong)place), results.Select(result => result.Tag).Order());
        Assert.Contains(results, result => result.Status == RevocationStatus.NotSent);
        Assert.Contains(results, result => result.Status == RevocationStatus.Unknown);
        Assert.All(results.Where(result => result.IsRevoked), result => Assert.Equal(1, _simulator.Revocations(result.User)));
    }

    [Fact]
    public void Cancelled_before_it_begins_nothing_is_sent()
    {
        using var client = _simulator.Client();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => client.Revoke(Members(50), cancellationToken: cancelled.Token).ToList());
        Assert.Equal(0, _simulator.Books.GetProperty("revocations").GetInt32());
    }

    [Fact]
    public void A_consumer_that_stops_early_abandons_the_rest()
    {
        using var client = _simulator.Client();
        Assert.Single(client.Revoke(Members(200)).Take(1));
        Assert.True(client.Revoke(Members(1)).Single().IsRevoked);
    }

    [Fact]
    public async Task Several_threads_share_one_job()
    {
        using var client = _simulator.Client();
        using var job = client.StartJob();
        var seen = new int[1000];
        var submitters = Enumerable.Range(0, 4).Select(part => Task.Run(() =>
        {
            for (var i = part * 250; i < (part + 1) * 250; i++)
            {
                job.Submit($"user{i + 1:d5}@contoso.example", (ulong)i);
            }
        })).ToArray();
        var takers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            RevocationBatch batch;
            do
            {
                batch = job.Take(50, TimeSpan.FromSeconds(60));
                foreach (var item in batch.Items)
                {
                    Interlocked.Increment(ref seen[item.Tag]);
                }
            }
            while (!batch.Finished);
        })).ToArray();
        await Task.WhenAll(submitters);
        job.Complete();
        await Task.WhenAll(takers);
        Assert.All(seen, count => Assert.Equal(1, count));
        Assert.Throws<EntraRevokeException>(() => job.Submit("user00001@contoso.example", 1));
    }

    private sealed class Reports(List<RevocationProgress> list) : IProgress<RevocationProgress>
    {
        public void Report(RevocationProgress value) => list.Add(value);
    }
}
