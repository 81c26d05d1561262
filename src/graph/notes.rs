//! What is told of one HTTP request to those who watch: a line when it has ended.

use super::headers::Head;
use crate::engine::exchange::{Answer, Body, Failure, Item, Request};
use crate::log::{LogLevel, LogLine};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Instant;

/// The lines of a request, and of the second one after a refused token. Nothing is written where nobody watches.
#[derive(Default)]
pub(crate) struct Notes {
    lines: Vec<LogLine>,
}

/// One request on its way.
pub(super) struct Note<'a> {
    notes: Option<&'a mut Notes>,
    what: String,
    sent: Instant,
}

impl Notes {
    pub(super) fn begin(&mut self, request: &Request, root: &str) -> Note<'_> {
        let what = match request.targets.as_slice() {
            _ if !request.is_watched => String::new(),
            [target] => format!("POST {root}{}", target.revoke_path()),
            targets => format!("POST {root}/$batch with {} users", targets.len()),
        };
        Note { notes: request.is_watched.then_some(self), what, sent: Instant::now() }
    }

    pub(crate) fn into_lines(self) -> Vec<LogLine> {
        self.lines
    }
}

impl Note<'_> {
    /// There was no answer, or none of the service's.
    pub(super) fn failed(self, failure: &Failure) {
        let error = match failure {
            Failure::NotReached(error)
            | Failure::Broken(error)
            | Failure::Garbled(error)
            | Failure::NoToken(error)
            | Failure::TokenRefused(error) => error,
        };
        self.end(error.message());
    }

    /// The token was refused.
    pub(super) fn refused(self, head: &Head) {
        self.end(&format!("401, the token was refused{}", told(head)));
    }

    pub(super) fn answered(self, status: u16, head: &Head, answer: &Answer) {
        let mut counts = BTreeMap::<u16, usize>::new();
        if let Body::Items(items) = &answer.body
            && items.len() > 1
        {
            for item in items {
                *counts.entry(if let Item::Answered(verdict) = item { verdict.status } else { 0 }).or_default() += 1;
            }
        }
        let counts: Vec<_> = counts
            .into_iter()
            .map(|(status, count)| if status == 0 { format!("{count} without an answer") } else { format!("{count} of {status}") })
            .collect();
        let counts = if counts.is_empty() { String::new() } else { format!(" ({})", counts.join(", ")) };
        self.end(&format!("{status}{counts}{}", told(head)));
    }

    fn end(self, how: &str) {
        let took = self.sent.elapsed();
        if let Some(notes) = self.notes {
            notes.lines.push(LogLine::new(LogLevel::Requests, &format!("{}: {how}, after {} ms", self.what, took.as_millis())));
        }
    }
}

fn told(head: &Head) -> String {
    let mut text = String::new();
    if let Some(wait) = head.retry_after {
        let _ = write!(text, ", Retry-After {} s", wait.as_secs_f64());
    }
    if let Some(used) = head.usage {
        let _ = write!(text, ", {used} of the quota used");
    }
    if let Some(id) = &head.request_id {
        let _ = write!(text, ", request-id {id}");
    }
    text
}
