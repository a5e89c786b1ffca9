//! `deals summary`

use super::Coverage;
use super::filter::find_optional;
use crate::api::endpoints::{SUMMARY, SUMMARY_ARCHIVED};
use crate::api::request::Request;
use crate::app::{App, Columns};
use crate::error::Error;
use crate::model::arg::ArgKind;
use crate::model::deal_status::DealStatus;
use crate::model::field::{Column, FieldKind, column};
use crate::model::names::Lookup;
use crate::model::record::{Record, RecordView};
use crate::ops::{resolve, weighted};
use crate::output::chart::Chart;
use crate::output::{Format, Layout};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// The columns of a table, which has a row for each currency and a row with the converted totals.
const ROW: &[Column] = &[
    column("currency", "Currency", FieldKind::Text),
    column("count", "Deals", FieldKind::Number),
    column("value", "Value", FieldKind::Amount("currency")),
    column("weighted_value", "Weighted", FieldKind::Amount("currency")),
    column("value_converted", "Converted", FieldKind::Amount("converted_to")),
    column("weighted_value_converted", "Weighted, converted", FieldKind::Amount("converted_to")),
];

/// The columns that are left out first on a narrow terminal: the row `all` has converted amounts only.
const LAYOUT: Layout = Layout {
    wraps: false,
    expendable: &["weighted_value_converted", "weighted_value", "value"],
    implied: &[],
};

/// The bars of `--chart`.
const CHART: Chart = Chart {
    label: &["currency"],
    id: &["currency"],
    value: "value_converted",
    currency: Some("converted_to"),
    unit: "",
    is_sum: true,
};

/// The keys of the response.
const KEYS: [&str; 7] = [
    "values_total",
    "weighted_values_total",
    "total_count",
    "total_currency_converted_value",
    "total_weighted_currency_converted_value",
    "total_currency_converted_value_formatted",
    "total_weighted_currency_converted_value_formatted",
];

/// Show the number and total value of deals by currency
///
/// Also shows values weighted by probability, and totals converted to your default currency. Deleted
/// deals are not counted; archived deals are counted separately, with --archived.
///
/// Cost: 40 tokens, 80 with --archived
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&SUMMARY))]
#[command(after_long_help = "\
Examples:
  $ deals summary --status open --pipeline Sales
  $ deals summary --archived -o json")]
pub struct SummaryArgs {
    /// Count archived deals instead
    #[arg(long, add = Coverage::Endpoint(&SUMMARY_ARCHIVED))]
    archived: bool,
    /// Count only deals with this status
    #[arg(long, value_name = "STATUS", value_parser = DealStatus::parser(&DealStatus::SETTABLE))]
    status: Option<DealStatus>,
    /// Use a saved filter; not with --user, which Pipedrive would ignore
    #[arg(long, value_name = "FILTER", add = ArgKind::Filter, conflicts_with = "user")]
    filter: Option<String>,
    /// Count only deals of this user: name, email or ID
    #[arg(long, value_name = "USER", add = ArgKind::User, visible_alias = "owner")]
    user: Option<String>,
    /// Count only deals in this pipeline
    #[arg(long, value_name = "PIPELINE", add = ArgKind::Pipeline)]
    pipeline: Option<String>,
    /// Print bars, of the values in your default currency
    #[arg(long)]
    chart: bool,
    /// Count only deals in this stage
    #[arg(long, value_name = "STAGE", add = ArgKind::Stage)]
    stage: Option<String>,
}

pub async fn run(app: &App, args: SummaryArgs) -> anyhow::Result<()> {
    app.check_chart(args.chart)?;
    let as_it_came = !args.chart && matches!(app.format, Format::Json | Format::Ndjson);
    let columns = if as_it_came {
        app.choose_keys("a summary", &KEYS)?
    } else {
        app.choose_columns("a summary", ROW)?
    };
    let pipeline =
        find_optional(&args.pipeline, async |word| resolve::pipeline(app, word).await).await?;
    let request = build_request(app, &args, pipeline).await?;
    let columns = weighted::leave_out(app, columns, pipeline);
    if app.is_dry() {
        if app.is_on_screen() || args.chart {
            app.plan_lookup(Lookup::Account);
        }
        return app.plan(&[request]);
    }
    let reply = app.send(&request).await?;
    // Without deals the response may be empty.
    let nothing = || RawValue::from_string("{}".into()).ok();
    let summary = reply.data.one().or_else(nothing).and_then(Record::new);
    let summary = summary.ok_or_else(|| Error::unexpected("the response has no summary"))?;
    if as_it_came {
        app.print(columns, &summary).await?;
    } else {
        if app.is_on_screen() || args.chart {
            // The user has the currency that amounts are converted to.
            app.lookup(Lookup::Account).await?;
        }
        let home = app.names_so_far().currencies.home;
        let columns = with_currency(app, columns, home.as_deref()).with_layout(LAYOUT);
        let rows = group_by_currency(&summary.read(), home.as_deref());
        if args.chart {
            app.print_chart(&CHART, &rows).await?;
        } else {
            app.print_rows(columns, &rows).await?;
        }
    }
    if summary.read().object("values_total").members().next().is_none() {
        app.note(format_args!("no deals"));
    }
    Ok(())
}

