//! `deals import`: rows become deals and changes of deals, each once, and every row has a result.

use super::support::{Company, Output};
use serde_json::{Value, json};

/// A company, and a spreadsheet that is imported into it.
pub struct Desk(pub Company);

impl Desk {
    pub fn new() -> Desk {
        Desk(Company::new())
    }

    pub fn run(&self, line: &[&str]) -> Output {
        self.0.run(line)
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn import(&self, path: &str, flags: &[&str]) -> Output {
        self.run(&[&["import", path, "--yes"], flags].concat())
    }

    pub fn deal(&self, id: u64) -> Value {
        self.0.sandbox.world().deal(id).unwrap()
    }

    pub fn titled(&self, title: &str) -> Vec<u64> {
        let deals = self.0.deals();
        let own = deals.iter().filter(|deal| deal["title"] == json!(title));
        own.map(|deal| deal["id"].as_u64().unwrap()).collect()
    }

    /// The last three columns of the result file.
    pub fn results(&self, path: &str) -> Vec<String> {
        results(&std::fs::read_to_string(format!("{path}.result.csv")).unwrap())
    }
}

fn results(text: &str) -> Vec<String> {
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let ends = csv.records().map(|row| {
        let row: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        row[row.len() - 3..].join("|")
    });
    ends.collect()
}

pub const LEADS: &str =
    "Title,Value,Currency\nSlate kiln,1200,EUR\nLarch kiln,99,EUR\nLarch kiln,99,EUR\n";

#[test]
fn each_row_becomes_a_deal_once() {
    let desk = Desk::new();
    let path = desk.write("leads.csv", LEADS);
    let refused = desk.run(&["import", &path]);
    assert_eq!((refused.code, desk.0.changes()), (Some(2), 0), "{}", refused.err);
    let ran = desk.import(&path, &["-o", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("3 created"), "{}", ran.err);
    assert!(ran.err.contains("no ID and no --key"), "{}", ran.err);
    let counts: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&counts[0]["created"], &counts[0]["rows"]), (&json!(3), &json!(3)));
    // Identical rows are two deals.
    assert_eq!((desk.titled("Larch kiln").len(), desk.0.changes()), (2, 3));
    let made = desk.titled("Slate kiln")[0];
    assert_eq!(desk.results(&path)[0], format!("done|{made}|"));
    let text = std::fs::read_to_string(format!("{path}.result.csv")).unwrap();
    assert!(text.starts_with("Title,Value,Currency,deals_result,deals_id,deals_error\n"), "{text}");
    let again = desk.import(&path, &[]);
    assert_eq!((again.code, desk.0.changes()), (Some(0), 3), "{}", again.err);
    assert!(again.err.contains("3 done before"), "{}", again.err);
    // The import is one entry of the journal; after an undo it can be repeated.
    desk.run(&["undo", "1", "--yes", "-q"]).ok();
    assert_eq!(desk.deal(made)["is_deleted"], json!(true));
    let ran = desk.import(&path, &[]);
    assert!(ran.err.contains("3 created"), "{}", ran.err);
    desk.run(&["undo", "3", "--yes", "-q"]).ok();
    desk.run(&["redo", "4", "--yes", "-q"]).ok();
    let ran = desk.import(&path, &[]);
    assert!(ran.err.contains("3 done before"), "{}", ran.err);
}

#[test]
fn the_plan_is_shown_and_sends_nothing() {
    let desk = Desk::new();
    let rows: String = (0..7).map(|n| format!("Roof {n},100,EUR,\n")).collect();
    let text = format!("Title,Value,Currency,ID\n{rows}Tin roof,12500,EUR,1\n,8000,EUR,2\n");
    let path = desk.write("leads.csv", &text);
    let ran = desk.run(&["import", &path, "--dry-run"]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 0), "{}", ran.err);
    for message in [
        "row 1: create deal \"Roof 0\"",
        "and 3 more",
        "7 created (700 EUR), 1 changed (12,500 EUR), 1 unchanged; 40 tokens to write",
        "can be undone: yes",
    ] {
        assert!(ran.err.contains(message), "{message}: {}", ran.err);
    }
    assert_eq!(ran.out.matches("\"POST\"").count(), 7, "{}", ran.out);
    assert!(!std::path::Path::new(&format!("{path}.result.csv")).exists());
}

