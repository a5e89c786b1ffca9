//! The journal entry with the writes of a run.

use super::journal::{Change, Journal, NewEntry};
use crate::app::App;
use crate::error::Error;
use crate::store::journal::RunLock;
use jiff::Timestamp;
use std::io;

/// An entry whose writes are being sent. Dropping it records the end of the run: writes without a
/// `sending` line were not sent.
pub struct OpenEntry<'a> {
    app: &'a App,
    /// `None` if the journal is off.
    journal: Option<(Journal, u64)>,
    changes: usize,
    /// Tells other processes that the run has not ended.
    _run: Option<RunLock>,
}

impl App {
    /// Adds an entry with these writes to the journal.
    pub async fn open_entry(
        &self,
        new: NewEntry<'_>,
        changes: impl IntoIterator<Item = io::Result<Change>>,
    ) -> Result<OpenEntry<'_>, Error> {
        let count = new.changes;
        let Some(journal) = self.journal().await? else {
            return Ok(OpenEntry { app: self, journal: None, changes: count, _run: None });
        };
        let service_time = self.client.service_clock().map(|clock| clock.date);
        let new = NewEntry { service_time, ..new };
        let begun = journal.begin(new, changes, Timestamp::now());
        let begun = begun.and_then(|entry| Ok((entry, journal.lock_run(entry)?)));
        let (entry, run) = begun.map_err(|error| journal_error(&journal, &error, true))?;
        let journal = Some((journal, entry));
        Ok(OpenEntry { app: self, journal, changes: count, _run: Some(run) })
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
pub(super) fn journal_error(journal: &Journal, error: &io::Error, is_first: bool) -> Error {
    let message = format!("cannot write the journal {}: {error}", journal.path().display());
    let hint = match error.kind() {
        io::ErrorKind::Unsupported => "update deals; nothing was sent",
        _ if is_first => "nothing was sent; set DEALS_JOURNAL=off to continue without undo",
        _ => "this write and those after it were not sent; `deals log` shows the earlier ones",
    };
    Error::unexpected(message).hint(hint)
}
