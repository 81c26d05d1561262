using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace EntraRevoke.PowerShell;

/// <summary>
/// Offers users whose principal name or display name begins with what is typed. Where nobody is connected, or anything goes wrong,
/// it offers nothing and says nothing. To an empty word, too: it would be some twenty users, and one of them a Tab away from being
/// revoked.
/// </summary>
public sealed class UserCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var prefix = Typed.Text(wordToComplete);
        if (prefix.Trim().Length == 0)
        {
            return Array.Empty<CompletionResult>();
        }

        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(new CmdletInfo("Find-EntraRevokeUser_Complete", typeof(FindUserCommand))).AddParameter(nameof(FindUserCommand.Prefix), prefix);
        return shell.Invoke().Select(result => (CompletionResult)result.BaseObject).ToList();
    }
}

/// <summary>Offers the names of environments, to Remove- only those that can be removed.</summary>
public sealed class EnvironmentCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var prefix = Typed.Text(wordToComplete);
        var isRemoval = commandName?.StartsWith("Remove-", StringComparison.OrdinalIgnoreCase) == true;
        return Environments.List()
            .Where(known => known.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && !(isRemoval && known.Type == "Built-in"))
            .Select(known => Typed.Offer(known.Name, known.Name, $"{known.GraphEndpoint}, {known.AzureADEndpoint}"));
    }
}

/// <summary>
/// Asks for the users that are offered. A command, because only a command can see whether the session of Connect-MgGraph is still
/// the same.
/// </summary>
[Cmdlet(VerbsCommon.Find, "EntraRevokeUser_Complete")]
[OutputType(typeof(CompletionResult))]
public sealed class FindUserCommand : PSCmdlet
{
    // Who pressed Tab waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What was typed.</summary>
    [Parameter(Mandatory = true)]
    public string Prefix { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (Session.Known(this)?.Client.Send(new GraphRequest(GraphMethod.Get, Url()), Patience) is { IsSuccess: true } response)
            {
                WriteObject(GraphQuery.Items(GraphJson.ReadObject(response.ReadText())).Select(Offer).OfType<CompletionResult>().ToList(), enumerateCollection: true);
            }
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            // Nothing is offered.
        }
    }

    private static CompletionResult? Offer(Dictionary<string, object?> user)
    {
        if (user.Text("userPrincipalName") is not { Length: > 0 } name)
        {
            return null;
        }

        var label = user.Text("displayName") is { Length: > 0 } shown ? $"{shown} ({name})" : name;
        return Typed.Offer(name, label, $"{label}, {user.Text("id")}");
    }

    private string Url()
    {
        var text = Prefix.Replace("'", "''");
        return "/v1.0/users" + GraphQuery.Text(
            ("$filter", $"startsWith(userPrincipalName,'{text}') or startsWith(displayName,'{text}')"),
            ("$select", "id,displayName,userPrincipalName"),
            ("$top", "20"));
    }
}

/// <summary>A word that is being typed, and what takes its place.</summary>
internal static class Typed
{
    private static readonly Regex Bare = new(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}._@-]*\z", RegexOptions.CultureInvariant);

    /// <summary>The text that a word stands for: PowerShell resolves what is in quotes, but leaves the quotes.</summary>
    internal static string Text(string? word)
    {
        var text = word ?? "";
        if (text.Length == 0 || text[0] is not ('\'' or '"'))
        {
            return text;
        }

        return text.Length > 1 && text[text.Length - 1] == text[0] ? text.Substring(1, text.Length - 2) : text.Substring(1);
    }

    /// <summary>In quotes where it needs them. Labels are other people's texts, and must not steer the terminal.</summary>
    internal static CompletionResult Offer(string text, string label, string toolTip)
    {
        var word = Bare.IsMatch(text) ? text : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
        return new CompletionResult(word, UserText.Shown(label), CompletionResultType.ParameterValue, UserText.Shown(toolTip, 200));
    }
}
