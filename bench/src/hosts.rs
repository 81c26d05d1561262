//! A service without limits: what a user costs the machine, in Rust, through the C interface, in C# and in PowerShell.

use crate::Tools;
use crate::load::Cost;
use crate::service::{Service, UNLIMITED};
use crate::table::{Bound, Table};
use anyhow::{Context, Result, ensure};
use graph_simulator::{Config, Endpoint, Settings};
use serde::Deserialize;
use std::path::Path;
use std::process::Command;

/// What the script prints: one line of JSON.
#[derive(Deserialize)]
struct Shell {
    /// Microseconds for each user or object.
    csharp: f64,
    object: f64,
    empty_function: f64,
    /// Milliseconds.
    lone: f64,
    plain_request: f64,
    import: f64,
    import_and_first: f64,
    empty_import: f64,
}

/// How often each host runs, in turn with the others, so that what else the machine does at some time is no one host's alone.
const ROUNDS: usize = 21;

/// A program that revokes many users, and what its runs cost.
struct Host {
    what: &'static str,
    most: f64,
    command: Command,
    runs: Vec<f64>,
}

impl Host {
    fn new(what: &'static str, most: f64, command: Command) -> Self {
        Self { what, most, command, runs: Vec::new() }
    }

    fn run(&mut self) -> Result<()> {
        self.runs.push(once(&mut self.command)?.cpu_per_user);
        Ok(())
    }

    /// The least counts: what else the machine does only adds to a run.
    fn tell(mut self, table: &mut Table) {
        self.runs.sort_by(f64::total_cmp);
        table.row(format!("CPU for a user: {}", self.what), self.runs[0], " µs", Bound::AtMost(self.most));
        table.row(format!("{}: the median run", self.what), self.runs[self.runs.len() / 2], " µs", Bound::Shown);
    }
}

pub(crate) fn measure(tools: &Tools) -> Result<Table> {
    let users: u64 = if tools.quick { 20_000 } else { 200_000 };
    let many: u64 = if tools.quick { 100_000 } else { 1_000_000 };
    let settings = Settings { app_write_capacity: UNLIMITED, tenant_write_capacity: UNLIMITED, ..Settings::default() };
    let service = Service::start(&tools.simulator, &Config { users: many, settings, ..Config::default() })?;
    let endpoint = &service.endpoint;
    let mut table = Table::new("A service without limits: what it costs the client, the least of several runs each");

    let rust = |users: u64| -> Result<Command> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["load", "--graph", &endpoint.graph, "--token", &endpoint.access_token, "--users", &users.to_string()]);
        Ok(command)
    };
    let host = |program| {
        let mut command = Command::new(program);
        hosted(&mut command, endpoint).arg(users.to_string());
        command
    };
    let mut hosts = vec![Host::new("engine, JSON and HTTP", 5.0, rust(users)?)];
    hosts.extend(tools.c.as_ref().map(|program| Host::new("through the C interface", 8.0, host(program))));
    hosts.extend(tools.csharp.as_ref().map(|program| Host::new("through C#", 10.0, host(program))));
    for _ in 0..ROUNDS {
        hosts.iter_mut().try_for_each(Host::run)?;
    }
    for host in hosts {
        host.tell(&mut table);
    }
    if tools.c.is_none() {
        table.left_out("the C interface", "there is no C compiler");
    }
    match once(&mut rust(many)?)?.memory {
        Some(memory) => table.row(format!("memory for {many} users, beyond the idle process"), memory, " MiB", Bound::AtMost(64.0)),
        None => table.left_out("memory", "the system does not tell"),
    }
    match &tools.csharp {
        Some(program) => powershell(tools, endpoint, program, users, &mut table)?,
        None => table.left_out("C# and PowerShell", "there is no .NET SDK"),
    }
    Ok(table)
}

fn powershell(tools: &Tools, endpoint: &Endpoint, program_in_csharp: &Path, users: u64, table: &mut Table) -> Result<()> {
    let (Some((program, words)), Some(script)) = (tools.pwsh.split_first(), &tools.script) else {
        table.left_out("PowerShell", "it is not there");
        return Ok(());
    };
    let mut command = Command::new(program);
    command.args(words).args(["-NoLogo", "-NoProfile", "-NonInteractive", "-File"]).arg(script);
    hosted(&mut command, endpoint).args(["-Users", if tools.quick { "5000" } else { "50000" }]);
    let text = output(command.arg("-Program").arg(program_in_csharp).args(["-ProgramUsers", &users.to_string()]))?;
    let shell: Shell = serde_json::from_str(&text).with_context(|| text.clone())?;
    // The same users, service and library as in C#, in the same rounds; what is more is the pipeline's.
    table.row("CPU for an object: between the pipeline and the library", shell.object - shell.csharp, " µs", Bound::AtMost(10.0));
    table.row("CPU for an object: an empty advanced function", shell.empty_function, " µs", Bound::Shown);
    table.row("a lone Revoke-MgUserSignInSession beyond a plain request", shell.lone - shell.plain_request, " ms", Bound::AtMost(0.5));
    table.row("a plain request (.NET HttpClient)", shell.plain_request, " ms", Bound::Shown);
    table.row("Import-Module beyond an empty module", shell.import - shell.empty_import, " ms", Bound::AtMost(100.0));
    table.row(
        "Import-Module and the first command beyond an empty module",
        shell.import_and_first - shell.empty_import,
        " ms",
        Bound::Shown,
    );
    Ok(())
}

fn hosted<'a>(command: &'a mut Command, endpoint: &Endpoint) -> &'a mut Command {
    // Cargo puts its debug folder there, with a library of the same name.
    command.env_remove("LD_LIBRARY_PATH").env_remove("DYLD_FALLBACK_LIBRARY_PATH");
    command.env("ENTRA_REVOKE_BENCH_GRAPH", &endpoint.graph).env("ENTRA_REVOKE_BENCH_TOKEN", &endpoint.access_token)
}

fn once(command: &mut Command) -> Result<Cost> {
    let text = output(command)?;
    let line = text.lines().last().unwrap_or_default();
    serde_json::from_str(line).with_context(|| text.clone())
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{} can't be started", command.get_program().display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "{} failed: {text}{}", command.get_program().display(), String::from_utf8_lossy(&output.stderr));
    Ok(text)
}
