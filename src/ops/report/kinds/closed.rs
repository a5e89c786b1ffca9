//! Reports about deals that were won or lost in a period.

use super::super::company::Company;
use super::super::facts::Facts;
use super::super::groups::Groups;
use super::super::rates::Share;
use super::super::{By, Scope};
use super::{Report, records};
use crate::model::field::{Column, FieldKind, column};
use crate::output::chart::{Chart, TOTAL};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A group of a deal: an ID of the kind in `--by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    All,
    Id(u64),
    None,
}

impl Group {
    pub fn find(deal: &Facts, by: Option<By>) -> Vec<Group> {
        let one = |id: Option<u64>| vec![id.map_or(Group::None, Group::Id)];
        match by {
            None => vec![Group::All],
            Some(By::Owner) => one(deal.owner),
            Some(By::Pipeline) => one(deal.pipeline),
            Some(By::Label) => match &deal.labels {
                Some(labels) if !labels.is_empty() => {
                    labels.iter().copied().map(Group::Id).collect()
                }
                _ => vec![Group::None],
            },
        }
    }

    /// The members of a row that identify the group.
    pub fn members(self, by: Option<By>, company: &Company) -> Map<String, Value> {
        let Some(by) = by else { return Map::new() };
        let (id, name) = match (self, by) {
            (Group::Id(id), By::Owner) => (Some(id), company.user_name(Some(id))),
            (Group::Id(id), By::Pipeline) => (Some(id), company.pipeline_name(Some(id))),
            (Group::Id(id), By::Label) => (Some(id), company.label_name(id)),
            (Group::All | Group::None, _) => (None, "none".to_owned()),
        };
        let word = by.word();
        Map::from_iter([
            (format!("{word}_id"), id.map_or(Value::Null, Value::from)),
            (word.to_owned(), name.into()),
        ])
    }
}

impl By {
    pub fn word(self) -> &'static str {
        match self {
            By::Owner => "owner",
            By::Pipeline => "pipeline",
            By::Label => "label",
        }
    }

    pub fn column(self) -> Column {
        match self {
            By::Owner => column("owner", "Owner", FieldKind::Text),
            By::Pipeline => column("pipeline", "Pipeline", FieldKind::Text),
            By::Label => column("label", "Label", FieldKind::Text),
        }
    }
}

/// The members of a row that name its group.
pub const BY: &[&str] = &["owner", "pipeline", "label"];
const REASONS: &[&str] = &["owner", "pipeline", "label", "reason"];
/// The members that identify them.
pub const BY_ID: &[&str] = &["owner_id", "pipeline_id", "label_id"];
const REASON_ID: &[&str] = &["owner_id", "pipeline_id", "label_id", "lost_reason"];

/// Adds a note about labels.
pub fn note_labels(by: Option<By>, notes: &mut Vec<String>) {
    if by == Some(By::Label) {
        notes.push("a deal with several labels counts for each of them".to_owned());
    }
}

#[derive(Debug, Default)]
pub struct Winrate {
    groups: BTreeMap<Group, Share>,
    all: Share,
}

impl Winrate {
    pub fn add(&mut self, deal: &Facts, scope: &Scope) -> bool {
        if !scope.is_closed_in_period(deal) {
            return false;
        }
        self.all.add(deal.is_won());
        if scope.by.is_some() {
            for group in Group::find(deal, scope.by) {
                self.groups.entry(group).or_default().add(deal.is_won());
            }
        }
        true
    }

    pub fn finish(self, company: &Company, scope: &Scope) -> Report {
        let row = |mut members: Map<String, Value>, rate: Share, is_total: bool| {
            members.insert(TOTAL.to_owned(), is_total.into());
            members.insert("won".to_owned(), rate.part.into());
            members.insert("lost".to_owned(), rate.rest().into());
            members.insert("win_rate".to_owned(), rate.percent());
            members.insert("rate".to_owned(), rate.text());
            Value::Object(members)
        };
        let mut rows: Vec<Value> = self
            .groups
            .iter()
            .map(|(group, rate)| row(group.members(scope.by, company), *rate, false))
            .collect();
        if rows.len() != 1 && (scope.by.is_none() || self.all.whole > 0) {
            let mut members = Group::None.members(scope.by, company);
            if let Some(by) = scope.by {
                members.insert(by.word().to_owned(), "all".into());
            }
            rows.push(row(members, self.all, scope.by.is_some()));
        }
        let mut notes = vec![format!("win rate: won ÷ (won + lost), {}", scope.describe_period())];
        note_labels(scope.by, &mut notes);
        let mut columns: Vec<Column> = scope.by.map(By::column).into_iter().collect();
        columns.extend([
            column("won", "Won", FieldKind::Number),
            column("lost", "Lost", FieldKind::Number),
            column("rate", "Win rate", FieldKind::Text),
        ]);
        let chart = Chart {
            label: BY,
            id: BY_ID,
            value: "win_rate",
            currency: None,
            unit: "%",
            is_sum: false,
        };
        Report { columns, rows: records(rows), notes, chart: Some(chart) }
    }
}

#[derive(Debug)]
pub struct LostReasons {
    /// By group and reason.
    reasons: Groups<(Group, String)>,
}

impl LostReasons {
    pub fn new() -> LostReasons {
        LostReasons { reasons: Groups::new() }
    }

    pub fn add(&mut self, deal: &Facts, scope: &Scope) -> bool {
        if deal.is_won() || !scope.is_closed_in_period(deal) {
            return false;
        }
        for group in Group::find(deal, scope.by) {
            let reason = deal.lost_reason.clone().unwrap_or_default();
            self.reasons.add((group, reason), deal, None);
        }
        true
    }

    pub fn finish(self, company: &Company, scope: &Scope) -> Report {
        let rows = self.reasons.rows().map(|row| {
            let (group, reason) = row.key;
            let mut members = group.members(scope.by, company);
            let shown = if reason.is_empty() { "none".to_owned() } else { reason.clone() };
            let reason = if reason.is_empty() { Value::Null } else { reason.as_str().into() };
            members.insert("lost_reason".to_owned(), reason);
            members.insert("reason".to_owned(), shown.into());
            members.extend(row.members());
            Value::Object(members)
        });
        let mut notes = vec![format!("deals that were lost, {}", scope.describe_period())];
        note_labels(scope.by, &mut notes);
        let mut columns: Vec<Column> = scope.by.map(By::column).into_iter().collect();
        columns.extend([
            column("reason", "Lost reason", FieldKind::Text),
            column("currency", "Currency", FieldKind::Text),
            column("deals", "Deals", FieldKind::Number),
            column("value", "Value", FieldKind::Amount("currency")),
        ]);
        let chart = Chart {
            label: REASONS,
            id: REASON_ID,
            value: "deals",
            currency: None,
            unit: "deals",
            is_sum: true,
        };
        Report { rows: records(rows), columns, notes, chart: Some(chart) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_group_without_an_id_is_named() {
        let members = Group::None.members(Some(By::Owner), &Company::default());
        assert_eq!(Value::Object(members), json!({"owner_id": null, "owner": "none"}));
        assert!(Group::All.members(None, &Company::default()).is_empty());
    }
}
