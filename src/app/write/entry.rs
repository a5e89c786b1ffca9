//! The journal entry with the writes of a run.

use super::journal::{Change, Journal, NewEntry};
use crate::app::App;
use crate::error::Error;
use jiff::Timestamp;
use std::io;

/// An entry whose writes are being sent. Dropping it records the end of the run: writes without a
/// `sending` line were not sent.
pub struct OpenEntry<'a> {
    app: &'a App,
    /// `None` if the journal is off.
    journal: Option<(Journal, u64)>,
    changes: usize,
}

impl App {
    /// Adds an entry with these writes to the journal.
    pub async fn open_entry(
        &self,
        new: NewEntry<'_>,
        changes: impl IntoIterator<Item = io::Result<Change>>,
    ) -> Result<OpenEntry<'_>, Error> {
        let count = new.changes;
        let journal = match self.journal().await? {
            None => None,
            Some(journal) => {
                let entry = journal
                    .begin(new, changes, Timestamp::now())
                    .map_err(|error| journal_error(&journal, &error))?;
                Some((journal, entry))
            }
        };
        Ok(OpenEntry { app: self, journal, changes: count })
    }
}

impl OpenEntry<'_> {
    pub fn journal(&self) -> Option<(&Journal, u64)> {
        self.journal.as_ref().map(|(journal, entry)| (journal, *entry))
    }

    /// Appends to the journal after a request was sent. If that fails, the run continues: the request
    /// cannot be revoked, and `log --check` verifies it.
    pub(super) fn note(&self, line: impl FnOnce(&Journal, u64) -> io::Result<()>) {
        if let Some((journal, entry)) = self.journal()
            && let Err(error) = line(journal, entry)
        {
            self.app.note(format_args!(
                "cannot write the journal {} ({error}); verify the writes with `deals log --check`",
                journal.path().display()
            ));
        }
    }
}

impl Drop for OpenEntry<'_> {
    fn drop(&mut self) {
        self.note(|journal, entry| journal.record_end(entry, self.changes > 1));
    }
}

/// The error for a journal that cannot be written; no write is sent without its journal entry.
pub(super) fn journal_error(journal: &Journal, error: &io::Error) -> Error {
    let message = format!("cannot write the journal {}: {error}", journal.path().display());
    let hint = match error.kind() {
        io::ErrorKind::Unsupported => "update deals; nothing was sent",
        _ => "nothing was sent; set DEALS_JOURNAL=off to continue without undo",
    };
    Error::unexpected(message).hint(hint)
}
