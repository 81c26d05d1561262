//! How a client signs in, and who it then is.

use crate::error::{Error, ErrorKind};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use std::fmt;
use std::path::PathBuf;
use std::time::SystemTime;

/// How a client gets its access tokens. Its `Debug` shows no secret.
#[derive(Clone)]
#[non_exhaustive]
pub enum Credential {
    /// A bearer token for Microsoft Graph that the host got by its own means; it can't be renewed here.
    AccessToken(SecretString),
    /// The host gives a token whenever one is wanted: see [`Client::next_host_request`](crate::Client::next_host_request).
    Host,
    /// An application with a client secret.
    ClientSecret {
        /// Tenant id or a verified domain of it.
        tenant_id: String,
        /// Application (client) id.
        client_id: String,
        /// The secret's value (not its id).
        client_secret: SecretString,
    },
    /// An application with a certificate.
    ClientCertificate {
        /// Tenant id or a verified domain of it.
        tenant_id: String,
        /// Application (client) id.
        client_id: String,
        /// The certificate with its RSA private key.
        certificate: Certificate,
        /// Sends the issuers' certificates too, for a registration that trusts subject name and issuer.
        send_chain: bool,
    },
    /// The identity that Azure gave to this virtual machine, App Service, Function or container.
    ManagedIdentity(ManagedIdentity),
    /// Workload identity federation (AKS and others): a token file takes the place of a secret.
    WorkloadIdentity {
        /// Tenant id; `AZURE_TENANT_ID` where there is none.
        tenant_id: Option<String>,
        /// Application (client) id; `AZURE_CLIENT_ID` where there is none.
        client_id: Option<String>,
        /// The file; `AZURE_FEDERATED_TOKEN_FILE` where there is none.
        token_file: Option<PathBuf>,
    },
    /// Whoever is signed in to the Azure CLI (`az login`).
    AzureCli {
        /// Tenant id or a verified domain of it; the CLI's own where there is none.
        tenant_id: Option<String>,
    },
    /// Whoever is signed in to the Azure Developer CLI (`azd auth login`).
    AzureDeveloperCli {
        /// Tenant id or a verified domain of it; the CLI's own where there is none.
        tenant_id: Option<String>,
    },
    /// A service connection of Azure Pipelines; needs `SYSTEM_OIDCREQUESTURI`, which the pipeline sets.
    AzurePipelines {
        /// Tenant id.
        tenant_id: String,
        /// Application (client) id.
        client_id: String,
        /// Id of the service connection.
        service_connection_id: String,
        /// The pipeline's `System.AccessToken`.
        system_access_token: SecretString,
    },
    /// A person, with a code that is entered on another device.
    DeviceCode(UserSignIn),
    /// A person, in a browser on this machine (authorization code with PKCE, redirected to a loopback port).
    InteractiveBrowser(UserSignIn),
}

/// A certificate with its RSA private key. Its `Debug` shows no secret.
#[derive(Clone)]
pub enum Certificate {
    /// A PEM or PFX file, encrypted or not.
    File {
        /// Where it is.
        path: PathBuf,
        /// What it is encrypted with.
        password: Option<SecretString>,
    },
    /// What such a file holds.
    Bytes {
        /// PEM or PFX.
        bytes: SecretSlice<u8>,
        /// What it is encrypted with.
        password: Option<SecretString>,
    },
    /// A certificate whose key the host keeps, in a store, a token or an HSM: it is asked for each signature, see
    /// [`Client::next_host_request`](crate::Client::next_host_request).
    KeptByHost {
        /// PEM, the application's own first and its issuers after it; or the application's own alone as DER. No key.
        certificates: Vec<u8>,
    },
}

/// Which managed identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManagedIdentity {
    /// The one that belongs to the machine.
    SystemAssigned,
    /// A user-assigned one, by its client id.
    ClientId(String),
    /// A user-assigned one, by its principal's object id.
    ObjectId(String),
    /// A user-assigned one, by its Azure resource id.
    ResourceId(String),
}

/// What a person signs in to.
#[derive(Debug, Clone, Default)]
pub struct UserSignIn {
    /// Tenant id or a verified domain of it; any work or school account where there is none.
    pub tenant_id: Option<String>,
    /// Application (client) id of a public client; Microsoft Graph Command Line Tools where there is none.
    pub client_id: Option<String>,
    /// Permissions to ask for, such as `User.Read.All`; `User.RevokeSessions.All` where there are none.
    pub scopes: Vec<String>,
}

