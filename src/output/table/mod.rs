//! A table. Columns and widths are chosen by the first page and the terminal, and each page is printed
//! as it arrives.

mod fit;
mod links;

use super::{View, pairs};
use crate::model::deal_status::DealStatus;
use crate::model::field::{Field, FieldKind};
use crate::model::record::Record;
use crate::model::value::short;
use crate::text;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, Width};
use fit::{Fit, GAP, fit, is_flexible, total, widen};
use jiff::Zoned;
use jiff::civil::Date;
use std::borrow::Cow;
use std::io::{self, Write};

/// Width up to which a text is not cut as an outlier ([`Table::cap_outliers`]).
const OUTLIER_WIDTH: usize = 32;
/// Maximum width of a cell without a terminal.
const MAX_WIDTH: usize = 1_000;
/// Short forms of headings for narrow tables.
const SHORT_HEADINGS: [(&str, &str); 1] = [("expected_close_date", "Close")];

pub struct Table<W: Write> {
    view: View,
    out: W,
    today: Date,
    /// Set by the first page.
    shape: Option<Shape>,
}

/// How the rows are drawn.
enum Shape {
    Columns(Fit),
    /// A card for each row.
    Cards,
}

impl<W: Write> Table<W> {
    pub fn new(view: View, out: W) -> Table<W> {
        Table { view, out, today: Zoned::now().date(), shape: None }
    }

    /// Omits a column; must be called before the first page.
    pub fn leave_out(&mut self, code: &str) {
        self.view.columns.retain(|field| field.code != code);
    }

