//! Parses delimited text. Unlike the `csv` crate it tracks the line of each record, and an unclosed quote is
//! an error: the rest of the file would be read as one cell.

use crate::text;
use std::io::{self, BufRead};

/// The cells of a record, and the line on which it begins. An empty line is a record of one empty cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvRecord {
    pub line: u64,
    pub cells: Vec<String>,
}

pub struct CsvRecords<R> {
    from: R,
    delimiter: u8,
    line: u64,
    /// Whether the last byte was a carriage return, so that a line feed belongs to it.
    is_after_return: bool,
}

/// The state of the parser.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the beginning of a cell.
    Begin,
    Bare,
    Quoted,
    /// After a quote that ends the cell, unless another quote follows.
    Closed,
    /// In spaces between a closing quote and the delimiter.
    Spaces,
}

/// The supported delimiters, the most common first.
const DELIMITERS: [u8; 4] = *b",;\t|";

impl<R: BufRead> CsvRecords<R> {
    pub fn new(from: R, delimiter: u8) -> CsvRecords<R> {
        CsvRecords { from, delimiter, line: 1, is_after_return: false }
    }

    fn read(&mut self) -> io::Result<Option<CsvRecord>> {
        let mut cells: Vec<String> = Vec::new();
        let mut cell: Vec<u8> = Vec::new();
        let mut place = Place::Begin;
        let mut begin = self.line;
        let mut opened = 0;
        let mut is_started = false;
        loop {
            let part = self.from.fill_buf()?;
            if part.is_empty() {
                if place == Place::Quoted {
                    return Err(unclosed_quote_error(opened));
                }
                if !is_started {
                    return Ok(None);
                }
                cells.push(into_text(cell)?);
                return Ok(Some(CsvRecord { line: begin, cells }));
            }
            let mut used = 0;
            let mut is_ended = false;
            for byte in part {
                used += 1;
                if self.is_after_return {
                    self.is_after_return = false;
                    if *byte == b'\n' {
                        if place == Place::Quoted {
                            cell.push(b'\n');
                        }
                        continue;
                    }
                }
                if !is_started {
                    begin = self.line;
                    is_started = true;
                }
                let is_break = matches!(byte, b'\n' | b'\r');
                if is_break {
                    self.line += 1;
                    self.is_after_return = *byte == b'\r';
                }
                if place == Place::Quoted {
                    match byte {
                        b'"' => place = Place::Closed,
                        byte => cell.push(*byte),
                    }
                    continue;
                }
                match byte {
                    b'"' if place == Place::Begin => {
                        (place, opened) = (Place::Quoted, self.line);
                    }
                    b'"' if place == Place::Closed => {
                        cell.push(b'"');
                        place = Place::Quoted;
                    }
                    byte if *byte == self.delimiter => {
                        cells.push(into_text(std::mem::take(&mut cell))?);
                        place = Place::Begin;
                    }
                    _ if is_break => {
                        is_ended = true;
                        break;
                    }
                    b' ' if matches!(place, Place::Closed | Place::Spaces) => place = Place::Spaces,
                    _ if matches!(place, Place::Closed | Place::Spaces) => {
                        let rest = String::from_utf8_lossy(&part[used - 1..]).into_owned();
                        return Err(text_after_quote_error(opened, self.line, &rest));
                    }
                    byte => {
                        cell.push(*byte);
                        place = Place::Bare;
                    }
                }
            }
            self.from.consume(used);
            if is_ended {
                cells.push(into_text(cell)?);
                return Ok(Some(CsvRecord { line: begin, cells }));
            }
        }
    }
}

impl<R: BufRead> Iterator for CsvRecords<R> {
    type Item = io::Result<CsvRecord>;

    fn next(&mut self) -> Option<io::Result<CsvRecord>> {
        self.read().transpose()
    }
}

fn into_text(cell: Vec<u8>) -> io::Result<String> {
    String::from_utf8(cell).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not UTF-8"))
}

fn unclosed_quote_error(opened: u64) -> io::Error {
    let why = format!("the quote that opens in line {opened} never closes");
    io::Error::new(io::ErrorKind::InvalidData, why)
}

