//! A lone call while a large job runs.

use crate::Tools;
use crate::service::{Service, bulk, lone};
use crate::table::{Bound, Table};
use anyhow::{Result, ensure};
use entra_revoke::Client;
use graph_simulator::{Config, Settings};
use std::time::{Duration, Instant};

const LATENCY_MS: f64 = 150.0;

pub(crate) fn measure(tools: &Tools) -> Result<Table> {
    let settings = Settings { latency_ms: LATENCY_MS, ..Settings::default() };
    let service = Service::start(&tools.simulator, &Config { users: 60_000, settings, ..Config::default() })?;
    let client = Client::open(service.options()?)?;
    let job = bulk(&client, 50_000)?;
    let mut table = Table::new("A lone call while 50,000 users are being revoked in the same process, 150 ms latency");
    for (when, waited) in [("while the burst is sent", 0), ("while the job waits for the quota", if tools.quick { 2 } else { 8 })] {
        while job.progress().done() < if waited == 0 { 100 } else { 2_900 } {
            job.next(Duration::from_millis(10), 1_000)?;
        }
        let worst = (0..5).map(|number| {
            let begun = Instant::now();
            let outcome = lone(&client, &format!("user{:05}@contoso.example", 59_000 + waited + number))?;
            ensure!(outcome.error().is_none(), "it is revoked");
            Ok(begun.elapsed().as_secs_f64() * 1_000.0 / LATENCY_MS)
        });
        let worst = worst.collect::<Result<Vec<_>>>()?.into_iter().fold(0.0, f64::max);
        // One round trip is the answer's; it has to be sent within one more.
        table.row(format!("{when}: round trips until the answer, the worst of 5"), worst, "", Bound::AtMost(2.0));
    }
    job.cancel()?;
    Ok(table)
}
