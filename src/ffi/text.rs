//! Text in and out: UTF-8 with a length.

use super::codes::ENTRA_REVOKE_ERROR_UTF8;
use super::error::Fault;
use std::ffi::c_char;

/// UTF-8 text with its length in bytes.
///
/// Going in, it need not end with NUL; with length 0 the pointer is ignored; NULL with a length is an error. The library
/// copies what it needs before the call returns. Coming out, it belongs to the block it is part of, and ends with a NUL that
/// the length does not count.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entra_revoke_str {
    /// First byte.
    pub data: *const c_char,
    /// Bytes, without a NUL.
    pub length: usize,
}

/// # Safety
/// `text.data`, if not NULL, points to `text.length` bytes that stay as they are while the result is used.
pub(super) unsafe fn read<'a>(name: &str, text: entra_revoke_str) -> Result<&'a str, Fault> {
    // SAFETY: as the caller promises.
    let bytes = unsafe { read_bytes(name, text) }?;
    std::str::from_utf8(bytes).map_err(|e| {
        Fault::new(
            ENTRA_REVOKE_ERROR_UTF8,
            format!("{name}: the text is not UTF-8; the byte at {} is the first that is wrong.", e.valid_up_to()),
        )
    })
}

/// Bytes of any kind.
///
/// # Safety
/// `text.data`, if not NULL, points to `text.length` bytes that stay as they are while the result is used.
pub(super) unsafe fn read_bytes<'a>(name: &str, text: entra_revoke_str) -> Result<&'a [u8], Fault> {
    if text.length == 0 {
        return Ok(&[]);
    }
    if text.data.is_null() {
        return Err(Fault::argument(format!("{name}: the pointer is NULL, but the length is {}.", text.length)));
    }
    if text.length > isize::MAX as usize {
        return Err(Fault::argument(format!("{name}: no text is {} bytes long.", text.length)));
    }
    // SAFETY: not NULL, not too long, and the caller promises the rest.
    Ok(unsafe { std::slice::from_raw_parts(text.data.cast::<u8>(), text.length) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> Result<String, i32> {
        let text = entra_revoke_str { data: bytes.as_ptr().cast(), length: bytes.len() };
        // SAFETY: it is a slice.
        unsafe { read("x", text) }.map(str::to_owned).map_err(|fault| fault.code)
    }

    #[test]
    fn a_length_of_nothing_ignores_the_pointer_and_null_with_a_length_is_an_error() {
        let text = |data: usize, length| entra_revoke_str { data: data as *const c_char, length };
        // SAFETY: nothing is read.
        let results = unsafe { [read("x", text(0, 0)), read("x", text(1, 0)), read("x", text(0, 1)), read("x", text(8, usize::MAX))] };
        let codes = results.map(|result| result.map_err(|fault| fault.code).map(str::len));
        assert_eq!(codes, [Ok(0), Ok(0), Err(100), Err(100)]);
    }

    #[test]
    fn only_utf8_is_text() {
        assert_eq!(text_of("jürgen@x".as_bytes()).as_deref(), Ok("jürgen@x"));
        assert_eq!(text_of(b"a\0b").as_deref(), Ok("a\0b"), "a NUL is a character like any other");
        assert_eq!(text_of(b"a\xff"), Err(ENTRA_REVOKE_ERROR_UTF8));
    }
}
