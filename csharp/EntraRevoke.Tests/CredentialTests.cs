using System;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Xunit;

namespace EntraRevoke.Tests;

/// <summary>Ways to sign in, against an authority that checks.</summary>
public sealed class CredentialTests : IDisposable
{
    private readonly Simulator _simulator = new();

    public void Dispose() => _simulator.Dispose();

    [Fact]
    public void A_certificate_signs_without_giving_its_key_away()
    {
        using var certificate = Certificate();
        Register(certificate);
        using var client = _simulator.Client(RevocationCredential.FromCertificate(_simulator.TenantId, _simulator.ClientId, certificate, sendChain: true));
        Revokes(client);
        Assert.Equal("AppOnly", client.Context.AuthType);
        Assert.Equal(1, _simulator.Books.GetProperty("certificate_chains").GetInt32());
    }

    [Fact]
    public void A_certificate_file_signs_with_its_password_alone()
    {
        using var certificate = Certificate();
        Register(certificate);
        var path = System.IO.Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, "pass wörd"));
            using var client = _simulator.Client(RevocationCredential.FromCertificateFile(_simulator.TenantId, _simulator.ClientId, path, "pass wörd"));
            Revokes(client);
            var error = Assert.Throws<EntraRevokeException>(
                () => _simulator.Client(RevocationCredential.FromCertificateFile(_simulator.TenantId, _simulator.ClientId, path, "wrong-password")));
            Assert.Equal(EntraRevokeErrorCode.Configuration, error.ErrorCode);
            Assert.Contains("password is wrong", error.Message);
            Assert.DoesNotContain("wrong-password", error.ToString());
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Fact]
    public void A_certificate_without_an_RSA_key_is_refused_at_once()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var elliptic = new CertificateRequest("CN=ec", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.Now.AddDays(-1), DateTimeOffset.Now.AddDays(1));
        Assert.Contains("not RSA", Refused(elliptic));
        using var whole = Certificate();
        using var bare = X509CertificateLoader.LoadCertificate(whole.RawData);
        Assert.Contains("no private key", Refused(bare));

        string Refused(X509Certificate2 certificate) =>
            Assert.Throws<ArgumentException>(() => RevocationCredential.FromCertificate(_simulator.TenantId, _simulator.ClientId, certificate)).Message;
    }

    [Fact]
    public void A_delegate_gives_tokens_when_they_are_wanted()
    {
        var asked = 0;
        using var client = _simulator.Client(RevocationCredential.FromCallback((claims, _) =>
        {
            asked++;
            return Task.FromResult(new RevocationAccessToken(_simulator.AccessToken, DateTimeOffset.Now.AddHours(1)));
        }));
        Revokes(client);
        Revokes(client);
        Assert.Equal(1, asked);
    }

    [Fact]
    public void What_a_delegate_throws_is_said_to_everybody()
    {
        using var client = _simulator.Client(RevocationCredential.FromCallback((_, _) => throw new InvalidOperationException("The vault is locked.")));
        Assert.Equal("The vault is locked.", Assert.Throws<EntraRevokeException>(() => client.Connect(TestContext.Current.CancellationToken)).Message);
        var result = client.Revoke(new[] { "user00001@contoso.example" }, cancellationToken: TestContext.Current.CancellationToken).Single();
        Assert.Equal(RevocationStatus.NotSent, result.Status);
        Assert.Contains("The vault is locked.", result.Message);
    }

    [Fact]
    public void A_device_code_is_shown()
    {
        _simulator.Control(HttpMethod.Post, "settings", """{"device_interval":0}""");
        DeviceCodePrompt? prompt = null;
        using var client = _simulator.Client(RevocationCredential.FromDeviceCode(shown => prompt = shown, new[] { "User.RevokeSessions.All" }));
        client.Connect(TestContext.Current.CancellationToken);
        Assert.Contains(prompt!.UserCode, prompt.Message);
        Assert.Equal("Delegated", client.Context.AuthType);
        Revokes(client);
    }

    [Fact]
    public void A_browser_is_opened()
    {
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var client = _simulator.Client(RevocationCredential.FromBrowser(uri => browser.Send(new HttpRequestMessage(HttpMethod.Get, uri)).Dispose()));
        client.Connect(TestContext.Current.CancellationToken);
        Assert.Equal("user00001@contoso.example", client.Context.Account);
        Revokes(client);
    }

    [Fact]
    public void What_a_token_lacks_is_known()
    {
        using var client = _simulator.Client(_simulator.Token("""{"permissions":["User.Read.All"]}"""));
        Assert.Contains("User.RevokeSessions.All", client.Context.MissingPermission);
        using var better = _simulator.Client();
        Assert.Null(better.Context.MissingPermission);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=entra-revoke", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.Now.AddDays(-1), DateTimeOffset.Now.AddDays(1));
    }

    private static void Revokes(RevocationClient client) =>
        Assert.Equal(RevocationStatus.Revoked, client.Revoke(new[] { "user00001@contoso.example" }, cancellationToken: TestContext.Current.CancellationToken).Single().Status);

    private void Register(X509Certificate2 certificate) =>
        _simulator.Control(HttpMethod.Post, "certificates", $$"""{"certificate":"{{Convert.ToBase64String(certificate.RawData)}}"}""");
}
