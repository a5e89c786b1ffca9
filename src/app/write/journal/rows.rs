//! Reads the states of the rows of an imported file from the journal. An import may have many rows, so the
//! state of each is small.

use super::in_doubt::LineHead;
use super::{Body, ImportedFile, Journal, NumberMap, Outcome, boot};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;

/// The rows of a file that earlier runs sent or planned to send.
#[derive(Debug, Default)]
pub struct FileRows {
    pub rows: NumberMap<RowState>,
    /// The entries that have creations with an unknown outcome.
    pub in_doubt: BTreeSet<u64>,
    /// The entry of the last import of the file with other content, if some of its rows were not imported.
    pub other_content: Option<u64>,
    /// The last import of its results whose rows cannot be matched to those of the file.
    pub unknown_rows: Option<u64>,
    /// The flags with which the file was last read.
    pub read: Option<Body>,
}

/// The state of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowState {
    /// Imported, with the ID of the deal.
    Done(Option<u64>),
    /// Sent, and the outcome is unknown.
    InDoubt,
    /// Not imported, with the reason.
    NotDone(Option<Box<str>>),
}

/// The keys of a line that are needed here.
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

/// The key `reverses`: of an entry, or of one of its changes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Reverses {
    Entry { entry: u64 },
    Change(usize),
}

/// Keys that the service may ignore when it restores a deal.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
struct Flags {
    is_deleted: Option<bool>,
    is_archived: Option<bool>,
}

/// An entry whose first line has not been read yet.
#[derive(Default)]
struct Parts {
    writes: NumberMap<Part>,
    is_ended: bool,
}

#[derive(Default)]
struct Part {
    row: Option<u32>,
    reverses: Option<u32>,
    creates: bool,
    is_sent: bool,
    sent_flags: Flags,
    after: Flags,
    outcome: Option<Outcome>,
    id: Option<u64>,
    why: Option<Box<Box<str>>>,
}

impl Part {
    fn is_in_doubt(&self, is_rest_lost: bool) -> bool {
        match self.outcome {
            Some(outcome) => outcome == Outcome::Unknown,
            None => self.is_sent || is_rest_lost,
        }
    }

    /// Whether the response has the values that were sent.
    fn took_effect(&self) -> bool {
        let differs = |sent: Option<bool>, after: Option<bool>| {
            sent.zip(after).is_some_and(|(sent, after)| sent != after)
        };
        !differs(self.sent_flags.is_deleted, self.after.is_deleted)
            && !differs(self.sent_flags.is_archived, self.after.is_archived)
    }
}

