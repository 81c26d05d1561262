using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace EntraRevoke.PowerShell;

/// <summary>
/// What a function has to hand on to the cmdlet behind it. A module's function does not see the preferences of the script that
/// calls it; here it does.
/// </summary>
public static class CallerPreference
{
    // Preference variables and the parameters that win over them.
    private static readonly (string Variable, string Parameter)[] Preferences =
    {
        ("ErrorActionPreference", "ErrorAction"),
        ("WarningPreference", "WarningAction"),
        ("InformationPreference", "InformationAction"),
        ("VerbosePreference", "Verbose"),
        ("DebugPreference", "Debug"),
        ("ProgressPreference", "ProgressAction"),
        ("ConfirmPreference", "Confirm"),
        ("WhatIfPreference", "WhatIf"),
    };

    // Filled by the function itself.
    private static readonly string[] NotForwarded = { "OutVariable", "OutBuffer", "PipelineVariable", "ErrorVariable", "WarningVariable", "InformationVariable" };

    /// <summary>Sets the caller's preferences in the function's own scope, and gives the parameters for the cmdlet.</summary>
    /// <param name="function">The function's $PSCmdlet.</param>
    /// <param name="scope">The function's $ExecutionContext.SessionState.</param>
    /// <returns>The bound parameters that the cmdlet is to have.</returns>
    public static Hashtable Take(PSCmdlet function, SessionState scope)
    {
        if (function is null || scope is null)
        {
            throw new ArgumentNullException(function is null ? nameof(function) : nameof(scope));
        }

        var bound = function.MyInvocation.BoundParameters;
        foreach (var (variable, parameter) in Preferences)
        {
            if (!bound.ContainsKey(parameter) && function.SessionState.PSVariable.GetValue(variable) is { } value)
            {
                scope.PSVariable.Set(variable, value);
            }
        }

        var forwarded = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in bound.Where(pair => !NotForwarded.Contains(pair.Key)))
        {
            forwarded[pair.Key] = pair.Value;
        }

        return forwarded;
    }
}
