//! The journal of writes: it has every write that was sent, and unknown outcomes can be verified.

use crate::support::{Home, sandbox_with};
use deals::sandbox::{Sandbox, World};
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

pub fn rows(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

/// The journal file of a home.
pub fn journal_file(home: &Home) -> PathBuf {
    let dir = home.path().join("data/deals/journal");
    let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut journals = files.filter(|file| file.extension().is_some_and(|end| end == "ndjson"));
    journals.next().expect("the home has a journal")
}

/// The text of the journal of a home; empty if there is none.
pub fn journal_text(home: &Home) -> String {
    let dir = home.path().join("data/deals/journal");
    let files = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let journals = files.filter(|file| file.path().extension().is_some_and(|end| end == "ndjson"));
    journals.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect()
}

/// Starts a run, and waits until its first write is about to be sent.
pub fn start_write(home: &Home, sandbox: &Sandbox, args: &[&str]) -> Child {
    let child = home
        .command(args)
        .env("DEALS_BASE_URL", sandbox.url())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while !journal_text(home).contains("sending") {
        assert!(start.elapsed() < Duration::from_secs(20), "{args:?}: nothing was sent");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

#[test]
fn every_kind_of_write_is_logged_and_shown() {
    let (home, sandbox) = (Home::new(), sandbox_with(6));
    let writes: &[&[&str]] = &[
        &["create", "Bell tower", "--value", "1200 EUR"],
        &["update", "1", "--set", "Tier=Gold"],
        &["win", "2", "3", "--yes"],
        &["duplicate", "4"],
        &["followers", "add", "1", "4"],
        &["followers", "remove", "1", "4", "--yes"],
        &["participants", "add", "1", "7"],
        &["discounts", "add", "1", "--description", "Autumn", "--amount", "5%"],
        &["merge", "5", "--into", "6", "--yes"],
        &["convert", "1", "--yes"],
        &["delete", "2", "--yes"],
        &["api", "PATCH", "/api/v2/deals/3", "-f", "title=Other"],
    ];
    for args in writes {
        let _ = home.at(&sandbox, args).ok();
    }
    let listed = rows(&home.at(&sandbox, &["log", "--limit", "50"]).ok());
    assert_eq!(listed.len(), writes.len());
    for (entry, row) in (1..=writes.len()).rev().zip(&listed) {
        assert_eq!(
            (row["entry"].as_u64(), row["state"].as_str()),
            (Some(entry as u64), Some("done"))
        );
        let shown = rows(&home.at(&sandbox, &["log", "show", &entry.to_string()]).ok());
        assert!(!shown.is_empty() && shown.iter().all(|change| change["outcome"] == "done"));
    }
    let won = rows(&home.at(&sandbox, &["log", "show", "3"]).ok());
    let field = |row: &Value| [row["deal"].clone(), row["old"].clone(), row["new"].clone()];
    assert_eq!(field(&won[0]), [Value::from(2), "open".into(), "won".into()]);
    assert_eq!(won[0]["reversible"], "in_part");
    let tier = rows(&home.at(&sandbox, &["log", "show", "2", "-o", "json"]).ok());
    assert_eq!((tier[0]["field"].as_str(), tier[0]["new"].as_str()), (Some("Tier"), Some("Gold")));
    let of_deal = rows(&home.at(&sandbox, &["log", "--deal", "2"]).ok());
    assert_eq!(of_deal.len(), 2);
    let missing = home.at(&sandbox, &["log", "show", "99"]);
    assert_eq!(missing.code, Some(4), "{}", missing.err);
}

#[test]
fn log_needs_no_network() {
    let home = Home::new();
    let sandbox = sandbox_with(3);
    let _ = home.at(&sandbox, &["create", "Bell tower"]).ok();
    let url = sandbox.url();
    drop(sandbox);
    let output = home.command(&["log"]).env("DEALS_BASE_URL", &url).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(rows(std::str::from_utf8(&output.stdout).unwrap()).len(), 1);
    let other =
        home.command(&["log"]).env("DEALS_BASE_URL", "http://127.0.0.1:9").output().unwrap();
    let err = String::from_utf8_lossy(&other.stderr);
    assert_eq!(other.status.code(), Some(7), "{err}");
    assert!(err.contains("cannot look up the account"), "{err}");
}

#[test]
fn the_journal_is_found_without_a_cache() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    home.at(&sandbox, &["update", "1", "--title", "Bell tower"]).ok();
    for line in [&["log"][..], &["log", "show", "1"], &["log", "--check"], &["undo", "1", "--yes"]]
    {
        std::fs::remove_dir_all(home.path().join("cache")).unwrap();
        home.at(&sandbox, line).ok();
    }
    assert_ne!(sandbox.world().deal(1).unwrap()["title"], "Bell tower");
}

#[test]
fn verifies_the_write_of_a_killed_run() {
    // Applied, although the client was killed before the response.
    for (fault, is_done) in [("POST#1=slow:400", true), ("PATCH#1=slow:400", true)] {
        let mut world = World::with_deals(3);
        world.faults(vec![fault.parse().unwrap()]);
        let (home, sandbox) = (Home::new(), Sandbox::start(world).unwrap());
        let args: &[&str] = if fault.starts_with("POST") {
            &["create", "Bell tower"]
        } else {
            &["update", "1", "--title", "Bell tower"]
        };
        let mut child = start_write(&home, &sandbox, args);
        std::thread::sleep(Duration::from_millis(150));
        child.kill().unwrap();
        child.wait().unwrap();
        std::thread::sleep(Duration::from_millis(600));
        let state = |row: &Value| row["state"].as_str().unwrap().to_owned();
        let before = rows(&home.at(&sandbox, &["log"]).ok());
        assert_eq!(state(&before[0]), "under way");
        let checked = home.at(&sandbox, &["log", "--check"]);
        assert_eq!(rows(&checked.ok())[0]["outcome"], "done");
        let after = rows(&home.at(&sandbox, &["log"]).ok());
        assert_eq!(state(&after[0]) == "done", is_done);
        let again = home.at(&sandbox, &["log", "--check"]);
        assert_eq!(again.ok().trim(), "[]");
    }
}

#[test]
fn check_before_the_horizon_is_inconclusive() {
    let mut world = World::with_deals(3);
    world.faults(vec!["POST#1=drop".parse().unwrap()]);
    let (home, sandbox) = (Home::new(), Sandbox::start(world).unwrap());
    let created = home.at(&sandbox, &["create", "Bell tower"]);
    assert_eq!(created.code, Some(7), "{}", created.err);
    let checked = home.at(&sandbox, &["log", "--check", "1"]);
    assert_eq!(checked.code, Some(7), "{}", checked.err);
    assert_eq!(rows(&checked.out)[0]["outcome"], "unknown");
    assert!(checked.err.contains("--wait"), "{}", checked.err);
}

#[test]
fn does_not_wait_for_requests_that_cannot_be_verified() {
    let mut world = World::with_deals(3);
    world.faults(vec!["PATCH#1=drop".parse().unwrap()]);
    let (home, sandbox) = (Home::new(), Sandbox::start(world).unwrap());
    let sent = home.at(&sandbox, &["api", "PATCH", "/api/v2/deals/1", "-f", "title=Bell tower"]);
    assert_eq!(sent.code, Some(7), "{}", sent.err);
    let start = Instant::now();
    let checked = home.at(&sandbox, &["log", "--check", "1", "--wait"]);
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(checked.code, Some(7), "{}", checked.err);
    assert!(checked.err.contains("cannot be verified"), "{}", checked.err);
    assert!(!checked.err.contains("--wait"), "{}", checked.err);
}

#[test]
fn sends_nothing_without_a_writable_journal() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let data = home.path().join("data/deals");
    std::fs::create_dir_all(&data).unwrap();
    // A file in place of the folder.
    std::fs::write(data.join("journal"), "").unwrap();
    let changes = sandbox.world().changes();
    let refused = home.at(&sandbox, &["create", "Bell tower"]);
    assert_eq!(refused.code, Some(1), "{}", refused.err);
    assert!(refused.err.contains("DEALS_JOURNAL=off"), "{}", refused.err);
    assert_eq!(sandbox.world().changes(), changes);
    let mut off = home.command(&["create", "Bell tower"]);
    let off =
        off.env("DEALS_BASE_URL", sandbox.url()).env("DEALS_JOURNAL", "off").output().unwrap();
    assert!(off.status.success());
    assert_eq!(sandbox.world().changes(), changes + 1);
}

/// `/dev/full` accepts nothing; a file size limit accepts the `begin` line but not the result.
#[test]
#[cfg(target_os = "linux")]
fn full_disk_stops_before_the_request_and_warns_after_it() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let _ = home.at(&sandbox, &["create", "Bell tower"]).ok();
    let journal = journal_file(&home);
    let text = std::fs::read(&journal).unwrap();
    std::fs::remove_file(&journal).unwrap();
    std::os::unix::fs::symlink("/dev/full", &journal).unwrap();
    let changes = sandbox.world().changes();
    let refused = home.at(&sandbox, &["create", "Copper roof"]);
    assert_eq!(refused.code, Some(1), "{}", refused.err);
    assert_eq!(sandbox.world().changes(), changes, "nothing was sent");

    std::fs::remove_file(&journal).unwrap();
    // The lines before the request fit into the limit; the line after it does not.
    const LIMIT: usize = 16 * 1024;
    let marks = 60 + text.windows(1).filter(|byte| byte == b"\n").count();
    let end = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = end.lines().collect();
    let room: usize = lines[..3].iter().map(|line| line.len() + 1).sum::<usize>() + marks;
    let mut filled = vec![b' '; LIMIT - room - 1];
    filled.push(b'\n');
    std::fs::write(&journal, filled).unwrap();
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", LIMIT / 512);
    let program = env!("CARGO_BIN_EXE_deals");
    let output = std::process::Command::new("sh")
        .args(["-c", &script, program, "create", "Green yard"])
        .env_clear()
        .envs(crate::support::environment(home.path()))
        .env("DEALS_BASE_URL", sandbox.url())
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(sandbox.world().changes(), changes + 1, "{err}");
    assert!(output.status.success() && err.contains("deals log --check"), "{err}");
    let checked = home.at(&sandbox, &["log", "--check"]);
    assert_eq!(rows(&checked.ok())[0]["outcome"], "done");
}

