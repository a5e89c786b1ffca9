//! Reads entries from the end of the journal.

use super::{Change, Event, Line, Outcome, Reversal, SentAt, WriteResult};
use crate::store::journal::LinesFromEnd;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

/// The current state of an entry.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: u64,
    pub time: Timestamp,
    pub command: String,
    pub changes: Vec<State>,
    pub reverses: Option<Reversal>,
    /// Whether the run ended.
    pub is_ended: bool,
    /// Whether the machine was rebooted since: lines may be missing.
    pub is_of_other_boot: bool,
    /// The number of writes that were sent, but whose line in the journal is damaged.
    pub damaged: usize,
}

/// The state of a write of an entry.
#[derive(Debug, Clone)]
pub struct State {
    /// The number of the write in the entry.
    pub n: usize,
    pub change: Change,
    pub sent: Option<SentAt>,
    pub is_lost: bool,
    pub result: Option<WriteResult>,
}

/// Reads entries from the end of the file.
pub struct Entries {
    lines: LinesFromEnd,
    /// Lines of entries whose first line has not been read yet.
    open: HashMap<u64, Parts>,
    boot: Option<String>,
}

#[derive(Default)]
struct Parts {
    changes: BTreeMap<usize, Change>,
    sent: HashMap<usize, SentAt>,
    lost: HashSet<usize>,
    results: HashMap<usize, WriteResult>,
    is_ended: bool,
}

impl Entries {
    /// `boot` is the ID of the current boot of the machine.
    pub(super) fn new(lines: LinesFromEnd, boot: Option<String>) -> Entries {
        Entries { lines, open: HashMap::new(), boot }
    }
}

impl Iterator for Entries {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<io::Result<Entry>> {
        loop {
            let text = match self.lines.next()? {
                Ok(text) => text,
                Err(error) => return Some(Err(error)),
            };
            // A truncated line, or one of an unknown kind.
            let Ok(Line { entry, event, .. }) = serde_json::from_slice::<Line>(&text) else {
                continue;
            };
            let parts = self.open.entry(entry).or_default();
            match event {
                Event::Begin { time, command, boot, reverses, .. } => {
                    let parts = self.open.remove(&entry).unwrap_or_default();
                    let is_of_other_boot = boot.is_none() || boot != self.boot;
                    let entry = parts.entry(entry, time, command, is_of_other_boot);
                    return Some(Ok(Entry { reverses, ..entry }));
                }
                Event::Intent { n, change } => drop(parts.changes.insert(n, change)),
                Event::Sending { n, sent } => drop(parts.sent.entry(n).or_insert(sent)),
                Event::Lost { n, .. } => drop(parts.lost.insert(n)),
                // Lines are read in reverse, so the first result found is the last one written.
                Event::Result { n, result } => drop(parts.results.entry(n).or_insert(result)),
                Event::End => parts.is_ended = true,
                Event::Pruned { .. } => {}
            }
        }
    }
}

impl Parts {
    fn entry(mut self, id: u64, time: Timestamp, command: String, is_of_other_boot: bool) -> Entry {
        let sent: HashSet<usize> = self.sent.keys().chain(self.results.keys()).copied().collect();
        let damaged = sent.iter().filter(|n| !self.changes.contains_key(n)).count();
        let changes = self.changes.into_iter().map(|(n, change)| State {
            n,
            change,
            sent: self.sent.remove(&n),
            is_lost: self.lost.contains(&n),
            result: self.results.remove(&n),
        });
        let changes = changes.collect();
        let is_ended = self.is_ended;
        Entry { id, time, command, changes, reverses: None, is_ended, is_of_other_boot, damaged }
    }
}

impl Entry {
    /// Whether the outcome of a write that may have been sent is unknown.
    pub fn is_open(&self) -> bool {
        self.changes.iter().any(|state| self.is_in_doubt(state))
    }

    /// Whether the outcome of this write is unknown.
    pub fn is_in_doubt(&self, state: &State) -> bool {
        match &state.result {
            Some(result) => result.outcome == Outcome::Unknown,
            None => state.sent.is_some() || !self.is_ended && self.is_of_other_boot,
        }
    }
}
