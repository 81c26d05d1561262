using System;
using System.Runtime.ConstrainedExecution;
using System.Threading;

namespace EntraRevoke.Native;

/// <summary>
/// Owns a native handle and closes it once, by the finalizer if need be.
/// </summary>
/// <remarks>
/// No SafeHandle, whose value is a pointer: a handle has 64 bits on every system. Nor is one needed: the library answers a
/// handle that is closed meanwhile with an error.
/// </remarks>
internal sealed unsafe class Handle : CriticalFinalizerObject, IDisposable
{
    private readonly delegate* unmanaged[Cdecl]<ulong, Error**, int> _close;
    private int _closed;

    internal Handle(ulong value, delegate* unmanaged[Cdecl]<ulong, Error**, int> close)
    {
        Value = value;
        _close = close;
    }

    ~Handle() => Close();

    internal ulong Value { get; }

    internal bool IsClosed => Volatile.Read(ref _closed) != 0;

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _ = _close(Value, null);
        }
    }
}
