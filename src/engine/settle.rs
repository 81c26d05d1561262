//! What answers and failures do to the targets they concern.

use super::bucket::Quota;
use super::exchange::{Answer, Body, Class, Failure, Item, RequestId, Verdict};
use super::work::{State, Ticket, Work, WorkId};
use super::{Engine, InFlight, Tally, backoff, tell};
use crate::error::{Error, ErrorKind, SharedError};
use crate::outcome::{Outcome, Status};
use crate::submission::Priority;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So many requests in a row that are throttled by half or more have met a limit and not bad luck.
const IN_A_ROW: u32 = 3;

impl<Q: Quota> Engine<Q> {
    /// The service answered a request. An answer to none of ours is ignored.
    pub(crate) fn answered(&mut self, now: Instant, id: RequestId, answer: Answer) {
        let Some(request) = self.landed(id) else { return };
        self.round_trip = (self.round_trip * 7 + now.saturating_duration_since(request.sent)) / 8;
        if let Some(used) = answer.usage {
            self.quota.usage(now, used);
        }
        match answer.body {
            Body::Items(items) => self.take_items(now, id, &request, items),
            Body::Whole(verdict) => self.take_whole(now, id, &request, &verdict),
        }
    }

    /// It is on its way no more.
    fn landed(&mut self, id: RequestId) -> Option<InFlight> {
        let request = self.in_flight.remove(&id)?;
        self.writes_in_flight -= request.works.len();
        Some(request)
    }

    fn take_items(&mut self, now: Instant, id: RequestId, request: &InFlight, items: Vec<Item>) {
        self.health.answered();
        self.learn(now, request, &items);
        self.window.over(id, part_pushed_back(&items), self.next_request);
        let mut items = items.into_iter();
        for work in &request.works {
            match items.next().unwrap_or_else(|| Item::Garbled(left_out())) {
                Item::Answered(verdict) => self.settle(now, *work, &verdict),
                Item::Garbled(error) => self.try_again(now, *work, error, None, true),
            }
        }
    }

    /// A verdict on the batch as such.
    fn take_whole(&mut self, now: Instant, id: RequestId, request: &InFlight, verdict: &Verdict) {
        let class = verdict.class();
        if class == Class::Done {
            return self.lost(now, id, request, &left_out(), true); // no batch answer, so nobody's confirmation
        }
        match class {
            Class::Throttled | Class::Transient { .. } => {
                self.health.spoke();
                self.health.failed(now, true, verdict.retry_after, &mut self.random);
                self.window.over(id, 1.0, self.next_request);
                if class == Class::Throttled {
                    self.quota.exhausted(now, request.sent);
                }
            }
            Class::Refused | Class::Done => {
                self.health.answered();
                self.window.over(id, 0.0, self.next_request);
            }
        }
        for work in &request.works {
            // One that the service can't even read must not cost its neighbours anything: each goes alone.
            if class == Class::Refused && request.works.len() > 1 && !matches!(verdict.status, 401 | 403) {
                self.send_alone(now, *work);
            } else {
                self.settle(now, *work, verdict);
            }
        }
    }

    /// There is no answer, or none of the service's.
    pub(crate) fn failed(&mut self, now: Instant, id: RequestId, failure: Failure) {
        let Some(request) = self.landed(id) else { return };
        match failure {
            Failure::NoToken(error) => {
                self.take_back(&request);
                self.end_for_want_of_a_token(now, &request, &error);
            }
            Failure::TokenRefused(error) => self.end_for_want_of_a_token(now, &request, &error),
            Failure::NotReached(error) => {
                self.take_back(&request);
                self.lost(now, id, &request, &error, false);
            }
            Failure::Broken(error) | Failure::Garbled(error) => self.lost(now, id, &request, &error, true),
        }
    }

    /// A request was called back before it left this machine: its targets wait again, where they were.
    pub(crate) fn recalled(&mut self, id: RequestId) {
        let Some(request) = self.landed(id) else { return };
        self.take_back(&request);
        for work in request.works.iter().rev() {
            if self.back_to_waiting(*work) {
                self.requeue_first(*work);
            }
        }
    }

    fn lost(&mut self, now: Instant, id: RequestId, request: &InFlight, error: &SharedError, reached: bool) {
        self.health.failed(now, reached, None, &mut self.random);
        self.window.over(id, 1.0, self.next_request);
        for work in &request.works {
            self.try_again(now, *work, Arc::clone(error), None, reached);
        }
    }

    /// It never left this machine: it cost no quota and was no attempt.
    fn take_back(&mut self, request: &InFlight) {
        self.quota.refund(request.works.len());
        for id in &request.works {
            if let Some(work) = self.works.get_mut(*id) {
                work.attempts -= 1;
            }
        }
    }

