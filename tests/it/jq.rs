//! `--jq`: an invalid filter sends no request, an incomplete list is not filtered, and a closed
//! pipe is not an error.

use super::support::{Home, sandbox_with};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn filters_a_list_as_an_array_and_ndjson_by_record() {
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
    // Values that the filter does not change are printed unchanged.
    assert_eq!(run(&["get", "1", "--jq", "."]), run(&["get", "1"]));
    assert_eq!(run(&["list", "-o", "ndjson", "--jq", "."]), run(&["list", "-o", "ndjson"]));
}

#[test]
fn reports_a_syntax_error_before_any_request() {
    let (sandbox, home) = (sandbox_with(10), Home::new());
    let mut command = home.command(&["list", "--jq", ".[] | select(.value >)"]);
    command.env("DEALS_BASE_URL", sandbox.url()).env("DEALS_OUTPUT", "table");
    let output = command.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(err.contains("at column 22\n  .[] | select(.value >)\n"), "{err}");
    let output = home.at(&sandbox, &["delete", "1", "--yes", "--jq", "."]);
    assert_eq!(output.code, Some(0), "{}", output.err);
    assert_eq!(home.at(&sandbox, &["delete", "2", "--yes", "--jq", "|"]).code, Some(2));
    // The deal, the account of the journal, and the deletion.
    assert_eq!(sandbox.world().calls(), 3);
    for wrong in [&["list", "--jq", ".", "-o", "csv"][..], &["list", "-r"]] {
        assert_eq!(home.at(&sandbox, wrong).code, Some(2), "{wrong:?}");
    }
    assert_eq!(sandbox.world().calls(), 3);
}

#[test]
fn exits_if_the_filter_fails() {
    let (sandbox, home) = (sandbox_with(10), Home::new());
    let output = home.at(&sandbox, &["list", "--jq", ".title"]);
    assert_eq!((output.code, output.out.as_str()), (Some(2), ""));
    assert!(output.err.contains("--jq failed: cannot index"), "{}", output.err);
    let output = home.at(&sandbox, &["list", "-o", "ndjson", "--jq", "env"]);
    assert_eq!(output.code, Some(2));
}

#[test]
fn closed_pipe_is_not_an_error() {
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
fn resolve_adds_names_and_changes_nothing_else() {
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
    // Only deals have names.
    assert!(!run(&["files", "1", "--resolve"]).contains("names"));
    let came = run(&["search", "roof", "-o", "ndjson"]);
    let resolved = run(&["search", "roof", "-o", "ndjson", "--resolve"]);
    for (came, resolved) in came.lines().zip(resolved.lines()) {
        let rest = resolved.strip_prefix(came.strip_suffix('}').unwrap()).unwrap();
        assert!(rest.starts_with(",\"names\":{"), "{resolved}");
        let hit: serde_json::Value = serde_json::from_str(resolved).unwrap();
        let deal = run(&["get", &hit["item"]["id"].to_string(), "--resolve", "-o", "json"]);
        let deal: serde_json::Value = serde_json::from_str(&deal).unwrap();
        assert_eq!(hit["names"]["stage"], hit["item"]["stage"]["name"]);
        for key in ["owner", "pipeline", "person", "organization"] {
            assert_eq!(hit["names"][key], deal["names"][key], "{key}: {resolved}");
        }
        assert!(hit["names"]["owner"].is_string(), "{resolved}");
    }
    let owners =
        run(&["search", "roof", "--resolve", "--fields", "title,owner.id", "-o", "ndjson"]);
    assert!(owners.lines().all(|hit| hit.contains(r#","names":{"owner":"#)), "{owners}");
}

#[cfg(unix)]
#[test]
fn interrupts_an_endless_filter() {
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
