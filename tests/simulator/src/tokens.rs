//! Access tokens: shaped as JWTs, issued here, and really checked.

use base64::prelude::*;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What a token stands for.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) application: String,
    pub(crate) tenant: String,
    pub(crate) permissions: Vec<String>,
    /// Principal name of the signed-in user; none for an application.
    pub(crate) user: Option<String>,
    pub(crate) expires: Timestamp,
}

#[derive(Debug, Default)]
pub(crate) struct Tokens {
    issued: HashMap<String, Grant>,
}

impl Tokens {
    /// `object_id` is that of the user, or of the application's service principal.
    pub(crate) fn issue(&mut self, grant: Grant, object_id: &str, now: Timestamp, audience: &str) -> String {
        let mut claims = json!({
            "aud": audience,
            "iss": format!("https://sts.windows.net/{}/", grant.tenant),
            "iat": now.as_second(),
            "nbf": now.as_second(),
            "exp": grant.expires.as_second(),
            "appid": grant.application,
            "app_displayname": "Simulated application",
            "oid": object_id,
            "tid": grant.tenant,
            "uti": uuid::Uuid::new_v4().to_string(),
        });
        let of_its_kind = match &grant.user {
            Some(user) => json!({"idtyp": "user", "upn": user, "scp": grant.permissions.join(" ")}),
            None => json!({"idtyp": "app", "roles": grant.permissions}),
        };
        if let (Value::Object(claims), Value::Object(more)) = (&mut claims, of_its_kind) {
            claims.extend(more);
        }
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signature = BASE64_URL_SAFE_NO_PAD.encode(uuid::Uuid::new_v4().as_bytes());
        let token = format!("{}.{}.{signature}", part(&json!({"typ": "JWT", "alg": "none"})), part(&claims));
        self.issued.insert(token.clone(), grant);
        token
    }

    /// All that were ever issued.
    pub(crate) fn issued(&self) -> impl Iterator<Item = &String> {
        self.issued.keys()
    }

    /// What the token of an `Authorization` header grants, or Graph's message of refusal.
    pub(crate) fn check(&self, authorization: Option<&str>, now: Timestamp) -> Result<&Grant, &'static str> {
        let token = authorization.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim).unwrap_or_default();
        if token.is_empty() {
            return Err("Access token is empty.");
        }
        match self.issued.get(token) {
            Some(grant) if grant.expires > now => Ok(grant),
            Some(_) => Err("Lifetime validation failed, the token is expired."),
            None => Err("IDX14100: JWT is not well formed, there are no dots (.).")
                .map_err(|text| if token.contains('.') { "Signature validation failed." } else { text }),
        }
    }
}
