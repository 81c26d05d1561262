//! What the service really did.

use crate::directory::Person;
use crate::quota::QuotaBooks;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// One user's line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserBooks {
    /// Principal name.
    pub user_principal_name: String,
    /// How often the sessions were revoked.
    pub revocations: u64,
    /// When last, RFC 3339 in simulated time; empty if never.
    pub last: String,
    /// Headers of that request, or of its part of a batch, by their names in small letters: those that begin with `x-`, the
    /// `user-agent` and the `client-request-id`; in a batch all but the content type.
    pub headers: BTreeMap<String, String>,
}

/// Requests by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    /// `$batch`.
    pub batch: u64,
    /// Plain revocations.
    pub single: u64,
    /// Token requests.
    pub token: u64,
    /// Reads.
    pub read: u64,
    /// Updates of users and devices.
    pub update: u64,
    /// Of all but those for tokens, the ones to beta.
    pub beta: u64,
}

/// A user or device that was enabled or disabled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// `users/{id}` or `devices/{id}`.
    pub resource: String,
    /// What it is since then.
    pub account_enabled: bool,
    /// Sessions revoked before, of all users: tells what came first.
    pub revocations: u64,
}

/// Revocations by answer, plain or in a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Items {
    /// 2xx.
    pub ok: u64,
    /// 429.
    pub throttled: u64,
    /// Anything else.
    pub refused: u64,
}

/// The totals.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Books {
    /// Sessions revoked, counted each time.
    pub revocations: u64,
    /// Users whose sessions were revoked at least once.
    pub users_revoked: u64,
    /// Requests by kind.
    pub requests: Requests,
    /// Revocations by answer.
    pub items: Items,
    /// Updates that were carried out, oldest first.
    pub updates: Vec<Update>,
    /// Claims that token requests brought along, oldest first.
    pub claims: Vec<String>,
    /// Client assertions that had their certificate chain with them.
    pub certificate_chains: u64,
    /// Pages on which a person was asked to sign in.
    pub sign_in_pages: u64,
    /// The quotas.
    pub quotas: Vec<QuotaBooks>,
    /// The largest number of Graph requests that were in the house at the same time.
    pub most_at_once: u64,
    /// Simulated time, RFC 3339.
    pub now: String,
}

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) requests: Requests,
    pub(crate) items: Items,
    pub(crate) users: HashMap<Person, (u64, String)>,
    pub(crate) headers: HashMap<Person, BTreeMap<String, String>>,
    pub(crate) revocations: u64,
    pub(crate) at_once: u64,
    pub(crate) most_at_once: u64,
    pub(crate) updates: Vec<Update>,
    pub(crate) claims: Vec<String>,
    pub(crate) certificate_chains: u64,
    pub(crate) sign_in_pages: u64,
}

impl Ledger {
    pub(crate) fn revoked(&mut self, person: Person, when: String, headers: &HashMap<String, String>) {
        if headers.is_empty() {
            self.headers.remove(&person);
        } else {
            self.headers.insert(person, headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect());
        }
        self.revocations += 1;
        let line = self.users.entry(person).or_default();
        *line = (line.0 + 1, when);
    }

    pub(crate) fn answered(&mut self, status: u16) {
        match status {
            200..=299 => self.items.ok += 1,
            429 => self.items.throttled += 1,
            _ => self.items.refused += 1,
        }
    }
}
