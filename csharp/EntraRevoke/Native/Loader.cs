using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace EntraRevoke.Native;

/// <summary>
/// Finds the native library: <c>ENTRA_REVOKE_LIBRARY</c>, then <c>runtimes/&lt;rid&gt;/native</c> beside the assembly or two folders above it, then
/// beside the assembly, then where the system looks.
/// </summary>
internal sealed class Loader
{
    private readonly IntPtr _handle;

    private Loader(string path, IntPtr handle)
    {
        Path = path;
        _handle = handle;
    }

    internal string Path { get; }

    internal static Loader Load()
    {
        var tried = new List<string>();
        foreach (var candidate in Candidates())
        {
            if (candidate.IndexOf(System.IO.Path.DirectorySeparatorChar) >= 0 && !File.Exists(candidate))
            {
                tried.Add($"{candidate} (not there)");
                continue;
            }

            try
            {
                return new Loader(candidate, Platform.Load(candidate));
            }
            catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
            {
                tried.Add($"{candidate} ({exception.Message.Trim()})");
            }
        }

        throw new EntraRevokeException(
            EntraRevokeErrorCode.LibraryNotFound,
            $"The native library {FileName} can't be loaded. Install the release for {RuntimeIdentifier}, or set ENTRA_REVOKE_LIBRARY to the full path of the file. Tried: {string.Join("; ", tried)}.");
    }

    internal IntPtr Export(string name)
    {
        var address = Platform.Export(_handle, name);
        return address != IntPtr.Zero
            ? address
            : throw new EntraRevokeException(
                EntraRevokeErrorCode.LibraryVersion,
                $"The native library {Path} has no {name}. Install the library and EntraRevoke.dll of the same release.");
    }

    private static IEnumerable<string> Candidates()
    {
        var named = System.Environment.GetEnvironmentVariable("ENTRA_REVOKE_LIBRARY");
        if (!string.IsNullOrEmpty(named))
        {
            // Whoever names a file means that file.
            yield return System.IO.Path.GetFullPath(named);
            yield break;
        }

        var folder = AssemblyFolder();
        if (folder.Length > 0)
        {
            var native = System.IO.Path.Combine("runtimes", RuntimeIdentifier, "native", FileName);
            // Never a bare name: what lies in the current folder or on a search path may be anybody's.
            yield return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, "..", "..", native));
            yield return System.IO.Path.Combine(folder, native);
            yield return System.IO.Path.Combine(folder, FileName);
        }
    }

#if NET8_0_OR_GREATER
    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An assembly in a single file has no place of its own: the program's folder stands in.")]
#endif
    private static string AssemblyFolder()
    {
        var assembly = typeof(Loader).Assembly.Location;
        return string.IsNullOrEmpty(assembly) ? AppContext.BaseDirectory : System.IO.Path.GetDirectoryName(assembly) ?? "";
    }

    private static string FileName =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "entra_revoke.dll"
        : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "libentra_revoke.dylib"
        : "libentra_revoke.so";

    private static string RuntimeIdentifier
    {
        get
        {
            var os = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "win" : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx" : "linux";
            return os + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        }
    }
}
