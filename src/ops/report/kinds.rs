//! The reports: how each counts deals, and its rows.

mod aging;
mod closed;
mod forecast;
mod lists;
mod owners;
mod pipeline;
mod velocity;

use super::company::Company;
use super::facts::Facts;
use super::{Kind, Scope};
use crate::model::field::Column;
use crate::model::record::Record;
use crate::output::chart::Chart;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::to_raw_value;

/// A report while deals are counted.
#[derive(Debug)]
pub enum Count {
    Pipeline(pipeline::Pipeline),
    Aging(aging::Aging),
    Stale(lists::Stale),
    Winrate(closed::Winrate),
    LostReasons(closed::LostReasons),
    Velocity(velocity::Velocity),
    Forecast(forecast::Forecast),
    Owners(owners::Owners),
    Today(lists::Today),
}

/// A completed report.
pub struct Report {
    pub columns: Vec<Column>,
    /// JSON objects, which have more members than there are columns.
    pub rows: Vec<Record>,
    /// The bars of `--chart`, if the report supports it.
    pub chart: Option<Chart>,
    /// Notes about the computation, one line each.
    pub notes: Vec<String>,
}

impl Count {
    pub fn new(kind: Kind, scope: &Scope) -> Count {
        match kind {
            Kind::Pipeline => Count::Pipeline(pipeline::Pipeline::new()),
            Kind::Aging => Count::Aging(aging::Aging::default()),
            Kind::Stale => Count::Stale(lists::Stale::default()),
            Kind::Winrate => Count::Winrate(closed::Winrate::default()),
            Kind::LostReasons => Count::LostReasons(closed::LostReasons::new()),
            Kind::Velocity => Count::Velocity(velocity::Velocity::default()),
            Kind::Forecast => Count::Forecast(forecast::Forecast::new(scope)),
            Kind::Owners => Count::Owners(owners::Owners::default()),
            // Not counted from the list of deals.
            Kind::Funnel | Kind::Today => Count::Today(lists::Today::default()),
        }
    }

    /// Counts a deal; returns whether it is part of the report.
    pub fn add(&mut self, deal: &Facts, scope: &Scope) -> bool {
        match self {
            Count::Pipeline(count) => count.add(deal, scope),
            Count::Aging(count) => count.add(deal, scope),
            Count::Stale(count) => count.add(deal, scope),
            Count::Winrate(count) => count.add(deal, scope),
            Count::LostReasons(count) => count.add(deal, scope),
            Count::Velocity(count) => count.add(deal, scope),
            Count::Forecast(count) => count.add(deal, scope),
            Count::Owners(count) => count.add(deal, scope),
            Count::Today(count) => count.add(deal, scope),
        }
    }

    pub fn finish(self, company: &Company, scope: &Scope) -> Report {
        match self {
            Count::Pipeline(count) => count.finish(company),
            Count::Aging(count) => count.finish(company),
            Count::Stale(count) => count.finish(company, scope),
            Count::Winrate(count) => count.finish(company, scope),
            Count::LostReasons(count) => count.finish(company, scope),
            Count::Velocity(count) => count.finish(company, scope),
            Count::Forecast(count) => count.finish(scope),
            Count::Owners(count) => count.finish(company, scope),
            Count::Today(count) => count.finish(company),
        }
    }
}

impl Scope {
    /// The number of days since a time.
    fn days_since(&self, since: Option<jiff::Timestamp>) -> Option<i64> {
        Some(Facts::days_since(since?, self.today, &self.zone))
    }

    /// Whether the deal was closed in the period.
    fn is_closed_in_period(&self, deal: &Facts) -> bool {
        let day = deal.closed.map(|closed| closed.to_zoned(self.zone.clone()).date());
        day.is_some_and(|day| self.first <= day && day <= self.last)
    }

    /// The number of days from the creation of a deal to its close.
    fn cycle(&self, deal: &Facts) -> Option<i64> {
        let closed = deal.closed?.to_zoned(self.zone.clone()).date();
        Some(Facts::days_since(deal.added?, closed, &self.zone))
    }

    fn describe_period(&self) -> String {
        format!("closed from {} to {}", self.first, self.last)
    }
}

/// Makes records of JSON objects.
pub fn records(rows: impl IntoIterator<Item = impl Serialize>) -> Vec<Record> {
    rows.into_iter().filter_map(|row| Record::new(to_raw_value(&row).ok()?)).collect()
}

fn or_null<T: Into<Value>>(value: Option<T>) -> Value {
    value.map_or(Value::Null, Into::into)
}
