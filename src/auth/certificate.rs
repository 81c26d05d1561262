//! Certificates with their private keys, from the files that people have.

use crate::credential::Certificate;
use crate::error::{Error, ErrorKind, chain};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{KeyPair, RSA_PSS_SHA256};
use base64::prelude::*;
use p12_keystore::error::Error as Pkcs12Error;
use p12_keystore::{KeyStore, KeyStoreEntry, Pkcs12ImportPolicy};
use pkcs8::EncryptedPrivateKeyInfoRef;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// A certificate, those that it was issued by, and who has the private key.
pub(super) struct Identity {
    /// DER, the application's own first.
    chain: Vec<Vec<u8>>,
    key: Key,
}

pub(super) enum Key {
    Here(Box<RsaKeyPair>),
    /// The host signs: the key can't leave where it is.
    WithHost,
}

/// How files are to be made, for those that can't be read.
const HOW: &str = "Give a PEM file with the certificate and its RSA private key, or a PFX file";

impl Identity {
    /// Reads what was given; nothing of it is sent anywhere.
    pub(super) fn read(certificate: &Certificate) -> Result<Self, Error> {
        match certificate {
            Certificate::File { path, password } => {
                let bytes = std::fs::read(path)
                    .map(Zeroizing::new)
                    .map_err(|error| configuration(format!("The certificate file {} can't be read: {error}.", path.display())))?;
                Self::parse(&bytes, password.as_ref())
                    .map_err(|error| configuration(format!("The certificate file {}: {}", path.display(), error.message())))
            }
            Certificate::Bytes { bytes, password } => Self::parse(bytes.expose_secret(), password.as_ref())
                .map_err(|error| configuration(format!("The certificate: {}", error.message()))),
            Certificate::KeptByHost { certificates } => Ok(Self { chain: without_key(certificates)?, key: Key::WithHost }),
        }
    }

    fn parse(bytes: &[u8], password: Option<&SecretString>) -> Result<Self, Error> {
        let (key, certificates) = if is_pem(bytes) { pem(bytes, password)? } else { pfx(bytes, password)? };
        Ok(Self { chain: own_first(&key, certificates)?, key: Key::Here(Box::new(key)) })
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// `x5t#S256`: the SHA-256 of the certificate, base64url.
    pub(super) fn thumbprint(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, &self.chain[0]))
    }

    /// `x5c`: the certificates, base64 (RFC 7515, 4.1.6: not base64url).
    pub(super) fn chain(&self) -> Vec<String> {
        self.chain.iter().map(|der| BASE64_STANDARD.encode(der)).collect()
    }
}

fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(11).any(|window| window == b"-----BEGIN ")
}

/// Certificates whose key is elsewhere.
fn without_key(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    let damaged = || configuration("The certificate: it is damaged PEM.".into());
    let chain: Vec<_> = if is_pem(bytes) {
        let blocks = pem::parse_many(bytes).map_err(|_| damaged())?;
        blocks.into_iter().filter(|block| block.tag() == "CERTIFICATE").map(pem::Pem::into_contents).collect()
    } else {
        vec![bytes.to_vec()]
    };
    if chain.first().is_some_and(|own| !own.is_empty()) { Ok(chain) } else { Err(configuration("The certificate is missing.".into())) }
}

/// RSASSA-PSS with SHA-256, which is PS256.
pub(super) fn sign(key: &RsaKeyPair, payload: &[u8]) -> Result<Vec<u8>, Error> {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PSS_SHA256, &SystemRandom::new(), payload, &mut signature)
        .map_err(|_| Error::new(ErrorKind::Internal, "The client assertion can't be signed with this key."))?;
    Ok(signature)
}

