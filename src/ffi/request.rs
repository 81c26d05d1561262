//! Requests of the caller's own.

use super::client::entra_revoke_client;
use super::codes;
use super::error::{Fault, entra_revoke_error};
use super::handle;
use super::headers::{self, entra_revoke_header};
use super::owned::{Arena, At, Listed};
use super::proxy;
use super::structs::{self, Sized32};
use super::text::{self, entra_revoke_str};
use crate::{Client, GraphRequest, GraphResponse, Method};
use std::time::Duration;

/// How long an answer is waited for by default: as long as the Graph SDK waits.
const TIMEOUT: Duration = Duration::from_secs(300);

/// A request of the caller's own to Microsoft Graph. Zero, an empty text included, means the default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entra_revoke_request {
    /// sizeof(entra_revoke_request).
    pub struct_size: u32,
    /// ENTRA_REVOKE_METHOD_...; default is GET.
    pub method: u32,
    /// A path of the cloud's Microsoft Graph with its version, such as /v1.0/users?$top=5, or a whole URL there, such as a page's
    /// @odata.nextLink; required.
    pub url: entra_revoke_str,
    /// The first of the headers. Authorization, Host and what frames the body are the library's.
    pub headers: *const entra_revoke_header,
    /// How many headers.
    pub header_count: usize,
    /// The body, any bytes; Content-Type is application/json where no header says otherwise.
    pub body: entra_revoke_str,
    /// A number of the caller's own, for `entra_revoke_client_cancel_request`.
    pub tag: u64,
    /// Since 1.3: another proxy than the client's. Tokens are still got through the client's.
    pub proxy_url: entra_revoke_str,
    /// Since 1.3: user name for the proxy.
    pub proxy_user: entra_revoke_str,
    /// Since 1.3: password for the proxy.
    pub proxy_password: entra_revoke_str,
    /// Since 1.3: hosts that are reached without the proxy, with commas between them, as in NO_PROXY.
    pub proxy_bypass: entra_revoke_str,
}

// SAFETY: repr(C), begins with its size, and integers and pointers may have any bits.
unsafe impl Sized32 for entra_revoke_request {
    const NAME: &'static str = "request";
    const FIRST: usize = std::mem::offset_of!(Self, proxy_url);
}

impl entra_revoke_request {
    /// # Safety
    /// All texts and headers can be read.
    unsafe fn to_request(self) -> Result<GraphRequest, Fault> {
        let method = match self.method {
            codes::ENTRA_REVOKE_METHOD_GET => Method::Get,
            codes::ENTRA_REVOKE_METHOD_POST => Method::Post,
            codes::ENTRA_REVOKE_METHOD_PATCH => Method::Patch,
            codes::ENTRA_REVOKE_METHOD_PUT => Method::Put,
            codes::ENTRA_REVOKE_METHOD_DELETE => Method::Delete,
            other => return Err(Fault::argument(format!("request.method is {other}; use one of ENTRA_REVOKE_METHOD_…."))),
        };
        // SAFETY: as the caller promises.
        let url = unsafe { text::read("request.url", self.url) }?.to_owned();
        // SAFETY: as the caller promises.
        let body = unsafe { text::read_bytes("request.body", self.body) }?.to_vec();
        // SAFETY: as the caller promises.
        let headers = unsafe { headers::read("request", self.headers, self.header_count) }?;
        // SAFETY: as the caller promises.
        let proxy = unsafe { proxy::read("request", [self.proxy_url, self.proxy_user, self.proxy_password, self.proxy_bypass]) }?;
        Ok(GraphRequest { method, url, headers, body, tag: self.tag, proxy })
    }
}

/// What Microsoft Graph answered, whatever its status. Owned by the caller: to be freed once, by `entra_revoke_response_free`.
#[repr(C)]
pub struct entra_revoke_response {
    /// HTTP status.
    pub status: u32,
    /// Not used yet: 0.
    pub reserved: u32,
    /// The body, any bytes; may be empty.
    pub body: entra_revoke_str,
    /// The first of the headers.
    pub headers: *const entra_revoke_header,
    /// How many headers; a name may come more than once.
    pub header_count: usize,
}

/// Sends a request of the caller's own to the cloud's Microsoft Graph, with the client's tokens, proxy and patience. Since 1.2.
/// Blocks until there is an answer, the time is over, or the client is closed.
///
/// Any HTTP status is an answer and no error. Redirects are not followed. After a 401 it is sent again with a fresh token; 429, 503
/// and 504 are waited out, three times at the most and never beyond the time. What is not a GET takes one write of the quota that
/// the jobs share.
///
/// `request`: required; its texts are copied. `timeout_ms`: how long to wait at the most; 0 for 300000. `response`: receives an
/// owned answer, to be freed by `entra_revoke_response_free`.
/// Errors: ARGUMENT, UTF8, HANDLE, CONFIGURATION (the URL is not the cloud's, or a header can't be sent: nothing was sent),
/// AUTHENTICATION, NETWORK, ANSWER (it is too large), THROTTLED (the quota is used up for longer than the time: nothing was sent),
/// TIMEOUT, CANCELLED, CLOSED.
///
/// # Safety
/// Pointers are NULL or valid; `request` is as large as its `struct_size` says, and has as many headers as it says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_client_request(
    client: entra_revoke_client,
    request: *const entra_revoke_request,
    timeout_ms: u32,
    response: *mut *mut entra_revoke_response,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [response], {
        if response.is_null() {
            return Err(Fault::argument("response: the pointer is NULL."));
        }
        // SAFETY: as the caller promises.
        let request = unsafe { structs::read(request)?.to_request() }?;
        let timeout = if timeout_ms == 0 { TIMEOUT } else { Duration::from_millis(timeout_ms.into()) };
        let answer = handle::get::<Client>(client)?.request(request, timeout)?;
        // SAFETY: not NULL, and the caller promises the rest.
        unsafe { response.write(give(&answer)) };
        Ok(())
    })
}

/// Ends the requests that were sent with this tag and still wait, with CANCELLED. That there are none is no error. Since 1.2.
///
/// Errors: HANDLE.
///
/// # Safety
/// `error` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_client_cancel_request(
    client: entra_revoke_client,
    tag: u64,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [], {
        handle::get::<Client>(client)?.cancel_request(tag);
        Ok(())
    })
}

/// Frees an answer. NULL is ignored. Never fails. Since 1.2.
///
/// # Safety
/// `response` is NULL or came from this library and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_response_free(response: *mut entra_revoke_response) {
    guard!(value {
        // SAFETY: as the caller promises.
        unsafe { Listed::<_, entra_revoke_header>::free(response) }
    });
}

fn give(response: &GraphResponse) -> *mut entra_revoke_response {
    let mut arena = Arena::default();
    let body = arena.put_bytes(&response.body);
    let headers: Vec<(At, At)> = response.headers.iter().map(|(name, value)| (arena.put(name), arena.put(value))).collect();
    let header = |arena: &Arena, (name, value): &(At, At)| entra_revoke_header { name: arena.text(*name), value: arena.text(*value) };
    Listed::give(
        arena,
        |arena| headers.iter().map(|texts| header(arena, texts)).collect(),
        |arena, headers| entra_revoke_response {
            status: response.status.into(),
            reserved: 0,
            body: arena.text(body),
            headers: headers.as_ptr(),
            header_count: headers.len(),
        },
    )
}
