//! Stores deals: the newest state in `deals`, older states in `deal_versions`.

use super::columns::{Cell, TableColumns};
use super::{Database, Keep, related};
use crate::error::Error;
use crate::model::record::{Record, RecordView};
use crate::model::related::RelatedKind;
use crate::model::time;
use bytestring::ByteString;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::borrow::Cow;

/// Number of deals to read at a time.
pub(super) const PAGE: usize = 500;

/// Records that the run has seen a deal.
const SEE: &str = "INSERT INTO seen VALUES (?, ?) \
                   ON CONFLICT (id) DO UPDATE SET is_current = excluded.is_current";

/// A stored deal.
struct Stored {
    record: String,
    /// The time from which the state is valid.
    since: Option<String>,
    update_time: Option<String>,
}

impl Stored {
    fn is_newer_than(&self, update_time: Option<&str>) -> bool {
        let at = |text: Option<&str>| text.and_then(time::read);
        let (own, other) = (at(self.update_time.as_deref()), at(update_time));
        own.is_some() && other.is_some() && own > other
    }
}

impl Database {
    /// Stores a page of deals in one transaction, which also includes the changes that `end` makes.
    pub(super) fn store_with(
        &mut self,
        deals: &[Record],
        end: impl FnOnce(&Transaction) -> rusqlite::Result<()>,
    ) -> Result<(), Error> {
        let Database { connection, columns, keep, related, .. } = self;
        let rules = Rules { columns, keep: keep.as_ref(), related };
        let stored = store(connection, &rules, deals, end);
        stored.map_err(|error| self.explain(&error))
    }

    /// Stores a page of deals in one transaction.
    pub fn store(&mut self, deals: &[Record]) -> Result<(), Error> {
        self.store_with(deals, |_| Ok(()))
    }
}

/// How deals are stored.
struct Rules<'a> {
    columns: &'a TableColumns,
    keep: Option<&'a Keep>,
    related: &'a [RelatedKind],
}

fn store(
    connection: &mut Connection,
    rules: &Rules,
    deals: &[Record],
    end: impl FnOnce(&Transaction) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let Rules { columns, keep, related } = *rules;
    let transaction = connection.transaction()?;
    let (insert, replace) = (insert_sql(columns, false), insert_sql(columns, true));
    for deal in deals {
        let reading = deal.read();
        let Some(id) = reading.id().and_then(|id| i64::try_from(id).ok()) else { continue };
        let is_current = !reading.is_true("is_deleted") && !reading.is_true("is_archived");
        transaction.prepare_cached(SEE)?.execute(params![id, is_current])?;
        if keep.is_some_and(|keep| !keep(deal)) {
            if remove(&transaction, id, reading.text("update_time"))? {
                related::remove(&transaction, related, id)?;
            }
            continue;
        }
        let cells = columns.cells(&reading);
        let is_new = insert_deal(&transaction, &insert, &cells, deal)?;
        let is_changed = !is_new && keep_version(&transaction, id, deal, &reading)?;
        if is_changed {
            insert_deal(&transaction, &replace, &cells, deal)?;
        }
        if is_new || is_changed {
            related::note_change(&transaction, related, id)?;
        }
    }
    end(&transaction)?;
    transaction.commit()
}

fn insert_sql(columns: &TableColumns, replaces: bool) -> String {
    let names: Vec<String> = columns.all.iter().map(|column| column.quoted_name()).collect();
    let places = vec!["?"; names.len() + 1].join(",");
    let (insert, end) =
        if replaces { ("REPLACE", "") } else { ("INSERT", " ON CONFLICT (id) DO NOTHING") };
    format!("{insert} INTO deals ({}, record) VALUES ({places}){end}", names.join(","))
}

/// Inserts a deal; returns whether a row was inserted or replaced.
fn insert_deal(
    connection: &Connection,
    sql: &str,
    cells: &[Cell],
    deal: &Record,
) -> rusqlite::Result<bool> {
    let mut insert = connection.prepare_cached(sql)?;
    for (place, cell) in (1..).zip(cells) {
        insert.raw_bind_parameter(place, cell)?;
    }
    insert.raw_bind_parameter(cells.len() + 1, deal.text())?;
    Ok(insert.raw_execute()? > 0)
}

