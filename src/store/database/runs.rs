//! The runs of an export, and the progress of an unfinished one.

use super::{Database, rows};
use crate::error::Error;
use crate::model::record::Record;
use crate::model::time;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A run of an export.
#[derive(Debug, Clone)]
pub struct Run {
    /// The IDs of the company and the user.
    pub account: String,
    /// Whether deleted and archived deals are exported too.
    pub everything: bool,
    /// The conditions of `--where`; `None` for all deals.
    pub conditions: Option<StoredConditions>,
    /// Only changes at this time or later are read; `None` reads all deals.
    pub since: Option<Timestamp>,
    /// Changes at this time or later may be missing.
    pub mark: Option<Timestamp>,
    /// Tokens spent so far.
    pub tokens: u32,
    pub walks: usize,
}

/// The conditions of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredConditions {
    /// The conditions as the user wrote them.
    pub texts: Vec<String>,
    /// The parsed conditions, with relative dates such as `today` resolved.
    pub key: String,
}

/// A list of deals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalkedList {
    Current,
    Archived,
}

/// The order in which a part of a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Id,
    IdDescending,
    UpdateTime,
}

/// A part of a list, and the progress of reading it.
#[derive(Debug, Clone)]
pub struct Walk {
    pub id: i64,
    pub list: WalkedList,
    pub order: Order,
    pub since: Option<Timestamp>,
    /// The end, exclusive.
    pub until: Option<Timestamp>,
    /// The cursor of the next page.
    pub cursor: Option<String>,
    /// The ID of the last deal, or its update time in microseconds.
    pub position: Option<i64>,
    pub is_done: bool,
}

/// The number of deals in an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub deals: usize,
    pub deleted: usize,
    pub archived: usize,
}

impl WalkedList {
    const ALL: [(WalkedList, &str); 2] =
        [(WalkedList::Current, "current"), (WalkedList::Archived, "archived")];

    /// Both lists.
    pub const BOTH: [WalkedList; 2] = [WalkedList::Current, WalkedList::Archived];

    pub fn as_str(self) -> &'static str {
        if self == WalkedList::Current { "current" } else { "archived" }
    }
}

impl Order {
    const ALL: [(Order, &str); 3] = [
        (Order::Id, "id"),
        (Order::IdDescending, "id descending"),
        (Order::UpdateTime, "update_time"),
    ];

    fn as_str(self) -> &'static str {
        let named = Order::ALL.iter().find(|(order, _)| *order == self);
        named.map_or("", |(_, name)| name)
    }
}

impl Database {
    /// The last finished run.
    pub fn last_run(&self) -> Result<Option<Run>, Error> {
        self.find_run("finished IS NOT NULL")
    }

    /// The run that an earlier process started and did not finish.
    pub fn unfinished_run(&self) -> Result<Option<Run>, Error> {
        self.find_run("finished IS NULL")
    }

    fn find_run(&self, condition: &str) -> Result<Option<Run>, Error> {
        let find = || {
            // A database that was opened read-only may have an older schema.
            let has_conditions = self.connection.prepare("SELECT conditions FROM runs").is_ok();
            let conditions =
                if has_conditions { "conditions, condition_key" } else { "NULL, NULL" };
            let sql = format!(
                "SELECT account, everything, since, mark, tokens, walks, {conditions} FROM runs \
                 WHERE {condition} ORDER BY id DESC LIMIT 1"
            );
            self.connection.query_row(&sql, [], read_run).optional()
        };
        find().map_err(|error| self.explain(&error))
    }

