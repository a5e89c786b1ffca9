//! Deal fields in v2 and v1. Types, options and flags are those of recordings (pipedrive.md P189,
//! P194, P195, P196).

use crate::model::time;
use crate::sandbox::data::company::{Company, ME};
use crate::sandbox::data::custom_fields::{Custom, Kind, LABELS, LOST_REASONS};
use crate::sandbox::json::v2::{At, OPTIONAL};
use crate::sandbox::routes::lookups::founding_time;
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use serde_json::{Value, json};

/// A built-in deal field.
struct BuiltIn {
    code: &'static str,
    /// The key in v1, if it has the field.
    old: Option<&'static str>,
    name: &'static str,
    kind: &'static str,
}

const fn built_in(code: &'static str, name: &'static str, kind: &'static str) -> BuiltIn {
    BuiltIn { code, old: Some(code), name, kind }
}

const fn renamed(old: Option<&'static str>, field: BuiltIn) -> BuiltIn {
    BuiltIn { old, ..field }
}

static BUILT_IN: &[BuiltIn] = &[
    built_in("id", "ID", "int"),
    built_in("title", "Title", "varchar"),
    built_in("creator_user_id", "Creator", "user"),
    renamed(Some("user_id"), built_in("owner_id", "Owner", "user")),
    built_in("value", "Value", "monetary"),
    built_in("probability", "Probability", "int"),
    built_in("org_id", "Organization", "org"),
    renamed(Some("pipeline"), built_in("pipeline_id", "Pipeline", "double")),
    built_in("person_id", "Contact person", "people"),
    built_in("stage_id", "Stage", "stage"),
    renamed(Some("label"), built_in("label_ids", "Label", "set")),
    built_in("status", "Status", "status"),
    built_in("add_time", "Deal created", "date"),
    built_in("update_time", "Update time", "date"),
    built_in("stage_change_time", "Last stage change", "date"),
    renamed(None, built_in("next_activity_id", "Next activity", "activity")),
    renamed(None, built_in("last_activity_id", "Last activity", "activity")),
    built_in("won_time", "Won time", "date"),
    renamed(None, built_in("first_won_time", "First won time", "date")),
    built_in("last_incoming_mail_time", "Last email received", "date"),
    built_in("last_outgoing_mail_time", "Last email sent", "date"),
    built_in("lost_time", "Lost time", "date"),
    built_in("close_time", "Deal closed on", "date"),
    built_in("lost_reason", "Lost reason", "varchar_options"),
    built_in("visible_to", "Visible to", "visible_to"),
    renamed(None, built_in("local_won_date", "Won date", "date")),
    renamed(None, built_in("local_lost_date", "Lost date", "date")),
    renamed(None, built_in("local_close_date", "Close date", "date")),
    built_in("activities_count", "Total activities", "int"),
    built_in("done_activities_count", "Done activities", "int"),
    built_in("undone_activities_count", "Activities to do", "int"),
    built_in("email_messages_count", "Email messages count", "int"),
    renamed(None, built_in("files_count", "Files count", "int")),
    renamed(None, built_in("notes_count", "Notes count", "int")),
    renamed(None, built_in("followers_count", "Followers count", "int")),
    renamed(None, built_in("participants_count", "Participants count", "int")),
    renamed(None, built_in("products_count", "Products count", "int")),
    built_in("expected_close_date", "Expected close date", "date"),
    renamed(None, built_in("smart_bcc_email", "Smart Bcc email", "varchar")),
    built_in("origin", "Source origin", "enum"),
    built_in("origin_id", "Source origin ID", "varchar"),
    built_in("channel", "Source channel", "enum"),
    built_in("channel_id", "Source channel ID", "varchar"),
    built_in("is_archived", "Archive status", "boolean"),
    built_in("archive_time", "Archive time", "date"),
    renamed(None, built_in("is_deleted", "Is deleted", "boolean")),
];

const ORIGINS: &[(&str, &str)] = &[
    ("ManuallyCreated", "Manually created"),
    ("Import", "Import"),
    ("API", "API"),
    ("Automation", "Automation"),
    ("Marketplace", "Marketplace"),
    ("WebForms", "Web Forms"),
    ("Campaigns", "Campaigns"),
];

