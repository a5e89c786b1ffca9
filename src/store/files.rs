//! Files that are never half written and never shown to others.

use crate::store::lock;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How long to try again to replace a file that is in use.
const RETRIES_LAST: Duration = Duration::from_secs(1);

/// Replaces `file` in one step, readable by its owner only. A reader sees the old text or the new.
pub fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    replace_and(file, text, File::sync_all)
}

/// The same without waiting for the disk: for what may be lost with the power, since it can be had
/// again.
pub fn replace_soon(file: &Path, text: &[u8]) -> io::Result<()> {
    replace_and(file, text, |_| Ok(()))
}

fn replace_and(
    file: &Path,
    text: &[u8],
    end: impl FnOnce(&File) -> io::Result<()>,
) -> io::Result<()> {
    let dir = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir)?;
    // Beside the file, so that the rename stays on one disk; named by process, so that two at
    // once do not write into each other's.
    let fresh = file.with_extension(format!("new.{}", std::process::id()));
    remove_left_behind(dir, file);
    let written = owner_only(OpenOptions::new().write(true).create(true).truncate(true))
        .open(&fresh)
        .and_then(|mut out| {
            out.write_all(text)?;
            end(&out)
        })
        .and_then(|()| rename(&fresh, file));
    if written.is_err() {
        // What could not be put in place is of no use to anybody.
        let _ = fs::remove_file(&fresh);
    }
    written
}

/// Renames a file, over another one if there is one.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    retry(cfg!(windows), || fs::rename(from, to))
}

/// Reads a file that another process may be replacing.
pub fn read(file: &Path) -> io::Result<Vec<u8>> {
    retry(cfg!(windows), || fs::read(file))
}

