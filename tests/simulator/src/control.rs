//! The control path: books, faults, settings, tokens, time.

use crate::faults::Fault;
use crate::reply::Reply;
use crate::service::{Call, Service, TokenRequest};
use base64::prelude::*;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::time::Duration;

pub(crate) fn answer(service: &mut Service, call: &Call) -> Reply {
    let segments: Vec<&str> = call.path.trim_matches('/').split('/').skip(1).collect();
    let result = match (call.method.as_str(), segments.as_slice()) {
        ("GET", ["books"]) => shown(&service.books()),
        ("GET", ["books", "users"]) => shown(&service.all_user_books()),
        ("GET", ["books", "users", user]) => one(service, user),
        ("GET", ["faults"]) => shown(&service.faults.list),
        ("POST", ["faults"]) => add_faults(service, call),
        ("DELETE", ["faults"]) => {
            service.faults.list.clear();
            shown(&json!({}))
        }
        ("GET", ["settings"]) => shown(&service.settings),
        ("POST", ["settings"]) => change(service, call),
        ("POST", ["token"]) => {
            read::<TokenRequest>(call).map(|request| Reply::json(200, &json!({"access_token": service.issue(&request, &call.root)})))
        }
        ("POST", ["certificates"]) => register(service, call),
        ("POST", ["federated-token"]) => shown(&json!({"token": service.authority.federated_token()})),
        ("DELETE", ["refresh-tokens"]) => {
            service.authority.forget_refresh_tokens();
            shown(&json!({}))
        }
        ("POST", ["advance"]) => advance(service, call),
        ("POST", ["spend"]) => spend(service, call),
        ("POST", ["reset"]) => {
            service.reset();
            shown(&json!({}))
        }
        _ => Err(Reply::json(404, &json!({"error": "there is no such control; see the README"}))),
    };
    result.unwrap_or_else(|refusal| refusal)
}

fn shown(value: &impl serde::Serialize) -> Result<Reply, Reply> {
    serde_json::to_string(value).map(|body| Reply::text(200, "application/json", body)).map_err(|e| bad(&e))
}

fn bad(message: &impl ToString) -> Reply {
    Reply::json(400, &json!({"error": message.to_string()}))
}

fn read<T: DeserializeOwned>(call: &Call) -> Result<T, Reply> {
    let body = if call.body.is_empty() { b"{}" } else { call.body.as_slice() };
    serde_json::from_slice(body).map_err(|e| bad(&e))
}

fn one(service: &Service, user: &str) -> Result<Reply, Reply> {
    let user = percent_decode_str(user).decode_utf8_lossy();
    let person = service.directory.find(&user).ok_or_else(|| Reply::json(404, &json!({"error": format!("there is no '{user}'")})))?;
    shown(&service.user_books(person))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(Fault),
    More(Vec<Fault>),
}

fn add_faults(service: &mut Service, call: &Call) -> Result<Reply, Reply> {
    let more = match read(call)? {
        OneOrMore::One(fault) => vec![fault],
        OneOrMore::More(faults) => faults,
    };
    let first = service.faults.list.len();
    service.faults.list.extend(more);
    shown(&json!({"ids": (first..service.faults.list.len()).collect::<Vec<_>>()}))
}

fn change(service: &mut Service, call: &Call) -> Result<Reply, Reply> {
    let settings = service.settings.merge(&read(call)?).map_err(|message| bad(&message))?;
    service.apply(settings);
    shown(&service.settings)
}

#[derive(Deserialize)]
struct Certificate {
    /// DER in base64.
    certificate: String,
}

/// Registers a certificate for the application.
fn register(service: &mut Service, call: &Call) -> Result<Reply, Reply> {
    let certificate = read::<Certificate>(call)?.certificate;
    let der = BASE64_STANDARD.decode(certificate.trim()).map_err(|e| bad(&e))?;
    service.authority.register(der);
    shown(&json!({}))
}

#[derive(Deserialize)]
struct Advance {
    seconds: f64,
}

fn advance(service: &mut Service, call: &Call) -> Result<Reply, Reply> {
    let by = Duration::try_from_secs_f64(read::<Advance>(call)?.seconds).map_err(|e| bad(&e))?;
    service.clock.advance(by);
    shown(&json!({"now": service.clock.stamp()}))
}

#[derive(Deserialize)]
struct Spend {
    writes: f64,
}

/// Takes writes of the default application away, as if something else had done them.
fn spend(service: &mut Service, call: &Call) -> Result<Reply, Reply> {
    let writes = read::<Spend>(call)?.writes;
    let limits = service.settings.limits();
    service.quotas.spend(service.clock.elapsed(), limits, crate::CLIENT_ID, crate::TENANT_ID, writes);
    shown(&service.quotas.books())
}
