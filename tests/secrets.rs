//! Where secrets could be left: in what is printed and logged, in the environment, on the command line, in files, and in memory
//! that was freed. Each flow runs in a process of its own, which is searched from outside.
#![cfg(target_os = "linux")]

mod common;

use common::*;
use entra_revoke::{Certificate, Client, ClientOptions, Cloud, Credential, HostRequestKind, UserSignIn};
use graph_simulator::{CLIENT_ID, CLIENT_SECRET, Config, Simulator, TENANT_ID};
use memchr::memmem;
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use zeroize::Zeroizing;

const TASK: &str = "ENTRA_REVOKE_TEST_TASK";
const ENDPOINT: &str = "ENTRA_REVOKE_TEST_ENDPOINT";
const AUTHORITY: &str = "ENTRA_REVOKE_TEST_AUTHORITY";
const DONE: &str = "done, and all is dropped";

/// Reads up to the 0 that ends it, past the buffer of `std::io::stdin`, which lives as long as the process.
fn secret_from_input() -> Zeroizing<String> {
    let mut input = File::from(std::io::stdin().as_fd().try_clone_to_owned().expect("it is open"));
    let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1024));
    let mut byte = [0];
    while input.read(&mut byte).expect("it is open") == 1 && byte[0] != 0 {
        bytes.push(byte[0]);
    }
    Zeroizing::new(String::from_utf8(std::mem::take(&mut *bytes)).expect("text"))
}

fn credential(task: &str) -> Credential {
    let secret = secret_from_input();
    let (tenant_id, client_id) = (TENANT_ID.to_owned(), CLIENT_ID.to_owned());
    match task {
        "token" => Credential::AccessToken(secret.as_str().into()),
        "secret" => Credential::ClientSecret { tenant_id, client_id, client_secret: secret.as_str().into() },
        "certificate" => {
            let certificate = Certificate::Bytes { bytes: secret.as_bytes().to_vec().into(), password: None };
            Credential::ClientCertificate { tenant_id, client_id, certificate, send_chain: true }
        }
        "device" => Credential::DeviceCode(UserSignIn::default()),
        other => panic!("there is no task '{other}'"),
    }
}

/// Connects, revokes, shows all that can be shown, ends it all, and waits to be searched: the process of a test.
#[test]
#[ignore = "a part of the tests below"]
fn in_its_own_process() {
    let Ok(task) = std::env::var(TASK) else { return };
    tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE).with_writer(std::io::stderr).init();
    let endpoint = std::env::var(ENDPOINT).expect("it is told where");
    let cloud = Cloud::custom("Simulator", &endpoint, &endpoint).expect("loopback");
    let certificate_authorities = Some(std::env::var(AUTHORITY).expect("it is told whom to trust"));
    let options = ClientOptions { cloud, certificate_authorities, ..ClientOptions::new(credential(&task)) };
    println!("{options:?}");
    let client = Client::open(options).expect("the options are right");
    let connected = std::thread::scope(|scope| {
        let connecting = scope.spawn(|| client.connect(PATIENCE));
        if task == "device" {
            let request = client.next_host_request(PATIENCE).expect("it is open").expect("a code is to be shown");
            // A code is there to be seen.
            assert!(matches!(request.kind, HostRequestKind::DeviceCode { .. }));
        }
        connecting.join().expect("no panic")
    });
    println!("{connected:?} {client:?} {:?}", client.context());
    let job = start(&client, &members(45));
    job.finish().expect("the client is open");
    println!("{job:?} {:?} {:?}", drain(&job), job.progress());
    drop(job);
    client.close();
    drop(client);
    println!("\n{DONE}");
    let _ = secret_from_input();
}

struct Searched {
    child: Child,
    said: String,
}

/// Runs a flow to its end; the process lives on, for its memory.
fn run(simulator: &Simulator, task: &str, secret: &str, folder: &Path) -> Searched {
    let endpoint = simulator.endpoint();
    let log = File::create(folder.join("log")).expect("a file");
    let child = Command::new(std::env::current_exe().expect("a path"))
        .args(["--exact", "in_its_own_process", "--ignored", "--nocapture"])
        .env(TASK, task)
        .env(ENDPOINT, &endpoint.graph)
        .env(AUTHORITY, &endpoint.certificate_authority)
        .env("HOME", folder)
        .env("TMPDIR", folder)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("it starts");
    // Waited for when it is dropped, however this ends.
    let mut searched = Searched { child, said: String::new() };
    let child = &mut searched.child;
    child.stdin.as_mut().expect("a pipe").write_all(&[secret.as_bytes(), &[0]].concat()).expect("it reads");
    for line in BufReader::new(child.stdout.as_mut().expect("a pipe")).lines() {
        let line = line.expect("text");
        if line == DONE {
            return searched;
        }
        searched.said.push_str(&line);
    }
    panic!("{task} did not end well: {} {}", searched.said, fs::read_to_string(folder.join("log")).unwrap_or_default());
}

