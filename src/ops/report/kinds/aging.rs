//! The time that open deals have been in their stage.

use super::super::Scope;
use super::super::company::Company;
use super::super::days::Days;
use super::super::facts::Facts;
use super::{Report, or_null, records};
use crate::model::field::{FieldKind, column};
use crate::output::chart::Chart;
use serde_json::json;
use std::collections::HashMap;

#[derive(Debug, Default)]
pub struct Aging {
    stages: HashMap<Option<u64>, Ages>,
    /// The number of deals without a start time.
    unknown: u64,
}

#[derive(Debug, Default)]
struct Ages {
    pipeline: Option<u64>,
    days: Days,
    deals: u64,
    oldest: Option<(i64, u64)>,
}

impl Aging {
    pub fn add(&mut self, deal: &Facts, scope: &Scope) -> bool {
        let Some(days) = scope.days_since(deal.stage_since) else {
            self.unknown += 1;
            return false;
        };
        let ages = self.stages.entry(deal.stage).or_default();
        ages.pipeline = deal.pipeline;
        ages.deals += 1;
        ages.days.add(days);
        // The lowest ID if there are several.
        let is_older = |(oldest, id)| days > oldest || days == oldest && deal.id < id;
        if ages.oldest.is_none_or(is_older) {
            ages.oldest = Some((days, deal.id));
        }
        true
    }

    pub fn finish(self, company: &Company) -> Report {
        let mut stages: Vec<_> = self.stages.into_iter().collect();
        stages.sort_by_key(|(id, _)| (company.stage_place(*id), *id));
        let rows = stages.iter().map(|(id, ages)| {
            let stage = company.stages.iter().find(|stage| Some(stage.id) == *id);
            let limit = stage.and_then(|stage| stage.rots_after);
            let rotting = stage.filter(|stage| stage.rots_after.is_some());
            let rotting = rotting.map(|stage| ages.days.count(|days| stage.is_rotting(days)));
            json!({
                "pipeline_id": ages.pipeline,
                "pipeline": company.pipeline_name(ages.pipeline),
                "stage_id": id,
                "stage": company.stage_name(*id),
                "deals": ages.deals,
                "median_days": or_null(ages.days.median()),
                "p90_days": or_null(ages.days.percentile(90)),
                "oldest_days": ages.oldest.map(|(days, _)| days),
                "oldest_deal": ages.oldest.map(|(_, id)| id),
                "rots_after": limit,
                "rotting": rotting,
            })
        });
        let mut notes = vec![
            "days: since the deal came to its stage, else since it was added; 90%: nine of ten deals are not older"
                .to_owned(),
            "rotting: deals that are in the stage for more days than its limit; empty: no limit"
                .to_owned(),
        ];
        if self.unknown > 0 {
            notes.push(format!("{} without a time are not counted", self.unknown));
        }
        Report {
            chart: Some(Chart {
                label: &["pipeline", "stage"],
                id: &["pipeline_id", "stage_id"],
                value: "median_days",
                currency: None,
                unit: "days",
                is_sum: false,
            }),
            columns: vec![
                column("pipeline", "Pipeline", FieldKind::Text),
                column("stage", "Stage", FieldKind::Text),
                column("deals", "Deals", FieldKind::Number),
                column("median_days", "Median", FieldKind::Number),
                column("p90_days", "90%", FieldKind::Number),
                column("oldest_days", "Oldest", FieldKind::Number),
                column("oldest_deal", "Oldest deal", FieldKind::Id),
                column("rots_after", "Limit", FieldKind::Number),
                column("rotting", "Rotting", FieldKind::Number),
            ],
            rows: records(rows),
            notes,
        }
    }
}
