//! What ids and codes mean: deal fields, pipelines, stages, filters, currencies.

use crate::model::time;
use crate::sandbox::data::company::{Company, start};
use crate::sandbox::data::currency::CURRENCIES;
use crate::sandbox::data::custom_fields::{CUSTOM, Custom, Kind, LABELS};
use crate::sandbox::data::directory::{PIPELINES, Pipeline, STAGES, Stage, USERS};
use crate::sandbox::json::v2::{At, OPTIONAL};
use crate::sandbox::routes::deals::id_of;
use crate::sandbox::routes::filter::{self, FILTERS, Filter};
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Code, name, type, and whether it can be written. `value` comes with its currency as a part.
const BUILT_IN: &[(&str, &str, &str, bool)] = &[
    ("id", "ID", "int", false),
    ("title", "Title", "varchar", true),
    ("creator_user_id", "Creator", "user", false),
    ("owner_id", "Owner", "user", true),
    ("value", "Value", "monetary", true),
    ("currency", "Currency", "varchar", true),
    ("person_id", "Contact person", "people", true),
    ("org_id", "Organization", "org", true),
    ("pipeline_id", "Pipeline", "pipeline", true),
    ("stage_id", "Stage", "stage", true),
    ("label_ids", "Label", "set", true),
    ("status", "Status", "status", true),
    ("probability", "Probability", "double", true),
    ("lost_reason", "Lost reason", "varchar", true),
    ("expected_close_date", "Expected close date", "date", true),
    ("visible_to", "Visible to", "visible_to", true),
    ("add_time", "Deal created", "date", false),
    ("update_time", "Update time", "date", false),
    ("stage_change_time", "Last stage change", "date", false),
    ("won_time", "Won time", "date", true),
    ("lost_time", "Lost time", "date", true),
    ("close_time", "Deal closed on", "date", true),
    ("local_won_date", "Won date", "date", false),
    ("local_lost_date", "Lost date", "date", false),
    ("local_close_date", "Close date", "date", false),
    ("is_archived", "Archived", "boolean", true),
    ("archive_time", "Archive time", "date", true),
    ("is_deleted", "Deleted", "boolean", true),
    ("origin", "Source origin", "varchar", false),
    ("origin_id", "Source origin ID", "varchar", false),
    ("channel", "Source channel", "enum", false),
    ("channel_id", "Source channel ID", "varchar", false),
    ("acv", "Annual contract value", "monetary", false),
    ("arr", "Annual recurring revenue", "monetary", false),
    ("mrr", "Monthly recurring revenue", "monetary", false),
];

fn deal_fields() -> Vec<Value> {
    let built_in = BUILT_IN
        .iter()
        .map(|(code, name, kind, is_writable)| built_in(code, name, kind, *is_writable));
    let optional = OPTIONAL.iter().map(|code| {
        let kind = match *code {
            code if code.ends_with("_time") => "date",
            "smart_bcc_email" | "source_lead_id" => "varchar",
            _ => "int",
        };
        let mut field = built_in_field(code, &code.replace('_', " "), kind, false);
        field["is_optional_response_field"] = json!(true);
        field
    });
    let custom = CUSTOM.iter().map(custom);
    built_in.chain(optional).chain(custom).collect()
}

fn built_in(code: &str, name: &str, kind: &str, is_writable: bool) -> Value {
    let mut field = built_in_field(code, name, kind, is_writable);
    let options: &[(Value, &str)] = match code {
        // Options of built-in fields go by text or number (pipedrive.md P189).
        "status" => &["open", "won", "lost", "deleted"].map(|id| (json!(id), id)),
        "visible_to" => &[
            (json!(1), "Owner only"),
            (json!(3), "Owner's visibility group"),
            (json!(5), "Owner's visibility group and sub-groups"),
            (json!(7), "Entire company"),
        ],
        "channel" => &[(json!(52), "Campaign")],
        _ => &[],
    };
    if code == "label_ids" {
        let labels = LABELS.iter();
        field["options"] = labels
            .map(|(id, label, color)| json!({"id": id, "label": label, "color": color}))
            .collect();
    } else if !options.is_empty() {
        field["options"] =
            options.iter().map(|(id, label)| json!({"id": id, "label": label})).collect();
    }
    if kind == "monetary" {
        field["subfields"] = parts(Kind::Monetary, name);
    }
    field
}

fn built_in_field(code: &str, name: &str, kind: &str, is_writable: bool) -> Value {
    json!({
        "field_name": name,
        "field_code": code,
        "description": null,
        "field_type": kind,
        "options": null,
        "subfields": null,
        "is_custom_field": false,
        "is_optional_response_field": false,
        "is_writable": is_writable,
    })
}

fn parts(kind: Kind, name: &str) -> Value {
    let parts = kind.parts().iter().map(|(code, kind, part)| {
        json!({"field_code": code, "field_name": format!("{part} of {name}"), "field_type": kind})
    });
    parts.collect()
}

fn custom(custom: &Custom) -> Value {
    let mut field = built_in_field(custom.key, custom.name, custom.kind.name(), true);
    field["is_custom_field"] = json!(true);
    if !custom.options.is_empty() {
        let options = custom.options.iter();
        field["options"] =
            options.map(|(id, label)| json!({"id": id, "label": label, "color": null})).collect();
    }
    if !custom.kind.parts().is_empty() {
        field["subfields"] = parts(custom.kind, custom.name);
    }
    field
}

