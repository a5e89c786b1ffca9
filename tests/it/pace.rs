//! The budget belongs to everybody: nothing is provoked, what is asked for is waited, and what is
//! spent is told.

use super::support::{Home, Output};
use deals::sandbox::{Plan, Sandbox, World};
use std::process::Stdio;
use std::time::{Duration, Instant};

fn sandbox(deals: usize, prepare: impl FnOnce(&mut World)) -> Sandbox {
    let mut world = World::with_deals(deals);
    prepare(&mut world);
    Sandbox::start(world).unwrap()
}

fn faulty(faults: &[&str]) -> Sandbox {
    sandbox(1200, |world| world.faults(faults.iter().map(|fault| fault.parse().unwrap()).collect()))
}

#[test]
fn a_long_walk_keeps_to_the_plan_and_uses_it() {
    let sandbox = sandbox(45 * 500, |world| world.plan(Some(Plan::Lite)));
    let began = Instant::now();
    let ran = Home::new().at(&sandbox, &["list", "-o", "ndjson", "-v"]);
    assert!(
        !ran.err.contains("rate limit is reached") && !ran.err.contains(": 429"),
        "{}",
        ran.err
    );
    assert_eq!((ran.ok().lines().count(), sandbox.world().calls()), (45 * 500, 45));
    // 20 at once, 20 after two seconds, 5 after four.
    assert!(began.elapsed() >= Duration::from_secs(4), "{:?}", began.elapsed());
}

#[test]
fn many_processes_share_one_window() {
    let sandbox = sandbox(10, |world| world.plan(Some(Plan::Lite)));
    let home = Home::new();
    let run = || {
        home.command(&["get", "1", "2", "3", "-o", "ndjson", "-v"])
            .env("DEALS_BASE_URL", sandbox.url())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..12).map(|_| run()).collect();
    for child in children {
        let ran = Output::from_output(child.wait_with_output().unwrap());
        assert!(!ran.err.contains("rate limit is reached"), "{}", ran.err);
        assert_eq!(ran.ok().lines().count(), 3);
    }
    assert_eq!(sandbox.world().calls(), 36);
}

#[test]
fn a_429_is_waited_out_three_times_and_no_more() {
    let three = faulty(&["1=429", "2=429", "3=429"]);
    assert_eq!(Home::new().at(&three, &["list", "-o", "ndjson"]).ok().lines().count(), 1200);
    let endless = faulty(&["1+=429"]);
    let ran = Home::new().at(&endless, &["list", "-o", "table"]);
    assert_eq!((ran.code, endless.world().calls()), (Some(6), 4), "{}", ran.err);
    assert!(ran.err.contains("rate limit is reached"), "{}", ran.err);
    // Longer than anybody wants to wait: told, and not called again by the next run either.
    let (long, home) = (faulty(&["1=retry:120"]), Home::new());
    for (wait, calls) in [("limit), for 120 s", 1), ("reached, for 1", 1)] {
        let ran = home.at(&long, &["list", "-o", "table", "--max-wait", "5"]);
        assert_eq!((ran.code, long.world().calls()), (Some(6), calls), "{}", ran.err);
        assert!(ran.err.contains(wait), "{}", ran.err);
    }
}

#[test]
fn a_spent_day_ends_at_once_and_says_when_the_next_begins() {
    let sandbox = sandbox(2000, |world| world.budget(Some(25)));
    let ran = Home::new().at(&sandbox, &["list", "-o", "csv", "--fields", "id"]);
    assert_eq!((ran.code, sandbox.world().calls()), (Some(6), 3), "{}", ran.err);
    assert!(
        ran.err.contains("budget for today is spent")
            && ran.err.contains("hint: the budget resets"),
        "{}",
        ran.err
    );
    assert_eq!(ran.out.lines().count(), 1001);
}

#[test]
fn a_shut_door_is_not_knocked_at_again() {
    let (sandbox, home) = (faulty(&["1=page"]), Home::new());
    let list = |args: &[&str]| {
        let args = [&["list", "-o", "ndjson"], args].concat();
        (home.at(&sandbox, &args), sandbox.world().calls())
    };
    let (ran, calls) = list(&[]);
    assert_eq!((ran.code, calls), (Some(3), 1), "{}", ran.err);
    let (ran, calls) = list(&[]);
    assert_eq!((ran.code, calls), (Some(3), 1), "{}", ran.err);
    assert!(ran.err.contains("a minute ago") && ran.err.contains("wait 15 minutes"), "{}", ran.err);
    // Another account is not kept waiting for it.
    let mut other = home.command(&["get", "1"]);
    other.env("DEALS_BASE_URL", sandbox.url()).env("PIPEDRIVE_API_TOKEN", "other");
    assert_eq!(Output::from_output(other.output().unwrap()).code, Some(0));
    // Where it opened again, the mark is gone.
    assert_eq!(list(&["--force"]).0.code, Some(0));
    assert_eq!(list(&[]).0.code, Some(0));
}

#[test]
fn what_a_machine_has_spent_is_told_by_command() {
    let (sandbox, home) = (sandbox(1200, |world| world.budget(Some(30_000))), Home::new());
    let _ = home.at(&sandbox, &["list"]).ok();
    let _ = home.at(&sandbox, &["list", "--limit", "5", "-q"]).ok();
    let _ = home.at(&sandbox, &["followers", "list", "1"]).ok();
    // A run that failed has cost something, too.
    assert_eq!(home.at(&sandbox, &["get", "999999"]).code, Some(4));
    let limits = home.at(&sandbox, &["limits", "-o", "json"]).json();
    assert_eq!(
        (&limits["tokens"], &limits["tokens_left"]),
        (&30_000.into(), &(30_000 - 51 - 2).into())
    );
    assert_eq!((&limits["spent_today"], &limits["requests_today"]), (&51.into(), &6.into()));
    let by_command = serde_json::json!({"followers list": 10, "get": 1, "list": 40});
    assert_eq!(limits["by_command"], by_command);
}

#[test]
fn the_plan_is_told_by_its_window() {
    for (plan, name) in [(Plan::Lite, "Lite"), (Plan::Premium, "Premium")] {
        let sandbox = sandbox(3, |world| world.plan(Some(plan)));
        let limits = Home::new().at(&sandbox, &["limits", "-o", "json", "-q"]).json();
        assert_eq!(limits["plan"], name);
        assert_eq!(limits["remaining"], plan.burst() - 1);
        assert_eq!(limits["tokens"], serde_json::Value::Null);
    }
}

#[test]
fn a_run_that_is_killed_leaves_nothing_that_stops_the_next() {
    let (sandbox, home) = (sandbox(5_000, |world| world.plan(Some(Plan::Lite))), Home::new());
    for kill_at in 1..=4 {
        let before = sandbox.world().calls();
        let mut child = home
            .command(&["list"])
            .env("DEALS_BASE_URL", sandbox.url())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while sandbox.world().calls() < before + kill_at {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let ran = home.at(&sandbox, &["get", "1", "-v"]);
    assert!(!ran.err.contains("rate limit is reached"), "{}", ran.err);
    assert_eq!(ran.json()["id"], 1);
}
