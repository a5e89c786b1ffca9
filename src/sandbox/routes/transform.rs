//! Duplicate, merge and convert deals.

use crate::model::deal_status::DealStatus;
use crate::sandbox::data::company::{Company, Conversion, Lead, ME};
use crate::sandbox::data::currency::Plain;
use crate::sandbox::data::custom_fields::CUSTOM;
use crate::sandbox::data::deal::{Deal, Expected};
use crate::sandbox::json::v1;
use crate::sandbox::json::v2;
use crate::sandbox::routes::deals::{mark_deleted, parse_id};
use crate::sandbox::wire::body::Form;
use crate::sandbox::wire::call::{Answer, Body, Call, Outcome};
use serde_json::{Value, json};

pub fn duplicate(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let original = company.live_deal(call, parse_id(call, &ids[0])?)?.clone();
    let now = company.tick();
    let mut copy = original.clone();
    copy.id = company.take_deal();
    copy.title = format!("{} (copy)", original.title).into();
    copy.creator = ME;
    (copy.added, copy.updated, copy.staged) = (now, now, None);
    copy.status = DealStatus::Open;
    copy.lost_reason = None;
    (copy.won, copy.first_won, copy.lost, copy.closed) = (None, None, None, None);
    copy.archived = None;
    copy.origin = "API";
    let participants = company.linked(original.id).participants.clone();
    for mut participant in participants {
        participant.id = company.next_row();
        participant.added = now;
        company.linked_mut(copy.id).participants.push(participant);
    }
    company.log_change(copy.id, "add_time", None, Some(crate::model::time::v1(now)), now);
    let mut row = v1::deal(&copy, company);
    // As for any new deal, it is set after the response (pipedrive.md P264).
    row["update_time"] = Value::Null;
    company.deals.insert(copy.id, copy);
    Answer::created(row)
}

/// Merges the deal in the path into the other one, whose values have precedence (pipedrive.md
/// P260).
pub fn merge(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let merged = parse_id(call, &ids[0])?;
    let form = Form::new(call)?;
    let survivor = form.id("merge_with_id");
    form.finish()?;
    let Some(survivor) = survivor else {
        return Err(Answer::new_refusal(400, "Bad request"));
    };
    if survivor == merged {
        return Err(Answer::new_refusal(400, "A deal cannot be merged with itself"));
    }
    let other = company.live_deal(call, merged)?.clone();
    let before = company.live_deal(call, survivor)?.clone();
    if other.archived.is_some() || before.archived.is_some() {
        return Err(Answer::new_refusal(400, "Archived deal cannot be updated"));
    }
    let now = company.tick();
    let mut after = fill_empty_fields(&before, &other);
    after.updated = now;
    company.deals.remove(&merged);
    if let Some(linked) = company.linked.remove(&merged) {
        company.linked_mut(survivor).absorb(linked);
    }
    company.replace_deal(&before, after, now);
    let mut row = v1::deal(company.deal(call, survivor)?, company);
    row["merge_what_id"] = json!(merged);
    Answer::ok(row)
}

fn fill_empty_fields(survivor: &Deal, other: &Deal) -> Deal {
    let mut deal = survivor.clone();
    deal.person = deal.person.or(other.person);
    deal.org = deal.org.or(other.org);
    deal.value = deal.value.or(other.value);
    deal.probability = deal.probability.or(other.probability);
    if deal.expected == Expected::Unset {
        deal.expected = other.expected;
    }
    if deal.labels.is_empty() {
        deal.labels = other.labels.clone();
    }
    for place in 0..CUSTOM.len() {
        if deal.custom(place).is_none()
            && let Some(value) = other.custom(place)
        {
            deal.set_custom(place, serde_json::from_str(value.get()).ok().as_ref());
        }
    }
    deal
}

pub fn convert(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    // An empty body with a JSON content type is invalid JSON (pipedrive.md P266); without the
    // content type it is accepted.
    if !matches!(&call.body, Body::Empty | Body::Json(Value::Object(_))) {
        return Err(Answer::invalid(&["body: The value is not a valid 'object'".into()]));
    }
    if company.find(deal).is_none() {
        return Err(no_entity());
    }
    company.live_deal(call, deal)?;
    company.tick();
    let id = company.next_uuid();
    let conversion = Conversion { deal, polls: 0, lead: None };
    company.conversions.insert(id.clone(), conversion);
    Answer::with(json!({ "conversion_id": id }), Value::Null)
}

/// The 404 of conversions (pipedrive.md P48).
fn no_entity() -> Answer {
    Answer::new_explained(404, "Entity was not found", "Object was not found.")
}

/// Returns the status and advances the conversion: not started, running twice, then done. This GET
/// therefore counts as a change.
pub fn conversion(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    let id = ids[1].to_lowercase();
    let Some(Conversion { polls, lead, .. }) =
        company.conversions.get(&id).filter(|conversion| conversion.deal == deal)
    else {
        return Err(no_entity());
    };
    let (polls, lead) = (*polls, lead.clone());
    let mut data = json!({ "conversion_id": id });
    data["status"] = json!(match polls {
        0 => "not_started",
        1 | 2 => "running",
        3 => return complete(company, deal, &id),
        _ if lead.is_some() => "completed",
        _ => "failed",
    });
    if polls < 3 {
        step(company, &id, None);
    }
    if let Some(lead) = lead {
        data["lead_id"] = json!(lead);
    }
    Answer::with(data, Value::Null)
}

fn step(company: &mut Company, id: &str, lead: Option<String>) {
    company.tick();
    if let Some(conversion) = company.conversions.get_mut(id) {
        conversion.polls += 1;
        conversion.lead = lead;
    }
}

