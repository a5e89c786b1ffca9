//! Reads the writes with an unknown outcome. An import has many writes, of which few are in doubt, so the
//! others are not kept in memory.

use super::{Change, Entry, Event, Journal, Line, Outcome, SentAt, State, WriteResult, boot};
use crate::store::journal::LinesFromEnd;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

/// The keys at the start of a line, which decide whether the rest is parsed.
#[derive(Deserialize)]
pub(super) struct LineHead<'l> {
    pub entry: u64,
    #[serde(borrow)]
    pub event: Cow<'l, str>,
    pub n: Option<usize>,
}

/// A set of numbers of writes.
#[derive(Debug, Default)]
pub(super) struct NumberSet(Vec<u64>);

impl NumberSet {
    /// Adds a number; returns whether it is new.
    pub fn insert(&mut self, n: usize) -> bool {
        let (at, bit) = (n / 64, 1 << (n % 64));
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        let is_new = self.0[at] & bit == 0;
        self.0[at] |= bit;
        is_new
    }

    pub fn contains(&self, n: usize) -> bool {
        self.0.get(n / 64).is_some_and(|bits| bits & (1 << (n % 64)) != 0)
    }
}

/// The state of an entry while its lines are read from the end.
#[derive(Default)]
struct OpenEntry {
    /// The writes with a result. Only unknown results are kept in `states`.
    settled: NumberSet,
    states: BTreeMap<usize, PartialState>,
    is_ended: bool,
}

#[derive(Default)]
struct PartialState {
    change: Option<Change>,
    sent: Option<SentAt>,
    is_lost: bool,
    result: Option<WriteResult>,
}

impl Journal {
    /// Reads these entries, each with only the writes whose outcome is unknown.
    pub fn entries_in_doubt(&self, ids: &BTreeSet<u64>) -> io::Result<Vec<Entry>> {
        let boots = self.boots(ids)?;
        let this_boot = boot();
        let mut open: HashMap<u64, OpenEntry> = HashMap::new();
        let mut entries = Vec::new();
        for text in self.lines()? {
            if entries.len() == boots.len() {
                break;
            }
            let text = text?;
            let Ok(head) = serde_json::from_slice::<LineHead>(&text) else { continue };
            let Some(boot) = boots.get(&head.entry) else { continue };
            let is_of_other_boot = boot.is_none() || *boot != this_boot;
            let entry = open.entry(head.entry).or_default();
            // Lines may be missing if the machine was rebooted since.
            let is_rest_lost = !entry.is_ended && is_of_other_boot;
            let is_wanted = head.n.is_none_or(|n| match &*head.event {
                "result" => !entry.settled.contains(n),
                "intent" if is_rest_lost => {
                    !entry.settled.contains(n) || entry.states.contains_key(&n)
                }
                "intent" => entry.states.contains_key(&n),
                _ => !entry.settled.contains(n) || entry.states.contains_key(&n),
            });
            if !is_wanted {
                continue;
            }
            let Ok(Line { entry: id, event, .. }) = serde_json::from_slice::<Line>(&text) else {
                continue;
            };
            if let Event::Begin { time, command, reverses, .. } = event {
                let OpenEntry { states, is_ended, .. } = open.remove(&id).unwrap_or_default();
                let state = |(n, part): (usize, PartialState)| {
                    let PartialState { change, sent, is_lost, result } = part;
                    Some(State { n, change: change?, sent, is_lost, result })
                };
                let changes = states.into_iter().filter_map(state).collect();
                entries.push(Entry {
                    id,
                    time,
                    command,
                    changes,
                    reverses,
                    is_ended,
                    is_of_other_boot,
                    damaged: 0,
                });
                continue;
            }
            entry.add(event);
        }
        Ok(entries)
    }

    /// The boot ID of each of these entries.
    fn boots(&self, ids: &BTreeSet<u64>) -> io::Result<HashMap<u64, Option<String>>> {
        let mut boots = HashMap::new();
        for text in self.lines()? {
            if boots.len() == ids.len() {
                break;
            }
            let text = text?;
            if memchr::memmem::find(&text, b"\"begin\"").is_none() {
                continue;
            }
            if let Ok(Line { entry, event: Event::Begin { boot, .. }, .. }) =
                serde_json::from_slice(&text)
                && ids.contains(&entry)
            {
                boots.insert(entry, boot);
            }
        }
        Ok(boots)
    }

    pub(super) fn lines(&self) -> io::Result<LinesFromEnd> {
        self.file.lines_from_end()
    }
}

impl OpenEntry {
    /// Adds an event.
    fn add(&mut self, event: Event) {
        match event {
            // The last result is read first.
            Event::Result { n, result } => {
                if !self.settled.insert(n) {
                    return;
                }
                if result.outcome == Outcome::Unknown {
                    self.states.entry(n).or_default().result = Some(result);
                } else {
                    self.states.remove(&n);
                }
            }
            Event::Sending { n, sent } => {
                self.states.entry(n).or_default().sent.get_or_insert(sent);
            }
            Event::Lost { n, .. } => self.states.entry(n).or_default().is_lost = true,
            Event::Intent { n, change } => self.states.entry(n).or_default().change = Some(change),
            Event::End => self.is_ended = true,
            Event::Begin { .. } | Event::Pruned { .. } => {}
        }
    }
}
