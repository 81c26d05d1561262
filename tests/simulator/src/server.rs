//! The HTTP server: reads requests, asks the service, and lets the answer meet its fate.

use crate::control;
use crate::reply::{self, Fate, Reply};
use crate::service::{Call, Service};
use bytes::Bytes;
use futures_util::stream;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use std::future::pending;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

pub(crate) type Shared = Arc<Mutex<Service>>;
type Body = BoxBody<Bytes, io::Error>;

/// Requests larger than this are not read.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

pub(crate) fn lock(service: &Shared) -> MutexGuard<'_, Service> {
    service.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves until it is dropped.
pub(crate) async fn serve(listener: TcpListener, root: String, service: Shared, tls: Option<TlsAcceptor>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let _ = stream.set_nodelay(true);
        let (root, service, tls) = (root.clone(), Arc::clone(&service), tls.clone());
        tokio::spawn(async move {
            match tls {
                None => converse(stream, root, service).await,
                Some(tls) => {
                    // An error here is a client that does not trust the certificate.
                    if let Ok(stream) = tls.accept(stream).await {
                        converse(stream, root, service).await;
                    }
                }
            }
        });
    }
}

async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, root: String, service: Shared) {
    let answer = service_fn(move |request| answer(request, root.clone(), Arc::clone(&service)));
    // An error here is a client that went away, or a fault that was asked for.
    let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), answer).await;
}

async fn answer(request: Request<Incoming>, root: String, service: Shared) -> Result<Response<Body>, io::Error> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let client_request_id = header("client-request-id");
    let looked_at = |name: &str| matches!(name, "metadata" | "user-agent" | "client-request-id") || name.starts_with("x-");
    let names = request.headers().keys().map(hyper::header::HeaderName::as_str).filter(|name| looked_at(name));
    let mut call = Call {
        headers: names.filter_map(|name| Some((name.to_owned(), header(name)?))).collect(),
        method: request.method().as_str().to_owned(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        authorization: header(AUTHORIZATION.as_str()),
        content_type: header(CONTENT_TYPE.as_str()),
        consistency_level: header("consistencylevel"),
        // HTTP/2 needs neither to know where a body ends.
        has_length: request.version() >= hyper::Version::HTTP_2
            || request.headers().contains_key(CONTENT_LENGTH)
            || request.headers().contains_key(TRANSFER_ENCODING),
        body: Vec::new(),
        root,
    };
    let body = http_body_util::Limited::new(request.into_body(), LARGEST_BODY).collect().await;
    call.body = body.map_err(|_| gone())?.to_bytes().to_vec();
    if call.path.starts_with("/control") {
        return finished(control::answer(&mut lock(&service), &call), None);
    }
    let _guest = Guest::enter(&service);
    // The service works at once and its answer takes its time, as a network does.
    let (reply, latency) = {
        let mut service = lock(&service);
        let latency = service.latency(call.path.contains("/oauth2/"));
        (service.answer(&call), latency)
    };
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let request_id = uuid::Uuid::new_v4().to_string();
    let client_request_id = client_request_id.unwrap_or_else(|| request_id.clone());
    finished_later(reply, &request_id, &client_request_id, &service).await
}

/// One request in the house.
struct Guest(Shared);

impl Guest {
    fn enter(service: &Shared) -> Self {
        let ledger = &mut lock(service).ledger;
        ledger.at_once += 1;
        ledger.most_at_once = ledger.most_at_once.max(ledger.at_once);
        Self(Arc::clone(service))
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let ledger = &mut lock(&self.0).ledger;
        ledger.at_once = ledger.at_once.saturating_sub(1);
    }
}

async fn finished_later(
    mut reply: Reply,
    request_id: &str,
    client_request_id: &str,
    service: &Shared,
) -> Result<Response<Body>, io::Error> {
    match reply.fate {
        Fate::Late(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
        Fate::Never => pending().await,
        Fate::Arrives | Fate::Cut | Fate::Dropped => {}
    }
    if reply.body.contains(reply::REQUEST_ID) {
        let date = lock(service).clock.stamp();
        reply.body = reply
            .body
            .replace(reply::REQUEST_ID, request_id)
            .replace(reply::CLIENT_REQUEST_ID, client_request_id)
            .replace(reply::DATE, date.trim_end_matches('Z'));
    }
    finished(reply, Some((request_id, client_request_id)))
}

fn finished(reply: Reply, ids: Option<(&str, &str)>) -> Result<Response<Body>, io::Error> {
    if reply.fate == Fate::Dropped {
        return Err(gone()); // hyper ends the connection without a word
    }
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    if let Some((request_id, client_request_id)) = ids {
        response = response.header("request-id", request_id).header("client-request-id", client_request_id);
    }
    let body = if reply.fate == Fate::Cut {
        response = response.header(CONTENT_LENGTH, reply.body.len());
        half(&reply.body)
    } else {
        Full::new(Bytes::from(reply.body)).map_err(|never| match never {}).boxed()
    };
    response.body(body).map_err(io::Error::other)
}

/// The first half, and then the connection breaks.
fn half(body: &str) -> Body {
    let start = Bytes::copy_from_slice(&body.as_bytes()[..body.len() / 2]);
    let parts = [Ok(Frame::data(start)), Err(gone())];
    BodyExt::boxed(StreamBody::new(stream::iter(parts)))
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionReset, "a fault that was asked for")
}
