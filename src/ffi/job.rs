//! Jobs.

use super::codes;
use super::error::{Fault, entra_revoke_error};
use super::handle;
use super::headers::{self, entra_revoke_header};
use super::log::{self, entra_revoke_log};
use super::proxy;
use super::results::{self, entra_revoke_results};
use super::structs::{self, Sized32};
use super::text::{self, entra_revoke_str};
use crate::{ApiVersion, Client, Job, JobOptions, LogLevel, Priority, Progress, Submission};
use std::time::Duration;

/// A handle of a job; 0 never is one.
pub type entra_revoke_job = u64;

/// How a job is run. Zero, an empty text included, means the default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entra_revoke_job_options {
    /// sizeof(entra_revoke_job_options).
    pub struct_size: u32,
    /// ENTRA_REVOKE_PRIORITY_...; default bulk.
    pub priority: u32,
    /// Version of Microsoft Graph: v1.0 (the default) or beta.
    pub api_version: entra_revoke_str,
    /// Since 1.3: the first of the headers for the request of each user; in a batch they stand with the user's part of it.
    /// Authorization, Host and what decides how request and answer are written are the library's.
    pub headers: *const entra_revoke_header,
    /// Since 1.3: how many headers.
    pub header_count: usize,
    /// Since 1.3: another proxy than the client's. Tokens are still got through the client's.
    pub proxy_url: entra_revoke_str,
    /// Since 1.3: user name for the proxy.
    pub proxy_user: entra_revoke_str,
    /// Since 1.3: password for the proxy.
    pub proxy_password: entra_revoke_str,
    /// Since 1.3: hosts that are reached without the proxy, with commas between them, as in NO_PROXY.
    pub proxy_bypass: entra_revoke_str,
    /// Since 1.3: ENTRA_REVOKE_LOG_..., what `entra_revoke_job_log` tells; default nothing.
    pub log: u32,
    /// Since 1.3: not used yet: 0.
    pub reserved: u32,
}

/// Whom to revoke.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entra_revoke_target {
    /// sizeof(entra_revoke_target), in every element of an array.
    pub struct_size: u32,
    /// ENTRA_REVOKE_TARGET_...; default a user.
    pub kind: u32,
    /// A number of the caller's own, which the result has again. It may be used more than once.
    pub tag: u64,
    /// Object id or user principal name.
    pub user: entra_revoke_str,
}

/// How far a job is. All counts are of targets submitted so far.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entra_revoke_progress {
    /// sizeof(entra_revoke_progress), set by the caller.
    pub struct_size: u32,
    /// 1 when no more targets will come and every one has its result.
    pub finished: u32,
    /// Submitted.
    pub total: u64,
    /// Ended as ENTRA_REVOKE_STATUS_REVOKED.
    pub revoked: u64,
    /// Ended as ENTRA_REVOKE_STATUS_NO_EFFECT.
    pub no_effect: u64,
    /// Ended as ENTRA_REVOKE_STATUS_REFUSED.
    pub refused: u64,
    /// Ended as ENTRA_REVOKE_STATUS_INVALID.
    pub invalid: u64,
    /// Ended as ENTRA_REVOKE_STATUS_FAILED.
    pub failed: u64,
    /// Ended as ENTRA_REVOKE_STATUS_NOT_SENT.
    pub not_sent: u64,
    /// Ended as ENTRA_REVOKE_STATUS_UNKNOWN.
    pub unknown: u64,
    /// Sent and not answered yet.
    pub in_flight: u64,
    /// Not sent yet, or waiting to be sent again.
    pub waiting: u64,
    /// Results per second over the last seconds.
    pub rate_per_second: f64,
    /// How long the service asked to wait, in milliseconds from now; 0 when it does not throttle.
    pub throttled_ms: i64,
    /// Until the last target submitted so far has its result, in milliseconds from now; -1 where that is unknown.
    pub time_left_ms: i64,
}

// SAFETY: repr(C), begins with its size, and integers and pointers may have any bits.
unsafe impl Sized32 for entra_revoke_job_options {
    const NAME: &'static str = "options";
    const FIRST: usize = std::mem::offset_of!(Self, headers);
}

// SAFETY: as above.
unsafe impl Sized32 for entra_revoke_target {
    const NAME: &'static str = "targets";
    const FIRST: usize = size_of::<Self>();
}

// SAFETY: as above, and a float may have any bits, too.
unsafe impl Sized32 for entra_revoke_progress {
    const NAME: &'static str = "progress";
    const FIRST: usize = size_of::<Self>();
}

