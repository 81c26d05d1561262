/*
 * Entra Revoke 0.1.0: revokes the sign-in sessions of many Microsoft Entra ID users at once.
 *
 * Generated from src/ffi; not to be edited. The reasons for these rules are in docs/abi.md.
 *
 * 1. Status. A function that can fail returns ENTRA_REVOKE_OK or an ENTRA_REVOKE_ERROR_... Its last parameter may be NULL;
 *    otherwise it receives NULL on success, and on failure an owned error whose code is the status returned.
 * 2. Outputs are zero unless the function succeeds.
 * 3. Handles (client, job) are numbers, never reused: one that is closed, stale or made up is answered with
 *    ENTRA_REVOKE_ERROR_HANDLE. They mean nothing in a forked child, which makes its own.
 * 4. Text is UTF-8 with a length. What goes in is copied before the call returns. What comes out belongs to the block that
 *    it is part of (error, results, context, response), which is freed once, by the function named after it.
 * 5. A struct that the caller fills begins with its own size; zero in any other field means the default.
 * 6. Any function may be called from any thread at any time. No code of the caller's ever runs on a thread of the library's.
 * 7. A panic inside the library ends as ENTRA_REVOKE_ERROR_PANIC. The library can't be unloaded.
 */


#ifndef ENTRA_REVOKE_H
#define ENTRA_REVOKE_H

#include <stddef.h>
#include <stdint.h>

/* The version of this header, for comparison with what entra_revoke_version() says of the library. */
#define ENTRA_REVOKE_VERSION "0.1.0"

/* A literal as entra_revoke_str. */
#ifdef __cplusplus
#define ENTRA_REVOKE_STR(literal) (entra_revoke_str{(literal), sizeof(literal) - 1})
#else
#define ENTRA_REVOKE_STR(literal) ((entra_revoke_str){(literal), sizeof(literal) - 1})
#endif


/*
 Raised when something is taken away or changes its meaning.
 */
#define ENTRA_REVOKE_ABI_VERSION_MAJOR 1

/*
 Raised when something is added.
 */
#define ENTRA_REVOKE_ABI_VERSION_MINOR 3

/*
 It worked.
 */
#define ENTRA_REVOKE_OK 0

/*
 A NULL where none is allowed, a struct of the wrong size, a value out of range. The message names the parameter.
 */
#define ENTRA_REVOKE_ERROR_ARGUMENT 100

/*
 A text is not UTF-8.
 */
#define ENTRA_REVOKE_ERROR_UTF8 101

/*
 The handle was never issued, is closed, is of another kind, or was made before a `fork()`.
 */
#define ENTRA_REVOKE_ERROR_HANDLE 110

/*
 Closed by another thread meanwhile.
 */
#define ENTRA_REVOKE_ERROR_CLOSED 111

/*
 The job takes no more targets.
 */
#define ENTRA_REVOKE_ERROR_FINISHED 112

/*
 The options can't work: an endpoint that isn't https, an unknown environment, no secret.
 */
#define ENTRA_REVOKE_ERROR_CONFIGURATION 200

/*
 As a result's reason: the text is not a usable user id.
 */
#define ENTRA_REVOKE_ERROR_TARGET 210

/*
 There is no access token to be had, or the service refused it.
 */
#define ENTRA_REVOKE_ERROR_AUTHENTICATION 300

/*
 The service was not reached, or the connection broke.
 */
#define ENTRA_REVOKE_ERROR_NETWORK 310

/*
 An answer came that is not Microsoft Graph's: a proxy's page, a batch answer that left somebody out.
 */
#define ENTRA_REVOKE_ERROR_ANSWER 320

/*
 Microsoft Graph said no: `http_status` and the Graph code tell why.
 */
#define ENTRA_REVOKE_ERROR_SERVICE 330

/*
 Given up because the service kept asking to wait.
 */
#define ENTRA_REVOKE_ERROR_THROTTLED 340

/*
 The run was cancelled.
 */
#define ENTRA_REVOKE_ERROR_CANCELLED 350

/*
 Nothing came within the time allowed.
 */
#define ENTRA_REVOKE_ERROR_TIMEOUT 360

/*
 A panic inside the library, caught at the boundary; the message has the place. Please report it.
 */
#define ENTRA_REVOKE_ERROR_PANIC 900

/*
 Another fault of the library. Please report it.
 */
#define ENTRA_REVOKE_ERROR_INTERNAL 910

/*
 Status of a result: the service confirmed it. The only one that means "revoked".
 */
#define ENTRA_REVOKE_STATUS_REVOKED 1

/*
 Status of a result: accepted, but the user is an external guest, whose sessions the home tenant holds: nothing ended.
 */
#define ENTRA_REVOKE_STATUS_NO_EFFECT 2

/*
 Status of a result: the service said no.
 */
#define ENTRA_REVOKE_STATUS_REFUSED 3

/*
 Status of a result: never sent, because the text is not a usable user id.
 */
#define ENTRA_REVOKE_STATUS_INVALID 4

/*
 Status of a result: given up; as far as is known it was not done.
 */
#define ENTRA_REVOKE_STATUS_FAILED 5

/*
 Status of a result: never sent: cancelled, closed, or no access token to be had.
 */
#define ENTRA_REVOKE_STATUS_NOT_SENT 6

/*
 Status of a result: sent, but the answer never came: it may have been done. Revoking again is harmless.
 */
#define ENTRA_REVOKE_STATUS_UNKNOWN 7

/*
 `entra_revoke_client_options.credential`: a bearer token for Microsoft Graph, in `access_token`.
 */
#define ENTRA_REVOKE_CREDENTIAL_ACCESS_TOKEN 1

/*
 `entra_revoke_client_options.credential`: `tenant_id`, `client_id` and `client_secret`.
 */
#define ENTRA_REVOKE_CREDENTIAL_CLIENT_SECRET 2

/*
 `entra_revoke_client_options.credential`: `tenant_id`, `client_id`, and `certificate` or `certificate_path` with the RSA
 private key in it, `certificate_password` where it is encrypted.
 */
#define ENTRA_REVOKE_CREDENTIAL_CLIENT_CERTIFICATE 3

