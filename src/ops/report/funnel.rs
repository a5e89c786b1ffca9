//! The funnel of a pipeline: how many deals move on to the next stage. Pipedrive computes it for one user at
//! a time; for an export it is computed from the older versions of the deals.

#[cfg(feature = "sqlite")]
mod from_export;

use super::company::Company;
use super::kinds::{Report, records};
use super::read::{Tally, scope};
use super::{Options, Scope};
use crate::api::endpoints::{CONVERSION_STATISTICS, MOVEMENT_STATISTICS};
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::model::amount::Amount;
use crate::model::field::{Column, FieldKind, column};
use crate::model::names::Lookup;
use crate::model::record::{Record, RecordView};
use crate::ops::resolve;
use crate::output::chart::Chart;
use serde_json::{Value, json};

const LOOKUPS: [Lookup; 3] = [Lookup::Pipelines, Lookup::Stages, Lookup::Users];

/// The kinds of movements, with their labels.
const MOVEMENTS: [(&str, &str); 4] = [
    ("new_deals", "new deals"),
    ("won_deals", "won"),
    ("lost_deals", "lost"),
    ("deals_left_open", "left open"),
];

const COLUMNS: [Column; 6] = [
    column("user", "User", FieldKind::Text),
    column("step", "Step", FieldKind::Text),
    column("rate", "Rate", FieldKind::Text),
    column("deals", "Deals", FieldKind::Number),
    column("currency", "Currency", FieldKind::Text),
    column("value", "Value", FieldKind::Amount("currency")),
];

/// The members of every row after those of the user and the pipeline.
const MEMBERS: [&str; 8] = [
    "step",
    "from_stage_id",
    "to_stage_id",
    "conversion_rate",
    "rate",
    "deals",
    "currency",
    "value",
];

/// The bars of the chart, with the user if there may be several.
fn chart(has_users: bool) -> Chart {
    Chart {
        label: if has_users { &["user", "step"] } else { &["step"] },
        id: &["step", "to_stage_id", "user_id"],
        value: "conversion_rate",
        currency: None,
        unit: "%",
        is_sum: false,
    }
}

/// The funnel of a pipeline for these users.
struct Funnel {
    company: Company,
    scope: Scope,
    pipeline: u64,
    /// `None` is the user of the token.
    users: Vec<Option<u64>>,
}

impl Funnel {
    async fn new(app: &App, options: &Options<'_>) -> Result<Funnel, Error> {
        let scope = scope(options, &app.now().await?)?;
        let company = Company::read(app, &LOOKUPS).await?;
        let pipeline = match &options.pipeline {
            Some(word) => resolve::pipeline(app, word).await?,
            None => company.first_pipeline().ok_or_else(|| Error::usage("there is no pipeline"))?,
        };
        let users = match options.user.as_deref() {
            None => vec![None],
            Some("all") => company.active_users().iter().copied().map(Some).collect(),
            Some(word) => vec![Some(resolve::user(app, word).await?)],
        };
        Ok(Funnel { company, scope, pipeline, users })
    }

    /// The two requests for a user.
    fn requests(&self, user: Option<u64>) -> [Request; 2] {
        [&CONVERSION_STATISTICS, &MOVEMENT_STATISTICS].map(|endpoint| {
            Request::to(endpoint)
                .with("id", self.pipeline)
                .query("start_date", Some(self.scope.first.to_string()))
                .query("end_date", Some(self.scope.last.to_string()))
                .query("user_id", user.map(|user| user.to_string()))
        })
    }

    fn notes(&self, user: &str) -> Vec<String> {
        vec![format!(
            "{} of {user}, from {} to {}",
            self.company.pipeline_name(Some(self.pipeline)),
            self.scope.first,
            self.scope.last
        )]
    }
}

/// The requests, for a dry run.
pub async fn plan(app: &App, options: &Options<'_>) -> anyhow::Result<()> {
    let funnel = Funnel::new(app, options).await?;
    let requests: Vec<Request> =
        funnel.users.iter().flat_map(|user| funnel.requests(*user)).collect();
    app.plan(&requests)
}

