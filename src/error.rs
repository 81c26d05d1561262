//! Why something did not happen, in a sentence for the person who has to act on it.

use std::sync::Arc;

/// What kind of thing went wrong. The C interface has one code for each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The options can't work: an endpoint that isn't https, an unknown environment, a value out of range.
    Configuration,
    /// The text given is not a usable user id.
    Target,
    /// There is no access token to be had, or the service refused it.
    Authentication,
    /// The service was not reached, or the connection broke before its answer was complete.
    Network,
    /// An answer came, but not one of Microsoft Graph: a proxy's page, a batch answer that left somebody out.
    Answer,
    /// Microsoft Graph said no; the HTTP status and the Graph code tell why.
    Service,
    /// Given up because the service kept asking to wait.
    Throttled,
    /// The caller cancelled.
    Cancelled,
    /// Nothing came within the time the caller allowed.
    Timeout,
    /// The client or job was closed.
    Closed,
    /// A target was given to a job that had been told that no more would come.
    Finished,
    /// A fault of this library.
    Internal,
}

/// An error that says what happened, to whom, and what to do; it never holds a secret.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
    http_status: u16,
    code: Option<String>,
    request_id: Option<String>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), http_status: 0, code: None, request_id: None }
    }

    pub(crate) fn with_status(mut self, http_status: u16) -> Self {
        self.http_status = http_status;
        self
    }

    pub(crate) fn with_code(mut self, code: Option<String>) -> Self {
        self.code = code;
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.request_id = request_id;
        self
    }

    /// Wraps a foreign error with its whole cause chain: the top of reqwest's alone says next to nothing.
    pub(crate) fn caused(kind: ErrorKind, what: &str, cause: &(dyn std::error::Error + 'static)) -> Self {
        Self::new(kind, format!("{what}: {}", chain(cause)))
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The HTTP status of the answer behind it, or 0 where there was none.
    pub fn http_status(&self) -> u16 {
        self.http_status
    }

    /// The error code of Microsoft Graph (`Request_ResourceNotFound`) or of Entra ID (`AADSTS7000215`).
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The service's id of the request, for Microsoft's support.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

/// The messages of an error and of its causes, each once.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let message = inner.to_string();
        if !text.contains(&message) {
            text.push_str(": ");
            text.push_str(&message);
        }
        cause = inner.source();
    }
    text
}

/// One error that many outcomes share.
pub(crate) type SharedError = Arc<Error>;
