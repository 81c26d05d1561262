//! The whole product at work: PowerShell, the module, the library, and a service that enforces Microsoft Graph's documented rules.

use crate::dotnet::Dotnet;
use crate::layout::Layout;
use crate::process;
use crate::{stage, test};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

/// What Microsoft Graph takes for a call, roughly.
const LATENCY_MS: u32 = 150;
/// Users on whom the one-by-one recipe is timed.
const SAMPLE: u64 = 40;

/// A running simulator; it ends with its standard input.
struct Simulator {
    child: Child,
    input: Option<ChildStdin>,
    endpoint: Endpoint,
}

#[derive(Deserialize)]
struct Endpoint {
    graph: String,
    control: String,
    access_token: String,
}

impl Simulator {
    fn start(layout: &Layout, users: u64) -> Result<Self> {
        let mut command = Command::new(layout.simulator(false));
        command.args(["--users", &users.to_string(), "--guests", "20", "--forbidden", "10", "--deleted", "10"]);
        command.args(["--latency-ms", &LATENCY_MS.to_string(), "--jitter-ms", "40"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("the simulator can't be started")?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("piped")?).read_line(&mut line)?;
        let endpoint = serde_json::from_str(&line).context("the simulator did not say where it is")?;
        Ok(Self { input: child.stdin.take(), child, endpoint })
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

pub(crate) fn run(layout: &Layout, users: u64) -> Result<()> {
    println!("Building ...");
    match Dotnet::find(layout) {
        Ok(dotnet) => with_powershell(layout, &dotnet, users),
        Err(error) => {
            println!("{error:#}\nWithout it, the same job runs through the C example.\n");
            with_c(layout, users)
        }
    }
}

fn with_powershell(layout: &Layout, dotnet: &Dotnet, users: u64) -> Result<()> {
    stage::run(layout, dotnet, false)?;
    let folder = layout.target.join("demo");
    fs::create_dir_all(&folder)?;
    let list = folder.join("users.csv");
    fs::write(&list, csv(users)?)?;
    let simulator = Simulator::start(layout, users)?;
    let mut command = dotnet.command();
    command.current_dir(&layout.root).args(["pwsh", "-NoLogo", "-NoProfile", "-File"]).arg(layout.root.join("xtask/demo/demo.ps1"));
    command.env("ENTRA_REVOKE_GRAPH", &simulator.endpoint.graph).env("ENTRA_REVOKE_CONTROL", &simulator.endpoint.control);
    command.env("ENTRA_REVOKE_TOKEN", &simulator.endpoint.access_token).env("ENTRA_REVOKE_SAMPLE", SAMPLE.to_string());
    command.env("ENTRA_REVOKE_USERS", &list).env("ENTRA_REVOKE_RESULTS", folder.join("results.csv"));
    let status = test::environment(layout, &mut command).status().context("PowerShell can't be started")?;
    if status.success() { Ok(()) } else { bail!("the demo failed ({status})") }
}

/// Members, and among them some of whom not all is well.
fn csv(users: u64) -> Result<String> {
    let mut text = String::from("DisplayName,UserPrincipalName\n");
    for number in 1..=users {
        writeln!(text, "User {number},user{number:05}@contoso.example")?;
        if number % 200 == 100 && number / 200 < 20 {
            let odd = number / 200 + 1;
            writeln!(text, "Guest {odd},guest{odd:05}_fabrikam.example#EXT#@contoso.example")?;
        }
        if number % 400 == 250 && number / 400 < 10 {
            let odd = number / 400 + 1;
            writeln!(
                text,
                "Left {odd},deleted{odd:05}@contoso.example\nAdmin {odd},admin{odd:05}@contoso.example\nTypo {odd},nobody{odd}@contoso.example"
            )?;
        }
    }
    Ok(text)
}

fn with_c(layout: &Layout, users: u64) -> Result<()> {
    stage::build_native(layout, false)?;
    let folder = layout.built(false);
    let program = folder.join("revoke_list");
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let mut command = Command::new(&compiler);
    command
        .arg("-std=c99")
        .arg("-I")
        .arg(layout.root.join("include"))
        .arg(layout.root.join("examples/c/revoke_list.c"))
        .arg("-o")
        .arg(&program);
    command.arg("-L").arg(&folder).arg("-lentra_revoke").arg(format!("-Wl,-rpath,{}", folder.display()));
    process::run(&mut command).context("the C example can't be built; install a C compiler, for example with: apt-get install gcc")?;
    let simulator = Simulator::start(layout, users)?;
    list_to(&program, &simulator, &csv(users)?)
}

fn list_to(program: &PathBuf, simulator: &Simulator, csv: &str) -> Result<()> {
    let begun = std::time::Instant::now();
    let mut child = Command::new(program)
        .env("ENTRA_REVOKE_GRAPH", &simulator.endpoint.graph)
        .env("ENTRA_REVOKE_TOKEN", &simulator.endpoint.access_token)
        .stdin(Stdio::piped())
        .spawn()
        .context("the C example can't be started")?;
    let names: String = csv.lines().skip(1).filter_map(|line| line.split(',').nth(1)).fold(String::new(), |text, name| text + name + "\n");
    child.stdin.take().context("piped")?.write_all(names.as_bytes())?;
    let status = child.wait()?;
    let (count, seconds) = (names.lines().count(), begun.elapsed().as_secs_f64());
    println!("\n{count} users in {seconds:.1} s, {:.0} users/s", count as f64 / seconds);
    // Guests and unknown users are on the list, so not all can be revoked.
    if status.code() == Some(2) { Ok(()) } else { bail!("the C example ended with {status}") }
}
