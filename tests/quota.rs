//! Two processes with the same identity spend one quota.

mod common;

use common::*;
use entra_revoke::{ClientOptions, Credential, Status};
use graph_simulator::{CLIENT_ID, CLIENT_SECRET, Config, TENANT_ID};
use std::process::{Command, Output};
use std::time::Duration;

const ENDPOINT: &str = "ENTRA_REVOKE_TEST_ENDPOINT";
const FOLDER: &str = "ENTRA_REVOKE_QUOTA_FOLDER";

/// Revokes 300 users: the process of the test. A tenant's domain, so that only the token tells which tenant it is.
#[test]
#[ignore = "a part of the test below"]
fn in_its_own_process() {
    let Ok(endpoint) = std::env::var(ENDPOINT) else { return };
    let cloud = entra_revoke::Cloud::custom("Simulator", &endpoint, &endpoint).expect("loopback");
    let (tenant_id, client_id) = (std::env::var("TENANT").expect("it is told"), CLIENT_ID.into());
    let credential = Credential::ClientSecret { tenant_id, client_id, client_secret: CLIENT_SECRET.into() };
    let options = ClientOptions { cloud, write_quota: 300, write_quota_window: Duration::from_secs(5), ..ClientOptions::new(credential) };
    println!("revoked {}", counts(&revoke(&client(options), &members(300)))[&Status::Revoked]);
}

#[test]
fn processes_with_the_same_identity_spend_one_quota() {
    let simulator = simulator(Config { users: 300, ..Config::default() });
    simulator.set(|settings| (settings.app_write_capacity, settings.app_write_per_second) = (300.0, 60.0));
    let folder = tempfile::tempdir().expect("a folder");
    let run = |tenant: &str| {
        Command::new(std::env::current_exe().expect("a path"))
            .args(["--exact", "in_its_own_process", "--ignored", "--nocapture"])
            .env(ENDPOINT, &simulator.endpoint().graph)
            .env(FOLDER, folder.path())
            .env("TENANT", tenant)
            .output()
            .expect("it starts")
    };
    let outputs: Vec<Output> = std::thread::scope(|scope| {
        let running = [TENANT_ID, "contoso.example"].map(|tenant| scope.spawn(move || run(tenant)));
        running.map(|process| process.join().expect("no panic")).into()
    });
    for output in outputs {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("revoked 300"), "{text}{}", String::from_utf8_lossy(&output.stderr));
    }
    let items = simulator.books().items;
    // Alone, each would have believed in a full bucket, and half of it would have been refused.
    assert!(items.throttled <= 30, "{items:?}");
    let files: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert_eq!(files.len(), 1, "one quota, one file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(files[0].metadata().expect("it is there").permissions().mode() & 0o077, 0, "nobody else's business");
    }
}
