//! What a client wants of its host.

use super::client::entra_revoke_client;
use super::codes;
use super::error::{Fault, entra_revoke_error};
use super::handle;
use super::owned::{Arena, Owned};
use super::structs::{self, Sized32};
use super::text::{self, entra_revoke_str};
use crate::{Client, HostAnswer, HostRequest, HostRequestKind};
use std::time::{Duration, UNIX_EPOCH};

/// Something that a client wants of its host. Owned by the caller: to be freed once, by `entra_revoke_host_request_free`.
#[repr(C)]
pub struct entra_revoke_host_request {
    /// To be given back with the answer.
    pub id: u64,
    /// ENTRA_REVOKE_HOST_REQUEST_...; a kind that the host does not know is to be passed over.
    pub kind: u32,
    /// Not used yet: 0.
    pub reserved: u32,
    /// How long a device code lives, in milliseconds.
    pub expires_in_ms: i64,
    /// The claims that a token has to have (JSON); empty where none are demanded.
    pub claims: entra_revoke_str,
    /// What is to be signed.
    pub payload: entra_revoke_str,
    /// A sentence to show to a person.
    pub message: entra_revoke_str,
    /// The code to enter.
    pub user_code: entra_revoke_str,
    /// Where to enter it, or the address to open in a browser.
    pub uri: entra_revoke_str,
}

/// An answer: one of `token`, `signature` and `refusal`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entra_revoke_host_answer {
    /// sizeof(entra_revoke_host_answer).
    pub struct_size: u32,
    /// Not used yet: 0.
    pub reserved: u32,
    /// An access token for Microsoft Graph.
    pub token: entra_revoke_str,
    /// When the token ends, in milliseconds since 1970-01-01T00:00:00Z; 0 where that is unknown.
    pub expires_at_unix_ms: i64,
    /// A signature, any bytes.
    pub signature: entra_revoke_str,
    /// Why there is neither; it comes out as the error of all that wait for it.
    pub refusal: entra_revoke_str,
}

// SAFETY: repr(C), begins with its size, and integers and pointers may have any bits.
unsafe impl Sized32 for entra_revoke_host_answer {
    const NAME: &'static str = "answer";
    const FIRST: usize = size_of::<Self>();
}

impl entra_revoke_host_answer {
    /// # Safety
    /// All texts can be read.
    unsafe fn to_answer(self) -> Result<HostAnswer, Fault> {
        // SAFETY: as the caller promises.
        let token = unsafe { text::read("answer.token", self.token) }?;
        // SAFETY: as the caller promises.
        let signature = unsafe { text::read_bytes("answer.signature", self.signature) }?;
        // SAFETY: as the caller promises.
        let refusal = unsafe { text::read("answer.refusal", self.refusal) }?;
        match (token, signature, refusal) {
            (token, [], "") if !token.is_empty() => Ok(HostAnswer::Token {
                token: token.into(),
                expires_at: u64::try_from(self.expires_at_unix_ms)
                    .ok()
                    .filter(|ms| *ms > 0)
                    .and_then(|ms| UNIX_EPOCH.checked_add(Duration::from_millis(ms))),
            }),
            ("", signature, "") if !signature.is_empty() => Ok(HostAnswer::Signature(signature.to_vec())),
            ("", [], refusal) if !refusal.is_empty() => Ok(HostAnswer::Refused(refusal.into())),
            _ => Err(Fault::argument("answer: give one of token, signature and refusal.")),
        }
    }
}

/// What the client wants of its host, if it wants something within the time given. Blocks. Any thread may ask; each request is
/// given once. Credentials of the kinds HOST, CERTIFICATE_KEPT_BY_HOST, DEVICE_CODE and INTERACTIVE_BROWSER need a host that
/// asks, from the time the client is opened until it is closed.
///
/// `timeout_ms`: 0 looks and does not wait. `request`: receives an owned request, to be freed by
/// `entra_revoke_host_request_free`, or NULL when nothing was wanted in time, which is no error.
/// Errors: ARGUMENT, HANDLE, CLOSED.
///
/// # Safety
/// Pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_client_next_host_request(
    client: entra_revoke_client,
    timeout_ms: u32,
    request: *mut *mut entra_revoke_host_request,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [request], {
        if request.is_null() {
            return Err(Fault::argument("request: the pointer is NULL."));
        }
        let wanted = handle::get::<Client>(client)?.next_host_request(Duration::from_millis(timeout_ms.into()))?;
        if let Some(wanted) = wanted {
            // SAFETY: not NULL, and the caller promises the rest.
            unsafe { request.write(give(&wanted)) };
        }
        Ok(())
    })
}

/// Answers a request for a token or a signature. An answer that comes too late does no harm.
///
/// `id`: of the request. `answer`: required; its texts are copied.
/// Errors: ARGUMENT, UTF8, HANDLE, CONFIGURATION (nobody waits for this answer).
///
/// # Safety
/// Pointers are NULL or valid; `answer` is as large as its `struct_size` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_client_answer_host_request(
    client: entra_revoke_client,
    id: u64,
    answer: *const entra_revoke_host_answer,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [], {
        // SAFETY: as the caller promises.
        let answer = unsafe { structs::read(answer)?.to_answer() }?;
        Ok(handle::get::<Client>(client)?.answer_host_request(id, answer)?)
    })
}

/// Frees a request. NULL is ignored. Never fails.
///
/// # Safety
/// `request` is NULL or came from this library and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_host_request_free(request: *mut entra_revoke_host_request) {
    guard!(value {
        // SAFETY: as the caller promises.
        unsafe { Owned::free(request) }
    });
}

/// The texts of a request, and its number.
#[derive(Default)]
struct Parts<'a> {
    kind: u32,
    expires_in: Duration,
    claims: &'a str,
    payload: &'a str,
    message: &'a str,
    user_code: &'a str,
    uri: &'a str,
}

fn parts(kind: &HostRequestKind) -> Parts<'_> {
    match kind {
        HostRequestKind::Token { claims } => {
            Parts { kind: codes::ENTRA_REVOKE_HOST_REQUEST_TOKEN, claims: claims.as_deref().unwrap_or_default(), ..Parts::default() }
        }
        HostRequestKind::Signature { payload } => Parts { kind: codes::ENTRA_REVOKE_HOST_REQUEST_SIGNATURE, payload, ..Parts::default() },
        HostRequestKind::DeviceCode { message, user_code, verification_uri, expires_in } => Parts {
            kind: codes::ENTRA_REVOKE_HOST_REQUEST_DEVICE_CODE,
            expires_in: *expires_in,
            message,
            user_code,
            uri: verification_uri,
            ..Parts::default()
        },
        HostRequestKind::Browser { url } => Parts { kind: codes::ENTRA_REVOKE_HOST_REQUEST_BROWSER, uri: url, ..Parts::default() },
    }
}

fn give(request: &HostRequest) -> *mut entra_revoke_host_request {
    let parts = parts(&request.kind);
    let mut arena = Arena::default();
    let texts = [parts.claims, parts.payload, parts.message, parts.user_code, parts.uri].map(|text| arena.put(text));
    Owned::give(arena, |arena| {
        let [claims, payload, message, user_code, uri] = texts.map(|at| arena.text(at));
        entra_revoke_host_request {
            id: request.id,
            kind: parts.kind,
            reserved: 0,
            expires_in_ms: i64::try_from(parts.expires_in.as_millis()).unwrap_or(i64::MAX),
            claims,
            payload,
            message,
            user_code,
            uri,
        }
    })
}
