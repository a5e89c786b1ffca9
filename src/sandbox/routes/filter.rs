//! Selects deals by filter parameters or by a saved filter.

use crate::model::deal_status::DealStatus;
use crate::sandbox::data::company::Company;
use crate::sandbox::data::custom_fields;
use crate::sandbox::data::deal::Deal;
use crate::sandbox::wire::call::Answer;
use crate::sandbox::wire::query::Query;
use jiff::Timestamp;
use serde_json::Value;

/// A saved filter.
pub struct Filter {
    pub id: u64,
    pub name: &'static str,
    /// `deals`, `people`, …
    pub kind: &'static str,
    pub user: u64,
    pub conditions: &'static [Condition],
}

/// `field operator value`; a filter requires all its conditions.
pub struct Condition {
    pub field: &'static str,
    pub operator: &'static str,
    pub value: Option<&'static str>,
}

const fn condition(field: &'static str, operator: &'static str, value: &'static str) -> Condition {
    Condition { field, operator, value: Some(value) }
}

static FILTERS: &[Filter] = &[
    Filter {
        id: 1,
        name: "Open deals over 10k",
        kind: "deals",
        user: 1,
        conditions: &[condition("status", "=", "open"), condition("value", ">", "10000")],
    },
    Filter {
        id: 2,
        name: "Mara's open deals",
        kind: "deals",
        user: 1,
        conditions: &[condition("status", "=", "open"), condition("owner_id", "=", "1")],
    },
    Filter {
        id: 3,
        name: "Gold tier",
        kind: "deals",
        user: 4,
        conditions: &[condition("056df6b90dbc08086de6d809bff5aab89bc2c1a9", "=", "101")],
    },
    Filter {
        id: 4,
        name: "Lost on price",
        kind: "deals",
        user: 2,
        conditions: &[condition("status", "=", "lost"), condition("lost_reason", "=", "Price")],
    },
    Filter {
        id: 5,
        name: "Nobody to call",
        kind: "deals",
        user: 1,
        conditions: &[Condition { field: "person_id", operator: "IS NULL", value: None }],
    },
    Filter {
        id: 6,
        name: "People in Saltby",
        kind: "people",
        user: 1,
        conditions: &[condition("name", "LIKE '%$%'", "a")],
    },
];

/// The company's filters, without those on fields that it lacks.
pub fn filters(company: &Company) -> impl Iterator<Item = &'static Filter> {
    let is_known = |field: &str| {
        custom_fields::place(field).is_none() || company.custom_place(field).is_some()
    };
    FILTERS
        .iter()
        .filter(move |filter| filter.conditions.iter().all(|condition| is_known(condition.field)))
}

impl Filter {
    pub fn holds(&self, deal: &Deal) -> bool {
        self.conditions.iter().all(|condition| condition.holds(deal))
    }
}

impl Condition {
    fn holds(&self, deal: &Deal) -> bool {
        let actual = match custom_fields::place(self.field) {
            Some(place) => deal.custom_text(place),
            None => {
                let key = if self.field == "owner_id" { "user_id" } else { self.field };
                let tracked = deal.tracked_fields().into_iter().find(|(field, _)| *field == key);
                tracked.and_then(|(_, value)| value)
            }
        };
        let (actual, wanted) = match (actual, self.value) {
            (None, _) => return self.operator == "IS NULL",
            (Some(_), None) => return self.operator == "IS NOT NULL",
            (Some(actual), Some(wanted)) => (actual, wanted),
        };
        let above = || actual.parse::<f64>().ok() > wanted.parse().ok();
        match self.operator {
            "=" => actual == wanted,
            "!=" => actual != wanted,
            ">" => above(),
            "<" => !above() && actual != wanted,
            _ => actual.to_lowercase().contains(&wanted.to_lowercase()),
        }
    }
}