fn pem(bytes: &[u8], password: Option<&SecretString>) -> Result<(RsaKeyPair, Vec<Vec<u8>>), Error> {
    let blocks = pem::parse_many(bytes).map_err(|_| configuration(format!("it is damaged PEM. {HOW}.")))?;
    let (mut key, mut certificates) = (None, Vec::new());
    for block in blocks {
        let tag = block.tag().to_owned();
        let legacy = block.headers().iter().any(|(name, value)| name == "Proc-Type" && value.contains("ENCRYPTED"));
        let contents = Zeroizing::new(block.into_contents());
        match tag.as_str() {
            "CERTIFICATE" => certificates.push(contents.to_vec()),
            _ if legacy => {
                return Err(configuration(
                    "its key is encrypted in OpenSSL's old way. Convert it: openssl pkcs8 -topk8 -in old.pem -out new.pem.".into(),
                ));
            }
            "PRIVATE KEY" => key = Some(pkcs8_key(&contents)?),
            "ENCRYPTED PRIVATE KEY" => key = Some(decrypted(&contents, password)?),
            "RSA PRIVATE KEY" => key = Some(RsaKeyPair::from_der(&contents).map_err(|_| damaged_key())?),
            "EC PRIVATE KEY" => return Err(not_rsa()),
            _ => {}
        }
    }
    match (key, certificates.is_empty()) {
        (Some(key), false) => Ok((key, certificates)),
        (None, _) => Err(configuration(format!("it has no private key. {HOW}."))),
        (Some(_), true) => Err(configuration(format!("it has a private key, but no certificate. {HOW}."))),
    }
}

fn pfx(bytes: &[u8], password: Option<&SecretString>) -> Result<(RsaKeyPair, Vec<Vec<u8>>), Error> {
    let given = password.map_or("", |password| password.expose_secret());
    let store = KeyStore::from_pkcs12(bytes, given, Pkcs12ImportPolicy::Relaxed).map_err(|error| match error {
        Pkcs12Error::MacError(_) | Pkcs12Error::Pkcs5Error(_) | Pkcs12Error::UnpadError => wrong_password(password),
        other => configuration(format!("it is neither PEM nor a PFX file that can be read ({}). {HOW}.", chain(&other))),
    })?;
    let (_, entry) = store.private_key_chain().ok_or_else(|| configuration(format!("it has no private key. {HOW}.")))?;
    let key = pkcs8_key(entry.key().as_der())?;
    let mut certificates: Vec<Vec<u8>> = entry.certs().iter().map(|certificate| certificate.as_der().to_vec()).collect();
    if certificates.is_empty() {
        certificates = store
            .entries()
            .filter_map(|(_, entry)| match entry {
                KeyStoreEntry::Certificate(certificate) => Some(certificate.as_der().to_vec()),
                _ => None,
            })
            .collect();
    }
    Ok((key, certificates))
}

fn pkcs8_key(der: &[u8]) -> Result<RsaKeyPair, Error> {
    let info = pkcs8::PrivateKeyInfoRef::try_from(der).map_err(|_| damaged_key())?;
    if info.algorithm.oid != RSA_ENCRYPTION {
        return Err(not_rsa());
    }
    RsaKeyPair::from_pkcs8(der).map_err(|_| damaged_key())
}

const RSA_ENCRYPTION: pkcs8::ObjectIdentifier = pkcs8::ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

fn decrypted(der: &[u8], password: Option<&SecretString>) -> Result<RsaKeyPair, Error> {
    let info = EncryptedPrivateKeyInfoRef::try_from(der).map_err(|_| damaged_key())?;
    let given = password.map_or("", |password| password.expose_secret());
    let key = info.decrypt(given).map_err(|_| wrong_password(password))?;
    pkcs8_key(key.as_bytes())
}

/// The certificate of this key, and the others behind it.
fn own_first(key: &RsaKeyPair, mut certificates: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, Error> {
    let public = key.public_key().as_ref();
    let has_it = |der: &Vec<u8>| der.windows(public.len()).any(|window| window == public);
    let own = certificates
        .iter()
        .position(has_it)
        .ok_or_else(|| configuration("its private key belongs to none of its certificates. Give both of the same pair.".into()))?;
    certificates[..=own].rotate_right(1);
    Ok(certificates)
}

fn wrong_password(password: Option<&SecretString>) -> Error {
    let why = if password.is_some_and(|password| !password.expose_secret().is_empty()) {
        "the password is wrong."
    } else {
        "it is encrypted, and no password was given."
    };
    configuration(why.into())
}

fn not_rsa() -> Error {
    configuration(
        "its key is not an RSA key, and Entra ID takes RSA keys only. Make a new certificate with an RSA key of 2048 bits or more.".into(),
    )
}

fn damaged_key() -> Error {
    configuration(format!("its private key is damaged, or too short: RSA of 2048 bits or more is wanted. {HOW}."))
}

fn configuration(message: String) -> Error {
    Error::new(ErrorKind::Configuration, message)
}
