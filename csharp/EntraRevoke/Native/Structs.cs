using System.Runtime.InteropServices;

namespace EntraRevoke.Native;

// The structs of include/entra_revoke.h. All are blittable, on .NET Framework, too.

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Str
{
    public byte* Data;
    public nuint Length;
}

[StructLayout(LayoutKind.Sequential)]
internal struct Error
{
    public int Code;
    public uint HttpStatus;
    public Str Message;
    public Str GraphCode;
    public Str RequestId;
}

// proxy_url, proxy_user, proxy_password and proxy_bypass of the structs that have them.
[StructLayout(LayoutKind.Sequential)]
internal struct Proxy
{
    public Str Url;
    public Str User;
    public Str Password;
    public Str Bypass;
}

[StructLayout(LayoutKind.Sequential)]
internal struct ClientOptions
{
    public uint StructSize;
    public uint Credential;
    public Str AccessToken;
    public Str TenantId;
    public Str ClientId;
    public Str ClientSecret;
    public Str Environment;
    public Str GraphEndpoint;
    public Str AuthorityEndpoint;
    public Str UserAgent;
    public uint WriteQuota;
    public uint WriteQuotaWindowMs;
    public uint MaxInFlight;
    public uint MaxBatchSize;
    public uint MaxAttempts;
    public uint GiveUpAfterMs;
    public uint RequestTimeoutMs;
    public uint ConnectTimeoutMs;
    public Str Certificate;
    public Str CertificatePath;
    public Str CertificatePassword;
    public Str ManagedIdentityObjectId;
    public Str ManagedIdentityResourceId;
    public Str FederatedTokenPath;
    public Str ServiceConnectionId;
    public Str SystemAccessToken;
    public Str Scopes;
    public Proxy Proxy;
    public Str CertificateAuthorities;
    public uint SendCertificateChain;
    public uint Reserved;
}

[StructLayout(LayoutKind.Sequential)]
internal struct HostRequest
{
    public ulong Id;
    public uint Kind;
    public uint Reserved;
    public long ExpiresInMs;
    public Str Claims;
    public Str Payload;
    public Str Message;
    public Str UserCode;
    public Str Uri;
}

[StructLayout(LayoutKind.Sequential)]
internal struct HostAnswer
{
    public uint StructSize;
    public uint Reserved;
    public Str Token;
    public long ExpiresAtUnixMs;
    public Str Signature;
    public Str Refusal;
}

[StructLayout(LayoutKind.Sequential)]
internal struct Header
{
    public Str Name;
    public Str Value;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Request
{
    public uint StructSize;
    public uint Method;
    public Str Url;
    public Header* Headers;
    public nuint HeaderCount;
    public Str Body;
    public ulong Tag;
    public Proxy Proxy;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Response
{
    public uint Status;
    public uint Reserved;
    public Str Body;
    public Header* Headers;
    public nuint HeaderCount;
}

[StructLayout(LayoutKind.Sequential)]
internal struct Context
{
    public uint AuthType;
    public uint Reserved;
    public long ExpiresAtUnixMs;
    public Str TenantId;
    public Str ClientId;
    public Str AppName;
    public Str Account;
    public Str Scopes;
    public Str Environment;
    public Str GraphEndpoint;
    public Str MissingPermission;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct JobOptions
{
    public uint StructSize;
    public uint Priority;
    public Str ApiVersion;
    public Header* Headers;
    public nuint HeaderCount;
    public Proxy Proxy;
    public uint Log;
    public uint Reserved;
}

[StructLayout(LayoutKind.Sequential)]
internal struct LogLine
{
    public uint Level;
    public uint Reserved;
    public Str Text;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Log
{
    public nuint Count;
    public LogLine* Lines;
    public ulong Missed;
}

[StructLayout(LayoutKind.Sequential)]
internal struct Target
{
    public uint StructSize;
    public uint Kind;
    public ulong Tag;
    public Str User;
}

[StructLayout(LayoutKind.Sequential)]
internal struct Result
{
    public ulong Tag;
    public ulong DurationUs;
    public int Status;
    public int Reason;
    public uint HttpStatus;
    public uint Attempts;
    public Str User;
    public Str Code;
    public Str Message;
    public Str RequestId;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Results
{
    public nuint Count;
    public Result* Items;
    public uint Finished;
}

[StructLayout(LayoutKind.Sequential)]
internal struct Progress
{
    public uint StructSize;
    public uint Finished;
    public ulong Total;
    public ulong Revoked;
    public ulong NoEffect;
    public ulong Refused;
    public ulong Invalid;
    public ulong Failed;
    public ulong NotSent;
    public ulong Unknown;
    public ulong InFlight;
    public ulong Waiting;
    public double RatePerSecond;
    public long ThrottledMs;
    public long TimeLeftMs;
}
