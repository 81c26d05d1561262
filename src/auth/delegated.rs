//! People who sign in: device code and browser, and the refresh token that keeps them signed in.

use super::azure::not_reached;
use super::loopback::Loopback;
use super::refusal::Refusal;
use super::source::{Fetched, Unfetched, some};
use super::transport::{Endpoint, NoAnswer, Transport};
use crate::cloud::Cloud;
use crate::error::{Error, ErrorKind, chain};
use crate::host::{Desk, HostRequestKind};
use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, CsrfToken, DeviceAuthorizationUrl, EndpointNotSet, EndpointSet, PkceCodeChallenge, RedirectUrl,
    RefreshToken, RequestTokenError, Scope, StandardDeviceAuthorizationResponse, TokenResponse, TokenUrl,
};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

/// Microsoft Graph Command Line Tools, the public client of Connect-MgGraph.
const MICROSOFT_GRAPH_COMMAND_LINE_TOOLS: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
/// What it takes to revoke sessions, and no more.
const LEAST: &str = "User.RevokeSessions.All";
/// Any work or school account.
const ANY_ORGANIZATION: &str = "organizations";
/// What makes a refresh token come, and the name of whoever signed in.
const ALWAYS: [&str; 3] = ["openid", "profile", "offline_access"];

/// How a person signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    DeviceCode,
    Browser,
}

/// A person's sign-in.
pub(crate) struct Delegated {
    way: Way,
    client: Client,
    scopes: Vec<Scope>,
    authority: Url,
    http: reqwest::Client,
    desk: Arc<Desk>,
    refresh: Mutex<Option<SecretString>>,
}

type Client = BasicClient<EndpointSet, EndpointSet, EndpointNotSet, EndpointNotSet, EndpointSet>;
type Answer<E> = Result<BasicTokenResponse, RequestTokenError<NoAnswer, E>>;

impl Delegated {
    pub(super) fn new(
        way: Way,
        sign_in: &crate::credential::UserSignIn,
        cloud: &Cloud,
        http: reqwest::Client,
        desk: Arc<Desk>,
    ) -> Result<Self, Error> {
        let given = |text: &Option<String>, default: &str| some(text).unwrap_or_else(|| default.to_owned());
        let tenant = given(&sign_in.tenant_id, ANY_ORGANIZATION);
        let endpoint = |what: &str| format!("{}/{tenant}/oauth2/v2.0/{what}", cloud.authority());
        let wrong = |e| Error::caused(ErrorKind::Configuration, "The sign-in endpoint can't be used", &e);
        let client = BasicClient::new(ClientId::new(given(&sign_in.client_id, MICROSOFT_GRAPH_COMMAND_LINE_TOOLS)))
            .set_auth_uri(AuthUrl::new(endpoint("authorize")).map_err(wrong)?)
            .set_token_uri(TokenUrl::new(endpoint("token")).map_err(wrong)?)
            .set_device_authorization_url(DeviceAuthorizationUrl::new(endpoint("devicecode")).map_err(wrong)?);
        let authority = Url::parse(cloud.authority()).map_err(wrong)?;
        Ok(Self { way, client, scopes: scopes(&sign_in.scopes, cloud), authority, http, desk, refresh: Mutex::default() })
    }

    /// Lets a person sign in.
    pub(super) async fn sign_in(&self, claims: Option<&str>) -> Result<Fetched, Unfetched> {
        match self.way {
            Way::DeviceCode => self.by_device_code(claims).await,
            Way::Browser => self.by_browser(claims).await,
        }
    }

    /// Renews without anybody; `None` when nobody has signed in yet.
    pub(super) async fn renew(&self, claims: Option<&str>) -> Option<Result<Fetched, Unfetched>> {
        let refresh = self.refresh().as_ref().map(|token| RefreshToken::new(token.expose_secret().to_owned()))?;
        let transport = self.transport(claims);
        let answer = self.client.exchange_refresh_token(&refresh).add_scopes(self.scopes.iter().cloned()).request_async(&transport).await;
        Some(self.taken(answer, &transport))
    }

    async fn by_device_code(&self, claims: Option<&str>) -> Result<Fetched, Unfetched> {
        let transport = self.transport(claims);
        let asked = self.client.exchange_device_code().add_scopes(self.scopes.iter().cloned()).request_async(&transport).await;
        let code: StandardDeviceAuthorizationResponse = asked.map_err(|error| self.why(&error, &transport))?;
        let (user_code, uri) = (code.user_code().secret().clone(), code.verification_uri().to_string());
        self.desk.tell(HostRequestKind::DeviceCode {
            message: format!("To sign in, open {uri} in a browser, on this or any other device, and enter the code {user_code}."),
            user_code,
            verification_uri: uri,
            expires_in: code.expires_in(),
        });
        let answer = self.client.exchange_device_access_token(&code).request_async(&transport, tokio::time::sleep, None).await;
        self.taken(answer, &transport)
    }