#[test]
fn concurrent_processes_share_a_journal() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let _ = home.at(&sandbox, &["create", "first"]).ok();
    std::thread::scope(|threads| {
        for n in 0..16 {
            let (home, sandbox) = (&home, &sandbox);
            threads.spawn(move || home.at(sandbox, &["create", &format!("deal {n}")]).ok());
        }
    });
    let listed = rows(&home.at(&sandbox, &["log", "--limit", "99"]).ok());
    assert_eq!(listed.len(), 17);
    let mut numbers: Vec<u64> = listed.iter().map(|row| row["entry"].as_u64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=17).collect::<Vec<u64>>());
    assert!(listed.iter().all(|row| row["state"] == "done"), "{listed:?}");
    let text = std::fs::read_to_string(journal_file(&home)).unwrap();
    assert!(text.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "no torn line");
}

#[test]
fn prunes_old_entries_after_confirmation() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let _ = home.at(&sandbox, &["create", "Bell tower"]).ok();
    let unconfirmed = home.at(&sandbox, &["log", "prune", "--before", "2999-01-01"]);
    assert_eq!(unconfirmed.code, Some(2), "{}", unconfirmed.err);
    let pruned = home.at(&sandbox, &["log", "prune", "--before", "2999-01-01", "--yes"]);
    assert!(pruned.err.contains("1 entry removed"), "{}", pruned.err);
    assert_eq!(home.at(&sandbox, &["log"]).ok().trim(), "[]");
    let _ = home.at(&sandbox, &["create", "Copper roof"]).ok();
    assert_eq!(rows(&home.at(&sandbox, &["log"]).ok())[0]["entry"], 2, "no number is used again");
}

