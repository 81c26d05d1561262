//! A write quota as a service has it: what it allows, whoever asks.

use std::ops::Range;
use std::time::Duration;

/// How long one look at the meter is apart from the next where it is asked what it would have allowed.
const STEP: Duration = Duration::from_millis(10);

/// A token bucket whose limits may change, and of which others may take their part.
#[derive(Debug, Clone)]
pub(crate) struct Meter {
    pub(crate) level: f64,
    pub(crate) updated: Duration,
    /// From when on, how many at once, and how many more each second.
    pub(crate) limits: Vec<(Duration, f64, f64)>,
    /// Writes a second that somebody else does meanwhile.
    pub(crate) others: Option<(Range<Duration>, f64)>,
    /// A refused write counts like any other.
    pub(crate) refused_cost: bool,
    /// 429 with `Retry-After`, up to so many seconds.
    pub(crate) tells_wait: bool,
    pub(crate) longest_wait: u64,
    /// 429 with `x-ms-throttle-scope`.
    pub(crate) tells_scope: bool,
}

impl Meter {
    /// As Microsoft documents it, with a full bucket.
    pub(crate) fn documented() -> Self {
        Self::of(3_000.0, 20.0)
    }

    pub(crate) fn of(capacity: f64, rate: f64) -> Self {
        Self {
            level: capacity,
            updated: Duration::ZERO,
            limits: vec![(Duration::ZERO, capacity, rate)],
            others: None,
            refused_cost: false,
            tells_wait: true,
            longest_wait: 1,
            tells_scope: true,
        }
    }

    pub(crate) fn with_level(self, level: f64) -> Self {
        Self { level, ..self }
    }

    /// Time passes up to `now`, in steps, because limits and others change on the way.
    fn refill(&mut self, now: Duration) {
        while self.updated < now {
            let step = (now - self.updated).min(STEP);
            let at = self.updated;
            let (_, capacity, rate) = *self.limits.iter().rev().find(|(from, ..)| *from <= at).expect("the first is from the start");
            let others = self.others.as_ref().filter(|(when, _)| when.contains(&at)).map_or(0.0, |(_, rate)| *rate);
            self.level = (self.level + (rate - others) * step.as_secs_f64()).min(capacity);
            self.updated += step;
        }
    }

    /// One write; false when it is refused.
    pub(crate) fn write(&mut self, now: Duration) -> bool {
        self.refill(now);
        let allowed = self.level >= 1.0;
        if allowed || self.refused_cost {
            self.level -= 1.0;
        }
        allowed
    }

    /// When so many writes would have been allowed, had somebody asked for each at the first moment that it was.
    pub(crate) fn earliest(&self, writes: u64) -> Duration {
        let mut meter = self.clone();
        let (mut now, mut left) = (Duration::ZERO, writes as f64);
        loop {
            meter.refill(now);
            let taken = meter.level.floor().max(0.0).min(left);
            meter.level -= taken;
            left -= taken;
            if left < 1.0 {
                return now;
            }
            now += STEP;
        }
    }
}
