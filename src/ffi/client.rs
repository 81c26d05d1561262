//! Clients.

use super::codes;
use super::error::{Fault, entra_revoke_error};
use super::handle;
use super::structs::{self, Sized32};
use super::text::{self, entra_revoke_str};
use crate::{Client, ClientOptions, Cloud, Credential};
use std::time::Duration;

/// A handle of a client; 0 never is one.
pub type entra_revoke_client = u64;

/// How long `entra_revoke_client_connect` waits by default.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(120);

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
    /// For ENTRA_REVOKE_CREDENTIAL_CLIENT_SECRET: tenant id, or a verified domain of the tenant.
    pub tenant_id: entra_revoke_str,
    /// For ENTRA_REVOKE_CREDENTIAL_CLIENT_SECRET: application (client) id.
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
}

// SAFETY: repr(C), begins with its size, and integers and pointers may have any bits.
unsafe impl Sized32 for entra_revoke_client_options {
    const NAME: &'static str = "options";
    const FIRST: usize = size_of::<Self>();
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
        match self.credential {
            codes::ENTRA_REVOKE_CREDENTIAL_ACCESS_TOKEN => {
                Ok(Credential::AccessToken(read("options.access_token", self.access_token)?.into()))
            }
            codes::ENTRA_REVOKE_CREDENTIAL_CLIENT_SECRET => Ok(Credential::ClientSecret {
                tenant_id: read("options.tenant_id", self.tenant_id)?.to_owned(),
                client_id: read("options.client_id", self.client_id)?.to_owned(),
                client_secret: read("options.client_secret", self.client_secret)?.into(),
            }),
            other => Err(Fault::argument(format!("options.credential is {other}; use one of ENTRA_REVOKE_CREDENTIAL_…."))),
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
            (_, "", _) | (_, _, "") => Err(Fault::new(
                codes::ENTRA_REVOKE_ERROR_CONFIGURATION,
                "An environment of its own needs both endpoints: graph_endpoint and authority_endpoint.",
            )),
            (name, graph, authority) => Ok(Cloud::custom(if name.is_empty() { "Custom" } else { name }, graph, authority)?),
        }
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

/// Gets an access token now, so that a wrong secret shows before anybody is to be revoked. Blocks.
///
/// `timeout_ms`: how long to wait at the most; 0 for 120000.
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
        let timeout = if timeout_ms == 0 { CONNECT_TIMEOUT } else { milliseconds(timeout_ms) };
        Ok(handle::get::<Client>(client)?.connect(timeout)?)
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
