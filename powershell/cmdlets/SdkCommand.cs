using System;
using System.Collections;
using System.Management.Automation;
using System.Net;

namespace EntraRevoke.PowerShell;

/// <summary>A command with the parameters that all commands of the Graph SDK have.</summary>
public abstract class SdkCommand : PSCmdlet
{
    /// <summary>Name of a variable for the response headers.</summary>
    [Parameter]
    [Alias("RHV")]
    public string? ResponseHeadersVariable { get; set; }

    /// <summary>Headers to be sent along.</summary>
    [Parameter]
    public IDictionary? Headers { get; set; }

    /// <summary>Accepted as by the Graph SDK; without effect.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter Break { get; set; }

    /// <summary>Accepted as by the Graph SDK; without effect.</summary>
    [Parameter(DontShow = true)]
    public object[]? HttpPipelineAppend { get; set; }

    /// <summary>Accepted as by the Graph SDK; without effect.</summary>
    [Parameter(DontShow = true)]
    public object[]? HttpPipelinePrepend { get; set; }

    /// <summary>Another proxy than the session's.</summary>
    [Parameter(DontShow = true)]
    public Uri? Proxy { get; set; }

    /// <summary>Who asks the proxy.</summary>
    [Parameter(DontShow = true)]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Accepted as by the Graph SDK; without effect.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>A credential goes to the proxy that it was given with, and to no other.</summary>
    internal NetworkCredential? CredentialForProxy => Proxy is null ? null : ProxyCredential?.GetNetworkCredential();
}
