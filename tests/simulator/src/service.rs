//! The service: takes a request, does what it asks, keeps the books, and says what it answers.

use crate::books::{Books, Ledger, UserBooks};
use crate::clock::Clock;
use crate::config::{CLIENT_ID, Config, SERVICE_PRINCIPAL_ID, Settings, TENANT_ID};
use crate::directory::{Directory, Person};
use crate::faults::{Faults, Kind, On};
use crate::oauth::Authority;
use crate::quota::Quotas;
use crate::reply::{Fate, Reply};
use crate::tokens::{Grant, Tokens};
use crate::updates::Account;
use crate::{batch, oauth, reads, revoke, updates};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

/// A request, read to its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) authorization: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) consistency_level: Option<String>,
    /// Headers that somebody may look at, by their names in small letters.
    pub(crate) headers: HashMap<String, String>,
    /// The request said how long its body is.
    pub(crate) has_length: bool,
    pub(crate) body: Vec<u8>,
    /// `http://127.0.0.1:port`
    pub(crate) root: String,
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// A token that a test asks for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokenRequest {
    /// Application id; the default application's where none is given.
    pub client_id: Option<String>,
    /// Principal name: a delegated token for this user.
    pub user: Option<String>,
    /// Permissions; the configured ones where none are given.
    pub permissions: Option<Vec<String>>,
    /// Simulated seconds; may be negative for a token that has expired.
    pub expires_in: Option<i64>,
}

/// Everything behind one lock.
pub(crate) struct Service {
    pub(crate) config: Config,
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    pub(crate) directory: Directory,
    pub(crate) tokens: Tokens,
    pub(crate) authority: Authority,
    pub(crate) faults: Faults,
    pub(crate) quotas: Quotas,
    pub(crate) ledger: Ledger,
    pub(crate) disabled: HashSet<Account>,
    pub(crate) random: fastrand::Rng,
}

