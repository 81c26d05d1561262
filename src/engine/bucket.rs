//! The write quota of one application in one tenant, as a token bucket.

use crate::submission::Priority;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// Bulk work leaves this many tokens alone: they make up for the jitter between our clock and the service's, and let a lone
/// call through at any time.
const RESERVE: f64 = 10.0;
/// How far a lone call may overdraw.
const OVERDRAFT: f64 = 20.0;
/// The believed rate never falls below this part of the documented one.
const FLOOR: f64 = 0.02;
/// Between two refusals that are closer than this, in seconds, too little was sent to measure a rate by it.
const MEASURABLE: f64 = 2.0;
/// Part of the documented rate that comes back in the first second without a refusal ...
const RECOVERY: f64 = 0.005;
/// ... and twice as much after so many more seconds: a limit that is back is found soon, one that stays is not run into often.
const DOUBLING: f64 = 10.0;
/// Of the whole quota at the most this part is on its way at once: so much is refused at the most where it was used up already.
const ON_THE_WAY: f64 = 0.15;
/// What is written down is no older.
const LONGEST: Duration = Duration::from_secs(86_400);
/// So long after a refusal, another that says nothing is taken for the same.
const STRAIN: Duration = Duration::from_secs(60);

/// What the engine asks of a quota. The driver shares one bucket between all clients with the same identity.
pub(crate) trait Quota {
    /// How many writes may go out now.
    fn available(&mut self, now: Instant, priority: Priority) -> usize;
    /// Takes what was available.
    fn take(&mut self, now: Instant, writes: usize);
    /// Gives back what never left this machine.
    fn refund(&mut self, writes: usize);
    /// When `writes` will be available, if nobody else takes them.
    fn ready_at(&mut self, now: Instant, writes: usize, priority: Priority) -> Instant;
    /// The service did not refuse so many writes.
    fn accepted(&mut self, writes: usize);
    /// The service refused a write, sent at `sent`, because the quota is used up.
    fn exhausted(&mut self, now: Instant, sent: Instant);
    /// The service said how much of the limit is used (1.0 is all of it).
    fn usage(&mut self, now: Instant, used: f64);
    /// It was used up a moment ago.
    fn is_strained(&self, now: Instant) -> bool;
    /// How many writes may be on their way at once.
    fn most_on_the_way(&self) -> usize;
    /// Writes per second that are believed to be allowed.
    fn rate(&self) -> f64;
    /// How long so many writes take from now on.
    fn time_for(&mut self, now: Instant, writes: u64) -> Duration;
}

/// A bucket as it is written down: ages in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    level: f64,
    rate: f64,
    corrected: Option<f64>,
    measured_from: Option<(f64, f64)>,
}

/// A token bucket that starts full, refills steadily, and learns from refusals.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    capacity: f64,
    documented_rate: f64,
    rate: f64,
    level: f64,
    updated: Instant,
    corrected: Option<Instant>,
    /// The service had nothing left then, and has accepted so much since.
    measured_from: Option<(Instant, f64)>,
}

impl Bucket {
    /// `writes` in each `window`, all of them available at once, as Microsoft documents its limits.
    pub(crate) fn new(now: Instant, writes: u32, window: Duration) -> Self {
        let capacity = f64::from(writes.max(1));
        let rate = capacity / window.as_secs_f64().max(0.001);
        Self { capacity, documented_rate: rate, rate, level: capacity, updated: now, corrected: None, measured_from: None }
    }

    /// What another process has to know of it.
    pub(crate) fn record(&mut self, now: Instant) -> Record {
        self.refill(now);
        let age = |then: Instant| now.saturating_duration_since(then).as_secs_f64();
        Record {
            level: self.level,
            rate: self.rate,
            corrected: self.corrected.map(age),
            measured_from: self.measured_from.map(|(from, accepted)| (age(from), accepted)),
        }
    }

