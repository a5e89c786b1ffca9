//! The tables of related records: one for each kind, with columns for the keys that are queried most.

use super::columns::{Cell, scalar};
use crate::model::record::Record;
use crate::model::related::RelatedKind;
use rusqlite::Connection;
use rusqlite::params_from_iter;

/// The table of a kind.
struct RelatedTable {
    /// The key of the ID; `None` if records have none and are numbered.
    id: Option<&'static str>,
    id_type: &'static str,
    /// Name, type, and key in the record.
    columns: &'static [(&'static str, &'static str, &'static str)],
}

const fn column(
    name: &'static str,
    kind: &'static str,
) -> (&'static str, &'static str, &'static str) {
    (name, kind, name)
}

static FOLLOWERS: RelatedTable = RelatedTable {
    // Followers have no IDs (pipedrive.md P280).
    id: Some("user_id"),
    id_type: "INTEGER",
    columns: &[column("user_id", "INTEGER"), column("add_time", "TEXT")],
};

static PARTICIPANTS: RelatedTable = RelatedTable {
    id: Some("id"),
    id_type: "INTEGER",
    columns: &[
        ("person_id", "INTEGER", "person_id.value"),
        ("person_name", "TEXT", "person_id.name"),
        column("added_by_user_id", "INTEGER"),
        column("add_time", "TEXT"),
        column("active_flag", "INTEGER"),
    ],
};

static DISCOUNTS: RelatedTable = RelatedTable {
    id: Some("id"),
    id_type: "TEXT",
    columns: &[
        column("description", "TEXT"),
        column("amount", "REAL"),
        column("type", "TEXT"),
        column("created_at", "TEXT"),
        column("created_by", "INTEGER"),
        column("updated_at", "TEXT"),
    ],
};

static FILES: RelatedTable = RelatedTable {
    id: Some("id"),
    id_type: "INTEGER",
    columns: &[
        column("name", "TEXT"),
        column("file_type", "TEXT"),
        column("file_size", "INTEGER"),
        column("user_id", "INTEGER"),
        column("add_time", "TEXT"),
        column("update_time", "TEXT"),
        column("url", "TEXT"),
    ],
};

static CHANGELOG: RelatedTable = RelatedTable {
    id: None,
    id_type: "INTEGER",
    columns: &[
        column("time", "TEXT"),
        column("actor_user_id", "INTEGER"),
        column("field_key", "TEXT"),
        column("old_value", "TEXT"),
        column("new_value", "TEXT"),
        column("change_source", "TEXT"),
    ],
};

static FLOW: RelatedTable = RelatedTable {
    id: None,
    id_type: "INTEGER",
    columns: &[
        column("timestamp", "TEXT"),
        column("object", "TEXT"),
        ("data_id", "INTEGER", "data.id"),
        ("user_id", "INTEGER", "data.user_id"),
        ("field_key", "TEXT", "data.field_key"),
        ("old_value", "TEXT", "data.old_value"),
        ("new_value", "TEXT", "data.new_value"),
    ],
};

static PRODUCTS: RelatedTable = RelatedTable {
    id: Some("id"),
    id_type: "INTEGER",
    columns: &[
        column("product_id", "INTEGER"),
        column("name", "TEXT"),
        column("quantity", "REAL"),
        column("item_price", "REAL"),
        column("currency", "TEXT"),
        column("discount", "REAL"),
        column("discount_type", "TEXT"),
        column("tax", "REAL"),
        column("sum", "REAL"),
        column("is_enabled", "INTEGER"),
        column("billing_frequency", "TEXT"),
        column("add_time", "TEXT"),
        column("update_time", "TEXT"),
    ],
};

static ACTIVITIES: RelatedTable = RelatedTable {
    id: Some("id"),
    id_type: "INTEGER",
    columns: &[
        column("subject", "TEXT"),
        column("type", "TEXT"),
        column("owner_id", "INTEGER"),
        column("due_date", "TEXT"),
        column("due_time", "TEXT"),
        column("done", "INTEGER"),
        column("marked_as_done_time", "TEXT"),
        column("person_id", "INTEGER"),
        column("org_id", "INTEGER"),
        column("is_deleted", "INTEGER"),
        column("add_time", "TEXT"),
        column("update_time", "TEXT"),
    ],
};

static NOTES: RelatedTable = RelatedTable {
    id: Some("id"),
    id_type: "INTEGER",
    columns: &[
        column("content", "TEXT"),
        column("user_id", "INTEGER"),
        column("pinned_to_deal_flag", "INTEGER"),
        column("active_flag", "INTEGER"),
        column("add_time", "TEXT"),
        column("update_time", "TEXT"),
    ],
};

fn table(kind: RelatedKind) -> &'static RelatedTable {
    match kind {
        RelatedKind::Followers => &FOLLOWERS,
        RelatedKind::Participants => &PARTICIPANTS,
        RelatedKind::Discounts => &DISCOUNTS,
        RelatedKind::Files => &FILES,
        RelatedKind::Changelog => &CHANGELOG,
        RelatedKind::Flow => &FLOW,
        RelatedKind::Products => &PRODUCTS,
        RelatedKind::Activities => &ACTIVITIES,
        RelatedKind::Notes => &NOTES,
    }
}

/// Creates the table of a kind, unless it exists.
pub fn create(connection: &Connection, kind: RelatedKind) -> rusqlite::Result<()> {
    let RelatedTable { id_type, columns, .. } = table(kind);
    let columns: String =
        columns.iter().map(|(name, kind, _)| format!("\"{name}\" {kind}, ")).collect();
    connection.execute_batch(&format!(
        "CREATE TABLE IF NOT EXISTS {kind} (deal_id INTEGER NOT NULL, id {id_type} NOT NULL, \
         {columns}record TEXT NOT NULL, PRIMARY KEY (deal_id, id))"
    ))
}

/// Inserts a record of a deal, and returns its ID, which is `place` if the record has none.
pub fn insert<'r>(
    connection: &Connection,
    kind: RelatedKind,
    deal: i64,
    place: usize,
    record: &'r Record,
) -> rusqlite::Result<Cell<'r>> {
    let RelatedTable { id, columns, .. } = table(kind);
    let reading = record.read();
    let cell = |key: &str| reading.get(key).map_or(Cell::Null, scalar);
    let number = Cell::Integer(i64::try_from(place).unwrap_or(i64::MAX));
    let id = id.map(cell).filter(|id| *id != Cell::Null).unwrap_or(number);
    let mut cells = vec![Cell::Integer(deal), id.clone()];
    cells.extend(columns.iter().map(|(.., key)| cell(key)));
    cells.push(Cell::Text(record.text().into()));
    let places = vec!["?"; cells.len()].join(",");
    let sql = format!("REPLACE INTO {kind} VALUES ({places})");
    connection.prepare_cached(&sql)?.execute(params_from_iter(cells))?;
    Ok(id)
}
