//! Answers, and what is done to them on their way.

use serde_json::{Value, json};

/// An HTTP answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    pub(crate) fate: Fate,
}

/// What becomes of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Fate {
    #[default]
    Arrives,
    /// So many real milliseconds later.
    Late(u64),
    /// Ends in the middle of its body.
    Cut,
    /// The connection ends before it.
    Dropped,
    /// It never comes.
    Never,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    pub(crate) fn text(status: u16, content_type: &str, body: String) -> Self {
        Self { status, headers: vec![("content-type", content_type.to_owned())], body, fate: Fate::Arrives }
    }

    pub(crate) fn no_content() -> Self {
        Self { status: 204, headers: Vec::new(), body: String::new(), fate: Fate::default() }
    }

    /// Graph's error shape.
    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, &error_body(code, message))
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    pub(crate) fn html() -> Self {
        let page = "<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body><h1>Please sign in</h1></body></html>";
        Self::text(200, "text/html; charset=utf-8", page.into())
    }

    pub(crate) fn met(mut self, fate: Fate) -> Self {
        self.fate = fate;
        self
    }
}

/// `innerError` has the ids of the request; the server puts in the real ones.
pub(crate) fn error_body(code: &str, message: &str) -> Value {
    json!({"error": {"code": code, "message": message, "innerError": {"date": DATE, "request-id": REQUEST_ID, "client-request-id": CLIENT_REQUEST_ID}}})
}

/// Placeholders that are replaced in every body on its way out.
pub(crate) const DATE: &str = "{date}";
pub(crate) const REQUEST_ID: &str = "{request-id}";
pub(crate) const CLIENT_REQUEST_ID: &str = "{client-request-id}";
