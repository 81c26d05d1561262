//! What a job is told to send along, and what it tells of its requests.

mod common;

use common::*;
use entra_revoke::{ErrorKind, Job, JobOptions, LogLevel, Priority, Status, Submission};
use graph_simulator::{Config, Fault, Kind, On};
use std::collections::BTreeMap;

fn with_headers(headers: &[(&str, &str)]) -> JobOptions {
    JobOptions { headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(), ..JobOptions::default() }
}

fn watched(log: LogLevel) -> JobOptions {
    JobOptions { log, ..JobOptions::default() }
}

fn lines(job: &Job, level: LogLevel) -> Vec<String> {
    let log = job.log(usize::MAX);
    assert_eq!(log.missed, 0);
    log.lines.into_iter().filter(|line| line.level == level).map(|line| line.text).collect()
}

#[test]
fn the_callers_headers_reach_each_user_alone_and_in_a_batch() {
    let simulator = simulator(Config::default());
    let client = client(options(&simulator));
    let reason = [("X-Reason", "ticket 4711"), ("client-request-id", "00000000-0000-0000-0000-000000004711")];
    for users in [members(1), members(30)] {
        let job = start_with(&client, with_headers(&reason), &users);
        assert_eq!(counts(&run(&job, users.len()))[&Status::Revoked], users.len());
        for user in &users {
            let headers = simulator.user_books(user).expect("a member").headers;
            for (name, value) in reason {
                assert_eq!(headers[&name.to_lowercase()], value, "{user} of {}", users.len());
            }
        }
        assert_eq!(counts(&revoke(&client, &users))[&Status::Revoked], users.len());
        let after = simulator.user_books(&users[0]).expect("a member").headers;
        assert!(!after.contains_key("x-reason"), "one job's headers are its own: {after:?}");
    }
}

#[test]
fn a_user_of_two_jobs_is_revoked_with_the_headers_of_each() {
    let simulator = simulator(Config::default());
    simulator.set(|settings| settings.latency_ms = 100.0);
    let client = client(options(&simulator));
    let users = members(40);
    let jobs = ["one", "two"].map(|value| start_with(&client, with_headers(&[("x-job", value)]), &users));
    for job in &jobs {
        assert_eq!(counts(&run(job, users.len()))[&Status::Revoked], users.len());
    }
    for user in &users {
        assert_eq!(simulator.user_books(user).map(|books| books.revocations), Some(2), "{user}");
    }
}

#[test]
fn jobs_with_headers_of_their_own_do_not_break_each_others_batches() {
    let simulator = simulator(Config { users: 400, ..Config::default() });
    simulator.set(|settings| settings.latency_ms = 20.0);
    let client = client(options(&simulator));
    let jobs = ["one", "two"].map(|value| client.start_job(with_headers(&[("x-job", value)])).expect("open"));
    for (place, user) in members(400).iter().enumerate() {
        jobs[place % 2].submit(vec![Submission::user(place as u64 / 2, user)]).expect("open");
    }
    for job in &jobs {
        assert_eq!(counts(&run(job, 200))[&Status::Revoked], 200);
    }
    let requests = simulator.books().requests;
    assert!(requests.batch + requests.single < 100, "{requests:?}");
}

#[test]
fn headers_that_cannot_be_sent_are_refused_before_anything_is() {
    let simulator = simulator(Config::default());
    let client = client(options(&simulator));
    for headers in [
        [("Authorization", "Bearer hush")],
        [("Content-Type", "hush")],
        [("a b", "hush")],
        [("x", "hush\r\ny: z")],
        [("Accept-Encoding", "hush")],
        [("Prefer", "hush")],
        [("Authorization: Bearer hush", "")],
    ] {
        let options = with_headers(&headers);
        assert!(!format!("{options:?}").contains("hush"));
        let error = client.start_job(options).map(drop).expect_err("it can't be sent");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().contains("can't be sent") && !error.message().contains("hush"), "{error}");
    }
    assert_eq!(simulator.books().revocations, 0);
}

