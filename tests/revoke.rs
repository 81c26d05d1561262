//! Runs against the simulated service: what comes out agrees with its books.

mod common;

use common::*;
use entra_revoke::{ApiVersion, ErrorKind, JobOptions, Priority, Status, Submission};
use graph_simulator::{Config, Fault, Kind, On, TokenRequest};
use std::time::Duration;

#[test]
fn a_lone_user_goes_as_a_plain_post_and_several_as_a_batch() {
    let simulator = simulator(Config::default());
    let client = client(options(&simulator));
    let lone = revoke(&client, &["user00001@contoso.example"]);
    assert_eq!((lone[0].status, lone[0].http_status, lone[0].attempts), (Status::Revoked, 200, 1));
    assert!(lone[0].request_id.is_some());
    assert_eq!(simulator.books().requests.single, 1);
    let all = revoke(&client, &members(45));
    assert_eq!(counts(&all)[&Status::Revoked], 45);
    let books = simulator.books();
    assert_eq!((books.requests.single, books.revocations, books.users_revoked), (1, 46, 45));
    assert!((3..=10).contains(&books.requests.batch), "{} batches", books.requests.batch);
}

#[test]
fn everybody_comes_back_with_what_the_service_said() {
    let simulator = simulator(Config { guests: 1, forbidden: 1, deleted: 1, ..Config::default() });
    let users = [
        "user00001@contoso.example",
        "00000000-0000-4000-8000-000000000002",
        "guest00001_fabrikam.example#EXT#@contoso.example",
        "admin00001@contoso.example",
        "deleted00001@contoso.example",
        "nobody@contoso.example",
        "",
        "two words",
        "USER00001@contoso.example",
    ];
    let outcomes = revoke(&client(options(&simulator)), &users);
    use Status::*;
    let statuses: Vec<_> = outcomes.iter().map(|outcome| outcome.status).collect();
    assert_eq!(statuses, [Revoked, Revoked, NoEffect, Refused, Refused, Refused, Invalid, Invalid, Revoked]);
    let code = |place: usize| outcomes[place].error().and_then(|error| error.code());
    assert_eq!((code(3), outcomes[3].http_status), (Some("Authorization_RequestDenied"), 403));
    assert_eq!((code(5), outcomes[5].http_status), (Some("Request_ResourceNotFound"), 404));
    assert_eq!(
        message(&outcomes[5]),
        "Resource 'nobody@contoso.example' does not exist or one of its queried reference-property objects are not present."
    );
    assert_eq!(outcomes[6].error().map(entra_revoke::Error::kind), Some(ErrorKind::Target));
    // The same user twice is one request and two outcomes.
    assert_eq!(simulator.user_books("user00001@contoso.example").map(|books| books.revocations), Some(1));
}

#[test]
fn odd_names_arrive_as_they_are() {
    let odd = [
        "$dollar@contoso.example",
        "o'neil@contoso.example",
        "jürgen+tag@contoso.example",
        "a%2Fb@contoso.example",
        "#hash@contoso.example",
        "$o'both@contoso.example",
    ];
    let simulator = simulator(Config { extra_users: odd.map(str::to_owned).into(), ..Config::default() });
    let client = client(options(&simulator));
    for user in odd {
        assert_eq!(revoke(&client, &[user])[0].status, Status::Revoked, "{user} alone");
    }
    assert_eq!(counts(&revoke(&client, &odd))[&Status::Revoked], odd.len(), "in a batch");
}

#[test]
fn no_content_is_a_success_too() {
    let simulator = simulator(Config::default());
    simulator.set(|settings| settings.no_content = true);
    let client = client(options(&simulator));
    assert_eq!(revoke(&client, &members(1))[0].http_status, 204);
    assert_eq!(counts(&revoke(&client, &members(30)))[&Status::Revoked], 30);
}

#[test]
fn beta_and_the_signed_in_user() {
    let simulator = simulator(Config::default());
    let token = simulator.token(&TokenRequest { user: Some("user00007@contoso.example".into()), ..TokenRequest::default() });
    let client = client(with_token(&simulator, &token));
    let job =
        client.start_job(JobOptions { version: ApiVersion::Beta, priority: Priority::Interactive, ..JobOptions::default() }).expect("open");
    job.submit(vec![Submission::signed_in_user(0)]).expect("open");
    job.finish().expect("open");
    assert_eq!(in_order(drain(&job).expect("open"), 1)[0].status, Status::Revoked);
    assert_eq!(simulator.user_books("user00007@contoso.example").map(|books| books.revocations), Some(1));
    let context = client.context();
    assert_eq!((context.account.as_deref(), context.delegated), (Some("user00007@contoso.example"), Some(true)));
}

