//! The costs, refusals and rejected requests of `deals export --with`.

use super::export_run::{Run, number};
use super::support::Output;
use super::terminal::{READING, Terminal};
use std::thread;
use std::time::Duration;

fn refuse(ran: &Output, code: i32, expected: &str) {
    assert_eq!(ran.code, Some(code), "{}", ran.err);
    assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
}

#[test]
fn refuses_unsupported_formats_and_high_costs() {
    let run = Run::new(120);
    refuse(&run.export("deals.csv", &["--with", "files"]), 2, "CSV cannot contain files");
    let args = ["export", "--to", "-", "--with", "files"];
    refuse(&run.home.at(&run.sandbox, &args), 2, "related records need a file");
    let ran = run.export("deals.db", &["--with", "followers,notes"]);
    refuse(&ran, 2, "related records cost 1,220 tokens or more (followers 1,200, notes 20)");
    assert!(ran.err.contains("--yes") && ran.err.contains("--max-tokens"), "{}", ran.err);
    // The deals are stored, and are not read again.
    let calls = run.sandbox.world().calls();
    // Other requests are in flight when the tokens are spent.
    run.sandbox.world().latency(Duration::from_millis(20));
    let ran = run.export("deals.db", &["--with", "followers,notes", "--max-tokens", "600"]);
    run.sandbox.world().latency(Duration::ZERO);
    refuse(&ran, 6, "what was read is stored: run the same command again to continue");
    let left = number(&run.open("deals.db"), "SELECT count(*) FROM related_left");
    assert!(left > 20.0 && left < 120.0, "{left}");
    let ran = run.export("deals.db", &["--with", "followers,notes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(
        number(&run.open("deals.db"), "SELECT count(DISTINCT deal_id) FROM followers"),
        120.0
    );
    let calls = run.sandbox.world().calls() - calls;
    // One request per deal for its followers, and seven for lists and the account.
    assert!(calls <= 120 + 7, "{calls}");
    // 100 deals cost 1,000 tokens, which needs no confirmation.
    let few = Run::new(100);
    let _ = few.export("deals.db", &["--with", "followers"]).ok();
}

#[test]
fn a_deal_whose_records_are_rejected_does_not_end_the_export() {
    let run = Run::new(60);
    let _ = run.export("deals.db", &[]).ok();
    let flags = ["--with", "followers", "--since-last", "--parallel", "1"];
    let fault = |from: usize, count: usize| {
        let faults = (from..from + count).map(|call| format!("{call}=403").parse().unwrap());
        run.sandbox.world().faults(faults.collect());
    };
    // After two lists.
    fault(5, 2);
    let ran = run.export("deals.db", &flags);
    refuse(&ran, 8, "2 requests for related records were rejected, the first with: ");
    assert!(ran.err.contains("exported 60 deals"), "{}", ran.err);
    assert_eq!(number(&run.open("deals.db"), "SELECT count(*) FROM related_left"), 2.0);
    let calls = run.sandbox.world().calls();
    let _ = run.export("deals.db", &flags).ok();
    assert!(run.sandbox.world().calls() - calls <= 5);
    let found = run.open("deals.db");
    assert_eq!(number(&found, "SELECT count(DISTINCT deal_id) FROM followers"), 60.0);
    drop(found);
    // From some request on, all are rejected.
    fault(9, 99);
    let calls = run.sandbox.world().calls();
    let ran = run.export("other.db", &["--with", "followers", "--parallel", "1"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(run.sandbox.world().calls() - calls <= 9 + 10, "{}", ran.err);
    let left = number(&run.open("other.db"), "SELECT count(*) FROM related_left");
    assert!(left > 40.0 && left < 60.0, "{left}");
}

#[test]
fn asks_on_a_terminal_before_a_high_cost() {
    let run = Run::new(120);
    let file = run.file("deals.db");
    let args = ["export", "--to", file.to_str().unwrap(), "--with", "followers"];
    let url = run.sandbox.url();
    let env = [("DEALS_BASE_URL", &*url), ("NO_COLOR", "1")];
    let start = || Terminal::start_with_size(&run.home, (80, 24), &env, &args);
    for (key, code) in [("n", 130), ("y", 0)] {
        let mut terminal = start();
        terminal.wait_for("Read them?");
        terminal.wait_for("(y/n)");
        thread::sleep(READING);
        terminal.press(key);
        let (ended, screen) = terminal.wait_for_end();
        assert_eq!(ended, Some(code), "{screen}");
        let followers =
            number(&run.open("deals.db"), "SELECT count(DISTINCT deal_id) FROM followers");
        assert_eq!(followers, if key == "y" { 120.0 } else { 0.0 });
    }
}

#[test]
fn a_dry_run_shows_the_cost_of_the_records() {
    let run = Run::new(250);
    let flags = ["--with", "files,products,activities,notes", "-n", "-o", "table"];
    let price = "related records of 250 deals: 5,060 tokens or more (files 5,000, products 30, activities 10, notes 20)";
    let ran = run.export("deals.db", &flags);
    assert!(ran.err.contains(price), "{}", ran.err);
    assert!(!run.file("deals.db").exists());
    let _ = run.export("deals.db", &[]).ok();
    let ran = run.export("deals.db", &flags);
    assert!(ran.err.contains(price), "{}", ran.err);
    let _ = run.export("deals.db", &["--with", "products,notes", "-q"]).ok();
    let ran = run.export("deals.db", &["--with", "products,notes", "--since-last", "-n"]);
    let expected = "for each deal that was changed products 10 per 100, notes 20 tokens";
    assert!(ran.err.contains(expected) && !ran.err.contains("related records of"), "{}", ran.err);
    assert_eq!(ran.code, Some(0));
}
