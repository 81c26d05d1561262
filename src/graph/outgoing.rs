//! A request of the caller's own, checked: nothing of it leaves before it is known to go to the chosen cloud.

use super::headers::{CLIENT_REQUEST_ID, client_request_id};
use crate::cloud::Cloud;
use crate::error::{Error, ErrorKind};
use crate::request::{GraphRequest, Method};
use bytes::Bytes;
use reqwest::Url;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

/// The library's own: who asks, whom, where the body ends, and in what coding the answer comes.
pub(super) const OURS: [&str; 10] = [
    "authorization",
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "proxy-authorization",
    "accept-encoding",
    "te",
    "trailer",
    "upgrade",
];

/// A request that may be sent as it is.
pub(crate) struct Outgoing {
    pub(super) method: reqwest::Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Outgoing {
    pub(crate) fn new(cloud: &Cloud, request: GraphRequest) -> Result<Self, Error> {
        let url = address(cloud, &request.url)?;
        let mut headers = checked(&request.headers, &OURS)?;
        headers.entry(CLIENT_REQUEST_ID).or_insert_with(client_request_id);
        if !request.body.is_empty() {
            headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        } else if request.method != Method::Get {
            // Without it, nothing would say that there is no body, and the service may answer 411.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Ok(Self { method: method(request.method), url, headers, body: request.body.into() })
    }

    /// It changes something: it costs a write, and must not be sent twice without need.
    pub(crate) fn writes(&self) -> bool {
        self.method != reqwest::Method::GET
    }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Patch => reqwest::Method::PATCH,
        Method::Put => reqwest::Method::PUT,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// A path is put behind the cloud's endpoint; a whole URL has to be there.
fn address(cloud: &Cloud, text: &str) -> Result<Url, Error> {
    let text = text.trim();
    let whole = if text.starts_with('/') { format!("{}{text}", cloud.graph()) } else { text.to_owned() };
    let url = Url::parse(&whole).map_err(|e| {
        refused(format!("The address of the request is neither a path such as /v1.0/users nor a URL ({e}). Nothing was sent."))
    })?;
    let graph = Url::parse(cloud.graph()).map_err(|e| refused(format!("The Graph endpoint can't be used ({e}).")))?;
    if url.origin() != graph.origin() {
        return Err(refused(format!(
            "The request would go to {}, and not to {}, the Microsoft Graph of the environment {}. Nothing was sent, because the access token goes to the chosen cloud only. Use the right environment, or a path such as /v1.0/users.",
            place(&url),
            place(&graph),
            cloud.name()
        )));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("The address of the request has a user name in it. Nothing was sent; leave it out.".into()));
    }
    Ok(url)
}

/// Scheme, host and port: what comes behind them names users.
fn place(url: &Url) -> String {
    if url.origin().is_tuple() { url.origin().ascii_serialization() } else { format!("an address that begins with {}:", url.scheme()) }
}

/// The caller's headers, without any of the library's own.
pub(super) fn checked(given: &[(String, String)], ours: &[&str]) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let shown = shown_name(name).to_owned();
        let bad = |why: &str| refused(format!("The header '{shown}' can't be sent: {why}. Nothing was sent."));
        let name = HeaderName::try_from(name.trim()).map_err(|_| bad("its name has characters that no header's may have"))?;
        if ours.contains(&name.as_str()) {
            return Err(bad("it is set by the library; leave it out"));
        }
        let value = HeaderValue::try_from(value).map_err(|_| bad("its value has characters that no header may have"))?;
        headers.append(name, value);
    }
    Ok(headers)
}

/// What of a header's name may be shown: one that is none may have a whole header in it, and that a secret.
pub(crate) fn shown_name(name: &str) -> &str {
    name.split(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).next().unwrap_or_default()
}

fn refused(message: String) -> Error {
    Error::new(ErrorKind::Configuration, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing(method: Method, url: &str, headers: &[(&str, &str)]) -> Result<Outgoing, Error> {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Outgoing::new(&Cloud::global(), GraphRequest { headers, ..GraphRequest::new(method, url) })
    }

    #[test]
    fn a_path_and_a_whole_url_go_to_the_chosen_cloud() {
        for (url, sent) in [
            ("/v1.0/users?$filter=mail eq 'a'", "https://graph.microsoft.com/v1.0/users?$filter=mail%20eq%20%27a%27"),
            ("https://GRAPH.microsoft.com:443/v1.0/users?$skiptoken=x", "https://graph.microsoft.com/v1.0/users?$skiptoken=x"),
            // Odd paths stay paths.
            ("//other.example/x", "https://graph.microsoft.com//other.example/x"),
            ("/\\other.example/x", "https://graph.microsoft.com//other.example/x"),
            ("/@other.example", "https://graph.microsoft.com/@other.example"),
        ] {
            assert_eq!(outgoing(Method::Get, url, &[]).expect(url).url.as_str(), sent);
        }
    }

    #[test]
    fn nothing_goes_anywhere_else() {
        for url in [
            "https://other.example/v1.0/users",
            "https://graph.microsoft.com.other.example/",
            "https://graph.microsoft.com@other.example/",
            "https://user:secret@graph.microsoft.com/",
            "https://graph.microsoft.com:8443/",
            "http://graph.microsoft.com/v1.0/users",
            "https://graph.microsoft.us/v1.0/users",
            "data:text/plain,x",
            "file:///etc/hosts",
            "v1.0/users",
            ".graph.microsoft.com",
            "",
        ] {
            let error = outgoing(Method::Get, url, &[]).err().unwrap_or_else(|| panic!("{url} was taken"));
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.message().contains("Nothing was sent") && !error.message().contains("secret"), "{error}");
        }
    }

    #[test]
    fn the_librarys_headers_are_its_own() {
        let good = outgoing(Method::Get, "/v1.0/me", &[("ConsistencyLevel", "eventual"), ("Prefer", "a"), ("prefer", "b")]).expect("good");
        assert_eq!(good.headers["consistencylevel"], "eventual");
        assert_eq!(good.headers.get_all("prefer").iter().count(), 2);
        for (name, value) in [
            ("Authorization", "Bearer secret"),
            ("HOST", "secret"),
            ("a b", "secret"),
            ("x", "secret\r\ny: z"),
            ("", "secret"),
            ("Authorization: Bearer secret", ""),
            ("Accept-Encoding", "secret"),
        ] {
            let error = outgoing(Method::Get, "/v1.0/me", &[(name, value)]).err().unwrap_or_else(|| panic!("{name} was taken"));
            assert!(error.message().contains("can't be sent") && !error.message().contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_write_says_where_its_body_ends() {
        let post = outgoing(Method::Post, "/v1.0/me/revokeSignInSessions", &[]).expect("good");
        assert!(post.writes() && post.headers["content-length"] == "0");
        let get = outgoing(Method::Get, "/v1.0/me", &[]).expect("good");
        assert!(!get.writes() && !get.headers.contains_key("content-length") && !get.headers.contains_key("content-type"));
    }
}
