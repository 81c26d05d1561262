using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace EntraRevoke.Tests;

public sealed class GraphRequestTests : IDisposable
{
    private readonly Simulator _simulator = new("--users", "250");

    public void Dispose() => _simulator.Dispose();

    private static JsonElement Json(GraphResponse response) => JsonDocument.Parse(response.ReadText()).RootElement;

    [Fact]
    public void Pages_are_followed_by_their_links()
    {
        using var client = _simulator.Client();
        var names = new List<string?>();
        var next = "/v1.0/users?$top=100";
        while (next is not null)
        {
            var response = client.Send(new GraphRequest(GraphMethod.Get, next));
            Assert.True(response.IsSuccess);
            Assert.Equal("application/json", response.Header("Content-Type"));
            var page = Json(response);
            names.AddRange(page.GetProperty("value").EnumerateArray().Select(user => user.GetProperty("userPrincipalName").GetString()));
            next = page.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
        }

        Assert.Equal(Enumerable.Range(1, 250).Select(number => $"user{number:d5}@contoso.example"), names);
    }

    [Fact]
    public void Headers_and_body_arrive_and_any_status_is_an_answer()
    {
        using var client = _simulator.Client(_simulator.Token("""{"permissions":["User.EnableDisableAccount.All","User.Read.All"]}"""));
        var counted = new GraphRequest(GraphMethod.Get, "/v1.0/users?$count=true&$filter=accountEnabled ne false&$top=1");
        Assert.Equal(400, client.Send(counted).StatusCode);
        counted.Headers.Add(new("ConsistencyLevel", "eventual"));
        Assert.Equal(250, Json(client.Send(counted)).GetProperty("@odata.count").GetInt32());
        var change = new GraphRequest(GraphMethod.Patch, "/v1.0/users/user00001%40contoso.example", Encoding.UTF8.GetBytes("""{"accountEnabled":false}"""));
        var changed = client.Send(change);
        Assert.Equal((204, ""), (changed.StatusCode, changed.ReadText()));
        Assert.False(_simulator.Books.GetProperty("updates")[0].GetProperty("account_enabled").GetBoolean());
        var nobody = client.Send(new GraphRequest(GraphMethod.Get, "/v1.0/users/nobody"));
        Assert.Equal((404, false, "Request_ResourceNotFound"), (nobody.StatusCode, nobody.IsSuccess, Json(nobody).GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public void What_can_not_be_sent_is_refused()
    {
        using var client = _simulator.Client();
        Assert.Throws<ArgumentNullException>(() => client.Send(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => client.Send(new GraphRequest(GraphMethod.Get, "/v1.0/me"), TimeSpan.FromDays(99)));
        var elsewhere = Assert.Throws<EntraRevokeException>(() => client.Send(new GraphRequest(GraphMethod.Get, "https://graph.contoso.example/v1.0/me")));
        Assert.Equal(EntraRevokeErrorCode.Configuration, elsewhere.ErrorCode);
        var header = new GraphRequest(GraphMethod.Get, "/v1.0/me");
        header.Headers.Add(new("Authorization", "Bearer of.another"));
        Assert.Contains("authorization", Assert.Throws<EntraRevokeException>(() => client.Send(header)).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, _simulator.Books.GetProperty("requests").GetProperty("read").GetInt32());
        client.Dispose();
        Assert.Throws<ObjectDisposedException>(() => client.Send(new GraphRequest(GraphMethod.Get, "/v1.0/me")));
    }

    [Fact]
    public async Task A_request_that_hangs_can_be_cancelled()
    {
        _simulator.Fault("""{"on":"read","kind":"hang","times":null}""");
        using var client = _simulator.Client();
        using var cancel = new CancellationTokenSource();
        var waiting = Task.Run(() => client.Send(new GraphRequest(GraphMethod.Get, "/v1.0/users"), default, cancel.Token));
        while (_simulator.Books.GetProperty("requests").GetProperty("read").GetInt32() == 0)
        {
            await Task.Yield();
        }

        Assert.False(waiting.IsCompleted);
        await cancel.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        Assert.Throws<OperationCanceledException>(() => client.Send(new GraphRequest(GraphMethod.Get, "/v1.0/users"), default, cancel.Token));
    }
}
