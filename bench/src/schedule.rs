//! At the quota, on simulated time: the engine against services of many kinds, many seeds each, the worst of which counts.

use crate::Tools;
use crate::table::{Bound, Table};
use anyhow::Result;
use entra_revoke::simulation::{self, Run, Scenario};
use std::thread;

pub(crate) fn measure(tools: &Tools) -> Result<Table> {
    let seeds = if tools.quick { 2 } else { 20 };
    let mut table = Table::new("At the quota, on simulated time: the worst of 20 runs with different seeds");
    for scenario in simulation::scenarios() {
        let runs = runs(&scenario, seeds);
        let worst = |value: fn(&Run) -> f64| runs.iter().map(value).fold(0.0, f64::max);
        let name = scenario.name;
        table.row(format!("{name}: times what the service would have allowed"), worst(Run::ratio), "", Bound::AtMost(scenario.bound));
        let refused = worst(Run::refused_part) * 100.0;
        let bound = if scenario.refused_bound < 1.0 { Bound::AtMost(scenario.refused_bound * 100.0) } else { Bound::Shown };
        table.row(format!("{name}: writes refused"), refused, " %", bound);
    }
    Ok(table)
}

fn runs(scenario: &Scenario, seeds: u64) -> Vec<Run> {
    let workers = thread::available_parallelism().map_or(1, |count| count.get() as u64).min(seeds);
    thread::scope(|scope| {
        let some =
            |worker| move || (worker..seeds).step_by(workers as usize).map(|seed| simulation::run(scenario, seed)).collect::<Vec<_>>();
        let working: Vec<_> = (0..workers).map(|worker| scope.spawn(some(worker))).collect();
        working.into_iter().flat_map(|worker| worker.join().expect("the simulation holds")).collect()
    })
}
