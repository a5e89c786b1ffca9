//! A record as a card: one field per line, without empty fields.

use super::{View, pairs};
use crate::model::field::{Field, FieldKind};
use crate::model::record::{Record, RecordView};
use jiff::tz::TimeZone;
use std::io::{self, Write};

pub struct Card<W: Write> {
    view: View,
    out: W,
}

impl<W: Write> Card<W> {
    pub fn new(view: View, out: W) -> Card<W> {
        Card { view, out }
    }

    pub fn page(&mut self, records: &[Record]) -> io::Result<()> {
        for record in records {
            let (drawn, has_times) = self.draw(&record.read());
            writeln!(self.out, "{drawn}")?;
            let zone = self.view.names.zone.as_ref().filter(|_| has_times && self.view.says_zone);
            if let Some(zone) = zone {
                let line = zone_line(zone);
                let line = console::style(line).dim().force_styling(self.view.style.color);
                writeln!(self.out, "{line}")?;
            }
        }
        self.out.flush()
    }

    /// Draws the card; also returns whether it shows a time.
    fn draw(&self, record: &RecordView) -> (String, bool) {
        let mut fields: Vec<Field> = self.view.columns.clone();
        if !self.view.chosen {
            // The response may have unknown keys and custom fields.
            let known = |code: &str| self.view.columns.iter().any(|field| field.code == code);
            let rest = record.members().map(|(code, _)| code).filter(|code| !known(code));
            fields.extend(rest.map(Field::from_code));
            fields.retain(|field| field.code != "custom_fields");
            fields.extend(
                record.custom_members().map(|(code, _)| self.view.names.field_for_code(code)),
            );
        }
        let (mut pairs, mut has_times) = (Vec::new(), false);
        for field in fields {
            let text = self.view.cell_text(&field, record);
            if text.is_empty() && !self.view.chosen {
                continue;
            }
            has_times |= field.kind == FieldKind::Time && !text.is_empty() && !self.view.raw;
            let name = if self.view.raw { &field.code } else { &field.name };
            pairs.push((name.to_string(), text.into_owned()));
        }
        (pairs::draw(pairs, self.view.style), has_times)
    }
}

fn zone_line(zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("this machine's time zone");
    format!("Times are in {name}.")
}
