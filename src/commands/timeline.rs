//! `deals timeline`

use super::Coverage;
use super::filter::{api_name, find_optional};
use crate::api::endpoints::{TIMELINE, TIMELINE_ARCHIVED};
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::model::arg::{self, ArgKind};
use crate::model::field::{Column, Field, FieldKind, column};
use crate::model::record::{Record, RecordView};
use crate::model::time;
use crate::model::value;
use crate::ops::{resolve, weighted};
use crate::output::chart::Chart;
use crate::output::{Format, Layout};
use clap::ValueEnum;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// The columns of a table, which has a row for each period and currency.
const ROW: &[Column] = &[
    column("from", "From", FieldKind::Date),
    column("until", "Until", FieldKind::Date),
    column("currency", "Currency", FieldKind::Text),
    column("open_count", "Open", FieldKind::Number),
    column("open_value", "Open value", FieldKind::Amount("code")),
    column("weighted_open_value", "Weighted", FieldKind::Amount("code")),
    column("won_count", "Won", FieldKind::Number),
    column("won_value", "Won value", FieldKind::Amount("code")),
    column("count", "Deals", FieldKind::Number),
    column("value", "Value", FieldKind::Amount("code")),
    column("weighted_value", "Weighted value", FieldKind::Amount("code")),
];

/// The columns that are left out first on a narrow terminal: amounts of money stay.
const LAYOUT: Layout = Layout {
    wraps: false,
    expendable: &[
        "until",
        "weighted_value",
        "weighted_open_value",
        "won_count",
        "open_count",
        "count",
        "won_value",
        "open_value",
    ],
    implied: &[],
};

/// The bars of `--chart`.
const CHART: Chart = Chart {
    label: &["from"],
    id: &["from"],
    value: "value",
    currency: Some("currency"),
    unit: "",
    is_sum: true,
};

/// The keys of a period in the response.
const KEYS: [&str; 5] = ["period_start", "period_end", "deals", "totals", "totals_converted"];

/// Show the value of open and won deals over time
///
/// Groups deals by a date field, such as the expected close date or the time they were won. Lost and
/// deleted deals are not counted; archived deals are counted separately, with --archived. If a period
/// has several currencies, each has a row, and a row `all` has the counts.
///
/// Cost: 20 tokens, 40 with --archived
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&TIMELINE))]
#[command(after_long_help = "\
Examples:
  $ deals timeline
  $ deals timeline --start 2026-01-01 --interval quarter --field won_time
  $ deals timeline --exclude-deals -o json")]
pub struct TimelineArgs {
    /// Count archived deals instead
    #[arg(long, add = Coverage::Endpoint(&TIMELINE_ARCHIVED))]
    archived: bool,
    /// First day: 2026-01-31, today, -3mo [default: first of this month]
    #[arg(long, value_name = "DATE", add = ArgKind::Time, visible_alias = "start-date", allow_hyphen_values = true)]
    start: Option<String>,
    /// Length of a period: day, week, month or quarter
    #[arg(long, value_name = "INTERVAL", default_value = "month", hide_possible_values = true)]
    interval: Interval,
    /// Number of periods
    #[arg(long, value_name = "N", default_value = "3", value_parser = arg::whole::<u32>(1), allow_negative_numbers = true)]
    amount: u32,
    /// Date field to group by: name or code
    #[arg(
        long,
        value_name = "FIELD",
        add = ArgKind::DateField,
        default_value = "expected_close_date",
        visible_alias = "field-key"
    )]
    field: String,
    /// Count only deals of this user: name, email or ID
    #[arg(long, value_name = "USER", add = ArgKind::User, visible_alias = "owner")]
    user: Option<String>,
    /// Count only deals in this pipeline
    #[arg(long, value_name = "PIPELINE", add = ArgKind::Pipeline)]
    pipeline: Option<String>,
    /// Use a saved filter
    #[arg(long, value_name = "FILTER", add = ArgKind::Filter)]
    filter: Option<String>,
    /// Omit the deals from JSON; tables never have them
    #[arg(long)]
    exclude_deals: bool,
    /// Print bars
    #[arg(long)]
    chart: bool,
    /// Also convert totals to this currency; `default` for your own
    #[arg(long, value_name = "CODE", add = ArgKind::Currency, visible_alias = "totals-convert-currency")]
    convert_to: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Interval {
    Day,
    Week,
    Month,
    Quarter,
}

