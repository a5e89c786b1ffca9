//! `deals diff`: the differences between exports, and restoring one.

use super::support::{Company, Home, Output};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn export(company: &Company, name: &str) -> String {
    let path = company.path(name);
    company.run(&["export", "--to", &path, "--everything", "-q"]).ok();
    path
}

/// All deals without the times that the service sets itself.
fn snapshot(company: &Company) -> BTreeMap<u64, Value> {
    const OWN: [&str; 5] =
        ["update_time", "stage_change_time", "close_time", "local_close_date", "archive_time"];
    let deal = |mut deal: Value| {
        deal.as_object_mut().unwrap().retain(|key, _| !OWN.contains(&key.as_str()));
        (deal["id"].as_u64().unwrap(), deal)
    };
    company.deals().into_iter().map(deal).collect()
}

/// The IDs of open deals that can be changed.
fn live(company: &Company, count: usize) -> Vec<String> {
    let is_live = |deal: &&Value| {
        deal["is_deleted"] == json!(false)
            && deal["is_archived"] == json!(false)
            && deal["status"] == json!("open")
    };
    let deals = company.deals();
    deals.iter().filter(is_live).take(count).map(|deal| deal["id"].to_string()).collect()
}

fn rows(ran: &Output) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn lists_each_field_that_differs() {
    let company = Company::with_deals(30);
    let before = export(&company, "monday.db");
    let text = export(&company, "monday.ndjson");
    let [one, two, three] = &live(&company, 3)[..] else { panic!() };
    company.run(&["update", one, "--value", "77 EUR", "-q"]).ok();
    company.run(&["update", two, "--set", "Tier=Gold", "--title", "Other", "-q"]).ok();
    company.run(&["delete", three, "--yes", "-q"]).ok();
    company.run(&["create", "Brand new", "-q"]).ok();
    let after = export(&company, "tuesday.db");
    let tier = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
    for (one_file, other) in [(&before, Some(&after)), (&text, Some(&after)), (&before, None)] {
        let line = ["diff", one_file, "-o", "ndjson"].into_iter().map(str::to_owned);
        let line: Vec<String> = line.chain(other.cloned()).collect();
        let ran = company.run(&line.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ran.code, Some(0), "{line:?}: {}", ran.err);
        assert!(ran.err.contains("3 changed, 1 added, 0 removed"), "{line:?}: {}", ran.err);
        let rows = rows(&ran);
        let has = |id: &str, field: &str| {
            let id: u64 = id.parse().unwrap();
            rows.iter().any(|row| row["id"] == json!(id) && row["field"] == json!(field))
        };
        assert!(has(one, "value") && has(two, tier) && has(two, "title"), "{}", ran.out);
        assert!(has(three, "is_deleted"), "{}", ran.out);
        assert!(rows.iter().all(|row| row["field"] != json!("update_time")), "{}", ran.out);
        assert!(rows.iter().any(|row| row["change"] == json!("added")), "{}", ran.out);
    }
    let words = company.run(&["diff", &before, &after, "-o", "csv"]);
    assert!(words.out.contains(&format!("{two},Other,changed,Tier,")), "{}", words.out);
    let stat = company.run(&["diff", &before, &after, "--stat", "-o", "ndjson"]);
    let found = rows(&stat);
    assert!(
        found.contains(&json!({"what": "deals", "name": "changed", "count": 3})),
        "{}",
        stat.out
    );
    assert!(found.contains(&json!({"what": "field", "name": "value", "count": 1})), "{}", stat.out);
}

#[test]
fn the_exit_code_reports_differences() {
    let company = Company::with_deals(20);
    let before = export(&company, "monday.ndjson");
    let same = company.run(&["diff", &before, "--exit-code"]);
    assert_eq!(same.code, Some(0), "{}", same.err);
    assert!(same.err.contains("no differences"), "{}", same.err);
    let [id] = &live(&company, 1)[..] else { panic!() };
    company.run(&["update", id, "--title", "Other", "-q"]).ok();
    let other = company.run(&["diff", &before, "--exit-code", "-q"]);
    assert_eq!((other.code, other.err.as_str()), (Some(9), ""));
    assert_eq!(company.run(&["diff", &before, "-q"]).code, Some(0));
}

