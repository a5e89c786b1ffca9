//! Deals themselves: listing, reading, creating, changing, deleting.

use super::call::{Answer, Call, Outcome};
use super::company::{Company, ME};
use super::deal::Deal;
use super::edit;
use super::form::Form;
use super::page::Cursor;
use super::query::Query;
use super::select::Selection;
use super::show::{Shape, Shown};
use crate::api::endpoints::{LIST_ARCHIVED, LIST_DEALS, Paging};
use serde::Serialize;
use serde_json::json;

pub fn list(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::of(call);
    let shape = Shape::read(&query);
    pages(company, &query, &shape, false, LIST_DEALS.paging)
}

pub fn archived(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::of(call);
    let shape = Shape::read_archived(&query);
    pages(company, &query, &shape, true, LIST_ARCHIVED.paging)
}

/// The order of a list.
struct Order {
    by: &'static str,
    is_descending: bool,
}

impl Order {
    fn read(query: &Query) -> Order {
        let by = query.choice("sort_by", &["id", "update_time", "add_time"]);
        let direction = query.choice("sort_direction", &["asc", "desc"]);
        Order {
            by: match by {
                Some("update_time") => "update_time",
                Some("add_time") => "add_time",
                _ => "id",
            },
            is_descending: direction == Some("desc"),
        }
    }

    fn key(&self, deal: &Deal) -> (i64, u64) {
        let key = match self.by {
            "update_time" => deal.updated.as_second(),
            "add_time" => deal.added.as_second(),
            _ => deal.id as i64,
        };
        (key, deal.id)
    }

    fn direction(&self) -> &'static str {
        if self.is_descending { "desc" } else { "asc" }
    }

    fn cursor(&self, deal: &Deal) -> String {
        let (field_value, id) = self.key(deal);
        let cursor = Cursor {
            field: self.by.into(),
            field_value,
            sort_direction: self.direction().into(),
            id,
        };
        cursor.encode()
    }
}

fn pages(
    company: &Company,
    query: &Query,
    shape: &Shape,
    is_archived: bool,
    paging: Paging,
) -> Outcome {
    let max = match paging {
        Paging::Cursor { max } | Paging::Offset { max } => max,
        Paging::Whole => u32::MAX,
    };
    let limit = query.limit(max);
    let order = Order::read(query);
    let from = query
        .cursor(order.by)
        .filter(|cursor| cursor.sort_direction == order.direction())
        .map(|cursor| (cursor.field_value, cursor.id));
    let selection = Selection::read(query)?;
    query.finish()?;
    let holds =
        |deal: &&Deal| deal.archived.is_some() == is_archived && selection.holds(deal, company);
    let mut deals = in_order(company, &selection, &order, from, limit + 1, holds);
    let next = (deals.len() > limit)
        .then(|| deals.pop())
        .flatten()
        .map(|deal| order.cursor(deal));
    let shown: Vec<Shown> = deals
        .into_iter()
        .map(|deal| Shown {
            deal,
            company,
            shape,
        })
        .collect();
    Answer::page(shown, next)
}

/// Up to `limit` deals from the cursor on. By id the table is in order already, and only as much
/// of it is read as the page needs.
fn in_order<'c>(
    company: &'c Company,
    selection: &Selection,
    order: &Order,
    from: Option<(i64, u64)>,
    limit: usize,
    holds: impl Fn(&&Deal) -> bool,
) -> Vec<&'c Deal> {
    if order.by == "id" && selection.ids().is_none() {
        let all = &company.deals;
        return if order.is_descending {
            let last = from.map_or(u64::MAX, |(_, id)| id);
            let deals = all.range(..=last).rev().map(|(_, deal)| deal);
            deals.filter(|deal| holds(deal)).take(limit).collect()
        } else {
            let first = from.map_or(0, |(_, id)| id);
            let deals = all.range(first..).map(|(_, deal)| deal);
            deals.filter(|deal| holds(deal)).take(limit).collect()
        };
    }
    let is_ahead = |deal: &&Deal| match from {
        None => true,
        Some(from) if order.is_descending => order.key(deal) <= from,
        Some(from) => order.key(deal) >= from,
    };
    let wanted = |deal: &&'c Deal| holds(deal) && is_ahead(deal);
    let mut deals: Vec<&Deal> = match selection.ids() {
        Some(ids) => {
            let mut ids = ids.to_vec();
            ids.sort_unstable();
            ids.dedup();
            let found = ids.iter().filter_map(|id| company.deals.get(id));
            found.filter(wanted).collect()
        }
        None => company.deals.values().filter(wanted).collect(),
    };
    deals.sort_unstable_by_key(|deal| order.key(deal));
    if order.is_descending {
        deals.reverse();
    }
    deals.truncate(limit);
    deals
}

/// The id in a hole of the path.
pub fn id_of(call: &Call, part: &str) -> Result<u64, Answer> {
    match part.parse() {
        Ok(id) if id > 0 && !part.starts_with('+') => Ok(id),
        _ if call.is_v1() => Err(Answer::refused(400, "Bad request")),
        _ => Err(Answer::invalid(&[
            "id: The value is not a valid 'integer'".into()
        ])),
    }
}

pub fn get(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let query = Query::of(call);
    let shape = Shape::read(&query);
    let id = id_of(call, &ids[0])?;
    query.finish()?;
    let deal = company.deal(id)?;
    Answer::ok(Shown {
        deal,
        company,
        shape: &shape,
    })
}

fn shown(company: &Company, id: u64) -> Outcome {
    Answer::ok(Shown {
        deal: company.deal(id)?,
        company,
        shape: &Shape::default(),
    })
}

pub fn create(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let form = Form::of(call)?;
    if form.value("title").is_none() {
        form.refuse("title", "The value is required");
    }
    let id = company.next_deal();
    let now = company.upcoming();
    let mut deal = Deal::new(id, "", ME, now);
    deal.origin = "API";
    let deal = edit::apply(company, deal, &form, now)?;
    let (id, now) = (company.take_deal(), company.tick());
    company.write_down(id, "add_time", None, Some(crate::time::v1(now)), now);
    company.deals.insert(id, deal);
    shown(company, id)
}

pub fn update(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let id = id_of(call, &ids[0])?;
    let form = Form::of(call)?;
    let before = company.deal(id)?.clone();
    if form.is_empty() {
        return Err(Answer::invalid(&[
            "body: The value must have at least 1 key".into(),
        ]));
    }
    if before.deleted.is_some() && !form.is_only("is_deleted", &json!(false)) {
        return Err(Answer::refused(410, "Deal has been deleted"));
    }
    if before.archived.is_some()
        && before.deleted.is_none()
        && !form.is_only("is_archived", &json!(false))
    {
        return Err(Answer::refused(400, "Archived deal cannot be updated"));
    }
    let now = company.upcoming();
    let after = edit::apply(company, before.clone(), &form, now)?;
    let now = company.tick();
    company.put(&before, after, now);
    shown(company, id)
}

#[derive(Serialize)]
struct Gone {
    id: u64,
}

pub fn delete(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let id = id_of(call, &ids[0])?;
    let before = company.live_deal(id)?.clone();
    let now = company.tick();
    mark_deleted(company, &before, now);
    Answer::ok(Gone { id })
}

pub fn mark_deleted(company: &mut Company, before: &Deal, now: jiff::Timestamp) {
    let mut after = before.clone();
    after.deleted = Some(now);
    after.updated = now;
    company.put(before, after, now);
}
