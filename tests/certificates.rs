//! Applications that sign in with a certificate: the files that people have, checked by an authority that checks.

mod common;

use common::*;
use entra_revoke::{Certificate, Client, ClientOptions, Credential, Error, ErrorKind, HostAnswer, HostRequestKind};
use graph_simulator::{CLIENT_ID, Config, Simulator, TENANT_ID};
use p12_keystore::{EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, PrivateKey, PrivateKeyChain};
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, RsaKeySize};
use secrecy::SecretString;
use std::time::Duration;

const PASSWORD: &str = "pass wörd \"'&";

/// A key with its certificate.
struct Pair {
    key: KeyPair,
    certificate: rcgen::Certificate,
}

impl Pair {
    fn rsa() -> Self {
        Self::of(KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key"), |_| ())
    }

    fn of(key: KeyPair, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = CertificateParams::new(vec!["entra-revoke.example".into()]).expect("params");
        change(&mut params);
        let certificate = params.self_signed(&key).expect("a certificate");
        Self { key, certificate }
    }

    fn pem(&self) -> String {
        format!("{}{}", self.certificate.pem(), self.key.serialize_pem())
    }

    fn encrypted_pem(&self, password: &str) -> String {
        let key = self.key.serialize_der();
        let info = pkcs8::PrivateKeyInfoRef::try_from(key.as_slice()).expect("pkcs8");
        let scheme =
            pkcs8::pkcs5::pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(2_048, b"salt of sixteen b", [7; 16]).expect("a scheme");
        let encrypted = info.encrypt_with_params(scheme, password).expect("encrypted");
        let block = pem::Pem::new("ENCRYPTED PRIVATE KEY", encrypted.as_bytes());
        format!("{}{}", pem::encode(&block), self.certificate.pem())
    }

    fn pfx(&self, password: &str, algorithm: EncryptionAlgorithm, mac: MacAlgorithm) -> Vec<u8> {
        let key = PrivateKey::from_der(&self.key.serialize_der()).expect("a key");
        let certificate = p12_keystore::Certificate::from_der(self.certificate.der()).expect("a certificate");
        let mut store = KeyStore::new();
        store.add_entry("own", KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new("own", key, [certificate])));
        store.writer(password).encryption_algorithm(algorithm).mac_algorithm(mac).write().expect("a PFX")
    }
}

fn bytes(bytes: impl Into<Vec<u8>>, password: Option<&str>) -> Certificate {
    Certificate::Bytes { bytes: bytes.into().into(), password: password.map(SecretString::from) }
}

fn options(simulator: &Simulator, certificate: Certificate, send_chain: bool) -> ClientOptions {
    let (tenant_id, client_id) = (TENANT_ID.into(), CLIENT_ID.into());
    with_credential(simulator, Credential::ClientCertificate { tenant_id, client_id, certificate, send_chain })
}

fn connected(simulator: &Simulator, certificate: Certificate, send_chain: bool) -> Result<Client, Error> {
    let client = Client::open(options(simulator, certificate, send_chain))?;
    client.connect(PATIENCE)?;
    Ok(client)
}

#[test]
fn every_file_that_people_have_signs_in() {
    let simulator = simulator(Config { tls: true, ..Config::default() });
    let (pair, other) = (Pair::rsa(), Pair::rsa());
    simulator.register(pair.certificate.der());
    let modern = pair.pfx(PASSWORD, EncryptionAlgorithm::PbeWithHmacSha256AndAes256, MacAlgorithm::HmacSha256);
    let legacy = pair.pfx(PASSWORD, EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc, MacAlgorithm::HmacSha1);
    let others_first = format!("comment\n{}{}", other.certificate.pem(), pair.pem());
    for (what, certificate) in [
        ("PEM", bytes(pair.pem(), None)),
        ("PEM with Windows line ends", bytes(pair.pem().replace('\n', "\r\n"), None)),
        ("PEM with its issuer before it", bytes(others_first, None)),
        ("encrypted PEM", bytes(pair.encrypted_pem(PASSWORD), Some(PASSWORD))),
        ("PFX", bytes(modern, Some(PASSWORD))),
        ("PFX as older tools write it", bytes(legacy, Some(PASSWORD))),
    ] {
        let client = connected(&simulator, certificate, false).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(client.context().client_id.as_deref(), Some(CLIENT_ID), "{what}");
    }
    assert_eq!(simulator.books().certificate_chains, 0);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own.pem");
    std::fs::write(&path, pair.pem()).expect("written");
    connected(&simulator, Certificate::File { path, password: None }, true).expect("from a file, with its chain");
    assert_eq!(simulator.books().certificate_chains, 1);
}

