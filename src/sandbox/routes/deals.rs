//! List, get, create, update and delete deals.

use crate::api::endpoints::{LIST_ARCHIVED, LIST_DEALS, Paging};
use crate::sandbox::data::company::{Company, ME};
use crate::sandbox::data::deal::Deal;
use crate::sandbox::json::v2::{Shape, Shown};
use crate::sandbox::play::Reaction;
use crate::sandbox::routes::filter::Selection;
use crate::sandbox::routes::{followers, update};
use crate::sandbox::wire::body::Form;
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::cursor::Cursor;
use crate::sandbox::wire::query::Query;
use serde::Serialize;
use serde_json::json;

pub fn list(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let shape = Shape::read(&query, company);
    pages(company, &query, &shape, false, LIST_DEALS.paging)
}

pub fn archived(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let shape = Shape::read_archived(&query, company);
    pages(company, &query, &shape, true, LIST_ARCHIVED.paging)
}

/// The sort order of a list.
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
            "update_time" if !deal.has_update_time => i64::MIN,
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
    let selection = Selection::read(query, company)?;
    query.finish()?;
    let holds =
        |deal: &&Deal| deal.archived.is_some() == is_archived && selection.holds(deal, company);
    let mut deals = sorted(company, &selection, &order, from, limit + 1, holds);
    let next = (deals.len() > limit).then(|| deals.pop()).flatten().map(|deal| order.cursor(deal));
    let shown: Vec<Shown> = deals.into_iter().map(|deal| Shown { deal, company, shape }).collect();
    Answer::page(shown, next)
}

/// Up to `limit` deals from the cursor on. In ID order only the deals of the page are read.
fn sorted<'c>(
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

/// Parses the ID in a path parameter.
pub fn parse_id(call: &Call, part: &str) -> Result<u64, Answer> {
    match part.parse() {
        Ok(id) if id > 0 && !part.starts_with('+') => Ok(id),
        _ if call.is_v1() => Err(Answer::new_refusal(400, "Bad request")),
        _ => Err(Answer::invalid(&["id: The value is not a valid 'integer'".into()])),
    }
}

pub fn get(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let query = Query::new(call);
    let shape = Shape::read(&query, company);
    let id = parse_id(call, &ids[0])?;
    query.finish()?;
    let deal = company.deal(call, id)?;
    Answer::ok(Shown { deal, company, shape: &shape })
}

fn find_visible(company: &Company, call: &Call, id: u64) -> Outcome {
    Answer::ok(Shown { deal: company.deal(call, id)?, company, shape: &Shape::default() })
}

pub fn create(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let form = Form::new(call)?;
    if form.value("title").is_none() {
        form.refuse("title", "The value is required");
    }
    let id = company.next_deal();
    let now = company.next_change_time();
    let mut deal = Deal::new(id, "", ME, now);
    deal.origin = "API";
    let deal = update::apply(company, deal, &form, now)?;
    let (id, now) = (company.take_deal(), company.tick());
    company.log_change(id, "add_time", None, Some(crate::model::time::v1(now)), now);
    company.deals.insert(id, deal);
    followers::follow(company, id, ME, now);
    Answer::ok(Shown { deal: company.deal(call, id)?, company, shape: &Shape::new_deal() })
}

pub fn update(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let id = parse_id(call, &ids[0])?;
    let form = Form::new(call)?;
    let before = company.deal(call, id)?.clone();
    if form.is_empty() {
        return Err(Answer::invalid(&["body: The value must have at least 1 key".into()]));
    }
    let plays = company.plays;
    if before.deleted.is_some() {
        let is_restored = form.is_only("is_deleted", &json!(false));
        match plays.restore {
            Reaction::Works if is_restored => {}
            Reaction::Ignored if is_restored => return find_visible(company, call, id),
            _ => return Err(Answer::new_refusal(410, "Deal has been deleted")),
        }
    } else if before.archived.is_some() {
        let is_taken_out = form.is_only("is_archived", &json!(false));
        match plays.unarchive {
            Reaction::Works if is_taken_out => {}
            Reaction::Ignored if is_taken_out => return find_visible(company, call, id),
            _ => return Err(Answer::new_refusal(400, "Archived deal cannot be updated")),
        }
    }
    let now = company.next_change_time();
    let after = update::apply(company, before.clone(), &form, now)?;
    let now = company.tick();
    company.replace_deal(&before, after, now);
    find_visible(company, call, id)
}

