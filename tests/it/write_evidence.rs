//! Evidence of writes: responses with old values, records that resemble what was sent, and undos with an
//! unknown outcome.

use super::support::{Home, Output, StubServer};
use deals::sandbox::{Sandbox, World};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};

/// A service with one open deal of 5 EUR. It responds to updates with `shown`, which is the deal from then
/// on if `keeps` is set; later updates are ignored.
fn service(shown: Value, keeps: bool) -> StubServer {
    let is_updated = AtomicBool::new(false);
    StubServer::start_recording(move |_, line| {
        let deal = json!({
            "id": 1, "title": "Roof", "value": 5.0, "currency": "EUR", "status": "open", "stage_id": 1,
            "is_archived": false, "is_deleted": false, "update_time": "2026-01-01T00:00:00Z",
            "custom_fields": {},
        });
        let is_update = line.starts_with("PATCH");
        let was_updated = is_updated.fetch_or(is_update && keeps, Ordering::Relaxed);
        let deal = if is_update || was_updated { shown.clone() } else { deal };
        let data = match line {
            _ if line.contains("/users/me") => json!({
                "id": 1, "company_id": 2, "name": "Mara", "timezone_name": "Etc/UTC",
            }),
            _ if line.contains("/deals/1") => deal,
            _ if line.contains("/deals?") => json!([deal]),
            _ => json!([]),
        };
        let body = json!({"success": true, "data": data});
        StubServer::response("200 OK", "", body.to_string().as_bytes())
    })
}

fn run_at(home: &Home, url: &str, args: &[&str]) -> Output {
    let mut command = home.command(args);
    command.env("DEALS_BASE_URL", url).env("PIPEDRIVE_API_TOKEN", "sesame");
    Output::from_output(command.output().unwrap())
}

#[test]
fn an_update_that_the_service_ignores_is_named() {
    let old = json!({
        "id": 1, "title": "Roof", "value": 5.0, "currency": "EUR", "status": "open", "stage_id": 1,
        "update_time": "2026-01-01T00:00:00Z", "is_archived": false,
    });
    let server = service(old, false);
    for (args, fields) in [
        (&["win", "1"][..], "status"),
        (&["update", "1", "--value", "9"], "value"),
        (&["update", "1", "--title", "Cellar", "--value", "9"], "title, value"),
        (&["archive", "1", "--yes"], "archived"),
    ] {
        let home = Home::new();
        let ended = run_at(&home, &server.url, args);
        assert_eq!(ended.code, Some(0), "{args:?}: {}", ended.err);
        let note = format!("accepted the request, but its response has the old {fields}");
        assert!(ended.err.contains(&note), "{args:?}: {}", ended.err);
    }
}

#[test]
fn an_undo_that_the_service_ignores_is_not_over() {
    let home = Home::new();
    let updated = json!({"id": 1, "title": "Roof", "value": 9.0, "currency": "EUR"});
    let server = service(updated, true);
    run_at(&home, &server.url, &["update", "1", "--value", "9"]).ok();
    for _ in 0..2 {
        let undone = run_at(&home, &server.url, &["undo", "1", "--yes"]);
        assert_eq!(undone.code, Some(0), "{}", undone.err);
        assert!(undone.err.contains("its response has the old value"), "{}", undone.err);
    }
}

#[test]
fn a_response_with_another_deal_does_not_confirm_a_write() {
    let home = Home::new();
    let server = service(json!({"id": 77, "title": "Roof", "value": 9}), false);
    let ended = run_at(&home, &server.url, &["update", "1", "--value", "9"]);
    assert_eq!(ended.code, Some(7), "{}", ended.err);
}

/// A home with warm caches, and a sandbox.
fn new_account() -> (Home, Sandbox) {
    let (home, sandbox) = (Home::new(), Sandbox::start(World::with_deals(50)).unwrap());
    let _ = home.at(&sandbox, &["update", "1", "--value", "12000", "--probability", "12"]).ok();
    (home, sandbox)
}

fn inject(sandbox: &Sandbox, faults: &[&str]) {
    sandbox.world().faults(faults.iter().map(|fault| fault.parse().unwrap()).collect());
}

