//! Random schedules of answers, faults and cancellations on simulated time.

use super::bucket::{Bucket, Quota};
use super::exchange::{Answer, Body, Failure, Item, Verdict};
use super::meter::Meter;
use super::world::{FAIR, Weather, World};
use super::*;
use crate::error::{Error, ErrorKind};
use proptest::prelude::*;

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
fn no_service_makes_it_much_slower_than_the_service_is() {
    for scenario in simulation::scenarios() {
        for seed in 0..3 {
            let run = simulation::run(&scenario, seed);
            let batches = scenario.users.div_ceil(20);
            assert!(run.requests <= batches + batches * 3 / 100 || run.refused > 0, "batches are filled: {run:?}");
            assert!(
                run.ratio() <= scenario.bound && run.refused_part() <= scenario.refused_bound,
                "{}, seed {seed}: {run:?}",
                scenario.name
            );
        }
    }
}

#[test]
fn a_million_targets_come_back_exactly_once() {
    let mut world = World::new(3, FAIR);
    world.engine.quota = Bucket::new(world.now, u32::MAX, Duration::from_secs(1));
    world.service = Meter::of(f64::MAX, 1.0);
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

/// A quota that says "none", and then "now": another process gave back what it had taken.
struct Hasty(Bucket);

impl Quota for Hasty {
    fn available(&mut self, _: Instant, _: Priority) -> usize {
        0
    }
    fn take(&mut self, now: Instant, writes: usize) {
        self.0.take(now, writes);
    }
    fn refund(&mut self, writes: usize) {
        self.0.refund(writes);
    }
    fn ready_at(&mut self, now: Instant, _: usize, _: Priority) -> Instant {
        now
    }
    fn accepted(&mut self, writes: usize) {
        self.0.accepted(writes);
    }
    fn exhausted(&mut self, now: Instant, sent: Instant) {
        self.0.exhausted(now, sent);
    }
    fn usage(&mut self, now: Instant, used: f64) {
        self.0.usage(now, used);
    }
    fn is_strained(&self, now: Instant) -> bool {
        self.0.is_strained(now)
    }
    fn most_on_the_way(&self) -> usize {
        self.0.most_on_the_way()
    }
    fn rate(&self) -> f64 {
        self.0.rate()
    }
    fn time_for(&mut self, now: Instant, writes: u64) -> Duration {
        self.0.time_for(now, writes)
    }
}

#[test]
fn a_quota_that_is_ready_now_is_looked_at_again() {
    let now = Instant::now();
    let settings = Settings { max_in_flight: 64, max_batch_size: 20, max_attempts: 8, give_up_after: Duration::from_secs(900), seed: 1 };
    let mut engine = Engine::new(settings, Hasty(Bucket::new(now, 3_000, Duration::from_secs(150))));
    engine.open(now, JobId(1), Plan::default());
    engine.submit(now, JobId(1), Submission::user(1, "a@contoso.example"));
    let Output::Wait(Some(wake)) = engine.poll(now) else { panic!("it would never wake") };
    assert!(wake > now && wake - now < Duration::from_millis(100));
}