#[test]
fn each_request_is_told_in_one_line() {
    let simulator = simulator(Config::default());
    let client = client(options(&simulator));
    let graph = &simulator.endpoint().graph;
    let job = start_with(&client, watched(LogLevel::Requests), &["user00001@contoso.example"]);
    run(&job, 1);
    let alone = lines(&job, LogLevel::Requests);
    assert_eq!(alone.len(), 1);
    let what = format!("POST {graph}/v1.0/users/user00001%40contoso.example/revokeSignInSessions: 200, request-id ");
    assert!(alone[0].starts_with(&what) && alone[0].ends_with(" ms"), "{alone:?}");

    let mut users = members(19);
    users.push("nobody@contoso.example".into());
    let job = start_with(&client, watched(LogLevel::Requests), &users);
    run(&job, 20);
    let batch = lines(&job, LogLevel::Requests);
    assert_eq!(batch.len(), 1);
    assert!(batch[0].starts_with(&format!("POST {graph}/v1.0/$batch with 20 users: 200 (19 of 200, 1 of 404), request-id ")), "{batch:?}");

    // Whatever happens to a request, it has its line.
    let faults = [
        (Kind::Status { status: 503, code: None, message: None, retry_after: Some(1) }, "503, Retry-After 1 s"),
        (Kind::Throttle { retry_after: Some(1), scope: None }, "429, Retry-After 1 s"),
        (Kind::ResetBefore, "The connection broke before the answer came"),
        (Kind::Html, "Something other than Microsoft Graph answered"),
    ];
    for (kind, said) in faults {
        simulator.add_fault(Fault::new(On::Batch, kind));
        let job = start_with(&client, watched(LogLevel::Requests), &members(20));
        assert_eq!(counts(&run(&job, 20))[&Status::Revoked], 20);
        let told = lines(&job, LogLevel::Requests);
        assert!(told.len() > 1 && told[0].contains(said), "{told:?}");
    }
}

#[test]
fn a_refused_token_has_its_line_and_no_line_has_a_token() {
    let simulator = simulator(Config::default());
    let options = with_secret(&simulator, graph_simulator::TENANT_ID, graph_simulator::CLIENT_ID, graph_simulator::CLIENT_SECRET);
    let client = client(options);
    simulator.add_fault(Fault::new(On::Revoke, Kind::Claims));
    let job = start_with(
        &client,
        JobOptions { log: LogLevel::Users, headers: vec![("x-reason".into(), "hush".into())], ..JobOptions::default() },
        &members(1),
    );
    assert_eq!(run(&job, 1)[0].status, Status::Revoked);
    let log = job.log(usize::MAX).lines;
    let told: Vec<_> = log.iter().map(|line| line.text.as_str()).collect();
    assert!(told[0].contains(": 401, the token was refused, request-id") && told[1].contains(": 200"), "{told:?}");
    for line in told {
        assert!(!line.contains("eyJ") && !line.contains("Bearer") && !line.contains("hush"), "{line}");
    }
}

#[test]
fn decisions_about_users_are_told_to_their_own_jobs() {
    let simulator = simulator(Config::default());
    simulator.set(|settings| settings.latency_ms = 50.0);
    let client = client(options(&simulator));
    let throttled = Kind::Throttle { retry_after: Some(1), scope: None };
    simulator.add_fault(Fault { user: Some("user00002@contoso.example".into()), ..Fault::new(On::BatchItem, throttled) });
    let job = start_with(
        &client,
        watched(LogLevel::Users),
        &["user00001@contoso.example", "user00002@contoso.example", "nobody@contoso.example"],
    );
    let others = ["user00003@contoso.example", "user00004@contoso.example"];
    let other = start_with(&client, watched(LogLevel::Users), &others);
    run(&job, 3);
    let outcomes = run(&other, 2);
    assert_eq!(counts(&outcomes)[&Status::Revoked], 2);
    let mut by_user = BTreeMap::<String, Vec<String>>::new();
    for line in lines(&job, LogLevel::Users) {
        let (user, what) = line.split_once(": ").expect("a user");
        by_user.entry(user.to_owned()).or_default().push(what.to_owned());
    }
    assert_eq!(by_user.keys().collect::<Vec<_>>(), ["nobody@contoso.example", "user00001@contoso.example", "user00002@contoso.example"]);
    assert_eq!(by_user["user00001@contoso.example"], ["confirmed with 200 (tries: 1)"]);
    let (first, then) = (&by_user["user00002@contoso.example"][0], &by_user["user00002@contoso.example"][1]);
    assert!(first.starts_with("[TooManyRequests] Please retry again later.; again in 1.0 s (tries so far: 1)"), "{first}");
    assert_eq!(then, "confirmed with 200 (tries: 2)");
    let nobody = &by_user["nobody@contoso.example"][0];
    assert!(nobody.starts_with("Refused: [Request_ResourceNotFound] Resource 'nobody@contoso.example' does not exist"), "{nobody}");
    let told = lines(&other, LogLevel::Users);
    assert!(told.iter().all(|line| others.iter().any(|user| line.starts_with(user))) && told.len() == 2, "{told:?}");
}

#[test]
fn nothing_is_told_to_who_does_not_ask() {
    let simulator = simulator(Config::default());
    let client = client(options(&simulator));
    let job = start_with(&client, JobOptions { priority: Priority::Interactive, ..JobOptions::default() }, &members(3));
    run(&job, 3);
    assert!(job.log(usize::MAX).lines.is_empty());
}
