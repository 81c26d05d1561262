//! Measures against the simulated service, and prints a table: ratios measured in one run, each beside its bound.

mod burst;
mod hosts;
mod load;
mod peers;
mod priority;
mod processes;
mod quota;
mod schedule;
mod service;
mod table;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use table::Table;

/// Measures against the simulated service. Started by `cargo xtask bench`, which builds what it needs.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: What,
}

#[derive(Subcommand)]
enum What {
    /// Runs all of it and prints the tables
    All(Tools),
    /// A client that revokes many users and says what it cost: the process that is measured
    Load(load::Arguments),
}

/// What is measured, as it was built.
#[derive(clap::Args)]
struct Tools {
    /// The simulator's program
    #[arg(long)]
    simulator: PathBuf,
    /// A C program that revokes many users through the C interface; left out where there is no C compiler
    #[arg(long)]
    c: Option<PathBuf>,
    /// A C# program that does it through the C# library
    #[arg(long)]
    csharp: Option<PathBuf>,
    /// PowerShell, as the words of a command, and ...
    #[arg(long, num_args = 1.., value_terminator = ";")]
    pwsh: Vec<String>,
    /// ... the script that measures the staged module
    #[arg(long)]
    script: Option<PathBuf>,
    /// The folder with the peers, where they are installed
    #[arg(long)]
    peers: Option<PathBuf>,
    /// Only these sections
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Fewer runs and users, to try the benchmarks themselves
    #[arg(long)]
    quick: bool,
}

fn main() -> Result<ExitCode> {
    match Arguments::parse().command {
        What::All(tools) => all(&tools),
        What::Load(arguments) => load::run(&arguments).map(|()| ExitCode::SUCCESS),
    }
}

/// Its name, and what measures it.
type Section = (&'static str, fn(&Tools) -> Result<Table>);

fn all(tools: &Tools) -> Result<ExitCode> {
    let sections: [Section; 7] = [
        ("burst", burst::measure),
        ("schedule", schedule::measure),
        ("quota", quota::measure),
        ("priority", priority::measure),
        ("processes", processes::measure),
        ("hosts", hosts::measure),
        ("peers", peers::measure),
    ];
    let mut missed = 0;
    for (name, section) in sections {
        if !tools.only.is_empty() && !tools.only.iter().any(|wanted| wanted == name) {
            continue;
        }
        let table = section(tools)?;
        missed += table.missed();
        println!("{table}");
    }
    println!("{missed} bounds were missed.");
    Ok(if missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
