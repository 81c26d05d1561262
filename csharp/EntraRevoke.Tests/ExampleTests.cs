using System;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace EntraRevoke.Tests;

/// <summary>The example as a program of its own; also what is said when the native library is not there, which can't be tried in this process.</summary>
public sealed class ExampleTests
{
    private static (int Code, string Out, string Error) Run(string input, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "example", "RevokeList.dll") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    [Fact]
    public void It_revokes_a_list()
    {
        using var simulator = new Simulator();
        var graph = simulator.Graph.OriginalString;
        var (code, output, error) = Run(
            "user00001@contoso.example\nnobody@contoso.example\n", ("ENTRA_REVOKE_TOKEN", simulator.AccessToken), ("ENTRA_REVOKE_GRAPH", graph));
        Assert.Equal(2, code);
        Assert.Contains("1 of 2 revoked", output, StringComparison.Ordinal);
        Assert.Contains("Request_ResourceNotFound", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Theory]
    [InlineData("/nowhere/libentra_revoke.so", "not there")]
    [InlineData(null, "ENTRA_REVOKE_LIBRARY")]
    public void A_library_that_is_not_there_is_one_clear_sentence(string? path, string part)
    {
        var (code, output, error) = Run("user00001@contoso.example\n", ("ENTRA_REVOKE_TOKEN", "x.y.z"), ("ENTRA_REVOKE_LIBRARY", path), ("LD_LIBRARY_PATH", null));
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.StartsWith("The native library ", error, StringComparison.Ordinal);
        Assert.Contains(part, error, StringComparison.Ordinal);
    }
}
