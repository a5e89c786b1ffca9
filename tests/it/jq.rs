//! `--jq` from end to end: nothing is sent for a filter that does not read, half an answer is never
//! filtered as a whole one, and a reader that goes away is no failure.

use super::support::{Home, sandbox_with};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn a_list_is_one_array_and_json_lines_are_one_record_at_a_time() {
    let (sandbox, home) = (sandbox_with(1200), Home::new());
    let run = |args: &[&str]| home.at(&sandbox, args).ok();
    assert_eq!(run(&["list", "--jq", "length"]), "1200\n");
    assert_eq!(run(&["list", "--jq", ".[0].title", "-r"]), "Copper roof\n");
    assert_eq!(run(&["list", "--ids", "999999", "--jq", ".", "-q"]), "[]\n");
    assert_eq!(run(&["get", "1", "--jq", ".title"]), "\"Copper roof\"\n");
    let api = ["api", "GET", "/api/v2/deals/1", "-r", "--jq", ".success, .data.title"];
    assert_eq!(run(&api), "true\nCopper roof\n");
    let worth = run(&["list", "-o", "ndjson", "--jq", "select(.value > 1000) | .value"]);
    assert!(worth.lines().count() > 100);
    assert!(worth.lines().all(|value| value.parse::<f64>().unwrap() > 1000.0));
    // What no filter touches goes through as it came.
    assert_eq!(run(&["get", "1", "--jq", "."]), run(&["get", "1"]));
    assert_eq!(run(&["list", "-o", "ndjson", "--jq", "."]), run(&["list", "-o", "ndjson"]));
}

#[test]
fn a_mistake_is_shown_before_anything_is_sent() {
    let (sandbox, home) = (sandbox_with(10), Home::new());
    let mut command = home.command(&["list", "--jq", ".[] | select(.value >)"]);
    command.env("DEALS_BASE_URL", sandbox.url()).env("DEALS_OUTPUT", "table");
    let output = command.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(err.contains("at column 22\n  .[] | select(.value >)\n"), "{err}");
    let ran = home.at(&sandbox, &["delete", "1", "--yes", "--jq", "."]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(home.at(&sandbox, &["delete", "2", "--yes", "--jq", "|"]).code, Some(2));
    // The deal, the account of the journal, and the deletion.
    assert_eq!(sandbox.world().calls(), 3);
    for wrong in [&["list", "--jq", ".", "-o", "csv"][..], &["list", "-r"]] {
        assert_eq!(home.at(&sandbox, wrong).code, Some(2), "{wrong:?}");
    }
    assert_eq!(sandbox.world().calls(), 3);
}

#[test]
fn a_filter_that_fails_ends_the_run() {
    let (sandbox, home) = (sandbox_with(10), Home::new());
    let ran = home.at(&sandbox, &["list", "--jq", ".title"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("--jq failed: cannot index"), "{}", ran.err);
    let ran = home.at(&sandbox, &["list", "-o", "ndjson", "--jq", "env"]);
    assert_eq!(ran.code, Some(2));
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let (sandbox, home) = (sandbox_with(5000), Home::new());
    let mut child = home
        .command(&["list", "-o", "ndjson", "--jq", "."])
        .env("DEALS_BASE_URL", sandbox.url())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
    assert!(line.starts_with("{\"id\":1,"), "{line}");
    assert!(sandbox.world().calls() < 10);
}

#[test]
fn words_stand_beside_what_came_and_change_nothing_of_it() {
    let (sandbox, home) = (sandbox_with(300), Home::new());
    let run = |args: &[&str]| home.at(&sandbox, args).ok();
    let came = run(&["list", "-o", "ndjson"]);
    let resolved = run(&["list", "-o", "ndjson", "--resolve"]);
    for (came, resolved) in came.lines().zip(resolved.lines()) {
        let rest = resolved.strip_prefix(came.strip_suffix('}').unwrap()).unwrap();
        assert!(rest.starts_with(",\"names\":{"), "{rest}");
        let names: serde_json::Value = serde_json::from_str(resolved).unwrap();
        assert!(names["names"]["stage"].is_string(), "{rest}");
    }
    assert_eq!(came.lines().count(), resolved.lines().count());
    assert_eq!(
        run(&["get", "1", "--resolve", "--jq", ".names.custom_fields.Source"]),
        "[\"Referral\",\"Cold call\"]\n"
    );
    // What is no deal has nothing to be named.
    assert!(!run(&["search", "roof", "--resolve"]).contains("names"));
}

#[cfg(unix)]
#[test]
fn a_filter_that_goes_round_in_circles_can_be_interrupted() {
    let (sandbox, home) = (sandbox_with(5), Home::new());
    let mut child = home
        .command(&["list", "--jq", "def f: f; f"])
        .env("DEALS_BASE_URL", sandbox.url())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while sandbox.world().calls() == 0 {
        std::thread::yield_now();
    }
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
