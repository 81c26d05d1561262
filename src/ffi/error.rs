//! Owned errors.

use super::codes;
use super::owned::{Arena, Owned};
use super::text::entra_revoke_str;
use crate::error::Error;

/// Why a call failed. Owned by the caller: to be freed once, by `entra_revoke_error_free`.
#[repr(C)]
pub struct entra_revoke_error {
    /// The status that the call returned.
    pub code: i32,
    /// HTTP status of the answer behind it; 0 where there was none.
    pub http_status: u32,
    /// What happened, to whom, and what to do, with all causes. Never holds a secret.
    pub message: entra_revoke_str,
    /// Error code of Microsoft Graph or Entra ID, such as Request_ResourceNotFound or AADSTS7000215; may be empty.
    pub graph_code: entra_revoke_str,
    /// The service's id of the request, for Microsoft's support; may be empty.
    pub request_id: entra_revoke_str,
}

/// An error on its way out.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: i32,
    pub(super) message: String,
    http_status: u16,
    graph_code: String,
    request_id: String,
}

impl Fault {
    pub(super) fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), http_status: 0, graph_code: String::new(), request_id: String::new() }
    }

    pub(super) fn argument(message: impl Into<String>) -> Self {
        Self::new(codes::ENTRA_REVOKE_ERROR_ARGUMENT, message)
    }

    /// Options that can't work.
    pub(super) fn configuration(message: &str) -> Self {
        Self::new(codes::ENTRA_REVOKE_ERROR_CONFIGURATION, message)
    }

    /// Says which element of an array it is about.
    pub(super) fn at(mut self, place: usize) -> Self {
        self.message = self.message.replacen("[]", &format!("[{place}]"), 1);
        self
    }

    pub(super) fn into_owned(self) -> *mut entra_revoke_error {
        let mut arena = Arena::default();
        let texts = [&self.message, &self.graph_code, &self.request_id].map(|text| arena.put(text));
        Owned::give(arena, |arena| {
            let [message, graph_code, request_id] = texts.map(|at| arena.text(at));
            entra_revoke_error { code: self.code, http_status: self.http_status.into(), message, graph_code, request_id }
        })
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self {
            code: codes::code(error.kind()),
            message: error.message().to_owned(),
            http_status: error.http_status(),
            graph_code: error.code().unwrap_or_default().to_owned(),
            request_id: error.request_id().unwrap_or_default().to_owned(),
        }
    }
}

/// Frees an error. NULL is ignored. Never fails.
///
/// # Safety
/// `error` is NULL or came from this library and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_error_free(error: *mut entra_revoke_error) {
    guard!(value {
        // SAFETY: as the caller promises.
        unsafe { Owned::free(error) }
    });
}
