using System;
using System.Management.Automation;
using System.Reflection;

namespace EntraRevoke.PowerShell;

/// <summary>The pipeline that a function is in, as far as it decides how long the function's own pipeline lasts.</summary>
/// <remarks>
/// Where a command before the function fails or is stopped, none of the function's blocks runs any more but clean, which versions
/// before 7.3 can't even parse. Without more, a run would go on with nobody to hear of it. So this does what the functions do that
/// PowerShell makes of CDXML: it listens to DisposingEvent of $PSCmdlet, which comes when the pipeline is disposed, however it
/// ended, in Windows PowerShell 5.1 as well. The event is internal; were it not there, a run would end with its input, as ever.
/// </remarks>
public static class CallerPipeline
{
    private static MethodInfo? _subscribe;

    /// <summary>Ends the function's own pipeline with the one that the function is in.</summary>
    /// <param name="function">The function's $PSCmdlet.</param>
    /// <param name="own">What is disposed: after an end of its own it has nothing to do any more.</param>
    public static void Ends(PSCmdlet function, IDisposable own)
    {
        if (function is null || own is null)
        {
            throw new ArgumentNullException(function is null ? nameof(function) : nameof(own));
        }

        // All functions are of one type.
        var subscribe = _subscribe ??= function.GetType()
            .GetEvent("DisposingEvent", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?
            .GetAddMethod(nonPublic: true);
        if (subscribe != null && subscribe.DeclaringType!.IsInstanceOfType(function))
        {
            subscribe.Invoke(function, new object[] { new EventHandler((_, _) => Dispose(own)) });
        }
    }

    private static void Dispose(IDisposable own)
    {
        try
        {
            own.Dispose();
        }
        catch (Exception)
        {
            // The pipeline is ending already, and its other commands are to be disposed as well.
        }
    }
}
