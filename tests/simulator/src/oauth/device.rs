//! The device authorization grant (RFC 8628, and Entra ID's own words).

use super::{Delegation, Form, code, permissions, public_client, refusal, tenant};
use crate::config::Person as Settled;
use crate::reply::Reply;
use crate::service::{Call, Service};
use jiff::Timestamp;
use serde_json::json;

/// A code that waits for a person.
#[derive(Debug, Clone)]
pub(super) struct Device {
    client_id: String,
    scopes: Vec<String>,
    expires: Timestamp,
    polls: u32,
}

/// Entra ID's default.
const LIFETIME: i64 = 900;

pub(super) fn answer(service: &mut Service, call: &Call) -> Reply {
    start(service, call).unwrap_or_else(|refusal| refusal)
}

fn start(service: &mut Service, call: &Call) -> Result<Reply, Reply> {
    tenant(service, call, true)?;
    let form = Form::parse(&call.body);
    public_client(service, form.field("client_id"))?;
    let scopes = permissions(service, call, form.field("scope"))?;
    let (device_code, user_code) = (code::long(), code::short(&mut service.random));
    let expires = service.clock.after(LIFETIME);
    let device = Device { client_id: form.field("client_id").into(), scopes, expires, polls: 0 };
    service.authority.devices.insert(device_code.clone(), device);
    let uri = format!("{}/common/oauth2/v2.0/deviceauth", call.root);
    let message = format!("To sign in, use a web browser to open the page {uri} and enter the code {user_code} to authenticate.");
    Ok(Reply::json(
        200,
        &json!({"device_code": device_code, "user_code": user_code, "verification_uri": uri, "expires_in": LIFETIME,
            "interval": service.settings.device_interval, "message": message}),
    ))
}

/// Where a person would enter the code.
pub(super) fn page(_: &Service) -> Reply {
    Reply::text(
        200,
        "text/html",
        "<!DOCTYPE html><html><body><p>The settings of the simulator decide what the person does.</p></body></html>".into(),
    )
}

pub(super) fn redeem(service: &mut Service, _: &Call, form: &Form) -> Result<Delegation, Reply> {
    let code = form.field("device_code");
    let Some(device) = service.authority.devices.get_mut(code) else {
        return Err(refusal(
            service,
            400,
            "bad_verification_code",
            70_018,
            "Invalid verification code. The device_code was not recognized.",
        ));
    };
    device.polls += 1;
    let device = device.clone();
    let settings = &service.settings;
    if device.polls <= settings.device_slow_down {
        return Err(refusal(service, 400, "slow_down", 0, "The client polls too fast."));
    }
    if service.clock.now() >= device.expires || settings.person == Settled::TooLate {
        return Err(refusal(service, 400, "expired_token", 70_020, "The provided value for the device code is not valid: it has expired."));
    }
    if settings.person == Settled::Declines {
        let text = "The end user denied the authorization request.";
        return Err(refusal(service, 400, "authorization_declined", 70_000, text));
    }
    if device.polls <= settings.device_slow_down + settings.device_pending || settings.person == Settled::Away {
        return Err(refusal(
            service,
            400,
            "authorization_pending",
            70_016,
            "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
        ));
    }
    service.authority.devices.remove(code);
    Ok(Delegation { client_id: device.client_id, user: service.config.signs_in.clone(), scopes: device.scopes })
}
