//! The sign-ins that `azure_identity` has.

use super::assertion::Prover;
use super::source::{Fetched, Unfetched};
use super::transport::{Endpoint, NoAnswer, Transport};
use crate::cloud::Cloud;
use crate::credential::ManagedIdentity;
use crate::error::{Error, ErrorKind, chain};
use azure_core::cloud::CustomConfiguration;
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::error::ErrorKind as AzureKind;
use azure_core::http::{ClientMethodOptions, ClientOptions, RetryOptions, Transport as AzureTransport};
use azure_identity::*;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// A clock that is off by less hinders nobody: Entra ID allows for it.
const CLOCK_IS_OFF: u64 = 60;

/// Where virtual machines get their tokens. Other Azure SDKs take another place for it from this variable.
const METADATA_SERVICE: &str = "http://169.254.169.254";
const METADATA_SERVICE_VARIABLE: &str = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

/// Where App Service and its kin say that theirs is.
const PLATFORM_ENDPOINT: &str = "IDENTITY_ENDPOINT";

/// One of the sign-ins.
pub(super) enum Kind {
    ClientSecret { tenant_id: String, client_id: String, secret: SecretString },
    ClientCertificate { tenant_id: String, prover: Arc<Prover> },
    ManagedIdentity(ManagedIdentity),
    WorkloadIdentity { tenant_id: Option<String>, client_id: Option<String>, token_file: Option<PathBuf> },
    AzureCli { tenant_id: Option<String> },
    AzureDeveloperCli { tenant_id: Option<String> },
    AzurePipelines { tenant_id: String, client_id: String, service_connection_id: String, system_access_token: SecretString },
}

/// A sign-in with all that it needs. A credential is made anew for each token: its own cache can neither be told to renew nor
/// to take claims.
pub(crate) struct Azure {
    kind: Kind,
    cloud: Cloud,
    http: reqwest::Client,
    /// How far the authority's clock is ahead of ours, in seconds, once that mattered.
    clock_ahead: AtomicI64,
}

impl Azure {
    pub(super) fn new(kind: Kind, cloud: Cloud, http: reqwest::Client) -> Self {
        Self { kind, cloud, http, clock_ahead: AtomicI64::new(0) }
    }

    /// How long one request may take.
    pub(super) fn patience(&self) -> Duration {
        Duration::from_secs(match self.kind {
            // A command line tool takes seconds to start.
            Kind::AzureCli { .. } | Kind::AzureDeveloperCli { .. } => 60,
            // The metadata service may be away for 70 s while it is updated (managed identities, "Error handling").
            Kind::ManagedIdentity(_) => 80,
            _ => 10,
        })
    }

    /// Asks once.
    pub(super) async fn fetch(&self, claims: Option<&str>) -> Result<Fetched, Unfetched> {
        let endpoints = self.endpoints().map_err(Unfetched::for_good)?;
        let whom = endpoints.last().map(|endpoint| endpoint.real.as_str().to_owned()).unwrap_or_default();
        let transport = Arc::new(Transport::new(self.http.clone(), endpoints, claims));
        let trouble = Trouble::default();
        let asked = match self.credential(&transport, &trouble) {
            Ok(credential) => credential.get_token(&[&self.cloud.scope()], None).await,
            Err(error) => Err(error),
        };
        match asked {
            Ok(token) => {
                let lives = SystemTime::from(token.expires_on).duration_since(SystemTime::now()).unwrap_or_default();
                Ok(Fetched { token: SecretString::from(token.token.secret().to_owned()), lives: Some(lives) })
            }
            Err(error) => Err(self.why(&error, &transport, &trouble, &whom)),
        }
    }

    /// Whom a token may be asked of: the authority, and where the sign-in has one, the place that vouches for this machine.
    fn endpoints(&self) -> Result<Vec<Endpoint>, Error> {
        let authority = authority(&self.cloud);
        Ok(match &self.kind {
            Kind::ManagedIdentity(_) => vec![managed_identity_endpoint()?],
            Kind::AzurePipelines { .. } => vec![plain(&variable("SYSTEM_OIDCREQUESTURI")?)?, authority],
            _ => vec![authority],
        })
    }

