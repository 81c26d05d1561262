//! Headers of the caller's own, for the request of each user.

use super::outgoing::{OURS, checked};
use crate::error::{Error, ErrorKind};
use reqwest::header::HeaderMap;
use serde::Serializer;

/// A write without a body is refused unless it has a content type and an empty object.
const CONTENT_TYPE: (&str, &str) = ("Content-Type", "application/json");
/// They would change what comes back, so that nobody could tell whether it is a confirmation.
const OF_THE_ANSWER: [&str; 8] = ["content-type", "accept", "range", "if-match", "if-none-match", "prefer", "expect", "content-encoding"];
/// The headers of a user's part of a batch where the caller gave none.
pub(super) const NONE_IN_A_BATCH: &str = r#"{"Content-Type":"application/json"}"#;

/// The headers that a job's caller gave.
pub(crate) struct CallerHeaders {
    pub(super) map: HeaderMap,
    /// The same, as JSON, with what each part of a batch has.
    in_a_batch: String,
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
        let theirs = headers.iter().map(|(name, value)| (name.trim(), value.as_str()));
        Ok(Self { map, in_a_batch: object(std::iter::once(CONTENT_TYPE).chain(theirs)) })
    }

    /// The headers of a user's part of a batch.
    pub(super) fn in_a_batch(&self) -> &str {
        &self.in_a_batch
    }
}

/// A JSON object in the order that is given.
fn object<'a>(members: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut json = Vec::new();
    serde_json::Serializer::new(&mut json).collect_map(members).expect("texts always become JSON");
    String::from_utf8(json).expect("JSON is UTF-8")
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
        assert_eq!(ours.in_a_batch(), r#"{"Content-Type":"application/json","X-Reason":"ticket 4711 \"quoted\""}"#);
        assert_eq!(format!("{ours:?}"), r#"{"x-reason"}"#);
        assert_eq!(headers(&[]).expect("good").in_a_batch(), NONE_IN_A_BATCH);
    }

    #[test]
    fn what_is_the_librarys_or_comes_twice_is_refused() {
        for given in [&[("authorization", "secret")][..], &[("Content-Type", "secret")], &[("a", "secret"), ("A", "secret")]] {
            let error = headers(given).err().unwrap_or_else(|| panic!("{given:?} was taken"));
            assert!(error.message().contains("Nothing was sent") && !error.message().contains("secret"), "{error}");
        }
    }
}
