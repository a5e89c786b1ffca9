//! `deals undo` and `deals redo`: every kind of write is undone and redone, and later changes
//! are not overwritten.

use super::support::{Home, Output, at_once};
use serde_json::{Value, json};

/// Keys that may differ after an undo: times that the service sets, and values derived from them.
const MAY_DIFFER: [&str; 9] = [
    "update_time",
    "stage_change_time",
    "close_time",
    "local_close_date",
    "local_won_date",
    "local_lost_date",
    "first_won_time",
    "won_time",
    "lost_time",
];

fn run(home: &Home, line: &[&str]) -> Output {
    home.run(&[&["--sandbox"], line].concat())
}

fn record(home: &Home, deal: &str) -> Value {
    let mut record = run(home, &["get", deal, "-o", "json", "-q"]).json();
    let keys = record.as_object_mut().unwrap();
    keys.retain(|key, _| !MAY_DIFFER.contains(&key.as_str()));
    record
}

/// The number of the newest entry.
fn newest(home: &Home) -> String {
    let log = run(home, &["log", "--limit", "1", "-o", "json", "-q"]).json();
    log[0]["entry"].to_string()
}

/// Undoes the newest entry.
fn undo(home: &Home) -> Output {
    run(home, &["undo", &newest(home), "--yes"])
}

fn redo(home: &Home) -> Output {
    run(home, &["redo", &newest(home), "--yes"])
}

/// Checks a write to deal 3: undo restores the state before it, and redo the state after it.
fn assert_undo_and_redo(before: &[&[&str]], write: &[&str]) {
    let home = Home::new();
    for line in before {
        run(&home, line).ok();
    }
    let start = record(&home, "3");
    run(&home, write).ok();
    let written = record(&home, "3");
    assert_ne!(start, written, "{write:?} changes nothing");
    let undone = undo(&home);
    assert_eq!(undone.code, Some(0), "{write:?}: {}", undone.err);
    assert_eq!(record(&home, "3"), start, "{write:?}: {}", undone.err);
    let redone = redo(&home);
    assert_eq!(redone.code, Some(0), "{write:?}: {}", redone.err);
    assert_eq!(record(&home, "3"), written, "{write:?}: {}", redone.err);
    // The redo can be undone as well.
    assert_eq!(undo(&home).code, Some(0));
    assert_eq!(record(&home, "3"), start, "{write:?}");
}

#[test]
fn every_update_can_be_undone_and_redone() {
    let term = "Contract term=9 months";
    let update: &[&[&str]] = &[
        &["--title", "Other"],
        &["--value", "99.5 USD"],
        &["--owner", "2"],
        &["--probability", "35"],
        &["--label", "Cold"],
        &["--clear", "label_ids"],
        &["--expected-close-date", "2027-01-31"],
        &["--set", term],
        &["--set", "Tier=Silver", "--set", "Budget=1 EUR"],
        &["--clear", "Tier"],
        &["--pipeline", "Partners"],
    ];
    let mut cases: Vec<(&[&[&str]], Vec<&str>)> =
        update.iter().map(|flags| (&[][..], [&["update", "3", "-q"], *flags].concat())).collect();
    let others: [(&[&[&str]], Vec<&str>); 8] = [
        (&[], vec!["move", "3", "Proposal", "-q"]),
        (&[], vec!["move", "3", "7", "-q"]),
        (&[], vec!["win", "3", "-q"]),
        (&[], vec!["lose", "3", "--reason", "Price", "-q"]),
        (&[&["win", "3", "-q"]], vec!["reopen", "3", "-q"]),
        (&[&["lose", "3", "--reason", "Price", "-q"]], vec!["reopen", "3", "-q"]),
        (&[&["win", "3", "-q"]], vec!["lose", "3", "--reason", "No answer", "-q"]),
        (&[], vec!["delete", "3", "--yes", "-q"]),
    ];
    cases.extend(others);
    at_once(4, cases, |(before, write)| assert_undo_and_redo(before, &write));
}

#[test]
fn archiving_can_be_undone_and_redone() {
    let home = Home::new();
    let is_archived = || record(&home, "3")["is_archived"].clone();
    run(&home, &["archive", "3", "-q"]).ok();
    undo(&home).ok();
    assert_eq!(is_archived(), json!(false));
    redo(&home).ok();
    assert_eq!(is_archived(), json!(true));
    run(&home, &["unarchive", "3", "-q"]).ok();
    undo(&home).ok();
    assert_eq!(is_archived(), json!(true));
}

#[test]
fn creations_can_be_undone_and_redone() {
    let home = Home::new();
    for write in [&["create", "Slate roof"][..], &["duplicate", "3"]] {
        let made = run(&home, &[write, &["-o", "json"]].concat()).json();
        let id = made.get("id").or(made[0].get("id")).unwrap().to_string();
        let undone = undo(&home);
        assert_eq!(undone.code, Some(0), "{}", undone.err);
        assert_eq!(record(&home, &id)["is_deleted"], json!(true), "{write:?}");
        redo(&home).ok();
        assert_eq!(record(&home, &id)["is_deleted"], json!(false), "{write:?}");
    }
}

