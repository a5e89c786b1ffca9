//! The lookup cache: filled once a day per account, and only when needed.

use super::support::{Home, Output, StubServer, sandbox_with};
use deals::sandbox::Sandbox;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

const TABLE: &[&str] = &["list", "-o", "table", "--limit", "5"];

/// The number of requests that a run makes.
fn calls(sandbox: &Sandbox, run: impl FnOnce()) -> u64 {
    let before = sandbox.world().calls();
    run();
    sandbox.world().calls() as u64 - before as u64
}

/// The cache files of a list, one per account.
fn files(home: &Home, list: &str) -> Vec<PathBuf> {
    let accounts = fs::read_dir(home.path().join("cache/deals")).unwrap();
    let files = accounts.map(|dir| dir.unwrap().path().join(format!("{list}.json")));
    files.filter(|file| file.exists()).collect()
}

#[test]
fn uses_the_cache_for_a_day() {
    let (sandbox, home) = (sandbox_with(50), Home::new());
    let list = |args: &[&str]| {
        let args = [TABLE, args].concat();
        calls(&sandbox, || assert!(home.at(&sandbox, &args).ok().contains("Mara Lindqvist")))
    };
    assert!(list(&[]) > 1);
    assert_eq!(list(&[]), 1);
    assert!(list(&["--refresh"]) > 1);
    assert_eq!(list(&[]), 1);
    let yesterday = SystemTime::now() - Duration::from_secs(25 * 60 * 60);
    for file in files(&home, "users") {
        fs::File::options().write(true).open(file).unwrap().set_modified(yesterday).unwrap();
    }
    assert_eq!(list(&[]), 2);
}

#[test]
fn requests_no_names_unless_needed() {
    let (sandbox, home) = (sandbox_with(1000), Home::new());
    let run = |args: &[&str]| calls(&sandbox, || assert!(!home.at(&sandbox, args).ok().is_empty()));
    assert_eq!(run(&["list", "--fields", "title,value", "-o", "csv"]), 2);
    assert_eq!(run(&["list"]), 2);
    assert_eq!(run(&["list", "--jq", "length"]), 2);
    assert_eq!(run(&["list", "-o", "table", "--raw", "--limit", "5"]), 1);
    assert_eq!(run(&["get", "1", "-o", "ndjson"]), 1);
    assert_eq!(run(&["update", "1", "--set", "title=Copper", "--stage", "2"]), 3);
    // Only the deals are cached; no list was requested.
    assert_eq!(files(&home, "recent").len(), 1);
    for list in ["fields", "stages", "pipelines", "users"] {
        assert_eq!(files(&home, list), Vec::<PathBuf>::new());
    }
}

#[test]
fn refreshes_once_if_a_name_is_not_found() {
    let (sandbox, home) = (sandbox_with(50), Home::new());
    let owner = |name: &str| home.at(&sandbox, &["list", "--owner", name]);
    let _ = owner("Mara").ok();
    // A user who was added after the list was cached.
    let file = files(&home, "users").remove(0);
    let users: Vec<serde_json::Value> =
        serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let without: Vec<_> = users.iter().filter(|user| user["name"] != "Priya Nair").collect();
    fs::write(&file, serde_json::to_string(&without).unwrap()).unwrap();
    assert_eq!(calls(&sandbox, || drop(owner("Priya").ok())), 2);
    assert_eq!(calls(&sandbox, || drop(owner("Priya").ok())), 1);
    assert_eq!(calls(&sandbox, || assert_eq!(owner("Nobody").code, Some(4))), 1);
    // A list that was requested in the same run is not requested again.
    let other_home = Home::new();
    let output = || other_home.at(&sandbox, &["list", "--owner", "Nobody"]);
    assert_eq!(calls(&sandbox, || assert_eq!(output().code, Some(4))), 1);
}

#[test]
fn replaces_a_corrupt_file_silently() {
    let (sandbox, home) = (sandbox_with(50), Home::new());
    let _ = home.at(&sandbox, TABLE).ok();
    let file = files(&home, "users").remove(0);
    for broken in ["", "[{\"id\":1,", "{}", "[1]", "\u{0}\u{0}"] {
        fs::write(&file, broken).unwrap();
        let output = home.at(&sandbox, TABLE);
        assert_eq!(output.err, "5 deals shown; there are more\n");
        assert!(output.ok().contains("Mara Lindqvist"));
        assert!(fs::read_to_string(&file).unwrap().contains("Mara Lindqvist"));
    }
}

