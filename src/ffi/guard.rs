//! Where panics end.

use super::codes::ENTRA_REVOKE_ERROR_PANIC;
use super::error::{Fault, entra_revoke_error};
use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// The body of an export.
///
/// `guard!(error, [outputs], { ... })` runs a block that gives `Result<(), Fault>`, after setting the outputs to zero, and
/// returns the status. `guard!(value { ... })` is for what can't fail and returns a value; a panic there gives zero.
macro_rules! guard {
    ($error:ident, [$($output:ident),*], $body:block) => {{
        $(
            // SAFETY: the caller promises that an output that is not NULL can be written.
            unsafe { $crate::ffi::guard::clear($output) };
        )*
        let status = $crate::ffi::guard::guarded(|| $body);
        // SAFETY: the caller promises that `error`, if not NULL, can be written.
        unsafe { $crate::ffi::guard::report(status, $error) }
    }};
    (value $body:block) => {
        $crate::ffi::guard::guarded_value(|| $body)
    };
}

/// A value that C reads as zero or NULL.
pub(super) trait Zero {
    const ZERO: Self;
}

impl Zero for u64 {
    const ZERO: Self = 0;
}

impl Zero for u32 {
    const ZERO: Self = 0;
}

impl Zero for () {
    const ZERO: Self = ();
}

impl<T> Zero for *mut T {
    const ZERO: Self = std::ptr::null_mut();
}

impl<T> Zero for *const T {
    const ZERO: Self = std::ptr::null();
}

/// # Safety
/// `output` is NULL or can be written.
pub(super) unsafe fn clear<T: Zero>(output: *mut T) {
    if !output.is_null() {
        // SAFETY: not NULL, and the caller promises the rest.
        unsafe { output.write(T::ZERO) };
    }
}

pub(super) fn guarded(body: impl FnOnce() -> Result<(), Fault>) -> Result<(), Fault> {
    caught(body).unwrap_or_else(|place| {
        let message =
            format!("The library had a fault of its own ({place}). Users without a result may or may not be revoked; please report it.");
        Err(Fault::new(ENTRA_REVOKE_ERROR_PANIC, message))
    })
}

pub(super) fn guarded_value<T: Zero>(body: impl FnOnce() -> T) -> T {
    caught(body).unwrap_or(T::ZERO)
}

/// Writes the owned error and gives the status that agrees with it.
///
/// # Safety
/// `error` is NULL or can be written.
pub(super) unsafe fn report(result: Result<(), Fault>, error: *mut *mut entra_revoke_error) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { clear(error) };
    let Err(fault) = result else { return super::codes::ENTRA_REVOKE_OK };
    let code = fault.code;
    if !error.is_null() {
        // SAFETY: not NULL, and the caller promises the rest.
        unsafe { error.write(fault.into_owned()) };
    }
    code
}

thread_local! {
    /// Where this thread panicked, while it is inside a guard.
    static PLACE: RefCell<Option<Option<String>>> = const { RefCell::new(None) };
}

/// Runs `body`; a panic in it gives its place and prints nothing: a host's terminal is not ours.
fn caught<T>(body: impl FnOnce() -> T) -> Result<T, String> {
    install_hook();
    let outer = PLACE.with(|place| place.replace(Some(None)));
    let result = catch_unwind(AssertUnwindSafe(body));
    let place = PLACE.with(|place| place.replace(outer)).flatten();
    result.map_err(|payload| {
        drop_quietly(payload);
        place.unwrap_or_else(|| "at an unknown place".into())
    })
}

/// A payload's own `drop` may panic, too.
fn drop_quietly(payload: Box<dyn Any + Send>) {
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
}

/// Panics outside of a guard are left to the hook that was there before.
fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            let ours = PLACE.with(|place| match place.try_borrow_mut().as_deref_mut() {
                Ok(Some(found)) => {
                    *found = info.location().map(|at| format!("at {}:{}", at.file(), at.line()));
                    true
                }
                _ => false,
            });
            if !ours {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    struct PanicsOnDrop;

    impl Drop for PanicsOnDrop {
        fn drop(&mut self) {
            panic!("once more");
        }
    }

    #[test]
    fn a_panic_becomes_a_status_with_its_place() {
        let fault = guarded(|| panic!("boom")).expect_err("it panicked");
        assert_eq!(fault.code, ENTRA_REVOKE_ERROR_PANIC);
        assert!(fault.message.contains("guard.rs:"), "{}", fault.message);
        assert!(!fault.message.contains("boom"), "what a panic says may hold anything, a secret too");
    }

    #[test]
    fn a_payload_that_panics_when_dropped_is_survived() {
        assert!(guarded(|| std::panic::panic_any(PanicsOnDrop)).is_err());
        assert_eq!(guarded_value::<u32>(|| panic!("boom")), 0);
    }
}
