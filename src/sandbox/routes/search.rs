//! Search for deals, people and organizations.

use crate::model::deal_status::DealStatus;
use crate::model::time;
use crate::sandbox::data::company::Company;
use crate::sandbox::data::currency::Plain;
use crate::sandbox::data::custom_fields::CUSTOM;
use crate::sandbox::data::deal::Deal;
use crate::sandbox::data::directory::{Org, Person};
use crate::sandbox::json::v2::bcc;
use crate::sandbox::routes::people::known_since;
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::cursor::Cursor;
use crate::sandbox::wire::query::Query;
use serde_json::{Value, json};

/// Maximum number of results if the search is limited to a person, an organization or a status.
const NARROWED_MAX: usize = 2000;
/// Maximum page size of the live service, lower than documented (pipedrive.md P165).
const PAGE_MAX: u32 = 100;

/// The search term.
struct Term {
    text: String,
    is_exact: bool,
}

impl Term {
    fn read(query: &Query) -> Term {
        let text = query.require("term").trim();
        let is_exact = query.flag("exact_match");
        let shortest = if is_exact { 1 } else { 2 };
        if text.chars().count() < shortest {
            query.refuse("term", &format!("The value must have at least {shortest} characters"));
        }
        Term { text: text.to_lowercase(), is_exact }
    }

    /// The score of `text`; `None` if it does not match.
    fn score(&self, text: &str) -> Option<f64> {
        let text = text.to_lowercase();
        if text == self.text {
            Some(1.22)
        } else if self.is_exact {
            None
        } else if text.starts_with(&self.text) {
            Some(0.82)
        } else if text.contains(&self.text) {
            Some(0.31)
        } else {
            None
        }
    }

    fn matches(&self, text: &str) -> bool {
        self.score(text).is_some()
    }
}

/// A page of results, sorted by descending score and then by ID.
fn page(query: &Query, mut found: Vec<(f64, u64)>, item: impl Fn(u64) -> Option<Value>) -> Outcome {
    let limit = query.limit(PAGE_MAX);
    let start = query.cursor("result").map_or(0, |cursor| cursor.id as usize);
    query.finish()?;
    found.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
    let more = found.len() > start.saturating_add(limit);
    let next = more.then(|| Cursor::at("result", (start + limit) as u64).encode());
    let items: Vec<Value> = found
        .into_iter()
        .skip(start)
        .take(limit)
        .filter_map(|(score, id)| Some(json!({"result_score": score, "item": item(id)?})))
        .collect();
    Answer::page(json!({ "items": items }), next)
}

pub fn deals(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let company = &*company;
    let query = Query::new(call);
    let term = Term::read(&query);
    let fields = query.choices("fields", &["custom_fields", "notes", "title"]);
    let searches = |field: &str| fields.as_ref().is_none_or(|fields| fields.contains(&field));
    let (person, org) = (query.id("person_id"), query.id("organization_id"));
    let status = query
        .choice("status", &DealStatus::SETTABLE.map(DealStatus::as_str))
        .and_then(DealStatus::parse);
    let with_cc = query.choices("include_fields", &["deal.cc_email"]).is_some();
    query.limit(PAGE_MAX);
    query.finish()?;
    let score = |deal: &Deal| {
        let title = searches("title").then(|| term.score(&deal.title)).flatten();
        let note = || searches("notes") && !matching_notes(company, deal, &term).is_empty();
        let custom = || searches("custom_fields") && !matching_values(deal, &term).is_empty();
        title.or_else(|| (note() || custom()).then_some(0.12))
    };
    let mut found: Vec<(f64, u64)> = company
        .deals
        .values()
        // Includes archived deals, not deleted ones (pipedrive.md P166).
        .filter(|deal| deal.deleted.is_none())
        .filter(|deal| person.is_none() || deal.person == person)
        .filter(|deal| org.is_none() || deal.org == org)
        .filter(|deal| status.is_none_or(|status| deal.status == status))
        .filter_map(|deal| Some((score(deal)?, deal.id)))
        .collect();
    if person.or(org).is_some() || status.is_some() {
        found.truncate(NARROWED_MAX);
    }
    page(&query, found, |id| {
        let mut item = deal_item(company, company.deals.get(&id)?, &term);
        if with_cc {
            item["cc_email"] = json!(bcc(id));
        }
        Some(item)
    })
}

/// The texts of the notes that match.
fn matching_notes<'c>(company: &'c Company, deal: &Deal, term: &Term) -> Vec<&'c str> {
    let notes = company.linked(deal.id).notes.iter();
    let texts = notes.map(|note| note.content.as_str());
    texts.filter(|text| term.matches(text)).collect()
}

/// The values of searchable custom fields that match.
fn matching_values(deal: &Deal, term: &Term) -> Vec<String> {
    let searched = CUSTOM.iter().enumerate().filter(|(_, field)| field.kind.is_searchable());
    searched
        .filter_map(|(place, _)| deal.custom_text(place))
        .filter(|text| term.matches(text))
        .collect()
}

