//! Participants of a deal: people in rows with their own IDs.

use crate::model::time;
use crate::sandbox::data::company::{Company, ME};
use crate::sandbox::data::deal::Deal;
use crate::sandbox::data::related::{MembershipChange, Participant};
use crate::sandbox::routes::deals::parse_id;
use crate::sandbox::routes::people::{self, Related};
use crate::sandbox::wire::body::Form;
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use serde_json::{Value, json};

pub fn list(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = company.live_deal(call, parse_id(call, &ids[0])?)?;
    let rows: Vec<(u64, Value)> = company
        .linked(deal.id)
        .participants
        .iter()
        .map(|participant| (participant.person, row(company, deal, participant)))
        .collect();
    let people: Vec<u64> = rows.iter().map(|(person, _)| *person).collect();
    let rows: Vec<Value> = rows.into_iter().map(|(_, row)| row).collect();
    page::by_offset(rows, &Query::new(call), 500, |_| Some(related(company, deal, &people)))
}

fn related(company: &Company, deal: &Deal, persons: &[u64]) -> Value {
    let mut related = Related::new(company);
    related.deal(deal);
    related.user(ME);
    for person in persons {
        related.person(*person);
    }
    related.into_value()
}

fn row(company: &Company, deal: &Deal, participant: &Participant) -> Value {
    let person = company.person(participant.person);
    json!({
        "id": participant.id,
        "person_id": person.map(people::linked_person),
        "add_time": time::v1(participant.added),
        "active_flag": true,
        "related_item_data": {"deal_id": deal.id, "title": deal.title},
        "person": person.map(|person| people::v1_person(company, person)),
        "added_by_user_id": company.user(participant.added_by).map(people::linked_user),
        "related_item_type": "deal",
        "related_item_id": deal.id,
    })
}

pub fn add(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    company.live_deal(call, deal)?;
    let form = Form::new(call)?;
    let person = form.id("person_id");
    form.finish()?;
    let Some(person) = person else {
        return Err(Answer::new_refusal(400, "Bad request"));
    };
    if company.person(person).is_none() {
        return Err(Answer::missing(call, "Person not found"));
    }
    let participants = &company.linked(deal).participants;
    if participants.iter().any(|own| own.person == person) {
        return Err(Answer::new_refusal(400, "Person is already a participant"));
    }
    let now = company.tick();
    let participant = Participant { id: company.next_row(), person, added_by: ME, added: now };
    let linked = company.linked_mut(deal);
    linked.participants.push(participant.clone());
    linked.participant_changes.push(MembershipChange {
        who: person,
        by: ME,
        is_added: true,
        at: now,
    });
    company.touch(deal, now);
    let deal = company.deal(call, deal)?;
    let row = row(company, deal, &participant);
    let answer = Answer::related(row, None, related(company, deal, &[person]))?;
    Ok(answer.with_status(201))
}

pub fn remove(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    let id = parse_id(call, &ids[1])?;
    company.live_deal(call, deal)?;
    let participants = &company.linked(deal).participants;
    let Some(place) = participants.iter().position(|own| own.id == id) else {
        return Err(Answer::missing(call, "Participant not found"));
    };
    let now = company.tick();
    let linked = company.linked_mut(deal);
    let removed = linked.participants.remove(place);
    linked.participant_changes.push(MembershipChange {
        who: removed.person,
        by: ME,
        is_added: false,
        at: now,
    });
    company.touch(deal, now);
    Answer::ok(json!({ "id": id }))
}

pub fn changelog(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = company.live_deal(call, parse_id(call, &ids[0])?)?;
    let newest_first = company.linked(deal.id).participant_changes.iter().rev();
    let rows = newest_first.map(|change| {
        json!({
            "actor_user_id": change.by,
            "person_id": change.who,
            "action": if change.is_added { "added" } else { "removed" },
            "time": time::v1(change.at),
        })
    });
    page::by_cursor(rows.collect(), &Query::new(call), "participant_change", 500)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adding_and_removing_members_is_logged() {
        let mut company = Company::with_deals(3);
        let before = company.linked(2).participants.len();
        let url = "/api/v1/deals/2/participants";
        let (_, added) = company.respond_for_test("POST", url, json!({"person_id": 60}));
        let row = &added["data"];
        assert_eq!(row["person_id"]["value"], 60);
        assert_ne!(row["id"], 60);
        assert_eq!(company.respond_for_test("POST", url, json!({"person_id": 60})).0, 400);
        let (_, listed) = company.respond_for_test("GET", url, Value::Null);
        assert_eq!(listed["data"].as_array().unwrap().len(), before + 1);
        assert_eq!(company.respond_for_test("DELETE", &format!("{url}/60"), Value::Null).0, 404);
        let row_url = format!("{url}/{}", row["id"]);
        assert_eq!(company.respond_for_test("DELETE", &row_url, Value::Null).0, 200);
        let (_, log) =
            company.respond_for_test("GET", &format!("{url}Changelog?limit=2"), Value::Null);
        assert_eq!(log["data"][0]["action"], "removed");
        assert_eq!(log["data"][1]["action"], "added");

        let url = "/api/v2/deals/2/followers";
        let (status, _) = company.respond_for_test("POST", url, json!({"user_id": 5}));
        assert_eq!(status, 201);
        assert_eq!(company.respond_for_test("POST", url, json!({"user_id": 5})).0, 400);
        let (_, removed) = company.respond_for_test("DELETE", &format!("{url}/5"), Value::Null);
        assert_eq!(removed["data"], json!({"user_id": 5}));
        let (_, log) =
            company.respond_for_test("GET", &format!("{url}/changelog?limit=1"), Value::Null);
        assert_eq!(log["data"][0]["action"], "removed");
        assert!(log["additional_data"]["next_cursor"].is_string());
    }
}
