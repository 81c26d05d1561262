//! What a client wants of its host: a token, a signature, or that a person be shown something. The host asks for it; no code of
//! the host ever runs on a thread of ours.

use crate::error::{Error, ErrorKind};
use secrecy::SecretString;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::oneshot;

/// How long an answer of the host is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// Something that a client wants of its host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRequest {
    /// To be given back with the answer.
    pub id: u64,
    /// What it is.
    pub kind: HostRequestKind,
}

/// What a client wants of its host.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostRequestKind {
    /// An access token for Microsoft Graph ([`HostAnswer::Token`]), with these claims where the service demanded some (JSON).
    Token {
        /// The claims of a claims challenge.
        claims: Option<String>,
    },
    /// A signature over these bytes by the certificate's private key: RSASSA-PSS, SHA-256, a salt of 32 bytes
    /// ([`HostAnswer::Signature`]).
    Signature {
        /// What is to be signed.
        payload: String,
    },
    /// A person has to be shown this code; no answer is wanted.
    DeviceCode {
        /// A sentence to show.
        message: String,
        /// The code to enter ...
        user_code: String,
        /// ... here.
        verification_uri: String,
        /// How long the code lives.
        expires_in: Duration,
    },
    /// A browser has to be opened at this address; no answer is wanted.
    Browser {
        /// The address.
        url: String,
    },
}

/// A host's answer.
#[derive(Clone)]
pub enum HostAnswer {
    /// An access token for Microsoft Graph.
    Token {
        /// The token alone.
        token: SecretString,
        /// When it ends, where the host knows.
        expires_at: Option<SystemTime>,
    },
    /// A signature.
    Signature(Vec<u8>),
    /// There is none, for this reason.
    Refused(String),
}

impl fmt::Debug for HostAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token { expires_at, .. } => write!(f, "Token {{ token: [REDACTED], expires_at: {expires_at:?} }}"),
            Self::Signature(bytes) => write!(f, "Signature({} bytes)", bytes.len()),
            Self::Refused(why) => write!(f, "Refused({why:?})"),
        }
    }
}

/// Where requests lie until the host takes them, and answers are waited for.
#[derive(Default)]
pub(crate) struct Desk {
    state: Mutex<State>,
    laid: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<HostRequest>,
    asked: HashMap<u64, oneshot::Sender<HostAnswer>>,
    last_id: u64,
    closed: bool,
}

impl Desk {
    /// Lays down what needs no answer.
    pub(crate) fn tell(&self, kind: HostRequestKind) {
        let mut state = self.lock();
        lay(&mut state, kind);
        self.laid.notify_one();
    }

    /// Asks, and waits for the answer. A question that nobody waits for any more is taken back.
    pub(crate) async fn ask(self: &Arc<Self>, kind: HostRequestKind) -> Result<HostAnswer, Error> {
        let (answered, answer) = oneshot::channel();
        let id = {
            let mut state = self.lock();
            let id = lay(&mut state, kind);
            state.asked.insert(id, answered);
            id
        };
        self.laid.notify_one();
        let _taken_back = TakenBack { desk: self, id };
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(HostAnswer::Refused(why))) => Err(Error::new(ErrorKind::Authentication, why)),
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(closed()),
            Err(_) => {
                let message = format!(
                    "The host program did not answer within {} s when it was asked for a token or a signature.",
                    PATIENCE.as_secs()
                );
                Err(Error::new(ErrorKind::Authentication, message))
            }
        }
    }

    /// The next request, if there is one in time.
    pub(crate) fn next(&self, timeout: Duration) -> Result<Option<HostRequest>, Error> {
        let until = Instant::now().checked_add(timeout);
        let mut state = self.lock();
        loop {
            if state.closed {
                return Err(closed());
            }
            if let Some(request) = state.waiting.pop_front() {
                return Ok(Some(request));
            }
            let left = until.map_or(Duration::from_secs(3_600), |until| until.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return Ok(None);
            }
            state = self.laid.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Gives an answer to whoever waits for it.
    pub(crate) fn answer(&self, id: u64, answer: HostAnswer) -> Result<(), Error> {
        let asked = self.lock().asked.remove(&id);
        let nobody = || {
            Error::new(
                ErrorKind::Configuration,
                format!("Nobody waits for an answer to the request {id}: it was answered, needs none, or came too late."),
            )
        };
        asked.ok_or_else(nobody)?.send(answer).map_err(|_| nobody())
    }

    /// Ends every wait.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.waiting.clear();
        state.asked.clear();
        self.laid.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lay(state: &mut State, kind: HostRequestKind) -> u64 {
    state.last_id += 1;
    state.waiting.push_back(HostRequest { id: state.last_id, kind });
    state.last_id
}

fn closed() -> Error {
    Error::new(ErrorKind::Closed, "The client is closed. Open a new one.")
}

struct TakenBack<'a> {
    desk: &'a Desk,
    id: u64,
}

impl Drop for TakenBack<'_> {
    fn drop(&mut self) {
        let mut state = self.desk.lock();
        state.asked.remove(&self.id);
        state.waiting.retain(|request| request.id != self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_question_is_answered_once_and_one_that_was_given_up_is_taken_back() {
        let desk = Arc::new(Desk::default());
        let asking = tokio::spawn({
            let desk = Arc::clone(&desk);
            async move { desk.ask(HostRequestKind::Token { claims: None }).await }
        });
        tokio::task::yield_now().await;
        let request = desk.next(Duration::from_secs(60)).expect("it is open").expect("it was asked");
        let answer = || HostAnswer::Token { token: "secret-token".into(), expires_at: None };
        assert!(!format!("{:?}", answer()).contains("secret-token"));
        desk.answer(request.id, answer()).expect("somebody waits");
        assert!(matches!(asking.await.expect("no panic"), Ok(HostAnswer::Token { .. })));
        assert!(desk.answer(request.id, answer()).is_err_and(|error| error.message().contains("Nobody waits")));

        let given_up = tokio::spawn({
            let desk = Arc::clone(&desk);
            async move { desk.ask(HostRequestKind::Token { claims: None }).await }
        });
        tokio::task::yield_now().await;
        given_up.abort();
        assert!(given_up.await.is_err_and(|error| error.is_cancelled()));
        assert_eq!(desk.next(Duration::ZERO).expect("it is open"), None);
    }

    #[test]
    fn closing_ends_every_wait() {
        let desk = Desk::default();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| desk.next(Duration::from_secs(60)));
            desk.close();
            assert!(waiting.join().expect("no panic").is_err_and(|error| error.kind() == ErrorKind::Closed));
        });
    }
}
