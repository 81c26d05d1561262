//! Where machines get tokens: the metadata service of virtual machines, App Service's endpoint, and the token service of Azure
//! Pipelines.

use super::{Form, lifetime};
use crate::config::{IDENTITY_HEADER, PIPELINE_TOKEN};
use crate::reply::Reply;
use crate::service::{Call, Service, TokenRequest};
use serde_json::json;

/// `GET /metadata/identity/oauth2/token`
pub(crate) fn metadata_service(service: &mut Service, call: &Call) -> Reply {
    service.ledger.requests.token += 1;
    if call.header("metadata") != "true" {
        return refused(400, "invalid_request", "Required metadata header not specified");
    }
    if !call.header("x-forwarded-for").is_empty() {
        return refused(400, "invalid_request", "The metadata service does not take what a proxy passed on");
    }
    managed(service, call, &["2018-02-01", "2019-08-01"])
}

/// `GET $IDENTITY_ENDPOINT`
pub(crate) fn platform_endpoint(service: &mut Service, call: &Call) -> Reply {
    service.ledger.requests.token += 1;
    if call.header("x-identity-header") != IDENTITY_HEADER {
        return refused(401, "unauthorized_client", "The identity header is missing or wrong");
    }
    managed(service, call, &["2019-08-01"])
}

fn managed(service: &mut Service, call: &Call, versions: &[&str]) -> Reply {
    let form = Form::parse(call.query.as_bytes());
    if call.method != "GET" || !versions.contains(&form.field("api-version")) {
        return refused(400, "invalid_request", "The api-version is invalid in the request.");
    }
    if form.field("resource").trim_end_matches('/') != call.root {
        let text =
            format!("AADSTS500011: The resource principal named {} was not found in the tenant named Contoso.", form.field("resource"));
        return refused(400, "invalid_resource", &text);
    }
    let user_assigned = ["client_id", "object_id", "principal_id", "msi_res_id", "mi_res_id"].map(|name| form.field(name)).concat();
    let known = &service.config.managed_identities;
    if !user_assigned.is_empty() && !known.contains(&user_assigned) || user_assigned.is_empty() && !service.config.system_assigned {
        return refused(400, "invalid_request", "Identity not found");
    }
    let access_token = service.issue(&TokenRequest::default(), &call.root);
    let expires_in = lifetime(service);
    // Real time, because that is what a client compares it with. Numbers are texts here.
    let expires_on = jiff::Timestamp::now().as_second() + i64::try_from(expires_in).unwrap_or(0);
    Reply::json(
        200,
        &json!({"access_token": access_token, "client_id": crate::CLIENT_ID, "expires_in": expires_in.to_string(),
            "expires_on": expires_on.to_string(), "resource": call.root, "token_type": "Bearer"}),
    )
}

/// The request that a pipeline makes for a token of its service connection.
pub(crate) fn oidc(service: &mut Service, call: &Call) -> Reply {
    let form = Form::parse(call.query.as_bytes());
    if call.authorization.as_deref() != Some(&format!("Bearer {PIPELINE_TOKEN}")) {
        return Reply::text(401, "text/plain", String::new());
    }
    if call.method != "POST" || form.field("serviceConnectionId").is_empty() {
        return Reply::json(400, &json!({"message": "serviceConnectionId is missing"}));
    }
    Reply::json(200, &json!({"oidcToken": service.authority.federated_token()}))
}

fn refused(status: u16, error: &str, text: &str) -> Reply {
    Reply::json(status, &json!({"error": error, "error_description": text}))
}