#[test]
fn rows_are_matched_by_key() {
    let desk = Desk::new();
    for (title, flags) in [
        ("Twin", &["--value", "1 EUR"][..]),
        ("Twin", &["--value", "2 EUR"]),
        ("Gone", &[]),
        ("Shelved", &[]),
        ("Tin kiln", &["--value", "1 EUR"]),
        ("Old kiln", &["--value", "8000 EUR"]),
    ] {
        desk.run(&[&["create", title, "-q"], flags].concat()).ok();
    }
    desk.run(&["delete", "337", "--yes", "-q"]).ok();
    desk.run(&["archive", "338", "-q"]).ok();
    let before = desk.0.changes();
    let path = desk.write(
        "leads.csv",
        "Title,Value,Currency\nTin kiln,5,EUR\nNew kiln,6,EUR\nTwin,7,EUR\nGone,8,EUR\nShelved,9,EUR\n\
         Old kiln,8000,EUR\n",
    );
    let ran = desk.import(&path, &["--key", "Title"]);
    assert_eq!(ran.code, Some(8), "{}", ran.err);
    assert!(ran.err.contains("1 created, 1 changed, 1 unchanged, 3 refused"), "{}", ran.err);
    assert_eq!((desk.0.changes() - before, &desk.deal(339)["value"]), (2, &json!(5.0)));
    let ends = desk.results(&path);
    assert!(ends[0].starts_with("done|339|") && ends[5].starts_with("unchanged|340|"), "{ends:?}");
    for (end, why) in
        ends[2..5].iter().zip(["2 deals have this key: 335, 336", "deleted", "archived"])
    {
        assert!(end.starts_with("refused|") && end.contains(why), "{ends:?}");
    }
    // A duplicate in the file: nothing is sent.
    let path = desk.write("twice.csv", "Title,Value\nTin kiln,50\nTin kiln,60\n");
    let ran = desk.import(&path, &["--key", "Title"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(
        ran.err.contains("row 2 (line 3), Title: the key `Tin kiln` is in several rows"),
        "{}",
        ran.err
    );
    let path = desk.write("twice.csv", "ID,Value\n1,50\n1,60\n");
    assert_eq!(desk.import(&path, &[]).code, Some(2));
    assert_eq!(desk.deal(1)["value"], json!(12500.0));
}

#[test]
fn create_only_and_update_only_reject_other_rows() {
    let desk = Desk::new();
    desk.run(&["create", "Tin kiln", "--value", "1 EUR", "-q"]).ok();
    let path = desk.write("leads.csv", "Title,Value,Currency\nTin kiln,5,EUR\nNew kiln,6,EUR\n");
    let ran = desk.import(&path, &["--key", "Title", "--create-only"]);
    assert_eq!((ran.code, &desk.deal(335)["value"]), (Some(8), &json!(1.0)), "{}", ran.err);
    assert_eq!(desk.titled("New kiln").len(), 1);
    let path = desk.write("more.csv", "Title,Value,Currency\nTin kiln,5,EUR\nNo roof,6,EUR\n");
    let ran = desk.import(&path, &["--key", "Title", "--update-only"]);
    assert_eq!((ran.code, desk.titled("No roof").len()), (Some(8), 0), "{}", ran.err);
    assert_eq!(desk.deal(335)["value"], json!(5.0));
    let ran = desk.import(&desk.write("none.csv", "Title\nNo roof\n"), &["--update-only"]);
    assert_eq!((ran.code, desk.titled("No roof").len()), (Some(2), 0), "{}", ran.err);
}

#[test]
fn all_mistakes_are_reported_before_anything_is_sent() {
    let desk = Desk::new();
    let path = desk.write(
        "leads.csv",
        "Title,Value,Currency,Expected close\nGood roof,12,EUR,\nBad roof,much,EUR,2026-02-31\n,5,EUR,\n",
    );
    let ran = desk.import(&path, &["-o", "json"]);
    assert_eq!((ran.code, desk.0.changes()), (Some(2), 0), "{}", ran.err);
    let error: Value = serde_json::from_str(ran.err.lines().last().unwrap()).unwrap();
    let wrong = error["error"]["deals"]["wrong"].as_array().unwrap();
    let places: Vec<(u64, &Value)> =
        wrong.iter().map(|one| (one["row"].as_u64().unwrap(), &one["column"])).collect();
    assert_eq!(places, [(2, &json!("Value")), (2, &json!("Expected close")), (3, &json!("Title"))]);
    assert!(ran.err.contains("3 mistakes in"), "{}", ran.err);
    let dry = desk.run(&["import", &path, "--dry-run", "--skip-wrong"]);
    assert!(dry.err.contains("1 created (12 EUR), 2 wrong; 5 tokens"), "{}", dry.err);
    assert!(dry.err.contains("  wrong: row 2: Value: `much`"), "{}", dry.err);
    // The correct rows can be imported, and the wrong ones corrected in the result file.
    let ran = desk.import(&path, &["--skip-wrong"]);
    assert_eq!((ran.code, desk.0.changes()), (Some(8), 1), "{}", ran.err);
    let ends = desk.results(&path);
    assert!(ends[0].starts_with("done|") && ends[1].starts_with("wrong||Value: "), "{ends:?}");
    let changed = desk.write("leads.csv", "Title,Value,Currency\nOther roof,12,EUR\n");
    let refused = desk.import(&changed, &[]);
    assert_eq!((refused.code, desk.0.changes()), (Some(2), 1), "{}", refused.err);
    assert!(refused.err.contains("leads.csv.result.csv"), "{}", refused.err);
    let results = format!("{path}.result.csv");
    let text = std::fs::read_to_string(&results).unwrap();
    let text = text.replace("much,EUR,2026-02-31", "9,EUR,").replace("\n,5,", "\nLast roof,5,");
    std::fs::write(&results, text).unwrap();
    let ran = desk.import(&results, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 3), "{}", ran.err);
    assert_eq!(desk.titled("Good roof").len(), 1);
    assert_eq!(desk.deal(desk.titled("Bad roof")[0])["value"], json!(9.0));
    // All rows are done, so a new file of that name is a new import.
    let ran = desk.import(&changed, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 4), "{}", ran.err);
}

