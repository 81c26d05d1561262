using System;
using System.Threading;

namespace EntraRevoke.Native;

/// <summary>
/// The native library: found, loaded once by its full path, and never let go.
/// </summary>
/// <remarks>
/// Its functions are called through pointers that are looked up here, and not through DllImport: one list of signatures serves
/// .NET and .NET Framework, and no resolver has to be registered, of which an assembly can have but one.
/// </remarks>
internal sealed unsafe class Library
{
    // The version of the interface that this assembly was written against.
    private const uint AbiMajor = 1;
    private const uint AbiMinor = 3;

    private static readonly Lazy<Library> Loaded = new(() => new Library(Loader.Load()), LazyThreadSafetyMode.PublicationOnly);

    internal readonly uint AbiVersion;
    internal readonly string Version;
    internal readonly delegate* unmanaged[Cdecl]<ClientOptions*, ulong*, Error**, int> ClientOpen;
    internal readonly delegate* unmanaged[Cdecl]<ulong, uint, Error**, int> ClientConnect;
    internal readonly delegate* unmanaged[Cdecl]<ulong, Context**, Error**, int> ClientContext;
    internal readonly delegate* unmanaged[Cdecl]<ulong, Error**, int> ClientClose;
    internal readonly delegate* unmanaged[Cdecl]<ulong, uint, HostRequest**, Error**, int> NextHostRequest;
    internal readonly delegate* unmanaged[Cdecl]<ulong, ulong, HostAnswer*, Error**, int> AnswerHostRequest;
    internal readonly delegate* unmanaged[Cdecl]<HostRequest*, void> HostRequestFree;
    internal readonly delegate* unmanaged[Cdecl]<ulong, Request*, uint, Response**, Error**, int> ClientRequest;
    internal readonly delegate* unmanaged[Cdecl]<ulong, ulong, Error**, int> CancelRequest;
    internal readonly delegate* unmanaged[Cdecl]<Response*, void> ResponseFree;
    internal readonly delegate* unmanaged[Cdecl]<ulong, JobOptions*, ulong*, Error**, int> JobOpen;
    internal readonly delegate* unmanaged[Cdecl]<ulong, Target*, nuint, Error**, int> JobSubmit;
    internal readonly delegate* unmanaged[Cdecl]<ulong, Error**, int> JobFinish;
    internal readonly delegate* unmanaged[Cdecl]<ulong, Error**, int> JobCancel;
    internal readonly delegate* unmanaged[Cdecl]<ulong, uint, nuint, Results**, Error**, int> JobNext;
    internal readonly delegate* unmanaged[Cdecl]<ulong, Progress*, Error**, int> JobProgress;
    internal readonly delegate* unmanaged[Cdecl]<ulong, nuint, Log**, Error**, int> JobLog;
    internal readonly delegate* unmanaged[Cdecl]<Log*, void> LogFree;
    internal readonly delegate* unmanaged[Cdecl]<ulong, Error**, int> JobClose;
    internal readonly delegate* unmanaged[Cdecl]<Error*, void> ErrorFree;
    internal readonly delegate* unmanaged[Cdecl]<Results*, void> ResultsFree;
    internal readonly delegate* unmanaged[Cdecl]<Context*, void> ContextFree;

