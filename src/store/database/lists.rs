//! The company's fields, options, pipelines, stages and users. Entries that the company removed are kept,
//! since older deals refer to them.

use super::columns::TableColumns;
use super::{Database, rows, view};
use crate::error::Error;
use crate::model::field::{Field, is_custom_key};
use crate::model::names::{Lookup, Names};
use crate::model::record::Record;
use bytestring::ByteString;
use rusqlite::{Connection, params};
use std::collections::HashSet;

/// The company's lists, from which columns and names are resolved.
pub struct CompanyLists {
    pub fields: Vec<Record>,
    pub pipelines: Vec<Record>,
    pub stages: Vec<Record>,
    pub users: Vec<Record>,
}

impl Database {
    /// Stores the lists, and adds the columns of new fields, filled from the stored records.
    pub fn learn(&mut self, lists: &CompanyLists) -> Result<(), Error> {
        let learned = learn(&mut self.connection, lists);
        self.columns = learned.map_err(|error| self.explain(&error))?;
        Ok(())
    }
}

fn learn(connection: &mut Connection, lists: &CompanyLists) -> rusqlite::Result<TableColumns> {
    let transaction = connection.transaction()?;
    store_fields(&transaction, &lists.fields)?;
    for (table, records) in [("pipelines", &lists.pipelines), ("users", &lists.users)] {
        store_named(&transaction, table, records)?;
    }
    for stage in &lists.stages {
        let reading = stage.read();
        transaction.prepare_cached("REPLACE INTO stages VALUES (?, ?, ?, ?)")?.execute(params![
            reading.id(),
            reading.text("name").unwrap_or_default(),
            reading.reference("pipeline_id"),
            stage.text(),
        ])?;
    }
    let mut names = Names::default();
    names.learn(Lookup::Fields, &records(&transaction, "fields")?);
    let columns = TableColumns::new(&names);
    let existing = column_names(&transaction)?;
    let mut added = Vec::new();
    for (place, column) in columns.all.iter().enumerate() {
        let name = column.quoted_name();
        if !existing.contains(name.trim_matches('"')) {
            let kind = column.sql_type();
            transaction.execute(&format!("ALTER TABLE deals ADD COLUMN {name} {kind}"), [])?;
            added.push(place);
        }
    }
    if !added.is_empty() {
        rows::fill_columns(&transaction, &columns, &added)?;
    }
    transaction.execute_batch(&view::create(&columns, &names))?;
    transaction.commit()?;
    Ok(columns)
}

fn store_fields(connection: &Connection, fields: &[Record]) -> rusqlite::Result<()> {
    for record in fields {
        let Some(field) = Field::from_record(record) else { continue };
        let reading = record.read();
        connection.prepare_cached("REPLACE INTO fields VALUES (?, ?, ?, ?, ?)")?.execute(
            params![
                field.code,
                reading.text("field_name").unwrap_or_default(),
                reading.text("field_type"),
                is_custom_key(&field.code),
                record.text(),
            ],
        )?;
        for option in &field.options {
            connection
                .prepare_cached("REPLACE INTO options VALUES (?, ?, ?)")?
                .execute(params![field.code, option.id, option.label])?;
        }
    }
    Ok(())
}

fn store_named(connection: &Connection, table: &str, records: &[Record]) -> rusqlite::Result<()> {
    let sql = match table {
        "users" => "REPLACE INTO users VALUES (?1, ?2, ?4, ?3)".to_owned(),
        table => format!("REPLACE INTO {table} VALUES (?1, ?2, ?3)"),
    };
    for record in records {
        let reading = record.read();
        let mut statement = connection.prepare_cached(&sql)?;
        statement.raw_bind_parameter(1, reading.id())?;
        statement.raw_bind_parameter(2, reading.text("name").unwrap_or_default())?;
        statement.raw_bind_parameter(3, record.text())?;
        if table == "users" {
            statement.raw_bind_parameter(4, reading.text("email"))?;
        }
        statement.raw_execute()?;
    }
    Ok(())
}

/// The records of a list, including those that the company removed.
pub(super) fn records(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Record>> {
    let mut select = connection.prepare(&format!("SELECT record FROM {table} ORDER BY rowid"))?;
    let texts = select.query_map([], |row| row.get::<_, String>(0))?;
    let texts = texts.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(texts.into_iter().filter_map(|text| Record::from_text(ByteString::from(text))).collect())
}

fn column_names(connection: &Connection) -> rusqlite::Result<HashSet<String>> {
    let mut select = connection.prepare("SELECT name FROM pragma_table_info('deals')")?;
    select.query_map([], |row| row.get(0))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::database::{Run, rows};
    use serde_json::{Value, json, value::to_raw_value};

    fn record(value: &Value) -> Record {
        Record::new(to_raw_value(value).unwrap()).unwrap()
    }

    #[test]
    fn a_new_column_is_filled_from_stored_deals() {
        let dir = tempfile::tempdir().unwrap();
        let mut database = Database::open(&dir.path().join("deals.db")).unwrap();
        let key = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
        let field = json!({"field_code": key, "field_name": "Tier", "field_type": "enum",
            "options": [{"id": 101, "label": "Gold"}]});
        let lists = |fields: &[Value]| CompanyLists {
            fields: fields.iter().map(record).collect(),
            pipelines: vec![],
            stages: vec![],
            users: vec![],
        };
        database.learn(&lists(&[])).unwrap();
        let run = Run {
            account: "1-1".into(),
            everything: true,
            conditions: None,
            since: None,
            mark: None,
            tokens: 0,
            walks: 0,
        };
        database.begin(&run).unwrap();
        let deal = |id: u64| record(&json!({"id": id, "custom_fields": {key: 101}}));
        let count = rows::PAGE as u64 * 2 + 1;
        database.store(&(1..=count).map(deal).collect::<Vec<_>>()).unwrap();
        let gold = |database: &Database| -> u64 {
            let sql = "SELECT count(*) FROM deals_by_name WHERE Tier = 'Gold'";
            database.connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        database.learn(&lists(&[field])).unwrap();
        assert_eq!(gold(&database), count);
        // The company removes the field: the column stays.
        database.learn(&lists(&[])).unwrap();
        database.store(&[deal(count + 1)]).unwrap();
        assert_eq!(gold(&database), count + 1);
    }
}
