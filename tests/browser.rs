//! The sign-in in a browser, in a real one where one is installed: Chromium or Chrome, without a screen, over TLS.

mod common;

use common::*;
use entra_revoke::{Client, ClientOptions, Cloud, Credential, ErrorKind, HostRequestKind, Status, UserSignIn};
use graph_simulator::{Config, Person, Simulator};
use std::path::{Path, PathBuf};
use std::process::Command;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

fn browser() -> Option<PathBuf> {
    let folders: Vec<_> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let found = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file());
    if found.is_none() {
        println!("Not run: none of {NAMES:?} is installed.");
    }
    found
}

/// The text of the page on which a browser ends.
fn visit(browser: &Path, url: &str) -> String {
    let profile = tempfile::tempdir().expect("a folder");
    let output = Command::new(browser)
        // The simulator's authority is nobody's but the test's; a machine that builds in a container has no sandbox.
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors", "--no-first-run", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(url)
        .env_remove("HTTP_PROXY")
        .env_remove("HTTPS_PROXY")
        .output()
        .expect("it starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn service(person: Person) -> Simulator {
    let simulator = simulator(Config { users: 10, tls: true, ..Config::default() });
    simulator.set(|settings| settings.person = person);
    simulator
}

/// Connects with that browser; what came of it, and what the person saw in the end.
fn sign_in(simulator: &Simulator, browser: &Path) -> (Client, Result<(), entra_revoke::Error>, String) {
    let endpoint = simulator.endpoint();
    let cloud = Cloud::custom("Simulator", &endpoint.graph, &endpoint.authority).expect("https");
    let options = ClientOptions::new(Credential::InteractiveBrowser(UserSignIn::default()));
    let client = client(ClientOptions { cloud, certificate_authorities: Some(endpoint.certificate_authority.clone()), ..options });
    let (result, page) = std::thread::scope(|scope| {
        let connecting = scope.spawn(|| client.connect(PATIENCE));
        let request = client.next_host_request(PATIENCE).expect("it is open").expect("a browser is wanted");
        let HostRequestKind::Browser { url } = request.kind else { panic!("{request:?}") };
        let page = visit(browser, &url);
        (connecting.join().expect("no panic"), page)
    });
    (client, result, page)
}

#[test]
fn a_person_signs_in_with_a_real_browser() {
    let Some(browser) = browser() else { return };
    let simulator = service(Person::SignsIn);
    let (client, result, page) = sign_in(&simulator, &browser);
    result.unwrap_or_else(|error| panic!("{error}: {page}"));
    assert!(page.contains("You are signed in. You can close this window."), "{page}");
    assert_eq!(counts(&revoke(&client, &members(5)))[&Status::Revoked], 5);
}

#[test]
fn a_person_declines_with_a_real_browser() {
    let Some(browser) = browser() else { return };
    let simulator = service(Person::Declines);
    let (_, result, page) = sign_in(&simulator, &browser);
    let error = result.expect_err("the person declined");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Authentication, Some("AADSTS65004")));
    assert!(page.contains("The sign-in was refused."), "{page}");
}
