//! The timeline: open and won deals in periods, by a date field.

use crate::model::deal_status::DealStatus;
use crate::sandbox::data::company::Company;
use crate::sandbox::data::currency::{self, Currency, HOME};
use crate::sandbox::data::custom_fields;
use crate::sandbox::data::deal::Deal;
use crate::sandbox::json::v1;
use crate::sandbox::routes::filter::Selection;
use crate::sandbox::routes::summary::amounts;
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::query::Query;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde_json::{Value, json};

/// Maximum number of periods.
const PERIODS_MAX: u64 = 1_000;

pub fn current(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    timeline(company, call, false)
}

pub fn archived(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    timeline(company, call, true)
}

fn timeline(company: &Company, call: &Call, is_archived: bool) -> Outcome {
    let query = Query::new(call);
    let start = query.date("start_date");
    let interval = query.choice("interval", &["day", "week", "month", "quarter"]);
    if interval.is_none() {
        query.require("interval");
    }
    let amount = query.id("amount").filter(|amount| *amount <= PERIODS_MAX);
    if amount.is_none() {
        query.refuse("amount", "The value is not a number of periods");
    }
    let key = query.require("field_key");
    let probe = Deal::new(0, "", 1, company.now());
    let is_custom = custom_fields::place(key).is_some();
    if probe.find_day(key).is_none() || is_custom && company.custom_place(key).is_none() {
        query.refuse("field_key", "The value is not a date field");
    }
    let without_deals = query.choice("exclude_deals", &["0", "1"]) == Some("1");
    let into = query.text("totals_convert_currency").map(|code| match code {
        "default_currency" => Some(HOME),
        code => currency::currency(code),
    });
    if into.is_some_and(|into| into.is_none()) {
        query.refuse("totals_convert_currency", "Unknown currency");
    }
    let selection = Selection::read_v1(&query, company)?;
    query.finish()?;
    let deals: Vec<(Date, &Deal)> = company
        .deals
        .values()
        .filter(|deal| deal.archived.is_some() == is_archived && deal.status != DealStatus::Lost)
        .filter(|deal| selection.holds(deal, company))
        .filter_map(|deal| Some((deal.find_day(key).flatten()?, deal)))
        .collect();
    let Some(bounds) = start.and_then(|start| bounds(start, interval?, amount?)) else {
        return Err(Answer::new_refusal(400, "Bad request"));
    };
    let periods: Vec<Value> = bounds
        .windows(2)
        .map(|bounds| {
            let (from, until) = (bounds[0], bounds[1]);
            let within = deals.iter().filter(|(day, _)| (from..until).contains(day));
            let within: Vec<&Deal> = within.map(|(_, deal)| *deal).collect();
            let mut period = json!({
                "period_start": format!("{from} 00:00:00"),
                "period_end": format!("{} 23:59:59", until.yesterday().unwrap_or(from)),
            });
            if !without_deals {
                period["deals"] = within.iter().map(|deal| v1::deal(deal, company)).collect();
            }
            period["totals"] = totals(company, &within, None);
            if let Some(into) = into.flatten() {
                period["totals_converted"] = totals(company, &within, Some(into));
            }
            period
        })
        .collect();
    Answer::ok(periods)
}

/// The first days of the periods, and the day after the last one. A week is seven days from the
/// start date (pipedrive.md P344).
fn bounds(start: Date, interval: &str, amount: u64) -> Option<Vec<Date>> {
    let days = |step: i64| -> Span {
        match interval {
            "day" => step.days(),
            "week" => step.weeks(),
            "month" => step.months(),
            _ => (step * 3).months(),
        }
    };
    (0..=amount as i64).map(|step| start.checked_add(days(step)).ok()).collect()
}

fn totals(company: &Company, deals: &[&Deal], into: Option<&Currency>) -> Value {
    let all = || deals.iter().copied();
    let of = |status| all().filter(move |deal| deal.status == status);
    let value = |deal: &Deal| deal.value.unwrap_or_default();
    let weighted = |deal: &Deal| value(deal) * company.likelihood(deal) / 100.0;
    json!({
        "count": deals.len(),
        "values": amounts(all(), into, value),
        "weighted_values": amounts(all(), into, weighted),
        "open_count": of(DealStatus::Open).count(),
        "open_values": amounts(of(DealStatus::Open), into, value),
        "weighted_open_values": amounts(of(DealStatus::Open), into, weighted),
        "won_count": of(DealStatus::Won).count(),
        "won_values": amounts(of(DealStatus::Won), into, value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(company: &mut Company, query: &str) -> Value {
        let url = format!("/api/v1/deals/timeline?{query}");
        let (status, answer) = company.respond_for_test("GET", &url, Value::Null);
        assert_eq!(status, 200, "{answer}");
        answer["data"].clone()
    }

    #[test]
    fn periods_have_no_gaps_and_match_the_list() {
        let mut company = Company::with_deals(120);
        let query = "start_date=2024-10-01&interval=quarter&amount=10&field_key=add_time";
        let periods = timeline(&mut company, query);
        let periods = periods.as_array().unwrap();
        assert_eq!(periods[0]["period_end"], "2024-12-31 23:59:59");
        assert_eq!(periods[1]["period_start"], "2025-01-01 00:00:00");
        let count: u64 = periods
            .iter()
            .map(|period| {
                let deals = period["deals"].as_array().unwrap().len();
                assert_eq!(period["totals"]["count"], deals);
                deals as u64
            })
            .sum();
        let (_, summary) = company.respond_for_test("GET", "/api/v1/deals/summary", Value::Null);
        let (_, lost) =
            company.respond_for_test("GET", "/api/v1/deals/summary?status=lost", Value::Null);
        let total = |answer: &Value| answer["data"]["total_count"].as_u64().unwrap();
        assert_eq!(count, total(&summary) - total(&lost));
    }

    #[test]
    fn empty_period_has_lists_for_maps() {
        let mut company = Company::with_deals(3);
        let query = "start_date=2031-01-05&interval=week&amount=1&field_key=won_time\
                     &exclude_deals=1&totals_convert_currency=USD";
        let period = &timeline(&mut company, query)[0];
        assert_eq!(period["period_end"], "2031-01-11 23:59:59");
        assert_eq!(period["totals"]["values"], json!([]));
        assert_eq!(period["totals_converted"]["count"], 0);
        assert_eq!(period["deals"], Value::Null);
    }
}