#[test]
fn changes_by_another_user_are_not_overwritten() {
    let desk = Desk::new();
    let now = desk.deal(1)["update_time"].as_str().unwrap().to_owned();
    let row = |value: &str| format!("ID,Value,Updated\n1,{value},2020-01-02T03:04:05Z\n");
    // The same value is no change, regardless of the age of the file.
    let ran = desk.import(&desk.write("a.csv", &row("12500")), &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 0), "{}", ran.err);
    let path = desk.write("b.csv", &row("7"));
    let ran = desk.import(&path, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(8), 0), "{}", ran.err);
    assert!(ran.err.contains("row 1 (deal 1): changed at"), "{}", ran.err);
    assert!(desk.results(&path)[0].starts_with("refused|1|changed at"));
    desk.import(&path, &["--force", "-q"]).ok();
    assert_eq!(desk.deal(1)["value"], json!(7.0));
    let path =
        desk.write("c.csv", &format!("ID,Value,Updated\n2,7,{now}\n3,7,2999-01-01T00:00:00Z\n"));
    let ran = desk.import(&path, &[]);
    assert_eq!((ran.code, &desk.deal(3)["value"]), (Some(8), &json!(7.0)), "{}", ran.err);
}

#[test]
fn a_plan_of_an_import_is_applied_once() {
    let desk = Desk::new();
    let path = desk.write("leads.csv", "ID,Title\n1,Tin roof\n,New roof\n");
    let plan = desk.0.path("leads.plan");
    let ran = desk.run(&["import", &path, "--plan", &plan]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 0), "{}", ran.err);
    assert!(ran.err.contains("deals apply"), "{}", ran.err);
    let text = std::fs::read_to_string(&plan).unwrap();
    let ran = desk.run(&["apply", &plan, "--yes", "-o", "ndjson"]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 2), "{}", ran.err);
    assert!(ran.out.contains("\"title\":\"New roof\""), "{}", ran.out);
    assert!(ran.err.contains("row 2: create deal \"New roof\" (deal 335)"), "{}", ran.err);
    let again = desk.run(&["apply", &plan, "--yes"]);
    assert!(again.err.contains("already applied"), "{}", again.err);
    // A create without a result is found in the journal, and not sent again.
    std::fs::write(&plan, text + "{\"event\":\"sending\",\"n\":1,\"time\":\"2026-01-02T03:04:05Z\",\"entry\":[1,1]}\n").unwrap();
    let ran = desk.run(&["apply", &plan, "--yes"]);
    assert_eq!((ran.code, desk.titled("New roof").len()), (Some(0), 1), "{}", ran.err);
    // The import knows the rows that were applied.
    let ran = desk.import(&path, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 2), "{}", ran.err);
    assert!(ran.err.contains("2 done before"), "{}", ran.err);
}

