//! Where tokens come from.

use super::assertion::Prover;
use super::azure::{Azure, Kind};
use super::certificate::Identity;
use super::delegated::{Delegated, Way};
use super::jwt;
use crate::credential::Credential;
use crate::error::{Error, ErrorKind};
use crate::host::{Desk, HostAnswer, HostRequestKind};
use crate::http;
use crate::options::ClientOptions;
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
    pub(super) fn for_good(error: Error) -> Self {
        Self { error, transient: false }
    }
}

/// When a token is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// Somebody connects: a person may be asked to sign in.
    Connect,
    /// A run needs one: nobody may be there.
    Run,
}

/// One way to get tokens.
pub(crate) enum Source {
    Given(SecretString),
    Host(Arc<Desk>),
    Azure(Box<Azure>),
    Delegated(Box<Delegated>),
}

impl Source {
    /// Refuses what can't work before anything is sent.
    pub(crate) fn new(options: &ClientOptions, client: &reqwest::Client, desk: &Arc<Desk>) -> Result<Self, Error> {
        let cloud = &options.cloud;
        let azure = |kind| Self::Azure(Box::new(Azure::new(kind, cloud.clone(), client.clone())));
        let delegated =
            |way, sign_in| Ok(Self::Delegated(Box::new(Delegated::new(way, sign_in, cloud, client.clone(), Arc::clone(desk))?)));
        Ok(match &options.credential {
            Credential::AccessToken(token) => Self::Given(bare(token)?),
            Credential::Host => Self::Host(Arc::clone(desk)),
            Credential::ClientSecret { tenant_id, client_id, client_secret } => {
                let (tenant_id, client_id) = application(tenant_id, client_id)?;
                if client_secret.expose_secret().is_empty() {
                    return Err(configuration("The client secret is empty. Give the secret's value (not its id)."));
                }
                azure(Kind::ClientSecret { tenant_id, client_id, secret: client_secret.clone() })
            }
            Credential::ClientCertificate { tenant_id, client_id, certificate, send_chain } => {
                let (tenant_id, client_id) = application(tenant_id, client_id)?;
                let audience = format!("{}/{tenant_id}/oauth2/v2.0/token", cloud.authority());
                let identity = Identity::read(certificate)?;
                let prover = Prover { identity, client_id, audience, send_chain: *send_chain, desk: Arc::clone(desk) };
                azure(Kind::ClientCertificate { tenant_id, prover: Arc::new(prover) })
            }
            Credential::ManagedIdentity(which) => {
                // The metadata service is reached directly or not at all (managed identities, "Use the metadata endpoint").
                let client = http::Settings::of(options).client(http::Way::Direct)?;
                Self::Azure(Box::new(Azure::new(Kind::ManagedIdentity(which.clone()), cloud.clone(), client)))
            }
            Credential::WorkloadIdentity { tenant_id, client_id, token_file } => azure(Kind::WorkloadIdentity {
                tenant_id: some_tenant(tenant_id)?,
                client_id: some(client_id),
                token_file: token_file.clone(),
            }),
            Credential::AzureCli { tenant_id } => azure(Kind::AzureCli { tenant_id: some_tenant(tenant_id)? }),
            Credential::AzureDeveloperCli { tenant_id } => azure(Kind::AzureDeveloperCli { tenant_id: some_tenant(tenant_id)? }),
            Credential::AzurePipelines { tenant_id, client_id, service_connection_id, system_access_token } => {
                let (tenant_id, client_id) = application(tenant_id, client_id)?;
                azure(Kind::AzurePipelines {
                    tenant_id,
                    client_id,
                    service_connection_id: service_connection_id.clone(),
                    system_access_token: system_access_token.clone(),
                })
            }
            Credential::DeviceCode(sign_in) => {
                some_tenant(&sign_in.tenant_id)?;
                return delegated(Way::DeviceCode, sign_in);
            }
            Credential::InteractiveBrowser(sign_in) => {
                some_tenant(&sign_in.tenant_id)?;
                return delegated(Way::Browser, sign_in);
            }
        })
    }

