//! Reports that list deals: stale deals, and the deals of today.

use super::super::Scope;
use super::super::company::Company;
use super::super::facts::Facts;
use super::{Report, records};
use crate::model::field::{Column, FieldKind, column};
use crate::text;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::Serialize;
use serde_json::value::RawValue;

/// A listed deal.
#[derive(Debug)]
struct Line {
    id: u64,
    title: String,
    value: Option<Box<RawValue>>,
    currency: String,
    stage: Option<u64>,
    owner: Option<u64>,
    expected_close: Option<Date>,
    /// Days since the last change.
    untouched: Option<i64>,
    why: Vec<&'static str>,
}

/// The row of a listed deal. The value keeps the digits of the record.
#[derive(Serialize)]
struct Row<'a> {
    why: String,
    owner_id: Option<u64>,
    owner: String,
    id: u64,
    title: &'a str,
    value: Option<&'a RawValue>,
    currency: &'a str,
    stage_id: Option<u64>,
    stage: String,
    expected_close_date: Option<String>,
    untouched_days: Option<i64>,
}

impl Line {
    fn new(deal: &Facts, scope: &Scope, why: Vec<&'static str>) -> Line {
        Line {
            id: deal.id,
            title: deal.title.clone(),
            value: deal.raw_value.clone(),
            currency: deal.currency.clone(),
            stage: deal.stage,
            owner: deal.owner,
            expected_close: deal.expected_close,
            untouched: scope.days_since(deal.last_touch()),
            why,
        }
    }

    fn row(&self, company: &Company) -> Row<'_> {
        Row {
            why: self.why.join(", "),
            owner_id: self.owner,
            owner: company.user_name(self.owner),
            id: self.id,
            title: &self.title,
            value: self.value.as_deref(),
            currency: &self.currency,
            stage_id: self.stage,
            stage: company.stage_name(self.stage),
            expected_close_date: self.expected_close.map(|date| date.to_string()),
            untouched_days: self.untouched,
        }
    }
}

const NO_ACTIVITY: &str = "no next activity";

#[derive(Debug, Default)]
pub struct Stale {
    lines: Vec<Line>,
    open: usize,
    without_activity: usize,
    untouched: usize,
    /// The number of deals whose activities are unknown.
    unknown: usize,
}

impl Stale {
    pub fn add(&mut self, deal: &Facts, scope: &Scope) -> bool {
        self.open += 1;
        let is_untouched =
            scope.days_since(deal.last_touch()).is_some_and(|days| days >= scope.days);
        let lacks_activity = deal.has_next_activity == Some(false);
        self.without_activity += usize::from(lacks_activity);
        self.unknown += usize::from(deal.has_next_activity.is_none());
        self.untouched += usize::from(is_untouched);
        let why: Vec<&str> = [(lacks_activity, NO_ACTIVITY), (is_untouched, "untouched")]
            .into_iter()
            .filter_map(|(is_so, why)| is_so.then_some(why))
            .collect();
        if why.is_empty() {
            return false;
        }
        self.lines.push(Line::new(deal, scope, why));
        true
    }

    pub fn finish(mut self, company: &Company, scope: &Scope) -> Report {
        self.lines.sort_by_cached_key(|line| {
            (company.user_name(line.owner), std::cmp::Reverse(line.untouched), line.id)
        });
        let mut notes = vec![
            format!(
                "{} of {}: {} without a next activity, {} untouched for {} or more (--days)",
                self.lines.len(),
                text::count(self.open, "open deal"),
                self.without_activity,
                self.untouched,
                text::count(usize::try_from(scope.days).unwrap_or(0), "day"),
            ),
            "untouched: since the last change or mail".to_owned(),
        ];
        if self.unknown > 0 {
            let deals = text::count(self.unknown, "deal");
            notes.push(format!("next activity unknown: {deals}"));
        }
        Report {
            chart: None,
            columns: vec![
                column("owner", "Owner", FieldKind::Text),
                column("id", "ID", FieldKind::Id),
                column("title", "Title", FieldKind::Text),
                column("why", "Why", FieldKind::Text),
                column("untouched_days", "Untouched", FieldKind::Number),
                column("value", "Value", FieldKind::Money("currency")),
                column("currency", "Currency", FieldKind::Text),
                column("stage", "Stage", FieldKind::Text),
            ],
            rows: records(self.lines.iter().map(|line| line.row(company))),
            notes,
        }
    }
}

#[derive(Debug, Default)]
pub struct Today {
    /// With the index of the first reason.
    lines: Vec<(usize, Line)>,
}

/// The reasons to list a deal, in order of precedence.
const REASONS: [&str; 4] = ["overdue", "closing this week", NO_ACTIVITY, "changed since yesterday"];

impl Today {
    pub fn add(&mut self, deal: &Facts, scope: &Scope) -> bool {
        let today = scope.today;
        let yesterday = today.checked_sub(1.day()).unwrap_or(today);
        let close = deal.expected_close;
        let changed = deal.updated.map(|at| at.to_zoned(scope.zone.clone()).date());
        let is_so = [
            close.is_some_and(|date| date < today),
            close.is_some_and(|date| today <= date && date <= last_of_week(today)),
            deal.has_next_activity == Some(false),
            changed.is_some_and(|day| day >= yesterday),
        ];
        let why: Vec<&'static str> = REASONS
            .into_iter()
            .zip(is_so)
            .filter_map(|(why, is_so)| is_so.then_some(why))
            .collect();
        let first = is_so.iter().position(|is_so| *is_so);
        self.lines.extend(first.map(|first| (first, Line::new(deal, scope, why))));
        first.is_some()
    }

    pub fn finish(mut self, company: &Company) -> Report {
        self.lines.sort_by_key(|(place, line)| {
            (*place, line.expected_close.unwrap_or(Date::MAX), line.id)
        });
        let count = |place: usize| {
            let why = REASONS[place];
            self.lines.iter().filter(|(_, line)| line.why.contains(&why)).count()
        };
        let counts = format!(
            "{} overdue, {} closing this week, {} without a next activity, {} changed since yesterday",
            count(0),
            count(1),
            count(2),
            count(3),
        );
        Report {
            chart: None,
            columns: TODAY.to_vec(),
            rows: records(self.lines.iter().map(|(_, line)| line.row(company))),
            notes: vec![format!("your open deals: {counts}")],
        }
    }
}

const TODAY: [Column; 7] = [
    column("why", "Why", FieldKind::Text),
    column("id", "ID", FieldKind::Id),
    column("title", "Title", FieldKind::Text),
    column("value", "Value", FieldKind::Money("currency")),
    column("currency", "Currency", FieldKind::Text),
    column("stage", "Stage", FieldKind::Text),
    column("expected_close_date", "Expected close", FieldKind::Date),
];

/// The Sunday on or after a day.
fn last_of_week(today: Date) -> Date {
    let left = i64::from(today.weekday().until(Weekday::Sunday));
    today.checked_add(left.days()).unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_ends_on_sunday() {
        assert_eq!(last_of_week(date(2026, 11, 29)), date(2026, 11, 29));
        assert_eq!(last_of_week(date(2026, 11, 30)), date(2026, 12, 6));
    }
}
