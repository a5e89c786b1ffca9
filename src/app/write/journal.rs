//! The journal of writes: what a run is about to send, what it has sent, what became of it. One
//! file for each account, one *entry* for each time that a command begins to write.

use super::{Body, Write};
use crate::store::journal::{JournalFile, LinesFromEnd};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

/// A run that began this long before may still have made something.
const LONGEST_RUN: SignedDuration = SignedDuration::from_hours(24);
/// The version of the lines that this program writes.
const VERSION: u32 = 1;

/// One write of an entry: what is sent, and what the touched keys held before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    #[serde(flatten)]
    pub write: Write,
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    pub before: Body,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_update_time: Option<String>,
}

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    NotDone,
    Unknown,
}

/// The last word on a write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WriteResult {
    pub outcome: Outcome,
    pub time: Timestamp,
    /// The ID of what was made, or of what was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What the touched keys hold now.
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
        /// The start of the machine, where it is known: after another one a missing `sending` mark
        /// says nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        boot: Option<String>,
    },
    Intent {
        n: usize,
        #[serde(flatten)]
        change: Change,
    },
    /// The request is about to be sent.
    Sending { n: usize, time: Timestamp },
    /// Its response was lost.
    Lost { n: usize, why: String },
    Result {
        n: usize,
        #[serde(flatten)]
        result: WriteResult,
    },
    /// The run came to its end; what has no mark was not tried.
    End,
    /// Older entries were removed.
    Pruned { before: Timestamp },
}

/// An entry as it stands.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: u64,
    pub time: Timestamp,
    pub command: String,
    pub changes: Vec<State>,
    /// The run came to its end.
    pub is_ended: bool,
    /// The machine was started anew since: marks may be missing.
    pub is_of_other_boot: bool,
}

/// A write of an entry, and how far it came.
#[derive(Debug, Clone)]
pub struct State {
    pub change: Change,
    pub sent: Option<Timestamp>,
    pub is_lost: bool,
    pub result: Option<WriteResult>,
}

pub struct Journal {
    file: JournalFile,
}

impl Journal {
    pub fn new(file: JournalFile) -> Journal {
        Journal { file }
    }

    pub fn path(&self) -> &std::path::Path {
        self.file.path()
    }

    /// Writes down what a command is about to send, and waits for the disk. Gives back the entry's
    /// number.
    pub fn begin(&self, command: &str, changes: &[Change], now: Timestamp) -> io::Result<u64> {
        let locked = self.file.lock()?;
        let last = self.last()?;
        let entry = last + 1;
        let begin = Event::Begin {
            time: now,
            command: command.to_owned(),
            changes: changes.len(),
            boot: boot(),
        };
        let mut text = line(entry, begin)?;
        for (n, change) in changes.iter().enumerate() {
            text += &line(entry, Event::Intent { n, change: change.clone() })?;
        }
        locked.append(&text, true)?;
        Ok(entry)
    }

    /// Marks that a request is about to be sent. It survives the end of the process, not of the
    /// power.
    pub fn mark_sending(&self, entry: u64, n: usize, now: Timestamp) -> io::Result<()> {
        let text = line(entry, Event::Sending { n, time: now })?;
        self.file.lock()?.append(&text, false)
    }

    pub fn lost(&self, entry: u64, n: usize, why: &str) -> io::Result<()> {
        let text = line(entry, Event::Lost { n, why: why.to_owned() })?;
        self.file.lock()?.append(&text, false)
    }

    pub fn result(&self, entry: u64, n: usize, result: &WriteResult) -> io::Result<()> {
        let text = line(entry, Event::Result { n, result: result.clone() })?;
        self.file.lock()?.append(&text, false)
    }

    /// The same for what was found after a lost response, unless another write has claimed the ID
    /// meanwhile. Whether it could be claimed.
    pub fn claim(
        &self,
        entry: u64,
        n: usize,
        result: &WriteResult,
        since: Timestamp,
    ) -> io::Result<bool> {
        let locked = self.file.lock()?;
        if let Some(id) = &result.id
            && self.claimed_ids(entry, n, since)?.0.contains(id)
        {
            return Ok(false);
        }
        let text = line(entry, Event::Result { n, result: result.clone() })?;
        locked.append(&text, false)?;
        Ok(true)
    }

    /// Marks the end of a run; with many writes it waits for the disk, for what one write did is
    /// found again.
    pub fn end(&self, entry: u64, is_synced: bool) -> io::Result<()> {
        let text = line(entry, Event::End)?;
        self.file.lock()?.append(&text, is_synced)
    }

