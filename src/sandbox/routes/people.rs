//! Users, people and organizations in v1 and v2, as records and as references.

use crate::model::time;
use crate::sandbox::data::company::{Company, ME};
use crate::sandbox::data::currency::{HOME, Plain};
use crate::sandbox::data::deal::Deal;
use crate::sandbox::data::directory::{self, Org, Person, USERS, User};
use crate::sandbox::json::v2::At;
use crate::sandbox::routes::deals::parse_id;
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

/// A time before the company's start.
fn time_before_start(company: &Company, seconds: i64) -> Timestamp {
    company.start.checked_sub(SignedDuration::from_secs(seconds)).unwrap_or(company.start)
}

/// Keys in the order of a recording; the phone is only shown to the user itself (pipedrive.md
/// P361).
fn v1_user(company: &Company, user: &User) -> Value {
    // The afternoon of the Friday before the start, and the day of the sign-up.
    let (seen, created) =
        (time_before_start(company, 233_869), time_before_start(company, 68_346_000));
    let mut row = json!({
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "lang": 1,
        "locale": "en_GB",
        "timezone_name": "Atlantic/Reykjavik",
        "timezone_offset": "+00:00",
        "default_currency": HOME.code,
        "icon_url": null,
        "active_flag": user.is_active,
        "is_deleted": false,
        "is_admin": u8::from(user.is_admin),
        "role_id": 1,
        "created": time::v1(created),
        "has_created_company": user.id == ME,
        "is_you": user.id == ME,
        "access": [
            {"app": "sales", "admin": user.is_admin, "permission_set_id": "5b0a9c1e-7a51-4d3a-9c53-2f5d3b1e6a01"},
            {"app": "global", "admin": user.is_admin, "permission_set_id": "5b0a9c1e-7a51-4d3a-9c53-2f5d3b1e6a02"},
        ],
    });
    if user.id == ME {
        row["phone"] = Value::Null;
    }
    row["modified"] = json!(time::v1(seen));
    row["last_login"] = json!(time::v1(seen));
    row
}

pub fn all_users(company: &Company) -> Vec<Value> {
    USERS.iter().map(|user| v1_user(company, user)).collect()
}

pub fn users(company: &mut Company, _: &Call, _: &[String]) -> Outcome {
    Answer::with(all_users(company), json!({ "company_id": company.account }))
}

pub fn user(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    match company.user(parse_id(call, &ids[0])?) {
        Some(user) => Answer::ok(v1_user(company, user)),
        None => Err(Answer::bare(404, "User not found or not accessible.")),
    }
}

pub fn me(company: &mut Company, _: &Call, _: &[String]) -> Outcome {
    let mut me = v1_user(company, &USERS[0]);
    me["company_id"] = json!(company.account);
    me["company_name"] = json!(directory::COMPANY_NAME);
    me["company_domain"] = json!(directory::COMPANY_DOMAIN);
    me["company_country"] = json!("IS");
    me["company_industry"] = json!("Construction");
    me["language"] = json!({"language_code": "en", "country_code": "GB"});
    Answer::ok(me)
}

pub fn find_users(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let term = query.require("term").to_lowercase();
    let by_email = query.choice("search_by_email", &["0", "1"]) == Some("1");
    query.finish()?;
    let users: Vec<Value> = USERS
        .iter()
        .filter(|user| {
            let text = if by_email { user.email } else { user.name };
            text.to_lowercase().contains(&term)
        })
        .map(|user| v1_user(company, user))
        .collect();
    Answer::ok(users)
}

pub fn known_since(company: &Company, id: u64) -> Timestamp {
    time_before_start(company, directory::age(id))
}

/// The custom fields of a person or an organization, of which the sandbox has none; null in a company
/// without custom fields.
fn custom_fields(company: &Company) -> Value {
    if company.custom_fields().is_empty() { Value::Null } else { json!({}) }
}

