//! The flow: everything that happened to a deal, of every kind, newest first.

use crate::model::time;
use crate::sandbox::data::company::Company;
use crate::sandbox::data::deal::{Deal, day};
use crate::sandbox::data::related::{Activity, Change, Coming, Note};
use crate::sandbox::routes::attachments::{file_row, mail_row};
use crate::sandbox::routes::changelog::{agent, source};
use crate::sandbox::routes::deals::id_of;
use crate::sandbox::routes::people::Related;
use crate::sandbox::wire::call::{Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use jiff::Timestamp;
use serde_json::{Value, json};

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

/// One thing that happened.
struct Event {
    at: Timestamp,
    object: &'static str,
    /// What else `items=` may call it.
    also: &'static str,
    data: Value,
}

pub fn list(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = company.live_deal(call, id_of(call, &ids[0])?)?;
    let query = Query::of(call);
    let with_custom = query.choice("all_changes", &["1"]).is_some();
    let wanted = query.choices("items", ITEMS);
    let mut events = events(company, deal, with_custom);
    if let Some(wanted) = wanted {
        events.retain(|event| wanted.contains(&event.object) || wanted.contains(&event.also));
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
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
    page::by_offset(rows, &query, 500, |page| Some(related(company, deal, page)))
}

fn related(company: &Company, deal: &Deal, page: &[Value]) -> Value {
    let mut related = Related::new(company);
    related.deal(deal);
    if let Some(person) = deal.person {
        related.person(person);
    }
    if let Some(org) = deal.org {
        related.org(org);
    }
    related.user(deal.owner);
    for row in page {
        if let Some(user) = row["data"]["user_id"].as_u64() {
            related.user(user);
        }
    }
    related.into_value()
}

fn events(company: &Company, deal: &Deal, with_custom: bool) -> Vec<Event> {
    let linked = company.linked(deal.id);
    let event = |at, object, also, data| Event { at, object, also, data };
    // Rows are gathered newest first, so that the sort leaves equals in that order.
    let changes = linked
        .changes
        .iter()
        .rev()
        .filter(|change| {
            with_custom || crate::sandbox::data::custom_fields::place(change.field).is_none()
        })
        .map(|own| event(own.at, "dealChange", "change", change(company, deal, own)));
    let followers = linked.follower_changes.iter().rev();
    let followers = followers
        .map(|own| event(own.at, "dealFollower", "follower", coming(deal, own, "user_id")));
    let participants = linked.participant_changes.iter().rev();
    let participants = participants
        .map(|own| event(own.at, "participant", "participant", coming(deal, own, "person_id")));
    let notes = linked.notes.iter().rev();
    let notes = notes.map(|own| event(own.added, "note", "note", note(deal, own)));
    let files = linked.files.iter().rev();
    let files = files.map(|own| event(own.added, "file", "file", file_row(company, deal, own)));
    let mail = linked.mail.iter().rev().map(|own| {
        let object = if own.has_attachment { "mailMessageWithAttachment" } else { "mailMessage" };
        event(own.at, object, "mailMessage", mail_row(company, own, false))
    });
    let activities = linked.activities.iter().rev().map(|own| {
        let object = if own.is_done { "activity" } else { "plannedActivity" };
        event(own.added, object, own.kind, activity(company, deal, own))
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

/// Old and new come as what they are, numbers as numbers (pipedrive.md P312).
fn change(company: &Company, deal: &Deal, change: &Change) -> Value {
    let is_number =
        change.field.ends_with("_id") || ["value", "probability"].contains(&change.field);
    let typed = |text: &Option<String>| match text {
        Some(text) if is_number => serde_json::from_str(text).unwrap_or(json!(text)),
        text => json!(text),
    };
    let stage = |text: &Option<String>| {
        let id = text.as_ref()?.parse().ok()?;
        company.stage(id).map(|stage| stage.name)
    };
    let names = match change.field {
        "stage_id" => json!({
            "old_value_formatted": stage(&change.old),
            "new_value_formatted": stage(&change.new),
        }),
        _ => json!([]),
    };
    json!({
        "id": change.id,
        "item_id": deal.id,
        "user_id": change.by,
        "field_key": change.field,
        "old_value": typed(&change.old),
        "new_value": typed(&change.new),
        "is_bulk_update_flag": null,
        "log_time": time::v1(change.at),
        "change_source": source(change),
        "change_source_user_agent": agent(change),
        "additional_data": names,
    })
}

fn coming(deal: &Deal, coming: &Coming, key: &str) -> Value {
    json!({
        "deal_id": deal.id,
        key: coming.who,
        "action": if coming.came { "added" } else { "removed" },
        "actor_user_id": coming.by,
        "log_time": time::v1(coming.at),
    })
}

fn note(deal: &Deal, note: &Note) -> Value {
    json!({
        "id": note.id,
        "user_id": note.user,
        "deal_id": deal.id,
        "person_id": deal.person,
        "org_id": deal.org,
        "content": note.content,
        "add_time": time::v1(note.added),
        "update_time": time::v1(note.added),
        "active_flag": true,
    })
}

fn activity(company: &Company, deal: &Deal, activity: &Activity) -> Value {
    json!({
        "id": activity.id,
        "user_id": activity.user,
        "done": activity.is_done,
        "type": activity.kind,
        "subject": activity.subject,
        "due_date": day(activity.due).to_string(),
        "due_time": activity.due.strftime("%H:%M").to_string(),
        "duration": "00:30",
        "deal_id": deal.id,
        "person_id": deal.person,
        "org_id": deal.org,
        "deal_title": deal.title,
        "owner_name": company.user(activity.user).map(|user| user.name),
        "add_time": time::v1(activity.added),
        "update_time": time::v1(activity.added),
        "marked_as_done_time": activity.is_done.then(|| time::v1(activity.due)),
        "active_flag": true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_flows_newest_first_and_can_be_narrowed() {
        let mut company = Company::of(9);
        let term = "48f49808ade3e1bc48258fca7e2c121cec3bebbf";
        company.ask("PATCH", "/api/v2/deals/7", json!({"stage_id": 1}));
        let body = json!({"stage_id": 4, "custom_fields": {term: "9 months"}});
        company.ask("PATCH", "/api/v2/deals/7", body);
        let mut flow = |query: &str| {
            let url = format!("/api/v1/deals/7/flow?{query}");
            let (status, answer) = company.ask("GET", &url, Value::Null);
            assert_eq!(status, 200, "{answer}");
            answer
        };
        let first = &flow("limit=1")["data"][0].clone();
        assert_eq!(first["object"], "dealChange");
        assert_eq!(first["data"]["new_value"], 4);
        let names = &first["data"]["additional_data"];
        assert_eq!(names["new_value_formatted"], "Negotiation");
        let all = flow("all_changes=1&limit=1");
        assert_eq!(all["data"][0]["data"]["field_key"], term);
        let files = flow("items=file&limit=500");
        assert_eq!(files["data"].as_array().unwrap().len(), 130);
        let pagination = &flow("items=file&start=100")["additional_data"]["pagination"];
        assert_eq!(pagination["more_items_in_collection"], false);
        let more = flow("items=file,note");
        assert_eq!(more["additional_data"]["pagination"]["next_start"], 100);
    }
}
