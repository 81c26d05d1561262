//! What a job tells about its requests.

use super::codes;
use super::owned::{Arena, Listed};
use super::text::entra_revoke_str;
use crate::{Log, LogLevel};

/// One line of a log. Its text belongs to the block. Since 1.3.
#[repr(C)]
pub struct entra_revoke_log_line {
    /// ENTRA_REVOKE_LOG_REQUESTS or ENTRA_REVOKE_LOG_USERS.
    pub level: u32,
    /// Not used yet: 0.
    pub reserved: u32,
    /// A sentence without a line break. It names users and has the service's error messages; it has no tokens, no values of the
    /// caller's headers, no bodies.
    pub text: entra_revoke_str,
}

/// Lines in the order in which it happened. Owned by the caller: to be freed once, by `entra_revoke_log_free`. Since 1.3.
#[repr(C)]
pub struct entra_revoke_log {
    /// How many; 0 when nothing has happened.
    pub count: usize,
    /// The first of them.
    pub lines: *const entra_revoke_log_line,
    /// So many older ones are gone, because too many waited.
    pub missed: u64,
}

pub(super) fn give(log: &Log) -> *mut entra_revoke_log {
    let mut arena = Arena::default();
    let texts: Vec<_> = log.lines.iter().map(|line| (level(line.level), arena.put(&line.text))).collect();
    let line = |arena: &Arena, (level, text): &(u32, _)| entra_revoke_log_line { level: *level, reserved: 0, text: arena.text(*text) };
    Listed::give(
        arena,
        |arena| texts.iter().map(|text| line(arena, text)).collect(),
        |_, lines| entra_revoke_log { count: lines.len(), lines: lines.as_ptr(), missed: log.missed },
    )
}

fn level(level: LogLevel) -> u32 {
    match level {
        LogLevel::Off => codes::ENTRA_REVOKE_LOG_OFF,
        LogLevel::Requests => codes::ENTRA_REVOKE_LOG_REQUESTS,
        LogLevel::Users => codes::ENTRA_REVOKE_LOG_USERS,
    }
}

/// Frees a block of lines. NULL is ignored. Never fails. Since 1.3.
///
/// # Safety
/// `log` is NULL or came from this library and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_log_free(log: *mut entra_revoke_log) {
    guard!(value {
        // SAFETY: as the caller promises.
        unsafe { Listed::<_, entra_revoke_log_line>::free(log) }
    });
}
