//! The count of one job.

use crate::outcome::Status;
use crate::progress::Progress;
use std::time::{Duration, Instant};

/// The rate is that of the last so many seconds.
const SECONDS: u64 = 10;

#[derive(Debug)]
pub(super) struct Tally {
    started: Instant,
    counts: Progress,
    /// Outcomes in each of the last seconds, and which second each slot counts.
    recent: [(u64, u64); SECONDS as usize],
}

impl Tally {
    pub(super) fn new(now: Instant) -> Self {
        Self { started: now, counts: Progress::default(), recent: [(0, 0); SECONDS as usize] }
    }

    pub(super) fn submitted(&mut self) {
        self.counts.total += 1;
        self.counts.waiting += 1;
    }

    pub(super) fn sent(&mut self) {
        self.counts.waiting -= 1;
        self.counts.in_flight += 1;
    }

    pub(super) fn came_back(&mut self) {
        self.counts.in_flight -= 1;
        self.counts.waiting += 1;
    }

    /// An outcome for one that waits.
    pub(super) fn ended(&mut self, now: Instant, status: Status) {
        self.counts.waiting -= 1;
        *match status {
            Status::Revoked => &mut self.counts.revoked,
            Status::NoEffect => &mut self.counts.no_effect,
            Status::Refused => &mut self.counts.refused,
            Status::Invalid => &mut self.counts.invalid,
            Status::Failed => &mut self.counts.failed,
            Status::NotSent => &mut self.counts.not_sent,
            Status::Unknown => &mut self.counts.unknown,
        } += 1;
        let second = self.second(now);
        let slot = &mut self.recent[(second % SECONDS) as usize];
        *slot = if slot.0 == second { (second, slot.1 + 1) } else { (second, 1) };
    }

    pub(super) fn outstanding(&self) -> u64 {
        self.counts.waiting + self.counts.in_flight
    }

    pub(super) fn waiting(&self) -> u64 {
        self.counts.waiting
    }

    /// The counts and the rate; what needs the quota is left to the engine.
    pub(super) fn progress(&self, now: Instant) -> Progress {
        let second = self.second(now);
        let ended: u64 = self.recent.iter().filter(|(at, _)| *at + SECONDS > second).map(|(_, count)| count).sum();
        let span = now.saturating_duration_since(self.started).min(Duration::from_secs(SECONDS)).max(Duration::from_secs(1));
        Progress { rate: ended as f64 / span.as_secs_f64(), ..self.counts }
    }

    fn second(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.started).as_secs()
    }
}
