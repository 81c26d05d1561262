//! The numbers of the interface: explicit, sparse, never reused.

use crate::error::ErrorKind;
use crate::outcome::Status;

/// Raised when something is taken away or changes its meaning.
pub const ENTRA_REVOKE_ABI_VERSION_MAJOR: u32 = 1;
/// Raised when something is added.
pub const ENTRA_REVOKE_ABI_VERSION_MINOR: u32 = 3;

/// It worked.
pub const ENTRA_REVOKE_OK: i32 = 0;
/// A NULL where none is allowed, a struct of the wrong size, a value out of range. The message names the parameter.
pub const ENTRA_REVOKE_ERROR_ARGUMENT: i32 = 100;
/// A text is not UTF-8.
pub const ENTRA_REVOKE_ERROR_UTF8: i32 = 101;
/// The handle was never issued, is closed, is of another kind, or was made before a `fork()`.
pub const ENTRA_REVOKE_ERROR_HANDLE: i32 = 110;
/// Closed by another thread meanwhile.
pub const ENTRA_REVOKE_ERROR_CLOSED: i32 = 111;
/// The job takes no more targets.
pub const ENTRA_REVOKE_ERROR_FINISHED: i32 = 112;
/// The options can't work: an endpoint that isn't https, an unknown environment, no secret.
pub const ENTRA_REVOKE_ERROR_CONFIGURATION: i32 = 200;
/// As a result's reason: the text is not a usable user id.
pub const ENTRA_REVOKE_ERROR_TARGET: i32 = 210;
/// There is no access token to be had, or the service refused it.
pub const ENTRA_REVOKE_ERROR_AUTHENTICATION: i32 = 300;
/// The service was not reached, or the connection broke.
pub const ENTRA_REVOKE_ERROR_NETWORK: i32 = 310;
/// An answer came that is not Microsoft Graph's: a proxy's page, a batch answer that left somebody out.
pub const ENTRA_REVOKE_ERROR_ANSWER: i32 = 320;
/// Microsoft Graph said no: `http_status` and the Graph code tell why.
pub const ENTRA_REVOKE_ERROR_SERVICE: i32 = 330;
/// Given up because the service kept asking to wait.
pub const ENTRA_REVOKE_ERROR_THROTTLED: i32 = 340;
/// The run was cancelled.
pub const ENTRA_REVOKE_ERROR_CANCELLED: i32 = 350;
/// Nothing came within the time allowed.
pub const ENTRA_REVOKE_ERROR_TIMEOUT: i32 = 360;
/// A panic inside the library, caught at the boundary; the message has the place. Please report it.
pub const ENTRA_REVOKE_ERROR_PANIC: i32 = 900;
/// Another fault of the library. Please report it.
pub const ENTRA_REVOKE_ERROR_INTERNAL: i32 = 910;

/// Status of a result: the service confirmed it. The only one that means "revoked".
pub const ENTRA_REVOKE_STATUS_REVOKED: i32 = 1;
/// Status of a result: accepted, but the user is an external guest, whose sessions the home tenant holds: nothing ended.
pub const ENTRA_REVOKE_STATUS_NO_EFFECT: i32 = 2;
/// Status of a result: the service said no.
pub const ENTRA_REVOKE_STATUS_REFUSED: i32 = 3;
/// Status of a result: never sent, because the text is not a usable user id.
pub const ENTRA_REVOKE_STATUS_INVALID: i32 = 4;
/// Status of a result: given up; as far as is known it was not done.
pub const ENTRA_REVOKE_STATUS_FAILED: i32 = 5;
/// Status of a result: never sent: cancelled, closed, or no access token to be had.
pub const ENTRA_REVOKE_STATUS_NOT_SENT: i32 = 6;
/// Status of a result: sent, but the answer never came: it may have been done. Revoking again is harmless.
pub const ENTRA_REVOKE_STATUS_UNKNOWN: i32 = 7;

