//! State that a forked child must not share with its parent.

use once_cell::sync::OnceCell;

/// How deep forks may nest.
const DEPTH: usize = 16;

/// A value made once in each process: a child made by `fork()` gets its own, because the threads, sockets and locks
/// behind its parent's did not come along. The parent's value is left alone, not dropped.
///
/// Reading takes no lock, so that a fork at a bad moment leaves none behind.
pub(crate) struct PerProcess<T> {
    slots: [OnceCell<(u32, T)>; DEPTH],
}

impl<T> PerProcess<T> {
    pub(crate) const fn new() -> Self {
        Self { slots: [const { OnceCell::new() }; DEPTH] }
    }

    /// This process's value, made now if there is none. `None` when forks are nested too deep.
    pub(crate) fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<Option<&T>, E> {
        let pid = std::process::id();
        for slot in &self.slots {
            match slot.get() {
                Some((owner, value)) if *owner == pid => return Ok(Some(value)),
                Some(_) => {}
                None => {
                    return slot
                        .get_or_try_init(|| make().map(|value| (pid, value)))
                        .map(|(owner, value)| (*owner == pid).then_some(value));
                }
            }
        }
        Ok(None)
    }
}
