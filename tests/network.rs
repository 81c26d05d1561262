//! Ways through the network: https with an authority of one's own, proxies, and the hosts that a token goes to.

mod common;

use common::*;
use entra_revoke::{Client, ClientOptions, ErrorKind, GraphRequest, JobOptions, Method, Proxy, Status};
use graph_simulator::{CLIENT_ID, CLIENT_SECRET, Config, Simulator, TENANT_ID};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

fn over_tls() -> Simulator {
    simulator(Config { tls: true, ..Config::default() })
}

fn secret(simulator: &Simulator) -> ClientOptions {
    with_secret(simulator, TENANT_ID, CLIENT_ID, CLIENT_SECRET)
}

fn trusting(simulator: &Simulator) -> ClientOptions {
    ClientOptions { certificate_authorities: Some(simulator.endpoint().certificate_authority.clone()), ..secret(simulator) }
}

/// A proxy that tunnels, and tells the first lines of what it was asked.
fn proxy() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (told, heard) = channel();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let told = told.clone();
            thread::spawn(move || tunnel(client, &told));
        }
    });
    (url, heard)
}

fn tunnel(mut client: TcpStream, told: &std::sync::mpsc::Sender<String>) -> Option<()> {
    let mut head = String::new();
    let mut reader = BufReader::new(client.try_clone().ok()?);
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let host = head.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned();
    let _ = told.send(head);
    let mut server = TcpStream::connect(host).ok()?;
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").ok()?;
    let (mut from_server, mut to_client) = (server.try_clone().ok()?, client);
    thread::spawn(move || std::io::copy(&mut from_server, &mut to_client));
    std::io::copy(&mut reader, &mut server).ok().map(drop)
}

#[test]
fn an_authority_of_ones_own_is_trusted_when_it_is_named() {
    let simulator = over_tls();
    let error = client(secret(&simulator)).connect(PATIENCE).expect_err("nobody knows it");
    assert!(error.message().contains("was not reached") && error.message().contains("UnknownIssuer"), "{error}");
    let client = client(trusting(&simulator));
    client.connect(PATIENCE).expect("it is named");
    assert_eq!(counts(&revoke(&client, &members(50)))[&Status::Revoked], 50);
}

#[test]
fn a_proxy_is_used_with_its_credentials_and_bypassed_where_it_should_be() {
    let simulator = over_tls();
    let (url, heard) = proxy();
    let with = |bypass: Option<&str>| {
        let credentials = Some(("proxy-user".to_owned(), "proxy-password".into()));
        let proxy = Proxy { url: url.clone(), credentials, bypass: bypass.map(str::to_owned) };
        assert!(!format!("{proxy:?}").contains("proxy-password"));
        ClientOptions { proxy: Some(proxy), ..trusting(&simulator) }
    };
    let through = client(with(None));
    assert_eq!(counts(&revoke(&through, &members(5)))[&Status::Revoked], 5);
    let head = heard.recv().expect("it was asked");
    let host = simulator.endpoint().graph.replace("https://", "");
    assert!(head.starts_with(&format!("CONNECT {host} ")), "{head}");
    // "proxy-user:proxy-password"
    assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic chjvehktdxnlcjpwcm94es1wyxnzd29yza=="), "{head}");
    while heard.try_recv().is_ok() {}
    let past = client(with(Some("example.com, localhost")));
    assert_eq!(counts(&revoke(&past, &members(5)))[&Status::Revoked], 5);
    assert!(heard.try_recv().is_err(), "the proxy was asked");
}

