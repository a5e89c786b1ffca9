//! Weighted values, which are meaningless in a pipeline without probabilities (pipedrive.md P137).

use crate::app::{App, Columns};
use crate::model::names::Lookup;
use crate::model::record::RecordView;
use crate::output::Format;

/// Drops the weighted columns of a table if the pipeline, or every pipeline, is known to have no
/// probabilities, without a lookup. Columns of `--fields` stay, and so do those of CSV, which must not depend
/// on the cache.
pub fn leave_out(app: &App, mut columns: Columns, pipeline: Option<u64>) -> Columns {
    let is_for_person = app.format == Format::Table && !columns.chosen && !app.settings.flags.raw;
    if is_for_person && let Some(pipelines) = app.cached(Lookup::Pipelines) {
        let pipelines: Vec<RecordView> = pipelines.iter().map(|record| record.read()).collect();
        if lack_probabilities(&pipelines, pipeline) {
            columns.fields.retain(|field| !field.code.starts_with("weighted"));
        }
    }
    columns
}

fn lack_probabilities(pipelines: &[RecordView], pipeline: Option<u64>) -> bool {
    let is_asked = |one: &&RecordView| pipeline.is_none_or(|pipeline| one.id() == Some(pipeline));
    let mut asked = pipelines.iter().filter(is_asked).peekable();
    let is_off = |one: &RecordView| {
        one.get("is_deal_probability_enabled").is_some_and(|raw| raw.get() == "false")
    };
    asked.peek().is_some() && asked.all(is_off)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::Record;
    use serde_json::{json, value::to_raw_value};

    #[test]
    fn probabilities_are_off_only_if_every_pipeline_disables_them() {
        let pipeline = |id: u64, flag: serde_json::Value| {
            let pipeline = json!({"id": id, "is_deal_probability_enabled": flag});
            Record::new(to_raw_value(&pipeline).unwrap()).unwrap()
        };
        let records =
            [pipeline(1, json!(true)), pipeline(2, json!(false)), pipeline(3, json!(null))];
        let views: Vec<RecordView> = records.iter().map(Record::read).collect();
        let lacking = [None, Some(1), Some(2), Some(3), Some(4)]
            .map(|pipeline| lack_probabilities(&views, pipeline));
        assert_eq!(lacking, [false, false, true, false, false]);
        assert!(lack_probabilities(&views[1..2], None));
        assert!(!lack_probabilities(&[], None));
    }
}
