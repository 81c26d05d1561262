using System;
using System.Collections.Generic;
using System.Management.Automation;
using EntraRevoke.PowerShell;
using Microsoft.Graph.PowerShell.Models;

namespace EntraRevoke.PowerShell
{
    /// <summary>What the Entra commands add to a user.</summary>
    internal static class EntraNames
    {
        private static readonly (string Alias, string Name)[] OfUsers =
        {
            ("ObjectId", "Id"),
            ("UserState", "ExternalUserState"),
            ("UserStateChangedOn", "ExternalUserStateChangeDateTime"),
            ("Mobile", "MobilePhone"),
            ("DeletionTimestamp", "DeletedDateTime"),
            ("DirSyncEnabled", "OnPremisesSyncEnabled"),
            ("ImmutableId", "OnPremisesImmutableId"),
            ("LastDirSyncTime", "OnPremisesLastSyncDateTime"),
            ("ProvisioningErrors", "OnPremisesProvisioningErrors"),
            ("TelephoneNumber", "BusinessPhones"),
        };

        /// <summary>Get-EntraUser asks for these; AccountEnabled and UserType come without being asked for.</summary>
        internal const string UserProperties =
            "id,accountEnabled,ageGroup,officeLocation,assignedLicenses,assignedPlans,city,companyName,consentProvidedForMinor,country,creationType,department,"
            + "displayName,givenName,onPremisesImmutableId,jobTitle,legalAgeGroupClassification,mail,mailNickname,mobilePhone,onPremisesSecurityIdentifier,otherMails,"
            + "passwordPolicies,passwordProfile,postalCode,preferredLanguage,provisionedPlans,onPremisesProvisioningErrors,proxyAddresses,showInAddressList,state,"
            + "streetAddress,surname,businessPhones,usageLocation,userPrincipalName,externalUserState,externalUserStateChangeDateTime,userType,"
            + "onPremisesLastSyncDateTime,imAddresses,securityIdentifier,onPremisesUserPrincipalName,serviceProvisioningErrors,isResourceAccount,"
            + "onPremisesExtensionAttributes,deletedDateTime,onPremisesSyncEnabled,employeeType,employeeHireDate,createdDateTime,employeeOrgData,preferredDataLocation,"
            + "identities,onPremisesSamAccountName,employeeId,employeeLeaveDateTime,authorizationInfo,faxNumber,onPremisesDistinguishedName,onPremisesDomainName,"
            + "signInSessionsValidFromDateTime";

        internal static PSObject User(object user)
        {
            var wrapped = new PSObject(user);
            foreach (var (alias, name) in OfUsers)
            {
                wrapped.Properties.Add(new PSAliasProperty(alias, name), preValidated: true);
            }

            return wrapped;
        }

        /// <summary>A member's own properties stand beside its id, and not among the additional ones only.</summary>
        internal static PSObject Member(MicrosoftGraphDirectoryObject member)
        {
            var wrapped = new PSObject(member);
            wrapped.Properties.Add(new PSAliasProperty("ObjectId", "Id"), preValidated: true);
            foreach (var field in member.AdditionalProperties)
            {
                wrapped.Properties.Add(new PSNoteProperty(field.Key, field.Value));
            }

            return wrapped;
        }
    }

    /// <summary>Lists that have directory objects of any kind in them.</summary>
    public abstract class DirectoryObjectListCommand : GraphListCommand
    {
        /// <summary>As the Entra commands give them.</summary>
        [Parameter]
        public SwitchParameter AsEntra { get; set; }

        internal override object Model(Dictionary<string, object?> resource)
        {
            var model = Model<MicrosoftGraphDirectoryObject>(resource);
            return AsEntra ? EntraNames.Member(model) : model;
        }
    }

    /// <summary>Changes whether an account may sign in.</summary>
    public abstract class AccountCommand : GraphCommand
    {
        /// <summary>Whether it may.</summary>
        [Parameter(Mandatory = true)]
        public SwitchParameter AccountEnabled { get; set; }

        internal abstract string Path { get; }

        internal abstract string Id { get; }

        /// <inheritdoc/>
        protected override void ProcessRecord()
        {
            if (ShouldProcess(Id, AccountEnabled ? "Enable the account" : "Disable the account"))
            {
                Change(Path, AccountEnabled ? "{\"accountEnabled\":true}" : "{\"accountEnabled\":false}");
            }
        }
    }
}

// The types have the names of the Graph SDK's, because an error's FullyQualifiedErrorId ends with the name of the type.
namespace Microsoft.Graph.PowerShell.Cmdlets
{
    /// <summary>Users.</summary>
    [Cmdlet(VerbsCommon.Get, "MgUser_List")]
    [OutputType(typeof(MicrosoftGraphUser))]
    public sealed class GetMgUser_List : GraphListCommand
    {
        /// <summary>As Get-EntraUser gives them.</summary>
        [Parameter]
        public SwitchParameter AsEntra { get; set; }

        internal override string Path => "/v1.0/users";

        internal override string? Selected => AsEntra && Property is null ? EntraNames.UserProperties : base.Selected;

        internal override object Model(Dictionary<string, object?> resource)
        {
            var user = Model<MicrosoftGraphUser>(resource);
            return AsEntra ? EntraNames.User(user) : user;
        }
    }

    /// <summary>One user.</summary>
    [Cmdlet(VerbsCommon.Get, "MgUser_Get")]
    [OutputType(typeof(MicrosoftGraphUser))]
    public sealed class GetMgUser_Get : GraphCommand
    {
        /// <summary>Object id or principal name.</summary>
        [Parameter(Mandatory = true)]
        public string UserId { get; set; } = "";

