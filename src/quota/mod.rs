//! One bucket for all whose writes the service counts together: the clients of this process with the same identity, and other
//! processes of the same user.

mod ledger;

use crate::engine::bucket::{Bucket, Quota};
use crate::runtime::Identity;
use crate::submission::Priority;
use ledger::{Entry, Ledger, Waiting};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// While there is plenty, the file is looked at as often as this.
const SELDOM: Duration = Duration::from_millis(5);
/// What is left for a process that waits longer than we do: a batch.
const SHARE: usize = 20;
/// How long after its time a process that waits is still waited for.
const LATE: f64 = 2.0;

/// The bucket of one identity.
#[derive(Clone)]
pub(crate) struct SharedBucket(Arc<Mutex<Account>>);

struct Account {
    /// As it was when the file was last looked at, and what we did since.
    bucket: Bucket,
    ledger: Option<Ledger>,
    who: u64,
    looked: Instant,
    /// Not in the file yet.
    spent: usize,
    given_back: usize,
    accepted: usize,
    /// Processes that wait longer than we do, and since when we wait.
    ahead: usize,
    since: Option<f64>,
}

impl SharedBucket {
    /// For nobody else.
    pub(crate) fn of_ones_own(now: Instant, bucket: Bucket) -> Self {
        Self::new(now, bucket, None)
    }

    /// For all with this identity.
    pub(crate) fn of(now: Instant, identity: &Identity, bucket: Bucket) -> Self {
        Self::new(now, bucket, Ledger::of(identity))
    }

    fn new(now: Instant, bucket: Bucket, ledger: Option<Ledger>) -> Self {
        // In the past, so that the file is looked at before anything is spent.
        let looked = now.checked_sub(SELDOM).unwrap_or(now);
        let account =
            Account { bucket, ledger, who: fastrand::u64(..), looked, spent: 0, given_back: 0, accepted: 0, ahead: 0, since: None };
        Self(Arc::new(Mutex::new(account)))
    }

    /// Nobody has it, and a new one would be the same.
    pub(crate) fn is_dispensable(&self, now: Instant) -> bool {
        Arc::strong_count(&self.0) == 1 && self.lock().bucket.is_as_new(now)
    }

    fn lock(&self) -> MutexGuard<'_, Account> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// With the file's state, if it is time to look.
    fn looked(&self, now: Instant) -> MutexGuard<'_, Account> {
        let mut account = self.lock();
        if account.bucket.is_low() || now.saturating_duration_since(account.looked) >= SELDOM {
            account.sync(now, |_| ());
        }
        account
    }
}

impl Account {
    /// Brings the file and us to the same state, and does `change` in both.
    fn sync(&mut self, now: Instant, change: impl Fn(&mut Bucket)) {
        self.looked = now;
        let Some(ledger) = &self.ledger else { return change(&mut self.bucket) };
        let (own, spent, given_back, accepted) = (&self.bucket, self.spent, self.given_back, self.accepted);
        let (who, since, wall) = (self.who, self.since, ledger::wall(now));
        let changed = ledger.change(wall, |entry, ago| {
            // The first to write it down has spent nothing before it.
            let mut bucket = match &entry.bucket {
                Some(record) => {
                    let mut bucket = own.with_record(now, ago, record);
                    bucket.take(now, spent);
                    bucket.refund(given_back);
                    bucket.accepted(accepted);
                    bucket
                }
                None => own.clone(),
            };
            change(&mut bucket);
            entry.bucket = Some(bucket.record(now));
            (bucket, ahead(entry, who, since, wall))
        });
        match changed {
            Some((bucket, ahead)) => {
                (self.bucket, self.ahead) = (bucket, ahead);
                (self.spent, self.given_back, self.accepted) = (0, 0, 0);
            }
            None => change(&mut self.bucket),
        }
    }

    /// Says in the file that we wait until then for our share, or that we wait no more.
    fn wait(&mut self, now: Instant, until: Option<Instant>) {
        let Some(ledger) = &self.ledger else { return };
        let (who, wall) = (self.who, ledger::wall(now));
        let since = *self.since.get_or_insert(wall);
        if until.is_none() {
            self.since = None;
        }
        ledger.change(wall, |entry, _| {
            entry.waiting.retain(|other| other.who != who && other.until > wall);
            if let Some(until) = until {
                entry.waiting.push(Waiting { who, since, until: ledger::wall(until) + LATE });
            }
        });
    }
}

/// How many others have waited longer.
fn ahead(entry: &Entry, who: u64, since: Option<f64>, now: f64) -> usize {
    entry.waiting.iter().filter(|other| other.who != who && other.until > now && since.is_none_or(|since| other.since < since)).count()
}

impl Quota for SharedBucket {
    fn available(&mut self, now: Instant, priority: Priority) -> usize {
        let mut account = self.looked(now);
        let others = if priority == Priority::Bulk { account.ahead * SHARE } else { 0 };
        account.bucket.available(now, priority).saturating_sub(others)
    }

    fn take(&mut self, now: Instant, writes: usize) {
        let mut account = self.lock();
        account.bucket.take(now, writes);
        account.spent += writes;
        if account.since.is_some() {
            account.wait(now, None);
        }
        if account.bucket.is_low() {
            account.sync(now, |_| ());
        }
    }

