//! Lookups: pipelines, stages, filters, currencies.

use crate::model::time;
use crate::sandbox::data::company::Company;
use crate::sandbox::data::currency::{CURRENCIES, Currency};
use crate::sandbox::data::directory::{PIPELINES, Pipeline, SERVICE, STAGES, Stage, USERS};
use crate::sandbox::json::v2::At;
use crate::sandbox::routes::deals::parse_id;
use crate::sandbox::routes::filter::{self, Filter};
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// When the pipelines were created: two years before the start.
pub fn founding_time(company: &Company) -> At {
    let ago = SignedDuration::from_hours(24 * 760);
    At(company.start.checked_sub(ago).unwrap_or(company.start))
}

fn pipeline_row(company: &Company, pipeline: &Pipeline) -> Value {
    json!({
        "id": pipeline.id,
        "name": pipeline.name,
        "order_nr": pipeline.order,
        "is_deleted": false,
        "is_deal_probability_enabled": pipeline.has_probability,
        "add_time": founding_time(company),
        "update_time": changed(company, pipeline.id),
    })
}

/// `update_time`: null until the first change (pipedrive.md P364); Service was never changed.
fn changed(company: &Company, pipeline: u64) -> Option<At> {
    (pipeline != SERVICE).then(|| founding_time(company))
}

fn stage_row(company: &Company, stage: &Stage) -> Value {
    json!({
        "id": stage.id,
        "name": stage.name,
        "order_nr": stage.order,
        "pipeline_id": stage.pipeline,
        "deal_probability": stage.probability.unwrap_or(100),
        "is_deal_rot_enabled": stage.rots_after.is_some(),
        "days_to_rotten": stage.rots_after,
        "is_deleted": stage.is_deleted,
        "add_time": founding_time(company),
        "update_time": changed(company, stage.pipeline),
    })
}

fn sort_rows(query: &Query, mut rows: Vec<Value>) -> Vec<Value> {
    query.choice("sort_by", &["id", "update_time", "add_time", "order_nr"]);
    if query.choice("sort_direction", &["asc", "desc"]) == Some("desc") {
        rows.reverse();
    }
    rows
}

pub fn pipelines(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let rows = sort_rows(&query, PIPELINES.iter().map(|row| pipeline_row(company, row)).collect());
    page::by_cursor(rows, &query, "pipeline", 500)
}

pub fn pipeline(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let id = parse_id(call, &ids[0])?;
    match PIPELINES.iter().find(|pipeline| pipeline.id == id) {
        Some(pipeline) => Answer::ok(pipeline_row(company, pipeline)),
        None => Err(Answer::missing(call, "Pipeline not found")),
    }
}

/// Lists stages; the list of an unknown pipeline is empty, not a 404 (pipedrive.md P363).
pub fn stages(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let pipeline = query.id("pipeline_id");
    // A deleted stage can still be requested by ID.
    let stages = STAGES
        .iter()
        .filter(|stage| !stage.is_deleted)
        .filter(|stage| pipeline.is_none_or(|pipeline| stage.pipeline == pipeline));
    let rows = sort_rows(&query, stages.map(|row| stage_row(company, row)).collect());
    page::by_cursor(rows, &query, "stage", 500)
}

pub fn stage(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    match company.stage(parse_id(call, &ids[0])?) {
        Some(stage) => Answer::ok(stage_row(company, stage)),
        None => Err(Answer::missing(call, "Stage not found")),
    }
}

fn filter_row(company: &Company, filter: &Filter) -> Value {
    let At(founded) = founding_time(company);
    json!({
        "id": filter.id,
        "name": filter.name,
        "filter_code": null,
        "is_editable": filter.user == USERS[0].id,
        "active_flag": true,
        "type": filter.kind,
        "temporary_flag": null,
        "user_id": filter.user,
        "add_time": time::v1(founded),
        "update_time": time::v1(founded),
        "visible_to": "7",
        "last_used_time": null,
        "custom_view_id": null,
    })
}

pub fn filters(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let kinds = ["deals", "leads", "org", "people", "products", "activity", "projects"];
    let kind = query.choice("type", &kinds);
    query.finish()?;
    let filters = filter::filters(company);
    let filters = filters.filter(|filter| kind.is_none_or(|kind| filter.kind == kind));
    let rows: Vec<Value> = filters.map(|row| filter_row(company, row)).collect();
    Answer::with(rows, Value::Null)
}

pub fn filter(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let id = parse_id(call, &ids[0])?;
    let Some(filter) = filter::filters(company).find(|filter| filter.id == id) else {
        return Err(Answer::missing(call, "Filter not found"));
    };
    let mut row = filter_row(company, filter);
    row["conditions"] = filter.to_json();
    Answer::ok(row)
}

/// Lists currencies, sorted by name and not by ID (pipedrive.md P368).
pub fn currencies(_: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let term = Query::new(call).text("term").unwrap_or("").to_lowercase();
    let fits = |currency: &&Currency| {
        format!("{} {}", currency.code, currency.name).to_lowercase().contains(&term)
    };
    let mut found: Vec<&Currency> = CURRENCIES.iter().filter(fits).collect();
    found.sort_by_key(|currency| currency.name);
    let rows = found.into_iter().map(|currency| {
        json!({
            "id": currency.id,
            "code": currency.code,
            "name": currency.name,
            "symbol": currency.symbol,
            "decimal_points": currency.decimals,
            "active_flag": true,
            "is_custom_flag": false,
        })
    });
    Answer::ok(rows.collect::<Vec<Value>>())
}
