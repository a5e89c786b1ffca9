//! The summary: number and value of deals, by currency and converted.

use crate::sandbox::data::company::Company;
use crate::sandbox::data::currency::{self, Currency, HOME, Plain, round_amount};
use crate::sandbox::data::deal::Deal;
use crate::sandbox::routes::filter::Selection;
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::query::Query;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub fn current(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    summary(company, call, false)
}

pub fn archived(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    summary(company, call, true)
}

#[derive(Default)]
struct Sum {
    count: u64,
    value: f64,
    weighted: f64,
}

fn summary(company: &Company, call: &Call, is_archived: bool) -> Outcome {
    let query = Query::new(call);
    let selection = Selection::read_v1(&query, company)?;
    query.finish()?;
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    let deals = company
        .deals
        .values()
        .filter(|deal| deal.archived.is_some() == is_archived)
        .filter(|deal| selection.holds(deal, company));
    for deal in deals {
        let value = deal.value.unwrap_or_default();
        let sum = sums.entry(deal.currency).or_default();
        sum.count += 1;
        sum.value += value;
        sum.weighted += value * company.likelihood(deal) / 100.0;
    }
    Answer::ok(totals(&sums))
}

fn totals(sums: &BTreeMap<&str, Sum>) -> Value {
    let known = |code: &str| currency::currency(code).unwrap_or(HOME);
    let convert = |code: &str, amount| known(code).convert(amount, HOME);
    let total: f64 = sums.iter().map(|(code, sum)| convert(code, sum.value)).sum();
    let weighted: f64 = sums.iter().map(|(code, sum)| convert(code, sum.weighted)).sum();
    let values = sums.iter().map(|(code, sum)| {
        let value = round_amount(sum.value);
        let converted = convert(code, sum.value);
        let row = json!({
            "value": Plain(value),
            "count": sum.count,
            "value_converted": Plain(converted),
            "value_formatted": known(code).format(value),
            "value_converted_formatted": HOME.format(converted),
        });
        ((*code).to_owned(), row)
    });
    let weighted_values = sums.iter().map(|(code, sum)| {
        let value = round_amount(sum.weighted);
        let formatted = known(code).format(value);
        let row = json!({"value": Plain(value), "count": sum.count, "value_formatted": formatted});
        ((*code).to_owned(), row)
    });
    let (total, weighted) = (round_amount(total), round_amount(weighted));
    json!({
        "values_total": map(values.collect()),
        "weighted_values_total": map(weighted_values.collect()),
        "total_count": sums.values().map(|sum| sum.count).sum::<u64>(),
        "total_currency_converted_value": Plain(total),
        "total_weighted_currency_converted_value": Plain(weighted),
        "total_currency_converted_value_formatted": HOME.format(total),
        "total_weighted_currency_converted_value_formatted": HOME.format(weighted),
    })
}

/// PHP writes an empty map as an empty list (pipedrive.md P110).
pub fn map(entries: Map<String, Value>) -> Value {
    if entries.is_empty() { json!([]) } else { Value::Object(entries) }
}

/// The sum of deals by currency, or of all deals in the currency they are converted to.
pub fn amounts<'d>(
    deals: impl Iterator<Item = &'d Deal>,
    into: Option<&Currency>,
    amount: impl Fn(&Deal) -> f64,
) -> Value {
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for deal in deals {
        let own = currency::currency(deal.currency).unwrap_or(HOME);
        let (code, amount) = match into {
            Some(into) => (into.code, own.convert(amount(deal), into)),
            None => (own.code, amount(deal)),
        };
        *sums.entry(code).or_default() += amount;
    }
    let entries =
        sums.into_iter().map(|(code, sum)| (code.to_owned(), json!(Plain(round_amount(sum)))));
    map(entries.collect())
}