/// The deals that a request selects.
#[derive(Default)]
pub struct Selection {
    filter: Option<&'static Filter>,
    ids: Option<Vec<u64>>,
    owner: Option<u64>,
    person: Option<u64>,
    org: Option<u64>,
    pipeline: Option<u64>,
    stage: Option<u64>,
    statuses: Option<Vec<DealStatus>>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Selection {
    /// Reads the parameters of v2 lists. A saved filter silently overrides all others (pipedrive.md
    /// P122).
    pub fn read(query: &Query, company: &Company) -> Result<Selection, Answer> {
        let statuses = query.choices("status", &DealStatus::ALL.map(DealStatus::as_str));
        let mut selection = Selection {
            filter: None,
            ids: query.ids("ids"),
            owner: query.id("owner_id"),
            person: query.id("person_id"),
            org: query.id("org_id"),
            pipeline: query.id("pipeline_id"),
            stage: query.id("stage_id"),
            statuses: statuses.map(|all| all.into_iter().filter_map(DealStatus::parse).collect()),
            since: query.moment("updated_since"),
            until: query.moment("updated_until"),
        };
        if let Some(id) = query.id("filter_id") {
            query.finish()?;
            selection = Selection {
                filter: Some(find_filter(query, company, id)?),
                since: selection.since,
                until: selection.until,
                ..Selection::default()
            };
        }
        Ok(selection)
    }

    /// Reads the parameters of v1 summaries and timelines, where a filter overrides only the user
    /// (pipedrive.md P341).
    pub fn read_v1(query: &Query, company: &Company) -> Result<Selection, Answer> {
        let status = query.choice("status", &DealStatus::SETTABLE.map(DealStatus::as_str));
        let mut selection = Selection {
            owner: query.id("user_id"),
            pipeline: query.id("pipeline_id"),
            stage: query.id("stage_id"),
            statuses: status.and_then(DealStatus::parse).map(|status| vec![status]),
            ..Selection::default()
        };
        if let Some(id) = query.id("filter_id") {
            query.finish()?;
            selection.filter = Some(find_filter(query, company, id)?);
            selection.owner = None;
        }
        Ok(selection)
    }

    pub fn ids(&self) -> Option<&[u64]> {
        self.ids.as_deref()
    }

    pub fn holds(&self, deal: &Deal, company: &Company) -> bool {
        let is = |wanted: Option<u64>, actual: Option<u64>| wanted.is_none() || wanted == actual;
        let status = deal.shown_status();
        let status_holds = match &self.statuses {
            Some(wanted) => wanted.contains(&status),
            None => deal.deleted.is_none(),
        };
        status_holds
            && !company.is_purged(deal)
            && is(self.owner, Some(deal.owner))
            && is(self.person, deal.person)
            && is(self.org, deal.org)
            && is(self.pipeline, Some(deal.pipeline))
            && is(self.stage, Some(deal.stage))
            && self.ids.as_ref().is_none_or(|ids| ids.contains(&deal.id))
            && self.since.is_none_or(|since| deal.has_update_time && deal.updated >= since)
            && self.until.is_none_or(|until| deal.has_update_time && deal.updated < until)
            && self.filter.is_none_or(|filter| filter.holds(deal))
    }
}

fn find_filter(query: &Query, company: &Company, id: u64) -> Result<&'static Filter, Answer> {
    filters(company)
        .find(|filter| filter.id == id && filter.kind == "deals")
        .ok_or_else(|| query.missing("Filter not found"))
}

impl Filter {
    /// The conditions in the nested form of v1: all of one group, and any of the other.
    pub fn to_json(&self) -> Value {
        let conditions: Vec<Value> = self
            .conditions
            .iter()
            .enumerate()
            .map(|(place, condition)| {
                serde_json::json!({
                    "object": "deal",
                    "field_id": (12_460 + place).to_string(),
                    "operator": condition.operator,
                    "value": condition.value,
                    "extra_value": null,
                    "json_value_flag": false,
                    "field_code": condition.field,
                })
            })
            .collect();
        serde_json::json!({
            "glue": "and",
            "conditions": [
                {"glue": "and", "conditions": conditions},
                {"glue": "or", "conditions": []},
            ],
        })
    }
}
