//! Reads deals from JSON files: JSON Lines, or an array with one deal per line or in another form.

use crate::error::Error;
use crate::model::record::Record;
use bytestring::ByteString;
use flate2::read::MultiGzDecoder;
use serde_json::value::RawValue;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// A text with one deal per line.
pub struct Lines {
    path: PathBuf,
    reader: Box<dyn BufRead>,
    list: List,
}

/// The position of a line relative to the JSON array.
#[derive(PartialEq, Eq)]
enum List {
    /// Before the first line.
    Start,
    /// JSON Lines, without an array.
    None,
    Inside,
    Ended,
}

/// Whether a file contains only white space.
pub fn is_blank(path: &Path) -> Result<bool, Error> {
    for byte in Lines::open(path)?.reader.bytes() {
        if !byte.map_err(|error| read_error(path, error))?.is_ascii_whitespace() {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Lines {
    pub fn open(path: &Path) -> Result<Lines, Error> {
        let file = File::open(path).map_err(|error| read_error(path, error))?;
        let is_gzip = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz"));
        let reader: Box<dyn Read> =
            if is_gzip { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        let reader = Box::new(BufReader::new(reader));
        Ok(Lines { path: path.to_owned(), reader, list: List::Start })
    }

    /// Reads the deal on the next line that has one.
    pub fn next(&mut self) -> Result<Option<Record>, Error> {
        loop {
            let mut line = String::new();
            let read = self.reader.read_line(&mut line);
            if read.map_err(|error| read_error(&self.path, error))? == 0 {
                return if self.list == List::Inside { Err(cut_off(&self.path)) } else { Ok(None) };
            }
            let mut text = line.trim();
            if text.is_empty() {
                continue;
            }
            // JSON Lines, or an array with one item per line.
            match (&self.list, text) {
                (List::Start, "[]") | (List::Inside, "]") => {
                    self.list = List::Ended;
                    continue;
                }
                (List::Start, "[") => {
                    self.list = List::Inside;
                    continue;
                }
                (List::Start, _) => self.list = List::None,
                (List::Inside, _) => text = text.strip_suffix(',').unwrap_or(text),
                (List::None, _) => {}
                (List::Ended, _) => return Err(not_deals(&self.path)),
            }
            let raw: Option<&RawValue> = serde_json::from_str(text).ok();
            let record = raw.and_then(|raw| Record::from_text(ByteString::from(raw.get())));
            return record.map(Some).ok_or_else(|| not_deals(&self.path));
        }
    }
}

/// Whether every line is a deal with a higher ID than the one before.
pub fn has_ordered_lines(path: &Path) -> Result<bool, Error> {
    let mut lines = Lines::open(path)?;
    let mut last = 0;
    loop {
        match lines.next() {
            Ok(None) => return Ok(true),
            Ok(Some(deal)) => match deal.id() {
                Some(id) if id > last => last = id,
                _ => return Ok(false),
            },
            Err(error) if error.message == not_deals(path).message => return Ok(false),
            Err(error) => return Err(error),
        }
    }
}

/// Reads all deals and sorts them by ID; the last of duplicates is kept.
pub fn read_whole(path: &Path) -> Result<Vec<Record>, Error> {
    let mut text = String::new();
    let read = Lines::open(path)?.reader.read_to_string(&mut text);
    read.map_err(|error| read_error(path, error))?;
    let mut deals: Vec<(u64, Record)> = Vec::new();
    for value in serde_json::Deserializer::from_str(&text).into_iter::<Box<RawValue>>() {
        let value =
            value.map_err(|error| if error.is_eof() { cut_off(path) } else { not_deals(path) })?;
        let items: Vec<Box<RawValue>> = if value.get().starts_with('[') {
            serde_json::from_str(value.get()).map_err(|_| not_deals(path))?
        } else {
            vec![value]
        };
        for item in items {
            let record = Record::new(item).ok_or_else(|| not_deals(path))?;
            deals.push((record.id().ok_or_else(|| not_deals(path))?, record));
        }
    }
    deals.reverse();
    deals.sort_by_key(|(id, _)| *id);
    deals.dedup_by_key(|(id, _)| *id);
    Ok(deals.into_iter().map(|(_, deal)| deal).collect())
}

fn not_deals(path: &Path) -> Error {
    Error::usage(format!("{} is not a list of deals in JSON", path.display()))
}

/// The error for a file that ends inside the array or a deal: the export may be incomplete.
fn cut_off(path: &Path) -> Error {
    Error::usage(format!("{} is incomplete: the JSON ends early", path.display()))
        .hint("export it again")
}

pub fn read_error(path: &Path, error: impl std::fmt::Display) -> Error {
    Error::usage(format!("cannot read {}: {error}", path.display()))
}
