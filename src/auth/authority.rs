//! The way to the authority that issues tokens: the transport below `azure_identity`.

use super::source::Unfetched;
use crate::cloud::Cloud;
use crate::error::{Error, ErrorKind, chain};
use crate::http as our_http;
use azure_core::cloud::CustomConfiguration;
use azure_core::error::ErrorKind as AzureKind;
use azure_core::http::headers::{HeaderName, HeaderValue, Headers};
use azure_core::http::request::Body;
use azure_core::http::{AsyncRawResponse, ClientOptions, HttpClient, Request, RetryOptions, StatusCode, Transport};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use reqwest::header::{HeaderName as Name, HeaderValue as Value};
use serde::Deserialize;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Sends token requests to the chosen cloud's authority and nowhere else, and keeps what a refusal said: `azure_identity`
/// words it in its own way and loses the status of an answer that is not JSON.
pub(super) struct Authority {
    http: reqwest::Client,
    base: Url,
    claims: Option<String>,
    refusal: Mutex<Option<Refusal>>,
}

/// What the authority said.
#[derive(Debug, Clone)]
struct Refusal {
    status: u16,
    body: Option<OAuthError>,
}

/// RFC 6749, 5.2, with Entra ID's additions.
#[derive(Debug, Clone, Deserialize)]
struct OAuthError {
    error: String,
    #[serde(default)]
    error_description: String,
    #[serde(default)]
    error_codes: Vec<u64>,
    #[serde(default)]
    trace_id: Option<String>,
}

impl Authority {
    pub(super) fn new(cloud: &Cloud, http: reqwest::Client, claims: Option<&str>) -> Self {
        let base = Url::parse(cloud.authority()).expect("a cloud's authority is a URL");
        Self { http, base, claims: claims.map(str::to_owned), refusal: Mutex::new(None) }
    }

    /// Options that put a credential on top of this transport. Retrying is the token manager's.
    pub(super) fn options(this: &Arc<Self>, cloud: &Cloud) -> ClientOptions {
        let mut custom = CustomConfiguration::default();
        // azure_identity insists on https even for a loopback address; `execute_request` puts the scheme right again.
        custom.authority_host = cloud.authority().replacen("http://", "https://", 1);
        ClientOptions {
            transport: Some(Transport::new(Arc::clone(this) as Arc<dyn HttpClient>)),
            retry: RetryOptions::none(),
            cloud: Some(Arc::new(custom.into())),
            ..ClientOptions::default()
        }
    }

    /// The administrator's version of what went wrong.
    pub(super) fn why(&self, error: &azure_core::Error) -> Unfetched {
        let refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(refusal) = refusal else {
            let message = format!(
                "No access token: {} was not reached. {}. Check the network, the proxy and the environment.",
                self.base,
                chain(error)
            );
            return Unfetched { error: Error::new(ErrorKind::Authentication, message), transient: true };
        };
        let transient = matches!(refusal.status, 408 | 429 | 500..=599);
        Unfetched { error: refusal.error(&self.base), transient }
    }

    fn remember(&self, refusal: Refusal) {
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
    }

    fn request(&self, request: &Request) -> azure_core::Result<reqwest::RequestBuilder> {
        let mut url = request.url().clone();
        if url.host() != self.base.host() || url.port_or_known_default() != self.expected_port() {
            return Err(azure_core::Error::with_message(
                AzureKind::Other,
                "a token request was about to go to another host than the authority",
            ));
        }
        if url.set_scheme(self.base.scheme()).is_err() {
            return Err(azure_core::Error::with_message(AzureKind::Other, "the authority's address can't be used"));
        }
        let Body::Bytes(body) = request.body() else {
            return Err(azure_core::Error::with_message(AzureKind::Other, "a token request has an unexpected body"));
        };
        let mut body = body.to_vec();
        if let Some(claims) = &self.claims {
            body.extend_from_slice(format!("&claims={}", utf8_percent_encode(claims, NON_ALPHANUMERIC)).as_bytes());
        }
        let mut sending = self.http.post(url).body(body);
        for (name, value) in request.headers().iter() {
            let (Ok(name), Ok(value)) = (Name::try_from(name.as_str()), Value::try_from(value.as_str())) else { continue };
            if name != reqwest::header::USER_AGENT {
                sending = sending.header(name, value);
            }
        }
        Ok(sending)
    }

    /// The port in the address as azure_identity has it, with https for http.
    fn expected_port(&self) -> Option<u16> {
        self.base.port().or(Some(443))
    }
}

#[async_trait::async_trait]
impl HttpClient for Authority {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let response = self.request(request)?.send().await.map_err(|error| {
            let kind = if error.is_connect() { AzureKind::Connection } else { AzureKind::Io };
            azure_core::Error::with_error(kind, error.without_url(), "the request failed")
        })?;
        let status = response.status().as_u16();
        let mut headers = Headers::new();
        for (name, value) in response.headers() {
            if let Ok(value) = value.to_str() {
                headers.insert(HeaderName::from(name.as_str().to_owned()), HeaderValue::from(value.to_owned()));
            }
        }
        let body = our_http::body(response)
            .await
            .map_err(|error| azure_core::Error::with_error(AzureKind::Io, error, "the answer was cut off"))?;
        if !(200..300).contains(&status) || serde_json::from_slice::<serde::de::IgnoredAny>(&body).is_err() {
            self.remember(Refusal { status, body: serde_json::from_slice(&body).ok() });
        }
        Ok(AsyncRawResponse::from_bytes(StatusCode::from(status), headers, body))
    }
}

impl Refusal {
    fn error(&self, base: &Url) -> Error {
        let Some(body) = &self.body else {
            let message = format!(
                "No access token: {base} answered with status {} and no OAuth error. If it goes on, check the proxy and the environment.",
                self.status
            );
            return Error::new(ErrorKind::Authentication, message).with_status(self.status);
        };
        let code = body.error_codes.first().map_or_else(|| body.error.clone(), |code| format!("AADSTS{code}"));
        // Trace ids and times follow on further lines.
        let description = body.error_description.lines().next().unwrap_or_default().trim();
        let what = if description.is_empty() { body.error.as_str() } else { description };
        let message = format!("No access token: {what}{}", advice(&body.error_codes));
        Error::new(ErrorKind::Authentication, message).with_status(self.status).with_code(Some(code)).with_request_id(body.trace_id.clone())
    }
}

/// What to do about it, for the codes that an application with a secret meets (Microsoft Entra authentication error codes).
fn advice(codes: &[u64]) -> &'static str {
    match codes.first() {
        Some(7_000_215) => " Give the secret's value, not its id.",
        Some(7_000_222) => " The client secret has expired: make a new one for the app registration.",
        Some(700_016) => " Check the client id, the tenant id and the environment.",
        Some(90_002 | 900_023) => " Check the tenant id and the environment.",
        Some(7_000_112) => " The application is disabled in this tenant.",
        Some(53_003) => " A Conditional Access policy blocks it.",
        _ => "",
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authority({})", self.base)
    }
}
