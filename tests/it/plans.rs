//! `--plan` and `deals apply`: a plan is sent once, continues after an interruption, and does not overwrite
//! later changes.

use super::support::{Company, Home, Output, at_once};
use serde_json::{Value, json};

/// A company whose writes are planned.
struct Desk(Company);

impl Desk {
    fn new() -> Desk {
        Desk(Company::new())
    }

    fn run(&self, line: &[&str]) -> Output {
        self.0.run(line)
    }

    fn file(&self) -> String {
        self.0.path("raise.plan")
    }

    /// Plans a command, which sends nothing.
    fn plan(&self, line: &[&str]) -> Output {
        let before = self.0.changes();
        let ran = self.run(&[line, &["--plan", &self.file()]].concat());
        assert_eq!(self.0.changes(), before, "{}", ran.err);
        ran
    }

    fn apply(&self, flags: &[&str]) -> Output {
        self.run(&[&["apply", &self.file()], flags].concat())
    }

    fn value(&self, deal: u64) -> f64 {
        self.0.sandbox.world().deal(deal).unwrap()["value"].as_f64().unwrap()
    }
}

#[test]
fn a_plan_is_sent_once() {
    let desk = Desk::new();
    let planned = desk.plan(&["update", "1", "2", "3", "--value", "77"]);
    assert_eq!(planned.code, Some(0), "{}", planned.err);
    assert!(planned.err.contains("15 tokens to write"), "{}", planned.err);
    assert!(planned.err.contains("nothing was sent"), "{}", planned.err);
    let lines = std::fs::read_to_string(desk.file()).unwrap();
    let header: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&header["v"], &header["command"], &header["writes"], &header["tokens"]),
        (&json!(1), &json!("update"), &json!(3), &json!(15))
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(desk.file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // Without --yes and without a terminal nothing is sent.
    assert_eq!(desk.apply(&[]).code, Some(2));
    assert_eq!(desk.0.changes(), 0);
    let applied = desk.apply(&["--yes", "-o", "ndjson"]);
    assert_eq!(applied.code, Some(0), "{}", applied.err);
    assert_eq!(applied.out.lines().count(), 3);
    assert_eq!((desk.value(1), desk.0.changes()), (77.0, 3));
    let again = desk.apply(&["--yes"]);
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert!(again.err.contains("already applied: 3 writes"), "{}", again.err);
    assert_eq!(desk.0.changes(), 3);
    // The plan is one entry of the journal, and is undone as a whole.
    desk.run(&["undo", "1", "--yes"]).ok();
    assert_ne!(desk.value(2), 77.0);
}

#[test]
fn a_plan_of_copies_creates_nothing_twice() {
    let desk = Desk::new();
    desk.plan(&["duplicate", "1", "2"]).ok();
    let count = || desk.0.sandbox.world().deal_ids().len();
    let before = count();
    at_once(2, 0..2, |_| assert_eq!(desk.apply(&["--yes"]).code, Some(0)));
    assert_eq!(count(), before + 2);
    desk.apply(&["--yes"]).ok();
    assert_eq!(count(), before + 2);
}

#[test]
fn deals_changed_after_planning_are_rejected() {
    let desk = Desk::new();
    desk.plan(&["update", "1", "2", "--value", "77"]).ok();
    // A change of another field is no conflict.
    desk.run(&["update", "1", "--title", "Other", "-q"]).ok();
    desk.run(&["update", "2", "--value", "5", "-q"]).ok();
    let ran = desk.apply(&["--yes"]);
    assert_eq!(ran.code, Some(8), "{}", ran.err);
    assert!(ran.err.contains("2: changed since: value"), "{}", ran.err);
    assert_eq!((desk.value(1), desk.value(2)), (77.0, 5.0));
    // The remaining writes are rejected as a whole, and planned again with --rebase.
    let ran = desk.apply(&["--yes"]);
    assert_eq!(ran.code, Some(5), "{}", ran.err);
    let ran = desk.apply(&["--yes", "--rebase"]);
    assert_eq!((ran.code, desk.value(2)), (Some(0), 77.0), "{}", ran.err);
}

#[test]
fn a_deal_changed_after_planning_is_not_deleted() {
    let desk = Desk::new();
    desk.plan(&["delete", "1", "2"]).ok();
    // Times have whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    desk.run(&["update", "2", "--value", "5", "-q"]).ok();
    let ran = desk.apply(&["--yes"]);
    assert_eq!(ran.code, Some(8), "{}", ran.err);
    let is_deleted = |deal| desk.0.sandbox.world().deal(deal).unwrap()["is_deleted"].clone();
    assert_eq!((is_deleted(1), is_deleted(2)), (json!(true), json!(false)));
}

