//! The flow of a deal: events of all kinds.

use crate::model::time;
use crate::sandbox::data::company::{Company, ME};
use crate::sandbox::data::custom_fields;
use crate::sandbox::data::deal::{Deal, day};
use crate::sandbox::data::related::{Activity, Change, MembershipChange, Note, Source};
use crate::sandbox::routes::attachments::{file_row, mail_row};
use crate::sandbox::routes::changelog::{agent, source};
use crate::sandbox::routes::deals::parse_id;
use crate::sandbox::routes::summary::map;
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::cmp::Reverse;

const ITEMS: &[&str] = &[
    "call",
    "activity",
    "plannedActivity",
    "change",
    "note",
    "deal",
    "file",
    "dealChange",
    "personChange",
    "organizationChange",
    "follower",
    "dealFollower",
    "personFollower",
    "organizationFollower",
    "participant",
    "comment",
    "mailMessage",
    "mailMessageWithAttachment",
    "invoice",
    "document",
    "marketing_campaign_stat",
    "marketing_status_change",
];

/// Default page size (pipedrive.md P313).
const DEFAULT_LIMIT: usize = 50;

/// A past or planned event.
struct Event {
    at: Timestamp,
    object: &'static str,
    /// Other names of the kind in `items=`.
    also: [&'static str; 2],
    is_undone: bool,
    data: Value,
}

/// Lists open activities first, regardless of age, then the other events, newest first (pipedrive.md
/// P313).
pub fn list(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = company.live_deal(call, parse_id(call, &ids[0])?)?;
    let query = Query::new(call);
    let with_custom = query.choice("all_changes", &["1"]).is_some();
    let wanted = query.choices("items", ITEMS);
    let mut events = events(company, deal, with_custom);
    if let Some(wanted) = wanted {
        let is_wanted = |name: &&str| wanted.contains(name);
        events.retain(|event| is_wanted(&event.object) || event.also.iter().any(is_wanted));
    }
    events.sort_by_key(|event| (!event.is_undone, Reverse(event.at)));
    let rows: Vec<Value> = events
        .into_iter()
        .map(|event| {
            json!({
                "object": event.object,
                "timestamp": time::v1(event.at),
                "data": event.data,
            })
        })
        .collect();
    let (page, pagination) = page::from_offset(rows, &query, query.limit_or(DEFAULT_LIMIT, 500))?;
    let additional = json!({ "filesCountByDay": [], "pagination": pagination });
    Answer::with(page::or_null(&page), additional)
}

fn events(company: &Company, deal: &Deal, with_custom: bool) -> Vec<Event> {
    let linked = company.linked(deal.id);
    let event =
        |at, object, also, data| Event { at, object, also: [also; 2], is_undone: false, data };
    // Rows are collected newest first; the sort is stable.
    let changes = linked
        .changes
        .iter()
        .rev()
        .filter(|change| with_custom || custom_fields::place(change.field).is_none())
        .map(|record| event(record.at, "dealChange", "change", change(company, deal, record)));
    let followers = linked.follower_changes.iter().rev();
    let followers = followers.map(|record| {
        event(record.at, "dealFollower", "follower", upcoming_event(deal, record, "user_id"))
    });
    let participants = linked.participant_changes.iter().rev();
    let participants = participants.map(|record| {
        event(record.at, "participant", "participant", upcoming_event(deal, record, "person_id"))
    });
    let notes = linked.notes.iter().rev();
    let notes =
        notes.map(|record| event(record.added, "note", "note", note(company, deal, record)));
    let files = linked.files.iter().rev();
    let files =
        files.map(|record| event(record.added, "file", "file", file_row(company, deal, record)));
    let mail = linked.mail.iter().rev().map(|record| {
        let object =
            if record.has_attachment { "mailMessageWithAttachment" } else { "mailMessage" };
        event(record.at, object, "mailMessage", mail_row(company, deal.id, record, false))
    });
    let activities = linked.activities.iter().rev().map(|record| Event {
        also: [if record.is_done { record.kind } else { "plannedActivity" }, record.kind],
        is_undone: !record.is_done,
        ..event(record.due, "activity", record.kind, activity(company, deal, record))
    });
    changes
        .chain(followers)
        .chain(participants)
        .chain(notes)
        .chain(files)
        .chain(mail)
        .chain(activities)
        .collect()
}

/// Old and new values are strings or null (pipedrive.md P312).
fn change(company: &Company, deal: &Deal, change: &Change) -> Value {
    let is_bulk = change.source == Source::BulkAction;
    json!({
        "id": change.id,
        "item_id": deal.id,
        "user_id": change.by,
        "field_key": change.field,
        "old_value": change.old,
        "new_value": change.new,
        "is_bulk_update_flag": is_bulk.then_some(1),
        "log_time": time::v1(change.at),
        "change_source": source(change.source),
        "change_source_user_agent": agent(change.source),
        "origin": match change.source {
            Source::App => "app",
            Source::BulkAction => "bulkAction",
            Source::Api => "",
        },
        "origin_id": is_bulk.then_some("5640187"),
        "additional_data": names(company, change),
    })
}

/// The names of the IDs in a change. Names of deleted entities are omitted; if there are none, this is
/// `[]` (pipedrive.md P316).
fn names(company: &Company, change: &Change) -> Value {
    let name = |text: &Option<String>| {
        let id = text.as_ref()?.parse().ok()?;
        match change.field {
            "stage_id" => {
                let stage = company.stage(id).filter(|stage| !stage.is_deleted)?;
                Some(stage.name.to_owned())
            }
            "user_id" => Some(company.user(id)?.name.to_owned()),
            "person_id" => Some(company.person(id)?.name()),
            "org_id" => Some(company.org(id)?.name.to_owned()),
            _ => None,
        }
    };
    let sides = [("old_value_formatted", &change.old), ("new_value_formatted", &change.new)];
    let known = sides.into_iter().filter_map(|(key, id)| Some((key.to_owned(), json!(name(id)?))));
    map(known.collect())
}

fn upcoming_event(deal: &Deal, coming: &MembershipChange, key: &str) -> Value {
    json!({
        "deal_id": deal.id,
        key: coming.who,
        "action": if coming.is_added { "added" } else { "removed" },
        "actor_user_id": coming.by,
        "log_time": time::v1(coming.at),
    })
}

pub fn note(company: &Company, deal: &Deal, note: &Note) -> Value {
    let person = deal.person.and_then(|id| company.person(id));
    let org = deal.org.and_then(|id| company.org(id));
    json!({
        "id": note.id,
        "user_id": note.user,
        "deal_id": deal.id,
        "person_id": deal.person,
        "org_id": deal.org,
        "lead_id": null,
        "project_id": null,
        "content": note.content,
        "add_time": time::v1(note.added),
        "update_time": time::v1(note.added),
        "active_flag": true,
        "pinned_to_deal_flag": false,
        "pinned_to_person_flag": false,
        "pinned_to_organization_flag": false,
        "pinned_to_lead_flag": false,
        "pinned_to_project_flag": false,
        "last_update_user_id": null,
        "organization": org.map(|org| json!({"name": org.name})),
        "person": person.map(|person| json!({"name": person.name()})),
        "deal": {"title": deal.title},
        "lead": null,
        "user": company.user(note.user).map(|user| json!({
            "email": user.email,
            "name": user.name,
            "icon_url": null,
            "is_you": user.id == ME,
        })),
    })
}

fn activity(company: &Company, deal: &Deal, activity: &Activity) -> Value {
    let person = deal.person.and_then(|id| company.person(id));
    let org = deal.org.and_then(|id| company.org(id));
    let done = if activity.is_done { time::v1(activity.due) } else { String::new() };
    json!({
        "id": activity.id,
        "user_id": activity.user,
        "done": activity.is_done,
        "type": activity.kind,
        "due_date": day(activity.due).to_string(),
        "due_time": activity.due.strftime("%H:%M").to_string(),
        "duration": "00:30",
        "busy_flag": false,
        "add_time": time::v1(activity.added),
        "marked_as_done_time": done,
        "subject": activity.subject,
        "public_description": "",
        "location": null,
        "org_id": deal.org,
        "person_id": deal.person,
        "deal_id": deal.id,
        "lead_id": null,
        "project_id": null,
        "active_flag": true,
        "update_time": time::v1(activity.added),
        "note": null,
        "created_by_user_id": activity.user,
        "org_name": org.map(|org| org.name),
        "person_name": person.map(|person| person.name()),
        "deal_title": deal.title,
        "owner_name": company.user(activity.user).map(|user| user.name),
        "assigned_to_user_id": activity.user,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_events_newest_first_and_filters_them() {
        let mut company = Company::with_deals(9);
        let term = "48f49808ade3e1bc48258fca7e2c121cec3bebbf";
        company.respond_for_test("PATCH", "/api/v2/deals/7", json!({"stage_id": 1}));
        let body = json!({"stage_id": 4, "custom_fields": {term: "9 months"}});
        company.respond_for_test("PATCH", "/api/v2/deals/7", body);
        let mut flow = |query: &str| {
            let url = format!("/api/v1/deals/7/flow?{query}");
            let (status, answer) = company.respond_for_test("GET", &url, Value::Null);
            assert_eq!(status, 200, "{answer}");
            answer
        };
        let first = &flow("items=dealChange&limit=2")["data"][1].clone();
        assert_eq!(first["object"], "dealChange");
        assert_eq!(first["data"]["new_value"], "4");
        let names = &first["data"]["additional_data"];
        assert_eq!(names["new_value_formatted"], "Negotiation");
        let all = flow("items=dealChange&all_changes=1&limit=1");
        assert_eq!(all["data"][0]["data"]["field_key"], term);
        let files = flow("items=file&limit=500");
        assert_eq!(files["data"].as_array().unwrap().len(), 130);
        let pagination = &flow("items=file&start=100")["additional_data"]["pagination"];
        assert_eq!(pagination["more_items_in_collection"], false);
        let more = flow("items=file,note");
        assert_eq!(more["additional_data"]["pagination"]["next_start"], 50);
    }
}
