using System;
using System.Runtime.InteropServices;

namespace EntraRevoke.Native;

/// <summary>Loading a library and finding a function in it, as the system does it.</summary>
internal static class Platform
{
#if NET8_0_OR_GREATER
    internal static IntPtr Load(string path) => NativeLibrary.Load(path);

    internal static IntPtr Export(IntPtr library, string name) => NativeLibrary.TryGetExport(library, name, out var address) ? address : IntPtr.Zero;
#else
    // On .NET, which also loads this build, the runtime's own loader works everywhere; .NET Framework is Windows.
    private static readonly Type? Modern = Type.GetType("System.Runtime.InteropServices.NativeLibrary, System.Runtime.InteropServices");

    internal static IntPtr Load(string path)
    {
        if (Modern != null)
        {
            return (IntPtr)Call("Load", new[] { typeof(string) }, path);
        }

        // With the library's own folder searched first for what it needs.
        const uint AlteredSearchPath = 8;
        var library = LoadLibraryEx(path, IntPtr.Zero, AlteredSearchPath);
        return library != IntPtr.Zero ? library : throw new DllNotFoundException($"error {Marshal.GetLastWin32Error()}");
    }

    internal static IntPtr Export(IntPtr library, string name)
    {
        if (Modern == null)
        {
            return GetProcAddress(library, name);
        }

        try
        {
            return (IntPtr)Call("GetExport", new[] { typeof(IntPtr), typeof(string) }, library, name);
        }
        catch (EntryPointNotFoundException)
        {
            return IntPtr.Zero;
        }
    }

    private static object Call(string method, Type[] types, params object[] arguments)
    {
        try
        {
            return Modern!.GetMethod(method, types)!.Invoke(null, arguments)!;
        }
        catch (System.Reflection.TargetInvocationException exception) when (exception.InnerException != null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception.InnerException).Throw();
            throw;
        }
    }

    [DllImport("kernel32", EntryPoint = "LoadLibraryExW", CharSet = CharSet.Unicode, SetLastError = true, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr LoadLibraryEx(string path, IntPtr reserved, uint flags);

    [DllImport("kernel32", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr GetProcAddress(IntPtr library, string name);
#endif
}