/// 2 duplicate headings, 3 unknown ones, and 40 wrong cells in the others.
#[test]
fn headings_and_cells_are_refused_in_one_run() {
    let wrong = "Tin kiln,1,2,EUR,2027-02-30,150,Nowhere,Nobody,Hot,Cold,red,2,x\n";
    let good = "Tin kiln,1,2,EUR,2027-02-28,50,Negotiation,Mara Lindqvist,Hot,Cold,red,2,x\n";
    let headings = "Title,Value,Value,Currency,Expected close,Probability,Stage,Owner,Label,label,Colour,Floors,Stagge\n";
    let text = format!("{headings}{}{good}", wrong.repeat(10));
    let desk = Desk::new();
    let ran = desk.import(&desk.write("leads.csv", &text), &["-o", "json"]);
    assert_eq!((ran.code, desk.0.changes()), (Some(2), 0), "{}", ran.err);
    let calls = desk.0.sandbox.world().calls();
    let error: Value = serde_json::from_str(ran.err.lines().last().unwrap()).unwrap();
    let detail = &error["error"]["deals"];
    let list = |key: &str| detail[key].as_array().unwrap().clone();
    assert_eq!((list("columns").len(), list("wrong").len()), (5, 40), "{}", ran.err);
    let places: Vec<(u64, &str)> = detail["wrong"].as_array().unwrap()[36..]
        .iter()
        .map(|cell| (cell["line"].as_u64().unwrap(), cell["column"].as_str().unwrap()))
        .collect();
    assert_eq!(places, [(11, "Expected close"), (11, "Probability"), (11, "Stage"), (11, "Owner")]);
    let message = error["error"]["message"].as_str().unwrap();
    let lines: Vec<&str> = message.lines().collect();
    assert!(
        lines[0].starts_with("5 mistakes about the columns and 40 in the cells of"),
        "{message}"
    );
    assert_eq!((lines.len(), lines[0].ends_with("; nothing was sent")), (46, true), "{message}");
    for (line, words) in [
        (1, "no field `Colour` for column 11"),
        (4, "`Value` is the heading of columns 2 and 3 (use --ignore '#3'"),
        (5, "`Label` is the heading of columns 9 and 10"),
        (6, "row 1 (line 2), Expected close: "),
    ] {
        assert!(lines[line].contains(words), "{words}: {message}");
    }
    // A correct file with these columns needs as many requests.
    let other = Desk::new();
    let flags = ["--ignore", "#3", "--ignore", "#10", "--map", "Colour=Lost reason", "--dry-run"];
    let text = format!("{headings}{}", good.repeat(11)).replace(",red,", ",,");
    let flags = [&flags[..], &["--ignore", "Floors", "--ignore", "Stagge"]].concat();
    let ran = other.import(&other.write("leads.csv", &text), &flags);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(calls <= other.0.sandbox.world().calls(), "{calls}");
    // A rejected column is not also reported as missing in each row.
    for (rows, flags, words) in [
        (
            "Title,Title,Value,Currency\na,b,5,EUR\n",
            &[][..],
            "`Title` is the heading of columns 1 and 2",
        ),
        ("Title,Curency,Value\na,EUR,5\n", &[], "no field `Curency`"),
        ("ID,ID,Value\n1,2,5\n", &[], "`ID` is the heading of columns 1 and 2"),
        ("Title,Title,Value\na,b,5\n", &["--key", "Title"], "`Title` is the heading"),
        ("Title,Status,Status,Lost reason\na,lost,lost,Price\n", &[], "`Status` is the heading"),
        ("Title,Value,Currency\na,1.125,EUR\n", &[], "the decimal mark in `Value` is not clear"),
        ("Title,Val,Currency\na,x,EUR\n", &["--map", "Val=Wurzel"], "no field `Wurzel`"),
    ] {
        let ran = desk.import(&desk.write("few.csv", rows), flags);
        assert_eq!((ran.code, desk.0.changes()), (Some(2), 0), "{}", ran.err);
        assert!(ran.err.contains(&format!("\"message\":\"{words}")), "{words}: {}", ran.err);
        assert!(!ran.err.contains("row 1 (line"), "{}", ran.err);
    }
}
