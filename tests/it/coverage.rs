//! Every operation, parameter and body key of the API reference has a command or a flag
//! (`tests/fixtures/parameters.tsv`, extracted from the published schema by `.ci/parameters.py`).

use super::support::Home;
use std::collections::BTreeSet;

const PARAMETERS: &str = include_str!("../fixtures/parameters.tsv");

/// Parameters with their flags (`--flag`) or arguments (`WORD`).
type Flags = &'static [(&'static str, &'static str)];

/// The command of each operation, and its parameters.
const FLAGS: &[(&str, &str, Flags)] = &[
    ("GET /api/v2/deals", "list", LISTED),
    ("GET /api/v2/deals/archived", "list", LISTED),
    (
        "GET /api/v2/deals/{id}",
        "get",
        &[
            ("id", "DEAL"),
            ("include_fields", "--include-fields"),
            ("custom_fields", "--custom-fields"),
            ("include_option_labels", "--include-option-labels"),
            ("include_labels", "--include-labels"),
        ],
    ),
    (
        "GET /api/v2/deals/search",
        "search",
        &[
            ("term", "TERM"),
            ("fields", "--in"),
            ("exact_match", "--exact"),
            ("person_id", "--person"),
            ("organization_id", "--org"),
            ("status", "--status"),
            ("include_fields", "--include-fields"),
            ("limit", "--limit"),
            ("cursor", "--cursor"),
        ],
    ),
    ("POST /api/v2/deals", "create", &[("title", "TITLE")]),
    ("POST /api/v2/deals", "create", WRITTEN),
    ("PATCH /api/v2/deals/{id}", "update", &[("id", "DEAL"), ("title", "--title")]),
    ("PATCH /api/v2/deals/{id}", "update", WRITTEN),
    ("DELETE /api/v2/deals/{id}", "delete", DEAL),
    ("POST /api/v1/deals/{id}/duplicate", "duplicate", DEAL),
    ("PUT /api/v1/deals/{id}/merge", "merge", &[("id", "DEAL"), ("merge_with_id", "--into")]),
    ("POST /api/v2/deals/{id}/convert/lead", "convert start", DEAL),
    (
        "GET /api/v2/deals/{id}/convert/status/{conversion_id}",
        "convert status",
        &[("id", "DEAL"), ("conversion_id", "CONVERSION")],
    ),
    ("GET /api/v2/deals/{id}/followers", "followers list", BY_CURSOR),
    ("POST /api/v2/deals/{id}/followers", "followers add", &[("id", "DEAL"), ("user_id", "USER")]),
    (
        "DELETE /api/v2/deals/{id}/followers/{follower_id}",
        "followers remove",
        &[("id", "DEAL"), ("follower_id", "USER")],
    ),
    ("GET /api/v2/deals/{id}/followers/changelog", "followers changelog", BY_CURSOR),
    ("GET /api/v1/deals/{id}/participants", "participants list", BY_OFFSET),
    (
        "POST /api/v1/deals/{id}/participants",
        "participants add",
        &[("id", "DEAL"), ("person_id", "PERSON")],
    ),
    (
        "DELETE /api/v1/deals/{id}/participants/{deal_participant_id}",
        "participants remove",
        &[("id", "DEAL"), ("deal_participant_id", "PERSON")],
    ),
    ("GET /api/v1/deals/{id}/participantsChangelog", "participants changelog", BY_CURSOR),
    ("GET /api/v2/deals/{id}/discounts", "discounts list", DEAL),
    ("POST /api/v2/deals/{id}/discounts", "discounts add", DEAL),
    ("POST /api/v2/deals/{id}/discounts", "discounts add", DISCOUNT),
    (
        "PATCH /api/v2/deals/{id}/discounts/{discount_id}",
        "discounts update",
        &[("id", "DEAL"), ("discount_id", "DISCOUNT")],
    ),
    ("PATCH /api/v2/deals/{id}/discounts/{discount_id}", "discounts update", DISCOUNT),
    (
        "DELETE /api/v2/deals/{id}/discounts/{discount_id}",
        "discounts remove",
        &[("id", "DEAL"), ("discount_id", "DISCOUNT")],
    ),
    ("GET /api/v1/deals/{id}/files", "files", BY_OFFSET),
    ("GET /api/v1/deals/{id}/files", "files", &[("sort", "--sort")]),
    ("GET /api/v1/deals/{id}/mailMessages", "mail", BY_OFFSET),
    ("GET /api/v1/deals/{id}/mailMessages", "mail", &[("include_body", "--include-body")]),
    ("GET /api/v1/deals/{id}/flow", "flow", BY_OFFSET),
    (
        "GET /api/v1/deals/{id}/flow",
        "flow",
        &[("all_changes", "--all-changes"), ("items", "--items")],
    ),
    ("GET /api/v1/deals/{id}/changelog", "changelog", BY_CURSOR),
    ("GET /api/v1/deals/{id}/permittedUsers", "permitted-users", DEAL),
    ("GET /api/v1/deals/summary", "summary", SUMMED),
    ("GET /api/v1/deals/summary/archived", "summary", SUMMED),
    ("GET /api/v1/deals/timeline", "timeline", TIMED),
    ("GET /api/v1/deals/timeline/archived", "timeline", TIMED),
];

const DEAL: Flags = &[("id", "DEAL")];
const BY_CURSOR: Flags = &[("id", "DEAL"), ("limit", "--limit"), ("cursor", "--cursor")];
const BY_OFFSET: Flags = &[("id", "DEAL"), ("limit", "--limit"), ("start", "--start")];
const DISCOUNT: Flags =
    &[("description", "--description"), ("amount", "--amount"), ("type", "--type")];
