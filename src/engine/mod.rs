//! Decides what is sent when, and what became of whom; does nothing else: no I/O, no clock, no async, no lock.
//!
//! Inputs carry `now`; outputs are polled until there is nothing to do. Every submission comes out exactly once.

pub(crate) mod backoff;
pub(crate) mod bucket;
mod cancel;
pub(crate) mod exchange;
mod health;
#[cfg(any(test, feature = "simulation"))]
mod meter;
mod queue;
mod settle;
#[cfg(any(test, feature = "simulation"))]
pub(crate) mod simulation;
mod tally;
mod tell;
#[cfg(test)]
mod tests;
mod window;
mod work;
#[cfg(any(test, feature = "simulation"))]
mod world;

use crate::error::SharedError;
use crate::log::{LogLevel, LogLine};
use crate::outcome::{Outcome, Status};
use crate::progress::Progress;
use crate::submission::{Plan, Priority, Submission};
use bucket::Quota;
use exchange::{Request, RequestId};
use foldhash::fast::RandomState;
use health::Health;
use queue::Queue;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tally::Tally;
use window::Window;
use work::{Resting, State, Ticket, WorkId, Works};

/// How long bulk work may wait to share a batch when the quota is the limit.
const SHARE: Duration = Duration::from_secs(1);
/// The least wait for a quota.
const SOON: Duration = Duration::from_millis(1);
/// How long bulk work waits for company while more is being handed over and something is on its way already.
const LINGER: Duration = Duration::from_millis(10);
/// What a round trip is taken for before one was seen.
const USUAL_ROUND_TRIP: Duration = Duration::from_millis(200);

/// Names one job of an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct JobId(pub(crate) u64);

/// What can be set.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) max_in_flight: usize,
    pub(crate) max_batch_size: usize,
    pub(crate) max_attempts: u32,
    pub(crate) give_up_after: Duration,
    pub(crate) seed: u64,
}

/// What is to be done next.
#[derive(Debug)]
pub(crate) enum Output {
    /// This became of submissions of a job.
    Deliver(JobId, Vec<Outcome>),
    /// Nothing will ever come any more for this job.
    Finished(JobId),
    Send(Request),
    /// Nobody waits for the answer to this request any more; it is not to be told.
    Abandon(RequestId),
    /// For those who watch the job.
    Tell(JobId, LogLine),
    /// Nothing to do before this, or before the next input.
    Wait(Option<Instant>),
}

struct JobState {
    plan: Plan,
    tally: Tally,
    /// No more targets will come.
    complete: bool,
    cancelled: bool,
    /// After a cancellation, answers that are due are waited for until then.
    grace: Option<Instant>,
    announced: bool,
}

struct InFlight {
    works: Vec<WorkId>,
    sent: Instant,
}

/// Turns submissions into requests and answers into outcomes.
pub(crate) struct Engine<Q> {
    settings: Settings,
    quota: Q,
    works: Works,
    // There are few of them, and each is looked up several times for each target.
    jobs: BTreeMap<JobId, JobState>,
    interactive: Queue,
    bulk: Queue,
    resting: Resting,
    in_flight: HashMap<RequestId, InFlight, RandomState>,
    /// Targets in them.
    writes_in_flight: usize,
    window: Window,
    health: Health,
    round_trip: Duration,
    /// Requests in a row that were throttled by half or more, without a word on which limit it was.
    unexplained: u32,
    /// The answer that is being taken came from a quota that is used up.
    out_of_quota: bool,
    throttled_until: Option<Instant>,
    quota_ready: Option<Instant>,
    company_until: Option<Instant>,
    next_request: RequestId,
    /// In the order in which they became known; those of one job that follow each other are together.
    out: VecDeque<(JobId, Vec<Outcome>)>,
    finished: VecDeque<JobId>,
    abandoned: Vec<RequestId>,
    told: VecDeque<(JobId, LogLine)>,
    random: fastrand::Rng,
}

impl<Q: Quota> Engine<Q> {
    pub(crate) fn new(settings: Settings, quota: Q) -> Self {
        Self {
            window: Window::new(settings.max_in_flight),
            random: fastrand::Rng::with_seed(settings.seed),
            settings,
            quota,
            works: Works::default(),
            jobs: BTreeMap::new(),
            interactive: Queue::default(),
            bulk: Queue::default(),
            resting: Resting::default(),
            in_flight: HashMap::default(),
            health: Health::default(),
            round_trip: USUAL_ROUND_TRIP,
            unexplained: 0,
            out_of_quota: false,
            writes_in_flight: 0,
            throttled_until: None,
            quota_ready: None,
            company_until: None,
            next_request: RequestId(1),
            out: VecDeque::new(),
            finished: VecDeque::new(),
            abandoned: Vec::new(),
            told: VecDeque::new(),
        }
    }

