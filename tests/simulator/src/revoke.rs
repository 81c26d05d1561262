//! `revokeSignInSessions`, for a user or for oneself.

use crate::directory::{Kind as Person, Person as Who};
use crate::faults::Kind;
use crate::quota::Grant as Write;
use crate::reply::Reply;
use crate::service::{Call, Service};
use crate::tokens::Grant;
use base64::prelude::*;
use percent_encoding::percent_decode_str;
use serde_json::json;
use std::borrow::Cow;

/// Permissions of which one is enough (Graph permissions reference).
const PERMISSIONS: [&str; 3] = ["User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All"];

/// Whom a path below the version names: `me`, or a user's id or name, decoded.
pub(crate) fn target(rest: &[&str]) -> Option<String> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned);
    match rest {
        ["me", ..] => Some("me".into()),
        ["users", id, ..] => decoded(id),
        [keyed, ..] => {
            let text = decoded(keyed)?;
            let key = text.strip_prefix("users('")?.strip_suffix("')")?.to_owned();
            Some(key.replace("''", "'"))
        }
        [] => None,
    }
}

/// Revokes, if the quota, the permissions and the directory let it.
pub(crate) fn run(service: &mut Service, call: &Call, version: &str, target: &str, grant: &Grant) -> Reply {
    metered(service, grant, |service| allowed(service, call, version, target, grant))
}

/// Writes, if the quota lets it: all kinds of writes share it.
pub(crate) fn metered(service: &mut Service, grant: &Grant, write: impl FnOnce(&mut Service) -> Result<Reply, Reply>) -> Reply {
    let used = match charge(service, grant) {
        Write::Allowed(used) => used,
        Write::Refused { scope, wait, used } => {
            let seconds = service.clock.retry_after(wait);
            let information = "WriteLimitExceeded";
            return throttled(Some(seconds))
                .with("x-ms-throttle-scope", scope)
                .with("x-ms-throttle-information", information)
                .with("x-ms-throttle-limit-percentage", format!("{used:.2}"));
        }
    };
    let result = write(service);
    if result.is_err() && !service.settings.failed_writes_cost {
        let limits = service.settings.limits();
        service.quotas.spend(service.clock.elapsed(), limits, &grant.application, &grant.tenant, -1.0);
    }
    let reply = result.unwrap_or_else(|refusal| refusal).with("x-ms-resource-unit", 1);
    if used > 0.8 { reply.with("x-ms-throttle-limit-percentage", format!("{used:.2}")) } else { reply }
}

/// Takes a write from the quotas.
fn charge(service: &mut Service, grant: &Grant) -> Write {
    let limits = service.settings.limits();
    let refused_costs = service.settings.throttled_writes_cost;
    service.quotas.write(service.clock.elapsed(), limits, &grant.application, &grant.tenant, refused_costs)
}

fn allowed(service: &mut Service, call: &Call, version: &str, target: &str, grant: &Grant) -> Result<Reply, Reply> {
    let person = who(service, target, grant)?;
    let now = service.clock.stamp();
    service.ledger.revoked(person, now, &call.headers);
    if service.settings.no_content {
        return Ok(Reply::no_content());
    }
    // As Graph's own sample has it: the value is always true.
    let body = format!(r#"{{"@odata.context":"https://graph.microsoft.com/{version}/$metadata#Edm.Boolean","value":true}}"#);
    Ok(Reply::text(200, "application/json", body))
}

/// The person to act on, when the caller may.
fn who(service: &Service, target: &str, grant: &Grant) -> Result<Who, Reply> {
    let target = match (target, &grant.user) {
        ("me", Some(user)) => user,
        ("me", None) => return Err(Reply::error(400, "BadRequest", "/me request is only valid with delegated authentication flow.")),
        (target, _) => target,
    };
    if target.starts_with('$') && service.directory.find(target).is_none() {
        return Err(not_found(target));
    }
    if !grant.permissions.iter().any(|permission| PERMISSIONS.contains(&permission.as_str())) {
        return Err(denied());
    }
    match service.directory.find(target) {
        None => Err(not_found(target)),
        Some(person) if person.kind == Person::Deleted => Err(not_found(target)),
        Some(person) if person.kind == Person::Forbidden => Err(denied()),
        Some(person) => Ok(person),
    }
}

pub(crate) fn denied() -> Reply {
    Reply::error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
}

pub(crate) fn not_found(target: &str) -> Reply {
    let message = format!("Resource '{target}' does not exist or one of its queried reference-property objects are not present.");
    Reply::error(404, "Request_ResourceNotFound", &message)
}

fn throttled(retry_after: Option<u64>) -> Reply {
    let reply = Reply::error(429, "TooManyRequests", "Please retry again later.");
    match retry_after {
        Some(seconds) => reply.with("retry-after", seconds),
        None => reply,
    }
}

/// The answers of faults that look like the service's own.
pub(crate) fn faulty_answer(kind: &Kind) -> Option<Reply> {
    match kind {
        Kind::Throttle { retry_after, scope } => {
            let reply = throttled(*retry_after);
            Some(match scope {
                Some(scope) => reply.with("x-ms-throttle-scope", scope),
                None => reply,
            })
        }
        Kind::Status { status, code, message, retry_after } => {
            let code = code.as_deref().unwrap_or("generalException");
            let reply = Reply::error(*status, code, message.as_deref().unwrap_or("Simulated fault."));
            Some(match retry_after {
                Some(seconds) => reply.with("retry-after", seconds),
                None => reply,
            })
        }
        Kind::Claims => {
            let claims = json!({"access_token": {"nbf": {"essential": true, "value": "1700000000"}}}).to_string();
            let encoded = BASE64_STANDARD.encode(claims);
            let challenge = format!(
                r#"Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="{encoded}""#
            );
            let message = "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp";
            Some(Reply::error(401, "InvalidAuthenticationToken", message).with("www-authenticate", challenge))
        }
        _ => None,
    }
}