/*
 `entra_revoke_client_options.credential`: `tenant_id`, `client_id` and `certificate` without its key, which stays with the
 host: it is asked for signatures (ENTRA_REVOKE_HOST_REQUEST_SIGNATURE).
 */
#define ENTRA_REVOKE_CREDENTIAL_CERTIFICATE_KEPT_BY_HOST 4

/*
 `entra_revoke_client_options.credential`: the identity that Azure gave to this machine; a user-assigned one by `client_id`,
 `managed_identity_object_id` or `managed_identity_resource_id`.
 */
#define ENTRA_REVOKE_CREDENTIAL_MANAGED_IDENTITY 5

/*
 `entra_revoke_client_options.credential`: workload identity federation; `tenant_id`, `client_id` and `federated_token_path`,
 or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE of the environment.
 */
#define ENTRA_REVOKE_CREDENTIAL_WORKLOAD_IDENTITY 6

/*
 `entra_revoke_client_options.credential`: whoever is signed in to the Azure CLI; `tenant_id` may be given.
 */
#define ENTRA_REVOKE_CREDENTIAL_AZURE_CLI 7

/*
 `entra_revoke_client_options.credential`: whoever is signed in to the Azure Developer CLI; `tenant_id` may be given.
 */
#define ENTRA_REVOKE_CREDENTIAL_AZURE_DEVELOPER_CLI 8

/*
 `entra_revoke_client_options.credential`: a service connection of Azure Pipelines: `tenant_id`, `client_id`,
 `service_connection_id` and `system_access_token`.
 */
#define ENTRA_REVOKE_CREDENTIAL_AZURE_PIPELINES 9

/*
 `entra_revoke_client_options.credential`: AZURE_TENANT_ID, AZURE_CLIENT_ID, and AZURE_CLIENT_SECRET or
 AZURE_CLIENT_CERTIFICATE_PATH of the environment.
 */
#define ENTRA_REVOKE_CREDENTIAL_ENVIRONMENT 10

/*
 `entra_revoke_client_options.credential`: a person, with a code to enter on any device
 (ENTRA_REVOKE_HOST_REQUEST_DEVICE_CODE); `tenant_id`, `client_id` and `scopes` may be given.
 */
#define ENTRA_REVOKE_CREDENTIAL_DEVICE_CODE 11

/*
 `entra_revoke_client_options.credential`: a person, in a browser on this machine (ENTRA_REVOKE_HOST_REQUEST_BROWSER);
 `tenant_id`, `client_id` and `scopes` may be given.
 */
#define ENTRA_REVOKE_CREDENTIAL_INTERACTIVE_BROWSER 12

/*
 `entra_revoke_client_options.credential`: the host gives a token whenever one is wanted (ENTRA_REVOKE_HOST_REQUEST_TOKEN).
 */
#define ENTRA_REVOKE_CREDENTIAL_HOST 13

/*
 `entra_revoke_host_request.kind`: an access token for Microsoft Graph; `claims` are to be in it where they are not empty.
 */
#define ENTRA_REVOKE_HOST_REQUEST_TOKEN 1

/*
 `entra_revoke_host_request.kind`: a signature over the bytes of `payload` by the certificate's private key: RSASSA-PSS with
 SHA-256, MGF1 with SHA-256, and a salt of 32 bytes (PS256).
 */
#define ENTRA_REVOKE_HOST_REQUEST_SIGNATURE 2

/*
 `entra_revoke_host_request.kind`: show `message` to a person; `user_code`, `uri` and `expires_in_ms` are its parts. Wants no
 answer.
 */
#define ENTRA_REVOKE_HOST_REQUEST_DEVICE_CODE 3

/*
 `entra_revoke_host_request.kind`: open `uri` in a browser. Wants no answer.
 */
#define ENTRA_REVOKE_HOST_REQUEST_BROWSER 4

/*
 `entra_revoke_request.method`: reads.
 */
#define ENTRA_REVOKE_METHOD_GET 0

/*
 `entra_revoke_request.method`: creates, or starts an action.
 */
#define ENTRA_REVOKE_METHOD_POST 1

/*
 `entra_revoke_request.method`: changes.
 */
#define ENTRA_REVOKE_METHOD_PATCH 2

/*
 `entra_revoke_request.method`: replaces.
 */
#define ENTRA_REVOKE_METHOD_PUT 3

/*
 `entra_revoke_request.method`: removes.
 */
#define ENTRA_REVOKE_METHOD_DELETE 4

/*
 `entra_revoke_target.kind`: the user named in `user`.
 */
#define ENTRA_REVOKE_TARGET_USER 0

/*
 `entra_revoke_target.kind`: the user who signed in (`/me`); `user` is ignored. Needs a delegated token.
 */
#define ENTRA_REVOKE_TARGET_SIGNED_IN_USER 1

/*
 `entra_revoke_target.kind`, since 1.1: the user named in `user`, whom the caller knows to be a guest: the result is
 ENTRA_REVOKE_STATUS_NO_EFFECT in place of ENTRA_REVOKE_STATUS_REVOKED. An object id does not show it.
 */
#define ENTRA_REVOKE_TARGET_EXTERNAL_USER 2

/*
 `entra_revoke_job_options.priority`: many users, in the order given.
 */
#define ENTRA_REVOKE_PRIORITY_BULK 0

/*
 `entra_revoke_job_options.priority`: somebody waits for it; sent ahead of all bulk work.
 */
#define ENTRA_REVOKE_PRIORITY_INTERACTIVE 1

/*
 Log: nothing. Since 1.3.
 */
#define ENTRA_REVOKE_LOG_OFF 0

/*
 Log: a line for each HTTP request, when it has ended. Since 1.3.
 */
#define ENTRA_REVOKE_LOG_REQUESTS 1

/*
 Log: and one for each user whenever an answer, or the want of one, decided about him. Since 1.3.
 */
#define ENTRA_REVOKE_LOG_USERS 2

/*
 `entra_revoke_context.auth_type`: the token does not tell, or there is none yet.
 */
#define ENTRA_REVOKE_AUTH_TYPE_UNKNOWN 0

/*
 `entra_revoke_context.auth_type`: an application.
 */
