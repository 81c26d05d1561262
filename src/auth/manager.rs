//! The one keeper of a client's token.

use super::jwt;
use super::source::{Fetched, Occasion, Source, Unfetched};
use crate::credential::Context;
use crate::error::{Error, ErrorKind, SharedError};
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// With ten seconds for each, and the pauses between, they stay below 35 s.
const ATTEMPTS: u32 = 3;
/// A renewal that failed while the old token lives on is not tried again before this.
const PAUSE: Duration = Duration::from_secs(30);
/// A token is not used in its last seconds, or its last tenth: it must still be valid when it arrives.
const MARGIN: Duration = Duration::from_secs(5);

/// A token ready to be sent.
#[derive(Clone)]
pub(crate) struct Bearer {
    header: HeaderValue,
    generation: u64,
}

impl Bearer {
    /// Marked sensitive, so that nobody's `Debug` shows it.
    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }
}

/// A fetch that is on its way.
struct Running {
    number: u64,
    fetch: Fetch,
    occasion: Occasion,
    claims: Option<String>,
    task: AbortHandle,
}

type Fetch = watch::Receiver<Option<Result<Bearer, SharedError>>>;

/// Hands out the token, renews it early, once for all who wait, and keeps the old one until it really ends.
pub(crate) struct TokenManager {
    source: Source,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Held>,
    generation: u64,
    fetches: u64,
    running: Option<Running>,
    context: Context,
}

struct Held {
    bearer: Bearer,
    ends: Option<Instant>,
    renew_at: Option<Instant>,
}

impl Held {
    fn lives(&self, now: Instant) -> bool {
        self.ends.is_none_or(|ends| now < ends)
    }
}

impl TokenManager {
    pub(crate) fn new(source: Source) -> Arc<Self> {
        let context = if let Source::Given(token) = &source { jwt::context(token.expose_secret()) } else { Context::default() };
        Arc::new(Self { source, state: Mutex::new(State { context, ..State::default() }) })
    }

    /// What the newest token tells.
    pub(crate) fn context(&self) -> Context {
        self.lock().context.clone()
    }

    /// A token that is valid now. Waits only where there is none.
    pub(crate) async fn bearer(self: &Arc<Self>) -> Result<Bearer, SharedError> {
        let fetch = {
            let mut state = self.lock();
            let now = Instant::now();
            let valid = state.token.as_ref().filter(|held| held.lives(now));
            let due = valid.is_none_or(|held| held.renew_at.is_some_and(|at| at <= now));
            let bearer = valid.map(|held| held.bearer.clone());
            let fetch = due.then(|| self.join(&mut state, Occasion::Run, None));
            match (bearer, fetch) {
                (Some(bearer), _) => return Ok(bearer),
                (None, fetch) => fetch.expect("without a valid token one is due"),
            }
        };
        outcome(fetch).await
    }

    /// A token now, by asking a person where that is what it takes.
    pub(crate) async fn connect(self: &Arc<Self>) -> Result<(), SharedError> {
        let fetch = {
            let mut state = self.lock();
            if state.token.as_ref().is_some_and(|held| held.lives(Instant::now())) {
                return Ok(());
            }
            self.join(&mut state, Occasion::Connect, None)
        };
        outcome(fetch).await.map(drop)
    }

    /// Connecting waits for a person.
    pub(crate) fn asks_a_person(&self) -> bool {
        matches!(self.source, Source::Delegated(_))
    }

    /// Ends a fetch that is on its way: nobody will want its token.
    pub(crate) fn close(&self) {
        if let Some(running) = self.lock().running.take() {
            running.task.abort();
        }
    }

    /// A token in place of one that the service refused, with the claims it asked for; the newer one where somebody else
    /// has renewed it already.
    pub(crate) async fn renew(self: &Arc<Self>, refused: &Bearer, claims: Option<&str>) -> Result<Bearer, SharedError> {
        if !self.source.is_renewable() {
            return Err(Arc::new(Error::new(ErrorKind::Authentication, self.advice())));
        }
        let fetch = {
            let mut state = self.lock();
            match &state.token {
                Some(held) if held.bearer.generation > refused.generation => return Ok(held.bearer.clone()),
                _ => self.join(&mut state, Occasion::Run, claims),
            }
        };
        outcome(fetch).await
    }

