//! One identity in one tenant of one cloud.

use crate::auth::{self, Source, TokenManager};
use crate::calls::{self, Calls};
use crate::cloud::Cloud;
use crate::credential::{Context, Credential};
use crate::driver::FindBucket;
use crate::engine::bucket::Bucket;
use crate::engine::{JobId, Settings};
use crate::error::{Error, ErrorKind};
use crate::graph::{Call, Outgoing};
use crate::host::{Desk, HostAnswer, HostRequest};
use crate::http;
use crate::job::Job;
use crate::lane::{Common, Lanes};
use crate::options::ClientOptions;
use crate::quota::SharedBucket;
use crate::request::{GraphRequest, GraphResponse};
use crate::runtime::{Identity, Process};
use crate::submission::{JobOptions, Plan};
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// More than anybody waits for one answer, and not too much for a clock.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3_600);

/// One identity in one tenant of one cloud: its tokens, its connections, its share of the quota.
///
/// Cheap to clone; all clones are the same client. Its jobs hold it open.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    cloud: Cloud,
    tokens: Arc<TokenManager>,
    lanes: Lanes,
    calls: Calls,
    desk: Arc<Desk>,
    jobs: AtomicU64,
    closed: watch::Sender<bool>,
}

impl Client {
    /// Makes a client; nothing is sent yet. Costs some milliseconds, so make one and keep it.
    pub fn open(options: ClientOptions) -> Result<Self, Error> {
        options.check()?;
        let process = Process::current()?;
        let settings = http::Settings::of(&options);
        let http = settings.client(http::Way::of(&options))?;
        let desk = Arc::new(Desk::default());
        let tokens = TokenManager::new(Source::new(&options, &http, &desk)?);
        let (bucket, find_bucket) = buckets(process, &options, &tokens);
        let engine = Settings {
            max_in_flight: options.max_in_flight,
            max_batch_size: options.max_batch_size,
            max_attempts: options.max_attempts,
            give_up_after: options.give_up_after,
            seed: 0,
        };
        let (cloud, calls) = (options.cloud, Calls::default());
        let common = Common { process, http: settings, cloud: cloud.clone(), tokens: Arc::clone(&tokens), engine, bucket, find_bucket };
        let (lanes, jobs, closed) = (Lanes::new(common, http), AtomicU64::new(1), watch::Sender::new(false));
        Ok(Self { shared: Arc::new(Shared { cloud, tokens, lanes, calls, desk, jobs, closed }) })
    }