#[test]
fn every_fault_ends_in_the_truth() {
    let simulator = simulator(Config::default());
    let client = client(options(&simulator));
    let faults = [
        Kind::Throttle { retry_after: Some(1), scope: None },
        Kind::Throttle { retry_after: None, scope: None },
        Kind::Status { status: 503, code: None, message: None, retry_after: None },
        Kind::Status { status: 500, code: None, message: None, retry_after: None },
        Kind::Status {
            status: 400,
            code: None,
            message: Some("This is due to concurrent requests to the tenant.".into()),
            retry_after: None,
        },
        Kind::CutBody,
        Kind::ResetBefore,
        Kind::ResetAfter,
        Kind::Html,
        Kind::Slow { ms: 50 },
    ];
    for on in [On::Revoke, On::Batch] {
        for kind in &faults {
            simulator.clear_faults();
            simulator.add_fault(Fault::new(on, kind.clone()));
            let users = members(if on == On::Revoke { 1 } else { 30 });
            let outcomes = revoke(&client, &users);
            assert_eq!(counts(&outcomes)[&Status::Revoked], users.len(), "{on:?} {kind:?}: {outcomes:?}");
        }
    }
    for kind in [
        Kind::MissingItem,
        Kind::RepeatItem,
        Kind::UnknownItem,
        Kind::CutBody,
        Kind::ResetAfter,
        Kind::Throttle { retry_after: Some(1), scope: None },
    ] {
        simulator.clear_faults();
        simulator.add_fault(Fault::new(On::BatchItem, kind.clone()).to("user00003@contoso.example"));
        let outcomes = revoke(&client, &members(25));
        assert_eq!(counts(&outcomes)[&Status::Revoked], 25, "{kind:?}: {outcomes:?}");
    }
}

#[test]
fn what_confirms_nothing_is_never_reported_as_revoked() {
    let simulator = simulator(Config::default());
    let mut options = options(&simulator);
    options.max_attempts = 1;
    let client = client(options);
    for (kind, status) in [
        (Kind::Html, Status::Unknown),
        (Kind::ValueFalse, Status::Refused),
        (Kind::CutBody, Status::Unknown),
        (Kind::ResetBefore, Status::Unknown),
        (Kind::Redirect { location: "http://127.0.0.1:9/elsewhere".into() }, Status::Unknown),
        (Kind::Status { status: 500, code: None, message: None, retry_after: None }, Status::Unknown),
        (Kind::Status { status: 503, code: None, message: None, retry_after: None }, Status::Failed),
    ] {
        simulator.clear_faults();
        simulator.add_fault(Fault::new(On::Revoke, kind.clone()).for_ever());
        let outcome = &revoke(&client, &members(1))[0];
        assert_eq!(outcome.status, status, "{kind:?}: {outcome:?}");
        assert!(message(outcome).contains("Run it again"), "{}", message(outcome));
    }
    for (kind, status) in [(Kind::MissingItem, Status::Unknown), (Kind::ValueFalse, Status::Refused), (Kind::UnknownItem, Status::Unknown)]
    {
        simulator.clear_faults();
        simulator.add_fault(Fault::new(On::BatchItem, kind.clone()).to("user00003@contoso.example").for_ever());
        let outcomes = revoke(&client, &members(25));
        assert_eq!(outcomes[2].status, status, "{kind:?}");
        assert_eq!(counts(&outcomes)[&Status::Revoked], 24, "{kind:?}: nobody else is lost");
    }
}

#[test]
fn the_burst_beyond_the_quota_is_paced_and_nobody_is_lost() {
    let simulator = simulator(Config { users: 4_000, ..Config::default() });
    // Simulated time runs 200 times as fast, so what takes the service 50 s takes a quarter of a second.
    simulator.set(|settings| {
        settings.clock_scale = 200.0;
        settings.app_write_per_second = 20.0;
    });
    let mut options = options(&simulator);
    options.write_quota_window = Duration::from_millis(750);
    let outcomes = revoke(&client(options), &members(4_000));
    assert_eq!(counts(&outcomes)[&Status::Revoked], 4_000);
    let books = simulator.books();
    assert_eq!(books.users_revoked, 4_000);
    assert!(books.most_at_once <= 64, "{} at once", books.most_at_once);
}

#[test]
fn a_cancelled_run_says_what_is_known_of_everybody() {
    let simulator = simulator(Config { users: 500, ..Config::default() });
    simulator.add_fault(Fault { skip: 3, ..Fault::new(On::Batch, Kind::Hang).for_ever() });
    let client = client(options(&simulator));
    let users = members(500);
    let job = start(&client, &users);
    // The first sixty are answered; then nothing is any more.
    let mut outcomes = Vec::new();
    while outcomes.len() < 60 {
        outcomes.extend(job.next(PATIENCE, 1_000).expect("open").outcomes);
    }
    job.cancel().expect("open");
    outcomes.extend(drain(&job).expect("open"));
    let outcomes = in_order(outcomes, 500);
    let counts = counts(&outcomes);
    assert_eq!(counts[&Status::Revoked], 60);
    assert!(counts[&Status::Unknown] > 0 && counts[&Status::NotSent] > 0, "{counts:?}");
    for outcome in outcomes {
        let done = simulator.user_books(&outcome.user).is_some_and(|books| books.revocations > 0);
        assert!(done || outcome.status != Status::Revoked);
        assert!(!done || outcome.status != Status::NotSent);
    }
    assert!(job.submit(vec![Submission::user(0, "user00001@contoso.example")]).is_err_and(|error| error.kind() == ErrorKind::Finished));
}