impl Credential {
    /// What the environment variables `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and `AZURE_CLIENT_SECRET`, or
    /// `AZURE_CLIENT_CERTIFICATE_PATH`, `AZURE_CLIENT_CERTIFICATE_PASSWORD` and `AZURE_CLIENT_SEND_CERTIFICATE_CHAIN`, say.
    ///
    /// # Errors
    /// A name that is missing is named.
    pub fn from_environment() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let given = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let wanted = |name: &str| {
            given(name).ok_or_else(|| Error::new(ErrorKind::Configuration, format!("The environment variable {name} is not set.")))
        };
        let (tenant_id, client_id) = (wanted("AZURE_TENANT_ID")?, wanted("AZURE_CLIENT_ID")?);
        if let Some(secret) = given("AZURE_CLIENT_SECRET") {
            return Ok(Self::ClientSecret { tenant_id, client_id, client_secret: secret.into() });
        }
        if let Some(path) = given("AZURE_CLIENT_CERTIFICATE_PATH") {
            let password = given("AZURE_CLIENT_CERTIFICATE_PASSWORD").map(Into::into);
            let send_chain =
                given("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN").is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"));
            let certificate = Certificate::File { path: path.into(), password };
            return Ok(Self::ClientCertificate { tenant_id, client_id, certificate, send_chain });
        }
        let what = if given("AZURE_USERNAME").is_some() {
            "AZURE_USERNAME and AZURE_PASSWORD are not used, because Entra ID refuses them wherever multifactor authentication is on. Set AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH."
        } else {
            "Neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set."
        };
        Err(Error::new(ErrorKind::Configuration, what))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccessToken(_) => f.write_str("AccessToken([REDACTED])"),
            Self::Host => f.write_str("Host"),
            Self::ClientSecret { tenant_id, client_id, .. } => {
                write!(f, "ClientSecret {{ tenant_id: {tenant_id:?}, client_id: {client_id:?}, client_secret: [REDACTED] }}")
            }
            Self::ClientCertificate { tenant_id, client_id, certificate, send_chain } => f
                .debug_struct("ClientCertificate")
                .field("tenant_id", tenant_id)
                .field("client_id", client_id)
                .field("certificate", certificate)
                .field("send_chain", send_chain)
                .finish(),
            Self::ManagedIdentity(which) => write!(f, "ManagedIdentity({which:?})"),
            Self::WorkloadIdentity { tenant_id, client_id, token_file } => f
                .debug_struct("WorkloadIdentity")
                .field("tenant_id", tenant_id)
                .field("client_id", client_id)
                .field("token_file", token_file)
                .finish(),
            Self::AzureCli { tenant_id } => write!(f, "AzureCli({tenant_id:?})"),
            Self::AzureDeveloperCli { tenant_id } => write!(f, "AzureDeveloperCli({tenant_id:?})"),
            Self::AzurePipelines { tenant_id, client_id, service_connection_id, .. } => {
                write!(f, "AzurePipelines {{ {tenant_id:?}, {client_id:?}, {service_connection_id:?}, [REDACTED] }}")
            }
            Self::DeviceCode(sign_in) => write!(f, "DeviceCode({sign_in:?})"),
            Self::InteractiveBrowser(sign_in) => write!(f, "InteractiveBrowser({sign_in:?})"),
        }
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, .. } => write!(f, "File({})", path.display()),
            Self::Bytes { bytes, .. } => write!(f, "Bytes({}, [REDACTED])", bytes.expose_secret().len()),
            Self::KeptByHost { certificates } => write!(f, "KeptByHost({} bytes)", certificates.len()),
        }
    }
}

/// Who the client is to the service, as far as its token tells.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Application (client) id.
    pub client_id: Option<String>,
    /// The application's name.
    pub app_name: Option<String>,
    /// The signed-in user's principal name; none for an application.
    pub account: Option<String>,
    /// True for a signed-in user, false for an application, none where the token does not tell.
    pub delegated: Option<bool>,
    /// Delegated scopes, or the application's roles.
    pub scopes: Vec<String>,
    /// When the token ends.
    pub expires_at: Option<SystemTime>,
    /// What the token lacks for revoking sessions, and how to get it; none where it has it, or does not tell.
    pub missing_permission: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)]) -> Result<Credential, Error> {
        Credential::from_variables(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_environment_names_a_secret_before_a_certificate() {
        let both =
            [("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"), ("AZURE_CLIENT_SECRET", "s3cret"), ("AZURE_CLIENT_CERTIFICATE_PATH", "p")];
        let credential = from(&both).expect("complete");
        assert!(matches!(&credential, Credential::ClientSecret { tenant_id, .. } if tenant_id == "t"));
        assert!(!format!("{credential:?}").contains("s3cret"));
        let certificate =
            [both[0], both[1], both[3], ("AZURE_CLIENT_CERTIFICATE_PASSWORD", "s3cret"), ("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN", "TRUE")];
        let credential = from(&certificate).expect("complete");
        assert!(matches!(&credential, Credential::ClientCertificate { send_chain: true, .. }));
        assert!(!format!("{credential:?}").contains("s3cret"));
    }

    #[test]
    fn what_the_environment_lacks_is_named() {
        for (variables, part) in [
            (&[][..], "AZURE_TENANT_ID is not set"),
            (&[("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", " ")][..], "AZURE_CLIENT_ID is not set"),
            (&[("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c")][..], "Neither AZURE_CLIENT_SECRET nor"),
            (&[("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"), ("AZURE_USERNAME", "u")][..], "multifactor"),
        ] {
            assert!(from(variables).expect_err(part).message().contains(part));
        }
    }
}
