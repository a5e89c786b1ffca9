//! The network breaks at the worst moment: every fault, at every moment, and then a look at the
//! world. Each deal is there exactly once, and the run said what became of it.

use super::support::{Home, Output, StubServer, at_once};
use deals::sandbox::{Sandbox, World};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

const SIDE_BY_SIDE: usize = 16;

fn sandbox(deals: usize, fault: &str) -> Sandbox {
    let mut world = World::with_deals(deals);
    world.faults(vec![fault.parse().unwrap()]);
    Sandbox::start(world).unwrap()
}

#[test]
fn a_walk_survives_every_fault_on_the_first_a_middle_and_the_last_page() {
    let faults = [
        "429",
        "500",
        "502",
        "503",
        "504",
        "524",
        "drop",
        "cut",
        "null",
        "drop-after",
        "slow:4500",
    ];
    let pages = ["1", "2", "3"];
    let cases = faults.iter().flat_map(|fault| pages.map(|page| format!("{page}={fault}")));
    at_once(SIDE_BY_SIDE, cases, |fault| {
        let sandbox = sandbox(1200, &fault);
        let timeout = if fault.contains("slow") { "3" } else { "30" };
        let ran = Home::new().at(&sandbox, &["list", "-o", "ndjson", "--timeout", timeout]);
        let ids: Vec<u64> = ran
            .ok()
            .lines()
            .map(|line| {
                serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_u64().unwrap()
            })
            .collect();
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!((ids.len(), distinct.len()), (1200, 1200), "{fault}");
        assert_eq!(sandbox.world().calls(), 4, "{fault}");
    });
}

#[test]
fn a_walk_that_breaks_for_good_says_so_and_does_not_look_whole() {
    let pages = [("1+", 0), ("2+", 500), ("3+", 1000)];
    let cases = pages.iter().flat_map(|page| ["500", "cut", "drop"].map(|fault| (page, fault)));
    at_once(SIDE_BY_SIDE, cases, |((page, rows), fault)| {
        let sandbox = sandbox(1200, &format!("{page}={fault}"));
        let ran = Home::new().at(&sandbox, &["list", "-o", "json", "--retries", "1"]);
        assert_eq!(ran.code, Some(7), "{page}={fault}: {}", ran.err);
        // What came before is not withheld, and does not parse.
        let is_row = |line: &&str| line.starts_with('{');
        assert_eq!(ran.out.lines().filter(is_row).count(), *rows, "{page}={fault}");
        assert!(serde_json::from_str::<serde_json::Value>(&ran.out).is_err(), "{page}={fault}");
    });
}

/// A write, its method, and what is to be done before it.
struct Write {
    args: &'static [&'static str],
    method: &'static str,
    before: &'static [&'static str],
}

const WRITES: &[Write] = &[
    Write {
        args: &["create", "Bell tower", "--value", "1200.50 EUR"],
        method: "POST",
        before: &[],
    },
    Write { args: &["create", "Copper roof"], method: "POST", before: &["create", "Copper roof"] },
    Write { args: &["update", "1", "--set", "Tier=Gold"], method: "PATCH", before: &[] },
    Write { args: &["win", "1"], method: "PATCH", before: &[] },
    Write { args: &["archive", "1"], method: "PATCH", before: &[] },
    Write { args: &["delete", "1", "--yes"], method: "DELETE", before: &[] },
    Write { args: &["duplicate", "1"], method: "POST", before: &["duplicate", "1"] },
    Write { args: &["merge", "1", "--into", "2", "--yes"], method: "PUT", before: &[] },
    Write { args: &["followers", "add", "1", "4"], method: "POST", before: &[] },
    Write {
        args: &["followers", "remove", "1", "4", "--yes"],
        method: "DELETE",
        before: &["followers", "add", "1", "4"],
    },
    Write { args: &["participants", "add", "1", "7"], method: "POST", before: &[] },
    Write {
        args: &["participants", "remove", "1", "7", "--yes"],
        method: "DELETE",
        before: &["participants", "add", "1", "7"],
    },
    Write {
        args: &["discounts", "add", "1", "--description", "Autumn", "--amount", "5%"],
        method: "POST",
        before: &["discounts", "add", "1", "--description", "Autumn", "--amount", "5%"],
    },
];