const LISTED: Flags = &[
    ("filter_id", "--filter"),
    ("ids", "--ids"),
    ("owner_id", "--owner"),
    ("person_id", "--person"),
    ("org_id", "--org"),
    ("pipeline_id", "--pipeline"),
    ("stage_id", "--stage"),
    ("status", "--status"),
    ("updated_since", "--updated-since"),
    ("updated_until", "--updated-until"),
    ("sort_by", "--sort-by"),
    ("sort_direction", "--sort-direction"),
    ("include_fields", "--include-fields"),
    ("custom_fields", "--custom-fields"),
    ("include_option_labels", "--include-option-labels"),
    ("include_labels", "--include-labels"),
    ("limit", "--limit"),
    ("cursor", "--cursor"),
];
const WRITTEN: Flags = &[
    ("owner_id", "--owner"),
    ("person_id", "--person"),
    ("org_id", "--org"),
    ("pipeline_id", "--pipeline"),
    ("stage_id", "--stage"),
    ("value", "--value"),
    ("currency", "--currency"),
    ("is_deleted", "--deleted"),
    ("is_archived", "--archived"),
    ("archive_time", "--archive-time"),
    ("status", "--status"),
    ("probability", "--probability"),
    ("lost_reason", "--lost-reason"),
    ("visible_to", "--visible-to"),
    ("close_time", "--close-time"),
    ("won_time", "--won-time"),
    ("lost_time", "--lost-time"),
    ("expected_close_date", "--expected-close-date"),
    ("label_ids", "--label"),
    ("custom_fields", "--custom-fields"),
];
const SUMMED: Flags = &[
    ("status", "--status"),
    ("filter_id", "--filter"),
    ("user_id", "--user"),
    ("pipeline_id", "--pipeline"),
    ("stage_id", "--stage"),
];
const TIMED: Flags = &[
    ("start_date", "--start"),
    ("interval", "--interval"),
    ("amount", "--amount"),
    ("field_key", "--field"),
    ("user_id", "--user"),
    ("pipeline_id", "--pipeline"),
    ("filter_id", "--filter"),
    ("exclude_deals", "--exclude-deals"),
    ("totals_convert_currency", "--convert-to"),
];

/// Finds the command with these words.
fn command(words: &str) -> Option<clap::Command> {
    words
        .split(' ')
        .try_fold(deals::command(), |command, word| command.find_subcommand(word).cloned())
}

/// Whether the command has `--flag`, or an argument named `WORD`.
fn takes(command: &clap::Command, word: &str) -> bool {
    match word.strip_prefix("--") {
        Some(long) => command.get_arguments().any(|argument| {
            argument.get_long() == Some(long)
                || argument.get_all_aliases().is_some_and(|aliases| aliases.contains(&long))
        }),
        None => command.get_positionals().any(|argument| {
            let id = argument.get_id().as_str().to_uppercase();
            id == word || argument.get_value_names().is_some_and(|n| n.iter().any(|n| n == word))
        }),
    }
}

/// The endpoint table as printed by `deals api --list`: operations and their commands.
fn documented_endpoints() -> Vec<(String, String)> {
    let rows = Home::new().run(&["api", "--list", "-o", "json"]).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let row = |row: &serde_json::Value| {
        (format!("{} {}", text(&row["method"]), text(&row["path"])), text(&row["command"]))
    };
    rows.as_array().unwrap().iter().map(row).collect()
}

#[test]
fn every_endpoint_has_an_existing_command() {
    let rows = documented_endpoints();
    assert_eq!(rows.len(), deals::api::endpoints::rows().count());
    let mut missing = Vec::new();
    for (operation, name) in &rows {
        let mut words = name.split(" --");
        let path = words.next().unwrap().strip_prefix("deals ").unwrap();
        match command(path) {
            Some(command) if words.all(|flag| takes(&command, &format!("--{flag}"))) => {}
            _ => missing.push(format!("{operation}: {name}")),
        }
    }
    assert!(missing.is_empty(), "unknown commands:\n{}", missing.join("\n"));
    for row in deals::api::endpoints::DEALS {
        let operation = format!("{} {}", row.method, row.path);
        let covered = rows.iter().find(|(known, _)| *known == operation).unwrap();
        assert_ne!(covered.1, "deals api", "{operation} has no name of its own");
    }
}

#[test]
fn every_api_parameter_has_a_flag() {
    let mut wanted: BTreeSet<(String, &str)> = BTreeSet::new();
    for line in PARAMETERS.lines() {
        let [method, path, _, name] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns in: {line}");
        };
        wanted.insert((format!("{method} {path}"), name));
    }
    let operations: BTreeSet<&String> = wanted.iter().map(|(operation, _)| operation).collect();
    assert_eq!(operations.len(), deals::api::endpoints::DEALS.len(), "operations in the fixture");
    let mut missing = Vec::new();
    for (operation, words, flags) in FLAGS {
        for (parameter, flag) in *flags {
            let known = wanted.remove(&((*operation).to_owned(), *parameter));
            // A row also covers the archived variant, which has two parameters fewer.
            if !known && !operation.ends_with("/archived") {
                missing.push(format!("the reference has no {parameter} in {operation}"));
            }
            match command(words) {
                None => missing.push(format!("no command: deals {words}, for {operation}")),
                Some(command) if !takes(&command, flag) => missing
                    .push(format!("no {flag} in: deals {words}, for {parameter} of {operation}")),
                Some(_) => {}
            }
        }
    }
    missing
        .extend(wanted.iter().map(|(operation, name)| format!("{name} of {operation}: no flag")));
    missing.dedup();
    assert!(missing.is_empty(), "lacking:\n{}", missing.join("\n"));
}