#define ENTRA_REVOKE_AUTH_TYPE_APP_ONLY 1

/*
 `entra_revoke_context.auth_type`: a signed-in user.
 */
#define ENTRA_REVOKE_AUTH_TYPE_DELEGATED 2

/*
 UTF-8 text with its length in bytes.

 Going in, it need not end with NUL; with length 0 the pointer is ignored; NULL with a length is an error. The library
 copies what it needs before the call returns. Coming out, it belongs to the block it is part of, and ends with a NUL that
 the length does not count.
 */
typedef struct {
    /*
     First byte.
     */
    const char *data;
    /*
     Bytes, without a NUL.
     */
    size_t length;
} entra_revoke_str;

/*
 What a client is made of. Zero, an empty text included, means the default.
 */
typedef struct {
    /*
     sizeof(entra_revoke_client_options).
     */
    uint32_t struct_size;
    /*
     ENTRA_REVOKE_CREDENTIAL_...; required.
     */
    uint32_t credential;
    /*
     For ENTRA_REVOKE_CREDENTIAL_ACCESS_TOKEN: a bearer token for Microsoft Graph. It can't be renewed by the library.
     */
    entra_revoke_str access_token;
    /*
     Tenant id, or a verified domain of the tenant.
     */
    entra_revoke_str tenant_id;
    /*
     Application (client) id; for a managed identity, the client id of a user-assigned one.
     */
    entra_revoke_str client_id;
    /*
     For ENTRA_REVOKE_CREDENTIAL_CLIENT_SECRET: the secret's value, not its id.
     */
    entra_revoke_str client_secret;
    /*
     Global (the default), USGov, USGovDoD, China, without regard to case; any name where both endpoints are given.
     */
    entra_revoke_str environment;
    /*
     Where Microsoft Graph is: https, or http for a loopback address. Both endpoints or none.
     */
    entra_revoke_str graph_endpoint;
    /*
     Who issues the tokens: https, or http for a loopback address.
     */
    entra_revoke_str authority_endpoint;
    /*
     Product tokens put before the library's own in the User-Agent header.
     */
    entra_revoke_str user_agent;
    /*
     Writes that one application may do in one tenant in each window; default 3000, as Microsoft documents it.
     */
    uint32_t write_quota;
    /*
     The quota's window in milliseconds; default 150000, as Microsoft documents it.
     */
    uint32_t write_quota_window_ms;
    /*
     Requests in flight at the same time at the most, 1 to 1024; default 64.
     */
    uint32_t max_in_flight;
    /*
     Users in one request, 1 to 20; default 20.
     */
    uint32_t max_batch_size;
    /*
     Sends of one user before it is given up, throttled ones not counted, 1 to 100; default 8.
     */
    uint32_t max_attempts;
    /*
     How long a user is retried, in milliseconds from the first send; default 900000.
     */
    uint32_t give_up_after_ms;
    /*
     How long one request may take, in milliseconds; default 100000.
     */
    uint32_t request_timeout_ms;
    /*
     How long connecting may take, in milliseconds; default 10000.
     */
    uint32_t connect_timeout_ms;
    /*
     Since 1.1: a PEM or PFX file's content, any bytes.
     */
    entra_revoke_str certificate;
    /*
     Since 1.1: path of a PEM or PFX file.
     */
    entra_revoke_str certificate_path;
    /*
     Since 1.1: what the certificate's private key is encrypted with.
     */
    entra_revoke_str certificate_password;
    /*
     Since 1.1: object id of a user-assigned managed identity's principal.
     */
    entra_revoke_str managed_identity_object_id;
    /*
     Since 1.1: Azure resource id of a user-assigned managed identity.
     */
    entra_revoke_str managed_identity_resource_id;
    /*
     Since 1.1: path of the file with the federated token.
     */
    entra_revoke_str federated_token_path;
    /*
     Since 1.1: id of the service connection of Azure Pipelines.
     */
    entra_revoke_str service_connection_id;
    /*
     Since 1.1: the pipeline's System.AccessToken.
     */
    entra_revoke_str system_access_token;
    /*
     Since 1.1: permissions to ask for when a person signs in, with blanks between them; default User.RevokeSessions.All.
     */
    entra_revoke_str scopes;
    /*
     Since 1.1: proxy, such as http://proxy.contoso.com:8080; default is the environment's or the system's.
     */
    entra_revoke_str proxy_url;
    /*
     Since 1.1: user name for the proxy.
     */
    entra_revoke_str proxy_user;
    /*
     Since 1.1: password for the proxy.
     */
    entra_revoke_str proxy_password;
    /*
     Since 1.1: hosts that are reached without the proxy, with commas between them, as in NO_PROXY.
     */
    entra_revoke_str proxy_bypass;
    /*
     Since 1.1: PEM of certificate authorities to trust beside those of the system.
     */
    entra_revoke_str certificate_authorities;
    /*
     Since 1.1: 1 sends the issuers' certificates with a certificate's assertion (subject name and issuer trust).
     */
    uint32_t send_certificate_chain;
    /*
     Since 1.1: not used yet: 0.
     */
    uint32_t reserved;
} entra_revoke_client_options;

/*
 A handle of a client; 0 never is one.
 */
typedef uint64_t entra_revoke_client;

/*
 Why a call failed. Owned by the caller: to be freed once, by `entra_revoke_error_free`.
 */
typedef struct {
    /*
     The status that the call returned.
     */
    int32_t code;
    /*
     HTTP status of the answer behind it; 0 where there was none.
     */
    uint32_t http_status;
    /*
     What happened, to whom, and what to do, with all causes. Never holds a secret.
     */
    entra_revoke_str message;
    /*
     Error code of Microsoft Graph or Entra ID, such as Request_ResourceNotFound or AADSTS7000215; may be empty.
     */
    entra_revoke_str graph_code;
    /*
     The service's id of the request, for Microsoft's support; may be empty.
     */
    entra_revoke_str request_id;
} entra_revoke_error;

/*
 What the newest token tells; empty where it does not. Owned by the caller: to be freed once, by
 `entra_revoke_context_free`.
 */