#[derive(Serialize)]
struct Gone {
    id: u64,
}

pub fn delete(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let id = parse_id(call, &ids[0])?;
    let before = company.deal(call, id)?.clone();
    if before.deleted.is_some() {
        return Err(match company.plays.second_delete {
            404 => Answer::missing(call, "Deal not found"),
            // Success, as recorded (pipedrive.md P51).
            status => Answer::ok(Gone { id })?.with_status(status),
        });
    }
    let now = company.tick();
    mark_deleted(company, &before, now);
    Answer::ok(Gone { id })
}

pub fn mark_deleted(company: &mut Company, before: &Deal, now: jiff::Timestamp) {
    let mut after = before.clone();
    after.deleted = Some(now);
    after.updated = now;
    company.replace_deal(before, after, now);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// All rows of a paged list.
    fn walk_for_test(company: &mut Company, url: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut cursor = String::new();
        loop {
            let (status, page) =
                company.respond_for_test("GET", &format!("{url}{cursor}"), Value::Null);
            assert_eq!(status, 200, "{url} {page}");
            rows.extend(page["data"].as_array().unwrap().iter().cloned());
            match page["additional_data"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return rows,
            }
        }
    }

    #[test]
    fn lists_the_same_deals_in_every_order_and_page_size() {
        let mut company = Company::with_deals(60);
        for sort in ["id", "add_time", "update_time"] {
            for direction in ["asc", "desc"] {
                let url = |limit| {
                    format!("/api/v2/deals?sort_by={sort}&sort_direction={direction}&limit={limit}")
                };
                let whole = walk_for_test(&mut company, &url(500));
                assert_eq!(whole, walk_for_test(&mut company, &url(7)), "{sort} {direction}");
                let key = |deal: &Value| deal[sort].to_string();
                if sort != "id" {
                    let sorted = whole.windows(2).all(|two| match direction {
                        "asc" => key(&two[0]) <= key(&two[1]),
                        _ => key(&two[0]) >= key(&two[1]),
                    });
                    assert!(sorted, "{sort} {direction}");
                }
            }
        }
    }

    #[test]
    fn applies_all_filters_of_a_list() {
        let mut company = Company::with_deals(240);
        let open = walk_for_test(&mut company, "/api/v2/deals?status=open&pipeline_id=2");
        assert!(!open.is_empty());
        let all = |deal: &Value| deal["status"] == "open" && deal["pipeline_id"] == 2;
        assert!(open.iter().all(all));
        let deleted = walk_for_test(&mut company, "/api/v2/deals?status=deleted&limit=2");
        assert!(deleted.iter().all(|deal| deal["is_deleted"] == true));
        let some = walk_for_test(&mut company, "/api/v2/deals?ids=3,1,99999");
        let ids: Vec<&Value> = some.iter().map(|deal| &deal["id"]).collect();
        assert_eq!(ids, [&json!(1), &json!(3)]);
        // A saved filter overrides even `ids`.
        let gold = walk_for_test(&mut company, "/api/v2/deals?filter_id=3&ids=1");
        let tier = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
        assert!(gold.len() > 3 && gold.iter().all(|deal| deal["custom_fields"][tier] == 101));
        let archived = walk_for_test(&mut company, "/api/v2/deals/archived?limit=5");
        assert!(!archived.is_empty() && archived.iter().all(|deal| deal["is_archived"] == true));
    }

    #[test]
    fn sends_only_requested_fields() {
        let mut company = Company::with_deals(3);
        let tier = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
        let url = format!(
            "/api/v2/deals/1?custom_fields={tier}&include_option_labels=true&include_fields=files_count"
        );
        let (_, answer) = company.respond_for_test("GET", &url, Value::Null);
        let deal = &answer["data"];
        let silver = json!({tier: {"id": 102, "label": "Silver"}});
        assert_eq!(deal["custom_fields"], silver);
        assert!(deal["files_count"].is_u64() && deal["notes_count"].is_null());
        for wrong in ["include_fields=custom_fields", "custom_fields=abc"] {
            let url = format!("/api/v2/deals/1?{wrong}");
            assert_eq!(company.respond_for_test("GET", &url, Value::Null).0, 400, "{wrong}");
        }
    }

    #[test]
    fn deletes_and_restores_a_deal() {
        let mut company = Company::with_deals(3);
        let (_, gone) = company.respond_for_test("DELETE", "/api/v2/deals/1", Value::Null);
        assert_eq!(gone, json!({"success": true, "data": {"id": 1}}));
        let (status, _) =
            company.respond_for_test("PATCH", "/api/v2/deals/1", json!({"title": "x"}));
        assert_eq!(status, 410);
        let (status, _) = company.respond_for_test("GET", "/api/v1/deals/1/changelog", Value::Null);
        assert_eq!(status, 410);
        let (status, back) =
            company.respond_for_test("PATCH", "/api/v2/deals/1", json!({"is_deleted": false}));
        assert_eq!((status, &back["data"]["status"]), (200, &json!("open")));
        let (_, log) =
            company.respond_for_test("GET", "/api/v1/deals/1/changelog?limit=2", Value::Null);
        assert_eq!(log["data"][0]["new_value"], "open");
        assert_eq!(log["data"][1]["new_value"], "deleted");
    }

    #[test]
    fn archived_deal_can_only_be_unarchived() {
        let mut company = Company::with_deals(3);
        let mut patch = |body| company.respond_for_test("PATCH", "/api/v2/deals/2", body).0;
        assert_eq!(patch(json!({"is_archived": true})), 200);
        assert_eq!(patch(json!({"title": "x"})), 400);
        assert_eq!(patch(json!({"is_archived": false})), 200);
        assert_eq!(patch(json!({"title": "x"})), 200);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn list_and_summary_match_the_deals(
            steps in prop::collection::vec((1..8u64, 0..7usize, 0..5000u32), 1..30)
        ) {
            let mut company = Company::with_deals(7);
            for (id, what, value) in steps {
                let url = format!("/api/v2/deals/{id}");
                let (method, body) = match what {
                    0 => ("DELETE", Value::Null),
                    1 => ("PATCH", json!({"is_deleted": false})),
                    2 => ("PATCH", json!({"is_archived": true})),
                    3 => ("PATCH", json!({"is_archived": false})),
                    4 => ("PATCH", json!({"status": "won", "value": value})),
                    5 => ("PATCH", json!({"status": "open", "currency": "USD"})),
                    _ => ("PATCH", json!({"value": f64::from(value) / 4.0})),
                };
                company.respond_for_test(method, &url, body);
            }
            let listed = walk_for_test(&mut company, "/api/v2/deals?limit=2");
            let mut sums = std::collections::BTreeMap::<String, (u64, f64)>::new();
            for deal in &listed {
                let url = format!("/api/v2/deals/{}", deal["id"]);
                prop_assert_eq!(&company.respond_for_test("GET", &url, Value::Null).1["data"], deal);
                let currency = deal["currency"].as_str().unwrap().to_owned();
                let sum = sums.entry(currency).or_default();
                *sum = (sum.0 + 1, sum.1 + deal["value"].as_f64().unwrap_or(0.0));
            }
            let (_, summary) = company.respond_for_test("GET", "/api/v1/deals/summary", Value::Null);
            for (currency, (count, value)) in sums {
                let total = &summary["data"]["values_total"][&currency];
                prop_assert_eq!(total["count"].as_u64(), Some(count));
                prop_assert!((total["value"].as_f64().unwrap() - value).abs() < 0.01);
            }
        }
    }
}
