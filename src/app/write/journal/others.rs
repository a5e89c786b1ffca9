//! The writes of other runs, whose records a lost write must not claim.

use super::{Event, Journal, Line, Outcome, Write, WriteResult};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};
use std::io;

/// A run that started earlier than this before an entry cannot affect it anymore.
const MAX_RUN: SignedDuration = SignedDuration::from_hours(24);

/// Records created by other writes in the journal, and writes in progress. A write is identified by
/// its entry and its number in it.
#[derive(Debug, Default)]
pub struct Others {
    made: HashMap<String, (u64, usize)>,
    under_way: Vec<((u64, usize), Write)>,
}

impl Others {
    /// IDs that were created or claimed by other writes than `own`.
    pub fn claimed_ids(&self, own: &[(u64, usize)]) -> HashSet<String> {
        let made = self.made.iter().filter(|(_, maker)| !own.contains(maker));
        made.map(|(id, _)| id.clone()).collect()
    }

    /// Whether another write than `own` created this record.
    pub(super) fn has_other_maker(&self, id: &str, own: (u64, usize)) -> bool {
        self.made.get(id).is_some_and(|maker| *maker != own)
    }

    /// Whether another equal write is in progress.
    pub fn has_rival(&self, own: (u64, usize), write: &Write) -> bool {
        self.under_way.iter().any(|(maker, other)| *maker != own && other == write)
    }
}

impl Journal {
    /// The records created by writes since then, and the writes in progress.
    pub fn others(&self, since: Timestamp) -> io::Result<Others> {
        let mut others = Others::default();
        for entry in self.entries()? {
            let entry = entry?;
            if entry.time < since - MAX_RUN {
                break;
            }
            for (n, state) in entry.changes.into_iter().enumerate() {
                let write = state.change.write;
                match state.result {
                    Some(WriteResult { outcome: Outcome::Done, id: Some(id), .. })
                        if write.makes_new() =>
                    {
                        others.made.insert(id, (entry.id, n));
                    }
                    None if state.sent.is_some() && !state.is_lost && !entry.is_ended => {
                        others.under_way.push(((entry.id, n), write));
                    }
                    _ => {}
                }
            }
        }
        Ok(others)
    }

    /// Whether another write since then has this ID in its result. Most lines need not be parsed for it.
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