    /// True when a refused token can be replaced by asking again.
    pub(crate) fn is_renewable(&self) -> bool {
        !matches!(self, Self::Given(_))
    }

    /// How long one request may take; none where it waits for a person, who sees for himself that nothing happens.
    pub(crate) fn patience(&self, occasion: Occasion) -> Option<Duration> {
        match self {
            Self::Delegated(_) if occasion == Occasion::Connect => None,
            // Bounded where the answer is waited for.
            Self::Host(_) => None,
            Self::Azure(azure) => Some(azure.patience()),
            Self::Delegated(_) | Self::Given(_) => Some(Duration::from_secs(10)),
        }
    }

    /// Asks once. `claims` is the JSON of a claims challenge that the token has to satisfy.
    pub(crate) async fn fetch(&self, occasion: Occasion, claims: Option<&str>) -> Result<Fetched, Unfetched> {
        match self {
            Self::Given(token) => Ok(Fetched { token: token.clone(), lives: None }),
            Self::Host(desk) => from_host(desk, claims).await.map_err(Unfetched::for_good),
            Self::Azure(azure) => azure.fetch(claims).await,
            Self::Delegated(person) => match (person.renew(claims).await, occasion) {
                (Some(Ok(fetched)), _) => Ok(fetched),
                (Some(Err(unfetched)), Occasion::Run) => Err(unfetched),
                (Some(Err(unfetched)), _) if unfetched.transient => Err(unfetched),
                (_, Occasion::Connect) => person.sign_in(claims).await,
                (None, Occasion::Run) => Err(Unfetched::for_good(Error::new(
                    ErrorKind::Authentication,
                    "Nobody has signed in yet. Connect first: only then is a person asked to sign in.",
                ))),
            },
        }
    }
}

async fn from_host(desk: &Arc<Desk>, claims: Option<&str>) -> Result<Fetched, Error> {
    match desk.ask(HostRequestKind::Token { claims: claims.map(str::to_owned) }).await? {
        HostAnswer::Token { token, expires_at } => {
            let (token, now) = (bare(&token)?, SystemTime::now());
            let told = expires_at.map(|at| at.duration_since(now).unwrap_or_default());
            // A host that does not tell leaves it to the token. One that seems to be over may be so by our clock only.
            let read = || jwt::context(token.expose_secret()).expires_at.and_then(|at| at.duration_since(now).ok());
            Ok(Fetched { lives: told.or_else(read), token })
        }
        _ => Err(Error::new(ErrorKind::Authentication, "The host program was asked for an access token and answered with something else.")),
    }
}

/// The token alone, whatever was copied with it.
fn bare(token: &SecretString) -> Result<SecretString, Error> {
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
    Ok(SecretString::from(text))
}

fn application(tenant_id: &str, client_id: &str) -> Result<(String, String), Error> {
    let (tenant_id, client_id) = (tenant_id.trim(), client_id.trim());
    if !is_tenant(tenant_id) {
        return Err(configuration(
            "The tenant id is missing or malformed. Give the tenant's id, or a verified domain of it such as contoso.onmicrosoft.com.",
        ));
    }
    if client_id.is_empty() {
        return Err(configuration("The client id is missing. Give the application (client) id of the app registration."));
    }
    Ok((tenant_id.into(), client_id.into()))
}

/// What was given, without blanks around it.
pub(super) fn some(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn some_tenant(tenant_id: &Option<String>) -> Result<Option<String>, Error> {
    match some(tenant_id) {
        Some(tenant_id) if !is_tenant(&tenant_id) => Err(configuration(
            "The tenant id is malformed. Give the tenant's id, or a verified domain of it such as contoso.onmicrosoft.com.",
        )),
        other => Ok(other),
    }
}

/// A GUID or a domain name.
fn is_tenant(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

fn configuration(message: &str) -> Error {
    Error::new(ErrorKind::Configuration, message)
}
