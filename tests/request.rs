//! Requests of the caller's own: any status is an answer, and the token goes to the chosen cloud only.

mod common;

use common::*;
use entra_revoke::{Client, ClientOptions, ErrorKind, GraphRequest, GraphResponse, Method};
use graph_simulator::{CLIENT_ID, CLIENT_SECRET, Config, Fault, Kind, On, Simulator, TENANT_ID, TokenRequest};
use serde_json::Value;
use std::thread;
use std::time::Duration;

fn get(client: &Client, url: &str) -> GraphResponse {
    client.request(GraphRequest::new(Method::Get, url), PATIENCE).expect("there is an answer")
}

fn json(response: &GraphResponse) -> Value {
    serde_json::from_slice(&response.body).expect("JSON")
}

/// Disables the first user.
fn change() -> GraphRequest {
    GraphRequest {
        body: br#"{"accountEnabled":false}"#.into(),
        ..GraphRequest::new(Method::Patch, "/v1.0/users/user00001%40contoso.example")
    }
}

/// With a token that may change users.
fn powerful(simulator: &Simulator) -> ClientOptions {
    let permissions = Some(vec!["User.EnableDisableAccount.All".into(), "User.Read.All".into(), "User.RevokeSessions.All".into()]);
    let client_id = Some(format!("{:032x}", own_number()));
    with_token(simulator, &simulator.token(&TokenRequest { permissions, client_id, ..TokenRequest::default() }))
}

/// A number that no other test has: buckets are shared by application.
fn own_number() -> u128 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static LAST: AtomicU64 = AtomicU64::new(1);
    u128::from(LAST.fetch_add(1, Ordering::Relaxed))
}

#[test]
fn pages_are_followed_by_their_links() {
    let simulator = simulator(Config { users: 250, ..Config::default() });
    let client = client(options(&simulator));
    let (mut names, mut next) = (Vec::new(), Some("/v1.0/users?$top=100&$select=userPrincipalName".to_owned()));
    while let Some(url) = next {
        let page = get(&client, &url);
        assert_eq!(page.status, 200);
        assert!(page.header("Request-Id").is_some_and(|id| !id.is_empty()));
        let page = json(&page);
        names.extend(page["value"].as_array().expect("a list").iter().map(|user| user["userPrincipalName"].as_str().map(str::to_owned)));
        next = page["@odata.nextLink"].as_str().map(str::to_owned);
    }
    assert_eq!(names, members(250).into_iter().map(Some).collect::<Vec<_>>());
    assert_eq!(simulator.books().requests.read, 3);
}

#[test]
fn any_status_is_an_answer_and_headers_and_body_arrive() {
    let simulator = simulator(Config::default());
    let client = client(powerful(&simulator));
    let nobody = get(&client, "/v1.0/users/nobody%40contoso.example");
    assert_eq!((nobody.status, json(&nobody)["error"]["code"].as_str()), (404, Some("Request_ResourceNotFound")));
    let advanced = "/v1.0/users?$count=true&$filter=accountEnabled%20ne%20false";
    assert_eq!(get(&client, advanced).status, 400);
    let eventual =
        GraphRequest { headers: vec![("ConsistencyLevel".into(), "eventual".into())], ..GraphRequest::new(Method::Get, advanced) };
    let counted = client.request(eventual, PATIENCE).expect("there is an answer");
    assert_eq!((counted.status, json(&counted)["@odata.count"].as_u64()), (200, Some(100)));
    let changed = client.request(change(), PATIENCE).expect("there is an answer");
    assert_eq!((changed.status, changed.body.len()), (204, 0));
    assert!(!simulator.books().updates[0].account_enabled);
    let revoked = client.request(GraphRequest::new(Method::Post, "/v1.0/users/user00002%40contoso.example/revokeSignInSessions"), PATIENCE);
    assert_eq!(revoked.expect("a body without a length").status, 200);
}

#[test]
fn another_host_is_refused_before_anything_is_sent() {
    let (simulator, other) = (simulator(Config::default()), simulator(Config::default()));
    let client = client(options(&simulator));
    let url = format!("{}/v1.0/users", other.endpoint().graph);
    let error = client.request(GraphRequest::new(Method::Get, url), PATIENCE).expect_err("it is another port");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.message().contains("Nothing was sent"), "{error}");
    assert_eq!((simulator.books().requests.read, other.books().requests.read), (0, 0));
}

#[test]
fn a_redirect_is_an_answer_and_not_followed() {
    let (simulator, other) = (simulator(Config::default()), simulator(Config::default()));
    let location = format!("{}/v1.0/users", other.endpoint().graph);
    simulator.add_fault(Fault::new(On::Read, Kind::Redirect { location: location.clone() }));
    let answer = get(&client(options(&simulator)), "/v1.0/users");
    assert_eq!((answer.status, answer.header("location")), (302, Some(location.as_str())));
    assert_eq!(other.books().requests.read, 0);
}

#[test]
fn a_refused_token_is_renewed_once_with_the_claims() {
    let simulator = simulator(Config::default());
    let client = client(with_secret(&simulator, TENANT_ID, CLIENT_ID, CLIENT_SECRET));
    simulator.add_fault(Fault::new(On::Read, Kind::Claims));
    assert_eq!(get(&client, "/v1.0/users").status, 200);
    let books = simulator.books();
    assert_eq!((books.requests.read, books.requests.token), (2, 2));
    assert!(books.claims.last().is_some_and(|claims| claims.contains("nbf")), "{:?}", books.claims);
    simulator.add_fault(Fault::new(On::Read, Kind::Claims).for_ever());
    assert_eq!(get(&client, "/v1.0/users").status, 401, "a fresh token that is refused is an answer");
    assert_eq!(simulator.books().requests.read, 4);
}