    /// Goes on with another quota, made of the one that it had.
    pub(crate) fn exchange_quota(&mut self, exchange: impl FnOnce(&Q) -> Q) {
        self.quota = exchange(&self.quota);
    }

    /// Begins a job.
    pub(crate) fn open(&mut self, now: Instant, job: JobId, plan: Plan) {
        self.jobs.insert(job, JobState { plan, tally: Tally::new(now), complete: false, cancelled: false, grace: None, announced: false });
    }

    /// Takes a target. For a job that is unknown by now, nobody would hear of it: it is dropped.
    pub(crate) fn submit(&mut self, now: Instant, job: JobId, submission: Submission) {
        let Some(state) = self.jobs.get_mut(&job) else { return };
        state.tally.submitted();
        let ticket = Ticket { job, tag: submission.tag, text: submission.text, submitted: now, external: submission.external };
        if state.cancelled {
            return self.deliver_unsent(now, &ticket, Status::NotSent, cancel::not_sent());
        }
        let target = match submission.target {
            Ok(target) => target,
            Err(error) => return self.deliver_unsent(now, &ticket, Status::Invalid, error),
        };
        let priority = state.plan.priority;
        let (id, new) = self.works.join(target, &state.plan, ticket);
        if new { self.enqueue_last(id, priority) } else { self.ride_along(id, job, priority) }
    }

    /// The target is on its way already. Somebody who waits takes it along to the head of the queue.
    fn ride_along(&mut self, id: WorkId, job: JobId, priority: Priority) {
        let Some(work) = self.works.get_mut(id) else { return };
        if priority == Priority::Interactive {
            work.priority = priority;
        }
        match work.state {
            State::InFlight => self.tally(job, Tally::sent),
            State::Queued(Priority::Bulk) if priority == Priority::Interactive => {
                work.state = State::Queued(priority);
                self.enqueue_last(id, priority);
            }
            State::Queued(_) | State::Resting => {}
        }
    }

    fn enqueue_last(&mut self, id: WorkId, priority: Priority) {
        if let Some(work) = self.works.get(id) {
            queue(&mut self.interactive, &mut self.bulk, priority).push_back(id, work);
        }
    }

    fn enqueue_first(&mut self, id: WorkId, priority: Priority) {
        if let Some(work) = self.works.get(id) {
            queue(&mut self.interactive, &mut self.bulk, priority).push_front(id, work);
        }
    }

    fn tally(&mut self, job: JobId, count: impl FnOnce(&mut Tally)) {
        if let Some(state) = self.jobs.get_mut(&job) {
            count(&mut state.tally);
        }
    }

    /// No more targets will come for this job.
    pub(crate) fn finish(&mut self, job: JobId) {
        if let Some(state) = self.jobs.get_mut(&job) {
            state.complete = true;
            self.announce(job);
        }
    }

    /// Time has passed.
    pub(crate) fn tick(&mut self, now: Instant) {
        while let Some(id) = self.resting.wake(now) {
            self.requeue_first(id);
        }
        for priority in [Priority::Interactive, Priority::Bulk] {
            if self.health.gives_up_at(priority).is_some_and(|at| at <= now) {
                self.give_up_waiting(now, priority);
            }
        }
        let ended: Vec<_> = self.jobs.iter().filter(|(_, job)| job.grace.is_some_and(|at| at <= now)).map(|(id, _)| *id).collect();
        for job in ended {
            self.end_in_flight(now, job);
        }
    }

    /// A retry goes before those that were never sent: it was given earlier.
    fn requeue_first(&mut self, id: WorkId) {
        let Some(work) = self.works.get_mut(id) else { return };
        work.state = State::Queued(work.priority);
        let priority = work.priority;
        self.enqueue_first(id, priority);
    }

    /// What to do now. To be called until it says to wait.
    pub(crate) fn poll(&mut self, now: Instant) -> Output {
        if let Some(output) = self.pending() {
            return output;
        }
        self.tick(now);
        if let Some(output) = self.pending() {
            return output;
        }
        match self.next_send(now) {
            Some(request) => Output::Send(request),
            None => Output::Wait(self.next_wake(now)),
        }
    }

