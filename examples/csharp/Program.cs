// Revokes the sign-in sessions of the users on standard input, one object id or user principal name a line.
//
// Environment: ENTRA_REVOKE_TOKEN, a bearer token for Microsoft Graph; ENTRA_REVOKE_GRAPH for another endpoint than the
// worldwide one. Exit code: 0 all are revoked, 2 some are not, 1 it could not be done.

using EntraRevoke;

try
{
    var token = Environment.GetEnvironmentVariable("ENTRA_REVOKE_TOKEN") ?? "";
    var options = new RevocationClientOptions { Credential = RevocationCredential.FromAccessToken(token) };
    if (Environment.GetEnvironmentVariable("ENTRA_REVOKE_GRAPH") is { Length: > 0 } graph)
    {
        options.Environment = "Custom";
        options.GraphEndpoint = options.AuthorityEndpoint = new Uri(graph);
    }

    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, press) =>
    {
        press.Cancel = true;
        stop.Cancel();
    };

    using var client = new RevocationClient(options);
    var (revoked, total) = (0, 0);
    await foreach (var result in client.RevokeAsync(Lines(), cancellationToken: stop.Token))
    {
        Console.WriteLine($"{result.User,-50} {result.Status,-10} {result.Code}");
        revoked += result.IsRevoked ? 1 : 0;
        total++;
    }

    Console.WriteLine($"{revoked} of {total} revoked");
    return revoked == total ? 0 : 2;
}
catch (Exception exception) when (exception is EntraRevokeException or OperationCanceledException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static IEnumerable<string> Lines()
{
    while (Console.ReadLine() is { } line)
    {
        yield return line;
    }
}
