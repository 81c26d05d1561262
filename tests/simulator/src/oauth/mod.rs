//! Entra ID's OAuth endpoints, as strict as the real ones: PKCE, assertions, codes and redirects are really checked.

mod assertion;
mod authorize;
mod code;
mod device;
mod machine;
mod token;

use crate::config::{CLIENT_ID, PUBLIC_CLIENT_ID, TENANT_ID};
use crate::faults::{Kind, On};
use crate::reply::{Fate, Reply};
use crate::service::{Call, Service, TokenRequest};
use serde_json::json;
use std::collections::HashMap;

pub(crate) use machine::{metadata_service, oidc, platform_endpoint};

/// What the authority remembers between requests.
#[derive(Debug, Default)]
pub(crate) struct Authority {
    codes: HashMap<String, authorize::Code>,
    devices: HashMap<String, device::Device>,
    refresh: HashMap<String, Delegation>,
    certificates: Vec<Vec<u8>>,
    seen_assertions: Vec<String>,
    federated: Vec<String>,
}

/// Who let which application do what.
#[derive(Debug, Clone)]
pub(crate) struct Delegation {
    client_id: String,
    user: String,
    scopes: Vec<String>,
}

impl Authority {
    /// Registers a certificate (DER) for the application.
    pub(crate) fn register(&mut self, certificate: Vec<u8>) {
        self.certificates.push(certificate);
    }

    /// A token of the federated issuer's, which stands for the application.
    pub(crate) fn federated_token(&mut self) -> String {
        let token = format!("federated.{}.token", uuid::Uuid::new_v4());
        self.federated.push(token.clone());
        token
    }

    /// Refresh tokens, and codes that were not redeemed.
    pub(crate) fn issued(&self) -> impl Iterator<Item = &String> {
        self.refresh.keys().chain(self.codes.keys()).chain(self.devices.keys())
    }

    /// No refresh token is worth anything any more.
    pub(crate) fn forget_refresh_tokens(&mut self) {
        self.refresh.clear();
    }
}

/// The fields of a form or a query.
struct Form(HashMap<String, String>);

