//! Compares the endpoint table with Pipedrive's published contract (`.ci/operations.py`
//! extracts the facts), and checks its consistency.

use deals::api::endpoints::{DEALS, Endpoint, LOOKUPS, Paging, find, rows};
use std::collections::{BTreeMap, HashSet};

const CONTRACT: &str = include_str!("../fixtures/operations.tsv");

/// Largest page of a search, for which the live service is stricter than its contract (pipedrive.md P165).
const LIVE_SEARCH_PAGE: u32 = 100;

fn facts(endpoint: &Endpoint) -> (String, String) {
    let (paging, max) = match endpoint.paging {
        Paging::Whole => ("none", "-".to_owned()),
        Paging::Cursor { max: LIVE_SEARCH_PAGE } if endpoint.is_search() => {
            ("cursor", "500".to_owned())
        }
        Paging::Cursor { max } => ("cursor", max.to_string()),
        Paging::Offset { max } => ("offset", max.to_string()),
    };
    let kind =
        if DEALS.iter().any(|row| std::ptr::eq(*row, endpoint)) { "deals" } else { "lookup" };
    let operation = format!("{} {}", endpoint.method, endpoint.path);
    (operation, format!("{kind}, {} tokens, {paging}, {max}", endpoint.cost))
}

#[test]
fn the_table_matches_the_operations_of_the_contract() {
    let ours: BTreeMap<String, String> = rows().map(facts).collect();
    let theirs: BTreeMap<String, String> = CONTRACT
        .lines()
        .map(|line| {
            let [kind, method, path, tokens, paging, max] =
                line.split('\t').collect::<Vec<_>>()[..]
            else {
                panic!("six columns in: {line}");
            };
            (format!("{method} {path}"), format!("{kind}, {tokens} tokens, {paging}, {max}"))
        })
        .collect();
    assert_eq!(ours, theirs);
    assert_eq!(DEALS.len(), 32);
}

#[test]
fn every_row_is_unique_and_found_by_its_path() {
    for row in rows() {
        let path = row.path.split('/').map(|part| if part.starts_with('{') { "7" } else { part });
        let path = path.collect::<Vec<_>>().join("/");
        let (found, _) = find(&row.method, &path).expect("a row fits its own path");
        assert!(std::ptr::eq(found, row), "{path} finds {}", found.path);
    }
    let distinct: HashSet<_> = rows().map(|row| (row.method.as_str(), row.path)).collect();
    assert_eq!(distinct.len(), DEALS.len() + LOOKUPS.len());
}

/// No other source file contains a path of the API.
#[test]
fn only_the_table_contains_paths() {
    for file in super::support::sources() {
        if file.ends_with("tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        // Unit tests may contain paths.
        let code = text.split("#[cfg(test)]").next().unwrap();
        // Comments and examples of `deals api` may contain paths; an absolute URL is data of the sample
        // company.
        let spells = |line: &&str| {
            ["/api/v1/", "/api/v2/"].iter().any(|version| {
                line.split(version).skip(1).any(|rest| rest.starts_with(char::is_alphabetic))
            })
        };
        let spelled = code
            .lines()
            .filter(|line| !line.contains("//") && !line.contains("$ deals api "))
            .filter(spells);
        if !file.ends_with("api/endpoints.rs") {
            assert_eq!(spelled.collect::<Vec<_>>(), Vec::<&str>::new(), "{}", file.display());
        }
    }
}
