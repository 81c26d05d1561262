//! Inside the burst that the quota allows: how much faster than one user after another.

use crate::Tools;
use crate::service::{Service, bulk, drain, lone, members};
use crate::table::{Bound, Table};
use anyhow::{Result, ensure};
use entra_revoke::Client;
use graph_simulator::{Config, Settings};
use std::time::Instant;

const USERS: u64 = 3_000;
const LATENCY_MS: f64 = 150.0;

pub(crate) fn measure(tools: &Tools) -> Result<Table> {
    let settings = Settings { latency_ms: LATENCY_MS, ..Settings::default() };
    let config = Config { users: USERS, settings, ..Config::default() };
    let sample = if tools.quick { 5 } else { 40 };
    // As the Graph SDK's command in a loop: one POST, its answer, the next.
    let one_by_one = Service::start(&tools.simulator, &config)?;
    let client = Client::open(one_by_one.options()?)?;
    lone(&client, "user00001@contoso.example")?;
    let begun = Instant::now();
    for user in members(sample) {
        ensure!(lone(&client, &user)?.error().is_none(), "{user} is revoked");
    }
    let sequential = sample as f64 / begun.elapsed().as_secs_f64();

    // One connection is open before the clock runs, as it was for the loop.
    let together = Service::start(&tools.simulator, &config)?;
    let client = Client::open(together.options()?)?;
    lone(&client, "user00001@contoso.example")?;
    let begun = Instant::now();
    let revoked = drain(&bulk(&client, USERS - 1)?)?;
    let took = begun.elapsed().as_secs_f64();
    ensure!(revoked == USERS - 1, "{revoked} of {USERS} are revoked");

    let mut table = Table::new("Inside the burst: 3,000 users, 150 ms latency, documented quota, bucket full");
    table.row("one user after another", sequential, " users/s", Bound::Shown);
    table.row("together", USERS as f64 / took, " users/s", Bound::Shown);
    table.row("times as many users a second", USERS as f64 / took / sequential, "", Bound::AtLeast(300.0));
    table.row("round trips until all was sent", (took * 1_000.0 - LATENCY_MS) / LATENCY_MS, "", Bound::AtMost(10.0));
    table.row("writes refused", together.books()?.items.throttled as f64, "", Bound::AtMost(0.0));
    Ok(table)
}
