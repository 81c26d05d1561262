//! The authorization code grant with PKCE (RFC 6749, 4.1, and RFC 7636).

use super::{Delegation, Form, code, permissions, public_client, refusal, tenant};
use crate::config::Person as Settled;
use crate::reply::Reply;
use crate::service::{Call, Service};
use aws_lc_rs::digest::{SHA256, digest};
use base64::prelude::*;
use jiff::Timestamp;

/// A code that was sent to a redirect address.
#[derive(Debug, Clone)]
pub(super) struct Code {
    client_id: String,
    redirect_uri: String,
    challenge: String,
    scopes: Vec<String>,
    expires: Timestamp,
}

const LIFETIME: i64 = 600;

pub(super) fn answer(service: &mut Service, call: &Call) -> Reply {
    let form = Form::parse(call.query.as_bytes());
    start(service, call, &form).unwrap_or_else(|refusal| page(&refusal))
}

/// What a browser shows: Entra ID does not redirect to an address that it does not trust.
fn page(refusal: &Reply) -> Reply {
    Reply::text(
        400,
        "text/html; charset=utf-8",
        format!("<!DOCTYPE html><html><body><h1>Sign in</h1><p>{}</p></body></html>", refusal.body),
    )
}

fn start(service: &mut Service, call: &Call, form: &Form) -> Result<Reply, Reply> {
    tenant(service, call, true)?;
    public_client(service, form.field("client_id"))?;
    let redirect_uri = form.field("redirect_uri").to_owned();
    // A public client's http://localhost stands for all of its ports (redirect URI restrictions, "Localhost exceptions").
    let is_registered = redirect_uri.strip_prefix("http://localhost").is_some_and(|rest| {
        let port = rest.trim_end_matches('/').strip_prefix(':');
        rest.trim_end_matches('/').is_empty() || port.is_some_and(|port| port.parse::<u16>().is_ok())
    });
    if !is_registered {
        let text = format!(
            "The redirect URI '{redirect_uri}' specified in the request does not match the redirect URIs configured for the application."
        );
        return Err(refusal(service, 400, "invalid_request", 50_011, &text));
    }
    if form.field("response_type") != "code" || form.field("code_challenge_method") != "S256" || form.field("code_challenge").len() < 43 {
        let text = "Proof Key for Code Exchange is required for cross-origin authorization code redemption.";
        return Err(refusal(service, 400, "invalid_request", 9_002_325, text));
    }
    let scopes = permissions(service, call, form.field("scope"))?;
    service.ledger.sign_in_pages += 1;
    Ok(match service.settings.person {
        Settled::SignsIn => {
            let (id, client_id, challenge) = (code::long(), form.field("client_id").into(), form.field("code_challenge").into());
            let expires = service.clock.after(LIFETIME);
            let code = Code { client_id, redirect_uri: redirect_uri.clone(), challenge, scopes, expires };
            service.authority.codes.insert(id.clone(), code);
            back(&redirect_uri, &[("code", &id), ("state", form.field("state")), ("session_state", "1")])
        }
        Settled::Declines => back(
            &redirect_uri,
            &[
                ("error", "access_denied"),
                ("error_description", "AADSTS65004: User declined to consent to access the app.\r\nTrace ID: 1"),
                ("state", form.field("state")),
            ],
        ),
        // The person looks at the page, and does nothing.
        Settled::Away | Settled::TooLate => {
            Reply::text(200, "text/html", "<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>".into())
        }
    })
}

fn back(redirect_uri: &str, fields: &[(&str, &str)]) -> Reply {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    Reply::text(302, "text/html", String::new()).with("location", format!("{}/?{query}", redirect_uri.trim_end_matches('/')))
}

pub(super) fn redeem(service: &mut Service, _: &Call, form: &Form) -> Result<Delegation, Reply> {
    let Some(code) = service.authority.codes.remove(form.field("code")) else {
        return Err(refusal(
            service,
            400,
            "invalid_grant",
            9_002_313,
            "Invalid request. Request is malformed or invalid: the code is unknown or was redeemed.",
        ));
    };
    let verifier = form.field("code_verifier");
    if BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())) != code.challenge {
        let text = "The Code_Verifier does not match the code_challenge supplied in the authorization request.";
        return Err(refusal(service, 400, "invalid_grant", 501_481, text));
    }
    if form.field("redirect_uri") != code.redirect_uri {
        let text = "The reply address does not match the one of the authorization request.";
        return Err(refusal(service, 400, "invalid_client", 500_112, text));
    }
    if service.clock.now() >= code.expires {
        return Err(refusal(service, 400, "invalid_grant", 70_008, "The provided authorization code has expired."));
    }
    Ok(Delegation { client_id: code.client_id, user: service.config.signs_in.clone(), scopes: code.scopes })
}
