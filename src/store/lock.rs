//! Waits for file locks with a timeout. A long wait is announced, and Ctrl-C ends it.

use crate::error::{Error, ErrorKind};
use crate::ui::{signals, stdio};
use std::borrow::Cow;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Timeout for a lock without which the run cannot continue.
pub const REQUIRED_TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait before the wait is announced.
const ANNOUNCE_AFTER: Duration = Duration::from_secs(1);
/// Most locks are held for less; only after this a thread is started to listen for Ctrl-C.
const LISTEN_AFTER: Duration = Duration::from_millis(20);
/// Maximum pause between two attempts.
const MAX_PAUSE: Duration = Duration::from_millis(20);

static IS_QUIET: AtomicBool = AtomicBool::new(false);

/// Disables all messages about locks.
pub fn be_quiet() {
    IS_QUIET.store(true, Ordering::Relaxed);
}

/// Prints a message about a lock.
pub fn note(line: &str) {
    if !IS_QUIET.load(Ordering::Relaxed) {
        stdio::message(line);
    }
}

/// Locks `file`, which is at `path`. The error contains an [`Error`] if another process still holds
/// the lock after `at_most`, or if Ctrl-C was pressed.
pub fn wait(file: &File, path: &Path, at_most: Duration) -> io::Result<()> {
    let started = Instant::now();
    let mut is_announced = false;
    let mut pause = Duration::from_millis(1);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let waited = started.elapsed();
        if waited >= at_most {
            let message = format!("{} is locked by {}", path.display(), holder(path));
            let failure = Error::new(ErrorKind::Unavailable, message)
                .hint("wait for that process to end, or stop it");
            return Err(io::Error::new(io::ErrorKind::TimedOut, failure));
        }
        if waited >= ANNOUNCE_AFTER && !is_announced {
            is_announced = true;
            note(&format!("waiting for the lock on {}, held by {}", path.display(), holder(path)));
        }
        if waited >= LISTEN_AFTER
            && let Some(signal) = signals::requested()
        {
            return Err(io::Error::new(io::ErrorKind::Interrupted, signal.to_error()));
        }
        thread::sleep(pause.min(at_most - waited));
        pause = (pause * 2).min(MAX_PAUSE);
    }
}

/// Writes the ID of this process as the holder of the lock on `path`.
pub fn write_holder(path: &Path) {
    let _ = fs::write(id_file(path), std::process::id().to_string());
}

/// Removes the ID written by [`write_holder`].
pub fn clear_holder(path: &Path) {
    let file = id_file(path);
    // The next holder may not write its ID.
    let _ = if file == path { fs::write(file, "") } else { fs::remove_file(file) };
}

/// The file with the ID of the holder of the lock on `path`: the locked file itself or, on Windows,
/// where others cannot read that, a file next to it.
fn id_file(path: &Path) -> Cow<'_, Path> {
    if cfg!(windows) { Cow::Owned(path.with_extension("lock.pid")) } else { Cow::Borrowed(path) }
}

/// A description of the process that holds the lock.
pub fn holder(path: &Path) -> String {
    let id = fs::read_to_string(id_file(path)).ok().and_then(|text| text.trim().parse().ok());
    match id.filter(|id| is_running(*id)) {
        Some(id) => format!("process {id}"),
        None => "another process".to_owned(),
    }
}

/// Whether a process with this ID exists.
#[cfg(unix)]
pub fn is_running(id: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let id = i32::try_from(id).ok().and_then(Pid::from_raw);
    id.is_some_and(|id| !matches!(test_kill_process(id), Err(rustix::io::Errno::SRCH)))
}

/// Not checked on other systems.
#[cfg(not(unix))]
pub fn is_running(_: u32) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn detects_running_processes() {
        assert!(is_running(std::process::id()) && is_running(1));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        assert!(!is_running(child.id()) && !is_running(0) && !is_running(u32::MAX));
    }
}
