//! Activities and notes of all deals, and products attached to deals.

use crate::sandbox::data::company::{Company, ME};
use crate::sandbox::data::currency::Plain;
use crate::sandbox::data::deal::{Deal, day};
use crate::sandbox::data::related::{Activity, Note, Product};
use crate::sandbox::json::v2::At;
use crate::sandbox::routes::flow;
use crate::sandbox::wire::call::{Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The deals whose records are requested: without `deal_id` all, including deleted ones (pipedrive.md
/// P232).
fn deals<'c>(company: &'c Company, query: &Query) -> impl Iterator<Item = &'c Deal> {
    let wanted = query.id("deal_id");
    let linked = company.linked.keys().filter_map(|id| company.find(*id));
    linked.filter(move |deal| wanted.is_none_or(|wanted| deal.id == wanted))
}

pub fn activities(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let (owner, since) = (query.id("owner_id"), query.moment("updated_since"));
    let is_wanted = |activity: &&Activity| {
        owner.is_none_or(|owner| activity.user == owner)
            && since.is_none_or(|since| activity.added >= since)
    };
    let mut rows: Vec<Value> = deals(company, &query)
        .flat_map(|deal| {
            let all = company.linked(deal.id).activities.iter();
            all.filter(is_wanted).map(move |activity| activity_row(deal, activity))
        })
        .collect();
    rows.sort_by_key(|row| row["id"].as_u64());
    page::by_cursor(rows, &query, "id", 500)
}

/// Keys in the order of the reference; those that the sandbox does not support are null.
fn activity_row(deal: &Deal, activity: &Activity) -> Value {
    json!({
        "id": activity.id,
        "subject": activity.subject,
        "type": activity.kind,
        "owner_id": activity.user,
        "creator_user_id": activity.user,
        "is_deleted": false,
        "add_time": At(activity.added),
        "update_time": At(activity.added),
        "deal_id": deal.id,
        "lead_id": null,
        "person_id": deal.person,
        "org_id": deal.org,
        "project_id": null,
        "due_date": day(activity.due).to_string(),
        "due_time": activity.due.strftime("%H:%M:%S").to_string(),
        "duration": "00:30:00",
        "busy": false,
        "done": activity.is_done,
        "marked_as_done_time": activity.is_done.then_some(At(activity.due)),
        "location": null,
        "participants": [],
        "public_description": "",
        "priority": null,
        "note": null,
    })
}

pub fn notes(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let (user, since) = (query.id("user_id"), query.moment("updated_since"));
    let mut rows: Vec<Value> = deals(company, &query)
        .flat_map(|deal| {
            let all = company.linked(deal.id).notes.iter();
            let wanted = all.filter(|note| {
                user.is_none_or(|user| note.user == user)
                    && since.is_none_or(|since| note.added >= since)
            });
            wanted.map(|note| flow::note(company, deal, note)).collect::<Vec<_>>()
        })
        .collect();
    rows.sort_by_key(|row| row["id"].as_u64());
    page::by_offset(rows, &query, 500, |_| None)
}

/// The products of up to 100 deals (pipedrive.md P332).
pub fn products(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let ids = query.ids("deal_ids");
    if ids.is_none() {
        query.refuse("deal_ids", "The value is required");
    }
    let ids = ids.unwrap_or_default();
    let deals = ids.iter().filter_map(|id| company.find(*id));
    let mut rows: Vec<Value> = deals
        .flat_map(|deal| {
            let all = company.linked(deal.id).products.iter();
            (1..).zip(all).map(move |(place, product)| product_row(deal, place, product))
        })
        .collect();
    rows.sort_by_key(|row| row["id"].as_u64());
    page::by_cursor(rows, &query, "id", 500)
}

fn product_row(deal: &Deal, place: usize, product: &Product) -> Value {
    json!({
        "id": product.id,
        "sum": Plain(product.quantity * product.price),
        "tax": 0,
        "deal_id": deal.id,
        "name": product.name,
        "product_id": product.product,
        "product_variation_id": null,
        "order_nr": place,
        "add_time": At(product.added),
        "update_time": At(product.added),
        "comments": "",
        "currency": deal.currency,
        "discount": 0,
        "quantity": Plain(product.quantity),
        "item_price": Plain(product.price),
        "tax_method": "inclusive",
        "discount_type": "percentage",
        "is_enabled": true,
        "billing_frequency": "one-time",
        "billing_frequency_cycles": null,
        "billing_start_date": null,
    })
}

impl Company {
    /// Attaches a product to a deal, which sets its value to the sum of its products (pipedrive.md P238).
    pub fn attach_product(&mut self, deal: u64, name: &str, quantity: f64, price: f64) {
        let (id, added): (u64, Timestamp) = (self.next_row(), self.now());
        let products = &mut self.linked_mut(deal).products;
        products.push(Product { id, product: id, name: name.into(), quantity, price, added });
        let sum = products.iter().map(|product| product.quantity * product.price).sum();
        if let Some(deal) = self.deals.get_mut(&deal) {
            (deal.value, deal.updated, deal.has_update_time) = (Some(sum), added, true);
        }
    }

    /// Adds a note to a deal, without changing its `update_time`.
    pub fn add_note(&mut self, deal: u64, content: &str) {
        let (id, user, added) = (self.next_row(), ME, self.now());
        let note = Note { id, user, content: content.into(), added };
        self.linked_mut(deal).notes.push(note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_the_activities_and_notes_of_all_deals_or_of_one() {
        let mut company = Company::with_deals(60);
        let mut get = |target: &str| {
            let (status, answer) = company.respond_for_test("GET", target, Value::Null);
            assert_eq!(status, 200, "{answer}");
            answer
        };
        for path in ["/api/v2/activities", "/api/v1/notes"] {
            let all = get(&format!("{path}?limit=500"));
            let all = all["data"].as_array().unwrap();
            assert!(all.len() > 20);
            let deal = all[0]["deal_id"].as_u64().unwrap();
            let own = get(&format!("{path}?deal_id={deal}"));
            let own = own["data"].as_array().unwrap();
            let expected = all.iter().filter(|row| row["deal_id"] == deal).count();
            assert_eq!((own.len(), &own[0]), (expected, &all[0]));
        }
    }

    #[test]
    fn a_deal_has_the_value_of_its_products() {
        let mut company = Company::with_deals(9);
        company.attach_product(3, "Roof", 2.0, 450.5);
        company.attach_product(3, "Gutter", 1.0, 99.0);
        let mut get = |target: &str| company.respond_for_test("GET", target, Value::Null);
        let (_, answer) = get("/api/v2/deals/products?deal_ids=2,3,99");
        let sums: Vec<&Value> =
            answer["data"].as_array().unwrap().iter().map(|row| &row["sum"]).collect();
        assert_eq!(sums, [&json!(901), &json!(99)]);
        let (_, deal) = get("/api/v2/deals/3?include_fields=products_count");
        assert_eq!(
            (&deal["data"]["value"], &deal["data"]["products_count"]),
            (&json!(1000.0), &json!(2))
        );
        assert_eq!(get("/api/v2/deals/products").0, 400);
    }
}
