//! Random schedules of answers, faults and cancellations on simulated time.

use super::bucket::{Bucket, Quota};
use super::exchange::{Answer, Body, Failure, Item, Request, Verdict};
use super::*;
use crate::error::{Error, ErrorKind};
use crate::submission::ApiVersion;
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What the simulated service does, as parts of a hundred.
#[derive(Debug, Clone)]
struct Weather {
    throttle: u32,
    unavailable: u32,
    lost: u32,
    unreachable: u32,
    missing: u32,
    whole: u32,
    refused: u32,
}

const FAIR: Weather = Weather { throttle: 0, unavailable: 0, lost: 0, unreachable: 0, missing: 0, whole: 0, refused: 0 };

/// An engine, a clock, and a service with a bucket of its own.
struct World {
    engine: Engine<Bucket>,
    start: Instant,
    now: Instant,
    service: Bucket,
    weather: Weather,
    random: fastrand::Rng,
    latency: Duration,
    /// Answers on their way back, by when they arrive.
    answers: BTreeMap<(Instant, RequestId), Request>,
    outcomes: HashMap<(JobId, u64), Outcome>,
    twice: Vec<(JobId, u64)>,
    done_by_service: HashMap<String, u32>,
    finished: HashSet<JobId>,
    writes: u64,
    refused_writes: u64,
    most_in_flight: usize,
    requests: u64,
    last_sent: Instant,
    /// Users that another job asked for as well: it may have had them revoked.
    shared: std::ops::Range<u64>,
}