/// The report, and the numbers of deals if it was computed from an export.
pub async fn report(app: &App, options: &Options<'_>) -> anyhow::Result<(Report, Option<Tally>)> {
    if let Some(path) = &options.from {
        let (report, tally) = from_export::report(app, options, path).await?;
        return Ok((report, Some(tally)));
    }
    let funnel = Funnel::new(app, options).await?;
    let me = app.lookup(Lookup::Account).await?.first().and_then(Record::id);
    let names: Vec<String> =
        funnel.users.iter().map(|user| funnel.company.user_name(user.or(me))).collect();
    let mut rows = Vec::new();
    for (user, name) in funnel.users.iter().zip(&names) {
        let [conversions, movements] = funnel.requests(*user);
        let (conversions, movements) = (app.one(&conversions).await?, app.one(&movements).await?);
        let start = json!({
            "user_id": user.or(me),
            "user": name,
            "pipeline_id": funnel.pipeline,
            "pipeline": funnel.company.pipeline_name(Some(funnel.pipeline)),
        });
        add_conversions(&mut rows, &start, &conversions.read(), &funnel.company);
        add_movements(&mut rows, &start, &movements.read());
    }
    let user = match &names[..] {
        [name] => name.clone(),
        names => format!("{} users", names.len()),
    };
    let mut notes = funnel.notes(&user);
    notes.push("rates and counts are those that Pipedrive computes".to_owned());
    let has_users = options.user.as_deref() == Some("all");
    let columns = COLUMNS.into_iter().skip(usize::from(!has_users)).collect();
    Ok((Report { columns, rows: records(rows), notes, chart: Some(chart(has_users)) }, None))
}

/// Returns a row that starts with these members; the members that it lacks are null.
fn row(start: &Value, members: Value) -> Value {
    let mut row = start.clone();
    if let (Value::Object(row), Value::Object(members)) = (&mut row, members) {
        row.extend(MEMBERS.map(|key| (key.to_owned(), Value::Null)));
        row.extend(members);
    }
    row
}

fn add_conversions(rows: &mut Vec<Value>, start: &Value, all: &RecordView, company: &Company) {
    let number = |raw: Option<&serde_json::value::RawValue>| -> Value {
        raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or(Value::Null)
    };
    let shown = |rate: &Value| match rate {
        Value::Null => Value::Null,
        rate => format!("{rate}%").into(),
    };
    let conversions: Vec<Value> = all
        .get("stage_conversions")
        .and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default();
    for conversion in conversions {
        let id = |key: &str| conversion[key].as_u64();
        let (from, to) = (id("from_stage_id"), id("to_stage_id"));
        let rate = conversion["conversion_rate"].clone();
        rows.push(row(
            start,
            json!({
                "step": format!("{} → {}", company.stage_name(from), company.stage_name(to)),
                "from_stage_id": from,
                "to_stage_id": to,
                "conversion_rate": rate,
                "rate": shown(&rate),
            }),
        ));
    }
    for (key, name) in
        [("won_conversion", "pipeline → won"), ("lost_conversion", "pipeline → lost")]
    {
        let rate = number(all.get(key));
        let shown = shown(&rate);
        rows.push(row(start, json!({"step": name, "conversion_rate": rate, "rate": shown})));
    }
}

fn add_movements(rows: &mut Vec<Value>, start: &Value, all: &RecordView) {
    let count = |of: &RecordView| -> Value {
        of.get("count").and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or(Value::Null)
    };
    let moved = count(&all.object("movements_between_stages"));
    rows.push(row(start, json!({"step": "moves between stages", "deals": moved})));
    for (key, name) in MOVEMENTS {
        let group = all.object(key);
        let values = group.object("values");
        let amounts: Vec<(&str, Value)> = values
            .members()
            .filter_map(|(code, raw)| Some((code, Amount::from_json(raw.get())?.to_json())))
            .collect();
        let deals = count(&group);
        match &amounts[..] {
            [(currency, value)] => {
                let members =
                    json!({"step": name, "deals": deals, "currency": currency, "value": value});
                rows.push(row(start, members));
            }
            amounts => {
                rows.push(row(start, json!({"step": name, "deals": deals})));
                for (currency, value) in amounts {
                    let members = json!({"step": name, "currency": currency, "value": value});
                    rows.push(row(start, members));
                }
            }
        }
    }
}

#[cfg(not(feature = "sqlite"))]
mod from_export {
    use super::{App, Error, Options, Report, Tally};
    use std::path::Path;

    pub async fn report(_: &App, _: &Options<'_>, _: &Path) -> anyhow::Result<(Report, Tally)> {
        Err(Error::usage("this build of deals has no SQLite, which .db files need").into())
    }
}
