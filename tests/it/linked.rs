//! Related records and lookups: responses in documented and unusual shapes are printed, lists are
//! read to their end, and nothing is requested twice.

use super::support::{Home, Output, StubServer, at_once};
use deals::sandbox::{Sandbox, World};
use serde_json::Value;

const FORMATS: [&str; 4] = ["table", "json", "ndjson", "csv"];

/// Every list command, the end of its path, and its example response.
const LISTS: &[(&[&str], &str, &str)] = &[
    (&["changelog", "3"], "/deals/3/changelog", "changelog"),
    (&["discounts", "list", "3"], "/discounts", "discounts"),
    (&["files", "3"], "/files", "files"),
    (&["flow", "3"], "/flow", "flow"),
    (&["followers", "list", "3"], "/followers", "followers"),
    (&["followers", "changelog", "3"], "/followers/changelog", "followers changelog"),
    (&["mail", "3", "--include-body"], "/mailMessages", "mail"),
    (&["participants", "list", "3"], "/participants", "participants"),
    (&["participants", "changelog", "3"], "/participantsChangelog", "participants changelog"),
    (&["permitted-users", "3"], "/permittedUsers", "permitted users"),
    (&["fields"], "/dealFields", "fields"),
    (&["pipelines"], "/pipelines", "pipelines"),
    (&["stages"], "/stages", "stages"),
    (&["users"], "/users", "users"),
    (&["filters"], "/filters", "filters"),
    (&["currencies"], "/currencies", "currencies"),
];

/// The lookups that a table may need.
const LOOKUPS: &[(&str, &str)] = &[
    ("/dealFields", "fields"),
    ("/pipelines", "pipelines"),
    ("/stages", "stages"),
    ("/users", "users"),
    ("/users/me", "me"),
    ("/persons", "persons"),
    ("/organizations", "organizations"),
];

/// An example response, in the documented shape.
fn example(name: &str) -> String {
    let answers: Value = serde_json::from_str(include_str!("../fixtures/answers.json")).unwrap();
    let mut answer = answers[name].clone();
    answer["success"] = true.into();
    answer.to_string()
}

/// A server that responds to `path` with `body`, to lookups with their examples, and to any second
/// page with an empty list, since some examples announce one.
fn server(path: &'static str, body: String) -> StubServer {
    StubServer::start_recording(move |_, line| {
        let target = line.split(' ').nth(1).unwrap_or_default();
        let (requested, query) = target.split_once('?').unwrap_or((target, ""));
        let lookup = LOOKUPS.iter().find(|(path, _)| requested.ends_with(path));
        let body = match lookup {
            _ if query.contains("cursor=") || query.contains("start=") => {
                r#"{"success":true,"data":null}"#.to_owned()
            }
            _ if requested.ends_with(path) => body.clone(),
            Some((_, name)) => example(name),
            None => {
                return StubServer::response(
                    "404 Not Found",
                    "",
                    br#"{"success":false,"error":"what?"}"#,
                );
            }
        };
        StubServer::response("200 OK", "", body.as_bytes())
    })
}

fn at(server: &StubServer, args: &[&str]) -> Output {
    let home = Home::new();
    let mut command = home.command(args);
    // These servers have no account for the journal.
    command.env("DEALS_BASE_URL", &server.url).env("DEALS_JOURNAL", "off");
    Output::from_output(command.output().unwrap())
}

#[test]
fn prints_every_example_in_every_format() {
    for (args, path, name) in LISTS {
        let body = example(name);
        let data = serde_json::from_str::<Value>(&body).unwrap()["data"].clone();
        for format in FORMATS {
            for raw in [false, true] {
                let server = server(path, body.clone());
                let mut args = args.to_vec();
                args.extend(["-o", format]);
                args.extend(raw.then_some("--raw"));
                let out = at(&server, &args).ok();
                match format {
                    "json" => {
                        let same: Value = serde_json::from_str(&out).unwrap();
                        assert_eq!(same, data, "{name}");
                    }
                    "ndjson" => assert_eq!(out.lines().count(), data.as_array().unwrap().len()),
                    "csv" => {
                        let rows = csv::Reader::from_reader(out.as_bytes()).into_records().count();
                        assert_eq!(rows, data.as_array().unwrap().len(), "{name}\n{out}");
                    }
                    _ => {
                        let rows = data.as_array().unwrap().len() + 1;
                        assert_eq!(out.lines().count(), rows, "{name}\n{out}");
                    }
                }
            }
        }
    }
}

