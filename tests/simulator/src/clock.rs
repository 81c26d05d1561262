//! The service's clock: it can run faster than ours, and be moved forward.

use jiff::{SignedDuration, Timestamp};
use std::time::{Duration, Instant};

/// Simulated time.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    epoch: Timestamp,
    started: Instant,
    /// Simulated time that had passed at `started`.
    passed: Duration,
    scale: f64,
}

impl Clock {
    pub(crate) fn new(scale: f64) -> Self {
        Self { epoch: Timestamp::now(), started: Instant::now(), passed: Duration::ZERO, scale }
    }

    /// Since the start, in simulated time.
    pub(crate) fn elapsed(&self) -> Duration {
        self.passed + self.started.elapsed().mul_f64(self.scale)
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.passed += by;
    }

    /// Time that has passed stays as it is; only from now on the clock runs at the new speed.
    pub(crate) fn set_scale(&mut self, scale: f64) {
        self.passed = self.elapsed();
        self.started = Instant::now();
        self.scale = scale;
    }

    /// Real seconds, whole and at least one, that a client must wait for so much simulated time to pass.
    pub(crate) fn retry_after(&self, simulated: Duration) -> u64 {
        ((simulated.as_secs_f64() / self.scale).ceil() as u64).max(1)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.epoch.checked_add(self.elapsed()).unwrap_or(self.epoch)
    }

    /// So many simulated seconds from now; before now, if they are negative.
    pub(crate) fn after(&self, seconds: i64) -> Timestamp {
        let now = self.now();
        now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
    }

    /// RFC 3339, to the second, as Graph writes times.
    pub(crate) fn stamp(&self) -> String {
        format!("{:.0}", self.now())
    }
}
