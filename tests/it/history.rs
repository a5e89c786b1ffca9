//! Flow and changelog of a deal in the form of the live service: the entries of one action are one row of a
//! table, names in the response are used, and there are no unneeded lookups.

use super::support::{Company, Home, Output, StubServer, sandbox_with};
use serde_json::{Value, json};

const STAGES: [(u64, &str); 2] = [(28, "Approved"), (49, "Stuck")];

/// A change in the form of the flow: strings and nulls, regardless of the field.
fn change(time: &str, field: (&str, Value, Value), bulk: Value, names: Value) -> Value {
    let (key, old, new) = field;
    json!({"object": "dealChange", "timestamp": time, "data": {
        "id": 1, "item_id": 3700, "user_id": 21000643, "field_key": key, "old_value": old,
        "new_value": new, "is_bulk_update_flag": bulk, "log_time": time, "change_source": "app",
        "origin": "app", "origin_id": null, "additional_data": names}})
}

/// The newest first: a change of many deals at once, a note, a win of three entries, a move of two, and
/// a change in the same second.
fn flow() -> Vec<Value> {
    let none = || json!([]);
    let (won, moved) = ("2025-09-15 08:00:00", "2025-09-14 11:31:17");
    let names =
        json!({"old_value_formatted": "Stuck/To be Canceled", "new_value_formatted": "Agreed"});
    let at = |key, time: &str| (key, Value::Null, json!(time));
    vec![
        change("2025-11-10 12:44:25", ("value", json!("85"), Value::Null), json!(1), none()),
        json!({"object": "note", "timestamp": "2025-09-16 10:00:00", "data": {"id": 2,
            "user_id": 21000643, "content": "Go", "user": {"name": "Jana M", "is_you": false}}}),
        change(won, at("won_time", won), Value::Null, none()),
        change(won, at("close_time", won), Value::Null, none()),
        change(won, ("status", json!("open"), json!("won")), Value::Null, none()),
        change(moved, at("stage_change_time", moved), Value::Null, none()),
        change(moved, ("stage_id", json!("49"), json!("28")), Value::Null, names),
        change(moved, ("title", json!("Wall"), json!("Walls")), Value::Null, none()),
    ]
}

/// The same changes in the form of the changelog.
fn changelog() -> Vec<Value> {
    let entry = |event: Value| {
        let data = &event["data"];
        data.get("field_key").map(|key| {
            json!({"field_key": key, "old_value": data["old_value"], "new_value": data["new_value"],
            "actor_user_id": data["user_id"], "time": data["log_time"], "change_source": "app",
            "change_source_user_agent": null, "is_bulk_update_flag": data["is_bulk_update_flag"] == 1})
        })
    };
    flow().into_iter().filter_map(entry).collect()
}

/// A server with a deal that has this history, `page` entries per page, and the lookups.
fn server(page: usize) -> StubServer {
    StubServer::start_recording(move |_, line| {
        let target = line.split(' ').nth(1).unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let number = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(key, _)| *key == name).find_map(|(_, value)| value.parse().ok())
        };
        let start = number("start").or(number("cursor")).unwrap_or(0);
        let limit = page.min(number("limit").unwrap_or(page));
        let part = |rows: Vec<Value>, by_cursor: bool| {
            let (next, more) = (start + limit, start + limit < rows.len());
            let data: Vec<Value> = rows.into_iter().skip(start).take(limit).collect();
            let additional = match (by_cursor, more) {
                (true, true) => json!({"next_cursor": next.to_string()}),
                (true, false) => json!({"next_cursor": null}),
                (false, _) => {
                    json!({"pagination": {"start": start, "limit": limit, "next_start": next,
                        "more_items_in_collection": more}})
                }
            };
            json!({"success": true, "data": data, "additional_data": additional})
        };
        let body = match path.rsplit('/').next().unwrap_or_default() {
            "flow" => part(flow(), false),
            "changelog" => part(changelog(), true),
            "me" => json!({"success": true, "data": {"id": 1, "timezone_name": "UTC"}}),
            "users" => json!({"success": true, "data": [{"id": 21000643, "name": "Jana M"}]}),
            "stages" => {
                let stage = |(id, name)| json!({"id": id, "name": name, "pipeline_id": 1});
                json!({"success": true, "data": STAGES.map(stage)})
            }
            _ => {
                return StubServer::response(
                    "404 Not Found",
                    "",
                    br#"{"success":false,"error":"?"}"#,
                );
            }
        };
        StubServer::response("200 OK", "", body.to_string().as_bytes())
    })
}

fn at(url: &str, args: &[&str]) -> Output {
    let home = Home::new();
    let mut command = home.command(args);
    command.env("DEALS_BASE_URL", url).env("DEALS_JOURNAL", "off");
    Output::from_output(command.output().unwrap())
}