pub async fn run(app: &App, args: TimelineArgs) -> anyhow::Result<()> {
    app.check_chart(args.chart)?;
    let as_it_came = !args.chart && matches!(app.format, Format::Json | Format::Ndjson);
    let columns = if as_it_came {
        app.choose_keys("a period", &KEYS)?
    } else {
        app.choose_columns("a timeline", ROW)?
    };
    let is_deals = |field: &Field| field.code.split('.').next() == Some("deals");
    let wants_deals = as_it_came && (!columns.chosen || columns.fields.iter().any(is_deals));
    let pipeline =
        find_optional(&args.pipeline, async |word| resolve::pipeline(app, word).await).await?;
    let request = build_request(app, &args, wants_deals, pipeline).await?;
    let columns = weighted::leave_out(app, columns, pipeline);
    if app.is_dry() {
        return app.plan(&[request]);
    }
    let periods = app.all(request).await?;
    let rows = if as_it_came {
        periods.clone()
    } else {
        periods.iter().flat_map(|period| split_period(&period.read())).collect()
    };
    if args.chart {
        app.print_chart(&CHART, &rows).await?;
    } else {
        app.print_rows(columns.with_layout(LAYOUT), &rows).await?;
    }
    if periods.is_empty() {
        app.note(format_args!("no periods"));
    }
    Ok(())
}

async fn build_request(
    app: &App,
    args: &TimelineArgs,
    wants_deals: bool,
    pipeline: Option<u64>,
) -> Result<Request, Error> {
    let now = app.now().await?;
    let start = match &args.start {
        Some(text) => time::day(text, &now)?,
        None => now.date().first_of_month(),
    };
    let currency = args.convert_to.as_deref().map(parse_currency).transpose()?;
    let field = resolve_date_field(app, &args.field).await?;
    let filter = find_optional(&args.filter, async |word| resolve::filter(app, word).await).await?;
    let user = find_optional(&args.user, async |word| resolve::user(app, word).await).await?;
    let text = |id: Option<u64>| id.map(|id| id.to_string());
    let without = args.exclude_deals || !wants_deals;
    Ok(Request::to(if args.archived { &TIMELINE_ARCHIVED } else { &TIMELINE })
        .query("start_date", start.to_string())
        .query("interval", api_name(args.interval))
        .query("amount", args.amount.to_string())
        .query("field_key", field)
        .query("user_id", text(user))
        .query("pipeline_id", text(pipeline))
        .query("filter_id", text(filter))
        .query("exclude_deals", without.then(|| "1".to_owned()))
        .query("totals_convert_currency", currency))
}

fn parse_currency(word: &str) -> Result<String, Error> {
    match word.to_ascii_lowercase().as_str() {
        "default" | "default_currency" => Ok("default_currency".into()),
        _ => value::currency(word),
    }
}

/// Resolves the key of a date or time field.
async fn resolve_date_field(app: &App, word: &str) -> Result<String, Error> {
    let field = resolve::field(app, word).await?;
    match field.kind {
        FieldKind::Date | FieldKind::Time => Ok(field.code.into_owned()),
        _ => {
            let dates = Field::built_in()
                .filter(|field| matches!(field.kind, FieldKind::Date | FieldKind::Time))
                .map(|field| field.code.into_owned());
            let dates = dates.take(8).collect::<Vec<_>>().join(", ");
            Err(Error::usage(format!("`{word}` is not a date field"))
                .hint(format!("a date of the company's own, or one of {dates}")))
        }
    }
}

/// A row of the table. Amounts keep the digits of the response.
#[derive(Serialize)]
struct Row<'a> {
    from: String,
    until: String,
    currency: String,
    /// The currency code of the amounts; `currency` may contain more text.
    code: String,
    open_count: Option<&'a RawValue>,
    open_value: Option<&'a RawValue>,
    weighted_open_value: Option<&'a RawValue>,
    won_count: Option<&'a RawValue>,
    won_value: Option<&'a RawValue>,
    count: Option<&'a RawValue>,
    value: Option<&'a RawValue>,
    weighted_value: Option<&'a RawValue>,
}

/// Makes the rows of a period: one for each currency, or a single one without a currency, and a row `all` with
/// the counts, and the converted totals if requested.
fn split_period(period: &RecordView) -> Vec<Record> {
    let (from, until) = (period.text("period_start"), period.text("period_end"));
    let days = (day(from.as_deref()), day(until.as_deref()));
    let totals = period.object("totals");
    let mut codes = currencies(&totals);
    if codes.is_empty() {
        codes.push("");
    }
    let converted = period.object("totals_converted");
    let converted_to = currencies(&converted);
    // The counts include all currencies.
    let is_all = codes.len() == 1 && converted_to.is_empty();
    let mut rows: Vec<Row> = codes
        .iter()
        .map(|code| {
            let counts = is_all.then_some(&totals);
            row(days, code, (*code).to_owned(), &totals, counts)
        })
        .collect();
    for (at, code) in converted_to.iter().enumerate() {
        let counts = (at == 0).then_some(&totals);
        rows.push(row(days, code, format!("all in {code}"), &converted, counts));
    }
    if !is_all && converted_to.is_empty() {
        rows.push(row(days, "", "all".to_owned(), &totals, Some(&totals)));
    }
    rows.iter().filter_map(|row| Record::new(to_raw_value(row).ok()?)).collect()
}

