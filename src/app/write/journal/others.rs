//! Reads the writes of other runs, whose records a lost write must not claim.

use super::in_doubt::{LineHead, NumberSet};
use super::{Change, Event, Journal, Line, Outcome, Write, WriteResult};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};
use std::io;

/// Maximum duration of a run: older runs cannot affect an entry.
const MAX_RUN: SignedDuration = SignedDuration::from_hours(24);

/// The records created by writes in the journal, and the writes in progress. A write is identified by its
/// entry and its number in the entry.
#[derive(Debug, Default)]
pub struct Others {
    created: HashMap<String, (u64, usize)>,
    in_progress: Vec<((u64, usize), Write)>,
}

impl Others {
    /// IDs that were created or claimed by writes other than `own`.
    pub fn claimed_ids(&self, own: &[(u64, usize)]) -> HashSet<String> {
        let created = self.created.iter().filter(|(_, maker)| !own.contains(maker));
        created.map(|(id, _)| id.clone()).collect()
    }

    /// Whether a write other than `own` created this record.
    pub(super) fn has_other_maker(&self, id: &str, own: (u64, usize)) -> bool {
        self.created.get(id).is_some_and(|maker| *maker != own)
    }

    /// Whether another equal write is in progress.
    pub fn has_rival(&self, own: (u64, usize), write: &Write) -> bool {
        self.in_progress.iter().any(|(maker, other)| *maker != own && other == write)
    }
}

/// The state of an entry while its lines are read from the end.
#[derive(Default)]
struct OpenEntry {
    /// The writes with a result.
    settled: NumberSet,
    lost: NumberSet,
    /// The writes in progress.
    sent: HashSet<usize>,
    in_progress: Vec<(usize, Write)>,
    /// The IDs of created records, of those that are searched for.
    created: HashMap<usize, String>,
    is_ended: bool,
}

impl OpenEntry {
    fn add(&mut self, event: Event, ids: &HashSet<String>) {
        match event {
            // The last result is read first.
            Event::Result { n, result } => {
                self.settled.insert(n);
                self.sent.remove(&n);
                if let WriteResult { outcome: Outcome::Done, id: Some(id), .. } = result
                    && ids.contains(&id)
                {
                    self.created.insert(n, id);
                }
            }
            Event::Lost { n, .. } => drop(self.lost.insert(n)),
            Event::Sending { n, .. } => drop(self.sent.insert(n)),
            Event::Intent { n, change: Change { write, .. } } => {
                if !write.creates_record() {
                    self.created.remove(&n);
                }
                if self.sent.remove(&n) {
                    self.in_progress.push((n, write));
                }
            }
            Event::End => self.is_ended = true,
            Event::Begin { .. } | Event::Pruned { .. } => {}
        }
    }
}

impl Journal {
    /// Reads which of the records `ids` were created by writes since `since`, and the writes in progress.
    pub fn read_others(&self, since: Timestamp, ids: &HashSet<String>) -> io::Result<Others> {
        let mut others = Others::default();
        let mut open: HashMap<u64, OpenEntry> = HashMap::new();
        for text in self.lines()? {
            let text = text?;
            let Ok(head) = serde_json::from_slice::<LineHead>(&text) else { continue };
            let entry = open.entry(head.entry).or_default();
            let is_wanted = match (&*head.event, head.n) {
                ("intent", Some(n)) => entry.sent.contains(&n) || entry.created.contains_key(&n),
                ("sending" | "lost", Some(n)) => {
                    !entry.is_ended && !entry.settled.contains(n) && !entry.lost.contains(n)
                }
                ("result", Some(n)) => !entry.settled.contains(n),
                _ => true,
            };
            if !is_wanted {
                continue;
            }
            match serde_json::from_slice(&text) {
                Ok(Line { event: Event::Begin { time, .. }, .. }) => {
                    if time < since - MAX_RUN {
                        break;
                    }
                    let of_entry = |n| (head.entry, n);
                    if let Some(OpenEntry { created, in_progress, .. }) = open.remove(&head.entry) {
                        others.created.extend(created.into_iter().map(|(n, id)| (id, of_entry(n))));
                        let in_progress =
                            in_progress.into_iter().map(|(n, write)| (of_entry(n), write));
                        others.in_progress.extend(in_progress);
                    }
                }
                Ok(Line { event, .. }) => entry.add(event, ids),
                Err(_) => {}
            }
        }
        Ok(others)
    }

    /// Whether another write since `since` has this ID in its result. Most lines are not parsed.
    pub(super) fn is_in_other_result(
        &self,
        id: &str,
        own: (u64, usize),
        since: Timestamp,
    ) -> io::Result<bool> {
        let mark = format!("\"id\":{}", serde_json::to_string(id)?);
        for text in self.file.lines_from_end()? {
            let text = text?;
            let has = |mark: &[u8]| memchr::memmem::find(&text, mark).is_some();
            if !has(mark.as_bytes()) && !has(b"\"begin\"") {
                continue;
            }
            match serde_json::from_slice(&text) {
                Ok(Line { event: Event::Begin { time, .. }, .. }) if time < since - MAX_RUN => {
                    break;
                }
                Ok(Line { entry, event: Event::Result { n, result }, .. })
                    if (entry, n) != own && result.id.as_deref() == Some(id) =>
                {
                    return Ok(true);
                }
                _ => {}
            }
        }
        Ok(false)
    }
}
