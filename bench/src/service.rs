//! The simulated service as a process of its own, so that what it costs is not counted, and clients on it.

use anyhow::{Context, Result};
use entra_revoke::{Client, ClientOptions, Cloud, Credential, Job, JobOptions, Outcome, Priority, Status, Submission};
use graph_simulator::{Books, Config, Endpoint};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A quota that nobody meets.
pub(crate) const UNLIMITED: f64 = 1e9;

pub(crate) struct Service {
    child: Child,
    pub(crate) endpoint: Endpoint,
}

impl Service {
    pub(crate) fn start(program: &Path, config: &Config) -> Result<Self> {
        let file = std::env::temp_dir().join(format!("entra-revoke-bench-{}.json", std::process::id()));
        std::fs::write(&file, serde_json::to_vec(config)?)?;
        let mut child = Command::new(program)
            .arg("--config")
            .arg(&file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} can't be started", program.display()))?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("piped")?).read_line(&mut line)?;
        std::fs::remove_file(&file)?;
        Ok(Self { child, endpoint: serde_json::from_str(&line)? })
    }

    pub(crate) fn options(&self) -> Result<ClientOptions> {
        options(&self.endpoint.graph, &self.endpoint.access_token)
    }

    /// What it did, by its own books.
    pub(crate) fn books(&self) -> Result<Books> {
        serde_json::from_str(&self.ask("GET", "books", "")?).context("books")
    }

    /// Gives an order on the control path.
    pub(crate) fn control(&self, path: &str, json: &str) -> Result<()> {
        self.ask("POST", path, json).map(drop)
    }

    fn ask(&self, method: &str, path: &str, json: &str) -> Result<String> {
        let mut request = reqwest::blocking::Client::builder().no_proxy();
        if !self.endpoint.certificate_authority.is_empty() {
            request = request.tls_certs_merge([reqwest::Certificate::from_pem(self.endpoint.certificate_authority.as_bytes())?]);
        }
        let url = format!("{}/{path}", self.endpoint.control);
        let request = request.build()?.request(method.parse()?, url).header("content-type", "application/json").body(json.to_owned());
        Ok(request.send()?.error_for_status()?.text()?)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

pub(crate) fn options(graph: &str, token: &str) -> Result<ClientOptions> {
    let cloud = Cloud::custom("Simulator", graph, graph)?;
    Ok(ClientOptions { cloud, ..ClientOptions::new(Credential::AccessToken(token.into())) })
}

/// The names of the simulator's members.
pub(crate) fn members(count: u64) -> impl Iterator<Item = String> {
    (1..=count).map(|number| format!("user{number:05}@contoso.example"))
}

/// Hands all of them over, and no more.
pub(crate) fn bulk(client: &Client, users: u64) -> Result<Job> {
    let job = client.start_job(JobOptions::default())?;
    job.submit(members(users).zip(0..).map(|(user, tag)| Submission::user(tag, &user)).collect())?;
    job.finish()?;
    Ok(job)
}

/// One user, and the answer waited for.
pub(crate) fn lone(client: &Client, user: &str) -> Result<Outcome> {
    let job = client.start_job(JobOptions { priority: Priority::Interactive, ..JobOptions::default() })?;
    job.submit(vec![Submission::user(0, user)])?;
    job.finish()?;
    job.next(Duration::from_secs(60), 1)?.outcomes.pop().context("an outcome in a minute")
}

/// Takes everything; how many were revoked.
pub(crate) fn drain(job: &Job) -> Result<u64> {
    let mut revoked = 0;
    loop {
        let block = job.next(Duration::from_secs(60), 1_000)?;
        revoked += block.outcomes.iter().filter(|outcome| outcome.status == Status::Revoked).count() as u64;
        if block.finished {
            return Ok(revoked);
        }
    }
}
