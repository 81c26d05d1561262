//! Clients.

use super::codes;
use super::error::{Fault, entra_revoke_error};
use super::handle;
use super::proxy;
use super::structs::{self, Sized32};
use super::text::{self, entra_revoke_str};
use crate::{Certificate, Client, ClientOptions, Cloud, Credential, ManagedIdentity, UserSignIn};
use std::time::Duration;

/// A handle of a client; 0 never is one.
pub type entra_revoke_client = u64;

/// How long `entra_revoke_client_connect` waits by default, and where a person signs in.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(120);
const PERSON_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// What a client is made of. Zero, an empty text included, means the default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entra_revoke_client_options {
    /// sizeof(entra_revoke_client_options).
    pub struct_size: u32,
    /// ENTRA_REVOKE_CREDENTIAL_...; required.
    pub credential: u32,
    /// For ENTRA_REVOKE_CREDENTIAL_ACCESS_TOKEN: a bearer token for Microsoft Graph. It can't be renewed by the library.
    pub access_token: entra_revoke_str,
    /// Tenant id, or a verified domain of the tenant.
    pub tenant_id: entra_revoke_str,
    /// Application (client) id; for a managed identity, the client id of a user-assigned one.
    pub client_id: entra_revoke_str,
    /// For ENTRA_REVOKE_CREDENTIAL_CLIENT_SECRET: the secret's value, not its id.
    pub client_secret: entra_revoke_str,
    /// Global (the default), USGov, USGovDoD, China, without regard to case; any name where both endpoints are given.
    pub environment: entra_revoke_str,
    /// Where Microsoft Graph is: https, or http for a loopback address. Both endpoints or none.
    pub graph_endpoint: entra_revoke_str,
    /// Who issues the tokens: https, or http for a loopback address.
    pub authority_endpoint: entra_revoke_str,
    /// Product tokens put before the library's own in the User-Agent header.
    pub user_agent: entra_revoke_str,
    /// Writes that one application may do in one tenant in each window; default 3000, as Microsoft documents it.
    pub write_quota: u32,
    /// The quota's window in milliseconds; default 150000, as Microsoft documents it.
    pub write_quota_window_ms: u32,
    /// Requests in flight at the same time at the most, 1 to 1024; default 64.
    pub max_in_flight: u32,
    /// Users in one request, 1 to 20; default 20.
    pub max_batch_size: u32,
    /// Sends of one user before it is given up, throttled ones not counted, 1 to 100; default 8.
    pub max_attempts: u32,
    /// How long a user is retried, in milliseconds from the first send; default 900000.
    pub give_up_after_ms: u32,
    /// How long one request may take, in milliseconds; default 100000.
    pub request_timeout_ms: u32,
    /// How long connecting may take, in milliseconds; default 10000.
    pub connect_timeout_ms: u32,
    /// Since 1.1: a PEM or PFX file's content, any bytes.
    pub certificate: entra_revoke_str,
    /// Since 1.1: path of a PEM or PFX file.
    pub certificate_path: entra_revoke_str,
    /// Since 1.1: what the certificate's private key is encrypted with.
    pub certificate_password: entra_revoke_str,
    /// Since 1.1: object id of a user-assigned managed identity's principal.
    pub managed_identity_object_id: entra_revoke_str,
    /// Since 1.1: Azure resource id of a user-assigned managed identity.
    pub managed_identity_resource_id: entra_revoke_str,
    /// Since 1.1: path of the file with the federated token.
    pub federated_token_path: entra_revoke_str,
    /// Since 1.1: id of the service connection of Azure Pipelines.
    pub service_connection_id: entra_revoke_str,
    /// Since 1.1: the pipeline's System.AccessToken.
    pub system_access_token: entra_revoke_str,
    /// Since 1.1: permissions to ask for when a person signs in, with blanks between them; default User.RevokeSessions.All.
    pub scopes: entra_revoke_str,
    /// Since 1.1: proxy, such as http://proxy.contoso.com:8080; default is the environment's or the system's.
    pub proxy_url: entra_revoke_str,
    /// Since 1.1: user name for the proxy.
    pub proxy_user: entra_revoke_str,
    /// Since 1.1: password for the proxy.
    pub proxy_password: entra_revoke_str,
    /// Since 1.1: hosts that are reached without the proxy, with commas between them, as in NO_PROXY.
    pub proxy_bypass: entra_revoke_str,
    /// Since 1.1: PEM of certificate authorities to trust beside those of the system.
    pub certificate_authorities: entra_revoke_str,
    /// Since 1.1: 1 sends the issuers' certificates with a certificate's assertion (subject name and issuer trust).
    pub send_certificate_chain: u32,
    /// Since 1.1: not used yet: 0.
    pub reserved: u32,
}

