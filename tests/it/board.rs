//! Compares `deals board` with numbers that the tests compute from the raw deals.

use super::support::Company;
use super::terminal;
use serde_json::Value;
use std::collections::BTreeMap;

/// The open deals of a pipeline.
fn open_deals(company: &Company, pipeline: u64) -> Vec<Value> {
    let is_open = |deal: &Value| {
        deal["status"] == "open" && deal["is_archived"] != true && deal["pipeline_id"] == pipeline
    };
    company.deals().into_iter().filter(is_open).collect()
}

/// The stages of a pipeline in order.
fn stages(company: &Company, pipeline: u64) -> Vec<Value> {
    let stages = company.run(&["stages", "-o", "json"]).json();
    let mut stages: Vec<Value> = stages.as_array().unwrap().clone();
    stages.retain(|stage| stage["pipeline_id"] == pipeline);
    stages.sort_by_key(|stage| stage["order_nr"].as_u64());
    stages
}

fn pipelines(company: &Company) -> Vec<Value> {
    let mut all = company.run(&["pipelines", "-o", "json"]).json().as_array().unwrap().clone();
    all.sort_by_key(|pipeline| pipeline["order_nr"].as_u64());
    all
}

/// The output of the board on a terminal of this width, without color.
fn draw(company: &Company, columns: u16, args: &[&str]) -> String {
    let url = company.sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1"), ("PAGER", "cat")];
    let args = [&["board"], args].concat();
    let drawn = terminal::show_with_width(&company.home, columns, &env, &args);
    // On a slow machine, the progress display may be drawn and cleared.
    drawn.split_inclusive('\n').map(|line| line.rsplit("\x1b[2K").next().unwrap()).collect()
}

/// The parts of a heading such as `12 · 84,000 EUR`, and the number of deals in another currency.
fn total(deals: &[&Value]) -> (usize, f64, String, usize) {
    let mut currencies: BTreeMap<String, (usize, f64)> = BTreeMap::new();
    for deal in deals {
        let entry = currencies.entry(deal["currency"].as_str().unwrap().to_owned()).or_default();
        entry.0 += 1;
        entry.1 += deal["value"].as_f64().unwrap_or_default();
    }
    let most = currencies.values().map(|(count, _)| *count).max().unwrap();
    let (code, (count, sum)) = currencies.into_iter().find(|(_, (n, _))| *n == most).unwrap();
    (deals.len(), sum, code, deals.len() - count)
}

#[test]
fn headings_match_the_raw_deals() {
    let company = Company::new();
    for pipeline in pipelines(&company) {
        let (id, name) = (pipeline["id"].as_u64().unwrap(), pipeline["name"].as_str().unwrap());
        let deals = open_deals(&company, id);
        let drawn = draw(&company, 200, &[name]);
        for stage in stages(&company, id) {
            let mine: Vec<&Value> =
                deals.iter().filter(|deal| deal["stage_id"] == stage["id"]).collect();
            let name = stage["name"].as_str().unwrap();
            assert!(drawn.contains(name), "{name}: {drawn}");
            if mine.is_empty() {
                assert!(drawn.contains(&format!("{name}  0")), "{name}: {drawn}");
                continue;
            }
            let (count, sum, currency, others) = total(&mine);
            let digits = format!("{sum:.2}");
            let digits = digits.trim_end_matches('0').trim_end_matches('.');
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            let plain = drawn.replace(',', "");
            let heading = format!("{count} · {whole}");
            assert!(plain.contains(&heading), "{heading}: {plain}");
            assert!(plain.contains(&format!("{fraction:0<2} {currency}")) || fraction.is_empty());
            assert!(others == 0 || drawn.contains(&format!("+ {others} other")), "{drawn}");
        }
        for deal in &deals {
            // Compares only the text before a control character or a wide character.
            let title = deal["title"].as_str().unwrap();
            let word: String = title.chars().take_while(char::is_ascii_alphanumeric).collect();
            assert!(drawn.contains(&format!("{} {word}", deal["id"])), "{deal}: {drawn}");
        }
        assert!(drawn.contains(&format!("{} deals", deals.len())), "{drawn}");
    }
}

