//! A client process that revokes many users, and says what it cost: CPU for each user, and memory.

use crate::service::{members, options};
use anyhow::{Result, ensure};
use cpu_time::ProcessTime;
use entra_revoke::{Client, JobOptions, Status, Submission};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// Users that are on their way at once: what reads from a file or a pipeline need not read all of it first.
const AHEAD: u64 = 5_000;

/// How often the memory is looked at.
const LOOK: Duration = Duration::from_millis(20);

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[arg(long)]
    graph: String,
    #[arg(long)]
    token: String,
    #[arg(long)]
    users: u64,
    /// Writes in each window; by default as many as can be
    #[arg(long, default_value_t = 100_000_000)]
    quota: u32,
    /// Seconds
    #[arg(long, default_value_t = 150.0)]
    window: f64,
}

/// What every host of the benchmark prints: one line of JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Cost {
    pub(crate) revoked: u64,
    /// Microseconds.
    pub(crate) cpu_per_user: f64,
    /// From the first submission to the last outcome.
    #[serde(default)]
    pub(crate) seconds: f64,
    /// MiB beyond what the process had before it began; none where the system does not tell.
    pub(crate) memory: Option<f64>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut options = options(&arguments.graph, &arguments.token)?;
    (options.write_quota, options.write_quota_window) = (arguments.quota, Duration::from_secs_f64(arguments.window));
    let client = Client::open(options)?;
    let job = client.start_job(JobOptions::default())?;
    // The input, which is no part of the cost.
    let names: Vec<_> = members(arguments.users).collect();
    let mut users = names.iter().zip(0..).map(|(user, tag)| Submission::user(tag, user));
    let (idle, begun, clock) = (resident(), ProcessTime::now(), Instant::now());
    let (mut handed, mut revoked, mut most, mut looked) = (0, 0, 0.0_f64, Instant::now());
    let mut done = 0;
    loop {
        let block: Vec<_> = users.by_ref().take(((AHEAD - (handed - done)) as usize).min(1_000)).collect();
        handed += block.len() as u64;
        if !block.is_empty() {
            job.submit(block)?;
        } else if handed == arguments.users {
            job.finish()?;
        }
        let block = job.next(Duration::from_millis(100), 1_000)?;
        done += block.outcomes.len() as u64;
        revoked += block.outcomes.iter().filter(|outcome| outcome.status == Status::Revoked).count() as u64;
        // Now and then: to ask the system costs as much as some users.
        if looked.elapsed() > LOOK {
            (most, looked) = (most.max(resident().unwrap_or_default()), Instant::now());
        }
        if block.finished {
            break;
        }
    }
    let (cpu, seconds) = (begun.elapsed(), clock.elapsed().as_secs_f64());
    ensure!(revoked == arguments.users, "{revoked} of {} are revoked", arguments.users);
    let cost = Cost { revoked, cpu_per_user: cpu.as_secs_f64() * 1e6 / revoked as f64, seconds, memory: idle.map(|idle| most - idle) };
    println!("{}", serde_json::to_string(&cost)?);
    Ok(())
}

/// MiB, where the system tells.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: f64 = status.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4_096.0 / 1_048_576.0)
}