typedef struct {
    /*
     ENTRA_REVOKE_AUTH_TYPE_....
     */
    uint32_t auth_type;
    /*
     Not used yet: 0.
     */
    uint32_t reserved;
    /*
     When the token ends, in milliseconds since 1970-01-01T00:00:00Z; 0 where that is unknown.
     */
    int64_t expires_at_unix_ms;
    /*
     Tenant id.
     */
    entra_revoke_str tenant_id;
    /*
     Application (client) id.
     */
    entra_revoke_str client_id;
    /*
     The application's name.
     */
    entra_revoke_str app_name;
    /*
     The signed-in user's principal name; empty for an application.
     */
    entra_revoke_str account;
    /*
     Delegated scopes or application roles, with a blank between them.
     */
    entra_revoke_str scopes;
    /*
     Name of the cloud.
     */
    entra_revoke_str environment;
    /*
     Where its Microsoft Graph is.
     */
    entra_revoke_str graph_endpoint;
    /*
     Since 1.1: what the token lacks for revoking sessions, and how to get it; empty where it has it, or does not tell.
     */
    entra_revoke_str missing_permission;
} entra_revoke_context;

/*
 Something that a client wants of its host. Owned by the caller: to be freed once, by `entra_revoke_host_request_free`.
 */
typedef struct {
    /*
     To be given back with the answer.
     */
    uint64_t id;
    /*
     ENTRA_REVOKE_HOST_REQUEST_...; a kind that the host does not know is to be passed over.
     */
    uint32_t kind;
    /*
     Not used yet: 0.
     */
    uint32_t reserved;
    /*
     How long a device code lives, in milliseconds.
     */
    int64_t expires_in_ms;
    /*
     The claims that a token has to have (JSON); empty where none are demanded.
     */
    entra_revoke_str claims;
    /*
     What is to be signed.
     */
    entra_revoke_str payload;
    /*
     A sentence to show to a person.
     */
    entra_revoke_str message;
    /*
     The code to enter.
     */
    entra_revoke_str user_code;
    /*
     Where to enter it, or the address to open in a browser.
     */
    entra_revoke_str uri;
} entra_revoke_host_request;

/*
 An answer: one of `token`, `signature` and `refusal`.
 */
typedef struct {
    /*
     sizeof(entra_revoke_host_answer).
     */
    uint32_t struct_size;
    /*
     Not used yet: 0.
     */
    uint32_t reserved;
    /*
     An access token for Microsoft Graph.
     */
    entra_revoke_str token;
    /*
     When the token ends, in milliseconds since 1970-01-01T00:00:00Z; 0 where that is unknown.
     */
    int64_t expires_at_unix_ms;
    /*
     A signature, any bytes.
     */
    entra_revoke_str signature;
    /*
     Why there is neither; it comes out as the error of all that wait for it.
     */
    entra_revoke_str refusal;
} entra_revoke_host_answer;

/*
 One header. It will never grow, so it has no size.
 */
typedef struct {
    /*
     Its name; in answers in small letters.
     */
    entra_revoke_str name;
    /*
     Its value.
     */
    entra_revoke_str value;
} entra_revoke_header;

/*
 How a job is run. Zero, an empty text included, means the default.
 */
typedef struct {
    /*
     sizeof(entra_revoke_job_options).
     */
    uint32_t struct_size;
    /*
     ENTRA_REVOKE_PRIORITY_...; default bulk.
     */
    uint32_t priority;
    /*
     Version of Microsoft Graph: v1.0 (the default) or beta.
     */
    entra_revoke_str api_version;
    /*
     Since 1.3: the first of the headers for the request of each user; in a batch they stand with the user's part of it.
     Authorization, Host and what decides how request and answer are written are the library's.
     */
    const entra_revoke_header *headers;
    /*
     Since 1.3: how many headers.
     */
    size_t header_count;
    /*
     Since 1.3: another proxy than the client's. Tokens are still got through the client's.
     */
    entra_revoke_str proxy_url;
    /*
     Since 1.3: user name for the proxy.
     */
    entra_revoke_str proxy_user;
    /*
     Since 1.3: password for the proxy.
     */
    entra_revoke_str proxy_password;
    /*
     Since 1.3: hosts that are reached without the proxy, with commas between them, as in NO_PROXY.
     */
    entra_revoke_str proxy_bypass;
    /*
     Since 1.3: ENTRA_REVOKE_LOG_..., what `entra_revoke_job_log` tells; default nothing.
     */
    uint32_t log;
    /*
     Since 1.3: not used yet: 0.
     */
    uint32_t reserved;
} entra_revoke_job_options;

/*
 A handle of a job; 0 never is one.
 */
typedef uint64_t entra_revoke_job;

/*
 Whom to revoke.
 */
typedef struct {
    /*
     sizeof(entra_revoke_target), in every element of an array.
     */
    uint32_t struct_size;
    /*
     ENTRA_REVOKE_TARGET_...; default a user.
     */
    uint32_t kind;
    /*
     A number of the caller's own, which the result has again. It may be used more than once.
     */
    uint64_t tag;
    /*
     Object id or user principal name.
     */
    entra_revoke_str user;
} entra_revoke_target;

/*
 What became of one target. Its texts belong to the block.
 */
typedef struct {
    /*
     The number that the target was submitted with.
     */
    uint64_t tag;
    /*
     From the submission to the outcome, in microseconds.
     */
    uint64_t duration_us;
    /*
     ENTRA_REVOKE_STATUS_...; only ENTRA_REVOKE_STATUS_REVOKED means that the sessions are revoked.
     */
    int32_t status;
    /*
     ENTRA_REVOKE_OK when revoked, else an ENTRA_REVOKE_ERROR_... that tells why.
     */
    int32_t reason;
    /*
     HTTP status of the last answer for this target; 0 where there was none.
     */
    uint32_t http_status;
    /*
     How many times it was sent.
     */
    uint32_t attempts;
    /*
     The user, as submitted.
     */
    entra_revoke_str user;
    /*
     Error code of Microsoft Graph or Entra ID; empty when revoked.
     */
    entra_revoke_str code;
    /*
     Why, and what to do; empty when revoked.
     */
    entra_revoke_str message;
    /*
     The service's id of the request; may be empty.
     */
    entra_revoke_str request_id;
} entra_revoke_result;

