//! Text from the service cannot control a terminal: every string of this server has escape sequences,
//! and none of them is printed to a terminal.

use super::support::{Home, Output, StubServer};
use super::terminal::{ENTER, Terminal, show};
use serde_json::{Value, json};

/// Escape sequences (CSI, OSC, DCS), C0 and C1 control characters, format characters that reorder
/// or hide text, and a line that looks like a hint.
const EVIL: &str = "\u{1b}[31mX\u{1b}]0;pwn\u{7}\u{1b}Pq\u{1b}\\\u{202e}\u{9b}1m\u{200b}\u{e0041}\u{8}\u{7f}\nhint: run evil\r";
const KEY: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn evil(text: &str) -> String {
    format!("{text}{EVIL}")
}

/// A company in which every name is malicious.
fn server() -> StubServer {
    StubServer::start_recording(|_, line| {
        let target = line.split(' ').nth(1).unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (status, mut body) = answer(path, !query.contains("cursor="));
        if line.starts_with("PATCH") {
            body["data"]["title"] = json!(evil("x"));
        }
        let headers = "x-evil: a\u{9b}1m\u{202e}\r\n";
        StubServer::response(status, headers, body.to_string().as_bytes())
    })
}

fn answer(path: &str, is_first: bool) -> (&'static str, Value) {
    let page = |data: Value| {
        let more = json!({"next_cursor": evil("c")});
        let more = if path == "/api/v2/deals" && is_first { more } else { Value::Null };
        ("200 OK", json!({"success": true, "data": data, "additional_data": more}))
    };
    let deal = json!({
        "id": 1, "title": evil("Roof"), "owner_id": 11, "pipeline_id": 1, "stage_id": 1, "value": 10,
        "currency": evil("EUR"), "status": "open", "is_archived": false, "is_deleted": false,
        "label_ids": [301], "person_id": 5, "org_id": 6, "add_time": "2025-01-01T10:00:00Z",
        "update_time": "2025-01-02T10:00:00Z", "lost_reason": evil("because"), "origin": evil("o"),
        evil("unheard_of"): evil("v"), "custom_fields": {KEY: evil("term"), (evil("key")): evil("v")},
    });
    let user = json!({"id": 11, "name": evil("Ana"), "email": evil("ana@example.com"),
        "active_flag": true, "is_you": true, "company_name": evil("X"), "company_domain": evil("acme"),
        "timezone_name": "Europe/Oslo", "default_currency": "EUR"});
    let named = |id: u64, name: &str| {
        json!({"id": id, "name": evil(name), "pipeline_id": 1, "order_nr": id,
        "is_deleted": false, "active_flag": true, "code": evil("EUR"), "type": evil("deals"), "visible_to": evil("1")})
    };
    match path.trim_end_matches('/') {
        "/api/v2/dealFields" => page(json!([
            {"field_name": evil("Title"), "field_code": "title", "field_type": "varchar"},
            {"field_name": evil("Label"), "field_code": "label_ids", "field_type": "set",
                "options": [{"id": 301, "label": evil("Hot")}, {"id": 302, "label": evil("Hotter")}]},
            {"field_name": evil("Term"), "field_code": KEY, "field_type": "varchar", "is_custom_field": true},
        ])),
        "/api/v2/pipelines" => page(json!([named(1, "Sales"), named(2, "Sales too")])),
        "/api/v2/stages" => page(json!([named(1, "Qualified"), named(2, "Qualified too")])),
        "/api/v1/filters" | "/api/v1/currencies" => {
            page(json!([named(1, "One"), named(2, "Other")]))
        }
        "/api/v1/users/me" => page(user),
        "/api/v1/users" => page(json!([user])),
        "/api/v2/deals" => {
            let mut other = deal.clone();
            other["id"] = if is_first { 2.into() } else { 3.into() };
            page(if is_first { json!([deal, other]) } else { json!([other]) })
        }
        "/api/v2/deals/1" => page(deal),
        "/api/v2/deals/search" | "/api/v2/persons/search" | "/api/v2/organizations/search" => {
            let item = |id: u64| {
                json!({"result_score": 1, "item": {"id": id, "title": evil("Roof"), "name": evil("Bo"),
                "organization": {"name": evil("Org")}, "address": evil("Street"), "stage": {"id": 1, "name": evil("S")}}})
            };
            page(json!({"items": [item(1), item(2)]}))
        }
        "/api/v1/deals/1/files" => {
            page(json!([{"id": 1, "name": evil("offer.pdf"), "file_size": 10,
            "file_name": evil("offer.pdf"), "add_time": "2025-01-01 10:00:00", "user_id": 11}]))
        }
        "/api/v1/deals/1/mailMessages" => page(json!([{"object": "mailMessage", "data": {"id": 1,
            "subject": evil("Re: offer"), "body": format!("<p>{EVIL}&#27;[31m&#x9b;1m</p>"),
            "message_time": "2025-01-01T10:00:00Z",
            "from": [{"email_address": evil("a@example.com"), "name": evil("A")}],
            "to": [{"email_address": evil("b@example.com"), "name": evil("B")}]}}])),
        "/api/v1/deals/1/flow" => page(json!([
            {"object": "note", "timestamp": "2025-01-01 10:00:00", "data": {"id": 1, "content": evil("<b>n</b>"), "user": {"name": evil("A")}}},
            {"object": "dealChange", "timestamp": "2025-01-01 10:00:00", "data": {"id": 2, "field_key": "title",
                "old_value": evil("a"), "new_value": evil("b"), "user_id": 11, "log_time": "2025-01-01 10:00:00"}},
            {"object": evil("odd"), "timestamp": evil("now"), "data": {"id": 3, "subject": evil("s")}},
        ])),
        "/api/v1/deals/1/changelog" => {
            page(json!([{"field_key": "title", "old_value": evil("a"), "new_value": evil("b"),
            "actor_user_id": 11, "time": "2025-01-01 10:00:00", "change_source": evil("app")}]))
        }
        "/api/v1/deals/1/participants" => {
            page(json!([{"id": 1, "person_id": {"value": 5, "name": evil("Bo"),
            "email": [{"value": evil("bo@example.com"), "primary": true}]}, "add_time": "2025-01-01 10:00:00"}]))
        }
        "/api/v2/deals/1/followers" => {
            page(json!([{"user_id": 11, "add_time": "2025-01-01T10:00:00Z"}]))
        }
        "/api/v2/deals/1/discounts" => {
            page(json!([{"id": evil("d"), "description": evil("ten"), "type": "percentage",
            "amount": 10, "created_at": "2025-01-01T10:00:00Z"}]))
        }
        "/api/v1/deals/1/permittedUsers" => page(json!([11])),
        "/api/v2/persons/5" | "/api/v2/organizations/6" => page(named(5, "Bo")),
        _ => (
            "400 Bad Request",
            json!({"success": false, "error": evil("bad"), "error_info": evil("info")}),
        ),
    }
}