// SAFETY: repr(C), begins with its size, and integers and pointers may have any bits.
unsafe impl Sized32 for entra_revoke_client_options {
    const NAME: &'static str = "options";
    const FIRST: usize = std::mem::offset_of!(Self, certificate);
}

impl entra_revoke_client_options {
    /// # Safety
    /// All texts can be read.
    unsafe fn to_options(self) -> Result<ClientOptions, Fault> {
        // SAFETY: as the caller promises.
        let mut options = ClientOptions::new(unsafe { self.to_credential() }?);
        // SAFETY: as the caller promises.
        options.cloud = unsafe { self.to_cloud() }?;
        // SAFETY: as the caller promises.
        let user_agent = unsafe { text::read("options.user_agent", self.user_agent) }?;
        options.user_agent = (!user_agent.is_empty()).then(|| user_agent.to_owned());
        // SAFETY: as the caller promises.
        options.proxy = unsafe { proxy::read("options", [self.proxy_url, self.proxy_user, self.proxy_password, self.proxy_bypass]) }?;
        // SAFETY: as the caller promises.
        let authorities = unsafe { text::read("options.certificate_authorities", self.certificate_authorities) }?;
        options.certificate_authorities = some(authorities);
        set(&mut options.write_quota, self.write_quota);
        set(&mut options.max_attempts, self.max_attempts);
        set(&mut options.max_in_flight, self.max_in_flight as usize);
        set(&mut options.max_batch_size, self.max_batch_size as usize);
        set(&mut options.write_quota_window, milliseconds(self.write_quota_window_ms));
        set(&mut options.give_up_after, milliseconds(self.give_up_after_ms));
        set(&mut options.request_timeout, milliseconds(self.request_timeout_ms));
        set(&mut options.connect_timeout, milliseconds(self.connect_timeout_ms));
        Ok(options)
    }

