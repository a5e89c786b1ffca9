//! Statistics about each column, from the first pass.

use super::amounts::{self, AmountFacts, Seen};
use super::columns::{FileColumn, Role};
use super::dates::DateFacts;
use super::own_export::{has_our_form, is_time};
use super::reading::{Reading, role_field};
use super::rows::{self, Bounds, FileRows, SkipCounts};
use super::table::{FileCell, FileTable};
use super::{cells, values};
use crate::error::Error;
use crate::model::field::{Field, FieldKind};
use std::collections::HashMap;

/// Statistics about the cells of a column.
#[derive(Debug, Default)]
pub struct ColumnFacts {
    /// The number of cells that are not empty.
    pub filled: usize,
    pub dates: DateFacts,
    pub amounts: AmountFacts,
    /// The distinct words, with the number of the first row that has each.
    pub words: HashMap<String, usize>,
    /// The number of cells that are whole numbers.
    pub whole_numbers: usize,
    /// The first percentage below 1, and the first one with `%` or above 1.
    pub fraction: Option<Seen>,
    pub percent: Option<Seen>,
    /// Words that often mean an empty cell, with their counts.
    pub placeholders: HashMap<String, usize>,
    /// The number of cells with HTML.
    pub html: usize,
    /// Whether a time has no time zone.
    pub has_local_time: bool,
    /// Whether an amount, a date or a time has a form that our CSV does not use.
    pub has_other_form: bool,
}

/// Words that often mean an empty cell. They are text unless `--empty` lists them.
const PLACEHOLDERS: [&str; 10] =
    ["-", "--", "null", "n/a", "na", "none", "nil", "#n/a", "undefined", "(blank)"];

impl ColumnFacts {
    pub fn see(&mut self, row: usize, field: Option<&Field>, text: &str) {
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        if text.bytes().all(|b| b.is_ascii_digit()) {
            self.whole_numbers += 1;
        }
        let Some(field) = field else { return };
        self.has_other_form |= !has_our_form(field.kind, text);
        match field.kind {
            FieldKind::Date | FieldKind::Time => self.dates.see(row, text),
            FieldKind::DateRange => {
                for part in values::split_range(text) {
                    self.dates.see(row, part);
                }
            }
            FieldKind::Number if field.code == "probability" => {
                let figure = text.trim_end_matches('%').trim();
                self.amounts.see(row, figure);
                self.see_percent(row, text);
            }
            FieldKind::Number
            | FieldKind::Money(_)
            | FieldKind::Amount(_)
            | FieldKind::Monetary => {
                self.amounts.see(row, text);
            }
            FieldKind::Stage
            | FieldKind::Pipeline
            | FieldKind::User
            | FieldKind::Person
            | FieldKind::Org
            | FieldKind::Status
            | FieldKind::Choice
            | FieldKind::Choices => {
                self.words.entry(text.to_owned()).or_insert(row);
            }
            FieldKind::Id if text.contains("://") => {
                self.words.entry(text.to_owned()).or_insert(row);
            }
            FieldKind::Text | FieldKind::LongText | FieldKind::Phone | FieldKind::Address => {
                if is_placeholder(text) {
                    *self.placeholders.entry(text.to_owned()).or_default() += 1;
                }
                self.html += usize::from(has_markup(text));
            }
            _ => {}
        }
    }

    fn see_percent(&mut self, row: usize, text: &str) {
        let number = text.trim_end_matches('%').trim().replace(',', ".").parse::<f64>();
        let Ok(number) = number else { return };
        let seen = || Seen { row, text: text.to_owned() };
        if text.ends_with('%') || number > 1.0 {
            self.percent.get_or_insert_with(seen);
        } else if number > 0.0 && number < 1.0 {
            self.fraction.get_or_insert_with(seen);
        }
    }
}

/// Whether a word often means an empty cell.
pub fn is_placeholder(text: &str) -> bool {
    PLACEHOLDERS.contains(&text.to_lowercase().as_str())
}

/// Whether a text has HTML tags.
fn has_markup(text: &str) -> bool {
    let tag =
        |name: &str| text.contains(&format!("<{name}>")) || text.contains(&format!("<{name} "));
    ["p", "b", "i", "br", "br/", "div", "span", "ul", "li", "a", "strong", "em"]
        .into_iter()
        .any(tag)
}

