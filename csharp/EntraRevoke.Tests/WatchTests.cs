using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Xunit;

namespace EntraRevoke.Tests;

/// <summary>What a job is told to send along, and what it tells of its requests.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly Simulator _simulator = new("--users", "50");

    public void Dispose() => _simulator.Dispose();

    [Fact]
    public void Headers_reach_the_service_and_others_are_refused()
    {
        using var client = _simulator.Client();
        var options = new RevocationJobOptions();
        options.Headers.Add(new("X-Reason", "ticket 4711"));
        Assert.All(client.Revoke(["user00001@contoso.example", "user00002@contoso.example"], options), revocation => Assert.Equal(RevocationStatus.Revoked, revocation.Status));
        var books = _simulator.Control(System.Net.Http.HttpMethod.Get, "books/users/user00002%40contoso.example");
        Assert.Equal("ticket 4711", books.GetProperty("headers").GetProperty("x-reason").GetString());
        options.Headers.Add(new("Authorization", "hush"));
        var exception = Assert.Throws<EntraRevokeException>(() => client.StartJob(options));
        Assert.Equal(EntraRevokeErrorCode.Configuration, exception.ErrorCode);
        Assert.Contains("'Authorization'", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_of_a_job_or_a_request_is_used()
    {
        // Nobody is there, and the error tells that it was looked for.
        var nowhere = new Uri("http://127.0.0.1:9");
        var credential = new NetworkCredential("somebody", "hush");
        var settings = _simulator.Options(RevocationCredential.FromAccessToken(_simulator.AccessToken));
        settings.GiveUpAfter = TimeSpan.FromSeconds(1);
        using var client = new RevocationClient(settings);
        var options = new RevocationJobOptions { Proxy = nowhere, ProxyCredential = credential };
        var lost = client.Revoke(["user00001@contoso.example"], options).Single();
        Assert.Equal(RevocationStatus.Failed, lost.Status);
        Assert.DoesNotContain("hush", lost.Message, StringComparison.Ordinal);
        var request = new GraphRequest(GraphMethod.Get, "/v1.0/users/user00001%40contoso.example") { Proxy = nowhere, ProxyCredential = credential };
        Assert.Equal(EntraRevokeErrorCode.Network, Assert.Throws<EntraRevokeException>(() => client.Send(request)).ErrorCode);
        Assert.Equal(200, client.Send(new GraphRequest(GraphMethod.Get, "/v1.0/users/user00001%40contoso.example")).StatusCode);
        Assert.Throws<EntraRevokeException>(() => client.StartJob(new RevocationJobOptions { ProxyCredential = credential }));
    }

    [Fact]
    public void A_job_tells_of_its_requests_and_decisions()
    {
        using var client = _simulator.Client();
        using var job = client.StartJob(new RevocationJobOptions { LogLevel = RevocationLogLevel.Users });
        Assert.Empty(job.TakeLog().Lines);
        job.Submit("user00001@contoso.example", 1);
        job.Submit("nobody@contoso.example", 2);
        job.Complete();
        while (!job.Take(10, TimeSpan.FromSeconds(60)).Finished)
        {
        }

        var first = job.TakeLog(1).Lines.Single();
        Assert.Equal(RevocationLogLevel.Requests, first.Level);
        Assert.StartsWith("POST http", first.ToString(), StringComparison.Ordinal);
        var rest = job.TakeLog();
        var decisions = rest.Lines.Where(line => line.Level == RevocationLogLevel.Users).Select(line => line.Text).ToList();
        Assert.Contains("user00001@contoso.example: confirmed with 200 (tries: 1)", decisions);
        Assert.Contains(decisions, line => line.StartsWith("nobody@contoso.example: Refused: [Request_ResourceNotFound]", StringComparison.Ordinal));
        Assert.Equal(0, rest.Missed);
        Assert.Throws<ArgumentOutOfRangeException>(() => job.TakeLog(0));
        job.Dispose();
        Assert.Throws<ObjectDisposedException>(() => job.TakeLog());
    }
}
