//! The HTTP client, shared by all that talks to the service or to the authority.

use crate::error::{Error, ErrorKind, chain};
use crate::options::{ClientOptions, Proxy};
use bytes::{Bytes, BytesMut};
use std::time::Duration;

/// More than any answer to what we ask has; a body beyond it is not the service's.
const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// How connections are made, wherever they go.
#[derive(Clone)]
pub(crate) struct Settings {
    agent: String,
    authorities: Option<String>,
    connect_timeout: Duration,
    request_timeout: Duration,
}

/// Through which proxy, if any.
#[derive(Clone, Copy)]
pub(crate) enum Way<'a> {
    /// Whatever the environment or the system says.
    System,
    Proxy(&'a Proxy),
    Direct,
}

impl<'a> Way<'a> {
    /// The usual way of a client.
    pub(crate) fn of(options: &'a ClientOptions) -> Self {
        options.proxy.as_ref().map_or(Self::System, Self::Proxy)
    }
}

impl Settings {
    pub(crate) fn of(options: &ClientOptions) -> Self {
        let ours = concat!("EntraRevoke/", env!("CARGO_PKG_VERSION"));
        Self {
            agent: options.user_agent.as_deref().map_or_else(|| ours.to_owned(), |theirs| format!("{theirs} {ours}")),
            authorities: options.certificate_authorities.clone(),
            connect_timeout: options.connect_timeout,
            request_timeout: options.request_timeout,
        }
    }

    /// No redirect is followed: a token must not travel to wherever an answer points.
    pub(crate) fn client(&self, way: Way<'_>) -> Result<reqwest::Client, Error> {
        let mut builder = reqwest::Client::builder();
        builder = match way {
            Way::System => builder,
            Way::Proxy(proxy) => builder.proxy(proxy.to_reqwest()?),
            Way::Direct => builder.no_proxy(),
        };
        if let Some(authorities) = &self.authorities {
            builder = builder.tls_certs_merge(certificates(authorities)?);
        }
        builder
            .user_agent(&self.agent)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            .timeout(self.request_timeout)
            .tcp_nodelay(true)
            .pool_idle_timeout(Duration::from_secs(50))
            .http2_keep_alive_interval(Duration::from_secs(20))
            .http2_keep_alive_while_idle(true)
            .build()
            .map_err(|e| {
                Error::caused(ErrorKind::Configuration, "The HTTP client can't be made; check the proxy settings and the user agent", &e)
            })
    }
}

/// The certificates of a PEM text.
fn certificates(pem: &str) -> Result<Vec<reqwest::Certificate>, Error> {
    let refuse = |why: &str| {
        Error::new(
            ErrorKind::Configuration,
            format!("The certificate authorities can't be used: {why}. Give PEM text with one or more CERTIFICATE blocks."),
        )
    };
    let certificates = reqwest::Certificate::from_pem_bundle(pem.as_bytes()).map_err(|e| refuse(&chain(&e)))?;
    if certificates.is_empty() { Err(refuse("there is no certificate in it")) } else { Ok(certificates) }
}

/// Reads an answer to its end. One that comes in one piece, as nearly all do, is not copied.
pub(crate) async fn body(mut response: reqwest::Response) -> Result<Bytes, Error> {
    let mut whole = Bytes::new();
    let mut pieces = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if pieces.len().max(whole.len()) + chunk.len() > LARGEST_BODY => {
                return Err(Error::new(
                    ErrorKind::Answer,
                    format!("The answer is larger than {LARGEST_BODY} bytes; Microsoft Graph's never are."),
                ));
            }
            Ok(Some(chunk)) if whole.is_empty() && pieces.is_empty() => whole = chunk,
            Ok(Some(chunk)) => {
                pieces.extend_from_slice(&std::mem::take(&mut whole));
                pieces.extend_from_slice(&chunk);
            }
            Ok(None) if pieces.is_empty() => return Ok(whole),
            Ok(None) => return Ok(pieces.freeze()),
            Err(e) => return Err(network("The connection broke before the answer was complete", &e)),
        }
    }
}

/// An error of the network, with its causes, and without the URL, which names the user.
pub(crate) fn network(what: &str, error: &(dyn std::error::Error + 'static)) -> Error {
    Error::new(ErrorKind::Network, format!("{what}: {}.", chain(error)))
}
