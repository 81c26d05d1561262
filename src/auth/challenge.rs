//! Claims challenges of Continuous Access Evaluation.

use base64::prelude::*;

/// The claims that a `WWW-Authenticate` value demands of the next token, decoded to their JSON.
///
/// `Bearer realm="", error="insufficient_claims", claims="<base64 JSON>"`, parameters in any order (Microsoft identity
/// platform, "Claims challenges").
pub(crate) fn claims_challenge(header: &str) -> Option<String> {
    let insufficient = parameter(header, "error")? == "insufficient_claims";
    let encoded = parameter(header, "claims").filter(|_| insufficient)?;
    let bytes = BASE64_STANDARD.decode(encoded).or_else(|_| BASE64_URL_SAFE_NO_PAD.decode(encoded)).ok()?;
    let json = String::from_utf8(bytes).ok()?;
    serde_json::from_str::<serde_json::Value>(&json).ok().filter(serde_json::Value::is_object).map(|_| json)
}

/// The value of `name="value"`.
fn parameter<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = header;
    while let Some(at) = rest.find(name) {
        let starts = at == 0 || rest[..at].ends_with([' ', ',']);
        let after = &rest[at + name.len()..];
        if let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start).filter(|_| starts) {
            return match value.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next(),
                None => value.split([',', ' ']).next(),
            };
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_challenge_is_read_in_any_order() {
        let claims = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;
        let encoded = BASE64_STANDARD.encode(claims);
        for header in [
            format!(
                r#"Bearer realm="", authorization_uri="https://login.example/authorize", error="insufficient_claims", claims="{encoded}""#
            ),
            format!(r#"Bearer claims="{encoded}",error="insufficient_claims""#),
        ] {
            assert_eq!(claims_challenge(&header).as_deref(), Some(claims), "{header}");
        }
        assert_eq!(claims_challenge(r#"Bearer error="invalid_token", claims="e30=""#), None);
        assert_eq!(claims_challenge(r#"Bearer error="insufficient_claims", claims="?""#), None);
        assert_eq!(claims_challenge(""), None);
    }
}