#[test]
fn prints_events_as_sentences() {
    let flow = at(&server("/flow", example("flow")), &["flow", "3", "-o", "csv"]).ok();
    let lines: Vec<&str> = flow.lines().collect();
    assert_eq!(
        lines,
        [
            "When,Who,What",
            "2026-02-12 09:21:55,user 9,value 50 → 100",
            "2026-02-11 08:15:00,user 9,\"planned the activity \"\"Measure\"\" (call) for 2026-02-20 10:00\"",
            "2026-02-10 11:52:26,Ann,wrote to Bob: The plan (with files)",
        ]
    );
    let args = ["participants", "changelog", "3", "-o", "csv"];
    let body = r#"{"success":true,"data":[{"actor_user_id":1,"person_id":1,"action":"added","time":"2024-01-10 11:47:23"}]}"#;
    let changes = at(&server("/participantsChangelog", body.into()), &args).ok();
    let person = serde_json::from_str::<Value>(&example("persons")).unwrap();
    let name = person["data"][0]["name"].as_str().unwrap();
    assert!(changes.contains(&format!("Jo Doe,added,{name}")), "{changes}");
}

#[test]
fn prints_the_response_of_a_write_in_every_format() {
    const ID: &str = "0b1c2d3e-0000-4000-8000-000000000001";
    for (args, path, name) in [
        (&["discounts", "add", "3", "--percent", "10"][..], "/discounts", "discount"),
        (&["followers", "add", "3", "1"], "/followers", "follower"),
        (&["participants", "add", "3", "1"], "/participants", "participant"),
        (&["discounts", "update", "3", ID, "--amount", "5"], ID, "discount"),
        (&["discounts", "remove", "3", ID, "--yes"], ID, "removed"),
        (&["followers", "remove", "3", "1", "--yes"], "/followers/1", "removed follower"),
        (
            &["participants", "remove", "3", "--participant", "123", "--yes"],
            "/participants/123",
            "removed",
        ),
    ] {
        let body = example(name);
        let data = serde_json::from_str::<Value>(&body).unwrap()["data"].clone();
        for format in FORMATS {
            let mut args = args.to_vec();
            args.extend(["-o", format]);
            let out = at(&server(path, body.clone()), &args).ok();
            assert!(!out.is_empty(), "{name} {format}");
            if format == "json" {
                assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), data, "{name}");
            }
        }
    }
}