#[test]
fn accounts_do_not_share_a_cache() {
    let (sandbox, home) = (sandbox_with(50), Home::new());
    for token in ["one", "two"] {
        let run = || {
            let mut command = home.command(TABLE);
            command.env("DEALS_BASE_URL", sandbox.url()).env("PIPEDRIVE_API_TOKEN", token);
            let _ = Output::from_output(command.output().unwrap()).ok();
        };
        assert!(calls(&sandbox, run) > 1, "{token}");
        assert_eq!(calls(&sandbox, run), 1, "{token}");
    }
    assert_eq!(files(&home, "users").len(), 2);
    for file in files(&home, "users") {
        let text = format!("{} {}", file.display(), fs::read_to_string(&file).unwrap());
        assert!(!text.contains("/one/") && !text.contains("/two/"), "{text}");
    }
}

#[test]
fn concurrent_processes_share_the_cache() {
    let (sandbox, home) = (sandbox_with(50), Home::new());
    for round in 0..3 {
        let children: Vec<_> = (0..8)
            .map(|_| {
                home.command(TABLE)
                    .env("DEALS_BASE_URL", sandbox.url())
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for child in children {
            let output = Output::from_output(child.wait_with_output().unwrap());
            assert!(output.ok().contains("Mara Lindqvist"));
        }
        let file = files(&home, "users").remove(0);
        let kept: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        assert!(kept.as_array().unwrap().len() > 5);
        if round == 1 {
            fs::write(&file, "[{").unwrap();
        }
    }
}

/// A company whose stage has a new ID, and which rejects the old one.
fn company_with_new_stage() -> StubServer {
    let count = std::sync::atomic::AtomicU32::new(0);
    StubServer::start_recording(move |_, line| {
        let path = line.split([' ', '?']).nth(1).unwrap_or_default();
        let success = |data: Value| json!({"success": true, "data": data});
        let (status, body) = match (path.rsplit('/').next().unwrap_or_default(), line) {
            ("stages", _) => {
                let first = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
                let id = if first { 3 } else { 7 };
                ("200 OK", success(json!([{"id": id, "name": "Proposal", "pipeline_id": 1}])))
            }
            ("pipelines", _) => ("200 OK", success(json!([{"id": 1, "name": "Sales"}]))),
            ("dealFields" | "users", _) => ("200 OK", success(json!([]))),
            (_, line) if line.starts_with("PATCH") => {
                ("400 Bad Request", json!({"success": false, "error": "Stage not found"}))
            }
            _ => ("200 OK", success(json!({"id": 5, "title": "Roof", "status": "open"}))),
        };
        let head = "content-type: application/json\r\n";
        StubServer::response(status, head, body.to_string().as_bytes())
    })
}

#[test]
fn refreshes_after_a_rejected_id_and_reports_it() {
    let server = company_with_new_stage();
    let home = Home::new();
    let run = |args: &[&str]| {
        let mut command = home.command(args);
        command.envs([("DEALS_BASE_URL", server.url.as_str()), ("DEALS_JOURNAL", "off")]);
        Output::from_output(command.output().unwrap())
    };
    let _ = run(&["stages"]).ok();
    let count = |path: &str| server.requests().iter().filter(|line| line.contains(path)).count();
    let output = run(&["move", "5", "Proposal", "-o", "table"]);
    assert_eq!(output.code, Some(5), "{}", output.err);
    let hint =
        "hint: the cached stages were out of date and have been refreshed: run the command again";
    assert!(output.err.contains(hint), "{}", output.err);
    assert_eq!((count("/stages"), count("PATCH")), (2, 1));
    // A fresh list is not requested again.
    let output = run(&["move", "5", "Proposal", "-o", "table"]);
    assert_eq!(output.code, Some(5));
    assert!(!output.err.contains("out of date"), "{}", output.err);
    // An ID needs no lookup.
    let before = count("/stages");
    let _ = run(&["update", "5", "--stage", "3"]);
    assert_eq!(count("/stages"), before);
}
