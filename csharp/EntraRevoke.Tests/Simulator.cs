using System;
using System.Diagnostics;
using System.Net.Http;
using System.Text;
using System.Text.Json;

namespace EntraRevoke.Tests;

/// <summary>The simulated service as a process of its own; it ends with its standard input.</summary>
public sealed class Simulator : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly JsonElement _endpoint;

    public Simulator(params string[] arguments)
    {
        var program = Environment.GetEnvironmentVariable("ENTRA_REVOKE_SIMULATOR")
            ?? throw new InvalidOperationException("ENTRA_REVOKE_SIMULATOR must name the graph-simulator program; 'cargo xtask test' sets it.");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        _process = Process.Start(start) ?? throw new InvalidOperationException("The simulator can't be started.");
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The simulator ended without a word.");
        _endpoint = JsonDocument.Parse(line).RootElement.Clone();
    }

    public Uri Graph => new(Get("graph"));

    public string TenantId => Get("tenant_id");

    public string ClientId => Get("client_id");

    public string ClientSecret => Get("client_secret");

    public string AccessToken => Get("access_token");

    public JsonElement Books => Control(HttpMethod.Get, "books");

    public RevocationClient Client(string? token = null) => Client(RevocationCredential.FromAccessToken(token ?? AccessToken));

    public RevocationClient Client(RevocationCredential credential) => new(Options(credential));

    public RevocationClientOptions Options(RevocationCredential credential)
    {
        return new RevocationClientOptions { Credential = credential, Environment = "Simulator", GraphEndpoint = Graph, AuthorityEndpoint = Graph };
    }

    public int Revocations(string user) => Control(HttpMethod.Get, "books/users/" + Uri.EscapeDataString(user)).GetProperty("revocations").GetInt32();

    public void Fault(string json) => Control(HttpMethod.Post, "faults", json);

    public void ClearFaults() => Control(HttpMethod.Delete, "faults");

    public string Token(string json) => Control(HttpMethod.Post, "token", json).GetProperty("access_token").GetString()!;

    public JsonElement Control(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, Get("control") + "/" + path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = _http.Send(request);
        using var reader = new System.IO.StreamReader(response.Content.ReadAsStream());
        var text = reader.ReadToEnd();
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.Clone() : throw new InvalidOperationException(text);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
    }

    private string Get(string name) => _endpoint.GetProperty(name).GetString()!;
}
