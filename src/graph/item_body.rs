//! The body of one item of a batch, as far as it matters here, read in one go: nearly all say `{"value": true}`.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// What a body says. One that is no object says nothing.
#[derive(Debug, Default)]
pub(super) struct ItemBody<'a> {
    /// `"value": false`
    pub(super) denies: bool,
    /// Left unread, so that an odd one spoils nobody else's answer.
    pub(super) error: Option<&'a RawValue>,
    /// It says something twice, or can't be read: nobody can tell what counts.
    pub(super) doubtful: bool,
}

impl ItemBody<'_> {
    pub(super) const UNREADABLE: Self = Self { denies: false, error: None, doubtful: true };
}

/// A name in the body.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Whether a value is `false`.
struct IsFalse(bool);

/// Takes any JSON.
macro_rules! anything_else {
    ($said:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("JSON")
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($said)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($said)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($said)
        }

        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($said)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($said)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            Ok($said)
        }
    };
}

impl<'de> Deserialize<'de> for IsFalse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;
        impl<'de> Visitor<'de> for Value {
            type Value = IsFalse;

            anything_else!(IsFalse(false));

            fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
                Ok(IsFalse(!value))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(IsFalse(false))
            }
        }
        deserializer.deserialize_any(Value)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for ItemBody<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Body;
        impl<'de> Visitor<'de> for Body {
            type Value = ItemBody<'de>;

            anything_else!(ItemBody::default());

            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(ItemBody::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let (mut body, mut has_value) = (ItemBody::default(), false);
                while let Some(Name(name)) = map.next_key::<Name<'de>>()? {
                    match &*name {
                        "value" => {
                            body.doubtful |= std::mem::replace(&mut has_value, true);
                            body.denies |= map.next_value::<IsFalse>()?.0;
                        }
                        "error" => {
                            let error = map.next_value::<&'de RawValue>()?;
                            body.doubtful |= body.error.is_some();
                            body.error = Some(error).filter(|error| error.get() != "null");
                        }
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(body)
            }
        }
        deserializer.deserialize_any(Body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_says_no_has_an_error_or_repeats_itself() {
        let read = |json| serde_json::from_str::<Option<ItemBody<'_>>>(json).expect("any JSON").unwrap_or_default();
        for (json, denies, error, doubtful) in [
            (r#"{"@odata.context":"https://x","value":true}"#, false, None, false),
            (r#"{"value":false}"#, true, None, false),
            (r#"{"value":[false],"error":{"code":7}}"#, false, Some(r#"{"code":7}"#), false),
            (r#"{"value":{"value":false},"error":null}"#, false, None, false),
            (r#"{"value":true,"value":false}"#, true, None, true),
            (r#"{"error":1,"\u0065rror":2}"#, false, Some("2"), true),
            ("null", false, None, false),
            ("true", false, None, false),
            ("[1,{\"value\":false}]", false, None, false),
            (r#""text""#, false, None, false),
            ("-1", false, None, false),
            ("1.5", false, None, false),
        ] {
            let body = read(json);
            assert_eq!((body.denies, body.error.map(RawValue::get), body.doubtful), (denies, error, doubtful), "{json}");
        }
    }
}
