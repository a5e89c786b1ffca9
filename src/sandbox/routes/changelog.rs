//! The changelog of a deal, newest first.

use crate::model::time;
use crate::sandbox::data::company::Company;
use crate::sandbox::data::related::{Change, Source};
use crate::sandbox::routes::deals::parse_id;
use crate::sandbox::wire::call::{Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use serde_json::{Value, json};

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Paged by cursor; `start` is accepted and ignored (pipedrive.md P111).
pub fn changelog(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = company.live_deal(call, parse_id(call, &ids[0])?)?;
    let rows = newest_first(&company.linked(deal.id).changes).map(row);
    page::by_cursor(rows.collect(), &Query::new(call), "change", 500)
}

pub fn newest_first(changes: &[Change]) -> impl Iterator<Item = &Change> {
    let mut sorted: Vec<&Change> = changes.iter().rev().collect();
    sorted.sort_by_key(|change| std::cmp::Reverse(change.at));
    sorted.into_iter()
}

fn row(change: &Change) -> Value {
    json!({
        "field_key": change.field,
        "old_value": change.old,
        "new_value": change.new,
        "actor_user_id": change.by,
        "time": time::v1(change.at),
        "change_source": source(change.source),
        "change_source_user_agent": agent(change.source),
        "is_bulk_update_flag": false,
    })
}

pub fn source(source: Source) -> &'static str {
    match source {
        Source::App => "app",
        Source::BulkAction | Source::Api => "api",
    }
}

pub fn agent(source: Source) -> Option<&'static str> {
    match source {
        Source::App => Some(BROWSER),
        Source::BulkAction => Some("bulk-actions-api"),
        Source::Api => None,
    }
}
