//! A service without limits: what a user costs the machine, in Rust, through the C interface, in C# and in PowerShell.

use crate::Tools;
use crate::load::Cost;
use crate::service::{Service, UNLIMITED};
use crate::table::{Bound, Table};
use anyhow::{Context, Result, ensure};
use graph_simulator::{Config, Endpoint, Settings};
use serde::Deserialize;
use std::process::Command;

/// What the script prints: one line of JSON.
#[derive(Deserialize)]
struct Shell {
    /// Microseconds for each object.
    cpu_per_object: f64,
    empty_function: f64,
    /// Milliseconds.
    lone: f64,
    plain_request: f64,
    import: f64,
    import_and_first: f64,
    empty_import: f64,
}

/// How often each host runs.
const RUNS: usize = 9;

pub(crate) fn measure(tools: &Tools) -> Result<Table> {
    let users: u64 = if tools.quick { 20_000 } else { 200_000 };
    let many: u64 = if tools.quick { 100_000 } else { 1_000_000 };
    let settings = Settings { app_write_capacity: UNLIMITED, tenant_write_capacity: UNLIMITED, ..Settings::default() };
    let service = Service::start(&tools.simulator, &Config { users: many, settings, ..Config::default() })?;
    let endpoint = &service.endpoint;
    let mut table = Table::new("A service without limits: what it costs the client, the least of several runs each");

    let mut rust = Command::new(std::env::current_exe()?);
    rust.args(["load", "--graph", &endpoint.graph, "--token", &endpoint.access_token, "--users"]);
    let own = cost(rust.arg(users.to_string()))?;
    table.row("CPU for a user: engine, JSON and HTTP", own.cpu_per_user, " µs", Bound::AtMost(5.0));
    let mut rust = Command::new(std::env::current_exe()?);
    rust.args(["load", "--graph", &endpoint.graph, "--token", &endpoint.access_token, "--users"]);
    match once(rust.arg(many.to_string()))?.memory {
        Some(memory) => table.row(format!("memory for {many} users, beyond the idle process"), memory, " MiB", Bound::AtMost(64.0)),
        None => table.left_out("memory", "the system does not tell"),
    }
    match &tools.c {
        Some(program) => {
            let c = cost(hosted(&mut Command::new(program), endpoint).arg(users.to_string()))?;
            table.row("CPU for a user: through the C interface", c.cpu_per_user, " µs", Bound::AtMost(8.0));
        }
        None => table.left_out("the C interface", "there is no C compiler"),
    }
    let Some(program) = &tools.csharp else {
        table.left_out("C# and PowerShell", "there is no .NET SDK");
        return Ok(table);
    };
    let csharp = cost(hosted(&mut Command::new(program), endpoint).arg(users.to_string()))?;
    table.row("CPU for a user: through C#", csharp.cpu_per_user, " µs", Bound::AtMost(10.0));
    powershell(tools, endpoint, &csharp, &mut table)?;
    Ok(table)
}

fn powershell(tools: &Tools, endpoint: &Endpoint, csharp: &Cost, table: &mut Table) -> Result<()> {
    let (Some((program, words)), Some(script)) = (tools.pwsh.split_first(), &tools.script) else {
        table.left_out("PowerShell", "it is not there");
        return Ok(());
    };
    let mut command = Command::new(program);
    command.args(words).args(["-NoLogo", "-NoProfile", "-NonInteractive", "-File"]).arg(script);
    let text = output(hosted(&mut command, endpoint).arg(if tools.quick { "5000" } else { "50000" }))?;
    let shell: Shell = serde_json::from_str(&text).with_context(|| text.clone())?;
    // The same users, service and library as in C#; what is more is the pipeline's.
    table.row(
        "CPU for an object: between the pipeline and the library",
        shell.cpu_per_object - csharp.cpu_per_user,
        " µs",
        Bound::AtMost(10.0),
    );
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

/// The least of a few runs: what else the machine does only adds to it.
fn cost(command: &mut Command) -> Result<Cost> {
    let runs = (0..RUNS).map(|_| once(command)).collect::<Result<Vec<_>>>()?;
    runs.into_iter().min_by(|one, other| one.cpu_per_user.total_cmp(&other.cpu_per_user)).context("it ran")
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{} can't be started", command.get_program().display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "{} failed: {text}{}", command.get_program().display(), String::from_utf8_lossy(&output.stderr));
    Ok(text)
}
