//! Carries one request to Microsoft Graph and brings back what it says.

use super::headers::{self, Head};
use super::notes::Notes;
use super::{batch, error_body};
use crate::auth::{Bearer, TokenManager};
use crate::cloud::Cloud;
use crate::engine::exchange::{Answer, Body, Failure, Item, Request, Verdict};
use crate::error::{Error, ErrorKind};
use crate::http;
use crate::submission::{ApiVersion, Priority};
use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use reqwest::{Response, StatusCode, Url};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const THROTTLE_PRIORITY: HeaderName = HeaderName::from_static("x-ms-throttle-priority");
const HIGH: HeaderValue = HeaderValue::from_static("high");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// How long the answers of a batch wait for a token that a few of its users need.
const HELD_BACK: Duration = Duration::from_millis(500);
/// So many batches in a row with refused tokens in them, and a fresh token is no help.
const RENEWALS_IN_A_ROW: u32 = 3;

/// The way to one cloud's Microsoft Graph with one identity's tokens.
pub(crate) struct Wire {
    pub(super) http: reqwest::Client,
    cloud: Cloud,
    pub(super) tokens: Arc<TokenManager>,
    v1: Roots,
    beta: Roots,
    /// Tokens that were renewed because items of batches refused theirs, since one went without.
    renewals: AtomicU32,
}

/// Where one version of Graph is.
struct Roots {
    root: String,
    batch: Url,
}

impl Roots {
    fn of(graph: &str, version: &str) -> Self {
        let root = format!("{graph}/{version}");
        let batch = Url::parse(&format!("{root}/$batch")).expect("a cloud's endpoint is a URL");
        Self { root, batch }
    }
}

impl Wire {
    pub(crate) fn new(http: reqwest::Client, cloud: Cloud, tokens: Arc<TokenManager>) -> Self {
        let roots = |version| Roots::of(cloud.graph(), version);
        Self { v1: roots("v1.0"), beta: roots("beta"), http, cloud, tokens, renewals: AtomicU32::new(0) }
    }

    /// Sends one request. A token that is refused is renewed once. `leaves` is asked when there is a token: from then on the
    /// request may arrive, and where it says no, the request is not sent.
    pub(crate) async fn send(&self, request: &Request, leaves: impl FnOnce() -> bool, notes: &mut Notes) -> Result<Answer, Failure> {
        let bearer = self.tokens.bearer().await.map_err(Failure::NoToken)?;
        if !leaves() {
            return Err(Failure::NoToken(Arc::new(Error::new(ErrorKind::Cancelled, "Called back before it was sent."))));
        }
        let challenge = match self.exchange(request, &bearer, notes).await? {
            Heard::Answer(answer) => return Ok(self.with_a_fresh_token(answer, &bearer).await),
            Heard::Challenge(challenge) => challenge,
        };
        let renewed = match self.tokens.renew(&bearer, challenge.claims.as_deref()).await {
            Ok(renewed) => renewed,
            Err(error) => return Err(Failure::TokenRefused(Arc::new(challenge.error(error.message())))),
        };
        match self.exchange(request, &renewed, notes).await? {
            Heard::Answer(answer) => Ok(answer),
            Heard::Challenge(challenge) => {
                let advice = "A fresh token was refused as well: check the application and its permissions in this tenant.";
                Err(Failure::TokenRefused(Arc::new(challenge.error(advice))))
            }
        }
    }

    /// One HTTP request and what came of it.
    async fn exchange(&self, request: &Request, bearer: &Bearer, notes: &mut Notes) -> Result<Heard, Failure> {
        let roots = match request.version {
            ApiVersion::V1 => &self.v1,
            ApiVersion::Beta => &self.beta,
        };
        let note = notes.begin(request, &roots.root);
        let response = match self.post(request, roots, bearer).await {
            Ok(response) => response,
            Err(failure) => {
                note.failed(&failure);
                return Err(failure);
            }
        };
        let (status, head) = (response.status(), Head::read(response.headers()));
        if status == StatusCode::UNAUTHORIZED {
            note.refused(&head);
            return Ok(Heard::Challenge(Challenge::read(response).await));
        }
        match self.read(request, response, &head).await {
            Ok(answer) => {
                note.answered(status.as_u16(), &head, &answer);
                Ok(Heard::Answer(answer))
            }
            Err(failure) => {
                note.failed(&failure);
                Err(failure)
            }
        }
    }

