//! The journal of writes: the planned writes of a run, when each was sent, and its outcome. One file per
//! account, one *entry* per batch of writes of a command.

mod in_doubt;
mod number_map;
mod others;
mod read;
mod rows;

pub use number_map::NumberMap;
pub use read::{Entries, Entry, State};
pub use rows::{FileRows, RowState};

use super::{Body, Write};
use crate::store::files::FileLock;
use crate::store::journal::{JournalFile, Locked, RunLock};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashSet;
use std::io;

/// Format version of the lines.
const VERSION: u32 = 1;

/// A write of an entry, and the previous values of the changed keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    #[serde(flatten)]
    pub write: Write,
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    pub before: Body,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_update_time: Option<String>,
    /// The number of the change that this one undoes, in the entry that this entry reverses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<usize>,
    /// The row of the imported file that the write is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
}

/// The imported file, in the entry of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedFile {
    /// The absolute path.
    pub path: String,
    pub sha256: String,
    /// The number of rows that were not imported before and are not in this entry, because of mistakes or
    /// conflicts with the current deals.
    pub left_out: usize,
    /// The flags with which the file was read; not in older journals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Body>,
    /// The SHA-256 of the file whose file of results this is, with the same rows; not in older journals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

impl ImportedFile {
    /// The SHA-256 of the file that numbers the rows.
    pub fn numbered_by(&self) -> &str {
        self.origin.as_deref().unwrap_or(&self.sha256)
    }
}

/// The properties of a new entry.
#[derive(Debug, Default)]
pub struct NewEntry<'a> {
    pub command: &'a str,
    /// The number of changes.
    pub changes: usize,
    /// The entry that the changes undo.
    pub reverses: Option<Reversal>,
    pub import: Option<ImportedFile>,
    /// The time by the server's clock if it is known; without it no older entries are removed.
    pub service_time: Option<Timestamp>,
}

/// The entry that an entry undoes: an earlier entry or, for `redo`, an entry of an undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversal {
    pub entry: u64,
    pub is_redo: bool,
}

/// When a request was sent, by the local clock and, if known, by the server's clock: either clock may be
/// set before the outcome is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentAt {
    pub time: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_time: Option<Timestamp>,
}

impl From<Timestamp> for SentAt {
    fn from(time: Timestamp) -> SentAt {
        SentAt { time, service_time: None }
    }
}

impl SentAt {
    /// The minimum by each clock.
    pub fn min(self, other: SentAt) -> SentAt {
        let service_times = self.service_time.into_iter().chain(other.service_time);
        SentAt { time: self.time.min(other.time), service_time: service_times.min() }
    }
}

/// The outcome of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    NotDone,
    Unknown,
}

/// The result of a write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WriteResult {
    pub outcome: Outcome,
    pub time: Timestamp,
    /// The ID of the created or changed record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The new values of the changed keys.
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    pub after: Body,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    v: u32,
    entry: u64,
    #[serde(flatten)]
    event: Event,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    Begin {
        time: Timestamp,
        command: String,
        changes: usize,
        /// Boot ID of the machine if known: after a reboot, a missing `sending` line proves
        /// nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        boot: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reverses: Option<Reversal>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<ImportedFile>,
    },
    Intent {
        n: usize,
        #[serde(flatten)]
        change: Change,
    },
    /// The request is about to be sent.
    Sending {
        n: usize,
        #[serde(flatten)]
        sent: SentAt,
    },
    /// The response was lost.
    Lost { n: usize, why: String },
    Result {
        n: usize,
        #[serde(flatten)]
        result: WriteResult,
    },
    /// The run ended; writes without a `sending` line were not sent.
    End,
    /// Older entries were removed.
    Pruned { before: Timestamp },
}

pub struct Journal {
    file: JournalFile,
    /// How long entries are kept; `None` keeps all.
    retention: Option<SignedDuration>,
}

impl Journal {
    pub fn new(file: JournalFile) -> Journal {
        Journal { file, retention: None }
    }