/// The last segments of the requested paths.
fn asked(server: &StubServer) -> Vec<String> {
    let requests = server.requests();
    let path = |request: &String| {
        let target = request.split(' ').nth(1).unwrap().to_owned();
        target.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    requests.iter().map(path).collect()
}

fn rows(out: &str) -> Vec<String> {
    let row = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    out.lines().skip(1).map(row).collect()
}

#[test]
fn the_entries_of_one_action_are_one_row() {
    let wanted = [
        "2025-11-10 12:44:25 Jana M value 85 → nothing",
        "2025-09-16 10:00 Jana M added a note: Go",
        "2025-09-15 08:00 Jana M won it",
        "2025-09-14 11:31:17 Jana M moved it from Stuck/To be Canceled to Agreed",
        "2025-09-14 11:31:17 Jana M renamed it from \"Wall\" to \"Walls\"",
    ];
    // Regardless of where a page ends.
    for page in [500, 3, 4, 6] {
        let server = server(page);
        assert_eq!(rows(&at(&server.url, &["flow", "3700", "-o", "table"]).ok()), wanted, "{page}");
        // The response has the names of the stages.
        assert!(!asked(&server).contains(&"stages".to_owned()), "{:?}", asked(&server));
    }
    for page in [500, 2, 3] {
        let server = server(page);
        assert_eq!(
            rows(&at(&server.url, &["changelog", "3700", "-o", "table"]).ok()),
            [
                "2025-11-10 12:44:25 Jana M Value 85 app",
                "2025-09-15 08:00 Jana M Status open won app",
                "2025-09-14 11:31:17 Jana M Stage Stuck Approved app",
                "2025-09-14 11:31:17 Jana M Title Wall Walls app",
            ],
            "{page}"
        );
    }
}

#[test]
fn the_note_about_a_limit_counts_entries() {
    let server = server(500);
    let Output { out, err, .. } = at(&server.url, &["flow", "3700", "--limit", "5", "-o", "table"]);
    assert_eq!(rows(&out).len(), 3);
    assert_eq!(err, "5 events in 3 rows shown; there are more\n");
    // Only the times of the win are left.
    let Output { out, err, .. } =
        at(&server.url, &["flow", "3700", "--start", "2", "--limit", "2", "-o", "table"]);
    let times = "close time nothing → 2025-09-15 08:00, won time nothing → 2025-09-15 08:00";
    assert_eq!(rows(&out), [format!("2025-09-15 08:00 Jana M {times}")]);
    assert_eq!(err, "2 events in 1 row shown; there are more\n");
}

#[test]
fn other_formats_have_all_entries_unchanged() {
    for (command, entries) in [("flow", flow()), ("changelog", changelog())] {
        let server = server(500);
        let run = |format: &str| at(&server.url, &[command, "3700", "-o", format]);
        assert_eq!(run("json").json(), Value::from(entries.clone()));
        assert_eq!(run("ndjson").ok().lines().count(), entries.len());
        assert_eq!(run("csv").ok().lines().count(), entries.len() + 1);
        let raw = at(&server.url, &[command, "3700", "-o", "table", "--raw"]).ok();
        assert_eq!(raw.lines().count(), entries.len() + 1);
    }
}

#[test]
fn looks_up_only_names_of_printed_rows() {
    for (args, lookups) in [
        (&["flow", "3700"][..], &["users"][..]),
        (&["flow", "3700", "--fields", "when,what"], &[]),
        (&["flow", "3700", "--fields", "object,timestamp"], &[]),
        (&["flow", "3700", "--start", "1", "--limit", "1"], &[]),
        (&["changelog", "3700", "--fields", "time,field"], &[]),
        (&["changelog", "3700", "--fields", "who"], &["users"]),
        (&["changelog", "3700", "--fields", "field,to"], &["stages"]),
    ] {
        let server = server(500);
        let args = [args, &["-o", "table"]].concat();
        let _ = at(&server.url, &args).ok();
        // The account has the time zone for display.
        let is_lookup = |path: &String| path != args[0] && path != "me";
        let asked: Vec<String> = asked(&server).into_iter().filter(is_lookup).collect();
        assert_eq!(asked, lookups, "{args:?}");
    }
}

#[test]
fn a_custom_text_field_needs_no_users() {
    let sandbox = sandbox_with(5);
    let calls = |args: &[&str]| {
        let (home, before) = (Home::new(), sandbox.world().calls());
        let out = home.at(&sandbox, &[args, &["-o", "table"]].concat()).ok();
        (out, sandbox.world().calls() - before)
    };
    // The deals, and the fields.
    for command in [&["list", "--limit", "1"][..], &["get", "1"]] {
        let (out, made) = calls(&[command, &["--fields", "Contract term"]].concat());
        assert!(out.contains("24 months"), "{out}");
        assert_eq!(made, 2, "{command:?}");
        // A field of a user needs the users.
        let (_, made) = calls(&[command, &["--fields", "Site manager"]].concat());
        assert_eq!(made, 3, "{command:?}");
    }
}

#[test]
fn a_merged_history_sends_nothing_if_the_tokens_do_not_suffice() {
    let company = Company::new();
    let ran = company.run(&["history", "3", "--max-tokens", "79"]);
    assert_eq!((ran.code, company.sandbox.world().calls()), (Some(6), 0), "{}", ran.err);
    assert!(ran.err.contains("the history of deal 3 would cost 80 tokens"), "{}", ran.err);
}
