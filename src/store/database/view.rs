//! The views: `deals_by_name`, deals with readable columns and values, and `deal_labels`.

use super::columns::{Part, TableColumn, TableColumns};
use crate::model::field::FieldKind;
use crate::model::names::Names;
use std::collections::HashSet;

/// One row for each label of a deal.
const LABELS: &str = "
CREATE VIEW deal_labels AS
SELECT d.id AS deal_id, j.value AS label_id, o.label
FROM deals d, json_each(d.label_ids) j
LEFT JOIN options o ON o.field_code = 'label_ids' AND o.id = CAST(j.value AS TEXT);
";

/// The SQL statements that replace the views.
pub fn create(columns: &TableColumns, names: &Names) -> String {
    let mut taken = HashSet::new();
    let columns: Vec<String> = columns
        .all
        .iter()
        .map(|column| {
            let name = unique_name(column, names, &mut taken).replace('"', "\"\"");
            format!("{} AS \"{name}\"", expression(column))
        })
        .collect();
    format!(
        "DROP VIEW IF EXISTS deals_by_name;
         DROP VIEW IF EXISTS deal_labels;
         CREATE VIEW deals_by_name AS SELECT\n{}\nFROM deals d;{LABELS}",
        columns.join(",\n")
    )
}

/// The name of the field, with a part of its code if the name is taken. SQLite ignores the case of ASCII
/// letters in names.
fn unique_name(column: &TableColumn, names: &Names, taken: &mut HashSet<String>) -> String {
    let field = names.field_for_code(&column.code);
    let end = match column.part {
        Part::Value => "",
        Part::Currency => " (currency)",
        Part::Until => " (until)",
    };
    let name = format!("{}{end}", field.name);
    let longer = (4..=column.code.len())
        .map(|length| format!("{}{end} [{}]", field.name, &column.code[..length]));
    let name =
        [name].into_iter().chain(longer).find(|name| !taken.contains(&name.to_ascii_lowercase()));
    let name = name.unwrap_or_else(|| column.code.clone());
    taken.insert(name.to_ascii_lowercase());
    name
}

/// An SQL expression for the value, with IDs resolved to names.
fn expression(column: &TableColumn) -> String {
    let value = format!("d.{}", column.quoted_name());
    let name_in =
        |table: &str| format!("coalesce((SELECT name FROM {table} WHERE id = {value}), {value})");
    let code = column.code.replace('\'', "''");
    match (column.part, column.kind) {
        (Part::Value, FieldKind::Stage) => name_in("stages"),
        (Part::Value, FieldKind::Pipeline) => name_in("pipelines"),
        (Part::Value, FieldKind::User) => name_in("users"),
        (Part::Value, FieldKind::Choice) => format!(
            "coalesce((SELECT label FROM options WHERE field_code = '{code}' \
             AND id = CAST({value} AS TEXT)), {value})"
        ),
        (Part::Value, FieldKind::Choices) => format!(
            "CASE WHEN json_valid({value}) THEN \
             (SELECT group_concat(coalesce(o.label, j.value), ', ') FROM json_each({value}) j \
             LEFT JOIN options o ON o.field_code = '{code}' AND o.id = CAST(j.value AS TEXT)) \
             ELSE {value} END"
        ),
        _ => value,
    }
}