    /// Gets an access token now, so that a wrong secret shows before anybody is to be revoked, and so that a person can sign in:
    /// only here. Blocks up to `timeout`, or until the client is closed; the sign-in goes on when the time is over.
    pub fn connect(&self, timeout: Duration) -> Result<(), Error> {
        self.alive()?;
        let (done, result) = std::sync::mpsc::channel();
        let tokens = Arc::clone(&self.shared.tokens);
        let mut closed = self.shared.closed.subscribe();
        self.shared.lanes.common().process.spawn(async move {
            let result = tokio::select! {
                result = tokens.connect() => result.map_err(|error| (*error).clone()),
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

    /// Connecting waits for a person.
    pub(crate) fn asks_a_person(&self) -> bool {
        self.shared.tokens.asks_a_person()
    }

    /// Sends a request of the caller's own to the cloud's Microsoft Graph, with the client's tokens, proxy and patience. Blocks up to
    /// `timeout`, or until the client is closed.
    ///
    /// Any status is an answer. Redirects are not followed. After a 401 it is sent again with a fresh token; 429, 503 and 504 are
    /// waited out, three times at the most and never beyond `timeout`. What is not a GET takes one write of the quota that the
    /// jobs share. A URL that is not the cloud's is refused with [`ErrorKind::Configuration`] before anything is sent.
    pub fn request(&self, request: GraphRequest, timeout: Duration) -> Result<GraphResponse, Error> {
        self.alive()?;
        let (_entered, called_off) = self.shared.calls.enter(&request);
        let (wire, quota) = (self.shared.lanes.through(request.proxy.as_ref())?.wire, self.shared.lanes.common().bucket());
        let outgoing = Outgoing::new(&self.shared.cloud, request)?;
        let mut closed = self.shared.closed.subscribe();
        let (done, result) = std::sync::mpsc::channel();
        self.shared.lanes.common().process.spawn(async move {
            let left = AtomicBool::new(false);
            let until = Instant::now() + timeout.min(LONGEST);
            let call = Call { wire: &wire, outgoing: &outgoing, quota, until, left: &left };
            let closed = async { closed.wait_for(|closed| *closed).await.map_or_else(|_| is_closed(), |_| is_closed()) };
            let _ = done.send(calls::ended(call.run(), called_off, closed, timeout.min(LONGEST), &left).await);
        });
        result.recv().unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, "The library had a fault of its own while sending.")))
    }

    /// Ends the requests that were sent with this tag and still wait: with [`ErrorKind::Cancelled`]. One that has ended, or was
    /// never sent, is no error.
    pub fn cancel_request(&self, tag: u64) {
        self.shared.calls.call_off(tag);
    }

    /// What the client wants of its host, if it wants something in time: credentials of the kinds [`Credential::Host`],
    /// [`Credential::DeviceCode`], [`Credential::InteractiveBrowser`] and [`Certificate::KeptByHost`](crate::Certificate) need a
    /// host that asks. Any thread may; each request is given once. Ends with [`ErrorKind::Closed`] when the client is closed.
    pub fn next_host_request(&self, timeout: Duration) -> Result<Option<HostRequest>, Error> {
        self.shared.desk.next(timeout)
    }

    /// Answers a request for a token or a signature. An answer that comes too late is refused with
    /// [`ErrorKind::Configuration`], and does no harm.
    pub fn answer_host_request(&self, id: u64, answer: HostAnswer) -> Result<(), Error> {
        self.shared.desk.answer(id, answer)
    }

    /// What the newest token tells about the identity; all unknown before there is one. Never blocks.
    pub fn context(&self) -> Context {
        self.shared.tokens.context()
    }

    /// The cloud it works in.
    pub fn cloud(&self) -> &Cloud {
        &self.shared.cloud
    }

    /// Begins a run over any number of targets. Headers that can't be sent, and a proxy that can't be used, are refused with
    /// [`ErrorKind::Configuration`].
    pub fn start_job(&self, options: JobOptions) -> Result<Job, Error> {
        self.alive()?;
        let id = JobId(self.shared.jobs.fetch_add(1, Ordering::Relaxed));
        let lane = self.shared.lanes.through(options.proxy.as_ref())?;
        Ok(Job::start(id, Plan::new(options)?, lane.commands))
    }

    /// Ends it, and what its jobs have not done: their targets come out as not sent, or as unknown where an answer was due.
    pub fn close(&self) {
        self.shared.closed.send_replace(true);
        self.shared.tokens.close();
        self.shared.desk.close();
        self.shared.lanes.close();
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

/// The bucket of this identity; where only the token will tell whose it is, one for the time being and the way to the right one.
fn buckets(process: &'static Process, options: &ClientOptions, tokens: &Arc<TokenManager>) -> (SharedBucket, Option<FindBucket>) {
    let (writes, window) = (options.write_quota, options.write_quota_window);
    let new = move || Bucket::new(Instant::now(), writes, window);
    let shared = move |identity| process.bucket(identity, |identity| SharedBucket::of(Instant::now(), identity, new()));
    if let Some(identity) = identity(options) {
        return (shared(identity), None);
    }
    let (tokens, graph) = (Arc::clone(tokens), options.cloud.graph().to_owned());
    let find = move || token_identity(&graph, &tokens.context()).map(shared);
    (SharedBucket::of_ones_own(Instant::now(), new()), Some(Arc::new(find)))
}

/// Whose writes the service will count together, where the options tell.
fn identity(options: &ClientOptions) -> Option<Identity> {
    let named = |tenant: &str, application: &str| {
        // A tenant's id and its domains are the same tenant, which only a token tells.
        let (tenant, application) = (uuid::Uuid::try_parse(tenant.trim()).ok()?, application.trim().to_lowercase());
        Some(Identity { graph: options.cloud.graph().to_owned(), tenant: tenant.to_string(), application })
    };
    match &options.credential {
        Credential::ClientSecret { tenant_id, client_id, .. }
        | Credential::ClientCertificate { tenant_id, client_id, .. }
        | Credential::AzurePipelines { tenant_id, client_id, .. } => named(tenant_id, client_id),
        Credential::AccessToken(token) => token_identity(options.cloud.graph(), &auth::context(token.expose_secret())),
        _ => None,
    }
}

fn token_identity(graph: &str, context: &Context) -> Option<Identity> {
    let (tenant, application) = (context.tenant_id.as_deref()?, context.client_id.as_deref()?);
    Some(Identity { graph: graph.to_owned(), tenant: tenant.to_lowercase(), application: application.to_lowercase() })
}
