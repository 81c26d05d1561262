//! One identity in one tenant of one cloud.

use crate::auth::{self, Source, TokenManager};
use crate::cloud::Cloud;
use crate::credential::{Context, Credential};
use crate::driver::{self, Command, SharedBucket};
use crate::engine::bucket::Bucket;
use crate::engine::{JobId, Settings};
use crate::error::{Error, ErrorKind};
use crate::graph::Wire;
use crate::http;
use crate::job::Job;
use crate::options::ClientOptions;
use crate::runtime::{Identity, Process};
use crate::submission::JobOptions;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::watch;

/// One identity in one tenant of one cloud: its tokens, its connections, its share of the quota.
///
/// Cheap to clone; all clones are the same client. Its jobs hold it open.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    process: &'static Process,
    cloud: Cloud,
    tokens: Arc<TokenManager>,
    commands: UnboundedSender<Command>,
    jobs: AtomicU64,
    closed: watch::Sender<bool>,
}

impl Client {
    /// Makes a client; nothing is sent yet. Costs some milliseconds, so make one and keep it.
    pub fn open(options: ClientOptions) -> Result<Self, Error> {
        options.check()?;
        let process = Process::current()?;
        let http = http::client(&options)?;
        let tokens = TokenManager::new(Source::new(&options.credential, &options.cloud, &http)?);
        let bucket = SharedBucket(
            process.bucket(identity(&options), || Bucket::new(Instant::now(), options.write_quota, options.write_quota_window)),
        );
        let wire = Arc::new(Wire::new(http, options.cloud.clone(), Arc::clone(&tokens)));
        let settings = Settings {
            max_in_flight: options.max_in_flight,
            max_batch_size: options.max_batch_size,
            max_attempts: options.max_attempts,
            give_up_after: options.give_up_after,
            seed: fastrand::u64(..),
        };
        let (commands, received) = unbounded_channel();
        process.spawn(driver::run(settings, bucket, wire, received));
        let (jobs, closed) = (AtomicU64::new(1), watch::Sender::new(false));
        Ok(Self { shared: Arc::new(Shared { process, cloud: options.cloud, tokens, commands, jobs, closed }) })
    }

    /// Gets an access token now, so that a wrong secret shows before anybody is to be revoked. Blocks up to `timeout`, or
    /// until the client is closed.
    pub fn connect(&self, timeout: Duration) -> Result<(), Error> {
        self.alive()?;
        let (done, result) = std::sync::mpsc::channel();
        let tokens = Arc::clone(&self.shared.tokens);
        let mut closed = self.shared.closed.subscribe();
        self.shared.process.spawn(async move {
            let result = tokio::select! {
                result = tokens.bearer() => result.map(drop).map_err(|error| (*error).clone()),
                _ = closed.wait_for(|closed| *closed) => Err(is_closed()),
            };
            let _ = done.send(result);
        });
        match result.recv_timeout(timeout) {
            Ok(result) => result,
            Err(_) => Err(Error::new(
                ErrorKind::Timeout,
                format!("No access token came within {} s. Check the network and the proxy, or wait longer.", timeout.as_secs()),
            )),
        }
    }

    /// What the newest token tells about the identity; all unknown before there is one. Never blocks.
    pub fn context(&self) -> Context {
        self.shared.tokens.context()
    }

    /// The cloud it works in.
    pub fn cloud(&self) -> &Cloud {
        &self.shared.cloud
    }

    /// Begins a run over any number of targets.
    pub fn start_job(&self, options: JobOptions) -> Result<Job, Error> {
        self.alive()?;
        let id = JobId(self.shared.jobs.fetch_add(1, Ordering::Relaxed));
        Ok(Job::start(id, options, self.shared.commands.clone()))
    }

    /// Ends it, and what its jobs have not done: their targets come out as not sent, or as unknown where an answer was due.
    pub fn close(&self) {
        self.shared.closed.send_replace(true);
        let _ = self.shared.commands.send(Command::Close);
    }

    fn alive(&self) -> Result<(), Error> {
        if *self.shared.closed.borrow() { Err(is_closed()) } else { Ok(()) }
    }
}

fn is_closed() -> Error {
    Error::new(ErrorKind::Closed, "The client is closed. Open a new one.")
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({})", self.shared.cloud.name())
    }
}

/// Whose writes the service will count together, as far as can be told. An opaque token counts for itself.
fn identity(options: &ClientOptions) -> Identity {
    let graph = options.cloud.graph().to_owned();
    match &options.credential {
        Credential::ClientSecret { tenant_id, client_id, .. } => {
            Identity { graph, tenant: tenant_id.trim().to_lowercase(), application: client_id.trim().to_lowercase() }
        }
        Credential::AccessToken(token) => {
            let context = auth::context(token.expose_secret());
            let unknown = || uuid::Uuid::new_v4().to_string();
            Identity {
                graph,
                tenant: context.tenant_id.unwrap_or_default().to_lowercase(),
                application: context.client_id.unwrap_or_else(unknown).to_lowercase(),
            }
        }
    }
}