#[test]
fn one_job_can_have_a_proxy_of_its_own() {
    let simulator = over_tls();
    let (url, heard) = proxy();
    let client = client(trusting(&simulator));
    assert_eq!(counts(&revoke(&client, &members(5)))[&Status::Revoked], 5);
    assert!(heard.try_recv().is_err(), "nobody asked for a proxy yet");
    let proxy = Proxy { url, credentials: Some(("proxy-user".to_owned(), "proxy-password".into())), bypass: None };
    for _ in 0..2 {
        let options = JobOptions { proxy: Some(proxy.clone()), ..JobOptions::default() };
        assert!(!format!("{options:?}").contains("proxy-password"));
        let job = start_with(&client, options, &members(5));
        assert_eq!(counts(&run(&job, 5))[&Status::Revoked], 5);
    }
    let request = GraphRequest { proxy: Some(proxy), ..GraphRequest::new(Method::Get, "/v1.0/users/user00001@contoso.example") };
    assert_eq!(client.request(request, PATIENCE).expect("an answer").status, 200);
    assert!(heard.recv().expect("it was asked").starts_with("CONNECT "));
    assert!(heard.try_recv().is_err(), "its connection is used again");
    assert_eq!(counts(&revoke(&client, &members(5)))[&Status::Revoked], 5);
    assert!(heard.try_recv().is_err(), "the others go their own way");
}

#[test]
fn a_dead_proxy_of_one_job_holds_up_nobody_else() {
    let simulator = simulator(Config { tls: true, users: 1_000, ..Config::default() });
    let client = client(ClientOptions { give_up_after: Duration::from_secs(5), ..trusting(&simulator) });
    // A port that was free a moment ago: nobody is there.
    let dead = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let proxy = Proxy { url: format!("http://{dead}"), credentials: None, bypass: None };
    let bad = start_with(&client, JobOptions { proxy: Some(proxy), ..JobOptions::default() }, &members(400));
    bad.finish().expect("open");
    let good = revoke(&client, &members(1_000));
    assert_eq!(counts(&good)[&Status::Revoked], 1_000);
    assert!(good.iter().all(|outcome| outcome.attempts == 1), "none of them had to wait for a break to end");
    let lost = in_order(drain(&bad).expect("open"), 400);
    assert!(lost.iter().all(|outcome| matches!(outcome.status, Status::Failed | Status::NotSent)));
    assert_eq!(simulator.books().revocations, 1_000);
}

#[test]
fn what_cannot_work_is_refused_without_showing_a_password() {
    let simulator = over_tls();
    let proxy = |url: &str| Some(Proxy { url: url.into(), credentials: None, bypass: None });
    let refused = |options: ClientOptions| Client::open(options).map(drop).expect_err("it can't work");
    for (options, part) in [
        (ClientOptions { proxy: proxy("proxy"), ..trusting(&simulator) }, "not a URL"),
        (ClientOptions { proxy: proxy("ftp://proxy"), ..trusting(&simulator) }, "neither http nor https"),
        (ClientOptions { proxy: proxy("http://me:hush@proxy"), ..trusting(&simulator) }, "by their own options"),
        (ClientOptions { certificate_authorities: Some("nothing".into()), ..secret(&simulator) }, "no certificate in it"),
    ] {
        assert!(!format!("{options:?}").contains("hush"));
        let error = refused(options);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().contains(part) && !error.message().contains("hush"), "{error}");
    }
}

/// Somebody who answers every request with the same bytes, and is not Graph.
fn stranger(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut reader = BufReader::new(client.try_clone().ok()?);
                let mut line = String::new();
                while reader.read_line(&mut line).ok()? > 0 {
                    if line == "\r\n" {
                        client.write_all(answer.as_bytes()).ok()?;
                        return None::<()>;
                    }
                    line.clear();
                }
                None
            });
        }
    });
    url
}

#[test]
fn a_success_that_is_not_graphs_revokes_nobody() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18\r\nConnection: close\r\n\r\n{\"action\":\"block\"}",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 42\r\nConnection: close\r\n\r\n{\"error\":{\"code\":\"X\",\"m\":1},\"value\":true} ",
    ] {
        let url = stranger(answer);
        let cloud = entra_revoke::Cloud::custom("Stranger", &url, &url).expect("loopback");
        let credential = entra_revoke::Credential::AccessToken("opaque".into());
        let options = ClientOptions { cloud, max_attempts: 1, ..ClientOptions::new(credential) };
        let outcome = &revoke(&client(options), &["a@contoso.example"])[0];
        assert_eq!(outcome.status, Status::Unknown, "{answer}: {outcome:?}");
        assert!(message(outcome).contains("Something other than Microsoft Graph answered"), "{}", message(outcome));
    }
}
