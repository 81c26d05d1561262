//! Machines that sign in: managed identities, federated workloads, pipelines, command line tools. What they need stands in the
//! environment, so each test runs in a process of its own.

mod common;

use common::*;
use entra_revoke::{Credential, ManagedIdentity, Status};
use graph_simulator::{CLIENT_ID, CLIENT_SECRET, Config, IDENTITY_HEADER, PIPELINE_TOKEN, Simulator, TENANT_ID};
use std::path::Path;
use std::process::{Command, Output};

/// How the process of a test is told what to do.
const TASK: &str = "ENTRA_REVOKE_TEST_TASK";
const ENDPOINT: &str = "ENTRA_REVOKE_TEST_ENDPOINT";

/// Connects with the credential named by the environment and revokes a user: the process of a test.
#[test]
#[ignore = "a part of the tests below"]
fn in_its_own_process() {
    let Ok(task) = std::env::var(TASK) else { return };
    let endpoint = std::env::var(ENDPOINT).expect("it is told where");
    let credential = match task.as_str() {
        "system" => Credential::ManagedIdentity(ManagedIdentity::SystemAssigned),
        "user" => Credential::ManagedIdentity(ManagedIdentity::ClientId("user-assigned".into())),
        "resource" => Credential::ManagedIdentity(ManagedIdentity::ResourceId("/subscriptions/1/identity".into())),
        "object" => Credential::ManagedIdentity(ManagedIdentity::ObjectId("no-such-object".into())),
        "workload" => Credential::WorkloadIdentity { tenant_id: None, client_id: None, token_file: None },
        "az" => Credential::AzureCli { tenant_id: Some(TENANT_ID.into()) },
        "azd" => Credential::AzureDeveloperCli { tenant_id: None },
        "pipeline" => Credential::AzurePipelines {
            tenant_id: TENANT_ID.into(),
            client_id: CLIENT_ID.into(),
            service_connection_id: "connection".into(),
            system_access_token: PIPELINE_TOKEN.into(),
        },
        "environment" => match Credential::from_environment() {
            Ok(credential) => credential,
            Err(error) => return println!("refused: {error}"),
        },
        other => panic!("there is no task '{other}'"),
    };
    let cloud = entra_revoke::Cloud::custom("Simulator", &endpoint, &endpoint).expect("loopback");
    let client = client(entra_revoke::ClientOptions { cloud, ..entra_revoke::ClientOptions::new(credential) });
    match client.connect(PATIENCE) {
        Ok(()) => println!("connected: {:?}", counts(&revoke(&client, &members(1))).keys().collect::<Vec<_>>()),
        Err(error) => println!("refused: {error}"),
    }
}

/// What the process of a test says.
fn run(simulator: &Simulator, task: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().expect("a path"));
    command.args(["--exact", "in_its_own_process", "--ignored", "--nocapture"]);
    for name in ["IDENTITY_ENDPOINT", "IDENTITY_HEADER", "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"] {
        command.env_remove(name);
    }
    let Output { stdout, stderr, .. } =
        command.env(TASK, task).env(ENDPOINT, &simulator.endpoint().graph).envs(variables.iter().copied()).output().expect("it starts");
    let text = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    for secret in [PIPELINE_TOKEN, IDENTITY_HEADER, CLIENT_SECRET, simulator.endpoint().access_token.as_str()] {
        assert!(!text.contains(secret), "a secret is shown: {text}");
    }
    text
}

fn connected(text: &str) {
    assert!(text.contains(&format!("connected: [{:?}]", Status::Revoked)), "{text}");
}

fn with_identities() -> Simulator {
    common::simulator(Config { managed_identities: vec!["user-assigned".into(), "/subscriptions/1/identity".into()], ..Config::default() })
}

#[test]
fn a_virtual_machine_has_its_identity_and_others() {
    let simulator = with_identities();
    let endpoint = simulator.endpoint().graph.clone();
    // The metadata service is asked directly, whatever proxy there is.
    let variables =
        [("AZURE_POD_IDENTITY_AUTHORITY_HOST", endpoint.as_str()), ("NO_PROXY", "127.0.0.1"), ("HTTP_PROXY", "http://127.0.0.1:9")];
    for task in ["system", "user", "resource"] {
        connected(&run(&simulator, task, &variables));
    }
    let text = run(&simulator, "object", &variables);
    assert!(text.contains("refused: No access token: Identity not found"), "{text}");
    let bare = common::simulator(Config { system_assigned: false, ..Config::default() });
    let text = run(&bare, "system", &[("AZURE_POD_IDENTITY_AUTHORITY_HOST", bare.endpoint().graph.as_str())]);
    assert!(text.contains("Identity not found"), "{text}");
}

