//! The project's own commands.

mod dotnet;
mod header;
mod layout;
mod process;

use anyhow::Result;
use clap::{Parser, Subcommand};
use layout::Layout;
use std::process::ExitCode;

/// The project's own commands.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Generates include/entra_revoke.h
    Header {
        /// Only compare
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &Task) -> Result<()> {
    let layout = Layout::find()?;
    match task {
        Task::Header { check } => header::run(&layout, *check),
    }
}
