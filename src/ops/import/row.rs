//! A parsed row of the file.

use crate::draft::{Draft, Pairs};
use jiff::Timestamp;
use serde_json::Value;

/// A row and the values to write.
#[derive(Debug, Default, Clone)]
pub struct ImportRow {
    /// Counts from 1 at the first row below the headings; blank rows are not counted.
    pub number: usize,
    /// The line of the file on which the row begins, from 1.
    pub line: u64,
    /// The cells for the file of results: as they are in the file, if it is CSV.
    pub cells: Vec<String>,
    /// The deal to change.
    pub id: Option<u64>,
    /// The value of the `--key` field, in the form of the API; `None` if the cell is empty.
    pub key: Option<Value>,
    /// The fields to write. Empty cells are left out or clear their field.
    pub draft: Draft,
    /// The text of the cell of each field of the draft, by code: a deal that shows the same text is
    /// unchanged.
    pub texts: Vec<(String, String)>,
    /// When the deal had these values, from the column `Updated` of an export.
    pub updated: Option<Timestamp>,
    /// Whether `updated` has no time zone in the file; it is then taken as UTC.
    pub is_updated_local: bool,
    /// The columns `deals_result` and `deals_id` of an earlier import: the result, and the ID of the deal.
    pub earlier: Option<(String, Option<u64>)>,
    pub errors: Vec<CellError>,
    /// Mistakes that only matter if the row creates a deal, which depends on its key.
    pub errors_if_new: Vec<CellError>,
    /// Why the row is skipped although it has no mistakes.
    pub skip: Option<String>,
}

impl ImportRow {
    /// Whether the deal was changed after the file was made. If `updated` has no time zone, a change at the
    /// same time in any time zone does not count.
    pub fn is_older_than(&self, changed: Timestamp) -> bool {
        let Some(updated) = self.updated else { return false };
        if !self.is_updated_local {
            return changed > updated;
        }
        const QUARTER: i64 = 15 * 60;
        let seconds = updated.as_second() - changed.as_second();
        // Time zones range from 12 hours behind UTC to 14 hours ahead.
        let is_zone = seconds % QUARTER == 0 && (-12 * 3600..=14 * 3600).contains(&seconds);
        !is_zone && changed.as_second() > updated.as_second() - 14 * 3600
    }
}

/// A mistake in a cell or in the whole row.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct CellError {
    /// The heading of the column.
    pub column: Option<String>,
    /// The code of the field, to check whether the deal shows the same text.
    pub field: Option<String>,
    /// The text of the cell.
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
    fn a_time_without_a_zone_is_older_unless_it_is_equal_in_some_zone() {
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