/*
 Results in the order in which they became known. Owned by the caller: to be freed once, by `entra_revoke_results_free`.
 */
typedef struct {
    /*
     How many; 0 when nothing came within the time given.
     */
    size_t count;
    /*
     The first of them.
     */
    const entra_revoke_result *items;
    /*
     1 when nothing will ever come any more: all targets have their result, and no more targets were to come.
     */
    uint32_t finished;
} entra_revoke_results;

/*
 One line of a log. Its text belongs to the block. Since 1.3.
 */
typedef struct {
    /*
     ENTRA_REVOKE_LOG_REQUESTS or ENTRA_REVOKE_LOG_USERS.
     */
    uint32_t level;
    /*
     Not used yet: 0.
     */
    uint32_t reserved;
    /*
     A sentence without a line break. It names users and has the service's error messages; it has no tokens, no values of the
     caller's headers, no bodies.
     */
    entra_revoke_str text;
} entra_revoke_log_line;

/*
 Lines in the order in which it happened. Owned by the caller: to be freed once, by `entra_revoke_log_free`. Since 1.3.
 */
typedef struct {
    /*
     How many; 0 when nothing has happened.
     */
    size_t count;
    /*
     The first of them.
     */
    const entra_revoke_log_line *lines;
    /*
     So many older ones are gone, because too many waited.
     */
    uint64_t missed;
} entra_revoke_log;

/*
 How far a job is. All counts are of targets submitted so far.
 */
typedef struct {
    /*
     sizeof(entra_revoke_progress), set by the caller.
     */
    uint32_t struct_size;
    /*
     1 when no more targets will come and every one has its result.
     */
    uint32_t finished;
    /*
     Submitted.
     */
    uint64_t total;
    /*
     Ended as ENTRA_REVOKE_STATUS_REVOKED.
     */
    uint64_t revoked;
    /*
     Ended as ENTRA_REVOKE_STATUS_NO_EFFECT.
     */
    uint64_t no_effect;
    /*
     Ended as ENTRA_REVOKE_STATUS_REFUSED.
     */
    uint64_t refused;
    /*
     Ended as ENTRA_REVOKE_STATUS_INVALID.
     */
    uint64_t invalid;
    /*
     Ended as ENTRA_REVOKE_STATUS_FAILED.
     */
    uint64_t failed;
    /*
     Ended as ENTRA_REVOKE_STATUS_NOT_SENT.
     */
    uint64_t not_sent;
    /*
     Ended as ENTRA_REVOKE_STATUS_UNKNOWN.
     */
    uint64_t unknown;
    /*
     Sent and not answered yet.
     */
    uint64_t in_flight;
    /*
     Not sent yet, or waiting to be sent again.
     */
    uint64_t waiting;
    /*
     Results per second over the last seconds.
     */
    double rate_per_second;
    /*
     How long the service asked to wait, in milliseconds from now; 0 when it does not throttle.
     */
    int64_t throttled_ms;
    /*
     Until the last target submitted so far has its result, in milliseconds from now; -1 where that is unknown.
     */
    int64_t time_left_ms;
} entra_revoke_progress;

/*
 A request of the caller's own to Microsoft Graph. Zero, an empty text included, means the default.
 */
typedef struct {
    /*
     sizeof(entra_revoke_request).
     */
    uint32_t struct_size;
    /*
     ENTRA_REVOKE_METHOD_...; default is GET.
     */
    uint32_t method;
    /*
     A path of the cloud's Microsoft Graph with its version, such as /v1.0/users?$top=5, or a whole URL there, such as a page's
     @odata.nextLink; required.
     */
    entra_revoke_str url;
    /*
     The first of the headers. Authorization, Host and what frames the body are the library's.
     */
    const entra_revoke_header *headers;
    /*
     How many headers.
     */
    size_t header_count;
    /*
     The body, any bytes; Content-Type is application/json where no header says otherwise.
     */
    entra_revoke_str body;
    /*
     A number of the caller's own, for `entra_revoke_client_cancel_request`.
     */
    uint64_t tag;
    /*
     Since 1.3: another proxy than the client's. Tokens are still got through the client's.
     */
    entra_revoke_str proxy_url;
    /*
     Since 1.3: user name for the proxy.
     */
    entra_revoke_str proxy_user;
    /*
     Since 1.3: password for the proxy.
     */
    entra_revoke_str proxy_password;
    /*
     Since 1.3: hosts that are reached without the proxy, with commas between them, as in NO_PROXY.
     */
    entra_revoke_str proxy_bypass;
} entra_revoke_request;

/*
 What Microsoft Graph answered, whatever its status. Owned by the caller: to be freed once, by `entra_revoke_response_free`.
 */
typedef struct {
    /*
     HTTP status.
     */
    uint32_t status;
    /*
     Not used yet: 0.
     */
    uint32_t reserved;
    /*
     The body, any bytes; may be empty.
     */
    entra_revoke_str body;
    /*
     The first of the headers.
     */
    const entra_revoke_header *headers;
    /*
     How many headers; a name may come more than once.
     */
    size_t header_count;
} entra_revoke_response;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 Makes a client; nothing is sent yet. Costs some milliseconds: make one and keep it.

 `options`: required. `client`: receives the handle, to be closed by `entra_revoke_client_close`.
 Errors: ARGUMENT, UTF8, CONFIGURATION.

 Requires: Pointers are NULL or valid; `options` is as large as its `struct_size` says.
 */
int32_t entra_revoke_client_open(const entra_revoke_client_options *options,
                                 entra_revoke_client *client,
                                 entra_revoke_error **error);

