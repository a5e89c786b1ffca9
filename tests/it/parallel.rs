//! Concurrent writes of one command: results in input order, an outcome for every deal,
//! and a respected token budget.

use super::support::{Home, Output};
use deals::sandbox::{Sandbox, World};
use serde_json::{Value, json};
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

struct Run {
    home: Home,
    sandbox: Sandbox,
    /// The IDs of deals that can be changed.
    ids: Vec<u64>,
}

impl Run {
    fn new() -> Run {
        let sandbox = Sandbox::start(World::with_deals(60)).unwrap();
        let world = sandbox.world();
        let is_live = |id: &u64| {
            let deal = world.deal(*id).unwrap();
            ["is_archived", "is_deleted"].iter().all(|key| deal[*key] == json!(false))
        };
        let ids = world.deal_ids().into_iter().filter(is_live).take(40).collect();
        drop(world);
        Run { home: Home::new(), sandbox, ids }
    }

    fn update(&self, faults: &[&str], flags: &[&str]) -> Output {
        self.sandbox.world().faults(faults.iter().map(|fault| fault.parse().unwrap()).collect());
        let line =
            [&["update", "-", "--title", "Changed", "--yes", "-o", "ndjson"], flags].concat();
        let mut child = self
            .home
            .command(&line)
            .env("DEALS_BASE_URL", self.sandbox.url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let ids: Vec<String> = self.ids.iter().map(u64::to_string).collect();
        child.stdin.take().unwrap().write_all(ids.join("\n").as_bytes()).unwrap();
        Output::from_output(child.wait_with_output().unwrap())
    }
}

fn ids(text: &str) -> Vec<u64> {
    let id = |line| serde_json::from_str::<Value>(line).unwrap()["id"].as_u64().unwrap();
    text.lines().map(id).collect()
}

fn account(ran: &Output) -> Value {
    let error = ran.err.lines().find(|line| line.starts_with("{\"error\"")).unwrap();
    serde_json::from_str::<Value>(error).unwrap()["error"]["deals"].clone()
}

#[test]
fn results_are_in_input_order() {
    let run = Run::new();
    let ran = run.update(&["PATCH#2=slow:400", "PATCH#9=slow:200"], &[]);
    assert_eq!((ran.code, ids(&ran.out)), (Some(0), run.ids.clone()), "{}", ran.err);
    let reported: Vec<u64> = ran
        .err
        .lines()
        .filter_map(|line| line.strip_prefix("deal ")?.split(':').next()?.parse().ok())
        .collect();
    assert_eq!(reported, run.ids);
}

#[test]
fn writes_run_concurrently() {
    let run = Run::new();
    let time = |flags: &[&str]| {
        let began = Instant::now();
        assert_eq!(run.update(&["PATCH#1+=slow:50"], flags).code, Some(0));
        began.elapsed()
    };
    let (one, eight) = (time(&["--parallel", "1"]), time(&[]));
    assert!(one > Duration::from_millis(40 * 50), "{one:?}");
    assert!(eight < one / 2, "{eight:?} beside {one:?}");
}

#[test]
fn an_error_that_affects_all_writes_starts_no_more() {
    let run = Run::new();
    let ran = run.update(&["PATCH#3+=401"], &["--retries", "0"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let account = account(&ran);
    let count = |end: &str| account[end].as_array().unwrap().len();
    assert_eq!(count("done") + count("failed") + count("not_tried"), run.ids.len(), "{account}");
    assert!(count("failed") <= 8 && count("not_tried") >= run.ids.len() - 10, "{account}");
    assert_eq!(ids(&ran.out).len(), count("done"));
}

#[test]
fn a_single_error_is_reported_and_the_other_writes_continue() {
    let run = Run::new();
    let ran = run.update(&["PATCH#5=400"], &[]);
    assert_eq!(ran.code, Some(8), "{}", ran.err);
    let account = account(&ran);
    assert_eq!(account["failed"].as_array().unwrap().len(), 1);
    assert_eq!(account["failed"][0]["retry"], json!(false));
    assert!(ran.err.contains("would fail again: "), "{}", ran.err);
    assert_eq!(ids(&ran.out).len(), run.ids.len() - 1);
}

#[test]
fn the_token_limit_is_not_exceeded() {
    let run = Run::new();
    // The account, a page of deals, and 5 tokens per deal.
    let ran = run.update(&[], &["--max-tokens", "63", "-v"]);
    assert_eq!(ran.code, Some(6), "{}", ran.err);
    let done = account(&ran)["done"].as_array().unwrap().len();
    assert!(ran.err.contains(&format!("{} tokens", done * 5 + 12)), "{}", ran.err);
    assert!(done * 5 + 12 <= 63, "{}", ran.err);
}

#[test]
fn a_deal_without_permission_does_not_stop_the_others() {
    let run = Run::new();
    let ran = run.update(&["PATCH#2=403"], &["--parallel", "1"]);
    let (denied, deals) = (run.ids[1], account(&ran));
    assert_eq!(ran.code, Some(8), "{}", ran.err);
    assert_eq!(ids(&ran.out).len(), run.ids.len() - 1);
    assert_eq!(deals["failed"][0]["name"], denied.to_string());
    assert_eq!(deals["failed"][0]["retry"], false);
    let hint = format!("would fail again: {denied}; the token's user lacks permission");
    assert!(ran.err.contains(&hint) && !ran.err.contains("run it again"), "{}", ran.err);
}

#[test]
fn stops_if_every_deal_lacks_permission() {
    let run = Run::new();
    let ran = run.update(&["PATCH#1+=403"], &["--parallel", "1"]);
    let deals = account(&ran);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(deals["failed"].as_array().unwrap().len(), 3);
    assert_eq!(deals["not_tried"].as_array().unwrap().len(), run.ids.len() - 3);
}

#[test]
fn unknown_outcomes_are_not_to_be_retried() {
    let run = Run::new();
    let ran = run.update(&["PATCH#3=drop"], &["--parallel", "1"]);
    let deals = account(&ran);
    assert_eq!(ran.code, Some(7), "{}", ran.err);
    assert_eq!(deals["unknown"][0]["retry"], false, "{}", ran.err);
}
