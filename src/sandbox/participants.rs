//! Participants of a deal: people, each in a row with an id of its own.

use super::call::{Answer, Call, Outcome};
use super::company::{Company, ME};
use super::deal::Deal;
use super::deals::id_of;
use super::form::Form;
use super::linked::{Coming, Participant};
use super::page;
use super::people::{self, Related};
use super::query::Query;
use crate::time;
use serde_json::{Value, json};

pub fn list(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = company.live_deal(id_of(call, &ids[0])?)?;
    let rows: Vec<(u64, Value)> = company
        .linked(deal.id)
        .participants
        .iter()
        .map(|participant| (participant.person, row(company, deal, participant)))
        .collect();
    let people: Vec<u64> = rows.iter().map(|(person, _)| *person).collect();
    let rows: Vec<Value> = rows.into_iter().map(|(_, row)| row).collect();
    page::by_offset(rows, &Query::of(call), 500, |_| Some(related(company, deal, &people)))
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
    let deal = id_of(call, &ids[0])?;
    company.live_deal(deal)?;
    let form = Form::of(call)?;
    let person = form.id("person_id");
    form.finish()?;
    let Some(person) = person else {
        return Err(Answer::refused(400, "Bad request"));
    };
    if company.person(person).is_none() {
        return Err(Answer::refused(404, "Person not found"));
    }
    let participants = &company.linked(deal).participants;
    if participants.iter().any(|own| own.person == person) {
        return Err(Answer::refused(400, "Person is already a participant"));
    }
    let now = company.tick();
    let participant = Participant { id: company.next_row(), person, added_by: ME, added: now };
    let linked = company.linked_mut(deal);
    linked.participants.push(participant.clone());
    linked.participant_changes.push(Coming { who: person, by: ME, came: true, at: now });
    company.touch(deal, now);
    let deal = company.deal(deal)?;
    let row = row(company, deal, &participant);
    Answer::related(row, None, related(company, deal, &[person]))
}

pub fn remove(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = id_of(call, &ids[0])?;
    let id = id_of(call, &ids[1])?;
    company.live_deal(deal)?;
    let participants = &company.linked(deal).participants;
    let Some(place) = participants.iter().position(|own| own.id == id) else {
        return Err(Answer::refused(404, "Participant not found"));
    };
    let now = company.tick();
    let linked = company.linked_mut(deal);
    let gone = linked.participants.remove(place);
    linked.participant_changes.push(Coming { who: gone.person, by: ME, came: false, at: now });
    company.touch(deal, now);
    Answer::ok(json!({ "id": id }))
}

pub fn changelog(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = company.live_deal(id_of(call, &ids[0])?)?;
    let newest_first = company.linked(deal.id).participant_changes.iter().rev();
    let rows = newest_first.map(|change| {
        json!({
            "actor_user_id": change.by,
            "person_id": change.who,
            "action": if change.came { "added" } else { "removed" },
            "time": time::v1(change.at),
        })
    });
    page::by_cursor(rows.collect(), &Query::of(call), "participant_change", 500)
}