/*
 Gets an access token now, so that a wrong secret shows before anybody is to be revoked; only here a person is asked to sign
 in. Blocks: where the host has to answer or show something, another thread takes `entra_revoke_client_next_host_request`.

 `timeout_ms`: how long to wait at the most; 0 for 120000, and for 900000 where a person signs in.
 Errors: HANDLE, AUTHENTICATION, TIMEOUT, CLOSED.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_client_connect(entra_revoke_client client,
                                    uint32_t timeout_ms,
                                    entra_revoke_error **error);

/*
 Closes a client. Its jobs stay open, to be read to their end: what was not sent comes out as NOT_SENT, what was not
 answered as UNKNOWN. A wait for its connection ends with CLOSED.

 Errors: HANDLE.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_client_close(entra_revoke_client client, entra_revoke_error **error);

/*
 Who a client is to the service, as far as its newest token tells. Never blocks; before there is a token, all but the
 environment is empty.

 `context`: receives an owned block, to be freed by `entra_revoke_context_free`.
 Errors: ARGUMENT, HANDLE.

 Requires: Pointers are NULL or valid.
 */
int32_t entra_revoke_client_context(uint64_t client, entra_revoke_context **context, entra_revoke_error **error);

/*
 Frees a context. NULL is ignored. Never fails.

 Requires: `context` is NULL or came from this library and was not freed before.
 */
void entra_revoke_context_free(entra_revoke_context *context);

/*
 Frees an error. NULL is ignored. Never fails.

 Requires: `error` is NULL or came from this library and was not freed before.
 */
void entra_revoke_error_free(entra_revoke_error *error);

/*
 What the client wants of its host, if it wants something within the time given. Blocks. Any thread may ask; each request is
 given once. Credentials of the kinds HOST, CERTIFICATE_KEPT_BY_HOST, DEVICE_CODE and INTERACTIVE_BROWSER need a host that
 asks, from the time the client is opened until it is closed.

 `timeout_ms`: 0 looks and does not wait. `request`: receives an owned request, to be freed by
 `entra_revoke_host_request_free`, or NULL when nothing was wanted in time, which is no error.
 Errors: ARGUMENT, HANDLE, CLOSED.

 Requires: Pointers are NULL or valid.
 */
int32_t entra_revoke_client_next_host_request(entra_revoke_client client,
                                              uint32_t timeout_ms,
                                              entra_revoke_host_request **request,
                                              entra_revoke_error **error);

/*
 Answers a request for a token or a signature. An answer that comes too late does no harm.

 `id`: of the request. `answer`: required; its texts are copied.
 Errors: ARGUMENT, UTF8, HANDLE, CONFIGURATION (nobody waits for this answer).

 Requires: Pointers are NULL or valid; `answer` is as large as its `struct_size` says.
 */
int32_t entra_revoke_client_answer_host_request(entra_revoke_client client,
                                                uint64_t id,
                                                const entra_revoke_host_answer *answer,
                                                entra_revoke_error **error);

/*
 Frees a request. NULL is ignored. Never fails.

 Requires: `request` is NULL or came from this library and was not freed before.
 */
void entra_revoke_host_request_free(entra_revoke_host_request *request);

/*
 Begins a run over any number of targets.

 `options`: NULL for the defaults. `job`: receives the handle, to be closed by `entra_revoke_job_close`.
 Errors: ARGUMENT, UTF8, HANDLE, CONFIGURATION (a header can't be sent, a proxy can't be used), CLOSED.

 Requires: Pointers are NULL or valid; `options` is as large as its `struct_size` says, and has as many headers as it says.
 */
int32_t entra_revoke_job_open(uint64_t client,
                              const entra_revoke_job_options *options,
                              entra_revoke_job *job,
                              entra_revoke_error **error);

/*
 Hands over targets; returns at once. All are taken, or none and an error. A text that is no usable user id is taken and
 comes back as ENTRA_REVOKE_STATUS_INVALID.

 `targets`: `count` structs one after another, each with its struct_size. `count` 0 is allowed.
 Errors: ARGUMENT, UTF8, HANDLE, FINISHED, CLOSED.

 Requires: `targets` is NULL or points to `count` structs; `error` is NULL or valid.
 */
int32_t entra_revoke_job_submit(entra_revoke_job job,
                                const entra_revoke_target *targets,
                                size_t count,
                                entra_revoke_error **error);

/*
 No more targets will come; the job is finished when all have their result. Calling it twice is harmless.

 Errors: HANDLE, CLOSED.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_job_finish(entra_revoke_job job, entra_revoke_error **error);

/*
 Stops. What waits comes out as NOT_SENT; what is in flight has a second for its answer, then comes out as UNKNOWN. The
 results are to be taken as before, until the job is finished.

 Errors: HANDLE, CLOSED.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_job_cancel(entra_revoke_job job, entra_revoke_error **error);

/*
 Waits for results and takes them. Every target comes out once.

 `timeout_ms`: how long to wait for the first; 0 does not wait. `max`: how many to take at the most; 0 for 1000.
 `results`: receives an owned block, to be freed by `entra_revoke_results_free`. Success always gives one: without items
 when nothing came in time, with `finished` when nothing will ever come any more.
 Errors: ARGUMENT, HANDLE, CLOSED (by another thread during the wait), INTERNAL (the library can't vouch for the rest).

 Requires: Pointers are NULL or valid.
 */
int32_t entra_revoke_job_next(entra_revoke_job job,
                              uint32_t timeout_ms,
                              size_t max,
                              entra_revoke_results **results,
                              entra_revoke_error **error);

/*
 Takes what a job tells about its requests. Never blocks. Since 1.3.

 What was told before a result became known is here when the result is. A host that does not take them loses the oldest when
 10,000 wait.
 `max`: how many lines to take at the most; 0 for 1000. `log`: receives an owned block, to be freed by `entra_revoke_log_free`.
 Success always gives one, without lines when there is nothing to tell.
 Errors: ARGUMENT, HANDLE.

 Requires: Pointers are NULL or valid.
 */
int32_t entra_revoke_job_log(entra_revoke_job job,
                             size_t max,
                             entra_revoke_log **log,
                             entra_revoke_error **error);

/*
 How far a job is. Never blocks.

 `progress`: its struct_size set by the caller, the rest filled in.
 Errors: ARGUMENT, HANDLE.

 Requires: `progress` is NULL or as large as its `struct_size` says; `error` is NULL or valid.
 */
int32_t entra_revoke_job_progress(entra_revoke_job job, entra_revoke_progress *progress, entra_revoke_error **error);