#[test]
fn what_is_wrong_with_a_certificate_is_said_before_anything_is_sent() {
    let simulator = simulator(Config { tls: true, ..Config::default() });
    let (pair, other) = (Pair::rsa(), Pair::rsa());
    let ec = Pair::of(KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key"), |_| ());
    let pfx = |pair: &Pair, password: &str| pair.pfx(password, EncryptionAlgorithm::PbeWithHmacSha256AndAes256, MacAlgorithm::HmacSha256);
    let legacy = format!(
        "{}-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        pair.certificate.pem()
    );
    for (certificate, part) in [
        (bytes(ec.pem(), None), "RSA keys only"),
        (bytes(pfx(&ec, PASSWORD), Some(PASSWORD)), "RSA keys only"),
        (bytes(pfx(&pair, PASSWORD), Some("wrong-password")), "password is wrong"),
        (bytes(pfx(&pair, PASSWORD), None), "no password was given"),
        (bytes(pair.encrypted_pem(PASSWORD), Some("wrong-password")), "password is wrong"),
        (bytes(pair.encrypted_pem(PASSWORD), None), "no password was given"),
        (bytes(pair.certificate.pem(), None), "no private key"),
        (bytes(pair.key.serialize_pem(), None), "no certificate"),
        (bytes(format!("{}{}", other.certificate.pem(), pair.key.serialize_pem()), None), "belongs to none of its certificates"),
        (bytes(legacy, Some(PASSWORD)), "openssl pkcs8 -topk8"),
        (bytes("-----BEGIN CERTIFICATE-----\n???\n-----END CERTIFICATE-----", None), "damaged PEM"),
        (bytes("nothing of the kind", None), "neither PEM nor a PFX"),
        (bytes("", None), "neither PEM nor a PFX"),
        (Certificate::File { path: "no/such/file.pem".into(), password: None }, "no/such/file.pem can't be read"),
        (Certificate::KeptByHost { certificates: Vec::new() }, "certificate is missing"),
    ] {
        let what = format!("{certificate:?}");
        let error = Client::open(options(&simulator, certificate, false)).map(drop).expect_err(part);
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert!(error.message().contains(part), "{error}");
        assert!(!format!("{error:?}{what}").contains("wrong-password") && !format!("{error:?}{what}").contains(PASSWORD), "{error:?}");
    }
    assert_eq!(simulator.books().requests.token, 0);
}

#[test]
fn what_the_authority_has_against_a_certificate_is_said() {
    let simulator = simulator(Config { tls: true, ..Config::default() });
    let unknown = Pair::rsa();
    let error = connected(&simulator, bytes(unknown.pem(), None), false).map(drop).expect_err("it is not registered");
    assert_eq!(error.code(), Some("AADSTS700027"));
    assert!(error.message().contains("not found") && error.message().contains("Upload this certificate"), "{error}");
    let expired = Pair::of(KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key"), |params| {
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    });
    simulator.register(expired.certificate.der());
    let error = connected(&simulator, bytes(expired.pem(), None), false).map(drop).expect_err("it has expired");
    assert!(error.message().contains("expired") && error.message().contains("has to be replaced"), "{error}");
}

#[test]
fn a_clock_that_is_off_does_no_harm() {
    let simulator = simulator(Config { tls: true, ..Config::default() });
    let pair = Pair::rsa();
    simulator.register(pair.certificate.der());
    // Ours is five minutes slow, and then an hour: more than anybody allows for, so the authority's clock is taken.
    for (advance, requests) in [(300, 1), (3_600 - 300, 3)] {
        simulator.advance(Duration::from_secs(advance));
        connected(&simulator, bytes(pair.pem(), None), false).expect("it signs in");
        assert_eq!(simulator.books().requests.token, requests);
    }
}

#[test]
fn a_key_that_stays_with_the_host_signs_there() {
    let simulator = simulator(Config { tls: true, ..Config::default() });
    let pair = Pair::rsa();
    simulator.register(pair.certificate.der());
    let client = Client::open(options(&simulator, Certificate::KeptByHost { certificates: pair.certificate.der().to_vec() }, true))
        .expect("it opens");
    std::thread::scope(|scope| {
        let connecting = scope.spawn(|| client.connect(PATIENCE));
        let request = client.next_host_request(PATIENCE).expect("it is open").expect("a signature is wanted");
        let HostRequestKind::Signature { payload } = request.kind else { panic!("{request:?}") };
        client.answer_host_request(request.id, HostAnswer::Signature(sign(&pair, payload.as_bytes()))).expect("it is waited for");
        connecting.join().expect("no panic").expect("the signature is right");
    });
    assert_eq!(simulator.books().certificate_chains, 1);
    // A host that can't sign says why.
    let client = Client::open(options(&simulator, Certificate::KeptByHost { certificates: pair.certificate.pem().into_bytes() }, false))
        .expect("it opens");
    std::thread::scope(|scope| {
        let connecting = scope.spawn(|| client.connect(PATIENCE));
        let request = client.next_host_request(PATIENCE).expect("it is open").expect("a signature is wanted");
        client.answer_host_request(request.id, HostAnswer::Refused("The smart card is not there.".into())).expect("it is waited for");
        let error = connecting.join().expect("no panic").expect_err("there is no signature");
        assert_eq!(error.message(), "The smart card is not there.");
    });
}

fn sign(pair: &Pair, payload: &[u8]) -> Vec<u8> {
    let key = aws_lc_rs::rsa::KeyPair::from_pkcs8(&pair.key.serialize_der()).expect("RSA");
    let mut signature = vec![0; key.public_modulus_len()];
    let random = aws_lc_rs::rand::SystemRandom::new();
    key.sign(&aws_lc_rs::signature::RSA_PSS_SHA256, &random, payload, &mut signature).expect("signed");
    signature
}
