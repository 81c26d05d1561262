//! JSON batching: up to 20 revocations in one request (Microsoft Graph, "Combine multiple HTTP requests using JSON batching").

use super::caller_headers::{self, CallerHeaders};
use super::error_body;
use super::headers;
use super::item_body::ItemBody;
use super::item_headers::ItemHeaders;
use crate::engine::exchange::{Item, Verdict};
use crate::error::{Error, ErrorKind};
use crate::target::Target;
use jiff::Timestamp;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::marker::PhantomData;
use std::sync::Arc;

/// As many as Graph takes.
const LARGEST_BATCH: usize = 20;
/// Bytes that a target takes in a batch without its headers, about.
const USUAL_STEP: usize = 160;

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a, B: Deserialize<'de>"))]
struct Replies<'a, B> {
    #[serde(deserialize_with = "at_once")]
    responses: Vec<Reply<'a, B>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a, B: Deserialize<'de>"))]
struct Reply<'a, B> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    status: u16,
    #[serde(default, borrow)]
    headers: ItemHeaders<'a>,
    body: Option<B>,
}

/// Reads a list into room for as many as a batch may have: most have that many, and what grows is copied and wiped each time.
fn at_once<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    struct List<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::with_capacity(LARGEST_BATCH);
            while let Some(one) = list.next_element()? {
                all.push(one);
            }
            Ok(all)
        }
    }
    deserializer.deserialize_seq(List(PhantomData))
}

impl<'a> Replies<'a, ItemBody<'a>> {
    fn read(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok().or_else(|| Self::read_apart(text))
    }

    /// Body by body, where one of them can't be read: that is to spoil nobody else's answer.
    fn read_apart(text: &'a str) -> Option<Self> {
        let replies: Replies<'a, &RawValue> = serde_json::from_str(text).ok()?;
        let apart = |Reply { id, status, headers, body }: Reply<'a, &'a RawValue>| {
            let body = body.map(|body| serde_json::from_str(body.get()).unwrap_or(ItemBody::UNREADABLE));
            Reply { id, status, headers, body }
        };
        Some(Self { responses: replies.responses.into_iter().map(apart).collect() })
    }
}