#[test]
fn a_lost_update_is_not_verified_by_the_rounded_old_value() {
    let (home, sandbox) = new_account();
    for args in [&["--value", "12000.40"][..], &["--probability", "12.4"]] {
        let before = sandbox.world().deal(1).unwrap();
        inject(&sandbox, &["PATCH#1=drop"]);
        let ended = home.at(&sandbox, &[&["update", "1"][..], args].concat());
        assert_eq!(before, sandbox.world().deal(1).unwrap(), "{args:?}: it was not executed");
        assert_eq!(ended.code, Some(7), "{args:?}: {}", ended.err);
    }
}

fn count_early_discounts(home: &Home, sandbox: &Sandbox) -> usize {
    let discounts = home.at(sandbox, &["discounts", "list", "3", "-o", "json", "-q"]).json();
    let discounts = discounts.as_array().unwrap();
    discounts.iter().filter(|discount| discount["description"] == "Early").count()
}

#[test]
fn an_undo_with_an_unknown_outcome_is_not_sent_again() {
    let (home, sandbox) = new_account();
    let _ = home
        .at(&sandbox, &["discounts", "add", "3", "--percent", "10", "--description", "Early"])
        .ok();
    let _ = home.at(&sandbox, &["discounts", "remove", "3", "Early", "--yes"]).ok();
    let log = home.at(&sandbox, &["log", "--limit", "1", "-o", "json", "-q"]).json();
    let removal = log[0]["entry"].to_string();
    // It is executed, and neither its response nor the look-ups arrive.
    inject(&sandbox, &["POST#1=cut", "GET#2+=503"]);
    let undone = home.at(&sandbox, &["undo", &removal, "--yes"]);
    assert_eq!(undone.code, Some(7), "{}", undone.err);
    assert!(undone.err.contains("outcome is unknown"), "{}", undone.err);
    inject(&sandbox, &[]);
    let again = home.at(&sandbox, &["undo", &removal, "--yes"]);
    assert_eq!(again.code, Some(5), "{}", again.err);
    assert!(again.err.contains("log --check"), "{}", again.err);
    assert_eq!(count_early_discounts(&home, &sandbox), 1);
}

#[test]
fn concurrent_undos_of_an_entry_send_one() {
    let (home, sandbox) = new_account();
    let _ = home
        .at(&sandbox, &["discounts", "add", "3", "--percent", "10", "--description", "Early"])
        .ok();
    let _ = home.at(&sandbox, &["discounts", "remove", "3", "Early", "--yes"]).ok();
    let log = home.at(&sandbox, &["log", "--limit", "1", "-o", "json", "-q"]).json();
    let removal = log[0]["entry"].to_string();
    inject(&sandbox, &["1+=slow:100"]);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| drop(home.at(&sandbox, &["undo", &removal, "--yes"])));
        }
    });
    inject(&sandbox, &[]);
    assert_eq!(count_early_discounts(&home, &sandbox), 1);
}

#[test]
fn a_new_deal_that_was_changed_is_not_deleted_by_an_undo() {
    for make in [&["duplicate", "3", "--yes"][..], &["create", "Foo", "--value", "5 EUR"]] {
        let (home, sandbox) = new_account();
        let made = home.at(&sandbox, &[make, &["-o", "json", "-q"]].concat()).json();
        let id = made.get("id").or(made[0].get("id")).unwrap().to_string();
        let log = home.at(&sandbox, &["log", "--limit", "1", "-o", "json", "-q"]).json();
        let entry = log[0]["entry"].to_string();
        let change = ["update", &id, "--title", "Big one", "--status", "won"];
        let _ = home.at(&sandbox, &change).ok();
        let undone = home.at(&sandbox, &["undo", &entry, "--yes"]);
        assert_eq!(undone.code, Some(5), "{make:?}: {}", undone.err);
        assert!(undone.err.contains("Big one"), "{make:?}: {}", undone.err);
        let _ = home.at(&sandbox, &["undo", &entry, "--yes", "--force"]).ok();
    }
}
