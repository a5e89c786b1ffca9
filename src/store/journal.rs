//! The journal file: whole lines are appended, read from the end, and only removed by pruning.
//! Writers use a separate lock file; readers take no lock. A truncated line is ignored, and the
//! next writer starts a new line.

use crate::store::files::{self, FileLock};
use crate::store::lock;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes to read at a time from the end.
const CHUNK: usize = 64 * 1024;

#[derive(Debug, Clone)]
pub struct JournalFile {
    path: PathBuf,
}

/// A lock that a run holds until it ends, also by a signal or a crash. Dropping it removes its file.
pub struct RunLock {
    path: PathBuf,
    lock: Option<FileLock>,
}

/// The exclusive right to append, until dropped.
pub struct Locked<'a> {
    journal: &'a JournalFile,
    _held: FileLock,
}

impl JournalFile {
    pub fn new(path: PathBuf) -> JournalFile {
        JournalFile { path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn lock(&self) -> io::Result<Locked<'_>> {
        let held = files::acquire_lock(&self.path.with_extension("lock"), lock::REQUIRED_TIMEOUT)?;
        Ok(Locked { journal: self, _held: held })
    }

    /// Locks undo, but not the journal itself.
    pub fn lock_undo(&self) -> io::Result<FileLock> {
        files::acquire_lock(&self.path.with_extension("undo.lock"), lock::REQUIRED_TIMEOUT)
    }

    /// Locks an entry for the run that sends its writes.
    pub fn lock_run(&self, entry: u64) -> io::Result<RunLock> {
        let path = self.run_path(entry);
        let lock = files::acquire_lock(&path, lock::REQUIRED_TIMEOUT)?;
        Ok(RunLock { path, lock: Some(lock) })
    }

    /// The process whose run of this entry has not ended.
    pub fn find_run(&self, entry: u64) -> Option<String> {
        let path = self.run_path(entry);
        let file = File::open(&path).ok()?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Some(lock::holder(&path)),
            Err(TryLockError::Error(_)) => None,
            Ok(()) => {
                // The process was killed. Entry numbers are not reused, so no other process needs the file.
                drop(RunLock { path, lock: None });
                None
            }
        }
    }

    fn run_path(&self, entry: u64) -> PathBuf {
        self.path.with_extension(format!("{entry}.run"))
    }

    /// Iterates over the lines from the last to the first; lines appended later are not included.
    pub fn lines_from_end(&self) -> io::Result<LinesFromEnd> {
        let file = match File::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            file => Some(file?),
        };
        let end = match &file {
            Some(file) => file.metadata()?.len(),
            None => 0,
        };
        Ok(LinesFromEnd { file, start: end, text: Vec::new() })
    }
}

impl Drop for RunLock {
    fn drop(&mut self) {
        self.lock = None;
        // A file that stays is not locked.
        let _ = fs::remove_file(&self.path);
    }
}

impl Locked<'_> {
    /// Appends lines, each ending with a line break. With `is_synced`, waits for fsync.
    pub fn append(&self, lines: &str, is_synced: bool) -> io::Result<()> {
        let mut file =
            files::open_private(&self.journal.path, OpenOptions::new().read(true).append(true))?;
        if is_torn(&mut file)? {
            file.write_all(b"\n")?;
        }
        file.write_all(lines.as_bytes())?;
        if is_synced { file.sync_data() } else { Ok(()) }
    }

    /// Rewrites the file with the lines that `is_kept` accepts, and one more.
    pub fn rewrite(&self, mut is_kept: impl FnMut(&[u8]) -> bool, last: &str) -> io::Result<()> {
        let mut text = std::fs::read(&self.journal.path)?;
        if !text.is_empty() && !text.ends_with(b"\n") {
            text.push(b'\n');
        }
        let lines = text.split_inclusive(|byte| *byte == b'\n').filter(|line| is_kept(line));
        let text: Vec<u8> = lines.chain([last.as_bytes()]).flatten().copied().collect();
        files::replace(&self.journal.path, &text)
    }
}

