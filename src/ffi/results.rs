//! Results, in blocks.

use super::codes;
use super::owned::{Arena, At, Listed};
use super::text::entra_revoke_str;
use crate::outcome::{Block, Outcome};

/// What became of one target. Its texts belong to the block.
#[repr(C)]
pub struct entra_revoke_result {
    /// The number that the target was submitted with.
    pub tag: u64,
    /// From the submission to the outcome, in microseconds.
    pub duration_us: u64,
    /// ENTRA_REVOKE_STATUS_...; only ENTRA_REVOKE_STATUS_REVOKED means that the sessions are revoked.
    pub status: i32,
    /// ENTRA_REVOKE_OK when revoked, else an ENTRA_REVOKE_ERROR_... that tells why.
    pub reason: i32,
    /// HTTP status of the last answer for this target; 0 where there was none.
    pub http_status: u32,
    /// How many times it was sent.
    pub attempts: u32,
    /// The user, as submitted.
    pub user: entra_revoke_str,
    /// Error code of Microsoft Graph or Entra ID; empty when revoked.
    pub code: entra_revoke_str,
    /// Why, and what to do; empty when revoked.
    pub message: entra_revoke_str,
    /// The service's id of the request; may be empty.
    pub request_id: entra_revoke_str,
}

/// Results in the order in which they became known. Owned by the caller: to be freed once, by `entra_revoke_results_free`.
#[repr(C)]
pub struct entra_revoke_results {
    /// How many; 0 when nothing came within the time given.
    pub count: usize,
    /// The first of them.
    pub items: *const entra_revoke_result,
    /// 1 when nothing will ever come any more: all targets have their result, and no more targets were to come.
    pub finished: u32,
}

/// Where a result's texts lie.
struct Texts {
    user: At,
    code: At,
    message: At,
    request_id: At,
}

pub(super) fn give(block: &Block) -> *mut entra_revoke_results {
    let mut arena = Arena::default();
    let texts: Vec<_> = block.outcomes.iter().map(|outcome| put(&mut arena, outcome)).collect();
    Listed::give(
        arena,
        |arena| block.outcomes.iter().zip(&texts).map(|(outcome, texts)| result(arena, outcome, texts)).collect(),
        |_, items| entra_revoke_results { count: items.len(), items: items.as_ptr(), finished: block.finished.into() },
    )
}

fn put(arena: &mut Arena, outcome: &Outcome) -> Texts {
    let error = outcome.error();
    Texts {
        user: arena.put(&outcome.user),
        code: arena.put(error.and_then(|error| error.code()).unwrap_or_default()),
        message: arena.put(error.map_or("", |error| error.message())),
        request_id: arena.put(outcome.request_id.as_deref().unwrap_or_default()),
    }
}

fn result(arena: &Arena, outcome: &Outcome, texts: &Texts) -> entra_revoke_result {
    entra_revoke_result {
        tag: outcome.tag,
        duration_us: u64::try_from(outcome.duration.as_micros()).unwrap_or(u64::MAX),
        status: codes::status(outcome.status),
        reason: outcome.error().map_or(codes::ENTRA_REVOKE_OK, |error| codes::code(error.kind())),
        http_status: outcome.http_status.into(),
        attempts: outcome.attempts,
        user: arena.text(texts.user),
        code: arena.text(texts.code),
        message: arena.text(texts.message),
        request_id: arena.text(texts.request_id),
    }
}

/// Frees a block of results. NULL is ignored. Never fails.
///
/// # Safety
/// `results` is NULL or came from this library and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_results_free(results: *mut entra_revoke_results) {
    guard!(value {
        // SAFETY: as the caller promises.
        unsafe { Listed::<_, entra_revoke_result>::free(results) }
    });
}
