//! The engine in a simulated world: a clock that jumps, and a service with a quota of its own, which the engine can only find out.

use super::bucket::Bucket;
use super::exchange::{Answer, Body, Failure, Item, Request, Verdict};
use super::meter::Meter;
use super::*;
use crate::error::{Error, ErrorKind};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What the simulated service does, as parts of a hundred.
#[derive(Debug, Clone)]
pub(crate) struct Weather {
    pub(crate) throttle: u32,
    pub(crate) unavailable: u32,
    pub(crate) lost: u32,
    pub(crate) unreachable: u32,
    pub(crate) missing: u32,
    pub(crate) whole: u32,
    pub(crate) refused: u32,
}

pub(crate) const FAIR: Weather = Weather { throttle: 0, unavailable: 0, lost: 0, unreachable: 0, missing: 0, whole: 0, refused: 0 };

/// An engine, a clock, and a service with a bucket of its own.
pub(crate) struct World {
    pub(crate) engine: Engine<Bucket>,
    pub(crate) start: Instant,
    pub(crate) now: Instant,
    pub(crate) service: Meter,
    pub(crate) weather: Weather,
    pub(crate) random: fastrand::Rng,
    pub(crate) latency: Duration,
    /// Answers on their way back, by when they arrive.
    pub(crate) answers: BTreeMap<(Instant, RequestId), Request>,
    pub(crate) outcomes: HashMap<(JobId, u64), Outcome>,
    pub(crate) twice: Vec<(JobId, u64)>,
    pub(crate) done_by_service: HashMap<String, u32>,
    pub(crate) finished: HashSet<JobId>,
    pub(crate) writes: u64,
    pub(crate) refused_writes: u64,
    pub(crate) most_in_flight: usize,
    pub(crate) requests: u64,
    pub(crate) last_sent: Instant,
    /// Users that another job asked for as well: it may have had them revoked.
    pub(crate) shared: std::ops::Range<u64>,
}

impl World {
    pub(crate) fn new(seed: u64, weather: Weather) -> Self {
        let start = Instant::now();
        let bucket = Bucket::new(start, 3_000, Duration::from_secs(150));
        let settings = Settings { max_in_flight: 64, max_batch_size: 20, max_attempts: 8, give_up_after: Duration::from_secs(900), seed };
        Self {
            engine: Engine::new(settings, bucket),
            start,
            now: start,
            service: Meter::documented(),
            weather,
            random: fastrand::Rng::with_seed(seed ^ 0x5eed),
            latency: Duration::from_millis(150),
            answers: BTreeMap::new(),
            outcomes: HashMap::new(),
            twice: Vec::new(),
            done_by_service: HashMap::new(),
            finished: HashSet::new(),
            writes: 0,
            refused_writes: 0,
            most_in_flight: 0,
            requests: 0,
            last_sent: start,
            shared: 0..0,
        }
    }

    pub(crate) fn job(&mut self, id: u64, priority: Priority) -> JobId {
        self.engine.open(self.now, JobId(id), Plan { priority, ..Plan::default() });
        JobId(id)
    }

    pub(crate) fn submit(&mut self, job: JobId, tags: std::ops::Range<u64>) {
        for tag in tags {
            self.engine.submit(self.now, job, Submission::user(tag, &format!("user{tag}@contoso.example")));
        }
    }

    /// Does what the engine asks for at this moment; says when it wants to be woken.
    pub(crate) fn settle(&mut self) -> Option<Instant> {
        loop {
            match self.engine.poll(self.now) {
                Output::Deliver(job, outcomes) => {
                    for outcome in outcomes {
                        let key = (job, outcome.tag);
                        if self.outcomes.insert(key, outcome).is_some() {
                            self.twice.push(key);
                        }
                    }
                }
                Output::Finished(job) => assert!(self.finished.insert(job), "finished twice"),
                Output::Send(request) => self.send(request),
                Output::Abandon(id) => self.abandon(id),
                Output::Tell(job, line) => panic!("nobody watches {job:?}: {line:?}"),
                Output::Wait(until) => return until,
            }
        }
    }

    pub(crate) fn send(&mut self, request: Request) {
        assert!(!request.targets.is_empty() && request.targets.len() <= 20);
        self.requests += 1;
        self.last_sent = self.now;
        let arrives = self.now + self.latency.mul_f64(0.5 + self.random.f64());
        self.answers.insert((arrives, request.id), request);
        self.most_in_flight = self.most_in_flight.max(self.answers.len());
        assert!(self.answers.len() <= 64);
    }

