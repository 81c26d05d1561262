// Revokes user00001@contoso.example to the number given, and prints what it cost as one line of JSON.
// Environment: ENTRA_REVOKE_BENCH_GRAPH, ENTRA_REVOKE_BENCH_TOKEN.

using System.Diagnostics;
using System.Globalization;
using EntraRevoke;

static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

var users = int.Parse(args[0], CultureInfo.InvariantCulture);
var graph = new Uri(Variable("ENTRA_REVOKE_BENCH_GRAPH"));
using var client = new RevocationClient(new RevocationClientOptions
{
    Credential = RevocationCredential.FromAccessToken(Variable("ENTRA_REVOKE_BENCH_TOKEN")),
    Environment = "Simulator",
    GraphEndpoint = graph,
    AuthorityEndpoint = graph,
    WriteQuota = 100_000_000,
});

// Compiled before it counts, as any program that does more than one thing has it.
await Run(users);
using var process = Process.GetCurrentProcess();
var before = process.TotalProcessorTime;
var revoked = await Run(users);
process.Refresh();
var cpu = process.TotalProcessorTime - before;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"revoked":{{revoked}},"cpu_per_user":{{cpu.TotalMicroseconds / revoked:F3}},"memory":null}"""));
return revoked == users ? 0 : 2;

async Task<int> Run(int count)
{
    var revoked = 0;
    var names = Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"user{number:D5}@contoso.example"));
    await foreach (var result in client.RevokeAsync(names))
    {
        revoked += result.IsRevoked ? 1 : 0;
    }

    return revoked;
}