#[test]
fn a_token_that_can_not_be_renewed_is_an_error_that_says_what_to_do() {
    let simulator = simulator(Config::default());
    let expired = simulator.token(&TokenRequest { expires_in: Some(-60), ..TokenRequest::default() });
    let error =
        client(with_token(&simulator, &expired)).request(GraphRequest::new(Method::Get, "/v1.0/users"), PATIENCE).expect_err("expired");
    assert_eq!((error.kind(), error.http_status(), error.code()), (ErrorKind::Authentication, 401, Some("InvalidAuthenticationToken")));
    assert!(error.message().contains("expired") && !error.message().contains(&expired), "{error}");
}

#[test]
fn a_service_that_asks_to_wait_is_asked_again_three_times() {
    let simulator = simulator(Config::default());
    let client = client(options(&simulator));
    simulator.add_fault(Fault::new(On::Read, Kind::Throttle { retry_after: Some(0), scope: None }).times(3));
    assert_eq!(get(&client, "/v1.0/users").status, 200);
    assert_eq!(simulator.books().requests.read, 4);
    for kind in [
        Kind::Throttle { retry_after: Some(0), scope: None },
        Kind::Status { status: 503, code: None, message: None, retry_after: Some(0) },
        Kind::Status { status: 504, code: None, message: None, retry_after: Some(0) },
    ] {
        simulator.reset();
        simulator.add_fault(Fault::new(On::Read, kind).for_ever());
        assert!(matches!(get(&client, "/v1.0/users").status, 429 | 503 | 504));
        assert_eq!(simulator.books().requests.read, 4);
    }
    // Nor is anything else asked for again, nor a wait begun that is longer than the time.
    for kind in [
        Kind::Status { status: 500, code: None, message: None, retry_after: Some(0) },
        Kind::Throttle { retry_after: Some(250), scope: None },
    ] {
        simulator.reset();
        simulator.add_fault(Fault::new(On::Read, kind).for_ever());
        assert!(matches!(get(&client, "/v1.0/users").status, 429 | 500));
        assert_eq!(simulator.books().requests.read, 1);
    }
}

#[test]
fn a_broken_connection_costs_a_reader_nothing_and_a_writer_hears_of_it() {
    let simulator = simulator(Config::default());
    let client = client(powerful(&simulator));
    simulator.add_fault(Fault::new(On::Read, Kind::CutBody));
    assert_eq!(get(&client, "/v1.0/users").status, 200);
    assert_eq!(simulator.books().requests.read, 2);
    simulator.add_fault(Fault::new(On::Update, Kind::ResetAfter));
    let error = client.request(change(), PATIENCE).expect_err("it broke");
    assert_eq!(error.kind(), ErrorKind::Network);
    assert!(error.message().contains("may have been carried out"), "{error}");
    assert_eq!(simulator.books().requests.update, 1);
}

#[test]
fn writes_come_out_of_the_bucket_of_the_revocations() {
    let simulator = simulator(Config::default());
    let options = ClientOptions { write_quota: 1, write_quota_window: Duration::from_secs(7 * 24 * 3_600), ..powerful(&simulator) };
    let client = client(options);
    // As much as a lone call may overdraw.
    for _ in 0..21 {
        assert_eq!(client.request(change(), PATIENCE).expect("there is an answer").status, 204);
    }
    let error = client.request(change(), PATIENCE).expect_err("the bucket is empty");
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert!(error.message().contains("was not sent"), "{error}");
    assert_eq!(get(&client, "/v1.0/users").status, 200, "reading costs no write");
    assert_eq!(simulator.books().requests.update, 21);
}

#[test]
fn a_wait_ends_by_its_time_its_tag_and_its_client() {
    let simulator = simulator(Config::default());
    let client = client(options(&simulator));
    simulator.add_fault(Fault::new(On::Read, Kind::Hang).for_ever());
    let late = client.request(GraphRequest::new(Method::Get, "/v1.0/users"), Duration::from_millis(50)).expect_err("it hangs");
    assert_eq!(late.kind(), ErrorKind::Timeout);
    let ask = |tag| {
        let client = client.clone();
        thread::spawn(move || client.request(GraphRequest { tag, ..GraphRequest::new(Method::Get, "/v1.0/users") }, PATIENCE))
    };
    let (one, two) = (ask(1), ask(2));
    while simulator.books().requests.read < 3 {
        thread::yield_now();
    }
    client.cancel_request(1);
    client.cancel_request(9);
    let cancelled = one.join().expect("no panic").expect_err("it was cancelled");
    assert_eq!(cancelled.kind(), ErrorKind::Cancelled);
    assert!(!two.is_finished(), "it has another tag");
    client.close();
    assert_eq!(two.join().expect("no panic").expect_err("it was closed").kind(), ErrorKind::Closed);
    assert_eq!(client.request(GraphRequest::new(Method::Get, "/v1.0/me"), PATIENCE).expect_err("it is closed").kind(), ErrorKind::Closed);
}