    /// The IDs that other writes have made or claimed in entries since then; and whether a write
    /// like this one is under way in another run.
    pub fn claimed_ids(
        &self,
        entry: u64,
        n: usize,
        since: Timestamp,
    ) -> io::Result<(HashSet<String>, bool)> {
        let mut claimed = HashSet::new();
        let mut alike = Vec::new();
        let mut own = None;
        for other in self.entries()? {
            let other = other?;
            if other.time < since - LONGEST_RUN {
                break;
            }
            for (at, state) in other.changes.into_iter().enumerate() {
                if (other.id, at) == (entry, n) {
                    own = Some(state.change.write);
                    continue;
                }
                match state.result {
                    Some(WriteResult { outcome: Outcome::Done, id: Some(id), .. })
                        if state.change.write.makes_new() =>
                    {
                        claimed.insert(id);
                    }
                    None if state.sent.is_some() && !state.is_lost && !other.is_ended => {
                        alike.push(state.change.write);
                    }
                    _ => {}
                }
            }
        }
        let is_rivaled = own.is_some_and(|own| alike.contains(&own));
        Ok((claimed, is_rivaled))
    }

    /// The entries, the newest first.
    pub fn entries(&self) -> io::Result<Entries> {
        Ok(Entries { lines: self.file.lines_from_end()?, open: HashMap::new(), boot: boot() })
    }

    /// Removes the entries that began before then; how many there were. Those whose outcome is open
    /// stay.
    pub fn prune(&self, before: Timestamp) -> io::Result<usize> {
        let locked = self.file.lock()?;
        refuse_newer(&self.file)?;
        let mut gone = HashSet::new();
        for entry in self.entries()? {
            let entry = entry?;
            if entry.time < before && !entry.is_open() {
                gone.insert(entry.id);
            }
        }
        if gone.is_empty() {
            return Ok(0);
        }
        // The numbers are not used again.
        let last = self.last()?;
        locked.rewrite(|line| {
            serde_json::from_slice::<Line>(line).is_ok_and(|line| !gone.contains(&line.entry))
        })?;
        locked.append(&line(last, Event::Pruned { before })?, true)?;
        Ok(gone.len())
    }

    /// The number of the last entry.
    fn last(&self) -> io::Result<u64> {
        refuse_newer(&self.file)?;
        for text in self.file.lines_from_end()? {
            let text = text?;
            let is_start = |mark: &[u8]| memchr::memmem::find(&text, mark).is_some();
            if (is_start(b"\"begin\"") || is_start(b"\"pruned\""))
                && let Ok(Line { entry, event: Event::Begin { .. } | Event::Pruned { .. }, .. }) =
                    serde_json::from_slice(&text)
            {
                return Ok(entry);
            }
        }
        Ok(0)
    }
}

/// A journal that a newer program has written is read as far as it is known, never written.
fn refuse_newer(file: &JournalFile) -> io::Result<()> {
    #[derive(Deserialize)]
    struct Version {
        v: u32,
    }
    for text in file.lines_from_end()? {
        if let Ok(Version { v }) = serde_json::from_slice(&text?) {
            if v > VERSION {
                return Err(io::Error::new(
                    io::ErrorKind::Unsupported,
                    format!("{} was written by a newer version of deals", file.path().display()),
                ));
            }
            break;
        }
    }
    Ok(())
}

fn line(entry: u64, event: Event) -> io::Result<String> {
    let line = serde_json::to_string(&Line { v: VERSION, entry, event })?;
    Ok(line + "\n")
}

/// What tells one start of the machine from the next.
fn boot() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned())
}

/// Reads entries from the end of the file.
pub struct Entries {
    lines: LinesFromEnd,
    /// What was read of entries whose beginning is still to come.
    open: HashMap<u64, Parts>,
    boot: Option<String>,
}

#[derive(Default)]
struct Parts {
    changes: BTreeMap<usize, Change>,
    sent: HashMap<usize, Timestamp>,
    lost: HashSet<usize>,
    results: HashMap<usize, WriteResult>,
    is_ended: bool,
}

impl Iterator for Entries {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<io::Result<Entry>> {
        loop {
            let text = match self.lines.next()? {
                Ok(text) => text,
                Err(error) => return Some(Err(error)),
            };
            // A line that was cut off, or of a kind that is not known yet.
            let Ok(Line { entry, event, .. }) = serde_json::from_slice::<Line>(&text) else {
                continue;
            };
            let parts = self.open.entry(entry).or_default();
            match event {
                Event::Begin { time, command, boot, .. } => {
                    let parts = self.open.remove(&entry).unwrap_or_default();
                    let is_of_other_boot = boot.is_none() || boot != self.boot;
                    return Some(Ok(parts.entry(entry, time, command, is_of_other_boot)));
                }
                Event::Intent { n, change } => drop(parts.changes.insert(n, change)),
                Event::Sending { n, time } => drop(parts.sent.entry(n).or_insert(time)),
                Event::Lost { n, .. } => drop(parts.lost.insert(n)),
                // The last word is read first.
                Event::Result { n, result } => drop(parts.results.entry(n).or_insert(result)),
                Event::End => parts.is_ended = true,
                Event::Pruned { .. } => {}
            }
        }
    }
}