    /// A token can be refused for single items of a batch, too (a claims challenge of the service behind it). It is renewed, and
    /// the items say so.
    async fn with_a_fresh_token(&self, mut answer: Answer, bearer: &Bearer) -> Answer {
        let Body::Items(items) = &mut answer.body else { return answer };
        let refused: Vec<_> = items.iter_mut().filter_map(Item::refused_token).collect();
        if refused.is_empty() {
            self.renewals.store(0, Ordering::Relaxed);
            return answer;
        }
        if self.renewals.fetch_add(1, Ordering::Relaxed) >= RENEWALS_IN_A_ROW {
            return answer;
        }
        let claims = refused.iter().find_map(|verdict| verdict.claims.clone());
        // The others have their answers and must not wait long; a token that comes later is waited for by who needs it.
        let renewed = tokio::time::timeout(HELD_BACK, self.tokens.renew(bearer, claims.as_deref())).await;
        for verdict in refused {
            match &renewed {
                Ok(Ok(_)) | Err(_) => verdict.token_renewed = true,
                Ok(Err(error)) => verdict.message = format!("{} {}", verdict.message, error.message()).trim_start().to_owned(),
            }
        }
        answer
    }

    async fn post(&self, request: &Request, roots: &Roots, bearer: &Bearer) -> Result<Response, Failure> {
        let theirs = request.headers.as_deref();
        let post = match request.targets.as_slice() {
            // Without it, nothing would say that there is no body, and the service may answer 411.
            [target] => self.http.post(roots.root.clone() + &target.revoke_path()).header(CONTENT_LENGTH, 0),
            targets => self.http.post(roots.batch.clone()).body(batch::encode(targets, theirs)),
        };
        let post = post
            .header(AUTHORIZATION, bearer.header())
            .header(CONTENT_TYPE, JSON)
            .header(headers::CLIENT_REQUEST_ID, headers::client_request_id());
        // High is for what a person waits for; it changes who is shed first, not the limits (Graph, throttling limits).
        let post = if request.priority == Priority::Interactive { post.header(THROTTLE_PRIORITY, HIGH) } else { post };
        let post = match theirs {
            // What the caller says in place of the library wins.
            Some(theirs) if request.targets.len() == 1 => post.headers(theirs.map.clone()),
            _ => post,
        };
        post.send().await.map_err(|error| self.failure(error))
    }

    pub(super) fn failure(&self, error: reqwest::Error) -> Failure {
        let error = error.without_url();
        let graph = self.cloud.graph();
        if error.is_connect() {
            let what = format!("Microsoft Graph was not reached at {graph}; check the network, the proxy and the environment");
            return Failure::NotReached(Arc::new(http::network(&what, &error)));
        }
        let what = if error.is_timeout() { "The answer did not come in time" } else { "The connection broke before the answer came" };
        Failure::Broken(Arc::new(http::network(what, &error)))
    }

    async fn read(&self, request: &Request, response: Response, head: &Head) -> Result<Answer, Failure> {
        let status = response.status();
        if status.is_redirection() {
            return Err(Failure::Garbled(Arc::new(self.redirected(&response))));
        }
        let mut usage = head.usage;
        let web_page = is_web_page(response.headers());
        let body = http::body(response).await.map_err(|error| Failure::Broken(Arc::new(error)))?;
        // A gateway that is overloaded may say so in HTML; any other page is somebody else's.
        if web_page && !status.is_server_error() || is_foreign(status, &body) {
            return Err(Failure::Garbled(Arc::new(self.not_graph(status.as_u16()))));
        }
        let body = match (request.targets.len(), status.is_success()) {
            (1, true) => Body::Items(vec![Item::Answered(self.lone(status.as_u16(), &body, head)?)]),
            (1, false) => Body::Items(vec![Item::Answered(refusal(status.as_u16(), &body, head))]),
            (count, true) => {
                let decoded = batch::decode(&body, count, head.request_id.as_deref(), Timestamp::now());
                let (items, told) = decoded.ok_or_else(|| Failure::Garbled(Arc::new(self.not_graph(status.as_u16()))))?;
                usage = usage.into_iter().chain(told).reduce(f64::max);
                Body::Items(items)
            }
            (_, false) => Body::Whole(refusal(status.as_u16(), &body, head)),
        };
        Ok(Answer { body: self.advised(body), usage })
    }

    /// A refusal for want of a permission, with what to do about it.
    fn advised(&self, mut body: Body) -> Body {
        let mut known = None;
        let mut advise = |verdict: &mut Verdict| {
            if verdict.status == 403 && verdict.code.as_deref() == Some("Authorization_RequestDenied") {
                let advice = known.get_or_insert_with(|| crate::auth::permission_advice(&self.tokens.context()));
                verdict.message = format!("{} {advice}", verdict.message).trim_start().to_owned();
            }
        };
        match &mut body {
            Body::Whole(verdict) => advise(verdict),
            Body::Items(items) => items.iter_mut().for_each(|item| {
                if let Item::Answered(verdict) = item {
                    advise(verdict);
                }
            }),
        }
        body
    }