fn text_after_quote_error(opened: u64, line: u64, rest: &str) -> io::Error {
    let rest = rest.lines().next().unwrap_or_default();
    let why = format!(
        "the quote that opens in line {opened} closes in line {line} before `{}`",
        text::fit(&text::clean(rest), 20)
    );
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// Detects the delimiter: the one with which the most records have the same number of cells.
pub fn find_delimiter(sample: &str) -> u8 {
    let score = |delimiter: u8| {
        let records = CsvRecords::new(sample.as_bytes(), delimiter).map_while(Result::ok);
        let mut counts: Vec<usize> = records
            .filter(|record| record.cells.iter().any(|cell| !cell.trim().is_empty()))
            .map(|record| record.cells.len())
            .collect();
        // The last record may be cut off.
        if counts.len() > 2 {
            counts.pop();
        }
        let most =
            counts.iter().copied().filter(|count| *count > 1).max_by_key(|count| {
                (counts.iter().filter(|other| *other == count).count(), *count)
            });
        let most = most?;
        let share = counts.iter().filter(|count| **count == most).count() * 1000 / counts.len();
        Some((share, most))
    };
    // `max_by_key` returns the last of several maximums.
    let found = DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter));
    found.filter(|delimiter| score(*delimiter).is_some()).unwrap_or(b',')
}

/// The delimiter of a first line such as `sep=;`, which Excel supports.
pub fn separator_line(record: &str) -> Option<u8> {
    let sign = record.trim_end_matches(['\r', '\n']).strip_prefix("sep=")?;
    match sign.as_bytes() {
        [sign] => Some(*sign),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, delimiter: u8) -> Result<Vec<(u64, Vec<String>)>, String> {
        // A small buffer, so that records span several reads.
        let from = io::BufReader::with_capacity(5, text.as_bytes());
        CsvRecords::new(from, delimiter)
            .map(|record| record.map(|record| (record.line, record.cells)))
            .collect::<io::Result<_>>()
            .map_err(|error| error.to_string())
    }

    fn cells(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn records_have_the_line_on_which_they_begin() {
        assert_eq!(
            read("a,b\r\n\r\n\"two\r\nlines\",\"say \"\"x\"\"\" \n,\n5\" pipe,x", b','),
            Ok(vec![
                (1, cells(&["a", "b"])),
                (2, cells(&[""])),
                (3, cells(&["two\r\nlines", "say \"x\""])),
                (5, cells(&["", ""])),
                (6, cells(&["5\" pipe", "x"])),
            ])
        );
        assert_eq!(read("a\rb\r", b','), Ok(vec![(1, cells(&["a"])), (2, cells(&["b"]))]));
        assert_eq!(read("", b','), Ok(vec![]));
    }

    #[test]
    fn unclosed_quotes_are_errors() {
        assert_eq!(
            read("T\n\"Open,1\nGlass,2\n5\" pipe,3\n", b','),
            Err("the quote that opens in line 2 closes in line 4 before `pipe`".into())
        );
        assert_eq!(
            read("T\nx,\"Open\ny\n", b','),
            Err("the quote that opens in line 2 never closes".into())
        );
    }

    #[test]
    fn delimiters_are_detected() {
        for (sample, delimiter) in [
            ("Title,Value\nRoof,\"1,5\"\n", b','),
            ("Title;Value\nRoof, red;1,5\n", b';'),
            ("Title\tValue\nRoof, red\t1,5\nx\ty", b'\t'),
            ("Title|Value\nRoof|2\n", b'|'),
            ("Title\nRoof\n", b','),
            ("Report, of 2027;;\nTitle;Value;Notes\na;1;x, y, z\nb;2;\n", b';'),
        ] {
            assert_eq!(char::from(find_delimiter(sample)), char::from(delimiter), "{sample}");
        }
        assert_eq!(separator_line("sep=;\r\n"), Some(b';'));
        assert_eq!((separator_line("sep=;;"), separator_line("Title")), (None, None));
    }

    proptest! {
        #[test]
        fn output_of_the_csv_crate_is_parsed_back(
            rows in prop::collection::vec(prop::collection::vec("[a \",;\r\n'é]{0,6}", 2..4), 1..5)
        ) {
            let mut writer = csv::WriterBuilder::new()
                .terminator(csv::Terminator::CRLF)
                .flexible(true)
                .from_writer(Vec::new());
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let read: Vec<Vec<String>> =
                read(&text, b',').unwrap().into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, rows);
        }
    }
}
