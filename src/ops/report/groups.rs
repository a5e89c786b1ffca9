//! Groups deals by a key and by currency: amounts in different currencies are never added.

use super::days::Days;
use super::facts::Facts;
use crate::model::amount::Amount;
use crate::output::chart::TOTAL;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The totals of the deals in a group.
#[derive(Debug, Default, Clone)]
pub struct Numbers {
    pub deals: u64,
    pub value: Amount,
    pub weighted: Amount,
    pub committed: Amount,
    pub days: Days,
}

/// A part of a group: a currency, and whether its deals have a probability. Deals without one have no
/// weighted value, and are in a separate row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    currency: String,
    lacks_probability: bool,
}

/// Groups sorted by key.
#[derive(Debug, Default)]
pub struct Groups<K> {
    groups: BTreeMap<K, BTreeMap<Part, Numbers>>,
    /// Whether deals without a probability have a separate row.
    splits_probability: bool,
    /// Minimum probability of committed deals, in percent.
    commit: Option<f64>,
}

/// A row: the totals of a part of a group.
pub struct Row<'a, K> {
    pub key: &'a K,
    /// `all` in the total of a group with several parts.
    pub currency: String,
    pub lacks_probability: bool,
    pub is_total: bool,
    pub numbers: Numbers,
}

impl<K: Ord + Clone> Groups<K> {
    pub fn new() -> Groups<K> {
        Groups { groups: BTreeMap::new(), splits_probability: false, commit: None }
    }

    pub fn with_probability(self, commit: Option<f64>) -> Groups<K> {
        Groups { splits_probability: true, commit, ..self }
    }

    /// Adds a group that has a row even without deals.
    pub fn add_empty(&mut self, key: K) {
        self.groups.entry(key).or_default();
    }

    pub fn add(&mut self, key: K, deal: &Facts, days: Option<i64>) {
        let part = Part {
            currency: deal.currency.clone(),
            lacks_probability: self.splits_probability && deal.probability.is_none(),
        };
        let numbers = self.groups.entry(key).or_default().entry(part).or_default();
        numbers.deals += 1;
        numbers.value += deal.value;
        if let Some(probability) = deal.probability {
            numbers.weighted += deal.value.percent(probability);
            if self.commit.is_some_and(|commit| probability >= commit) {
                numbers.committed += deal.value;
            }
        }
        if let Some(days) = days {
            numbers.days.add(days);
        }
    }

    /// The rows of all groups; a group with several parts also has a row for the total.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_, K>> {
        self.groups.iter().flat_map(|(key, parts)| {
            let row = |part: &Part, numbers: &Numbers| Row {
                key,
                currency: part.currency.clone(),
                lacks_probability: part.lacks_probability,
                is_total: false,
                numbers: numbers.clone(),
            };
            let mut rows: Vec<Row<K>> =
                parts.iter().map(|(part, numbers)| row(part, numbers)).collect();
            if rows.len() != 1 {
                rows.push(Row {
                    key,
                    currency: if rows.is_empty() { String::new() } else { "all".to_owned() },
                    lacks_probability: false,
                    is_total: true,
                    numbers: total(parts.values()),
                });
            }
            rows
        })
    }
}

/// The totals of all parts, without the amounts, which may be in several currencies.
fn total<'a>(parts: impl Iterator<Item = &'a Numbers>) -> Numbers {
    let mut total = Numbers::default();
    for part in parts {
        total.deals += part.deals;
        total.days.extend(&part.days);
    }
    total
}

impl<K> Row<'_, K> {
    /// The members of every row: currency, number of deals, value.
    pub fn members(&self) -> Map<String, Value> {
        let amount = |amount: Amount| if self.is_total { Value::Null } else { amount.to_json() };
        let currency = match self.currency.as_str() {
            "" => Value::Null,
            currency => currency.into(),
        };
        let members = json!({
            "currency": currency,
            TOTAL: self.is_total,
            "deals": self.numbers.deals,
            "value": amount(self.numbers.value),
        });
        match members {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }

    /// The weighted value; null for deals without a probability.
    pub fn weighted(&self) -> Value {
        let is_known = !self.is_total && !self.lacks_probability;
        if is_known { self.numbers.weighted.to_json() } else { Value::Null }
    }

    /// `none` for deals without a probability.
    pub fn probability(&self) -> Value {
        if self.lacks_probability { "none".into() } else { Value::Null }
    }
}
