//! Prints a report: its rows, and the notes about its computation.

use super::read::{self, Counted};
use super::{Kind, Options, funnel};
use crate::app::{App, Columns};
use crate::error::Error;
use crate::model::record::Record;
use crate::text;
use serde_json::value::to_raw_value;

pub async fn run(app: &App, options: &Options<'_>) -> anyhow::Result<()> {
    check(options)?;
    app.check_chart(options.chart)?;
    if app.is_dry() && options.from.is_none() {
        return match options.kind {
            Kind::Funnel => funnel::plan(app, options).await,
            _ => read::plan(app, options).await,
        };
    }
    let (report, deals) = match options.kind {
        Kind::Funnel => funnel::report(app, options).await?,
        _ => {
            let Counted { count, company, scope, deals } = read::count(app, options).await?;
            (count.finish(&company, &scope), Some(deals))
        }
    };
    let columns = app.choose_columns("the report", &report.columns)?;
    let chart = report.chart.filter(|_| options.chart);
    let mut rows: Vec<Record> =
        report.rows.iter().filter_map(|row| Record::new(to_raw_value(row).ok()?)).collect();
    let hidden = options.limit.map_or(0, |limit| rows.len().saturating_sub(limit));
    rows.truncate(rows.len() - hidden);
    match chart {
        Some(chart) => app.print_chart(&chart, &rows).await?,
        None => app.print_rows(keep_used(columns, &rows), &rows).await?,
    }
    if hidden > 0 {
        app.note(format_args!("{} not shown", text::count(hidden, "row")));
    }
    for note in &report.notes {
        app.note(format_args!("{note}"));
    }
    let tokens = text::count(app.client.spent() as usize, "token");
    match deals {
        Some(0) => app.note(format_args!("no deal is counted in this report; {tokens}")),
        Some(deals) => app.note(format_args!("{}, {tokens}", text::count(deals, "deal"))),
        None => app.note(format_args!("{tokens}")),
    }
    Ok(())
}

/// Columns to drop if they are empty in all rows.
const OPTIONAL: [&str; 2] = ["note", "probability"];

fn keep_used(mut columns: Columns, rows: &[Record]) -> Columns {
    if !columns.chosen {
        columns.fields.retain(|field| {
            let is_used = || rows.iter().any(|row| row.read().text(&field.code).is_some());
            !OPTIONAL.contains(&field.code.as_ref()) || is_used()
        });
    }
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
