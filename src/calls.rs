//! Requests of the caller's own, while they are on their way: each ends by its answer, its time, its caller or its client.

use crate::error::{Error, ErrorKind};
use crate::request::{GraphRequest, GraphResponse};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// Who waits, and by which number he can be called off.
#[derive(Default)]
pub(crate) struct Calls {
    waiting: Mutex<Vec<Waiting>>,
    last: AtomicU64,
}

struct Waiting {
    id: u64,
    tag: u64,
    call_off: oneshot::Sender<()>,
}

impl Calls {
    /// A call to be ended by its tag; forgotten when the first of the two is dropped.
    pub(crate) fn enter(&self, request: &GraphRequest) -> (Entered<'_>, oneshot::Receiver<()>) {
        let (call_off, called_off) = oneshot::channel();
        let id = self.last.fetch_add(1, Ordering::Relaxed);
        self.lock().push(Waiting { id, tag: request.tag, call_off });
        (Entered { calls: self, id }, called_off)
    }

    /// Ends all calls with this tag.
    pub(crate) fn call_off(&self, tag: u64) {
        for waiting in self.lock().extract_if(.., |waiting| waiting.tag == tag) {
            let _ = waiting.call_off.send(());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One that waits.
pub(crate) struct Entered<'a> {
    calls: &'a Calls,
    id: u64,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.calls.lock().retain(|waiting| waiting.id != self.id);
    }
}

/// The answer, or whatever ends the call before it.
pub(crate) async fn ended(
    call: impl Future<Output = Result<GraphResponse, Error>>,
    called_off: oneshot::Receiver<()>,
    closed: impl Future<Output = Error>,
    timeout: Duration,
    left: &AtomicBool,
) -> Result<GraphResponse, Error> {
    let cut = |kind, what: String| {
        let done = if left.load(Ordering::Acquire) {
            "It may have been carried out: look before you send a change again."
        } else {
            "It was not sent."
        };
        Err(Error::new(kind, format!("{what} {done}")))
    };
    tokio::select! {
        biased;
        answer = call => answer,
        Ok(()) = called_off => cut(ErrorKind::Cancelled, "The request was cancelled.".into()),
        error = closed => cut(error.kind(), error.message().to_owned()),
        () = tokio::time::sleep(timeout) => cut(ErrorKind::Timeout, format!("Microsoft Graph gave no answer within {} s.", timeout.as_secs_f64())),
    }
}