/// The body of a `$batch` over these targets. A target's id in it is its place, counted from 1. Put together as text: of each
/// target only the path is its own, and a path has nothing in it that JSON would escape.
pub(super) fn encode(targets: &[Target], headers: Option<&CallerHeaders>) -> String {
    let headers = headers.map_or(caller_headers::NONE_IN_A_BATCH, CallerHeaders::in_a_batch);
    let mut body = String::with_capacity(targets.len() * (USUAL_STEP + headers.len()));
    body.push_str(r#"{"requests":["#);
    for (target, id) in targets.iter().zip(1..) {
        let comma = if id == 1 { "" } else { "," };
        let _ = write!(body, r#"{comma}{{"id":"{id}","method":"POST","url":""#);
        target.write_revoke_path(&mut body);
        body.push_str(r#"","headers":"#);
        body.push_str(headers);
        body.push_str(r#","body":{}}"#);
    }
    body.push_str("]}");
    body
}

/// What a batch answer says about each of `count` targets, in the request's order, and the greatest usage that one of them tells;
/// `None` when it is no batch answer. An item without an id of its own has the request's.
pub(super) fn decode(body: &[u8], count: usize, request_id: Option<&str>, now: Timestamp) -> Option<(Vec<Item>, Option<f64>)> {
    // Checked as a whole, its many short texts need not be.
    let replies = Replies::read(std::str::from_utf8(body).ok()?)?;
    let usages = replies.responses.iter().filter_map(|reply| reply.headers.usage.as_deref().and_then(headers::usage));
    let usage = usages.fold(None, |most: Option<f64>, usage| Some(most.map_or(usage, |most| most.max(usage))));
    let mut items: Vec<Option<Item>> = vec![None; count];
    for reply in replies.responses {
        // An id that is none of ours says nothing about anybody.
        let Some(place) = reply.id.parse::<usize>().ok().and_then(|id| id.checked_sub(1)).filter(|place| *place < count) else { continue };
        items[place] = Some(match items[place] {
            None => item(&reply, request_id, now),
            Some(_) => garbled("The service answered for this user more than once in one batch, so its answer can't be trusted."),
        });
    }
    let left_out = || garbled("The service's answer to the batch left this user out.");
    Some((items.into_iter().map(|item| item.unwrap_or_else(left_out)).collect(), usage))
}

fn garbled(message: &str) -> Item {
    Item::Garbled(Arc::new(Error::new(ErrorKind::Answer, message)))
}

fn item(reply: &Reply<'_, ItemBody<'_>>, request_id: Option<&str>, now: Timestamp) -> Item {
    let own = reply.headers.request_id.as_deref();
    let body = reply.body.as_ref();
    if (200..300).contains(&reply.status) {
        return match body {
            Some(body) if body.doubtful => garbled("The service's answer for this user is a success with a body that can't be read."),
            Some(body) if body.error.is_some() => garbled("The service's answer for this user is a success and an error at once."),
            body => Item::Answered(super::wire::accepted(reply.status, body.is_some_and(|body| body.denies), own.or(request_id))),
        };
    }
    let detail = body.and_then(|body| body.error).and_then(error_body::detail).unwrap_or_default();
    Item::Answered(Verdict {
        status: reply.status,
        request_id: own.or(detail.request_id()).or(request_id).map(Into::into),
        message: detail.message.unwrap_or_default(),
        code: detail.code.filter(|code| !code.is_empty()),
        retry_after: reply.headers.retry_after.as_deref().and_then(|value| headers::retry_after(value, now)),
        write_limit: reply.headers.throttle_scope.as_deref().is_some_and(headers::is_write_limit),
        claims: reply.headers.challenge.as_deref().and_then(crate::auth::claims_challenge),
        token_renewed: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets() -> Vec<Target> {
        ["a@contoso.example", "b_x.example#EXT#@contoso.example"].map(|text| Target::parse(text).expect("well-formed")).into()
    }

    #[test]
    fn the_documented_form_goes_out() {
        let body = encode(&targets(), None);
        let golden = concat!(
            r#"{"requests":["#,
            r#"{"id":"1","method":"POST","url":"/users/a%40contoso.example/revokeSignInSessions","headers":{"Content-Type":"application/json"},"body":{}},"#,
            r#"{"id":"2","method":"POST","url":"/users/b_x.example%23EXT%23%40contoso.example/revokeSignInSessions","headers":{"Content-Type":"application/json"},"body":{}}"#,
            r#"]}"#
        );
        assert_eq!(body, golden);
    }

    fn statuses(body: &str, count: usize) -> Vec<u16> {
        let (items, _) = decode(body.as_bytes(), count, None, Timestamp::UNIX_EPOCH).expect("a batch answer");
        items.iter().map(|item| if let Item::Answered(verdict) = item { verdict.status } else { 0 }).collect()
    }

    #[test]
    fn answers_are_matched_by_id_in_any_order() {
        let body = r#"{"responses":[{"id":"2","status":404,"body":{"error":{"code":"Request_ResourceNotFound","message":"no"}}},{"id":"1","status":204}]}"#;
        assert_eq!(statuses(body, 2), [204, 404]);
    }

    #[test]
    fn a_missing_repeated_or_unknown_id_concerns_nobody_else() {
        let one = r#"{"id":"1","status":200,"body":{"value":true}}"#;
        assert_eq!(statuses(&format!(r#"{{"responses":[{one}]}}"#), 2), [200, 0]);
        assert_eq!(
            statuses(&format!(r#"{{"responses":[{one},{{"id":"2","status":200}},{{"id":"2","status":200}}]}}"#), 2),
            [200, 0],
            "twice is not trusted"
        );
        assert_eq!(
            statuses(
                &format!(r#"{{"responses":[{one},{{"id":"3","status":200}},{{"id":"0","status":200}},{{"id":"x","status":200}}]}}"#),
                2
            ),
            [200, 0]
        );
    }

    #[test]
    fn a_throttled_item_has_its_own_wait() {
        let body = r#"{"responses":[{"id":"1","status":429,"headers":{"Retry-After":"10","x-ms-throttle-limit-percentage":"1.02","X-MS-Throttle-Scope":"Tenant_Application/Write/a/t"},"body":{"error":{"code":"TooManyRequests","message":"Please retry again later."}}}]}"#;
        let (items, usage) = decode(body.as_bytes(), 1, None, Timestamp::UNIX_EPOCH).expect("a batch answer");
        assert_eq!(usage, Some(1.02));
        let Item::Answered(verdict) = &items[0] else { panic!("answered") };
        assert_eq!((verdict.retry_after.map(|wait| wait.as_secs()), verdict.write_limit), (Some(10), true));
    }

    #[test]
    fn a_body_that_can_not_be_read_concerns_nobody_else() {
        let good = r#"{"id":"1","status":200,"body":{"value":true}}"#;
        for odd in [r#"{"value":1e999}"#, r#"{"value":"\ud800"}"#, r#"{"\ud800":1}"#, r#""\ud800""#, "1e999"] {
            for status in [200, 404] {
                let said = statuses(&format!(r#"{{"responses":[{good},{{"id":"2","status":{status},"body":{odd}}}]}}"#), 2);
                assert_eq!(said, [200, if status == 200 { 0 } else { 404 }], "{odd}");
            }
        }
    }

    #[test]
    fn what_is_no_batch_answer_is_none() {
        for body in ["<html>", "{}", r#"{"value":true}"#, r#"{"responses":{}}"#, r#"{"responses":[{"id":1}]}"#, ""] {
            assert!(decode(body.as_bytes(), 1, None, Timestamp::UNIX_EPOCH).is_none(), "{body}");
        }
    }
}
