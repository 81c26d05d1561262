//! What a token tells about its owner, where it can be read: for display and for sharing a quota, never for a decision on trust.

use crate::credential::Context;
use base64::prelude::*;
use serde::Deserialize;
use std::time::{Duration, SystemTime};

#[derive(Default, Deserialize)]
struct Claims {
    tid: Option<String>,
    appid: Option<String>,
    azp: Option<String>,
    app_displayname: Option<String>,
    upn: Option<String>,
    preferred_username: Option<String>,
    unique_name: Option<String>,
    idtyp: Option<String>,
    scp: Option<String>,
    roles: Option<Vec<String>>,
    exp: Option<u64>,
}

/// Reads a token; an opaque one tells nothing.
pub(crate) fn context(token: &str) -> Context {
    let claims = claims(token).unwrap_or_default();
    let delegated = match (&claims.idtyp, &claims.scp, &claims.roles) {
        (Some(kind), ..) if kind == "app" => Some(false),
        (_, Some(_), _) => Some(true),
        (_, None, Some(_)) => Some(false),
        _ => None,
    };
    let scopes = match claims.scp {
        Some(scopes) => scopes.split_whitespace().map(str::to_owned).collect(),
        None => claims.roles.unwrap_or_default(),
    };
    let mut context = Context {
        tenant_id: claims.tid,
        client_id: claims.appid.or(claims.azp),
        app_name: claims.app_displayname,
        account: claims.upn.or(claims.preferred_username).or(claims.unique_name),
        delegated,
        scopes,
        expires_at: claims.exp.and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))),
        missing_permission: None,
    };
    context.missing_permission = super::permission::missing(&context);
    context
}

fn claims(token: &str) -> Option<Claims> {
    let payload = token.split('.').nth(1)?;
    let json = BASE64_URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn applications_and_users_are_told_apart() {
        let app = context(&token(r#"{"tid":"t","appid":"a","roles":["User.RevokeSessions.All"],"idtyp":"app","exp":10}"#));
        assert_eq!((app.delegated, app.scopes, app.tenant_id.as_deref()), (Some(false), vec!["User.RevokeSessions.All".into()], Some("t")));
        assert_eq!(app.expires_at, Some(SystemTime::UNIX_EPOCH + Duration::from_secs(10)));
        let user = context(&token(r#"{"upn":"ann@contoso.example","scp":"User.Read User.RevokeSessions.All","azp":"a"}"#));
        assert_eq!((user.delegated, user.scopes.len(), user.client_id.as_deref()), (Some(true), 2, Some("a")));
        assert_eq!(user.account.as_deref(), Some("ann@contoso.example"));
    }

    #[test]
    fn an_opaque_token_tells_nothing() {
        for token in ["", "opaque", "a.b.c", "a.!.c"] {
            assert!(context(token).client_id.is_none());
        }
    }
}
