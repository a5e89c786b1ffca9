//! Reading a database without changing it.

use super::{CompanyLists, Database, columns::TableColumns, explain, lists, schema};
use crate::error::Error;
use crate::model::record::Record;
use bytestring::ByteString;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

impl Database {
    /// Opens an export for reading. It is not changed, also not to the newest version.
    pub fn open_read_only(file: &Path) -> Result<Database, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let failed = |error: rusqlite::Error| explain(file, &error);
        let connection = Connection::open_with_flags(file, flags).map_err(failed)?;
        connection.busy_timeout(super::BUSY_TIMEOUT).map_err(failed)?;
        schema::check(&connection, file)?;
        let (file, columns) = (file.to_owned(), TableColumns::default());
        Ok(Database { connection, file, columns, keep: None, related: Vec::new() })
    }

    /// The deals that follow an ID, in the order of their IDs, at most `count`.
    pub fn deals_after(&self, id: Option<u64>, count: usize) -> Result<Vec<Record>, Error> {
        let read = || -> rusqlite::Result<Vec<Record>> {
            let sql = "SELECT record FROM deals WHERE id > ?1 ORDER BY id LIMIT ?2";
            let mut select = self.connection.prepare_cached(sql)?;
            let after = id.map_or(-1, |id| i64::try_from(id).unwrap_or(i64::MAX));
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            let texts = select.query_map([after, count], |row| row.get::<_, String>(0))?;
            let texts = texts.collect::<rusqlite::Result<Vec<_>>>()?;
            let records = texts.into_iter().map(ByteString::from);
            Ok(records.filter_map(Record::from_text).collect())
        };
        read().map_err(|error| self.explain(&error))
    }

    /// The company's lists, as the export has them.
    pub fn company_lists(&self) -> Result<CompanyLists, Error> {
        let records =
            |table| lists::records(&self.connection, table).map_err(|error| self.explain(&error));
        Ok(CompanyLists {
            fields: records("fields")?,
            pipelines: records("pipelines")?,
            stages: records("stages")?,
            users: records("users")?,
        })
    }
}
