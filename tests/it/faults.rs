//! Injected faults in every kind of request: each change is applied exactly once, and the outcome
//! is reported.

use super::support::{Home, Output, StubServer, at_once};
use deals::sandbox::{Sandbox, World};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};

const SIDE_BY_SIDE: usize = 16;

fn sandbox(deals: usize, fault: &str) -> Sandbox {
    let mut world = World::with_deals(deals);
    world.faults(vec![fault.parse().unwrap()]);
    Sandbox::start(world).unwrap()
}

#[test]
fn list_survives_every_fault_on_every_page() {
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
        let output = Home::new().at(&sandbox, &["list", "-o", "ndjson", "--timeout", timeout]);
        let ids: Vec<u64> = output
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
fn failed_list_exits_with_an_error_and_incomplete_output() {
    let pages = [("1+", 0), ("2+", 500), ("3+", 1000)];
    let cases = pages.iter().flat_map(|page| ["500", "cut", "drop"].map(|fault| (page, fault)));
    at_once(SIDE_BY_SIDE, cases, |((page, rows), fault)| {
        let sandbox = sandbox(1200, &format!("{page}={fault}"));
        let output = Home::new().at(&sandbox, &["list", "-o", "json", "--retries", "1"]);
        assert_eq!(output.code, Some(7), "{page}={fault}: {}", output.err);
        // Rows that arrived before the error are printed, and the document does not parse.
        let is_row = |line: &&str| line.starts_with('{');
        assert_eq!(output.out.lines().filter(is_row).count(), *rows, "{page}={fault}");
        assert!(serde_json::from_str::<serde_json::Value>(&output.out).is_err(), "{page}={fault}");
    });
}

/// A write, its method, and the commands to run before it.
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
    /// The output of a run, the number of changes it made, and of deals it added or removed.
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
        let output = home.at(&sandbox, &args);
        let world = sandbox.world();
        (output, world.changes() - changes, world.deal_ids().len() as i64 - deals as i64)
    }
}

#[test]
fn finds_an_applied_write_and_does_not_repeat_it() {
    let cases = WRITES.iter().flat_map(|write| ["drop-after", "cut"].map(|fault| (write, fault)));
    at_once(SIDE_BY_SIDE, cases, |(write, fault)| {
        let whole = write.at("slow:0");
        assert_eq!((whole.0.code, whole.1), (Some(0), 1), "{:?}: {}", write.args, whole.0.err);
        let (output, changes, deals) = write.at(fault);
        assert_eq!(output.code, Some(0), "{:?} {fault}: {}", write.args, output.err);
        assert!(output.err.contains("; verified: "), "{:?}: {}", write.args, output.err);
        assert_eq!((changes, deals), (1, whole.2), "{:?} {fault}", write.args);
        let rows = |output: &Output| output.out.lines().count();
        assert_eq!(rows(&output), rows(&whole.0), "{:?} {fault}: {}", write.args, output.out);
    });
}

