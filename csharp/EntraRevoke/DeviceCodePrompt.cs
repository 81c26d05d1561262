using System;

namespace EntraRevoke;

/// <summary>A code that a person enters, on this or any other device, to sign in.</summary>
public sealed class DeviceCodePrompt
{
    internal DeviceCodePrompt(string message, string userCode, string verificationUri, TimeSpan expiresIn)
    {
        Message = message;
        UserCode = userCode;
        VerificationUri = verificationUri;
        ExpiresIn = expiresIn;
    }

    /// <summary>A sentence to show, with the code and the address in it.</summary>
    public string Message { get; }

    /// <summary>The code ...</summary>
    public string UserCode { get; }

    /// <summary>... and where to enter it.</summary>
    public string VerificationUri { get; }

    /// <summary>How long the code lives.</summary>
    public TimeSpan ExpiresIn { get; }
}