#[test]
fn a_closed_client_answers_for_everybody() {
    let simulator = simulator(Config::default());
    simulator.add_fault(Fault::new(On::Any, Kind::Hang).for_ever());
    let client = client(options(&simulator));
    let job = start(&client, &members(100));
    client.close();
    let outcomes = in_order(drain(&job).expect("open"), 100);
    assert_eq!(counts(&outcomes).keys().filter(|status| !matches!(status, Status::NotSent | Status::Unknown)).count(), 0);
    assert!(client.start_job(JobOptions::default()).is_err_and(|error| error.kind() == ErrorKind::Closed));
    let late = Submission::user(0, "user00001@contoso.example");
    // Cancelled by the closing: either it is refused, or it comes back.
    assert!(job.submit(vec![late]).is_ok() || job.progress().finished);
}

#[test]
fn closing_a_job_ends_a_wait_on_it() {
    let simulator = simulator(Config::default());
    simulator.add_fault(Fault::new(On::Any, Kind::Hang).for_ever());
    let job = start(&client(options(&simulator)), &members(1));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| job.next(PATIENCE, 1));
        job.close();
        assert!(waiting.join().expect("no panic").is_err_and(|error| error.kind() == ErrorKind::Closed));
    });
}

#[test]
fn progress_counts_everybody() {
    let simulator = simulator(Config { users: 50, ..Config::default() });
    let client = client(options(&simulator));
    let users: Vec<_> = members(50).into_iter().chain(["nobody@contoso.example".into(), String::new()]).collect();
    let job = start(&client, &users);
    job.finish().expect("open");
    let outcomes = drain(&job).expect("open");
    assert_eq!(outcomes.len(), 52);
    let progress = job.progress();
    assert_eq!((progress.total, progress.revoked, progress.refused, progress.invalid), (52, 50, 1, 1));
    assert_eq!((progress.waiting, progress.in_flight, progress.finished), (0, 0, true));
    assert_eq!(progress.time_left, Some(Duration::ZERO));
}

#[test]
fn an_async_caller_needs_no_thread() {
    let simulator = simulator(Config::default());
    let client = client(options(&simulator));
    let job = start(&client, &members(30));
    job.finish().expect("open");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let outcomes = runtime.block_on(async {
        let mut outcomes = Vec::new();
        while let Some(outcome) = job.recv().await.expect("open") {
            outcomes.push(outcome);
        }
        outcomes
    });
    assert_eq!(counts(&in_order(outcomes, 30))[&Status::Revoked], 30);
}

#[test]
fn nobody_who_was_taken_is_lost_when_the_client_is_closed_meanwhile() {
    let simulator = simulator(Config { users: 100, ..Config::default() });
    for _ in 0..200 {
        let client = client(options(&simulator));
        let job = client.start_job(JobOptions::default()).expect("the client is open");
        let taken = std::thread::scope(|scope| {
            let submitting = scope.spawn(|| {
                let submit = |tag| job.submit(vec![Submission::user(tag, "user00001@contoso.example")]);
                (0..50).take_while(|tag| submit(*tag).is_ok()).count()
            });
            client.close();
            submitting.join().expect("no panic")
        });
        let outcomes = drain(&job).expect("the job is open");
        assert_eq!(outcomes.len(), taken, "each that was taken comes back before the job is finished");
        assert!(job.submit(vec![Submission::user(99, "a@b.c")]).is_err(), "a closed client takes nobody");
    }
}

#[test]
fn nobody_is_lost_of_a_job_that_begins_while_the_client_is_closed() {
    let simulator = simulator(Config { users: 100, ..Config::default() });
    for _ in 0..200 {
        let client = client(options(&simulator));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let Ok(job) = client.start_job(JobOptions::default()) else { return };
                let listening = scope.spawn({
                    let job = job.clone();
                    move || drain(&job).expect("the job is open")
                });
                let submit = |tag| job.submit(vec![Submission::user(tag, "user00001@contoso.example")]);
                let taken = (0..50).take_while(|tag| submit(*tag).is_ok()).count();
                let _ = job.finish();
                assert_eq!(listening.join().expect("no panic").len(), taken, "nothing comes after the end");
            });
            client.close();
        });
    }
}

#[test]
fn a_guest_who_is_known_to_be_one_is_never_reported_as_revoked() {
    let simulator = simulator(Config::default());
    let client = client(options(&simulator));
    let job = client.start_job(JobOptions::default()).expect("the client is open");
    let user = "user00001@contoso.example";
    job.submit(vec![Submission::external_user(0, user), Submission::user(1, user)]).expect("the job is open");
    job.finish().expect("the client is open");
    let outcomes = in_order(drain(&job).expect("the job is open"), 2);
    assert_eq!(outcomes.iter().map(|outcome| outcome.status).collect::<Vec<_>>(), [Status::NoEffect, Status::Revoked]);
}