/// Begins a run over any number of targets.
///
/// `options`: NULL for the defaults. `job`: receives the handle, to be closed by `entra_revoke_job_close`.
/// Errors: ARGUMENT, UTF8, HANDLE, CONFIGURATION (a header can't be sent, a proxy can't be used), CLOSED.
///
/// # Safety
/// Pointers are NULL or valid; `options` is as large as its `struct_size` says, and has as many headers as it says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_job_open(
    client: u64,
    options: *const entra_revoke_job_options,
    job: *mut entra_revoke_job,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [job], {
        if job.is_null() {
            return Err(Fault::argument("job: the pointer is NULL."));
        }
        // SAFETY: as the caller promises.
        let options = if options.is_null() { JobOptions::default() } else { unsafe { to_options(structs::read(options)?) }? };
        let handle = handle::open(handle::get::<Client>(client)?.start_job(options)?)?;
        // SAFETY: not NULL, and the caller promises the rest.
        unsafe { job.write(handle) };
        Ok(())
    })
}

/// Hands over targets; returns at once. All are taken, or none and an error. A text that is no usable user id is taken and
/// comes back as ENTRA_REVOKE_STATUS_INVALID.
///
/// `targets`: `count` structs one after another, each with its struct_size. `count` 0 is allowed.
/// Errors: ARGUMENT, UTF8, HANDLE, FINISHED, CLOSED.
///
/// # Safety
/// `targets` is NULL or points to `count` structs; `error` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_job_submit(
    job: entra_revoke_job,
    targets: *const entra_revoke_target,
    count: usize,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [], {
        let job = handle::get::<Job>(job)?;
        // SAFETY: as the caller promises.
        let targets = unsafe { structs::read_array(targets, count) }?;
        // SAFETY: as the caller promises.
        let submissions = targets.into_iter().enumerate().map(|(place, target)| unsafe { to_submission(place, target) });
        Ok(job.submit(submissions.collect::<Result<_, _>>()?)?)
    })
}

/// No more targets will come; the job is finished when all have their result. Calling it twice is harmless.
///
/// Errors: HANDLE, CLOSED.
///
/// # Safety
/// `error` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_job_finish(job: entra_revoke_job, error: *mut *mut entra_revoke_error) -> i32 {
    guard!(error, [], { Ok(handle::get::<Job>(job)?.finish()?) })
}

/// Stops. What waits comes out as NOT_SENT; what is in flight has a second for its answer, then comes out as UNKNOWN. The
/// results are to be taken as before, until the job is finished.
///
/// Errors: HANDLE, CLOSED.
///
/// # Safety
/// `error` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_job_cancel(job: entra_revoke_job, error: *mut *mut entra_revoke_error) -> i32 {
    guard!(error, [], { Ok(handle::get::<Job>(job)?.cancel()?) })
}

/// Waits for results and takes them. Every target comes out once.
///
/// `timeout_ms`: how long to wait for the first; 0 does not wait. `max`: how many to take at the most; 0 for 1000.
/// `results`: receives an owned block, to be freed by `entra_revoke_results_free`. Success always gives one: without items
/// when nothing came in time, with `finished` when nothing will ever come any more.
/// Errors: ARGUMENT, HANDLE, CLOSED (by another thread during the wait), INTERNAL (the library can't vouch for the rest).
///
/// # Safety
/// Pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_job_next(
    job: entra_revoke_job,
    timeout_ms: u32,
    max: usize,
    results: *mut *mut entra_revoke_results,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [results], {
        if results.is_null() {
            return Err(Fault::argument("results: the pointer is NULL."));
        }
        let max = if max == 0 { 1_000 } else { max };
        let block = handle::get::<Job>(job)?.next(Duration::from_millis(timeout_ms.into()), max)?;
        // SAFETY: not NULL, and the caller promises the rest.
        unsafe { results.write(results::give(&block)) };
        Ok(())
    })
}

/// Takes what a job tells about its requests. Never blocks. Since 1.3.
///
/// What was told before a result became known is here when the result is. A host that does not take them loses the oldest when
/// 10,000 wait.
/// `max`: how many lines to take at the most; 0 for 1000. `log`: receives an owned block, to be freed by `entra_revoke_log_free`.
/// Success always gives one, without lines when there is nothing to tell.
/// Errors: ARGUMENT, HANDLE.
///
/// # Safety
/// Pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_job_log(
    job: entra_revoke_job,
    max: usize,
    log: *mut *mut entra_revoke_log,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [log], {
        if log.is_null() {
            return Err(Fault::argument("log: the pointer is NULL."));
        }
        let told = handle::get::<Job>(job)?.log(if max == 0 { 1_000 } else { max });
        // SAFETY: not NULL, and the caller promises the rest.
        unsafe { log.write(log::give(&told)) };
        Ok(())
    })
}

