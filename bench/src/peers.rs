//! The same job by what people would use instead, on the same service.

use crate::Tools;
use crate::service::{Service, bulk, drain};
use crate::table::{Bound, Table};
use anyhow::{Context, Result, ensure};
use entra_revoke::Client;
use graph_simulator::{Config, Fault, Kind, On, Settings};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const USERS: u64 = 400;

/// One of them: its name, and the command that runs it and prints the seconds that it took.
struct Peer {
    name: &'static str,
    program: &'static str,
    script: &'static [&'static str],
    users: u64,
    /// It sends its token over https only.
    tls: bool,
}

const PEERS: [Peer; 4] = [
    Peer {
        name: "Office365-REST-Python-Client, batches, 4 at a time",
        program: "venv/bin/python",
        script: &["run.py", "office365_rest"],
        users: USERS,
        tls: false,
    },
    Peer {
        name: "msgraph-sdk for Python, batches, 4 at a time",
        program: "venv/bin/python",
        script: &["run.py", "msgraph_sdk"],
        users: USERS,
        tls: false,
    },
    Peer {
        name: "microsoft-graph-client for JavaScript, batches, 4 at a time",
        program: "node",
        script: &["graph_client.mjs"],
        users: USERS,
        tls: true,
    },
    // It starts anew for each user.
    Peer { name: "CLI for Microsoft 365, 5 users only, one after another", program: "node", script: &["m365.mjs"], users: 5, tls: false },
];

pub(crate) fn measure(tools: &Tools) -> Result<Table> {
    let mut table = Table::new("Beside the peers: 400 users, 150 ms latency");
    let Some(folder) = &tools.peers else {
        table.left_out("the peers", "`cargo xtask bench --peers` installs and runs them");
        return Ok(table);
    };
    for (weather, throttled) in [("fair weather", 0.0), ("a tenth of the items throttled for a second", 0.1)] {
        let service = service(tools, throttled, false)?;
        let client = Client::open(service.options()?)?;
        let begun = Instant::now();
        let revoked = drain(&bulk(&client, USERS)?)?;
        let own = begun.elapsed().as_secs_f64();
        ensure!(revoked == USERS, "{revoked} of {USERS} are revoked");
        table.row(format!("{weather}: Entra Revoke"), own, " s", Bound::Shown);
        for peer in &PEERS {
            let name = format!("{weather}: {}", peer.name);
            let service = self::service(tools, throttled, peer.tls)?;
            match seconds(peer, folder, &service) {
                Ok(seconds) => {
                    table.row(&name, seconds, " s", Bound::Shown);
                    table.row(
                        format!("{name}: users that it left unrevoked"),
                        (peer.users - service.books()?.users_revoked) as f64,
                        "",
                        Bound::Shown,
                    );
                }
                Err(error) => table.left_out(name, &error.to_string()),
            }
        }
    }
    Ok(table)
}

fn service(tools: &Tools, throttled: f64, tls: bool) -> Result<Service> {
    let settings = Settings { latency_ms: 150.0, ..Settings::default() };
    let service = Service::start(&tools.simulator, &Config { users: USERS, tls, settings, ..Config::default() })?;
    if throttled > 0.0 {
        let fault =
            Fault { probability: throttled, ..Fault::new(On::Write, Kind::Throttle { retry_after: Some(1), scope: None }).for_ever() };
        service.control("faults", &serde_json::to_string(&[fault])?)?;
    }
    Ok(service)
}

fn seconds(peer: &Peer, folder: &Path, service: &Service) -> Result<f64> {
    let installed = folder.join(peer.program);
    let mut command = if installed.is_file() { Command::new(installed) } else { Command::new(peer.program) };
    let authority = folder.join("authority.pem");
    std::fs::write(&authority, &service.endpoint.certificate_authority)?;
    let (script, words) = peer.script.split_first().context("a script")?;
    command.current_dir(folder).arg(folder.join(script)).args(words).arg(peer.users.to_string());
    command.env("ENTRA_REVOKE_BENCH_GRAPH", &service.endpoint.graph).env("ENTRA_REVOKE_BENCH_TOKEN", &service.endpoint.access_token);
    let output = command.env("NODE_EXTRA_CA_CERTS", authority).output().context("it can't be started")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let last = errors.lines().rev().find(|line| line.contains("Exception") || line.contains("Error")).unwrap_or("it failed").to_owned();
        anyhow::bail!("{}", last.chars().take(200).collect::<String>());
    }
    text.lines().last().and_then(|line| line.trim().parse().ok()).with_context(|| text.clone())
}