    /// Starts a run, and removes an unfinished one.
    pub fn begin(&mut self, run: &Run) -> Result<(), Error> {
        let begun = self.change(|connection| {
            clear_unfinished(connection)?;
            let conditions = run.conditions.as_ref();
            connection.execute(
                "INSERT INTO runs (account, everything, since, mark, started, conditions, condition_key) \
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![
                    run.account,
                    run.everything,
                    run.since.map(time::v2),
                    run.mark.map(time::v2),
                    time::v2(Timestamp::now()),
                    conditions.map(|one| serde_json::json!(one.texts).to_string()),
                    conditions.map(|one| &one.key),
                ],
            )?;
            Ok(())
        });
        begun.map_err(|error| self.explain(&error))
    }

    /// The walks of an unfinished run.
    pub fn unfinished_walks(&self) -> Result<Vec<Walk>, Error> {
        let walks = || {
            let mut select = self.connection.prepare("SELECT * FROM walks ORDER BY id")?;
            select.query_map([], read_walk)?.collect::<rusqlite::Result<Vec<Walk>>>()
        };
        walks().map_err(|error| self.explain(&error))
    }

    /// Stores a page of deals, the progress of their walk, and the tokens that the run has spent so far.
    pub fn store_page(
        &mut self,
        deals: &[Record],
        walk: &Walk,
        mark: Timestamp,
        tokens: u32,
    ) -> Result<(), Error> {
        self.store_with(deals, |transaction| {
            put_walk(transaction, walk)?;
            transaction
                .prepare_cached("UPDATE runs SET mark = ?, tokens = ? WHERE finished IS NULL")?
                .execute(params![time::v2(mark), tokens])?;
            Ok(())
        })
    }

    /// Inserts or updates walks.
    pub fn put_walks(&mut self, walks: &[Walk]) -> Result<(), Error> {
        let stored =
            self.change(|connection| walks.iter().try_for_each(|walk| put_walk(connection, walk)));
        stored.map_err(|error| self.explain(&error))
    }

    /// Counts the deals that this run has seen and that are neither deleted nor archived.
    pub fn count_seen(&self) -> Result<usize, Error> {
        let sql = "SELECT count(*) FROM seen WHERE is_current";
        let count = self.connection.query_row(sql, [], |row| row.get(0));
        count.map_err(|error| self.explain(&error))
    }

    /// Finishes the run. A run over all deals removes the deals that it has not seen.
    pub fn finish(&mut self, run: &Run) -> Result<Counts, Error> {
        // The mark must not be stored before the deals are on disk.
        let synced = self.connection.execute_batch("PRAGMA synchronous = FULL");
        synced.map_err(|error| self.explain(&error))?;
        self.remove_unseen(run)?;
        let finished = self.change(|connection| {
            let now = time::v2(Timestamp::now());
            let counts = count(connection)?;
            connection.execute(
                "UPDATE runs SET finished = ?, mark = ?, walks = ?, tokens = ?, deals = ? \
                 WHERE finished IS NULL",
                params![now, run.mark.map(time::v2), run.walks, run.tokens, counts.deals],
            )?;
            connection.execute_batch("DELETE FROM walks; DELETE FROM seen;")?;
            Ok(counts)
        });
        finished.map_err(|error| self.explain(&error))
    }

    /// After a run over all deals, removes the deals that it has not seen.
    pub fn remove_unseen(&mut self, run: &Run) -> Result<(), Error> {
        if run.since.is_some() {
            return Ok(());
        }
        let at = time::v2(run.mark.unwrap_or_else(Timestamp::now));
        let related = self.related.clone();
        let removed = self.change(|connection| rows::remove_unseen(connection, &related, &at));
        removed.map_err(|error| self.explain(&error))
    }

    pub(super) fn change<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let transaction = self.connection.transaction()?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }
}

fn clear_unfinished(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DELETE FROM runs WHERE finished IS NULL; DELETE FROM walks; DELETE FROM seen;",
    )
}

fn count(connection: &Connection) -> rusqlite::Result<Counts> {
    let sql =
        "SELECT count(*), coalesce(sum(is_deleted), 0), coalesce(sum(is_archived), 0) FROM deals";
    connection.query_row(sql, [], |row| {
        Ok(Counts { deals: row.get(0)?, deleted: row.get(1)?, archived: row.get(2)? })
    })
}

fn put_walk(connection: &Connection, walk: &Walk) -> rusqlite::Result<()> {
    let sql = "REPLACE INTO walks VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        walk.id,
        walk.list.as_str(),
        walk.order.as_str(),
        walk.since.map(time::v2),
        walk.until.map(time::v2),
        walk.cursor,
        walk.position,
        walk.is_done,
    ])?;
    Ok(())
}

fn read_run(row: &Row) -> rusqlite::Result<Run> {
    let texts: Option<String> = row.get(6)?;
    let texts = texts.and_then(|texts| serde_json::from_str(&texts).ok());
    let key: Option<String> = row.get(7)?;
    Ok(Run {
        conditions: texts.zip(key).map(|(texts, key)| StoredConditions { texts, key }),
        account: row.get(0)?,
        everything: row.get(1)?,
        since: read_time(row, 2)?,
        mark: read_time(row, 3)?,
        tokens: row.get::<_, Option<u32>>(4)?.unwrap_or_default(),
        walks: row.get::<_, Option<usize>>(5)?.unwrap_or_default(),
    })
}

fn read_walk(row: &Row) -> rusqlite::Result<Walk> {
    let (list, order): (String, String) = (row.get(1)?, row.get(2)?);
    let list = WalkedList::ALL.iter().find(|(_, name)| *name == list);
    let order = Order::ALL.iter().find(|(_, name)| *name == order);
    Ok(Walk {
        id: row.get(0)?,
        list: list.map_or(WalkedList::Current, |(list, _)| *list),
        order: order.map_or(Order::Id, |(order, _)| *order),
        since: read_time(row, 3)?,
        until: read_time(row, 4)?,
        cursor: row.get(5)?,
        position: row.get(6)?,
        is_done: row.get(7)?,
    })
}

fn read_time(row: &Row, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<String>>(column)?.as_deref().and_then(time::read))
}
