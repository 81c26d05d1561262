//! Handles: numbers, never reused, that stand for our objects.

use super::codes::ENTRA_REVOKE_ERROR_HANDLE;
use super::error::Fault;
use crate::per_process::PerProcess;
use crate::{Client, Job};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// One count for all processes of a family: a forked child inherits it, so that its parent's handles stay unknown to it. It
/// starts at a number that nobody writes down by chance.
static NEXT: AtomicU64 = AtomicU64::new(0x00e7_0000_0001);

static TABLE: PerProcess<Table> = PerProcess::new();

#[derive(Default)]
pub(super) struct Table {
    objects: RwLock<HashMap<u64, Object>>,
}

/// What a handle can stand for.
#[derive(Clone)]
pub(super) enum Object {
    Client(Client),
    Job(Job),
}

/// An object that handles stand for.
pub(super) trait Kind: Sized {
    const NAME: &'static str;
    fn wrap(self) -> Object;
    fn unwrap(object: &Object) -> Option<Self>;
}

impl Kind for Client {
    const NAME: &'static str = "client";

    fn wrap(self) -> Object {
        Object::Client(self)
    }

    fn unwrap(object: &Object) -> Option<Self> {
        if let Object::Client(client) = object { Some(client.clone()) } else { None }
    }
}

impl Kind for Job {
    const NAME: &'static str = "job";

    fn wrap(self) -> Object {
        Object::Job(self)
    }

    fn unwrap(object: &Object) -> Option<Self> {
        if let Object::Job(job) = object { Some(job.clone()) } else { None }
    }
}

/// A handle for an object.
pub(super) fn open(object: impl Kind) -> Result<u64, Fault> {
    let handle = NEXT.fetch_add(1, Ordering::Relaxed);
    table()?.write().insert(handle, object.wrap());
    Ok(handle)
}

/// The object of a handle. The clone keeps it alive for the call, whoever closes it meanwhile.
pub(super) fn get<T: Kind>(handle: u64) -> Result<T, Fault> {
    table()?.read().get(&handle).and_then(T::unwrap).ok_or_else(|| unknown::<T>(handle))
}

/// Takes a handle out of use for good.
pub(super) fn close<T: Kind>(handle: u64) -> Result<T, Fault> {
    let mut objects = table()?.write();
    let object = objects.get(&handle).and_then(T::unwrap).ok_or_else(|| unknown::<T>(handle))?;
    objects.remove(&handle);
    Ok(object)
}

fn unknown<T: Kind>(handle: u64) -> Fault {
    let message =
        format!("{handle} is no open {}: it was never issued, is closed, is a handle of another kind, or was made before a fork.", T::NAME);
    Fault::new(ENTRA_REVOKE_ERROR_HANDLE, message)
}

fn table() -> Result<&'static Table, Fault> {
    let table = TABLE.get_or_try_init(|| Ok::<_, Fault>(Table::default()))?;
    table.ok_or_else(|| {
        Fault::new(super::codes::ENTRA_REVOKE_ERROR_INTERNAL, "This process was forked too many times over. Start a fresh one.")
    })
}

impl Table {
    fn read(&self) -> RwLockReadGuard<'_, HashMap<u64, Object>> {
        self.objects.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<u64, Object>> {
        self.objects.write().unwrap_or_else(PoisonError::into_inner)
    }
}
