//! Reads a file of any kind as a table of rows.

use super::encoding::Encoding;
use super::objects::{self, Lines, Objects};
use super::records::{self, CsvRecords};
use super::source::{FileKind, Source};
use crate::error::Error;
use crate::model::record::{Record, string};
use crate::model::related::RelatedKind;
use crate::output;
use serde_json::value::RawValue;
use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Read};

/// A cell.
#[derive(Debug, Clone)]
pub enum FileCell {
    /// A text that may have a guard against formulas: of CSV, or of a workbook, as which CSV may be saved.
    Text(String),
    /// A string of JSON, unchanged.
    String(String),
    /// A number, `true`, a list or an object from JSON or a workbook.
    Json(Box<RawValue>),
}

/// An unparsed row, or the headings.
#[derive(Debug)]
pub struct RawRow {
    pub line: u64,
    pub cells: Vec<FileCell>,
    /// The duplicate keys of an object.
    pub twice: Vec<String>,
}

/// A file as a table.
pub struct FileTable {
    pub source: Source,
    body: Body,
    /// Whether the file is one page of a longer list.
    pub is_page: bool,
    /// The names of the other sheets of the workbook that are not empty.
    pub other_sheets: Vec<String>,
}

enum Body {
    Delimited {
        encoding: Encoding,
        delimiter: u8,
        has_separator_line: bool,
    },
    Objects {
        lines: Lines,
        keys: Vec<String>,
        scalar_keys: HashSet<String>,
        places: HashMap<String, usize>,
    },
    #[cfg_attr(not(feature = "xlsx"), expect(dead_code, reason = "only workbooks are sheets"))]
    Sheet(Lines),
}

/// Number of bytes to read to detect the delimiter.
const SAMPLE: u64 = 64 * 1024;

impl FileCell {
    pub fn is_empty(&self) -> bool {
        match self {
            FileCell::Text(text) | FileCell::String(text) => text.trim().is_empty(),
            FileCell::Json(raw) => raw.get() == "null",
        }
    }

    /// The text of the cell.
    pub fn text(&self) -> String {
        match self {
            FileCell::Text(text) | FileCell::String(text) => text.clone(),
            FileCell::Json(raw) if raw.get() == "null" => String::new(),
            FileCell::Json(raw) => raw.get().to_owned(),
        }
    }

    /// The cell for the file of results, which is CSV.
    pub fn csv_text(&self) -> String {
        match self {
            FileCell::String(text) => output::escape_formula(text.into()).into_owned(),
            other => other.text(),
        }
    }

    fn from_json(raw: Box<RawValue>, new_text: fn(String) -> FileCell) -> FileCell {
        match string(&raw) {
            Some(text) => new_text(text.into_owned()),
            None => FileCell::Json(raw),
        }
    }
}

impl RawRow {
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(FileCell::is_empty)
    }
}

impl FileTable {
    pub fn open(source: Source, kind: FileKind) -> Result<FileTable, Error> {
        let (mut is_page, mut other_sheets) = (false, Vec::new());
        let body = match kind {
            FileKind::Delimited(encoding) => open_delimited(&source, encoding)?,
            FileKind::Json(encoding) => {
                let (body, is_one) = open_objects(&source, encoding)?;
                is_page = is_one;
                body
            }
            FileKind::Workbook => {
                let (body, others) = open_workbook(&source)?;
                other_sheets = others;
                body
            }
        };
        Ok(FileTable { source, body, is_page, other_sheets })
    }

    /// The headings that are not a row: the keys of objects.
    pub fn keys(&self) -> Option<&[String]> {
        match &self.body {
            Body::Objects { keys, .. } => Some(keys),
            _ => None,
        }
    }

    /// Whether a key has the related records of an export.
    pub fn is_related(&self, key: &str) -> bool {
        match &self.body {
            Body::Objects { scalar_keys, .. } => {
                RelatedKind::parse(key).is_some() && !scalar_keys.contains(key)
            }
            _ => false,
        }
    }

