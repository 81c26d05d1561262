//! One target on its way, with everybody who asked for it.

use super::JobId;
use crate::error::SharedError;
use crate::graph::CallerHeaders;
use crate::submission::{ApiVersion, Plan, Priority};
use crate::target::Target;
use foldhash::fast::RandomState;
use hashbrown::hash_table::{Entry, HashTable};
use slab::Slab;
use smallvec::{SmallVec, smallvec};
use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long after it was sent a request takes others along.
const COMPANY: Duration = Duration::from_secs(2);

/// Names one target on its way; never used twice by an engine, so that a stale one is known. Older ones are less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct WorkId {
    number: u64,
    slot: usize,
}

/// Nearly always one.
pub(super) type Tickets = SmallVec<[Ticket; 1]>;

/// One submission that waits for the outcome.
#[derive(Debug, Clone)]
pub(super) struct Ticket {
    pub(super) job: JobId,
    pub(super) tag: u64,
    pub(super) text: Arc<str>,
    pub(super) submitted: Instant,
    /// The submitter knows that the user belongs to another tenant.
    pub(super) external: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// In the queue of this priority.
    Queued(Priority),
    /// Waits until it may be sent again.
    Resting,
    InFlight,
}

#[derive(Debug)]
pub(super) struct Work {
    number: u64,
    /// Of whom it is about: taken once, as the text is in no cache any more when it is to be found again.
    hash: u64,
    pub(super) target: Target,
    pub(super) version: ApiVersion,
    pub(super) priority: Priority,
    pub(super) headers: Option<Arc<CallerHeaders>>,
    pub(super) state: State,
    pub(super) tickets: Tickets,
    /// How often it left this machine.
    pub(super) attempts: u32,
    /// Failures other than throttling.
    pub(super) failures: u32,
    /// How often it was throttled without being told how long to wait.
    pub(super) throttled: u32,
    pub(super) first_sent: Option<Instant>,
    pub(super) last_sent: Option<Instant>,
    /// An earlier send may have been carried out, though no answer said so.
    pub(super) uncertain: bool,
    /// A batch with it was refused as a whole: it goes alone from now on, so that it can't spoil its neighbours'.
    pub(super) alone: bool,
    /// It was sent again with a fresh token.
    pub(super) reauthorized: bool,
    pub(super) http_status: u16,
    pub(super) request_id: Option<Arc<str>>,
    pub(super) last_error: Option<SharedError>,
}

impl Work {
    /// Takes the tickets off for which `gone` says yes.
    pub(super) fn part_with(&mut self, gone: impl Fn(&Ticket) -> bool) -> Tickets {
        let (gone, kept) = std::mem::take(&mut self.tickets).into_iter().partition(gone);
        self.tickets = kept;
        gone
    }

    fn is_long_on_its_way(&self, now: Instant) -> bool {
        self.state == State::InFlight && self.last_sent.is_some_and(|sent| now.saturating_duration_since(sent) > COMPANY)
    }
}

/// The same headers: two jobs that want some each have their own.
pub(super) fn same_headers(one: &Option<Arc<CallerHeaders>>, other: &Option<Arc<CallerHeaders>>) -> bool {
    one.as_ref().map(Arc::as_ptr) == other.as_ref().map(Arc::as_ptr)
}

/// All targets on their way, by id and by whom.
#[derive(Debug, Default)]
pub(super) struct Works {
    slots: Slab<Work>,
    /// The slot of each target's newest work, and no more: the less there is of it, the more of it stays in the caches.
    by_target: HashTable<usize>,
    hasher: RandomState,
    last: u64,
}

impl Works {
    /// The work that this target is part of already, or a new one, queued. True when it is new.
    ///
    /// A request that has been on its way for long is no company: it may hang, and what it revokes are sessions of then.
    /// Nor is one with other headers.
    pub(super) fn join(&mut self, target: Target, plan: &Plan, ticket: Ticket) -> (WorkId, bool) {
        let Plan { version, priority, ref headers, .. } = *plan;
        let (hash, slots) = (self.hasher.hash_one((version, &*target.key())), &mut self.slots);
        let is_it = |slot: &usize| slots[*slot].version == version && slots[*slot].target.is_same(&target);
        let entry = self.by_target.entry(hash, is_it, |slot| slots[*slot].hash);
        if let Entry::Occupied(known) = &entry {
            let (slot, work) = (*known.get(), &mut slots[*known.get()]);
            if same_headers(&work.headers, headers) && !work.is_long_on_its_way(ticket.submitted) {
                work.tickets.push(ticket);
                return (WorkId { number: work.number, slot }, false);
            }
        }
        self.last += 1;
        let work = Work {
            number: self.last,
            hash,
            target,
            version,
            priority,
            headers: headers.clone(),
            state: State::Queued(priority),
            tickets: smallvec![ticket],
            attempts: 0,
            failures: 0,
            throttled: 0,
            first_sent: None,
            last_sent: None,
            uncertain: false,
            alone: false,
            reauthorized: false,
            http_status: 0,
            request_id: None,
            last_error: None,
        };
        let id = WorkId { number: self.last, slot: slots.insert(work) };
        entry.insert(id.slot);
        (id, true)
    }

    pub(super) fn get(&self, id: WorkId) -> Option<&Work> {
        self.slots.get(id.slot).filter(|work| work.number == id.number)
    }

    pub(super) fn get_mut(&mut self, id: WorkId) -> Option<&mut Work> {
        self.slots.get_mut(id.slot).filter(|work| work.number == id.number)
    }

    pub(super) fn remove(&mut self, id: WorkId) -> Option<Work> {
        self.get(id)?;
        let work = self.slots.remove(id.slot);
        // Another may have taken its place.
        if let Ok(known) = self.by_target.find_entry(work.hash, |slot| *slot == id.slot) {
            known.remove();
        }
        Some(work)
    }

    /// Lets a target go that nobody asks for any more, one in flight, too: whoever asks for it next must not have to wait for an
    /// answer that may never come. True when it is gone.
    pub(super) fn drop_unwanted(&mut self, id: WorkId) -> bool {
        let unwanted = self.get(id).is_none_or(|work| work.tickets.is_empty());
        if unwanted {
            self.remove(id);
        }
        unwanted
    }

    /// The ids of all that `wanted` says yes to, oldest first.
    pub(super) fn ids(&self, wanted: impl Fn(&Work) -> bool) -> Vec<WorkId> {
        let mut ids: Vec<_> =
            self.slots.iter().filter(|(_, work)| wanted(work)).map(|(slot, work)| WorkId { number: work.number, slot }).collect();
        ids.sort_unstable();
        ids
    }

    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }
}

/// Who rests until when.
#[derive(Debug, Default)]
pub(super) struct Resting {
    until: BTreeSet<(Instant, WorkId)>,
}

impl Resting {
    pub(super) fn add(&mut self, until: Instant, id: WorkId) {
        self.until.insert((until, id));
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.until.first().map(|(until, _)| *until)
    }

    /// One whose rest is over.
    pub(super) fn wake(&mut self, now: Instant) -> Option<WorkId> {
        (self.next()? <= now).then(|| self.until.pop_first()).flatten().map(|(_, id)| id)
    }
}