fn row<'a>(
    (from, until): (&str, &str),
    code: &str,
    currency: String,
    totals: &RecordView<'a>,
    counts: Option<&RecordView<'a>>,
) -> Row<'a> {
    let count = |key: &str| counts.and_then(|counts| counts.get(key));
    let amount = |key: &str| totals.object(key).get(code);
    Row {
        from: from.to_owned(),
        until: until.to_owned(),
        currency,
        code: code.to_owned(),
        open_count: count("open_count"),
        open_value: amount("open_values"),
        weighted_open_value: amount("weighted_open_values"),
        won_count: count("won_count"),
        won_value: amount("won_values"),
        count: count("count"),
        value: amount("values"),
        weighted_value: amount("weighted_values"),
    }
}

/// The currencies in which any total has an amount.
fn currencies<'t>(totals: &'t RecordView) -> Vec<&'t str> {
    let mut codes: Vec<&str> = Vec::new();
    for (key, raw) in totals.members() {
        if !key.ends_with("values") {
            continue;
        }
        let of: std::collections::BTreeMap<&str, &RawValue> =
            serde_json::from_str(raw.get()).unwrap_or_default();
        codes.extend(of.into_keys());
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The date of `2026-01-31 00:00:00`.
fn day(moment: Option<&str>) -> &str {
    let moment = moment.unwrap_or_default();
    moment.split([' ', 'T']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(period: &str) -> Vec<serde_json::Value> {
        let period = Record::new(RawValue::from_string(period.into()).unwrap()).unwrap();
        split_period(&period.read())
            .iter()
            .map(|row| serde_json::from_str(row.text()).unwrap())
            .collect()
    }

    #[test]
    fn a_period_has_a_row_for_each_currency_and_counts_once() {
        let rows = rows(
            r#"{"period_start":"2019-12-01 00:00:00","period_end":"2019-12-31 23:59:59","totals":{
            "count":2,"values":{"EUR":100,"USD":220},"weighted_values":{"EUR":100,"USD":2200},
            "open_count":1,"open_values":{"EUR":100},"weighted_open_values":{"EUR":50},
            "won_count":1,"won_values":{"USD":2200}},
            "totals_converted":{"count":2,"values":{"SEK":900},"won_values":[]}}"#,
        );
        let part = |at: usize, keys: [&str; 4]| {
            keys.map(|key| rows[at][key].to_string().trim_matches('"').to_owned()).join(" ")
        };
        let keys = ["currency", "open_count", "open_value", "weighted_open_value"];
        assert_eq!(part(0, keys), "EUR null 100 50");
        assert_eq!(part(1, keys), "USD null null null");
        assert_eq!(
            part(1, ["until", "won_count", "won_value", "weighted_value"]),
            "2019-12-31 null 2200 2200"
        );
        assert_eq!(part(2, ["currency", "count", "value", "won_value"]), "all in SEK 2 900 null");
    }

    #[test]
    fn several_currencies_have_a_separate_row_for_counts() {
        let counts = |values: &str| -> Vec<String> {
            let period = format!(r#"{{"totals":{{"count":2,"values":{values}}}}}"#);
            rows(&period)
                .iter()
                .map(|row| format!("{} {}", row["currency"], row["count"]))
                .collect()
        };
        assert_eq!(counts(r#"{"EUR":1}"#), [r#""EUR" 2"#]);
        let several = [r#""EUR" null"#, r#""USD" null"#, r#""all" 2"#];
        assert_eq!(counts(r#"{"EUR":1,"USD":2}"#), several);
    }

    #[test]
    fn an_empty_period_has_a_row_and_maps_may_be_lists() {
        let empty = r#"{"period_start":"2019-12-01 00:00:00","totals":{"count":0,"values":[],"open_count":0,"won_values":[]}}"#;
        let rows = rows(empty);
        assert_eq!(
            (rows.len(), &rows[0]["count"], &rows[0]["currency"]),
            (1, &0.into(), &"".into())
        );
        assert_eq!(super::tests::rows("{}").len(), 1);
    }
}
