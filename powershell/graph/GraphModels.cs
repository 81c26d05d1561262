using System;
using EntraRevoke.PowerShell;

#pragma warning disable CS1591 // The properties are those of Microsoft Graph's resources, and are documented there.

// The types have the names of the Graph SDK's, which scripts compare, and by which formats are chosen.
namespace Microsoft.Graph.PowerShell.Models
{
    /// <summary>A user at risk (Microsoft Graph, riskyUser resource type). Id is that of the user.</summary>
    public sealed class MicrosoftGraphRiskyUser : GraphModel
    {
        public object? History { get => Value(); set => Put(value); }
        public string? Id { get => Text(); set => Put(value); }
        public bool? IsDeleted { get => Flag(); set => Put(value); }
        public bool? IsProcessing { get => Flag(); set => Put(value); }
        public string? RiskDetail { get => Text(); set => Put(value); }
        public DateTime? RiskLastUpdatedDateTime { get => Time(); set => Put(value); }
        public string? RiskLevel { get => Text(); set => Put(value); }
        public string? RiskState { get => Text(); set => Put(value); }
        public string? UserDisplayName { get => Text(); set => Put(value); }
        public string? UserPrincipalName { get => Text(); set => Put(value); }
    }

    /// <summary>A directory object of any kind: what it has of its own is among the additional properties.</summary>
    public sealed class MicrosoftGraphDirectoryObject : GraphModel
    {
        public DateTime? DeletedDateTime { get => Time(); set => Put(value); }
        public string? Id { get => Text(); set => Put(value); }
    }
}