    /// What the owner of a token that can't be renewed here can do.
    fn advice(&self) -> String {
        let expired = self.context().expires_at.filter(|at| *at < SystemTime::now());
        let when =
            expired.and_then(|at| jiff::Timestamp::try_from(at).ok()).map(|at| format!("It expired at {at:.0}. ")).unwrap_or_default();
        format!("{when}Connect again with a fresh access token for Microsoft Graph.")
    }

    /// The fetch that is on its way, if it will do, or a new one.
    fn join(self: &Arc<Self>, state: &mut State, occasion: Occasion, claims: Option<&str>) -> Fetch {
        let will_do = |running: &&Running| {
            (running.occasion == occasion || occasion == Occasion::Run) && (claims.is_none() || running.claims.as_deref() == claims)
        };
        if let Some(running) = state.running.as_ref().filter(will_do) {
            return running.fetch.clone();
        }
        let (done, fetch) = watch::channel(None);
        let (this, given) = (Arc::clone(self), claims.map(str::to_owned));
        state.fetches += 1;
        let number = state.fetches;
        let started = tokio::spawn(async move {
            let result = this.fetch(occasion, given.as_deref()).await;
            let result = this.keep(number, result);
            let _ = done.send(Some(result));
        });
        // One that won't do goes on for those who wait for it.
        let claims = claims.map(str::to_owned);
        state.running = Some(Running { number, fetch: fetch.clone(), occasion, claims, task: started.abort_handle() });
        fetch
    }

    /// Asks the source, a bounded number of times and for a bounded time.
    async fn fetch(&self, occasion: Occasion, claims: Option<&str>) -> Result<Fetched, Error> {
        let mut attempt = 1;
        loop {
            match self.fetch_once(occasion, claims).await {
                Ok(fetched) => return Ok(fetched),
                Err(Unfetched { transient: true, .. }) if attempt < ATTEMPTS => {
                    tokio::time::sleep(Duration::from_millis(500 * u64::from(attempt)).mul_f64(0.5 + fastrand::f64())).await;
                    attempt += 1;
                }
                Err(unfetched) => return Err(unfetched.error),
            }
        }
    }

    async fn fetch_once(&self, occasion: Occasion, claims: Option<&str>) -> Result<Fetched, Unfetched> {
        let fetch = self.source.fetch(occasion, claims);
        match self.source.patience(occasion) {
            Some(patience) => tokio::time::timeout(patience, fetch).await.unwrap_or_else(|_| Err(timed_out(patience))),
            None => fetch.await,
        }
    }

