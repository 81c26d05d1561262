using System;
using System.Management.Automation;

namespace EntraRevoke.PowerShell;

/// <summary>Writes what a job tells: its requests with -Verbose, and the decisions about users with -Debug as well.</summary>
internal sealed class CommandLog
{
    // Lines taken at a time.
    private const int Most = 500;

    private readonly PSCmdlet _command;
    private readonly bool _isVerbose;

    internal CommandLog(PSCmdlet command)
    {
        _command = command;
        _isVerbose = IsWanted("Verbose", "VerbosePreference");
        Level = IsWanted("Debug", "DebugPreference") ? RevocationLogLevel.Users
            : _isVerbose ? RevocationLogLevel.Requests
            : RevocationLogLevel.Off;
    }

    /// <summary>What would be shown: all else is not even asked for.</summary>
    internal RevocationLogLevel Level { get; }

    /// <summary>Writes what there is to tell.</summary>
    internal void Write(RevocationJob job)
    {
        while (Level != RevocationLogLevel.Off)
        {
            var log = job.TakeLog(Most);
            if (log.Missed > 0)
            {
                Write(RevocationLogLevel.Requests, $"{log.Missed:n0} lines are missing here: more came than were written.");
            }

            foreach (var line in log.Lines)
            {
                Write(line.Level, line.Text);
            }

            if (log.Lines.Count < Most)
            {
                return;
            }
        }
    }

    private void Write(RevocationLogLevel level, string text)
    {
        // With -Debug and without -Verbose, WriteVerbose would ask at each line whether to go on.
        if (level == RevocationLogLevel.Requests && _isVerbose)
        {
            _command.WriteVerbose(text);
        }
        else
        {
            _command.WriteDebug(text);
        }
    }

    /// <summary>The parameter wins over the variable.</summary>
    private bool IsWanted(string parameter, string variable)
    {
        if (_command.MyInvocation.BoundParameters.TryGetValue(parameter, out var given))
        {
            return LanguagePrimitives.IsTrue(given);
        }

        return LanguagePrimitives.TryConvertTo<ActionPreference>(_command.SessionState.PSVariable.GetValue(variable), out var preference)
            && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }
}