    fn credential(&self, transport: &Arc<Transport>, trouble: &Trouble) -> azure_core::Result<Arc<dyn TokenCredential>> {
        let client_options = self.options(transport);
        Ok(match &self.kind {
            Kind::ClientSecret { tenant_id, client_id, secret } => {
                let secret = Secret::new(secret.expose_secret().to_owned());
                ClientSecretCredential::new(tenant_id, client_id.clone(), secret, Some(ClientSecretCredentialOptions { client_options }))?
            }
            Kind::ClientCertificate { tenant_id, prover } => {
                let assertion = Assertion {
                    prover: Arc::clone(prover),
                    clock_ahead: self.clock_ahead.load(Ordering::Relaxed),
                    trouble: trouble.clone(),
                };
                let options = ClientAssertionCredentialOptions { client_options };
                ClientAssertionCredential::new(tenant_id.clone(), prover.client_id.clone(), assertion, Some(options))?
            }
            Kind::ManagedIdentity(which) => {
                let user_assigned_id = match which.clone() {
                    ManagedIdentity::SystemAssigned => None,
                    ManagedIdentity::ClientId(id) => Some(UserAssignedId::ClientId(id)),
                    ManagedIdentity::ObjectId(id) => Some(UserAssignedId::ObjectId(id)),
                    ManagedIdentity::ResourceId(id) => Some(UserAssignedId::ResourceId(id)),
                };
                ManagedIdentityCredential::new(Some(ManagedIdentityCredentialOptions { user_assigned_id, client_options }))?
            }
            Kind::WorkloadIdentity { tenant_id, client_id, token_file } => {
                WorkloadIdentityCredential::new(Some(WorkloadIdentityCredentialOptions {
                    credential_options: ClientAssertionCredentialOptions { client_options },
                    tenant_id: tenant_id.clone(),
                    client_id: client_id.clone(),
                    token_file_path: token_file.clone(),
                }))?
            }
            Kind::AzureCli { tenant_id } => {
                AzureCliCredential::new(Some(AzureCliCredentialOptions { tenant_id: tenant_id.clone(), ..Default::default() }))?
            }
            Kind::AzureDeveloperCli { tenant_id } => AzureDeveloperCliCredential::new(Some(AzureDeveloperCliCredentialOptions {
                tenant_id: tenant_id.clone(),
                ..Default::default()
            }))?,
            Kind::AzurePipelines { tenant_id, client_id, service_connection_id, system_access_token } => {
                let credential_options = ClientAssertionCredentialOptions { client_options };
                let token = Secret::new(system_access_token.expose_secret().to_owned());
                let options = AzurePipelinesCredentialOptions { credential_options };
                AzurePipelinesCredential::new(tenant_id.clone(), client_id.clone(), service_connection_id, token, Some(options))?
            }
        })
    }

    /// Options that put a credential on top of our transport. Retrying is the token manager's.
    fn options(&self, transport: &Arc<Transport>) -> ClientOptions {
        let mut custom = CustomConfiguration::default();
        custom.authority_host = https(self.cloud.authority());
        ClientOptions {
            transport: Some(AzureTransport::new(Arc::clone(transport) as Arc<dyn azure_core::http::HttpClient>)),
            retry: RetryOptions::none(),
            cloud: Some(Arc::new(custom.into())),
            ..ClientOptions::default()
        }
    }

