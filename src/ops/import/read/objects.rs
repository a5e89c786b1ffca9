//! Reads the objects of a JSON file, an array or a sequence. They are stored one per line, so that each pass
//! reads them as a stream.

use super::source::FileReader;
use crate::error::Error;
use crate::model::record::Record;
use serde::de::{Deserializer as _, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::rc::Rc;

/// The key of the object with custom fields, whose members become columns.
const CUSTOM_FIELDS: &str = "custom_fields";

/// The objects of a file.
pub struct Objects {
    pub lines: Lines,
    /// All keys, in the order of their first use.
    pub keys: Vec<String>,
    /// The keys of other values than lists.
    pub scalar_keys: HashSet<String>,
    /// Whether the file is one page of a longer list.
    pub is_page: bool,
}

/// The rows of a file as JSON, each with its line number in the original file.
pub struct Lines {
    file: Rc<File>,
}

impl Lines {
    pub fn new() -> io::Result<(Lines, LineWriter)> {
        let file = tempfile::tempfile()?;
        let writer = LineWriter { out: BufWriter::new(file.try_clone()?) };
        Ok((Lines { file: Rc::new(file) }, writer))
    }

    /// Reads the lines from the beginning.
    pub fn read(&self) -> impl Iterator<Item = io::Result<(u64, Box<RawValue>)>> + use<> {
        let reader = BufReader::with_capacity(64 * 1024, FileReader::new(self.file.clone()));
        reader.lines().map(|line| {
            let line = line?;
            let (number, json) = line.split_once('\t').unwrap_or(("0", &line));
            let json = RawValue::from_string(json.to_owned())?;
            Ok((number.parse().unwrap_or_default(), json))
        })
    }
}

/// Writes lines to a temporary file.
pub struct LineWriter {
    out: BufWriter<File>,
}

impl LineWriter {
    pub fn write(&mut self, line: u64, json: &str) -> io::Result<()> {
        // A line break between JSON tokens is whitespace.
        writeln!(self.out, "{line}\t{}", json.replace(['\n', '\r'], " "))
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Counts the lines of the bytes that were read.
struct LineCounter<R> {
    from: R,
    line: Rc<Cell<u64>>,
}

impl<R: Read> Read for LineCounter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        let breaks = memchr::memchr_iter(b'\n', &buffer[..count]).count() as u64;
        self.line.set(self.line.get() + breaks);
        Ok(count)
    }
}

impl Objects {
    /// Reads the objects of a text.
    pub fn read(text: impl BufRead, is_array: bool, name: &str) -> Result<Objects, Error> {
        let failed = |error: io::Error| Error::usage(format!("cannot read {name}: {error}"));
        let (lines, writer) = Lines::new().map_err(failed)?;
        let line = Rc::new(Cell::new(1));
        let mut store = Store {
            writer,
            keys: Vec::new(),
            scalar_keys: HashSet::new(),
            known: HashMap::new(),
            line: line.clone(),
        };
        // The parser reads byte by byte, so the count is exact at the end of each object.
        let counter = LineCounter { from: text, line: line.clone() };
        let mut parser = serde_json::Deserializer::from_reader(counter);
        let wrong = |error: serde_json::Error| {
            Error::usage(format!("{name} is not valid JSON: {error}"))
                .hint("it must be an array of objects, or one object per line")
        };
        let mut is_page = false;
        if is_array {
            parser.deserialize_seq(&mut store).map_err(wrong)?;
            parser.end().map_err(wrong)?;
        } else {
            let mut objects = parser.into_iter::<Box<RawValue>>();
            let mut next = || -> Result<Option<(u64, Box<RawValue>)>, Error> {
                let object = objects.next().transpose().map_err(wrong)?;
                Ok(object.map(|object| (find_first_line(&object, line.get()), object)))
            };
            let first = next()?;
            let second = next()?;
            let page =
                first.as_ref().filter(|_| second.is_none()).and_then(|(_, o)| Page::parse(o));
            if let Some(page) = page {
                is_page = page.has_more();
                for object in &page.data {
                    store.add(1, object).map_err(failed)?;
                }
            } else {
                for (line, object) in first.iter().chain(&second) {
                    store.add(*line, object).map_err(failed)?;
                }
                while let Some((line, object)) = next()? {
                    store.add(line, &object).map_err(failed)?;
                }
            }
        }
        store.writer.finish().map_err(failed)?;
        Ok(Objects { lines, keys: store.keys, scalar_keys: store.scalar_keys, is_page })
    }
}

/// A response of the API: a page of a list.
#[derive(serde::Deserialize)]
struct Page {
    data: Vec<Box<RawValue>>,
    #[serde(default)]
    next_cursor: Option<String>,
    #[serde(default)]
    additional_data: Option<serde_json::Value>,
}

impl Page {
    fn parse(object: &RawValue) -> Option<Page> {
        serde_json::from_str(object.get()).ok()
    }

    fn has_more(&self) -> bool {
        let in_data = |key: &str| {
            self.additional_data
                .as_ref()
                .and_then(|data| data.get(key))
                .is_some_and(|next| next.as_str().is_some_and(|next| !next.is_empty()))
        };
        self.next_cursor.as_ref().is_some_and(|next| !next.is_empty()) || in_data("next_cursor")
    }
}

/// Collects objects.
struct Store {
    writer: LineWriter,
    keys: Vec<String>,
    scalar_keys: HashSet<String>,
    known: HashMap<String, usize>,
    line: Rc<Cell<u64>>,
}

impl Store {
    fn add(&mut self, line: u64, object: &RawValue) -> io::Result<()> {
        let Some(record) = Record::new(object.to_owned()) else {
            let why = format!("line {line} has no object");
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        };
        for (key, value) in members(&record) {
            let is_list = value.get().starts_with('[') || value.get() == "null";
            if !is_list && !self.scalar_keys.contains(&key) {
                self.scalar_keys.insert(key.clone());
            }
            if !self.known.contains_key(&key) {
                self.known.insert(key.clone(), self.keys.len());
                self.keys.push(key);
            }
        }
        self.writer.write(line, object.get())
    }
}

/// The line on which an object begins that ends on line `end`.
fn find_first_line(object: &RawValue, end: u64) -> u64 {
    let breaks = memchr::memchr_iter(b'\n', object.get().as_bytes()).count() as u64;
    end.saturating_sub(breaks).max(1)
}

/// The members of an object, with those of `custom_fields` merged in.
pub fn members(record: &Record) -> Vec<(String, Box<RawValue>)> {
    let reading = record.read();
    let mut members = Vec::new();
    for (key, value) in reading.members() {
        let nested = Some(value).filter(|_| key == CUSTOM_FIELDS);
        match nested.and_then(|value| Record::new(value.to_owned())) {
            Some(custom) => members.extend(
                custom.read().members().map(|(key, value)| (key.to_owned(), value.to_owned())),
            ),
            None => members.push((key.to_owned(), value.to_owned())),
        }
    }
    members
}

impl<'de> Visitor<'de> for &mut Store {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(object) = items.next_element::<Box<RawValue>>()? {
            let line = find_first_line(&object, self.line.get());
            self.add(line, &object).map_err(serde::de::Error::custom)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines, the keys, and whether it is a page of more.
    type Read = (Vec<(u64, String)>, Vec<String>, bool);

    fn read(text: &str) -> Result<Read, String> {
        let is_array = text.trim_start().starts_with('[');
        let objects =
            Objects::read(text.as_bytes(), is_array, "x.json").map_err(|error| error.message)?;
        let lines = objects.lines.read().map(|line| {
            let (number, json) = line.unwrap();
            (number, json.get().to_owned())
        });
        Ok((lines.collect(), objects.keys, objects.is_page))
    }

    #[test]
    fn arrays_json_lines_and_api_pages_are_read() {
        let rows = |rows: &[(u64, &str)]| -> Vec<(u64, String)> {
            rows.iter().map(|(line, json)| (*line, (*json).to_owned())).collect()
        };
        let two = [(1, r#"{"a":1}"#), (3, r#"{"b":2,"a":3}"#)];
        let (lines, keys, _) = read("{\"a\":1}\n\n{\"b\":2,\"a\":3}\n").unwrap();
        assert_eq!((lines, keys), (rows(&two), vec!["a".to_owned(), "b".to_owned()]));
        let (lines, ..) = read("[\n{\"a\":1},\n{\"b\":\n2}]").unwrap();
        assert_eq!(lines, rows(&[(2, r#"{"a":1}"#), (3, "{\"b\": 2}")]));
        let (lines, _, is_page) =
            read(r#"{"success":true,"data":[{"a":1}],"additional_data":{"next_cursor":"x"}}"#)
                .unwrap();
        assert_eq!((lines.len(), is_page), (1, true));
        let (_, keys, is_page) = read(r#"{"a":1,"custom_fields":{"k":2}}"#).unwrap();
        assert_eq!((keys, is_page), (vec!["a".to_owned(), "k".to_owned()], false));
    }

    #[test]
    fn values_other_than_objects_are_errors() {
        assert!(read("[1]").unwrap_err().contains("no object"));
        assert!(read("{\"a\":1}\n[2]\n").unwrap_err().contains("no object"));
        assert!(read("{\"a\":1}\n{\"a\":").unwrap_err().contains("not valid JSON"));
        assert!(read("[{\"a\":1}] x").unwrap_err().contains("not valid JSON"));
    }
}
