//! Reads the deal ID of a row, and the update time of the deal in the file.

use super::columns::{FileColumn, Role};
use super::dates::{self, Moment};
use super::reading::Reading;
use super::table::RawRow;
use super::values;
use crate::model::{names, time};
use crate::ops::import::row::{CellError, ImportRow};
use crate::text;
use jiff::tz::TimeZone;

impl Reading {
    /// Reads the deal ID of the row, and the result of an earlier import.
    pub fn read_identity(&self, raw: &RawRow, row: &mut ImportRow) {
        let mut earlier = (None, None);
        for column in &self.columns {
            let text = || self.text(raw, column);
            match &column.role {
                Role::Id => {
                    let text = text();
                    match Some(text.as_str()).filter(|t| !t.is_empty()).map(|t| self.id(t)) {
                        Some(Ok(id)) => row.id = Some(id),
                        Some(Err(message)) => row.errors.push(CellError {
                            column: Some(column.heading.clone()),
                            field: Some("id".to_owned()),
                            text,
                            message,
                            ..CellError::default()
                        }),
                        None => {}
                    }
                }
                Role::EarlierResult => earlier.0 = Some(text()).filter(|text| !text.is_empty()),
                Role::EarlierId => earlier.1 = names::as_id(&text()),
                Role::DeletedFlag if is_yes(&text()) => {
                    row.skip = Some(format!("{} says that it is deleted", column.heading));
                }
                Role::Updated => self.read_updated(&text(), column, row),
                _ => {}
            }
        }
        row.earlier = earlier.0.map(|result| (result, earlier.1));
    }

    /// Parses the update time. Without a time zone it could be in any.
    fn read_updated(&self, text: &str, column: &FileColumn, row: &mut ImportRow) {
        if time::is_none(text) {
            return;
        }
        if let Ok(at) = text.parse() {
            row.updated = Some(at);
            return;
        }
        match dates::read(text, None) {
            Ok(Moment::At(at)) => row.updated = Some(at),
            Ok(Moment::Local(civil)) => {
                let zone = self.zone_of_updates.clone();
                row.is_updated_local = zone.is_none();
                let zone = zone.unwrap_or(TimeZone::UTC);
                row.updated = civil.to_zoned(zone).ok().map(|at| at.timestamp());
            }
            _ => row.errors.push(CellError {
                column: Some(column.heading.clone()),
                field: Some("update_time".to_owned()),
                text: text.to_owned(),
                message: format!("`{}` is not a time", text::clean(text)),
                ..CellError::default()
            }),
        }
    }

    /// Parses a deal ID, or the URL of a deal.
    fn id(&self, text: &str) -> Result<u64, String> {
        /// Larger integers are not exact in JavaScript.
        const MAX_ID: u64 = (1 << 53) - 1;
        let shown = text::clean(text);
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if is_digits(text) {
            if text.starts_with('0') {
                return Err(format!("`{shown}` is not an ID: it begins with 0"));
            }
            return text
                .parse()
                .ok()
                .filter(|id| *id <= MAX_ID)
                .ok_or_else(|| format!("`{shown}` is not an ID: it is too large"));
        }
        if let Some(found) = self.links.get(text) {
            return found.clone();
        }
        let why = if values::is_scientific(text) {
            "it is in scientific notation: its last digits are lost"
        } else if text.strip_prefix('-').is_some_and(is_digits) {
            "it is negative"
        } else if text.strip_prefix('#').is_some_and(is_digits) {
            "remove the `#`"
        } else if text.split_once('.').is_some_and(|(a, b)| is_digits(a) && is_digits(b)) {
            "a spreadsheet has made it a decimal number"
        } else if text.split([',', '.', ' ']).all(is_digits) {
            "it has a mark between thousands"
        } else {
            "it is not a whole number"
        };
        Err(format!("`{shown}` is not an ID: {why}"))
    }
}

fn is_yes(text: &str) -> bool {
    ["true", "yes", "1"].contains(&text.to_lowercase().as_str())
}
