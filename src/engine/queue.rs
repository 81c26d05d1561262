//! Who waits to be sent: in lines of those who can be in one batch, so that strangers between them cost no batches.

use super::work::{Work, WorkId, same_headers};
use crate::graph::CallerHeaders;
use crate::submission::ApiVersion;
use std::collections::VecDeque;
use std::sync::Arc;

/// All lines of one priority; nearly always one.
#[derive(Debug, Default)]
pub(super) struct Queue {
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    version: ApiVersion,
    headers: Option<Arc<CallerHeaders>>,
    ids: VecDeque<WorkId>,
}

impl Queue {
    pub(super) fn push_back(&mut self, id: WorkId, work: &Work) {
        self.line(work).ids.push_back(id);
    }

    pub(super) fn push_front(&mut self, id: WorkId, work: &Work) {
        self.line(work).ids.push_front(id);
    }

    /// The line whose first has waited longest. Lines that have ended are cleared away.
    pub(super) fn oldest(&mut self) -> Option<&mut VecDeque<WorkId>> {
        if self.lines.len() > 1 {
            self.lines.retain(|line| !line.ids.is_empty());
        }
        let lines = self.lines.iter_mut().filter(|line| !line.ids.is_empty());
        lines.min_by_key(|line| line.ids.front().copied()).map(|line| &mut line.ids)
    }

    fn line(&mut self, work: &Work) -> &mut Line {
        let known = self.lines.iter().position(|line| line.version == work.version && same_headers(&line.headers, &work.headers));
        let place = known.unwrap_or_else(|| {
            self.lines.retain(|line| !line.ids.is_empty());
            self.lines.push(Line { version: work.version, headers: work.headers.clone(), ids: VecDeque::new() });
            self.lines.len() - 1
        });
        &mut self.lines[place]
    }
}