/// The service may still apply the write, or show it later: it counts as not applied only after the horizon.
#[test]
fn lost_write_without_a_trace_is_unknown() {
    let lost = WRITES.iter().map(|write| (write, "drop"));
    let answered = WRITES[..3].iter().flat_map(|write| ["500", "503"].map(|fault| (write, fault)));
    at_once(SIDE_BY_SIDE, lost.chain(answered), |(write, fault)| {
        let (output, changes, _) = write.at(fault);
        assert_eq!(
            (output.code, output.out.as_str()),
            (Some(7), ""),
            "{:?}: {}",
            write.args,
            output.err
        );
        let is_unknown = output.err.contains(r#""outcome":"unknown""#);
        assert!(is_unknown && output.err.contains("deals log --check"), "{fault}: {}", output.err);
        assert!(!output.err.contains("safe"), "{}", output.err);
        assert_eq!(changes, 0, "{:?} {fault}", write.args);
    });
}

#[test]
fn retries_a_rejected_write() {
    at_once(SIDE_BY_SIDE, WRITES, |write| {
        let (output, changes, _) = write.at("429");
        assert_eq!((output.code, changes), (Some(0), 1), "{:?}: {}", write.args, output.err);
    });
}

#[test]
fn unverifiable_write_is_unknown() {
    // The verification fails as well.
    let sandbox = sandbox(3, "2+=drop");
    let output =
        Home::new().at(&sandbox, &["create", "Bell tower", "-o", "json", "--retries", "0"]);
    assert_eq!(output.code, Some(7));
    assert!(output.err.contains("the check failed"), "{}", output.err);
    assert!(output.err.contains(r#""outcome":"unknown""#), "{}", output.err);
    // A conversion is identified only by its response, which is lost.
    let convert = Write { args: &["convert", "1", "--yes"], method: "POST", before: &[] };
    let (output, changes, _) = convert.at("drop-after");
    assert_eq!((output.code, changes), (Some(7), 1), "{}", output.err);
    assert!(output.err.contains("the outcome is unknown"), "{}", output.err);
    // A request of `deals api` cannot be verified.
    let api = Write {
        args: &["api", "POST", "/api/v2/deals", "-f", "title=Bell tower"],
        method: "POST",
        before: &[],
    };
    let (output, changes, _) = api.at("drop-after");
    assert_eq!((output.code, changes), (Some(7), 1), "{}", output.err);
    assert!(output.err.contains("the outcome is unknown"), "{}", output.err);
}

#[test]
fn verifies_a_success_without_a_record() {
    let open: &[u8] =
        br#"{"success":true,"data":{"id":1,"title":"x","status":"open","is_deleted":false}}"#;
    let won: &[u8] =
        br#"{"success":true,"data":{"id":1,"title":"x","status":"won","is_deleted":false}}"#;
    let is_written = AtomicBool::new(false);
    let me: &[u8] = br#"{"success":true,"data":{"id":11,"company_id":7}}"#;
    let server = StubServer::start_recording(move |_, line| {
        let body: &[u8] = if line.starts_with("GET /api/v2/deals/1 ") {
            if is_written.load(Ordering::Relaxed) { won } else { open }
        } else if line.contains("/users/me") {
            me
        } else {
            is_written.fetch_or(line.starts_with("PATCH"), Ordering::Relaxed);
            br#"{"success":true,"data":{}}"#
        };
        StubServer::response("200 OK", "", body)
    });
    let run = |args: &[&str]| {
        let home = Home::new();
        Output::from_output(home.command(args).env("DEALS_BASE_URL", &server.url).output().unwrap())
    };
    let won = run(&["win", "1", "-o", "json"]);
    assert!(won.err.contains("; verified: "), "{}", won.err);
    assert_eq!(won.json()["status"], "won");
    // The response to the verification is also unusable.
    let created = run(&["create", "Bell tower", "-o", "json"]);
    assert_eq!((created.code, created.out.as_str()), (Some(7), ""), "{}", created.err);
    assert!(created.err.contains(r#""outcome":"unknown""#), "{}", created.err);
}

#[test]
fn verifies_a_write_after_a_timeout() {
    let sandbox = sandbox(3, "POST#1=slow:3000");
    let args = ["create", "Bell tower", "-o", "json", "--timeout", "1"];
    let output = Home::new().at(&sandbox, &args);
    assert!(output.err.contains("; verified: "), "{}", output.err);
    assert_eq!(output.json()["title"], "Bell tower");
    assert_eq!(sandbox.world().deal_ids().len(), 4);
}

#[test]
fn does_not_claim_an_equal_record_of_another_run() {
    let sandbox = sandbox(3, "POST#2=drop");
    let home = Home::new();
    let first = home.at(&sandbox, &["create", "Bell tower"]).json();
    let output = home.at(&sandbox, &["create", "Bell tower"]);
    assert_eq!((output.code, output.out.as_str()), (Some(7), ""), "{}", output.err);
    assert!(output.err.contains("no matching record was found yet"), "{}", output.err);
    // A deal that someone else created at the same time cannot be told apart.
    let elsewhere = Home::new();
    sandbox.world().faults(vec!["POST#1=drop-after".parse().unwrap()]);
    let output = elsewhere.at(&sandbox, &["create", "Bell tower"]);
    assert_eq!(output.code, Some(7), "{}", output.err);
    assert!(
        output.err.contains(&format!("the new record may be 5 or {}", first["id"])),
        "{}",
        output.err
    );
}

#[test]
fn bulk_write_applies_each_change_once() {
    for (fault, code, changed) in [("drop-after", 0, 3), ("drop", 7, 2)] {
        let sandbox = sandbox(5, &format!("PATCH#2={fault}"));
        let output = Home::new()
            .at(&sandbox, &["win", "1", "2", "3", "--yes", "-o", "table", "--parallel", "1"]);
        assert_eq!(output.code, Some(code), "{fault}: {}", output.err);
        let won = (1..=3).filter(|id| sandbox.world().deal(*id).unwrap()["status"] == "won");
        assert_eq!(won.count(), changed, "{fault}");
        if code == 7 {
            for part in ["outcome unknown: 2", "done: 1 3"] {
                assert!(output.err.contains(part), "{part}: {}", output.err);
            }
            assert_eq!(
                output.out.matches("won").count(),
                2,
                "what was changed is printed: {}",
                output.out
            );
        }
    }
}

#[test]
fn retries_reads_and_writes_if_the_server_is_unreachable() {
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
        assert!(line.contains("cannot reach") && line.contains("retrying in"), "{line}");
        let sandbox = Sandbox::start_on(World::with_deals(3), port).unwrap();
        let rest: Vec<String> = lines.map(Result::unwrap).collect();
        assert!(child.wait().unwrap().success(), "{rest:?}");
        let expected = if args[0] == "create" { 4 } else { 3 };
        assert_eq!(sandbox.world().deal_ids().len(), expected);
    }
}
