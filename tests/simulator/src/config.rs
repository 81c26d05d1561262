//! What a simulator starts with, and what can be changed while it runs.

use crate::quota::{Limit, Limits};
use serde::{Deserialize, Serialize};

/// The tenant.
pub const TENANT_ID: &str = "11111111-2222-4333-8444-555555555555";
/// The application.
pub const CLIENT_ID: &str = "66666666-7777-4888-8999-aaaaaaaaaaaa";
/// Object id of its service principal.
pub(crate) const SERVICE_PRINCIPAL_ID: &str = "00000000-0000-4000-d000-000000000001";
/// Its secret; the simulator's only, and worth nothing anywhere else.
pub const CLIENT_SECRET: &str = "simulated~secret/+&=%";

/// The public client that people sign in to, besides the application.
pub const PUBLIC_CLIENT_ID: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
/// What App Service's endpoint wants to see.
pub const IDENTITY_HEADER: &str = "simulated-identity-header";
/// A pipeline's `System.AccessToken`.
pub const PIPELINE_TOKEN: &str = "simulated-pipeline-token";

/// What a simulator starts with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Loopback port; 0 takes a free one.
    pub port: u16,
    /// `user00001@contoso.example` and so on.
    pub users: u64,
    /// `guest00001_fabrikam.example#EXT#@contoso.example` and so on.
    pub guests: u64,
    /// `admin00001@contoso.example` and so on: 403.
    pub forbidden: u64,
    /// `deleted00001@contoso.example` and so on: 404.
    pub deleted: u64,
    /// More members, by principal name.
    pub extra_users: Vec<String>,
    /// Risky users: the first so many members, a third of them of high risk.
    pub risky_users: u64,
    /// The application's permissions.
    pub permissions: Vec<String>,
    /// What was consented to for people who sign in.
    pub delegated_permissions: Vec<String>,
    /// Who signs in.
    pub signs_in: String,
    /// The machine has an identity of its own.
    pub system_assigned: bool,
    /// Client ids, object ids and resource ids of user-assigned identities.
    pub managed_identities: Vec<String>,
    /// Serves https with a certificate of a certificate authority of its own, made for this run.
    pub tls: bool,
    /// What can be changed later.
    pub settings: Settings,
}

impl Default for Config {
    fn default() -> Self {
        let permissions = ["User.RevokeSessions.All", "User.Read.All", "IdentityRiskyUser.Read.All", "GroupMember.Read.All"];
        Self {
            port: 0,
            users: 100,
            guests: 0,
            forbidden: 0,
            deleted: 0,
            extra_users: Vec::new(),
            risky_users: 9,
            permissions: permissions.map(str::to_owned).into(),
            delegated_permissions: ["User.Read"].into_iter().chain(permissions).map(str::to_owned).collect(),
            signs_in: "user00001@contoso.example".into(),
            system_assigned: true,
            managed_identities: Vec::new(),
            tls: false,
            settings: Settings::default(),
        }
    }
}

/// What a person does who is asked to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    /// Signs in and consents.
    #[default]
    SignsIn,
    /// Refuses to consent.
    Declines,
    /// Does nothing.
    Away,
    /// Comes when the code has expired.
    TooLate,
}

/// What can be changed while it runs (`POST /control/settings`).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How long Graph takes to answer, in real milliseconds ...
    pub latency_ms: f64,
    /// ... more or less by up to so many.
    pub jitter_ms: f64,
    /// How long the token endpoint takes.
    pub token_latency_ms: f64,
    /// Simulated seconds in a real one.
    pub clock_scale: f64,
    /// Writes of one application in the tenant: at once, and more each second.
    pub app_write_capacity: f64,
    /// See above.
    pub app_write_per_second: f64,
    /// Writes of all applications in the tenant.
    pub tenant_write_capacity: f64,
    /// See above.
    pub tenant_write_per_second: f64,
    /// Life of a token, in simulated seconds.
    pub token_lifetime: u64,
    /// What a person does who is asked to sign in.
    pub person: Person,
    /// Seconds between two questions whether somebody has entered the code.
    pub device_interval: u64,
    /// How often the answer to it is `authorization_pending` ...
    pub device_pending: u32,
    /// ... and before that `slow_down`.
    pub device_slow_down: u32,
    /// Throttle headers in batch items, too; the documents promise `Retry-After` only.
    pub headers_in_batch_items: bool,
    /// 403 and 404 cost a write; the documents don't say.
    pub failed_writes_cost: bool,
    /// A refused write costs one, as the documents say ("throttled requests still count").
    pub throttled_writes_cost: bool,
    /// Answers with 204 and no body, as the documents once announced.
    pub no_content: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            latency_ms: 0.0,
            jitter_ms: 0.0,
            token_latency_ms: 0.0,
            clock_scale: 1.0,
            app_write_capacity: 3_000.0,
            app_write_per_second: 20.0,
            tenant_write_capacity: 18_000.0,
            tenant_write_per_second: 60.0,
            token_lifetime: 3_599,
            person: Person::SignsIn,
            device_interval: 5,
            device_pending: 0,
            device_slow_down: 0,
            headers_in_batch_items: true,
            failed_writes_cost: true,
            throttled_writes_cost: false,
            no_content: false,
        }
    }
}

impl Settings {
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            application: Limit { capacity: self.app_write_capacity, per_second: self.app_write_per_second },
            tenant: Limit { capacity: self.tenant_write_capacity, per_second: self.tenant_write_per_second },
        }
    }

    /// Takes the values of a JSON object over; others stay.
    pub(crate) fn merge(&self, changes: &serde_json::Value) -> Result<Self, String> {
        let mut all = serde_json::to_value(self).map_err(|e| e.to_string())?;
        let (Some(all_of_them), Some(changes)) = (all.as_object_mut(), changes.as_object()) else {
            return Err("an object is wanted".into());
        };
        all_of_them.extend(changes.clone());
        let merged: Self = serde_json::from_value(all).map_err(|e| e.to_string())?;
        if !(merged.clock_scale > 0.0 && merged.app_write_capacity >= 1.0 && merged.tenant_write_capacity >= 1.0) {
            return Err("clock_scale and the capacities must be positive".into());
        }
        Ok(merged)
    }
}