    fn refund(&mut self, writes: usize) {
        let mut account = self.lock();
        account.bucket.refund(writes);
        account.given_back += writes;
    }

    fn ready_at(&mut self, now: Instant, writes: usize, priority: Priority) -> Instant {
        let mut account = self.looked(now);
        let others = account.ahead * SHARE;
        let ready = account.bucket.ready_at(now, writes + others, priority);
        if priority == Priority::Bulk {
            account.wait(now, Some(ready));
        }
        ready
    }

    fn exhausted(&mut self, now: Instant, sent: Instant) {
        self.lock().sync(now, |bucket| bucket.exhausted(now, sent));
    }

    fn usage(&mut self, now: Instant, used: f64) {
        self.lock().sync(now, |bucket| bucket.usage(now, used));
    }

    fn accepted(&mut self, writes: usize) {
        let mut account = self.lock();
        account.bucket.accepted(writes);
        account.accepted += writes;
    }

    fn take_over(&mut self, now: Instant, from: &Self) {
        let spent = from.lock().bucket.spent(now);
        self.take(now, spent);
    }

    fn is_strained(&self, now: Instant) -> bool {
        self.lock().bucket.is_strained(now)
    }

    fn most_on_the_way(&self) -> usize {
        self.lock().bucket.most_on_the_way()
    }

    fn rate(&self) -> f64 {
        self.lock().bucket.rate()
    }

    fn time_for(&mut self, now: Instant, writes: u64) -> Duration {
        self.lock().bucket.time_for(now, writes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BULK: Priority = Priority::Bulk;

    /// Two processes that go by one file.
    fn two(now: Instant) -> (tempfile::TempDir, [SharedBucket; 2]) {
        let folder = tempfile::tempdir().expect("a folder");
        let bucket = || Bucket::new(now, 3_000, Duration::from_secs(150));
        let account = || SharedBucket::new(now, bucket(), Some(Ledger::at(folder.path().join("quota.json"))));
        let accounts = [account(), account()];
        (folder, accounts)
    }

    #[test]
    fn what_one_process_spends_the_other_has_not() {
        let now = Instant::now();
        let (_folder, [mut one, mut other]) = two(now);
        assert_eq!((one.available(now, BULK), other.available(now, BULK)), (2_990, 2_990));
        one.take(now, 2_500);
        assert_eq!(other.available(now + SELDOM, BULK), 490);
        other.take(now + SELDOM, 490);
        other.refund(20);
        // What is given back comes with the next look.
        other.available(now + SELDOM, BULK);
        assert_eq!(one.available(now + SELDOM, BULK), 20);
        one.exhausted(now + SELDOM, now + SELDOM);
        let left = other.available(now + Duration::from_secs(1), BULK);
        assert!((9..=10).contains(&left), "what one learns the other knows: {left}");
        assert!(other.is_strained(now + Duration::from_secs(1)));
    }

    #[test]
    fn two_who_wait_take_turns() {
        let now = Instant::now();
        let (_folder, mut accounts) = two(now);
        accounts[0].take(now, 2_990);
        let mut taken = [0_u32; 2];
        let mut at = now;
        // The first always asks first; each takes a batch whenever it can.
        for _ in 0..2_000 {
            at += Duration::from_millis(10);
            for (account, taken) in accounts.iter_mut().zip(&mut taken) {
                if account.available(at, BULK) >= 20 {
                    account.take(at, 20);
                    *taken += 20;
                } else {
                    account.ready_at(at, 20, BULK);
                }
            }
        }
        // Twenty seconds of twenty a second.
        assert!(taken[0] + taken[1] >= 360, "nothing is left lying: {taken:?}");
        assert!(taken[0].abs_diff(taken[1]) <= 40, "a fair share: {taken:?}");
    }

    #[test]
    fn who_went_away_while_waiting_holds_nobody_up() {
        let now = Instant::now();
        let (_folder, [mut one, mut gone]) = two(now);
        one.take(now, 2_990);
        gone.ready_at(now, 20, BULK);
        let later = now + Duration::from_secs(10);
        assert_eq!(one.available(later, BULK), 200);
    }

    #[test]
    fn a_file_that_cannot_be_read_or_had_stops_nobody() {
        let now = Instant::now();
        let (folder, [mut one, mut other]) = two(now);
        let path = folder.path().join("quota.json");
        one.take(now, 2_000);
        std::fs::write(&path, "{cut o").expect("written");
        assert_eq!(one.available(now + SELDOM, BULK), 990);
        let held = std::fs::File::open(&path).expect("it is there");
        held.lock().expect("free");
        other.take(now + SELDOM * 2, 100);
        assert!(other.available(now + SELDOM * 3, BULK) >= 890, "it goes by what it knows");
        drop(held);
        assert_eq!(one.available(now + SELDOM * 4, BULK), 990);
        other.available(now + SELDOM * 5, BULK);
        assert_eq!(one.available(now + SELDOM * 6, BULK), 890, "and tells the others later");
    }
}
