//! Prints a report: its rows, and the notes about its computation.

use super::read::{self, Counted, Tally};
use super::{Kind, Options, Scope, funnel};
use crate::app::{App, Columns};
use crate::error::Error;
use crate::model::field::FieldKind;
use crate::model::record::Record;
use crate::ops::selection::note_unlabeled;
use crate::text;

pub async fn run(app: &App, options: &Options<'_>) -> anyhow::Result<()> {
    check(options)?;
    app.check_chart(options.chart)?;
    if app.is_dry() && options.from.is_none() {
        return match options.kind {
            Kind::Funnel => funnel::plan(app, options).await,
            _ => read::plan(app, options).await,
        };
    }
    let (report, tally, empty) = match options.kind {
        Kind::Funnel => {
            let (report, tally) = funnel::report(app, options).await?;
            (report, tally, "is counted in this report".to_owned())
        }
        _ => {
            let Counted { count, company, scope, tally } = read::count(app, options).await?;
            let empty = options.kind.describe_counted(&scope);
            (count.finish(&company, &scope), Some(tally), empty)
        }
    };
    let columns = app.choose_columns("the report", &report.columns)?;
    let chart = report.chart.filter(|_| options.chart);
    let mut rows = report.rows;
    let hidden = options.limit.map_or(0, |limit| rows.len().saturating_sub(limit));
    rows.truncate(rows.len() - hidden);
    match chart {
        Some(chart) => app.print_chart(&chart, &rows).await?,
        None => app.print_rows(shorten(app, columns, &rows), &rows).await?,
    }
    if hidden > 0 {
        app.note(format_args!("{} not shown", text::count(hidden, "row")));
    }
    for note in &report.notes {
        app.note(format_args!("{note}"));
    }
    let tokens = grouped_count(app.client.spent() as usize, "token");
    let Some(Tally { read, counted, untimed, unlabeled }) = tally else {
        app.note(format_args!("{tokens}"));
        return Ok(());
    };
    if untimed > 0 {
        let deals = text::count(untimed, "deal");
        app.note(format_args!("won or lost without a time, not counted: {deals}"));
    }
    note_unlabeled(app, unlabeled);
    let deals = grouped_count(read, "deal");
    match counted {
        0 if read == 0 => app.note(format_args!("no deal {empty}; {tokens}")),
        0 => app.note(format_args!("none of {deals} {empty}; {tokens}")),
        _ if counted == read => app.note(format_args!("{deals}, {tokens}")),
        _ => {
            let counted = text::group_digits(&counted.to_string());
            app.note(format_args!("{counted} of {deals}, {tokens}"));
        }
    }
    Ok(())
}

/// Formats `1,487 deals`.
fn grouped_count(n: usize, one: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        _ => format!("{} {}", text::group_digits(&n.to_string()), text::plural(one)),
    }
}

impl Kind {
    /// What a counted deal has in common, for the note that there is none.
    fn describe_counted(self, scope: &Scope) -> String {
        let Scope { first, last, .. } = scope;
        match self {
            Kind::Winrate => format!("was won or lost from {first} to {last}"),
            Kind::LostReasons => format!("was lost from {first} to {last}"),
            _ if self.lists_deals() => "is listed in this report".to_owned(),
            _ => "is counted in this report".to_owned(),
        }
    }
}

/// Columns to drop from a table if they are empty in all rows.
const OPTIONAL: [&str; 2] = ["note", "probability"];

/// Drops columns from a table for people that has no chosen ones: those that are empty, and the currency if
/// amounts have it. The columns of other formats are always the same.
fn shorten(app: &App, mut columns: Columns, rows: &[Record]) -> Columns {
    if columns.chosen || !app.format.is_for_people() {
        return columns;
    }
    let shown: Vec<&str> = columns
        .fields
        .iter()
        .filter_map(|field| match field.kind {
            FieldKind::Money(currency) => Some(currency),
            _ => None,
        })
        .collect();
    columns.fields.retain(|field| {
        let is_used = || rows.iter().any(|row| row.read().text(&field.code).is_some());
        let code = field.code.as_ref();
        !shown.contains(&code) && (!OPTIONAL.contains(&code) || is_used())
    });
    columns
}

/// Refuses flags that the report does not support.
fn check(options: &Options<'_>) -> Result<(), Error> {
    let name = options.kind.word();
    if options.by.is_some() && !options.kind.can_group() {
        return Err(Error::usage(format!("the report {name} has no --by"))
            .hint("winrate, velocity and lost-reasons have it"));
    }
    let has_period = options.since.is_some() || options.until.is_some();
    if has_period && !options.kind.has_period() {
        return Err(Error::usage(format!("the report {name} is about open deals as they are now"))
            .hint("--since and --until are for reports on closed deals"));
    }
    if options.chart && matches!(options.kind, Kind::Stale | Kind::Today) {
        return Err(Error::usage(format!("the report {name} has no chart: it lists deals")));
    }
    let is_funnel = options.kind == Kind::Funnel;
    if !is_funnel && (options.pipeline.is_some() || options.user.is_some()) {
        return Err(Error::usage(format!("the report {name} has no --pipeline and no --user"))
            .hint("use --where pipeline=NAME or --where owner=NAME"));
    }
    if is_funnel && options.conditions.is_given() {
        return Err(Error::usage("the report funnel has no --where")
            .hint("Pipedrive computes it; choose with --pipeline and --user"));
    }
    Ok(())
}
