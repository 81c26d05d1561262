//! What a job tells about its requests, for whoever wants to watch.

use crate::target::printable;
use std::collections::VecDeque;

/// More than anybody reads; a host that does not take them must not pay for them.
const MOST: usize = 10_000;

/// How much a job tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum LogLevel {
    /// Nothing.
    #[default]
    Off,
    /// One line for each HTTP request, when it has ended.
    Requests,
    /// And one for each user whenever an answer, or the want of one, decided about him: the outcome, or another try.
    Users,
}

/// One line. It names users and has the service's error messages; it has no tokens, no values of the caller's headers, no bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// What it is about: never [`LogLevel::Off`].
    pub level: LogLevel,
    /// A sentence without a line break.
    pub text: String,
}

impl LogLine {
    /// Whatever the service or a file put into the text, it stays one line, and can do nothing to a terminal.
    pub(crate) fn new(level: LogLevel, text: &str) -> Self {
        Self { level, text: printable(text) }
    }
}

/// Lines in the order in which it happened.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// The lines; none when nothing has happened.
    pub lines: Vec<LogLine>,
    /// So many older ones are gone, because more than 10,000 waited.
    pub missed: u64,
}

/// Where they wait for the host to take them.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    lines: VecDeque<LogLine>,
    missed: u64,
}

impl Waiting {
    pub(crate) fn put(&mut self, lines: impl IntoIterator<Item = LogLine>) {
        self.lines.extend(lines);
        let surplus = self.lines.len().saturating_sub(MOST);
        self.lines.drain(..surplus);
        self.missed += surplus as u64;
    }

    pub(crate) fn take(&mut self, max: usize) -> Log {
        let count = self.lines.len().min(max);
        Log { lines: self.lines.drain(..count).collect(), missed: std::mem::take(&mut self.missed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_lines_are_kept_and_the_others_counted() {
        let mut waiting = Waiting::default();
        let line = |number: usize| LogLine::new(LogLevel::Requests, &number.to_string());
        waiting.put((0..MOST + 3).map(line));
        let first = waiting.take(2);
        assert_eq!((first.lines[0].text.as_str(), first.lines[1].text.as_str(), first.missed), ("3", "4", 3));
        let rest = waiting.take(usize::MAX);
        assert_eq!((rest.lines.len(), rest.missed), (MOST - 2, 0));
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(LogLine::new(LogLevel::Users, "a\r\nb\u{1b}[2J\u{202e}").text, "a\u{fffd}\u{fffd}b\u{fffd}[2J\u{fffd}");
    }
}