    /// What is decided already.
    fn pending(&mut self) -> Option<Output> {
        if let Some((job, line)) = self.told.pop_front() {
            return Some(Output::Tell(job, line));
        }
        if let Some((job, outcomes)) = self.out.pop_front() {
            return Some(Output::Deliver(job, outcomes));
        }
        if let Some(job) = self.finished.pop_front() {
            return Some(Output::Finished(job));
        }
        self.abandoned.pop().map(Output::Abandon)
    }

    fn next_send(&mut self, now: Instant) -> Option<Request> {
        (self.quota_ready, self.company_until) = (None, None);
        if self.health.hold(now).is_some() || (self.health.probing() && !self.in_flight.is_empty()) {
            return None;
        }
        for priority in [Priority::Interactive, Priority::Bulk] {
            if self.in_flight.len() >= self.room(priority) || self.is_enough_on_the_way(priority) {
                continue;
            }
            let ids = self.gather(priority);
            if ids.is_empty() {
                continue;
            }
            if priority == Priority::Bulk && self.waits_for_company(now, &ids) {
                self.put_back(priority, &ids);
                continue;
            }
            // Whoever waits for the quota is not overtaken by what comes behind him.
            return self.send_what_the_quota_allows(now, priority, ids);
        }
        None
    }

    /// Bulk work leaves one place to a lone call.
    fn room(&self, priority: Priority) -> usize {
        match priority {
            Priority::Interactive => self.window.limit(),
            Priority::Bulk => self.window.size().min(self.window.limit() - 1).max(1),
        }
    }

    /// Should the quota turn out to be used up, all that is on its way is refused: it must not be all of the quota.
    fn is_enough_on_the_way(&self, priority: Priority) -> bool {
        let batch = self.settings.max_batch_size;
        priority == Priority::Bulk && self.writes_in_flight > 0 && self.writes_in_flight + batch > self.quota.most_on_the_way().max(batch)
    }

    /// Takes from the head of the queue what can go in one request.
    fn gather(&mut self, priority: Priority) -> Vec<WorkId> {
        let queue = queue(&mut self.interactive, &mut self.bulk, priority);
        let mut ids = Vec::with_capacity(self.settings.max_batch_size);
        while let Some(line) = queue.oldest().filter(|_| ids.is_empty()) {
            while let Some(&id) = line.front().filter(|_| ids.len() < self.settings.max_batch_size) {
                // An entry may be stale: cancelled, or gone ahead as interactive.
                let alone = self.works.get(id).filter(|work| work.state == State::Queued(priority)).map(|work| work.alone);
                if alone == Some(true) && !ids.is_empty() {
                    break;
                }
                line.pop_front();
                ids.extend(alone.map(|_| id));
                if alone == Some(true) {
                    break;
                }
            }
        }
        ids
    }

    fn send_what_the_quota_allows(&mut self, now: Instant, priority: Priority, mut ids: Vec<WorkId>) -> Option<Request> {
        let available = self.quota.available(now, priority);
        let least = match priority {
            Priority::Interactive => 1,
            Priority::Bulk => ids.len().min((self.quota.rate() * SHARE.as_secs_f64()) as usize).max(1),
        };
        if available < least {
            // A shared quota may have changed since it was asked a moment ago; "now" would never be looked at again.
            self.quota_ready = Some(self.quota.ready_at(now, least, priority).max(now + SOON));
            self.put_back(priority, &ids);
            return None;
        }
        let surplus = ids.split_off(available.min(ids.len()));
        self.put_back(priority, &surplus);
        Some(self.send(now, priority, ids))
    }

    /// Who comes one by one through a pipeline need not go one by one: as in Nagle's algorithm, the first goes at once, and what
    /// comes while it is on its way goes together.
    fn waits_for_company(&mut self, now: Instant, ids: &[WorkId]) -> bool {
        let is_fed = || self.jobs.values().any(|job| !job.complete && !job.cancelled && job.plan.priority == Priority::Bulk);
        if ids.len() >= self.settings.max_batch_size || self.in_flight.is_empty() || !is_fed() {
            return false;
        }
        let first = self.works.get(ids[0]).filter(|work| !work.alone).and_then(|work| work.tickets.first());
        self.company_until = first.map(|ticket| ticket.submitted + LINGER).filter(|until| *until > now);
        self.company_until.is_some()
    }

    fn put_back(&mut self, priority: Priority, ids: &[WorkId]) {
        for id in ids.iter().rev() {
            self.enqueue_first(*id, priority);
        }
    }

