//! `deals report`: compares each report with numbers that the tests compute from the raw deals.

#[cfg(feature = "sqlite")]
use super::support::Output;
use super::support::{Company, Home};
#[cfg(unix)]
use super::terminal::show;
use deals::sandbox::{Sandbox, World};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const YEARS: [&str; 2] = ["--since", "-5y"];

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

fn is_close(one: f64, other: f64) -> bool {
    (one - other).abs() < 0.01
}

/// The data of a company.
struct Facts {
    company: Company,
    today: Zoned,
}

impl Facts {
    fn new(company: Company) -> Facts {
        let me = company.run(&["api", "GET", "/api/v1/users/me"]).json();
        let me = if me["data"].is_object() { me["data"].clone() } else { me };
        let zone = TimeZone::get(text(&me, "timezone_name")).unwrap();
        Facts { company, today: Timestamp::now().to_zoned(zone) }
    }

    fn report(&self, args: &[&str]) -> Vec<Value> {
        let line = [&["report"], args, &["-o", "json"]].concat();
        self.company.run(&line).json().as_array().unwrap().clone()
    }

    fn open(&self) -> Vec<Value> {
        let is_open = |deal: &Value| text(deal, "status") == "open" && deal["is_archived"] != true;
        self.company.deals().into_iter().filter(is_open).collect()
    }

    fn closed(&self) -> Vec<Value> {
        let is_closed = |deal: &Value| {
            ["won", "lost"].contains(&text(deal, "status")) && deal["is_deleted"] != true
        };
        self.company.deals().into_iter().filter(is_closed).collect()
    }

    fn days_since(&self, time: &str) -> i64 {
        let day = time.parse::<Timestamp>().unwrap().to_zoned(self.today.time_zone().clone());
        let span = day.date().until((jiff::Unit::Day, self.today.date())).unwrap();
        i64::from(span.get_days())
    }

    fn days_in_stage(&self, deal: &Value) -> i64 {
        let time = deal["stage_change_time"].as_str().unwrap_or(text(deal, "add_time"));
        self.days_since(time)
    }

    fn cycle(&self, deal: &Value) -> i64 {
        self.days_since(text(deal, "add_time")) - self.days_since(text(deal, "won_time"))
    }
}

fn median(mut values: Vec<i64>) -> Option<f64> {
    values.sort_unstable();
    let len = values.len();
    (len > 0).then(|| (values[(len - 1) / 2] + values[len / 2]) as f64 / 2.0)
}

/// The rows for a single currency.
fn parts(rows: &[Value]) -> impl Iterator<Item = &Value> {
    rows.iter().filter(|row| !["", "all"].contains(&text(row, "currency")))
}

#[test]
fn pipeline_matches_the_open_deals() {
    let facts = Facts::new(Company::new());
    let rows = facts.report(&["pipeline"]);
    type Key = (u64, String, bool);
    let mut expected: BTreeMap<Key, (u64, f64, f64, Vec<i64>)> = BTreeMap::new();
    for deal in facts.open() {
        let key = (
            deal["stage_id"].as_u64().unwrap(),
            text(&deal, "currency").to_owned(),
            deal["probability"].is_null(),
        );
        let numbers = expected.entry(key).or_default();
        numbers.0 += 1;
        numbers.1 += number(&deal["value"]);
        numbers.2 += number(&deal["value"]) * number(&deal["probability"]) / 100.0;
        numbers.3.push(facts.days_in_stage(&deal));
    }
    let currencies: BTreeSet<&String> = expected.keys().map(|(_, currency, _)| currency).collect();
    assert!(currencies.len() >= 3 && expected.keys().any(|(.., lacks)| *lacks));
    for row in parts(&rows) {
        let lacks = text(row, "probability") == "none";
        let key = (row["stage_id"].as_u64().unwrap(), text(row, "currency").to_owned(), lacks);
        let (deals, value, weighted, days) = expected.remove(&key).expect("a row of the deals");
        assert_eq!(row["deals"], deals, "{row}");
        assert!(is_close(number(&row["value"]), value), "{row}: {value}");
        assert!(is_close(number(&row["weighted_value"]), weighted), "{row}: {weighted}");
        assert_eq!(row["weighted_value"].is_null(), lacks, "{row}");
        assert_eq!(row["median_days"].as_f64(), median(days), "{row}");
    }
    assert!(expected.is_empty(), "{expected:?}");
    // The total row of a stage has a count, but no amount.
    let all: Vec<&Value> = rows.iter().filter(|row| row["currency"] == "all").collect();
    assert!(!all.is_empty() && all.iter().all(|row| row["value"].is_null()));
}

