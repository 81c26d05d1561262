//! Ending early: a job that is cancelled or forgotten, a client that is closed.

use super::bucket::Quota;
use super::settle::{not_sent_again, outcome};
use super::work::{State, Ticket, Work, WorkId};
use super::{Engine, JobId, Tally};
use crate::error::{Error, ErrorKind, SharedError};
use crate::outcome::Status;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a cancelled job waits for answers that are due. A round trip takes some 150 ms.
const CANCEL_GRACE: Duration = Duration::from_secs(1);

impl<Q: Quota> Engine<Q> {
    /// Ends a job early: what waits is not sent; what is in flight has a moment for its answer.
    pub(crate) fn cancel(&mut self, now: Instant, job: JobId) {
        let Some(state) = self.jobs.get_mut(&job).filter(|state| !state.cancelled && !state.announced) else { return };
        state.complete = true;
        state.cancelled = true;
        state.grace = Some(now + CANCEL_GRACE);
        for id in self.works.ids(|work| work.state != State::InFlight && work.tickets.iter().any(|ticket| ticket.job == job)) {
            self.take_off(now, id, job);
        }
        self.announce(job);
    }

    /// The moment is over.
    pub(super) fn end_in_flight(&mut self, now: Instant, job: JobId) {
        for id in self.works.ids(|work| work.tickets.iter().any(|ticket| ticket.job == job)) {
            self.take_off(now, id, job);
        }
        if let Some(state) = self.jobs.get_mut(&job) {
            state.grace = None;
        }
        self.abandon();
        self.announce(job);
    }

    /// Takes a cancelled job's tickets off a target, with their outcomes; others who asked for it still get theirs.
    fn take_off(&mut self, now: Instant, id: WorkId, job: JobId) {
        let Some(work) = self.works.get_mut(id) else { return };
        let (gone, staying): (Vec<_>, Vec<_>) = std::mem::take(&mut work.tickets).into_iter().partition(|ticket| ticket.job == job);
        work.tickets = staying;
        let in_flight = work.state == State::InFlight;
        let outcomes: Vec<_> = gone.iter().map(|ticket| outcome(now, work, ticket, Some(cancelled_ending(work, in_flight)))).collect();
        // One in flight is let go, too: whoever asks for it next must not have to wait for an answer that may never come.
        if work.tickets.is_empty() {
            self.works.remove(id);
        }
        for outcome in outcomes {
            if in_flight {
                self.tally(job, Tally::came_back);
            }
            self.deliver(now, job, outcome);
        }
    }

    /// Ends everything at once: the client is closed.
    pub(crate) fn close(&mut self, now: Instant) {
        for job in self.jobs.keys().copied().collect::<Vec<_>>() {
            self.cancel(now, job);
            self.end_in_flight(now, job);
        }
    }

    /// It is not tried again for those who cancelled meanwhile.
    pub(super) fn drop_cancelled(&mut self, now: Instant, id: WorkId) {
        let Some(work) = self.works.get_mut(id) else { return };
        let (gone, staying) =
            std::mem::take(&mut work.tickets).into_iter().partition(|ticket| self.jobs.get(&ticket.job).is_some_and(|job| job.cancelled));
        work.tickets = staying;
        let gone: Vec<Ticket> = gone;
        let ends: Vec<_> =
            gone.into_iter().map(|ticket| (outcome(now, work, &ticket, Some(cancelled_ending(work, false))), ticket.job)).collect();
        for (outcome, job) in ends {
            self.tally(job, Tally::came_back);
            self.deliver(now, job, outcome);
        }
    }

    /// Forgets a job that nobody listens to any more.
    pub(crate) fn forget(&mut self, job: JobId) {
        if self.jobs.remove(&job).is_none() {
            return;
        }
        for id in self.works.ids(|work| work.tickets.iter().any(|ticket| ticket.job == job)) {
            let Some(work) = self.works.get_mut(id) else { continue };
            work.tickets.retain(|ticket| ticket.job != job);
            // One in flight is let go, too: whoever asks for it next must not have to wait for an answer that may never come.
            if work.tickets.is_empty() {
                self.works.remove(id);
            }
        }
        self.abandon();
    }

    /// Lets go of requests that nobody waits for any more. One of them may hang, and must not take up room until it times out.
    fn abandon(&mut self) {
        let works = &self.works;
        let abandoned = self.in_flight.extract_if(|_, request| request.works.iter().all(|id| works.get(*id).is_none()));
        self.abandoned.extend(abandoned.map(|(id, _)| id));
    }
}

fn cancelled_ending(work: &Work, answer_due: bool) -> (Status, SharedError) {
    let status = not_sent_again(work, answer_due);
    let error = match status {
        Status::Unknown => Arc::new(Error::new(
            ErrorKind::Cancelled,
            "Sent, but the run was cancelled before the answer came: it may have been revoked. Run it again for this user; revoking twice is harmless.",
        )),
        Status::Failed => Arc::new(Error::new(
            ErrorKind::Cancelled,
            "The run was cancelled before this user could be tried again. Run it again for this user.",
        )),
        _ => not_sent(),
    };
    (status, error)
}

pub(super) fn not_sent() -> SharedError {
    Arc::new(Error::new(ErrorKind::Cancelled, "Not sent: the run was cancelled. Run it again for this user."))
}