impl Searched {
    /// Names the places where one of the needles is.
    fn places(&self, needles: &[Vec<u8>], folder: &Path) -> Vec<String> {
        let process = format!("/proc/{}", self.child.id());
        let mut places = self.memory(needles);
        let mut look = |place: String, text: &[u8]| {
            if needles.iter().any(|needle| memmem::find(text, needle).is_some()) {
                places.push(place);
            }
        };
        look("what it printed".into(), self.said.as_bytes());
        for name in ["environ", "cmdline"] {
            look(format!("its {name}"), &fs::read(format!("{process}/{name}")).expect("it lives"));
        }
        for file in fs::read_dir(folder).expect("a folder").flatten() {
            look(format!("the file {}", file.file_name().display()), &fs::read(file.path()).unwrap_or_default());
        }
        places
    }

    fn memory(&self, needles: &[Vec<u8>]) -> Vec<String> {
        let process = format!("/proc/{}", self.child.id());
        let memory = File::open(format!("{process}/mem")).expect("a child may be read");
        let mut places = Vec::new();
        for line in fs::read_to_string(format!("{process}/maps")).expect("it lives").lines() {
            let (range, rest) = line.split_once(' ').expect("a range");
            let bound = |text: &str| u64::from_str_radix(text, 16).expect("an address");
            let (from, to) = range.split_once('-').map(|(from, to)| (bound(from), bound(to))).expect("two addresses");
            if !rest.starts_with("rw") {
                continue;
            }
            let mut bytes = vec![0; (to - from) as usize];
            if memory.read_exact_at(&mut bytes, from).is_err() {
                continue;
            }
            for needle in needles {
                let found = memmem::find_iter(&bytes, needle).map(|at| format!("memory {:x} of {line}", from + at as u64));
                places.extend(found);
            }
        }
        places
    }
}

impl Drop for Searched {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Parts that are long enough to be nobody else's: a secret may be left in part.
fn needles(secret: &str) -> Vec<Vec<u8>> {
    let parts = secret.split(['.', '\n', '\r']).filter(|part| part.len() >= 20 && !part.contains("-----"));
    parts.map(|part| part.as_bytes()[part.len() - 20..].to_vec()).collect()
}

#[test]
fn no_secret_is_left_anywhere() {
    let simulator = simulator(Config { users: 50, tls: true, ..Config::default() });
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key");
    let certificate = CertificateParams::new(vec!["entra-revoke.example".into()]).expect("params").self_signed(&key).expect("signed");
    simulator.register(certificate.der());
    let pem = format!("{}{}", key.serialize_pem(), certificate.pem());
    let der = key.serialize_der();
    for (task, secret, private) in [
        ("token", simulator.endpoint().access_token.clone(), vec![]),
        ("secret", CLIENT_SECRET.to_owned(), vec![CLIENT_SECRET.as_bytes().to_vec()]),
        ("certificate", pem, [needles(&key.serialize_pem()), vec![der[600..632].to_vec(), der[1_000..1_032].to_vec()]].concat()),
        ("device", String::new(), vec![]),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let searched = run(&simulator, task, &secret, folder.path());
        let mut needles: Vec<_> = simulator.issued().iter().flat_map(|token| needles(token)).collect();
        // The head of every token is the same, and no secret.
        needles.retain(|needle| memmem::find(b"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0", needle).is_none());
        needles.extend(private);
        assert!(!needles.is_empty() && searched.said.contains("Revoked"), "{task} did its work: {}", searched.said);
        assert!(fs::read_to_string(folder.path().join("log")).is_ok_and(|log| log.contains("TRACE")), "it has logged");
        let begun = Instant::now();
        loop {
            let places = searched.places(&needles, folder.path());
            if places.is_empty() {
                break;
            }
            // Connections end, and are freed, a little later.
            assert!(begun.elapsed().as_secs() < 20, "{task} leaves a secret in {places:#?}");
            std::thread::yield_now();
        }
    }
}
