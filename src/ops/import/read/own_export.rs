//! Detects CSV files that `deals list` and `deals export` wrote: their decimal mark is `.`, even if the cells
//! are ambiguous.

use super::columns::{EARLIER, Role};
use super::facts::Facts;
use super::reading::Reading;
use super::table::FileTable;
use super::values;
use crate::model::field::{Field, FieldKind};
use jiff::Timestamp;
use jiff::civil::Date;

/// Whether the file shows no sign that a spreadsheet program saved it: that would change the delimiter, the
/// decimal mark and the dates to those of the locale, or add a byte order mark.
pub fn is_as_written(table: &FileTable, facts: &Facts) -> bool {
    table.is_plain_csv() && facts.columns.iter().all(|column| !column.has_other_form)
}

/// Whether the headings are those of an export: all names of fields, or all codes, with the ID and an update
/// time to the second, which lists made by hand do not have.
pub fn has_columns(headings: &[String], reading: &Reading, facts: &Facts) -> bool {
    let fields = reading.names().all_fields();
    let are_all = |name: fn(&Field) -> &str| {
        let mut own = headings.iter().filter(|heading| !EARLIER.contains(&heading.as_str()));
        own.all(|heading| fields.iter().any(|field| name(field) == heading))
    };
    let has = |role: Role| {
        let mut columns = reading.columns.iter().zip(&facts.columns);
        columns.any(|(column, facts)| column.role == role && facts.filled > 0)
    };
    (are_all(|field| &field.name) || are_all(|field| &field.code))
        && has(Role::Id)
        && has(Role::Updated)
}

/// Whether a cell has the form that our CSV uses.
pub fn has_our_form(kind: FieldKind, text: &str) -> bool {
    let is_date = |text: &str| text.len() == 10 && text.parse::<Date>().is_ok();
    match kind {
        FieldKind::Date => is_date(text),
        FieldKind::DateRange => values::split_range(text).into_iter().all(is_date),
        FieldKind::Time => is_time(text),
        FieldKind::Number | FieldKind::Money(_) | FieldKind::Amount(_) | FieldKind::Monetary => {
            let (number, currency) = text.split_once(' ').unwrap_or((text, "EUR"));
            number.parse::<f64>().is_ok_and(f64::is_finite)
                && currency.len() == 3
                && currency.bytes().all(|byte| byte.is_ascii_uppercase())
        }
        _ => true,
    }
}

/// `2026-01-31T10:20:30Z`
pub fn is_time(text: &str) -> bool {
    text.len() == 20 && text.ends_with('Z') && text.parse::<Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cells_of_our_csv_have_our_form() {
        for (kind, own, others) in [
            (
                FieldKind::Number,
                &["1.125", "-3", "1e21"][..],
                &["1,125", "1.234.567", "inf", "$5"][..],
            ),
            (FieldKind::Monetary, &["1.125 EUR"], &["1,125 EUR", "1.125 €", "EUR 5", "1 125 EUR"]),
            (
                FieldKind::Date,
                &["2026-01-31"],
                &["31.01.2026", "1/31/2026", "2026-1-31", "20260131"],
            ),
            (FieldKind::DateRange, &["2026-01-31..2026-02-01"], &["31.01.2026..01.02.2026"]),
            (
                FieldKind::Time,
                &["2026-01-31T10:20:30Z"],
                &["2026-01-31 10:20", "2026-01-31T10:20Z"],
            ),
        ] {
            assert!(own.iter().all(|text| has_our_form(kind, text)), "{own:?}");
            assert!(others.iter().all(|text| !has_our_form(kind, text)), "{others:?}");
        }
    }
}