    /// Notes about unusual properties of the file.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Body::Delimited { encoding, delimiter, .. } = &self.body {
            if !encoding.is_utf8() {
                notes.push(format!("the text is {}", encoding.name()));
            }
            match delimiter {
                b',' => {}
                b'\t' => notes.push("cells are separated by tabs".to_owned()),
                sign => notes.push(format!("cells are separated by `{}`", char::from(*sign))),
            }
        }
        notes
    }

    /// Whether the file has the form of our CSV: UTF-8 without a byte order mark, separated by commas.
    pub fn is_plain_csv(&self) -> bool {
        matches!(
            &self.body,
            Body::Delimited { encoding, delimiter: b',', has_separator_line: false }
                if encoding.is_utf8() && !encoding.has_mark()
        )
    }

    /// All rows from the beginning, including a row of headings.
    pub fn rows(&self) -> Box<dyn Iterator<Item = Result<RawRow, Error>> + '_> {
        match &self.body {
            Body::Delimited { encoding, delimiter, has_separator_line } => {
                let text = BufReader::new(self.source.text(*encoding));
                let records = CsvRecords::new(text, *delimiter);
                let rows = records.map(|record| {
                    let record =
                        record.map_err(|error| self.source.error(&error).hint(FIX_QUOTES))?;
                    let cells = record.cells.into_iter().map(FileCell::Text).collect();
                    Ok(RawRow { line: record.line, cells, twice: Vec::new() })
                });
                Box::new(rows.skip(usize::from(*has_separator_line)))
            }
            Body::Objects { lines, keys, places, .. } => Box::new(lines.read().map(|line| {
                let (line, json) = line.map_err(|error| self.source.error(&error))?;
                Ok(object_row(line, json, keys.len(), places))
            })),
            Body::Sheet(lines) => Box::new(lines.read().map(|line| {
                let (line, json) = line.map_err(|error| self.source.error(&error))?;
                let cells: Vec<Box<RawValue>> =
                    serde_json::from_str(json.get()).map_err(|error| self.source.error(&error))?;
                let cell = |raw| FileCell::from_json(raw, FileCell::Text);
                let cells = cells.into_iter().map(cell).collect();
                Ok(RawRow { line, cells, twice: Vec::new() })
            })),
        }
    }
}

const FIX_QUOTES: &str = "every later row is in doubt, so nothing is read: a cell in quotes ends with a quote \
    before the delimiter, and a quote inside of it is written twice";

fn open_delimited(source: &Source, encoding: Encoding) -> Result<Body, Error> {
    let mut sample = Vec::new();
    let read = source.text(encoding).take(SAMPLE).read_to_end(&mut sample);
    read.map_err(|error| source.error(&error))?;
    let sample = String::from_utf8_lossy(&sample);
    let first = sample.lines().next().unwrap_or_default();
    let separator = records::separator_line(first);
    let delimiter = separator.unwrap_or_else(|| records::find_delimiter(&sample));
    Ok(Body::Delimited { encoding, delimiter, has_separator_line: separator.is_some() })
}

fn open_objects(source: &Source, encoding: Encoding) -> Result<(Body, bool), Error> {
    let text = || BufReader::new(source.text(encoding));
    let begin = text().bytes().map_while(Result::ok).find(|byte| !byte.is_ascii_whitespace());
    let Objects { lines, keys, scalar_keys, is_page } =
        Objects::read(text(), begin == Some(b'['), &source.name)?;
    let places = keys.iter().enumerate().map(|(at, key)| (key.clone(), at)).collect();
    Ok((Body::Objects { lines, keys, scalar_keys, places }, is_page))
}

#[cfg(feature = "xlsx")]
fn open_workbook(source: &Source) -> Result<(Body, Vec<String>), Error> {
    let sheet = super::workbook::read(source)?;
    Ok((Body::Sheet(sheet.lines), sheet.others))
}

#[cfg(not(feature = "xlsx"))]
fn open_workbook(source: &Source) -> Result<(Body, Vec<String>), Error> {
    Err(Error::usage(format!("{} is an Excel workbook, which this build cannot read", source.name))
        .hint("save it as \"CSV UTF-8\", or install deals with the feature `xlsx`"))
}

fn object_row(
    line: u64,
    json: Box<RawValue>,
    width: usize,
    places: &HashMap<String, usize>,
) -> RawRow {
    let mut cells = vec![FileCell::Text(String::new()); width];
    let mut twice = Vec::new();
    let mut seen = HashSet::new();
    for (key, value) in Record::new(json).iter().flat_map(objects::members) {
        let Some(place) = places.get(&key) else { continue };
        if !seen.insert(*place) {
            twice.push(key.clone());
        }
        cells[*place] = FileCell::from_json(value, FileCell::String);
    }
    RawRow { line, cells, twice }
}
