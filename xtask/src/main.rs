//! The project's own commands.

mod bench;
mod ci;
mod demo;
mod dotnet;
mod header;
mod layout;
mod process;
mod report;
mod stage;
mod test;

use anyhow::Result;
use clap::{Parser, Subcommand};
use dotnet::Dotnet;
use layout::Layout;
use report::Count;
use std::process::ExitCode;
use test::Part;

/// The project's own commands.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Revokes a few thousand users of a simulated service through PowerShell, and compares the result with the service's books
    Demo {
        /// How many users
        #[arg(long, default_value_t = 3_200)]
        users: u64,
    },
    /// Runs every test there is: Rust, C, C#, PowerShell
    Test {
        /// Only these parts
        #[arg(long, value_delimiter = ',')]
        only: Vec<Part>,
    },
    /// What the build machine runs: format, clippy, rustdoc, header drift, licences, then the tests
    Ci,
    /// Lays out the PowerShell module in target/module/EntraRevoke
    Stage {
        /// With the optimized library
        #[arg(long)]
        release: bool,
    },
    /// Measures everything, optimized, and says whether the bounds are kept
    Bench {
        /// Fewer runs and users, to try the benchmarks themselves
        #[arg(long)]
        quick: bool,
        /// Also writes docs/performance.md
        #[arg(long)]
        write: bool,
        /// Installs what people would use instead, from the public registries, and measures it as well
        #[arg(long)]
        peers: bool,
        /// Only these sections: burst, schedule, quota, priority, processes, hosts, peers
        #[arg(long, value_delimiter = ',')]
        only: Vec<String>,
    },
    /// Generates include/entra_revoke.h
    Header {
        /// Only compare
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &Task) -> Result<ExitCode> {
    let layout = Layout::find()?;
    match task {
        Task::Demo { users } => demo::run(&layout, *users)?,
        Task::Test { only } => return Ok(closing(test::run(&layout, only))),
        Task::Ci => return Ok(closing(ci::run(&layout))),
        Task::Stage { release } => {
            stage::run(&layout, &Dotnet::find(&layout)?, *release)?;
            println!("{}", layout.manifest().display());
        }
        Task::Bench { quick, write, peers, only } => {
            bench::run(&layout, &bench::Wishes { quick: *quick, write: *write, peers: *peers, only })?
        }
        Task::Header { check } => header::run(&layout, *check)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The last line, which says it all.
fn closing(count: Count) -> ExitCode {
    println!("\n{count}");
    if count.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