/// What fields tell about themselves only when asked.
fn tell_more(query: &Query, fields: &mut [Value]) {
    let known = ["ui_visibility", "important_fields", "required_fields"];
    let Some(asked) = query.choices("include_fields", &known) else {
        return;
    };
    for field in fields {
        // The company wants to be told of every deal which tier it is.
        let is_important = field["field_name"] == "Tier";
        for name in asked.iter().filter(|name| known.contains(name)) {
            field[*name] = match *name {
                "ui_visibility" => json!({
                    "add_visible_flag": true,
                    "details_visible_flag": true,
                    "projects_detail_visible_flag": false,
                    "show_in_pipelines": {"show_in_all": true, "pipeline_ids": []},
                }),
                "important_fields" => json!({"enabled": is_important, "stage_ids": []}),
                _ => json!({"enabled": false, "stage_ids": [], "statuses": {}}),
            };
        }
    }
}

pub fn fields(_: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::of(call);
    let mut fields = deal_fields();
    tell_more(&query, &mut fields);
    page::by_cursor(fields, &query, "field", 500)
}

pub fn field(_: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let query = Query::of(call);
    let mut fields = deal_fields();
    fields.retain(|field| field["field_code"] == ids[0]);
    tell_more(&query, &mut fields);
    query.finish()?;
    match fields.pop() {
        Some(field) => Answer::ok(field),
        None => Err(Answer::missing(call, "Field not found")),
    }
}

/// Two years before the first morning, when the company set up its pipelines.
fn founded() -> At {
    let ago = SignedDuration::from_hours(24 * 760);
    At(start().checked_sub(ago).unwrap_or(start()))
}

fn pipeline_row(pipeline: &Pipeline) -> Value {
    json!({
        "id": pipeline.id,
        "name": pipeline.name,
        "order_nr": pipeline.id,
        "is_deleted": false,
        "is_deal_probability_enabled": pipeline.has_probability,
        "add_time": founded(),
        "update_time": founded(),
    })
}

fn stage_row(stage: &Stage) -> Value {
    json!({
        "id": stage.id,
        "order_nr": stage.order,
        "name": stage.name,
        "is_deleted": stage.is_deleted,
        "deal_probability": stage.probability.unwrap_or(100),
        "pipeline_id": stage.pipeline,
        "is_deal_rot_enabled": stage.rots_after.is_some(),
        "days_to_rotten": stage.rots_after,
        "add_time": founded(),
        "update_time": founded(),
    })
}

fn sorted(query: &Query, mut rows: Vec<Value>) -> Vec<Value> {
    query.choice("sort_by", &["id", "update_time", "add_time", "order_nr"]);
    if query.choice("sort_direction", &["asc", "desc"]) == Some("desc") {
        rows.reverse();
    }
    rows
}

pub fn pipelines(_: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::of(call);
    let rows = sorted(&query, PIPELINES.iter().map(pipeline_row).collect());
    page::by_cursor(rows, &query, "pipeline", 500)
}

pub fn pipeline(_: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let id = id_of(call, &ids[0])?;
    match PIPELINES.iter().find(|pipeline| pipeline.id == id) {
        Some(pipeline) => Answer::ok(pipeline_row(pipeline)),
        None => Err(Answer::missing(call, "Pipeline not found")),
    }
}

/// The stages of a pipeline that is not there are none, not a 404 (pipedrive.md P363).
pub fn stages(_: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::of(call);
    let pipeline = query.id("pipeline_id");
    // A deleted stage can still be read by its id, as deals that never left it need.
    let stages = STAGES
        .iter()
        .filter(|stage| !stage.is_deleted)
        .filter(|stage| pipeline.is_none_or(|pipeline| stage.pipeline == pipeline));
    let rows = sorted(&query, stages.map(stage_row).collect());
    page::by_cursor(rows, &query, "stage", 500)
}

pub fn stage(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    match company.stage(id_of(call, &ids[0])?) {
        Some(stage) => Answer::ok(stage_row(stage)),
        None => Err(Answer::missing(call, "Stage not found")),
    }
}

fn filter_row(filter: &Filter) -> Value {
    let At(founded) = founded();
    json!({
        "id": filter.id,
        "name": filter.name,
        "filter_code": null,
        "is_editable": filter.user == USERS[0].id,
        "active_flag": true,
        "type": filter.of,
        "temporary_flag": null,
        "user_id": filter.user,
        "add_time": time::v1(founded),
        "update_time": time::v1(founded),
        "visible_to": "7",
        "last_used_time": null,
        "custom_view_id": null,
    })
}

pub fn filters(_: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::of(call);
    let kinds = ["deals", "leads", "org", "people", "products", "activity", "projects"];
    let kind = query.choice("type", &kinds);
    query.finish()?;
    let filters = FILTERS.iter().filter(|filter| kind.is_none_or(|kind| filter.of == kind));
    let rows: Vec<Value> = filters.map(filter_row).collect();
    Answer::ok(rows)
}

pub fn filter(_: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let Some(filter) = filter::filter(id_of(call, &ids[0])?) else {
        return Err(Answer::missing(call, "Filter not found"));
    };
    let mut row = filter_row(filter);
    row["conditions"] = filter.nested();
    Answer::ok(row)
}

pub fn currencies(_: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let term = Query::of(call).text("term").unwrap_or("").to_lowercase();
    let rows: Vec<Value> = CURRENCIES
        .iter()
        .filter(|currency| {
            format!("{} {}", currency.code, currency.name).to_lowercase().contains(&term)
        })
        .map(|currency| {
            json!({
                "id": currency.id,
                "code": currency.code,
                "name": currency.name,
                "decimal_points": currency.decimals,
                "symbol": currency.symbol,
                "active_flag": true,
                "is_custom_flag": false,
            })
        })
        .collect();
    Answer::ok(rows)
}
