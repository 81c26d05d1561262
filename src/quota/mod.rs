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
/// How long a file that could not be had is left alone: waiting for it holds up all that this process does.
const BUSY: Duration = Duration::from_secs(1);
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
    /// What was learnt while the file could not be had: there is not more than that.
    cap: Option<f64>,
    /// The file could not be had; until then it is not tried again.
    busy_until: Option<Instant>,
    /// Processes that wait longer than we do, and since when and until when we wait.
    ahead: usize,
    since: Option<f64>,
    until: f64,
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
        let account = Account {
            bucket,
            ledger,
            who: fastrand::u64(..),
            looked,
            spent: 0,
            given_back: 0,
            accepted: 0,
            cap: None,
            busy_until: None,
            ahead: 0,
            since: None,
            until: 0.0,
        };
        Self(Arc::new(Mutex::new(account)))
    }

    /// With what was spent of another, before it was known that it is the same.
    pub(crate) fn taking_over(mut self, now: Instant, from: &Self) -> Self {
        // What was learnt of the service meanwhile is no spending of ours: it only says how much there is at the most.
        let (spent, level) = {
            let from = from.lock();
            (from.spent.saturating_sub(from.given_back), from.bucket.level())
        };
        self.take(now, spent);
        self.lock().sync(now, |bucket| bucket.cap(level));
        self
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
        self.exchange(now, change, |_, _| ());
    }

    /// The same, and what else there is to be said in the file, at a time in seconds since 1970.
    fn exchange(&mut self, now: Instant, change: impl Fn(&mut Bucket), say: impl FnOnce(&mut Entry, f64)) {
        self.looked = now;
        let Some(ledger) = self.ledger.as_ref().filter(|_| self.busy_until.is_none_or(|until| until <= now)) else {
            change(&mut self.bucket);
            self.cap = self.ledger.is_some().then(|| self.bucket.level());
            return;
        };
        let (own, spent, given_back, accepted, cap) = (&self.bucket, self.spent, self.given_back, self.accepted, self.cap);
        let (who, since, wall) = (self.who, self.since, ledger::wall(now));
        let changed = ledger.change(wall, |entry, ago| {
            // The first to write it down has spent nothing before it.
            let mut bucket = match &entry.bucket {
                Some(record) => {
                    let mut bucket = own.with_record(now, ago, record);
                    bucket.take(now, spent);
                    bucket.refund(given_back);
                    bucket.accepted(accepted);
                    bucket.cap(cap.unwrap_or(f64::INFINITY));
                    bucket
                }
                None => own.clone(),
            };
            change(&mut bucket);
            entry.bucket = Some(bucket.record(now));
            entry.waiting.retain(|other| other.until > wall);
            say(entry, wall);
            (bucket, ahead(entry, who, since, wall))
        });
        match changed {
            Some((bucket, ahead)) => {
                (self.bucket, self.ahead, self.cap, self.busy_until) = (bucket, ahead, None, None);
                (self.spent, self.given_back, self.accepted) = (0, 0, 0);
            }
            None => {
                change(&mut self.bucket);
                (self.cap, self.busy_until) = (Some(self.bucket.level()), Some(now + BUSY));
            }
        }
    }

    /// Says in the file until when we wait for our share.
    fn wait(&mut self, now: Instant, until: Instant) {
        let (who, wall, until) = (self.who, ledger::wall(now), ledger::wall(until) + LATE);
        // A wait that was given up long ago gives nobody a place at the head.
        let since = self.since.filter(|_| self.until > wall).unwrap_or(wall);
        (self.since, self.until) = (Some(since), until);
        self.exchange(
            now,
            |_| (),
            |entry, _| {
                entry.waiting.retain(|other| other.who != who);
                entry.waiting.push(Waiting { who, since, until });
            },
        );
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
        let (who, waited) = (account.who, account.since.take().is_some());
        if waited || account.bucket.is_low() {
            // In one step: who sees that we wait no more sees what we took.
            account.exchange(now, |_| (), |entry, _| entry.waiting.retain(|other| other.who != who));
        }
    }

    fn refund(&mut self, writes: usize) {
        let mut account = self.lock();
        account.bucket.refund(writes);
        account.given_back += writes;
    }

    fn ready_at(&mut self, now: Instant, writes: usize, priority: Priority) -> Instant {
        let mut account = self.looked(now);
        if priority == Priority::Interactive {
            return account.bucket.ready_at(now, writes, priority);
        }
        let others = account.ahead * SHARE;
        let ready = account.bucket.ready_at(now, writes + others, priority);
        if account.ledger.is_some() {
            account.wait(now, ready);
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
        let mut account = self.lock();
        // It is asked at each turn: what a short run has spent has to be in the file before it ends.
        if account.spent > 0 && now.saturating_duration_since(account.looked) >= SELDOM {
            account.sync(now, |_| ());
        }
        account.bucket.time_for(now, writes)
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
        assert!((199..=200).contains(&one.available(later, BULK)));
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
        // A while later it looks again, and tells the others; forty have been refilled.
        let later = now + BUSY + BUSY;
        other.available(later, BULK);
        let left = one.available(later + SELDOM, BULK);
        assert!((925..=935).contains(&left), "{left}");
    }

    #[test]
    fn what_was_learnt_before_it_was_known_whose_quota_it_is_is_not_spent_again() {
        let now = Instant::now();
        let (_folder, [known, mut other]) = two(now);
        other.take(now, 2_600);
        let mut unknown = SharedBucket::of_ones_own(now, Bucket::new(now, 3_000, Duration::from_secs(150)));
        unknown.take(now, 100);
        unknown.refund(20);
        // The service says that nearly all is used up: by the others.
        unknown.usage(now, 0.9);
        let mut known = known.taking_over(now, &unknown);
        assert_eq!(known.available(now, BULK), 290);
        assert_eq!(other.available(now + SELDOM, BULK), 290);
    }

    #[test]
    fn a_short_run_leaves_what_it_has_spent() {
        let now = Instant::now();
        let (_folder, [mut short, mut next]) = two(now);
        short.available(now, BULK);
        short.take(now, 160);
        short.time_for(now + SELDOM, 0);
        drop(short);
        assert_eq!(next.available(now + SELDOM, BULK), 2_830);
    }

    #[test]
    fn a_file_that_says_nonsense_harms_nobody() {
        let now = Instant::now();
        let (folder, [mut one, _]) = two(now);
        one.take(now, 2_000);
        let record = r#"{"at":-1e300,"bucket":{"level":-1e300,"rate":1e300,"corrected":1e19,"measured_from":[-1e19,1e300]},"waiting":[]}"#;
        std::fs::write(folder.path().join("quota.json"), record).expect("written");
        // A day has passed since, as far as anybody can tell.
        assert!(one.available(now + SELDOM, BULK) <= 2_990);
        assert!(one.ready_at(now + SELDOM, 20, BULK) <= now + Duration::from_secs(400));
    }
}
