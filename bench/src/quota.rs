//! At the quota, over real connections: the simulator's clock runs faster.

use crate::Tools;
use crate::service::{Service, bulk, drain};
use crate::table::{Bound, Table};
use anyhow::{Result, ensure};
use entra_revoke::{Client, ClientOptions};
use graph_simulator::{Config, Settings};
use std::time::{Duration, Instant};

pub(crate) fn measure(tools: &Tools) -> Result<Table> {
    let mut table = Table::new("At the quota, over real connections: the simulator's clock runs 60 times as fast, 150 ms latency there");
    for users in if tools.quick { vec![10_000] } else { vec![10_000, 50_000] } {
        let scale = 60.0;
        let settings = Settings { latency_ms: 150.0 / scale, clock_scale: scale, ..Settings::default() };
        let service = Service::start(&tools.simulator, &Config { users, settings, ..Config::default() })?;
        let window = Duration::from_secs_f64(150.0 / scale);
        let client = Client::open(ClientOptions { write_quota_window: window, ..service.options()? })?;
        let begun = Instant::now();
        let revoked = drain(&bulk(&client, users)?)?;
        let took = begun.elapsed().as_secs_f64() * scale;
        ensure!(revoked == users, "{revoked} of {users} are revoked");
        let items = service.books()?.items;
        let optimum = (users - 3_000) as f64 / 20.0;
        table.row(format!("{users} users: times the optimum of {optimum} s"), took / optimum, "", Bound::AtMost(1.01));
        let refused = items.throttled as f64 / (items.ok + items.throttled) as f64;
        table.row(format!("{users} users: writes refused"), refused * 100.0, " %", Bound::AtMost(0.1));
    }
    Ok(table)
}
