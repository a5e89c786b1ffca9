//! `deals history`

use super::Coverage;
use crate::app::{App, Columns};
use crate::interactive::deal_arg::{DealArg, Purpose};
use crate::model::arg;
use crate::ops::history::{self, HistoryEvent};
use crate::output::Layout;
use crate::text;
use clap::ValueEnum;
use jiff::ToSpan;

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
        word.is_some_and(|word| word.get_name() == history::event_kind(&event.event.read()))
    }
}

pub async fn run(app: &App, args: HistoryArgs) -> anyhow::Result<()> {
    let deal = args.deal.resolve(app, Purpose::Read).await?;
    let columns = app.choose_columns("a history", history::ROW)?.with_layout(LAYOUT);
    if app.is_dry() {
        let pages = history::requests(deal).map(|request| app.pages(request).request());
        return app.plan(&pages);
    }
    let since = match args.days {
        Some(days) => {
            let now = app.now().await?;
            Some(now.checked_sub(i64::from(days).days()).unwrap_or(now).timestamp())
        }
        None => None,
    };
    let mut events = history::read(app, deal, since).await?;
    if !args.kind.is_empty() {
        events.retain(|event| args.kind.iter().any(|kind| kind.is_of(event)));
    }
    let rows = history::rows(app, &events).await?;
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

/// Drops the column `kind` from a table, whose sentences imply it; a file keeps it for sorting.
fn without_kind(app: &App, mut columns: Columns) -> Columns {
    if app.format.is_for_people() {
        columns.fields.retain(|field| field.code != "kind");
    }
    columns
}
