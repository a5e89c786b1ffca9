//! The SQLite database of an export: deals with a column for each field, their older states, and the
//! company's lists.

mod columns;
mod lists;
mod read;
mod related;
mod related_tables;
mod rows;
mod runs;
mod schema;
mod view;
mod watch;

pub use lists::CompanyLists;
pub use related::{RelatedLeft, RelatedRecords, RelatedWalk};
pub use runs::{Counts, Order, Run, StoredConditions, Walk, WalkedList};
pub use watch::{PendingEvent, WatchTime};

use crate::error::{Error, ErrorKind};
use crate::model::record::Record;
use crate::model::related::RelatedKind;
use crate::store::files;
use bytestring::ByteString;
use columns::TableColumns;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait for a lock of another program.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// An open database.
pub struct Database {
    connection: Connection,
    file: PathBuf,
    columns: TableColumns,
    /// A predicate for the deals to keep; `None` keeps all.
    keep: Option<Keep>,
    /// The kinds of related records in the database.
    related: Vec<RelatedKind>,
}

/// A predicate on deals.
type Keep = Box<dyn Fn(&Record) -> bool + Send>;

impl Database {
    /// Opens the database at `file`, or creates it with access for its owner only.
    pub fn open(file: &Path) -> Result<Database, Error> {
        // SQLite gives its journal the mode of the database.
        files::open_private(file, OpenOptions::new().write(true).truncate(false))
            .map_err(|error| cannot_write(file, &error))?;
        // Without SQLITE_OPEN_URI, a file name such as `file:x` is not a URI.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(file, flags)
            .and_then(|connection| connection.busy_timeout(BUSY_TIMEOUT).map(|()| connection));
        let mut connection = opened.map_err(|error| explain(file, &error))?;
        schema::migrate(&mut connection, file)?;
        let related = related::kinds(&connection).map_err(|error| explain(file, &error))?;
        let columns = TableColumns::default();
        Ok(Database { connection, file: file.to_owned(), columns, keep: None, related })
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Keeps only deals that match `keep`: storing another one removes it from the database.
    pub fn keep_only(&mut self, keep: impl Fn(&Record) -> bool + Send + 'static) {
        self.keep = Some(Box::new(keep));
    }

    /// Calls `take` with the records of all deals in the order of their IDs, at most `page` at a time.
    pub fn for_each_page(
        &self,
        page: usize,
        mut take: impl FnMut(&[Record]) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let failed = |error: &rusqlite::Error| self.explain(error);
        let mut select = self
            .connection
            .prepare("SELECT record FROM deals ORDER BY id")
            .map_err(|error| failed(&error))?;
        let mut rows = select.query([]).map_err(|error| failed(&error))?;
        let mut records = Vec::with_capacity(page);
        while let Some(row) = rows.next().map_err(|error| failed(&error))? {
            let text: String = row.get(0).map_err(|error| failed(&error))?;
            records.extend(Record::from_text(ByteString::from(text)));
            if records.len() == page {
                take(&records)?;
                records.clear();
            }
        }
        if !records.is_empty() {
            take(&records)?;
        }
        Ok(())
    }

    /// Closes the database, which flushes it to disk.
    pub fn close(self) -> Result<(), Error> {
        let Database { connection, file, .. } = self;
        connection.close().map_err(|(_, error)| explain(&file, &error))
    }

    fn explain(&self, error: &rusqlite::Error) -> Error {
        explain(&self.file, error)
    }
}

/// The error for a file that cannot be written.
pub fn cannot_write(file: &Path, error: &io::Error) -> Error {
    Error::usage(format!("cannot write {}: {error}", file.display()))
}

fn explain(file: &Path, error: &rusqlite::Error) -> Error {
    let name = file.display();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => not_an_export(file),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::new(ErrorKind::Unavailable, format!("{name} is in use by another program"))
                .hint("wait until the other program has closed it")
        }
        Some(ErrorCode::DatabaseCorrupt) => Error::usage(format!("{name} is damaged: {error}"))
            .hint("move the file away, and export again"),
        _ => Error::unexpected(format!("cannot write {name}: {error}")),
    }
}

fn not_an_export(file: &Path) -> Error {
    Error::usage(format!("{} is not an export of deals", file.display()))
        .hint("choose another file; this one was not changed")
}
