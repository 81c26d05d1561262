//! Revokes the sign-in sessions of many Microsoft Entra ID users at once, as fast as Microsoft Graph's quota allows.
//!
//! A [`Client`] is one identity in one tenant of one cloud. A [`Job`] is one run over any number of users; it gives exactly
//! one [`Outcome`] for each of them, in the order in which they become known.
//!
//! ```no_run
//! use entra_revoke::{Client, ClientOptions, Credential, JobOptions, Submission};
//! use std::time::Duration;
//!
//! # fn main() -> Result<(), entra_revoke::Error> {
//! let token = std::env::var("GRAPH_TOKEN").unwrap_or_default();
//! let client = Client::open(ClientOptions::new(Credential::AccessToken(token.into())))?;
//! let job = client.start_job(JobOptions::default())?;
//! job.submit(vec![Submission::user(1, "ann@contoso.com"), Submission::user(2, "bob@contoso.com")])?;
//! job.finish()?;
//! loop {
//!     let block = job.next(Duration::from_secs(1), 100)?;
//!     for outcome in &block.outcomes {
//!         println!("{}: {:?} {}", outcome.user, outcome.status, outcome.error().map_or("", |error| error.message()));
//!     }
//!     if block.finished {
//!         break Ok(());
//!     }
//! }
//! # }
//! ```

pub use client::Client;
pub use cloud::Cloud;
pub use credential::{Certificate, Context, Credential, ManagedIdentity, UserSignIn};
pub use error::{Error, ErrorKind};
pub use host::{HostAnswer, HostRequest, HostRequestKind};
pub use job::Job;
pub use log::{Log, LogLevel, LogLine};
pub use options::{ClientOptions, Proxy};
pub use outcome::{Block, Outcome, Status};
pub use progress::Progress;
pub use request::{GraphRequest, GraphResponse, Method};
pub use submission::{ApiVersion, JobOptions, Priority, Submission};
pub use target::Target;

/// The engine in a simulated world; not a part of the interface.
#[cfg(feature = "simulation")]
#[doc(hidden)]
pub mod simulation {
    pub use crate::engine::simulation::*;
}

mod auth;
mod calls;
mod client;
mod cloud;
mod credential;
mod driver;
mod engine;
mod error;
mod ffi;
mod graph;
mod host;
mod http;
mod job;
mod lane;
mod log;
mod options;
mod outbox;
mod outcome;
mod per_process;
mod progress;
mod quota;
mod request;
mod runtime;
mod submission;
mod target;
#[cfg(feature = "wipe")]
mod wipe;
