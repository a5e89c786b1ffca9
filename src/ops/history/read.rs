//! Reads the history of a deal from four lists, and formats it as rows.

use super::{
    EventFormatter, HistoryEvent, HistoryMerge, HistorySource, Needs, event_kind, fold_events,
};
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::model::field::{Column, FieldKind, column};
use crate::model::record::Record;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::HashMap;

/// The columns of the rows.
pub const ROW: &[Column] = &[
    column("time", "When", FieldKind::Time),
    column("who", "Who", FieldKind::Text),
    column("what", "What", FieldKind::Text),
    column("kind", "Kind", FieldKind::Text),
];

/// The requests for the history of a deal.
pub fn requests(deal: u64) -> [Request; 4] {
    HistorySource::ALL.map(|source| source.request(deal))
}

/// Reads the history of a deal since a time. Sends nothing if the token budget of the run does not cover all
/// requests.
pub async fn read(
    app: &App,
    deal: u64,
    since: Option<Timestamp>,
) -> Result<Vec<HistoryEvent>, Error> {
    let cost = requests(deal).iter().filter_map(Request::cost).sum();
    app.check_budget(cost, &format!("the history of deal {deal}"))?;
    let mut merge = HistoryMerge::default();
    for source in HistorySource::ALL {
        merge.add(source, app.all(source.request(deal)).await?);
    }
    Ok(merge.finish(since))
}

/// A row in words, with the entries that it was made of.
#[derive(Serialize)]
struct Row<'a> {
    time: Option<&'a RawValue>,
    kind: &'static str,
    who: String,
    what: String,
    entries: Vec<Box<RawValue>>,
}

/// Returns a row for each action, with the entries that it was made of.
pub async fn rows(app: &App, events: &[HistoryEvent]) -> Result<Vec<Record>, Error> {
    let records: Vec<Record> = events.iter().map(|event| event.event.clone()).collect();
    // Events are identified by their address, to find the entries of an action.
    let place: HashMap<*const Record, usize> =
        records.iter().enumerate().map(|(n, event)| (std::ptr::from_ref(event), n)).collect();
    let actions = fold_events(&records);
    let mut needs = Needs::default();
    for event in actions.iter().flatten() {
        needs.who(event);
        needs.what(event);
    }
    let names = needs.fetch(app).await?;
    let formatter = EventFormatter { names: &names, grouped: app.shows_times() };
    let raw = |record: &Record| RawValue::from_string(record.text().to_owned()).ok();
    let row = |action: &Vec<&Record>| {
        let first = action.last()?;
        let formatted = formatter.action(action);
        let places = action.iter().filter_map(|event| place.get(&std::ptr::from_ref(*event)));
        let entries: Vec<Box<RawValue>> =
            places.filter_map(|place| raw(&events[*place].entry)).collect();
        let reading = first.read();
        let row = Row {
            time: reading.get("timestamp"),
            kind: event_kind(&reading),
            who: formatted.who,
            what: formatted.what,
            entries,
        };
        Record::new(to_raw_value(&row).ok()?)
    };
    Ok(actions.iter().filter_map(row).collect())
}
