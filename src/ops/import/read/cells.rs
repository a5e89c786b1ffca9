//! The text of a cell: trimmed, without the guard against formulas, with `--empty` and `--map-value` applied.

use super::table::{FileCell, RawRow};
use crate::model::field::{Field, FieldKind};
use crate::model::names::Names;
use crate::model::{time, value};
use crate::output;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// The values that flags assign to cells.
#[derive(Debug, Default)]
pub struct CellRules {
    /// Words to treat as an empty cell, in lower case.
    pub empty: Vec<String>,
    /// Values for words, by column index and the word in lower case.
    pub values: HashMap<(usize, String), String>,
}

impl CellRules {
    /// Returns the text of a column in a row; several cells are joined by a space.
    pub fn text(
        &self,
        row: &RawRow,
        places: &[usize],
        field: Option<&Field>,
        names: &Names,
    ) -> String {
        if let [place] = places {
            return self.text_at(row, *place, field, names);
        }
        let texts = places.iter().map(|place| self.text_at(row, *place, field, names));
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn text_at(&self, row: &RawRow, place: usize, field: Option<&Field>, names: &Names) -> String {
        let text = match row.cells.get(place) {
            None => return String::new(),
            Some(FileCell::Text(text)) => output::unescape_formula(text.trim()).trim().to_owned(),
            Some(FileCell::String(text)) => text.trim().to_owned(),
            Some(FileCell::Json(raw)) => json_text(raw, field, names),
        };
        if text.is_empty() || field.is_some_and(|field| is_no_date(field.kind, &text)) {
            return String::new();
        }
        let word = text.to_lowercase();
        if self.empty.contains(&word) {
            return String::new();
        }
        if self.values.is_empty() {
            return text;
        }
        self.values.get(&(place, word)).cloned().unwrap_or(text)
    }
}

/// Whether a cell has what Pipedrive writes for no date (pipedrive.md P133).
fn is_no_date(kind: FieldKind, text: &str) -> bool {
    match kind {
        FieldKind::Date | FieldKind::Time => time::is_none(text),
        FieldKind::DateRange => super::values::split_range(text).into_iter().all(time::is_none),
        _ => false,
    }
}

/// Whether a cell has a type of its own, such as a number in JSON or a workbook.
pub fn is_typed(row: &RawRow, places: &[usize]) -> bool {
    matches!(places, [place] if matches!(row.cells.get(*place), Some(FileCell::Json(_))))
}

/// Formats a JSON value as text from which [`value::parse`] returns the same value.
fn json_text(raw: &RawValue, field: Option<&Field>, names: &Names) -> String {
    let Some(field) = field else { return value::plain(raw).into_owned() };
    let id = |value: &Value| match value {
        Value::Number(number) => {
            format!("id:{}", value::without_zero_fraction(&number.to_string()))
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match field.kind {
        // A number is an ID, even if another entity has it as its name.
        FieldKind::Stage
        | FieldKind::Pipeline
        | FieldKind::User
        | FieldKind::Person
        | FieldKind::Org => value::plain(raw).into_owned(),
        FieldKind::Choice | FieldKind::Choices => match serde_json::from_str(raw.get()) {
            Ok(Value::Array(items)) => items.iter().map(id).collect::<Vec<_>>().join(","),
            Ok(one @ Value::Number(_)) => id(&one),
            _ => value::show(field, raw, names).into_owned(),
        },
        _ => value::show(field, raw, names).into_owned(),
    }
}

/// Whether a cell is one of Excel's error values.
pub fn is_excel_error(text: &str) -> bool {
    const ERRORS: [&str; 10] = [
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    ];
    ERRORS.contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_trimmed_unguarded_and_mapped_by_flags() {
        let rules = CellRules {
            empty: vec!["null".into()],
            values: [((1, "closed won".to_owned()), "status won".to_owned())].into(),
        };
        let cells = [" \u{a0}x ", "Closed Won", "'=1+1", "NULL", "''+1", "'quoted'"];
        let cells = cells.map(|cell| FileCell::Text(cell.to_owned())).to_vec();
        let row = RawRow { line: 1, cells, twice: Vec::new() };
        let text = |places: &[usize]| rules.text(&row, places, None, &Names::default());
        assert_eq!(text(&[0]), "x");
        assert_eq!(text(&[1]), "status won");
        assert_eq!(text(&[2]), "=1+1");
        assert_eq!(text(&[3]), "");
        assert_eq!(text(&[4]), "'+1");
        assert_eq!(text(&[5]), "'quoted'");
        assert_eq!(text(&[0, 3, 2]), "x =1+1");
        assert_eq!(text(&[9]), "");
        let cells = vec![FileCell::String("'=1+1".to_owned())];
        let row = RawRow { cells, ..row };
        assert_eq!(rules.text(&row, &[0], None, &Names::default()), "'=1+1");
    }
}
