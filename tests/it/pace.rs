//! Rate limits and token budgets: no 429s are caused, `Retry-After` is respected, and costs are
//! reported.

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
fn long_list_stays_within_the_burst_limit() {
    let sandbox = sandbox(45 * 500, |world| world.plan(Some(Plan::Lite)));
    let started = Instant::now();
    let output = Home::new().at(&sandbox, &["list", "-o", "ndjson", "-v"]);
    assert!(
        !output.err.contains("rate limit is reached") && !output.err.contains(": 429"),
        "{}",
        output.err
    );
    assert_eq!((output.ok().lines().count(), sandbox.world().calls()), (45 * 500, 45));
    // 20 at once, 20 after two seconds, 5 after four.
    assert!(started.elapsed() >= Duration::from_secs(4), "{:?}", started.elapsed());
}

#[test]
fn concurrent_processes_share_the_burst_window() {
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
        let output = Output::from_output(child.wait_with_output().unwrap());
        assert!(!output.err.contains("rate limit is reached"), "{}", output.err);
        assert_eq!(output.ok().lines().count(), 3);
    }
    assert_eq!(sandbox.world().calls(), 36);
}

#[test]
fn retries_a_429_three_times() {
    let three = faulty(&["1=429", "2=429", "3=429"]);
    assert_eq!(Home::new().at(&three, &["list", "-o", "ndjson"]).ok().lines().count(), 1200);
    let endless = faulty(&["1+=429"]);
    let output = Home::new().at(&endless, &["list", "-o", "table"]);
    assert_eq!((output.code, endless.world().calls()), (Some(6), 4), "{}", output.err);
    assert!(output.err.contains("rate limit is reached"), "{}", output.err);
    // Longer than the maximum wait: an error, and the next run sends no request either.
    let (long, home) = (faulty(&["1=retry:120"]), Home::new());
    for (wait, calls) in [("limit), for 120 s", 1), ("reached, for 1", 1)] {
        let output = home.at(&long, &["list", "-o", "table", "--max-wait", "5"]);
        assert_eq!((output.code, long.world().calls()), (Some(6), calls), "{}", output.err);
        assert!(output.err.contains(wait), "{}", output.err);
    }
}

#[test]
fn reports_a_spent_budget_and_its_reset() {
    let sandbox = sandbox(2000, |world| world.budget(Some(25)));
    let output = Home::new().at(&sandbox, &["list", "-o", "csv", "--fields", "id"]);
    assert_eq!((output.code, sandbox.world().calls()), (Some(6), 3), "{}", output.err);
    assert!(
        output.err.contains("budget for today is spent")
            && output.err.contains("hint: the budget resets"),
        "{}",
        output.err
    );
    assert_eq!(output.out.lines().count(), 1001);
}

#[test]
fn sends_nothing_while_the_account_is_blocked() {
    let (sandbox, home) = (faulty(&["1=page"]), Home::new());
    let list = |args: &[&str]| {
        let args = [&["list", "-o", "ndjson"], args].concat();
        (home.at(&sandbox, &args), sandbox.world().calls())
    };
    let (output, calls) = list(&[]);
    assert_eq!((output.code, calls), (Some(3), 1), "{}", output.err);
    let (output, calls) = list(&[]);
    assert_eq!((output.code, calls), (Some(3), 1), "{}", output.err);
    assert!(
        output.err.contains("a minute ago") && output.err.contains("wait 15 minutes"),
        "{}",
        output.err
    );
    // Another account is not affected.
    let mut other = home.command(&["get", "1"]);
    other.env("DEALS_BASE_URL", sandbox.url()).env("PIPEDRIVE_API_TOKEN", "other");
    assert_eq!(Output::from_output(other.output().unwrap()).code, Some(0));
    // After a successful request the block is removed.
    assert_eq!(list(&["--force"]).0.code, Some(0));
    assert_eq!(list(&[]).0.code, Some(0));
}

#[test]
fn reports_spent_tokens_by_command() {
    let (sandbox, home) = (sandbox(1200, |world| world.budget(Some(30_000))), Home::new());
    let _ = home.at(&sandbox, &["list"]).ok();
    let _ = home.at(&sandbox, &["list", "--limit", "5", "-q"]).ok();
    let _ = home.at(&sandbox, &["followers", "list", "1"]).ok();
    // A failed run also costs tokens.
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
fn detects_the_plan_by_its_burst_limit() {
    for (plan, name) in [(Plan::Lite, "Lite"), (Plan::Premium, "Premium")] {
        let sandbox = sandbox(3, |world| world.plan(Some(plan)));
        let limits = Home::new().at(&sandbox, &["limits", "-o", "json", "-q"]).json();
        assert_eq!(limits["plan"], name);
        assert_eq!(limits["remaining"], plan.burst() - 1);
        assert_eq!(limits["tokens"], serde_json::Value::Null);
    }
}

#[test]
fn killed_run_does_not_block_the_next() {
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
    let output = home.at(&sandbox, &["get", "1", "-v"]);
    assert!(!output.err.contains("rate limit is reached"), "{}", output.err);
    assert_eq!(output.json()["id"], 1);
}