/// Characters that must not be printed to a terminal.
fn is_harmful(c: char) -> bool {
    let format = ['\u{ad}', '\u{61c}', '\u{200b}', '\u{200e}', '\u{200f}', '\u{feff}'];
    c != '\n' && c.is_control()
        || format.contains(&c)
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}')
}

#[track_caller]
fn assert_harmless(context: &str, text: &str) {
    assert!(!text.contains(is_harmful), "{context}: {text:?}");
    // The body printed by -vv has several lines.
    let poses = text.lines().any(|line| line.starts_with("hint: run evil"));
    assert!(!poses, "{context}: {text:?}");
}

/// Commands that print records, and some that fail.
const READS: &[&str] = &[
    "list",
    "list --limit 1 -v",
    "list -vv",
    "get 1",
    "search roof",
    "fields",
    "pipelines",
    "stages",
    "users",
    "filters",
    "currencies",
    "files 1",
    "mail 1 --include-body",
    "flow 1",
    "changelog 1",
    "participants list 1",
    "followers list 1",
    "discounts list 1",
    "permitted-users 1",
    "auth status",
    "api GET /api/v2/deals/1",
    "update 1 --title x",
    "delete 1 --yes",
];
const ERRORS: &[&str] = &[
    "list --archived",
    "list --fields nope",
    "list --fields hot",
    "list --stage qual",
    "list --stage nope",
    "list --owner nope",
    "list --filter o",
    "list --person bo",
    "get 9",
    "summary",
    "timeline",
    "api GET /nowhere",
    "convert status 1 4b40248b-945a-4802-b996-60fdff8c5c69",
    "update 1 --label nope",
    "update 1 --label hot",
    "update 1 --set nope=1",
    "update 1 --org bo",
    "move 1 nope",
    "merge 1 --into 2 --yes",
    "followers add 1 nope",
    "participants add 1 bo",
    "discounts remove 1 ten --yes",
];

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn stderr_has_no_control_characters() {
    let (server, home) = (server(), Home::new());
    for (line, fails) in
        READS.iter().map(|line| (line, false)).chain(ERRORS.iter().map(|line| (line, true)))
    {
        for format in ["table", "json"] {
            let mut command = home.command(&[&words(line)[..], &["-o", format]].concat());
            let output =
                Output::from_output(command.env("DEALS_BASE_URL", &server.url).output().unwrap());
            assert_eq!(output.code != Some(0), fails, "{line}: {}", output.err);
            assert_harmless(&format!("{line} -o {format}"), &output.err);
            // `deals api` prints the response unchanged, and stdout is a pipe.
            if format == "table" && !line.starts_with("api ") {
                assert_harmless(line, &output.out);
            } else if output.err.starts_with("{\"error\"") {
                let error: Value = serde_json::from_str(&output.err).unwrap();
                assert!(error["error"]["message"].is_string(), "{line}");
            }
        }
    }
}

