//! The simulator as a program: prints one JSON line when it is ready, and ends when its standard input does.

use clap::Parser;
use graph_simulator::{Config, Simulator};
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Microsoft Graph's directory as documented, for tests and rehearsals.
///
/// Prints one JSON line that says where it is and how to sign in. Ends when its standard input does, so that it never outlives
/// the program that started it; --detach leaves it running.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// JSON file with the configuration; the other options win over it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Loopback port; 0 takes a free one
    #[arg(long)]
    port: Option<u16>,
    /// Members: user00001@contoso.example and so on
    #[arg(long)]
    users: Option<u64>,
    /// Guests: guest00001_fabrikam.example#EXT#@contoso.example and so on
    #[arg(long)]
    guests: Option<u64>,
    /// Administrators on whom the application may not act: admin00001@contoso.example and so on
    #[arg(long)]
    forbidden: Option<u64>,
    /// Deleted users: deleted00001@contoso.example and so on
    #[arg(long)]
    deleted: Option<u64>,
    /// How long Graph takes to answer, in milliseconds
    #[arg(long)]
    latency_ms: Option<f64>,
    /// More or less by up to so many
    #[arg(long)]
    jitter_ms: Option<f64>,
    /// Simulated seconds in a real one
    #[arg(long)]
    clock_scale: Option<f64>,
    /// Serves https, with a certificate authority made for this run (PEM in the JSON line)
    #[arg(long)]
    tls: bool,
    /// Goes on when standard input ends
    #[arg(long)]
    detach: bool,
}

fn main() -> ExitCode {
    match start(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("graph-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: &Arguments) -> io::Result<()> {
    let simulator = Simulator::start(configuration(arguments)?)?;
    let line = serde_json::to_string(simulator.endpoint())?;
    writeln!(io::stdout(), "{line}")?;
    io::stdout().flush()?;
    if arguments.detach {
        simulator.run();
        return Ok(());
    }
    io::copy(&mut io::stdin().take(u64::MAX), &mut io::sink()).map(drop)
}

fn configuration(arguments: &Arguments) -> io::Result<Config> {
    let mut config: Config = match &arguments.config {
        Some(file) => serde_json::from_slice(&std::fs::read(file)?)?,
        None => Config::default(),
    };
    let Arguments { port, users, guests, forbidden, deleted, latency_ms, jitter_ms, clock_scale, .. } = arguments;
    set(&mut config.port, *port);
    set(&mut config.users, *users);
    set(&mut config.guests, *guests);
    set(&mut config.forbidden, *forbidden);
    set(&mut config.deleted, *deleted);
    set(&mut config.settings.latency_ms, *latency_ms);
    set(&mut config.settings.jitter_ms, *jitter_ms);
    set(&mut config.settings.clock_scale, *clock_scale);
    config.tls |= arguments.tls;
    Ok(config)
}

fn set<T>(option: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *option = value;
    }
}
