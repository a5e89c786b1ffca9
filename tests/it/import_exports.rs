//! `deals import` of an export that was edited.

use super::import::Desk;
use serde_json::{Value, json};

/// An export that is edited in a spreadsheet and imported, while another user changes deals.
#[test]
fn an_export_is_edited_and_imported() {
    let desk = Desk::new();
    let path = desk.0.path("deals.csv");
    desk.run(&["export", "--to", &path, "-q"]).ok();
    let before = desk.0.path("before.db");
    desk.run(&["export", "--to", &before, "-q"]).ok();
    let text = std::fs::read_to_string(&path).unwrap();
    // With a byte order mark, as spreadsheets save it.
    let edited = text
        .replacen("1,Copper roof,12500,", "1,Tin roof,12500,", 1)
        .replacen("2,Harbour lights,8000,", "2,Harbour lights,8500,", 1)
        .replacen("24 months,Silver", "36 months,Silver", 1);
    assert_eq!(edited.lines().zip(text.lines()).filter(|(new, old)| new != old).count(), 2);
    std::fs::write(&path, format!("\u{feff}{edited}")).unwrap();
    // Another user changes another field of one deal, and the same field of a second one.
    desk.run(&["update", "1", "--probability", "40", "-q"]).ok();
    desk.run(&["update", "2", "--value", "9000", "-q"]).ok();
    let ran = desk.import(&path, &["-v"]);
    assert_eq!(ran.code, Some(8), "{}", ran.err);
    assert!(
        ran.err.contains("changed since the export: value 8,000 EUR → 9,000 EUR"),
        "{}",
        ran.err
    );
    let log = desk.run(&["log", "show", "3", "-o", "json", "-q"]).json();
    let fields: Vec<&str> =
        log.as_array().unwrap().iter().map(|row| row["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["Title", "Contract term"]);
    assert_eq!(desk.deal(1)["probability"], json!(40));
    assert_eq!(desk.deal(2)["value"], json!(9000.0));
    let ran = desk.import(&path, &["--force"]);
    assert_eq!((ran.code, &desk.deal(2)["value"]), (Some(0), &json!(8500.0)), "{}", ran.err);
    for entry in ["4", "3", "2", "1"] {
        desk.run(&["undo", entry, "--yes", "-q", "--force"]).ok();
    }
    let diff = desk.run(&["diff", &before, "--exit-code"]);
    assert!(diff.err.contains("no differences"), "{}\n{}", diff.out, diff.err);
}

/// Three cells of different deals are three requests of one key each.
#[test]
fn only_what_was_edited_is_sent() {
    let desk = Desk::new();
    let path = desk.0.path("deals.csv");
    // In a file of another system, it could be a thousands separator.
    desk.run(&["update", "5", "--value", "1.1250 EUR", "-q"]).ok();
    desk.run(&["export", "--to", &path, "-q"]).ok();
    let text = std::fs::read_to_string(&path).unwrap();
    let list = ["list", "--where", "id=5", "-o", "csv", "-q"];
    let all = desk.run(&list).ok();
    desk.import(&desk.write("all.csv", &all), &["-q"]).ok();
    let ran = desk.import(&desk.write("saved.csv", &all.replace(',', ";")), &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    let few = desk.run(&[&list[..], &["--fields", "id,title,value"]].concat()).ok();
    let few = desk.write("few.csv", &few);
    let refused = desk.import(&few, &[]);
    assert_eq!(refused.code, Some(2), "{}", refused.err);
    assert!(
        refused.err.contains("decimal mark in `Value` is not clear: `1.125`"),
        "{}",
        refused.err
    );
    // The database of an export has the account.
    std::fs::copy(format!("{path}.state.db"), format!("{few}.state.db")).unwrap();
    desk.import(&few, &["-q"]).ok();
    let edited = text
        .replacen("1,Copper roof,12500,", "1,Tin roof,12500,", 1)
        .replacen("2,Harbour lights,8000,", "2,Harbour lights,8500,", 1)
        .replacen(
            "3,Garden wall,4200,EUR,open,Negotiation",
            "3,Garden wall,4200,EUR,open,Proposal",
            1,
        );
    std::fs::write(&path, edited).unwrap();
    let plan = desk.0.path("three.plan");
    desk.run(&["import", &path, "--plan", &plan, "-q"]).ok();
    let text = std::fs::read_to_string(&plan).unwrap();
    let bodies: Vec<Value> = text
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["body"].clone())
        .collect();
    assert_eq!(
        bodies,
        [json!({"title": "Tin roof"}), json!({"value": 8500}), json!({"stage_id": 3})]
    );
}

const BUDGET: &str = "104b80162ec1be40b9329413a0c872a1acb13570";

/// The currency of a deal says nothing about that of a custom field.
#[test]
fn an_amount_has_the_currency_of_its_own_field() {
    let desk = Desk::new();
    desk.run(&["update", "1", "--set", "Budget=15000 EUR", "-q"]).ok();
    let budget = |id: u64| desk.deal(id)["custom_fields"][BUDGET].clone();
    let path = desk.write(
        "a.csv",
        "ID,Title,Value,Currency,Budget\n1,Copper roof,12500,USD,16000\n,Tin kiln,5,EUR,20000 USD\n",
    );
    desk.import(&path, &["-q"]).ok();
    assert_eq!(budget(1), json!({"value": 16000, "currency": "EUR"}));
    assert_eq!(budget(desk.titled("Tin kiln")[0]), json!({"value": 20000, "currency": "USD"}));
    let path = desk.write("same.csv", "ID,Currency,Budget\n1,USD,16000.00\n");
    let ran = desk.import(&path, &[]);
    assert!(ran.err.contains("1 unchanged"), "{}", ran.err);
    // Neither a new deal nor one without an amount has a currency for it.
    let is_bare = |id: &u64| budget(*id).is_null() && desk.deal(*id)["is_deleted"] == json!(false);
    let bare = (2..300).find(is_bare).unwrap();
    let rows = format!(",Slate kiln,5,EUR,500\n{bare},,,EUR,500\n,Oak kiln,5,EUR,7 EUR\n");
    let path = desk.write("b.csv", &format!("ID,Title,Value,Currency,Budget\n{rows}"));
    let ran = desk.import(&path, &["--skip-wrong"]);
    assert_eq!(ran.code, Some(8), "{}", ran.err);
    assert_eq!(ran.err.matches("Budget: `500` has no currency").count(), 2, "{}", ran.err);
    let path = desk.write("c.csv", "ID,Title,Value,Currency\n,Elm kiln,5,EUR\n1,,,USD\n");
    let ran = desk.import(&path, &["--set", "Budget=900", "--skip-wrong"]);
    assert_eq!(ran.code, Some(8), "{}", ran.err);
    assert_eq!((desk.titled("Elm kiln"), &budget(1)["currency"]), (vec![], &json!("EUR")));
    assert_eq!(budget(1)["value"], json!(900));
}

/// Only CSV has a guard against formulas.
#[test]
fn an_apostrophe_in_json_is_a_part_of_the_text() {
    let desk = Desk::new();
    let title = "'=1+1";
    desk.run(&["update", "1", "--title", title, "-q"]).ok();
    let list = |format: &str| desk.run(&["list", "--where", "id=1", "-o", format, "-q"]).ok();
    for format in ["csv", "json", "ndjson"] {
        let path = desk.write(&format!("deals.{format}"), &list(format));
        let ran = desk.import(&path, &[]);
        assert_eq!((ran.code, desk.deal(1)["title"].as_str()), (Some(0), Some(title)), "{format}");
        assert!(ran.err.contains("1 unchanged"), "{format}: {}", ran.err);
    }
    // The results are CSV.
    let path = desk.write("new.json", r#"[{"title": "'=2+2"}, {"title": "=3+3"}]"#);
    desk.import(&path, &["-q"]).ok();
    assert_eq!((desk.titled("'=2+2").len(), desk.titled("=3+3").len()), (1, 1));
    let text = std::fs::read_to_string(format!("{path}.result.csv")).unwrap();
    assert!(text.contains("\n''=2+2,done") && text.contains("\n'=3+3,done"), "{text}");
}

/// The service stores an empty date as one of zeros.
#[test]
fn a_date_of_zeros_is_empty() {
    let desk = Desk::new();
    let clear = ["api", "PATCH", "/api/v2/deals/1", "-f", "expected_close_date=", "-q"];
    desk.run(&clear).ok();
    assert_eq!(desk.deal(1)["expected_close_date"], json!("0000-00-00"));
    let fields = ["--fields", "id,title,expected_close_date,close_time,update_time"];
    for flags in [&["-o", "json"][..], &["-o", "ndjson"], &["-o", "csv"], &["-o", "csv", "--raw"]] {
        let list = [&["list", "--where", "id=1", "-q"], flags, &fields].concat();
        let path = desk.write("deals", &desk.run(&list).ok());
        for more in [&[][..], &["--clear-empty"]] {
            let ran = desk.import(&path, more);
            assert_eq!(ran.code, Some(0), "{flags:?}: {}", ran.err);
            assert!(ran.err.contains("1 unchanged"), "{flags:?}: {}", ran.err);
        }
    }
    let path = desk.write(
        "new.csv",
        "Title,Expected close date,Works period\nA kiln,0000-00-00 00:00:00,0000-00-00..0000-00-00\n",
    );
    desk.import(&path, &["-q"]).ok();
    assert_eq!(desk.titled("A kiln").len(), 1);
}

/// As a German Excel saves it. Nobody could write this amount of yen anew, but it is not written.
#[test]
fn an_amount_that_the_deal_has_is_unchanged() {
    let desk = Desk::new();
    let set =
        ["api", "PATCH", "/api/v2/deals/1", "-F", "value=30500.75", "-f", "currency=JPY", "-q"];
    desk.run(&set).ok();
    let write = |rows: &str| desk.write("deals.csv", rows);
    let path = write("ID;Title;Value;Currency\n1;Copper roof;30500,75;JPY\n");
    let ran = desk.import(&path, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("1 unchanged"), "{}", ran.err);
    for rows in [
        "ID;Title;Value;Currency\n1;Copper roof;30500,5;JPY\n",
        "ID;Title;Value;Currency\n;Copper roof;30500,75;JPY\n",
    ] {
        let ran = desk.import(&write(rows), &[]);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains("has decimals, and JPY has none"), "{}", ran.err);
    }
    // The same number in another currency is another amount.
    let set = ["api", "PATCH", "/api/v2/deals/1", "-f", "currency=EUR", "-q"];
    desk.run(&set).ok();
    let ran = desk.import(&write("ID;Title;Value;Currency\n1;Copper roof;30500,75;JPY\n"), &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
}

#[test]
fn related_records_of_an_export_are_ignored() {
    let desk = Desk::new();
    let path = desk.0.path("wd.json");
    desk.run(&["export", "--to", &path, "--with", "all", "--yes", "-q"]).ok();
    let ran = desk.import(&path, &["-o", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("\"unchanged\":300"), "{}", ran.out);
    let ignored = ran.err.lines().filter(|line| line.contains("ignored: "));
    let ignored: Vec<&str> = ignored.collect();
    assert!(ignored.len() == 1 && ignored[0].contains("changelog"), "{}", ran.err);
    // What is not a list of records would be lost.
    let notes = desk.write("notes.json", r#"[{"title": "A kiln", "changelog": "call back"}]"#);
    let ran = desk.import(&notes, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(2), 0), "{}", ran.err);
}

#[test]
fn an_unknown_key_is_told_once() {
    let desk = Desk::new();
    let deal = |n: usize| json!({"title": format!("Roof {n}"), "colour": "red"});
    let mut deals: Vec<Value> = (1..=5).map(deal).collect();
    deals.insert(3, json!({"title": "Roof", "colour": null, "valeu": 5}));
    let path = desk.write("deals.json", &json!(deals).to_string());
    let ran = desk.import(&path, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(2), 0), "{}", ran.err);
    assert!(ran.err.contains("rows 1-3, 5-6, colour: no field `colour`"), "{}", ran.err);
    assert!(ran.err.contains("valeu: no field `valeu` (did you mean `Value`?)"), "{}", ran.err);
    assert!(ran.err.contains("2 mistakes in "), "{}", ran.err);
    let ran = desk.import(&path, &["--ignore", "valeu", "--skip-wrong"]);
    assert_eq!((ran.code, desk.titled("Roof").len()), (Some(8), 1), "{}", ran.err);
    assert!(desk.results(&path)[0].starts_with("wrong||colour: no field `colour`"));
}
