//! Waits for file locks: announced after a second, ended by Ctrl-C, and never for ever.

use crate::error::{Error, ErrorKind};
use crate::ui::{signals, stdio};
use std::borrow::Cow;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How long to wait where the run cannot go on without the lock.
pub const NEEDED: Duration = Duration::from_secs(30);
/// How long to wait before the wait is announced.
const ANNOUNCED: Duration = Duration::from_secs(1);
/// Most locks are held for less; before that no thread is started to listen for Ctrl-C.
const USUAL: Duration = Duration::from_millis(20);
/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

static IS_QUIET: AtomicBool = AtomicBool::new(false);

/// Announces nothing from now on.
pub fn be_quiet() {
    IS_QUIET.store(true, Ordering::Relaxed);
}

/// Tells the person about a lock.
pub fn note(line: &str) {
    if !IS_QUIET.load(Ordering::Relaxed) {
        stdio::message(line);
    }
}

/// Locks `file`, which is at `path`, within that time. The error holds a [`Error`] where another
/// process keeps the lock, or where Ctrl-C has ended the wait.
pub fn wait(file: &File, path: &Path, at_most: Duration) -> io::Result<()> {
    let began = Instant::now();
    let mut is_announced = false;
    let mut pause = Duration::from_millis(1);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let waited = began.elapsed();
        if waited >= at_most {
            let message = format!("{} is locked by {}", path.display(), holder(path));
            let failure = Error::new(ErrorKind::Unavailable, message)
                .hint("wait until that process ends, or end it");
            return Err(io::Error::new(io::ErrorKind::TimedOut, failure));
        }
        if waited >= ANNOUNCED && !is_announced {
            is_announced = true;
            note(&format!("waiting for the lock on {}, held by {}", path.display(), holder(path)));
        }
        if waited >= USUAL
            && let Some(signal) = signals::requested()
        {
            return Err(io::Error::new(io::ErrorKind::Interrupted, signal.failure()));
        }
        thread::sleep(pause.min(at_most - waited));
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Writes down that this process holds the lock on `path`, for the messages of others.
pub fn sign(path: &Path) {
    let _ = fs::write(id_file(path), std::process::id().to_string());
}

/// Takes back what [`sign`] has written.
pub fn withdraw(path: &Path) {
    let file = id_file(path);
    // Whoever locks it next may not sign it.
    let _ = if file == path { fs::write(file, "") } else { fs::remove_file(file) };
}

/// Where the ID of the process is that holds the lock on `path`: in the file itself; on Windows, where
/// others cannot read that one, beside it.
fn id_file(path: &Path) -> Cow<'_, Path> {
    if cfg!(windows) { Cow::Owned(path.with_extension("lock.pid")) } else { Cow::Borrowed(path) }
}

/// Who holds the lock, as far as is known.
fn holder(path: &Path) -> String {
    let id = fs::read_to_string(id_file(path)).ok().and_then(|text| text.trim().parse().ok());
    match id.filter(|id| is_running(*id)) {
        Some(id) => format!("process {id}"),
        None => "another process".to_owned(),
    }
}

/// Whether there is a process of this ID.
#[cfg(unix)]
pub fn is_running(id: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let id = i32::try_from(id).ok().and_then(Pid::from_raw);
    id.is_some_and(|id| !matches!(test_kill_process(id), Err(rustix::io::Errno::SRCH)))
}

/// Elsewhere it is not asked, and taken to be so.
#[cfg(not(unix))]
pub fn is_running(_: u32) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_running_or_not() {
        assert!(is_running(std::process::id()) && is_running(1));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        assert!(!is_running(child.id()) && !is_running(0) && !is_running(u32::MAX));
    }
}
