//! `--where` of the commands that change deals: the selected deals, and the safeguards.

use super::support::{Company, Home, Output};
use super::terminal::{CTRL_C, Terminal};
use serde_json::{Value, json};

/// The IDs of the deals that meet a condition.
fn ids(company: &Company, is_so: impl Fn(&Value) -> bool) -> Vec<u64> {
    let deals = company.deals();
    deals.iter().filter(|deal| is_so(deal)).map(|deal| deal["id"].as_u64().unwrap()).collect()
}

fn is_live(deal: &Value) -> bool {
    deal["is_deleted"] == json!(false) && deal["is_archived"] == json!(false)
}

fn value(deal: &Value) -> f64 {
    deal["value"].as_f64().unwrap_or_default()
}

#[test]
fn changes_the_deals_that_match_and_no_others() {
    let company = Company::new();
    let matching = ids(&company, |deal| {
        is_live(deal)
            && deal["stage_id"] == json!(4)
            && value(deal) >= 40_000.0
            && deal["currency"] == json!("EUR")
    });
    let before = company.deals();
    let ran = company.run(&[
        "update",
        "--where",
        "stage=4",
        "--where",
        "value>=40000 EUR",
        "--title",
        "Chosen",
        "--yes",
        "-o",
        "ndjson",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.out.lines().count(), matching.len());
    assert_eq!(ids(&company, |deal| deal["title"] == json!("Chosen")), matching);
    let others = |deals: Vec<Value>| -> Vec<Value> {
        let is_other = |deal: &Value| !matching.contains(&deal["id"].as_u64().unwrap());
        deals.into_iter().filter(is_other).collect()
    };
    assert_eq!(others(before), others(company.deals()));
    // A single undo restores all of them.
    company.run(&["undo", "1", "--yes"]).ok();
    assert!(ids(&company, |deal| deal["title"] == json!("Chosen")).is_empty());
}

#[test]
fn conditions_filter_the_named_deals() {
    let company = Company::new();
    company.run(&["win", "2", "-q"]).ok();
    let ran =
        company.run(&["update", "1", "2", "3", "--where", "status=open", "--value", "7", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ids(&company, |deal| value(deal) == 7.0), [1, 3]);
}

#[test]
fn short_commands_select_only_deals_that_they_can_change() {
    let company = Company::new();
    let title = "title~roof";
    let open = ids(&company, |deal| {
        is_live(deal)
            && deal["status"] == json!("open")
            && deal["title"].as_str().unwrap().to_lowercase().contains("roof")
    });
    let before = company.changes();
    let won = company.run(&["win", "--where", title, "--yes", "-o", "ndjson", "--jq", ".id"]);
    assert_eq!(won.code, Some(0), "{}", won.err);
    let found: Vec<u64> = won.out.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(found, open);
    // Deals that are already won are not changed.
    assert_eq!(company.changes(), before + open.len() as u64);
    company.run(&["archive", "--where", title, "--where", "value>50000", "--yes", "-q"]).ok();
    let archived = |deal: &Value| {
        deal["is_archived"] == json!(true)
            && deal["title"].as_str().unwrap().to_lowercase().contains("roof")
    };
    assert!(!ids(&company, archived).is_empty());
    company.run(&["unarchive", "--where", title, "--yes", "-q"]).ok();
    assert!(ids(&company, archived).is_empty());
}

#[test]
fn deals_that_need_no_write_are_skipped() {
    let company = Company::new();
    let line = ["update", "--where", "id=1,2,3", "--title", "Roof", "--yes"];
    company.run(&["update", "2", "--title", "Roof", "-q"]).ok();
    let before = company.changes();
    let ran = company.run(&line);
    assert_eq!((ran.code, company.changes()), (Some(0), before + 2), "{}", ran.err);
    assert!(ran.err.contains("deal 2: nothing to change"), "{}", ran.err);
}

#[test]
fn more_deals_than_expected_are_rejected() {
    let company = Company::new();
    let line = ["update", "--where", "value>0", "--title", "Roof", "--yes"];
    for max in [&[][..], &["--max", "5"]] {
        let ran = company.run(&[&line, max].concat());
        assert_eq!((ran.code, company.changes()), (Some(2), 0), "{}", ran.err);
        assert!(ran.err.contains("deals match"), "{}", ran.err);
    }
    // The exact number is accepted.
    let count = ids(&company, |deal| is_live(deal) && value(deal) > 90_000.0).len().to_string();
    let line = ["update", "--where", "value>90000", "--title", "Roof", "--yes", "--max", &count];
    assert_eq!(company.run(&line).code, Some(0));
    let ran = company.run(&["update", "--where", "value<0", "--title", "Roof", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("no deal matches"), "{}", ran.err);
}

#[test]
fn requires_yes_without_a_terminal() {
    for line in [
        &["delete", "--where", "id=1"][..],
        &["win", "--where", "id=1"],
        &["move", "Negotiation", "--where", "id=1"],
        &["duplicate", "--where", "id=1"],
    ] {
        let company = Company::new();
        let ran = company.run(line);
        assert_eq!((ran.code, company.changes()), (Some(2), 0), "{line:?}: {}", ran.err);
        assert!(ran.err.contains("--yes"), "{}", ran.err);
        let ran = company.run(&[line, &["--yes"]].concat());
        assert_eq!((ran.code, company.changes()), (Some(0), 1), "{line:?}: {}", ran.err);
    }
}

#[test]
fn a_dry_run_reports_server_and_local_filters() {
    let company = Company::new();
    let line =
        ["win", "--where", "stage=4", "--where", "value>=10000 EUR", "--dry-run", "-o", "table"];
    let ran = company.run(&line);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for part in ["status=open&stage_id=4", "PATCH /api/v2/deals/<each deal that matches>"] {
        assert!(ran.out.contains(part), "{}", ran.out);
    }
    for part in [
        "filtered by Pipedrive: stage=4 (stage_id=4)",
        "filtered here: value>=10000 EUR",
        "cost: 10 tokens for each 500 deals",
    ] {
        assert!(ran.err.contains(part), "{}", ran.err);
    }
    assert_eq!(company.changes(), 0);
}

#[test]
fn an_editor_gets_the_deals_that_match() {
    let company = Company::new();
    let edit = |flags: &[&str]| {
        let line = ["edit", "--where", "id=1,2,3", "--where", "title~roof"];
        let mut command = company.home.command(&[&line, flags].concat());
        command.env("DEALS_BASE_URL", company.sandbox.url());
        command.env("EDITOR", "perl -pi -e s/Copper/Bell/");
        Output::from_output(command.output().unwrap())
    };
    let dry = edit(&["--dry-run", "-o", "table"]);
    assert_eq!((dry.code, company.changes()), (Some(0), 0), "{}", dry.err);
    assert!(dry.out.contains("PATCH /api/v2/deals/1"), "{}", dry.out);
    let plan = company.home.path().join("edit.plan");
    let planned = edit(&["--plan", plan.to_str().unwrap()]);
    assert_eq!((planned.code, company.changes()), (Some(0), 0), "{}", planned.err);
    company.run(&["apply", plan.to_str().unwrap(), "--yes", "-q"]).ok();
    assert_eq!(ids(&company, |deal| deal["title"] == json!("Bell roof")), [1]);
}

#[test]
fn a_terminal_asks_to_type_the_number_of_deals() {
    let home = Home::new();
    let line = ["update", "--where", "id=1,2,3", "--title", "Roof"];
    let mut asked = Terminal::start(&home, &line);
    asked.wait_for("deal 1: title Copper roof → Roof");
    asked.wait_for("3 changed (24,700 EUR)");
    asked.wait_for("can be undone: yes");
    asked.wait_for("Change title of 3 deals in the sandbox? Copper roof, Harbour lights");
    asked.answer("Number of deals", "2");
    asked.wait_for("type 3 to go on");
    asked.leave_with(CTRL_C);
    let mut asked = Terminal::start(&home, &line);
    asked.answer("Number of deals", "3");
    assert_eq!(asked.wait_for_end().0, Some(0));
}