fn v2_person(company: &Company, person: &Person) -> Value {
    json!({
        "id": person.id,
        "name": person.name(),
        "first_name": person.first,
        "last_name": person.last,
        "owner_id": person.owner,
        "org_id": person.org,
        "add_time": At(known_since(company, person.id)),
        "update_time": At(known_since(company, person.id)),
        "emails": [{"value": person.email(), "primary": true, "label": "work"}],
        "phones": [{"value": person.phone(), "primary": true, "label": "work"}],
        "is_deleted": false,
        "visible_to": 3,
        "label_ids": [],
        "picture_id": null,
        "custom_fields": custom_fields(company),
    })
}

fn v2_org(company: &Company, org: &Org) -> Value {
    json!({
        "id": org.id,
        "name": org.name,
        "add_time": At(known_since(company, org.id)),
        "update_time": At(known_since(company, org.id)),
        "visible_to": 3,
        "custom_fields": custom_fields(company),
        "owner_id": org.owner,
        "label_ids": [],
        "website": null,
        "linkedin": null,
        "industry": null,
        "annual_revenue": null,
        "employee_count": null,
        "is_deleted": false,
        "address": {
            "value": org.full_address(),
            "country": null,
            "admin_area_level_1": null,
            "admin_area_level_2": null,
            "locality": org.city,
            "sublocality": null,
            "route": org.address,
            "street_number": null,
            "subpremise": null,
            "postal_code": null,
        },
    })
}

/// Applies the filters that the lists of persons and organizations share.
fn filter_rows(query: &Query, rows: Vec<Value>) -> Result<Vec<Value>, Answer> {
    let (ids, owner, org) = (query.ids("ids"), query.id("owner_id"), query.id("org_id"));
    let (since, until) = (query.moment("updated_since"), query.moment("updated_until"));
    query.choice("sort_by", &["id", "update_time", "add_time"]);
    // IDs and times have the same order.
    let is_descending = query.choice("sort_direction", &["asc", "desc"]) == Some("desc");
    query.finish()?;
    let mut rows = rows;
    rows.retain(|row| {
        let is = |key: &str, wanted: Option<u64>| wanted.is_none() || row[key].as_u64() == wanted;
        let updated = row["update_time"].as_str().and_then(time::read);
        ids.as_ref().is_none_or(|ids| row["id"].as_u64().is_some_and(|id| ids.contains(&id)))
            && is("owner_id", owner)
            && is("org_id", org)
            && since.is_none_or(|since| updated >= Some(since))
            && until.is_none_or(|until| updated < Some(until))
    });
    if is_descending {
        rows.reverse();
    }
    Ok(rows)
}

pub fn persons(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let rows = filter_rows(
        &query,
        company.people.iter().map(|person| v2_person(company, person)).collect(),
    )?;
    page::by_cursor(rows, &query, "person", 500)
}

pub fn person(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    match company.person(parse_id(call, &ids[0])?) {
        Some(person) => Answer::ok(v2_person(company, person)),
        None => Err(Answer::missing(call, "Person not found")),
    }
}

pub fn organizations(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let rows = filter_rows(&query, company.orgs.iter().map(|org| v2_org(company, org)).collect())?;
    page::by_cursor(rows, &query, "organization", 500)
}

pub fn organization(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    match company.org(parse_id(call, &ids[0])?) {
        Some(org) => Answer::ok(v2_org(company, org)),
        None => Err(Answer::missing(call, "Organization not found")),
    }
}

fn related_user(user: &User) -> Value {
    json!({
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "has_pic": 0,
        "pic_hash": null,
        "active_flag": user.is_active,
    })
}

/// A reference to a user in v1.
pub fn linked_user(user: &User) -> Value {
    let mut linked = related_user(user);
    linked["value"] = json!(user.id);
    linked
}