impl Journal {
    /// Reads what earlier runs did with the rows of a file, identified by its content. Undone writes do not
    /// count. `file` has the path of the file, and `results` is that of its results, which may have been
    /// imported instead.
    pub fn read_file_rows(&self, file: &ImportedFile, results: &str) -> io::Result<FileRows> {
        let (sha256, path) = (&*file.sha256, &*file.path);
        let mut found = FileRows::default();
        let mut open: HashMap<u64, Parts> = HashMap::new();
        let mut undone: HashSet<(u64, usize)> = HashSet::new();
        let (mut is_path_known, mut is_read_known) = (false, false);
        let boot = boot();
        // The newest line is read first, so reversals are known before the entries that they reverse.
        let wanted = self.find_file_entries(file, results)?;
        // An import of results that has no origin is one of the content that was imported before it.
        let mut without_origin = None;
        for text in self.lines()? {
            let text = text?;
            let is_wanted = |text: &[u8]| {
                let head = serde_json::from_slice::<LineHead>(text);
                head.is_ok_and(|head| wanted.contains(&head.entry))
            };
            if !is_wanted(&text) {
                continue;
            }
            // A truncated line, or one of an unknown kind.
            let Ok(line) = serde_json::from_slice::<Line>(&text) else { continue };
            let parts = open.entry(line.entry).or_default();
            if line.event != "begin" {
                parts.add(line);
                continue;
            }
            let Some(parts) = open.remove(&line.entry) else { continue };
            let is_rest_lost = !parts.is_ended && (line.boot.is_none() || line.boot != boot);
            let is_undone = |n: &usize| undone.contains(&(line.entry, *n));
            if let Some(import) = &line.import {
                let is_here = !results.is_empty() && [path, results].contains(&&*import.path);
                let began = parts.writes.iter().any(|(n, part)| {
                    !is_undone(&n)
                        && (part.outcome == Some(Outcome::Done) || part.is_in_doubt(is_rest_lost))
                });
                if is_result_path(&import.path, results) && import.origin.is_none() && began {
                    without_origin = without_origin.or(Some(line.entry));
                }
                if is_here && import.path == path {
                    let found_here = without_origin.take().filter(|_| import.sha256 == sha256);
                    found.unknown_rows = found.unknown_rows.or(found_here);
                }
                if is_here && !is_path_known && line.time.is_some() {
                    is_path_known = true;
                    let is_open = |(n, part): (usize, &Part)| {
                        !is_undone(&n) && part.outcome != Some(Outcome::Done)
                    };
                    let is_partial = import.left_out > 0 || parts.writes.iter().any(is_open);
                    if began && is_partial && import.sha256 != sha256 && import.path == path {
                        found.other_content = Some(line.entry);
                    }
                }
                if import.sha256 == sha256 && !is_read_known {
                    is_read_known = true;
                    found.read.clone_from(&import.read);
                }
                if has_same_rows(import, file) {
                    for (n, part) in parts.writes.iter() {
                        if !is_undone(&n) {
                            found.add(line.entry, part, is_rest_lost);
                        }
                    }
                }
            }
            if let Some(Reverses::Entry { entry }) = line.reverses {
                let reversed = parts.writes.iter().filter(|(n, part)| {
                    part.outcome == Some(Outcome::Done) && part.took_effect() && !is_undone(n)
                });
                let reversed: Vec<_> = reversed
                    .filter_map(|(_, part)| Some((entry, part.reverses? as usize)))
                    .collect();
                undone.extend(reversed);
            }
        }
        Ok(found)
    }

    /// The IDs of entries that import the file or reverse other entries; the rest is skipped.
    fn find_file_entries(&self, file: &ImportedFile, results: &str) -> io::Result<HashSet<u64>> {
        let mut entries = HashSet::new();
        for text in self.lines()? {
            let text = text?;
            if memchr::memmem::find(&text, b"\"begin\"").is_none() {
                continue;
            }
            let Ok(line) = serde_json::from_slice::<Line>(&text) else { continue };
            let is_of_file = line.import.is_some_and(|import| {
                has_same_rows(&import, file)
                    || import.path == file.path
                    || is_result_path(&import.path, results)
            });
            if line.event == "begin" && (is_of_file || line.reverses.is_some()) {
                entries.insert(line.entry);
            }
        }
        Ok(entries)
    }

    /// The content of the file at this path that was imported last.
    pub fn last_content(&self, path: &str) -> io::Result<Option<String>> {
        for text in self.lines()? {
            let text = text?;
            if memchr::memmem::find(&text, b"\"begin\"").is_none() {
                continue;
            }
            let Ok(line) = serde_json::from_slice::<Line>(&text) else { continue };
            if let Some(import) = line.import.filter(|import| import.path == path) {
                return Ok(Some(import.sha256));
            }
        }
        Ok(None)
    }
}

/// Whether a row has the same number in both.
fn has_same_rows(one: &ImportedFile, other: &ImportedFile) -> bool {
    one.sha256 == other.sha256 || one.numbered_by() == other.numbered_by()
}

/// Whether a path is that of the results, or of the results of their import.
fn is_result_path(path: &str, results: &str) -> bool {
    !results.is_empty() && path.starts_with(results)
}

impl Parts {
    fn add(&mut self, line: Line) {
        if line.event == "end" {
            self.is_ended = true;
        }
        let Some(n) = line.n else { return };
        let part = self.writes.get_or_default(n);
        match line.event.as_str() {
            "intent" => {
                part.row = line.row.and_then(|row| row.try_into().ok());
                part.creates = line.write == "create_deal";
                part.sent_flags = line.body;
                if let Some(Reverses::Change(n)) = line.reverses {
                    part.reverses = n.try_into().ok();
                }
            }
            "sending" => part.is_sent = true,
            // The last result is read first.
            "result" if part.outcome.is_none() => {
                part.outcome = line.outcome;
                part.after = line.after;
                part.id = line.id.and_then(|id| id.parse().ok());
                part.why = line.why.map(|why| Box::new(why.into()));
            }
            _ => {}
        }
    }
}

