//! People who sign in, by a code on another device and in a browser, and stay signed in.

mod common;

use common::*;
use entra_revoke::{Client, Credential, Error, ErrorKind, HostRequestKind, Status, UserSignIn};
use graph_simulator::{Config, Fault, Kind, On, PUBLIC_CLIENT_ID, Person, Simulator};
use std::io::{Read, Write};
use std::net::TcpStream;

fn device(simulator: &Simulator, scopes: &[&str]) -> Client {
    client(with_credential(simulator, Credential::DeviceCode(sign_in(scopes))))
}

fn browser(simulator: &Simulator) -> Client {
    client(with_credential(simulator, Credential::InteractiveBrowser(sign_in(&[]))))
}

fn sign_in(scopes: &[&str]) -> UserSignIn {
    UserSignIn { scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(), ..UserSignIn::default() }
}

fn waiting(person: Person) -> Simulator {
    waiting_over(person, false)
}

fn waiting_over(person: Person, tls: bool) -> Simulator {
    let simulator = simulator(Config { users: 100, tls, ..Config::default() });
    simulator.set(|settings| {
        settings.device_interval = 0;
        settings.device_pending = 2;
        settings.person = person;
    });
    simulator
}

/// Connects, and does with what is wanted of the host whatever a host would do.
fn connect(client: &Client, host: impl FnOnce(HostRequestKind)) -> Result<(), Error> {
    std::thread::scope(|scope| {
        let connecting = scope.spawn(|| client.connect(PATIENCE));
        host(client.next_host_request(PATIENCE).expect("it is open").expect("a person is to be shown something").kind);
        connecting.join().expect("no panic")
    })
}

/// Opens a page as a browser does, its redirects included; the last page's text.
fn open(url: &str) -> String {
    let rest = url.strip_prefix("http://").expect("http");
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host).expect("it listens");
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    match answer.lines().find_map(|line| line.to_ascii_lowercase().starts_with("location: ").then(|| line["location: ".len()..].to_owned()))
    {
        Some(next) => open(&next),
        None => answer,
    }
}

#[test]
fn a_device_code_signs_a_person_in() {
    let simulator = waiting_over(Person::SignsIn, true);
    let client = device(&simulator, &["User.RevokeSessions.All, User.Read.All"]);
    connect(&client, |request| {
        let HostRequestKind::DeviceCode { message, user_code, verification_uri, expires_in } = request else { panic!("{request:?}") };
        assert!(message.contains(&user_code) && message.contains(&verification_uri), "{message}");
        assert_eq!((user_code.len(), expires_in.as_secs()), (9, 900));
    })
    .expect("the person signs in");
    let context = client.context();
    assert_eq!((context.delegated, context.account.as_deref()), (Some(true), Some("user00001@contoso.example")));
    assert_eq!(context.client_id.as_deref(), Some(PUBLIC_CLIENT_ID));
    assert_eq!(context.scopes, ["User.RevokeSessions.All", "User.Read.All"]);
    assert_eq!(counts(&revoke(&client, &members(40)))[&Status::Revoked], 40);
    assert_eq!(simulator.books().requests.token, 3, "two were too early");
}

#[test]
fn a_person_who_does_not_sign_in_is_told_of() {
    for (person, part) in [(Person::Declines, "declined"), (Person::TooLate, "has expired: connect again")] {
        let simulator = waiting(person);
        let client = device(&simulator, &[]);
        let error = connect(&client, drop).expect_err(part);
        assert_eq!(error.kind(), ErrorKind::Authentication);
        assert!(error.message().contains(part), "{error}");
    }
    let simulator = waiting(Person::SignsIn);
    let error = device(&simulator, &["Mail.ReadWrite"]).connect(PATIENCE).expect_err("nobody consented");
    assert!(error.code() == Some("AADSTS65001") && error.message().contains("has to grant"), "{error}");
}

#[test]
fn polling_that_is_too_fast_slows_down() {
    let simulator = waiting(Person::SignsIn);
    simulator.set(|settings| (settings.device_pending, settings.device_slow_down) = (0, 1));
    connect(&device(&simulator, &[]), drop).expect("the person signs in");
    assert_eq!(simulator.books().requests.token, 2);
}

