//! JSON batching.

use crate::faults::{Kind, On};
use crate::reply::{Fate, Reply};
use crate::revoke;
use crate::service::{Call, Service};
use crate::tokens::Grant;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

/// Requests in one batch at the most.
const MOST: usize = 20;
/// Headers that an item's answer has even when the switch for throttle headers is off.
const ALWAYS: [&str; 2] = ["content-type", "retry-after"];

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    requests: Vec<Step<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step<'a> {
    id: Option<String>,
    method: Option<String>,
    url: Option<String>,
    #[serde(default)]
    headers: HashMap<String, String>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    depends_on: Option<Vec<String>>,
}

pub(crate) fn run(service: &mut Service, call: &Call, version: &str, grant: &Grant) -> Reply {
    let bad = |message: &str| Reply::error(400, "BadRequest", message);
    if !call.content_type.as_deref().is_some_and(|value| value.to_ascii_lowercase().starts_with("application/json")) {
        return Reply::error(415, "RequestBroker--ParseUri", "A batch must have the content type application/json.");
    }
    let Ok(envelope) = serde_json::from_slice::<Envelope<'_>>(&call.body) else { return bad("Invalid batch payload format.") };
    if let Some(complaint) = complaint(&envelope.requests) {
        return bad(&complaint);
    }
    let mut answers = Vec::with_capacity(envelope.requests.len());
    let mut fate = Fate::Arrives;
    for step in &envelope.requests {
        item(service, call, version, step, grant, &mut answers, &mut fate);
    }
    service.random.shuffle(&mut answers);
    Reply::text(200, "application/json", format!(r#"{{"responses":[{}]}}"#, answers.join(","))).met(fate)
}

/// What the batch validator has against it.
fn complaint(steps: &[Step<'_>]) -> Option<String> {
    if steps.is_empty() {
        return Some("Invalid batch payload format.".into());
    }
    if steps.len() > MOST {
        return Some("Number of requests inside batch exceeds the limit.".into());
    }
    let mut ids = HashSet::new();
    for step in steps {
        let (Some(id), Some(method), Some(url)) = (&step.id, &step.method, &step.url) else {
            return Some("Invalid batch payload format.".into());
        };
        if id.is_empty() || !ids.insert(id.to_lowercase()) {
            return Some(format!("Request Id {id} has to be unique in a batch."));
        }
        if url.contains("://") || url.contains("$batch") {
            return Some(format!("Invalid url in request id : {id}."));
        }
        let is_write = !method.eq_ignore_ascii_case("GET") && !method.eq_ignore_ascii_case("DELETE");
        let has_type = step.headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"));
        if is_write && !(has_type && step.body.is_some()) {
            return Some(format!("Write request id : {id} does not contain Content-Type header or body."));
        }
        if step.depends_on.as_ref().is_some_and(|needed| !needed.is_empty()) {
            return Some(format!("The simulator takes no dependsOn (request id : {id})."));
        }
    }
    None
}

#[allow(clippy::too_many_arguments)]
fn item(service: &mut Service, call: &Call, version: &str, step: &Step<'_>, grant: &Grant, answers: &mut Vec<String>, fate: &mut Fate) {
    let id = step.id.as_deref().unwrap_or_default();
    let url = step.url.as_deref().unwrap_or_default();
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let strike = if segments.last() == Some(&"revokeSignInSessions") { strike(service, &segments) } else { None };
    let instead = match &strike {
        Some(Kind::ValueFalse) => Some(Reply::json(200, &serde_json::json!({"value": false}))),
        Some(Kind::ResetBefore | Kind::Html | Kind::Redirect { .. }) => Some(Reply::error(503, "serviceNotAvailable", "Simulated fault.")),
        Some(kind) => revoke::faulty_answer(kind),
        None => None,
    };
    let reply = match instead {
        Some(reply) => {
            service.ledger.answered(if matches!(strike, Some(Kind::ValueFalse)) { 500 } else { reply.status });
            reply
        }
        None => {
            let inner = Call {
                method: step.method.as_deref().unwrap_or_default().to_uppercase(),
                query: query.into(),
                consistency_level: header(step, "consistencylevel"),
                content_type: header(step, "content-type"),
                body: step.body.map(|body| body.get().into()).unwrap_or_default(),
                headers: step
                    .headers
                    .iter()
                    .filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
                    .map(|(name, value)| (name.to_lowercase(), value.clone()))
                    .collect(),
                root: call.root.clone(),
                ..Call::default()
            };
            service.route(&inner, version, &segments, grant)
        }
    };
    match strike {
        Some(Kind::ResetBefore | Kind::ResetAfter) => *fate = Fate::Dropped,
        Some(Kind::CutBody) => *fate = Fate::Cut,
        Some(Kind::Hang) => *fate = Fate::Never,
        Some(Kind::Slow { ms }) => *fate = Fate::Late(ms),
        Some(Kind::MissingItem) => return,
        Some(Kind::UnknownItem) => return answers.push(rendered(service, &format!("{id}-of-somebody-else"), &reply)),
        Some(Kind::RepeatItem) => answers.push(rendered(service, id, &reply)),
        _ => {}
    }
    answers.push(rendered(service, id, &reply));
}

fn header(step: &Step<'_>, wanted: &str) -> Option<String> {
    step.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.clone())
}

fn strike(service: &mut Service, segments: &[&str]) -> Option<Kind> {
    let person = revoke::target(segments).and_then(|text| service.directory.find(&text));
    let directory = &service.directory;
    service.faults.strike(On::BatchItem, &mut service.random, |user| person.is_some() && directory.find(user) == person)
}

/// An item's answer as JSON. Written by hand: this is the hot path of a bulk run.
fn rendered(service: &Service, id: &str, reply: &Reply) -> String {
    let mut text = String::with_capacity(256 + reply.body.len());
    let _ = write!(text, r#"{{"id":{},"status":{},"headers":{{"#, serde_json::Value::from(id), reply.status);
    let shown = reply.headers.iter().filter(|(name, _)| service.settings.headers_in_batch_items || ALWAYS.contains(name));
    for (place, (name, value)) in shown.enumerate() {
        let comma = if place > 0 { "," } else { "" };
        let name = if *name == "retry-after" {
            "Retry-After"
        } else if *name == "content-type" {
            "Content-Type"
        } else {
            name
        };
        let _ = write!(text, r#"{comma}"{name}":{}"#, serde_json::Value::from(value.as_str()));
    }
    text.push('}');
    if !reply.body.is_empty() {
        let _ = write!(text, r#","body":{}"#, reply.body);
    }
    text.push('}');
    text
}
