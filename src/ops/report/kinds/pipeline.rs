//! Open deals per stage.

use super::super::Scope;
use super::super::company::Company;
use super::super::facts::Facts;
use super::super::groups::Groups;
use super::{Report, or_null};
use crate::model::field::{FieldKind, column};
use crate::output::chart::Chart;
use serde_json::json;

/// The key of a group: the place of the stage, and its ID.
type Key = (usize, Option<u64>);

#[derive(Debug)]
pub struct Pipeline {
    groups: Groups<Key>,
    places: Vec<u64>,
    pipelines: std::collections::HashMap<u64, Option<u64>>,
}

impl Pipeline {
    pub fn new(company: &Company) -> Pipeline {
        let mut groups = Groups::new().with_probability(None);
        for (place, stage) in company.stages.iter().enumerate() {
            groups.add_empty((place, Some(stage.id)));
        }
        Pipeline {
            groups,
            places: company.stages.iter().map(|stage| stage.id).collect(),
            pipelines: company.stages.iter().map(|stage| (stage.id, stage.pipeline)).collect(),
        }
    }

    pub fn add(&mut self, deal: &Facts, scope: &Scope) {
        let place = self.places.iter().position(|id| Some(*id) == deal.stage);
        let key = (place.unwrap_or(self.places.len()), deal.stage);
        self.groups.add(key, deal, scope.days_since(deal.stage_since));
        if let Some(stage) = deal.stage {
            self.pipelines.entry(stage).or_insert(deal.pipeline);
        }
    }

    pub fn finish(self, company: &Company) -> Report {
        let rows = self.groups.rows().map(|row| {
            let (_, stage) = row.key;
            let pipeline = stage.and_then(|stage| self.pipelines.get(&stage).copied().flatten());
            let mut members = json!({
                "pipeline_id": pipeline,
                "pipeline": company.pipeline_name(pipeline),
                "stage_id": stage,
                "stage": company.stage_name(*stage),
            });
            if let Some(all) = members.as_object_mut() {
                all.extend(row.members());
                all.insert("probability".to_owned(), row.probability());
                all.insert("weighted_value".to_owned(), row.weighted());
                all.insert("median_days".to_owned(), or_null(row.numbers.days.median()));
            }
            members
        });
        Report {
            chart: Some(Chart { label: &["pipeline", "stage"], value: "value", currency: Some("currency"), unit: "" }),
            columns: vec![
                column("pipeline", "Pipeline", FieldKind::Text),
                column("stage", "Stage", FieldKind::Text),
                column("currency", "Currency", FieldKind::Text),
                column("probability", "Probability", FieldKind::Text),
                column("deals", "Deals", FieldKind::Number),
                column("value", "Value", FieldKind::Amount("currency")),
                column("weighted_value", "Weighted", FieldKind::Amount("currency")),
                column("median_days", "Median days", FieldKind::Number),
            ],
            rows: rows.collect(),
            notes: vec![
                "weighted: value × probability ÷ 100; deals without a probability are in rows of their own"
                    .to_owned(),
                "median days: since the deal came to its stage, else since it was added".to_owned(),
            ],
        }
    }
}