    /// The service may carry it out all the same.
    pub(crate) fn abandon(&mut self, abandoned: RequestId) {
        let key = *self.answers.keys().find(|(_, id)| *id == abandoned).expect("only what is on its way");
        let request = self.answers.remove(&key).expect("found");
        if self.random.bool() {
            request.targets.iter().for_each(|target| self.carry_out(target));
        }
    }

    /// Runs until `until`, or until nothing is left to do.
    pub(crate) fn run(&mut self, until: Duration) {
        let end = self.start + until;
        while self.now <= end {
            let wake = self.settle();
            let arrival = self.answers.first_key_value().map(|((at, _), _)| *at);
            let Some(next) = wake.into_iter().chain(arrival).min() else { return };
            if next > end {
                self.now = end;
                return;
            }
            self.now = self.now.max(next);
            if arrival == Some(next) {
                let ((_, id), request) = self.answers.pop_first().expect("it was there");
                self.answer(id, &request);
            }
        }
    }

    pub(crate) fn answer(&mut self, id: RequestId, request: &Request) {
        let dice = self.random.u32(0..100);
        let w = self.weather.clone();
        let error = |kind, text: &str| Arc::new(Error::new(kind, text));
        if dice < w.unreachable {
            return self.engine.failed(self.now, id, Failure::NotReached(error(ErrorKind::Network, "refused")));
        }
        if dice < w.unreachable + w.lost {
            if self.random.bool() {
                request.targets.iter().for_each(|target| self.carry_out(target));
            }
            return self.engine.failed(self.now, id, Failure::Broken(error(ErrorKind::Network, "reset")));
        }
        let body = if dice < w.unreachable + w.lost + w.whole && request.targets.len() > 1 {
            Body::Whole(Verdict { status: *self.random.choice(&[503, 429, 400, 502]).expect("not empty"), ..Verdict::default() })
        } else {
            Body::Items(request.targets.iter().map(|target| self.item(target)).collect())
        };
        self.engine.answered(self.now, id, Answer { body, usage: None });
    }

    pub(crate) fn item(&mut self, target: &crate::Target) -> Item {
        let dice = self.random.u32(0..100);
        let w = &self.weather;
        let verdict = |status| Verdict { status, ..Verdict::default() };
        if dice < w.missing {
            return Item::Garbled(Arc::new(Error::new(ErrorKind::Answer, "left out")));
        }
        if dice < w.missing + w.unavailable {
            return Item::Answered(verdict(503));
        }
        if dice < w.missing + w.unavailable + w.refused {
            return Item::Answered(verdict(404));
        }
        if dice < w.missing + w.unavailable + w.refused + w.throttle {
            let retry_after = self.random.bool().then(|| Duration::from_secs(self.random.u64(1..12)));
            return Item::Answered(Verdict { retry_after, ..verdict(429) });
        }
        self.writes += 1;
        if !self.service.write(self.now - self.start) {
            self.refused_writes += 1;
            let retry_after = self.service.tells_wait.then(|| Duration::from_secs(self.random.u64(1..=self.service.longest_wait)));
            return Item::Answered(Verdict { retry_after, write_limit: self.service.tells_scope, ..verdict(429) });
        }
        self.carry_out(target);
        Item::Answered(verdict(200))
    }

    pub(crate) fn carry_out(&mut self, target: &crate::Target) {
        *self.done_by_service.entry(target.to_string()).or_default() += 1;
    }

    #[cfg(test)]
    pub(crate) fn progress(&mut self, job: JobId) -> Option<Progress> {
        let time_left = self.engine.time_left(self.now);
        self.engine.progress(self.now, job, time_left)
    }

    #[cfg(test)]
    pub(crate) fn count(&self, status: Status) -> usize {
        self.outcomes.values().filter(|outcome| outcome.status == status).count()
    }

    /// Exactly one outcome for each submission, and none claims more than the service did.
    pub(crate) fn check(&self, job: JobId, tags: std::ops::Range<u64>) {
        assert_eq!(self.twice, []);
        for tag in tags {
            let outcome = self.outcomes.get(&(job, tag)).unwrap_or_else(|| panic!("{tag} was lost"));
            assert_eq!(outcome.error.is_none(), outcome.status == Status::Revoked);
            let done = self.done_by_service.contains_key(outcome.user.as_ref());
            match outcome.status {
                Status::Revoked => assert!(done, "{tag} is said to be revoked and was not"),
                Status::NotSent | Status::Failed => {
                    assert!(!done || self.shared.contains(&tag), "{tag} is said not to be revoked and was: {outcome:?}")
                }
                _ => {}
            }
        }
        assert!(self.finished.contains(&job));
    }
}
