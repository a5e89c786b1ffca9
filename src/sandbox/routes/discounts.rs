//! Discounts of a deal. They do not change its value, as the seed has no products.

use crate::sandbox::data::company::{Company, ME};
use crate::sandbox::data::currency::Plain;
use crate::sandbox::data::related::Discount;
use crate::sandbox::json::v2::At;
use crate::sandbox::routes::deals::parse_id;
use crate::sandbox::wire::body::Form;
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use serde_json::{Value, json};

const TYPES: &[&str] = &["percentage", "amount"];

pub fn list(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    company.live_deal(call, deal)?;
    let discounts = &company.linked(deal).discounts;
    let rows: Vec<Value> = discounts.iter().map(|own| row(deal, own)).collect();
    Answer::ok(rows)
}

fn row(deal: u64, discount: &Discount) -> Value {
    json!({
        "id": discount.id,
        "description": discount.description,
        "amount": Plain(discount.amount),
        "type": TYPES[usize::from(!discount.is_percentage)],
        "deal_id": deal,
        "created_at": At(discount.created),
        "created_by": ME,
        "updated_at": At(discount.updated),
        "updated_by": ME,
    })
}

/// The discount in a request body.
struct Terms<'a> {
    description: Option<&'a str>,
    amount: Option<f64>,
    is_percentage: Option<bool>,
}

fn terms<'a>(form: &Form<'a>) -> Terms<'a> {
    let terms = Terms {
        description: form.words("description"),
        amount: form.number("amount"),
        is_percentage: form.choice("type", TYPES).map(|kind| kind == TYPES[0]),
    };
    if terms.amount.is_some_and(|amount| amount <= 0.0) {
        form.refuse("amount", "The value must be greater than 0");
    }
    terms
}

pub fn add(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    let form = Form::new(call)?;
    for name in ["description", "amount", "type"] {
        if form.value(name).is_none() {
            form.refuse(name, "The value is required");
        }
    }
    let terms = terms(&form);
    company.live_deal(call, deal)?;
    form.finish()?;
    let now = company.tick();
    let discount = Discount {
        id: company.next_uuid(),
        description: terms.description.unwrap_or_default().into(),
        amount: terms.amount.unwrap_or_default(),
        is_percentage: terms.is_percentage.unwrap_or_default(),
        created: now,
        updated: now,
    };
    let answer = Answer::created(row(deal, &discount));
    company.linked_mut(deal).discounts.push(discount);
    company.touch(deal, now);
    answer
}

fn place(company: &Company, call: &Call, deal: u64, id: &str) -> Result<usize, Answer> {
    let discounts = &company.linked(deal).discounts;
    discounts
        .iter()
        .position(|own| own.id.eq_ignore_ascii_case(id))
        .ok_or_else(|| Answer::missing(call, "Discount not found"))
}

pub fn update(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    let form = Form::new(call)?;
    let terms = terms(&form);
    company.live_deal(call, deal)?;
    form.finish()?;
    let place = place(company, call, deal, &ids[1])?;
    if form.is_empty() {
        return Err(Answer::invalid(&["body: The value must have at least 1 key".into()]));
    }
    let now = company.tick();
    let discount = &mut company.linked_mut(deal).discounts[place];
    if let Some(description) = terms.description {
        discount.description = description.into();
    }
    discount.amount = terms.amount.unwrap_or(discount.amount);
    discount.is_percentage = terms.is_percentage.unwrap_or(discount.is_percentage);
    discount.updated = now;
    let answer = Answer::ok(row(deal, discount));
    company.touch(deal, now);
    answer
}

pub fn remove(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    company.live_deal(call, deal)?;
    let place = place(company, call, deal, &ids[1])?;
    let now = company.tick();
    let removed = company.linked_mut(deal).discounts.remove(place);
    company.touch(deal, now);
    Answer::ok(json!({ "id": removed.id }))
}