impl Form {
    fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    fn field(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// Any of the authority's endpoints.
pub(crate) fn answer(service: &mut Service, call: &Call, what: &str) -> Reply {
    let is_token = what == "token";
    service.ledger.requests.token += u64::from(is_token);
    let strike = is_token.then(|| service.faults.strike(On::Token, &mut service.random, |_| false)).flatten();
    if let Some(reply) = strike.as_ref().and_then(|kind| instead(service, kind)) {
        return reply;
    }
    let reply = match what {
        "token" => token::answer(service, call),
        "devicecode" => device::answer(service, call),
        "authorize" => authorize::answer(service, call),
        "deviceauth" => device::page(service),
        _ => Reply::text(404, "text/html", "<h2>Not Found</h2>".into()),
    };
    let reply = reply.with("date", http_date(service));
    match strike {
        Some(Kind::Hang) => reply.met(Fate::Never),
        Some(Kind::Slow { ms }) => reply.met(Fate::Late(ms)),
        Some(Kind::CutBody) => reply.met(Fate::Cut),
        Some(Kind::ResetAfter) => reply.met(Fate::Dropped),
        _ => reply,
    }
}

fn instead(service: &Service, kind: &Kind) -> Option<Reply> {
    match kind {
        Kind::Html => Some(Reply::html()),
        Kind::ResetBefore => Some(Reply::error(500, "", "").met(Fate::Dropped)),
        Kind::Redirect { location } => Some(Reply::text(302, "text/plain", String::new()).with("location", location)),
        Kind::Status { status, .. } => {
            Some(refusal(service, *status, "temporarily_unavailable", 90_033, "A transient error has occurred. Please try again."))
        }
        _ => None,
    }
}

/// IMF-fixdate of the simulated clock.
fn http_date(service: &Service) -> String {
    service.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// The tenant of a path, checked. People of any organization may sign in by way of the two general ones.
fn tenant(service: &Service, call: &Call, general: bool) -> Result<(), Reply> {
    let tenant = call.path.trim_matches('/').split('/').next().unwrap_or_default().to_lowercase();
    let is_general = tenant == "organizations" || tenant == "common";
    if tenant == TENANT_ID || tenant == crate::directory::DOMAIN || (general && is_general) {
        return Ok(());
    }
    if is_general {
        let text = "Failed to determine the tenant for the client credentials request. Provide a tenant-specific endpoint.";
        return Err(refusal(service, 400, "invalid_request", 50_059, text));
    }
    let text =
        format!("Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.");
    Err(refusal(service, 400, "invalid_request", 90_002, &text))
}

/// A client that people can sign in to.
fn public_client(service: &Service, id: &str) -> Result<(), Reply> {
    if id.eq_ignore_ascii_case(CLIENT_ID) || id.eq_ignore_ascii_case(PUBLIC_CLIENT_ID) {
        return Ok(());
    }
    Err(unknown_client(service, id))
}

fn unknown_client(service: &Service, id: &str) -> Reply {
    refusal(
        service,
        400,
        "unauthorized_client",
        700_016,
        &format!("Application with identifier '{id}' was not found in the directory 'Contoso'."),
    )
}

/// The permissions among the scopes of a request, checked against what was consented to.
fn permissions(service: &Service, call: &Call, scope: &str) -> Result<Vec<String>, Reply> {
    let resource = format!("{}/", call.root);
    let names = scope.split_whitespace().filter(|name| !["openid", "profile", "offline_access", "email"].contains(name));
    let mut granted = Vec::new();
    for name in names {
        let permission = match name.strip_prefix(&resource) {
            Some(permission) => permission,
            None if name.contains("://") => {
                let text = format!("The resource principal named {name} was not found in the tenant named Contoso.");
                return Err(refusal(service, 400, "invalid_resource", 500_011, &text));
            }
            None => name,
        };
        let consented = &service.config.delegated_permissions;
        if permission == ".default" {
            granted.extend(consented.iter().cloned());
        } else if consented.iter().any(|known| known.eq_ignore_ascii_case(permission)) {
            granted.push(permission.to_owned());
        } else {
            let text = format!(
                "The user or administrator has not consented to use the application with ID '{CLIENT_ID}' named 'Simulated application'. Send an interactive authorization request for this user and resource."
            );
            return Err(refusal(service, 400, "invalid_grant", 65_001, &text));
        }
    }
    Ok(granted)
}

/// A token for a person, and one to renew it with.
fn delegated(service: &mut Service, call: &Call, delegation: Delegation) -> Reply {
    let request = TokenRequest {
        client_id: Some(delegation.client_id.clone()),
        user: Some(delegation.user.clone()),
        permissions: Some(delegation.scopes.clone()),
        expires_in: None,
    };
    let access_token = service.issue(&request, &call.root);
    let refresh_token = format!("refresh.{}", uuid::Uuid::new_v4());
    let scope = delegation.scopes.join(" ");
    service.authority.refresh.insert(refresh_token.clone(), delegation);
    let expires_in = lifetime(service);
    Reply::json(
        200,
        &json!({"token_type": "Bearer", "scope": scope, "expires_in": expires_in, "ext_expires_in": expires_in,
            "access_token": access_token, "refresh_token": refresh_token}),
    )
}

/// A token for the application.
fn granted(service: &mut Service, call: &Call) -> Reply {
    let access_token = service.issue(&TokenRequest::default(), &call.root);
    let expires_in = lifetime(service);
    Reply::json(200, &json!({"token_type": "Bearer", "expires_in": expires_in, "ext_expires_in": expires_in, "access_token": access_token}))
}

/// Real seconds.
fn lifetime(service: &Service) -> u64 {
    (service.settings.token_lifetime as f64 / service.settings.clock_scale) as u64
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
