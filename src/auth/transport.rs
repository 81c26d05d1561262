//! The way to those who issue tokens: the transport below `azure_identity` and `oauth2`.

use super::refusal::Refusal;
use crate::http as our_http;
use azure_core::error::ErrorKind as AzureKind;
use azure_core::http::headers::{HeaderName, HeaderValue, Headers};
use azure_core::http::request::Body;
use azure_core::http::{AsyncRawResponse, HttpClient, Request, StatusCode};
use http::header::{AUTHORIZATION, CONTENT_TYPE, DATE, USER_AGENT};
use http::{HeaderMap, Method};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;
use zeroize::Zeroizing;

/// One host that may be asked for a token, as a library addresses it and as it really is.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    pub(super) asked: Url,
    pub(super) real: Url,
}

/// Sends token requests to the hosts that it was made for and nowhere else, and keeps what a refusal said: the libraries above
/// word it in their own ways and lose the status of an answer that is not JSON.
pub(super) struct Transport {
    http: reqwest::Client,
    endpoints: Vec<Endpoint>,
    claims: Option<String>,
    seen: Mutex<Seen>,
}

/// What came back last.
#[derive(Debug, Default)]
struct Seen {
    refusal: Option<Refusal>,
    /// How far the service's clock is ahead of ours, in seconds.
    ahead: Option<i64>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAnswer {
    #[error("a token request was about to go to another host than the one that was chosen")]
    Elsewhere,
    #[error("the token request can't be made")]
    Malformed,
    #[error("not reached")]
    NotReached(#[source] reqwest::Error),
    #[error("the request failed")]
    Broken(#[source] reqwest::Error),
    #[error("the answer was cut off")]
    Cut(#[source] crate::error::Error),
}

impl Transport {
    pub(super) fn new(http: reqwest::Client, endpoints: Vec<Endpoint>, claims: Option<&str>) -> Self {
        Self { http, endpoints, claims: claims.map(str::to_owned), seen: Mutex::default() }
    }

    /// What the last answer refused, if it did.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        self.seen().refusal.take()
    }

    /// How far the clock of those who issue tokens is ahead of this machine's, in seconds, as far as an answer told.
    pub(super) fn clock_ahead(&self) -> Option<i64> {
        self.seen().ahead
    }

    /// Sends one request to one of the chosen hosts.
    async fn exchange(&self, method: Method, url: Url, headers: HeaderMap, body: Vec<u8>) -> Result<Exchanged, NoAnswer> {
        let url = self.real(url)?;
        let mut body = Zeroizing::new(body);
        if let Some(claims) = self.claims.as_ref().filter(|_| is_form(&headers)) {
            body.extend_from_slice(format!("&claims={}", utf8_percent_encode(claims, NON_ALPHANUMERIC)).as_bytes());
        }
        // Wiped with the last reference to it: it has the secret in it.
        let mut sending = self.http.request(method, url).body(bytes::Bytes::from_owner(body));
        for (name, value) in headers.iter().filter(|(name, _)| *name != USER_AGENT) {
            let mut value = value.clone();
            value.set_sensitive(*name == AUTHORIZATION);
            sending = sending.header(name, value);
        }
        let response = sending.send().await.map_err(no_answer)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = our_http::body(response).await.map_err(NoAnswer::Cut)?;
        self.note(status, &headers, &body);
        Ok(Exchanged { status, headers, body: body.into() })
    }

    /// The address as it really is, for a host that was chosen.
    fn real(&self, mut url: Url) -> Result<Url, NoAnswer> {
        let same = |chosen: &&Endpoint| {
            url.scheme() == chosen.asked.scheme() && url.host() == chosen.asked.host() && url.port() == chosen.asked.port()
        };
        let real = &self.endpoints.iter().find(same).ok_or(NoAnswer::Elsewhere)?.real;
        let moved = url.set_scheme(real.scheme()).is_ok() && url.set_host(real.host_str()).is_ok() && url.set_port(real.port()).is_ok();
        if moved { Ok(url) } else { Err(NoAnswer::Malformed) }
    }

    fn note(&self, status: u16, headers: &HeaderMap, body: &[u8]) {
        let mut seen = self.seen();
        seen.ahead = headers.get(DATE).and_then(|date| date.to_str().ok()).and_then(seconds_ahead).or(seen.ahead);
        let is_answer = (200..300).contains(&status) && serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok();
        seen.refusal = (!is_answer).then(|| Refusal::read(status, body));
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn oauth(&self, request: oauth2::HttpRequest) -> Result<oauth2::HttpResponse, NoAnswer> {
        let (head, body) = request.into_parts();
        let url = Url::parse(&head.uri.to_string()).map_err(|_| NoAnswer::Malformed)?;
        let answer = self.exchange(head.method, url, head.headers, body).await?;
        let mut response = http::Response::new(answer.body);
        *response.status_mut() = http::StatusCode::from_u16(answer.status).map_err(|_| NoAnswer::Malformed)?;
        *response.headers_mut() = answer.headers;
        Ok(response)
    }
}

impl<'c> oauth2::AsyncHttpClient<'c> for Transport {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<oauth2::HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: oauth2::HttpRequest) -> Self::Future {
        Box::pin(self.oauth(request))
    }
}

/// An answer, whatever it says.
struct Exchanged {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

fn no_answer(error: reqwest::Error) -> NoAnswer {
    let error = error.without_url();
    if error.is_connect() { NoAnswer::NotReached(error) } else { NoAnswer::Broken(error) }
}

fn is_form(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

fn seconds_ahead(date: &str) -> Option<i64> {
    let theirs = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date).ok()?;
    let ours = jiff::Timestamp::try_from(SystemTime::now()).ok()?;
    Some(theirs.as_second() - ours.as_second())
}

#[async_trait::async_trait]
impl HttpClient for Transport {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let malformed = || azure_core::Error::new(AzureKind::Other, NoAnswer::Malformed);
        let Body::Bytes(body) = request.body() else { return Err(malformed()) };
        let method = Method::from_bytes(request.method().as_str().as_bytes()).map_err(|_| malformed())?;
        let headers = request.headers().iter().filter_map(|(name, value)| {
            Some((http::HeaderName::try_from(name.as_str()).ok()?, http::HeaderValue::try_from(value.as_str()).ok()?))
        });
        let exchange = self.exchange(method, request.url().clone(), headers.collect(), body.to_vec()).await;
        // Of a kind that azure_core does not retry: the token manager does, in bounded time.
        let answer = exchange.map_err(|error| azure_core::Error::new(AzureKind::Credential, error))?;
        let mut headers = Headers::new();
        for (name, value) in &answer.headers {
            if let Ok(value) = value.to_str() {
                headers.insert(HeaderName::from(name.as_str().to_owned()), HeaderValue::from(value.to_owned()));
            }
        }
        Ok(AsyncRawResponse::from_bytes(StatusCode::from(answer.status), headers, answer.body))
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.endpoints.iter().map(|endpoint| endpoint.real.as_str())).finish()
    }
}
