//! Headers of the caller's own, for the request of each user.

use super::outgoing::{OURS, checked};
use crate::error::{Error, ErrorKind};
use reqwest::header::HeaderMap;
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A write without a body is refused unless it has a content type and an empty object.
const CONTENT_TYPE: (&str, &str) = ("Content-Type", "application/json");
/// They would change what comes back, so that nobody could tell whether it is a confirmation.
const OF_THE_ANSWER: [&str; 8] = ["content-type", "accept", "range", "if-match", "if-none-match", "prefer", "expect", "content-encoding"];
/// Nearly all have nothing more, and need not be written anew.
static USUAL: LazyLock<Box<RawValue>> = LazyLock::new(|| to_raw_value(&HashMap::from([CONTENT_TYPE])).expect("texts always become JSON"));

/// The headers that a job's caller gave.
pub(crate) struct CallerHeaders {
    pub(super) map: HeaderMap,
    /// The same, as they are put into a batch.
    texts: Vec<(String, String)>,
}

impl CallerHeaders {
    /// Headers are for the request of each user: in a batch, they stand with his part of it.
    pub(crate) fn new(headers: Vec<(String, String)>) -> Result<Self, Error> {
        let ours: Vec<_> = OURS.into_iter().chain(OF_THE_ANSWER).collect();
        let map = checked(&headers, &ours)?;
        if let Some(twice) = map.keys().find(|name| map.get_all(*name).iter().count() > 1) {
            let message = format!("The header '{twice}' is given twice, and part of a batch can have it once. Nothing was sent.");
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        let texts = headers.into_iter().map(|(name, value)| (name.trim().to_owned(), value)).collect();
        Ok(Self { map, texts })
    }
}

/// The headers of one user's part of a batch.
pub(super) struct StepHeaders<'a>(pub(super) Option<&'a CallerHeaders>);

impl Serialize for StepHeaders<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(theirs) = self.0 else { return USUAL.serialize(serializer) };
        let theirs = theirs.texts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        serializer.collect_map(std::iter::once(CONTENT_TYPE).chain(theirs))
    }
}

impl std::fmt::Debug for CallerHeaders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.map.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(given: &[(&str, &str)]) -> Result<CallerHeaders, Error> {
        CallerHeaders::new(given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_users_part_of_a_batch_has_the_callers_headers() {
        let ours = headers(&[("X-Reason", "ticket 4711 \"quoted\"")]).expect("good");
        let json = serde_json::to_string(&StepHeaders(Some(&ours))).expect("JSON");
        assert_eq!(json, r#"{"Content-Type":"application/json","X-Reason":"ticket 4711 \"quoted\""}"#);
        assert_eq!(format!("{ours:?}"), r#"{"x-reason"}"#);
    }

    #[test]
    fn what_is_the_librarys_or_comes_twice_is_refused() {
        for given in [&[("authorization", "secret")][..], &[("Content-Type", "secret")], &[("a", "secret"), ("A", "secret")]] {
            let error = headers(given).err().unwrap_or_else(|| panic!("{given:?} was taken"));
            assert!(error.message().contains("Nothing was sent") && !error.message().contains("secret"), "{error}");
        }
    }
}
