//! The columns of the table `deals`: one for each field, named by its code, and a second one if values
//! have two parts.

use crate::model::field::{DEAL_KEYS, Field, FieldKind};
use crate::model::names::Names;
use crate::model::record::{RecordView, string};
use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// The columns, and the index of the first column of each field.
#[derive(Default)]
pub struct TableColumns {
    pub all: Vec<TableColumn>,
    places: HashMap<String, usize>,
}

/// A column of `deals`.
pub struct TableColumn {
    pub code: String,
    pub kind: FieldKind,
    pub part: Part,
}

/// The part of a value that a column has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Value,
    Currency,
    Until,
}

/// A typed value.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(Cow<'a, str>),
}

impl TableColumns {
    /// The columns for the keys of a deal and the company's custom fields.
    pub fn new(names: &Names) -> TableColumns {
        let built_in = DEAL_KEYS.map(Field::from_code);
        let custom = names.fields.iter().filter(|field| field.is_custom());
        let mut columns = TableColumns::default();
        for field in built_in.iter().chain(custom) {
            columns.places.insert(field.code.to_string(), columns.all.len());
            columns.all.extend(parts(field.kind).iter().map(|part| TableColumn {
                code: field.code.to_string(),
                kind: field.kind,
                part: *part,
            }));
        }
        columns
    }

    /// The values of a deal, in the order of the columns.
    pub fn cells<'a>(&self, deal: &RecordView<'a>) -> Vec<Cell<'a>> {
        let mut cells = vec![Cell::Null; self.all.len()];
        let mut next = 0;
        for (code, raw) in deal.members().chain(deal.custom_members()) {
            // Most records have their keys in the order of the columns.
            let is_next = self.all.get(next).is_some_and(|column| column.code == code);
            let found = if is_next { Some(next) } else { self.places.get(code).copied() };
            let Some(first) = found else { continue };
            next = first;
            while self
                .all
                .get(next)
                .is_some_and(|column| next == first || column.part != Part::Value)
            {
                next += 1;
            }
            fill(&self.all[first..next], raw, &mut cells[first..next]);
        }
        cells
    }
}

impl TableColumn {
    /// The name of the column, quoted.
    pub fn quoted_name(&self) -> String {
        let end = match self.part {
            Part::Value => "",
            Part::Currency => "_currency",
            Part::Until => "_until",
        };
        format!("\"{}{end}\"", self.code.replace('"', "\"\""))
    }

    pub fn sql_type(&self) -> &'static str {
        match (self.part, self.kind) {
            (
                Part::Value,
                FieldKind::Number
                | FieldKind::Money(_)
                | FieldKind::Amount(_)
                | FieldKind::Monetary,
            ) => "REAL",
            (
                Part::Value,
                FieldKind::Id
                | FieldKind::Stage
                | FieldKind::Pipeline
                | FieldKind::User
                | FieldKind::Person
                | FieldKind::Org
                | FieldKind::Choice
                | FieldKind::Flag
                | FieldKind::Size,
            ) => "INTEGER",
            _ => "TEXT",
        }
    }
}

/// The parts of the values of a kind (pipedrive.md P182).
fn parts(kind: FieldKind) -> &'static [Part] {
    match kind {
        FieldKind::Monetary => &[Part::Value, Part::Currency],
        FieldKind::DateRange | FieldKind::ClockRange => &[Part::Value, Part::Until],
        _ => &[Part::Value],
    }
}

fn fill<'a>(columns: &[TableColumn], raw: &'a RawValue, cells: &mut [Cell<'a>]) {
    if !raw.get().starts_with('{') {
        cells[0] = scalar(raw);
        return;
    }
    let object: BTreeMap<Cow<str>, &RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
    for (column, cell) in columns.iter().zip(cells) {
        let key = match column.part {
            Part::Value => "value",
            Part::Currency => "currency",
            Part::Until => "until",
        };
        *cell = match object.get(key) {
            Some(part) => scalar(part),
            // Objects without the key `value` are kept as JSON.
            None if column.part == Part::Value => Cell::Text(raw.get().into()),
            None => Cell::Null,
        };
    }
}

pub(super) fn scalar(raw: &RawValue) -> Cell<'_> {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'n') => Cell::Null,
        Some(b't') => Cell::Integer(1),
        Some(b'f') => Cell::Integer(0),
        Some(b'"') => string(raw).map_or(Cell::Null, Cell::Text),
        Some(b'[' | b'{') => Cell::Text(text.into()),
        _ => match (text.parse(), text.parse()) {
            (Ok(whole), _) => Cell::Integer(whole),
            (_, Ok(real)) => Cell::Real(real),
            _ => Cell::Text(text.into()),
        },
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Cell::Null => ValueRef::Null,
            Cell::Integer(whole) => ValueRef::Integer(*whole),
            Cell::Real(real) => ValueRef::Real(*real),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::Lookup;
    use crate::model::record::Record;
    use serde_json::value::to_raw_value;
    use serde_json::{Value, json};

    fn record(value: &Value) -> Record {
        Record::new(to_raw_value(value).unwrap()).unwrap()
    }

    #[test]
    fn values_are_typed_and_in_the_columns_of_their_fields() {
        let keys = ["a", "b", "c", "d"].map(|letter| letter.repeat(40));
        let kinds = ["monetary", "daterange", "address", "set"];
        let fields = keys.iter().zip(kinds).map(|(key, kind)| {
            record(&json!({"field_code": key, "field_name": kind, "field_type": kind}))
        });
        let mut names = Names::default();
        names.learn(Lookup::Fields, &fields.collect::<Vec<_>>());
        let columns = TableColumns::new(&names);
        let deal = record(&json!({
            "is_archived": false, "id": 7, "title": "a \"b\"", "value": 1200.50, "unknown": [1],
            "custom_fields": {
                &keys[3]: [11, 12],
                &keys[0]: {"value": 500, "currency": "EUR"},
                &keys[1]: {"value": "2026-01-01", "until": "2026-02-01"},
                &keys[2]: {"value": "Dock 1", "locality": "Saltby"},
            },
        }));
        let cells = columns.cells(&deal.read());
        let found: Vec<(String, &'static str, &Cell)> = columns
            .all
            .iter()
            .zip(&cells)
            .filter(|(_, cell)| **cell != Cell::Null)
            .map(|(column, cell)| (column.quoted_name(), column.sql_type(), cell))
            .collect();
        let text = |text: &str| Cell::Text(text.to_owned().into());
        let quoted = |place: usize, end: &str| format!("\"{}{end}\"", keys[place]);
        assert_eq!(
            found,
            [
                ("\"id\"".to_owned(), "INTEGER", &Cell::Integer(7)),
                ("\"title\"".to_owned(), "TEXT", &text("a \"b\"")),
                ("\"value\"".to_owned(), "REAL", &Cell::Real(1200.5)),
                ("\"is_archived\"".to_owned(), "INTEGER", &Cell::Integer(0)),
                (quoted(0, ""), "REAL", &Cell::Integer(500)),
                (quoted(0, "_currency"), "TEXT", &text("EUR")),
                (quoted(1, ""), "TEXT", &text("2026-01-01")),
                (quoted(1, "_until"), "TEXT", &text("2026-02-01")),
                (quoted(2, ""), "TEXT", &text("Dock 1")),
                (quoted(3, ""), "TEXT", &text("[11,12]")),
            ]
        );
    }
}
