using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Xunit;

namespace EntraRevoke.Tests;

public sealed class BadInputTests : IDisposable
{
    private readonly Simulator _simulator = new();

    public void Dispose() => _simulator.Dispose();

    private static EntraRevokeException Refused(Action action) => Assert.Throws<EntraRevokeException>(action);

    [Theory]
    [InlineData("wrong-secret-value", "AADSTS7000215")]
    [InlineData("expired", "AADSTS7000222")]
    public void A_wrong_secret_shows_at_once_and_is_not_shown(string secret, string code)
    {
        var credential = RevocationCredential.FromClientSecret(_simulator.TenantId, _simulator.ClientId, secret);
        Assert.DoesNotContain("wrong-secret-value", credential.ToString(), StringComparison.Ordinal);
        using var client = _simulator.Client(credential);
        var error = Refused(() => client.Connect());
        Assert.Equal((EntraRevokeErrorCode.Authentication, code, 401), (error.ErrorCode, error.GraphCode, error.HttpStatus));
        Assert.DoesNotContain("wrong-secret-value", error.ToString(), StringComparison.Ordinal);
        Assert.All(client.Revoke(["user00001@contoso.example"]), result => Assert.Equal(RevocationStatus.NotSent, result.Status));
    }

    [Fact]
    public void A_right_secret_connects_and_tells_who_is_connected()
    {
        using var client = _simulator.Client(RevocationCredential.FromClientSecret(_simulator.TenantId, _simulator.ClientId, _simulator.ClientSecret));
        client.Connect();
        var context = client.Context;
        Assert.Equal((_simulator.TenantId, _simulator.ClientId, "AppOnly"), (context.TenantId, context.ClientId, context.AuthType));
        Assert.Contains("User.RevokeSessions.All", context.Scopes);
        Assert.True(context.ExpiresOn > DateTimeOffset.UtcNow);
        Assert.Equal("Simulator", context.Environment);
    }

    [Theory]
    [InlineData("http://graph.contoso.example")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://user:password@graph.contoso.example")]
    public void An_endpoint_that_is_not_https_is_refused(string endpoint)
    {
        var options = _simulator.Options(RevocationCredential.FromAccessToken("x.y.z"));
        options.GraphEndpoint = new Uri(endpoint);
        var error = Refused(() => new RevocationClient(options).Dispose());
        Assert.Equal(EntraRevokeErrorCode.Configuration, error.ErrorCode);
        Assert.DoesNotContain("password", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var credential = RevocationCredential.FromAccessToken(_simulator.AccessToken);
        Assert.Throws<ArgumentNullException>(() => new RevocationClient(null!));
        Assert.Throws<ArgumentException>(() => new RevocationClient(new RevocationClientOptions()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RevocationClient(new RevocationClientOptions { Credential = credential, MaxAttempts = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RevocationClient(new RevocationClientOptions { Credential = credential, GiveUpAfter = TimeSpan.FromDays(99) }));
        Assert.Contains("from 1 to 20", Refused(() => new RevocationClient(new RevocationClientOptions { Credential = credential, MaxBatchSize = 21 })).Message, StringComparison.Ordinal);
        Assert.Contains("Mars", Refused(() => new RevocationClient(new RevocationClientOptions { Credential = credential, Environment = "Mars" })).Message, StringComparison.Ordinal);
        Assert.Equal(EntraRevokeErrorCode.Configuration, Refused(() => _simulator.Client("")).ErrorCode);
    }

    [Fact]
    public void An_expired_token_a_page_of_a_proxy_and_a_silent_host_are_told_apart()
    {
        using (var client = _simulator.Client(_simulator.Token("""{"expires_in":-60}""")))
        {
            var result = client.Revoke(["user00001@contoso.example"]).Single();
            Assert.Equal(EntraRevokeErrorCode.Authentication, result.Reason);
            Assert.Contains("expired", result.Message, StringComparison.Ordinal);
        }

        var options = _simulator.Options(RevocationCredential.FromAccessToken(_simulator.AccessToken));
        options.MaxAttempts = 1;
        _simulator.Fault("""{"on":"any","kind":"html","times":null}""");
        using (var client = new RevocationClient(options))
        {
            var result = client.Revoke(["user00001@contoso.example"]).Single();
            Assert.Equal((EntraRevokeErrorCode.Answer, RevocationStatus.Unknown), (result.Reason, result.Status));
            Assert.Contains("proxy", result.Message, StringComparison.Ordinal);
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        options.GraphEndpoint = options.AuthorityEndpoint = new Uri($"http://127.0.0.1:{port}");
        using (var client = new RevocationClient(options))
        {
            var result = client.Revoke(["user00001@contoso.example"]).Single();
            Assert.Equal((EntraRevokeErrorCode.Network, RevocationStatus.Failed), (result.Reason, result.Status));
        }
    }

    [Fact]
    public void A_sign_in_that_hangs_can_be_cancelled()
    {
        _simulator.Fault("""{"on":"token","kind":"hang","times":null}""");
        using var client = _simulator.Client(RevocationCredential.FromClientSecret(_simulator.TenantId, _simulator.ClientId, _simulator.ClientSecret));
        using var cancel = new CancellationTokenSource();
        cancel.CancelAfter(TimeSpan.FromMilliseconds(50));
        Assert.ThrowsAny<OperationCanceledException>(() => client.Connect(cancel.Token));
    }

    [Fact]
    public void Arguments_that_are_null_or_absurd_are_named()
    {
        using var client = _simulator.Client();
        using var job = client.StartJob();
        Assert.Throws<ArgumentNullException>(() => job.Submit(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => job.Take(0, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => job.Take(1, TimeSpan.FromMilliseconds(-5)));
        Assert.Throws<ArgumentNullException>(() => client.Revoke(null!));
        Assert.Throws<EntraRevokeException>(() => client.StartJob(new RevocationJobOptions { ApiVersion = "v3" }));
        job.Submit(new string('x', 100_000), 7);
        Assert.Equal(RevocationStatus.Invalid, job.Take(1, TimeSpan.FromMinutes(1)).Items.Single().Status);
    }
}
