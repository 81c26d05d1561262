//! One run over many targets.

use crate::driver::Command;
use crate::engine::JobId;
use crate::error::{Error, ErrorKind};
use crate::log::Log;
use crate::outbox::Outbox;
use crate::outcome::{Block, Outcome};
use crate::progress::Progress;
use crate::submission::{Plan, Submission};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// One run over many targets. Any thread may call anything at any time.
///
/// Dropping the last clone abandons what is still waiting.
#[derive(Clone)]
pub struct Job {
    shared: Arc<Shared>,
}

struct Shared {
    id: JobId,
    commands: UnboundedSender<Command>,
    outbox: Arc<Outbox>,
    /// No more targets may come. Held while a command is sent, so that no target slips in behind the end.
    complete: Mutex<bool>,
}

impl Job {
    pub(crate) fn start(id: JobId, plan: Plan, commands: UnboundedSender<Command>) -> Self {
        let outbox = Arc::<Outbox>::default();
        let job = Self { shared: Arc::new(Shared { id, commands, outbox: Arc::clone(&outbox), complete: Mutex::new(false) }) };
        if job.shared.commands.send(Command::Open(id, plan, outbox)).is_err() {
            job.shared.outbox.finish(); // the client was closed this moment
        }
        job
    }

    /// Hands over targets; all are taken, or none and an error. Returns at once.
    pub fn submit(&self, submissions: Vec<Submission>) -> Result<(), Error> {
        let complete = self.complete();
        if *complete {
            return Err(Error::new(
                ErrorKind::Finished,
                "The job takes no more users: it was told that no more would come, or it was cancelled. Start a new job.",
            ));
        }
        self.shared.outbox.unless_shut(|| self.send(Command::Submit(self.shared.id, submissions)))
    }

    /// No more targets will come. Calling it twice is harmless.
    pub fn finish(&self) -> Result<(), Error> {
        *self.complete() = true;
        self.send(Command::Finish(self.shared.id))
    }

    /// Stops: what waits comes out as not sent; what is in flight has a second for its answer, then comes out as unknown.
    pub fn cancel(&self) -> Result<(), Error> {
        *self.complete() = true;
        self.send(Command::Cancel(self.shared.id))
    }

    /// Waits up to `timeout` for outcomes and takes up to `max` (at least one) of them.
    ///
    /// An error says that the job was closed by somebody else, or that the library had a fault and can't vouch for the rest.
    pub fn next(&self, timeout: Duration, max: usize) -> Result<Block, Error> {
        self.shared.outbox.next(timeout, max)
    }

    /// The next outcome, for async callers; `None` when nothing will ever come any more.
    pub async fn recv(&self) -> Result<Option<Outcome>, Error> {
        self.shared.outbox.recv().await
    }

    /// Takes up to `max` lines of what it tells ([`crate::JobOptions::log`]); never blocks. What was told before an outcome became known
    /// is here when the outcome is.
    pub fn log(&self, max: usize) -> Log {
        self.shared.outbox.log(max)
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.shared.outbox.progress(Instant::now())
    }

    /// Ends every wait on it with an error, and abandons what is still waiting.
    pub fn close(&self) {
        *self.complete() = true;
        self.shared.outbox.close();
        let _ = self.send(Command::Forget(self.shared.id));
    }

    fn complete(&self) -> MutexGuard<'_, bool> {
        self.shared.complete.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, command: Command) -> Result<(), Error> {
        self.shared.commands.send(command).map_err(|_| Error::new(ErrorKind::Closed, "The client is closed. Open a new one."))
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let _ = self.commands.send(Command::Forget(self.id));
    }
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Job({})", self.shared.id.0)
    }
}
