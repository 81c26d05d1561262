//! Two processes with the same identity on one machine.

use crate::Tools;
use crate::service::Service;
use crate::table::{Bound, Table};
use anyhow::{Context, Result, ensure};
use graph_simulator::{Config, Settings};
use std::process::{Child, Command, Stdio};

/// Simulated seconds in a real one.
const SCALE: f64 = 60.0;

pub(crate) fn measure(tools: &Tools) -> Result<Table> {
    let users: u64 = if tools.quick { 3_000 } else { 6_000 };
    let settings = Settings { latency_ms: 150.0 / SCALE, clock_scale: SCALE, ..Settings::default() };
    let service = Service::start(&tools.simulator, &Config { users, settings, ..Config::default() })?;
    let folder = std::env::temp_dir().join(format!("entra-revoke-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let start = || -> Result<Child> {
        let mut load = Command::new(std::env::current_exe()?);
        load.args(["load", "--graph", &service.endpoint.graph, "--token", &service.endpoint.access_token, "--users", &users.to_string()]);
        load.args(["--quota", "3000", "--window", &(150.0 / SCALE).to_string()]);
        load.env("ENTRA_REVOKE_QUOTA_FOLDER", &folder).stdout(Stdio::piped()).spawn().context("it starts")
    };
    let both = [start()?, start()?];
    let mut took = Vec::new();
    for process in both {
        let output = process.wait_with_output()?;
        ensure!(output.status.success(), "a process failed");
        let cost: crate::load::Cost = serde_json::from_slice(&output.stdout)?;
        took.push(cost.seconds);
    }
    std::fs::remove_dir_all(&folder)?;
    let items = service.books()?.items;
    let refused = items.throttled as f64 / (items.ok + items.throttled) as f64;
    let mut table = Table::new("Two processes with the same application, at the same time, on the simulator's fast clock");
    table.row("writes refused", refused * 100.0, " %", Bound::AtMost(1.0));
    let (first, last) = (took[0].min(took[1]), took[0].max(took[1]));
    // With equal shares both end together; one after the other, the first would end in half the time.
    table.row("the first to end, as a part of the last one's time", first / last, "", Bound::AtLeast(0.8));
    table.row("times the optimum for both", last * SCALE / ((2 * users - 3_000) as f64 / 20.0), "", Bound::AtMost(1.10));
    Ok(table)
}
