//! How a client signs in, and who it then is.

use secrecy::SecretString;
use std::fmt;
use std::time::SystemTime;

/// How a client gets its access tokens. Its `Debug` shows no secret.
#[derive(Clone)]
pub enum Credential {
    /// A bearer token for Microsoft Graph that the host got by its own means; it can't be renewed here.
    AccessToken(SecretString),
    /// An application with a client secret.
    ClientSecret {
        /// Tenant id or a verified domain of it.
        tenant_id: String,
        /// Application (client) id.
        client_id: String,
        /// The secret's value (not its id).
        client_secret: SecretString,
    },
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccessToken(_) => f.write_str("AccessToken([REDACTED])"),
            Self::ClientSecret { tenant_id, client_id, .. } => {
                write!(f, "ClientSecret {{ tenant_id: {tenant_id:?}, client_id: {client_id:?}, client_secret: [REDACTED] }}")
            }
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
}