#[test]
fn member_and_discount_changes_can_be_undone_and_redone() {
    let writes: &[&[&str]] = &[
        &["followers", "add", "3", "priya"],
        &["followers", "remove", "3", "me", "--yes"],
        &["participants", "add", "3", "12"],
        &["participants", "remove", "3", "12", "--yes"],
        &["discounts", "add", "3", "--amount", "50", "--description", "Late"],
        &["discounts", "update", "3", "Early", "--percent", "20"],
        &["discounts", "remove", "3", "Early", "--yes"],
    ];
    at_once(4, writes, |write| {
        let home = Home::new();
        let (noun, verb) = (write[0], write[1]);
        match (noun, verb) {
            ("followers", "add") => {
                let _ = run(&home, &["followers", "remove", "3", "priya", "--yes", "-q"]);
            }
            ("followers", _) => {
                run(&home, &["followers", "add", "3", "me", "--if-missing", "-q"]).ok();
            }
            ("participants", "remove") => {
                run(&home, &["participants", "add", "3", "12", "--if-missing", "-q"]).ok();
            }
            ("discounts", _) => {
                run(&home, &["discounts", "add", "3", "--percent", "10", "--description", "Early"])
                    .ok();
            }
            _ => {}
        }
        let list = |what: &str, keys: &str| {
            let jq = format!("[.[] | {keys}] | sort_by(tojson)");
            run(&home, &[what, "list", "3", "--jq", &jq, "-q"]).ok()
        };
        let all = || {
            let followers = list("followers", "{user_id}");
            let people = list("participants", "{person: (.person_id.value // .person_id)}");
            (followers, people, list("discounts", "{description, amount, type}"))
        };
        let start = all();
        let written = run(&home, write);
        assert_eq!(written.code, Some(0), "{write:?}: {}", written.err);
        let after = all();
        assert_ne!(start, after, "{write:?}");
        let undone = undo(&home);
        assert_eq!(undone.code, Some(0), "{write:?}: {}", undone.err);
        assert_eq!(all(), start, "{write:?}");
        let redone = redo(&home);
        assert_eq!(redone.code, Some(0), "{write:?}: {}", redone.err);
        assert_eq!(all(), after, "{write:?}");
        undo(&home).ok();
        assert_eq!(all(), start, "{write:?}");
    });
}

#[test]
fn a_merge_and_a_conversion_cannot_be_undone() {
    let home = Home::new();
    run(&home, &["merge", "1", "--into", "2", "--yes", "-q"]).ok();
    let refused = undo(&home);
    assert_eq!(refused.code, Some(5), "{}", refused.err);
    assert!(refused.err.contains("cannot be undone"), "{}", refused.err);
    run(&home, &["convert", "start", "3", "--yes", "-q"]).ok();
    assert_eq!(undo(&home).code, Some(5));
}

