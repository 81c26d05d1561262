//! Faults on request.

use serde::{Deserialize, Serialize};

/// What a fault can befall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    /// Any request.
    Any,
    /// A plain POST that revokes one user.
    Revoke,
    /// A `$batch` as a whole.
    Batch,
    /// One revocation in a batch.
    BatchItem,
    /// A revocation of one user, plain or in a batch.
    Write,
    /// A token request.
    Token,
    /// A GET.
    #[serde(alias = "users")]
    Read,
    /// A PATCH.
    Update,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    /// 429.
    Throttle {
        /// Seconds; none leaves the header out.
        retry_after: Option<u64>,
        /// `x-ms-throttle-scope`.
        #[serde(default)]
        scope: Option<String>,
    },
    /// Another status.
    Status {
        /// HTTP status.
        status: u16,
        /// Graph's error code.
        #[serde(default)]
        code: Option<String>,
        /// Graph's message.
        #[serde(default)]
        message: Option<String>,
        /// Seconds.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// The answer ends in the middle of its body; the write was done.
    CutBody,
    /// The connection ends before the write was done.
    ResetBefore,
    /// The connection ends after the write was done.
    ResetAfter,
    /// The answer takes so many milliseconds more.
    Slow {
        /// Real milliseconds.
        ms: u64,
    },
    /// The answer never comes; the write was done.
    Hang,
    /// 200 with a proxy's HTML page.
    Html,
    /// The batch's answer leaves this user out; the write was done.
    MissingItem,
    /// The batch's answer has this user twice.
    RepeatItem,
    /// The batch's answer has an id that nobody asked for, in place of this user's.
    UnknownItem,
    /// 302 to another place.
    Redirect {
        /// Where to.
        location: String,
    },
    /// 401 with a claims challenge, as Continuous Access Evaluation sends it.
    Claims,
    /// 200 with `"value": false`; the write was not done.
    ValueFalse,
}

/// A fault to come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// What it befalls.
    pub on: On,
    /// Only this user, by id or name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: Kind,
    /// How often; null is for ever.
    #[serde(default = "once")]
    pub times: Option<u64>,
    /// So many go well first.
    #[serde(default)]
    pub skip: u64,
    /// How likely, 0 to 1.
    #[serde(default = "always")]
    pub probability: f64,
    /// How often it has happened.
    #[serde(default)]
    pub fired: u64,
}

fn once() -> Option<u64> {
    Some(1)
}

fn always() -> f64 {
    1.0
}

impl Fault {
    /// One that happens once, to anybody.
    pub fn new(on: On, kind: Kind) -> Self {
        Self { on, user: None, kind, times: once(), skip: 0, probability: always(), fired: 0 }
    }

    /// To this user only.
    pub fn to(self, user: &str) -> Self {
        Self { user: Some(user.into()), ..self }
    }

    /// As often as there is occasion.
    pub fn for_ever(self) -> Self {
        Self { times: None, ..self }
    }

    /// So often.
    pub fn times(self, times: u64) -> Self {
        Self { times: Some(times), ..self }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub(crate) list: Vec<Fault>,
}

impl Faults {
    /// The fault that befalls this, if any. `is_user` tells whether a name is that of the user concerned.
    pub(crate) fn strike(&mut self, on: On, random: &mut fastrand::Rng, is_user: impl Fn(&str) -> bool) -> Option<Kind> {
        for fault in &mut self.list {
            let fits = fault.on == on
                || (fault.on == On::Any && on != On::BatchItem)
                || (fault.on == On::Write && matches!(on, On::Revoke | On::BatchItem));
            let concerned = fault.user.as_deref().is_none_or(&is_user);
            if !fits || !concerned || fault.times.is_some_and(|times| fault.fired >= times) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if fault.probability < 1.0 && random.f64() >= fault.probability {
                continue;
            }
            fault.fired += 1;
            return Some(fault.kind.clone());
        }
        None
    }
}
