//! What a run is asked for: targets with the submitter's own numbers, and how to run it.

use crate::error::{Error, SharedError};
use crate::graph::{CallerHeaders, shown_name};
use crate::log::LogLevel;
use crate::options::Proxy;
use crate::target::Target;
use std::fmt;
use std::sync::Arc;

/// Version of Microsoft Graph that a job speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ApiVersion {
    /// `v1.0`
    #[default]
    V1,
    /// `beta`
    Beta,
}

/// Who goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Priority {
    /// Many targets, in the order given.
    #[default]
    Bulk,
    /// Somebody waits for it: sent ahead of all bulk work.
    Interactive,
}

/// How a job is run. Its `Debug` shows no header's value.
#[derive(Clone, Default)]
pub struct JobOptions {
    /// Version of Microsoft Graph.
    pub version: ApiVersion,
    /// Bulk or interactive.
    pub priority: Priority,
    /// Names and values, for the request of each user; in a batch they stand with the user's part of it. `Authorization`, `Host`
    /// and what decides how request and answer are written are the library's.
    pub headers: Vec<(String, String)>,
    /// Another proxy than the client's. Tokens are still got through the client's.
    pub proxy: Option<Proxy>,
    /// How much [`crate::Job::log`] tells.
    pub log: LogLevel,
}

impl fmt::Debug for JobOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| shown_name(name)).collect();
        f.debug_struct("JobOptions")
            .field("version", &self.version)
            .field("priority", &self.priority)
            .field("headers", &names)
            .field("proxy", &self.proxy)
            .field("log", &self.log)
            .finish()
    }
}

/// The options of a job, checked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub(crate) version: ApiVersion,
    pub(crate) priority: Priority,
    /// Where its requests have headers of the caller's.
    pub(crate) headers: Option<Arc<CallerHeaders>>,
    pub(crate) log: LogLevel,
}

impl Plan {
    pub(crate) fn new(options: JobOptions) -> Result<Self, Error> {
        let JobOptions { version, priority, headers, log, proxy: _ } = options;
        let headers = if headers.is_empty() { None } else { Some(Arc::new(CallerHeaders::new(headers)?)) };
        Ok(Self { version, priority, headers, log })
    }
}

/// One target with the submitter's own number, which its outcome carries again.
#[derive(Debug, Clone)]
pub struct Submission {
    pub(crate) tag: u64,
    pub(crate) text: Arc<str>,
    pub(crate) target: Result<Target, SharedError>,
    pub(crate) external: bool,
}

impl Submission {
    /// A user by object id or principal name. A text that can't be one is taken too, and comes back as [`crate::Status::Invalid`].
    pub fn user(tag: u64, text: &str) -> Self {
        let text = text.into();
        Self { tag, target: Target::of(&text).map_err(Arc::new), text, external: false }
    }

    /// A user whom the caller knows to be a guest, whose sessions another tenant holds: the outcome is
    /// [`crate::Status::NoEffect`] in place of [`crate::Status::Revoked`], as it is anyway where the name says so (`#EXT#`). An
    /// object id says nothing.
    pub fn external_user(tag: u64, text: &str) -> Self {
        Self { external: true, ..Self::user(tag, text) }
    }

    /// The user whose token the client has.
    pub fn signed_in_user(tag: u64) -> Self {
        Self { tag, text: "me".into(), target: Ok(Target::SignedInUser), external: false }
    }
}
