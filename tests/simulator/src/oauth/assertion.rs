//! Client assertions, checked as Entra ID documents it: thumbprint, signature, audience, issuer, subject, lifetime, used once.

use super::refusal;
use crate::config::CLIENT_ID;
use crate::reply::Reply;
use crate::service::Service;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use base64::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use x509_parser::prelude::{FromDer, X509Certificate};

/// How far clocks may be apart.
const SKEW: i64 = 300;
/// The longest life that an assertion may have.
const LONGEST: i64 = 24 * 3_600;

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
    #[serde(rename = "x5t#S256")]
    thumbprint: String,
    #[serde(default)]
    x5c: Vec<String>,
}

#[derive(Deserialize)]
struct Claims {
    aud: String,
    iss: String,
    sub: String,
    jti: String,
    nbf: i64,
    exp: i64,
}

pub(super) fn check(service: &mut Service, assertion: &str, audience: &str) -> Result<(), Reply> {
    if service.authority.federated.iter().any(|token| token == assertion) {
        return Ok(());
    }
    if assertion.starts_with("federated.") {
        let text = "No matching federated identity record found for presented assertion. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.";
        return Err(refusal(service, 401, "invalid_client", 700_213, text));
    }
    let malformed = |service: &Service| refusal(service, 401, "invalid_client", 50_027, "JWT token is invalid or malformed.");
    let Some((header, claims, signed, signature)) = read(assertion) else { return Err(malformed(service)) };
    if header.alg != "PS256" || header.typ != "JWT" {
        return Err(malformed(service));
    }
    key(service, &header, signed, &signature)?;
    content(service, &claims, audience)?;
    service.authority.seen_assertions.push(claims.jti);
    service.ledger.certificate_chains += u64::from(!header.x5c.is_empty());
    Ok(())
}

fn read(assertion: &str) -> Option<(Header, Claims, &str, Vec<u8>)> {
    let (signed, signature) = assertion.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    Some((part(header)?, part(claims)?, signed, BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?))
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// The certificate is registered, has not expired, and its key signed this.
fn key(service: &Service, header: &Header, signed: &str, signature: &[u8]) -> Result<(), Reply> {
    let invalid = |why: &str| {
        let text = format!(
            "The certificate with identifier used to sign the client assertion is not registered on application, or is not valid: {why}."
        );
        refusal(service, 401, "invalid_client", 700_027, &text)
    };
    let thumbprint = |der: &&Vec<u8>| BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, der)) == header.thumbprint;
    let der = service.authority.certificates.iter().find(thumbprint).ok_or_else(|| invalid("[Reason - The key was not found.]"))?;
    let own = header.x5c.first();
    if own.is_some_and(|own| BASE64_STANDARD.decode(own).ok().as_ref() != Some(der)) {
        return Err(invalid("[Reason - x5c and x5t#S256 disagree.]"));
    }
    let (_, certificate) = X509Certificate::from_der(der).map_err(|_| invalid("[Reason - The certificate can't be read.]"))?;
    if certificate.validity().not_after.timestamp() < service.clock.now().as_second() {
        return Err(invalid("[Reason - The key used is expired.]"));
    }
    let public = &certificate.public_key().subject_public_key.data;
    UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, public)
        .verify(signed.as_bytes(), signature)
        .map_err(|_| invalid("[Reason - The signature can't be verified.]"))
}

fn content(service: &Service, claims: &Claims, audience: &str) -> Result<(), Reply> {
    if claims.aud != audience {
        let text = format!(
            "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{}' and the expected audience is '{audience}'.",
            claims.aud
        );
        return Err(refusal(service, 401, "invalid_client", 50_013, &text));
    }
    if claims.iss != CLIENT_ID || claims.sub != CLIENT_ID {
        return Err(refusal(
            service,
            401,
            "invalid_client",
            700_021,
            "Client assertion application identifier doesn't match 'client_id' parameter.",
        ));
    }
    let now = service.clock.now().as_second();
    if now < claims.nbf - SKEW || now > claims.exp + SKEW || claims.exp - claims.nbf > LONGEST {
        let text = format!(
            "Client assertion is not within its valid time range. Current time: {now}, assertion valid from {}, expiry time of assertion {}.",
            claims.nbf, claims.exp
        );
        return Err(refusal(service, 401, "invalid_client", 700_024, &text));
    }
    if service.authority.seen_assertions.contains(&claims.jti) {
        return Err(refusal(service, 401, "invalid_client", 50_012, "The assertion was used before."));
    }
    Ok(())
}
