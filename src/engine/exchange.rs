//! What the engine and the wire say to each other.

use crate::error::SharedError;
use crate::graph::CallerHeaders;
use crate::submission::{ApiVersion, Priority};
use crate::target::Target;
use std::sync::Arc;
use std::time::Duration;

/// Names one request; never used twice by an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct RequestId(pub(crate) u64);

/// One HTTP request: a plain POST for a single target, a `$batch` for several.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) id: RequestId,
    pub(crate) version: ApiVersion,
    pub(crate) priority: Priority,
    pub(crate) headers: Option<Arc<CallerHeaders>>,
    pub(crate) targets: Vec<Target>,
    /// Somebody wants to be told what becomes of it.
    pub(crate) is_watched: bool,
}

/// What came back for a request.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) body: Body,
    /// `x-ms-throttle-limit-percentage`: 1.0 is at the limit; sent from 0.8 on.
    pub(crate) usage: Option<f64>,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// One for each target, in the request's order.
    Items(Vec<Item>),
    /// The service answered a batch as a whole, and not with 2xx.
    Whole(Verdict),
}

#[derive(Debug, Clone)]
pub(crate) enum Item {
    Answered(Verdict),
    /// Left out, or answered more than once: the target's state is unknown.
    Garbled(SharedError),
}

impl Item {
    /// The verdict of one that was refused because of the token.
    pub(crate) fn refused_token(&mut self) -> Option<&mut Verdict> {
        match self {
            Self::Answered(verdict) if verdict.status == 401 => Some(verdict),
            _ => None,
        }
    }
}

/// The service's word on one target, or on a whole batch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdict {
    pub(crate) status: u16,
    /// Graph's error code, such as `Request_ResourceNotFound`.
    pub(crate) code: Option<String>,
    pub(crate) message: String,
    pub(crate) request_id: Option<Arc<str>>,
    pub(crate) retry_after: Option<Duration>,
    /// `x-ms-throttle-scope` names a write limit.
    pub(crate) write_limit: bool,
    /// The claims that a refused token should have had (JSON).
    pub(crate) claims: Option<String>,
    /// The token that was refused has been replaced since.
    pub(crate) token_renewed: bool,
}

/// Why there is no answer.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// The request never got out: name not found, connection refused, TLS failed.
    NotReached(SharedError),
    /// Sent, and then the connection broke or time ran out: it may have been carried out.
    Broken(SharedError),
    /// Something else than Microsoft Graph answered.
    Garbled(SharedError),
    /// There is no token to send it with.
    NoToken(SharedError),
    /// The service refused the token, and a fresh one as well.
    TokenRefused(SharedError),
}

/// What is to become of a target after a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Done,
    Refused,
    Throttled,
    /// Worth another try; `uncertain` when this one may have been carried out.
    Transient {
        uncertain: bool,
    },
}

impl Verdict {
    pub(crate) fn class(&self) -> Class {
        match self.status {
            200..=299 => Class::Done,
            429 => Class::Throttled,
            // A gateway that gave up waiting does not know what the service behind it went on to do.
            408 | 500 | 502 | 504 => Class::Transient { uncertain: true },
            503 | 509 => Class::Transient { uncertain: false },
            400..=499 if self.message.contains("concurrent requests") => Class::Transient { uncertain: false },
            _ => Class::Refused,
        }
    }
}
