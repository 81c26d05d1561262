//! HTTP headers.

use super::error::Fault;
use super::text::{self, entra_revoke_str};

/// More than any server takes.
const MOST: usize = 1_000;

/// One header. It will never grow, so it has no size.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entra_revoke_header {
    /// Its name; in answers in small letters.
    pub name: entra_revoke_str,
    /// Its value.
    pub value: entra_revoke_str,
}

/// The headers of a struct that `of` names.
///
/// # Safety
/// `first`, if not NULL, points to `count` headers, and their texts can be read.
pub(super) unsafe fn read(of: &str, first: *const entra_revoke_header, count: usize) -> Result<Vec<(String, String)>, Fault> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if first.is_null() {
        return Err(Fault::argument(format!("{of}.headers: the pointer is NULL, but header_count is {count}.")));
    }
    if count > MOST {
        return Err(Fault::argument(format!("{of}.header_count is {count}; no request has so many.")));
    }
    // SAFETY: not NULL, not too many, and the caller promises the rest.
    let headers = unsafe { std::slice::from_raw_parts(first, count) };
    let read = |(place, header): (usize, &entra_revoke_header)| {
        // SAFETY: as the caller promises.
        let name = unsafe { text::read(&format!("{of}.headers[].name"), header.name) }.map_err(|fault| fault.at(place))?;
        // SAFETY: as the caller promises.
        let value = unsafe { text::read(&format!("{of}.headers[].value"), header.value) }.map_err(|fault| fault.at(place))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    headers.iter().enumerate().map(read).collect()
}
