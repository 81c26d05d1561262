//! One run over many targets.

use crate::error::{Error, SharedError};
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::target::Target;
use std::sync::Arc;
use std::time::Duration;

/// Version of Microsoft Graph that a job speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ApiVersion {
    /// `v1.0`
    #[default]
    V1,
    /// `beta`
    Beta,
}

/// Who goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Priority {
    /// Many targets, in the order given.
    #[default]
    Bulk,
    /// Somebody waits for it: sent ahead of all bulk work.
    Interactive,
}

/// How a job is run.
#[derive(Debug, Clone, Copy, Default)]
pub struct JobOptions {
    /// Version of Microsoft Graph.
    pub version: ApiVersion,
    /// Bulk or interactive.
    pub priority: Priority,
}

/// One target with the submitter's own number, which its outcome carries again.
#[derive(Debug, Clone)]
pub struct Submission {
    pub(crate) tag: u64,
    pub(crate) text: Arc<str>,
    pub(crate) target: Result<Target, SharedError>,
}

impl Submission {
    /// A user by object id or principal name. A text that can't be one is taken too, and comes back as [`crate::Status::Invalid`].
    pub fn user(tag: u64, text: &str) -> Self {
        Self { tag, text: text.into(), target: Target::parse(text).map_err(Arc::new) }
    }

    /// The user whose token the client has.
    pub fn signed_in_user(tag: u64) -> Self {
        Self { tag, text: "me".into(), target: Ok(Target::SignedInUser) }
    }
}

/// Outcomes in the order in which they became known.
#[derive(Debug, Default)]
pub struct Block {
    /// None when nothing came within the time given.
    pub outcomes: Vec<Outcome>,
    /// Nothing will ever come any more: all targets have their outcome, and no more targets were to come.
    pub finished: bool,
}

/// One run over many targets. Any thread may call anything at any time.
///
/// Dropping the last clone abandons what is still waiting.
#[derive(Clone)]
pub struct Job {
}

impl Job {
    /// Hands over targets; all are taken, or none and an error. Returns at once.
    pub fn submit(&self, submissions: Vec<Submission>) -> Result<(), Error> {
        todo!()
    }

    /// No more targets will come. Calling it twice is harmless.
    pub fn finish(&self) -> Result<(), Error> {
        todo!()
    }

    /// Stops: what waits comes out as not sent; what is in flight has a second for its answer, then comes out as unknown.
    pub fn cancel(&self) -> Result<(), Error> {
        todo!()
    }

    /// Waits up to `timeout` for outcomes and takes up to `max` (at least one) of them.
    ///
    /// An error says that the job was closed by somebody else, or that the library had a fault and can't vouch for the rest.
    pub fn next(&self, timeout: Duration, max: usize) -> Result<Block, Error> {
        todo!()
    }

    /// The next outcome, for async callers; `None` when nothing will ever come any more.
    pub async fn recv(&self) -> Result<Option<Outcome>, Error> {
        todo!()
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        todo!()
    }

    /// Ends every wait on it with an error, and abandons what is still waiting.
    pub fn close(&self) {
        todo!()
    }
}
