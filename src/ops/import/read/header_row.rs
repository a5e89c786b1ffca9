//! Finds the row with the headings.

use super::roles;
use super::table::{FileCell, FileTable, RawRow};
use crate::error::Error;
use crate::model::names::Names;
use std::collections::HashSet;

/// Returns the headings and their line number.
pub fn find_headings(
    table: &FileTable,
    header_row: Option<usize>,
    names: &Names,
    numbered: &HashSet<String>,
) -> Result<(Vec<String>, Option<u64>), Error> {
    /// Maximum number of rows to search for headings.
    const ROWS: usize = 20;
    let name = &table.source.name;
    if let Some(keys) = table.keys() {
        return match header_row {
            Some(_) => Err(Error::usage(format!("{name} is JSON: --header-row is for tables"))),
            None => Ok((keys.to_vec(), None)),
        };
    }
    let texts = |row: &RawRow| {
        let mut cells: Vec<String> = row.cells.iter().map(FileCell::text).collect();
        // Spreadsheets write empty columns after the last one.
        while cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        cells
    };
    if let Some(number) = header_row {
        for row in table.rows() {
            let row = row?;
            if row.line == number as u64 && !row.is_blank() {
                return Ok((texts(&row), Some(row.line)));
            }
        }
        return Err(Error::usage(format!("{name} has no row {number} that is not empty")));
    }
    let mut rows = Vec::new();
    for row in table.rows().filter(|row| !row.as_ref().is_ok_and(RawRow::is_blank)).take(ROWS) {
        // Errors in later rows are reported by the first pass.
        match row {
            Ok(row) => rows.push(row),
            Err(error) if rows.is_empty() => return Err(error),
            Err(_) => break,
        }
    }
    let Some(first) = rows.first() else {
        return Err(Error::usage(format!("{name} has no rows")));
    };
    let headings = texts(first);
    let known = |row: &RawRow| roles::count_known(&texts(row), names, numbered);
    let count = known(first);
    let better = rows.iter().skip(1).max_by_key(|row| known(row)).filter(|row| known(row) >= 2);
    if let Some(row) = better.filter(|_| count == 0) {
        return Err(Error::usage(format!(
            "row {} of {name} does not look like headings, and row {} does",
            first.line, row.line
        ))
        .hint(format!("use --header-row {}", row.line)));
    }
    Ok((headings, Some(first.line)))
}
