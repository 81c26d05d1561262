//! What the integration tests share: a client on a simulator, and a run to its end.

#![allow(dead_code)] // not every test uses all of it

use entra_revoke::{Client, ClientOptions, Cloud, Credential, Error, Job, JobOptions, Outcome, Status, Submission};
use graph_simulator::{Config, Simulator};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Longer than anything here takes; a test that waits so long has failed.
pub const PATIENCE: Duration = Duration::from_secs(120);

pub fn simulator(config: Config) -> Simulator {
    Simulator::start(config).expect("a loopback port is free")
}

pub fn cloud(simulator: &Simulator) -> Cloud {
    let endpoint = simulator.endpoint();
    Cloud::custom("Simulator", &endpoint.graph, &endpoint.authority).expect("loopback addresses are taken")
}

/// Options with the simulator's own token.
pub fn options(simulator: &Simulator) -> ClientOptions {
    with_token(simulator, &simulator.endpoint().access_token)
}

pub fn with_token(simulator: &Simulator, token: &str) -> ClientOptions {
    ClientOptions { cloud: cloud(simulator), ..ClientOptions::new(Credential::AccessToken(token.into())) }
}

pub fn with_secret(simulator: &Simulator, tenant: &str, application: &str, secret: &str) -> ClientOptions {
    let credential = Credential::ClientSecret { tenant_id: tenant.into(), client_id: application.into(), client_secret: secret.into() };
    ClientOptions { cloud: cloud(simulator), ..ClientOptions::new(credential) }
}

pub fn with_credential(simulator: &Simulator, credential: Credential) -> ClientOptions {
    let authority = &simulator.endpoint().certificate_authority;
    let certificate_authorities = (!authority.is_empty()).then(|| authority.clone());
    ClientOptions { cloud: cloud(simulator), certificate_authorities, ..ClientOptions::new(credential) }
}

pub fn client(options: ClientOptions) -> Client {
    Client::open(options).expect("the options are right")
}

/// The names of the simulator's members, from the first on.
pub fn members(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("user{number:05}@contoso.example")).collect()
}

pub fn start<S: AsRef<str>>(client: &Client, users: &[S]) -> Job {
    start_with(client, JobOptions::default(), users)
}

pub fn start_with<S: AsRef<str>>(client: &Client, options: JobOptions, users: &[S]) -> Job {
    let job = client.start_job(options).expect("the client is open");
    job.submit(users.iter().zip(0..).map(|(user, tag)| Submission::user(tag, user.as_ref())).collect()).expect("the job is open");
    job
}

/// Revokes all, and checks that each has exactly one outcome; in the users' order.
pub fn revoke<S: AsRef<str>>(client: &Client, users: &[S]) -> Vec<Outcome> {
    run(&start(client, users), users.len())
}

/// The same with a job that has them already.
pub fn run(job: &Job, users: usize) -> Vec<Outcome> {
    job.finish().expect("the client is open");
    in_order(drain(job).expect("the job is open"), users)
}

pub fn in_order(mut outcomes: Vec<Outcome>, count: usize) -> Vec<Outcome> {
    outcomes.sort_by_key(|outcome| outcome.tag);
    let tags: Vec<_> = outcomes.iter().map(|outcome| outcome.tag).collect();
    assert_eq!(tags, (0..count as u64).collect::<Vec<_>>(), "each exactly once");
    outcomes
}

/// Everything until the job is finished.
pub fn drain(job: &Job) -> Result<Vec<Outcome>, Error> {
    let (mut outcomes, begun) = (Vec::new(), Instant::now());
    loop {
        let block = job.next(Duration::from_secs(1), 1_000)?;
        outcomes.extend(block.outcomes);
        if block.finished {
            return Ok(outcomes);
        }
        assert!(begun.elapsed() < PATIENCE, "the job does not end: {:?}", job.progress());
    }
}

pub fn counts(outcomes: &[Outcome]) -> HashMap<Status, usize> {
    outcomes.iter().fold(HashMap::new(), |mut counts, outcome| {
        *counts.entry(outcome.status).or_default() += 1;
        counts
    })
}

pub fn message(outcome: &Outcome) -> &str {
    outcome.error().map_or("", |error| error.message())
}
