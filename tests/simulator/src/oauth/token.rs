//! The token endpoint.

use super::{Form, assertion, authorize, delegated, device, granted, permissions, public_client, refusal, tenant, unknown_client};
use crate::config::{CLIENT_ID, CLIENT_SECRET};
use crate::reply::Reply;
use crate::service::{Call, Service};

pub(super) fn answer(service: &mut Service, call: &Call) -> Reply {
    issue(service, call).unwrap_or_else(|refusal| refusal)
}

fn issue(service: &mut Service, call: &Call) -> Result<Reply, Reply> {
    if call.method != "POST" {
        return Err(refusal(service, 405, "invalid_request", 900_561, "The endpoint only accepts POST requests."));
    }
    let form = Form::parse(&call.body);
    if !form.field("claims").is_empty() {
        service.ledger.claims.push(form.field("claims").to_owned());
    }
    match form.field("grant_type") {
        "client_credentials" => for_application(service, call, &form),
        "authorization_code" => for_person(service, call, &form, authorize::redeem),
        "urn:ietf:params:oauth:grant-type:device_code" => for_person(service, call, &form, device::redeem),
        "refresh_token" => for_person(service, call, &form, refresh),
        _ => Err(refusal(service, 400, "unsupported_grant_type", 70_003, "The app requested an unsupported grant type.")),
    }
}

fn for_application(service: &mut Service, call: &Call, form: &Form) -> Result<Reply, Reply> {
    tenant(service, call, false)?;
    if !form.field("client_id").eq_ignore_ascii_case(CLIENT_ID) {
        return Err(unknown_client(service, form.field("client_id")));
    }
    if form.field("scope") != format!("{}/.default", call.root) {
        let text =
            format!("The provided value for the input parameter 'scope' is not valid. The scope {} is not valid.", form.field("scope"));
        return Err(refusal(service, 400, "invalid_scope", 70_011, &text));
    }
    match form.field("client_assertion_type") {
        "" => secret(service, form.field("client_secret"))?,
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" => {
            let audience = format!("{}{}", call.root, call.path);
            assertion::check(service, form.field("client_assertion"), &audience)?;
        }
        _ => return Err(refusal(service, 400, "invalid_request", 900_144, "The request body has an unknown client_assertion_type.")),
    }
    Ok(granted(service, call))
}

fn secret(service: &Service, secret: &str) -> Result<(), Reply> {
    match secret {
        CLIENT_SECRET => Ok(()),
        "expired" => {
            let text = format!("The provided client secret keys for app '{CLIENT_ID}' are expired.");
            Err(refusal(service, 401, "invalid_client", 7_000_222, &text))
        }
        _ => {
            let text = format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{CLIENT_ID}'."
            );
            Err(refusal(service, 401, "invalid_client", 7_000_215, &text))
        }
    }
}

type Redeem = fn(&mut Service, &Call, &Form) -> Result<super::Delegation, Reply>;

fn for_person(service: &mut Service, call: &Call, form: &Form, redeem: Redeem) -> Result<Reply, Reply> {
    tenant(service, call, true)?;
    public_client(service, form.field("client_id"))?;
    let delegation = redeem(service, call, form)?;
    if !delegation.client_id.eq_ignore_ascii_case(form.field("client_id")) {
        return Err(refusal(
            service,
            400,
            "invalid_grant",
            700_005,
            "Provided Authorization Code is intended to use against other tenant or client.",
        ));
    }
    Ok(delegated(service, call, delegation))
}

/// A refresh token is good once, as a strict reading of the documents has it.
fn refresh(service: &mut Service, call: &Call, form: &Form) -> Result<super::Delegation, Reply> {
    let Some(mut delegation) = service.authority.refresh.remove(form.field("refresh_token")) else {
        let text = "The refresh token has expired due to inactivity or was revoked. Sign in again.";
        return Err(refusal(service, 400, "invalid_grant", 700_082, text));
    };
    delegation.scopes = permissions(service, call, form.field("scope"))?;
    Ok(delegation)
}