#[test]
fn a_restore_reverts_the_account_and_keeps_new_deals() {
    let company = Company::with_deals(400);
    let yesterday = export(&company, "yesterday.db");
    let start = snapshot(&company);
    let ids = live(&company, 200);
    let name: Vec<&str> = ids.iter().map(String::as_str).collect();
    let change = |line: &[&str], deals: &[&str]| {
        company.run(&[&line[..1], deals, &line[1..], &["--yes", "-q"]].concat()).ok();
    };
    change(&["update", "--value", "77", "--set", "Tier=Gold"], &name[..80]);
    change(&["move", "Negotiation"], &name[80..120]);
    change(&["lose", "--reason", "Price"], &name[120..160]);
    change(&["win"], &name[160..180]);
    change(&["delete"], &name[180..190]);
    change(&["archive"], &name[190..200]);
    for title in ["One", "Two", "Three"] {
        company.run(&["create", title, "-q"]).ok();
    }
    let plan = company.path("back.plan");
    let planned = company.run(&["diff", "--restore", &yesterday, "--plan", &plan, "--max", "200"]);
    assert_eq!(planned.code, Some(0), "{}", planned.err);
    assert!(planned.err.contains("3 new deals left alone"), "{}", planned.err);
    let applied = company.run(&["apply", &plan, "--yes", "-q", "--parallel", "16"]);
    assert_eq!(applied.code, Some(0), "{}", applied.err);
    let now = snapshot(&company);
    let wrong: Vec<String> = start
        .iter()
        .flat_map(|(id, deal)| {
            let now = now[id].as_object().unwrap();
            let fields = deal.as_object().unwrap().iter();
            fields
                .filter(move |(key, value)| now[*key] != **value)
                .map(move |(key, value)| format!("{id}.{key}: {value} {}", now[key]))
        })
        .collect();
    // Values that the API rejects are listed first: an empty value, and an option that the company has
    // deleted since.
    let (values, others): (Vec<&String>, Vec<&String>) =
        wrong.iter().partition(|line| line.contains(".value: null "));
    assert_eq!((values.len(), others.len()), (4, 1), "{}", wrong.join("\n"));
    assert!(others[0].starts_with("24.custom_fields"), "{}", others[0]);
    for named in ["cannot be restored: Tier (1 deal)", "value (4 deals)"] {
        assert!(planned.err.contains(named), "{}", planned.err);
    }
    assert_eq!(now.len(), start.len() + 3);
    // A deal of which nothing can be restored is a failure, as for an undo.
    let again = company.run(&["diff", "--restore", &yesterday, "--yes"]);
    assert_eq!(again.code, Some(5), "{}", again.err);
    assert!(again.err.contains("5 of 5 deals failed"), "{}", again.err);
    assert!(again.err.contains("the API cannot restore: value"), "{}", again.err);
    // Only with --delete-new.
    let gone = company.run(&["diff", "--restore", &yesterday, "--delete-new", "--yes", "-q"]);
    assert_eq!(gone.code, Some(8), "{}", gone.err);
    let is_deleted = |deal: &&Value| deal["is_deleted"] == json!(true);
    let deleted = |deals: &BTreeMap<u64, Value>| deals.values().filter(is_deleted).count();
    assert_eq!(deleted(&snapshot(&company)), deleted(&start) + 3);
}

