//! The open, won and lost deals of each owner.

use super::super::Scope;
use super::super::company::Company;
use super::super::days::Days;
use super::super::facts::Facts;
use super::super::rates::Share;
use super::{Report, or_null, records};
use crate::model::amount::Amount;
use crate::model::field::{FieldKind, column};
use crate::output::chart::{Chart, TOTAL};
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub struct Owners {
    owners: BTreeMap<Option<u64>, BTreeMap<String, Part>>,
}

#[derive(Debug, Default, Clone)]
struct Part {
    open: u64,
    open_value: Amount,
    rate: Share,
    won_value: Amount,
    cycle: Days,
}

impl Owners {
    pub fn add(&mut self, deal: &Facts, scope: &Scope) -> bool {
        let is_open = deal.is_open();
        if !is_open && !scope.is_closed_in_period(deal) {
            return false;
        }
        let parts = self.owners.entry(deal.owner).or_default();
        let part = parts.entry(deal.currency.clone()).or_default();
        if is_open {
            part.open += 1;
            part.open_value += deal.value;
            return true;
        }
        part.rate.add(deal.is_won());
        if deal.is_won() {
            part.won_value += deal.value;
            part.cycle.extend_one(scope.cycle(deal));
        }
        true
    }

    pub fn finish(self, company: &Company, scope: &Scope) -> Report {
        let mut owners: Vec<(String, Option<u64>, BTreeMap<String, Part>)> =
            self.owners.into_iter().map(|(id, parts)| (company.user_name(id), id, parts)).collect();
        owners.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        let row = |name: &str, id: Option<u64>, currency: &str, part: &Part, is_total: bool| {
            let amount = |amount: Amount| if is_total { Value::Null } else { amount.to_json() };
            json!({
                "owner_id": id,
                "owner": name,
                "currency": currency,
                TOTAL: is_total,
                "open": part.open,
                "open_value": amount(part.open_value),
                "won": part.rate.part,
                "won_value": amount(part.won_value),
                "lost": part.rate.rest(),
                "win_rate": part.rate.percent(),
                "rate": part.rate.text(),
                "median_cycle_days": or_null(part.cycle.median()),
            })
        };
        let mut rows = Vec::new();
        for (name, id, parts) in &owners {
            for (currency, part) in parts {
                rows.push(row(name, *id, currency, part, false));
            }
            if parts.len() > 1 {
                let mut all = Part::default();
                for part in parts.values() {
                    all.open += part.open;
                    all.rate.extend(part.rate);
                    all.cycle.extend(&part.cycle);
                }
                rows.push(row(name, *id, "all", &all, true));
            }
        }
        Report {
            chart: Some(Chart {
                label: &["owner"],
                id: &["owner_id"],
                value: "won_value",
                currency: Some("currency"),
                unit: "",
                is_sum: true,
            }),
            columns: vec![
                column("owner", "Owner", FieldKind::Text),
                column("currency", "Currency", FieldKind::Text),
                column("open", "Open", FieldKind::Number),
                column("open_value", "Open value", FieldKind::Amount("currency")),
                column("won", "Won", FieldKind::Number),
                column("won_value", "Won value", FieldKind::Amount("currency")),
                column("lost", "Lost", FieldKind::Number),
                column("rate", "Win rate", FieldKind::Text),
                column("median_cycle_days", "Median cycle", FieldKind::Number),
            ],
            rows: records(rows),
            notes: vec![
                format!("win rate: won ÷ (won + lost), {}", scope.describe_period()),
                "cycle: days from the creation of a won deal to its close".to_owned(),
            ],
        }
    }
}
