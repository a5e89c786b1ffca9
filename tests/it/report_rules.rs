//! The rules of `deals report` on records that are unusual: no labels, no times, no values, equal names.

use super::support::{Company, Home, Output};
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, SystemTime};

const JANUARY: [&str; 4] = ["--since", "2026-01-01", "--until", "2026-01-31"];

/// A closed deal.
fn deal(id: u64, more: Value) -> Value {
    let mut deal = json!({
        "id": id, "title": "Roof", "value": 100, "currency": "EUR", "status": "lost", "stage_id": 1,
        "pipeline_id": 1, "owner_id": 1, "label_ids": [], "lost_reason": "Price",
        "add_time": "2026-01-01T00:00:00Z", "update_time": "2026-01-10T00:00:00Z",
        "lost_time": "2026-01-10T00:00:00Z", "is_archived": false, "is_deleted": false,
    });
    merge(&mut deal, &more);
    deal
}

/// Sets these keys of a deal; the value `missing` removes the key.
fn merge(deal: &mut Value, more: &Value) {
    let deal = deal.as_object_mut().unwrap();
    for (key, value) in more.as_object().unwrap() {
        deal.insert(key.clone(), value.clone());
    }
    deal.retain(|_, value| value != "missing");
}

fn won(id: u64, more: Value) -> Value {
    let mut deal = deal(id, json!({"status": "won", "lost_time": null, "lost_reason": null}));
    deal["won_time"] = json!("2026-01-10T00:00:00Z");
    merge(&mut deal, &more);
    deal
}

/// Writes an export with these deals.
fn export(home: &Home, deals: &[Value]) -> String {
    let file = home.path().join("deals.ndjson").to_str().unwrap().to_owned();
    let lines: String = deals.iter().map(|deal| format!("{deal}\n")).collect();
    fs::write(&file, lines).unwrap();
    file
}

/// A report on these deals, without an account.
fn report(deals: &[Value], args: &[&str]) -> Output {
    let home = Home::new();
    let file = export(&home, deals);
    let mut command = home.command(&[&["report"], args, &["--from", &file]].concat());
    Output::from_output(command.env("LANG", "C").output().unwrap())
}

/// The lines of a chart without the bars.
fn bars(ran: Output) -> Vec<String> {
    let lines = ran.ok();
    let bar = |line: &str| line.replace('#', "").split_whitespace().collect::<Vec<_>>().join(" ");
    lines.lines().map(bar).collect()
}

#[test]
fn archived_deals_are_selected_sorted_and_grouped_by_label() {
    let company = Company::new();
    let has = |deal: &Value, label: u64| {
        deal["label_ids"].as_array().is_some_and(|all| all.contains(&json!(label)))
    };
    let archived: Vec<Value> = company
        .deals()
        .into_iter()
        .filter(|deal| deal["is_archived"] == true && deal["is_deleted"] == false)
        .collect();
    let hot = archived.iter().filter(|deal| has(deal, 1)).count();
    assert!(hot > 0);
    for selected in [["--archived", "--where"], ["--where", "archived=yes"]] {
        let mut line = vec!["list", "--fields", "id", "-o", "json"];
        line.extend(selected);
        line.extend(
            ["--where", "label=Hot"].into_iter().skip(usize::from(selected[1] == "--where")),
        );
        let ran = company.run(&line);
        assert!(!ran.err.contains("no key label_ids"), "{}", ran.err);
        assert_eq!(ran.json().as_array().unwrap().len(), hot, "{line:?}");
    }
    let sorted = company.run(&["list", "--archived", "--sort-by", "label", "-o", "json"]).json();
    assert_eq!(sorted.as_array().unwrap().len(), archived.len());
    assert!(has(&sorted[0], 1), "{}", sorted[0]);
    // A report on closed deals reads both lists.
    let closed: Vec<Value> = company
        .deals()
        .into_iter()
        .filter(|deal| deal["is_deleted"] == false && has(deal, 1))
        .filter(|deal| ["won", "lost"].contains(&deal["status"].as_str().unwrap()))
        .collect();
    let count = |status: &str| closed.iter().filter(|deal| deal["status"] == status).count() as u64;
    let expected = (Some(count("won")), Some(count("lost")));
    let numbers = |row: &Value| (row["won"].as_u64(), row["lost"].as_u64());
    let years = ["report", "winrate", "--since", "-9y", "-o", "json"];
    let rows = company.run(&[&years[..], &["--where", "label=Hot"]].concat()).json();
    assert_eq!(numbers(&rows[0]), expected);
    let rows = company.run(&[&years[..], &["--by", "label"]].concat()).json();
    let rows = rows.as_array().unwrap();
    assert_eq!(numbers(rows.iter().find(|row| row["label_id"] == 1).unwrap()), expected);
    assert!(rows.iter().all(|row| !row["label"].to_string().contains("unknown")), "{rows:?}");
}