impl Service {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            settings: config.settings.clone(),
            clock: Clock::new(config.settings.clock_scale),
            directory: Directory::new(&config),
            tokens: Tokens::default(),
            authority: Authority::default(),
            faults: Faults::default(),
            quotas: Quotas::default(),
            ledger: Ledger::default(),
            disabled: HashSet::new(),
            random: fastrand::Rng::with_seed(1),
            config,
        }
    }

    /// Back to the start; tokens stay valid.
    pub(crate) fn reset(&mut self) {
        let (tokens, authority) = (std::mem::take(&mut self.tokens), std::mem::take(&mut self.authority));
        *self = Self { tokens, authority, ..Self::new(self.config.clone()) };
    }

    /// Answers anything but the control path.
    pub(crate) fn answer(&mut self, call: &Call) -> Reply {
        let segments: Vec<&str> = call.path.trim_matches('/').split('/').collect();
        match segments.as_slice() {
            [_, "oauth2", "v2.0", what] => oauth::answer(self, call, what),
            ["metadata", "identity", "oauth2", "token"] => oauth::metadata_service(self, call),
            ["msi", "token"] => oauth::platform_endpoint(self, call),
            ["oidc"] => oauth::oidc(self, call),
            ["v1.0" | "beta", rest @ ..] => self.graph(call, segments[0], rest),
            _ => Reply::error(404, "NotFound", "Resource not found."),
        }
    }

    fn graph(&mut self, call: &Call, version: &str, rest: &[&str]) -> Reply {
        if call.method == "POST" && !call.has_length {
            return Reply::text(411, "text/html", "<h2>Length Required</h2>".into());
        }
        let on = match rest {
            ["$batch"] => On::Batch,
            [.., "revokeSignInSessions"] => On::Revoke,
            _ if call.method == "PATCH" => On::Update,
            _ => On::Read,
        };
        self.ledger.requests.beta += u64::from(version == "beta");
        match on {
            On::Batch => self.ledger.requests.batch += 1,
            On::Revoke => self.ledger.requests.single += 1,
            On::Update => self.ledger.requests.update += 1,
            _ => self.ledger.requests.read += 1,
        }
        let strike = self.strike(on, rest);
        if let Some(reply) = strike.as_ref().and_then(|kind| self.instead(kind)) {
            if on == On::Revoke {
                self.ledger.answered(if strike == Some(Kind::ValueFalse) { 500 } else { reply.status });
            }
            return reply;
        }
        let reply = match self.authorized(call) {
            Err(refusal) => refusal,
            Ok(grant) => self.route(call, version, rest, &grant),
        };
        match strike {
            Some(Kind::CutBody) => reply.met(Fate::Cut),
            Some(Kind::ResetAfter) => reply.met(Fate::Dropped),
            Some(Kind::Hang) => reply.met(Fate::Never),
            Some(Kind::Slow { ms }) => reply.met(Fate::Late(ms)),
            _ => reply,
        }
    }

    fn strike(&mut self, on: On, rest: &[&str]) -> Option<Kind> {
        let person = revoke::target(rest).and_then(|text| self.directory.find(&text));
        let directory = &self.directory;
        self.faults.strike(on, &mut self.random, |user| person.is_some() && directory.find(user) == person)
    }

    /// The answer that a fault gives in place of the service's.
    fn instead(&self, kind: &Kind) -> Option<Reply> {
        Some(match kind {
            Kind::ResetBefore => Reply::error(500, "", "").met(Fate::Dropped),
            Kind::Html => Reply::html(),
            Kind::Redirect { location } => Reply::text(302, "text/plain", String::new()).with("location", location),
            Kind::ValueFalse => Reply::json(200, &serde_json::json!({"value": false})),
            _ => return crate::revoke::faulty_answer(kind),
        })
    }

    pub(crate) fn authorized(&self, call: &Call) -> Result<Grant, Reply> {
        let checked = self.tokens.check(call.authorization.as_deref(), self.clock.now());
        checked.cloned().map_err(|message| {
            let challenge = r#"Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000""#;
            Reply::error(401, "InvalidAuthenticationToken", message).with("www-authenticate", challenge)
        })
    }

    /// A route of one version; also the way that the items of a batch take.
    pub(crate) fn route(&mut self, call: &Call, version: &str, rest: &[&str], grant: &Grant) -> Reply {
        match (call.method.as_str(), rest) {
            ("POST", ["$batch"]) => batch::run(self, call, version, grant),
            ("POST", [.., "revokeSignInSessions"]) => match revoke::target(rest) {
                Some(target) => {
                    let reply = revoke::run(self, call, version, &target, grant);
                    self.ledger.answered(reply.status);
                    reply
                }
                None => Reply::error(400, "BadRequest", "Resource not found for the segment 'revokeSignInSessions'."),
            },
            (_, [.., "revokeSignInSessions"] | ["$batch"]) => {
                Reply::error(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
            }
            ("PATCH", ["users" | "devices", _]) => updates::run(self, call, rest, grant),
            ("PATCH", [keyed]) if keyed.starts_with("users(") => updates::run(self, call, rest, grant),
            ("GET", _) => reads::run(self, call, version, rest, grant),
            _ => Reply::error(
                400,
                "BadRequest",
                &format!("Resource not found for the segment '{}'.", rest.last().copied().unwrap_or_default()),
            ),
        }
    }

    pub(crate) fn issue(&mut self, request: &TokenRequest, root: &str) -> String {
        let now = self.clock.now();
        let lives = request.expires_in.unwrap_or_else(|| i64::try_from(self.settings.token_lifetime).unwrap_or(i64::MAX));
        let grant = Grant {
            application: request.client_id.clone().unwrap_or_else(|| CLIENT_ID.into()),
            tenant: TENANT_ID.into(),
            permissions: request.permissions.clone().unwrap_or_else(|| self.config.permissions.clone()),
            user: request.user.clone(),
            expires: self.clock.after(lives),
        };
        let person = request.user.as_deref().and_then(|user| self.directory.find(user));
        let object_id = person.map_or_else(|| SERVICE_PRINCIPAL_ID.to_owned(), |person| self.directory.id(person));
        self.tokens.issue(grant, &object_id, now, root)
    }

    pub(crate) fn books(&self) -> Books {
        Books {
            revocations: self.ledger.revocations,
            users_revoked: self.ledger.users.len() as u64,
            requests: self.ledger.requests.clone(),
            items: self.ledger.items.clone(),
            updates: self.ledger.updates.clone(),
            claims: self.ledger.claims.clone(),
            certificate_chains: self.ledger.certificate_chains,
            sign_in_pages: self.ledger.sign_in_pages,
            quotas: self.quotas.books(),
            most_at_once: self.ledger.most_at_once,
            now: self.clock.stamp(),
        }
    }

    pub(crate) fn user_books(&self, person: Person) -> UserBooks {
        let (revocations, last) = self.ledger.users.get(&person).cloned().unwrap_or_default();
        let headers = self.ledger.headers.get(&person).cloned().unwrap_or_default();
        UserBooks { user_principal_name: self.directory.name(person), revocations, last, headers }
    }

    pub(crate) fn all_user_books(&self) -> BTreeMap<String, UserBooks> {
        self.ledger.users.keys().map(|person| (self.directory.id(*person), self.user_books(*person))).collect()
    }

    /// How long the answer to a request takes in real time.
    pub(crate) fn latency(&mut self, is_token: bool) -> Duration {
        let jitter = self.settings.jitter_ms * (self.random.f64() * 2.0 - 1.0);
        let milliseconds = if is_token { self.settings.token_latency_ms } else { self.settings.latency_ms + jitter };
        Duration::from_secs_f64(milliseconds.max(0.0) / 1_000.0)
    }
}

impl Service {
    pub(crate) fn apply(&mut self, settings: Settings) {
        if settings.clock_scale != self.settings.clock_scale {
            self.clock.set_scale(settings.clock_scale);
        }
        self.settings = settings;
    }
}