    /// A lone success: 204 without a body, or 200 with Graph's JSON. Anything else is somebody else's answer: a proxy that says
    /// 200 of its own accord has revoked nobody.
    fn lone(&self, status: u16, body: &[u8], head: &Head) -> Result<Verdict, Failure> {
        if body.is_empty() && head.request_id.is_some() {
            return Ok(accepted(status, false, head.request_id.as_deref()));
        }
        let json: Option<serde_json::Value> = serde_json::from_slice(body).ok();
        match json.as_ref().and_then(serde_json::Value::as_object).filter(|object| is_confirmation(object)) {
            Some(object) => Ok(accepted(status, object.get("value") == Some(&false.into()), head.request_id.as_deref())),
            None => Err(Failure::Garbled(Arc::new(self.not_graph(status)))),
        }
    }

    fn not_graph(&self, status: u16) -> Error {
        let message = format!(
            "Something other than Microsoft Graph answered for {} (status {status}, no JSON of Graph's). A proxy or a sign-in page of the network is the usual cause; open the address in a browser on this machine.",
            self.cloud.graph()
        );
        Error::new(ErrorKind::Answer, message).with_status(status)
    }

    fn redirected(&self, response: &Response) -> Error {
        let to = response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).and_then(|value| Url::parse(value).ok());
        let host = to.as_ref().and_then(Url::host_str).unwrap_or("elsewhere");
        let message = format!(
            "The answer of {} points to {host}. It was not followed, because the access token goes to the chosen cloud only. Check the environment and the proxy.",
            self.cloud.graph()
        );
        Error::new(ErrorKind::Answer, message).with_status(response.status().as_u16())
    }
}

/// `{"@odata.context": ".../$metadata#Edm.Boolean", "value": true}`, either of which tells Graph from others.
fn is_confirmation(object: &serde_json::Map<String, serde_json::Value>) -> bool {
    let is_graphs = object.get("value").is_some_and(serde_json::Value::is_boolean) || object.contains_key("@odata.context");
    is_graphs && !object.contains_key("error")
}

/// The word of a 2xx. It means that the sessions are revoked unless the body says the contrary in so many words.
pub(super) fn accepted(status: u16, denied: bool, request_id: Option<&str>) -> Verdict {
    let request_id = request_id.map(Into::into);
    if denied {
        let message = "The service answered that the sessions were not revoked (value: false). Run it again for this user.".into();
        return Verdict { status: 422, message, request_id, ..Verdict::default() };
    }
    Verdict { status, request_id, ..Verdict::default() }
}

fn refusal(status: u16, body: &[u8], head: &Head) -> Verdict {
    let detail = error_body::parse(body).unwrap_or_default();
    Verdict {
        status,
        request_id: head.request_id.as_deref().or(detail.request_id()).map(Into::into),
        message: detail.message.unwrap_or_default(),
        code: detail.code.filter(|code| !code.is_empty()),
        retry_after: head.retry_after,
        write_limit: head.write_limit,
        ..Verdict::default()
    }
}

/// Graph gives every refusal a JSON error; only "wait" may come without one.
fn is_foreign(status: StatusCode, body: &[u8]) -> bool {
    status.is_client_error() && !matches!(status.as_u16(), 408 | 429) && error_body::parse(body).is_none()
}

fn is_web_page(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| value.to_ascii_lowercase().contains("html"))
}

/// What came of one HTTP request.
enum Heard {
    Answer(Answer),
    Challenge(Challenge),
}

/// A 401: Graph's words, and the claims it wants to see in the next token, if it says so.
pub(super) struct Challenge {
    pub(super) claims: Option<String>,
    code: Option<String>,
    message: String,
    request_id: Option<String>,
}

impl Challenge {
    async fn read(response: Response) -> Self {
        let headers = response.headers().clone();
        let body = http::body(response).await.unwrap_or_default();
        let values = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
        Self::of(values, Head::read(&headers).request_id, &body)
    }

    /// Of the values of `WWW-Authenticate` and the body.
    pub(super) fn of<'a>(mut values: impl Iterator<Item = &'a str>, request_id: Option<String>, body: &[u8]) -> Self {
        let claims = values.find_map(crate::auth::claims_challenge);
        let detail = error_body::parse(body).unwrap_or_default();
        let request_id = request_id.or_else(|| detail.request_id().map(str::to_owned));
        Self { claims, code: detail.code, message: detail.message.unwrap_or_default(), request_id }
    }

    pub(super) fn error(self, what_to_do: &str) -> Error {
        let message = format!("Microsoft Graph refused the access token (401): {} {what_to_do}", self.message);
        Error::new(ErrorKind::Authentication, message).with_status(401).with_code(self.code).with_request_id(self.request_id)
    }
}
