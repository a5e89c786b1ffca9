//! Atomic, owner-only file writes, and file locks.

use crate::store::lock;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How long to retry when a file is in use.
const RETRY_TIMEOUT: Duration = Duration::from_secs(1);

/// The path with `end` appended.
pub fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(end);
    PathBuf::from(name)
}

/// Replaces `file` atomically; only its owner can read it.
pub fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    replace_and(file, |out| out.write_all(text), File::sync_all)
}

/// Like `replace`, with the content that `write` writes.
pub fn replace_with(
    file: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    replace_and(file, write, File::sync_all)
}

/// Like `replace`, without fsync: for data that can be fetched again.
pub fn replace_without_sync(file: &Path, text: &[u8]) -> io::Result<()> {
    replace_and(file, |out| out.write_all(text), |_| Ok(()))
}

fn replace_and(
    file: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    end: impl FnOnce(&File) -> io::Result<()>,
) -> io::Result<()> {
    let dir = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir)?;
    // In the same folder, so that the rename is atomic; with the process ID, so that concurrent
    // writers use different files.
    let temporary = file.with_extension(format!("new.{}", std::process::id()));
    remove_leftovers(dir, file);
    let written = owner_only(OpenOptions::new().write(true).create(true).truncate(true))
        .open(&temporary)
        .and_then(|out| {
            let mut out = BufWriter::new(out);
            write(&mut out)?;
            end(&out.into_inner().map_err(io::IntoInnerError::into_error)?)
        })
        .and_then(|()| rename(&temporary, file));
    if written.is_err() {
        // The rename failed: removes the temporary file.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Renames a file, replacing an existing one.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    retry(cfg!(windows), || fs::rename(from, to))
}

/// Reads a file that another process may be replacing.
pub fn read(file: &Path) -> io::Result<Vec<u8>> {
    retry(cfg!(windows), || fs::read(file))
}

/// On Windows a file cannot be replaced while it is open, nor opened while it is being replaced,
/// and virus scanners and indexers open new files. Retries for up to `RETRY_TIMEOUT`.
fn retry<T>(is_windows: bool, mut work: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    const ACCESS_DENIED: i32 = 5;
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    let started = Instant::now();
    loop {
        let done = work();
        let code = done.as_ref().err().and_then(io::Error::raw_os_error);
        let is_in_use = matches!(code, Some(ACCESS_DENIED | SHARING_VIOLATION | LOCK_VIOLATION));
        if !(is_windows && is_in_use) || started.elapsed() >= RETRY_TIMEOUT {
            return done;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// Removes temporary files that killed processes left next to `file`.
fn remove_leftovers(dir: &Path, file: &Path) {
    let beginning = file.with_extension("new.");
    let beginning = beginning.file_name().unwrap_or_default().as_encoded_bytes();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let id = name.as_encoded_bytes().strip_prefix(beginning);
        let id = id.and_then(|id| str::from_utf8(id).ok()?.parse::<u32>().ok());
        if id.is_some_and(|id| !lock::is_running(id)) {
            // A leftover file does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A file lock, released when dropped or when the process ends.
pub struct FileLock {
    path: PathBuf,
    file: File,
}

/// Locks the file at `path`, which is used for the lock only: on Windows a locked file cannot be
/// read or written by others.
pub fn acquire_lock(path: &Path, at_most: Duration) -> io::Result<FileLock> {
    let file = open_private(path, OpenOptions::new().write(true).truncate(false))?;
    lock::wait(&file, path, at_most)?;
    lock::write_holder(path);
    Ok(FileLock { path: path.to_owned(), file })
}

impl Drop for FileLock {
    fn drop(&mut self) {
        lock::clear_holder(&self.path);
        // On Windows, closing the file may release the lock with a delay.
        let _ = self.file.unlock();
    }
}

/// A small file that several processes write, locked from opening to drop. A process that is killed
/// may leave it truncated.
pub struct LockedFile {
    file: File,
    pub text: Vec<u8>,
}

impl LockedFile {
    /// Opens and locks the file; fails if that takes longer than `at_most`.
    pub fn open(path: &Path, at_most: Duration) -> io::Result<LockedFile> {
        let mut file =
            open_private(path, OpenOptions::new().read(true).write(true).truncate(false))?;
        lock::wait(&file, path, at_most)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        Ok(LockedFile { file, text })
    }

    /// Appends whole lines; after a truncated line they start on a new one.
    pub fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::End(0))?;
        if !self.text.is_empty() && !self.text.ends_with(b"\n") {
            self.file.write_all(b"\n")?;
        }
        self.text.clear();
        self.file.write_all(lines)
    }

    /// Waits until the file is on the disk.
    pub fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()
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

/// Appends a line to `file`, under its lock.
pub fn append(file: &Path, line: &str, at_most: Duration) -> io::Result<()> {
    // Windows cannot lock a file that is opened for appending only.
    let mut out = open_private(file, OpenOptions::new().read(true).append(true))?;
    lock::wait(&out, file, at_most)?;
    let written = out.write_all(format!("{line}\n").as_bytes());
    let _ = out.unlock();
    written
}

/// Opens a file, or creates it and its folder, with access for its owner only.
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

/// Whether users other than the owner have any permission on `file`.
pub fn is_open_to_others(file: &Path) -> io::Result<bool> {
    Ok(mode(file)? & 0o077 != 0)
}

/// Whether users other than the owner can write to `file`.
pub fn is_writable_by_others(file: &Path) -> io::Result<bool> {
    Ok(mode(file)? & 0o022 != 0)
}

#[cfg(unix)]
fn mode(file: &Path) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(file)?.permissions().mode())
}

/// On other systems a home directory is protected by access lists, not by modes.
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
    fn retries_a_file_in_use_on_windows() {
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
        // File not found.
        assert_eq!(tries(true, 2, 2), (1, false));
        let started = Instant::now();
        assert!(!tries(true, 32, usize::MAX).1);
        assert!((RETRY_TIMEOUT..RETRY_TIMEOUT * 3).contains(&started.elapsed()));
    }

    #[test]
    fn replaces_a_file_atomically_with_mode_600() {
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
    fn removes_leftovers_of_killed_processes() {
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
    fn lock_timeout_names_the_process() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/config.lock");
        let held = acquire_lock(&path, lock::REQUIRED_TIMEOUT).unwrap();
        let error = acquire_lock(&path, Duration::from_millis(100)).err().unwrap();
        let failure = error.downcast::<Error>().unwrap();
        assert_eq!(failure.kind, ErrorKind::Unavailable);
        let expected = format!("{} is locked by process {}", path.display(), std::process::id());
        assert!(failure.message.starts_with(&expected), "{failure}");
        // A failed attempt changes nothing: the lock is still held, and names its process.
        assert!(acquire_lock(&path, Duration::ZERO).is_err());
        drop(held);
        assert_eq!(fs::read_to_string(&path).unwrap(), "");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        drop(acquire_lock(&path, Duration::ZERO).unwrap());
    }
}
