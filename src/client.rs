//! One identity in one tenant of one cloud.

use crate::cloud::Cloud;
use crate::error::Error;
use crate::job::{Job, JobOptions};
use std::time::{Duration, SystemTime};

/// How a client gets its access tokens. Its `Debug` shows no secret.
#[derive(Clone)]
pub enum Credential {
    /// A bearer token for Microsoft Graph that the host got by its own means; it can't be renewed here.
    AccessToken(secrecy::SecretString),
    /// An application with a client secret.
    ClientSecret {
        /// Tenant id or a verified domain of it.
        tenant_id: String,
        /// Application (client) id.
        client_id: String,
        /// The secret's value (not its id).
        client_secret: secrecy::SecretString,
    },
}

/// Everything that can be set on a client; start from [`ClientOptions::new`].
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// How to get access tokens.
    pub credential: Credential,
    /// Which cloud.
    pub cloud: Cloud,
    /// Product tokens put before the library's own in the `User-Agent` header.
    pub user_agent: Option<String>,
    /// Writes that one application may do in one tenant per `write_quota_window`: 3,000, as Microsoft documents it.
    pub write_quota: u32,
    /// 150 s, as Microsoft documents it.
    pub write_quota_window: Duration,
    /// Requests in flight at the same time at the most: 64.
    pub max_in_flight: usize,
    /// Users in one `$batch`, 1 to 20: 20.
    pub max_batch_size: usize,
    /// Sends of one target before it is given up, throttled ones not counted: 8.
    pub max_attempts: u32,
    /// How long a target is retried, counted from its first send: 15 minutes.
    pub give_up_after: Duration,
    /// How long one request may take: 100 s.
    pub request_timeout: Duration,
    /// How long connecting may take: 10 s.
    pub connect_timeout: Duration,
}

/// Who the client is to the service, as far as its token tells.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Application (client) id.
    pub client_id: Option<String>,
    /// The application's name.
    pub app_name: Option<String>,
    /// The signed-in user's principal name; none for an application.
    pub account: Option<String>,
    /// True for a signed-in user, false for an application, none where the token does not tell.
    pub delegated: Option<bool>,
    /// Delegated scopes, or the application's roles.
    pub scopes: Vec<String>,
    /// When the token ends.
    pub expires_at: Option<SystemTime>,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AccessToken(_) => f.write_str("AccessToken([REDACTED])"),
            Self::ClientSecret { tenant_id, client_id, .. } => {
                write!(f, "ClientSecret {{ tenant_id: {tenant_id:?}, client_id: {client_id:?}, client_secret: [REDACTED] }}")
            }
        }
    }
}

impl ClientOptions {
    /// The documented limits and the worldwide cloud.
    pub fn new(credential: Credential) -> Self {
        Self {
            credential,
            cloud: Cloud::global(),
            user_agent: None,
            write_quota: 3_000,
            write_quota_window: Duration::from_secs(150),
            max_in_flight: 64,
            max_batch_size: 20,
            max_attempts: 8,
            give_up_after: Duration::from_secs(15 * 60),
            request_timeout: Duration::from_secs(100),
            connect_timeout: Duration::from_secs(10),
        }
    }
}

/// One identity in one tenant of one cloud: its tokens, its connections, its share of the quota.
///
/// Cheap to clone; all clones are the same client. Its jobs hold it open.
#[derive(Clone)]
pub struct Client {
}

impl Client {
    /// Makes a client; nothing is sent yet. Costs some milliseconds, so make one and keep it.
    pub fn open(options: ClientOptions) -> Result<Self, Error> {
        todo!()
    }

    /// Gets an access token now, so that a wrong secret shows before anybody is to be revoked. Blocks up to `timeout`.
    pub fn connect(&self, timeout: Duration) -> Result<(), Error> {
        todo!()
    }

    /// What the newest token tells about the identity; all unknown before there is one. Never blocks.
    pub fn context(&self) -> Context {
        todo!()
    }

    /// The cloud it works in.
    pub fn cloud(&self) -> &Cloud {
        todo!()
    }

    /// Begins a run over any number of targets.
    pub fn start_job(&self, options: JobOptions) -> Result<Job, Error> {
        todo!()
    }

    /// Ends it, and what its jobs have not done: their targets come out as not sent, or as unknown where an answer was due.
    pub fn close(&self) {
        todo!()
    }
}
