//! `deals history`

use super::Coverage;
use crate::app::{App, Columns};
use crate::error::Error;
use crate::interactive::deal_arg::{DealArg, Purpose};
use crate::model::arg;
use crate::model::field::{Column, FieldKind, column};
use crate::model::record::Record;
use crate::ops::history::{
    EventFormatter, HistoryEvent, HistoryMerge, HistorySource, Needs, event_kind, fold_events,
};
use crate::output::Layout;
use crate::text;
use clap::ValueEnum;
use jiff::ToSpan;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::HashMap;

const ROW: &[Column] = &[
    column("time", "When", FieldKind::Time),
    column("who", "Who", FieldKind::Text),
    column("what", "What", FieldKind::Text),
    column("kind", "Kind", FieldKind::Text),
];

const LAYOUT: Layout = Layout { wraps: true, expendable: &["kind"], implied: &[] };

/// Show everything that happened to a deal, in one list
///
/// Merges the flow, the changelog, and the changelogs of followers and participants: planned activities
/// first, then the newest. What Pipedrive writes as several entries, such as a win, is one line. JSON has
/// the entries of each line too.
///
/// Cost: 80 tokens; 40 more for each further 500 events, 20 for 500 changes; and the names of users, persons and
/// organizations, once in 24 hours
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(after_long_help = "\
Examples:
  $ deals history 3
  $ deals history 7 --days 30 --kind note,mail
  $ deals history 7 -o json")]
pub struct HistoryArgs {
    #[command(flatten)]
    deal: DealArg,
    /// Show only the last N days, and planned activities
    #[arg(long, value_name = "N", value_parser = arg::whole::<u32>(1), allow_negative_numbers = true)]
    days: Option<u32>,
    /// Show only these kinds, separated by commas
    #[arg(long, value_name = "KIND,...", value_delimiter = ',')]
    kind: Vec<Kind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Change,
    Activity,
    Note,
    Mail,
    File,
    Follower,
    Participant,
    Other,
}

impl Kind {
    fn is_of(self, event: &HistoryEvent) -> bool {
        let word = self.to_possible_value();
        word.is_some_and(|word| word.get_name() == event_kind(&event.event.read()))
    }
}

pub async fn run(app: &App, args: HistoryArgs) -> anyhow::Result<()> {
    let deal = args.deal.resolve(app, Purpose::Read).await?;
    let columns = app.choose_columns("a history", ROW)?.with_layout(LAYOUT);
    let requests = HistorySource::ALL.map(|source| (source, source.request(deal)));
    if app.is_dry() {
        let pages = requests.map(|(_, request)| app.pages(request).request());
        return app.plan(&pages);
    }
    let since = match args.days {
        Some(days) => {
            let now = app.now().await?;
            Some(now.checked_sub(i64::from(days).days()).unwrap_or(now).timestamp())
        }
        None => None,
    };
    let mut merge = HistoryMerge::default();
    for (source, request) in requests {
        merge.add(source, app.all(request).await?);
    }
    let mut events = merge.finish(since);
    if !args.kind.is_empty() {
        events.retain(|event| args.kind.iter().any(|kind| kind.is_of(event)));
    }
    let rows = rows(app, &events).await?;
    let columns = if columns.chosen { columns } else { without_kind(app, columns) };
    app.print_rows(columns, &rows).await?;
    if rows.is_empty() {
        app.note(format_args!("no events"));
    } else if app.is_table_on_screen() {
        app.note(format_args!(
            "{} in {}",
            text::count(events.len(), "event"),
            text::count(rows.len(), "row")
        ));
    }
    Ok(())
}

/// The sentence says what it is about; a file may be sorted by the kind.
fn without_kind(app: &App, mut columns: Columns) -> Columns {
    if app.format.is_for_people() {
        columns.fields.retain(|field| field.code != "kind");
    }
    columns
}

/// What happened, in words, and the entries that say so.
#[derive(Serialize)]
struct Row<'a> {
    time: Option<&'a RawValue>,
    kind: &'static str,
    who: String,
    what: String,
    entries: Vec<Box<RawValue>>,
}

/// A row for each action, with the entries that it was made of.
async fn rows(app: &App, events: &[HistoryEvent]) -> Result<Vec<Record>, Error> {
    let told: Vec<Record> = events.iter().map(|event| event.event.clone()).collect();
    // An action is found again by the place of its events.
    let place: HashMap<*const Record, usize> =
        told.iter().enumerate().map(|(n, event)| (std::ptr::from_ref(event), n)).collect();
    let actions = fold_events(&told);
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
        let told = formatter.action(action);
        let places = action.iter().filter_map(|event| place.get(&std::ptr::from_ref(*event)));
        let entries: Vec<Box<RawValue>> =
            places.filter_map(|place| raw(&events[*place].entry)).collect();
        let reading = first.read();
        let row = Row {
            time: reading.get("timestamp"),
            kind: event_kind(&reading),
            who: told.who,
            what: told.what,
            entries,
        };
        Record::new(to_raw_value(&row).ok()?)
    };
    Ok(actions.iter().filter_map(row).collect())
}
