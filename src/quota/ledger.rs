//! A quota's state in a file, for the processes of one user on one machine: two PowerShell windows that are signed in with the
//! same application spend one quota. Nothing in it is secret; its name is a digest.

use crate::engine::bucket::Record;
use crate::runtime::Identity;
use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

/// Names the folder, in place of the user's own; with it, quotas of loopback addresses are shared as well.
const FOLDER: &str = "ENTRA_REVOKE_QUOTA_FOLDER";
/// Another process has the file for some microseconds. One that is stopped with it in its hands must not stop us.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_micros(250);
/// Longer than any quota remembers.
const OLD: Duration = Duration::from_secs(86_400);

/// What the file says.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Seconds since 1970.
    at: f64,
    pub(super) bucket: Option<Record>,
    pub(super) waiting: Vec<Waiting>,
}

/// A process that waits for its share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) who: u64,
    /// Seconds since 1970: whoever waits longer goes first ...
    pub(super) since: f64,
    /// ... unless he has not come for it.
    pub(super) until: f64,
}

/// The way to one quota's file.
#[derive(Debug)]
pub(super) struct Ledger {
    path: PathBuf,
}

impl Ledger {
    /// None where nothing can be shared: a loopback address, which is a simulated service, or a user without a folder.
    pub(super) fn of(identity: &Identity) -> Option<Self> {
        let named = std::env::var_os(FOLDER).filter(|folder| !folder.is_empty()).map(PathBuf::from);
        if named.is_none() && identity.is_loopback() {
            return None;
        }
        let folder = named.or_else(own_folder)?;
        create(&folder).ok()?;
        clear(&folder);
        let name = format!("{}\n{}\n{}", identity.graph, identity.tenant, identity.application);
        let digest = digest(&SHA256, name.as_bytes());
        let name: String = digest.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Some(Self { path: folder.join(format!("{name}.json")) })
    }

    #[cfg(test)]
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Reads, changes and writes the entry while no other process does; `now` in seconds since 1970. None where the file can't be had: everybody goes by
    /// what he knows himself then.
    pub(super) fn change<T>(&self, now: f64, change: impl FnOnce(&mut Entry, Duration) -> T) -> Option<T> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path).ok()?;
        lock(&file)?;
        let mut text = String::new();
        file.read_to_string(&mut text).ok()?;
        // What can't be read was cut off when its writer died: a full bucket, which the service will correct.
        let mut entry: Entry = serde_json::from_str(&text).unwrap_or_default();
        let ago = Duration::try_from_secs_f64(now - entry.at).unwrap_or_default();
        let result = change(&mut entry, ago);
        entry.at = now;
        let text = serde_json::to_string(&entry).ok()?;
        file.rewind().ok()?;
        file.set_len(0).ok()?;
        file.write_all(text.as_bytes()).ok()?;
        // A child that was forked meanwhile has the file open, too: closing it would not do.
        file.unlock().ok()?;
        Some(result)
    }
}

/// A moment in seconds since 1970: the clock that processes have in common.
pub(super) fn wall(moment: Instant) -> f64 {
    let (wall, now) = (SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default(), Instant::now());
    wall.as_secs_f64() + moment.saturating_duration_since(now).as_secs_f64() - now.saturating_duration_since(moment).as_secs_f64()
}

fn lock(file: &File) -> Option<()> {
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Some(()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(_)) => return None,
        }
    }
    None
}

/// The user's own folder for what need not be kept.
fn own_folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Caches"))
    } else {
        variable("XDG_RUNTIME_DIR").or_else(|| variable("XDG_CACHE_HOME")).or_else(|| variable("HOME").map(|home| home.join(".cache")))
    };
    folder.map(|folder| folder.join("entra-revoke"))
}

fn create(folder: &PathBuf) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Takes away what nobody can need any more.
fn clear(folder: &PathBuf) {
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_old = file.metadata().and_then(|about| about.modified()).is_ok_and(|at| at.elapsed().is_ok_and(|age| age > OLD));
        if is_old && file.path().extension().is_some_and(|extension| extension == "json") {
            let _ = fs::remove_file(file.path());
        }
    }
}
