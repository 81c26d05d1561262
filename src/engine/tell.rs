//! What those are told who watch their job.

use super::bucket::Quota;
use super::exchange::RequestId;
use super::work::{Work, WorkId};
use super::{Engine, JobId};
use crate::error::{Error, SharedError};
use crate::log::{LogLevel, LogLine};
use crate::outcome::Status;
use smallvec::SmallVec;
use std::collections::BTreeSet;
use std::time::Duration;

impl<Q: Quota> Engine<Q> {
    /// The jobs that want to be told of this request.
    pub(crate) fn watchers(&self, request: RequestId) -> BTreeSet<JobId> {
        let works = self.in_flight.get(&request).into_iter().flat_map(|request| &request.works).filter_map(|id| self.works.get(*id));
        let jobs = works.flat_map(|work| &work.tickets).map(|ticket| ticket.job);
        jobs.filter(|job| self.is_told(*job, LogLevel::Requests)).collect()
    }

    /// A decision about a user, for those who asked for him and watch.
    pub(super) fn tell(&mut self, id: WorkId, what: impl FnOnce(&Work) -> String) {
        if let Some(work) = self.works.get(id) {
            let jobs: SmallVec<[JobId; 1]> =
                work.tickets.iter().map(|ticket| ticket.job).filter(|job| self.is_told(*job, LogLevel::Users)).collect();
            if !jobs.is_empty() {
                let line = LogLine::new(LogLevel::Users, &format!("{}: {}", work.target, what(work)));
                self.told.extend(jobs.into_iter().map(|job| (job, line.clone())));
            }
        }
    }

    fn is_told(&self, job: JobId, level: LogLevel) -> bool {
        self.jobs.get(&job).is_some_and(|job| job.plan.log >= level)
    }
}

/// It is sent again after a wait of its own; no wait means as soon as the quota allows.
pub(super) fn again(work: &Work, wait: Duration) -> String {
    let why = work.last_error.as_deref().map_or_else(String::new, reason);
    let when = if wait.is_zero() { "as soon as it may be sent".to_owned() } else { format!("in {:.1} s", wait.as_secs_f64()) };
    format!("{why}; again {when} (tries so far: {})", work.attempts)
}

/// This is what became of it.
pub(super) fn ended(work: &Work, ending: Option<&(Status, SharedError)>) -> String {
    let how = match ending {
        None => format!("confirmed with {}", work.http_status),
        Some((status, error)) => format!("{status:?}: {}", reason(error)),
    };
    format!("{how} (tries: {})", work.attempts)
}

fn reason(error: &Error) -> String {
    let code = error.code().map_or_else(String::new, |code| format!("[{code}] "));
    format!("{code}{}", error.message())
}
