//! Getting tokens from the simulated authority, and losing them.

mod common;

use common::*;
use entra_revoke::{Client, ClientOptions, Cloud, Credential, ErrorKind, HostAnswer, HostRequestKind, Status};
use graph_simulator::{CLIENT_ID, CLIENT_SECRET, Config, Fault, Kind, On, Simulator, TENANT_ID, TokenRequest};
use std::time::Duration;

fn secret(simulator: &Simulator) -> ClientOptions {
    with_secret(simulator, TENANT_ID, CLIENT_ID, CLIENT_SECRET)
}

#[test]
fn a_client_secret_gets_one_token_for_all() {
    let simulator = simulator(Config { users: 300, ..Config::default() });
    let client = client(secret(&simulator));
    client.connect(PATIENCE).expect("the secret is right");
    assert_eq!(counts(&revoke(&client, &members(300)))[&Status::Revoked], 300);
    assert_eq!(simulator.books().requests.token, 1);
    let context = client.context();
    assert_eq!(
        (context.tenant_id.as_deref(), context.client_id.as_deref(), context.delegated),
        (Some(TENANT_ID), Some(CLIENT_ID), Some(false))
    );
    assert!(context.scopes.iter().any(|scope| scope == "User.RevokeSessions.All"));
}

#[test]
fn what_is_wrong_with_a_sign_in_is_said_without_the_secret() {
    let simulator = simulator(Config::default());
    for (tenant, application, secret, code, advice) in [
        (TENANT_ID, CLIENT_ID, "wrong-secret-value", "AADSTS7000215", "secret's value, not its id"),
        (TENANT_ID, CLIENT_ID, "expired", "AADSTS7000222", "make a new one"),
        (TENANT_ID, "99999999-0000-4000-8000-000000000000", CLIENT_SECRET, "AADSTS700016", "Check the client id"),
        ("99999999-0000-4000-8000-000000000000", CLIENT_ID, CLIENT_SECRET, "AADSTS90002", "Check the tenant id"),
    ] {
        let options = with_secret(&simulator, tenant, application, secret);
        assert!(!format!("{options:?}").contains(secret) || secret == "expired");
        let client = client(options);
        let error = client.connect(PATIENCE).expect_err(code);
        assert_eq!((error.kind(), error.code()), (ErrorKind::Authentication, Some(code)));
        assert!(error.message().contains(code) && error.message().contains(advice), "{error}");
        assert!(!format!("{error:?}").contains("wrong-secret-value") && !format!("{error:?}").contains(CLIENT_SECRET));
        // A run without a token: everybody hears of it, and nothing was sent.
        let outcomes = revoke(&client, &members(50));
        assert_eq!(counts(&outcomes)[&Status::NotSent], 50);
        assert!(message(&outcomes[49]).contains(code));
    }
    assert_eq!(simulator.books().requests.batch, 0);
}

#[test]
fn options_that_cannot_work_are_refused_before_anything_is_sent() {
    let simulator = simulator(Config::default());
    let refused = |options: ClientOptions| Client::open(options).map(drop).expect_err("it can't work");
    for (options, part) in [
        (with_token(&simulator, ""), "empty"),
        (with_token(&simulator, "two words"), "blanks"),
        (with_secret(&simulator, "", CLIENT_ID, CLIENT_SECRET), "tenant id"),
        (with_secret(&simulator, "a/../b", CLIENT_ID, CLIENT_SECRET), "tenant id"),
        (with_secret(&simulator, TENANT_ID, " ", CLIENT_SECRET), "client id"),
        (with_secret(&simulator, TENANT_ID, CLIENT_ID, ""), "secret is empty"),
        (ClientOptions { max_batch_size: 21, ..options(&simulator) }, "from 1 to 20"),
        (ClientOptions { max_in_flight: 0, ..options(&simulator) }, "from 1 to"),
        (ClientOptions { request_timeout: Duration::ZERO, ..options(&simulator) }, "request timeout"),
    ] {
        let error = refused(options);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().contains(part), "{error}");
    }
}

