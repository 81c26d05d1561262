//! The program as its clients see it: over real HTTP, with the documented shapes.

use graph_simulator::{CLIENT_ID, CLIENT_SECRET, Endpoint, GROUP_ID, TENANT_ID};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

struct Simulator {
    child: Child,
    endpoint: Endpoint,
    http: reqwest::Client,
}

impl Simulator {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_graph-simulator"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it was just built");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("one line");
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().expect("a client");
        Self { child, endpoint: serde_json::from_str(&line).expect("JSON"), http }
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        self.try_send(method, path, body, &self.endpoint.access_token).await.expect("an answer")
    }

    async fn try_send(&self, method: Method, path: &str, body: Option<Value>, token: &str) -> reqwest::Result<Response> {
        let url = format!("{}{path}", self.endpoint.graph);
        let mut request =
            self.http.request(method.clone(), url).header("authorization", format!("Bearer {token}")).header("client-request-id", "mine");
        request = match body {
            Some(body) => request.header("content-type", "application/json").body(body.to_string()),
            None if method == Method::POST => request.header("content-length", 0),
            None => request,
        };
        request.send().await
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        told(self.send(Method::GET, path, None).await).await
    }

    async fn post(&self, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        told(self.send(Method::POST, path, body).await).await
    }

    async fn revoke(&self, user: &str) -> (StatusCode, Value) {
        self.post(&format!("/v1.0/users/{user}/revokeSignInSessions"), None).await
    }

    async fn fault(&self, fault: Value) {
        let (status, _) = self.post("/control/faults", Some(fault)).await;
        assert_eq!(status, 200);
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

async fn told(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    (status, serde_json::from_slice(&response.bytes().await.expect("a body")).unwrap_or_default())
}

fn step(id: &str, user: &str) -> Value {
    json!({"id": id, "method": "POST", "url": format!("/users/{user}/revokeSignInSessions"), "headers": {"Content-Type": "application/json"}, "body": {}})
}

#[tokio::test]
async fn it_ends_when_its_input_ends() {
    let mut simulator = Simulator::start(&[]);
    assert!(simulator.child.try_wait().expect("it can be asked").is_none());
    drop(simulator.child.stdin.take());
    assert!(simulator.child.wait().expect("it ends").success());
}

#[tokio::test]
async fn revoking_answers_as_graph_does_and_is_in_the_books() {
    let simulator = Simulator::start(&["--forbidden", "1", "--deleted", "1"]);
    let response = simulator.send(Method::POST, "/v1.0/users/user00001%40contoso.example/revokeSignInSessions", None).await;
    assert_eq!(response.headers()["x-ms-resource-unit"], "1");
    assert_eq!(response.headers()["client-request-id"], "mine");
    assert!(response.headers().contains_key("request-id"));
    let (status, body) = told(response).await;
    assert_eq!(
        (status, body),
        (StatusCode::OK, json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Edm.Boolean", "value": true}))
    );

    let (status, body) = simulator.revoke("nobody@contoso.example").await;
    assert_eq!(status, 404);
    assert_eq!(body["error"]["code"], "Request_ResourceNotFound");
    assert_eq!(body["error"]["innerError"]["client-request-id"], "mine");
    assert_eq!(simulator.revoke("deleted00001@contoso.example").await.0, 404);
    let (status, body) = simulator.revoke("admin00001@contoso.example").await;
    assert_eq!((status, body["error"]["code"].as_str()), (StatusCode::FORBIDDEN, Some("Authorization_RequestDenied")));

    let (_, books) = simulator.get("/control/books").await;
    assert_eq!((&books["revocations"], &books["items"]), (&json!(1), &json!({"ok": 1, "throttled": 0, "refused": 3})));
    let (_, user) = simulator.get("/control/books/users/USER00001@contoso.example").await;
    assert_eq!((&user["userPrincipalName"], &user["revocations"]), (&json!("user00001@contoso.example"), &json!(1)));
    let (_, read) = simulator.get("/v1.0/users/user00001@contoso.example?$select=signInSessionsValidFromDateTime").await;
    assert_eq!(read["signInSessionsValidFromDateTime"], user["last"]);
}

#[tokio::test]
async fn a_post_must_say_how_long_it_is_and_who_sends_it() {
    let simulator = Simulator::start(&[]);
    let path = "/v1.0/users/user00001@contoso.example/revokeSignInSessions";
    // As an HTTP/1.1 client does that forgets about the missing body.
    let bare = simulator
        .http
        .post(format!("{}{path}", simulator.endpoint.graph))
        .bearer_auth(&simulator.endpoint.access_token)
        .send()
        .await
        .expect("an answer");
    assert_eq!(bare.status(), 411);
    for (token, message) in [("", "Access token is empty."), ("x", "IDX14100"), ("a.b.c", "Signature validation failed.")] {
        let (status, body) = told(simulator.try_send(Method::POST, path, None, token).await.expect("an answer")).await;
        assert_eq!((status, body["error"]["code"].as_str()), (StatusCode::UNAUTHORIZED, Some("InvalidAuthenticationToken")));
        assert!(body["error"]["message"].as_str().is_some_and(|text| text.starts_with(message)), "{body}");
    }
    let (_, expired) = simulator.post("/control/token", Some(json!({"expires_in": -1}))).await;
    let token = expired["access_token"].as_str().expect("a token");
    let (_, body) = told(simulator.try_send(Method::POST, path, None, token).await.expect("an answer")).await;
    assert!(body["error"]["message"].as_str().is_some_and(|text| text.contains("expired")));
    let (_, weak) = simulator.post("/control/token", Some(json!({"permissions": ["User.Read.All"]}))).await;
    let token = weak["access_token"].as_str().expect("a token");
    assert_eq!(simulator.try_send(Method::POST, path, None, token).await.expect("an answer").status(), 403);
    assert_eq!(simulator.get(path).await.0, 405);
    assert_eq!(
        simulator.post("/v1.0/me/revokeSignInSessions", None).await.1["error"]["message"],
        "/me request is only valid with delegated authentication flow."
    );
}

#[tokio::test]
async fn batches_are_validated_as_documented() {
    let simulator = Simulator::start(&[]);
    let one = step("1", "user00001@contoso.example");
    let without = |field: &str| {
        let mut step = one.clone();
        step.as_object_mut().expect("an object").remove(field);
        step
    };
    let twenty_one: Vec<_> = (0..21).map(|id| step(&id.to_string(), "user00001@contoso.example")).collect();
    for (requests, message) in [
        (json!([]), "Invalid batch payload format."),
        (json!(twenty_one), "Number of requests inside batch exceeds the limit."),
        (json!([step("a", "x"), step("A", "y")]), "Request Id A has to be unique in a batch."),
        (json!([without("body")]), "Write request id : 1 does not contain Content-Type header or body."),
        (json!([without("headers")]), "Write request id : 1 does not contain Content-Type header or body."),
        (json!([without("id")]), "Invalid batch payload format."),
    ] {
        let (status, body) = simulator.post("/v1.0/$batch", Some(json!({ "requests": requests }))).await;
        assert_eq!(
            (status, body["error"]["code"].as_str(), body["error"]["message"].as_str()),
            (StatusCode::BAD_REQUEST, Some("BadRequest"), Some(message))
        );
    }
    let (_, books) = simulator.get("/control/books").await;
    assert_eq!(books["revocations"], 0);
}

#[tokio::test]
async fn the_items_of_a_batch_are_answered_one_by_one() {
    let simulator = Simulator::start(&["--users", "30"]);
    let steps: Vec<_> = (1..=18)
        .map(|number| step(&number.to_string(), &format!("user{number:05}%40contoso.example")))
        .chain([step("x", "nobody")])
        .collect();
    let mut requests = json!(steps);
    requests
        .as_array_mut()
        .expect("an array")
        .push(json!({"id": "read", "method": "GET", "url": "/users/user00001@contoso.example?$select=id"}));
    let (status, body) = simulator.post("/beta/$batch", Some(json!({ "requests": requests }))).await;
    assert_eq!(status, 200);
    let responses = body["responses"].as_array().expect("an array");
    let find = |id: &str| responses.iter().find(|response| response["id"] == id).expect(id);
    assert_eq!(responses.len(), 20);
    assert_eq!(
        (&find("1")["status"], &find("1")["body"]["@odata.context"]),
        (&json!(200), &json!("https://graph.microsoft.com/beta/$metadata#Edm.Boolean"))
    );
    assert_eq!((&find("x")["status"], &find("x")["body"]["error"]["code"]), (&json!(404), &json!("Request_ResourceNotFound")));
    assert_eq!(find("read")["body"]["id"], "00000000-0000-4000-8000-000000000001");
    assert_eq!(simulator.get("/v1.0/users").await.0, 200);
    assert_eq!(simulator.get("/control/books").await.1["requests"]["beta"], 1);
}

#[tokio::test]
async fn the_write_quota_holds_whatever_comes_at_once() {
    let simulator = Simulator::start(&["--users", "100"]);
    simulator.post("/control/settings", Some(json!({"app_write_capacity": 100.0, "app_write_per_second": 0.001}))).await;
    let batch = json!({"requests": (0..20).map(|id| step(&id.to_string(), "user00001@contoso.example")).collect::<Vec<_>>()});
    let all = (0..50).map(|_| simulator.post("/v1.0/$batch", Some(batch.clone())));
    let mut throttled = Vec::new();
    for (_, body) in futures_util::future::join_all(all).await {
        throttled.extend(body["responses"].as_array().expect("an array").iter().filter(|response| response["status"] == 429).cloned());
    }
    assert_eq!(throttled.len(), 900);
    let headers = &throttled[0]["headers"];
    assert!(headers["Retry-After"].as_str().and_then(|wait| wait.parse::<u64>().ok()).is_some_and(|wait| wait > 0));
    assert_eq!(headers["x-ms-throttle-scope"], format!("Tenant_Application/Write/{CLIENT_ID}/{TENANT_ID}"));
    assert_eq!(throttled[0]["body"]["error"]["code"], "TooManyRequests");
    let (_, books) = simulator.get("/control/books").await;
    assert_eq!((&books["revocations"], &books["items"]["throttled"]), (&json!(100), &json!(900)));
    // The documents promise Retry-After only.
    simulator.post("/control/settings", Some(json!({"headers_in_batch_items": false}))).await;
    let (_, body) = simulator.post("/v1.0/$batch", Some(json!({"requests": [step("1", "user00001@contoso.example")]}))).await;
    assert_eq!(
        body["responses"][0]["headers"]
            .as_object()
            .map(|headers| headers.contains_key("Retry-After") && !headers.contains_key("x-ms-throttle-scope")),
        Some(true)
    );
}

#[tokio::test]
async fn the_clock_can_be_moved() {
    let simulator = Simulator::start(&[]);
    simulator.post("/control/settings", Some(json!({"app_write_capacity": 1.0, "app_write_per_second": 0.01}))).await;
    assert_eq!(simulator.revoke("user00001@contoso.example").await.0, 200);
    assert_eq!(simulator.revoke("user00001@contoso.example").await.0, 429);
    simulator.post("/control/advance", Some(json!({"seconds": 150}))).await;
    assert_eq!(simulator.revoke("user00001@contoso.example").await.0, 200);
    simulator.post("/control/reset", None).await;
    assert_eq!(simulator.get("/control/books").await.1["revocations"], 0);
    assert_eq!(simulator.revoke("user00001@contoso.example").await.0, 200, "tokens stay valid");
}

#[tokio::test]
async fn users_are_listed_in_pages() {
    let simulator = Simulator::start(&["--users", "250", "--guests", "3"]);
    let (mut seen, mut path) = (Vec::new(), "/v1.0/users?$select=id,userType&$count=true".to_owned());
    loop {
        let (status, page) = simulator.get(&path).await;
        assert_eq!(status, 200);
        assert_eq!(page["@odata.count"].as_u64(), seen.is_empty().then_some(253), "on the first page only");
        seen.extend(page["value"].as_array().expect("an array").iter().map(|user| user["id"].to_string()));
        let Some(next) = page["@odata.nextLink"].as_str() else { break };
        assert!(next.starts_with(&simulator.endpoint.graph), "it is absolute");
        path = next[simulator.endpoint.graph.len()..].to_owned();
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 253);
    let (status, body) = simulator.get("/v1.0/users?$top=1000").await;
    assert_eq!(status, 400);
    assert!(body["error"]["message"].as_str().is_some_and(|text| text.contains("Invalid page size specified: '1000'")));
    let (_, guests) = simulator.get("/v1.0/users?$filter=userType%20eq%20'Guest'&$select=userPrincipalName").await;
    assert_eq!(guests["value"].as_array().map(Vec::len), Some(3));
    assert_eq!(simulator.get("/v1.0/users?$filter=userType%20ne%20'Guest'").await.0, 400, "an advanced query needs ConsistencyLevel");
    assert_eq!(simulator.get("/v1.0/users?$search=%22displayName:user%22").await.0, 400, "a search needs it as well");
    assert_eq!(simulator.get("/v1.0/users?$skip=5").await.0, 400);
    let (_, all) = simulator.get("/v1.0/users?$top=1&$select=*").await;
    assert!(all["value"][0]["accountEnabled"].is_boolean() && all["value"][0]["identities"].is_array(), "{all}");
}

#[tokio::test]
async fn risky_users_members_and_oneself() {
    let simulator = Simulator::start(&["--users", "20"]);
    let (_, risky) = simulator.get("/v1.0/identityProtection/riskyUsers?$filter=riskLevel%20eq%20'high'").await;
    let risky = risky["value"].as_array().expect("an array");
    assert!(risky.len() == 3 && risky.iter().all(|user| user["riskLevel"] == "high" && user["userPrincipalName"].is_string()), "{risky:?}");
    assert_eq!(simulator.get("/v1.0/identityProtection/riskyUsers?$top=501").await.0, 400);
    let (_, members) = simulator.get(&format!("/v1.0/groups/{GROUP_ID}/transitiveMembers?$top=999&$select=id")).await;
    assert_eq!(members["value"].as_array().map(Vec::len), Some(20));
    assert_eq!(members["value"][0]["@odata.type"], "#microsoft.graph.user");
    let (_, token) = simulator.post("/control/token", Some(json!({"user": "user00003@contoso.example"}))).await;
    let token = token["access_token"].as_str().expect("a token");
    let (_, me) = told(simulator.try_send(Method::GET, "/v1.0/me?$select=userPrincipalName", None, token).await.expect("an answer")).await;
    assert_eq!(me["userPrincipalName"], "user00003@contoso.example");
    assert_eq!(simulator.try_send(Method::POST, "/beta/me/revokeSignInSessions", None, token).await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn accounts_and_devices_are_disabled_as_documented() {
    let simulator = Simulator::start(&["--users", "20", "--guests", "1", "--forbidden", "1"]);
    let off = || Some(json!({"accountEnabled": false}));
    let permissions =
        json!({"permissions": ["User.Read.All", "User.EnableDisableAccount.All", "Device.ReadWrite.All", "User.RevokeSessions.All"]});
    let (_, token) = simulator.post("/control/token", Some(permissions)).await;
    let token = token["access_token"].as_str().expect("a token");
    let patch = async |path: &str, body: Option<Value>, token: &str| {
        told(simulator.try_send(Method::PATCH, path, body, token).await.expect("an answer")).await
    };
    let refused = |(status, body): (StatusCode, Value)| (status.as_u16(), body["error"]["code"].as_str().unwrap_or_default().to_owned());
    let (ann, guest) = ("/v1.0/users/user00002@contoso.example", "/v1.0/users/guest00001_fabrikam.example%23EXT%23@contoso.example");

    let (status, devices) = simulator.get(&format!("{ann}/registeredDevices")).await;
    assert_eq!(status, 200);
    let devices = devices["value"].as_array().expect("an array").clone();
    assert_eq!(devices.iter().map(|device| &device["operatingSystem"]).collect::<Vec<_>>(), [&json!("Windows"), &json!("iOS")]);
    assert!(devices.iter().all(|device| device["@odata.type"] == "#microsoft.graph.device" && device["accountEnabled"] == true));
    let (_, page) = simulator.get(&format!("{ann}/registeredDevices?$top=1&$select=id")).await;
    let next = page["@odata.nextLink"].as_str().expect("another page");
    assert_eq!(
        simulator.get(&next[simulator.endpoint.graph.len()..]).await.1["value"],
        json!([{"id": devices[1]["id"], "@odata.type": "#microsoft.graph.device"}])
    );
    assert_eq!(simulator.get(&format!("{guest}/registeredDevices")).await.1["value"], json!([]));
    assert_eq!(simulator.get("/v1.0/users/nobody/registeredDevices").await.0, 404);

    let default = simulator.endpoint.access_token.as_str();
    let denied = (403, "Authorization_RequestDenied".to_owned());
    assert_eq!(refused(patch(ann, off(), default).await), denied, "it has no permission for that");
    assert_eq!(refused(patch("/v1.0/users/admin00001@contoso.example", off(), token).await), denied);
    let missing = (404, "Request_ResourceNotFound".to_owned());
    assert_eq!(refused(patch("/v1.0/users/nobody", off(), token).await), missing);
    for body in
        [None, Some(json!({})), Some(json!([])), Some(json!({"accountEnabled": "no"})), Some(json!({"accountEnabled": false, "x": 1}))]
    {
        assert_eq!(refused(patch(ann, body, token).await), (400, "Request_BadRequest".to_owned()));
    }

    let path = |place: usize, id: &str| format!("/v1.0/devices/{}", devices[place][id].as_str().expect("a text"));
    assert_eq!(patch(ann, off(), token).await.0, 204);
    assert_eq!(simulator.get(&format!("{ann}?$select=accountEnabled")).await.1["accountEnabled"], false);
    assert_eq!(simulator.revoke("user00002@contoso.example").await.0, 200);
    assert_eq!(refused(patch(&path(0, "id"), off(), default).await), denied);
    assert_eq!(refused(patch(&path(0, "deviceId"), off(), token).await), missing, "the path takes the object id");
    assert_eq!(refused(patch(&path(1, "id"), off(), token).await), denied, "an application can't disable a phone");
    assert_eq!(patch(&path(0, "id"), off(), token).await.0, 204);
    let (_, person) = simulator
        .post("/control/token", Some(json!({"user": "user00001@contoso.example", "permissions": ["Directory.AccessAsUser.All"]})))
        .await;
    let person = person["access_token"].as_str().expect("a token");
    assert_eq!(patch(&path(1, "id"), off(), person).await.0, 204);
    let (_, after) = simulator.get(&format!("{ann}/registeredDevices")).await;
    assert!(after["value"].as_array().expect("an array").iter().all(|device| device["accountEnabled"] == false), "{after}");

    let (_, books) = simulator.get("/control/books").await;
    let line = |resource: String, revocations: u64| json!({"resource": resource, "account_enabled": false, "revocations": revocations});
    let device = |place: usize| format!("devices/{}", devices[place]["id"].as_str().expect("a text"));
    assert_eq!(
        books["updates"],
        json!([line("users/00000000-0000-4000-8000-000000000002".into(), 0), line(device(0), 1), line(device(1), 1)])
    );
    // In a batch as well, and within the same quota as all writes.
    simulator.post("/control/settings", Some(json!({"app_write_capacity": 1.0, "app_write_per_second": 0.001}))).await;
    let (_, fresh) =
        simulator.post("/control/token", Some(json!({"client_id": "another", "permissions": ["User.EnableDisableAccount.All"]}))).await;
    let fresh = fresh["access_token"].as_str().expect("a token");
    let on = json!({"id": "1", "method": "PATCH", "url": "/users/user00002@contoso.example", "headers": {"Content-Type": "application/json"}, "body": {"accountEnabled": true}});
    let batch = simulator.try_send(Method::POST, "/v1.0/$batch", Some(json!({"requests": [on]})), fresh).await.expect("an answer");
    assert_eq!(told(batch).await.1["responses"][0]["status"], 204);
    assert_eq!(simulator.get(&format!("{ann}?$select=accountEnabled")).await.1["accountEnabled"], true);
    assert_eq!(refused(patch(ann, off(), fresh).await), (429, "TooManyRequests".to_owned()));
    simulator.post("/control/reset", None).await;
    assert_eq!(simulator.get("/control/books").await.1["updates"], json!([]));
}

#[tokio::test]
async fn the_authority_issues_and_refuses_as_entra_does() {
    let simulator = Simulator::start(&[]);
    let ask = |tenant: &'static str, secret: &'static str| {
        let scope = format!("{}/.default", simulator.endpoint.graph);
        let fields = [("client_id", CLIENT_ID), ("client_secret", secret), ("grant_type", "client_credentials"), ("scope", &scope)];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let url = format!("{}/{tenant}/oauth2/v2.0/token", simulator.endpoint.authority);
        simulator.http.post(url).header("content-type", "application/x-www-form-urlencoded").body(body).send()
    };
    let (status, granted) = told(ask(TENANT_ID, CLIENT_SECRET).await.expect("an answer")).await;
    assert_eq!((status, &granted["token_type"], &granted["expires_in"]), (StatusCode::OK, &json!("Bearer"), &json!(3599)));
    let (status, refused) = told(ask(TENANT_ID, "wrong").await.expect("an answer")).await;
    assert_eq!(
        (status, &refused["error"], &refused["error_codes"]),
        (StatusCode::UNAUTHORIZED, &json!("invalid_client"), &json!([7_000_215]))
    );
    assert!(refused["error_description"].as_str().is_some_and(|text| text.starts_with("AADSTS7000215: ")));
    let (status, refused) = told(ask("99999999-0000-4000-8000-000000000000", CLIENT_SECRET).await.expect("an answer")).await;
    assert_eq!((status, &refused["error_codes"]), (StatusCode::BAD_REQUEST, &json!([90_002])));
}

#[tokio::test]
async fn each_fault_is_what_a_client_would_see() {
    let simulator = Simulator::start(&[]);
    let path = "/v1.0/users/user00001@contoso.example/revokeSignInSessions";
    let done = async || simulator.get("/control/books").await.1["revocations"].as_u64().expect("a number");
    let mut expected = 0;
    for (fault, was_done) in
        [(json!({"kind": "cut-body"}), true), (json!({"kind": "reset-before"}), false), (json!({"kind": "reset-after"}), true)]
    {
        simulator.fault(json!({"on": "revoke", "kind": fault["kind"]})).await;
        let broken = match simulator.try_send(Method::POST, path, None, &simulator.endpoint.access_token).await {
            Ok(response) => response.bytes().await.is_err(),
            Err(_) => true,
        };
        assert!(broken, "{fault}");
        expected += u64::from(was_done);
        assert_eq!(done().await, expected, "{fault}");
    }
    simulator.fault(json!([{"on": "revoke", "kind": "throttle", "retry_after": 7}, {"on": "revoke", "kind": "throttle", "retry_after": null}, {"on": "revoke", "kind": "status", "status": 503}, {"on": "revoke", "kind": "redirect", "location": "https://elsewhere.example/"}, {"on": "revoke", "kind": "claims"}, {"on": "revoke", "kind": "html"}, {"on": "write", "kind": "value-false"}])).await;
    let answers = [
        simulator.send(Method::POST, path, None).await,
        simulator.send(Method::POST, path, None).await,
        simulator.send(Method::POST, path, None).await,
        simulator.send(Method::POST, path, None).await,
        simulator.send(Method::POST, path, None).await,
        simulator.send(Method::POST, path, None).await,
    ];
    assert_eq!(answers.each_ref().map(|answer| answer.status().as_u16()), [429, 429, 503, 302, 401, 200]);
    assert_eq!(answers[0].headers()["retry-after"], "7");
    assert!(!answers[1].headers().contains_key("retry-after"));
    assert!(answers[4].headers()["www-authenticate"].to_str().is_ok_and(|value| value.contains(r#"error="insufficient_claims""#)));
    assert_eq!(answers[5].headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(simulator.post(path, None).await.1["value"], false);
    assert_eq!(done().await, expected, "none of them was carried out");
    // Of this user only, and twice.
    simulator.fault(json!({"on": "write", "user": "user00002@contoso.example", "kind": "status", "status": 500, "times": 2})).await;
    assert_eq!(simulator.revoke("user00001@contoso.example").await.0, 200);
    assert_eq!([simulator.revoke("user00002@contoso.example").await.0, simulator.revoke("user00002@contoso.example").await.0], [500, 500]);
    assert_eq!(simulator.revoke("user00002@contoso.example").await.0, 200);
    assert_eq!(
        simulator.get("/control/faults").await.1.as_array().and_then(|faults| faults.last().cloned()).map(|fault| fault["fired"].clone()),
        Some(json!(2))
    );
}

#[tokio::test]
async fn a_control_that_cannot_be_understood_is_refused() {
    let simulator = Simulator::start(&[]);
    for (path, body) in [
        ("/control/settings", json!({"latency": 5})),
        ("/control/settings", json!({"clock_scale": 0})),
        ("/control/faults", json!({"on": "revoke"})),
        ("/control/advance", json!({"seconds": -1})),
        ("/control/token", json!({"who": 1})),
    ] {
        assert_eq!(simulator.post(path, Some(body)).await.0, 400, "{path}");
    }
    assert_eq!(simulator.get("/control/nothing").await.0, 404);
}
