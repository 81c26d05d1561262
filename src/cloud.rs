//! The clouds, and the only hosts that a token may be sent to.

use crate::error::{Error, ErrorKind};
use reqwest::Url;

/// One Microsoft cloud: where Microsoft Graph is, and who issues tokens for it.
///
/// Endpoints as in Microsoft's "National cloud deployments"; tokens of one cloud are worth nothing in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    name: String,
    graph: Url,
    authority: Url,
}

/// Name, Microsoft Graph, token authority.
const BUILT_IN: [(&str, &str, &str); 4] = [
    ("Global", "https://graph.microsoft.com", "https://login.microsoftonline.com"),
    ("USGov", "https://graph.microsoft.us", "https://login.microsoftonline.us"),
    ("USGovDoD", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
    ("China", "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
];

impl Cloud {
    /// The worldwide cloud.
    pub fn global() -> Self {
        Self::named("Global").expect("the table has it and its URLs are well-formed")
    }

    /// A built-in cloud by name, without regard to case: Global, USGov, USGovDoD, China.
    pub fn named(name: &str) -> Result<Self, Error> {
        let Some((name, graph, authority)) = BUILT_IN.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name)) else {
            let known = BUILT_IN.map(|(name, ..)| name).join(", ");
            return Err(Error::new(
                ErrorKind::Configuration,
                format!(
                    "There is no environment '{name}'. Built in are {known}; any other needs its Graph endpoint and its sign-in endpoint."
                ),
            ));
        };
        Self::custom(name, graph, authority)
    }

    /// An environment of one's own. Both endpoints are https; plain http is taken for a loopback address only.
    pub fn custom(name: &str, graph: &str, authority: &str) -> Result<Self, Error> {
        Ok(Self { name: name.into(), graph: endpoint("Graph endpoint", graph)?, authority: endpoint("sign-in endpoint", authority)? })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where Microsoft Graph is, without a slash at the end.
    pub fn graph(&self) -> &str {
        self.graph.as_str().trim_end_matches('/')
    }

    /// Who issues tokens, without a slash at the end.
    pub fn authority(&self) -> &str {
        self.authority.as_str().trim_end_matches('/')
    }

    /// What to ask a token for.
    pub(crate) fn scope(&self) -> String {
        format!("{}/.default", self.graph())
    }
}

fn endpoint(what: &str, text: &str) -> Result<Url, Error> {
    let refuse = |why: &str| Error::new(ErrorKind::Configuration, format!("The {what} '{text}' can't be used: {why}."));
    let url = Url::parse(text.trim()).map_err(|e| refuse(&format!("it is not a URL ({e}); write it like https://graph.microsoft.com")))?;
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(Error::new(
            ErrorKind::Configuration,
            format!(
                "The {what} can't be used: it has a user name, a query or a fragment in it. Write it like https://graph.microsoft.com."
            ),
        ));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(refuse("it is not https, and access tokens never travel unencrypted; plain http is for a loopback address only")),
        other => Err(refuse(&format!("'{other}' is not https"))),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_national_clouds_have_their_documented_endpoints() {
        let dod = Cloud::named("usgovdod").expect("built in");
        assert_eq!(
            (dod.name(), dod.graph(), dod.authority()),
            ("USGovDoD", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us")
        );
        assert_eq!(Cloud::global().scope(), "https://graph.microsoft.com/.default");
        assert!(Cloud::named("Mars").is_err_and(|e| e.message().contains("Global, USGov, USGovDoD, China")));
    }

    #[test]
    fn a_token_never_travels_unencrypted() {
        for good in ["https://graph.example", "http://127.0.0.1:80", "http://localhost:1", "http://[::1]:9"] {
            assert!(Cloud::custom("x", good, good).is_ok(), "{good}");
        }
        for bad in [
            "http://graph.example",
            "http://127.0.0.1.example",
            "http://localhost.example",
            "ftp://127.0.0.1",
            "graph",
            "",
            "https://u:secret@h",
            "https://h/?q",
        ] {
            let error = Cloud::custom("x", bad, "https://ok.example").expect_err(bad);
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(!error.message().contains("secret"));
        }
    }
}