    /// Corrects the quota by what was refused.
    fn learn(&mut self, now: Instant, request: &InFlight, items: &[Item]) {
        let throttled = items.iter().filter(|item| is_throttled(item)).count();
        self.quota.accepted(items.len() - throttled);
        let explained = items.iter().any(|item| matches!(item, Item::Answered(verdict) if verdict.status == 429 && verdict.write_limit));
        self.unexplained = if throttled * 2 >= items.len() { self.unexplained + 1 } else { 0 };
        self.out_of_quota = explained || self.unexplained >= IN_A_ROW || (throttled > 0 && self.quota.is_strained(now));
        if self.out_of_quota {
            self.quota.exhausted(now, request.sent);
        }
        let longest = items.iter().filter(|item| is_throttled(item)).filter_map(retry_after).max();
        if let Some(wait) = longest {
            self.throttled_until = self.throttled_until.max(Some(now + wait.min(backoff::LONGEST_WAIT)));
        }
    }

    fn settle(&mut self, now: Instant, id: WorkId, verdict: &Verdict) {
        let Some(work) = self.works.get_mut(id) else { return };
        work.http_status = verdict.status;
        work.request_id.clone_from(&verdict.request_id);
        match verdict.class() {
            Class::Done => self.end(now, id, None),
            Class::Refused if verdict.token_renewed && !std::mem::replace(&mut work.reauthorized, true) => {
                self.rest(now, id, service_error(ErrorKind::Authentication, verdict), Duration::ZERO);
            }
            Class::Refused => {
                let kind = if verdict.status == 401 { ErrorKind::Authentication } else { ErrorKind::Service };
                self.end(now, id, Some(&(Status::Refused, service_error(kind, verdict))));
            }
            Class::Throttled => {
                let told = told(verdict.retry_after);
                work.throttled += u32::from(told.is_none());
                let error = service_error(ErrorKind::Throttled, verdict);
                // Who was refused because everybody's quota is used up waits for it with everybody.
                let own = || if self.out_of_quota { Duration::ZERO } else { backoff::delay(&mut self.random, work.throttled) };
                let wait = told.unwrap_or_else(own);
                self.rest(now, id, error, wait);
            }
            Class::Transient { uncertain } => {
                self.try_again(now, id, service_error(ErrorKind::Service, verdict), verdict.retry_after, uncertain)
            }
        }
    }

    fn send_alone(&mut self, now: Instant, id: WorkId) {
        let Some(work) = self.works.get_mut(id) else { return };
        work.alone = true;
        self.drop_cancelled(now, id);
        if self.back_to_waiting(id) {
            self.requeue_first(id);
        }
    }

    /// One failure more; another try unless there were enough.
    fn try_again(&mut self, now: Instant, id: WorkId, error: SharedError, wait: Option<Duration>, uncertain: bool) {
        let Some(work) = self.works.get_mut(id) else { return };
        work.failures += 1;
        work.uncertain |= uncertain;
        let wait = told(wait).unwrap_or_else(|| backoff::delay(&mut self.random, work.failures));
        if work.failures >= self.settings.max_attempts {
            work.last_error = Some(error);
            self.give_up(now, id);
        } else {
            self.rest(now, id, error, wait);
        }
    }

    /// Waits its own time, unless that is more than anybody is willing to wait.
    fn rest(&mut self, now: Instant, id: WorkId, error: SharedError, wait: Duration) {
        let Some(work) = self.works.get_mut(id) else { return };
        work.last_error = Some(error);
        let until = now + wait.min(backoff::LONGEST_WAIT);
        if work.first_sent.is_some_and(|first| until >= first + self.settings.give_up_after) {
            return self.give_up(now, id);
        }
        self.drop_cancelled(now, id);
        self.tell(id, |work| tell::again(work, wait));
        if self.back_to_waiting(id) {
            self.resting.add(until, id);
        }
    }

    /// From the network back to those who wait; false when nobody asks for it any more.
    fn back_to_waiting(&mut self, id: WorkId) -> bool {
        if self.works.drop_unwanted(id) {
            return false;
        }
        let Some(work) = self.works.get_mut(id) else { return false };
        work.state = State::Resting;
        for job in work.tickets.iter().map(|ticket| ticket.job) {
            if let Some(state) = self.jobs.get_mut(&job) {
                state.tally.came_back();
            }
        }
        true
    }

    fn give_up(&mut self, now: Instant, id: WorkId) {
        let Some(work) = self.works.get(id) else { return };
        let ending = given_up(now, work);
        self.end(now, id, Some(&ending));
    }

    /// The outcome for everybody who asked. None means that the service confirmed it.
    fn end(&mut self, now: Instant, id: WorkId, ending: Option<&(Status, SharedError)>) {
        self.tell(id, |work| tell::ended(work, ending));
        let Some(work) = self.works.remove(id) else { return };
        for ticket in &work.tickets {
            if work.state == State::InFlight {
                self.tally(ticket.job, Tally::came_back);
            }
            let outcome = outcome(now, &work, ticket, ending.cloned());
            self.deliver(now, ticket.job, outcome);
        }
    }

