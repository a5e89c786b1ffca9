//! `deals import`: rows of a spreadsheet become new deals and changes of deals.

mod amounts;
mod cells;
mod columns;
mod dates;
mod decisions;
mod encoding;
mod facts;
mod headings;
mod notes;
mod objects;
mod people;
mod presets;
mod reader;
mod reading;
mod records;
mod row;
mod rows;
mod source;
mod table;
mod template;
mod values;
mod words;
#[cfg(feature = "xlsx")]
mod workbook;

use crate::app::App;
use crate::error::Error;
pub use reader::ImportReader;
pub use row::{CellError, ImportRow};
use std::path::PathBuf;

/// What is imported, and how the file is to be read.
#[derive(Debug, Default, Clone)]
pub struct ImportOptions {
    /// `-` is stdin.
    pub file: PathBuf,
    pub read: ReadOptions,
    pub write: WriteOptions,
}

/// How columns and cells are understood.
#[derive(Debug, Default, Clone)]
pub struct ReadOptions {
    /// The system that the file comes from.
    pub from: Option<String>,
    /// `HEADING=FIELD`
    pub map: Vec<String>,
    pub ignore: Vec<String>,
    /// `FIELD=VALUE`; `{HEADING}` in the value is the cell of that column.
    pub set: Vec<String>,
    /// `COLUMN:WORD=VALUE`
    pub map_value: Vec<String>,
    /// A file with answers for words: COLUMN, WORD, VALUE.
    pub values: Option<PathBuf>,
    pub clear_empty: bool,
    /// Words that stand for an empty cell.
    pub empty: Vec<String>,
    /// `dmy` or `mdy`
    pub dates: Option<String>,
    /// `,` or `.`
    pub decimal: Option<String>,
    pub encoding: Option<String>,
    pub header_row: Option<usize>,
    pub skip_last: usize,
    pub zone: Option<String>,
}

/// What becomes of the rows.
#[derive(Debug, Default, Clone)]
pub struct WriteOptions {
    /// The field by which rows are matched with deals.
    pub key: Option<String>,
    pub create_only: bool,
    pub update_only: bool,
    /// Also changes deals that were changed after the file was written.
    pub force: bool,
    /// Imports the other rows when some have mistakes.
    pub skip_wrong: bool,
    pub status: bool,
    pub plan_file: Option<PathBuf>,
}

pub async fn run(app: &App, options: &ImportOptions) -> anyhow::Result<()> {
    let _ = (app, options);
    Err(Error::usage("not built yet").into())
}
