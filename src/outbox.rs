//! Where outcomes wait for the host to take them.

use crate::error::{Error, ErrorKind, SharedError};
use crate::log::{self, Log, LogLine};
use crate::outcome::{Block, Outcome};
use crate::progress::Progress;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Who takes many waits so long for more once there are some: woken for every batch, a thread of the host costs more than it does.
const GATHERING: Duration = Duration::from_millis(2);
/// So many are worth a wake at once.
const PLENTY: usize = 512;

/// Between the driver, which fills it, and any number of threads and tasks of the host, which empty it.
#[derive(Default)]
pub(crate) struct Outbox {
    state: Mutex<State>,
    changed: Condvar,
    changed_async: Notify,
}

#[derive(Default)]
struct State {
    outcomes: VecDeque<Outcome>,
    finished: bool,
    /// The client is closed: no target is taken any more.
    shut: bool,
    closed: bool,
    fault: Option<SharedError>,
    progress: Option<(Instant, Progress)>,
    told: log::Waiting,
    /// Threads that wait for the first outcome.
    waiting: usize,
}

impl State {
    /// There is something that nobody should wait for.
    fn is_urgent(&self) -> bool {
        self.waiting > 0 || self.outcomes.len() >= PLENTY || self.finished || self.closed || self.fault.is_some()
    }

    /// What there is to say now; none when one has to wait.
    fn take(&mut self, max: usize) -> Option<Result<Block, Error>> {
        if self.closed {
            return Some(Err(Error::new(ErrorKind::Closed, "The job was closed.")));
        }
        if !self.outcomes.is_empty() {
            let count = self.outcomes.len().min(max.max(1));
            let all = count == self.outcomes.len();
            let outcomes = if all { std::mem::take(&mut self.outcomes).into() } else { self.outcomes.drain(..count).collect() };
            return Some(Ok(Block { outcomes, finished: self.finished && self.outcomes.is_empty() }));
        }
        if self.finished {
            return Some(Ok(Block { outcomes: Vec::new(), finished: true }));
        }
        self.fault.as_deref().map(|fault| Err(fault.clone()))
    }
}

impl Outbox {
    pub(crate) fn put(&self, outcomes: Vec<Outcome>) {
        let mut state = self.lock();
        if state.outcomes.is_empty() {
            state.outcomes = outcomes.into();
        } else {
            state.outcomes.extend(outcomes);
        }
        let urgent = state.is_urgent();
        drop(state);
        if urgent {
            self.changed.notify_all();
        }
        self.changed_async.notify_waiters();
    }

    /// Does `send` unless the client is closed. Whoever was let in before it closed is in the driver's hands by then: closing
    /// waits for the lock that is held here.
    pub(crate) fn unless_shut(&self, send: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
        let state = self.lock();
        if state.shut {
            return Err(Error::new(ErrorKind::Closed, "The client is closed. Open a new one."));
        }
        send()
    }

    /// The client is closed: from now on no target is taken.
    pub(crate) fn shut(&self) {
        self.lock().shut = true;
    }

    /// Nothing more will come.
    pub(crate) fn finish(&self) {
        self.lock().finished = true;
        self.wake();
    }

    /// Ends every wait with an error, now and later.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.outcomes = VecDeque::new();
        drop(state);
        self.wake();
    }

    /// Nothing more will come, though not all is answered for.
    pub(crate) fn fail(&self, fault: SharedError) {
        self.lock().fault = Some(fault);
        self.wake();
    }

    fn wake(&self) {
        self.changed.notify_all();
        self.changed_async.notify_waiters();
    }

    pub(crate) fn publish(&self, now: Instant, progress: Progress) {
        self.lock().progress = Some((now, progress));
    }

    /// To be told before the outcomes that came of it.
    pub(crate) fn tell(&self, lines: impl IntoIterator<Item = LogLine>) {
        self.lock().told.put(lines);
    }

    pub(crate) fn log(&self, max: usize) -> Log {
        self.lock().told.take(max)
    }

    /// The newest snapshot, with its times brought up to now.
    pub(crate) fn progress(&self, now: Instant) -> Progress {
        let Some((then, mut progress)) = self.lock().progress else { return Progress::default() };
        let passed = now.saturating_duration_since(then);
        progress.time_left = progress.time_left.map(|left| left.saturating_sub(passed));
        progress.throttled_for = progress.throttled_for.and_then(|left| left.checked_sub(passed)).filter(|left| !left.is_zero());
        progress
    }

    pub(crate) fn next(&self, timeout: Duration, max: usize) -> Result<Block, Error> {
        let deadline = Instant::now().checked_add(timeout);
        let left = || deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
        let mut state = self.lock();
        let mut gathered = timeout.is_zero();
        loop {
            let some = !state.outcomes.is_empty() && !state.is_urgent() && state.outcomes.len() < max;
            if some && !gathered {
                gathered = true;
                state = self.changed.wait_timeout(state, left().min(GATHERING)).unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            if let Some(said) = state.take(max) {
                return said;
            }
            if left().is_zero() {
                return Ok(Block::default());
            }
            state.waiting += 1;
            // A condition variable takes no more than the platform's clock can hold.
            state = self.changed.wait_timeout(state, left().min(Duration::from_secs(3_600))).unwrap_or_else(PoisonError::into_inner).0;
            state.waiting -= 1;
        }
    }

    pub(crate) async fn recv(&self) -> Result<Option<Outcome>, Error> {
        loop {
            let changed = self.changed_async.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if let Some(said) = self.lock().take(1) {
                return said.map(|mut block| block.outcomes.pop());
            }
            changed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