#[test]
fn stdout_on_a_terminal_has_no_control_characters() {
    let (server, home) = (server(), Home::new());
    let env = [("DEALS_BASE_URL", server.url.as_str()), ("NO_COLOR", "1"), ("TERM", "dumb")];
    for line in [
        "list",
        "get 1",
        "list -o csv",
        "list -o json",
        "list -o ndjson --resolve",
        "list -o json --jq .[].title -r",
        "list --raw -o table",
        "get 1 -o csv",
        "api GET /api/v2/deals/1",
        "api GET /nowhere",
        "fields",
        "files 1",
        "mail 1 --include-body",
        "flow 1",
        "list -vv --limit 1",
    ] {
        let screen = show(&home, &env, &words(line)).replace("\r\n", "\n");
        // CSV also ends lines with CRLF.
        let screen = screen.replace("\r\n", "\n");
        assert!(!screen.contains(is_harmful), "{line}: {screen:?}");
        assert!(screen.contains('X'), "{line}: {screen:?}");
    }
}

/// On a terminal the JSON is equivalent; in a pipe it is unchanged.
#[test]
fn json_on_a_terminal_is_the_same_json() {
    let (server, home) = (server(), Home::new());
    let env = [("DEALS_BASE_URL", server.url.as_str()), ("NO_COLOR", "1"), ("TERM", "dumb")];
    let screen = show(&home, &env, &words("get 1 -o json"));
    let deal: Value = serde_json::from_str(&screen).unwrap();
    assert_eq!(
        (&deal["title"], &deal["custom_fields"][KEY]),
        (&json!(evil("Roof")), &json!(evil("term")))
    );
    let at = |args: &str| {
        let mut command = home.command(&words(args));
        Output::from_output(command.env("DEALS_BASE_URL", &server.url).output().unwrap()).ok()
    };
    assert!(at("get 1 -o json").contains('\u{9b}'), "a pipe gets the JSON unchanged");
    assert_eq!(at("get 1 --jq .title -r"), format!("{}\n", evil("Roof")));
    let csv = at("get 1 -o csv --fields title --no-header");
    assert_eq!(csv, format!("\"{}\"\r\n", evil("Roof")));
}

#[test]
fn keeps_own_colors() {
    let (server, home) = (server(), Home::new());
    let env = [("DEALS_BASE_URL", server.url.as_str()), ("TERM", "xterm-256color")];
    let screen = show(&home, &env, &words("list --color always"));
    let (_, table) = screen.rsplit_once("\u{1b}[2K").unwrap_or(("", &screen));
    assert!(table.contains("\u{1b}[1m") && !table.contains("\u{1b}[31m"), "{table:?}");
    let plain: String = table.replace("\r\n", "\n").split("\u{1b}[").collect();
    assert_harmless("list --color always", &plain);
}