        /// <summary>Properties wanted.</summary>
        [Parameter]
        public string[]? Property { get; set; }

        /// <summary>Relations wanted.</summary>
        [Parameter]
        public string[]? ExpandProperty { get; set; }

        /// <summary>Taken as by the Graph SDK.</summary>
        [Parameter]
        public string? ConsistencyLevel { get; set; }

        /// <summary>As Get-EntraUser gives it.</summary>
        [Parameter]
        public SwitchParameter AsEntra { get; set; }

        /// <inheritdoc/>
        protected override void ProcessRecord()
        {
            var select = AsEntra && Property is null ? EntraNames.UserProperties : GraphQuery.Joined(Property);
            var query = GraphQuery.Text(("$select", select), ("$expand", GraphQuery.Joined(ExpandProperty)));
            if (Ask(UserPath(UserId) + query) is { } resource)
            {
                var user = GraphListCommand.Model<MicrosoftGraphUser>(resource);
                WriteObject(AsEntra ? EntraNames.User(user) : user);
            }
        }
    }

    /// <summary>Users at risk.</summary>
    [Cmdlet(VerbsCommon.Get, "MgRiskyUser_List")]
    [OutputType(typeof(MicrosoftGraphRiskyUser))]
    public sealed class GetMgRiskyUser_List : GraphListCommand
    {
        internal override string Path => "/v1.0/identityProtection/riskyUsers";

        internal override int LargestPage => 500;

        internal override object Model(Dictionary<string, object?> resource) => Model<MicrosoftGraphRiskyUser>(resource);
    }

    /// <summary>One user at risk.</summary>
    [Cmdlet(VerbsCommon.Get, "MgRiskyUser_Get")]
    [OutputType(typeof(MicrosoftGraphRiskyUser))]
    public sealed class GetMgRiskyUser_Get : GraphCommand
    {
        /// <summary>Object id.</summary>
        [Parameter(Mandatory = true)]
        public string RiskyUserId { get; set; } = "";

        /// <summary>Properties wanted.</summary>
        [Parameter]
        public string[]? Property { get; set; }

        /// <summary>Relations wanted.</summary>
        [Parameter]
        public string[]? ExpandProperty { get; set; }

        /// <inheritdoc/>
        protected override void ProcessRecord()
        {
            var query = GraphQuery.Text(("$select", GraphQuery.Joined(Property)), ("$expand", GraphQuery.Joined(ExpandProperty)));
            if (Ask($"/v1.0/identityProtection/riskyUsers/{Uri.EscapeDataString(RiskyUserId)}{query}") is { } resource)
            {
                WriteObject(GraphListCommand.Model<MicrosoftGraphRiskyUser>(resource));
            }
        }
    }

    /// <summary>Direct members of a group.</summary>
    [Cmdlet(VerbsCommon.Get, "MgGroupMember_List")]
    [OutputType(typeof(MicrosoftGraphDirectoryObject))]
    public sealed class GetMgGroupMember_List : DirectoryObjectListCommand
    {
        /// <summary>Object id of the group.</summary>
        [Parameter(Mandatory = true)]
        public string GroupId { get; set; } = "";

        internal override string Path => $"/v1.0/groups/{Uri.EscapeDataString(GroupId)}/members";
    }

    /// <summary>Members of a group, and of the groups in it.</summary>
    [Cmdlet(VerbsCommon.Get, "MgGroupTransitiveMember_List")]
    [OutputType(typeof(MicrosoftGraphDirectoryObject))]
    public sealed class GetMgGroupTransitiveMember_List : DirectoryObjectListCommand
    {
        /// <summary>Object id of the group.</summary>
        [Parameter(Mandatory = true)]
        public string GroupId { get; set; } = "";

        internal override string Path => $"/v1.0/groups/{Uri.EscapeDataString(GroupId)}/transitiveMembers";
    }

    /// <summary>Devices that a user registered.</summary>
    [Cmdlet(VerbsCommon.Get, "MgUserRegisteredDevice_List")]
    [OutputType(typeof(MicrosoftGraphDirectoryObject))]
    public sealed class GetMgUserRegisteredDevice_List : DirectoryObjectListCommand
    {
        /// <summary>Object id or principal name.</summary>
        [Parameter(Mandatory = true)]
        public string UserId { get; set; } = "";

        internal override string Path => UserPath(UserId) + "/registeredDevices";
    }

    /// <summary>Enables or disables a user.</summary>
    [Cmdlet(VerbsData.Update, "MgUser_UpdateExpanded", SupportsShouldProcess = true)]
    public sealed class UpdateMgUser_UpdateExpanded : AccountCommand
    {
        /// <summary>Object id or principal name.</summary>
        [Parameter(Mandatory = true)]
        public string UserId { get; set; } = "";

        internal override string Path => UserPath(UserId);

        internal override string Id => UserId;
    }

    /// <summary>Enables or disables a device.</summary>
    [Cmdlet(VerbsData.Update, "MgDevice_UpdateExpanded", SupportsShouldProcess = true)]
    public sealed class UpdateMgDevice_UpdateExpanded : AccountCommand
    {
        /// <summary>Object id of the device, which is not the id that it has of its own.</summary>
        [Parameter(Mandatory = true)]
        public string DeviceId { get; set; } = "";

        internal override string Path => $"/v1.0/devices/{Uri.EscapeDataString(DeviceId)}";

        internal override string Id => DeviceId;
    }
}