/*
 Closes a job: waits on it end with CLOSED, results that were not taken are gone, and what was not sent is never sent.

 Errors: HANDLE.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_job_close(entra_revoke_job job, entra_revoke_error **error);

/*
 Frees a block of lines. NULL is ignored. Never fails. Since 1.3.

 Requires: `log` is NULL or came from this library and was not freed before.
 */
void entra_revoke_log_free(entra_revoke_log *log);

/*
 Version of the binary interface as one number: major in the upper 16 bits, minor in the lower. A program works with a
 library whose major is equal and whose minor is at least its own. Never fails.
 */
uint32_t entra_revoke_abi_version(void);

/*
 Version of the library, such as "0.1.0": static text, NUL-terminated, not to be freed. Never fails.
 */
const char *entra_revoke_version(void);

/*
 Makes a client; nothing is sent yet. Costs some milliseconds: make one and keep it.

 `options`: required. `client`: receives the handle, to be closed by `entra_revoke_client_close`.
 Errors: ARGUMENT, UTF8, CONFIGURATION.

 Requires: Pointers are NULL or valid; `options` is as large as its `struct_size` says.
 */
int32_t entra_revoke_client_open(const entra_revoke_client_options *options,
                                 entra_revoke_client *client,
                                 entra_revoke_error **error);

/*
 Gets an access token now, so that a wrong secret shows before anybody is to be revoked; only here a person is asked to sign
 in. Blocks: where the host has to answer or show something, another thread takes `entra_revoke_client_next_host_request`.

 `timeout_ms`: how long to wait at the most; 0 for 120000, and for 900000 where a person signs in.
 Errors: HANDLE, AUTHENTICATION, TIMEOUT, CLOSED.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_client_connect(entra_revoke_client client,
                                    uint32_t timeout_ms,
                                    entra_revoke_error **error);

/*
 Closes a client. Its jobs stay open, to be read to their end: what was not sent comes out as NOT_SENT, what was not
 answered as UNKNOWN. A wait for its connection ends with CLOSED.

 Errors: HANDLE.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_client_close(entra_revoke_client client, entra_revoke_error **error);

/*
 Who a client is to the service, as far as its newest token tells. Never blocks; before there is a token, all but the
 environment is empty.

 `context`: receives an owned block, to be freed by `entra_revoke_context_free`.
 Errors: ARGUMENT, HANDLE.

 Requires: Pointers are NULL or valid.
 */
int32_t entra_revoke_client_context(uint64_t client, entra_revoke_context **context, entra_revoke_error **error);

/*
 Frees a context. NULL is ignored. Never fails.

 Requires: `context` is NULL or came from this library and was not freed before.
 */
void entra_revoke_context_free(entra_revoke_context *context);

/*
 Frees an error. NULL is ignored. Never fails.

 Requires: `error` is NULL or came from this library and was not freed before.
 */
void entra_revoke_error_free(entra_revoke_error *error);

/*
 What the client wants of its host, if it wants something within the time given. Blocks. Any thread may ask; each request is
 given once. Credentials of the kinds HOST, CERTIFICATE_KEPT_BY_HOST, DEVICE_CODE and INTERACTIVE_BROWSER need a host that
 asks, from the time the client is opened until it is closed.

 `timeout_ms`: 0 looks and does not wait. `request`: receives an owned request, to be freed by
 `entra_revoke_host_request_free`, or NULL when nothing was wanted in time, which is no error.
 Errors: ARGUMENT, HANDLE, CLOSED.

 Requires: Pointers are NULL or valid.
 */
int32_t entra_revoke_client_next_host_request(entra_revoke_client client,
                                              uint32_t timeout_ms,
                                              entra_revoke_host_request **request,
                                              entra_revoke_error **error);

/*
 Answers a request for a token or a signature. An answer that comes too late does no harm.

 `id`: of the request. `answer`: required; its texts are copied.
 Errors: ARGUMENT, UTF8, HANDLE, CONFIGURATION (nobody waits for this answer).

 Requires: Pointers are NULL or valid; `answer` is as large as its `struct_size` says.
 */
int32_t entra_revoke_client_answer_host_request(entra_revoke_client client,
                                                uint64_t id,
                                                const entra_revoke_host_answer *answer,
                                                entra_revoke_error **error);

/*
 Frees a request. NULL is ignored. Never fails.

 Requires: `request` is NULL or came from this library and was not freed before.
 */
void entra_revoke_host_request_free(entra_revoke_host_request *request);

/*
 Begins a run over any number of targets.

 `options`: NULL for the defaults. `job`: receives the handle, to be closed by `entra_revoke_job_close`.
 Errors: ARGUMENT, UTF8, HANDLE, CONFIGURATION (a header can't be sent, a proxy can't be used), CLOSED.

 Requires: Pointers are NULL or valid; `options` is as large as its `struct_size` says, and has as many headers as it says.
 */
int32_t entra_revoke_job_open(uint64_t client,
                              const entra_revoke_job_options *options,
                              entra_revoke_job *job,
                              entra_revoke_error **error);

/*
 Hands over targets; returns at once. All are taken, or none and an error. A text that is no usable user id is taken and
 comes back as ENTRA_REVOKE_STATUS_INVALID.

 `targets`: `count` structs one after another, each with its struct_size. `count` 0 is allowed.
 Errors: ARGUMENT, UTF8, HANDLE, FINISHED, CLOSED.

 Requires: `targets` is NULL or points to `count` structs; `error` is NULL or valid.
 */
int32_t entra_revoke_job_submit(entra_revoke_job job,
                                const entra_revoke_target *targets,
                                size_t count,
                                entra_revoke_error **error);

/*
 No more targets will come; the job is finished when all have their result. Calling it twice is harmless.

 Errors: HANDLE, CLOSED.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_job_finish(entra_revoke_job job, entra_revoke_error **error);

/*
 Stops. What waits comes out as NOT_SENT; what is in flight has a second for its answer, then comes out as UNKNOWN. The
 results are to be taken as before, until the job is finished.

 Errors: HANDLE, CLOSED.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_job_cancel(entra_revoke_job job, entra_revoke_error **error);

/*
 Waits for results and takes them. Every target comes out once.

 `timeout_ms`: how long to wait for the first; 0 does not wait. `max`: how many to take at the most; 0 for 1000.
 `results`: receives an owned block, to be freed by `entra_revoke_results_free`. Success always gives one: without items
 when nothing came in time, with `finished` when nothing will ever come any more.
 Errors: ARGUMENT, HANDLE, CLOSED (by another thread during the wait), INTERNAL (the library can't vouch for the rest).

 Requires: Pointers are NULL or valid.
 */
