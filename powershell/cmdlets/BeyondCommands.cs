using System;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace EntraRevoke.PowerShell;

/// <summary>
/// Commands of the Graph and Entra modules that nobody stands in for here: a script that calls one hears which module has it, in
/// place of "not recognized as a name of a cmdlet".
/// </summary>
public static class BeyondCommands
{
    private static readonly Regex Shape = new("^(?<verb>[A-Z]+)-(?<product>Mg|Entra)(?<beta>Beta)?(?<noun>[A-Z][A-Z0-9]*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    // By the beginning of the noun; the first that fits counts.
    private static readonly (string Noun, string Module)[] Graph =
    {
        ("UserMessage", "Mail"), ("UserMail", "Mail"), ("UserInferenceClassification", "Mail"),
        ("UserCalendar", "Calendar"), ("UserEvent", "Calendar"), ("GroupCalendar", "Calendar"), ("GroupEvent", "Calendar"), ("Place", "Calendar"),
        ("UserContact", "PersonalContacts"), ("UserAuthentication", "Identity.SignIns"), ("UserOnenote", "Notes"), ("GroupOnenote", "Notes"),
        ("UserDrive", "Files"), ("GroupDrive", "Files"), ("Drive", "Files"), ("Share", "Files"),
        ("UserPlanner", "Planner"), ("GroupPlanner", "Planner"), ("Planner", "Planner"),
        ("UserTeamwork", "Teams"), ("UserChat", "Teams"), ("Team", "Teams"), ("Chat", "Teams"),
        ("UserOnlineMeeting", "CloudCommunications"), ("UserPresence", "CloudCommunications"), ("Communication", "CloudCommunications"),
        ("UserLicenseDetail", "Users"), ("UserLicense", "Users.Actions"), ("User", "Users"), ("Group", "Groups"),
        ("DeviceManagement", "DeviceManagement"), ("DeviceAppManagement", "Devices.CorporateManagement"), ("Print", "Devices.CloudPrint"),
        ("Device", "Identity.DirectoryManagement"), ("Directory", "Identity.DirectoryManagement"), ("Domain", "Identity.DirectoryManagement"),
        ("Organization", "Identity.DirectoryManagement"), ("SubscribedSku", "Identity.DirectoryManagement"), ("Contact", "Identity.DirectoryManagement"),
        ("IdentityGovernance", "Identity.Governance"), ("RoleManagement", "Identity.Governance"), ("EntitlementManagement", "Identity.Governance"), ("Agreement", "Identity.Governance"),
        ("Identity", "Identity.SignIns"), ("Risk", "Identity.SignIns"), ("Policy", "Identity.SignIns"), ("Invitation", "Identity.SignIns"), ("Oauth2PermissionGrant", "Identity.SignIns"),
        ("Application", "Applications"), ("ServicePrincipal", "Applications"), ("AuditLog", "Reports"), ("Report", "Reports"),
        ("Security", "Security"), ("Site", "Sites"),
        ("Environment", "Authentication"), ("RequestContext", "Authentication"), ("GraphOption", "Authentication"), ("GraphCommand", "Authentication"), ("GraphPermission", "Authentication"),
    };

    private static readonly (string Noun, string Module)[] Entra =
    {
        ("UserAuthentication", "SignIns"), ("User", "Users"), ("Group", "Groups"), ("LifecyclePolicy", "Groups"),
        ("Device", "DirectoryManagement"), ("Directory", "DirectoryManagement"), ("Domain", "DirectoryManagement"), ("Tenant", "DirectoryManagement"),
        ("AdministrativeUnit", "DirectoryManagement"), ("AccountSku", "DirectoryManagement"), ("SubscribedSku", "DirectoryManagement"), ("Contact", "DirectoryManagement"),
        ("Application", "Applications"), ("ServicePrincipal", "Applications"), ("AuditDirectoryLog", "Reports"), ("AuditSignInLog", "Reports"),
        ("ConditionalAccess", "SignIns"), ("NamedLocation", "SignIns"), ("OAuth2PermissionGrant", "SignIns"), ("AuthorizationPolicy", "SignIns"), ("Invitation", "SignIns"),
    };

    // What is done to a user without changing his record.
    private static readonly string[] Actions = { "Confirm", "Export", "Invoke", "Reset", "Restore", "Revoke", "Send", "Test" };

    // Takes whatever the command is given, and ends its statement, as a command that is not found does.
    private const string Refusal = @"
        [CmdletBinding()] param([Parameter(ValueFromRemainingArguments)] $Given, [Parameter(ValueFromPipeline)] $Piped)
        $message = '{command} is not in EntraRevoke; Microsoft''s module {module} has it (Install-Module -Name {module}), in a PowerShell without Enable-EntraRevokeCompatibility.'
        $exception = New-Object -TypeName System.Management.Automation.CommandNotFoundException -ArgumentList $message
        $PSCmdlet.ThrowTerminatingError((New-Object -TypeName System.Management.Automation.ErrorRecord -ArgumentList $exception, 'CommandNotFoundException', 'ObjectNotFound', '{command}'))";

    /// <summary>Has commands that are not found explained, in this session, once.</summary>
    /// <param name="engine">The session's $ExecutionContext.</param>
    public static void Explain(EngineIntrinsics engine)
    {
        if (engine is null)
        {
            throw new ArgumentNullException(nameof(engine));
        }

        engine.InvokeCommand.CommandNotFoundAction -= Answer;
        engine.InvokeCommand.CommandNotFoundAction += Answer;
    }

    /// <summary>The module of Microsoft's that has a command; null where it is none of theirs.</summary>
    internal static string? Module(string command)
    {
        var match = Shape.Match(command);
        if (!match.Success)
        {
            return null;
        }

        var isGraph = match.Groups["product"].Value.StartsWith("M", StringComparison.OrdinalIgnoreCase);
        var noun = match.Groups["noun"].Value;
        var module = (isGraph ? Graph : Entra).FirstOrDefault(known => noun.StartsWith(known.Noun, StringComparison.OrdinalIgnoreCase)).Module;
        if (isGraph && module == "Users" && Actions.Contains(match.Groups["verb"].Value, StringComparer.OrdinalIgnoreCase))
        {
            module = "Users.Actions";
        }

        var beta = match.Groups["beta"].Success ? "Beta." : "";
        return module is null ? null : $"Microsoft.{(isGraph ? "Graph" : "Entra")}.{beta}{module}";
    }

    private static void Answer(object? sender, CommandLookupEventArgs lookup)
    {
        if (Module(lookup.CommandName) is { } module)
        {
            // Both are known to be no more than letters, digits, dots and a dash.
            lookup.CommandScriptBlock = ScriptBlock.Create(Refusal.Replace("{command}", lookup.CommandName).Replace("{module}", module));
            lookup.StopSearch = true;
        }
    }
}