    /// # Safety
    /// All texts can be read.
    unsafe fn to_credential(self) -> Result<Credential, Fault> {
        // SAFETY: as the caller promises.
        let read = |name: &str, value| unsafe { text::read(name, value) };
        let tenant_id = read("options.tenant_id", self.tenant_id)?.to_owned();
        let client_id = read("options.client_id", self.client_id)?.to_owned();
        Ok(match self.credential {
            codes::ENTRA_REVOKE_CREDENTIAL_ACCESS_TOKEN => Credential::AccessToken(read("options.access_token", self.access_token)?.into()),
            codes::ENTRA_REVOKE_CREDENTIAL_CLIENT_SECRET => {
                let client_secret = read("options.client_secret", self.client_secret)?.into();
                Credential::ClientSecret { tenant_id, client_id, client_secret }
            }
            codes::ENTRA_REVOKE_CREDENTIAL_CLIENT_CERTIFICATE | codes::ENTRA_REVOKE_CREDENTIAL_CERTIFICATE_KEPT_BY_HOST => {
                // SAFETY: as the caller promises.
                let certificate = unsafe { self.to_certificate() }?;
                let send_chain = flag("options.send_certificate_chain", self.send_certificate_chain)?;
                Credential::ClientCertificate { tenant_id, client_id, certificate, send_chain }
            }
            codes::ENTRA_REVOKE_CREDENTIAL_MANAGED_IDENTITY => {
                let object_id = read("options.managed_identity_object_id", self.managed_identity_object_id)?.to_owned();
                let resource_id = read("options.managed_identity_resource_id", self.managed_identity_resource_id)?.to_owned();
                Credential::ManagedIdentity(managed_identity(client_id, object_id, resource_id)?)
            }
            codes::ENTRA_REVOKE_CREDENTIAL_WORKLOAD_IDENTITY => {
                let token_file = some(read("options.federated_token_path", self.federated_token_path)?).map(Into::into);
                Credential::WorkloadIdentity { tenant_id: some(&tenant_id), client_id: some(&client_id), token_file }
            }
            codes::ENTRA_REVOKE_CREDENTIAL_AZURE_CLI => Credential::AzureCli { tenant_id: some(&tenant_id) },
            codes::ENTRA_REVOKE_CREDENTIAL_AZURE_DEVELOPER_CLI => Credential::AzureDeveloperCli { tenant_id: some(&tenant_id) },
            codes::ENTRA_REVOKE_CREDENTIAL_AZURE_PIPELINES => Credential::AzurePipelines {
                tenant_id,
                client_id,
                service_connection_id: read("options.service_connection_id", self.service_connection_id)?.to_owned(),
                system_access_token: read("options.system_access_token", self.system_access_token)?.into(),
            },
            codes::ENTRA_REVOKE_CREDENTIAL_ENVIRONMENT => Credential::from_environment()?,
            codes::ENTRA_REVOKE_CREDENTIAL_HOST => Credential::Host,
            codes::ENTRA_REVOKE_CREDENTIAL_DEVICE_CODE | codes::ENTRA_REVOKE_CREDENTIAL_INTERACTIVE_BROWSER => {
                let scopes = read("options.scopes", self.scopes)?.split_whitespace().map(str::to_owned).collect();
                let sign_in = UserSignIn { tenant_id: some(&tenant_id), client_id: some(&client_id), scopes };
                if self.credential == codes::ENTRA_REVOKE_CREDENTIAL_DEVICE_CODE {
                    Credential::DeviceCode(sign_in)
                } else {
                    Credential::InteractiveBrowser(sign_in)
                }
            }
            other => return Err(Fault::argument(format!("options.credential is {other}; use one of ENTRA_REVOKE_CREDENTIAL_…."))),
        })
    }

    /// # Safety
    /// All texts can be read.
    unsafe fn to_certificate(self) -> Result<Certificate, Fault> {
        // SAFETY: as the caller promises.
        let bytes = unsafe { text::read_bytes("options.certificate", self.certificate) }?;
        if self.credential == codes::ENTRA_REVOKE_CREDENTIAL_CERTIFICATE_KEPT_BY_HOST {
            return Ok(Certificate::KeptByHost { certificates: bytes.to_vec() });
        }
        // SAFETY: as the caller promises.
        let read = |name: &str, value| unsafe { text::read(name, value) };
        let path = read("options.certificate_path", self.certificate_path)?;
        let password = some(read("options.certificate_password", self.certificate_password)?).map(Into::into);
        match (bytes, path) {
            ([], "") => Err(Fault::configuration("A certificate is needed: certificate or certificate_path.")),
            ([], path) => Ok(Certificate::File { path: path.into(), password }),
            (bytes, "") => Ok(Certificate::Bytes { bytes: bytes.to_vec().into(), password }),
            _ => Err(Fault::configuration("There are two certificates: give certificate or certificate_path.")),
        }
    }

