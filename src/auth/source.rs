//! Where tokens come from.

use super::authority::Authority;
use crate::cloud::Cloud;
use crate::credential::Credential;
use crate::error::{Error, ErrorKind};
use azure_core::credentials::{Secret, TokenCredential};
use azure_identity::{ClientSecretCredential, ClientSecretCredentialOptions};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// A token as its source gave it.
pub(crate) struct Fetched {
    pub(crate) token: SecretString,
    /// From now on; none where the source does not tell.
    pub(crate) lives: Option<Duration>,
}

/// Why there is none.
pub(crate) struct Unfetched {
    pub(crate) error: Error,
    /// Asking again may help: the authority was not reached, or is overloaded.
    pub(crate) transient: bool,
}

impl Unfetched {
    fn for_good(error: Error) -> Self {
        Self { error, transient: false }
    }
}

/// One way to get tokens.
pub(crate) enum Source {
    Given(SecretString),
    ClientSecret(Box<ClientSecret>),
}

/// An application with a secret.
pub(crate) struct ClientSecret {
    tenant_id: String,
    client_id: String,
    secret: SecretString,
    cloud: Cloud,
    http: reqwest::Client,
}

impl ClientSecret {
    /// A credential is made anew for each token: its own cache can neither be told to renew nor to take claims.
    async fn fetch(&self, claims: Option<&str>) -> Result<Fetched, Unfetched> {
        let authority = Arc::new(Authority::new(&self.cloud, self.http.clone(), claims));
        let options = ClientSecretCredentialOptions { client_options: Authority::options(&authority, &self.cloud) };
        let secret = Secret::new(self.secret.expose_secret().to_owned());
        let credential = ClientSecretCredential::new(&self.tenant_id, self.client_id.clone(), secret, Some(options))
            .map_err(|e| Unfetched::for_good(Error::caused(ErrorKind::Configuration, "The client secret sign-in can't be set up", &e)))?;
        ask(&*credential, &authority, &self.cloud.scope()).await
    }
}

impl Source {
    /// Refuses what can't work before anything is sent.
    pub(crate) fn new(credential: &Credential, cloud: &Cloud, http: &reqwest::Client) -> Result<Self, Error> {
        match credential {
            Credential::AccessToken(token) => Self::given(token),
            Credential::ClientSecret { tenant_id, client_id, client_secret } => {
                let (tenant_id, client_id) = (tenant_id.trim(), client_id.trim());
                if !is_tenant(tenant_id) {
                    return Err(configuration(
                        "The tenant id is missing or malformed. Give the tenant's id, or a verified domain of it such as contoso.onmicrosoft.com.",
                    ));
                }
                if client_id.is_empty() {
                    return Err(configuration("The client id is missing. Give the application (client) id of the app registration."));
                }
                if client_secret.expose_secret().is_empty() {
                    return Err(configuration("The client secret is empty. Give the secret's value (not its id)."));
                }
                Ok(Self::ClientSecret(Box::new(ClientSecret {
                    tenant_id: tenant_id.into(),
                    client_id: client_id.into(),
                    secret: client_secret.clone(),
                    cloud: cloud.clone(),
                    http: http.clone(),
                })))
            }
        }
    }

    fn given(token: &SecretString) -> Result<Self, Error> {
        let text = token.expose_secret().trim();
        let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
        if text.is_empty() {
            return Err(configuration("The access token is empty. Give a bearer token for Microsoft Graph."));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(configuration(
                "The access token has blanks or other characters in it that no token has. Give the token alone, without quotes or line breaks.",
            ));
        }
        Ok(Self::Given(SecretString::from(text)))
    }

    /// True when a refused token can be replaced by asking again.
    pub(crate) fn is_renewable(&self) -> bool {
        !matches!(self, Self::Given(_))
    }

    /// Asks once. `claims` is the JSON of a claims challenge that the token has to satisfy.
    pub(crate) async fn fetch(&self, claims: Option<&str>) -> Result<Fetched, Unfetched> {
        match self {
            Self::Given(token) => Ok(Fetched { token: token.clone(), lives: None }),
            Self::ClientSecret(application) => application.fetch(claims).await,
        }
    }
}

async fn ask(credential: &dyn TokenCredential, authority: &Authority, scope: &str) -> Result<Fetched, Unfetched> {
    match credential.get_token(&[scope], None).await {
        Ok(token) => {
            let lives = SystemTime::from(token.expires_on).duration_since(SystemTime::now()).unwrap_or_default();
            Ok(Fetched { token: SecretString::from(token.token.secret().to_owned()), lives: Some(lives) })
        }
        Err(error) => Err(authority.why(&error)),
    }
}

/// A GUID or a domain name.
fn is_tenant(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

fn configuration(message: &str) -> Error {
    Error::new(ErrorKind::Configuration, message)
}
