//! JSON of a deal in v1: different key names, times without a zone, custom fields at the top level.

use crate::model::deal_status::DealStatus;
use crate::model::time;
use crate::sandbox::data::company::Company;
use crate::sandbox::data::currency::{self, Plain, round_amount};
use crate::sandbox::data::custom_fields::Kind;
use crate::sandbox::data::deal::{Deal, day};
use crate::sandbox::json::v2::bcc;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Keys in the order of a recording (pipedrive.md P263); whole amounts without a fraction.
pub fn deal(deal: &Deal, company: &Company) -> Value {
    let mut row = beginning(deal);
    row.extend(activities(deal, company));
    row.extend(closing(deal));
    row.extend(counts(deal, company));
    row.extend(local(deal, company));
    row.extend(names(deal, company));
    row.extend(custom(deal, company));
    row.extend(object(json!({"org_hidden": false, "person_hidden": false})));
    Value::Object(row)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn at(at: Option<Timestamp>) -> Option<String> {
    at.map(time::v1)
}

fn date(at: Timestamp) -> String {
    day(at).to_string()
}

fn beginning(deal: &Deal) -> Map<String, Value> {
    object(json!({
        "id": deal.id,
        "creator_user_id": deal.creator,
        "user_id": deal.owner,
        "person_id": deal.person,
        "org_id": deal.org,
        "stage_id": deal.stage,
        "title": deal.title,
        "value": deal.value.map(Plain),
        "acv": null,
        "mrr": null,
        "arr": null,
        "currency": deal.currency,
        "add_time": time::v1(deal.added),
        "update_time": time::v1(deal.updated),
        "stage_change_time": at(deal.staged),
        "active": deal.deleted.is_none() && deal.status == DealStatus::Open,
        "deleted": deal.deleted.is_some(),
        "status": deal.shown_status(),
        "probability": deal.probability.map(Plain),
    }))
}

fn activities(deal: &Deal, company: &Company) -> Map<String, Value> {
    let linked = company.linked(deal.id);
    let (next, last) = (linked.next_activity(), linked.last_activity());
    object(json!({
        "next_activity_date": next.map(|next| date(next.due)),
        "next_activity_time": next.map(|next| next.due.strftime("%H:%M:%S").to_string()),
        "next_activity_id": next.map(|next| next.id),
        "last_activity_id": last.map(|last| last.id),
        "last_activity_date": last.map(|last| date(last.due)),
    }))
}

fn closing(deal: &Deal) -> Map<String, Value> {
    object(json!({
        "lost_reason": deal.lost_reason,
        // A string in v1 (pipedrive.md P121).
        "visible_to": deal.visible_to.to_string(),
        "close_time": at(deal.closed),
        "pipeline_id": deal.pipeline,
        "won_time": at(deal.won),
        "first_won_time": at(deal.first_won),
        "lost_time": at(deal.lost),
    }))
}

fn counts(deal: &Deal, company: &Company) -> Map<String, Value> {
    let linked = company.linked(deal.id);
    let done = linked.activities.iter().filter(|own| own.is_done).count();
    object(json!({
        "products_count": linked.products.len(),
        "files_count": linked.files.len(),
        "notes_count": linked.notes.len(),
        "followers_count": linked.followers.len(),
        "email_messages_count": linked.mail.len(),
        "activities_count": linked.activities.len(),
        "done_activities_count": done,
        "undone_activities_count": linked.activities.len() - done,
        "participants_count": linked.participants.len(),
    }))
}

fn local(deal: &Deal, company: &Company) -> Map<String, Value> {
    let linked = company.linked(deal.id);
    let labels: Vec<String> = deal.labels.iter().map(u64::to_string).collect();
    object(json!({
        "expected_close_date": deal.expected.text(),
        "last_incoming_mail_time": at(linked.last_mail(true)),
        "last_outgoing_mail_time": at(linked.last_mail(false)),
        "label": (!labels.is_empty()).then(|| labels.join(",")),
        "local_won_date": deal.won.map(date),
        "local_lost_date": deal.lost.map(date),
        "local_close_date": deal.closed.map(date),
        "origin": deal.origin,
        "origin_id": null,
        "channel": deal.channel.map(|(id, _)| id),
        "channel_id": deal.channel.map(|(_, name)| name),
        "is_archived": deal.archived.is_some(),
        "archive_time": at(deal.archived),
        "score": null,
        "sequence_enrollment": null,
        "source_lead_id": null,
    }))
}

fn names(deal: &Deal, company: &Company) -> Map<String, Value> {
    let person = deal.person.and_then(|id| company.person(id));
    let org = deal.org.and_then(|id| company.org(id));
    let next = company.linked(deal.id).next_activity();
    let currency = currency::currency(deal.currency).unwrap_or(currency::HOME);
    let value = deal.value.unwrap_or_default();
    let weighted = round_amount(value * company.likelihood(deal) / 100.0);
    object(json!({
        "stage_order_nr": company.stage(deal.stage).map(|stage| stage.order),
        "person_name": person.map(|person| person.name()),
        "org_name": org.map(|org| org.name),
        "next_activity_subject": next.map(|next| &next.subject),
        "next_activity_type": next.map(|next| next.kind),
        "next_activity_duration": null,
        "next_activity_note": null,
        "formatted_value": currency.format(value),
        "weighted_value": Plain(weighted),
        "formatted_weighted_value": currency.format(weighted),
        "weighted_value_currency": deal.currency,
        "rotten_time": null,
        "acv_currency": null,
        "mrr_currency": null,
        "arr_currency": null,
        "owner_name": company.user(deal.owner).map(|owner| owner.name),
        "cc_email": bcc(deal.id),
    }))
}

/// Custom fields under `<hash>`, `<hash>_currency`, `<hash>_until` and so on (pipedrive.md P182).
pub fn custom(deal: &Deal, company: &Company) -> Map<String, Value> {
    let mut row = Map::new();
    for (place, field) in company.custom_fields().iter().enumerate() {
        let value: Value = deal
            .custom(place)
            .and_then(|value| serde_json::from_str(value.get()).ok())
            .unwrap_or(Value::Null);
        match value {
            Value::Object(parts) => {
                for (part, value) in parts {
                    let key = match part.as_str() {
                        "value" => field.key.to_owned(),
                        part => format!("{}_{part}", field.key),
                    };
                    row.insert(key, value);
                }
            }
            value if field.kind == Kind::Enum && !value.is_null() => {
                row.insert(field.key.into(), json!(value.to_string()));
            }
            value if field.kind == Kind::Set => {
                row.insert(field.key.into(), json!(deal.custom_text(place)));
                debug_assert!(value.is_array() || value.is_null());
            }
            value => {
                row.insert(field.key.into(), value);
            }
        }
    }
    row
}
