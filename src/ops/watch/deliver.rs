//! Delivers events: prints them, and runs the command of `--exec`.

use super::{EVENTS, exec};
use crate::app::{App, Out};
use crate::error::Error;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{Lookup, Names};
use crate::model::record::{Record, RecordView};
use crate::model::time;
use crate::model::value;
use crate::output::Format;
use crate::store::database::{Database, PendingEvent};
use crate::text;
use crate::ui::stdio;
use bytestring::ByteString;
use std::collections::HashSet;

/// Number of events to print between updates of the database.
const PAGE: usize = 100;
/// Maximum width of a value in a line, in columns.
const MAX_VALUE: usize = 60;

/// The destination of events.
pub struct Delivery<'a> {
    app: &'a App,
    command: Option<&'a str>,
    /// JSON Lines; `None` for lines of text.
    json: Option<Out>,
    /// The lookups that were repeated for a value.
    refreshed: HashSet<(Lookup, String)>,
    pub count: usize,
}

impl<'a> Delivery<'a> {
    pub async fn new(app: &'a App, command: Option<&'a str>) -> Result<Delivery<'a>, Error> {
        let json = if app.format == Format::Table && app.settings.jq.is_none() {
            None
        } else {
            // A stream without end has no other JSON form.
            Some(app.list_as(Format::Ndjson, EVENTS.columns(app)?).await?)
        };
        Ok(Delivery { app, command, json, refreshed: HashSet::new(), count: 0 })
    }

    /// Delivers the pending events in order. An event is removed after it was flushed to stdout and its
    /// command has exited, so that a crash may repeat it but never lose it.
    pub async fn deliver(&mut self, database: &mut Database) -> anyhow::Result<()> {
        loop {
            let events = database.pending_events(PAGE)?;
            let Some(last) = events.last() else { return Ok(()) };
            let last = last.number;
            for event in &events {
                self.print(event).await?;
                self.count += 1;
                if let Some(command) = self.command {
                    self.run(command, event).await;
                    database.remove_events(event.number)?;
                }
            }
            database.remove_events(last)?;
        }
    }

    async fn print(&mut self, event: &PendingEvent) -> anyhow::Result<()> {
        let Some(record) = Record::from_text(ByteString::from(event.text.as_str())) else {
            return Ok(());
        };
        if let Some(json) = &mut self.json {
            return Ok(json.page(&[record])?);
        }
        self.look_up(&record).await;
        let line = format!("{}\n", describe(&record.read(), &self.app.cached_names().await));
        Ok(stdio::print(line.as_bytes(), false)?)
    }

    async fn run(&self, command: &str, event: &PendingEvent) {
        let Err(why) = exec::run(command, &event.text).await else { return };
        let record = Record::from_text(ByteString::from(event.text.as_str()));
        let id = record.and_then(|record| Some(record.read().text("id")?.into_owned()));
        let id = id.unwrap_or_default();
        self.app.progress.suspend(|| {
            stdio::message(format_args!("event {id}: --exec {why}"));
        });
    }

    /// Looks up a stage, pipeline, user or option that is not in the cached names. Without a response the
    /// line shows the ID.
    async fn look_up(&mut self, event: &Record) {
        let view = event.read();
        let Some(code) = view.text("field") else { return };
        let names = self.app.cached_names().await;
        let field = names.field_for_code(&code);
        let Some(lookup) = (match field.kind {
            FieldKind::Stage => Some(Lookup::Stages),
            FieldKind::Pipeline => Some(Lookup::Pipelines),
            FieldKind::User => Some(Lookup::Users),
            FieldKind::Choice | FieldKind::Choices => Some(Lookup::Fields),
            _ => None,
        }) else {
            return;
        };
        for raw in [view.get("from"), view.get("to")].into_iter().flatten() {
            let shown = value::cell_text(&field, raw, None, &names);
            let ids = raw.get().trim_matches(['[', ']', '"']);
            let is_unknown = raw.get() != "null" && shown.replace(' ', "") == ids;
            if is_unknown && self.refreshed.insert((lookup, ids.to_owned())) {
                let _ = self.app.fetch_lookup(lookup).await;
                return;
            }
        }
    }
}

/// Formats `2026-11-02 09:00:01  42 Slate roof: Stage Qualified → Negotiation`.
fn describe(event: &RecordView, names: &Names) -> String {
    let time = event.text("time").unwrap_or_default();
    let zone = names.zone.as_ref();
    let time = time::display_text(&time, zone).into_owned();
    let deal = event.reference("deal").unwrap_or_default();
    let title = event.text("title").unwrap_or_default();
    let title = text::clean(&title);
    let what = match event.text("kind").as_deref() {
        Some(kind @ ("changed" | "stage")) => describe_change(event, names, kind),
        Some("won") => format!("won, {}", show(event, "value", names)),
        kind => kind.unwrap_or_default().to_owned(),
    };
    format!("{time}  {deal} {title}: {what}")
}

fn describe_change(event: &RecordView, names: &Names, kind: &str) -> String {
    let Some(code) = event.text("field") else {
        return if kind == "changed" { "became visible".to_owned() } else { kind.to_owned() };
    };
    let field = names.field_for_code(&code);
    let (from, to) = (show_as(event, &field, "from", names), show_as(event, &field, "to", names));
    format!("{} {from} → {to}", text::clean(&field.name))
}

/// Formats the value of a key that is a field of the deal.
fn show(event: &RecordView, code: &str, names: &Names) -> String {
    show_as(event, &names.field_for_code(code), code, names)
}

fn show_as(event: &RecordView, field: &Field, key: &str, names: &Names) -> String {
    let currency = event.text("currency");
    let cell = event.get(key).map(|raw| value::cell_text(field, raw, currency.as_deref(), names));
    let cell = cell.unwrap_or_default();
    let cell = text::clean(&cell);
    if cell.is_empty() { "nothing".to_owned() } else { text::fit(&cell, MAX_VALUE).into_owned() }
}
