//! The headers that steer retries and pace, and the one by which a request is found again.

use crate::engine::backoff::LONGEST_WAIT;
use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::time::Duration;

pub(super) const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");

/// By which support finds a request in the service's logs. It has to be unlike others, and is no secret.
pub(super) fn client_request_id() -> HeaderValue {
    let id = uuid::Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid();
    HeaderValue::from_str(id.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer())).expect("a UUID is ASCII")
}

/// `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). A date that is past means now. Never more than [`LONGEST_WAIT`],
/// whatever the network says: nobody's clock can hold all that a header can.
pub(super) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let wait = match value.parse::<f64>() {
        Ok(seconds) => Duration::from_secs_f64(seconds.max(0.0).min(LONGEST_WAIT.as_secs_f64())),
        Err(_) => {
            let date = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
            Duration::try_from(date.duration_since(now)).unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST_WAIT))
}

/// `x-ms-throttle-scope: Tenant_Application/ReadWrite/appId/tenantId`: true when a write limit was met.
pub(super) fn is_write_limit(scope: &str) -> bool {
    scope.split('/').nth(1).is_some_and(|kind| kind.contains("Write"))
}

/// `x-ms-throttle-limit-percentage`, in spite of its name a fraction: 0.8 to 1.8.
pub(super) fn usage(value: &str) -> Option<f64> {
    value.trim().parse().ok().filter(|used: &f64| used.is_finite())
}

/// What the headers say.
pub(super) struct Head {
    pub(super) request_id: Option<String>,
    pub(super) retry_after: Option<Duration>,
    pub(super) write_limit: bool,
    pub(super) usage: Option<f64>,
}

impl Head {
    pub(super) fn read(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        Self {
            request_id: text("request-id").map(str::to_owned),
            retry_after: text("retry-after").and_then(|value| retry_after(value, Timestamp::now())),
            write_limit: text("x-ms-throttle-scope").is_some_and(is_write_limit),
            usage: text("x-ms-throttle-limit-percentage").and_then(usage),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-11-27T10:00:00Z".parse().expect("a timestamp");
        let seconds = |value| retry_after(value, now).map(|wait| wait.as_secs_f64());
        assert_eq!(seconds("10"), Some(10.0));
        assert_eq!(seconds(" 0.5 "), Some(0.5));
        assert_eq!(seconds("-3"), Some(0.0));
        assert_eq!(seconds("Fri, 27 Nov 2026 10:01:30 GMT"), Some(90.0));
        assert_eq!(seconds("Fri, 27 Nov 2026 09:00:00 GMT"), Some(0.0));
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("NaN"), Some(0.0), "NaN.max(0.0) is 0.0");
        for absurd in ["1e300", "inf", "10000000000000000000", "2592000", "Sat, 27 Nov 2100 10:00:00 GMT"] {
            assert_eq!(seconds(absurd), Some(LONGEST_WAIT.as_secs_f64()), "{absurd}");
        }
    }

    #[test]
    fn only_write_limits_concern_the_write_quota() {
        assert!(is_write_limit("Tenant_Application/Write/app/tenant"));
        assert!(is_write_limit("Tenant/ReadWrite/app/tenant"));
        assert!(!is_write_limit("Tenant_Application/Read/app/tenant"));
        assert!(!is_write_limit("nonsense"));
    }
}