#[test]
fn prompts_have_no_control_characters() {
    let (server, home) = (server(), Home::new());
    let env = [("DEALS_BASE_URL", server.url.as_str()), ("NO_COLOR", "1")];
    for (line, question, keys) in [
        ("update 1", "What now?", "\u{1b}[B\r"),
        ("followers add 1", "User", ""),
        ("move 1", "Stage", ""),
        ("get", "Deal", ENTER),
    ] {
        let mut asked = Terminal::start_with_size(&home, (80, 24), &env, &words(line));
        let mut seen = asked.wait_for(&format!("? {question} ›"));
        seen += &asked.read_output();
        asked.press(keys);
        seen += &asked.read_output();
        assert!(seen.contains("Esc"), "{line}: {seen:?}");
        // The cursor is moved, hidden and shown, and the screen is erased; nothing else.
        let mut left = seen.replace("\r", "");
        for own in ["\u{1b}[2K", "\u{1b}[?25l", "\u{1b}[?25h"] {
            left = left.replace(own, "");
        }
        let left: Vec<&str> = left
            .split("\u{1b}[")
            .map(|part| {
                let moved = part.trim_start_matches(|c: char| c.is_ascii_digit());
                moved.strip_prefix(['A', 'B', 'C']).unwrap_or(part)
            })
            .collect();
        assert_harmless(line, &left.concat());
        assert!(!seen.contains("\u{1b}[31m"), "{line}: {seen:?}");
        asked.leave_with("\u{3}");
    }
}

/// The text of `deals edit`, and completion candidates.
#[test]
fn editor_and_shell_get_no_control_characters() {
    let (server, home) = (server(), Home::new());
    let script = home.path().join("editor.sh");
    std::fs::write(&script, r#"cat "$1" >"$HOME/seen""#).unwrap();
    let mut command = home.command(&["edit", "1", "--yes"]);
    command.env("EDITOR", format!("sh {}", script.display())).env("DEALS_BASE_URL", &server.url);
    let output = Output::from_output(command.output().unwrap());
    assert_eq!((output.code, output.err.as_str()), (Some(0), "nothing changed\n"));
    let text = std::fs::read_to_string(home.path().join("seen")).unwrap();
    assert_harmless("the text to edit", &text);
    let text: toml_edit::DocumentMut = text.parse().unwrap();
    assert_eq!(text["1"]["Title"].as_str(), Some(evil("Roof").as_str()));
    for list in ["list", "fields", "users", "stages", "pipelines", "filters", "currencies"] {
        let mut command = home.command(&[list]);
        let _ = command.env("DEALS_BASE_URL", &server.url).output().unwrap();
    }
    for line in [
        "get ",
        "move 1 ",
        "list --owner ",
        "update 1 --label ",
        "update 1 --set ",
        "list --fields ",
        "list --currency ",
    ] {
        let line = format!("deals {line}");
        let words: Vec<&str> = line.split(' ').collect();
        let at = (words.len() - 1).to_string();
        let args = [&["__complete", "zsh", at.as_str()], &words[..]].concat();
        let mut command = home.command(&args);
        let output =
            Output::from_output(command.env("DEALS_BASE_URL", &server.url).output().unwrap());
        assert!(!output.out.is_empty(), "{line}");
        assert_harmless(&line, &output.out.replace('\t', ""));
    }
}

#[test]
fn truncates_a_long_error() {
    let body =
        json!({"success": false, "error": "é".repeat(20_000), "error_info": "i".repeat(20_000)});
    let server = StubServer::new(move |_| {
        StubServer::response("400 Bad Request", "", body.to_string().as_bytes())
    });
    let home = Home::new();
    let at = |format| {
        let mut command = home.command(&["get", "1", "-o", format]);
        Output::from_output(command.env("DEALS_BASE_URL", &server.url).output().unwrap()).err
    };
    let lines = at("table");
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].ends_with("é… (19,000 more characters)"), "{}", lines[0]);
    assert!(lines.iter().all(|line| line.chars().count() < 1_100));
    let error: Value = serde_json::from_str(&at("json")).unwrap();
    let message = error["error"]["message"].as_str().unwrap();
    assert!(message.ends_with("é… (10,000 more characters)") && message.chars().count() < 10_100);
}

#[test]
fn prints_an_error_on_one_line() {
    let body = json!({"success": false, "error": "bad\nhint: run evil\r\n\n  indented", "error_info": "one\n  two"});
    let server = StubServer::new(move |_| {
        StubServer::response("400 Bad Request", "", body.to_string().as_bytes())
    });
    let mut command = Home::new().command(&["get", "1", "-o", "table"]);
    let output = Output::from_output(command.env("DEALS_BASE_URL", &server.url).output().unwrap());
    let expected =
        "deals: Pipedrive rejected the request: bad hint: run evil indented\nhint: one two\n";
    assert_eq!(
        output.err.split_whitespace().collect::<Vec<_>>(),
        expected.split_whitespace().collect::<Vec<_>>()
    );
    assert_eq!(output.err.lines().count(), 2, "{}", output.err);
}