/// Converts the deal to a lead, unless it was deleted meanwhile.
fn complete(company: &mut Company, deal: u64, id: &str) -> Outcome {
    let Some(deal) = company.find(deal).filter(|deal| deal.deleted.is_none()).cloned() else {
        step(company, id, None);
        let failed = json!({"conversion_id": id, "status": "failed"});
        return Answer::with(failed, Value::Null);
    };
    let lead = company.next_uuid();
    step(company, id, Some(lead.clone()));
    let now = company.now();
    mark_deleted(company, &deal, now);
    company.leads.insert(lead.clone(), Lead { deal, added: now });
    Answer::with(json!({"lead_id": lead, "conversion_id": id, "status": "completed"}), Value::Null)
}

pub fn lead(company: &mut Company, _: &Call, ids: &[String]) -> Outcome {
    let Some((id, lead)) = company.leads.get_key_value(&ids[0].to_lowercase()) else {
        let (error, info) = ("requested lead not found", "Object was not found.");
        return Err(Answer::new_explained(404, error, info));
    };
    let deal = &lead.deal;
    let amount = |value| json!({"amount": Plain(value), "currency": deal.currency});
    let mut row = json!({
        "id": id,
        "title": deal.title,
        "owner_id": deal.owner,
        "creator_id": deal.creator,
        "label_ids": [],
        "value": deal.value.map(amount),
        "expected_close_date": match deal.expected {
            Expected::On(date) => json!(date.to_string()),
            _ => Value::Null,
        },
        "person_id": deal.person,
        "organization_id": deal.org,
        "is_archived": false,
        "archive_time": null,
        "source_name": "Deal",
        "source_deal_id": deal.id,
        "origin": deal.origin,
        "origin_id": null,
        "channel": deal.channel.map(|(id, _)| id),
        "channel_id": deal.channel.map(|(_, name)| name),
        "was_seen": false,
        "next_activity_id": company.linked(deal.id).next_activity().map(|next| next.id),
        "add_time": v2::At(lead.added),
        "update_time": v2::At(lead.added),
        "visible_to": deal.visible_to.to_string(),
        "cc_email": v2::bcc(deal.id),
    });
    // Leads inherit the deal's custom fields (pipedrive.md P270).
    if let Value::Object(row) = &mut row {
        let set = v1::custom(deal, company).into_iter();
        row.extend(set.filter(|(_, value)| !value.is_null()));
    }
    Answer::ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversion_advances_with_every_poll() {
        let mut company = Company::with_deals(5);
        let (_, started) =
            company.respond_for_test("POST", "/api/v2/deals/3/convert/lead", json!({}));
        let id = started["data"]["conversion_id"].as_str().unwrap().to_owned();
        let url = format!("/api/v2/deals/3/convert/status/{id}");
        let mut statuses = Vec::new();
        let mut lead = Value::Null;
        for _ in 0..5 {
            let (status, answer) = company.respond_for_test("GET", &url, Value::Null);
            assert_eq!(status, 200);
            let data = &answer["data"];
            assert_eq!(data["lead_id"].is_string(), data["status"] == "completed");
            statuses.push(data["status"].as_str().unwrap().to_owned());
            lead = data["lead_id"].clone();
        }
        let wanted = ["not_started", "running", "running", "completed", "completed"];
        assert_eq!(statuses, wanted);
        let url = format!("/api/v1/leads/{}", lead.as_str().unwrap());
        let (_, answer) = company.respond_for_test("GET", &url, Value::Null);
        assert_eq!(answer["data"]["title"], "Garden wall");
        assert!(company.deals[&3].deleted.is_some());
    }

    #[test]
    fn merge_fills_empty_fields_and_deletes_the_other_deal() {
        let mut company = Company::with_deals(9);
        company.respond_for_test(
            "PATCH",
            "/api/v2/deals/2",
            json!({"title": "Stays", "custom_fields": {}}),
        );
        let tier = company.deals[&1].custom_text(1);
        let files = company.linked(1).files.len() + company.linked(2).files.len();
        let body = json!({"merge_with_id": 2});
        let (status, answer) =
            company.respond_for_test("PUT", "/api/v1/deals/1/merge", body.clone());
        assert_eq!(status, 200);
        assert_eq!(answer["data"]["merge_what_id"], 1);
        assert_eq!(answer["data"]["title"], "Stays");
        assert_eq!(company.deals[&2].custom_text(1), tier);
        assert_eq!(company.linked(2).files.len(), files);
        assert_eq!(company.respond_for_test("GET", "/api/v2/deals/1", Value::Null).0, 404);
        assert_eq!(company.respond_for_test("PUT", "/api/v1/deals/2/merge", body).0, 400);
    }

    #[test]
    fn duplicate_is_a_new_open_deal_in_v1_format() {
        let mut company = Company::with_deals(3);
        company.respond_for_test("PATCH", "/api/v2/deals/1", json!({"status": "won"}));
        let (_, answer) =
            company.respond_for_test("POST", "/api/v1/deals/1/duplicate", Value::Null);
        let copy = &answer["data"];
        assert_eq!(copy["id"], 4);
        assert_eq!(copy["title"], "Copper roof (copy)");
        assert_eq!((&copy["status"], &copy["lost_time"]), (&json!("open"), &Value::Null));
        assert_eq!(copy["visible_to"], "3");
    }

    #[test]
    fn ids_are_never_reused() {
        let mut company = Company::with_deals(3);
        company.respond_for_test("POST", "/api/v2/deals", json!({"title": "x"}));
        company.respond_for_test("PUT", "/api/v1/deals/4/merge", json!({"merge_with_id": 1}));
        let (_, next) = company.respond_for_test("POST", "/api/v2/deals", json!({"title": "y"}));
        assert_eq!(next["data"]["id"], 5);
    }
}