/// Moves the stored state of a deal to the older states, unless it equals `deal` or is newer. Returns
/// whether `deal` has to be stored.
fn keep_version(
    connection: &Connection,
    id: i64,
    deal: &Record,
    reading: &RecordView,
) -> rusqlite::Result<bool> {
    let Some(old) = stored(connection, id)? else { return Ok(true) };
    if old.record == deal.text() {
        return Ok(false);
    }
    let until = reading.text("update_time");
    if old.is_newer_than(until.as_deref()) {
        return Ok(false);
    }
    add_version(connection, id, &old, until)?;
    Ok(true)
}

/// Removes a deal that is no longer part of the export; its last state is kept as an older one. Returns
/// whether the deal was removed.
fn remove(connection: &Connection, id: i64, at: Option<Cow<str>>) -> rusqlite::Result<bool> {
    let Some(old) = stored(connection, id)? else { return Ok(false) };
    if old.is_newer_than(at.as_deref()) {
        return Ok(false);
    }
    add_version(connection, id, &old, at)?;
    connection.prepare_cached("DELETE FROM deals WHERE id = ?")?.execute([id])?;
    Ok(true)
}

/// Removes the deals that this run has not seen. Their last state is kept as an older one, valid until
/// `at`.
pub(super) fn remove_unseen(
    connection: &Connection,
    related: &[RelatedKind],
    at: &str,
) -> rusqlite::Result<()> {
    let unseen = "FROM deals WHERE id NOT IN (SELECT id FROM seen)";
    let insert = format!(
        "INSERT INTO deal_versions SELECT id, coalesce(update_time, add_time), ?, record {unseen}"
    );
    connection.execute(&insert, [at])?;
    connection.execute(&format!("DELETE {unseen}"), [])?;
    related::remove_orphans(connection, related)
}

/// Fills added columns from the stored records.
pub(super) fn fill_columns(
    connection: &Connection,
    columns: &TableColumns,
    added: &[usize],
) -> rusqlite::Result<()> {
    let settings: Vec<String> =
        added.iter().map(|place| format!("{} = ?", columns.all[*place].quoted_name())).collect();
    let update = format!("UPDATE deals SET {} WHERE rowid = ?", settings.join(","));
    let select =
        format!("SELECT rowid, record FROM deals WHERE rowid > ? ORDER BY rowid LIMIT {PAGE}");
    let (mut select, mut update) = (connection.prepare(&select)?, connection.prepare(&update)?);
    let mut last = i64::MIN;
    loop {
        let rows = select.query_map([last], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        let rows = rows.collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
        let Some((end, _)) = rows.last() else { return Ok(()) };
        last = *end;
        for (row, text) in rows {
            let Some(deal) = Record::from_text(ByteString::from(text)) else { continue };
            let reading = deal.read();
            let cells = columns.cells(&reading);
            if added.iter().all(|place| cells[*place] == Cell::Null) {
                continue;
            }
            for (n, place) in (1..).zip(added) {
                update.raw_bind_parameter(n, &cells[*place])?;
            }
            update.raw_bind_parameter(added.len() + 1, row)?;
            update.raw_execute()?;
        }
    }
}

fn stored(connection: &Connection, id: i64) -> rusqlite::Result<Option<Stored>> {
    let sql = "SELECT record, coalesce(update_time, add_time), update_time FROM deals WHERE id = ?";
    let mut select = connection.prepare_cached(sql)?;
    let row = select.query_row([id], |row| {
        Ok(Stored { record: row.get(0)?, since: row.get(1)?, update_time: row.get(2)? })
    });
    row.optional()
}

/// Adds an older state, valid until `until`, or until now if the time of the change is unknown.
fn add_version(
    connection: &Connection,
    id: i64,
    old: &Stored,
    until: Option<Cow<str>>,
) -> rusqlite::Result<()> {
    let until = until.unwrap_or_else(|| time::v2(jiff::Timestamp::now()).into());
    let mut insert = connection.prepare_cached("INSERT INTO deal_versions VALUES (?, ?, ?, ?)")?;
    insert.execute(params![id, old.since, until, old.record])?;
    Ok(())
}
