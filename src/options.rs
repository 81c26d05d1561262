//! Everything that can be set on a client.

use crate::cloud::Cloud;
use crate::credential::Credential;
use crate::error::{Error, ErrorKind};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// Everything that can be set on a client; start from [`ClientOptions::new`].
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// How to get access tokens.
    pub credential: Credential,
    /// Which cloud.
    pub cloud: Cloud,
    /// Product tokens put before the library's own in the `User-Agent` header.
    pub user_agent: Option<String>,
    /// The proxy to use; the environment's or the system's where there is none.
    pub proxy: Option<Proxy>,
    /// PEM text of certificate authorities to trust beside those of the system.
    pub certificate_authorities: Option<String>,
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

/// A proxy for what is sent. Its `Debug` shows no password.
#[derive(Clone)]
pub struct Proxy {
    /// `http://proxy.contoso.com:8080`; https as well.
    pub url: String,
    /// Who asks, where the proxy wants to know (HTTP basic authentication).
    pub credentials: Option<(String, SecretString)>,
    /// Hosts that are reached directly, with commas between them, as in `NO_PROXY`.
    pub bypass: Option<String>,
}

impl Proxy {
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let same_credentials = match (&self.credentials, &other.credentials) {
            (Some((user, password)), Some((name, word))) => user == name && password.expose_secret() == word.expose_secret(),
            (None, None) => true,
            _ => false,
        };
        self.url == other.url && self.bypass == other.bypass && same_credentials
    }

    pub(crate) fn to_reqwest(&self) -> Result<reqwest::Proxy, Error> {
        let refuse = |why: &str| {
            Error::new(ErrorKind::Configuration, format!("The proxy can't be used: {why}. Write it like http://proxy.contoso.com:8080."))
        };
        let url = reqwest::Url::parse(self.url.trim()).map_err(|e| refuse(&format!("it is not a URL ({e})")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refuse("it is neither http nor https"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("its user name and password are in the URL; give them by their own options"));
        }
        let mut proxy = reqwest::Proxy::all(url).map_err(|e| refuse(&crate::error::chain(&e)))?;
        if let Some((user, password)) = &self.credentials {
            proxy = proxy.basic_auth(user, password.expose_secret());
        }
        Ok(proxy.no_proxy(self.bypass.as_deref().and_then(reqwest::NoProxy::from_string)))
    }
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A URL may have a password in it, which is refused later on.
        f.debug_struct("Proxy").field("credentials", &self.credentials.is_some()).field("bypass", &self.bypass).finish_non_exhaustive()
    }
}

impl ClientOptions {
    /// The documented limits and the worldwide cloud.
    pub fn new(credential: Credential) -> Self {
        Self {
            credential,
            cloud: Cloud::global(),
            user_agent: None,
            proxy: None,
            certificate_authorities: None,
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

    /// Refuses values that can't work, with the bounds.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let bounds = [
            ("write quota", self.write_quota as usize, 1, 100_000_000),
            ("number of requests in flight", self.max_in_flight, 1, 1_024),
            ("batch size", self.max_batch_size, 1, 20),
            ("number of attempts", self.max_attempts as usize, 1, 100),
        ];
        let ages = [
            ("quota window", self.write_quota_window),
            ("time to give up after", self.give_up_after),
            ("request timeout", self.request_timeout),
            ("connect timeout", self.connect_timeout),
        ];
        let off = bounds.iter().find(|(_, value, least, most)| value < least || value > most);
        if let Some((what, value, least, most)) = off {
            return Err(Error::new(ErrorKind::Configuration, format!("The {what} is {value}; it must be from {least} to {most}.")));
        }
        if let Some((what, _)) = ages.iter().find(|(_, age)| age.is_zero() || *age > Duration::from_secs(7 * 24 * 3_600)) {
            return Err(Error::new(ErrorKind::Configuration, format!("The {what} must be more than nothing and at most a week.")));
        }
        Ok(())
    }
}