    /// The administrator's version of what went wrong.
    fn why(&self, error: &azure_core::Error, transport: &Transport, trouble: &Trouble, whom: &str) -> Unfetched {
        if let Some(error) = trouble.take() {
            return Unfetched::for_good(error);
        }
        if let Some(refusal) = transport.refusal() {
            let ahead = transport.clock_ahead().unwrap_or_default();
            let corrected = refusal.is_about_time()
                && ahead.unsigned_abs() > CLOCK_IS_OFF
                && self.clock_ahead.swap(ahead, Ordering::Relaxed).abs_diff(ahead) > CLOCK_IS_OFF;
            let transient = corrected || (refusal.is_transient() && !self.has_been_retried());
            return Unfetched { error: refusal.error(whom), transient };
        }
        if let Some(no_answer) = no_answer(error) {
            return not_reached(whom, no_answer, self.hint());
        }
        let message = format!("No access token: {}. {}", chain(error).trim_end_matches('.'), self.hint());
        Unfetched::for_good(Error::new(ErrorKind::Authentication, message.trim_end()))
    }

    /// azure_identity asks the metadata service again by itself, for as long as its documents say, and nobody else.
    fn has_been_retried(&self) -> bool {
        matches!(self.kind, Kind::ManagedIdentity(_)) && std::env::var_os(PLATFORM_ENDPOINT).is_none()
    }

    fn hint(&self) -> &'static str {
        match self.kind {
            Kind::ManagedIdentity(_) => "Is this a machine of Azure's with a managed identity?",
            Kind::AzureCli { .. } => "Sign in with: az login",
            Kind::AzureDeveloperCli { .. } => "Sign in with: azd auth login",
            _ => "",
        }
    }
}

/// What a transport's error says, below the library's own.
fn no_answer<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a NoAnswer> {
    std::iter::successors(Some(error), |error| error.source()).find_map(|error| error.downcast_ref())
}

/// No answer came, or not all of it.
pub(super) fn not_reached(whom: &str, error: &NoAnswer, hint: &str) -> Unfetched {
    let hint = if hint.is_empty() { "Check the network, the proxy and the environment." } else { hint };
    let message = format!("No access token: {whom} was not reached. {}. {hint}", chain(error));
    Unfetched { error: Error::new(ErrorKind::Authentication, message), transient: true }
}

/// The authority as azure_identity insists on it, with https even for a loopback address, and as it is.
fn authority(cloud: &Cloud) -> Endpoint {
    let parse = |text: &str| Url::parse(text).expect("a cloud's authority is a URL");
    Endpoint { asked: parse(&https(cloud.authority())), real: parse(cloud.authority()) }
}

fn https(authority: &str) -> String {
    authority.replacen("http://", "https://", 1)
}

/// App Service and its kin say in a variable where to ask; everywhere else it is the metadata service.
fn managed_identity_endpoint() -> Result<Endpoint, Error> {
    if let Ok(endpoint) = std::env::var(PLATFORM_ENDPOINT) {
        return plain(&endpoint);
    }
    let real = std::env::var(METADATA_SERVICE_VARIABLE).unwrap_or_else(|_| METADATA_SERVICE.into());
    Ok(Endpoint { asked: plain(METADATA_SERVICE)?.asked, real: plain(&real)?.real })
}

fn plain(text: &str) -> Result<Endpoint, Error> {
    let wrong = |e| Error::caused(ErrorKind::Configuration, &format!("The address '{text}' from the environment is not a URL"), &e);
    let url = Url::parse(text).map_err(wrong)?;
    Ok(Endpoint { asked: url.clone(), real: url })
}

fn variable(name: &str) -> Result<String, Error> {
    std::env::var(name).map_err(|_| Error::new(ErrorKind::Configuration, format!("The environment variable {name} is not set.")))
}

/// Why there is no assertion: azure_identity would make a riddle of it.
#[derive(Clone, Default)]
struct Trouble(Arc<Mutex<Option<Error>>>);

impl Trouble {
    fn take(&self) -> Option<Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What azure_identity asks for an assertion.
struct Assertion {
    prover: Arc<Prover>,
    clock_ahead: i64,
    trouble: Trouble,
}

#[async_trait::async_trait]
impl ClientAssertion for Assertion {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        self.prover.assertion(self.clock_ahead).await.map_err(|error| {
            *self.trouble.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            azure_core::Error::with_message(AzureKind::Credential, "there is no client assertion")
        })
    }
}

impl fmt::Debug for Assertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Assertion")
    }
}
