//! Runs against services that behave well and badly, on simulated time: how much longer they take than the service would have allowed.

use super::meter::Meter;
use super::world::{FAIR, World};
use super::{Duration, Priority};

/// A run, and the service that it meets.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What is special about it.
    pub name: &'static str,
    /// How many users.
    pub users: u64,
    /// It may take so many times what the service would have allowed ...
    pub bound: f64,
    /// ... and have this part of its writes refused.
    pub refused_bound: f64,
    meter: Meter,
}

/// What came of a run.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// From the first write to the last outcome.
    pub took: Duration,
    /// What the service would have allowed.
    pub earliest: Duration,
    /// Writes that reached the service.
    pub writes: u64,
    /// Those of them that it refused.
    pub refused: u64,
    /// Requests.
    pub requests: u64,
}

impl Run {
    /// How many times what the service would have allowed.
    pub fn ratio(&self) -> f64 {
        self.took.as_secs_f64() / self.earliest.as_secs_f64()
    }

    /// The part of the writes that was refused.
    pub fn refused_part(&self) -> f64 {
        self.refused as f64 / self.writes as f64
    }
}

/// The services that a run has to cope with.
pub fn scenarios() -> Vec<Scenario> {
    let scenario = |name, users, meter| Scenario { name, users, bound: 1.10, refused_bound: 1.0, meter };
    let as_documented = |name, users| Scenario { bound: 1.01, refused_bound: 0.001, ..scenario(name, users, Meter::documented()) };
    let from = Duration::from_secs;
    vec![
        as_documented("as documented, 10,000 users", 10_000),
        as_documented("as documented, 50,000 users", 50_000),
        scenario(
            "another application takes half for a while",
            10_000,
            Meter { others: Some((from(60)..from(300), 10.0)), ..Meter::documented() },
        ),
        scenario("the bucket is empty at the start", 10_000, Meter::documented().with_level(0.0)),
        scenario("the bucket is a sixth full at the start", 10_000, Meter::documented().with_level(500.0)),
        scenario("half of what is documented", 10_000, Meter::of(1_500.0, 10.0)),
        scenario("a tenth of what is documented", 5_000, Meter::of(300.0, 2.0)),
        scenario(
            "limits that change in the middle",
            10_000,
            Meter { limits: vec![(from(0), 3_000.0, 20.0), (from(60), 750.0, 5.0), (from(300), 3_000.0, 20.0)], ..Meter::documented() },
        ),
        scenario("429 without Retry-After", 10_000, Meter { tells_wait: false, ..Meter::of(1_500.0, 10.0) }),
        scenario("429 without a word", 10_000, Meter { tells_wait: false, tells_scope: false, ..Meter::of(1_500.0, 10.0) }),
        scenario("429 with long waits", 10_000, Meter { longest_wait: 15, ..Meter::of(1_500.0, 10.0) }),
        scenario("refused writes count", 10_000, Meter { refused_cost: true, ..Meter::of(1_500.0, 10.0) }),
    ]
}

/// One run. The seed decides on the latency of each answer and on the jitter of each wait.
pub fn run(scenario: &Scenario, seed: u64) -> Run {
    let mut world = World::new(seed, FAIR);
    world.service = scenario.meter.clone();
    let job = world.job(1, Priority::Bulk);
    world.submit(job, 0..scenario.users);
    world.engine.finish(job);
    world.run(Duration::from_secs(48 * 3_600));
    world.check(job, 0..scenario.users);
    Run {
        took: world.now - world.start,
        earliest: scenario.meter.earliest(scenario.users),
        writes: world.writes,
        refused: world.refused_writes,
        requests: world.requests,
    }
}
