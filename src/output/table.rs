//! A table for a person. Its widths come from the first page and the terminal, and each page is
//! printed as it arrives; a row is always one line.

use super::View;
use super::style::StreamStyle;
use crate::model::deal_status::DealStatus;
use crate::model::field::{Field, FieldKind};
use crate::model::record::Record;
use crate::text;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, Width};
use std::io::{self, Write};

/// Between two columns.
const GAP: usize = 2;
/// The narrowest that a column of text is made.
const LEAST: usize = 10;
/// The widest that a cell is, where there is no terminal that it has to fit.
const MOST: usize = 1_000;

pub struct Table<W: Write> {
    view: View,
    out: W,
    /// Set by the first page; fewer than the columns when the terminal has no room for all.
    widths: Option<Vec<usize>>,
}

impl<W: Write> Table<W> {
    pub fn new(view: View, out: W) -> Table<W> {
        Table { view, out, widths: None }
    }

    pub fn page(&mut self, records: &[Record]) -> io::Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let rows: Vec<Vec<String>> = records.iter().map(|record| self.cell_texts(record)).collect();
        let first = self.widths.is_none();
        let widths = match self.widths.take() {
            // With no terminal to fit nothing is cut, so a later page may need more room.
            Some(widths) if self.view.style.width.is_none() => self.natural(&rows, widths),
            Some(widths) => widths,
            None => {
                let headings = self.headings().into_iter();
                let headings =
                    headings.map(|name| if self.view.header { text::width(&name) } else { 0 });
                let natural = self.natural(&rows, headings.collect());
                fit(&natural, &self.view.columns, self.view.style)
            }
        };
        let drawn = self.draw(&rows, &widths, first && self.view.header);
        self.widths = Some(widths);
        writeln!(self.out, "{drawn}")?;
        self.out.flush()
    }

    /// The columns that found no room.
    pub fn hidden(&self) -> usize {
        self.widths.as_ref().map_or(0, |widths| self.view.columns.len() - widths.len())
    }

    fn cell_texts(&self, record: &Record) -> Vec<String> {
        let reading = record.read();
        let face = |field| self.fit(&self.view.cell_text(field, &reading));
        self.view.columns.iter().map(face).collect()
    }

    fn headings(&self) -> Vec<String> {
        self.view.headings().map(|name| self.fit(&text::clean(name))).collect()
    }

    /// No more than can be shown; comfy-table counts columns in 16 bits.
    fn fit(&self, cell: &str) -> String {
        text::fit(cell, self.view.style.width.unwrap_or(MOST).min(MOST)).into_owned()
    }

    fn natural(&self, rows: &[Vec<String>], mut widths: Vec<usize>) -> Vec<usize> {
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = text::width(cell).max(*width);
            }
        }
        widths
    }

    fn draw(&self, rows: &[Vec<String>], widths: &[usize], headed: bool) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        if self.view.style.colour {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        let bold = |name: &str, width: &usize| {
            Cell::new(text::fit(name, *width)).add_attribute(Attribute::Bold)
        };
        if headed {
            let headings = self.headings();
            table.set_header(headings.iter().zip(widths).map(|(name, width)| bold(name, width)));
        }
        for row in rows {
            let cells = self.view.columns.iter().zip(row).zip(widths);
            table.add_row(
                cells.map(|((field, cell), width)| {
                    paint(field, text::fit(cell, *width).into_owned())
                }),
            );
        }
        for (at, (field, column)) in
            self.view.columns.iter().zip(table.column_iter_mut()).enumerate()
        {
            // The gap has the look of the cell before it, so at the end of a line none would be
            // trimmed, and the line would go on below.
            let gap = if at + 1 < widths.len() { GAP } else { 0 };
            // comfy-table counts the padding into the width.
            column.set_padding((0, gap as u16));
            let width = (widths[at] + gap) as u16;
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
            if field.is_figure() {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.trim_fmt()
    }
}

/// The columns' widths for this terminal: what has no room even at its narrowest is left out at the
/// right; then text gives way, the widest first. Figures never do.
fn fit(natural: &[usize], columns: &[Field], style: StreamStyle) -> Vec<usize> {
    let Some(room) = style.width else {
        return natural.to_vec();
    };
    let least = |(width, field): (&usize, &Field)| match field.kind {
        // Figures, times and states lose their sense when they are cut.
        FieldKind::Number
        | FieldKind::Money(_)
        | FieldKind::Amount(_)
        | FieldKind::Monetary
        | FieldKind::Id
        | FieldKind::Size => *width,
        FieldKind::Date | FieldKind::Time | FieldKind::Status | FieldKind::Flag => *width,
        _ => (*width).min(LEAST),
    };
    let least: Vec<usize> = natural.iter().zip(columns).map(least).collect();
    let total = |widths: &[usize]| widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
    let shown = (1..=least.len()).rev().find(|shown| total(&least[..*shown]) <= room).unwrap_or(1);
    let mut widths = natural[..shown].to_vec();
    while total(&widths) > room {
        match (0..shown).filter(|at| widths[*at] > least[*at]).max_by_key(|at| widths[*at]) {
            Some(widest) => widths[widest] -= 1,
            // One column of figures that alone is wider than the terminal.
            None => return vec![room],
        }
    }
    widths
}

fn paint(field: &Field, face: String) -> Cell {
    let colour = match field.kind {
        FieldKind::Status => match DealStatus::parse(&face) {
            Some(DealStatus::Won) => Color::Green,
            Some(DealStatus::Lost) => Color::Red,
            Some(DealStatus::Deleted) => Color::DarkGrey,
            Some(DealStatus::Open) | None => return Cell::new(face),
        },
        FieldKind::Id => Color::DarkGrey,
        _ => return Cell::new(face),
    };
    Cell::new(face).fg(colour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::Names;
    use proptest::prelude::*;
    use serde_json::json;

    fn draw_for_test(width: Option<usize>, pages: &[&[&str]]) -> String {
        in_style(StreamStyle { colour: false, width }, pages)
    }

    fn in_style(style: StreamStyle, pages: &[&[&str]]) -> String {
        let columns = ["id", "title", "value", "status"].map(Field::from_code).to_vec();
        let view = View {
            names: Names::default(),
            columns,
            chosen: false,
            resolve: false,
            raw: false,
            header: true,
            says_zone: false,
            style,
        };
        let mut out = Vec::new();
        let mut table = Table::new(view, &mut out);
        for page in pages {
            let deal = |title: &&str| json!({"id": 7, "title": title, "value": 12500.5, "currency": "EUR", "status": "open"});
            let record = |title| {
                Record::new(serde_json::value::to_raw_value(&deal(title)).unwrap()).unwrap()
            };
            table.page(&page.iter().map(record).collect::<Vec<_>>()).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn figures_stand_at_the_right_and_a_title_made_to_hurt_is_one_line() {
        let expected = "ID  Title             Value  Status\n 7  red line  12,500.50 EUR  open\n";
        assert_eq!(draw_for_test(Some(80), &[&["\x1b[31mred\nline"]]), expected);
    }

    #[test]
    fn later_pages_keep_the_widths_and_print_no_second_header() {
        let text =
            draw_for_test(Some(40), &[&["Copper roof"], &["A much longer title than any before"]]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[2].contains('…'), "{text}");
    }

    #[test]
    fn a_narrow_terminal_loses_columns_rather_than_digits() {
        let text = draw_for_test(Some(26), &[&["Copper roof and gutters"]]);
        assert_eq!(text, "ID  Title\n 7  Copper roof and gutte…\n");
    }

    #[test]
    fn a_cell_wider_than_any_terminal_is_cut() {
        let (wide, words) = ("w".repeat(70_000), "x y ".repeat(17_500));
        for width in [None, Some(80), Some(60_000)] {
            let text = draw_for_test(width, &[&[&wide, &words, "short"], &[&wide]]);
            assert_eq!(text.lines().count(), 5, "{width:?}");
            assert!(
                text.lines().all(|line| text::width(line) <= width.unwrap_or(1_100).min(1_100))
            );
            assert!(text.lines().nth(1).unwrap().contains("w…"));
        }
    }

    #[test]
    fn colour_makes_no_line_wider_than_the_terminal() {
        for width in 4..60 {
            let style = StreamStyle { colour: true, width: Some(width) };
            let text = in_style(style, &[&["Copper roof and gutters"]]);
            for line in text.lines() {
                assert!(console::measure_text_width(line) <= width, "{width}: {line:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_row_is_one_line_that_fits(titles in proptest::collection::vec(any::<String>(), 1..6), width in 20usize..100) {
            let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
            let text = draw_for_test(Some(width), &[&titles]);
            prop_assert_eq!(text.lines().count(), titles.len() + 1, "{}", text);
            prop_assert!(text.lines().all(|line| text::width(line) <= width), "{}", text);
        }
    }
}
