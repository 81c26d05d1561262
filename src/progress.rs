//! How far a job is.

use std::time::Duration;

/// A snapshot of a job, honest from the first second; anybody may read it at any time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Progress {
    /// Submissions so far.
    pub total: u64,
    /// Ended as [`crate::Status::Revoked`].
    pub revoked: u64,
    /// Ended as [`crate::Status::NoEffect`].
    pub no_effect: u64,
    /// Ended as [`crate::Status::Refused`].
    pub refused: u64,
    /// Ended as [`crate::Status::Invalid`].
    pub invalid: u64,
    /// Ended as [`crate::Status::Failed`].
    pub failed: u64,
    /// Ended as [`crate::Status::NotSent`].
    pub not_sent: u64,
    /// Ended as [`crate::Status::Unknown`].
    pub unknown: u64,
    /// Sent, and not answered yet.
    pub in_flight: u64,
    /// Not sent yet, or waiting to be sent again.
    pub waiting: u64,
    /// Outcomes per second over the last seconds.
    pub rate: f64,
    /// How long the service asked to wait, counted from now; `None` when it does not throttle.
    pub throttled_for: Option<Duration>,
    /// Time until the last of the targets given so far has its outcome, computed from the quota and the round-trip time.
    pub time_left: Option<Duration>,
    /// True when no more targets will come and every one has its outcome.
    pub finished: bool,
}

impl Progress {
    /// Submissions that have their outcome.
    pub fn done(&self) -> u64 {
        self.revoked + self.no_effect + self.refused + self.invalid + self.failed + self.not_sent + self.unknown
    }
}