impl FileRows {
    /// Adds a write of an entry, unless a newer one of the same row was added.
    fn add(&mut self, entry: u64, part: &Part, is_rest_lost: bool) {
        let Some(row) = part.row.map(|row| row as usize) else { return };
        let state = match part.outcome {
            Some(Outcome::Done) => RowState::Done(part.id),
            _ if part.is_in_doubt(is_rest_lost) => RowState::InDoubt,
            Some(Outcome::NotDone) => RowState::NotDone(part.why.as_deref().cloned()),
            // Not sent: an older entry decides.
            _ => return,
        };
        if self.rows.get(row).is_none() {
            if state == RowState::InDoubt && part.creates {
                self.in_doubt.insert(entry);
            }
            self.rows.insert(row, state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Change, NewEntry, Reversal, WriteResult};
    use super::*;
    use crate::app::write::{Body, Write};
    use crate::store::journal::JournalFile;

    const FILE: &str = "/leads.csv";
    const RESULTS: &str = "/leads.csv.result.csv";

    struct Fixture {
        _dir: tempfile::TempDir,
        journal: Journal,
    }

    impl Fixture {
        fn new() -> Fixture {
            let dir = tempfile::tempdir().unwrap();
            let journal = Journal::new(JournalFile::new(dir.path().join("1-2.ndjson")));
            Fixture { _dir: dir, journal }
        }

        /// Adds an import of these rows of a file.
        fn import(&self, path: &str, sha256: &str, rows: &[usize], left_out: usize) -> u64 {
            self.import_file(ImportedFile { left_out, ..file(path, sha256, None) }, rows)
        }

        fn import_file(&self, import: ImportedFile, rows: &[usize]) -> u64 {
            let import = Some(import);
            let new =
                NewEntry { command: "import", changes: rows.len(), import, ..NewEntry::default() };
            let create = |row: &usize| {
                let write = Write::CreateDeal { body: Body::new() };
                Ok(Change { row: Some(*row), ..Change::with_before(write, Body::new()) })
            };
            self.journal.begin(new, rows.iter().map(create), Timestamp::now()).unwrap()
        }

        fn end(&self, entry: u64, n: usize, outcome: Outcome, id: Option<u64>) {
            let result = WriteResult {
                outcome,
                time: Timestamp::now(),
                id: id.map(|id| id.to_string()),
                after: Body::new(),
                why: None,
                candidates: Vec::new(),
            };
            self.journal.mark_sending(entry, n, Timestamp::now().into()).unwrap();
            self.journal.record_result(entry, n, &result).unwrap();
        }

        fn undo(&self, of: u64, n: usize, is_redo: bool) -> u64 {
            let reverses = Some(Reversal { entry: of, is_redo });
            let new = NewEntry { command: "undo", changes: 1, reverses, ..NewEntry::default() };
            let change = Change::with_before(Write::DeleteDeal { deal: 7 }, Body::new());
            let change = Change { reverses: Some(n), ..change };
            let entry = self.journal.begin(new, [Ok(change)], Timestamp::now()).unwrap();
            self.end(entry, 0, Outcome::Done, Some(7));
            entry
        }

        fn rows(&self, sha256: &str) -> FileRows {
            self.journal.read_file_rows(&file(FILE, sha256, None), RESULTS).unwrap()
        }
    }

    fn file(path: &str, sha256: &str, origin: Option<&str>) -> ImportedFile {
        let (path, sha256) = (path.to_owned(), sha256.to_owned());
        let origin = origin.map(str::to_owned);
        ImportedFile { path, sha256, left_out: 0, read: None, origin }
    }

    #[test]
    fn rows_that_were_imported_from_the_results_are_done() {
        let fixture = Fixture::new();
        let first = fixture.import(FILE, "a", &[1], 1);
        fixture.end(first, 0, Outcome::Done, Some(7));
        let rest = fixture.import_file(file(RESULTS, "r", Some("a")), &[2]);
        fixture.end(rest, 0, Outcome::Done, Some(8));
        let found = fixture.rows("a");
        assert_eq!(found.rows.get(2), Some(&RowState::Done(Some(8))));
        assert_eq!(found.unknown_rows, None);
        assert!(fixture.rows("b").rows.is_empty(), "another content of the path");
        let of_results = file(RESULTS, "r2", Some("a"));
        let found = fixture.journal.read_file_rows(&of_results, "/leads.csv.result.csv.result.csv");
        assert_eq!(found.unwrap().rows.iter().count(), 2);
    }

    #[test]
    fn results_without_an_origin_are_those_of_the_last_content() {
        let fixture = Fixture::new();
        let unknown = |sha256| fixture.rows(sha256).unknown_rows;
        let first = fixture.import(FILE, "a", &[1], 1);
        fixture.end(first, 0, Outcome::Done, Some(7));
        let rest = fixture.import(RESULTS, "r", &[2], 0);
        assert_eq!(unknown("a"), None, "nothing was sent");
        fixture.end(rest, 0, Outcome::Done, Some(8));
        assert_eq!((unknown("a"), unknown("b")), (Some(rest), None));
        assert_eq!(fixture.rows("a").rows.get(2), None);
        let next = fixture.import(FILE, "b", &[1], 0);
        fixture.end(next, 0, Outcome::Done, Some(9));
        assert_eq!((unknown("a"), unknown("b")), (Some(rest), None));
        fixture.undo(rest, 0, false);
        assert_eq!(unknown("a"), None);
    }

    #[test]
    fn the_newest_state_of_a_row_wins() {
        let fixture = Fixture::new();
        let first = fixture.import(FILE, "a", &[1, 2, 3, 4], 0);
        fixture.end(first, 0, Outcome::Done, Some(7));
        fixture.end(first, 1, Outcome::NotDone, None);
        fixture.journal.mark_sending(first, 2, Timestamp::now().into()).unwrap();
        let found = fixture.rows("a");
        let state = |found: &FileRows, row: usize| found.rows.get(row).cloned();
        assert_eq!(state(&found, 1), Some(RowState::Done(Some(7))));
        assert_eq!(state(&found, 2), Some(RowState::NotDone(None)));
        assert_eq!(state(&found, 3), Some(RowState::InDoubt));
        assert_eq!(state(&found, 4), None, "it was not sent");
        assert_eq!(found.in_doubt, BTreeSet::from([first]));
        assert!(fixture.rows("b").rows.is_empty(), "another file");
        // A later run that was killed before it sent the row does not count.
        let second = fixture.import(FILE, "a", &[2, 4], 0);
        assert_eq!(state(&fixture.rows("a"), 2), Some(RowState::NotDone(None)));
        fixture.end(second, 0, Outcome::Done, Some(8));
        assert_eq!(state(&fixture.rows("a"), 2), Some(RowState::Done(Some(8))));
    }

    #[test]
    fn undone_rows_are_not_done() {
        let fixture = Fixture::new();
        let import = fixture.import(FILE, "a", &[1], 0);
        fixture.end(import, 0, Outcome::Done, Some(7));
        let undo = fixture.undo(import, 0, false);
        assert!(fixture.rows("a").rows.is_empty());
        fixture.undo(undo, 0, true);
        assert_eq!(fixture.rows("a").rows.iter().count(), 1);
    }

    #[test]
    fn finds_a_changed_file_by_its_path() {
        let fixture = Fixture::new();
        let other = |sha256| fixture.rows(sha256).other_content;
        let complete = fixture.import(FILE, "a", &[1], 0);
        fixture.end(complete, 0, Outcome::Done, Some(7));
        assert_eq!(other("b"), None, "all of its rows are done");
        let partial = fixture.import(FILE, "b", &[1, 2], 0);
        assert_eq!(other("c"), None, "nothing was sent");
        fixture.end(partial, 0, Outcome::Done, Some(8));
        assert_eq!((other("c"), other("b")), (Some(partial), None));
        fixture.end(partial, 1, Outcome::Done, Some(9));
        assert_eq!(other("c"), None);
        let left_out = fixture.import(FILE, "c", &[1], 3);
        fixture.end(left_out, 0, Outcome::Done, Some(10));
        assert_eq!(other("d"), Some(left_out));
        // The rest is imported from the file of results.
        let rest = fixture.import(RESULTS, "r", &[2], 0);
        fixture.end(rest, 0, Outcome::Done, Some(11));
        assert_eq!(other("d"), None);
    }
}
