//! Sends a request of the caller's own, with the same tokens, patience and pace as the revocations. Any status is an answer.

use super::headers;
use super::outgoing::Outgoing;
use super::wire::{Challenge, Wire};
use crate::auth::Bearer;
use crate::engine::backoff;
use crate::engine::bucket::Quota;
use crate::engine::exchange::Failure;
use crate::error::{Error, ErrorKind, SharedError};
use crate::http;
use crate::request::GraphResponse;
use crate::submission::Priority;
use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// As often as the Graph SDK tries again.
const RETRIES: u32 = 3;

/// One request on its way to an answer.
pub(crate) struct Call<'a, Q> {
    pub(crate) wire: &'a Wire,
    pub(crate) outgoing: &'a Outgoing,
    pub(crate) quota: Q,
    /// No wait goes beyond.
    pub(crate) until: Instant,
    /// Set when the request leaves: from then on it may arrive.
    pub(crate) left: &'a AtomicBool,
}

/// What may still be done for it.
struct Patience {
    retries: u32,
    random: fastrand::Rng,
    renewed: bool,
}

impl<Q: Quota> Call<'_, Q> {
    /// Sends until there is an answer worth giving: a token that is refused is renewed once; where the service asks to wait, it
    /// is asked again while there is time. What only reads is sent again after a broken connection, too.
    pub(crate) async fn run(mut self) -> Result<GraphResponse, Error> {
        let mut patience = Patience { retries: RETRIES, random: fastrand::Rng::new(), renewed: false };
        let mut bearer = self.wire.tokens.bearer().await.map_err(own)?;
        loop {
            self.draw().await?;
            let sent = Instant::now();
            let wait = match self.send(&bearer).await {
                Ok(response) => {
                    self.learn(&response, sent);
                    if response.status == 401 && !patience.renewed {
                        patience.renewed = true;
                        bearer = self.renew(&bearer, &response).await?;
                        continue;
                    }
                    let Some(wait) = self.wait_for(&response, &mut patience) else { return Ok(response) };
                    wait
                }
                Err(failure) => {
                    let again = matches!(failure, Failure::Broken(_)) && !self.outgoing.writes();
                    let wait = again.then(|| self.within(patience.next(None))).flatten();
                    wait.ok_or_else(|| self.given_up(failure))?
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// A write comes out of the bucket that the revocations share, as somebody waits for it.
    async fn draw(&mut self) -> Result<(), Error> {
        while self.outgoing.writes() && self.quota.available(Instant::now(), Priority::Interactive) == 0 {
            let ready = self.quota.ready_at(Instant::now(), 1, Priority::Interactive);
            if ready >= self.until {
                let message = "The write quota of the application is used up for longer than the time given. The request was not sent; try again later, or wait longer.";
                return Err(Error::new(ErrorKind::Throttled, message));
            }
            tokio::time::sleep_until(ready.into()).await;
        }
        if self.outgoing.writes() {
            self.quota.take(Instant::now(), 1);
        }
        Ok(())
    }

    async fn send(&self, bearer: &Bearer) -> Result<GraphResponse, Failure> {
        let Outgoing { method, url, headers, body } = self.outgoing;
        let request = self.wire.http.request(method.clone(), url.clone()).headers(headers.clone()).header(AUTHORIZATION, bearer.header());
        let request = if body.is_empty() { request } else { request.body(body.clone()) };
        self.left.store(true, Ordering::Release);
        let response = request.send().await.map_err(|error| self.wire.failure(error))?;
        let (status, headers) = (response.status().as_u16(), texts(response.headers()));
        let body = http::body(response).await.map_err(|error| Failure::Broken(error.into()))?;
        Ok(GraphResponse { status, headers, body: body.into() })
    }

    /// What the service says of its write limits holds for all that share the bucket.
    fn learn(&mut self, response: &GraphResponse, sent: Instant) {
        let now = Instant::now();
        if let Some(used) = response.header("x-ms-throttle-limit-percentage").and_then(headers::usage).filter(|_| self.outgoing.writes()) {
            self.quota.usage(now, used);
        }
        if response.status == 429 && response.header("x-ms-throttle-scope").is_some_and(headers::is_write_limit) {
            self.quota.exhausted(now, sent);
        }
    }

    async fn renew(&self, bearer: &Bearer, response: &GraphResponse) -> Result<Bearer, Error> {
        let values = response.headers.iter().filter(|(name, _)| name == "www-authenticate").map(|(_, value)| value.as_str());
        let challenge = Challenge::of(values, response.header("request-id").map(str::to_owned), &response.body);
        let renewed = self.wire.tokens.renew(bearer, challenge.claims.as_deref()).await;
        renewed.map_err(|error| challenge.error(error.message()))
    }

    /// How long to wait before it is sent again, where that is what the answer asks for.
    fn wait_for(&self, response: &GraphResponse, patience: &mut Patience) -> Option<Duration> {
        let asks = matches!(response.status, 429 | 503 | 504);
        let named = response.header("retry-after").and_then(|value| headers::retry_after(value, Timestamp::now()));
        self.within(asks.then(|| patience.next(named)).flatten())
    }

    fn within(&self, wait: Option<Duration>) -> Option<Duration> {
        wait.filter(|wait| Instant::now() + *wait < self.until)
    }

    fn given_up(&self, failure: Failure) -> Error {
        match failure {
            Failure::Broken(error) if self.outgoing.writes() => {
                Error::new(error.kind(), format!("{} It may have been carried out: look before you send it again.", error.message()))
            }
            Failure::NotReached(error)
            | Failure::Broken(error)
            | Failure::Garbled(error)
            | Failure::NoToken(error)
            | Failure::TokenRefused(error) => own(error),
        }
    }
}

impl Patience {
    /// The next wait, if there is to be one: what the service named, or longer each time.
    fn next(&mut self, named: Option<Duration>) -> Option<Duration> {
        self.retries = self.retries.checked_sub(1)?;
        Some(named.unwrap_or_else(|| backoff::delay(&mut self.random, RETRIES - self.retries)))
    }
}

fn own(error: SharedError) -> Error {
    (*error).clone()
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}