fn contact_details(person: &Person) -> (Value, Value) {
    (
        json!([{"label": "work", "value": person.email(), "primary": true}]),
        json!([{"label": "work", "value": person.phone(), "primary": true}]),
    )
}

/// A reference to a person in v1 (pipedrive.md P291).
pub fn linked_person(person: &Person) -> Value {
    let (email, phone) = contact_details(person);
    json!({
        "active_flag": true,
        "name": person.name(),
        "email": email,
        "phone": phone,
        "owner_id": person.owner,
        "value": person.id,
    })
}

fn related_org(company: &Company, org: &Org) -> Value {
    let people = company.people.iter();
    json!({
        "id": org.id,
        "name": org.name,
        "people_count": people.filter(|person| person.org == Some(org.id)).count(),
        "owner_id": org.owner,
        "address": org.full_address(),
        "active_flag": true,
        "cc_email": null,
    })
}

/// The full person of a participant in v1.
pub fn v1_person(company: &Company, person: &Person) -> Value {
    let (email, phone) = contact_details(person);
    let org = person.org.and_then(|org| company.org(org));
    let at = time::v1(known_since(company, person.id));
    let linked_org = org.map(|org| {
        let mut linked = related_org(company, org);
        linked["owner_name"] = json!(company.user(org.owner).map(|owner| owner.name));
        linked["value"] = json!(org.id);
        linked
    });
    json!({
        "id": person.id,
        "company_id": company.account,
        "owner_id": company.user(person.owner).map(linked_user),
        "org_id": linked_org,
        "name": person.name(),
        "first_name": person.first,
        "last_name": person.last,
        "active_flag": true,
        "phone": phone,
        "email": email,
        "first_char": person.first.to_lowercase().chars().next().map(String::from),
        "update_time": at,
        "add_time": at,
        "visible_to": "3",
        "picture_id": null,
        "label": null,
        "label_ids": [],
        "org_name": org.map(|org| org.name),
        "owner_name": company.user(person.owner).map(|owner| owner.name),
        "primary_email": person.email(),
        "cc_email": null,
    })
}

/// The `related_objects` of a response: the entities behind its IDs.
pub struct Related<'a> {
    company: &'a Company,
    kinds: [(&'static str, Map<String, Value>); 4],
}

impl<'a> Related<'a> {
    pub fn new(company: &'a Company) -> Related<'a> {
        Related {
            company,
            kinds: ["user", "person", "organization", "deal"].map(|kind| (kind, Map::new())),
        }
    }

    pub fn user(&mut self, id: u64) {
        if let Some(user) = self.company.user(id) {
            self.kinds[0].1.insert(id.to_string(), related_user(user));
        }
    }

    pub fn person(&mut self, id: u64) {
        let Some(person) = self.company.person(id) else {
            return;
        };
        let mut related = linked_person(person);
        related["id"] = json!(id);
        if let Some(fields) = related.as_object_mut() {
            fields.remove("value");
        }
        self.kinds[1].1.insert(id.to_string(), related);
        self.user(person.owner);
        if let Some(org) = person.org {
            self.org(org);
        }
    }

    pub fn org(&mut self, id: u64) {
        if let Some(org) = self.company.org(id) {
            let related = related_org(self.company, org);
            self.kinds[2].1.insert(id.to_string(), related);
        }
    }

    pub fn deal(&mut self, deal: &Deal) {
        let related = json!({
            "id": deal.id,
            "title": deal.title,
            "status": deal.shown_status(),
            "value": deal.value.map(Plain),
            "currency": deal.currency,
            "stage_id": deal.stage,
            "pipeline_id": deal.pipeline,
        });
        self.kinds[3].1.insert(deal.id.to_string(), related);
    }

    /// Kinds without entities are omitted.
    pub fn into_value(self) -> Value {
        let some = self.kinds.into_iter().filter(|(_, all)| !all.is_empty());
        some.map(|(kind, all)| (kind.to_owned(), Value::Object(all))).collect()
    }
}
