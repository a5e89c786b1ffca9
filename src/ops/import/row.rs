//! A row of the file, as it is understood.

use crate::draft::{Draft, Pairs};
use jiff::Timestamp;
use serde_json::Value;

/// A row and what it asks for.
#[derive(Debug, Default, Clone)]
pub struct ImportRow {
    /// 1 is the first row below the headings; blank rows are not counted.
    pub number: usize,
    /// The line of the file at which it begins.
    pub line: u64,
    /// The cells for the file of results: as they are in the file, if it is CSV.
    pub cells: Vec<String>,
    /// The deal that is to be changed.
    pub id: Option<u64>,
    /// The value of the field of `--key`, as it is written to a deal; `None` if the cell is empty.
    pub key: Option<Value>,
    /// The fields to write. Empty cells are not in it, or are cleared.
    pub draft: Draft,
    /// The text of the cell for each field of the draft, by code: a deal that shows the same text keeps its
    /// value.
    pub texts: Vec<(String, String)>,
    /// When the deal had these values, by the column `Updated` of an export.
    pub updated: Option<Timestamp>,
    /// Whether the file does not say in which zone `updated` is; it is taken as UTC.
    pub is_updated_local: bool,
    /// The columns that an earlier import added to the file of results: `done`, and the deal's ID.
    pub earlier: Option<(String, Option<u64>)>,
    pub errors: Vec<CellError>,
    /// Mistakes that matter only if the row creates a deal, where that depends on its key.
    pub errors_if_new: Vec<CellError>,
    /// Why the row is left out, although nothing is wrong with it.
    pub skip: Option<String>,
}

impl ImportRow {
    /// Whether a deal that was changed at this time has changed since the file was made. A time without
    /// a zone only proves that it has not if it is the same time in some zone.
    pub fn is_older_than(&self, changed: Timestamp) -> bool {
        let Some(updated) = self.updated else { return false };
        if !self.is_updated_local {
            return changed > updated;
        }
        const QUARTER: i64 = 15 * 60;
        let seconds = updated.as_second() - changed.as_second();
        // Zones are between 12 hours behind UTC and 14 hours ahead of it.
        let is_zone = seconds % QUARTER == 0 && (-12 * 3600..=14 * 3600).contains(&seconds);
        !is_zone && changed.as_second() > updated.as_second() - 14 * 3600
    }
}

/// A mistake in a cell, or one of the whole row.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct CellError {
    /// The heading of the column.
    pub column: Option<String>,
    /// The code of the field, with which a deal can be asked whether it shows this very text.
    pub field: Option<String>,
    /// The cell.
    pub text: String,
    pub message: String,
    /// What the cell means nevertheless: it is no mistake if the deal has it, or the currency that it lacks.
    pub pairs: Pairs,
    /// Whether it is the same in each row that has a cell in the column.
    pub is_about_column: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_a_zone_counts_as_older_unless_it_is_the_same_somewhere() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let row = |updated: &str, is_updated_local: bool| ImportRow {
            updated: Some(at(updated)),
            is_updated_local,
            ..ImportRow::default()
        };
        let known = row("2026-01-31T10:20:30Z", false);
        assert!(known.is_older_than(at("2026-01-31T10:20:31Z")));
        assert!(!known.is_older_than(at("2026-01-31T10:20:30Z")));
        let local = row("2026-01-31T10:20:30Z", true);
        for same in ["2026-01-31T10:20:30Z", "2026-01-31T09:20:30Z", "2026-01-31T04:50:30Z"] {
            assert!(!local.is_older_than(at(same)), "{same}");
        }
        for changed in ["2026-01-31T10:20:31Z", "2026-01-31T09:00:00Z", "2026-02-17T10:20:30Z"] {
            assert!(local.is_older_than(at(changed)), "{changed}");
        }
        assert!(!local.is_older_than(at("2026-01-30T10:00:00Z")));
        assert!(!ImportRow::default().is_older_than(at("2026-01-31T10:20:30Z")));
    }
}
