//! The token endpoint, for client credentials.

use crate::config::{CLIENT_ID, CLIENT_SECRET, TENANT_ID};
use crate::faults::{Kind, On};
use crate::reply::{Fate, Reply};
use crate::service::{Call, Service, TokenRequest};
use serde_json::json;
use std::collections::HashMap;

pub(crate) fn token(service: &mut Service, call: &Call) -> Reply {
    service.ledger.requests.token += 1;
    let strike = service.faults.strike(On::Token, &mut service.random, |_| false);
    match &strike {
        Some(Kind::Html) => return Reply::html(),
        Some(Kind::ResetBefore) => return Reply::error(500, "", "").met(Fate::Dropped),
        Some(Kind::Redirect { location }) => return Reply::text(302, "text/plain", String::new()).with("location", location),
        Some(Kind::Status { status, .. }) => {
            return refusal(service, *status, "temporarily_unavailable", 90_033, "A transient error has occurred. Please try again.");
        }
        _ => {}
    }
    let reply = issue(service, call);
    match strike {
        Some(Kind::Hang) => reply.met(Fate::Never),
        Some(Kind::Slow { ms }) => reply.met(Fate::Late(ms)),
        Some(Kind::CutBody) => reply.met(Fate::Cut),
        Some(Kind::ResetAfter) => reply.met(Fate::Dropped),
        _ => reply,
    }
}

fn issue(service: &mut Service, call: &Call) -> Reply {
    let tenant = call.path.trim_matches('/').split('/').next().unwrap_or_default().to_lowercase();
    let form: HashMap<String, String> = form_urlencoded::parse(&call.body).into_owned().collect();
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    if call.method != "POST" {
        return refusal(service, 405, "invalid_request", 900_561, "The endpoint only accepts POST requests.");
    }
    if tenant != TENANT_ID && tenant != crate::directory::DOMAIN {
        let text = format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."
        );
        return refusal(service, 400, "invalid_request", 90_002, &text);
    }
    if field("grant_type") != "client_credentials" {
        return refusal(service, 400, "unsupported_grant_type", 70_003, "The app requested an unsupported grant type.");
    }
    if !field("client_id").eq_ignore_ascii_case(CLIENT_ID) {
        let text = format!("Application with identifier '{}' was not found in the directory 'Contoso'.", field("client_id"));
        return refusal(service, 400, "unauthorized_client", 700_016, &text);
    }
    let wanted = format!("{}/.default", call.root);
    if field("scope") != wanted {
        let text = format!("The provided value for the input parameter 'scope' is not valid. The scope {} is not valid.", field("scope"));
        return refusal(service, 400, "invalid_scope", 70_011, &text);
    }
    match field("client_secret") {
        "expired" => {
            let text = format!("The provided client secret keys for app '{CLIENT_ID}' are expired.");
            refusal(service, 401, "invalid_client", 7_000_222, &text)
        }
        CLIENT_SECRET => granted(service, call),
        _ => {
            let text = format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{CLIENT_ID}'."
            );
            refusal(service, 401, "invalid_client", 7_000_215, &text)
        }
    }
}

fn granted(service: &mut Service, call: &Call) -> Reply {
    let access_token = service.issue(&TokenRequest::default(), &call.root);
    let expires_in = service.settings.token_lifetime as f64 / service.settings.clock_scale;
    Reply::json(
        200,
        &json!({"token_type": "Bearer", "expires_in": expires_in as u64, "ext_expires_in": expires_in as u64, "access_token": access_token}),
    )
}

/// Entra ID's error shape.
fn refusal(service: &Service, status: u16, error: &str, code: u64, text: &str) -> Reply {
    let id = || uuid::Uuid::new_v4().to_string();
    let (trace, correlation, stamp) = (id(), id(), service.clock.stamp());
    Reply::json(
        status,
        &json!({
            "error": error,
            "error_description": format!("AADSTS{code}: {text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}"),
            "error_codes": [code],
            "timestamp": stamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={code}"),
        }),
    )
}
