//! Read-only access to a database.

use super::{CompanyLists, Database, columns::TableColumns, explain, lists, schema};
use crate::error::Error;
use crate::model::record::Record;
use bytestring::ByteString;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

impl Database {
    /// Opens an export for reading, without migrating it to the current version.
    pub fn open_read_only(file: &Path) -> Result<Database, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let failed = |error: rusqlite::Error| explain(file, &error);
        let connection = Connection::open_with_flags(file, flags).map_err(failed)?;
        connection.busy_timeout(super::BUSY_TIMEOUT).map_err(failed)?;
        schema::check(&connection, file)?;
        let (file, columns) = (file.to_owned(), TableColumns::default());
        Ok(Database { connection, file, columns, keep: None, related: Vec::new() })
    }

    /// At most `count` deals with an ID greater than `id`, in the order of their IDs.
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

    /// Older states of the deals with IDs from `first` to `last`, inclusive: each with the ID of its deal and
    /// the time from which it was valid, ordered by both.
    pub fn versions_between(
        &self,
        first: u64,
        last: u64,
    ) -> Result<Vec<(u64, Option<String>, Record)>, Error> {
        let read = || -> rusqlite::Result<Vec<(u64, Option<String>, String)>> {
            let sql = "SELECT deal_id, valid_from, record FROM deal_versions \
                       WHERE deal_id BETWEEN ?1 AND ?2 ORDER BY deal_id, valid_from";
            let mut select = self.connection.prepare_cached(sql)?;
            let bound = |id: u64| i64::try_from(id).unwrap_or(i64::MAX);
            let rows = select.query_map([bound(first), bound(last)], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
            rows.collect()
        };
        let rows = read().map_err(|error| self.explain(&error))?;
        let state = |(deal, since, text): (u64, _, String)| {
            Some((deal, since, Record::from_text(ByteString::from(text))?))
        };
        Ok(rows.into_iter().filter_map(state).collect())
    }

    /// The company's lists in the export.
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
