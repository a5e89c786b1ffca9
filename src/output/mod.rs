//! Output formats: a table, a card, JSON, JSON Lines, CSV, Markdown or a jq filter, a page at a time.

mod card;
pub mod chart;
mod csv;
pub mod indent;
pub mod jq;
mod json;
mod markdown;
mod narrow;
mod ndjson;
mod pairs;
pub mod style;
mod table;

pub use csv::{escape_formula, unescape_formula};

use crate::error::Error;
use crate::model::field::{Field, FieldKind, is_custom_key};
use crate::model::names::Names;
use crate::model::record::{Record, RecordView};
use crate::model::value;
use crate::text;
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;
use style::StreamStyle;

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Columns for people; one deal is a card
    Table,
    /// One JSON document, as Pipedrive sent it
    Json,
    /// One JSON object per line
    Ndjson,
    /// Comma-separated values, RFC 4180
    Csv,
    /// A Markdown table
    Markdown,
}

/// The fields of a record to show, and how to format them.
pub struct View {
    pub columns: Vec<Field>,
    /// Resolves the IDs in the columns.
    pub names: Names,
    /// The columns were chosen with `--fields`, so JSON has only these.
    pub chosen: bool,
    /// Add names to JSON, under a separate key.
    pub resolve: bool,
    /// Print IDs and codes, and cells exactly as in the response.
    pub raw: bool,
    pub header: bool,
    /// Print the time zone below a card with times.
    pub says_zone: bool,
    pub layout: Layout,
    /// The URL prefix of deal pages, if a table links the IDs.
    pub links: Option<String>,
    pub style: StreamStyle,
}

/// The keys of records that a view shows; all others are skipped.
struct ViewKeys<'v> {
    top: Vec<&'v str>,
    custom: Vec<&'v str>,
}

impl ViewKeys<'_> {
    fn read<'a>(&self, record: &'a Record) -> RecordView<'a> {
        record.read_keys(&self.top, &self.custom)
    }
}

/// How a table fits a terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layout {
    /// Wrap texts instead of cutting them, and print cards if that is not enough.
    pub wraps: bool,
    /// The columns to omit first if there is no room; the rightmost ones follow.
    pub expendable: &'static [&'static str],
    /// Columns to omit on a terminal if all rows have this JSON value.
    pub implied: &'static [(&'static str, &'static str)],
}

/// Prints records in an output format. Nothing is written before the first row.
pub enum Rows<W: Write> {
    Table(table::Table<W>),
    Card(card::Card<W>),
    Json(json::Json<W>),
    Ndjson(ndjson::Ndjson<W>),
    Csv(Box<csv::Csv<W>>),
    Markdown(Box<markdown::Markdown<W>>),
    Jq(Box<jq::Jq<W>>),
}

impl<W: Write> Rows<W> {
    /// For a list: JSON is an array.
    pub fn new_list(format: Format, view: View, out: W) -> Rows<W> {
        match format {
            Format::Table => Rows::Table(table::Table::new(view, out)),
            Format::Json => Rows::Json(json::Json::new_array(view, out)),
            Format::Ndjson => Rows::Ndjson(ndjson::Ndjson::new(view, out)),
            Format::Csv => Rows::Csv(Box::new(csv::Csv::new(view, out))),
            Format::Markdown => Rows::Markdown(Box::new(markdown::Markdown::new(view, out))),
        }
    }

    /// For one record: JSON is an object, and a table is a card.
    pub fn new_single(format: Format, view: View, out: W) -> Rows<W> {
        match format {
            Format::Table => Rows::Card(card::Card::new(view, out)),
            Format::Json => Rows::Json(json::Json::new_object(view, out)),
            other => Rows::new_list(other, view, out),
        }
    }

    /// For output through a filter, which gets the whole list unless the format is JSON Lines.
    pub fn new_filtered(
        filter: jq::Filter,
        format: Format,
        is_list: bool,
        view: View,
        out: W,
    ) -> Rows<W> {
        Rows::Jq(Box::new(if is_list && format != Format::Ndjson {
            jq::Jq::new_for_list(view, filter, out)
        } else {
            jq::Jq::new_for_records(view, filter, out)
        }))
    }

    /// Writes a page and flushes it, so that it is visible before the next one is requested.
    pub fn page(&mut self, records: &[Record]) -> io::Result<()> {
        match self {
            Rows::Table(table) => table.page(records),
            Rows::Card(card) => card.page(records),
            Rows::Json(json) => json.page(records),
            Rows::Ndjson(ndjson) => ndjson.page(records),
            Rows::Csv(csv) => csv.page(records),
            Rows::Markdown(markdown) => markdown.page(records),
            Rows::Jq(jq) => jq.page(records),
        }
    }