#[test]
fn aging_counts_days_in_the_stage() {
    let facts = Facts::new(Company::new());
    let stages = facts.company.run(&["api", "GET", "/api/v2/stages"]).json();
    let stages = stages["data"].as_array().unwrap_or(&Vec::new()).clone();
    let mut expected: BTreeMap<u64, Vec<(i64, u64)>> = BTreeMap::new();
    for deal in facts.open() {
        let days = (facts.days_in_stage(&deal), deal["id"].as_u64().unwrap());
        expected.entry(deal["stage_id"].as_u64().unwrap()).or_default().push(days);
    }
    let rows = facts.report(&["aging"]);
    assert_eq!(rows.len(), expected.len());
    for row in &rows {
        let ages = &expected[&row["stage_id"].as_u64().unwrap()];
        let days: Vec<i64> = ages.iter().map(|(days, _)| *days).collect();
        let oldest = *days.iter().max().unwrap();
        assert_eq!(row["oldest_days"], oldest, "{row}");
        let first = ages.iter().filter(|(days, _)| *days == oldest).map(|(_, id)| id).min();
        assert_eq!(row["oldest_deal"].as_u64(), first.copied(), "{row}");
        let mut sorted = days.clone();
        sorted.sort_unstable();
        assert_eq!(row["p90_days"], sorted[(days.len() * 9).div_ceil(10) - 1], "{row}");
        assert_eq!(row["median_days"].as_f64(), median(days.clone()), "{row}");
        let stage = stages.iter().find(|stage| stage["id"] == row["stage_id"]);
        let limit = stage.and_then(|stage| stage["days_to_rotten"].as_i64());
        let rotting = limit.map(|limit| days.iter().filter(|days| **days > limit).count() as u64);
        assert_eq!(
            (row["rots_after"].as_i64(), row["rotting"].as_u64()),
            (limit, rotting),
            "{row}"
        );
    }
}

#[test]
fn winrate_and_owners_count_closed_deals_including_archived_ones() {
    let facts = Facts::new(Company::new());
    assert!(facts.closed().iter().any(|deal| deal["is_archived"] == true));
    let mut expected: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
    for deal in facts.closed() {
        let count = expected.entry(deal["owner_id"].as_u64().unwrap()).or_default();
        if text(&deal, "status") == "won" { count.0 += 1 } else { count.1 += 1 }
    }
    let rows = facts.report(&["winrate", "--by", "owner", YEARS[0], YEARS[1]]);
    for (owner, (won, lost)) in &expected {
        let row = rows.iter().find(|row| row["owner_id"] == *owner).unwrap();
        assert_eq!((row["won"].as_u64(), row["lost"].as_u64()), (Some(*won), Some(*lost)));
        let share = *won as f64 / (won + lost) as f64;
        assert_eq!(row["rate"], format!("{}% ({won}/{})", (share * 100.0).round(), won + lost));
    }
    let (won, lost) = expected.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let all = rows.last().unwrap();
    assert_eq!((all["won"].as_u64(), all["lost"].as_u64()), (Some(won), Some(lost)));
    // The totals of an owner over all currencies.
    let owners = facts.report(&["owners", YEARS[0], YEARS[1]]);
    for (owner, (won, lost)) in &expected {
        let mine: Vec<&Value> = owners.iter().filter(|row| row["owner_id"] == *owner).collect();
        let total = mine.last().unwrap();
        assert_eq!((total["won"].as_u64(), total["lost"].as_u64()), (Some(*won), Some(*lost)));
        let open = facts.open().iter().filter(|deal| deal["owner_id"] == *owner).count() as u64;
        assert_eq!(total["open"], open, "{total}");
        let cycles = facts
            .closed()
            .iter()
            .filter(|deal| text(deal, "status") == "won")
            .filter(|deal| deal["owner_id"] == *owner)
            .map(|deal| facts.cycle(deal))
            .collect();
        assert_eq!(total["median_cycle_days"].as_f64(), median(cycles), "{total}");
    }
    // A period without closed deals is noted.
    let empty =
        facts.company.run(&["report", "winrate", "--since", "2001-01-01", "--until", "2001-02-01"]);
    assert!(empty.err.contains("closed from 2001-01-01 to 2001-02-01"), "{}", empty.err);
    let rows: Value = serde_json::from_str(&empty.out).unwrap();
    assert_eq!(rows[0]["rate"], Value::Null, "{rows}");
}