/// Adds the currency, if known, to the headings of converted amounts in a table.
fn with_currency(app: &App, mut columns: Columns, home: Option<&str>) -> Columns {
    let Some(home) = home.filter(|_| app.shows_times()) else { return columns };
    for field in &mut columns.fields {
        match field.code.as_ref() {
            "value_converted" => field.name = format!("In {home}").into(),
            "weighted_value_converted" => field.name = format!("Weighted in {home}").into(),
            _ => {}
        }
    }
    columns
}

async fn build_request(
    app: &App,
    args: &SummaryArgs,
    pipeline: Option<u64>,
) -> Result<Request, Error> {
    let stage =
        find_optional(&args.stage, async |word| resolve::stage(app, word, pipeline).await).await?;
    let filter = find_optional(&args.filter, async |word| resolve::filter(app, word).await).await?;
    let user = find_optional(&args.user, async |word| resolve::user(app, word).await).await?;
    let text = |id: Option<u64>| id.map(|id| id.to_string());
    Ok(Request::to(if args.archived { &SUMMARY_ARCHIVED } else { &SUMMARY })
        .query("status", args.status.map(|status| status.to_string()))
        .query("filter_id", text(filter))
        .query("user_id", text(user))
        .query("pipeline_id", text(pipeline))
        .query("stage_id", text(stage)))
}

/// A row of the table. Amounts keep the digits of the response.
#[derive(Serialize)]
struct Row<'a> {
    currency: &'a str,
    is_total: bool,
    count: Option<&'a RawValue>,
    value: Option<&'a RawValue>,
    weighted_value: Option<&'a RawValue>,
    value_converted: Option<&'a RawValue>,
    weighted_value_converted: Option<&'a RawValue>,
    /// The currency of the converted amounts, if known.
    converted_to: Option<&'a str>,
}

/// Makes a row for each currency. Amounts in different currencies are never added here: the last row has
/// Pipedrive's own totals (pipedrive.md P342).
fn group_by_currency(summary: &RecordView, home: Option<&str>) -> Vec<Record> {
    let values = summary.object("values_total");
    let weighted = summary.object("weighted_values_total");
    let mut currencies: Vec<&str> = values.members().map(|(code, _)| code).collect();
    currencies.extend(weighted.members().map(|(code, _)| code));
    let mut seen = std::collections::HashSet::new();
    currencies.retain(|code| seen.insert(*code));
    let mut rows: Vec<Row> = currencies
        .into_iter()
        .map(|currency| {
            let (value, weighted) = (values.object(currency), weighted.object(currency));
            Row {
                currency,
                is_total: false,
                count: value.get("count").or_else(|| weighted.get("count")),
                value: value.get("value"),
                weighted_value: weighted.get("value"),
                value_converted: value.get("value_converted"),
                weighted_value_converted: None,
                converted_to: home,
            }
        })
        .collect();
    rows.push(Row {
        currency: "all",
        is_total: true,
        count: summary.get("total_count"),
        value: None,
        weighted_value: None,
        value_converted: summary.get("total_currency_converted_value"),
        weighted_value_converted: summary.get("total_weighted_currency_converted_value"),
        converted_to: home,
    });
    rows.iter().filter_map(|row| Record::new(to_raw_value(row).ok()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<String> {
        let summary = Record::new(RawValue::from_string(text.into()).unwrap()).unwrap();
        group_by_currency(&summary.read(), Some("EUR"))
            .iter()
            .map(|row| row.text().to_owned())
            .collect()
    }

    #[test]
    fn every_currency_has_a_row_and_totals_are_those_of_the_response() {
        let rows = rows(
            r#"{"values_total":{"EUR":{"value":10.10,"count":2,"value_converted":11.1}},
            "weighted_values_total":{"EUR":{"value":5,"count":2},"SEK":{"value":1,"count":1}},
            "total_count":3,"total_currency_converted_value":12}"#,
        );
        assert_eq!(
            rows,
            [
                r#"{"currency":"EUR","is_total":false,"count":2,"value":10.10,"weighted_value":5,"value_converted":11.1,"weighted_value_converted":null,"converted_to":"EUR"}"#,
                r#"{"currency":"SEK","is_total":false,"count":1,"value":null,"weighted_value":1,"value_converted":null,"weighted_value_converted":null,"converted_to":"EUR"}"#,
                r#"{"currency":"all","is_total":true,"count":3,"value":null,"weighted_value":null,"value_converted":12,"weighted_value_converted":null,"converted_to":"EUR"}"#,
            ]
        );
    }

    #[test]
    fn empty_maps_are_lists_and_keys_may_be_absent() {
        for text in [r#"{"values_total":[],"weighted_values_total":[]}"#, "{}"] {
            assert_eq!(rows(text).len(), 1, "{text}");
        }
    }
}
