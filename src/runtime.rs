//! The threads behind all clients of this process, and what the clients share.

use crate::engine::bucket::Bucket;
use crate::error::{Error, ErrorKind};
use crate::per_process::PerProcess;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::runtime::{Builder, Runtime};

/// One application in one tenant of one cloud: whose writes the service counts together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    pub(crate) graph: String,
    pub(crate) tenant: String,
    pub(crate) application: String,
}

/// Lives as long as the process: tearing threads down while a host exits hangs or crashes it.
pub(crate) struct Process {
    runtime: Runtime,
    buckets: Mutex<HashMap<Identity, Arc<Mutex<Bucket>>>>,
}

static PROCESS: PerProcess<Process> = PerProcess::new();

impl Process {
    /// This process's; a forked child gets its own.
    pub(crate) fn current() -> Result<&'static Self, Error> {
        let too_deep = || Error::new(ErrorKind::Internal, "This process was forked too many times over. Start a fresh one.");
        PROCESS.get_or_try_init(Self::start)?.ok_or_else(too_deep)
    }

    /// Two threads: one is enough for all that a quota allows, the second keeps TLS handshakes out of its way.
    fn start() -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("entra-revoke").enable_all().build();
        let runtime = runtime.map_err(|e| Error::caused(ErrorKind::Internal, "The library's threads can't be started", &e))?;
        Ok(Self { runtime, buckets: Mutex::default() })
    }

    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> tokio::task::JoinHandle<()> {
        self.runtime.spawn(task)
    }

    /// The bucket of this identity, made by `new` when there is none. What clients that are gone have spent is remembered until it
    /// has been refilled: the service remembers it, too.
    pub(crate) fn bucket(&self, identity: Identity, new: impl FnOnce() -> Bucket) -> Arc<Mutex<Bucket>> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get(&identity) {
            return Arc::clone(bucket);
        }
        let now = Instant::now();
        buckets.retain(|_, bucket| Arc::strong_count(bucket) > 1 || !bucket.lock().unwrap_or_else(PoisonError::into_inner).is_as_new(now));
        let bucket = Arc::new(Mutex::new(new()));
        buckets.insert(identity, Arc::clone(&bucket));
        bucket
    }
}