impl Write {
    /// How the run ended, how many changes it made, and how many deals came or went.
    fn at(&self, fault: &str) -> (Output, u64, i64) {
        let sandbox = Sandbox::start(World::with_deals(6)).unwrap();
        let home = Home::new();
        if !self.before.is_empty() {
            let _ = home.at(&sandbox, self.before).ok();
        }
        let changes = sandbox.world().changes();
        let deals = sandbox.world().deal_ids().len();
        let fault = format!("{}#1={fault}", self.method);
        sandbox.world().faults(vec![fault.parse().unwrap()]);
        let args = [self.args, &["-o", "ndjson", "--retries", "1"]].concat();
        let ran = home.at(&sandbox, &args);
        let world = sandbox.world();
        (ran, world.changes() - changes, world.deal_ids().len() as i64 - deals as i64)
    }
}

#[test]
fn a_write_that_was_done_and_not_answered_is_found_and_not_repeated() {
    let cases = WRITES.iter().flat_map(|write| ["drop-after", "cut"].map(|fault| (write, fault)));
    at_once(SIDE_BY_SIDE, cases, |(write, fault)| {
        let whole = write.at("slow:0");
        assert_eq!((whole.0.code, whole.1), (Some(0), 1), "{:?}: {}", write.args, whole.0.err);
        let (ran, changes, deals) = write.at(fault);
        assert_eq!(ran.code, Some(0), "{:?} {fault}: {}", write.args, ran.err);
        assert!(ran.err.contains("; verified: "), "{:?}: {}", write.args, ran.err);
        assert_eq!((changes, deals), (1, whole.2), "{:?} {fault}", write.args);
        let rows = |ran: &Output| ran.out.lines().count();
        assert_eq!(rows(&ran), rows(&whole.0), "{:?} {fault}: {}", write.args, ran.out);
    });
}

