//! Whether the service answers at all.

use super::backoff;
use crate::submission::Priority;
use std::time::{Duration, Instant};

/// A service that never answered is given up soon: a mistyped endpoint, no network. So is a lone call, because somebody waits.
const IMPATIENT: Duration = Duration::from_secs(15);
/// A run that was going well outlasts a break of the network.
const PATIENT: Duration = Duration::from_secs(300);

/// Counts whole requests that failed one after another, and slows everything down while they do.
#[derive(Debug, Default)]
pub(super) struct Health {
    /// For each priority, since when those who wait now have heard of nothing but failures.
    failing_since: [Option<Instant>; 2],
    streak: u32,
    ever_answered: bool,
    hold_until: Option<Instant>,
    /// Until when the service itself asked to wait.
    asked_until: Option<Instant>,
}

impl Health {
    pub(super) fn answered(&mut self) {
        *self = Self { ever_answered: true, ..Self::default() };
    }

    /// The service asked everybody to wait, or had trouble of its own: it is there, and no mistyped endpoint.
    pub(super) fn spoke(&mut self) {
        self.ever_answered = true;
    }

    /// A whole request failed. One may be bad luck and holds nobody up, unless the service can't be reached at all.
    pub(super) fn failed(&mut self, now: Instant, reached: bool, asked_to_wait: Option<Duration>, random: &mut fastrand::Rng) {
        for since in &mut self.failing_since {
            since.get_or_insert(now);
        }
        self.streak += 1;
        if self.streak > 1 || !reached {
            let asked = asked_to_wait.map(|wait| wait.min(backoff::LONGEST_WAIT));
            self.asked_until = self.asked_until.max(asked.map(|wait| now + wait));
            let wait = asked.unwrap_or_default().max(backoff::delay(random, self.streak));
            self.hold_until = Some(self.hold_until.unwrap_or(now).max(now + wait));
        }
    }

    /// Nothing goes out before this.
    pub(super) fn hold(&self, now: Instant) -> Option<Instant> {
        self.hold_until.filter(|until| *until > now)
    }

    /// One request at a time is enough to find out whether it answers again.
    pub(super) fn probing(&self) -> bool {
        self.streak > 1 || self.hold_until.is_some()
    }

    /// When work of this priority has waited long enough for a service that does not answer.
    pub(super) fn gives_up_at(&self, priority: Priority) -> Option<Instant> {
        let patience = if self.ever_answered && priority == Priority::Bulk { PATIENT } else { IMPATIENT };
        let since = self.failing_since[priority as usize].filter(|_| self.streak > 2)?;
        // Whoever waits because the service asked for it is patient for as long as it asked, and for one more try.
        Some(self.asked_until.map_or(since + patience, |asked| (since + patience).max(asked + IMPATIENT)))
    }

    /// Those who waited were given up; whoever comes after them has a wait of his own.
    pub(super) fn gave_up(&mut self, priority: Priority) {
        self.failing_since[priority as usize] = None;
    }

    /// Nobody waits any more: whoever comes next is tried at once, for the service may be back.
    pub(super) fn start_over(&mut self) {
        *self = Self { ever_answered: self.ever_answered, ..Self::default() };
    }
}