int32_t entra_revoke_job_next(entra_revoke_job job,
                              uint32_t timeout_ms,
                              size_t max,
                              entra_revoke_results **results,
                              entra_revoke_error **error);

/*
 Takes what a job tells about its requests. Never blocks. Since 1.3.

 What was told before a result became known is here when the result is. A host that does not take them loses the oldest when
 10,000 wait.
 `max`: how many lines to take at the most; 0 for 1000. `log`: receives an owned block, to be freed by `entra_revoke_log_free`.
 Success always gives one, without lines when there is nothing to tell.
 Errors: ARGUMENT, HANDLE.

 Requires: Pointers are NULL or valid.
 */
int32_t entra_revoke_job_log(entra_revoke_job job,
                             size_t max,
                             entra_revoke_log **log,
                             entra_revoke_error **error);

/*
 How far a job is. Never blocks.

 `progress`: its struct_size set by the caller, the rest filled in.
 Errors: ARGUMENT, HANDLE.

 Requires: `progress` is NULL or as large as its `struct_size` says; `error` is NULL or valid.
 */
int32_t entra_revoke_job_progress(entra_revoke_job job, entra_revoke_progress *progress, entra_revoke_error **error);

/*
 Closes a job: waits on it end with CLOSED, results that were not taken are gone, and what was not sent is never sent.

 Errors: HANDLE.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_job_close(entra_revoke_job job, entra_revoke_error **error);

/*
 Frees a block of lines. NULL is ignored. Never fails. Since 1.3.

 Requires: `log` is NULL or came from this library and was not freed before.
 */
void entra_revoke_log_free(entra_revoke_log *log);

/*
 Sends a request of the caller's own to the cloud's Microsoft Graph, with the client's tokens, proxy and patience. Since 1.2.
 Blocks until there is an answer, the time is over, or the client is closed.

 Any HTTP status is an answer and no error. Redirects are not followed. After a 401 it is sent again with a fresh token; 429, 503
 and 504 are waited out, three times at the most and never beyond the time. What is not a GET takes one write of the quota that
 the jobs share.

 `request`: required; its texts are copied. `timeout_ms`: how long to wait at the most; 0 for 300000. `response`: receives an
 owned answer, to be freed by `entra_revoke_response_free`.
 Errors: ARGUMENT, UTF8, HANDLE, CONFIGURATION (the URL is not the cloud's, or a header can't be sent: nothing was sent),
 AUTHENTICATION, NETWORK, ANSWER (it is too large), THROTTLED (the quota is used up for longer than the time: nothing was sent),
 TIMEOUT, CANCELLED, CLOSED.

 Requires: Pointers are NULL or valid; `request` is as large as its `struct_size` says, and has as many headers as it says.
 */
int32_t entra_revoke_client_request(entra_revoke_client client,
                                    const entra_revoke_request *request,
                                    uint32_t timeout_ms,
                                    entra_revoke_response **response,
                                    entra_revoke_error **error);

/*
 Ends the requests that were sent with this tag and still wait, with CANCELLED. That there are none is no error. Since 1.2.

 Errors: HANDLE.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_client_cancel_request(entra_revoke_client client,
                                           uint64_t tag,
                                           entra_revoke_error **error);

/*
 Frees an answer. NULL is ignored. Never fails. Since 1.2.

 Requires: `response` is NULL or came from this library and was not freed before.
 */
void entra_revoke_response_free(entra_revoke_response *response);

/*
 Frees a block of results. NULL is ignored. Never fails.

 Requires: `results` is NULL or came from this library and was not freed before.
 */
void entra_revoke_results_free(entra_revoke_results *results);

/*
 Sends a request of the caller's own to the cloud's Microsoft Graph, with the client's tokens, proxy and patience. Since 1.2.
 Blocks until there is an answer, the time is over, or the client is closed.

 Any HTTP status is an answer and no error. Redirects are not followed. After a 401 it is sent again with a fresh token; 429, 503
 and 504 are waited out, three times at the most and never beyond the time. What is not a GET takes one write of the quota that
 the jobs share.

 `request`: required; its texts are copied. `timeout_ms`: how long to wait at the most; 0 for 300000. `response`: receives an
 owned answer, to be freed by `entra_revoke_response_free`.
 Errors: ARGUMENT, UTF8, HANDLE, CONFIGURATION (the URL is not the cloud's, or a header can't be sent: nothing was sent),
 AUTHENTICATION, NETWORK, ANSWER (it is too large), THROTTLED (the quota is used up for longer than the time: nothing was sent),
 TIMEOUT, CANCELLED, CLOSED.

 Requires: Pointers are NULL or valid; `request` is as large as its `struct_size` says, and has as many headers as it says.
 */
int32_t entra_revoke_client_request(entra_revoke_client client,
                                    const entra_revoke_request *request,
                                    uint32_t timeout_ms,
                                    entra_revoke_response **response,
                                    entra_revoke_error **error);

/*
 Ends the requests that were sent with this tag and still wait, with CANCELLED. That there are none is no error. Since 1.2.

 Errors: HANDLE.

 Requires: `error` is NULL or valid.
 */
int32_t entra_revoke_client_cancel_request(entra_revoke_client client,
                                           uint64_t tag,
                                           entra_revoke_error **error);

/*
 Frees an answer. NULL is ignored. Never fails. Since 1.2.

 Requires: `response` is NULL or came from this library and was not freed before.
 */
void entra_revoke_response_free(entra_revoke_response *response);

/*
 Frees a block of results. NULL is ignored. Never fails.

 Requires: `results` is NULL or came from this library and was not freed before.
 */
void entra_revoke_results_free(entra_revoke_results *results);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ENTRA_REVOKE_H */