#[test]
fn closing_the_client_ends_a_sign_in_at_once() {
    let simulator = waiting(Person::Away);
    for client in [device(&simulator, &[]), browser(&simulator)] {
        let error = connect(&client, |_| client.close()).expect_err("it was closed");
        assert_eq!(error.kind(), ErrorKind::Closed);
        assert!(client.next_host_request(PATIENCE).is_err_and(|error| error.kind() == ErrorKind::Closed));
    }
}

#[test]
fn a_browser_signs_a_person_in() {
    let simulator = waiting(Person::SignsIn);
    let client = browser(&simulator);
    connect(&client, |request| {
        let HostRequestKind::Browser { url } = request else { panic!("{request:?}") };
        for part in
            ["code_challenge_method=S256", "prompt=select_account", "response_type=code", "User.RevokeSessions.All", "offline_access"]
        {
            assert!(url.contains(part), "{url}");
        }
        assert!(open(&url).contains("You are signed in."));
    })
    .expect("the person signs in");
    assert_eq!(client.context().account.as_deref(), Some("user00001@contoso.example"));
    assert_eq!(counts(&revoke(&client, &members(40)))[&Status::Revoked], 40);
}

#[test]
fn a_browser_that_brings_an_error_says_why() {
    let simulator = waiting(Person::Declines);
    let error = connect(&browser(&simulator), |request| {
        let HostRequestKind::Browser { url } = request else { panic!("{request:?}") };
        assert!(open(&url).contains("The sign-in was refused."));
    })
    .expect_err("the person declined");
    assert_eq!(error.code(), Some("AADSTS65004"));
    assert!(error.message().contains("User declined to consent") && error.message().contains("The consent was declined."), "{error}");
}

#[test]
fn what_does_not_belong_to_the_sign_in_is_not_taken_for_it() {
    let simulator = waiting(Person::SignsIn);
    let client = browser(&simulator);
    connect(&client, |request| {
        let HostRequestKind::Browser { url } = request else { panic!("{request:?}") };
        let redirect = url.split_once("redirect_uri=http%3A%2F%2Flocalhost%3A").expect("a loopback port").1;
        let port = redirect.split('&').next().expect("a port");
        for forged in ["", "favicon.ico", "?code=stolen&state=forged", "?error=access_denied", "?state="] {
            assert!(open(&format!("http://localhost:{port}/{forged}")).contains("belongs to no sign-in"), "{forged}");
        }
        open(&url);
    })
    .expect("the right one comes at last");
}

#[test]
fn a_person_stays_signed_in_until_the_refresh_token_ends() {
    let simulator = waiting_over(Person::SignsIn, true);
    let client = device(&simulator, &[]);
    connect(&client, drop).expect("the person signs in");
    // A claims challenge in the middle of a run: the token is renewed with the claims, and nobody is asked.
    simulator.add_fault(Fault::new(On::Any, Kind::Claims).times(1));
    assert_eq!(counts(&revoke(&client, &members(40)))[&Status::Revoked], 40);
    let claims = simulator.books().claims;
    assert!(claims.len() == 1 && claims[0].contains("access_token"), "{claims:?}");
    // And when it can't be renewed any more, everybody hears what to do.
    simulator.forget_refresh_tokens();
    simulator.add_fault(Fault::new(On::Any, Kind::Claims).for_ever());
    let outcomes = revoke(&client, &members(40));
    assert_eq!(counts(&outcomes).get(&Status::Revoked), None);
    assert!(message(&outcomes[0]).contains("AADSTS700082") && message(&outcomes[0]).contains("Sign in again"), "{}", message(&outcomes[0]));
}

#[test]
fn a_run_never_asks_a_person() {
    let simulator = waiting(Person::SignsIn);
    let client = device(&simulator, &[]);
    let outcomes = revoke(&client, &members(3));
    assert_eq!(counts(&outcomes)[&Status::NotSent], 3);
    assert!(message(&outcomes[0]).contains("Connect first"), "{}", message(&outcomes[0]));
}