    /// Keeps what came. A failure leaves the old token where it is.
    fn keep(&self, number: u64, result: Result<Fetched, Error>) -> Result<Bearer, SharedError> {
        let mut state = self.lock();
        state.running = state.running.take().filter(|running| running.number != number);
        let now = Instant::now();
        match result.and_then(|fetched| Ok((header(&fetched.token)?, fetched))) {
            Ok((header, fetched)) => {
                state.generation += 1;
                let bearer = Bearer { header, generation: state.generation };
                state.context = jwt::context(fetched.token.expose_secret());
                state.token = Some(held(now, bearer.clone(), fetched.lives));
                Ok(bearer)
            }
            Err(error) => {
                if let Some(token) = &mut state.token {
                    token.renew_at = Some(now + PAUSE);
                }
                Err(Arc::new(error))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Renewed at half to three quarters of its life, so that many processes started together do not ask together.
fn held(now: Instant, bearer: Bearer, lives: Option<Duration>) -> Held {
    let renew_at = lives.map(|lives| now + lives.mul_f64(0.5 + fastrand::f64() / 4.0));
    Held { bearer, ends: lives.map(|lives| now + lives.saturating_sub(MARGIN.min(lives / 10))), renew_at }
}

fn header(token: &SecretString) -> Result<HeaderValue, Error> {
    let mut header = HeaderValue::try_from(format!("Bearer {}", token.expose_secret()))
        .map_err(|_| Error::new(ErrorKind::Authentication, "The authority issued a token with characters that no HTTP header may have."))?;
    header.set_sensitive(true);
    Ok(header)
}

async fn outcome(mut fetch: Fetch) -> Result<Bearer, SharedError> {
    let result = fetch.wait_for(Option::is_some).await.map(|result| result.clone());
    result
        .ok()
        .flatten()
        .unwrap_or_else(|| Err(Arc::new(Error::new(ErrorKind::Closed, "The client was closed before there was an access token."))))
}

fn timed_out(patience: Duration) -> Unfetched {
    let message = format!(
        "No access token: the authority did not answer within {} s. Check the network, the proxy and the environment.",
        patience.as_secs()
    );
    Unfetched { error: Error::new(ErrorKind::Authentication, message), transient: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{Desk, HostAnswer, HostRequestKind};

    const LONG: Duration = Duration::from_secs(60);

    fn manager(lives: Duration, renew: Instant) -> (Arc<TokenManager>, Arc<Desk>) {
        let desk = Arc::new(Desk::default());
        let manager = TokenManager::new(Source::Host(Arc::clone(&desk)));
        manager.keep(0, Ok(Fetched { token: "first".into(), lives: Some(lives) })).map(drop).expect("a good token");
        manager.lock().token.as_mut().expect("it is kept").renew_at = Some(renew);
        (manager, desk)
    }

    /// The answer to a renewal that was begun, and its end.
    async fn answer(manager: &Arc<TokenManager>, desk: &Arc<Desk>, answer: HostAnswer) {
        let fetch = manager.lock().running.as_ref().map(|running| running.fetch.clone()).expect("it was begun");
        let request = loop {
            match desk.next(Duration::ZERO).expect("it is open") {
                Some(request) => break request,
                None => tokio::task::yield_now().await,
            }
        };
        assert_eq!(request.kind, HostRequestKind::Token { claims: None });
        desk.answer(request.id, answer).expect("it is waited for");
        let _ = outcome(fetch).await;
    }

    #[tokio::test]
    async fn a_renewal_that_fails_is_not_noticed_while_the_old_token_lives() {
        let (manager, desk) = manager(LONG, Instant::now());
        assert_eq!(manager.bearer().await.expect("the old one").generation, 1);
        answer(&manager, &desk, HostAnswer::Refused("not now".into())).await;
        assert_eq!(manager.bearer().await.expect("the old one still").generation, 1);
        assert!(manager.lock().running.is_none(), "it is not tried again at once");
    }

    #[tokio::test]
    async fn an_early_renewal_keeps_nobody_waiting_and_then_counts() {
        let (manager, desk) = manager(LONG, Instant::now());
        assert_eq!(manager.bearer().await.expect("the old one").generation, 1);
        answer(&manager, &desk, HostAnswer::Token { token: "second".into(), expires_at: None }).await;
        assert_eq!(manager.bearer().await.expect("the new one").header(), "Bearer second");
    }

    #[tokio::test]
    async fn those_who_have_no_token_share_one_request_and_its_failure() {
        let (manager, desk) = manager(Duration::ZERO, Instant::now());
        let waiters: Vec<_> = (0..1_000)
            .map(|_| {
                let manager = Arc::clone(&manager);
                tokio::spawn(async move { manager.bearer().await.map(drop) })
            })
            .collect();
        // One thread: all of them have asked when it is our turn again.
        tokio::task::yield_now().await;
        answer(&manager, &desk, HostAnswer::Refused("there is none".into())).await;
        for waiter in waiters {
            assert_eq!(waiter.await.expect("no panic").expect_err("there is none").message(), "there is none");
        }
        assert_eq!(desk.next(Duration::ZERO).expect("it is open"), None, "it was asked once");
    }
}
