//! The value won per day.

use super::super::company::Company;
use super::super::days::Days;
use super::super::facts::Facts;
use super::super::rates::Share;
use super::super::{By, Scope};
use super::closed::{BY, BY_ID, Group, note_labels};
use super::{Report, or_null, records};
use crate::model::amount::Amount;
use crate::model::field::{Column, FieldKind, column};
use crate::output::chart::Chart;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub struct Velocity {
    /// By group and currency.
    parts: BTreeMap<(Group, String), Part>,
}

#[derive(Debug, Default)]
struct Part {
    open: u64,
    rate: Share,
    won_value: Amount,
    cycle: Days,
}

impl Velocity {
    pub fn add(&mut self, deal: &Facts, scope: &Scope) -> bool {
        let is_open = deal.is_open();
        if !is_open && !scope.is_closed_in_period(deal) {
            return false;
        }
        for group in Group::find(deal, scope.by) {
            let part = self.parts.entry((group, deal.currency.clone())).or_default();
            if is_open {
                part.open += 1;
                continue;
            }
            part.rate.add(deal.is_won());
            if deal.is_won() {
                part.won_value += deal.value;
                part.cycle.extend_one(scope.cycle(deal));
            }
        }
        true
    }

    pub fn finish(self, company: &Company, scope: &Scope) -> Report {
        let rows = self.parts.iter().map(|((group, currency), part)| {
            let won = part.rate.part;
            let average = (won > 0).then(|| part.won_value.as_f64() / won as f64);
            let cycle = part.cycle.median();
            // A cycle of less than a day counts as one day.
            let velocity =
                part.rate.ratio().zip(average).zip(cycle).map(|((share, average), cycle)| {
                    part.open as f64 * share * average / cycle.max(1.0)
                });
            let mut members = group.members(scope.by, company);
            if let Value::Object(own) = json!({
                "currency": currency,
                "open": part.open,
                "won": won,
                "lost": part.rate.rest(),
                "win_rate": part.rate.percent(),
                "rate": part.rate.text(),
                "average_won_value": or_null(average.map(round)),
                "median_cycle_days": or_null(cycle),
                "velocity": or_null(velocity.map(round)),
            }) {
                members.extend(own);
            }
            Value::Object(members)
        });
        let mut notes = vec![
            format!(
                "velocity: open deals × win rate × average won value ÷ median cycle days, per day; {}",
                scope.describe_period()
            ),
            "cycle: from the creation of a won deal to its close, at least one day".to_owned(),
        ];
        note_labels(scope.by, &mut notes);
        let mut columns: Vec<Column> = scope.by.map(By::column).into_iter().collect();
        columns.extend([
            column("currency", "Currency", FieldKind::Text),
            column("open", "Open", FieldKind::Number),
            column("rate", "Win rate", FieldKind::Text),
            column("average_won_value", "Average won", FieldKind::Amount("currency")),
            column("median_cycle_days", "Median cycle", FieldKind::Number),
            column("velocity", "Velocity per day", FieldKind::Amount("currency")),
        ]);
        let chart = Chart {
            label: BY,
            id: BY_ID,
            value: "velocity",
            currency: Some("currency"),
            unit: "",
            is_sum: false,
        };
        Report { rows: records(rows), columns, notes, chart: Some(chart) }
    }
}

/// Rounds to two decimals.
fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