/// The results of the first pass.
#[derive(Default)]
pub struct Facts {
    pub columns: Vec<ColumnFacts>,
    pub rows: usize,
    pub counts: SkipCounts,
    /// The number of rows without a deal ID.
    pub new_rows: usize,
    /// The first of those rows with an amount but no currency.
    pub bare_amount: Option<usize>,
    /// The number of rows with fewer cells than headings.
    pub short: usize,
    /// The number of cells with spaces around them.
    pub trimmed: usize,
}

/// Reads the whole file once and collects statistics.
pub fn first_pass(table: &FileTable, bounds: Bounds, reading: &Reading) -> Result<Facts, Error> {
    let mut facts = Facts::default();
    facts.columns.resize_with(reading.columns.len(), ColumnFacts::default);
    let id = Field::from_code("id");
    let place = |code: &str| {
        let is_it =
            |column: &FileColumn| role_field(&column.role).is_some_and(|field| field.code == code);
        reading.columns.iter().position(is_it)
    };
    let (title, value) = (place("title"), place("value"));
    let mut rows = FileRows::new(table, bounds);
    for raw in rows.by_ref() {
        let raw = raw?;
        facts.rows += 1;
        facts.short += usize::from(raw.cells.len() < reading.width);
        let is_total = rows::is_total(&raw).is_some();
        let mut has_id = false;
        let mut texts = HashMap::new();
        for (at, column) in reading.columns.iter().enumerate() {
            let field = match &column.role {
                Role::Id => Some(&id),
                role => role_field(role),
            };
            let text = reading.cells.text(&raw, &column.places, field, reading.names());
            let is_typed = cells::is_typed(&raw, &column.places);
            has_id |= column.role == Role::Id && !text.is_empty();
            if let [place] = column.places[..]
                && field.is_some()
                && let Some(FileCell::Text(whole) | FileCell::String(whole)) = raw.cells.get(place)
            {
                facts.trimmed += usize::from(whole.len() != whole.trim().len() && !text.is_empty());
            }
            if is_total {
                continue;
            }
            // A typed cell is unambiguous.
            let is_figure = field.is_some_and(|field| field.is_figure() && field.code != "id");
            if column.role == Role::Updated && !text.is_empty() {
                facts.columns[at].has_local_time |= text.parse::<jiff::Timestamp>().is_err();
                facts.columns[at].has_other_form |= !is_time(&text);
            }
            facts.columns[at].see(facts.rows, field.filter(|_| !(is_typed && is_figure)), &text);
            if Some(at) == title || Some(at) == value {
                texts.insert(at, text);
            }
        }
        if has_id || is_total {
            continue;
        }
        facts.new_rows += 1;
        let is_filled =
            |at: Option<usize>| at.is_none_or(|at| texts.get(&at).is_some_and(|t| !t.is_empty()));
        let is_bare =
            value.and_then(|at| texts.get(&at)).is_some_and(|text| amounts::is_bare(text));
        if is_filled(title) && is_bare {
            facts.bare_amount.get_or_insert(facts.rows);
        }
    }
    facts.counts = rows.counts;
    Ok(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_and_fractions_in_a_column_are_detected() {
        let mut facts = ColumnFacts::default();
        let field = Field::from_code("probability");
        for (row, text) in ["50%", "0.5", "105"].into_iter().enumerate() {
            facts.see(row + 1, Some(&field), text);
        }
        assert_eq!(facts.percent.map(|seen| seen.row), Some(1));
        assert_eq!(facts.fraction.map(|seen| seen.row), Some(2));
    }

    #[test]
    fn placeholders_and_markup_in_texts_are_counted() {
        let mut facts = ColumnFacts::default();
        let field = Field::from_code("title");
        for text in ["-", "N/A", "-", "<p>Two <b>floors</b></p>", "a < b and c > d", "plain"] {
            facts.see(1, Some(&field), text);
        }
        assert_eq!((facts.placeholders["-"], facts.placeholders["N/A"], facts.html), (2, 1, 1));
    }
}