#[test]
fn an_export_of_current_deals_is_not_compared_with_archived_ones() {
    let company = Company::with_deals(60);
    let file = company.path("current.ndjson");
    company.run(&["export", "--to", &file, "-q"]).ok();
    let ran = company.run(&["diff", "--restore", &file, "--delete-new", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("nothing to restore"), "{}", ran.err);
}

#[test]
fn fields_that_a_file_lacks_are_named_and_not_compared() {
    let company = Company::with_deals(20);
    let file = company.path("narrow.json");
    let narrow = company.run(&["list", "--fields", "id,title", "-o", "json", "-q"]).ok();
    std::fs::write(&file, narrow).unwrap();
    let [id] = &live(&company, 1)[..] else { panic!() };
    company.run(&["update", id, "--title", "Other", "--value", "77", "-q"]).ok();
    let ran = company.run(&["diff", &file, "-o", "ndjson"]);
    let fields: Vec<Value> = rows(&ran).iter().map(|row| row["field"].clone()).collect();
    assert_eq!(fields, [json!("title")], "{}", ran.out);
    assert!(ran.err.contains("missing in "), "{}", ran.err);
    let whole = export(&company, "whole.ndjson");
    let ran = company.run(&["diff", &whole, &file, "-o", "ndjson"]);
    assert!(ran.err.contains("missing in "), "{}", ran.err);
    let fields: Vec<Value> = rows(&ran).iter().map(|row| row["field"].clone()).collect();
    assert_eq!(fields, [json!("title")], "{}", ran.out);
}

#[test]
fn deals_are_only_deleted_if_an_export_has_all_others() {
    let company = Company::with_deals(150);
    let whole = export(&company, "whole.json");
    let text = std::fs::read_to_string(&whole).unwrap();
    let empty = company.path("empty.json");
    std::fs::write(&empty, "").unwrap();
    let cut = company.path("cut.json");
    let lines: Vec<&str> = text.lines().take(40).collect();
    std::fs::write(&cut, lines.join("\n")).unwrap();
    let list = company.path("list.json");
    std::fs::write(&list, company.run(&["list", "--limit", "5", "-o", "json", "-q"]).ok()).unwrap();
    let copy = company.path("copy.json");
    std::fs::write(&copy, &text).unwrap();
    // The database beside it has other deals.
    let replaced = export(&company, "replaced.ndjson");
    let lines = std::fs::read_to_string(&replaced).unwrap();
    let half: Vec<&str> = lines.lines().take(30).collect();
    std::fs::write(&replaced, half.join("\n")).unwrap();
    let plan = company.path("plan");
    for (file, wrong) in [
        (&empty, "is empty"),
        (&cut, "is incomplete"),
        (&list, "nothing proves"),
        (&copy, "nothing proves"),
        (&replaced, "nothing proves"),
    ] {
        let ran = company.run(&["diff", "--restore", file, "--delete-new", "--plan", &plan]);
        assert_eq!(ran.code, Some(2), "{file}: {}", ran.err);
        assert!(ran.err.contains(wrong) && ran.err.contains("\"hint\":\""), "{file}: {}", ran.err);
        assert!(!std::path::Path::new(&plan).exists());
    }
    let compared = company.run(&["diff", &cut]);
    assert_eq!(compared.code, Some(2), "{}", compared.err);
    company.run(&["create", "New", "-q"]).ok();
    let ran = company.run(&["diff", "--restore", &whole, "--delete-new", "--plan", &plan]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("1 deleted"), "{}", ran.err);
}

#[test]
fn a_dry_run_of_a_restore_shows_the_writes() {
    let company = Company::with_deals(30);
    let file = export(&company, "monday.db");
    let [id] = &live(&company, 1)[..] else { panic!() };
    let title = company.run(&["get", id, "--jq", ".title", "-r", "-q"]).ok();
    company.run(&["update", id, "--title", "Other", "-q"]).ok();
    let changes = company.changes();
    let dry = company.run(&["diff", "--restore", &file, "--dry-run", "-o", "json"]);
    assert_eq!(dry.code, Some(0), "{}", dry.err);
    let requests: Value = serde_json::from_str(&dry.out).unwrap();
    assert_eq!(requests[0]["method"], json!("PATCH"), "{}", dry.out);
    assert_eq!(requests[0]["body"]["title"], json!(title.trim()), "{}", dry.out);
    assert!(dry.err.contains("nothing was changed"), "{}", dry.err);
    assert_eq!(company.changes(), changes);
}

#[test]
fn a_restore_has_a_limit() {
    let company = Company::with_deals(30);
    let file = export(&company, "monday.db");
    let ids = live(&company, 3);
    for id in &ids {
        company.run(&["update", id, "--title", "Other", "-q"]).ok();
    }
    let over = company.run(&["diff", "--restore", &file, "--yes", "--max", "2"]);
    assert_eq!(over.code, Some(2), "{}", over.err);
    assert!(over.err.contains("needs 3 writes, more than --max allows (2)"), "{}", over.err);
    let within = company.run(&["diff", "--restore", &file, "--yes", "--max", "3", "-q"]);
    assert_eq!(within.code, Some(0), "{}", within.err);
}

#[test]
fn a_restore_that_loses_a_value_fails_like_an_undo() {
    let company = Company::with_deals(60);
    let deals = company.deals();
    let is_open = |deal: &&Value| {
        deal["is_deleted"] == json!(false)
            && deal["is_archived"] == json!(false)
            && deal["status"] == json!("open")
            && deal["expected_close_date"].is_null()
    };
    let id = deals.iter().find(is_open).unwrap()["id"].to_string();
    let other = live(&company, 9).into_iter().find(|other| *other != id).unwrap();
    let file = export(&company, "monday.db");
    company.run(&["update", &id, "--set", "Expected close=2026-12-24", "-q"]).ok();
    company.run(&["update", &other, "--title", "Other", "-q"]).ok();
    let ran = company.run(&["diff", "--restore", &file, "--yes"]);
    assert_eq!(ran.code, Some(8), "{}", ran.err);
    assert!(ran.err.contains("the API cannot restore: expected close"), "{}", ran.err);
    let undone = company.run(&["undo", "1", "--yes"]);
    assert_eq!(undone.code, Some(5), "{}", undone.err);
    let ran = company.run(&["diff", "--restore", &file, "--yes"]);
    assert_eq!(ran.code, undone.code, "{}", ran.err);
}

#[test]
fn a_restore_lists_what_it_cannot_restore() {
    let company = Company::with_deals(20);
    let [id] = &live(&company, 1)[..] else { panic!() };
    let file = company.path("hand.ndjson");
    let deal = company.run(&["get", id, "-o", "ndjson", "-q"]).ok();
    let deal = deal.trim().replacen("\"creator_user_id\":", "\"creator_user_id\":9", 1);
    let gone = "{\"id\":9999,\"title\":\"Gone\",\"is_deleted\":false}";
    std::fs::write(&file, format!("{deal}\n{gone}\n")).unwrap();
    let ran = company.run(&["diff", "--restore", &file, "--yes"]);
    assert_eq!(ran.code, Some(5), "{}", ran.err);
    assert!(ran.err.contains("cannot be restored: creator (1 deal)"), "{}", ran.err);
    assert!(ran.err.contains("deleted for good"), "{}", ran.err);
}

#[test]
fn files_are_compared_without_an_account() {
    let home = Home::new();
    let write = |name: &str, text: &str| {
        std::fs::write(home.path().join(name), text).unwrap();
    };
    write("a.json", "[{\"id\":1,\"title\":\"A\"}]");
    write("b.ndjson", "{\"id\":1,\"title\":\"B\"}\n");
    let run = |line: &[&str]| {
        let mut command = home.command(line);
        command.current_dir(home.path()).env_remove("DEALS_TOKEN");
        Output::from_output(command.output().unwrap())
    };
    let ran = run(&["diff", "a.json", "b.ndjson", "-o", "csv", "-q"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("1,B,changed,Title,A,B"), "{}", ran.out);
    write("c.csv", "ID\n1\n");
    for (line, wrong) in [
        (&["diff", "a.json", "c.csv"][..], "has text cells instead of records"),
        (&["diff", "a.json", "none.db"], "no such file"),
        (&["diff", "a.json", "/dev/null"], "is not an export"),
    ] {
        let ran = run(line);
        assert_eq!(ran.code, Some(2), "{line:?}: {}", ran.err);
        assert!(ran.err.contains(wrong), "{line:?}: {}", ran.err);
    }
}

#[test]
fn total_values_are_exact() {
    let home = Home::new();
    let write = |name: &str, values: &[&str]| {
        let file = home.path().join(name);
        let line = |(n, value): (usize, &&str)| {
            format!("{{\"id\":{},\"title\":\"A\",\"value\":{value},\"currency\":\"EUR\"}}\n", n + 1)
        };
        std::fs::write(&file, values.iter().enumerate().map(line).collect::<String>()).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let before = write("before.ndjson", &["0.1", "0.2"]);
    let after = write("after.ndjson", &["0.1", "0.2", "33.3"]);
    let ran = home.run(&["diff", &before, &after, "--stat", "-o", "ndjson"]);
    let total = json!({"what": "value", "name": "EUR", "from": 0.3, "to": 33.6});
    assert!(rows(&ran).contains(&total), "{}", ran.out);
}