/// The service may still execute it, or show it later: only time tells that it did not.
#[test]
fn a_lost_write_that_left_no_trace_is_unknown() {
    let lost = WRITES.iter().map(|write| (write, "drop"));
    let answered = WRITES[..3].iter().flat_map(|write| ["500", "503"].map(|fault| (write, fault)));
    at_once(SIDE_BY_SIDE, lost.chain(answered), |(write, fault)| {
        let (ran, changes, _) = write.at(fault);
        assert_eq!((ran.code, ran.out.as_str()), (Some(7), ""), "{:?}: {}", write.args, ran.err);
        let is_unknown = ran.err.contains(r#""outcome":"unknown""#);
        assert!(is_unknown && ran.err.contains("deals log --check"), "{fault}: {}", ran.err);
        assert!(!ran.err.contains("safe"), "{}", ran.err);
        assert_eq!(changes, 0, "{:?} {fault}", write.args);
    });
}

#[test]
fn a_write_that_was_turned_away_is_sent_again() {
    at_once(SIDE_BY_SIDE, WRITES, |write| {
        let (ran, changes, _) = write.at("429");
        assert_eq!((ran.code, changes), (Some(0), 1), "{:?}: {}", write.args, ran.err);
    });
}

#[test]
fn what_cannot_be_told_is_not_guessed() {
    // The look-up fails as well.
    let sandbox = sandbox(3, "2+=drop");
    let ran = Home::new().at(&sandbox, &["create", "Bell tower", "-o", "json", "--retries", "0"]);
    assert_eq!(ran.code, Some(7));
    assert!(ran.err.contains("looking it up failed"), "{}", ran.err);
    assert!(ran.err.contains(r#""outcome":"unknown""#), "{}", ran.err);
    // A conversion goes on by itself, and the response that is lost is its name.
    let convert = Write { args: &["convert", "1"], method: "POST", before: &[] };
    let (ran, changes, _) = convert.at("drop-after");
    assert_eq!((ran.code, changes), (Some(7), 1), "{}", ran.err);
    assert!(ran.err.contains("the outcome is unknown"), "{}", ran.err);
    // Nobody knows what a path of the user's own should have done.
    let api = Write {
        args: &["api", "POST", "/api/v2/deals", "-f", "title=Bell tower"],
        method: "POST",
        before: &[],
    };
    let (ran, changes, _) = api.at("drop-after");
    assert_eq!((ran.code, changes), (Some(7), 1), "{}", ran.err);
    assert!(ran.err.contains("the outcome is unknown"), "{}", ran.err);
}

#[test]
fn a_yes_that_holds_no_record_is_looked_up_too() {
    let deal: &[u8] =
        br#"{"success":true,"data":{"id":1,"title":"x","status":"won","is_deleted":false}}"#;
    let me: &[u8] = br#"{"success":true,"data":{"id":11,"company_id":7}}"#;
    let parrot = StubServer::start_recording(move |_, line| {
        let body: &[u8] = if line.starts_with("GET /api/v2/deals/1 ") {
            deal
        } else if line.contains("/users/me") {
            me
        } else {
            br#"{"success":true,"data":{}}"#
        };
        StubServer::says("200 OK", "", body)
    });
    let run = |args: &[&str]| {
        let home = Home::new();
        Output::from_output(home.command(args).env("DEALS_BASE_URL", &parrot.url).output().unwrap())
    };
    let won = run(&["win", "1", "-o", "json"]);
    assert!(won.err.contains("; verified: "), "{}", won.err);
    assert_eq!(won.json()["status"], "won");
    // Here the look-up is answered no better.
    let created = run(&["create", "Bell tower", "-o", "json"]);
    assert_eq!((created.code, created.out.as_str()), (Some(7), ""), "{}", created.err);
    assert!(created.err.contains(r#""outcome":"unknown""#), "{}", created.err);
}

#[test]
fn an_answer_that_comes_too_late_is_looked_up() {
    let sandbox = sandbox(3, "POST#1=slow:3000");
    let args = ["create", "Bell tower", "-o", "json", "--timeout", "1"];
    let ran = Home::new().at(&sandbox, &args);
    assert!(ran.err.contains("; verified: "), "{}", ran.err);
    assert_eq!(ran.json()["title"], "Bell tower");
    assert_eq!(sandbox.world().deal_ids().len(), 4);
}

#[test]
fn a_twin_that_another_run_made_is_not_taken_for_ones_own() {
    let sandbox = sandbox(3, "POST#2=drop");
    let home = Home::new();
    let first = home.at(&sandbox, &["create", "Bell tower"]).json();
    let ran = home.at(&sandbox, &["create", "Bell tower"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(7), ""), "{}", ran.err);
    assert!(ran.err.contains("it cannot be found yet"), "{}", ran.err);
    // Somebody else's cannot be told from it, if it came in the same moment.
    let elsewhere = Home::new();
    sandbox.world().faults(vec!["POST#1=drop-after".parse().unwrap()]);
    let ran = elsewhere.at(&sandbox, &["create", "Bell tower"]);
    assert_eq!(ran.code, Some(7), "{}", ran.err);
    assert!(ran.err.contains(&format!("it may be 5 or {}", first["id"])), "{}", ran.err);
}

#[test]
fn several_deals_are_each_changed_once_whatever_breaks_between() {
    for (fault, code, changed) in [("drop-after", 0, 3), ("drop", 7, 2)] {
        let sandbox = sandbox(5, &format!("PATCH#2={fault}"));
        let ran = Home::new().at(&sandbox, &["win", "1", "2", "3", "--yes", "-o", "table"]);
        assert_eq!(ran.code, Some(code), "{fault}: {}", ran.err);
        let won = (1..=3).filter(|id| sandbox.world().deal(*id).unwrap()["status"] == "won");
        assert_eq!(won.count(), changed, "{fault}");
        if code == 7 {
            for part in ["outcome unknown: 2", "done: 1 3"] {
                assert!(ran.err.contains(part), "{part}: {}", ran.err);
            }
            assert_eq!(
                ran.out.matches("won").count(),
                2,
                "what was changed is printed: {}",
                ran.out
            );
        }
    }
}

#[test]
fn nobody_at_home_is_tried_again_for_a_read_and_for_a_write() {
    for args in [&["list", "-v", "-o", "ndjson"][..], &["create", "Bell tower", "-v"]] {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let home = Home::new();
        let mut child = home
            .command(args)
            .env("DEALS_BASE_URL", format!("http://127.0.0.1:{port}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        assert!(line.contains("cannot reach") && line.contains("again in"), "{line}");
        let sandbox = Sandbox::start_on(World::with_deals(3), port).unwrap();
        let rest: Vec<String> = lines.map(Result::unwrap).collect();
        assert!(child.wait().unwrap().success(), "{rest:?}");
        let expected = if args[0] == "create" { 4 } else { 3 };
        assert_eq!(sandbox.world().deal_ids().len(), expected);
    }
}
