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

/// One request on its way, where somebody watches.
pub(super) struct Note<'a>(Option<Watched<'a>>);

struct Watched<'a> {
    notes: &'a mut Notes,
    what: String,
    sent: Instant,
}

impl Notes {
    pub(super) fn begin(&mut self, request: &Request, root: &str) -> Note<'_> {
        if !request.is_watched {
            return Note(None);
        }
        let what = match request.targets.as_slice() {
            [target] => format!("POST {root}{}", target.revoke_path()),
            targets => format!("POST {root}/$batch with {} users", targets.len()),
        };
        Note(Some(Watched { notes: self, what, sent: Instant::now() }))
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
        self.end(|| error.message().to_owned());
    }

    /// The token was refused.
    pub(super) fn refused(self, head: &Head) {
        self.end(|| format!("401, the token was refused{}", told(head)));
    }

    pub(super) fn answered(self, status: u16, head: &Head, answer: &Answer) {
        self.end(|| format!("{status}{}{}", counts(answer), told(head)));
    }

    fn end(self, how: impl FnOnce() -> String) {
        if let Some(Watched { notes, what, sent }) = self.0 {
            let took = sent.elapsed().as_millis();
            notes.lines.push(LogLine::new(LogLevel::Requests, &format!("{what}: {}, after {took} ms", how())));
        }
    }
}

/// What the items of a batch say: ` (18 of 200, 2 of 429)`.
fn counts(answer: &Answer) -> String {
    let Body::Items(items) = &answer.body else { return String::new() };
    if items.len() < 2 {
        return String::new();
    }
    let mut counts = BTreeMap::<u16, usize>::new();
    for item in items {
        *counts.entry(if let Item::Answered(verdict) = item { verdict.status } else { 0 }).or_default() += 1;
    }
    let counts = counts.into_iter().map(|(status, count)| match status {
        0 => format!("{count} without an answer"),
        _ => format!("{count} of {status}"),
    });
    format!(" ({})", counts.collect::<Vec<_>>().join(", "))
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