#[test]
fn a_record_without_labels_counts_as_unlabeled_and_is_noted() {
    let deals = [
        deal(1, json!({"label_ids": [7]})),
        deal(2, json!({"label_ids": null})),
        deal(3, json!({"label_ids": "missing"})),
    ];
    let line = |more: &[&'static str]| [&["winrate", "-o", "json"], &JANUARY[..], more].concat();
    let ran = report(&deals, &line(&["--by", "label"]));
    assert!(
        ran.err.contains("no key label_ids, counted as without a label: 1 deal\n"),
        "{}",
        ran.err
    );
    let rows = ran.json();
    let none = rows.as_array().unwrap().iter().find(|row| row["label"] == "none").unwrap();
    assert_eq!(none["lost"], 2, "{rows}");
    let ran = report(&deals, &line(&["--where", "label!=7", "--by", "label"]));
    assert_eq!(ran.err.matches("no key label_ids").count(), 1, "{}", ran.err);
    assert_eq!(ran.json()[0]["lost"], 2);
    let ran = report(&deals, &line(&[]));
    assert!(!ran.err.contains("label_ids"), "{}", ran.err);
}

#[test]
fn a_chart_counts_each_deal_once() {
    let deals = [
        deal(1, json!({})),
        deal(2, json!({"currency": "SEK"})),
        deal(3, json!({"lost_reason": "all"})),
        deal(4, json!({"lost_reason": null})),
        deal(5, json!({"lost_reason": "none"})),
    ];
    let ran = report(&deals, &[&["lost-reasons", "--chart"], &JANUARY[..]].concat());
    assert_eq!(bars(ran), ["none 1 deal", "Price 2 deals", "all 1 deal", "none 1 deal"]);
    // The sum of two rows of a month: deals with and without a probability.
    let open = |id, more: Value| {
        let mut deal = deal(id, json!({"status": "open", "lost_time": null, "value": 0.1}));
        deal["probability"] = more;
        deal
    };
    let ran = report(&[open(1, json!(50)), open(2, json!(null))], &["forecast", "--chart"]);
    assert_eq!(bars(ran), ["EUR", "no date 0.20"]);
}

#[test]
fn a_chart_has_a_bar_for_each_user_of_the_same_name() {
    let company = Company::new();
    let id = |name: &str| {
        let users = company.run(&["users", "-o", "json"]).json();
        let users = users.as_array().unwrap().clone();
        users.iter().find(|user| user["name"] == name).unwrap()["id"].as_u64().unwrap()
    };
    let (one, other) = (id("Tom Okafor"), id("Tom Reyes"));
    let names = |home: &Home| {
        let accounts = fs::read_dir(home.path().join("cache/deals")).unwrap();
        accounts.map(|dir| dir.unwrap().path().join("users.json")).find(|file| file.exists())
    };
    let file = names(&company.home).unwrap();
    let users = fs::read_to_string(&file).unwrap();
    fs::write(&file, users.replace("Tom Okafor", "Sam Roe").replace("Tom Reyes", "Sam Roe"))
        .unwrap();
    let years = ["report", "winrate", "--by", "owner", "--since", "-9y"];
    let rows = company.run(&[&years[..], &["-o", "json"]].concat()).json();
    let drawn = company.run(&[&years[..], &["--chart"]].concat()).ok();
    for user in [one, other] {
        let row = rows.as_array().unwrap().iter().find(|row| row["owner_id"] == user).unwrap();
        let line = drawn.lines().find(|line| line.contains(&format!("Sam Roe ({user})"))).unwrap();
        let percent = row["win_rate"].as_f64().unwrap();
        assert!(line.ends_with(&format!(" {percent}%")), "{row}: {line}");
    }
}

#[test]
fn listed_deals_keep_their_value_and_csv_has_the_currency() {
    let open = |id: u64, value: &str| {
        deal(id, json!({"status": "open", "lost_time": null}))
            .to_string()
            .replace("\"value\":100", &format!("\"value\":{value}"))
    };
    let values = ["8666.666666666666", "null", "1200.50", "0"];
    let home = Home::new();
    let file = home.path().join("deals.ndjson");
    let lines: Vec<String> =
        values.iter().enumerate().map(|(n, value)| open(n as u64 + 1, value)).collect();
    fs::write(&file, lines.join("\n")).unwrap();
    let line = ["report", "stale", "--days", "1", "--from", file.to_str().unwrap(), "-o"];
    let run = |more: &[&str]| home.run(&[&line[..], more].concat()).ok();
    let listed = run(&["ndjson", "--fields", "value"]);
    let expected: String = values.iter().map(|value| format!("{{\"value\":{value}}}\n")).collect();
    assert_eq!(listed, expected);
    let csv = run(&["csv"]);
    assert!(csv.starts_with("Owner,ID,Title,Why,Untouched,Value,Currency,Stage"), "{csv}");
    assert!(csv.contains(",8666.666666666666,EUR,") && csv.contains(",,EUR,"), "{csv}");
    let table = run(&["table"]);
    assert!(table.contains(" 8,666.67 EUR") && !table.contains("Currency"), "{table}");
}

/// `today` reads the account.
#[test]
fn the_deals_of_today_have_their_currency_in_csv() {
    let company = Company::new();
    let csv = company.run(&["report", "today", "-o", "csv"]).ok();
    assert!(csv.starts_with("Why,ID,Title,Value,Currency,Stage,"), "{csv}");
    company.run(&["create", "No value", "--yes", "--expected-close-date", "today"]).ok();
    let rows = company.run(&["report", "today", "-o", "json"]).json();
    let rows = rows.as_array().unwrap();
    let deals = company.deals();
    assert!(!rows.is_empty());
    for row in rows {
        let deal = deals.iter().find(|deal| deal["id"] == row["id"]).unwrap();
        assert_eq!(row["value"], deal["value"], "{row}");
    }
}

#[test]
fn an_export_is_read_in_the_cached_time_zone_or_the_local_one() {
    // The 31st in the account's zone, the 1st in that of the machine.
    let deals = [won(1, json!({"won_time": "2026-01-31T20:00:00Z"}))];
    let day = ["--since", "2026-02-01", "--until", "2026-02-01"];
    let cases: [&[&str]; 3] = [
        &["--since", "2026-01-01", "--where", "Won=2026-02-01"],
        &day,
        &[
            "--since",
            "2026-01-01",
            "--where",
            "won_time=2026-02-01",
            "--where",
            "add_time<2027-01-01",
        ],
    ];
    let company = Company::new();
    company.run(&["report", "winrate", "--where", "won_time=today"]).ok();
    let accounts = fs::read_dir(company.home.path().join("cache/deals")).unwrap();
    let old = SystemTime::now() - Duration::from_secs(400 * 60 * 60);
    for list in accounts.flat_map(|dir| fs::read_dir(dir.unwrap().path()).unwrap()) {
        let list = fs::File::options().write(true).open(list.unwrap().path());
        list.unwrap().set_modified(old).unwrap();
    }
    let calls = company.sandbox.world().calls();
    for args in cases {
        let run = |home: &Home| {
            let file = export(home, &deals);
            let line = [&["report", "winrate", "-o", "json", "--from", &file], args].concat();
            let mut command = home.command(&line);
            command.env("DEALS_BASE_URL", company.sandbox.url()).env("TZ", "Pacific/Auckland");
            let ran = Output::from_output(command.output().unwrap());
            (ran.err.clone(), ran.json()[0]["won"].as_u64())
        };
        let (messages, won) = run(&company.home);
        assert_eq!(won, Some(0), "{args:?}: {messages}");
        assert!(!messages.contains("time zone"), "{messages}");
        let (messages, won) = run(&Home::new());
        assert_eq!(won, Some(1), "{args:?}: {messages}");
        let note = "the account's time zone is unknown; using the local one (Pacific/Auckland)";
        assert_eq!(messages.matches(note).count(), 1, "{messages}");
    }
    assert_eq!(company.sandbox.world().calls(), calls);
}

/// A deal whose probability decides whether a table has that column.
#[test]
fn columns_of_data_formats_are_always_the_same() {
    let open = |probability: Value| {
        deal(1, json!({"status": "open", "lost_time": null, "probability": probability}))
    };
    for kind in ["pipeline", "forecast"] {
        let header = |format: &str, probability: Value| {
            let shown = report(&[open(probability)], &[kind, "-o", format]).ok();
            shown.lines().next().unwrap().to_owned()
        };
        assert_eq!(header("csv", json!(50)), header("csv", json!(null)), "{kind}");
        assert!(header("csv", json!(50)).contains(",Probability,"), "{kind}");
        assert_ne!(header("table", json!(50)), header("table", json!(null)), "{kind}");
    }
    let company = Company::new();
    let rows = company.run(&["report", "funnel", "-o", "json"]).json();
    let keys = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let rows = rows.as_array().unwrap();
    assert!(rows.len() > 3 && rows.iter().all(|row| keys(row) == keys(&rows[0])), "{rows:?}");
}

#[test]
fn a_closed_deal_without_its_time_uses_the_close_time_or_is_noted() {
    let deals = [
        won(1, json!({"won_time": null, "close_time": "2026-01-12T00:00:00Z"})),
        deal(2, json!({"lost_time": "missing", "close_time": "2026-01-12T00:00:00Z"})),
        won(3, json!({"won_time": null})),
        deal(4, json!({"lost_time": null, "is_archived": true})),
        deal(5, json!({"lost_time": null, "is_deleted": true})),
    ];
    for kind in ["winrate", "owners", "velocity"] {
        let ran = report(&deals, &[&[kind, "-o", "json"], &JANUARY[..]].concat());
        let note = "won or lost without a time, not counted: 2 deals\n2 of 4 deals, 0 tokens\n";
        assert!(ran.err.ends_with(note), "{kind}: {}", ran.err);
        let row = &ran.json()[0];
        assert_eq!((&row["won"], &row["lost"]), (&json!(1), &json!(1)), "{kind}: {row}");
    }
    let ran = report(&deals, &[&["lost-reasons", "-o", "json"], &JANUARY[..]].concat());
    assert_eq!(ran.json()[0]["deals"], 1);
}

#[test]
fn the_last_line_has_the_number_of_counted_deals() {
    let mut deals: Vec<Value> = (1..=1_487).map(|id| deal(id, json!({}))).collect();
    for deal in &mut deals[17..] {
        deal["lost_time"] = json!("2025-01-10T00:00:00Z");
    }
    let last = |args: &[&str]| {
        let ran = report(&deals, args);
        ran.err.lines().last().unwrap().to_owned()
    };
    let line = |kind| [&[kind], &JANUARY[..]].concat();
    assert_eq!(last(&line("winrate")), "17 of 1,487 deals, 0 tokens");
    assert_eq!(last(&["winrate", "--since", "2024-01-01"]), "1,487 deals, 0 tokens");
    let empty = ["--since", "2001-01-01", "--until", "2001-01-31"];
    let none = "none of 1,487 deals was won or lost from 2001-01-01 to 2001-01-31; 0 tokens";
    assert_eq!(last(&[&["winrate"], &empty[..]].concat()), none);
    let none = "none of 1,487 deals was lost from 2001-01-01 to 2001-01-31; 0 tokens";
    assert_eq!(last(&[&["lost-reasons"], &empty[..]].concat()), none);
    assert_eq!(last(&["pipeline"]), "no deal is counted in this report; 0 tokens");
    let open = [deal(1, json!({"status": "open", "lost_time": null, "next_activity_id": 3}))];
    let ran = report(&open, &["stale", "--days", "99999"]);
    assert!(ran.err.contains("none of 1 deal is listed in this report"), "{}", ran.err);
}