#[test]
fn a_plan_of_another_account_is_refused() {
    let desk = Desk::new();
    desk.plan(&["win", "1", "2"]).ok();
    let text = std::fs::read_to_string(desk.file()).unwrap();
    let header = text.lines().next().unwrap();
    let account = serde_json::from_str::<Value>(header).unwrap()["account"].clone();
    let other = text.replacen(account.as_str().unwrap(), "9-9", 1);
    std::fs::write(desk.file(), other).unwrap();
    let ran = desk.apply(&["--yes"]);
    assert_eq!((ran.code, desk.0.changes()), (Some(2), 0), "{}", ran.err);
    assert!(ran.err.contains("the plan is for account 9-9"), "{}", ran.err);
}

#[test]
fn a_plan_is_shown_without_the_network() {
    let desk = Desk::new();
    desk.plan(&["update", "1", "2", "--value", "77"]).ok();
    let path = desk.file();
    let mut command = desk.0.home.command(&["apply", &path, "--dry-run"]);
    command.env("DEALS_BASE_URL", "http://127.0.0.1:1");
    let ran = Output::from_output(command.output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("/api/v2/deals/2"), "{}", ran.out);
    assert!(ran.err.contains("0 of 2 writes done"), "{}", ran.err);
    assert!(ran.err.contains("deal 1: value 12,500 → 77"), "{}", ran.err);
    assert!(ran.err.contains("can be undone: yes"), "{}", ran.err);
}

/// A killed run leaves lines without a result.
#[test]
fn a_plan_continues_after_a_kill() {
    let desk = Desk::new();
    desk.plan(&["update", "1", "2", "3", "--value", "77"]).ok();
    let text = std::fs::read_to_string(desk.file()).unwrap();
    let sending =
        |n: u32| format!("{{\"event\":\"sending\",\"n\":{n},\"time\":\"2026-01-02T03:04:05Z\"}}\n");
    // The first write was applied, the second was not, and the third was not sent.
    std::fs::write(desk.file(), format!("{text}{}{}", sending(0), sending(1))).unwrap();
    desk.run(&["update", "1", "--value", "77", "-q"]).ok();
    let before = desk.0.changes();
    let ran = desk.apply(&["--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(desk.0.changes(), before + 2);
    assert_eq!((desk.value(2), desk.value(3)), (77.0, 77.0));
    assert!(desk.apply(&["--yes"]).err.contains("already applied"));
}

#[test]
fn a_copy_whose_response_was_lost_is_looked_up_in_the_journal() {
    let desk = Desk::new();
    desk.plan(&["duplicate", "1"]).ok();
    let count = || desk.0.sandbox.world().deal_ids().len();
    let before = count();
    desk.apply(&["--yes"]).ok();
    // Simulates a kill after the result was written to the journal, but not to the plan.
    let text = std::fs::read_to_string(desk.file()).unwrap();
    let kept: Vec<&str> =
        text.lines().filter(|line| !line.contains("\"event\":\"result\"")).collect();
    std::fs::write(desk.file(), kept.join("\n") + "\n").unwrap();
    let ran = desk.apply(&["--yes"]);
    assert_eq!((ran.code, count()), (Some(0), before + 1), "{}", ran.err);
    // On another machine the outcome is unknown, and the write is not sent again.
    std::fs::write(desk.file(), kept.join("\n") + "\n").unwrap();
    let other = Home::new();
    let ran = other.at(&desk.0.sandbox, &["apply", &desk.file(), "--yes"]);
    assert_eq!((ran.code, count()), (Some(7), before + 1), "{}", ran.err);
    assert!(ran.err.contains("the outcome is unknown"), "{}", ran.err);
}

#[test]
fn a_plan_without_writes_is_not_created() {
    let desk = Desk::new();
    let ran = desk.plan(&["update", "1", "--title", "Copper roof"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("nothing to write"), "{}", ran.err);
    assert!(!std::path::Path::new(&desk.file()).exists());
    let ran = desk.run(&["update", "1", "--title", "Other", "--max", "3"]);
    assert_eq!(ran.code, Some(2), "--max is for --where: {}", ran.err);
}

#[test]
fn a_file_that_is_not_a_plan_is_rejected() {
    let desk = Desk::new();
    let ran = desk.apply(&["--yes"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    desk.plan(&["win", "1", "2"]).ok();
    // A plan is not replaced.
    let ran = desk.plan(&["lose", "1", "2", "--reason", "Price"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("already exists"), "{}", ran.err);
}
