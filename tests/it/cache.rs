//! The company's words on disk: asked for once a day, for each account, and never when nobody needs
//! them.

use super::support::{Home, Ran, StubServer, sandbox_with};
use deals::sandbox::Sandbox;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

const TABLE: &[&str] = &["list", "-o", "table", "--limit", "5"];

/// The number of calls that a run makes.
fn calls(sandbox: &Sandbox, run: impl FnOnce()) -> u64 {
    let before = sandbox.world().calls();
    run();
    sandbox.world().calls() as u64 - before as u64
}

/// The files of a list, one for each account.
fn files(home: &Home, list: &str) -> Vec<PathBuf> {
    let accounts = fs::read_dir(home.path().join("cache/deals")).unwrap();
    let files = accounts.map(|dir| dir.unwrap().path().join(format!("{list}.json")));
    files.filter(|file| file.exists()).collect()
}

#[test]
fn a_second_list_within_the_day_is_one_request() {
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
fn who_needs_no_words_asks_for_none() {
    let (sandbox, home) = (sandbox_with(1000), Home::new());
    let run = |args: &[&str]| calls(&sandbox, || assert!(!home.at(&sandbox, args).ok().is_empty()));
    assert_eq!(run(&["list", "--fields", "title,value", "-o", "csv"]), 2);
    assert_eq!(run(&["list"]), 2);
    assert_eq!(run(&["list", "--jq", "length"]), 2);
    assert_eq!(run(&["list", "-o", "table", "--raw", "--limit", "5"]), 1);
    assert_eq!(run(&["get", "1", "-o", "ndjson"]), 1);
    assert_eq!(run(&["update", "1", "--set", "title=Copper", "--stage", "2"]), 3);
    // The deals that were seen are there, and no list was looked up.
    assert_eq!(files(&home, "recent").len(), 1);
    for list in ["fields", "stages", "pipelines", "users"] {
        assert_eq!(files(&home, list), Vec::<PathBuf>::new());
    }
}

#[test]
fn a_word_that_is_not_found_is_asked_for_once_more() {
    let (sandbox, home) = (sandbox_with(50), Home::new());
    let owner = |name: &str| home.at(&sandbox, &["list", "--owner", name]);
    let _ = owner("Mara").ok();
    // Somebody who came since.
    let file = files(&home, "users").remove(0);
    let users: Vec<serde_json::Value> =
        serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let without: Vec<_> = users.iter().filter(|user| user["name"] != "Priya Nair").collect();
    fs::write(&file, serde_json::to_string(&without).unwrap()).unwrap();
    assert_eq!(calls(&sandbox, || drop(owner("Priya").ok())), 2);
    assert_eq!(calls(&sandbox, || drop(owner("Priya").ok())), 1);
    assert_eq!(calls(&sandbox, || assert_eq!(owner("Nobody").code, Some(4))), 1);
    // What was asked for in this very run is not asked for again.
    let fresh = Home::new();
    let ran = || fresh.at(&sandbox, &["list", "--owner", "Nobody"]);
    assert_eq!(calls(&sandbox, || assert_eq!(ran().code, Some(4))), 1);
}

#[test]
fn a_broken_file_is_replaced_without_a_word() {
    let (sandbox, home) = (sandbox_with(50), Home::new());
    let _ = home.at(&sandbox, TABLE).ok();
    let file = files(&home, "users").remove(0);
    for broken in ["", "[{\"id\":1,", "{}", "[1]", "\u{0}\u{0}"] {
        fs::write(&file, broken).unwrap();
        let ran = home.at(&sandbox, TABLE);
        assert_eq!(ran.err, "5 deals shown; there are more\n");
        assert!(ran.ok().contains("Mara Lindqvist"));
        assert!(fs::read_to_string(&file).unwrap().contains("Mara Lindqvist"));
    }
}

#[test]
fn an_account_never_sees_the_words_of_another() {
    let (sandbox, home) = (sandbox_with(50), Home::new());
    for token in ["one", "two"] {
        let run = || {
            let mut command = home.command(TABLE);
            command.env("DEALS_BASE_URL", sandbox.url()).env("PIPEDRIVE_API_TOKEN", token);
            let _ = Ran::from_output(command.output().unwrap()).ok();
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
fn many_processes_at_once_disturb_one_another_in_nothing() {
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
            let ran = Ran::from_output(child.wait_with_output().unwrap());
            assert!(ran.ok().contains("Mara Lindqvist"));
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

/// A company whose stage has moved to another ID, and which refuses the old one.
fn company_with_new_stage() -> StubServer {
    let asked = std::sync::atomic::AtomicU32::new(0);
    StubServer::start_recording(move |_, line| {
        let path = line.split([' ', '?']).nth(1).unwrap_or_default();
        let success = |data: Value| json!({"success": true, "data": data});
        let (status, body) = match (path.rsplit('/').next().unwrap_or_default(), line) {
            ("stages", _) => {
                let first = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
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
        StubServer::says(status, head, body.to_string().as_bytes())
    })
}

#[test]
fn a_refused_id_from_the_cache_refreshes_the_cache_once_and_says_so() {
    let server = company_with_new_stage();
    let home = Home::new();
    let run = |args: &[&str]| {
        let mut command = home.command(args);
        command.envs([("DEALS_BASE_URL", server.url.as_str()), ("DEALS_JOURNAL", "off")]);
        Ran::from_output(command.output().unwrap())
    };
    let _ = run(&["stages"]).ok();
    let asked = |path: &str| server.requests().iter().filter(|line| line.contains(path)).count();
    let ran = run(&["move", "5", "Proposal", "-o", "table"]);
    assert_eq!(ran.code, Some(5), "{}", ran.err);
    let hint =
        "hint: the cached stages were out of date and have been refreshed: run the command again";
    assert!(ran.err.contains(hint), "{}", ran.err);
    assert_eq!((asked("/stages"), asked("PATCH")), (2, 1));
    // What is fresh is not asked for again.
    let ran = run(&["move", "5", "Proposal", "-o", "table"]);
    assert_eq!(ran.code, Some(5));
    assert!(!ran.err.contains("out of date"), "{}", ran.err);
    // An ID that was given needs no look-up.
    let before = asked("/stages");
    let _ = run(&["update", "5", "--stage", "3"]);
    assert_eq!(asked("/stages"), before);
}