#[test]
fn a_refused_token_ends_the_run_for_all_at_once() {
    let simulator = simulator(Config { users: 2_000, ..Config::default() });
    let expired = simulator.token(&TokenRequest { expires_in: Some(-60), ..TokenRequest::default() });
    for (token, part) in [(expired.as_str(), "It expired at"), ("not.a.token", "Connect again"), ("opaque", "Connect again")] {
        let outcomes = revoke(&client(with_token(&simulator, token)), &members(2_000));
        assert_eq!(counts(&outcomes).get(&Status::Revoked), None);
        for outcome in &outcomes {
            assert_eq!(outcome.error().map(entra_revoke::Error::kind), Some(ErrorKind::Authentication));
            assert!(message(outcome).contains(part) && !message(outcome).contains(token), "{}", message(outcome));
        }
    }
    let books = simulator.books();
    assert!(books.requests.batch < 60, "{} batches for tokens that are worth nothing", books.requests.batch);
}

#[test]
fn a_token_that_is_refused_in_the_middle_is_renewed_once() {
    let simulator = simulator(Config { users: 1_000, ..Config::default() });
    let client = client(secret(&simulator));
    client.connect(PATIENCE).expect("the secret is right");
    simulator.add_fault(Fault { skip: 2, ..Fault::new(On::Batch, Kind::Claims).times(1) });
    assert_eq!(counts(&revoke(&client, &members(1_000)))[&Status::Revoked], 1_000);
    assert_eq!(simulator.books().requests.token, 2);
    // A challenge that is never satisfied is reported, not looped on.
    simulator.clear_faults();
    simulator.add_fault(Fault::new(On::Any, Kind::Claims).for_ever());
    let outcome = &revoke(&client, &members(1))[0];
    assert_eq!(outcome.error().map(entra_revoke::Error::kind), Some(ErrorKind::Authentication), "{outcome:?}");
}

#[test]
fn a_token_that_single_items_refuse_is_renewed_once_for_them() {
    let simulator = simulator(Config { users: 100, ..Config::default() });
    let client = client(secret(&simulator));
    client.connect(PATIENCE).expect("the secret is right");
    simulator.add_fault(Fault::new(On::BatchItem, Kind::Claims).times(1));
    let outcomes = revoke(&client, &members(100));
    assert_eq!(counts(&outcomes)[&Status::Revoked], 100);
    let books = simulator.books();
    assert_eq!((books.requests.token, books.claims.len()), (2, 1), "asked for with the claims");
    assert_eq!(outcomes.iter().map(|outcome| outcome.attempts).sum::<u32>(), 101);
    // Two whose token is never good enough are reported, and cost the others nothing.
    for user in ["user00007@contoso.example", "user00008@contoso.example"] {
        simulator.add_fault(Fault { user: Some(user.into()), ..Fault::new(On::BatchItem, Kind::Claims).for_ever() });
    }
    let outcomes = revoke(&client, &members(100));
    assert_eq!(counts(&outcomes), [(Status::Revoked, 98), (Status::Refused, 2)].into());
    let refused = &outcomes[6];
    assert_eq!((refused.http_status, refused.attempts), (401, 2));
    assert_eq!(refused.error().map(entra_revoke::Error::kind), Some(ErrorKind::Authentication));
}

#[test]
fn who_waits_for_a_token_was_not_sent() {
    let simulator = simulator(Config { users: 100, ..Config::default() });
    simulator.add_fault(Fault::new(On::Token, Kind::Hang).for_ever());
    let ends: [fn(&Client, &entra_revoke::Job); 2] = [|_, job| job.cancel().expect("it is open"), |client, _| client.close()];
    for end in ends {
        let client = client(secret(&simulator));
        let job = start(&client, &members(100));
        // All has been handed to the network when the authority is asked.
        while job.progress().in_flight == 0 {
            std::thread::yield_now();
        }
        end(&client, &job);
        let outcomes = in_order(drain(&job).expect("the job is open"), 100);
        assert_eq!(counts(&outcomes), [(Status::NotSent, 100)].into());
    }
    assert_eq!(simulator.books().requests.batch, 0);
}