#[test]
fn lost_reasons_velocity_and_forecast_match_the_deals() {
    let facts = Facts::new(Company::new());
    let mut reasons: BTreeMap<(String, String), (u64, f64)> = BTreeMap::new();
    for deal in facts.closed().iter().filter(|deal| text(deal, "status") == "lost") {
        let key = (text(deal, "lost_reason").to_owned(), text(deal, "currency").to_owned());
        let sum = reasons.entry(key).or_default();
        *sum = (sum.0 + 1, sum.1 + number(&deal["value"]));
    }
    let rows = facts.report(&["lost-reasons", YEARS[0], YEARS[1]]);
    assert_eq!(parts(&rows).count(), reasons.len());
    for row in parts(&rows) {
        let key = (text(row, "lost_reason").to_owned(), text(row, "currency").to_owned());
        let (deals, value) = reasons[&key];
        assert_eq!(row["deals"], deals, "{row}");
        assert!(is_close(number(&row["value"]), value), "{row}");
    }
    for row in facts.report(&["velocity", YEARS[0], YEARS[1]]) {
        let is_mine = |deal: &&Value| deal["currency"] == row["currency"];
        let (open, closed) = (facts.open(), facts.closed());
        let won: Vec<&Value> =
            closed.iter().filter(is_mine).filter(|deal| text(deal, "status") == "won").collect();
        let all = closed.iter().filter(is_mine).count();
        let value: f64 = won.iter().map(|deal| number(&deal["value"])).sum();
        let average = value / won.len() as f64;
        let cycle = median(won.iter().map(|deal| facts.cycle(deal)).collect()).unwrap();
        let open = open.iter().filter(is_mine).count();
        let velocity = open as f64 * (won.len() as f64 / all as f64) * average / cycle.max(1.0);
        assert!(is_close(number(&row["average_won_value"]), average), "{row}: {average}");
        assert!(is_close(number(&row["velocity"]), velocity), "{row}: {velocity}");
    }
    type Month = (String, String, bool);
    let mut months: BTreeMap<Month, (u64, f64, f64, f64)> = BTreeMap::new();
    for deal in facts.open() {
        let month = deal["expected_close_date"].as_str().map_or("no date", |date| &date[..7]);
        let key =
            (month.to_owned(), text(&deal, "currency").to_owned(), deal["probability"].is_null());
        let (value, probability) = (number(&deal["value"]), number(&deal["probability"]));
        let sum = months.entry(key).or_default();
        sum.0 += 1;
        sum.1 += value;
        sum.2 += value * probability / 100.0;
        sum.3 += if probability >= 50.0 { value } else { 0.0 };
    }
    let rows = facts.report(&["forecast", "--commit", "50"]);
    assert!(rows.iter().any(|row| row["month"] == "no date"));
    assert_eq!(parts(&rows).count(), months.len());
    for row in parts(&rows) {
        let lacks = text(row, "probability") == "none";
        let key = (text(row, "month").to_owned(), text(row, "currency").to_owned(), lacks);
        let (deals, value, weighted, committed) = months[&key];
        assert_eq!(row["deals"], deals, "{row}");
        assert!(is_close(number(&row["value"]), value), "{row}");
        assert!(is_close(number(&row["weighted_value"]), weighted), "{row}");
        assert!(is_close(number(&row["committed"]), committed), "{row}");
    }
}

