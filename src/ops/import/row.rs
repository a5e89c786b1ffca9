//! A row of the file, as it is understood.

use crate::draft::Draft;
use jiff::Timestamp;
use serde_json::Value;

/// A row and what it asks for.
#[derive(Debug, Default, Clone)]
pub struct ImportRow {
    /// 1 is the first row below the headings; blank rows are not counted.
    pub number: usize,
    /// The line of the file at which it begins.
    pub line: u64,
    /// The cells as they are in the file, for the file of results.
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
    /// The columns that an earlier import added to the file of results: `done`, and the deal's ID.
    pub earlier: Option<(String, Option<u64>)>,
    pub errors: Vec<CellError>,
}

/// A mistake in a cell, or one of the whole row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    /// The heading of the column.
    pub column: Option<String>,
    /// The code of the field, with which a deal can be asked whether it shows this very text.
    pub field: Option<String>,
    /// The cell.
    pub text: String,
    pub message: String,
}