/// How far a job is. Never blocks.
///
/// `progress`: its struct_size set by the caller, the rest filled in.
/// Errors: ARGUMENT, HANDLE.
///
/// # Safety
/// `progress` is NULL or as large as its `struct_size` says; `error` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_job_progress(
    job: entra_revoke_job,
    progress: *mut entra_revoke_progress,
    error: *mut *mut entra_revoke_error,
) -> i32 {
    guard!(error, [], {
        let now = handle::get::<Job>(job)?.progress();
        // SAFETY: as the caller promises.
        unsafe { structs::write(progress, &to_progress(&now)) }
    })
}

/// Closes a job: waits on it end with CLOSED, results that were not taken are gone, and what was not sent is never sent.
///
/// Errors: HANDLE.
///
/// # Safety
/// `error` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entra_revoke_job_close(job: entra_revoke_job, error: *mut *mut entra_revoke_error) -> i32 {
    guard!(error, [], {
        handle::close::<Job>(job)?.close();
        Ok(())
    })
}

/// # Safety
/// The texts and headers can be read.
unsafe fn to_options(options: entra_revoke_job_options) -> Result<JobOptions, Fault> {
    let priority = match options.priority {
        codes::ENTRA_REVOKE_PRIORITY_BULK => Priority::Bulk,
        codes::ENTRA_REVOKE_PRIORITY_INTERACTIVE => Priority::Interactive,
        other => return Err(Fault::argument(format!("options.priority is {other}; use one of ENTRA_REVOKE_PRIORITY_…."))),
    };
    // SAFETY: as the caller promises.
    let version = match unsafe { text::read("options.api_version", options.api_version) }? {
        "" | "v1.0" => ApiVersion::V1,
        "beta" => ApiVersion::Beta,
        other => return Err(Fault::argument(format!("options.api_version is '{other}'; use v1.0 or beta."))),
    };
    if options.reserved != 0 {
        return Err(Fault::argument(format!("options.reserved is {}; leave it 0.", options.reserved)));
    }
    let log = match options.log {
        codes::ENTRA_REVOKE_LOG_OFF => LogLevel::Off,
        codes::ENTRA_REVOKE_LOG_REQUESTS => LogLevel::Requests,
        codes::ENTRA_REVOKE_LOG_USERS => LogLevel::Users,
        other => return Err(Fault::argument(format!("options.log is {other}; use one of ENTRA_REVOKE_LOG_…."))),
    };
    // SAFETY: as the caller promises.
    let headers = unsafe { headers::read("options", options.headers, options.header_count) }?;
    // SAFETY: as the caller promises.
    let proxy = unsafe { proxy::read("options", [options.proxy_url, options.proxy_user, options.proxy_password, options.proxy_bypass]) }?;
    Ok(JobOptions { version, priority, headers, proxy, log })
}

/// # Safety
/// The text can be read.
unsafe fn to_submission(place: usize, target: entra_revoke_target) -> Result<Submission, Fault> {
    match target.kind {
        codes::ENTRA_REVOKE_TARGET_USER | codes::ENTRA_REVOKE_TARGET_EXTERNAL_USER => {
            // SAFETY: as the caller promises.
            let user = unsafe { text::read("targets[].user", target.user) };
            let user = user.map_err(|fault| fault.at(place))?;
            Ok(if target.kind == codes::ENTRA_REVOKE_TARGET_USER {
                Submission::user(target.tag, user)
            } else {
                Submission::external_user(target.tag, user)
            })
        }
        codes::ENTRA_REVOKE_TARGET_SIGNED_IN_USER => Ok(Submission::signed_in_user(target.tag)),
        other => Err(Fault::argument(format!("targets[{place}].kind is {other}; use one of ENTRA_REVOKE_TARGET_…."))),
    }
}

fn to_progress(progress: &Progress) -> entra_revoke_progress {
    let milliseconds = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    entra_revoke_progress {
        struct_size: 0,
        finished: progress.finished.into(),
        total: progress.total,
        revoked: progress.revoked,
        no_effect: progress.no_effect,
        refused: progress.refused,
        invalid: progress.invalid,
        failed: progress.failed,
        not_sent: progress.not_sent,
        unknown: progress.unknown,
        in_flight: progress.in_flight,
        waiting: progress.waiting,
        rate_per_second: progress.rate,
        throttled_ms: progress.throttled_for.map_or(0, milliseconds),
        time_left_ms: progress.time_left.map_or(-1, milliseconds),
    }
}