    /// Removes older entries when the first entry of a day is added.
    pub fn with_retention(self, days: u32) -> Journal {
        Journal { retention: Some(SignedDuration::from_hours(24 * i64::from(days))), ..self }
    }

    /// Fails if a newer version wrote the journal.
    pub fn check_version(&self) -> io::Result<()> {
        self.last().map(drop)
    }

    pub fn path(&self) -> &std::path::Path {
        self.file.path()
    }

    /// Locks undo for the account: concurrent undos of an entry would both be sent.
    pub fn lock_undo(&self) -> io::Result<FileLock> {
        self.file.lock_undo()
    }

    /// Locks an entry for the run that sends its writes.
    pub fn lock_run(&self, entry: u64) -> io::Result<RunLock> {
        self.file.lock_run(entry)
    }

    /// The process whose run of this entry has not ended: it may still send writes.
    pub fn find_run(&self, entry: u64) -> Option<String> {
        self.file.find_run(entry)
    }

    /// Adds an entry with the writes to send, waits for fsync, and returns its number. The changes are
    /// streamed: an import may have many.
    pub fn begin(
        &self,
        new: NewEntry,
        changes: impl IntoIterator<Item = io::Result<Change>>,
        now: Timestamp,
    ) -> io::Result<u64> {
        const BATCH: usize = 256 * 1024;
        let locked = self.file.lock()?;
        let (last, started) = self.last()?;
        let entry = last + 1;
        let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
        // A local clock that is wrong must not remove entries.
        let oldest = new.service_time.zip(self.retention);
        if let Some((service_now, kept)) = oldest
            && let Ok(before) = now.min(service_now).checked_sub(kept)
            && started.is_none_or(|started| day(started) < day(now))
        {
            // A failure does not block the write: pruning is tried again the next day.
            let _ = self.prune_locked(&locked, before);
        }
        let begin = Event::Begin {
            time: now,
            command: new.command.to_owned(),
            changes: new.changes,
            boot: boot(),
            reverses: new.reverses,
            import: new.import,
        };
        let mut text = line(entry, begin)?;
        for (n, change) in changes.into_iter().enumerate() {
            text += &line(entry, Event::Intent { n, change: change? })?;
            if text.len() > BATCH {
                locked.append(&text, false)?;
                text.clear();
            }
        }
        locked.append(&text, true)?;
        Ok(entry)
    }

    /// Records that a request is about to be sent, without fsync: the line survives a crash of the process,
    /// but not a power failure.
    pub fn mark_sending(&self, entry: u64, n: usize, sent: SentAt) -> io::Result<()> {
        let text = line(entry, Event::Sending { n, sent })?;
        self.file.lock()?.append(&text, false)
    }

    pub fn record_lost(&self, entry: u64, n: usize, why: &str) -> io::Result<()> {
        let text = line(entry, Event::Lost { n, why: why.to_owned() })?;
        self.file.lock()?.append(&text, false)
    }

    pub fn record_result(&self, entry: u64, n: usize, result: &WriteResult) -> io::Result<()> {
        let text = line(entry, Event::Result { n, result: result.clone() })?;
        self.file.lock()?.append(&text, false)
    }

    /// Records a result that was found after a lost response, unless another write has claimed the
    /// ID. Returns whether it was recorded.
    pub fn claim(
        &self,
        entry: u64,
        n: usize,
        result: &WriteResult,
        since: Timestamp,
    ) -> io::Result<bool> {
        let locked = self.file.lock()?;
        if let Some(id) = &result.id
            && self.is_in_other_result(id, (entry, n), since)?
            && self
                .read_others(since, &HashSet::from([id.clone()]))?
                .has_other_maker(id, (entry, n))
        {
            return Ok(false);
        }
        let text = line(entry, Event::Result { n, result: result.clone() })?;
        locked.append(&text, false)?;
        Ok(true)
    }

    /// Records the end of a run. With many writes it waits for fsync; the outcome of a single write
    /// can be verified again.
    pub fn record_end(&self, entry: u64, is_synced: bool) -> io::Result<()> {
        let text = line(entry, Event::End)?;
        self.file.lock()?.append(&text, is_synced)
    }

