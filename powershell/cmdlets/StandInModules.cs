using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace EntraRevoke.PowerShell;

/// <summary>
/// Puts the modules with the names of Microsoft's on the module path. It is done here and not in the function, whose text would be
/// gone through at every import.
/// </summary>
public static class StandInModules
{
    private const string Found = "param($names) Get-Module -Name $names; Get-Module -Name $names -ListAvailable -ErrorAction Ignore";

    /// <summary>Does what Enable-EntraRevokeCompatibility does.</summary>
    /// <param name="function">The function's $PSCmdlet.</param>
    /// <param name="engine">The function's $ExecutionContext.</param>
    /// <param name="force">Although Microsoft's are installed.</param>
    public static void Enable(PSCmdlet function, EngineIntrinsics engine, bool force)
    {
        if (function is null || engine is null)
        {
            throw new ArgumentNullException(function is null ? nameof(function) : nameof(engine));
        }

        var folder = Path.Combine(function.MyInvocation.MyCommand.Module.ModuleBase, "compatibility");
        if (!force)
        {
            var theirs = Theirs(engine, folder);
            if (theirs.Length > 0)
            {
                var message = $"Microsoft's modules are installed ({string.Join(", ", theirs)}), and scripts run with them as they are; -Force puts those of EntraRevoke before them in this session.";
                function.ThrowTerminatingError(new ErrorRecord(new InvalidOperationException(message), "ModulesInstalled", ErrorCategory.ResourceExists, theirs));
            }
        }

        var others = (Environment.GetEnvironmentVariable("PSModulePath") ?? "").Split(Path.PathSeparator)
            .Where(place => place.Length > 0 && !string.Equals(place, folder, StringComparison.OrdinalIgnoreCase));
        Environment.SetEnvironmentVariable("PSModulePath", string.Join(Path.PathSeparator.ToString(), others.Prepend(folder)));
        BeyondCommands.Explain(engine);
    }

    /// <summary>Name and version of each module of Microsoft's that is loaded or installed.</summary>
    private static object[] Theirs(EngineIntrinsics engine, string folder)
    {
        var names = Directory.GetDirectories(folder).Select(Path.GetFileName).ToArray();
        return engine.InvokeCommand.InvokeScript(Found, true, PipelineResultTypes.None, null, new object[] { names })
            .Select(found => found?.BaseObject).OfType<PSModuleInfo>()
            .Where(module => !module.ModuleBase.StartsWith(folder, StringComparison.OrdinalIgnoreCase))
            .Select(module => $"{module.Name} {module.Version}")
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(text => text, StringComparer.OrdinalIgnoreCase)
            .ToArray<object>();
    }
}
