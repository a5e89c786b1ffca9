//! Open deals by the month of their expected close date.

use super::super::Scope;
use super::super::facts::Facts;
use super::super::groups::Groups;
use super::{Report, records};
use crate::model::field::{FieldKind, column};
use crate::output::chart::Chart;
use serde_json::{Value, json};

/// A year and a month; `true` for deals without a date, which come last.
type Month = (bool, i16, i8);

#[derive(Debug)]
pub struct Forecast {
    months: Groups<Month>,
}

impl Forecast {
    pub fn new(scope: &Scope) -> Forecast {
        Forecast { months: Groups::new().with_probability(Some(scope.commit)) }
    }

    pub fn add(&mut self, deal: &Facts, _: &Scope) -> bool {
        let month = match deal.expected_close {
            Some(date) => (false, date.year(), date.month()),
            None => (true, 0, 0),
        };
        self.months.add(month, deal, None);
        true
    }

    pub fn finish(self, scope: &Scope) -> Report {
        let rows = self.months.rows().map(|row| {
            let (has_none, year, month) = *row.key;
            let is_past = !has_none && (year, month) < (scope.today.year(), scope.today.month());
            let note = if is_past { "overdue".into() } else { Value::Null };
            let month =
                if has_none { "no date".to_owned() } else { format!("{year:04}-{month:02}") };
            let mut members = json!({ "month": month });
            if let Some(all) = members.as_object_mut() {
                all.extend(row.members());
                all.insert("probability".to_owned(), row.probability());
                let committed = match row.weighted() {
                    Value::Null => Value::Null,
                    _ => row.numbers.committed.to_json(),
                };
                all.insert("committed".to_owned(), committed);
                all.insert("weighted_value".to_owned(), row.weighted());
                all.insert("note".to_owned(), note);
            }
            members
        });
        Report {
            chart: Some(Chart {
                label: &["month"],
                id: &["month"],
                value: "value",
                currency: Some("currency"),
                unit: "",
                is_sum: true,
            }),
            columns: vec![
                column("month", "Month", FieldKind::Text),
                column("currency", "Currency", FieldKind::Text),
                column("probability", "Probability", FieldKind::Text),
                column("deals", "Deals", FieldKind::Number),
                column("committed", "Committed", FieldKind::Amount("currency")),
                column("weighted_value", "Weighted", FieldKind::Amount("currency")),
                column("value", "Unweighted", FieldKind::Amount("currency")),
                column("note", "Note", FieldKind::Text),
            ],
            rows: records(rows),
            notes: vec![
                format!(
                    "committed: deals with a probability of at least {}% (--commit)",
                    scope.commit
                ),
                "weighted: value × probability ÷ 100; deals without a probability are in rows of their own"
                    .to_owned(),
            ],
        }
    }
}
