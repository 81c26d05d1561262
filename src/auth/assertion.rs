//! Client assertions: what an application proves itself with in place of a secret (Microsoft identity platform, "Certificate
//! credentials").

use super::certificate::{Identity, Key, sign};
use crate::error::{Error, ErrorKind};
use crate::host::{Desk, HostAnswer, HostRequestKind};
use base64::prelude::*;
use serde::Serialize;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Microsoft recommends five to ten minutes.
const LIFETIME: i64 = 600;

#[derive(Serialize)]
struct Header {
    alg: &'static str,
    typ: &'static str,
    #[serde(rename = "x5t#S256")]
    thumbprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    x5c: Option<Vec<String>>,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    sub: &'a str,
    jti: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// One application's way of proving itself.
pub(super) struct Prover {
    pub(super) identity: Identity,
    pub(super) client_id: String,
    /// The address of the token endpoint.
    pub(super) audience: String,
    pub(super) send_chain: bool,
    pub(super) desk: Arc<Desk>,
}

impl Prover {
    /// An assertion, signed. `clock_ahead`: how far the authority's clock is ahead of ours, in seconds.
    pub(super) async fn assertion(&self, clock_ahead: i64) -> Result<String, Error> {
        let now =
            i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()).unwrap_or_default() + clock_ahead;
        let header = Header {
            alg: "PS256",
            typ: "JWT",
            thumbprint: self.identity.thumbprint(),
            x5c: self.send_chain.then(|| self.identity.chain()),
        };
        let id = self.client_id.as_str();
        let jti = uuid::Uuid::new_v4().to_string();
        let claims = Claims { aud: &self.audience, iss: id, sub: id, jti, iat: now, nbf: now, exp: now + LIFETIME };
        let unsigned = format!("{}.{}", part(&header)?, part(&claims)?);
        let signature = self.signature(&unsigned).await?;
        Ok(format!("{unsigned}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
    }

    async fn signature(&self, payload: &str) -> Result<Vec<u8>, Error> {
        match self.identity.key() {
            Key::Here(key) => sign(key, payload.as_bytes()),
            Key::WithHost => match self.desk.ask(HostRequestKind::Signature { payload: payload.to_owned() }).await? {
                HostAnswer::Signature(signature) => Ok(signature),
                _ => Err(Error::new(
                    ErrorKind::Authentication,
                    "The host program was asked for a signature and answered with something else.",
                )),
            },
        }
    }
}

fn part(value: &impl Serialize) -> Result<String, Error> {
    let json = serde_json::to_vec(value).map_err(|e| Error::caused(ErrorKind::Internal, "The client assertion can't be written", &e))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(json))
}
