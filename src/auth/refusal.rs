//! What those who issue tokens say when they refuse one.

use crate::error::{Error, ErrorKind};
use serde::Deserialize;

/// A refusal, as it came.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    status: u16,
    body: Option<OAuthError>,
}

/// RFC 6749, 5.2, with Entra ID's additions.
#[derive(Debug, Clone, Deserialize)]
struct OAuthError {
    error: String,
    #[serde(default)]
    error_description: String,
    #[serde(default)]
    error_codes: Vec<u64>,
    #[serde(default)]
    trace_id: Option<String>,
}

/// The assertion's lifetime does not fit the authority's clock.
const ASSERTION_OUT_OF_TIME: u64 = 700_024;

impl Refusal {
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        Self { status, body: serde_json::from_slice(body).ok() }
    }

    /// The redirect of a browser that brought an error instead of a code.
    pub(super) fn redirected(error: String, error_description: String) -> Self {
        Self { status: 400, body: Some(OAuthError { error, error_description, error_codes: Vec::new(), trace_id: None }) }
    }

    /// Asking again may help.
    pub(super) fn is_transient(&self) -> bool {
        matches!(self.status, 408 | 429 | 500..=599)
    }

    pub(super) fn is_about_time(&self) -> bool {
        self.first_code() == Some(ASSERTION_OUT_OF_TIME)
    }

    /// The administrator's version. `whom`: who was asked.
    pub(super) fn error(&self, whom: &str) -> Error {
        let Some(body) = &self.body else {
            let message = format!(
                "No access token: {whom} answered with status {} and no OAuth error. If it goes on, check the proxy and the environment.",
                self.status
            );
            return Error::new(ErrorKind::Authentication, message).with_status(self.status);
        };
        let code = self.first_code().map_or_else(|| body.error.clone(), |code| format!("AADSTS{code}"));
        // Trace ids and times follow on further lines.
        let description = body.error_description.lines().next().unwrap_or_default().trim();
        let what = if description.is_empty() { body.error.as_str() } else { description };
        let message = format!("No access token: {what}{}", self.advice());
        Error::new(ErrorKind::Authentication, message).with_status(self.status).with_code(Some(code)).with_request_id(body.trace_id.clone())
    }

    /// Entra ID's number for it: from the list, or from the text where a browser's redirect has that alone.
    fn first_code(&self) -> Option<u64> {
        let body = self.body.as_ref()?;
        let from_text = || {
            let (_, after) = body.error_description.split_once("AADSTS")?;
            after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        };
        body.error_codes.first().copied().or_else(from_text)
    }

    /// What to do about it (Microsoft Entra authentication and authorization error codes).
    fn advice(&self) -> &'static str {
        match self.first_code() {
            Some(7_000_215) => " Give the secret's value, not its id.",
            Some(7_000_222) => " The client secret has expired: make a new one for the app registration.",
            Some(700_016) => " Check the client id, the tenant id and the environment.",
            Some(90_002 | 900_023) => " Check the tenant id and the environment.",
            Some(7_000_112) => " The application is disabled in this tenant.",
            Some(53_003) => " A Conditional Access policy blocks it.",
            Some(700_027) => {
                " Upload this certificate to the app registration, or give the one that is there; an expired one has to be replaced."
            }
            Some(ASSERTION_OUT_OF_TIME) => " The clock of this machine is off: set it right.",
            Some(700_213 | 70_021 | 700_211) => {
                " Check the federated credential of the app registration: issuer, subject and audience must match the token's."
            }
            Some(65_001) => " Nobody has consented to it yet: an administrator has to grant the permission to the application.",
            Some(65_004) => " The consent was declined.",
            Some(700_082 | 70_043 | 50_173 | 70_008 | 50_076 | 50_079 | 50_078 | 16_000) => " Sign in again.",
            Some(70_016) => " Nobody entered the code in time: connect again.",
            Some(70_020) => " The code has expired: connect again.",
            Some(50_059 | 50_194) => " Give the tenant id.",
            _ => match self.body.as_ref().map(|body| body.error.as_str()) {
                Some("authorization_declined" | "access_denied") => " The sign-in was declined.",
                Some("expired_token") => " The code has expired: connect again.",
                Some("interaction_required" | "invalid_grant" | "login_required") => " Sign in again.",
                _ => "",
            },
        }
    }
}
