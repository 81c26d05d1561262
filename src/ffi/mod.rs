//! The C interface. The contract for its users is in `include/entra_revoke.h` and `docs/abi.md`.
//!
//! The only unsafe code of the crate. Every export's body is one [`guard!`](guard::guard), which catches panics, clears the
//! outputs, and turns errors into a status and an owned error that agree.

#![allow(unsafe_code)]
// The names are C's.
#![allow(non_camel_case_types)]

#[macro_use]
mod guard;
mod client;
mod codes;
mod context;
mod error;
mod handle;
mod headers;
mod host;
mod job;
mod log;
mod owned;
mod proxy;
mod request;
mod results;
mod structs;
mod text;

use std::ffi::c_char;

/// Version of the binary interface as one number: major in the upper 16 bits, minor in the lower. A program works with a
/// library whose major is equal and whose minor is at least its own. Never fails.
#[unsafe(no_mangle)]
pub extern "C" fn entra_revoke_abi_version() -> u32 {
    guard!(value { codes::ENTRA_REVOKE_ABI_VERSION_MAJOR << 16 | codes::ENTRA_REVOKE_ABI_VERSION_MINOR })
}

/// Version of the library, such as "0.1.0": static text, NUL-terminated, not to be freed. Never fails.
#[unsafe(no_mangle)]
pub extern "C" fn entra_revoke_version() -> *const c_char {
    guard!(value { concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast() })
}