    private Library(Loader loader)
    {
        AbiVersion = ((delegate* unmanaged[Cdecl]<uint>)loader.Export("entra_revoke_abi_version"))();
        Version = Utf8.Read(((delegate* unmanaged[Cdecl]<byte*>)loader.Export("entra_revoke_version"))());
        if (AbiVersion >> 16 != AbiMajor || (AbiVersion & 0xffff) < AbiMinor)
        {
            throw new EntraRevokeException(
                EntraRevokeErrorCode.LibraryVersion,
                $"The native library {loader.Path} is version {Version} with interface {AbiVersion >> 16}.{AbiVersion & 0xffff}, and {AbiMajor}.{AbiMinor} is needed. Install the library and EntraRevoke.dll of the same release.");
        }

        ClientOpen = (delegate* unmanaged[Cdecl]<ClientOptions*, ulong*, Error**, int>)loader.Export("entra_revoke_client_open");
        ClientConnect = (delegate* unmanaged[Cdecl]<ulong, uint, Error**, int>)loader.Export("entra_revoke_client_connect");
        ClientContext = (delegate* unmanaged[Cdecl]<ulong, Context**, Error**, int>)loader.Export("entra_revoke_client_context");
        ClientClose = (delegate* unmanaged[Cdecl]<ulong, Error**, int>)loader.Export("entra_revoke_client_close");
        NextHostRequest = (delegate* unmanaged[Cdecl]<ulong, uint, HostRequest**, Error**, int>)loader.Export("entra_revoke_client_next_host_request");
        AnswerHostRequest = (delegate* unmanaged[Cdecl]<ulong, ulong, HostAnswer*, Error**, int>)loader.Export("entra_revoke_client_answer_host_request");
        HostRequestFree = (delegate* unmanaged[Cdecl]<HostRequest*, void>)loader.Export("entra_revoke_host_request_free");
        ClientRequest = (delegate* unmanaged[Cdecl]<ulong, Request*, uint, Response**, Error**, int>)loader.Export("entra_revoke_client_request");
        CancelRequest = (delegate* unmanaged[Cdecl]<ulong, ulong, Error**, int>)loader.Export("entra_revoke_client_cancel_request");
        ResponseFree = (delegate* unmanaged[Cdecl]<Response*, void>)loader.Export("entra_revoke_response_free");
        JobOpen = (delegate* unmanaged[Cdecl]<ulong, JobOptions*, ulong*, Error**, int>)loader.Export("entra_revoke_job_open");
        JobSubmit = (delegate* unmanaged[Cdecl]<ulong, Target*, nuint, Error**, int>)loader.Export("entra_revoke_job_submit");
        JobFinish = (delegate* unmanaged[Cdecl]<ulong, Error**, int>)loader.Export("entra_revoke_job_finish");
        JobCancel = (delegate* unmanaged[Cdecl]<ulong, Error**, int>)loader.Export("entra_revoke_job_cancel");
        JobNext = (delegate* unmanaged[Cdecl]<ulong, uint, nuint, Results**, Error**, int>)loader.Export("entra_revoke_job_next");
        JobProgress = (delegate* unmanaged[Cdecl]<ulong, Progress*, Error**, int>)loader.Export("entra_revoke_job_progress");
        JobLog = (delegate* unmanaged[Cdecl]<ulong, nuint, Log**, Error**, int>)loader.Export("entra_revoke_job_log");
        LogFree = (delegate* unmanaged[Cdecl]<Log*, void>)loader.Export("entra_revoke_log_free");
        JobClose = (delegate* unmanaged[Cdecl]<ulong, Error**, int>)loader.Export("entra_revoke_job_close");
        ErrorFree = (delegate* unmanaged[Cdecl]<Error*, void>)loader.Export("entra_revoke_error_free");
        ResultsFree = (delegate* unmanaged[Cdecl]<Results*, void>)loader.Export("entra_revoke_results_free");
        ContextFree = (delegate* unmanaged[Cdecl]<Context*, void>)loader.Export("entra_revoke_context_free");
    }

    /// <summary>The library; a failure to load it is tried again at the next use.</summary>
    internal static Library Instance => Loaded.Value;

    /// <summary>Throws what a status other than 0 stands for, and frees the error.</summary>
    internal void Check(int status, Error* error, string owner)
    {
        if (status == 0)
        {
            return;
        }

        var exception = Exception(status, error, owner);
        ErrorFree(error);
        throw exception;
    }

    private static Exception Exception(int status, Error* error, string owner)
    {
        var code = (EntraRevokeErrorCode)status;
        if (code is EntraRevokeErrorCode.Handle or EntraRevokeErrorCode.Closed)
        {
            return new ObjectDisposedException(owner);
        }

        return error == null
            ? new EntraRevokeException(code, $"The library failed with {status} and no details.")
            : new EntraRevokeException(code, Utf8.Read(error->Message) ?? "", (int)error->HttpStatus, Utf8.Read(error->GraphCode), Utf8.Read(error->RequestId));
    }
}
