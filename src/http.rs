//! The HTTP client, shared by all that talks to the service or to the authority.

use crate::error::{Error, ErrorKind, chain};
use crate::options::ClientOptions;
use std::time::Duration;

/// More than any answer to what we ask has; a body beyond it is not the service's.
const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// Through whatever proxy there is, or past it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Proxied,
    Direct,
}

/// No redirect is followed: a token must not travel to wherever an answer points.
pub(crate) fn client(options: &ClientOptions, way: Way) -> Result<reqwest::Client, Error> {
    let ours = concat!("EntraRevoke/", env!("CARGO_PKG_VERSION"));
    let agent = options.user_agent.as_deref().map_or_else(|| ours.to_owned(), |theirs| format!("{theirs} {ours}"));
    let mut builder = reqwest::Client::builder();
    if way == Way::Direct {
        builder = builder.no_proxy();
    } else if let Some(proxy) = &options.proxy {
        builder = builder.proxy(proxy.to_reqwest()?);
    }
    if let Some(authorities) = &options.certificate_authorities {
        builder = builder.tls_certs_merge(certificates(authorities)?);
    }
    builder
        .user_agent(agent)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(options.connect_timeout)
        .timeout(options.request_timeout)
        .tcp_nodelay(true)
        .pool_idle_timeout(Duration::from_secs(50))
        .http2_keep_alive_interval(Duration::from_secs(20))
        .http2_keep_alive_while_idle(true)
        .build()
        .map_err(|e| {
            Error::caused(ErrorKind::Configuration, "The HTTP client can't be made; check the proxy settings and the user agent", &e)
        })
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

/// Reads an answer to its end.
pub(crate) async fn body(mut response: reqwest::Response) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > LARGEST_BODY => {
                return Err(Error::new(
                    ErrorKind::Answer,
                    format!("The answer is larger than {LARGEST_BODY} bytes; Microsoft Graph's never are."),
                ));
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return Ok(bytes),
            Err(e) => return Err(network("The connection broke before the answer was complete", &e)),
        }
    }
}

/// An error of the network, with its causes, and without the URL, which names the user.
pub(crate) fn network(what: &str, error: &(dyn std::error::Error + 'static)) -> Error {
    Error::new(ErrorKind::Network, format!("{what}: {}.", chain(error)))
}