/// Whether the last line lacks a line break.
fn is_torn(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// Iterates over the lines of a file from the end, without line breaks.
pub struct LinesFromEnd {
    file: Option<File>,
    /// Offset in the file of the text that was read.
    start: u64,
    /// Text that was read and not yet returned.
    text: Vec<u8>,
}

impl Iterator for LinesFromEnd {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        loop {
            // A line break at the very end belongs to the last line.
            let whole = self.text.len() - usize::from(self.text.ends_with(b"\n"));
            if let Some(at) = memchr::memrchr(b'\n', &self.text[..whole]) {
                let line = self.text[at + 1..whole].to_vec();
                self.text.truncate(at + 1);
                return Some(Ok(line));
            }
            if self.start == 0 {
                let line = self.text[..whole].to_vec();
                let is_over = self.text.is_empty();
                self.text.clear();
                return (!is_over).then_some(Ok(line));
            }
            if let Err(error) = self.read_before() {
                self.start = 0;
                self.text.clear();
                return Some(Err(error));
            }
        }
    }
}

impl LinesFromEnd {
    fn read_before(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        // For a line longer than a chunk, the chunk size is doubled.
        let wanted = CHUNK.max(self.text.len()) as u64;
        let size = self.start.min(wanted);
        self.start -= size;
        file.seek(SeekFrom::Start(self.start))?;
        let mut before = vec![0; usize::try_from(size).unwrap_or(usize::MAX)];
        file.read_exact(&mut before)?;
        before.append(&mut self.text);
        self.text = before;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn backwards(journal: &JournalFile) -> Vec<String> {
        let lines = journal.lines_from_end().unwrap();
        lines.map(|line| String::from_utf8(line.unwrap()).unwrap()).collect()
    }

    #[test]
    fn does_not_append_to_a_truncated_line() {
        let dir = tempfile::tempdir().unwrap();
        let journal = JournalFile::new(dir.path().join("deep/1-2.ndjson"));
        assert!(backwards(&journal).is_empty());
        journal.lock().unwrap().append("one\n", true).unwrap();
        let mut file = OpenOptions::new().append(true).open(journal.path()).unwrap();
        file.write_all(b"tw").unwrap();
        // Old versions of Windows cannot replace an open file.
        drop(file);
        journal.lock().unwrap().append("three\nfour\n", false).unwrap();
        assert_eq!(backwards(&journal), ["four", "three", "tw", "one"]);
        journal.lock().unwrap().rewrite(|line| line != b"three\n", "five\n").unwrap();
        assert_eq!(backwards(&journal), ["five", "four", "tw", "one"]);
        assert!(!files::is_open_to_others(journal.path()).unwrap());
        std::fs::write(journal.path(), "one\ntwo").unwrap();
        journal.lock().unwrap().rewrite(|_| true, "three\n").unwrap();
        assert_eq!(backwards(&journal), ["three", "two", "one"]);
    }

    #[test]
    fn concurrent_writers_append_whole_lines() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("1-2.ndjson");
        std::thread::scope(|threads| {
            for writer in 0..8 {
                let journal = JournalFile::new(path.clone());
                threads.spawn(move || {
                    for n in 0..25 {
                        let line = format!("{writer}:{n}:{}\n", "x".repeat(3000));
                        journal.lock().unwrap().append(&line, false).unwrap();
                    }
                });
            }
        });
        let lines = backwards(&JournalFile::new(path));
        assert_eq!(lines.len(), 200);
        assert!(lines.iter().all(|line| line.ends_with(&"x".repeat(3000))));
    }

    proptest! {
        #[test]
        fn reads_every_line_once_from_the_end(lines in prop::collection::vec("[a-z]{0,40}", 0..40), long in 0usize..200_000) {
            let dir = tempfile::tempdir().unwrap();
            let journal = JournalFile::new(dir.path().join("a.ndjson"));
            let mut lines = lines;
            lines.push("y".repeat(long));
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            journal.lock().unwrap().append(&text, false).unwrap();
            lines.reverse();
            prop_assert_eq!(backwards(&journal), lines);
        }
    }
}