#[test]
fn stale_and_today_list_deals_with_the_reason() {
    let facts = Facts::new(Company::new());
    let fields = "id,next_activity_id,last_incoming_mail_time,last_outgoing_mail_time,update_time,\
                  add_time,expected_close_date,owner_id";
    let line = ["list", "--status", "open", "--fields", fields, "-o", "json"];
    let listed = facts.company.run(&line).json();
    let listed = listed.as_array().unwrap();
    let touched = |deal: &Value| {
        let times = ["last_incoming_mail_time", "last_outgoing_mail_time"];
        let changed = deal["update_time"].as_str().or(deal["add_time"].as_str());
        let all = times.iter().filter_map(|key| deal[key].as_str()).chain(changed);
        all.map(|time| facts.days_since(time)).min().unwrap()
    };
    let mut expected: BTreeMap<u64, String> = BTreeMap::new();
    for deal in listed {
        let mut why = Vec::new();
        why.extend(deal["next_activity_id"].is_null().then_some("no next activity"));
        why.extend((touched(deal) >= 400).then_some("untouched"));
        if !why.is_empty() {
            expected.insert(deal["id"].as_u64().unwrap(), why.join(", "));
        }
    }
    let why = |rows: Vec<Value>| -> BTreeMap<u64, String> {
        rows.iter().map(|row| (row["id"].as_u64().unwrap(), text(row, "why").to_owned())).collect()
    };
    assert_eq!(why(facts.report(&["stale", "--days", "400"])), expected);
    assert!(expected.values().collect::<BTreeSet<_>>().len() == 3, "{expected:?}");
    let today = facts.today.date();
    let sunday =
        (0..7).map(|n| today + n.days()).find(|day| day.strftime("%A").to_string() == "Sunday");
    let mut expected: BTreeMap<u64, String> = BTreeMap::new();
    for deal in listed.iter().filter(|deal| deal["owner_id"] == 1) {
        let close = deal["expected_close_date"].as_str().and_then(|date| date.parse().ok());
        let mut why = Vec::new();
        why.extend(close.is_some_and(|day: jiff::civil::Date| day < today).then_some("overdue"));
        let is_near = |day: jiff::civil::Date| today <= day && day <= sunday.unwrap();
        why.extend(close.is_some_and(is_near).then_some("closing this week"));
        why.extend(deal["next_activity_id"].is_null().then_some("no next activity"));
        let changed = deal["update_time"].as_str().map(|time| facts.days_since(time));
        why.extend(changed.is_some_and(|days| days <= 1).then_some("changed since yesterday"));
        if !why.is_empty() {
            expected.insert(deal["id"].as_u64().unwrap(), why.join(", "));
        }
    }
    assert_eq!(why(facts.report(&["today"])), expected);
}

#[test]
fn a_dry_run_predicts_the_cost_of_a_report() {
    for (args, tokens) in [
        (vec!["pipeline"], 10),
        (vec!["stale"], 10),
        (vec!["forecast"], 10),
        (vec!["winrate"], 30),
        (vec!["owners"], 30),
        (vec!["velocity", "--by", "pipeline"], 30),
        (vec!["today"], 10),
        (vec!["funnel"], 80),
        (vec!["funnel", "--user", "all"], 400),
    ] {
        let company = Company::new();
        // The names and the account are cached now.
        company.run(&[&["report"][..], &args].concat()).ok();
        let plan = company.run(&[&["report"][..], &args, &["--dry-run"]].concat());
        let cost = format!("{tokens} tokens");
        assert!(plan.err.contains(&cost), "{args:?}: {}", plan.err);
        let ran = company.run(&[&["report"][..], &args].concat());
        assert!(
            ran.err.lines().last().unwrap_or_default().ends_with(&cost),
            "{args:?}: {}",
            ran.err
        );
    }
}

/// A company without deals, then with deals that lack the fields that reports use.
#[test]
fn reports_accept_missing_fields() {
    let company =
        Company { home: Home::new(), sandbox: Sandbox::start(World::with_deals(0)).unwrap() };
    let kinds = [
        "pipeline",
        "aging",
        "stale",
        "winrate",
        "velocity",
        "forecast",
        "lost-reasons",
        "owners",
        "funnel",
        "today",
    ];
    let run = |kind: &str, format: &str| company.run(&["report", kind, "-o", format]);
    for kind in kinds {
        let ran = run(kind, "json");
        assert_eq!(ran.code, Some(0), "{kind}: {}", ran.err);
        assert!(kind == "funnel" || ran.err.contains("\nno deal "), "{kind}: {}", ran.err);
        assert!(run(kind, "table").code == Some(0) && run(kind, "csv").code == Some(0));
    }
    for currency in ["EUR", "SEK", "JPY"] {
        let value = format!("100.25 {currency}");
        company.run(&["create", "Roof", "--value", &value, "--yes"]).ok();
    }
    company.run(&["create", "Without a value", "--yes"]).ok();
    let rows = run("pipeline", "json").json();
    let rows = rows.as_array().unwrap();
    assert!(parts(rows).all(|row| row["probability"] == "none"), "{rows:?}");
    assert!(parts(rows).all(|row| row["weighted_value"].is_null()), "{rows:?}");
    let forecast = run("forecast", "json").json();
    assert!(forecast.as_array().unwrap().iter().all(|row| row["month"] == "no date"));
    for kind in kinds {
        assert_eq!(run(kind, "table").code, Some(0), "{kind}");
    }
}

