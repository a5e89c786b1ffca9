//! Sends the planned writes in batches, as one journal entry.

use super::earlier::SentRows;
use super::planning::{MAX_ERRORS, Planned};
use super::target::Target;
use crate::app::App;
use crate::app::write::Change;
use crate::app::write::journal::{NewEntry, RowState};
use crate::error::{Error, WriteOutcome};
use crate::model::record::Record;
use crate::ops::bulk_outcome::{StopRule, send_all};
use std::cell::Cell;
use std::io;
use std::rc::Rc;

/// Maximum number of writes in memory. Writes with an unknown outcome are looked up at the end of each batch.
const BATCH: usize = 1_000;

/// The outcome of the writes.
#[derive(Default)]
pub struct Sent {
    pub created: usize,
    pub changed: usize,
    pub failed_count: usize,
    /// The first rows that failed, with the errors.
    pub failed: Vec<(String, Error)>,
    pub unknown_count: usize,
    pub unknown: Vec<(String, Error)>,
    pub stop: StopRule,
}

/// Sends the writes and records the state of each row in `rows`.
pub async fn send(
    app: &App,
    planned: &Planned,
    target: &Target,
    rows: &mut SentRows,
) -> Result<Sent, Error> {
    let total = planned.totals.writes;
    let new = NewEntry {
        command: app.command_name(),
        changes: total,
        import: Some(target.imported_file(planned.left_out())),
        ..NewEntry::default()
    };
    let changes = planned.writes.read().map_err(|error| read_error(&error))?;
    let changes = changes.map(|write| write.map(|(_, change)| change));
    let entry = Rc::new(app.open_entry(new, changes).await?);
    let (mut sent, done) = (Sent::default(), Cell::new(0));
    let all = async {
        let mut writes = planned.writes.read().map_err(|error| read_error(&error))?;
        let mut first = 0;
        loop {
            let batch: io::Result<Vec<(String, Change)>> = writes.by_ref().take(BATCH).collect();
            let (names, changes): (Vec<String>, Vec<Change>) =
                batch.map_err(|error| read_error(&error))?.into_iter().unzip();
            if names.is_empty() {
                return Ok::<(), Error>(());
            }
            let of_row: Vec<(Option<usize>, bool)> =
                changes.iter().map(|change| (change.row, change.write.creates_record())).collect();
            let run = app.continue_entry(&entry, first, changes);
            let mut report = async |n: usize, response: Result<Record, Error>| {
                let (row, is_new) = of_row[n];
                let state = sent.add(&names[n], is_new, response);
                if let (Some(row), Some(state)) = (row, state) {
                    rows.set(row, state);
                }
                sent.stop.stopped.is_some()
            };
            if send_all(app, &run, names.len(), &done, &mut report).await {
                return Ok(());
            }
            first += names.len();
        }
    };
    app.progress.show_count(&done, total, all).await?;
    Ok(sent)
}

impl Sent {
    /// Counts the result of a write; returns the state of its row if it was sent.
    fn add(
        &mut self,
        name: &str,
        is_new: bool,
        response: Result<Record, Error>,
    ) -> Option<RowState> {
        let failure = match response {
            Ok(record) => {
                *(if is_new { &mut self.created } else { &mut self.changed }) += 1;
                self.stop.add(None);
                return Some(RowState::Done(record.id()));
            }
            Err(failure) => failure,
        };
        self.stop.add(Some(&failure));
        let keep = |list: &mut Vec<(String, Error)>| {
            if list.len() < MAX_ERRORS {
                list.push((name.to_owned(), failure.clone()));
            }
        };
        if failure.is_in_doubt() {
            self.unknown_count += 1;
            keep(&mut self.unknown);
            return Some(RowState::InDoubt);
        }
        if failure.effect == WriteOutcome::Nothing {
            return None;
        }
        self.failed_count += 1;
        keep(&mut self.failed);
        Some(RowState::NotDone(Some(failure.message.into())))
    }
}

fn read_error(error: &io::Error) -> Error {
    Error::unexpected(format!("cannot read a temporary file: {error}"))
}