    pub fn page(&mut self, records: &[Record]) -> io::Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let is_first = self.shape.is_none();
        let (shape, rows) = match self.shape.take() {
            None => self.choose_shape(records),
            Some(Shape::Columns(fit)) => {
                let rows = self.cell_texts(records, fit.is_short);
                let fit = match self.view.style.width {
                    Some(_) => fit,
                    // Without a terminal nothing is cut, so a later page may need wider columns.
                    None => {
                        let widths = fit.columns.iter().map(|(_, width)| *width).collect();
                        Fit::new(widen(&rows, widths))
                    }
                };
                (Shape::Columns(fit), rows)
            }
            Some(Shape::Cards) => (Shape::Cards, self.cell_texts(records, false)),
        };
        let drawn = match &shape {
            Shape::Columns(fit) => self.draw(&rows, fit, is_first && self.view.header),
            Shape::Cards => self.draw_cards(&rows, is_first),
        };
        self.shape = Some(shape);
        writeln!(self.out, "{drawn}")?;
        self.out.flush()
    }

    /// Number of columns that were omitted for lack of room.
    pub fn hidden(&self) -> usize {
        match &self.shape {
            Some(Shape::Columns(fit)) => self.view.columns.len() - fit.columns.len(),
            Some(Shape::Cards) | None => 0,
        }
    }

    fn cell_texts(&self, records: &[Record], is_short: bool) -> Vec<Vec<String>> {
        let keys = self.view.keys();
        let row = |record: &Record| {
            let reading = keys.read(record);
            let cell = |field: &Field| {
                let text = self.view.cell_text(field, &reading);
                let is_short = is_short && !self.view.raw;
                let text = if is_short { shorten(field, text, self.today) } else { text };
                self.cap(&text)
            };
            self.view.columns.iter().map(cell).collect()
        };
        records.iter().map(row).collect()
    }

    fn headings(&self, is_short: bool) -> Vec<String> {
        let short =
            |field: &Field| SHORT_HEADINGS.iter().find(|(code, _)| is_short && *code == field.code);
        let columns = self.view.columns.iter().zip(self.view.headings());
        let heading = |(field, name): (&Field, &str)| match short(field) {
            Some((_, short)) if !self.view.raw => (*short).to_owned(),
            _ => self.cap(&text::clean(name)),
        };
        columns.map(heading).collect()
    }

    /// Cuts a cell to the maximum width; comfy-table stores widths in 16 bits.
    fn cap(&self, cell: &str) -> String {
        let wraps = self.view.layout.wraps;
        let most = self.view.style.width.filter(|_| !wraps).unwrap_or(MAX_WIDTH).min(MAX_WIDTH);
        text::fit(cell, most).into_owned()
    }

    /// Chooses full cells, shortened cells, fewer columns, or cards, whichever fits first; also returns
    /// the cells.
    fn choose_shape(&self, records: &[Record]) -> (Shape, Vec<Vec<String>>) {
        let (rows, widths) = self.measure(records, false);
        let Some(room) = self.view.style.width else {
            return (Shape::Columns(Fit::new(widths)), rows);
        };
        if total(&widths) <= room {
            return (Shape::Columns(Fit::new(widths)), rows);
        }
        let widths = self.cap_outliers(&rows, widths, room);
        if total(&widths) <= room {
            return (Shape::Columns(Fit::new(widths)), rows);
        }
        let (short_rows, widths) = self.measure(records, true);
        let widths = self.cap_outliers(&short_rows, widths, room);
        let fit = fit(&widths, &self.view, room);
        let is_whole = fit.columns.len() == widths.len();
        let is_cut = !is_whole || fit.columns.iter().any(|(at, width)| *width < widths[*at]);
        if self.view.layout.wraps && !is_whole || records.len() == 1 && is_cut {
            return (Shape::Cards, rows);
        }
        (Shape::Columns(fit), short_rows)
    }

    /// The cells, and the widths that the columns need to show them in full.
    fn measure(&self, records: &[Record], is_short: bool) -> (Vec<Vec<String>>, Vec<usize>) {
        let rows = self.cell_texts(records, is_short);
        let headings = self.headings(is_short).into_iter();
        let headings = headings.map(|name| if self.view.header { text::width(&name) } else { 0 });
        let widths = widen(&rows, headings.collect());
        (rows, widths)
    }

    /// Reduces the widths of columns in which few texts are far longer than the others, so that these do
    /// not push the other columns away.
    fn cap_outliers(&self, rows: &[Vec<String>], widths: Vec<usize>, room: usize) -> Vec<usize> {
        let share = room / widths.len().max(1);
        let cap = |at: usize| {
            let mut column: Vec<usize> = rows.iter().map(|row| text::width(&row[at])).collect();
            column.sort_unstable();
            let median = column.get(column.len() / 2).copied().unwrap_or(0);
            OUTLIER_WIDTH.max(2 * median).max(share)
        };
        let cut = |(at, width): (usize, usize)| {
            let is_cut = is_flexible(&self.view.columns[at]) && !self.view.layout.wraps;
            if is_cut { width.min(cap(at)) } else { width }
        };
        widths.into_iter().enumerate().map(cut).collect()
    }

    fn draw(&self, rows: &[Vec<String>], fit: &Fit, is_headed: bool) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        if self.view.style.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        if is_headed {
            let headings = self.headings(fit.is_short);
            let bold = |(at, width): &(usize, usize)| {
                Cell::new(text::fit(&headings[*at], *width)).add_attribute(Attribute::Bold)
            };
            table.set_header(fit.columns.iter().map(bold));
        }
        for row in rows {
            let cell = |(at, width): &(usize, usize)| {
                let field = &self.view.columns[*at];
                let is_wrapped = self.view.layout.wraps && is_flexible(field);
                let text = if is_wrapped && text::width(&row[*at]) > *width {
                    text::wrap(&row[*at], *width).join("\n")
                } else {
                    text::fit(&row[*at], *width).into_owned()
                };
                paint(field, text)
            };
            table.add_row(fit.columns.iter().map(cell));
        }
        for (place, column) in table.column_iter_mut().enumerate() {
            // The padding has the style of its cell, so at the end of a line it would not be trimmed,
            // and the line would wrap.
            let gap = if place + 1 < fit.columns.len() { GAP } else { 0 };
            // The width of a column of comfy-table includes the padding.
            column.set_padding((0, gap as u16));
            let (at, width) = fit.columns[place];
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed((width + gap) as u16)));
            if self.view.columns[at].is_figure() {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        links::link_ids(&self.view, rows, table.trim_fmt(), usize::from(is_headed))
    }

    /// Draws the rows as cards without empty cells, separated by empty lines.
    fn draw_cards(&self, rows: &[Vec<String>], is_first: bool) -> String {
        let headings = self.headings(false);
        let card = |row: &Vec<String>| {
            let pairs = headings.iter().cloned().zip(row.iter().cloned());
            pairs::draw(pairs.filter(|(_, cell)| !cell.is_empty()), self.view.style)
        };
        let cards = rows.iter().map(card).collect::<Vec<_>>().join("\n\n");
        if is_first { cards } else { format!("\n{cards}") }
    }
}