/// `entra_revoke_client_options.credential`: a bearer token for Microsoft Graph, in `access_token`.
pub const ENTRA_REVOKE_CREDENTIAL_ACCESS_TOKEN: u32 = 1;
/// `entra_revoke_client_options.credential`: `tenant_id`, `client_id` and `client_secret`.
pub const ENTRA_REVOKE_CREDENTIAL_CLIENT_SECRET: u32 = 2;
/// `entra_revoke_client_options.credential`: `tenant_id`, `client_id`, and `certificate` or `certificate_path` with the RSA
/// private key in it, `certificate_password` where it is encrypted.
pub const ENTRA_REVOKE_CREDENTIAL_CLIENT_CERTIFICATE: u32 = 3;
/// `entra_revoke_client_options.credential`: `tenant_id`, `client_id` and `certificate` without its key, which stays with the
/// host: it is asked for signatures (ENTRA_REVOKE_HOST_REQUEST_SIGNATURE).
pub const ENTRA_REVOKE_CREDENTIAL_CERTIFICATE_KEPT_BY_HOST: u32 = 4;
/// `entra_revoke_client_options.credential`: the identity that Azure gave to this machine; a user-assigned one by `client_id`,
/// `managed_identity_object_id` or `managed_identity_resource_id`.
pub const ENTRA_REVOKE_CREDENTIAL_MANAGED_IDENTITY: u32 = 5;
/// `entra_revoke_client_options.credential`: workload identity federation; `tenant_id`, `client_id` and `federated_token_path`,
/// or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE of the environment.
pub const ENTRA_REVOKE_CREDENTIAL_WORKLOAD_IDENTITY: u32 = 6;
/// `entra_revoke_client_options.credential`: whoever is signed in to the Azure CLI; `tenant_id` may be given.
pub const ENTRA_REVOKE_CREDENTIAL_AZURE_CLI: u32 = 7;
/// `entra_revoke_client_options.credential`: whoever is signed in to the Azure Developer CLI; `tenant_id` may be given.
pub const ENTRA_REVOKE_CREDENTIAL_AZURE_DEVELOPER_CLI: u32 = 8;
/// `entra_revoke_client_options.credential`: a service connection of Azure Pipelines: `tenant_id`, `client_id`,
/// `service_connection_id` and `system_access_token`.
pub const ENTRA_REVOKE_CREDENTIAL_AZURE_PIPELINES: u32 = 9;
/// `entra_revoke_client_options.credential`: AZURE_TENANT_ID, AZURE_CLIENT_ID, and AZURE_CLIENT_SECRET or
/// AZURE_CLIENT_CERTIFICATE_PATH of the environment.
pub const ENTRA_REVOKE_CREDENTIAL_ENVIRONMENT: u32 = 10;
/// `entra_revoke_client_options.credential`: a person, with a code to enter on any device
/// (ENTRA_REVOKE_HOST_REQUEST_DEVICE_CODE); `tenant_id`, `client_id` and `scopes` may be given.
pub const ENTRA_REVOKE_CREDENTIAL_DEVICE_CODE: u32 = 11;
/// `entra_revoke_client_options.credential`: a person, in a browser on this machine (ENTRA_REVOKE_HOST_REQUEST_BROWSER);
/// `tenant_id`, `client_id` and `scopes` may be given.
pub const ENTRA_REVOKE_CREDENTIAL_INTERACTIVE_BROWSER: u32 = 12;
/// `entra_revoke_client_options.credential`: the host gives a token whenever one is wanted (ENTRA_REVOKE_HOST_REQUEST_TOKEN).
pub const ENTRA_REVOKE_CREDENTIAL_HOST: u32 = 13;

/// `entra_revoke_host_request.kind`: an access token for Microsoft Graph; `claims` are to be in it where they are not empty.
pub const ENTRA_REVOKE_HOST_REQUEST_TOKEN: u32 = 1;
/// `entra_revoke_host_request.kind`: a signature over the bytes of `payload` by the certificate's private key: RSASSA-PSS with
/// SHA-256, MGF1 with SHA-256, and a salt of 32 bytes (PS256).
pub const ENTRA_REVOKE_HOST_REQUEST_SIGNATURE: u32 = 2;
/// `entra_revoke_host_request.kind`: show `message` to a person; `user_code`, `uri` and `expires_in_ms` are its parts. Wants no
/// answer.
pub const ENTRA_REVOKE_HOST_REQUEST_DEVICE_CODE: u32 = 3;
/// `entra_revoke_host_request.kind`: open `uri` in a browser. Wants no answer.
pub const ENTRA_REVOKE_HOST_REQUEST_BROWSER: u32 = 4;

