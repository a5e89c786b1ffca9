//! Client-side rate limiter. All processes of an account on this machine share one state file, so
//! that together they stay below the burst limit; requests of other machines are derived from
//! `x-ratelimit-remaining`.

mod window;

pub use window::MAX_WAIT;

use super::error::{Error, ErrorKind};
use super::rate_headers::RateLimitHeaders;
use crate::store::files;
use crate::store::lock;
use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::PathBuf;
use std::time::Duration;
use window::{BLOCK_DURATION, UNLIMITED, Window, millis, now};

/// How long to wait for the lock on the state file.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// Admits requests so that the burst limit is not exceeded.
pub struct RateLimiter {
    /// The shared state file; `None` keeps the state in memory.
    file: Option<PathBuf>,
    state: RefCell<Window>,
    /// How long to wait for the lock on the state file; after a timeout this run continues without
    /// it.
    lock_timeout: Duration,
    is_alone: Cell<bool>,
    /// Whether the limit of requests and of searches is too high to matter.
    is_unlimited: [Cell<bool>; 2],
    last: Cell<u64>,
}

/// A request that was admitted.
#[derive(Debug)]
pub struct Permit {
    id: u64,
    is_search: bool,
}

/// Whether a request may be sent now, or when to try again.
#[derive(Debug)]
pub enum Admission {
    Go(Permit),
    Wait(Duration),
}

impl RateLimiter {
    /// A rate limiter that shares its state with all processes that use the same file; without a
    /// file, one for this process only.
    pub fn new(file: Option<PathBuf>) -> RateLimiter {
        RateLimiter {
            file,
            state: RefCell::default(),
            lock_timeout: LOCK_TIMEOUT,
            is_alone: Cell::default(),
            is_unlimited: Default::default(),
            // Request IDs must differ between processes.
            last: Cell::new(RandomState::new().hash_one(std::process::id())),
        }
    }

    /// Admits a request, or returns how long to wait. `force` ignores a block of the account.
    pub fn admit(&self, is_search: bool, force: bool) -> Result<Admission, Error> {
        let id = self.last.get().wrapping_add(1);
        let permit = Permit { id, is_search };
        if self.is_unlimited[usize::from(is_search)].get() {
            return Ok(Admission::Go(permit));
        }
        self.last.set(id);
        self.update(|window| window.admit(permit, force, now()))?
    }

    /// Records the response to a request; `None` if there was none, in which case the request may
    /// still count.
    pub fn record_response(&self, permit: &Permit, limits: Option<&RateLimitHeaders>) {
        let is_unlimited = &self.is_unlimited[usize::from(permit.is_search)];
        let limit = limits.and_then(|limits| limits.limit);
        if is_unlimited.get() && limit.is_none_or(|limit| limit >= UNLIMITED) {
            return;
        }
        // If Ctrl-C interrupts the wait for the lock here or below, the run ends without this
        // update.
        let _ = self.update(|window| {
            window.burst_window(permit.is_search).record_response(permit, limits, now());
        });
        is_unlimited.set(limit.is_some_and(|limit| limit >= UNLIMITED));
    }

    /// Delays all requests by this time, after a 429.
    pub fn pause(&self, pause: Duration) {
        // An excessive `Retry-After` is capped.
        let until = now() + millis(pause).min(BLOCK_DURATION);
        let _ = self.update(|window| window.resume = window.resume.max(until));
        self.is_unlimited.iter().for_each(|is_unlimited| is_unlimited.set(false));
    }

    /// Records whether Pipedrive blocks the account.
    pub fn set_blocked(&self, is_blocked: bool) {
        // Avoids a file access in most runs.
        if is_blocked || self.state.borrow().blocked > 0 {
            let _ = self.update(|window| window.blocked = if is_blocked { now() } else { 0 });
        }
    }

    /// Updates the state under the lock of the state file. If the file cannot be used, the state is
    /// not shared; Ctrl-C ends the wait for the lock.
    fn update<T>(&self, change: impl FnOnce(&mut Window) -> T) -> Result<T, Error> {
        let mut state = self.state.borrow_mut();
        if let Some(mut lock_file) = self.lock_file()? {
            // A corrupt file counts as empty.
            *state = serde_json::from_slice(&lock_file.text).unwrap_or_default();
            let outcome = change(&mut state);
            if let Ok(text) = serde_json::to_vec(&*state) {
                let _ = lock_file.write(&text);
            }
            return Ok(outcome);
        }
        Ok(change(&mut state))
    }

    /// Locks the state file; `None` if it is not used or not available.
    fn lock_file(&self) -> Result<Option<files::LockedFile>, Error> {
        let Some(file) = self.file.as_ref().filter(|_| !self.is_alone.get()) else {
            return Ok(None);
        };
        let error = match files::LockedFile::open(file, self.lock_timeout) {
            Ok(lock_file) => return Ok(Some(lock_file)),
            Err(error) => error,
        };
        match error.kind() {
            io::ErrorKind::Interrupted => {
                return Err(Error::new(ErrorKind::Canceled, error.to_string()));
            }
            io::ErrorKind::TimedOut => {
                self.is_alone.set(true);
                lock::note(&format!("{error}; continuing without it"));
            }
            _ => {}
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_admitted(admission: Result<Admission, Error>) -> bool {
        matches!(admission.unwrap(), Admission::Go(_))
    }

    #[test]
    fn processes_share_the_state_and_a_corrupt_file_is_empty() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/pace.json");
        let admitted = || is_admitted(RateLimiter::new(Some(file.clone())).admit(false, false));
        assert_eq!((0..25).filter(|_| admitted()).count(), 20);
        std::fs::write(&file, "{\"calls\":[").unwrap();
        assert!(admitted());
        // If the file cannot be created, each process keeps its own state.
        let lost = RateLimiter::new(Some(file.join("pace.json")));
        assert_eq!((0..25).filter(|_| is_admitted(lost.admit(false, false))).count(), 20);
    }

    #[test]
    fn continues_without_a_locked_file_after_one_timeout() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("pace.json");
        let lock_timeout = Duration::from_millis(100);
        let held = files::LockedFile::open(&file, lock_timeout).unwrap();
        let rate_limiter = RateLimiter { lock_timeout, ..RateLimiter::new(Some(file)) };
        let started = std::time::Instant::now();
        assert_eq!((0..25).filter(|_| is_admitted(rate_limiter.admit(false, false))).count(), 20);
        assert!(
            (lock_timeout..lock_timeout * 10).contains(&started.elapsed()),
            "{:?}",
            started.elapsed()
        );
        drop(held);
    }
}