#[test]
fn an_authority_in_trouble_is_asked_again_and_then_reported() {
    let simulator = simulator(Config::default());
    simulator.add_fault(Fault::new(On::Token, Kind::Status { status: 503, code: None, message: None, retry_after: None }).times(2));
    client(secret(&simulator)).connect(PATIENCE).expect("the third time it works");
    for (kind, part) in [
        (Kind::Html, "no OAuth error"),
        (Kind::CutBody, "was not reached"),
        (Kind::Redirect { location: "http://127.0.0.1:9/".into() }, "status 302"),
        (Kind::Status { status: 503, code: None, message: None, retry_after: None }, "AADSTS90033"),
    ] {
        simulator.clear_faults();
        simulator.add_fault(Fault::new(On::Token, kind.clone()).for_ever());
        let error = client(secret(&simulator)).connect(PATIENCE).expect_err("it never works");
        assert!(error.message().contains(part), "{kind:?}: {error}");
    }
}

#[test]
fn many_who_wait_cause_one_token_request() {
    let simulator = simulator(Config { users: 2_000, ..Config::default() });
    simulator.set(|settings| settings.token_latency_ms = 200.0);
    let client = client(secret(&simulator));
    assert_eq!(counts(&revoke(&client, &members(2_000)))[&Status::Revoked], 2_000);
    assert_eq!(simulator.books().requests.token, 1);
}

#[test]
fn an_unreachable_service_is_reported_and_nobody_is_lost() {
    // A port that was free a moment ago and is closed again.
    let address = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let url = format!("http://{address}");
    let cloud = Cloud::custom("Nowhere", &url, &url).expect("loopback");
    let options = ClientOptions { cloud, ..ClientOptions::new(Credential::AccessToken("opaque".into())) };
    let outcomes = revoke(&client(options), &members(100));
    assert_eq!(counts(&outcomes).get(&Status::Revoked), None);
    for outcome in &outcomes {
        assert_eq!(outcome.error().map(entra_revoke::Error::kind), Some(ErrorKind::Network));
        assert!(message(outcome).contains("was not reached"), "{}", message(outcome));
    }
}

#[test]
fn closing_the_client_ends_a_wait_for_its_token() {
    let simulator = simulator(Config::default());
    simulator.add_fault(Fault::new(On::Token, Kind::Hang).for_ever());
    let client = client(secret(&simulator));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| client.connect(PATIENCE));
        client.close();
        assert!(waiting.join().expect("no panic").is_err_and(|error| error.kind() == ErrorKind::Closed));
    });
}

#[test]
fn a_run_outlasts_its_tokens() {
    // 100,000 users at the documented quota take 81 minutes; here 600 simulated seconds pass in one, so tokens live 6 s.
    let scale = 600.0;
    let simulator = simulator(Config { users: 100_000, ..Config::default() });
    simulator.set(|settings| settings.clock_scale = scale);
    let client = client(ClientOptions { write_quota_window: Duration::from_secs_f64(150.0 / scale), ..secret(&simulator) });
    let outcomes = revoke(&client, &members(100_000));
    assert_eq!(counts(&outcomes), [(Status::Revoked, 100_000)].into());
    let books = simulator.books();
    assert!(books.requests.token >= 2, "{} token requests", books.requests.token);
    assert!(books.requests.token < 10, "{} token requests", books.requests.token);
}

