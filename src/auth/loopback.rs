//! Where a browser brings the authorization code: a loopback port (RFC 8252, 7.3).

use crate::error::{Error, ErrorKind};
use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use reqwest::Url;
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// A port that waits for one redirect.
pub(super) struct Loopback {
    listener: TcpListener,
    port: u16,
}

/// A code, or OAuth's error and what it says.
pub(super) type Redirected = Result<String, (String, String)>;

impl Loopback {
    pub(super) async fn open() -> Result<Self, Error> {
        let failed =
            |e| Error::caused(ErrorKind::Authentication, "No loopback port can be opened for the browser's sign-in. Use a device code", &e);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        Ok(Self { listener, port })
    }

    /// Entra ID takes any port of `localhost` for a public client, and no loopback address.
    pub(super) fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Waits until the redirect with this state comes. Browsers ask for other things as well, and others may knock.
    pub(super) async fn code(self, state: &str) -> Result<Redirected, Error> {
        let (brought, mut redirects) = mpsc::channel(1);
        let state: Arc<str> = state.into();
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                redirect = redirects.recv() => {
                    // The page has to arrive before the port closes.
                    let _ = tokio::time::timeout(std::time::Duration::from_secs(2), connections.join_next()).await;
                    return redirect.ok_or_else(|| Error::new(ErrorKind::Internal, "The loopback port ended without a redirect."));
                }
                accepted = self.listener.accept() => {
                    let Ok((stream, _)) = accepted else { continue };
                    let (state, brought) = (Arc::clone(&state), brought.clone());
                    let service = service_fn(move |request| answer(request, Arc::clone(&state), brought.clone()));
                    connections.spawn(async move {
                        // An error here is a browser that went away.
                        let _ = http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(stream), service).await;
                    });
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }
}

async fn answer(
    request: Request<Incoming>,
    state: Arc<str>,
    brought: mpsc::Sender<Redirected>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let Some(redirect) = read(&request, &state) else { return Ok(page(StatusCode::NOT_FOUND, "This page belongs to no sign-in.")) };
    let text = match &redirect {
        Ok(_) => "You are signed in. You can close this window.",
        Err(_) => "The sign-in was refused. You can close this window; the program that asked for it says why.",
    };
    let _ = brought.try_send(redirect);
    Ok(page(StatusCode::OK, text))
}

fn read(request: &Request<Incoming>, state: &str) -> Option<Redirected> {
    let url = Url::parse(&format!("http://localhost{}", request.uri())).ok()?;
    let parameter = |name: &str| url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
    if request.method() != http::Method::GET || url.path() != "/" || parameter("state").as_deref() != Some(state) {
        return None;
    }
    match (parameter("code"), parameter("error")) {
        (_, Some(error)) => Some(Err((error, parameter("error_description").unwrap_or_default()))),
        (Some(code), None) => Some(Ok(code)),
        (None, None) => None,
    }
}

fn page(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Entra Revoke</title></head><body><p>{text}</p></body></html>"
    );
    let mut response = Response::new(Full::new(Bytes::from(html)));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html; charset=utf-8"));
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
