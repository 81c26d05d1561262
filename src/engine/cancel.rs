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
        let (gone, answer_due) = (work.part_with(|ticket| ticket.job == job), work.state == State::InFlight);
        self.end_cancelled(now, id, &gone, answer_due);
        self.works.drop_unwanted(id);
    }

    /// The outcomes of tickets that were taken off a target because their jobs are cancelled.
    fn end_cancelled(&mut self, now: Instant, id: WorkId, gone: &[Ticket], answer_due: bool) {
        let Some(work) = self.works.get(id) else { return };
        let in_flight = work.state == State::InFlight;
        let outcomes: Vec<_> = gone.iter().map(|ticket| outcome(now, work, ticket, Some(cancelled_ending(work, answer_due)))).collect();
        for (ticket, outcome) in gone.iter().zip(outcomes) {
            if in_flight {
                self.tally(ticket.job, Tally::came_back);
            }
            self.deliver(now, ticket.job, outcome);
        }
    }

    /// Ends everything at once: the client is closed.
    pub(crate) fn close(&mut self, now: Instant) {
        for job in self.jobs.keys().copied().collect::<Vec<_>>() {
            self.cancel(now, job);
            self.end_in_flight(now, job);
        }
    }

    /// It is not tried again for those who cancelled meanwhile: its answer came, or is not waited for.
    pub(super) fn drop_cancelled(&mut self, now: Instant, id: WorkId) {
        let Some(work) = self.works.get_mut(id) else { return };
        let gone = work.part_with(|ticket| self.jobs.get(&ticket.job).is_some_and(|job| job.cancelled));
        self.end_cancelled(now, id, &gone, false);
    }

    /// Forgets a job that nobody listens to any more.
    pub(crate) fn forget(&mut self, job: JobId) {
        if self.jobs.remove(&job).is_none() {
            return;
        }
        for id in self.works.ids(|work| work.tickets.iter().any(|ticket| ticket.job == job)) {
            let Some(work) = self.works.get_mut(id) else { continue };
            work.part_with(|ticket| ticket.job == job);
            self.works.drop_unwanted(id);
        }
        self.abandon();
    }

    /// Lets go of requests that nobody waits for any more. One of them may hang, and must not take up room until it times out.
    fn abandon(&mut self) {
        let works = &self.works;
        let abandoned = self.in_flight.extract_if(|_, request| request.works.iter().all(|id| works.get(*id).is_none()));
        for (id, request) in abandoned {
            self.writes_in_flight -= request.works.len();
            self.abandoned.push(id);
        }
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