    fn send(&mut self, now: Instant, priority: Priority, ids: Vec<WorkId>) -> Request {
        self.quota.take(now, ids.len());
        let id = self.next_request;
        self.next_request = RequestId(id.0 + 1);
        let mut request = Request { id, priority, targets: Vec::with_capacity(ids.len()), ..Request::default() };
        for work_id in &ids {
            let work = self.works.get_mut(*work_id).expect("gathered from the living");
            work.state = State::InFlight;
            work.attempts += 1;
            work.first_sent.get_or_insert(now);
            work.last_sent = Some(now);
            request.version = work.version;
            request.headers.clone_from(&work.headers);
            request.targets.push(work.target.clone());
            for job in work.tickets.iter().map(|ticket| ticket.job) {
                if let Some(state) = self.jobs.get_mut(&job) {
                    state.tally.sent();
                    request.is_watched |= state.plan.log >= LogLevel::Requests;
                }
            }
        }
        self.writes_in_flight += ids.len();
        self.in_flight.insert(id, InFlight { works: ids, sent: now });
        request
    }

    fn next_wake(&self, now: Instant) -> Option<Instant> {
        let graces = self.jobs.values().filter_map(|job| job.grace);
        let give_up = [Priority::Interactive, Priority::Bulk]
            .into_iter()
            .filter_map(|p| self.health.gives_up_at(p))
            .filter(|_| !self.works.is_empty());
        self.resting
            .next()
            .into_iter()
            .chain(self.quota_ready)
            .chain(self.company_until)
            .chain(self.health.hold(now))
            .chain(graces)
            .chain(give_up)
            .filter(|at| *at > now)
            .min()
    }

    /// How far a job is. `time_left` is that of all jobs together.
    pub(crate) fn progress(&self, now: Instant, job: JobId, time_left: Duration) -> Option<Progress> {
        let state = self.jobs.get(&job)?;
        let mut progress = state.tally.progress(now);
        progress.finished = state.announced;
        let busy = progress.waiting + progress.in_flight > 0;
        progress.time_left = if busy { Some(time_left) } else { progress.finished.then_some(Duration::ZERO) };
        progress.throttled_for = self.throttled_until.and_then(|until| until.checked_duration_since(now)).filter(|left| !left.is_zero());
        Some(progress)
    }

    /// How long all that was submitted so far will take: the quota's time or the network's, whichever is longer, and the
    /// last answer's way back.
    pub(crate) fn time_left(&mut self, now: Instant) -> Duration {
        let writes: u64 = self.jobs.values().map(|job| job.tally.waiting()).sum();
        let requests = writes.div_ceil(self.settings.max_batch_size as u64);
        let round_trips = requests.div_ceil(self.window.limit() as u64) as u32;
        self.quota.time_for(now, writes).max(self.round_trip * round_trips) + self.round_trip
    }

    fn deliver_unsent(&mut self, now: Instant, ticket: &Ticket, status: Status, error: SharedError) {
        let outcome = Outcome {
            tag: ticket.tag,
            user: Arc::clone(&ticket.text),
            status,
            http_status: 0,
            attempts: 0,
            duration: now.saturating_duration_since(ticket.submitted),
            request_id: None,
            error: Some(error),
        };
        self.deliver(now, ticket.job, outcome);
    }

    /// The one way out.
    fn deliver(&mut self, now: Instant, job: JobId, outcome: Outcome) {
        self.tally(job, |tally| tally.ended(now, outcome.status));
        match self.out.back_mut() {
            Some((last, outcomes)) if *last == job => outcomes.push(outcome),
            _ => {
                let mut outcomes = Vec::with_capacity(self.settings.max_batch_size);
                outcomes.push(outcome);
                self.out.push_back((job, outcomes));
            }
        }
        self.announce(job);
    }

    fn announce(&mut self, job: JobId) {
        let Some(state) = self.jobs.get_mut(&job) else { return };
        if state.complete && !state.announced && state.tally.outstanding() == 0 {
            state.announced = true;
            state.grace = None;
            self.finished.push_back(job);
        }
    }
}

/// The queue of a priority; of the two alone, so that the rest of the engine can be used meanwhile.
fn queue<'a>(interactive: &'a mut Queue, bulk: &'a mut Queue, priority: Priority) -> &'a mut Queue {
    match priority {
        Priority::Interactive => interactive,
        Priority::Bulk => bulk,
    }
}