#[test]
fn a_deal_that_was_changed_later_is_skipped() {
    let home = Home::new();
    run(&home, &["update", "1", "2", "3", "--probability", "40", "--yes", "-q"]).ok();
    let entry = newest(&home);
    run(&home, &["update", "2", "--probability", "50", "-q"]).ok();
    // A change of another key is no conflict.
    run(&home, &["update", "3", "--title", "Other", "-q"]).ok();
    let undone = run(&home, &["undo", &entry, "--yes"]);
    assert_eq!(undone.code, Some(8), "{}", undone.err);
    assert!(undone.err.contains("deal 2: changed since: probability 40 → 50"), "{}", undone.err);
    let probability = |deal: &str| record(&home, deal)["probability"].clone();
    assert_eq!(
        [probability("1"), probability("2"), probability("3")],
        [json!(null), json!(50), json!(null)]
    );
    assert_eq!(record(&home, "3")["title"], "Other");
    // A second run continues with the rest.
    let again = run(&home, &["undo", &entry, "--yes", "--force"]);
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert!(again.err.contains("deal 2") && !again.err.contains("deal 1"), "{}", again.err);
    assert_eq!(probability("2"), json!(null));
    let done = run(&home, &["undo", &entry, "--yes"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.err.contains("nothing to undo"), "{}", done.err);
}

#[test]
fn a_new_deal_with_added_records_is_not_deleted() {
    let home = Home::new();
    run(&home, &["create", "Slate roof", "-q"]).ok();
    let (entry, title) = (newest(&home), ["update", "335", "--title", "Other", "-q"]);
    run(&home, &title).ok();
    let refused = run(&home, &["undo", &entry, "--yes"]);
    assert_eq!(refused.code, Some(5), "{}", refused.err);
    run(&home, &["undo", &entry, "--yes", "--force"]).ok();
    assert_eq!(record(&home, "335")["is_deleted"], json!(true));
}

#[test]
fn a_new_deal_with_any_changed_field_is_not_deleted() {
    let changes: &[&[&str]] = &[
        &["--title", "Other"],
        &["--label", "Cold"],
        &["--person", "5"],
        &["--org", "2"],
        &["--owner", "priya"],
        &["--visible-to", "1"],
        &["--probability", "44"],
        &["--set", "Tier=Silver"],
        &["--archived"],
    ];
    at_once(4, changes, |change| {
        let home = Home::new();
        for make in [&["create", "Slate roof", "-q"][..], &["duplicate", "3", "-q"]] {
            let made = run(&home, &[make, &["-o", "json"]].concat()).json();
            let id = made.get("id").or(made[0].get("id")).unwrap();
            let (entry, deal) = (newest(&home), id.to_string());
            // Each write advances the clock of the sandbox by a second.
            for title in ["One", "Two", "Three"] {
                run(&home, &["update", "5", "--title", title, "-q"]).ok();
            }
            run(&home, &[&["update", &deal, "-q"], *change].concat()).ok();
            let refused = run(&home, &["undo", &entry, "--yes"]);
            assert_eq!(refused.code, Some(5), "{change:?}: {}", refused.err);
            assert!(refused.err.contains("changed since"), "{change:?}: {}", refused.err);
            assert_eq!(record(&home, &deal)["is_deleted"], json!(false), "{change:?}");
        }
    });
}

#[test]
fn values_that_cannot_be_cleared_are_reported() {
    let home = Home::new();
    run(&home, &["create", "Slate roof", "-q"]).ok();
    run(&home, &["update", "335", "--expected-close-date", "2027-01-31", "--title", "X", "-q"])
        .ok();
    let undone = undo(&home);
    assert_eq!(undone.code, Some(0), "{}", undone.err);
    assert!(undone.err.contains("expected close was not restored"), "{}", undone.err);
    assert_eq!(record(&home, "335")["title"], "Slate roof");
}

#[test]
fn redo_names_another_undo_of_the_same_entry() {
    let home = Home::new();
    let probabilities = || {
        let got = run(&home, &["get", "3", "4", "--jq", ".[].probability", "-o", "json"]).ok();
        got.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let start = probabilities();
    run(&home, &["update", "3", "4", "--probability", "61", "--yes"]).ok();
    run(&home, &["update", "4", "--probability", "71"]).ok();
    assert_eq!(run(&home, &["undo", "1", "--yes"]).code, Some(8), "deal 4 was changed since");
    run(&home, &["update", "4", "--probability", "61"]).ok();
    run(&home, &["undo", "1", "--yes"]).ok();
    assert_eq!(probabilities(), start);
    let redone = run(&home, &["redo", "1", "--yes"]);
    assert!(redone.err.contains("deals redo 3"), "{}", redone.err);
    assert_eq!(probabilities(), [&start[0], "61"]);
    let rest = run(&home, &["redo", "3", "--yes"]);
    assert!(!rest.err.contains("deals redo"), "{}", rest.err);
    assert_eq!(probabilities(), ["61", "61"]);
}

#[test]
fn a_script_must_name_the_entry() {
    let home = Home::new();
    for word in ["undo", "redo"] {
        let refused = run(&home, &[word]);
        assert_eq!(refused.code, Some(2), "{}", refused.err);
        assert!(refused.err.contains("missing ENTRY"), "{}", refused.err);
    }
    run(&home, &["update", "3", "--title", "Other", "-q"]).ok();
    assert_eq!(run(&home, &["redo", "1", "--yes"]).code, Some(2), "it was not undone");
    assert_eq!(run(&home, &["undo", "7", "--yes"]).code, Some(4));
    let asked = run(&home, &["undo", "1"]);
    assert_eq!(asked.code, Some(2), "{}", asked.err);
    let dry = run(&home, &["undo", "1", "--dry-run"]).ok();
    assert!(dry.contains("/api/v2/deals/3") && dry.contains("Garden wall"), "{dry}");
}

#[test]
fn a_restore_that_the_service_ignores_is_an_error() {
    let home = Home::new();
    for play in ["restore=ignored", "restore=refused", "unarchive=ignored"] {
        home.run(&["sandbox", "reset", "--play", play, "--yes", "-q"]).ok();
        let write: &[&str] = if play.starts_with("restore") {
            &["delete", "3", "--yes", "-q"]
        } else {
            &["archive", "3", "-q"]
        };
        run(&home, write).ok();
        let undone = undo(&home);
        assert_eq!(undone.code, Some(5), "{play}: {}", undone.err);
        assert!(
            undone.err.contains("web app") || play.ends_with("refused"),
            "{play}: {}",
            undone.err
        );
    }
}