    /// The entries, newest first.
    pub fn entries(&self) -> io::Result<Entries> {
        Ok(Entries::new(self.file.lines_from_end()?, boot()))
    }

    /// Removes entries older than `before`, except those with an unknown outcome; returns the number of
    /// removed entries.
    pub fn prune(&self, before: Timestamp) -> io::Result<usize> {
        self.prune_locked(&self.file.lock()?, before)
    }

    fn prune_locked(&self, locked: &Locked, before: Timestamp) -> io::Result<usize> {
        for text in self.file.lines_from_end()? {
            self.refuse_newer(&text?)?;
        }
        let removed = self.find_older(before)?;
        if removed.is_empty() {
            return Ok(0);
        }
        // Entry numbers are not reused.
        let (last, _) = self.last()?;
        let is_kept = |line: &[u8]| {
            serde_json::from_slice::<Line>(line).is_ok_and(|line| !removed.contains(&line.entry))
        };
        locked.rewrite(is_kept, &line(last, Event::Pruned { before })?)?;
        Ok(removed.len())
    }

    /// The number of entries that `prune` would remove.
    pub fn count_older(&self, before: Timestamp) -> io::Result<usize> {
        Ok(self.find_older(before)?.len())
    }

    /// The older entries without an unknown outcome.
    fn find_older(&self, before: Timestamp) -> io::Result<HashSet<u64>> {
        let mut older = HashSet::new();
        for entry in self.entries()? {
            let entry = entry?;
            if entry.time < before && !entry.is_open() {
                older.insert(entry.id);
            }
        }
        Ok(older)
    }

    /// The number of the last entry, and its time unless it was removed. An error if a newer
    /// version wrote the journal.
    fn last(&self) -> io::Result<(u64, Option<Timestamp>)> {
        let mut is_version_known = false;
        for text in self.file.lines_from_end()? {
            let text = text?;
            if !is_version_known {
                is_version_known = self.refuse_newer(&text)?;
            }
            let is_start = |mark: &[u8]| memchr::memmem::find(&text, mark).is_some();
            if is_start(b"\"begin\"") || is_start(b"\"pruned\"") {
                match serde_json::from_slice(&text) {
                    Ok(Line { entry, event: Event::Begin { time, .. }, .. }) => {
                        return Ok((entry, Some(time)));
                    }
                    Ok(Line { entry, event: Event::Pruned { .. }, .. }) => {
                        return Ok((entry, None));
                    }
                    _ => {}
                }
            }
        }
        Ok((0, None))
    }

    /// Rejects a line of a newer version: such a journal is read as far as possible, but never
    /// written. Returns whether the line has a version.
    fn refuse_newer(&self, line: &[u8]) -> io::Result<bool> {
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }
        let Ok(Version { v }) = serde_json::from_slice(line) else { return Ok(false) };
        if v > VERSION {
            let path = self.path().display();
            let message = format!("{path} was written by a newer version of deals");
            return Err(io::Error::new(io::ErrorKind::Unsupported, message));
        }
        Ok(true)
    }
}

fn line(entry: u64, event: Event) -> io::Result<String> {
    let line = serde_json::to_string(&Line { v: VERSION, entry, event })?;
    Ok(line + "\n")
}

/// An ID of the current boot of the machine.
fn boot() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned())
}

/// The values in `record` of the keys that `body` changes; for objects such as `custom_fields`,
/// only the members in `body`.
pub fn touched_keys(body: &Body, record: &crate::model::record::Record) -> Body {
    let reading = record.read();
    let part = |key: &String, sent: &Value| {
        let raw = reading.get(key)?;
        let kept: Value = serde_json::from_str(raw.get()).ok()?;
        let kept = match (sent, kept) {
            (Value::Object(sent), Value::Object(kept)) => {
                let named = kept.into_iter().filter(|(key, _)| sent.contains_key(key));
                Value::Object(named.collect())
            }
            (_, kept) => kept,
        };
        Some((key.clone(), kept))
    };
    body.iter().filter_map(|(key, sent)| part(key, sent)).collect()
}

#[cfg(test)]
mod tests;
