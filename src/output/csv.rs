//! CSV per RFC 4180, for spreadsheets: cells that one would run as a formula are made harmless.

use super::View;
use crate::model::record::Record;
use std::borrow::Cow;
use std::io::{self, Write};

pub struct Csv<W: Write> {
    view: View,
    out: csv::Writer<W>,
    headed: bool,
}

impl<W: Write> Csv<W> {
    pub fn new(view: View, out: W) -> Csv<W> {
        let out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        Csv { view, out, headed: false }
    }

    pub fn page(&mut self, records: &[Record]) -> io::Result<()> {
        self.head()?;
        for record in records {
            let reading = record.read();
            for field in &self.view.columns {
                let cell = self.view.cell(field, &reading);
                let cell = if self.view.raw { cell } else { harmless(cell) };
                self.out.write_field(cell.as_bytes())?;
            }
            self.out.write_record(None::<&[u8]>)?;
        }
        self.out.flush()
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.head()?;
        self.out.flush()
    }

    fn head(&mut self) -> io::Result<()> {
        if self.view.header && !self.headed {
            self.out.write_record(self.view.headings())?;
        }
        self.headed = true;
        Ok(())
    }
}

/// Spreadsheets run what begins like a formula; an apostrophe in front makes it text. A plain
/// negative number is only a number.
fn harmless(cell: Cow<'_, str>) -> Cow<'_, str> {
    let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if begins && cell.parse::<f64>().is_err() { format!("'{cell}").into() } else { cell }
}

#[cfg(test)]
mod tests {
    use super::super::style::Style;
    use super::*;
    use crate::model::field::Field;
    use crate::model::names::Names;
    use proptest::prelude::*;
    use serde_json::json;

    fn printed(raw: bool, titles: &[&str]) -> Vec<u8> {
        let columns = vec![Field::of_code("title"), Field::of_code("id")];
        let view = View {
            names: Names::default(),
            columns,
            chosen: false,
            resolve: false,
            raw,
            header: true,
            style: Style::plain(),
        };
        let mut out = Vec::new();
        let mut csv = Csv::new(view, &mut out);
        let records: Vec<Record> = titles
            .iter()
            .map(|title| {
                Record::new(
                    serde_json::value::to_raw_value(&json!({"id": -7, "title": title})).unwrap(),
                )
                .unwrap()
            })
            .collect();
        csv.page(&records).unwrap();
        csv.finish().unwrap();
        out
    }

    #[test]
    fn a_formula_is_made_harmless_and_raw_leaves_it() {
        let text = String::from_utf8(printed(false, &["=1+1", "a,\"b\"\nc"])).unwrap();
        assert_eq!(text, "Title,ID\r\n'=1+1,-7\r\n\"a,\"\"b\"\"\nc\",-7\r\n");
        let text = String::from_utf8(printed(true, &["=1+1"])).unwrap();
        assert_eq!(text, "title,id\r\n=1+1,-7\r\n");
    }

    #[test]
    fn no_rows_are_a_header() {
        assert_eq!(printed(false, &[]), b"Title,ID\r\n");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(titles in proptest::collection::vec(any::<String>(), 1..5)) {
            let written = printed(true, &titles.iter().map(String::as_str).collect::<Vec<_>>());
            let read: Vec<String> = csv::Reader::from_reader(&written[..]).records().map(|r| r.unwrap()[0].to_owned()).collect();
            prop_assert_eq!(read, titles);
        }

        #[test]
        fn no_cell_is_a_formula(
            titles in proptest::collection::vec("[=+@\t\r＝＋－＠\"',;\n-]{0,3}.{0,6}", 1..5)
        ) {
            let written = printed(false, &titles.iter().map(String::as_str).collect::<Vec<_>>());
            let read: Vec<csv::StringRecord> = csv::Reader::from_reader(&written[..]).records().map(Result::unwrap).collect();
            prop_assert_eq!(read.len(), titles.len());
            for (row, title) in read.iter().zip(&titles) {
                let (cell, id) = (&row[0], &row[1]);
                prop_assert_eq!(id, "-7");
                let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
                prop_assert!(!runs || cell.parse::<f64>().is_ok(), "{:?}", cell);
                prop_assert!(cell == title || cell.strip_prefix('\'') == Some(title), "{:?} {:?}", cell, title);
            }
        }
    }
}
