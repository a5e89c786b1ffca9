//! The results of earlier runs for the rows of the file, from the journal.

use super::read_flags;
use crate::app::App;
use crate::app::write::Body;
use crate::app::write::journal::{FileRows, Journal, NumberMap, Outcome, RowState, WriteResult};
use crate::error::Error;
use crate::ops::import::target::Target;
use std::collections::BTreeSet;
use std::io;

/// The state of the rows that this run and earlier runs sent.
#[derive(Default)]
pub struct SentRows {
    rows: NumberMap<RowState>,
    /// The journal entries with creations whose outcome is unknown.
    in_doubt: BTreeSet<u64>,
    /// The flags with which the last run read the file.
    pub read: Option<Body>,
    /// The entry that imported results whose rows cannot be matched to those of the file.
    unknown_rows: Option<u64>,
}

impl SentRows {
    /// Reads the journal; empty without one. It is an error if the file was changed after a part of it was
    /// imported: its rows can no longer be matched with the results.
    pub fn read(journal: Option<&Journal>, target: &Target) -> Result<SentRows, Error> {
        let Some(journal) = journal else { return Ok(SentRows::default()) };
        let found = journal.read_file_rows(&target.imported_file(0), &target.results_in_journal());
        let FileRows { rows, in_doubt, other_content, unknown_rows, read } =
            found.map_err(|error| read_error(journal, &error))?;
        if let Some(entry) = other_content {
            let shown = target.shown();
            return Err(Error::usage(format!(
                "{shown} was changed after a part of it was imported (entry {entry} of the journal)"
            ))
            .hint(format!(
                "fix the rows in {}, and import that; or import all of {shown} again under another name",
                target.shown_results()
            )));
        }
        Ok(SentRows { rows, in_doubt, read, unknown_rows })
    }

    /// Refuses new deals for rows that may be done: they were imported from the file of results, in another
    /// order or by an older version.
    pub fn check_new(&self, target: &Target) -> Result<(), Error> {
        let Some(entry) = self.unknown_rows else { return Ok(()) };
        let (shown, results) = (target.shown(), target.shown_results());
        Err(Error::usage(format!(
            "rows of {shown} were imported from its file of results (entry {entry} of the journal), and it \
             is unknown which"
        ))
        .hint(format!("import the rest from {results}, or use --key FIELD")))
    }

    /// Compares the flags with those of the last run. Different headings are an error, because they change
    /// the numbers of the rows; other flags only affect the rows that are not done. Returns a note for the
    /// user.
    pub fn check_flags(&self, target: &Target) -> Result<Option<String>, Error> {
        let Some(read) = self.read.as_ref().filter(|_| !self.rows.is_empty()) else {
            return Ok(None);
        };
        let shown = target.shown();
        if read.get("header_row") != target.read.get("header_row") {
            let message = format!("{shown} was imported before, with another row of headings");
            return Err(Error::usage(message).hint(match read.get("header_row") {
                Some(row) => format!("use --header-row {row}, as before"),
                None => "leave out --header-row, as before".to_owned(),
            }));
        }
        let is_other = *read != target.read;
        Ok(is_other.then(|| {
            format!(
                "an earlier run had other flags: {}; rows that it sent stay as they are",
                name_flags(read)
            )
        }))
    }

    pub fn get(&self, row: usize) -> Option<&RowState> {
        self.rows.get(row)
    }

    pub fn set(&mut self, row: usize, state: RowState) {
        self.rows.insert(row, state);
    }

    /// Looks up the creations whose outcome is unknown, and records the results in the journal.
    pub async fn check(&mut self, app: &App, journal: Option<&Journal>) -> Result<(), Error> {
        let Some(journal) = journal.filter(|_| !self.in_doubt.is_empty()) else { return Ok(()) };
        let entries = journal
            .entries_in_doubt(&self.in_doubt)
            .map_err(|error| read_error(journal, &error))?;
        for checked in app.check_writes(journal, &entries).await? {
            let (Some(row), Some(result)) = (checked.state.change.row, checked.state.result) else {
                continue;
            };
            if self.get(row) == Some(&RowState::InDoubt) {
                self.set(row, state_after(result));
            }
        }
        Ok(())
    }
}

/// Formats the recorded flags for a sentence.
pub fn name_flags(kept: &Body) -> String {
    if kept.is_empty() { "none".to_owned() } else { read_flags::display(kept) }
}

fn state_after(result: WriteResult) -> RowState {
    match result.outcome {
        Outcome::Done => RowState::Done(result.id.and_then(|id| id.parse().ok())),
        Outcome::NotDone => RowState::NotDone(result.why.map(Into::into)),
        Outcome::Unknown => RowState::InDoubt,
    }
}

fn read_error(journal: &Journal, error: &io::Error) -> Error {
    Error::unexpected(format!("cannot read {}: {error}", journal.path().display()))
}
