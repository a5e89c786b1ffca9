//! Open deals by stage.

use super::super::Scope;
use super::super::company::Company;
use super::super::facts::Facts;
use super::super::groups::Groups;
use super::{Report, or_null, records};
use crate::model::field::{FieldKind, column};
use crate::output::chart::Chart;
use serde_json::json;
use std::collections::{HashMap, HashSet};

#[derive(Debug)]
pub struct Pipeline {
    /// Keyed by the ID of the stage.
    groups: Groups<Option<u64>>,
    /// The pipelines of the stages with deals.
    pipelines: HashMap<Option<u64>, Option<u64>>,
}

impl Pipeline {
    pub fn new() -> Pipeline {
        Pipeline { groups: Groups::new().with_probability(None), pipelines: HashMap::new() }
    }

    pub fn add(&mut self, deal: &Facts, scope: &Scope) -> bool {
        self.groups.add(deal.stage, deal, scope.days_since(deal.stage_since));
        self.pipelines.insert(deal.stage, deal.pipeline);
        true
    }

    pub fn finish(mut self, company: &Company) -> Report {
        // A stage without deals also has a row if its pipeline has deals.
        let used: HashSet<Option<u64>> = self.pipelines.values().copied().collect();
        for stage in company.stages.iter().filter(|stage| used.contains(&stage.pipeline)) {
            self.groups.add_empty(Some(stage.id));
            self.pipelines.insert(Some(stage.id), stage.pipeline);
        }
        let mut rows: Vec<_> = self.groups.rows().collect();
        rows.sort_by_key(|row| (company.stage_place(*row.key), *row.key));
        let rows = rows.into_iter().map(|row| {
            let pipeline = self.pipelines.get(row.key).copied().flatten();
            let mut members = json!({
                "pipeline_id": pipeline,
                "pipeline": company.pipeline_name(pipeline),
                "stage_id": row.key,
                "stage": company.stage_name(*row.key),
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
            chart: Some(Chart {
                label: &["pipeline", "stage"],
                id: &["pipeline_id", "stage_id"],
                value: "value",
                currency: Some("currency"),
                unit: "",
                is_sum: true,
            }),
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
            rows: records(rows),
            notes: vec![
                "weighted: value × probability ÷ 100; deals without a probability are in rows of their own"
                    .to_owned(),
                "median days: since the deal came to its stage, else since it was added".to_owned(),
            ],
        }
    }
}
