//! Records related to deals, and a queue of deals whose related records have to be read: storing a new or
//! changed deal adds it, and storing its related records removes it.

use super::related_tables::{create, insert};
use super::{Database, explain};
use crate::error::Error;
use crate::model::record::Record;
use crate::model::related::RelatedKind;
use rusqlite::{Connection, OptionalExtension, params};

/// The related records of a deal.
pub struct RelatedRecords {
    pub kind: RelatedKind,
    pub deal: u64,
    pub records: Vec<Record>,
}

/// The progress of reading a list of the related records of all deals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelatedWalk {
    /// The cursor or offset of the next page; `None` at the beginning.
    pub next: Option<String>,
    pub requests: u32,
}

/// The deals whose related records of a kind have to be read.
pub struct RelatedLeft {
    pub kind: RelatedKind,
    pub deals: Vec<u64>,
    /// The progress of a list that was read in part.
    pub walk: Option<RelatedWalk>,
    /// Number of requests that reading the list took the last time.
    pub requests: Option<u32>,
}

/// Reads the kinds of related records in the database.
pub(super) fn kinds(connection: &Connection) -> rusqlite::Result<Vec<RelatedKind>> {
    let mut select = connection.prepare("SELECT kind FROM related_kinds")?;
    let names = select.query_map([], |row| row.get::<_, String>(0))?;
    let names = names.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(names.iter().filter_map(|name| RelatedKind::parse(name)).collect())
}

/// Records that the related records of a deal have to be read.
pub(super) fn note_change(
    connection: &Connection,
    kinds: &[RelatedKind],
    deal: i64,
) -> rusqlite::Result<()> {
    for kind in kinds {
        let sql = "INSERT OR IGNORE INTO related_left VALUES (?, ?)";
        connection.prepare_cached(sql)?.execute(params![kind.as_str(), deal])?;
    }
    Ok(())
}

/// Removes the related records of a deal.
pub(super) fn remove(
    connection: &Connection,
    kinds: &[RelatedKind],
    deal: i64,
) -> rusqlite::Result<()> {
    for kind in kinds {
        connection
            .prepare_cached(&format!("DELETE FROM {kind} WHERE deal_id = ?"))?
            .execute([deal])?;
    }
    let sql = "DELETE FROM related_left WHERE deal_id = ?";
    connection.prepare_cached(sql)?.execute([deal]).map(drop)
}

/// Removes the related records of deals that are not in the database.
pub(super) fn remove_orphans(
    connection: &Connection,
    kinds: &[RelatedKind],
) -> rusqlite::Result<()> {
    let orphans = "deal_id NOT IN (SELECT id FROM deals)";
    for kind in kinds {
        connection.execute(&format!("DELETE FROM {kind} WHERE {orphans}"), [])?;
    }
    connection.execute(&format!("DELETE FROM related_left WHERE {orphans}"), []).map(drop)
}

impl Database {
    /// Creates the tables of the kinds. New kinds have to be read for all deals; with `again`, all of the
    /// kinds.
    pub fn prepare_related(&mut self, kinds: &[RelatedKind], again: bool) -> Result<(), Error> {
        let prepared = self.change(|connection| {
            for kind in kinds {
                create(connection, *kind)?;
                let name = [kind.as_str()];
                let sql = "INSERT OR IGNORE INTO related_kinds (kind) VALUES (?)";
                let is_new = connection.execute(sql, name)? > 0;
                if is_new || again {
                    let sql = "INSERT OR IGNORE INTO related_left SELECT ?, id FROM deals";
                    connection.execute(sql, name)?;
                    forget_walk(connection, *kind)?;
                }
            }
            self::kinds(connection)
        });
        self.related = prepared.map_err(|error| self.explain(&error))?;
        Ok(())
    }

    /// The related records that have to be read. Deleted deals keep their records: Pipedrive returns none for
    /// them.
    pub fn related_left(&mut self, kinds: &[RelatedKind]) -> Result<Vec<RelatedLeft>, Error> {
        let left = self.change(|connection| {
            let deleted = "SELECT id FROM deals WHERE is_deleted = 1";
            connection
                .execute(&format!("DELETE FROM related_left WHERE deal_id IN ({deleted})"), [])?;
            kinds.iter().map(|kind| left(connection, *kind)).collect()
        });
        left.map_err(|error| self.explain(&error))
    }

    /// Replaces the related records of deals.
    pub fn store_related(&mut self, batch: &[RelatedRecords]) -> Result<(), Error> {
        let stored = self.change(|connection| {
            for RelatedRecords { kind, deal, records } in batch {
                let deal = i64::try_from(*deal).unwrap_or(-1);
                let delete = format!("DELETE FROM {kind} WHERE deal_id = ?");
                connection.prepare_cached(&delete)?.execute([deal])?;
                for (place, record) in (1..).zip(records) {
                    insert(connection, *kind, deal, place, record)?;
                }
                let sql = "DELETE FROM related_left WHERE kind = ? AND deal_id = ?";
                connection.prepare_cached(sql)?.execute(params![kind.as_str(), deal])?;
            }
            Ok(())
        });
        stored.map_err(|error| self.explain(&error))
    }