#[test]
fn what_a_token_lacks_is_known_before_anything_is_sent_and_said_with_each_refusal() {
    let simulator = simulator(Config { forbidden: 1, ..Config::default() });
    let with = |permissions: &[&str], user: Option<&str>| {
        let permissions = Some(permissions.iter().map(|name| (*name).to_owned()).collect());
        let token = simulator.token(&TokenRequest { permissions, user: user.map(str::to_owned), ..TokenRequest::default() });
        client(with_token(&simulator, &token))
    };
    let poor = with(&["User.Read.All"], None);
    let missing = poor.context().missing_permission.expect("it lacks the permission");
    assert!(missing.contains("User.RevokeSessions.All") && missing.contains("admin consent"), "{missing}");
    let refused = &revoke(&poor, &members(1))[0];
    assert_eq!((refused.status, refused.error().map(entra_revoke::Error::http_status)), (Status::Refused, Some(403)));
    assert!(message(refused).starts_with("Insufficient privileges") && message(refused).ends_with(&missing), "{}", message(refused));
    // With the permission, a refusal is about the user.
    for (client, part) in [
        (with(&["User.RevokeSessions.All"], None), "assigned to the application"),
        (with(&["User.RevokeSessions.All"], Some("user00001@contoso.example")), "The signed-in user needs a role"),
    ] {
        assert_eq!(client.context().missing_permission, None);
        let users = ["admin00001@contoso.example", "user00001@contoso.example"];
        let outcomes = revoke(&client, &users);
        assert_eq!(outcomes[0].status, Status::Refused);
        assert!(message(&outcomes[0]).contains(part), "{}", message(&outcomes[0]));
        assert_eq!(outcomes[1].status, Status::Revoked);
    }
}

#[test]
fn a_host_gives_tokens_when_they_are_wanted() {
    let simulator = simulator(Config { users: 100, ..Config::default() });
    let client = client(with_credential(&simulator, Credential::Host));
    let token = |client: &Client, token: String| {
        let request = client.next_host_request(PATIENCE).expect("it is open").expect("a token is wanted");
        client.answer_host_request(request.id, HostAnswer::Token { token: token.into(), expires_at: None }).expect("it is waited for");
        request.kind
    };
    let expired = simulator.token(&TokenRequest { expires_in: Some(-60), ..TokenRequest::default() });
    let job = start(&client, &members(40));
    job.finish().expect("the client is open");
    // The first one is worth nothing: the service refuses it, and another is asked for once.
    assert_eq!(token(&client, expired), HostRequestKind::Token { claims: None });
    assert_eq!(token(&client, simulator.endpoint().access_token.clone()), HostRequestKind::Token { claims: None });
    assert_eq!(counts(&in_order(drain(&job).expect("the job is open"), 40))[&Status::Revoked], 40);
    assert_eq!(client.next_host_request(Duration::ZERO).expect("it is open"), None, "nobody asks for more");
    // A host that has none says why, and everybody hears it.
    simulator.add_fault(Fault::new(On::Any, Kind::Claims).for_ever());
    let job = start(&client, &members(3));
    job.finish().expect("the client is open");
    let request = client.next_host_request(PATIENCE).expect("it is open").expect("a token is wanted");
    assert!(matches!(&request.kind, HostRequestKind::Token { claims: Some(claims) } if claims.contains("access_token")));
    client
        .answer_host_request(request.id, HostAnswer::Refused("The session of Connect-MgGraph has ended.".into()))
        .expect("it is waited for");
    for outcome in in_order(drain(&job).expect("the job is open"), 3) {
        assert!(message(&outcome).contains("The session of Connect-MgGraph has ended."), "{}", message(&outcome));
    }
}

#[test]
fn what_a_client_spent_is_remembered_after_it_is_gone() {
    let simulator = simulator(Config { users: 400, ..Config::default() });
    simulator.set(|settings| (settings.app_write_capacity, settings.app_write_per_second) = (300.0, 60.0));
    let options = || ClientOptions { write_quota: 300, write_quota_window: Duration::from_secs(5), ..secret(&simulator) };
    for _ in 0..2 {
        let client = client(options());
        assert_eq!(counts(&revoke(&client, &members(280)))[&Status::Revoked], 280);
        client.close();
    }
    assert_eq!(simulator.books().items.throttled, 0, "the second client knew what the first had spent");
}