    /// The same bucket, with what another process wrote down `ago`.
    pub(crate) fn with_record(&self, now: Instant, ago: Duration, record: &Record) -> Self {
        // Whatever the file says: no quota remembers more than a day.
        let ago = ago.min(LONGEST);
        let then = |age: f64| now.checked_sub(Duration::try_from_secs_f64(age).unwrap_or_default().min(LONGEST) + ago).unwrap_or(now);
        Self {
            level: record.level.clamp(-self.capacity, self.capacity),
            rate: record.rate.clamp(self.documented_rate * FLOOR, self.documented_rate),
            updated: then(0.0),
            corrected: record.corrected.map(then),
            measured_from: record.measured_from.map(|(from, accepted)| (then(from), accepted)),
            ..self.clone()
        }
    }

    /// What is left, as far as is believed.
    pub(crate) fn level(&self) -> f64 {
        self.level
    }

    /// There is not more than that.
    pub(crate) fn cap(&mut self, level: f64) {
        self.level = self.level.min(level);
    }

    /// So little is left that two who spend of it at the same time could overdraw it.
    pub(crate) fn is_low(&self) -> bool {
        self.level < self.capacity / 2.0
    }

    /// Nothing is owed to the past: a new one would be the same.
    pub(crate) fn is_as_new(&mut self, now: Instant) -> bool {
        self.refill(now);
        self.level >= self.capacity && self.rate >= self.documented_rate
    }

    fn refill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.updated).as_secs_f64();
        let before = self.rate;
        self.rate = (before + self.recovered(now) - self.recovered(self.updated)).min(self.documented_rate);
        self.updated = self.updated.max(now);
        self.level = (self.level + passed * (before + self.rate) / 2.0).min(self.capacity);
    }

    /// What has come back of the rate since it was corrected.
    fn recovered(&self, now: Instant) -> f64 {
        let seconds = self.corrected.map_or(0.0, |corrected| now.saturating_duration_since(corrected).as_secs_f64());
        // The integral of a slope that doubles; what is beyond any rate need not be exact.
        let doublings = (seconds / DOUBLING).min(32.0);
        self.documented_rate * RECOVERY * DOUBLING * (doublings.exp2() - 1.0) / std::f64::consts::LN_2
    }

    /// What the service lets through in a second, as counted between two moments when it had nothing left.
    fn measured(&self, now: Instant) -> Option<f64> {
        let (from, accepted) = self.measured_from?;
        let seconds = now.saturating_duration_since(from).as_secs_f64();
        (seconds >= MEASURABLE).then(|| accepted / seconds)
    }

    /// What must stay in the bucket for work of this priority.
    fn bottom(&self, priority: Priority) -> f64 {
        match priority {
            Priority::Interactive => -OVERDRAFT,
            // A tiny quota has nothing to spare.
            Priority::Bulk if self.capacity < 10.0 * RESERVE => 0.0,
            Priority::Bulk => RESERVE,
        }
    }
}

impl Quota for Bucket {
    fn available(&mut self, now: Instant, priority: Priority) -> usize {
        self.refill(now);
        // The cast drops the fraction and turns a negative level into none. The bit added makes up for rounding: the wait
        // that `ready_at` names must be enough.
        (self.level - self.bottom(priority) + 1e-6) as usize
    }

    fn take(&mut self, now: Instant, writes: usize) {
        self.refill(now);
        self.level -= writes as f64;
    }

    fn refund(&mut self, writes: usize) {
        self.level = (self.level + writes as f64).min(self.capacity);
    }

    fn ready_at(&mut self, now: Instant, writes: usize, priority: Priority) -> Instant {
        self.refill(now);
        let missing = (writes as f64 + self.bottom(priority) - self.level).max(0.0);
        now + Duration::from_secs_f64(missing / self.rate)
    }

    fn exhausted(&mut self, now: Instant, sent: Instant) {
        self.refill(now);
        if self.corrected.is_some_and(|corrected| sent <= corrected) {
            return; // that refusal is older than what we already learnt from
        }
        // Refused although we were only spending what trickles in: what was let through is all there is. Refused with tokens to
        // spare: the bucket was not as full as we thought, which says nothing about the rate.
        let trickling = self.level < RESERVE + self.documented_rate;
        let measured = self.measured(now).filter(|_| trickling);
        if let Some(rate) = measured {
            self.rate = rate.clamp(self.documented_rate * FLOOR, self.documented_rate);
        }
        if measured.is_some() || self.measured_from.is_none() || !trickling {
            self.measured_from = Some((now, 0.0));
        }
        self.level = self.level.min(0.0);
        self.corrected = Some(now);
    }

