//! Structs that the caller fills: they begin with their own size, so that they can grow.

use super::error::Fault;
use std::mem::{MaybeUninit, align_of, size_of};

/// Larger than any version of any struct will ever be.
const ABSURD: usize = 4_096;

/// A struct of the interface that begins with `uint32_t struct_size` and for which all zeros is a valid value.
///
/// # Safety
/// The type is `repr(C)`, its first field is that `u32`, and all bit patterns are valid for all of its fields.
pub(super) unsafe trait Sized32: Copy {
    /// What the messages call it.
    const NAME: &'static str;
    /// Its size when it was first published.
    const FIRST: usize;
}

/// The size that a caller wrote into his struct, if it can be one.
///
/// # Safety
/// `pointer` is NULL or points to at least four readable bytes.
unsafe fn size<T: Sized32>(pointer: *const T) -> Result<usize, Fault> {
    if pointer.is_null() {
        return Err(Fault::argument(format!("{}: the pointer is NULL.", T::NAME)));
    }
    // SAFETY: not NULL; a struct begins with its size.
    let size = unsafe { pointer.cast::<u32>().read_unaligned() } as usize;
    if size < T::FIRST || size > ABSURD {
        return Err(Fault::argument(format!(
            "{}: struct_size is {size}; set it to sizeof(struct), which is {} in this version.",
            T::NAME,
            size_of::<T>()
        )));
    }
    Ok(size)
}

/// Copies a struct of an older, the same, or a newer version. What an older one lacks is zero; what a newer one has more must
/// be zero, because it would be ignored.
///
/// # Safety
/// `pointer` is NULL or points to as many readable bytes as its `struct_size` says.
pub(super) unsafe fn read<T: Sized32>(pointer: *const T) -> Result<T, Fault> {
    // SAFETY: as the caller promises.
    let size = unsafe { size(pointer) }?;
    let known = size.min(size_of::<T>());
    let mut value = MaybeUninit::<T>::zeroed();
    // SAFETY: `known` bytes can be read, as the caller promises, and `value` has room for them.
    unsafe { std::ptr::copy_nonoverlapping(pointer.cast::<u8>(), value.as_mut_ptr().cast::<u8>(), known) };
    // SAFETY: these bytes can be read, as the caller promises.
    let rest = unsafe { std::slice::from_raw_parts(pointer.cast::<u8>().add(known), size - known) };
    if rest.iter().any(|byte| *byte != 0) {
        return Err(Fault::argument(format!(
            "{}: it has fields that this version of the library does not know. Use a newer library, or leave them zero.",
            T::NAME
        )));
    }
    // SAFETY: zeros and any other bytes are valid for a `Sized32`.
    Ok(unsafe { value.assume_init() })
}

/// Copies an array of structs that all have the first one's size.
///
/// # Safety
/// `pointer` is NULL or points to `count` structs one after another, each as large as its `struct_size` says.
pub(super) unsafe fn read_array<T: Sized32>(pointer: *const T, count: usize) -> Result<Vec<T>, Fault> {
    if count == 0 {
        return Ok(Vec::new());
    }
    // SAFETY: as the caller promises.
    let stride = unsafe { size(pointer) }?;
    if !stride.is_multiple_of(align_of::<T>()) || count > isize::MAX as usize / stride {
        return Err(Fault::argument(format!("{}: {count} structs of {stride} bytes can't be an array.", T::NAME)));
    }
    let mut values = Vec::with_capacity(count);
    for place in 0..count {
        // SAFETY: within the array that the caller promises.
        let element = unsafe { pointer.byte_add(place * stride) };
        // SAFETY: as the caller promises.
        if unsafe { size(element) }? != stride {
            return Err(Fault::argument(format!("{}: number {place} has another struct_size than the first.", T::NAME)));
        }
        // SAFETY: as the caller promises.
        values.push(unsafe { read(element) }?);
    }
    Ok(values)
}

/// Fills a struct of the caller's as far as it has room, and leaves its `struct_size` as it is.
///
/// # Safety
/// `pointer` is NULL or points to as many writable bytes as its `struct_size` says.
pub(super) unsafe fn write<T: Sized32>(pointer: *mut T, value: &T) -> Result<(), Fault> {
    // SAFETY: as the caller promises.
    let known = unsafe { size(pointer) }?.min(size_of::<T>());
    let skip = size_of::<u32>();
    // SAFETY: `known` bytes can be written, as the caller promises, and `value` has as many.
    unsafe {
        std::ptr::copy_nonoverlapping(std::ptr::from_ref(value).cast::<u8>().add(skip), pointer.cast::<u8>().add(skip), known - skip)
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C)]
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Two {
        struct_size: u32,
        first: u32,
        second: u64,
    }

    // SAFETY: it is.
    unsafe impl Sized32 for Two {
        const NAME: &'static str = "two";
        const FIRST: usize = 8;
    }

    /// A newer version of it.
    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Three {
        two: Two,
        third: u64,
    }

    fn read_two(value: &Two) -> Result<Two, String> {
        // SAFETY: a reference to a whole one.
        unsafe { read(std::ptr::from_ref(value)) }.map_err(|fault| fault.message)
    }

    #[test]
    fn older_callers_keep_working_and_newer_ones_are_told() {
        let value = |struct_size| Two { struct_size, first: 1, second: 2 };
        assert_eq!(read_two(&value(16)), Ok(value(16)));
        assert_eq!(read_two(&value(8)), Ok(Two { second: 0, ..value(8) }));
        for wrong in [0, 7, 4_097, u32::MAX] {
            assert!(read_two(&value(wrong)).is_err_and(|message| message.contains("which is 16")), "{wrong}");
        }
        for (third, good) in [(0, true), (1, false)] {
            let newer = Three { two: value(24), third };
            // SAFETY: it is 24 bytes long.
            assert_eq!(unsafe { read(std::ptr::from_ref(&newer).cast::<Two>()) }.is_ok(), good);
        }
        // SAFETY: NULL is allowed.
        assert!(unsafe { read::<Two>(std::ptr::null()) }.is_err());
    }

    #[test]
    fn arrays_go_by_the_callers_stride() {
        let newer = [1, 2].map(|first| Three { two: Two { struct_size: 24, first, second: 0 }, third: 0 });
        // SAFETY: two of 24 bytes each.
        let read = unsafe { read_array(newer.as_ptr().cast::<Two>(), 2) }.map(|two| two.iter().map(|two| two.first).collect::<Vec<_>>());
        assert_eq!(read.ok(), Some(vec![1, 2]));
        let mixed = [16, 8].map(|struct_size| Two { struct_size, first: 0, second: 0 });
        // SAFETY: two of 16 bytes each.
        assert!(unsafe { read_array(mixed.as_ptr(), 2) }.is_err());
        // SAFETY: nothing is read.
        assert!(unsafe { read_array::<Two>(std::ptr::null(), 0) }.is_ok_and(|none| none.is_empty()));
    }

    #[test]
    fn writing_stops_where_the_callers_struct_ends() {
        let mut mine = Two { struct_size: 8, first: 0, second: 77 };
        // SAFETY: a reference to a whole one.
        unsafe { write(&raw mut mine, &Two { struct_size: 16, first: 5, second: 6 }) }.expect("the size is right");
        assert_eq!(mine, Two { struct_size: 8, first: 5, second: 77 });
    }
}
