//! The headers of one item of a batch that matter here. Their names come in any case.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

#[derive(Debug, Default)]
pub(super) struct ItemHeaders<'a> {
    pub(super) request_id: Option<Cow<'a, str>>,
    pub(super) retry_after: Option<Cow<'a, str>>,
    pub(super) throttle_scope: Option<Cow<'a, str>>,
    pub(super) usage: Option<Cow<'a, str>>,
    pub(super) challenge: Option<Cow<'a, str>>,
}

impl<'a> ItemHeaders<'a> {
    fn field(&mut self, name: &str) -> Option<&mut Option<Cow<'a, str>>> {
        Some(match name {
            _ if name.eq_ignore_ascii_case("request-id") => &mut self.request_id,
            _ if name.eq_ignore_ascii_case("retry-after") => &mut self.retry_after,
            _ if name.eq_ignore_ascii_case("x-ms-throttle-scope") => &mut self.throttle_scope,
            _ if name.eq_ignore_ascii_case("x-ms-throttle-limit-percentage") => &mut self.usage,
            _ if name.eq_ignore_ascii_case("www-authenticate") => &mut self.challenge,
            _ => return None,
        })
    }
}

/// A text without a copy where the JSON has no escapes in it.
#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for ItemHeaders<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Headers;
        impl<'de> Visitor<'de> for Headers {
            type Value = ItemHeaders<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("headers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut headers = ItemHeaders::default();
                while let Some(Text(name)) = map.next_key::<Text<'de>>()? {
                    match headers.field(&name) {
                        Some(field) => *field = Some(map.next_value::<Text<'de>>()?.0),
                        None => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(headers)
            }
        }
        deserializer.deserialize_map(Headers)
    }
}