    /// Indents JSON, except JSON Lines.
    pub fn indent(&mut self) {
        match self {
            Rows::Json(json) => json.indent(),
            Rows::Jq(jq) => jq.indent(),
            _ => {}
        }
    }

    /// Omits the columns of `implied` from a table without rows so far, if all of the records have that
    /// JSON value.
    pub fn leave_out_implied(
        &mut self,
        implied: &[(&'static str, &'static str)],
        records: &[Record],
    ) {
        let Rows::Table(table) = self else { return };
        for (code, json) in implied {
            let is_same =
                |record: &Record| record.read().get(code).is_none_or(|raw| raw.get() == *json);
            if records.iter().all(is_same) {
                table.leave_out(code);
            }
        }
    }

    /// Number of columns that were omitted for lack of room.
    pub fn hidden(&self) -> usize {
        match self {
            Rows::Table(table) => table.hidden(),
            _ => 0,
        }
    }

    /// Closes the document. Not called when a walk fails, so that an incomplete document does not
    /// parse.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Rows::Json(json) => json.finish(),
            Rows::Csv(csv) => csv.finish(),
            Rows::Markdown(markdown) => markdown.finish(),
            Rows::Jq(jq) => jq.finish(),
            Rows::Table(_) | Rows::Card(_) | Rows::Ndjson(_) => Ok(()),
        }
    }
}

impl View {
    /// The headings: names, or with `--raw` codes.
    fn headings(&self) -> impl Iterator<Item = &str> {
        self.columns
            .iter()
            .map(|field| if self.raw { field.code.as_ref() } else { field.name.as_ref() })
    }

    /// The keys of records that the columns need.
    fn keys(&self) -> ViewKeys<'_> {
        let mut top: Vec<&str> = Vec::new();
        for field in &self.columns {
            let code = field.code.as_ref();
            top.push(code.split_once('.').map_or(code, |(key, _)| key));
            top.extend(value::currency_key(field));
        }
        top.sort_unstable();
        top.dedup();
        // A custom field is a key of `custom_fields`, or in v1 of the record itself.
        let custom = top.iter().copied().filter(|key| is_custom_key(key)).collect();
        ViewKeys { top, custom }
    }

    /// A cell for a file: the whole value, with the digits of the response.
    fn cell<'a>(&self, field: &Field, record: &RecordView<'a>) -> Cow<'a, str> {
        let Some(raw) = record.get(&field.code) else {
            return Cow::Borrowed("");
        };
        if self.raw && !raw.get().starts_with('"') && raw.get() != "null" {
            return Cow::Borrowed(raw.get());
        }
        if self.raw { value::plain(raw) } else { value::show(field, raw, &self.names) }
    }

    /// A cell for a person: cleaned, money with its currency, times in the account's zone.
    fn cell_text<'a>(&self, field: &Field, record: &RecordView<'a>) -> Cow<'a, str> {
        let plain = match record.get(&field.code) {
            Some(raw) if !self.raw => {
                let currency = value::currency_beside(field, record);
                value::cell_text(field, raw, currency.as_deref(), &self.names)
            }
            _ => self.cell(field, record),
        };
        let plain = match text::clean(&plain) {
            Cow::Borrowed(_) => plain,
            Cow::Owned(clean) => Cow::Owned(clean),
        };
        match field.kind {
            FieldKind::Size if !self.raw => text::format_size(&plain).map_or(plain, Cow::Owned),
            _ => plain,
        }
    }
}

impl Format {
    pub const ALL: [Format; 5] =
        [Format::Table, Format::Json, Format::Ndjson, Format::Csv, Format::Markdown];

    /// Whether amounts and times are formatted for people, and related records share a row.
    pub fn is_for_people(self) -> bool {
        matches!(self, Format::Table | Format::Markdown)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Table => "table",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Csv => "csv",
            Format::Markdown => "markdown",
        })
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(word: &str) -> Result<Format, Error> {
        let fits = |format: &Format| format.to_string().eq_ignore_ascii_case(word);
        Format::ALL.into_iter().find(fits).ok_or_else(|| {
            Error::usage(format!(
                "output must be table, json, ndjson, csv or markdown (got `{word}`)"
            ))
        })
    }
}