/// Shortens a cell for a narrow table: `M. Lindqvist`, `2 Dec`, a time without its seconds.
fn shorten<'t>(field: &Field, text: Cow<'t, str>, today: Date) -> Cow<'t, str> {
    let short = match field.kind {
        FieldKind::User => short::shorten_name(&text),
        FieldKind::Date => short::shorten_date(&text, today),
        FieldKind::Time => short::shorten_time(&text),
        _ => None,
    };
    short.map_or(text, Cow::Owned)
}

fn paint(field: &Field, text: String) -> Cell {
    let color = match field.kind {
        FieldKind::Status => match DealStatus::parse(&text) {
            Some(DealStatus::Won) => Color::Green,
            Some(DealStatus::Lost) => Color::Red,
            Some(DealStatus::Deleted) => return dim(text),
            Some(DealStatus::Open) | None => return Cell::new(text),
        },
        FieldKind::Id => return dim(text),
        _ => return Cell::new(text),
    };
    Cell::new(text).fg(color)
}

/// Dim instead of bright black, which is the background color in some themes.
fn dim(text: String) -> Cell {
    Cell::new(text).add_attribute(Attribute::Dim)
}

#[cfg(test)]
mod tests {
    use super::super::style::StreamStyle;
    use super::*;
    use crate::model::names::{Lookup, Names};
    use crate::output::Layout;
    use proptest::prelude::*;
    use serde_json::json;

    fn draw_for_test(width: Option<usize>, pages: &[&[&str]]) -> String {
        in_style(StreamStyle { color: false, width }, pages)
    }

    fn in_style(style: StreamStyle, pages: &[&[&str]]) -> String {
        in_layout(style, Layout::default(), pages)
    }

    fn in_layout(style: StreamStyle, layout: Layout, pages: &[&[&str]]) -> String {
        let columns = ["id", "title", "value", "status"].map(Field::from_code).to_vec();
        let deal = |title: &&str| json!({"id": 7, "title": title, "value": 12500.5, "currency": "EUR", "status": "open"});
        let pages: Vec<Vec<_>> = pages.iter().map(|page| page.iter().map(deal).collect()).collect();
        draw(style, layout, columns, &pages)
    }