fn deal_item(company: &Company, deal: &Deal, term: &Term) -> Value {
    let person = deal.person.and_then(|id| company.person(id));
    let org = deal.org.and_then(|id| company.org(id));
    let stage = company.stage(deal.stage);
    json!({
        "id": deal.id,
        "type": "deal",
        "title": deal.title,
        "value": deal.value.map(Plain),
        "currency": deal.currency,
        "status": deal.status,
        "visible_to": deal.visible_to,
        "owner": {"id": deal.owner},
        "stage": stage.map(|stage| json!({"id": stage.id, "name": stage.name})),
        "pipeline": {"id": deal.pipeline},
        "person": person.map(|person| json!({"id": person.id, "name": person.name()})),
        "organization": org.map(linked_org),
        "custom_fields": matching_values(deal, term),
        "notes": matching_notes(company, deal, term),
        "is_archived": deal.archived.is_some(),
    })
}

pub fn persons(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let company = &*company;
    let query = Query::new(call);
    let term = Term::read(&query);
    let known = ["custom_fields", "email", "notes", "phone", "name"];
    let fields = query.choices("fields", &known);
    let searches = |field: &str| fields.as_ref().is_none_or(|fields| fields.contains(&field));
    let org = query.id("organization_id");
    let score = |person: &Person| {
        let name = searches("name").then(|| term.score(&person.name())).flatten();
        let email = || searches("email").then(|| term.score(&person.email())).flatten();
        let phone = || searches("phone").then(|| term.score(&person.phone())).flatten();
        name.or_else(email).or_else(phone)
    };
    let people = company.people.iter();
    let found = people
        .filter(|person| org.is_none() || person.org == org)
        .filter_map(|person| Some((score(person)?, person.id)))
        .collect();
    page(&query, found, |id| Some(person_item(company, company.person(id)?)))
}

fn linked_org(org: &Org) -> Value {
    json!({"id": org.id, "name": org.name, "address": org.full_address()})
}

fn person_item(company: &Company, person: &Person) -> Value {
    let mut item = json!({
        "id": person.id,
        "type": "person",
        "name": person.name(),
        "phones": [person.phone()],
        "emails": [person.email()],
        "primary_email": person.email(),
        "visible_to": 3,
        "owner": {"id": person.owner},
        "organization": person.org.and_then(|org| company.org(org)).map(linked_org),
        "custom_fields": [],
        "notes": [],
        "update_time": time::v1(known_since(company, person.id)),
    });
    // The schema does not allow null for this key, so it is omitted.
    if let Some(item) = item.as_object_mut()
        && item["organization"].is_null()
    {
        item.shift_remove("organization");
    }
    item
}

pub fn organizations(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let company = &*company;
    let query = Query::new(call);
    let term = Term::read(&query);
    let known = ["address", "custom_fields", "notes", "name"];
    let fields = query.choices("fields", &known);
    let searches = |field: &str| fields.as_ref().is_none_or(|fields| fields.contains(&field));
    let score = |org: &Org| {
        let name = searches("name").then(|| term.score(org.name)).flatten();
        let address = || {
            let looks = searches("address");
            looks.then(|| term.score(&org.full_address())).flatten()
        };
        name.or_else(address)
    };
    let orgs = company.orgs.iter();
    let found = orgs.filter_map(|org| Some((score(org)?, org.id))).collect();
    page(&query, found, |id| company.org(id).map(org_item))
}

fn org_item(org: &Org) -> Value {
    json!({
        "id": org.id,
        "type": "organization",
        "name": org.name,
        "address": org.full_address(),
        "visible_to": 3,
        "owner": {"id": org.owner},
        "custom_fields": [],
        "notes": [],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_titles_notes_and_custom_values_of_existing_deals() {
        let mut company = Company::with_deals(240);
        let mut found = |query: &str| {
            let url = format!("/api/v2/deals/search?{query}");
            let (status, answer) = company.respond_for_test("GET", &url, Value::Null);
            assert_eq!(status, 200, "{answer}");
            answer["data"]["items"].as_array().unwrap().clone()
        };
        let exact = found("term=COPPER%20ROOF&exact_match=true&fields=title");
        assert_eq!(exact[0]["item"]["id"], 1);
        let all = |items: &[Value], holds: fn(&Value) -> bool| items.iter().all(holds);
        let notes = found("term=regatta&fields=notes");
        assert!(!notes.is_empty());
        assert!(all(&notes, |hit| hit["item"]["notes"][0].is_string()));
        let custom = found("term=until+canceled&fields=custom_fields&limit=100");
        assert!(custom.len() > 5);
        assert!(all(&custom, |hit| hit["item"]["custom_fields"][0] == "until canceled"));
        assert!(custom.iter().any(|hit| hit["item"]["is_archived"] == true));
        let (status, _) =
            company.respond_for_test("GET", "/api/v2/deals/search?term=c", Value::Null);
        assert_eq!(status, 400);
        let id = custom[0]["item"]["id"].clone();
        company.respond_for_test("DELETE", &format!("/api/v2/deals/{id}"), Value::Null);
        let url = "/api/v2/deals/search?term=until+canceled&limit=100";
        let (_, after) = company.respond_for_test("GET", url, Value::Null);
        let left = after["data"]["items"].as_array().unwrap();
        assert!(left.iter().all(|hit| hit["item"]["id"] != id));
    }
}
