//! The threads behind all clients of this process, and what the clients share.

use crate::error::{Error, ErrorKind};
use crate::per_process::PerProcess;
use crate::quota::SharedBucket;
use std::collections::HashMap;
use std::future::pending;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;
use tokio::runtime::{Builder, Handle};

/// One application in one tenant of one cloud: whose writes the service counts together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    pub(crate) graph: String,
    pub(crate) tenant: String,
    pub(crate) application: String,
}

impl Identity {
    /// It is this machine's own: a simulated service.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = reqwest::Url::parse(&self.graph).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        host == "localhost" || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

/// Lives as long as the process: tearing threads down while a host exits hangs or crashes it.
pub(crate) struct Process {
    runtime: Handle,
    buckets: Mutex<HashMap<Identity, SharedBucket>>,
}

static PROCESS: PerProcess<Process> = PerProcess::new();

impl Process {
    /// This process's; a forked child gets its own.
    pub(crate) fn current() -> Result<&'static Self, Error> {
        let too_deep = || Error::new(ErrorKind::Internal, "This process was forked too many times over. Start a fresh one.");
        PROCESS.get_or_try_init(Self::start)?.ok_or_else(too_deep)
    }

    /// One thread is enough for all that a quota allows; a second costs more by waking the first than it does.
    fn start() -> Result<Self, Error> {
        let failed = |e| Error::caused(ErrorKind::Internal, "The library's thread can't be started", &e);
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        thread::Builder::new().name("entra-revoke".into()).spawn(move || runtime.block_on(pending::<()>())).map_err(failed)?;
        Ok(Self { runtime: handle, buckets: Mutex::default() })
    }

    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> tokio::task::JoinHandle<()> {
        self.runtime.spawn(task)
    }

    /// The bucket of this identity, made by `new` when there is none. What clients that are gone have spent is remembered until it
    /// has been refilled: the service remembers it, too.
    pub(crate) fn bucket(&self, identity: Identity, new: impl FnOnce(&Identity) -> SharedBucket) -> SharedBucket {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        buckets.retain(|known, bucket| *known == identity || !bucket.is_dispensable(now));
        buckets.entry(identity).or_insert_with_key(new).clone()
    }
}