    async fn by_browser(&self, claims: Option<&str>) -> Result<Fetched, Unfetched> {
        let loopback = Loopback::open().await.map_err(Unfetched::for_good)?;
        let redirect = RedirectUrl::new(loopback.address())
            .map_err(|e| Unfetched::for_good(Error::caused(ErrorKind::Internal, "The redirect address can't be used", &e)))?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (mut url, state) = self
            .client
            .authorize_url(CsrfToken::new_random)
            .add_scopes(self.scopes.iter().cloned())
            .add_extra_param("prompt", "select_account")
            .set_pkce_challenge(challenge)
            .set_redirect_uri(Cow::Borrowed(&redirect))
            .url();
        if let Some(claims) = claims {
            url.query_pairs_mut().append_pair("claims", claims);
        }
        self.desk.tell(HostRequestKind::Browser { url: url.into() });
        let code = match loopback.code(state.secret()).await.map_err(Unfetched::for_good)? {
            Ok(code) => AuthorizationCode::new(code),
            Err((error, description)) => {
                return Err(Unfetched::for_good(Refusal::redirected(error, description).error(self.authority.as_str())));
            }
        };
        let transport = self.transport(None);
        let exchange = self.client.exchange_code(code).set_pkce_verifier(verifier).set_redirect_uri(Cow::Owned(redirect));
        let answer = exchange.request_async(&transport).await;
        self.taken(answer, &transport)
    }

    fn transport(&self, claims: Option<&str>) -> Transport {
        let authority = Endpoint { asked: self.authority.clone(), real: self.authority.clone() };
        Transport::new(self.http.clone(), vec![authority], claims)
    }

    /// Keeps the refresh token of an answer.
    fn taken<E: oauth2::ErrorResponse + 'static>(&self, answer: Answer<E>, transport: &Transport) -> Result<Fetched, Unfetched> {
        let answer = answer.map_err(|error| self.why(&error, transport))?;
        if let Some(refresh) = answer.refresh_token() {
            *self.refresh() = Some(refresh.secret().clone().into());
        }
        Ok(Fetched { token: answer.access_token().secret().clone().into(), lives: answer.expires_in() })
    }

    fn why<E: oauth2::ErrorResponse + 'static>(&self, error: &RequestTokenError<NoAnswer, E>, transport: &Transport) -> Unfetched {
        let whom = self.authority.as_str();
        match error {
            RequestTokenError::Request(no_answer) => not_reached(whom, no_answer, ""),
            _ => match transport.refusal() {
                Some(refusal) => Unfetched { error: refusal.error(whom), transient: refusal.is_transient() },
                // What a library says of an answer that it can't read may quote it.
                None if matches!(error, RequestTokenError::Parse(..)) => Unfetched::for_good(Error::new(
                    ErrorKind::Authentication,
                    format!("No access token: the answer of {whom} is not a token."),
                )),
                None => {
                    Unfetched::for_good(Error::new(ErrorKind::Authentication, format!("No access token: {}. Connect again.", chain(error))))
                }
            },
        }
    }

    fn refresh(&self) -> std::sync::MutexGuard<'_, Option<SecretString>> {
        self.refresh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Graph's permissions by their names, as people write them, and what is always asked for.
fn scopes(wanted: &[String], cloud: &Cloud) -> Vec<Scope> {
    // One text may hold several, with commas or blanks between them, as Connect-MgGraph takes it.
    let mut names: Vec<&str> = wanted.iter().flat_map(|text| text.split([',', ' '])).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        names.push(LEAST);
    }
    let full =
        |name: &str| if name.contains("://") || ALWAYS.contains(&name) { name.to_owned() } else { format!("{}/{name}", cloud.graph()) };
    names.into_iter().chain(ALWAYS).map(|name| Scope::new(full(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_taken_as_people_write_them() {
        let text = |wanted: &[&str]| {
            let wanted: Vec<String> = wanted.iter().map(|text| (*text).to_owned()).collect();
            scopes(&wanted, &Cloud::global()).iter().map(|scope| scope.to_string()).collect::<Vec<_>>().join(" ")
        };
        let always = "openid profile offline_access";
        assert_eq!(text(&[]), format!("https://graph.microsoft.com/User.RevokeSessions.All {always}"));
        assert_eq!(
            text(&["User.Read.All, Group.Read.All", "https://x.example/Y"]),
            format!("https://graph.microsoft.com/User.Read.All https://graph.microsoft.com/Group.Read.All https://x.example/Y {always}")
        );
    }
}
