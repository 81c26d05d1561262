//! Ways to the service. Each has its connections, and an engine of its own: what fails on one must not hold up another.

use crate::auth::TokenManager;
use crate::cloud::Cloud;
use crate::driver::{self, Command, FindBucket};
use crate::engine;
use crate::error::{Error, ErrorKind};
use crate::graph::Wire;
use crate::http::{self, Way};
use crate::options::Proxy;
use crate::quota::SharedBucket;
use crate::runtime::Process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// So many proxies are kept apart; a session needs one or two.
const MOST_DETOURS: usize = 16;

/// One way.
#[derive(Clone)]
pub(crate) struct Lane {
    pub(crate) wire: Arc<Wire>,
    pub(crate) commands: UnboundedSender<Command>,
}

/// What all ways of a client have in common: one identity, and one quota.
pub(crate) struct Common {
    pub(crate) process: &'static Process,
    pub(crate) http: http::Settings,
    pub(crate) cloud: Cloud,
    pub(crate) tokens: Arc<TokenManager>,
    pub(crate) engine: engine::Settings,
    pub(crate) bucket: SharedBucket,
    pub(crate) find_bucket: Option<FindBucket>,
}

impl Common {
    fn lane(&self, http: reqwest::Client) -> Lane {
        let wire = Arc::new(Wire::new(http, self.cloud.clone(), Arc::clone(&self.tokens)));
        let settings = engine::Settings { seed: fastrand::u64(..), ..self.engine.clone() };
        let (commands, received) = unbounded_channel();
        self.process.spawn(driver::run(settings, self.bucket(), self.find_bucket.clone(), Arc::clone(&wire), received));
        Lane { wire, commands }
    }

    /// Its own, or the one that it shares as soon as the token tells with whom.
    pub(crate) fn bucket(&self) -> SharedBucket {
        self.find_bucket.as_ref().and_then(|find| find()).unwrap_or_else(|| self.bucket.clone())
    }
}

/// The usual way of a client, and those of jobs and requests that want another proxy than it has.
pub(crate) struct Lanes {
    common: Common,
    usual: Lane,
    detours: Mutex<Detours>,
}

/// Made once, so that connections are used again; the last one used comes first.
#[derive(Default)]
struct Detours {
    made: Vec<(Proxy, Lane)>,
    closed: bool,
}

impl Lanes {
    /// `http` goes the usual way.
    pub(crate) fn new(common: Common, http: reqwest::Client) -> Self {
        Self { usual: common.lane(http), common, detours: Mutex::default() }
    }

    pub(crate) fn common(&self) -> &Common {
        &self.common
    }

    /// The way through a proxy; without one, the usual way.
    pub(crate) fn through(&self, proxy: Option<&Proxy>) -> Result<Lane, Error> {
        let Some(proxy) = proxy else { return Ok(self.usual.clone()) };
        let mut detours = self.detours();
        if detours.closed {
            return Err(Error::new(ErrorKind::Closed, "The client is closed. Open a new one."));
        }
        let (proxy, lane) = match detours.made.iter().position(|(known, _)| known.is_same(proxy)) {
            Some(place) => detours.made.remove(place),
            None => (proxy.clone(), self.common.lane(self.common.http.client(Way::Proxy(proxy))?)),
        };
        detours.made.truncate(MOST_DETOURS - 1);
        detours.made.insert(0, (proxy, lane.clone()));
        Ok(lane)
    }

    /// Ends what goes on any of them.
    pub(crate) fn close(&self) {
        let mut detours = self.detours();
        detours.closed = true;
        let lanes = detours.made.drain(..).map(|(_, lane)| lane).chain([self.usual.clone()]);
        lanes.for_each(|lane| drop(lane.commands.send(Command::Close)));
    }

    fn detours(&self) -> MutexGuard<'_, Detours> {
        self.detours.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