#[test]
fn every_width_shows_whole_stages_and_names_the_others() {
    let company = Company::new();
    let first = pipelines(&company)[0]["id"].as_u64().unwrap();
    let stages = stages(&company, first);
    for (columns, shown) in [(40, 1), (80, 3), (200, stages.len())] {
        let drawn = draw(&company, columns, &[]);
        let lines = drawn.lines().map(|line| console::measure_text_width(line.trim_end()));
        assert!(lines.max().unwrap() <= columns.into(), "{drawn}");
        let left_out = drawn.split("left out, the terminal is too narrow:").nth(1).unwrap_or("");
        let left_out = left_out.split_whitespace().collect::<Vec<_>>().join(" ");
        for (place, stage) in stages.iter().enumerate() {
            let name = stage["name"].as_str().unwrap();
            assert_eq!(left_out.contains(name), place >= shown, "{columns} {name}: {drawn}");
        }
    }
    // Stages without deals are hidden first.
    let last = stages.last().unwrap()["name"].as_str().unwrap();
    let drawn = draw(&company, 40, &["--where", &format!("stage={last}")]);
    assert!(drawn.lines().any(|line| line.starts_with(last)), "{drawn}");
}

#[test]
fn rows_are_sorted_by_stage_and_mark_rotting_deals() {
    let company = Company::new();
    let first = pipelines(&company)[0]["id"].as_u64().unwrap();
    let (deals, stages) = (open_deals(&company, first), stages(&company, first));
    let places: Vec<u64> = stages.iter().map(|stage| stage["id"].as_u64().unwrap()).collect();
    let place = |id: &Value| places.iter().position(|known| id == known).unwrap();
    let mut expected: Vec<(usize, u64)> =
        deals.iter().map(|deal| (place(&deal["stage_id"]), deal["id"].as_u64().unwrap())).collect();
    expected.sort_unstable();
    let json = company.run(&["board", "-o", "json"]);
    assert!(json.err.contains("the first; others: "), "{}", json.err);
    let rows = json.json().as_array().unwrap().clone();
    let ids: Vec<(usize, u64)> =
        rows.iter().map(|row| (place(&row["stage_id"]), row["id"].as_u64().unwrap())).collect();
    assert_eq!(ids, expected);
    assert!(rows[0].get("days").is_none() && rows[0].get("update_time").is_some(), "{}", rows[0]);

    let report = company.run(&["report", "aging", "-o", "json"]).json();
    let csv = company.run(&["board", "-o", "csv"]).ok();
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap).collect();
    assert!(csv.starts_with("Stage,ID,Title,Value,Currency,Owner,Days,Rotting\r\n"), "{csv}");
    assert_eq!(rows.len(), expected.len());
    for stage in &stages {
        let name = stage["name"].as_str().unwrap();
        let row = report.as_array().unwrap().iter().find(|row| row["stage_id"] == stage["id"]);
        let rotting = row.and_then(|row| row["rotting"].as_u64()).unwrap_or(0);
        let marked = rows.iter().filter(|row| &row[0] == name && &row[7] == "yes");
        assert_eq!(marked.count() as u64, rotting, "{name}: {csv}");
    }
    assert!(csv.contains(",yes\r\n"), "{csv}");
}

#[test]
fn a_condition_selects_the_pipeline_and_costs_as_much_as_a_list() {
    let company = Company::new();
    let second = pipelines(&company)[1].clone();
    let condition = format!("pipeline={}", second["name"].as_str().unwrap());
    let ran = company.run(&["board", "--where", &condition, "-o", "json"]);
    assert_eq!(ran.err, "");
    let expected = open_deals(&company, second["id"].as_u64().unwrap()).len();
    assert_eq!(ran.json().as_array().unwrap().len(), expected);
    let plan = company.run(&["board", "--where", &condition, "--dry-run", "-o", "json"]);
    assert!(plan.err.contains("1 request, 10 tokens"), "{}", plan.err);
    let none = company.run(&["board", "--where", &condition, "--where", "value>99999999"]);
    assert_eq!(none.ok().trim(), "[]");
    let unknown = company.run(&["board", "Nowhere"]);
    assert_eq!(unknown.code, Some(4), "{}", unknown.err);
}