/// On Windows a file cannot be replaced while another process has it open, nor opened while it is
/// replaced; virus scanners and indexers open whatever is new. Tries again for a while.
fn retry<T>(is_windows: bool, mut work: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    const ACCESS_DENIED: i32 = 5;
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    let began = Instant::now();
    loop {
        let done = work();
        let code = done.as_ref().err().and_then(io::Error::raw_os_error);
        let is_in_use = matches!(code, Some(ACCESS_DENIED | SHARING_VIOLATION | LOCK_VIOLATION));
        if !(is_windows && is_in_use) || began.elapsed() >= RETRIES_LAST {
            return done;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// Removes what processes that were killed while they replaced `file` have left beside it.
fn remove_left_behind(dir: &Path, file: &Path) {
    let beginning = file.with_extension("new.");
    let beginning = beginning.file_name().unwrap_or_default().as_encoded_bytes();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let id = name.as_encoded_bytes().strip_prefix(beginning);
        let id = id.and_then(|id| str::from_utf8(id).ok()?.parse::<u32>().ok());
        if id.is_some_and(|id| !lock::is_running(id)) {
            // What cannot be removed does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A lock, until it is dropped. The system takes it back from a process that is killed.
pub struct Held {
    path: PathBuf,
    file: File,
}

/// Locks the file at `path`, which is there for that alone, within that time: on Windows nobody else
/// can read or write what is locked.
pub fn hold(path: &Path, at_most: Duration) -> io::Result<Held> {
    let file = open_private(path, OpenOptions::new().write(true).truncate(false))?;
    lock::wait(&file, path, at_most)?;
    lock::sign(path);
    Ok(Held { path: path.to_owned(), file })
}

impl Drop for Held {
    fn drop(&mut self) {
        lock::withdraw(&self.path);
        // Closing the file would do, but on Windows not always at once.
        let _ = self.file.unlock();
    }
}

/// A small file that several processes write in turn: locked from when it is opened until it is
/// dropped. Whoever is killed between may leave half of it.
pub struct LockedFile {
    file: File,
    pub text: Vec<u8>,
}

impl LockedFile {
    /// Opens and locks it within that time.
    pub fn open(path: &Path, at_most: Duration) -> io::Result<LockedFile> {
        let mut file =
            open_private(path, OpenOptions::new().read(true).write(true).truncate(false))?;
        lock::wait(&file, path, at_most)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        Ok(LockedFile { file, text })
    }

    pub fn write(&mut self, text: &[u8]) -> io::Result<()> {
        self.file.rewind()?;
        self.file.write_all(text)?;
        self.file.set_len(text.len() as u64)
    }
}

impl Drop for LockedFile {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

/// Adds a line at the end of `file`, whole: two at once do not write into each other's.
pub fn append(file: &Path, line: &str, at_most: Duration) -> io::Result<()> {
    // Windows locks no file that can only be appended to.
    let mut out = open_private(file, OpenOptions::new().read(true).append(true))?;
    lock::wait(&out, file, at_most)?;
    let written = out.write_all(format!("{line}\n").as_bytes());
    let _ = out.unlock();
    written
}

/// A file for this owner's eyes, made where there is none yet.
pub fn open_private(file: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let options = owner_only(options.create(true));
    match options.open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
            options.open(file)
        }
        opened => opened,
    }
}

/// Whether others than the owner may do anything with `file`.
pub fn is_open_to_others(file: &Path) -> io::Result<bool> {
    Ok(mode(file)? & 0o077 != 0)
}

/// Whether others than the owner may write to `file`.
pub fn is_writable_by_others(file: &Path) -> io::Result<bool> {
    Ok(mode(file)? & 0o022 != 0)
}

#[cfg(unix)]
fn mode(file: &Path) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(file)?.permissions().mode())
}

/// Elsewhere a home directory is private by its access list, which a mode does not tell.
#[cfg(not(unix))]
fn mode(_: &Path) -> io::Result<u32> {
    Ok(0o600)
}

#[cfg(unix)]
fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind};

    #[test]
    fn what_is_in_use_on_windows_is_tried_again_for_a_while() {
        let tries = |is_windows, code, failures| {
            let mut tries = 0;
            let done = retry(is_windows, || {
                tries += 1;
                if tries > failures { Ok(()) } else { Err(io::Error::from_raw_os_error(code)) }
            });
            (tries, done.is_ok())
        };
        for code in [5, 32, 33] {
            assert_eq!(tries(true, code, 2), (3, true));
            assert_eq!(tries(false, code, 2), (1, false));
        }
        // No such file.
        assert_eq!(tries(true, 2, 2), (1, false));
        let began = Instant::now();
        assert!(!tries(true, 32, usize::MAX).1);
        assert!((RETRIES_LAST..RETRIES_LAST * 3).contains(&began.elapsed()));
    }

    #[test]
    fn a_file_is_replaced_whole_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/config.toml");
        replace(&file, b"a long first text").unwrap();
        replace(&file, b"short").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"short");
        assert!(!is_open_to_others(&file).unwrap());
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_process_has_left_is_removed_by_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config.toml");
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        let dead = format!("config.new.{}", child.id());
        let alive = format!("config.new.{}", std::os::unix::process::parent_id());
        let others = [&alive, "config.new.x", "config.new.", "other.new.999999999", "config.lock"];
        for name in others.into_iter().chain([&dead[..], "config.new.999999999"]) {
            fs::write(dir.path().join(name), "").unwrap();
        }
        replace(&file, b"text").unwrap();
        let mut left: Vec<String> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        let mut expected: Vec<&str> = others.into_iter().chain(["config.toml"]).collect();
        expected.sort();
        assert_eq!(left, expected);
    }

    #[test]
    fn a_lock_that_is_kept_is_an_error_that_names_the_process() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/config.lock");
        let held = hold(&path, lock::NEEDED).unwrap();
        let error = hold(&path, Duration::from_millis(100)).err().unwrap();
        let failure = error.downcast::<Error>().unwrap();
        assert_eq!(failure.kind, ErrorKind::Unavailable);
        let says = format!("{} is locked by process {}", path.display(), std::process::id());
        assert!(failure.message.starts_with(&says), "{failure}");
        // Whoever waited in vain has changed nothing: the lock is still signed, and still held.
        assert!(hold(&path, Duration::ZERO).is_err());
        drop(held);
        assert_eq!(fs::read_to_string(&path).unwrap(), "");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        drop(hold(&path, Duration::ZERO).unwrap());
    }
}
