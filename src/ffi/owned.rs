//! Memory that is given to the host: one block with all its texts, freed in one go.

use super::text::entra_revoke_str;

/// Texts one after another, each with a NUL behind it.
#[derive(Default)]
pub(super) struct Arena {
    bytes: Vec<u8>,
}

/// Where a text lies in its arena.
#[derive(Clone, Copy)]
pub(super) struct At {
    start: usize,
    length: usize,
}

impl Arena {
    pub(super) fn put(&mut self, text: &str) -> At {
        self.put_bytes(text.as_bytes())
    }

    /// Bytes of any kind.
    pub(super) fn put_bytes(&mut self, bytes: &[u8]) -> At {
        let at = At { start: self.bytes.len(), length: bytes.len() };
        self.bytes.extend_from_slice(bytes);
        self.bytes.push(0);
        at
    }

    /// To be asked only when all texts are in: adding moves them.
    pub(super) fn text(&self, at: At) -> entra_revoke_str {
        entra_revoke_str { data: self.bytes[at.start..].as_ptr().cast(), length: at.length }
    }
}

/// A value of the interface and what its pointers point to.
#[repr(C)]
pub(super) struct Owned<T> {
    /// First, so that a pointer to it is a pointer to the whole.
    value: T,
    _arena: Arena,
}

impl<T> Owned<T> {
    /// Hands a value over to the host; `make` gets the arena at its final place.
    pub(super) fn give(arena: Arena, make: impl FnOnce(&Arena) -> T) -> *mut T {
        let value = make(&arena);
        Box::into_raw(Box::new(Self { value, _arena: arena })).cast()
    }

    /// # Safety
    /// `value` is NULL or came from [`Owned::give`] with the same `T` and was not freed before.
    pub(super) unsafe fn free(value: *mut T) {
        if !value.is_null() {
            // SAFETY: `value` is the first field of an `Owned<T>` in a box of its own.
            drop(unsafe { Box::from_raw(value.cast::<Self>()) });
        }
    }
}

/// A block that points to its items, and the items.
#[repr(C)]
pub(super) struct Listed<B, I> {
    /// First, so that a pointer to it is a pointer to the whole.
    block: B,
    _items: Box<[I]>,
}

impl<B, I> Listed<B, I> {
    /// Hands a block over to the host; the items, and then the block, are made with the arena at its final place.
    pub(super) fn give(arena: Arena, items: impl FnOnce(&Arena) -> Box<[I]>, block: impl FnOnce(&Arena, &[I]) -> B) -> *mut B {
        Owned::give(arena, |arena| {
            let items = items(arena);
            Self { block: block(arena, &items), _items: items }
        })
        .cast()
    }

    /// # Safety
    /// `block` is NULL or came from [`Listed::give`] with the same types and was not freed before.
    pub(super) unsafe fn free(block: *mut B) {
        // SAFETY: as the caller promises; a block is the first field of its `Listed`.
        unsafe { Owned::free(block.cast::<Self>()) }
    }
}
