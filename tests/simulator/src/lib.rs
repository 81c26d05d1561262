//! Microsoft Graph's directory as documented, for tests and rehearsals: it enforces what the documents promise, does what is
//! asked, and keeps books of what it really did. See the README for the control path.

mod batch;
mod books;
mod clock;
mod config;
mod control;
mod devices;
mod directory;
mod faults;
mod oauth;
mod odata;
mod quota;
mod reads;
mod reply;
mod revoke;
mod server;
mod service;
mod tls;
mod tokens;
mod updates;

pub use books::{Books, Items, Requests, Update, UserBooks};
pub use config::{CLIENT_ID, CLIENT_SECRET, Config, IDENTITY_HEADER, PIPELINE_TOKEN, PUBLIC_CLIENT_ID, Person, Settings, TENANT_ID};
pub use directory::{DOMAIN, GROUP_ID};
pub use faults::{Fault, Kind, On};
pub use quota::QuotaBooks;
pub use service::TokenRequest;

use serde::{Deserialize, Serialize};
use server::{Shared, lock};
use service::Service;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Where a simulator is, and how to sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Endpoint {
    /// Microsoft Graph.
    pub graph: String,
    /// The authority that issues tokens.
    pub authority: String,
    /// The control path.
    pub control: String,
    /// The tenant.
    pub tenant_id: String,
    /// The application.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// A token of the application's, ready for use.
    pub access_token: String,
    /// PEM of the certificate authority behind https; empty for http.
    pub certificate_authority: String,
    /// The process.
    pub pid: u32,
}

/// A running simulator, on a thread of its own; it stops when it is dropped.
pub struct Simulator {
    endpoint: Endpoint,
    service: Shared,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Simulator {
    /// Starts one on a loopback port.
    ///
    /// # Errors
    /// The port is taken, or there are no threads to be had.
    pub fn start(config: Config) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)))?;
        let port = listener.local_addr()?.port();
        let (root, tls, certificate_authority) = if config.tls {
            let (acceptor, authority) = tls::make()?;
            (format!("https://localhost:{port}"), Some(acceptor), authority)
        } else {
            (format!("http://127.0.0.1:{port}"), None, String::new())
        };
        let mut service = Service::new(config);
        let endpoint = Endpoint {
            graph: root.clone(),
            authority: root.clone(),
            control: format!("{root}/control"),
            tenant_id: TENANT_ID.into(),
            client_id: CLIENT_ID.into(),
            client_secret: CLIENT_SECRET.into(),
            access_token: service.issue(&TokenRequest::default(), &root),
            certificate_authority,
            pid: std::process::id(),
        };
        let service: Shared = Arc::new(Mutex::new(service));
        let (stop, stopped) = oneshot::channel::<()>();
        let shared = Arc::clone(&service);
        let thread = thread::Builder::new().name("graph-simulator".into()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = server::serve(listener, root, shared, tls) => {}
                    _ = stopped => {}
                }
            });
            // Answers that never come must not keep it waiting.
            runtime.shutdown_background();
        })?;
        Ok(Self { endpoint, service, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it is.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The totals of its books.
    pub fn books(&self) -> Books {
        lock(&self.service).books()
    }

    /// How often and when a user was revoked; none for somebody who does not exist.
    pub fn user_books(&self, user: &str) -> Option<UserBooks> {
        let service = lock(&self.service);
        service.directory.find(user).map(|person| service.user_books(person))
    }

    /// Lets something go wrong.
    pub fn add_fault(&self, fault: Fault) {
        lock(&self.service).faults.list.push(fault);
    }

    /// Nothing goes wrong any more.
    pub fn clear_faults(&self) {
        lock(&self.service).faults.list.clear();
    }

    /// Changes settings.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        let mut service = lock(&self.service);
        let mut settings = service.settings.clone();
        change(&mut settings);
        service.apply(settings);
    }

    /// A token.
    pub fn token(&self, request: &TokenRequest) -> String {
        lock(&self.service).issue(request, &self.endpoint.graph)
    }

    /// Registers a certificate (DER) for the application.
    pub fn register(&self, certificate: &[u8]) {
        lock(&self.service).authority.register(certificate.to_vec());
    }

    /// A token of the federated issuer's, which stands for the application.
    pub fn federated_token(&self) -> String {
        lock(&self.service).authority.federated_token()
    }

    /// Every secret that it gave away: access and refresh tokens, and codes.
    pub fn issued(&self) -> Vec<String> {
        let service = lock(&self.service);
        service.tokens.issued().chain(service.authority.issued()).cloned().collect()
    }

    /// No refresh token is worth anything any more.
    pub fn forget_refresh_tokens(&self) {
        lock(&self.service).authority.forget_refresh_tokens();
    }

    /// Moves the simulated clock forward.
    pub fn advance(&self, by: Duration) {
        lock(&self.service).clock.advance(by);
    }

    /// Back to the start; tokens stay valid.
    pub fn reset(&self) {
        lock(&self.service).reset();
    }

    /// Waits for ever.
    pub fn run(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