const CHANNELS: &[&str] = &[
    "Prospector",
    "Lead Suggestions",
    "Web forms",
    "Chatbot",
    "Live chat",
    "Web visitors",
    "Campaigns",
    "Marketplace",
    "Messaging Inbox",
];

impl BuiltIn {
    fn options(&self) -> Option<Vec<Value>> {
        let plain = |options: &[(Value, &str)]| {
            options.iter().map(|(id, label)| json!({"id": id, "label": label})).collect()
        };
        Some(match self.code {
            "status" => plain(&[
                (json!("open"), "Open"),
                (json!("lost"), "Lost"),
                (json!("won"), "Won"),
                (json!("deleted"), "Deleted"),
            ]),
            "visible_to" => plain(&[
                (json!(1), "Item owner"),
                (json!(3), "Item owner’s visibility group"),
                (json!(5), "Item owner’s visibility group and sub-groups"),
                (json!(7), "All users"),
            ]),
            "is_archived" => plain(&[(json!(false), "Not archived"), (json!(true), "Archived")]),
            "origin" => {
                plain(&ORIGINS.iter().map(|(id, label)| (json!(id), *label)).collect::<Vec<_>>())
            }
            "channel" => {
                let channel = |(place, label): (usize, &&str)| {
                    let alt = label.to_lowercase().replace(' ', "_");
                    json!({"id": place + 1, "label": label, "alt_id": alt})
                };
                CHANNELS.iter().enumerate().map(channel).collect()
            }
            "label_ids" => {
                let label = |(id, label, color): &(u64, &str, &str)| json!({"id": id, "label": label, "color": color});
                LABELS.iter().map(label).collect()
            }
            "lost_reason" => {
                let reason =
                    |(id, label): &(u64, &str)| json!({"id": id, "label": label, "color": null});
                LOST_REASONS.iter().map(reason).collect()
            }
            _ => return None,
        })
    }

    fn v2(&self) -> Value {
        let mut field = v2(self.code, self.name, self.kind);
        field["is_optional_response_field"] = json!(OPTIONAL.contains(&self.code));
        if let Some(options) = self.options() {
            field["options"] = json!(options);
        }
        if self.kind == "monetary" {
            field["subfields"] = parts(Kind::Monetary);
        }
        field
    }

    /// Conditions under which v1 reports the field as mandatory; the API does not enforce them.
    fn mandatory(&self) -> Value {
        match self.code {
            "won_time" => json!({"status": "=won"}),
            "lost_time" | "lost_reason" => json!({"status": "=lost"}),
            "org_id" => json!({"person_id": "<=0"}),
            "person_id" => json!({"org_id": "<=0"}),
            "value" | "probability" | "label_ids" | "expected_close_date" => json!(false),
            _ => json!(true),
        }
    }
}

fn v2(code: &str, name: &str, kind: &str) -> Value {
    json!({
        "field_name": name,
        "field_code": code,
        "field_type": kind,
        "options": null,
        "subfields": null,
        "is_custom_field": false,
        "is_optional_response_field": false,
    })
}

fn parts(kind: Kind) -> Value {
    let parts = kind.parts().iter().map(
        |(code, kind, part)| json!({"field_code": code, "field_name": part, "field_type": kind}),
    );
    parts.collect()
}

fn v2_custom(custom: &Custom) -> Value {
    let mut field = v2(custom.key, custom.name, custom.kind.name());
    field["is_custom_field"] = json!(true);
    if !custom.options.is_empty() {
        let option = |(id, label): &(u64, &str)| json!({"id": id, "label": label, "color": null, "update_time": null, "add_time": null});
        field["options"] = custom.options.iter().map(option).collect();
    }
    if !custom.kind.parts().is_empty() {
        field["subfields"] = parts(custom.kind);
    }
    field
}

fn deal_fields(company: &Company) -> Vec<Value> {
    BUILT_IN.iter().map(BuiltIn::v2).chain(company.custom_fields().iter().map(v2_custom)).collect()
}