    /// Stores a page of a list of the related records of all deals, and skips records of deals that are not
    /// in the export.
    pub fn store_related_page(
        &mut self,
        kind: RelatedKind,
        records: &[Record],
        walk: &RelatedWalk,
    ) -> Result<(), Error> {
        let stored = self.change(|connection| {
            for record in records {
                let deal = record.read().reference("deal_id");
                let Some(deal) = deal.and_then(|deal| i64::try_from(deal).ok()) else { continue };
                let sql = "SELECT 1 FROM deals WHERE id = ?";
                if !connection.prepare_cached(sql)?.exists([deal])? {
                    continue;
                }
                let id = insert(connection, kind, deal, 0, record)?;
                let sql = "INSERT OR IGNORE INTO related_seen VALUES (?, ?, ?)";
                connection.prepare_cached(sql)?.execute(params![kind.as_str(), deal, id])?;
            }
            let sql = "REPLACE INTO related_walks VALUES (?, ?, ?)";
            connection.execute(sql, params![kind.as_str(), walk.next, walk.requests]).map(drop)
        });
        stored.map_err(|error| self.explain(&error))
    }

    /// Ends reading such a list: removes records that were not in it.
    pub fn finish_related_walk(&mut self, kind: RelatedKind, requests: u32) -> Result<(), Error> {
        let finished = self.change(|connection| {
            let name = kind.as_str();
            connection.execute(
                &format!(
                    "DELETE FROM {kind} WHERE NOT EXISTS (SELECT 1 FROM related_seen s \
                     WHERE s.kind = ? AND s.deal_id = {kind}.deal_id AND s.id = {kind}.id)"
                ),
                [name],
            )?;
            connection.execute("DELETE FROM related_left WHERE kind = ?", [name])?;
            let sql = "UPDATE related_kinds SET requests = ? WHERE kind = ?";
            connection.execute(sql, params![requests, name])?;
            forget_walk(connection, kind)
        });
        finished.map_err(|error| self.explain(&error))
    }

    /// Restarts reading such a list.
    pub fn restart_related_walk(&mut self, kind: RelatedKind) -> Result<(), Error> {
        let restarted = self.change(|connection| forget_walk(connection, kind));
        restarted.map_err(|error| self.explain(&error))
    }

    /// Counts the records of the kinds.
    pub fn count_related(&self, kinds: &[RelatedKind]) -> Result<usize, Error> {
        let count = |kind: &RelatedKind| -> rusqlite::Result<usize> {
            self.connection.query_row(&format!("SELECT count(*) FROM {kind}"), [], |row| row.get(0))
        };
        let counts: rusqlite::Result<Vec<usize>> = kinds.iter().map(count).collect();
        counts.map(|counts| counts.iter().sum()).map_err(|error| self.explain(&error))
    }

    /// The records of a deal as JSON texts, in the order in which Pipedrive returned them.
    pub fn related_records(&self, kind: RelatedKind, deal: u64) -> Result<Vec<String>, Error> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let sql = format!("SELECT record FROM {kind} WHERE deal_id = ? ORDER BY rowid");
            let mut select = self.connection.prepare_cached(&sql)?;
            let deal = i64::try_from(deal).unwrap_or(-1);
            select.query_map([deal], |row| row.get(0))?.collect()
        };
        read().map_err(|error| explain(&self.file, &error))
    }
}

fn left(connection: &Connection, kind: RelatedKind) -> rusqlite::Result<RelatedLeft> {
    let name = [kind.as_str()];
    let is_known = kinds(connection)?.contains(&kind);
    let sql = if is_known {
        "SELECT deal_id FROM related_left WHERE kind = ? ORDER BY deal_id"
    } else {
        "SELECT id FROM deals WHERE ? NOT NULL AND is_deleted IS NOT 1 ORDER BY id"
    };
    let mut select = connection.prepare_cached(sql)?;
    let deals =
        select.query_map(name, |row| row.get(0))?.collect::<rusqlite::Result<Vec<u64>>>()?;
    let sql = "SELECT next, requests FROM related_walks WHERE kind = ?";
    let walk = connection
        .query_row(sql, name, |row| Ok(RelatedWalk { next: row.get(0)?, requests: row.get(1)? }));
    let sql = "SELECT requests FROM related_kinds WHERE kind = ?";
    let requests = connection.query_row(sql, name, |row| row.get(0)).optional()?;
    Ok(RelatedLeft { kind, deals, walk: walk.optional()?, requests: requests.flatten() })
}

fn forget_walk(connection: &Connection, kind: RelatedKind) -> rusqlite::Result<()> {
    for table in ["related_walks", "related_seen"] {
        connection.execute(&format!("DELETE FROM {table} WHERE kind = ?"), [kind.as_str()])?;
    }
    Ok(())
}