impl World {
    fn new(seed: u64, weather: Weather) -> Self {
        let start = Instant::now();
        let bucket = Bucket::new(start, 3_000, Duration::from_secs(150));
        let settings = Settings { max_in_flight: 64, max_batch_size: 20, max_attempts: 8, give_up_after: Duration::from_secs(900), seed };
        Self {
            engine: Engine::new(settings, bucket.clone()),
            start,
            now: start,
            service: bucket,
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

    fn job(&mut self, id: u64, priority: Priority) -> JobId {
        self.engine.open(self.now, JobId(id), JobOptions { version: ApiVersion::V1, priority });
        JobId(id)
    }

    fn submit(&mut self, job: JobId, tags: std::ops::Range<u64>) {
        for tag in tags {
            self.engine.submit(self.now, job, Submission::user(tag, &format!("user{tag}@contoso.example")));
        }
    }

    /// Does what the engine asks for at this moment; says when it wants to be woken.
    fn settle(&mut self) -> Option<Instant> {
        loop {
            match self.engine.poll(self.now) {
                Output::Deliver(job, outcome) => {
                    let key = (job, outcome.tag);
                    if self.outcomes.insert(key, outcome).is_some() {
                        self.twice.push(key);
                    }
                }
                Output::Finished(job) => assert!(self.finished.insert(job), "finished twice"),
                Output::Send(request) => self.send(request),
                Output::Abandon(id) => self.abandon(id),
                Output::Wait(until) => return until,
            }
        }
    }

    fn send(&mut self, request: Request) {
        assert!(!request.targets.is_empty() && request.targets.len() <= 20);
        self.requests += 1;
        self.last_sent = self.now;
        let arrives = self.now + self.latency.mul_f64(0.5 + self.random.f64());
        self.answers.insert((arrives, request.id), request);
        self.most_in_flight = self.most_in_flight.max(self.answers.len());
        assert!(self.answers.len() <= 64);
    }

    /// The service may carry it out all the same.
    fn abandon(&mut self, abandoned: RequestId) {
        let key = *self.answers.keys().find(|(_, id)| *id == abandoned).expect("only what is on its way");
        let request = self.answers.remove(&key).expect("found");
        if self.random.bool() {
            request.targets.iter().for_each(|target| self.carry_out(target));
        }
    }

    /// Runs until `until`, or until nothing is left to do.
    fn run(&mut self, until: Duration) {
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

    fn answer(&mut self, id: RequestId, request: &Request) {
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

    fn item(&mut self, target: &crate::Target) -> Item {
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
        if self.service.available(self.now, Priority::Interactive) < 21 {
            self.refused_writes += 1;
            return Item::Answered(Verdict { retry_after: Some(Duration::from_secs(1)), write_limit: true, ..verdict(429) });
        }
        self.service.take(self.now, 1);
        self.carry_out(target);
        Item::Answered(verdict(200))
    }

    fn carry_out(&mut self, target: &crate::Target) {
        *self.done_by_service.entry(target.to_string()).or_default() += 1;
    }

    fn progress(&mut self, job: JobId) -> Option<Progress> {
        let time_left = self.engine.time_left(self.now);
        self.engine.progress(self.now, job, time_left)
    }

    fn count(&self, status: Status) -> usize {
        self.outcomes.values().filter(|outcome| outcome.status == status).count()
    }

    /// Exactly one outcome for each submission, and none claims more than the service did.
    fn check(&self, job: JobId, tags: std::ops::Range<u64>) {
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

fn weather() -> impl Strategy<Value = Weather> {
    (0..30u32, 0..20u32, 0..15u32, 0..10u32, 0..10u32, 0..10u32, 0..10u32).prop_map(
        |(throttle, unavailable, lost, unreachable, missing, whole, refused)| Weather {
            throttle,
            unavailable,
            lost,
            unreachable,
            missing,
            whole,
            refused,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_target_comes_back_exactly_once_whatever_the_service_does(seed: u64, weather in weather(), users in 1..600u64) {
        let mut world = World::new(seed, weather);
        let job = world.job(1, Priority::Bulk);
        world.submit(job, 0..users);
        world.engine.finish(job);
        world.run(Duration::from_secs(4 * 3_600));
        world.check(job, 0..users);
        prop_assert_eq!(world.progress(job).map(|p| (p.done(), p.waiting, p.in_flight, p.finished)), Some((users, 0, 0, true)));
    }

    #[test]
    fn cancelled_at_any_moment_every_target_still_comes_back(seed: u64, weather in weather(), users in 1..400u64, at in 0..20_000u64) {
        let mut world = World::new(seed, weather);
        let (job, other) = (world.job(1, Priority::Bulk), world.job(2, Priority::Bulk));
        world.submit(job, 0..users);
        world.shared = users / 2..users + 20;
        world.submit(other, world.shared.clone());
        world.engine.finish(other);
        world.run(Duration::from_millis(at));
        world.engine.cancel(world.now, job);
        // Given after the cancellation: not sent.
        world.submit(job, users..users + 3);
        world.run(Duration::from_millis(at + 1_001));
        world.check(job, 0..users + 3);
        // The other job asked for some of the same users; it loses nothing by it.
        world.run(Duration::from_secs(4 * 3_600));
        world.check(other, users / 2..users + 20);
        prop_assert!(world.outcomes.iter().filter(|((id, _), _)| *id == other).all(|(_, outcome)| outcome.status != Status::NotSent));
    }

    #[test]
    fn a_closed_client_answers_for_everybody_at_once(seed: u64, weather in weather(), users in 1..400u64, at in 0..20_000u64) {
        let mut world = World::new(seed, weather);
        let job = world.job(1, Priority::Bulk);
        world.submit(job, 0..users);
        world.run(Duration::from_millis(at));
        world.engine.close(world.now);
        world.settle();
        world.check(job, 0..users);
    }
}

/// A whole run in fair weather.
fn run(users: u64, seed: u64) -> World {
    let mut world = World::new(seed, FAIR);
    let job = world.job(1, Priority::Bulk);
    world.submit(job, 0..users);
    world.engine.finish(job);
    world.run(Duration::from_secs(24 * 3_600));
    world.check(job, 0..users);
    world
}

#[test]
fn inside_the_burst_all_is_sent_within_ten_round_trips() {
    let world = run(2_990, 1);
    assert!(world.last_sent - world.start <= world.latency * 10, "{:?}", world.last_sent - world.start);
    assert_eq!(world.requests, 150);
    assert!(world.most_in_flight <= 64);
}

#[test]
fn at_the_quota_it_is_within_a_hundredth_of_the_optimum_and_hardly_refused() {
    for seed in 0..5 {
        let world = run(10_000, seed);
        let optimum = (10_000.0 - 3_000.0) / 20.0;
        let took = (world.now - world.start).as_secs_f64();
        assert!(took <= optimum * 1.01, "{took} s, optimum {optimum} s");
        assert!(world.refused_writes <= world.writes / 1_000, "{} of {} refused", world.refused_writes, world.writes);
        assert!(world.requests <= 510, "batches are filled: {}", world.requests);
    }
}

#[test]
fn a_million_targets_come_back_exactly_once() {
    let mut world = World::new(3, FAIR);
    world.engine.quota = Bucket::new(world.now, u32::MAX, Duration::from_secs(1));
    world.service = world.engine.quota.clone();
    let job = world.job(1, Priority::Bulk);
    world.submit(job, 0..1_000_000);
    world.engine.finish(job);
    world.run(Duration::from_secs(24 * 3_600));
    world.check(job, 0..1_000_000);
    assert_eq!(world.count(Status::Revoked), 1_000_000);
}

#[test]
fn time_left_is_honest_from_the_first_second() {
    let mut world = World::new(5, FAIR);
    let job = world.job(1, Priority::Bulk);
    world.submit(job, 0..10_000);
    world.engine.finish(job);
    for second in [0, 1, 60, 120, 240, 300] {
        world.run(Duration::from_secs(second));
        let left = world.progress(job).and_then(|progress| progress.time_left).expect("it runs").as_secs_f64();
        let truth = 350.5 - second as f64;
        assert!((left - truth).abs() <= truth * 0.1, "after {second} s it says {left} s, and it is {truth} s");
    }
}

#[test]
fn the_same_user_given_twice_is_sent_once_and_answered_twice() {
    let mut world = World::new(1, FAIR);
    let (job, other) = (world.job(1, Priority::Bulk), world.job(2, Priority::Interactive));
    for (job, tag, text) in [(job, 1, "A@contoso.example"), (job, 2, " a@contoso.example"), (other, 3, "a@CONTOSO.example")] {
        world.engine.submit(world.now, job, Submission::user(tag, text));
    }
    world.engine.finish(job);
    world.run(Duration::from_secs(9));
    assert_eq!((world.requests, world.count(Status::Revoked)), (1, 3));
    assert_eq!(world.outcomes[&(job, 2)].user.as_ref(), " a@contoso.example", "each gets its own spelling back");
}

#[test]
fn a_request_that_hangs_takes_nobody_along() {
    let mut world = World::new(1, FAIR);
    let (first, later, stopped) = (world.job(1, Priority::Bulk), world.job(2, Priority::Bulk), world.job(3, Priority::Bulk));
    world.submit(first, 0..1);
    world.submit(stopped, 1..2);
    let Output::Send(hanging) = world.engine.poll(world.now) else { panic!("it sends at once") };
    assert_eq!(hanging.targets.len(), 2);
    world.engine.cancel(world.now, stopped);
    world.now += Duration::from_secs(3);
    world.settle();
    // Asked for again: by the same user's other job, and after the first was stopped.
    world.submit(later, 0..2);
    world.run(Duration::from_secs(9));
    assert_eq!([0, 1].map(|tag| world.outcomes[&(later, tag)].status), [Status::Revoked; 2]);
    assert!(!world.outcomes.contains_key(&(first, 0)), "the first still waits for its own answer");
    assert_eq!(world.outcomes[&(stopped, 1)].status, Status::Unknown);
    hanging.targets.iter().for_each(|target| world.carry_out(target));
    let items = vec![Item::Answered(Verdict { status: 200, ..Verdict::default() }); 2];
    world.engine.answered(world.now, hanging.id, Answer { body: Body::Items(items), usage: None });
    world.settle();
    assert_eq!(world.outcomes[&(first, 0)].status, Status::Revoked);
    assert_eq!(world.twice, []);
}

#[test]
fn what_is_no_user_id_comes_back_at_once_and_costs_nothing() {
    let mut world = World::new(1, FAIR);
    let job = world.job(1, Priority::Bulk);
    for (tag, text) in ["", "a@x.example", "a b@x.example", "a@x.example,b@x.example"].into_iter().enumerate() {
        world.engine.submit(world.now, job, Submission::user(tag as u64, text));
    }
    world.engine.finish(job);
    world.run(Duration::from_secs(9));
    assert_eq!((world.count(Status::Invalid), world.count(Status::Revoked), world.writes), (3, 1, 1));
    assert!(world.finished.contains(&job));
}

#[test]
fn guests_are_never_reported_as_revoked() {
    let mut world = World::new(1, FAIR);
    let job = world.job(1, Priority::Bulk);
    world.engine.submit(world.now, job, Submission::user(1, "ann_fabrikam.example#EXT#@contoso.example"));
    world.run(Duration::from_secs(9));
    assert_eq!(world.outcomes[&(job, 1)].status, Status::NoEffect);
}

#[test]
fn a_lone_call_goes_ahead_of_a_running_job_whatever_the_quota() {
    let mut world = World::new(1, FAIR);
    let bulk = world.job(1, Priority::Bulk);
    world.submit(bulk, 0..50_000);
    world.run(Duration::from_secs(20));
    let lone = world.job(2, Priority::Interactive);
    let before = world.now;
    world.submit(lone, 90_000..90_001);
    world.engine.finish(lone);
    world.run(Duration::from_secs(21));
    let outcome = &world.outcomes[&(lone, 90_000)];
    assert_eq!(outcome.status, Status::Revoked);
    assert!(outcome.duration <= world.latency * 3, "{:?} since {before:?}", outcome.duration);
}

#[test]
fn requests_that_hang_take_no_room_once_nobody_waits_for_them() {
    let mut world = World::new(1, FAIR);
    for end in [Engine::cancel, |engine: &mut Engine<Bucket>, _, job| engine.forget(job)] {
        world.latency = Duration::from_secs(100);
        let hung = world.job(1, Priority::Bulk);
        world.submit(hung, 0..1_000);
        world.settle();
        assert!(world.answers.len() >= 7, "as many as it dares to have on their way");
        end(&mut world.engine, world.now, hung);
        world.latency = Duration::from_millis(150);
        let next = world.job(2, Priority::Bulk);
        world.submit(next, 2_000..2_500);
        let until = world.now - world.start + Duration::from_secs(5);
        world.run(until);
        assert_eq!((world.outcomes.keys().filter(|(job, _)| *job == next).count(), world.answers.len()), (500, 0));
        world.outcomes.clear();
    }
}

#[test]
fn a_throttled_user_waits_alone() {
    let mut world = World::new(1, FAIR);
    let job = world.job(1, Priority::Bulk);
    world.submit(job, 0..500);
    world.engine.finish(job);
    let Output::Send(request) = world.engine.poll(world.now) else { panic!("it sends at once") };
    let mut items: Vec<_> = (1..request.targets.len()).map(|_| Item::Answered(Verdict { status: 200, ..Verdict::default() })).collect();
    items.insert(0, Item::Answered(Verdict { status: 429, retry_after: Some(Duration::from_secs(60)), ..Verdict::default() }));
    request.targets.iter().for_each(|target| world.carry_out(target));
    world.engine.answered(world.now, request.id, Answer { body: Body::Items(items), usage: None });
    world.run(Duration::from_secs(5));
    assert_eq!(world.count(Status::Revoked), 499);
    assert!(world.progress(job).is_some_and(|progress| progress.throttled_for.is_some()));
    world.run(Duration::from_secs(62));
    world.check(job, 0..500);
    assert_eq!(world.outcomes[&(job, 0)].attempts, 2);
}

#[test]
fn without_a_token_everybody_hears_of_it_at_once_and_nothing_more_is_sent() {
    let mut world = World::new(1, FAIR);
    let job = world.job(1, Priority::Bulk);
    world.submit(job, 0..1_000);
    world.engine.finish(job);
    let Output::Send(request) = world.engine.poll(world.now) else { panic!("it sends at once") };
    let error = Arc::new(Error::new(ErrorKind::Authentication, "The token has expired.").with_status(401));
    let mut others = Vec::new();
    while let Output::Send(request) = world.engine.poll(world.now) {
        others.push(request.id);
    }
    world.engine.failed(world.now, request.id, Failure::NoToken(Arc::clone(&error)));
    others.into_iter().for_each(|id| world.engine.failed(world.now, id, Failure::NoToken(Arc::clone(&error))));
    world.run(Duration::from_secs(1));
    world.check(job, 0..1_000);
    assert_eq!((world.count(Status::NotSent), world.requests), (1_000, 0));
}

#[test]
fn a_service_that_was_never_reached_is_given_up_within_a_minute_for_everybody() {
    let mut world = World::new(1, Weather { unreachable: 100, ..FAIR });
    let job = world.job(1, Priority::Bulk);
    world.submit(job, 0..10_000);
    world.engine.finish(job);
    world.run(Duration::from_secs(60));
    world.check(job, 0..10_000);
    assert_eq!(world.count(Status::Failed), 10_000 - world.count(Status::NotSent));
    let outcome = &world.outcomes[&(job, 9_999)];
    assert!(outcome.error().is_some_and(|error| error.message().starts_with("Not sent: the service answers nobody")), "{outcome:?}");
}

#[test]
fn whoever_comes_after_those_who_were_given_up_is_tried_at_once() {
    for priority in [Priority::Interactive, Priority::Bulk] {
        let mut world = World::new(1, Weather { unreachable: 100, ..FAIR });
        let given_up = world.job(1, priority);
        world.submit(given_up, 0..100);
        world.run(Duration::from_secs(400));
        assert_eq!(world.outcomes.len(), 100);
        // An hour later the network is back.
        world.weather = FAIR;
        world.now = world.start + Duration::from_secs(3_600);
        let next = world.job(2, priority);
        world.submit(next, 200..250);
        world.engine.finish(next);
        world.run(Duration::from_secs(3_602));
        world.check(next, 200..250);
        assert_eq!(world.count(Status::Revoked), 50);
    }
}

#[test]
fn a_running_job_outlasts_a_break_of_the_network() {
    let mut world = World::new(1, FAIR);
    let job = world.job(1, Priority::Bulk);
    world.submit(job, 0..5_000);
    world.engine.finish(job);
    world.run(Duration::from_secs(10));
    world.weather.unreachable = 100;
    world.run(Duration::from_secs(70));
    world.weather.unreachable = 0;
    world.run(Duration::from_secs(900));
    world.check(job, 0..5_000);
    assert!(world.count(Status::Revoked) >= 4_950, "{} revoked", world.count(Status::Revoked));
}

#[test]
fn one_that_spoils_a_batch_harms_nobody_else() {
    let mut world = World::new(1, FAIR);
    let job = world.job(1, Priority::Bulk);
    world.submit(job, 0..20);
    world.engine.finish(job);
    let Output::Send(request) = world.engine.poll(world.now) else { panic!("it sends at once") };
    let body = Body::Whole(Verdict { status: 400, ..Verdict::default() });
    world.engine.answered(world.now, request.id, Answer { body, usage: None });
    world.run(Duration::from_secs(9));
    world.check(job, 0..20);
    assert_eq!((world.count(Status::Revoked), world.requests), (20, 20), "each alone");
}

#[test]
fn a_whole_answer_that_claims_success_confirms_nobody() {
    let mut world = World::new(1, FAIR);
    let job = world.job(1, Priority::Bulk);
    world.submit(job, 0..20);
    let Output::Send(request) = world.engine.poll(world.now) else { panic!("it sends at once") };
    let body = Body::Whole(Verdict { status: 200, ..Verdict::default() });
    world.engine.answered(world.now, request.id, Answer { body, usage: None });
    world.settle();
    assert_eq!(world.outcomes.len(), 0);
}

#[test]
fn half_the_quota_gone_to_somebody_else_is_learnt() {
    let mut world = World::new(1, FAIR);
    world.service = Bucket::new(world.now, 1_500, Duration::from_secs(150));
    let job = world.job(1, Priority::Bulk);
    world.submit(job, 0..6_000);
    world.engine.finish(job);
    world.run(Duration::from_secs(24 * 3_600));
    world.check(job, 0..6_000);
    let (optimum, took) = ((6_000.0 - 1_500.0) / 10.0, (world.now - world.start).as_secs_f64());
    assert!(took <= optimum * 1.25, "{took} s, and {optimum} s would have been possible");
}
