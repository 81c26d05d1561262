using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using EntraRevoke.PowerShell;

// The types have the names of the Graph SDK's, because an error's FullyQualifiedErrorId ends with the name of the type.
namespace EntraRevoke.PowerShell
{
    /// <summary>Revokes the sessions of users given by parameter or pipeline.</summary>
    public abstract class RevokeUserCommand : RevokeCommand
    {
        /// <summary>Ids, names, or objects that have one.</summary>
        [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
        [AllowNull]
        [AllowEmptyString]
        [AllowEmptyCollection]
        public object? UserId { get; set; }

        /// <inheritdoc/>
        protected override void ProcessRecord()
        {
            if (MyInvocation.ExpectingInput)
            {
                TakeOne();
                return;
            }

            var users = TargetResolver.Bare(UserId) is object?[] array ? array : new[] { UserId };
            if (users.Length == 1 && IsEmpty(users[0]))
            {
                ThrowTerminatingError(Errors.Empty());
            }

            var targets = users.SelectMany(TargetResolver.Resolve).ToList();
            Many = targets.Count > 1;
            TakeAll(targets);
        }

        /// <summary>An object of the pipeline; it costs as little as it can, for there may be a million.</summary>
        private void TakeOne()
        {
            if (TargetResolver.Bare(UserId) is string { Length: > 0 } text)
            {
                Take(TargetResolver.Text(text, UserId));
                return;
            }

            TakeAll(TargetResolver.Resolve(UserId));
        }

        private static bool IsEmpty(object? user) => user is null || (TargetResolver.Bare(user) as string)?.Length == 0;
    }

    /// <summary>Revokes the sessions of the user in an identity object.</summary>
    public abstract class RevokeIdentityCommand : RevokeCommand
    {
        /// <summary>An object or dictionary with UserId.</summary>
        [Parameter(Mandatory = true, ValueFromPipeline = true)]
        [AllowNull]
        public object? InputObject { get; set; }

        /// <inheritdoc/>
        protected override void ProcessRecord()
        {
            TakeAll(TargetResolver.Resolve(InputObject));
        }
    }
}

namespace Microsoft.Graph.PowerShell.Cmdlets
{
    /// <summary>v1.0, by user.</summary>
    [Cmdlet(VerbsSecurity.Revoke, "MgUserSignInSession_Revoke", SupportsShouldProcess = true)]
    [OutputType(typeof(RevocationResult))]
    public sealed class RevokeMgUserSignInSession_Revoke : RevokeUserCommand
    {
        /// <inheritdoc/>
        protected override string ApiVersion => "v1.0";
    }

    /// <summary>v1.0, by identity object.</summary>
    [Cmdlet(VerbsSecurity.Revoke, "MgUserSignInSession_RevokeViaIdentity", SupportsShouldProcess = true)]
    [OutputType(typeof(RevocationResult))]
    public sealed class RevokeMgUserSignInSession_RevokeViaIdentity : RevokeIdentityCommand
    {
        /// <inheritdoc/>
        protected override string ApiVersion => "v1.0";
    }
}

namespace Microsoft.Graph.Beta.PowerShell.Cmdlets
{
    /// <summary>beta, by user.</summary>
    [Cmdlet(VerbsSecurity.Revoke, "MgBetaUserSignInSession_Revoke", SupportsShouldProcess = true)]
    [OutputType(typeof(RevocationResult))]
    public sealed class RevokeMgBetaUserSignInSession_Revoke : RevokeUserCommand
    {
        /// <inheritdoc/>
        protected override string ApiVersion => "beta";
    }

    /// <summary>beta, by identity object.</summary>
    [Cmdlet(VerbsSecurity.Revoke, "MgBetaUserSignInSession_RevokeViaIdentity", SupportsShouldProcess = true)]
    [OutputType(typeof(RevocationResult))]
    public sealed class RevokeMgBetaUserSignInSession_RevokeViaIdentity : RevokeIdentityCommand
    {
        /// <inheritdoc/>
        protected override string ApiVersion => "beta";
    }
}

namespace EntraRevoke.PowerShell
{
    /// <summary>The signed-in user.</summary>
    [Cmdlet(VerbsSecurity.Revoke, "SignedInUserSession_Revoke", SupportsShouldProcess = true)]
    [OutputType(typeof(RevocationResult))]
    public sealed class RevokeSignedInUserCommand : RevokeCommand
    {
        /// <summary>beta in place of v1.0.</summary>
        [Parameter]
        public SwitchParameter Beta { get; set; }

        /// <inheritdoc/>
        protected override string ApiVersion => Beta ? "beta" : "v1.0";

        /// <inheritdoc/>
        protected override void ProcessRecord() => TakeSignedInUser();
    }
}
