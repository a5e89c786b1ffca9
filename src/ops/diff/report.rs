//! The differences as rows: a summary, and one row for each changed field.

use super::{DealChange, Differences};
use crate::app::{self, Columns};
use crate::model::amount::Amount;
use crate::model::field::{Column, FieldKind, column};
use crate::model::names::Names;
use crate::model::record::{Record, RecordView};
use crate::model::value;
use crate::output::{Format, Layout};
use crate::settings::Settings;
use crate::text;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const ROWS: &[Column] = &[
    column("id", "ID", FieldKind::Any),
    column("title", "Title", FieldKind::Any),
    column("change", "Change", FieldKind::Any),
    column("field", "Field", FieldKind::Any),
    column("from", "From", FieldKind::Any),
    column("to", "To", FieldKind::Any),
];
const SUMMARY: &[Column] = &[
    column("what", "What", FieldKind::Any),
    column("name", "Name", FieldKind::Any),
    column("count", "Count", FieldKind::Any),
    column("from", "From", FieldKind::Any),
    column("to", "To", FieldKind::Any),
];
/// The columns to drop first on a narrow terminal.
const LAYOUT: Layout = Layout { wraps: true, expendable: &["title"], implied: &[] };

/// Prints the summary and the rows as a table; with `is_stat` only the summary, in any format.
pub fn print(
    settings: &Settings,
    differences: &Differences,
    names: &Names,
    is_stat: bool,
) -> anyhow::Result<()> {
    let format = app::choose_format(settings);
    let in_words =
        matches!(format, Format::Table | Format::Csv | Format::Markdown) && !settings.flags.raw;
    if is_stat || format == Format::Table && settings.flags.fields.is_none() {
        let rows = summary_rows(differences, names, in_words);
        app::print_list(settings, Columns::new(SUMMARY), &rows)?;
        if is_stat || differences.deals.is_empty() {
            return Ok(());
        }
        app::print_text("\n")?;
    }
    let rows: Vec<Value> =
        differences.deals.iter().flat_map(|deal| deal_rows(deal, names, in_words)).collect();
    app::print_list(settings, Columns::new(ROWS).with_layout(LAYOUT), &rows)
}

/// Formats `3 changed, 1 added, 1 removed`.
pub fn summarize(differences: &Differences) -> String {
    let [added, removed, changed] = count(differences);
    if differences.deals.is_empty() {
        return "no differences".to_owned();
    }
    format!("{changed} changed, {added} added, {removed} removed")
}

fn count(differences: &Differences) -> [usize; 3] {
    let of = |is_so: fn(&DealChange) -> bool| {
        differences.deals.iter().filter(|deal| is_so(deal)).count()
    };
    [
        of(|deal| matches!(deal, DealChange::Added(_))),
        of(|deal| matches!(deal, DealChange::Removed(_))),
        of(|deal| matches!(deal, DealChange::Changed { .. })),
    ]
}

fn summary_rows(differences: &Differences, names: &Names, in_words: bool) -> Vec<Value> {
    let [added, removed, changed] = count(differences);
    let mut rows: Vec<Value> = [("added", added), ("removed", removed), ("changed", changed)]
        .into_iter()
        .map(|(name, count)| json!({"what": "deals", "name": name, "count": count}))
        .collect();
    let mut fields: BTreeMap<&str, usize> = BTreeMap::new();
    for deal in &differences.deals {
        if let DealChange::Changed { codes, .. } = deal {
            codes.iter().for_each(|code| *fields.entry(code).or_default() += 1);
        }
    }
    let mut fields: Vec<(&str, usize)> = fields.into_iter().collect();
    fields.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    rows.extend(fields.into_iter().map(|(code, count)| {
        let name = if in_words { field_name(code, names) } else { code.to_owned() };
        json!({"what": "field", "name": name, "count": count})
    }));
    rows.extend(differences.values.iter().map(|(currency, (from, to))| {
        let amount = |amount: &Amount| {
            let amount = amount.to_json();
            if in_words {
                json!(names.currencies.amount(&amount.to_string(), Some(currency)))
            } else {
                amount
            }
        };
        json!({"what": "value", "name": currency, "from": amount(from), "to": amount(to)})
    }));
    rows
}

fn field_name(code: &str, names: &Names) -> String {
    text::clean(&names.field_for_code(code).name).into_owned()
}

fn deal_rows(deal: &DealChange, names: &Names, in_words: bool) -> Vec<Value> {
    let row = |record: &Record, change: &str| {
        let title = record.read().text("title").unwrap_or_default().into_owned();
        json!({"id": deal.id(), "title": title, "change": change})
    };
    match deal {
        DealChange::Added(record) => vec![row(record, "added")],
        DealChange::Removed(record) => vec![row(record, "removed")],
        DealChange::Changed { before, after, codes } => {
            let (old, new) = (before.read(), after.read());
            let field_row = |code: &String| {
                let mut row = row(after, "changed");
                if in_words {
                    row["field"] = field_name(code, names).into();
                    row["from"] = show(code, &old, names).into();
                    row["to"] = show(code, &new, names).into();
                } else {
                    row["field"] = code.as_str().into();
                    row["from"] = read(code, &old);
                    row["to"] = read(code, &new);
                }
                row
            };
            codes.iter().map(field_row).collect()
        }
    }
}

fn read(code: &str, deal: &RecordView) -> Value {
    let text = deal.get(code).map(RawValue::get);
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn show(code: &str, deal: &RecordView, names: &Names) -> String {
    let field = names.field_for_code(code);
    let currency = value::currency_beside(&field, deal);
    let shown = deal.get(code).map(|raw| value::cell_text(&field, raw, currency.as_deref(), names));
    shown.unwrap_or_default().into_owned()
}
