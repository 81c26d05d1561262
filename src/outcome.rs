//! What became of one target.

use crate::error::{Error, SharedError};
use std::sync::Arc;
use std::time::Duration;

/// How it ended for one target. Only [`Status::Revoked`] means that the user's sessions are revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The service confirmed it.
    Revoked,
    /// The service accepted it, but the user is an external guest (`#EXT#`), whose sessions the home tenant holds: nothing
    /// ended there (Graph reference, `user: revokeSignInSessions`).
    NoEffect,
    /// The service said no: unknown user, missing permission.
    Refused,
    /// Never sent, because the text is not a usable user id.
    Invalid,
    /// Given up; as far as is known it was not done.
    Failed,
    /// Never sent: cancelled, closed, or no access token to be had.
    NotSent,
    /// Sent, but the answer never came: it may have been done. Revoking again is harmless.
    Unknown,
}

/// What became of one submission: there is exactly one for each.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The submitter's own number.
    pub tag: u64,
    /// The user, as the submitter wrote it.
    pub user: Arc<str>,
    /// How it ended.
    pub status: Status,
    /// HTTP status of the last answer for this target; 0 where there was none.
    pub http_status: u16,
    /// How many times it was sent.
    pub attempts: u32,
    /// From the submission to the outcome.
    pub duration: Duration,
    /// The service's id of the request that decided.
    pub request_id: Option<Arc<str>>,
    /// Why, for every status but [`Status::Revoked`].
    pub error: Option<SharedError>,
}

impl Outcome {
    /// True only when the service confirmed the revocation and it has an effect.
    pub fn is_revoked(&self) -> bool {
        self.status == Status::Revoked
    }

    /// Why it is not revoked.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_deref()
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
