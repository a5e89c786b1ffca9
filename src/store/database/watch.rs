//! The state of `deals watch` in addition to the deals: undelivered events, and the times up to which
//! changes were read.

use super::Database;
use crate::error::Error;
use crate::model::record::Record;
use crate::model::time;
use bytestring::ByteString;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

/// An undelivered event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingEvent {
    pub number: i64,
    pub text: String,
}

/// A time stored by a watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchTime {
    /// The time up to which changes of current and deleted deals were read, exclusive.
    Current,
    /// The same for archived deals.
    Archived,
    /// The time at which all deals were read.
    Full,
}

impl WatchTime {
    fn as_str(self) -> &'static str {
        match self {
            WatchTime::Current => "current",
            WatchTime::Archived => "archived",
            WatchTime::Full => "full",
        }
    }
}

/// Tables that only the database of a watch has.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS watch_events (number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS watch_times (name TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
";

/// A watch needs neither older states nor the IDs of the last run.
const PRUNE: &str = "DELETE FROM deal_versions; DELETE FROM seen;";

impl Database {
    /// Creates the tables of a watch, and keeps deleted and archived deals.
    pub fn prepare_watch(&mut self) -> Result<(), Error> {
        self.keep = None;
        self.connection.execute_batch(TABLES).map_err(|error| self.explain(&error))
    }

    /// The stored state of a deal.
    pub fn find_deal(&self, id: u64) -> Result<Option<Record>, Error> {
        let read = || -> rusqlite::Result<Option<String>> {
            let mut select =
                self.connection.prepare_cached("SELECT record FROM deals WHERE id = ?")?;
            select.query_row([i64::try_from(id).unwrap_or(-1)], |row| row.get(0)).optional()
        };
        let text = read().map_err(|error| self.explain(&error))?;
        Ok(text.map(ByteString::from).and_then(Record::from_text))
    }

    /// In one transaction, stores the new states of deals, removes other deals, and adds events and times.
    pub fn store_events(
        &mut self,
        deals: &[Record],
        removed: &[u64],
        events: &[String],
        times: &[(WatchTime, Timestamp)],
    ) -> Result<(), Error> {
        self.store_with(deals, |transaction| {
            for id in removed.iter().filter_map(|id| i64::try_from(*id).ok()) {
                transaction.prepare_cached("DELETE FROM deals WHERE id = ?")?.execute([id])?;
            }
            for event in events {
                let sql = "INSERT INTO watch_events (event) VALUES (?)";
                transaction.prepare_cached(sql)?.execute([event])?;
            }
            for (name, at) in times {
                put_time(transaction, *name, *at)?;
            }
            transaction.execute_batch(PRUNE)
        })
    }

    /// Counts the deals, including deleted and archived ones.
    pub fn count_deals(&self) -> Result<usize, Error> {
        let count = self.connection.query_row("SELECT count(*) FROM deals", [], |row| row.get(0));
        count.map_err(|error| self.explain(&error))
    }

    /// The oldest undelivered events, at most `count`.
    pub fn pending_events(&self, count: usize) -> Result<Vec<PendingEvent>, Error> {
        let read = || -> rusqlite::Result<Vec<PendingEvent>> {
            let sql = "SELECT number, event FROM watch_events ORDER BY number LIMIT ?";
            let mut select = self.connection.prepare_cached(sql)?;
            let events = select.query_map([i64::try_from(count).unwrap_or(i64::MAX)], |row| {
                Ok(PendingEvent { number: row.get(0)?, text: row.get(1)? })
            })?;
            events.collect()
        };
        read().map_err(|error| self.explain(&error))
    }

    /// Removes delivered events: those with a number up to `through`, inclusive.
    pub fn remove_events(&mut self, through: i64) -> Result<(), Error> {
        let removed = self
            .connection
            .prepare_cached("DELETE FROM watch_events WHERE number <= ?")
            .and_then(|mut delete| delete.execute([through]));
        removed.map(drop).map_err(|error| self.explain(&error))
    }

    /// A time of the watch; `None` before its first run.
    pub fn watch_time(&self, name: WatchTime) -> Result<Option<Timestamp>, Error> {
        let sql = "SELECT at FROM watch_times WHERE name = ?";
        let found = self
            .connection
            .query_row(sql, [name.as_str()], |row| row.get::<_, String>(0))
            .optional()
            .map_err(|error| self.explain(&error))?;
        Ok(found.as_deref().and_then(time::read))
    }
}

fn put_time(connection: &Connection, name: WatchTime, at: Timestamp) -> rusqlite::Result<()> {
    let sql = "REPLACE INTO watch_times VALUES (?, ?)";
    connection.prepare_cached(sql)?.execute(params![name.as_str(), time::v2(at)]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_wait_in_order_until_they_are_removed() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("watch.db");
        let mut database = Database::open(&file).unwrap();
        database.prepare_watch().unwrap();
        assert_eq!(database.watch_time(WatchTime::Current).unwrap(), None);
        let at: Timestamp = "2026-11-02T09:00:01Z".parse().unwrap();
        let events = ["one", "two", "three"].map(str::to_owned);
        database.store_events(&[], &[], &events, &[(WatchTime::Current, at)]).unwrap();
        let numbers: Vec<i64> =
            database.pending_events(2).unwrap().iter().map(|event| event.number).collect();
        database.remove_events(numbers[1]).unwrap();
        drop(database);
        // Reopened, as after a crash.
        let mut database = Database::open(&file).unwrap();
        database.prepare_watch().unwrap();
        let pending = database.pending_events(9).unwrap();
        assert_eq!(pending.iter().map(|event| &*event.text).collect::<Vec<_>>(), ["three"]);
        assert_eq!(database.watch_time(WatchTime::Current).unwrap(), Some(at));
        // Numbers are not reused, so that removing a delivered event does not remove another one.
        database.remove_events(pending[0].number).unwrap();
        database.store_events(&[], &[], &["four".to_owned()], &[]).unwrap();
        assert!(database.pending_events(9).unwrap()[0].number > pending[0].number);
    }
}
