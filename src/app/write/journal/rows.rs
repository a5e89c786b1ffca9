//! What became of the rows of an imported file, by the journal. An import may have many rows, so little is
//! kept of each.

use super::{ImportedFile, Journal, Outcome, boot};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;

/// The rows of a file that earlier runs sent, or were about to send.
#[derive(Debug, Default)]
pub struct FileRows {
    pub rows: HashMap<usize, RowState>,
    /// The entries that have creations with an unknown outcome.
    pub in_doubt: BTreeSet<u64>,
    /// The last import of another content of the file, if some of its rows were not imported.
    pub other_content: Option<u64>,
}

/// The state of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowState {
    /// It was sent, and this is its deal.
    Done(Option<u64>),
    /// It was sent without a known outcome.
    InDoubt,
    /// It was not done, and why.
    NotDone(Option<Box<str>>),
}

/// The parts of a line that matter here.
#[derive(Deserialize)]
struct Line {
    entry: u64,
    event: String,
    n: Option<usize>,
    #[serde(default)]
    write: String,
    row: Option<usize>,
    reverses: Option<Reverses>,
    #[serde(default)]
    body: Flags,
    #[serde(default)]
    after: Flags,
    outcome: Option<Outcome>,
    id: Option<String>,
    why: Option<String>,
    time: Option<Timestamp>,
    boot: Option<String>,
    import: Option<ImportedFile>,
}

/// What an entry reverses, or one of its changes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Reverses {
    Entry { entry: u64 },
    Change(usize),
}

/// Values that the service may ignore when a deal is to be restored.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
struct Flags {
    is_deleted: Option<bool>,
    is_archived: Option<bool>,
}

/// An entry whose first line has not been read yet.
#[derive(Default)]
struct Parts {
    writes: HashMap<usize, Part>,
    is_ended: bool,
}

#[derive(Default)]
struct Part {
    row: Option<usize>,
    reverses: Option<usize>,
    creates: bool,
    is_sent: bool,
    sent_flags: Flags,
    after: Flags,
    outcome: Option<Outcome>,
    id: Option<u64>,
    why: Option<Box<str>>,
}

impl Part {
    fn is_in_doubt(&self, is_rest_lost: bool) -> bool {
        match self.outcome {
            Some(outcome) => outcome == Outcome::Unknown,
            None => self.is_sent || is_rest_lost,
        }
    }

    /// Whether the response shows what was sent.
    fn took_effect(&self) -> bool {
        let differs = |sent: Option<bool>, after: Option<bool>| {
            sent.zip(after).is_some_and(|(sent, after)| sent != after)
        };
        !differs(self.sent_flags.is_deleted, self.after.is_deleted)
            && !differs(self.sent_flags.is_archived, self.after.is_archived)
    }
}

impl Journal {
    /// What earlier runs did with the rows of a file: by its content, unless it was undone. `path` is where
    /// the file is, and `results` its file of results, which may have been imported instead.
    pub fn rows_of_file(&self, sha256: &str, path: &str, results: &str) -> io::Result<FileRows> {
        let mut found = FileRows::default();
        let mut open: HashMap<u64, Parts> = HashMap::new();
        let mut undone: HashSet<(u64, usize)> = HashSet::new();
        let mut is_path_known = false;
        let boot = boot();
        // The newest line comes first, so what reverses an entry is known when it is reached.
        for text in self.file.lines_from_end()? {
            // A truncated line, or one of an unknown kind.
            let Ok(line) = serde_json::from_slice::<Line>(&text?) else { continue };
            let parts = open.entry(line.entry).or_default();
            if line.event != "begin" {
                parts.add(line);
                continue;
            }
            let Some(parts) = open.remove(&line.entry) else { continue };
            let is_rest_lost = !parts.is_ended && (line.boot.is_none() || line.boot != boot);
            let is_undone = |n: &usize| undone.contains(&(line.entry, *n));
            if let Some(import) = &line.import {
                let is_here = !path.is_empty() && [path, results].contains(&&*import.path);
                if is_here && !is_path_known && line.time.is_some() {
                    is_path_known = true;
                    let is_open = |(n, part): (&usize, &Part)| {
                        !is_undone(n) && part.outcome != Some(Outcome::Done)
                    };
                    let began = parts.writes.iter().any(|(n, part)| {
                        !is_undone(n)
                            && (part.outcome == Some(Outcome::Done)
                                || part.is_in_doubt(is_rest_lost))
                    });
                    let is_partial = import.left_out > 0 || parts.writes.iter().any(is_open);
                    if began && is_partial && import.sha256 != sha256 && import.path == path {
                        found.other_content = Some(line.entry);
                    }
                }
                if import.sha256 == sha256 {
                    for (n, part) in &parts.writes {
                        if !is_undone(n) {
                            found.add(line.entry, part, is_rest_lost);
                        }
                    }
                }
            }
            if let Some(Reverses::Entry { entry }) = line.reverses {
                let reversed = parts.writes.iter().filter(|(n, part)| {
                    part.outcome == Some(Outcome::Done) && part.took_effect() && !is_undone(n)
                });
                let reversed: Vec<_> =
                    reversed.filter_map(|(_, part)| Some((entry, part.reverses?))).collect();
                undone.extend(reversed);
            }
        }
        Ok(found)
    }
}

impl Parts {
    fn add(&mut self, line: Line) {
        if line.event == "end" {
            self.is_ended = true;
        }
        let Some(n) = line.n else { return };
        let part = self.writes.entry(n).or_default();
        match line.event.as_str() {
            "intent" => {
                part.row = line.row;
                part.creates = line.write == "create_deal";
                part.sent_flags = line.body;
                if let Some(Reverses::Change(n)) = line.reverses {
                    part.reverses = Some(n);
                }
            }
            "sending" => part.is_sent = true,
            // The last result is read first.
            "result" if part.outcome.is_none() => {
                part.outcome = line.outcome;
                part.after = line.after;
                part.id = line.id.and_then(|id| id.parse().ok());
                part.why = line.why.map(Into::into);
            }
            _ => {}
        }
    }
}

impl FileRows {
    /// Adds a write of an entry; a newer one of the same row counts.
    fn add(&mut self, entry: u64, part: &Part, is_rest_lost: bool) {
        let Some(row) = part.row else { return };
        let state = match part.outcome {
            Some(Outcome::Done) => RowState::Done(part.id),
            _ if part.is_in_doubt(is_rest_lost) => RowState::InDoubt,
            Some(Outcome::NotDone) => RowState::NotDone(part.why.clone()),
            // It was not sent: what an older entry says counts.
            _ => return,
        };
        if let std::collections::hash_map::Entry::Vacant(place) = self.rows.entry(row) {
            if state == RowState::InDoubt && part.creates {
                self.in_doubt.insert(entry);
            }
            place.insert(state);
        }
    }
}
