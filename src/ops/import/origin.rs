//! Finds the original of an imported results file. Both have the same row numbers unless the results were
//! sorted, so the rows are compared.

use super::read::columns::EARLIER;
use super::read::rows::{Bounds, FileRows};
use super::read::source::Source;
use super::read::table::{FileCell, FileTable, RawRow};
use super::reader::ImportReader;
use super::results::find_original_columns;
use super::target::path_in_journal;
use crate::app::App;
use crate::app::write::journal::Journal;
use crate::error::Error;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Returns the SHA-256 of the original, if it is in the folder of the results and has the rows in the same
/// order.
pub fn find(
    app: &App,
    reader: &ImportReader,
    results: &Path,
    journal: Option<&Journal>,
) -> Result<Option<String>, Error> {
    let (Some(journal), true) = (journal, reader.has_results()) else { return Ok(None) };
    let Some(path) = find_path(results) else { return Ok(None) };
    let Ok(source) = Source::open(&path) else { return Ok(None) };
    let last = journal.last_content(&path_in_journal(&path)).map_err(|error| {
        Error::unexpected(format!("cannot read {}: {error}", journal.path().display()))
    })?;
    // If the original was changed since it was imported, the results are not those of its rows.
    if last.is_some_and(|last| last != source.hash) {
        return Ok(None);
    }
    let hash = source.hash.clone();
    let kind = source.find_kind(app, source.likely_encoding());
    let Some(table) = kind.and_then(|kind| FileTable::open(source, kind)).ok() else {
        return Ok(None);
    };
    Ok(has_same_order(reader, &table)?.then_some(hash))
}

/// `leads.csv` for `leads.csv.result.csv`, and for the results of that file.
fn find_path(results: &Path) -> Option<PathBuf> {
    let name = results.file_name()?.to_str()?;
    let (name, _) = name.split_once(".result.")?;
    Some(results.with_file_name(name))
}

/// Whether each row has the same number in both files; corrected rows may differ.
fn has_same_order(reader: &ImportReader, table: &FileTable) -> Result<bool, Error> {
    let kept = find_original_columns(reader);
    let headings: Vec<&str> = kept.iter().map(|at| reader.headings()[*at].as_str()).collect();
    let Some(header_line) = find_headings(table, &headings) else { return Ok(false) };
    let width = headings.len();
    let bounds = Bounds { header_line, ..Bounds::default() };
    let (mut original, mut found) = (Vec::new(), Vec::new());
    for row in FileRows::new(table, bounds) {
        let Ok(row) = row else { return Ok(false) };
        let texts = texts(&row);
        let cells = (0..width).map(|at| texts.get(at).map_or("", String::as_str));
        original.push(hash_row(cells));
    }
    for row in reader.rows()? {
        let row = row?;
        let cells = kept.iter().map(|at| row.cells.get(*at).map_or("", String::as_str));
        found.push(hash_row(cells));
    }
    Ok(is_in_order(&original, &found))
}

/// Whether no row has moved. A corrected row may equal another one that has not moved.
fn is_in_order(original: &[[u64; 2]], found: &[[u64; 2]]) -> bool {
    let has_moved = |kind: usize| {
        let is_same = |at: usize| found.get(at).is_some_and(|row| row[kind] == original[at][kind]);
        let gone: HashSet<u64> =
            (0..original.len()).filter(|at| !is_same(*at)).map(|at| original[at][kind]).collect();
        found.iter().enumerate().any(|(at, row)| !is_same(at) && gone.contains(&row[kind]))
    };
    found.len() <= original.len() && !has_moved(0) && !has_moved(1)
}

/// Finds the line of the headings, `Some(None)` for JSON; `None` if the file lacks them.
fn find_headings(table: &FileTable, headings: &[&str]) -> Option<Option<u64>> {
    if let Some(keys) = table.keys() {
        let own = keys.iter().filter(|key| !EARLIER.contains(&key.as_str()));
        return own.eq(headings).then_some(None);
    }
    let mut rows = table.rows().map_while(Result::ok);
    let is_it = |row: &RawRow| {
        let texts = texts(row);
        let (own, rest) = texts.split_at(headings.len().min(texts.len()));
        own == headings && rest.iter().all(|text| text.trim().is_empty())
    };
    rows.find(is_it).map(|row| Some(row.line))
}

fn texts(row: &RawRow) -> Vec<String> {
    row.cells.iter().map(FileCell::csv_text).collect()
}

/// Hashes of all cells, and of those with letters: spreadsheets reformat numbers and dates.
fn hash_row<'a>(cells: impl Iterator<Item = &'a str>) -> [u64; 2] {
    let (mut all, mut words) = (DefaultHasher::new(), DefaultHasher::new());
    1.hash(&mut words);
    for (at, cell) in cells.enumerate() {
        let cell = cell.trim();
        cell.hash(&mut all);
        if cell.chars().any(char::is_alphabetic) {
            (at, cell).hash(&mut words);
        }
    }
    [all.finish(), words.finish()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_results_begins_with_that_of_the_file() {
        let find = |name: &str| find_path(Path::new(name));
        assert_eq!(find("/a/leads.csv.result.csv"), Some("/a/leads.csv".into()));
        assert_eq!(find("/a/leads.csv.result.csv.result.csv"), Some("/a/leads.csv".into()));
        assert_eq!(find("leads.csv.result.xlsx"), Some("leads.csv".into()));
        assert_eq!(find("leads.csv"), None);
    }

    #[test]
    fn numbers_that_are_written_anew_are_the_same_row() {
        let row = |cells: &[&'static str]| hash_row(cells.iter().copied());
        let (own, saved) = (row(&["Roof", "1.5"]), row(&["Roof", "1,50"]));
        assert!(own[0] != saved[0] && own[1] == saved[1]);
        assert!(own[1] != row(&["Tin roof", "1.5"])[1]);
    }

    #[test]
    fn rows_that_were_sorted_or_deleted_have_moved() {
        let row = |cells: &[&'static str]| hash_row(cells.iter().copied());
        let [one, two, three] = [["A", "1"], ["B", "much"], ["B", "3"]].map(|cells| row(&cells));
        let fixed = row(&["B", "2"]);
        let is_in_order = |found: &[[u64; 2]]| is_in_order(&[one, two, three], found);
        assert!(is_in_order(&[one, two, three]) && is_in_order(&[one, fixed, three]));
        assert!(is_in_order(&[one, two]));
        assert!(!is_in_order(&[one, three, two]) && !is_in_order(&[fixed, one, three]));
        assert!(!is_in_order(&[two, three]) && !is_in_order(&[one, two, three, fixed]));
        let saved = [row(&["B", "2,0"]), row(&["A", "1,0"]), row(&["B", "3,0"])];
        assert!(!is_in_order(&saved));
    }
}