/// Replaces entry 1 by an old one, with or without an outcome.
fn with_old_entries(text: &str, version: u32) -> String {
    let begin = r#""event":"begin","time":"2020-01-01T00:00:00Z","command":"create","changes":1"#;
    let intent = r#""event":"intent","n":0,"write":"create_deal","body":{"title":"x"}"#;
    let ends = [r#""event":"end""#, r#""event":"sending","n":0,"time":"2020-01-01T00:00:00Z""#];
    let mut old = String::new();
    for (entry, end) in (1..).zip(ends) {
        for event in [begin, intent, end] {
            old += &format!("{{\"v\":{version},\"entry\":{entry},{event}}}\n");
        }
    }
    old + &text.replace("\"entry\":1,", "\"entry\":3,")
}

#[test]
fn first_write_of_a_day_removes_old_entries() {
    let is_of_other_day = |text: &str| {
        let today = jiff::Timestamp::now().to_string();
        text.replace(&today[..10], "2024-01-01")
    };
    // The setting, whether it is the first write of the day, the version, and the remaining
    // entries.
    let cases: [(Option<&str>, bool, u32, &[u64]); 4] = [
        (None, true, 1, &[4, 2]),
        (None, false, 1, &[4, 3, 2, 1]),
        (Some("0"), true, 1, &[4, 3, 2, 1]),
        (None, true, 2, &[4, 3, 2, 1]),
    ];
    for (days, is_first, version, left) in cases {
        let (home, sandbox) = (Home::new(), sandbox_with(3));
        let _ = home.at(&sandbox, &["create", "Bell tower"]).ok();
        let file = journal_file(&home);
        let text = with_old_entries(&std::fs::read_to_string(&file).unwrap(), version);
        let text = if is_first { is_of_other_day(&text) } else { text };
        std::fs::write(&file, text).unwrap();
        if let Some(days) = days {
            let _ = home.run(&["config", "set", "journal_days", days]).ok();
        }
        let _ = home.at(&sandbox, &["create", "Copper roof"]).ok();
        let listed = rows(&home.at(&sandbox, &["log"]).ok());
        let numbers: Vec<u64> = listed.iter().map(|row| row["entry"].as_u64().unwrap()).collect();
        assert_eq!(numbers, left, "{days:?} {is_first} {version}");
    }
    let refused = Home::new().run(&["config", "set", "journal_days", "-1"]);
    assert_eq!(refused.code, Some(2), "{}", refused.err);
}

#[cfg(unix)]
mod signals {
    use super::*;
    use crate::support::Output;

    /// Sends a signal to a run while its write is in progress.
    fn interrupt(
        args: &[&str],
        faults: &str,
        signal: &str,
        wait: Duration,
    ) -> (Output, Home, Sandbox) {
        let mut world = World::with_deals(6);
        world.faults(faults.split(' ').map(|fault| fault.parse().unwrap()).collect());
        let (home, sandbox) = (Home::new(), Sandbox::start(world).unwrap());
        let _ = home.at(&sandbox, &["create", "first"]).ok();
        let child = home
            .command(args)
            .env("DEALS_BASE_URL", sandbox.url())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let start = Instant::now();
        let is_sent = || {
            let text = std::fs::read_to_string(journal_file(&home)).unwrap();
            text.lines().any(|line| line.contains("\"sending\"") && line.contains("\"entry\":2"))
        };
        while !is_sent() {
            assert!(start.elapsed() < Duration::from_secs(20), "{args:?}: nothing was sent");
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(wait);
        let kill = std::process::Command::new("kill");
        let mut kill = kill;
        assert!(kill.args(["-s", signal, &child.id().to_string()]).status().unwrap().success());
        (Output::from_output(child.wait_with_output().unwrap()), home, sandbox)
    }

    #[test]
    fn signal_waits_for_the_write_and_reports_its_outcome() {
        for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
            let wait = Duration::from_millis(100);
            let (output, _, sandbox) =
                interrupt(&["create", "Bell tower"], "POST#2=slow:700", signal, wait);
            assert_eq!(output.code, Some(code), "{}", output.err);
            assert!(output.err.contains(r#""outcome":"done""#), "{}", output.err);
            assert_eq!(sandbox.world().deal_ids().len(), 8);
        }
        // The response does not arrive: one check, then the outcome is reported.
        let late = [("POST#2=slow:9000", "done"), ("POST#2=slow:9000 POST#2=drop", "unknown")];
        for (faults, outcome) in late {
            let wait = Duration::from_millis(100);
            let (output, ..) = interrupt(&["create", "Bell tower"], faults, "INT", wait);
            assert_eq!(output.code, Some(130), "{}", output.err);
            assert!(output.err.contains(&format!(r#""outcome":"{outcome}""#)), "{}", output.err);
        }
    }

    #[test]
    fn interrupted_run_reports_every_deal() {
        let args =
            ["update", "1", "2", "3", "--title", "x", "--yes", "-o", "ndjson", "--parallel", "1"];
        let wait = Duration::from_millis(100);
        let (output, ..) = interrupt(&args, "PATCH#1=slow:700", "TERM", wait);
        assert_eq!(output.code, Some(143), "{}", output.err);
        assert_eq!(output.out.lines().count(), 1, "the finished row is printed: {}", output.out);
        let error: Value = serde_json::from_str(output.err.lines().last().unwrap()).unwrap();
        let deals = &error["error"]["deals"];
        assert_eq!(deals["done"], serde_json::json!(["1"]), "{error}");
        assert_eq!(deals["not_tried"], serde_json::json!(["2", "3"]), "{error}");
    }

    #[test]
    fn a_write_that_waits_for_the_rate_limit_is_not_sent_after_a_signal() {
        let wait = Duration::from_millis(400);
        let bulk = ["update", "1", "2", "--title", "x", "--yes", "-o", "ndjson", "--parallel", "1"];
        let lines: [(&[&str], &str); 2] =
            [(&["create", "Bell tower"], "POST#2=retry:50"), (&bulk, "PATCH#1=retry:50")];
        for (args, fault) in lines {
            let start = Instant::now();
            let (output, home, sandbox) = interrupt(args, fault, "INT", wait);
            assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
            assert_eq!(output.code, Some(130), "{}", output.err);
            assert!(!output.err.contains(r#""outcome":"unknown""#), "{}", output.err);
            let log = rows(&home.at(&sandbox, &["log"]).ok());
            let state = log[0]["state"].as_str().unwrap();
            assert!(state.contains("not done") && !state.contains("unknown"), "{state}");
            if fault.starts_with("PATCH") {
                let error: Value =
                    serde_json::from_str(output.err.lines().last().unwrap()).unwrap();
                assert_eq!(error["error"]["deals"]["not_tried"], serde_json::json!(["1", "2"]));
            }
        }
    }
}