    /// Without a token nothing can be sent for anybody: all that wait hear of it now, not one after another.
    fn end_for_want_of_a_token(&mut self, now: Instant, request: &InFlight, error: &SharedError) {
        let waiting = self.works.ids(|work| work.state != State::InFlight);
        for id in request.works.iter().chain(&waiting) {
            let Some(work) = self.works.get_mut(*id) else { continue };
            if work.state == State::InFlight {
                work.http_status = error.http_status();
            }
            let status = not_sent_again(work, false);
            self.end(now, *id, Some(&(status, Arc::clone(error))));
        }
    }

    /// The service has not answered anything for too long.
    pub(super) fn give_up_waiting(&mut self, now: Instant, priority: Priority) {
        for id in self.works.ids(|work| work.state != State::InFlight && work.priority == priority) {
            self.give_up(now, id);
        }
        self.health.gave_up(priority);
        if self.works.is_empty() {
            self.health.start_over();
        }
    }
}

pub(super) fn outcome(now: Instant, work: &Work, ticket: &Ticket, ending: Option<(Status, SharedError)>) -> Outcome {
    let (status, error) = match ending {
        Some((status, error)) => (status, Some(error)),
        None if work.target.is_external() || ticket.external => (Status::NoEffect, Some(guest())),
        None => (Status::Revoked, None),
    };
    Outcome {
        tag: ticket.tag,
        user: Arc::clone(&ticket.text),
        status,
        http_status: work.http_status,
        attempts: work.attempts,
        duration: now.saturating_duration_since(ticket.submitted),
        request_id: work.request_id.clone(),
        error,
    }
}

/// What is true of one that will not be sent again: never sent, perhaps carried out, or not done as far as is known.
pub(super) fn not_sent_again(work: &Work, answer_due: bool) -> Status {
    match work.attempts {
        _ if work.uncertain || answer_due => Status::Unknown,
        0 => Status::NotSent,
        _ => Status::Failed,
    }
}

fn given_up(now: Instant, work: &Work) -> (Status, SharedError) {
    let status = match not_sent_again(work, false) {
        // It was tried, though nothing reached the service.
        Status::NotSent if work.failures > 0 => Status::Failed,
        status => status,
    };
    let last = work.last_error.as_deref();
    let seconds = work.first_sent.map_or(0, |first| now.saturating_duration_since(first).as_secs());
    let tries = work.attempts.max(work.failures);
    let doubt = if status == Status::Unknown { "It may have been revoked; revoking twice is harmless. " } else { "" };
    let message = match last {
        None => "Not sent: the service answers nobody at present. Run it again for this user.".to_owned(),
        Some(last) => format!("Given up after {tries} tries in {seconds} s. {} {doubt}Run it again for this user.", last.message()),
    };
    let error = Error::new(last.map_or(ErrorKind::Network, Error::kind), message)
        .with_status(work.http_status)
        .with_code(last.and_then(Error::code).map(str::to_owned))
        .with_request_id(work.request_id.as_deref().map(str::to_owned));
    (status, Arc::new(error))
}

/// How long the service said to wait. "At once" is no time to wait; asked for over and over it would be a storm.
fn told(wait: Option<Duration>) -> Option<Duration> {
    wait.filter(|wait| !wait.is_zero())
}

fn service_error(kind: ErrorKind, verdict: &Verdict) -> SharedError {
    let message =
        if verdict.message.is_empty() { format!("The service answered with status {}.", verdict.status) } else { verdict.message.clone() };
    let request_id = verdict.request_id.as_deref().map(str::to_owned);
    Arc::new(Error::new(kind, message).with_status(verdict.status).with_code(verdict.code.clone()).with_request_id(request_id))
}

fn guest() -> SharedError {
    Arc::new(Error::new(
        ErrorKind::Service,
        "The service accepted it, but this is a guest: the home tenant holds the sessions, and nothing ended there. Ask the home tenant's administrator, or block the guest's sign-in here.",
    ))
}

fn left_out() -> SharedError {
    Arc::new(Error::new(ErrorKind::Answer, "The service's answer to the batch left this user out."))
}

fn is_throttled(item: &Item) -> bool {
    matches!(item, Item::Answered(verdict) if verdict.class() == Class::Throttled)
}

fn retry_after(item: &Item) -> Option<Duration> {
    match item {
        Item::Answered(verdict) => verdict.retry_after,
        Item::Garbled(_) => None,
    }
}

/// How much of a batch the service pushed back.
fn part_pushed_back(items: &[Item]) -> f64 {
    let pushed = items
        .iter()
        .filter(|item| matches!(item, Item::Answered(verdict) if matches!(verdict.class(), Class::Throttled | Class::Transient { .. })))
        .count();
    pushed as f64 / items.len().max(1) as f64
}