    /// # Safety
    /// All texts can be read.
    unsafe fn to_cloud(self) -> Result<Cloud, Fault> {
        // SAFETY: as the caller promises.
        let read = |name: &str, value| unsafe { text::read(name, value) };
        let name = read("options.environment", self.environment)?;
        let graph = read("options.graph_endpoint", self.graph_endpoint)?;
        let authority = read("options.authority_endpoint", self.authority_endpoint)?;
        match (name, graph, authority) {
            ("", "", "") => Ok(Cloud::global()),
            (name, "", "") => Ok(Cloud::named(name)?),
            (_, "", _) | (_, _, "") => {
                Err(Fault::configuration("An environment of its own needs both endpoints: graph_endpoint and authority_endpoint."))
            }
            (name, graph, authority) => Ok(Cloud::custom(if name.is_empty() { "Custom" } else { name }, graph, authority)?),
        }
    }
}

/// At most one of three names a user-assigned identity.
fn managed_identity(client_id: String, object_id: String, resource_id: String) -> Result<ManagedIdentity, Fault> {
    match (client_id.is_empty(), object_id.is_empty(), resource_id.is_empty()) {
        (true, true, true) => Ok(ManagedIdentity::SystemAssigned),
        (false, true, true) => Ok(ManagedIdentity::ClientId(client_id)),
        (true, false, true) => Ok(ManagedIdentity::ObjectId(object_id)),
        (true, true, false) => Ok(ManagedIdentity::ResourceId(resource_id)),
        _ => Err(Fault::configuration(
            "A managed identity has more than one name: give client_id, managed_identity_object_id or managed_identity_resource_id.",
        )),
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn flag(name: &str, value: u32) -> Result<bool, Fault> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(Fault::argument(format!("{name} is {other}; use 0 or 1."))),
    }
}

/// Zero means the default.
fn set<T: Default + PartialEq>(option: &mut T, value: T) {
    if value != T::default() {
        *option = value;
    }
}

fn milliseconds(value: u32) -> Duration {
    Duration::from_millis(value.into())
}

/// Makes a client; nothing is sent yet. Costs some milliseconds: make one and keep it.
///
/// `options`: required. `client`: receives the handle, to be closed by `entra_revoke_client_close`.
/// Errors: ARGUMENT, UTF8, CONFIGURATION.
///
/// # Safety
/// Pointers are NULL or valid; `options` is as large as its `struct_size` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_client_open(
    options: *const entra_revoke_client_options,
    client: *mut entra_revoke_client,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [client], {
        if client.is_null() {
            return Err(Fault::argument("client: the pointer is NULL."));
        }
        // SAFETY: as the caller promises.
        let options = unsafe { structs::read(options)?.to_options() }?;
        let handle = handle::open(Client::open(options)?)?;
        // SAFETY: not NULL, and the caller promises the rest.
        unsafe { client.write(handle) };
        Ok(())
    })
}

/// Gets an access token now, so that a wrong secret shows before anybody is to be revoked; only here a person is asked to sign
/// in. Blocks: where the host has to answer or show something, another thread takes `entra_revoke_client_next_host_request`.
///
/// `timeout_ms`: how long to wait at the most; 0 for 120000, and for 900000 where a person signs in.
/// Errors: HANDLE, AUTHENTICATION, TIMEOUT, CLOSED.
///
/// # Safety
/// `error` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_client_connect(
    client: entra_revoke_client,
    timeout_ms: u32,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [], {
        let client = handle::get::<Client>(client)?;
        let timeout = match timeout_ms {
            0 if client.asks_a_person() => PERSON_TIMEOUT,
            0 => CONNECT_TIMEOUT,
            given => milliseconds(given),
        };
        Ok(client.connect(timeout)?)
    })
}

/// Closes a client. Its jobs stay open, to be read to their end: what was not sent comes out as NOT_SENT, what was not
/// answered as UNKNOWN. A wait for its connection ends with CLOSED.
///
/// Errors: HANDLE.
///
/// # Safety
/// `error` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_client_close(client: entra_revoke_client, error: *mut *mut entra_revoke_error) -> i32 {
    guard!(error, [], {
        handle::close::<Client>(client)?.close();
        Ok(())
    })
}
