//! Who a client is to the service.

use super::codes;
use super::error::{Fault, entra_revoke_error};
use super::handle;
use super::owned::{Arena, Owned};
use super::text::entra_revoke_str;
use crate::Client;
use std::time::{SystemTime, UNIX_EPOCH};

/// What the newest token tells; empty where it does not. Owned by the caller: to be freed once, by
/// `entra_revoke_context_free`.
#[repr(C)]
pub struct entra_revoke_context {
    /// ENTRA_REVOKE_AUTH_TYPE_....
    pub auth_type: u32,
    /// Not used yet: 0.
    pub reserved: u32,
    /// When the token ends, in milliseconds since 1970-01-01T00:00:00Z; 0 where that is unknown.
    pub expires_at_unix_ms: i64,
    /// Tenant id.
    pub tenant_id: entra_revoke_str,
    /// Application (client) id.
    pub client_id: entra_revoke_str,
    /// The application's name.
    pub app_name: entra_revoke_str,
    /// The signed-in user's principal name; empty for an application.
    pub account: entra_revoke_str,
    /// Delegated scopes or application roles, with a blank between them.
    pub scopes: entra_revoke_str,
    /// Name of the cloud.
    pub environment: entra_revoke_str,
    /// Where its Microsoft Graph is.
    pub graph_endpoint: entra_revoke_str,
    /// Since 1.1: what the token lacks for revoking sessions, and how to get it; empty where it has it, or does not tell.
    pub missing_permission: entra_revoke_str,
}

/// Who a client is to the service, as far as its newest token tells. Never blocks; before there is a token, all but the
/// environment is empty.
///
/// `context`: receives an owned block, to be freed by `entra_revoke_context_free`.
/// Errors: ARGUMENT, HANDLE.
///
/// # Safety
/// Pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_client_context(
    client: u64,
    context: *mut *mut entra_revoke_context,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [context], {
        if context.is_null() {
            return Err(Fault::argument("context: the pointer is NULL."));
        }
        let owned = give(&handle::get::<Client>(client)?);
        // SAFETY: not NULL, and the caller promises the rest.
        unsafe { context.write(owned) };
        Ok(())
    })
}

/// Frees a context. NULL is ignored. Never fails.
///
/// # Safety
/// `context` is NULL or came from this library and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_context_free(context: *mut entra_revoke_context) {
    guard!(value {
        // SAFETY: as the caller promises.
        unsafe { Owned::free(context) }
    });
}

fn give(client: &Client) -> *mut entra_revoke_context {
    let context = client.context();
    let scopes = context.scopes.join(" ");
    let mut arena = Arena::default();
    let texts = [
        context.tenant_id.as_deref().unwrap_or_default(),
        context.client_id.as_deref().unwrap_or_default(),
        context.app_name.as_deref().unwrap_or_default(),
        context.account.as_deref().unwrap_or_default(),
        &scopes,
        client.cloud().name(),
        client.cloud().graph(),
        context.missing_permission.as_deref().unwrap_or_default(),
    ]
    .map(|text| arena.put(text));
    Owned::give(arena, |arena| {
        let [tenant_id, client_id, app_name, account, scopes, environment, graph_endpoint, missing_permission] =
            texts.map(|at| arena.text(at));
        entra_revoke_context {
            auth_type: auth_type(context.delegated),
            reserved: 0,
            expires_at_unix_ms: context.expires_at.map_or(0, unix_ms),
            tenant_id,
            client_id,
            app_name,
            account,
            scopes,
            environment,
            graph_endpoint,
            missing_permission,
        }
    })
}

fn auth_type(delegated: Option<bool>) -> u32 {
    match delegated {
        None => codes::ENTRA_REVOKE_AUTH_TYPE_UNKNOWN,
        Some(false) => codes::ENTRA_REVOKE_AUTH_TYPE_APP_ONLY,
        Some(true) => codes::ENTRA_REVOKE_AUTH_TYPE_DELEGATED,
    }
}

fn unix_ms(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0)
}
