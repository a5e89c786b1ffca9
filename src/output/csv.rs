//! CSV per RFC 4180, with cells escaped that a spreadsheet would evaluate as a formula.

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
        self.write_header()?;
        let keys = self.view.keys();
        for record in records {
            let reading = keys.read(record);
            for field in &self.view.columns {
                let cell = self.view.cell(field, &reading);
                let cell = if self.view.raw { cell } else { escape_formula(cell) };
                self.out.write_field(cell.as_bytes())?;
            }
            self.out.write_record(None::<&[u8]>)?;
        }
        self.out.flush()
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.write_header()?;
        self.out.flush()
    }

    fn write_header(&mut self) -> io::Result<()> {
        if self.view.header && !self.headed {
            for heading in self.view.headings() {
                let heading = Cow::Borrowed(heading);
                let heading = if self.view.raw { heading } else { escape_formula(heading) };
                self.out.write_field(heading.as_bytes())?;
            }
            self.out.write_record(None::<&[u8]>)?;
        }
        self.headed = true;
        Ok(())
    }
}

/// Characters that start a formula in some spreadsheet.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Escapes a cell or a heading that a spreadsheet would evaluate as a formula: an apostrophe is added in
/// front. Numbers such as `-5` are unchanged. A cell that already starts with apostrophes and a character of
/// [`FORMULA`] gets one more, so that [`unescape_formula`] can undo the escape unambiguously.
pub fn escape_formula(cell: Cow<'_, str>) -> Cow<'_, str> {
    let is_formula = cell.trim_start_matches('\'').starts_with(FORMULA);
    if is_formula && cell.parse::<f64>().is_err() { format!("'{cell}").into() } else { cell }
}

/// Undoes [`escape_formula`].
pub fn unescape_formula(cell: &str) -> &str {
    let is_formula = cell.starts_with('\'') && cell.trim_start_matches('\'').starts_with(FORMULA);
    if is_formula { &cell[1..] } else { cell }
}

#[cfg(test)]
mod tests {
    use super::super::style::StreamStyle;
    use super::*;
    use crate::model::field::Field;
    use crate::model::names::Names;
    use proptest::prelude::*;
    use serde_json::json;

    fn print_for_test(raw: bool, titles: &[&str]) -> Vec<u8> {
        rows(raw, vec![Field::from_code("title"), Field::from_code("id")], titles)
    }

    fn rows(raw: bool, columns: Vec<Field>, titles: &[&str]) -> Vec<u8> {
        let view = View {
            names: Names::default(),
            columns,
            chosen: false,
            resolve: false,
            raw,
            header: true,
            says_zone: false,
            layout: Default::default(),
            links: None,
            style: StreamStyle::plain(),
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
    fn formulas_are_escaped_unless_raw() {
        let text = String::from_utf8(print_for_test(false, &["=1+1", "a,\"b\"\nc"])).unwrap();
        assert_eq!(text, "Title,ID\r\n'=1+1,-7\r\n\"a,\"\"b\"\"\nc\",-7\r\n");
        let text = String::from_utf8(print_for_test(true, &["=1+1"])).unwrap();
        assert_eq!(text, "title,id\r\n=1+1,-7\r\n");
    }

    #[test]
    fn a_list_without_rows_has_a_header() {
        assert_eq!(print_for_test(false, &[]), b"Title,ID\r\n");
    }

    proptest! {
        #[test]
        fn written_cells_are_read_back_unchanged(titles in proptest::collection::vec(any::<String>(), 1..5)) {
            let written = print_for_test(true, &titles.iter().map(String::as_str).collect::<Vec<_>>());
            let read: Vec<String> = csv::Reader::from_reader(&written[..]).records().map(|r| r.unwrap()[0].to_owned()).collect();
            prop_assert_eq!(read, titles);
        }

        #[test]
        fn no_cell_is_a_formula(
            titles in proptest::collection::vec("'{0,2}[=+@\t\r＝＋－＠\"',;\n-]{0,3}.{0,6}", 1..5)
        ) {
            let written = print_for_test(false, &titles.iter().map(String::as_str).collect::<Vec<_>>());
            let read: Vec<csv::StringRecord> = csv::Reader::from_reader(&written[..]).records().map(Result::unwrap).collect();
            prop_assert_eq!(read.len(), titles.len());
            for (row, title) in read.iter().zip(&titles) {
                let (cell, id) = (&row[0], &row[1]);
                prop_assert_eq!(id, "-7");
                prop_assert!(!cell.starts_with(FORMULA) || cell.parse::<f64>().is_ok(), "{:?}", cell);
                prop_assert_eq!(unescape_formula(cell), title);
            }
        }

        #[test]
        fn no_heading_is_a_formula(name in "['=+@\t\r＝＋－＠\"\n-]{0,3}.{0,6}") {
            let field = Field { name: name.clone().into(), ..Field::from_code("x") };
            // Not in the first column: a reader strips a byte order mark there.
            let written = rows(false, vec![Field::from_code("id"), field], &[]);
            let mut reader = csv::Reader::from_reader(&written[..]);
            let heading = reader.headers().unwrap()[1].to_owned();
            prop_assert!(!heading.starts_with(FORMULA) || heading.parse::<f64>().is_ok(), "{:?}", heading);
            prop_assert_eq!(unescape_formula(&heading), name);
        }
    }
}
