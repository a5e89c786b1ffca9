//! Conversions, summaries and timelines with responses that the sandbox does not send.

use super::support::{Home, Output, StubServer, sandbox_with};
#[cfg(unix)]
use deals::sandbox::{Sandbox, World};
#[cfg(unix)]
use std::process::{Command, Stdio};
#[cfg(unix)]
use std::time::Duration;

const CONVERSION: &str = "4b40248b-945a-4802-b996-60fdff8c5c69";

/// A server that sends these responses in order, then repeats the last one.
fn new_server(bodies: &[String]) -> StubServer {
    let bodies: Vec<String> = bodies.to_vec();
    StubServer::new(move |call| {
        let body = &bodies[(call - 1).min(bodies.len() - 1)];
        StubServer::response("200 OK", "", body.as_bytes())
    })
}

fn data(data: &str) -> String {
    format!(r#"{{"success":true,"data":{data}}}"#)
}

fn at(server: &StubServer, args: &[&str]) -> Output {
    Output::from_output(
        Home::new().command(args).env("DEALS_BASE_URL", &server.url).output().unwrap(),
    )
}

fn state(word: &str) -> String {
    data(&format!(r#"{{"conversion_id":"{CONVERSION}","status":"{word}"}}"#))
}

#[test]
fn a_failed_conversion_exits_with_5() {
    for word in ["failed", "rejected"] {
        let begun = data(&format!(r#"{{"conversion_id":"{CONVERSION}"}}"#));
        let deal = data(r#"{"id":3,"title":"Garden wall","is_deleted":false}"#);
        let server = new_server(&[deal, begun, state("running"), state(word)]);
        let ran = at(&server, &["convert", "3", "--yes", "--wait", "-o", "json"]);
        assert_eq!(ran.code, Some(5), "{}", ran.err);
        let printed: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!((&printed["status"], server.requests().len()), (&word.into(), 4));
    }
    let server = new_server(&[state("rejected")]);
    assert_eq!(at(&server, &["convert", "status", "3", CONVERSION]).code, Some(5));
    let server = new_server(&[state("on fire")]);
    assert_eq!(at(&server, &["convert", "status", "3", CONVERSION]).code, Some(1));
}

#[cfg(unix)]
#[test]
fn an_interrupted_wait_prints_the_command_that_checks_it() {
    let mut world = World::with_deals(5);
    world.latency(Duration::from_millis(200));
    let sandbox = Sandbox::start(world).unwrap();
    let home = Home::new();
    let child = home
        .command(&["convert", "3", "--yes", "--wait", "--quiet"])
        .env("DEALS_BASE_URL", sandbox.url())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The deal, the account for the journal, and the conversion; then the program waits.
    while sandbox.world().calls() < 4 {
        std::thread::yield_now();
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let ran = Output::from_output(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.out.as_str()), (Some(130), ""));
    assert!(ran.err.contains("check it with: deals convert status 3 "), "{}", ran.err);
}

#[test]
fn an_empty_summary_has_rows_in_every_format() {
    for body in [
        data("null"),
        data("{}"),
        data(r#"{"values_total":[],"weighted_values_total":[],"total_count":0}"#),
    ] {
        for format in ["table", "json", "ndjson", "csv"] {
            let ran = at(&new_server(std::slice::from_ref(&body)), &["summary", "-o", format]);
            assert!(ran.err.contains("no deals"), "{body}: {}", ran.err);
            assert!(!ran.ok().is_empty());
        }
    }
}

#[test]
fn a_timeline_of_one_period_may_be_an_object() {
    let period = r#"{"period_start":"2019-12-01 00:00:00","period_end":"2019-12-31 23:59:59","totals":{"count":1,"values":{"EUR":100},"weighted_values":[],"open_count":1,"open_values":{"EUR":100.50},"won_count":0,"won_values":[]}}"#;
    for body in [data(period), data(&format!("[{period}]"))] {
        let server = new_server(&[body]);
        let ran = at(
            &server,
            &["timeline", "-o", "csv", "--fields", "until,currency,open,Open value,weighted_value"],
        );
        assert_eq!(
            ran.ok(),
            "Until,Currency,Open,Open value,Weighted value\r\n2019-12-31,EUR,1,100.50,\r\n"
        );
        assert_eq!(at(&server, &["timeline", "-o", "json"]).ok(), format!("[\n{period}\n]\n"));
    }
    for (body, rows) in [(data("null"), "[]\n"), (data("[]"), "[]\n")] {
        assert_eq!(at(&new_server(&[body]), &["timeline", "-o", "json"]).ok(), rows);
    }
}

#[test]
fn the_token_is_not_sent_to_another_host() {
    let elsewhere = StubServer::new(|_| StubServer::response("200 OK", "", b"{}"));
    let here = new_server(&[data("[]")]);
    let other = format!("{}/api/v2/deals", elsewhere.url);
    assert_eq!(at(&here, &["api", "GET", &other]).code, Some(2));
    let same = format!("{}/any/path", here.url);
    assert_eq!(at(&here, &["api", "GET", &same, "-f", "q=a b"]).ok(), format!("{}\n", data("[]")));
    assert_eq!(elsewhere.requests(), Vec::<String>::new());
    assert!(here.requests()[0].starts_with("GET /any/path?q=a+b "), "{:?}", here.requests());
}

#[test]
fn an_unknown_path_is_paged_by_the_cursor_or_offset_in_the_response() {
    let page = |id: u64, more: bool| {
        format!(
            r#"{{"success":true,"data":[{{"id":{id}}}],"additional_data":{{"pagination":{{"start":{},"limit":1,"more_items_in_collection":{more}}}}}}}"#,
            id - 1
        )
    };
    let server = new_server(&[page(1, true), page(2, true), page(3, false)]);
    let ran = at(&server, &["api", "GET", "/api/v1/goals?limit=1", "--paginate"]);
    assert_eq!(ran.ok(), "[\n{\"id\":1},\n{\"id\":2},\n{\"id\":3}\n]\n");
    assert!(server.requests()[2].starts_with("GET /api/v1/goals?limit=1&start=2 "));
}

#[test]
fn a_list_of_an_unknown_deal_names_the_deal() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    for line in [
        "get",
        "files",
        "flow",
        "mail",
        "changelog",
        "permitted-users",
        "history",
        "followers list",
        "followers changelog",
        "participants list",
        "participants changelog",
        "discounts list",
    ] {
        let args: Vec<&str> = line.split(' ').chain(["999999", "-o", "table"]).collect();
        let ran = home.at(&sandbox, &args);
        assert_eq!(ran.code, Some(4), "{line}: {}", ran.err);
        let expected = "deals: no deal 999999 (Deal not found)\nhint: it may be deleted for good";
        assert!(ran.err.starts_with(expected), "{line}: {}", ran.err);
    }
}