#[test]
fn app_service_has_an_endpoint_of_its_own() {
    let simulator = with_identities();
    let endpoint = format!("{}/msi/token", simulator.endpoint().graph);
    let variables = [("IDENTITY_ENDPOINT", endpoint.as_str()), ("IDENTITY_HEADER", IDENTITY_HEADER)];
    for task in ["system", "user"] {
        connected(&run(&simulator, task, &variables));
    }
    let text = run(&simulator, "system", &[variables[0], ("IDENTITY_HEADER", "wrong")]);
    assert!(text.contains("refused: ") && text.contains("identity header is missing or wrong"), "{text}");
}

#[test]
fn a_machine_without_an_identity_is_asked_whether_it_is_one() {
    let simulator = simulator(Config::default());
    // A port that was free a moment ago and is closed again.
    let address = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let text = run(&simulator, "system", &[("AZURE_POD_IDENTITY_AUTHORITY_HOST", &format!("http://{address}"))]);
    assert!(text.contains("was not reached") && text.contains("Is this a machine of Azure's"), "{text}");
}

#[test]
fn a_workload_is_federated_by_a_file() {
    let simulator = simulator(Config::default());
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("token");
    let variables = |path: &Path| {
        [
            ("AZURE_TENANT_ID", TENANT_ID.to_owned()),
            ("AZURE_CLIENT_ID", CLIENT_ID.to_owned()),
            ("AZURE_FEDERATED_TOKEN_FILE", path.display().to_string()),
        ]
    };
    let run = |path: &Path| {
        let variables = variables(path);
        run(&simulator, "workload", &variables.each_ref().map(|(name, value)| (*name, value.as_str())))
    };
    std::fs::write(&file, simulator.federated_token()).expect("written");
    connected(&run(&file));
    std::fs::write(&file, "federated.unknown.token").expect("written");
    let text = run(&file);
    assert!(
        text.contains("AADSTS700213") && text.contains("Check the federated credential") && !text.contains("federated.unknown"),
        "{text}"
    );
    let text = run(&folder.path().join("nowhere"));
    assert!(text.contains("refused: No access token: ") && text.contains("nowhere"), "{text}");
}

#[test]
fn a_pipeline_vouches_for_its_service_connection() {
    let simulator = simulator(Config::default());
    let uri = format!("{}/oidc", simulator.endpoint().graph);
    connected(&run(&simulator, "pipeline", &[("SYSTEM_OIDCREQUESTURI", &uri)]));
    let text = run(&simulator, "pipeline", &[]);
    assert!(text.contains("SYSTEM_OIDCREQUESTURI is not set"), "{text}");
}

#[test]
fn the_environment_names_an_application() {
    let simulator = simulator(Config::default());
    let variables = [("AZURE_TENANT_ID", TENANT_ID), ("AZURE_CLIENT_ID", CLIENT_ID), ("AZURE_CLIENT_SECRET", CLIENT_SECRET)];
    connected(&run(&simulator, "environment", &variables));
    let text = run(&simulator, "environment", &variables[..2]);
    assert!(text.contains("Neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH"), "{text}");
}

/// Programs named like the command line tools, which do what the real ones document.
#[cfg(unix)]
fn tool(folder: &Path, name: &str, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("executable");
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default())
}

#[test]
#[cfg(unix)]
fn command_line_tools_lend_their_session() {
    let simulator = simulator(Config::default());
    let folder = tempfile::tempdir().expect("a folder");
    let token = &simulator.endpoint().access_token;
    let az = format!(
        r#"case "$*" in "account get-access-token -o json --scope {}/.default --tenant {TENANT_ID}") echo '{{"accessToken":"{token}","expires_on":4102444800,"tokenType":"Bearer"}}';; *) echo "unexpected: $*" >&2; exit 1;; esac"#,
        simulator.endpoint().graph
    );
    let path = tool(folder.path(), "az", &az);
    connected(&run(&simulator, "az", &[("PATH", &path)]));
    let azd = format!(r#"echo '{{"token":"{token}","expiresOn":"2100-01-01T00:00:00Z"}}'"#);
    tool(folder.path(), "azd", &azd);
    connected(&run(&simulator, "azd", &[("PATH", &path)]));
    tool(folder.path(), "az", "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1");
    let text = run(&simulator, "az", &[("PATH", &path)]);
    assert!(text.contains("refused: No access token: ") && text.contains("Please run 'az login'"), "{text}");
    let text = run(&simulator, "az", &[("PATH", "/nowhere")]);
    assert!(text.contains("refused: No access token: ") && text.contains("az login"), "{text}");
}
