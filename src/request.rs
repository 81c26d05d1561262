//! A request of the caller's own to Microsoft Graph, and its answer.

use crate::graph::shown_name;
use crate::options::Proxy;
use std::fmt;

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or starts an action.
    Post,
    /// Changes.
    Patch,
    /// Replaces.
    Put,
    /// Removes.
    Delete,
}

/// A request of the caller's own, for [`Client::request`](crate::Client::request). Its `Debug` shows neither the headers' values
/// nor the body, which may have a password in it.
#[derive(Clone)]
pub struct GraphRequest {
    /// What it does.
    pub method: Method,
    /// A path of the cloud's Microsoft Graph with its version, such as `/v1.0/users?$top=5`, or a whole URL there, such as a
    /// page's `@odata.nextLink`.
    pub url: String,
    /// Names and values. `Authorization`, `Host` and what frames the body are the library's.
    pub headers: Vec<(String, String)>,
    /// The body; `Content-Type` is `application/json` where no header says otherwise.
    pub body: Vec<u8>,
    /// The caller's own number, for [`Client::cancel_request`](crate::Client::cancel_request).
    pub tag: u64,
    /// Another proxy than the client's. Tokens are still got through the client's.
    pub proxy: Option<Proxy>,
}

impl GraphRequest {
    /// One without headers and body.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self { method, url: url.into(), headers: Vec::new(), body: Vec::new(), tag: 0, proxy: None }
    }
}

impl fmt::Debug for GraphRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| shown_name(name)).collect();
        f.debug_struct("GraphRequest")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("headers", &names)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("tag", &self.tag)
            .field("proxy", &self.proxy)
            .finish()
    }
}

/// What Microsoft Graph answered, whatever its status.
#[derive(Clone)]
pub struct GraphResponse {
    /// HTTP status.
    pub status: u16,
    /// Names, in small letters, and values; a name may come more than once.
    pub headers: Vec<(String, String)>,
    /// The body; may be empty.
    pub body: Vec<u8>,
}

impl GraphResponse {
    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for GraphResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphResponse").field("status", &self.status).field("body", &format_args!("{} bytes", self.body.len())).finish()
    }
}
