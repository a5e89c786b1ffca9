//! Files of all deals and recent changes, which only other clients request.

use crate::model::time;
use crate::sandbox::data::company::Company;
use crate::sandbox::routes::attachments::file_row;
use crate::sandbox::routes::people;
use crate::sandbox::wire::call::{Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Maximum age of items in `/recents` (pipedrive.md P322).
const MAX_AGE: SignedDuration = SignedDuration::from_hours(31 * 24);

fn all_files(company: &Company) -> Vec<Value> {
    let deals = company.deals.values().filter(|deal| deal.deleted.is_none());
    let files = deals.flat_map(|deal| {
        company.linked(deal.id).files.iter().map(move |file| file_row(company, deal, file))
    });
    let mut rows: Vec<Value> = files.collect();
    rows.sort_by_key(|row| row["id"].as_u64());
    rows
}

pub fn files(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    page::by_offset(all_files(company), &Query::new(call), 100, |_| None)
}

/// Users and files; other kinds are not implemented.
pub fn list(company: &mut Company, call: &Call, _: &[String]) -> Outcome {
    let query = Query::new(call);
    let since = time::read(query.require("since_timestamp"));
    if since.is_none() {
        query.refuse("since_timestamp", "The value is not a time");
    }
    let reach = company.now().checked_sub(MAX_AGE).unwrap_or(Timestamp::MIN);
    let since = since.unwrap_or(reach).max(reach);
    let kinds = query.text("items");
    let is_wanted = |kind: &str| kinds.is_none_or(|kinds| kinds.split(',').any(|one| one == kind));
    let mut rows = Vec::new();
    let mut add = |item: &str, changed: &str, rows_of: Vec<Value>| {
        let is_new =
            |row: &Value| row[changed].as_str().and_then(time::read).is_some_and(|at| at >= since);
        let rows_of = rows_of.into_iter().filter(|row| is_wanted(item) && is_new(row));
        rows.extend(rows_of.map(|row| {
            // A user is wrapped in a list (pipedrive.md P323).
            let (id, data) = (row["id"].clone(), if item == "user" { json!([row]) } else { row });
            json!({"item": item, "id": id, "data": data})
        }));
    };
    add("user", "modified", people::all_users(company));
    add("file", "update_time", all_files(company));
    page::by_offset(rows, &query, 500, |_| None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn omits_old_items() {
        let mut company = Company::with_deals(20);
        let mut count = |query: &str| {
            let (status, answer) =
                company.respond_for_test("GET", &format!("/api/v1/recents?{query}"), Value::Null);
            assert_eq!(status, 200, "{answer}");
            answer["data"].as_array().map_or(0, Vec::len)
        };
        assert_eq!(count("items=user&since_timestamp=2026-10-20+00:00:00"), 6);
        assert_eq!(count("items=user&since_timestamp=2026-11-01+00:00:00"), 0);
        assert_eq!(count("items=deal&since_timestamp=2026-10-20+00:00:00"), 0);
        // All files are older than a month, the maximum age.
        assert_eq!(count("items=file&since_timestamp=2020-01-01+00:00:00"), 0);
        assert_eq!(company.respond_for_test("GET", "/api/v1/recents", Value::Null).0, 400);
    }
}
