//! Microsoft Graph's error bodies.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// `{"error":{"code":…,"message":…,"innerError":{"request-id":…}}}`; the inner name's casing varies.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorBody {
    pub(super) error: ErrorDetail,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorDetail {
    #[serde(default, deserialize_with = "brief")]
    pub(super) code: Option<String>,
    #[serde(default, deserialize_with = "brief")]
    pub(super) message: Option<String>,
    #[serde(default, rename = "innerError", alias = "innererror")]
    inner: Option<Inner>,
}

/// No message is longer in earnest, and each is kept for each user.
const MOST: usize = 2_000;

fn brief<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(|text| if text.chars().nth(MOST).is_some() { text.chars().take(MOST).chain("...".chars()).collect() } else { text }))
}

#[derive(Debug, Deserialize)]
struct Inner {
    #[serde(default, rename = "request-id", deserialize_with = "brief")]
    request_id: Option<String>,
}

impl ErrorDetail {
    pub(super) fn request_id(&self) -> Option<&str> {
        self.inner.as_ref()?.request_id.as_deref()
    }
}

/// What a body says about a failure, if it is one of Graph's.
pub(super) fn parse(body: &[u8]) -> Option<ErrorDetail> {
    serde_json::from_slice::<ErrorBody>(body).ok().map(|body| body.error)
}

/// The same of the part that is called error.
pub(super) fn detail(error: &RawValue) -> Option<ErrorDetail> {
    serde_json::from_str(error.get()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_shape_in_both_casings() {
        for inner in ["innerError", "innererror"] {
            let body = format!(
                r#"{{"error":{{"code":"Request_ResourceNotFound","message":"Resource 'x' does not exist.","{inner}":{{"date":"2026-11-27T10:00:00","request-id":"r-1","client-request-id":"c-1"}}}}}}"#
            );
            let detail = parse(body.as_bytes()).expect("it parses");
            assert_eq!(detail.code.as_deref(), Some("Request_ResourceNotFound"));
            assert_eq!(detail.request_id(), Some("r-1"));
        }
        let long = format!(r#"{{"error":{{"message":"{}"}}}}"#, "\u{e9}".repeat(MOST + 1));
        assert_eq!(parse(long.as_bytes()).and_then(|detail| detail.message).map(|text| text.chars().count()), Some(MOST + 3));
        assert!(parse(b"<html>").is_none());
        assert!(parse(br#"{"value":true}"#).is_none());
        assert!(parse(br#"{"error":{"code":""}}"#).is_some());
    }
}