impl Parts {
    fn entry(mut self, id: u64, time: Timestamp, command: String, is_of_other_boot: bool) -> Entry {
        let changes = self.changes.into_iter().map(|(n, change)| State {
            change,
            sent: self.sent.remove(&n),
            is_lost: self.lost.contains(&n),
            result: self.results.remove(&n),
        });
        let changes = changes.collect();
        Entry { id, time, command, changes, is_ended: self.is_ended, is_of_other_boot }
    }
}

impl Entry {
    /// Whether the outcome of a write that may have been sent is not known.
    pub fn is_open(&self) -> bool {
        self.changes.iter().any(|state| self.is_in_doubt(state))
    }

    /// Whether it is not known if this write was executed.
    pub fn is_in_doubt(&self, state: &State) -> bool {
        match &state.result {
            Some(result) => result.outcome == Outcome::Unknown,
            None => state.sent.is_some() || !self.is_ended && self.is_of_other_boot,
        }
    }
}

/// What a record holds of the keys that a body touches; of an object such as `custom_fields` only the
/// members that the body names.
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
mod tests {
    use super::*;
    use serde_json::json;

    fn journal() -> (tempfile::TempDir, Journal) {
        let dir = tempfile::tempdir().unwrap();
        let file = JournalFile::new(dir.path().join("1-2.ndjson"));
        (dir, Journal::new(file))
    }

    fn change(title: &str) -> Change {
        let body = Body::from_iter([("title".to_owned(), json!(title))]);
        Change { write: Write::CreateDeal { body }, before: Body::new(), seen_update_time: None }
    }

    fn done_result(id: &str) -> WriteResult {
        WriteResult {
            outcome: Outcome::Done,
            time: Timestamp::now(),
            id: Some(id.into()),
            after: Body::new(),
            why: None,
            candidates: Vec::new(),
        }
    }

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let (_dir, journal) = journal();
        let now = Timestamp::now();
        let changes = [change("a"), change("b"), change("c")];
        let first = journal.begin("create", &changes, now).unwrap();
        journal.mark_sending(first, 0, now).unwrap();
        journal.result(first, 0, &done_result("7")).unwrap();
        journal.mark_sending(first, 1, now).unwrap();
        let second = journal.begin("create", &changes[..1], now).unwrap();
        journal.lost(first, 1, "timeout").unwrap();
        assert_eq!((first, second), (1, 2));
        let entries: Vec<Entry> = journal.entries().unwrap().map(Result::unwrap).collect();
        let [new, old] = &entries[..] else { panic!("{entries:?}") };
        assert_eq!((new.id, new.changes.len(), new.is_open()), (2, 1, false));
        assert_eq!((old.id, old.changes.len(), old.is_open()), (1, 3, true));
        assert_eq!(old.changes[0].result.as_ref().unwrap().id.as_deref(), Some("7"));
        assert!(old.changes[1].is_lost && old.changes[2].sent.is_none());
        assert_eq!(old.changes[2].change, changes[2]);
    }

    #[test]
    fn what_one_write_made_no_other_claims() {
        let (_dir, journal) = journal();
        let now = Timestamp::now();
        let one = journal.begin("create", &[change("a")], now).unwrap();
        let other = journal.begin("create", &[change("a")], now).unwrap();
        for entry in [one, other] {
            journal.mark_sending(entry, 0, now).unwrap();
        }
        assert!(journal.claimed_ids(one, 0, now).unwrap().1, "its twin is under way");
        for entry in [one, other] {
            journal.lost(entry, 0, "timeout").unwrap();
        }
        assert!(!journal.claimed_ids(one, 0, now).unwrap().1);
        assert!(journal.claim(one, 0, &done_result("7"), now).unwrap());
        assert!(!journal.claim(other, 0, &done_result("7"), now).unwrap());
        assert!(journal.claim(other, 0, &done_result("8"), now).unwrap());
    }

    #[test]
    fn pruning_keeps_what_is_open_and_no_number_is_used_again() {
        let (_dir, journal) = journal();
        let old: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let now = Timestamp::now();
        let first = journal.begin("create", &[change("a")], old).unwrap();
        journal.mark_sending(first, 0, old).unwrap();
        let second = journal.begin("create", &[change("b")], old).unwrap();
        journal.end(second, false).unwrap();
        assert_eq!(journal.prune(now).unwrap(), 1);
        let left: Vec<u64> = journal.entries().unwrap().map(|entry| entry.unwrap().id).collect();
        assert_eq!(left, [first]);
        assert_eq!(journal.begin("create", &[change("c")], now).unwrap(), 3);
    }

    #[test]
    fn a_newer_journal_is_read_and_not_written() {
        let (_dir, journal) = journal();
        let now = Timestamp::now();
        journal.begin("create", &[change("a")], now).unwrap();
        let newer = "{\"v\":2,\"entry\":2,\"event\":\"begin\",\"more\":1}\n";
        journal.file.lock().unwrap().append(newer, false).unwrap();
        assert_eq!(journal.entries().unwrap().count(), 1);
        let refused = journal.begin("create", &[change("b")], now).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::Unsupported);
        assert!(journal.prune(now).is_err());
    }
}