#[test]
fn prints_unusual_shapes() {
    at_once(4, LISTS, |(args, path, _)| {
        for (data, rows) in [
            ("null", 0),
            ("[]", 0),
            ("[{}]", 1),
            (r#"[{"data":null,"person_id":null,"user_id":{"id":1},"options":[]}]"#, 1),
            (r#"[{"object":"dealChange","data":[],"old_value":{"a":[]},"field_key":7}]"#, 1),
        ] {
            for format in FORMATS {
                let body = format!(r#"{{"success":true,"data":{data},"additional_data":[]}}"#);
                let mut args = args.to_vec();
                args.extend(["-o", format]);
                let output = at(&server(path, body), &args);
                assert_eq!(output.code, Some(0), "{args:?} {data}: {}", output.err);
                if format == "ndjson" {
                    // A currency without a name and a code is skipped.
                    let found = output.out.lines().count();
                    assert!(found == rows || args[0] == "currencies", "{args:?} {data}");
                }
            }
        }
    });
    // An object instead of a list is its only item; for plain IDs, its members are.
    let body = r#"{"success":true,"data":{"id":7,"name":"a.pdf"}}"#;
    let out = at(&server("/files", body.into()), &["files", "3", "-o", "ndjson"]).ok();
    assert_eq!(out, "{\"id\":7,\"name\":\"a.pdf\"}\n");
    let body = r#"{"success":true,"data":{"0":1,"2":456}}"#;
    let server = server("/permittedUsers", body.into());
    assert_eq!(at(&server, &["permitted-users", "3", "-o", "ndjson"]).ok(), "1\n456\n");
}

#[test]
fn retries_an_empty_response() {
    let server = StubServer::start_recording(|call, _| {
        let body: &[u8] = if call == 1 { b"null" } else { br#"{"success":true,"data":null}"# };
        StubServer::response("200 OK", "", body)
    });
    assert_eq!(at(&server, &["flow", "3", "-o", "json"]).ok(), "[]\n");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn reads_lists_to_the_end_or_the_limit() {
    let sandbox = Sandbox::start(World::with_deals(10)).unwrap();
    let home = Home::new();
    for (args, rows, calls) in [
        (&["files", "7"][..], 130, 2),
        (&["files", "7", "--limit", "100"], 100, 1),
        (&["files", "7", "--limit", "101"], 101, 2),
        (&["files", "7", "--start", "29"], 101, 2),
        (&["mail", "7"], 25, 1),
        (&["participants", "list", "7"], 41, 1),
        (&["flow", "7", "--items", "file"], 130, 1),
        (&["changelog", "7", "--limit", "9"], 9, 1),
    ] {
        let before = sandbox.world().calls();
        let mut args = args.to_vec();
        args.extend(["-o", "ndjson"]);
        let out = home.at(&sandbox, &args).ok();
        assert_eq!(
            (out.lines().count(), sandbox.world().calls() - before),
            (rows, calls),
            "{args:?}"
        );
    }
    let output = home.at(&sandbox, &["files", "7", "--limit", "3", "-v", "-o", "json"]);
    assert!(output.err.contains("3 files shown; there are more: --start 3"), "{}", output.err);
    let output = home.at(&sandbox, &["changelog", "7", "--limit", "3", "-v", "-o", "ndjson"]);
    let cursor = output.err.split("--cursor ").nth(1).unwrap().lines().next().unwrap().to_owned();
    let rest = home.at(&sandbox, &["changelog", "7", "--cursor", &cursor, "-o", "ndjson"]).ok();
    let all = home.at(&sandbox, &["changelog", "7", "-o", "ndjson"]).ok();
    assert_eq!(output.ok() + &rest, all);
    // 140 changes, and the creation.
    assert_eq!(all.lines().count(), 141);
}

#[test]
fn requests_names_once() {
    let sandbox = Sandbox::start(World::with_deals(10)).unwrap();
    let home = Home::new();
    let calls = |args: &[&str]| {
        let before = sandbox.world().calls();
        let _ = home.at(&sandbox, args).ok();
        sandbox.world().calls() - before
    };
    let flow = ["flow", "3", "-o", "table"];
    // The flow, the person, the account with its time zone, and the users; stages come with the
    // flow.
    assert_eq!((calls(&flow), calls(&flow)), (4, 1));
    assert_eq!(calls(&["flow", "3", "-o", "json"]), 1);
    assert_eq!(calls(&["users", "-o", "table"]), 0);
    assert_eq!(calls(&["users", "-o", "table", "--refresh"]), 1);
}

#[test]
fn detects_an_existing_follower_after_a_rejection() {
    let answers = |followers: &'static str| {
        StubServer::start_recording(move |_, line| {
            if line.starts_with("POST") {
                StubServer::response("400 Bad Request", "", br#"{"success":false,"error":"No."}"#)
            } else {
                StubServer::response("200 OK", "", followers.as_bytes())
            }
        })
    };
    let follows = r#"{"success":true,"data":[{"user_id":2}]}"#;
    let none = r#"{"success":true,"data":[]}"#;
    let args = ["followers", "add", "3", "2", "-o", "csv"];
    let output = at(&answers(follows), &args);
    assert_eq!((output.code, output.out.as_str()), (Some(5), ""));
    assert!(output.err.starts_with("deals: user 2 follows deal 3 already"), "{}", output.err);
    let output = at(&answers(none), &args);
    assert_eq!(output.code, Some(5));
    assert!(output.err.starts_with("deals: Pipedrive rejected the request: No."), "{}", output.err);
    let output = at(&answers(follows), &[&args[..], &["--if-missing"]].concat());
    assert_eq!((output.code, output.err.as_str()), (Some(0), "user 2 follows deal 3 already\n"));
}

#[test]
fn removes_the_matching_participant_row() {
    let rows = r#"{"success":true,"data":[{"id":17,"person_id":{"value":3,"name":"Ada"}},{"id":3,"person_id":{"value":40,"name":"Ben"}}]}"#;
    let server = || {
        StubServer::start_recording(move |_, line| {
            if line.starts_with("DELETE") {
                StubServer::response("200 OK", "", br#"{"success":true,"data":{"id":1}}"#)
            } else {
                StubServer::response("200 OK", "", rows.as_bytes())
            }
        })
    };
    let remove = |args: &[&str]| {
        let server = server();
        let args = [&["participants", "remove", "7", "--yes", "-o", "csv"], args].concat();
        let output = at(&server, &args);
        let deleted = |request: &String| {
            let target = request.strip_prefix("DELETE ")?.split(' ').next()?.to_owned();
            target.rsplit('/').next().map(str::to_owned)
        };
        (output.code, server.requests().iter().filter_map(deleted).collect::<Vec<_>>(), output.err)
    };
    assert_eq!(remove(&["40"]).1, ["3"]);
    assert_eq!(remove(&["17", "ben"]).1, ["17", "3"]);
    assert_eq!(remove(&["--participant", "3"]).1, ["3"]);
    let (code, deleted, output_text) = remove(&["3"]);
    assert_eq!((code, deleted.len()), (Some(2), 0));
    assert!(
        output_text.contains("Ada (person 3, row 17), Ben (person 40, row 3)"),
        "{output_text}"
    );
}