/// `entra_revoke_request.method`: reads.
pub const ENTRA_REVOKE_METHOD_GET: u32 = 0;
/// `entra_revoke_request.method`: creates, or starts an action.
pub const ENTRA_REVOKE_METHOD_POST: u32 = 1;
/// `entra_revoke_request.method`: changes.
pub const ENTRA_REVOKE_METHOD_PATCH: u32 = 2;
/// `entra_revoke_request.method`: replaces.
pub const ENTRA_REVOKE_METHOD_PUT: u32 = 3;
/// `entra_revoke_request.method`: removes.
pub const ENTRA_REVOKE_METHOD_DELETE: u32 = 4;

/// `entra_revoke_target.kind`: the user named in `user`.
pub const ENTRA_REVOKE_TARGET_USER: u32 = 0;
/// `entra_revoke_target.kind`: the user who signed in (`/me`); `user` is ignored. Needs a delegated token.
pub const ENTRA_REVOKE_TARGET_SIGNED_IN_USER: u32 = 1;
/// `entra_revoke_target.kind`, since 1.1: the user named in `user`, whom the caller knows to be a guest: the result is
/// ENTRA_REVOKE_STATUS_NO_EFFECT in place of ENTRA_REVOKE_STATUS_REVOKED. An object id does not show it.
pub const ENTRA_REVOKE_TARGET_EXTERNAL_USER: u32 = 2;

/// `entra_revoke_job_options.priority`: many users, in the order given.
pub const ENTRA_REVOKE_PRIORITY_BULK: u32 = 0;
/// `entra_revoke_job_options.priority`: somebody waits for it; sent ahead of all bulk work.
pub const ENTRA_REVOKE_PRIORITY_INTERACTIVE: u32 = 1;

/// Log: nothing. Since 1.3.
pub const ENTRA_REVOKE_LOG_OFF: u32 = 0;
/// Log: a line for each HTTP request, when it has ended. Since 1.3.
pub const ENTRA_REVOKE_LOG_REQUESTS: u32 = 1;
/// Log: and one for each user whenever an answer, or the want of one, decided about him. Since 1.3.
pub const ENTRA_REVOKE_LOG_USERS: u32 = 2;

/// `entra_revoke_context.auth_type`: the token does not tell, or there is none yet.
pub const ENTRA_REVOKE_AUTH_TYPE_UNKNOWN: u32 = 0;
/// `entra_revoke_context.auth_type`: an application.
pub const ENTRA_REVOKE_AUTH_TYPE_APP_ONLY: u32 = 1;
/// `entra_revoke_context.auth_type`: a signed-in user.
pub const ENTRA_REVOKE_AUTH_TYPE_DELEGATED: u32 = 2;

pub(super) fn code(kind: ErrorKind) -> i32 {
    match kind {
        ErrorKind::Configuration => ENTRA_REVOKE_ERROR_CONFIGURATION,
        ErrorKind::Target => ENTRA_REVOKE_ERROR_TARGET,
        ErrorKind::Authentication => ENTRA_REVOKE_ERROR_AUTHENTICATION,
        ErrorKind::Network => ENTRA_REVOKE_ERROR_NETWORK,
        ErrorKind::Answer => ENTRA_REVOKE_ERROR_ANSWER,
        ErrorKind::Service => ENTRA_REVOKE_ERROR_SERVICE,
        ErrorKind::Throttled => ENTRA_REVOKE_ERROR_THROTTLED,
        ErrorKind::Cancelled => ENTRA_REVOKE_ERROR_CANCELLED,
        ErrorKind::Timeout => ENTRA_REVOKE_ERROR_TIMEOUT,
        ErrorKind::Closed => ENTRA_REVOKE_ERROR_CLOSED,
        ErrorKind::Finished => ENTRA_REVOKE_ERROR_FINISHED,
        ErrorKind::Internal => ENTRA_REVOKE_ERROR_INTERNAL,
    }
}

pub(super) fn status(status: Status) -> i32 {
    match status {
        Status::Revoked => ENTRA_REVOKE_STATUS_REVOKED,
        Status::NoEffect => ENTRA_REVOKE_STATUS_NO_EFFECT,
        Status::Refused => ENTRA_REVOKE_STATUS_REFUSED,
        Status::Invalid => ENTRA_REVOKE_STATUS_INVALID,
        Status::Failed => ENTRA_REVOKE_STATUS_FAILED,
        Status::NotSent => ENTRA_REVOKE_STATUS_NOT_SENT,
        Status::Unknown => ENTRA_REVOKE_STATUS_UNKNOWN,
    }
}