    fn accepted(&mut self, writes: usize) {
        if let Some((_, accepted)) = &mut self.measured_from {
            *accepted += writes as f64;
        }
    }

    fn is_strained(&self, now: Instant) -> bool {
        self.corrected.is_some_and(|corrected| now.saturating_duration_since(corrected) < STRAIN)
    }

    fn most_on_the_way(&self) -> usize {
        (self.capacity * ON_THE_WAY) as usize
    }

    fn usage(&mut self, now: Instant, used: f64) {
        self.refill(now);
        if used.is_finite() && used >= 0.0 {
            self.level = self.level.min((self.capacity * (1.0 - used)).max(0.0));
        }
    }

    fn rate(&self) -> f64 {
        self.rate
    }

    fn time_for(&mut self, now: Instant, writes: u64) -> Duration {
        self.refill(now);
        let bottom = self.bottom(Priority::Bulk);
        Duration::from_secs_f64((writes as f64 + bottom - self.level).max(0.0) / self.rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> (Instant, Bucket) {
        let now = Instant::now();
        (now, Bucket::new(now, 3_000, Duration::from_secs(150)))
    }

    #[test]
    fn the_documented_burst_and_refill() {
        let (now, mut bucket) = full();
        assert_eq!(bucket.available(now, Priority::Bulk), 2_990);
        bucket.take(now, 2_990);
        assert_eq!(bucket.available(now, Priority::Bulk), 0);
        let ready = bucket.ready_at(now, 20, Priority::Bulk);
        assert_eq!((ready - now).as_millis(), 1_000);
        assert_eq!(bucket.available(ready, Priority::Bulk), 20);
        assert_eq!(bucket.time_for(ready, 7_000).as_secs_f64().round(), 349.0);
    }

    #[test]
    fn a_lone_call_goes_through_an_empty_bucket_but_not_without_end() {
        let (now, mut bucket) = full();
        bucket.take(now, 2_990);
        assert_eq!(bucket.available(now, Priority::Interactive), 30);
        bucket.take(now, 30);
        assert_eq!(bucket.available(now, Priority::Interactive), 0);
    }

    #[test]
    fn a_refusal_is_learnt_from_once() {
        let (start, mut bucket) = full();
        bucket.take(start, 100);
        let now = start + Duration::from_secs(1);
        bucket.exhausted(now, start);
        assert_eq!(bucket.available(now, Priority::Interactive), 20, "the level is corrected to nothing");
        assert_eq!(bucket.rate(), 20.0, "a bucket that was not full says nothing about the rate");
        bucket.exhausted(now, start);
        let later = now + Duration::from_secs(4);
        bucket.take(later, 80);
        bucket.accepted(40);
        bucket.exhausted(later, now + Duration::from_millis(500));
        assert_eq!(bucket.rate(), 10.0, "refused while pacing: what was let through is the rate");
        assert_eq!(bucket.available(later, Priority::Interactive), 20);
        bucket.refill(later + Duration::from_secs(10));
        assert!((11.0..12.0).contains(&bucket.rate()), "it comes back slowly at first: {}", bucket.rate());
        bucket.refill(later + Duration::from_secs(45));
        assert_eq!(bucket.rate(), 20.0, "and then soon");
    }

    #[test]
    fn the_services_own_count_wins_when_it_is_lower() {
        let (now, mut bucket) = full();
        bucket.usage(now, 0.9);
        assert_eq!(bucket.available(now, Priority::Bulk), 290);
        bucket.usage(now, 0.8);
        assert_eq!(bucket.available(now, Priority::Bulk), 290);
        bucket.usage(now, 1.3);
        assert_eq!(bucket.available(now, Priority::Bulk), 0);
        bucket.usage(now, f64::NAN);
    }
}