/// Exports to files need SQLite.
#[cfg(feature = "sqlite")]
#[test]
fn an_export_gives_the_same_report_without_an_account() {
    let company = Company::new();
    let file = company.path("deals.ndjson");
    company.run(&["export", "--to", &file, "--everything"]).ok();
    for kind in ["pipeline", "winrate", "forecast", "owners", "velocity", "lost-reasons", "aging"] {
        let line = |more: &[&str]| {
            let args = [&["report", kind, "-o", "json"], more].concat();
            args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<String>>()
        };
        let run = |words: Vec<String>| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            company.run(&words).json()
        };
        let live = run(line(&[]));
        let offline = Output::from_output(
            company
                .home
                .command(&["report", kind, "-o", "json", "--from", &file])
                .env("TZ", "Atlantic/Reykjavik")
                .env_remove("DEALS_TOKEN")
                .output()
                .unwrap(),
        );
        assert_eq!(offline.code, Some(0), "{kind}: {}", offline.err);
        assert!(offline.err.contains(" 0 tokens"), "{kind}: {}", offline.err);
        let counts = |report: &Value, key: &str| -> Vec<Value> {
            let rows = report.as_array().unwrap().iter();
            // A text export has no stages without deals.
            rows.filter(|row| row["deals"] != 0).map(|row| row[key].clone()).collect()
        };
        let offline: Value = serde_json::from_str(&offline.out).unwrap();
        for key in ["currency", "deals", "value", "won", "open"] {
            assert_eq!(counts(&live, key).len(), counts(&offline, key).len(), "{kind} {key}");
            let sort = |mut all: Vec<Value>| {
                all.sort_by_key(Value::to_string);
                all
            };
            assert_eq!(sort(counts(&live, key)), sort(counts(&offline, key)), "{kind} {key}");
        }
    }
    // No request is sent, not even for names.
    let calls = company.sandbox.world().calls();
    for condition in ["owner=me", "person=Tom"] {
        let line = ["report", "pipeline", "--from", &file, "--where", condition];
        let refused = Home::new().at(&company.sandbox, &line);
        assert_eq!(refused.code, Some(2), "{condition}: {}", refused.err);
    }
    assert_eq!(company.sandbox.world().calls(), calls);
}

#[test]
fn rejects_flags_of_other_reports() {
    let company = Company::new();
    for args in [
        vec!["pipeline", "--by", "owner"],
        vec!["pipeline", "--since", "2026-01-01"],
        vec!["winrate", "--since", "2026-02-01", "--until", "2026-01-01"],
        vec!["winrate", "--pipeline", "Sales"],
        vec!["funnel", "--where", "value>1"],
    ] {
        let ran = company.run(&[&["report"][..], &args].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{args:?}: {}", ran.err);
    }
    let kept = json!([]);
    assert!(company.run(&["report", "stale", "--where", "value>99999999"]).json() == kept);
}

/// `deals` alone on a terminal.
#[cfg(unix)]
#[test]
fn the_setting_home_shows_a_summary_of_the_day() {
    let home = Home::new();
    let screen = |columns: &str| show(&home, &[("COLUMNS", columns), ("DEALS_SANDBOX", "1")], &[]);
    assert!(screen("80").contains("Commands to start with"));
    home.run(&["config", "set", "home", "today"]).ok();
    let shown = screen("80");
    assert!(shown.contains("your open deals: ") && shown.contains("rows not shown"), "{shown}");
    assert_eq!(home.run(&["config", "set", "home", "tomorrow"]).code, Some(2));
    // Without a terminal a command is needed.
    assert_eq!(home.run(&[]).code, Some(2));
}