/// Adds the properties that are only returned on request.
fn add_optional(query: &Query, fields: &mut [Value]) {
    let known = ["ui_visibility", "important_fields", "required_fields"];
    let Some(requested) = query.choices("include_fields", &known) else {
        return;
    };
    for field in fields {
        // The company marks Tier as important.
        let is_important = field["field_name"] == "Tier";
        for name in requested.iter().filter(|name| known.contains(name)) {
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

pub fn list(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let mut fields = deal_fields(company);
    add_optional(&query, &mut fields);
    page::by_cursor(fields, &query, "field", 500)
}

pub fn one(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let query = Query::new(call);
    let mut fields = deal_fields(company);
    fields.retain(|field| field["field_code"] == ids[0]);
    add_optional(&query, &mut fields);
    query.finish()?;
    match fields.pop() {
        Some(field) => Answer::ok(field),
        None => Err(Answer::missing(call, "Field not found")),
    }
}

/// The ID of the first field in v1.
pub const FIRST: usize = 12_451;

/// Fields in v1: other keys, and parts of amounts as separate fields.
pub fn list_v1(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let mut rows = Vec::new();
    for (place, field) in BUILT_IN.iter().enumerate() {
        let Some(key) = field.old else { continue };
        // v1 reports an option field as an enum (pipedrive.md P189).
        let kind = if field.kind == "boolean" { "enum" } else { field.kind };
        let mut row = v1(company, FIRST + place, key, field.name, kind, false);
        row["mandatory_flag"] = field.mandatory();
        if let Some(options) = field.options() {
            row["options"] = json!(options);
        }
        rows.push(row);
        if field.kind == "monetary" {
            rows.push(v1_part(FIRST + place, "currency", "Currency", &field.mandatory()));
        }
    }
    for (place, field) in company.custom_fields().iter().enumerate() {
        let id = FIRST + BUILT_IN.len() + place;
        let mut row = v1(company, id, field.key, field.name, field.kind.name(), true);
        row["mandatory_flag"] = json!(false);
        if !field.options.is_empty() {
            let options = field.options.iter();
            row["options"] = options.map(|(id, label)| json!({"id": id, "label": label})).collect();
        }
        rows.push(row);
        for (part, _, name) in field.kind.parts().iter().filter(|(part, ..)| *part != "value") {
            let (key, name) =
                (format!("{}_{part}", field.key), format!("{name} of {}", field.name));
            rows.push(v1_part(id, &key, &name, &json!(false)));
        }
    }
    page::by_offset(rows, &Query::new(call), 500, |_| None)
}

pub fn v1(
    company: &Company,
    id: usize,
    key: &str,
    name: &str,
    kind: &str,
    is_custom: bool,
) -> Value {
    let At(founded) = founding_time(company);
    json!({
        "id": id,
        "key": key,
        "name": name,
        "group_id": null,
        "order_nr": id - FIRST,
        "field_type": kind,
        "json_column_flag": is_custom,
        "add_time": time::v1(founded),
        "update_time": null,
        "last_updated_by_user_id": null,
        "edit_flag": is_custom,
        "details_visible_flag": true,
        "add_visible_flag": is_custom,
        "important_flag": false,
        "bulk_edit_allowed": true,
        "filtering_allowed": true,
        "sortable_flag": true,
        "mandatory_flag": true,
        "searchable_flag": is_custom,
        "restriction_settings": [],
        "user_restrictions": null,
        "description": null,
        "created_by_user_id": is_custom.then_some(ME),
        "active_flag": true,
        "projects_detail_visible_flag": false,
        "show_in_pipelines": {"show_in_all": true},
    })
}

/// A part of a field, without an ID of its own.
fn v1_part(parent: usize, key: &str, name: &str, mandatory: &Value) -> Value {
    json!({
        "id": null,
        "key": key,
        "name": name,
        "field_type": "varchar",
        "edit_flag": false,
        "active_flag": true,
        "is_subfield": true,
        "mandatory_flag": mandatory,
        "parent_id": parent,
        "id_suffix": key.rsplit('_').next(),
    })
}