    fn draw(
        style: StreamStyle,
        layout: Layout,
        columns: Vec<Field>,
        pages: &[Vec<serde_json::Value>],
    ) -> String {
        let users = json!({"id": 1, "name": "Mara Lindqvist"});
        let record = |value| Record::new(serde_json::value::to_raw_value(value).unwrap()).unwrap();
        let mut names = Names::default();
        names.learn(Lookup::Users, &[record(&users)]);
        let view = View {
            names,
            columns,
            chosen: false,
            resolve: false,
            raw: false,
            header: true,
            says_zone: false,
            layout,
            links: None,
            style,
        };
        let mut out = Vec::new();
        let mut table = Table::new(view, &mut out);
        table.today = jiff::civil::date(2026, 11, 28);
        for page in pages {
            table.page(&page.iter().map(record).collect::<Vec<_>>()).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    fn plain(width: usize) -> StreamStyle {
        StreamStyle { color: false, width: Some(width) }
    }

    #[test]
    fn numbers_are_right_aligned_and_a_harmful_title_is_one_line() {
        let expected = "ID  Title             Value  Status\n 7  red line  12,500.50 EUR  open\n";
        assert_eq!(draw_for_test(Some(80), &[&["\x1b[31mred\nline"]]), expected);
    }

    #[test]
    fn later_pages_keep_the_widths_and_print_no_second_header() {
        let text =
            draw_for_test(Some(45), &[&["Copper roof"], &["A much longer title than any before"]]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[2].contains('…'), "{text}");
    }

    #[test]
    fn omits_columns_instead_of_cutting_digits() {
        let titles: &[&str] = &["Copper roof and gutters", "Roof"];
        let text = draw_for_test(Some(26), &[titles]);
        assert_eq!(text, "ID  Title\n 7  Copper roof and gutte…\n 7  Roof\n");
        let layout = Layout { expendable: &["title"], ..Layout::default() };
        let text = in_layout(plain(26), layout, &[titles]);
        assert_eq!(
            text,
            "ID          Value  Status\n 7  12,500.50 EUR  open\n".to_owned()
                + " 7  12,500.50 EUR  open\n"
        );
    }

    #[test]
    fn a_single_row_that_does_not_fit_is_a_card() {
        let text = draw_for_test(Some(26), &[&["Copper roof and gutters"]]);
        let card = "ID      7\nTitle   Copper roof and\n        gutters\n";
        assert_eq!(text, card.to_owned() + "Value   12,500.50 EUR\nStatus  open\n");
        assert!(draw_for_test(Some(60), &[&["Copper roof"]]).starts_with("ID  Title"));
    }

    #[test]
    fn wraps_texts_and_prints_cards_if_columns_do_not_fit() {
        let columns = [
            Field::new("time", "When", FieldKind::Time),
            Field::new("what", "What", FieldKind::Text),
        ];
        let layout = Layout { wraps: true, ..Layout::default() };
        let event = |what: &str| json!({"time": "2026-01-31 10:20:30", "what": what});
        let page = vec![event("moved it from Proposal to Negotiation"), event("won it")];
        let at = |width, pages: &[Vec<serde_json::Value>]| {
            draw(plain(width), layout, columns.to_vec(), pages)
        };
        let wide = "When                  What\n2026-01-31T10:20:30Z  moved it from Proposal to\n                      Negotiation\n2026-01-31T10:20:30Z  won it\n";
        assert_eq!(at(48, std::slice::from_ref(&page)), wide);
        let card =
            "When  2026-01-31T10:20:30Z\nWhat  moved it from Proposal\n      to Negotiation\n";
        let next = "\nWhen  2026-01-31T10:20:30Z\nWhat  won it\n";
        assert_eq!(at(30, &[page, vec![event("won it")]]), format!("{card}{next}{next}"));
    }

    #[test]
    fn shortens_names_dates_and_headings_in_a_narrow_table() {
        let columns = ["id", "owner_id", "expected_close_date"].map(Field::from_code).to_vec();
        let deal = |date| json!({"id": 7, "owner_id": 1, "expected_close_date": date});
        let page = vec![deal("2026-12-02"), deal("2028-01-20")];
        let at = |width| {
            draw(plain(width), Layout::default(), columns.clone(), std::slice::from_ref(&page))
        };
        let short =
            "ID  Owner         Close\n 7  M. Lindqvist  2 Dec\n 7  M. Lindqvist  2028-01-20\n";
        assert_eq!(at(30), short);
        assert!(at(36).contains(" 7  Mara Lindqvist  2026-12-02\n"), "{}", at(36));
    }

    #[test]
    fn one_long_text_does_not_widen_its_column() {
        let long = "long ".repeat(60);
        let text = draw_for_test(Some(200), &[&[&long, "Roof", "Wall"]]);
        let widest = text.lines().map(text::width).max().unwrap();
        assert!(widest < 90, "{text}");
        let only = draw(
            plain(80),
            Layout::default(),
            vec![Field::from_code("id"), Field::from_code("title")],
            &[vec![json!({"id": 7, "title": "x".repeat(70)}), json!({"id": 8, "title": "Roof"})]],
        );
        assert!(only.contains(&"x".repeat(70)), "a text that fits is not cut: {only}");
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
    fn colored_lines_fit_the_terminal() {
        for width in 4..60 {
            let style = StreamStyle { color: true, width: Some(width) };
            let text = in_style(style, &[&["Copper roof and gutters", "Roof"]]);
            for line in text.lines() {
                assert!(console::measure_text_width(line) <= width, "{width}: {line:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_row_is_one_line_that_fits(titles in proptest::collection::vec(any::<String>(), 2..6), width in 20usize..100) {
            let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
            let text = draw_for_test(Some(width), &[&titles]);
            prop_assert_eq!(text.lines().count(), titles.len() + 1, "{}", text);
            prop_assert!(text.lines().all(|line| text::width(line) <= width), "{}", text);
        }

        #[test]
        fn wrapped_rows_fit_too(titles in proptest::collection::vec(any::<String>(), 1..6), width in 20usize..100) {
            let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
            let layout = Layout { wraps: true, ..Layout::default() };
            let text = in_layout(plain(width), layout, &[&titles]);
            prop_assert!(text.lines().all(|line| text::width(line) <= width), "{}", text);
        }
    }
}
