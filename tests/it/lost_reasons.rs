//! The company's lost reasons: offered, taken as the company writes them, and asked for where they
//! must not be missing.

use crate::support::{Home, Ran, StubServer};
use serde_json::{Value, json};

/// A company with reasons, which are required for lost deals or not.
fn company(required: Value) -> StubServer {
    StubServer::start_recording(move |_, line| {
        let path = line.split([' ', '?']).nth(1).unwrap_or_default();
        let reasons = [(49, "High Price"), (50, "Long lead time"), (51, "Others")];
        let options: Vec<Value> =
            reasons.iter().map(|(id, label)| json!({"id": id, "label": label})).collect();
        let data = match path.rsplit('/').next().unwrap_or_default() {
            "dealFields" => json!([{"field_code": "lost_reason", "field_name": "Lost reason",
                "field_type": "varchar_options", "options": options, "required_fields": required}]),
            "pipelines" | "stages" | "users" => json!([]),
            "me" => json!({"id": 1, "name": "Me", "timezone_name": "UTC", "company_id": 1}),
            _ => json!({"id": 3, "title": "Roof", "status": "open", "pipeline_id": 1,
                "update_time": "2026-01-01T00:00:00Z"}),
        };
        let page = json!({"success": true, "data": data});
        let head = "content-type: application/json\r\n";
        StubServer::says("200 OK", head, page.to_string().as_bytes())
    })
}

fn at(server: &StubServer, home: &Home, args: &[&str]) -> Ran {
    let mut command = home.command(args);
    command.envs([("DEALS_BASE_URL", server.url.as_str()), ("DEALS_JOURNAL", "off")]);
    Ran::from_output(command.output().unwrap())
}

/// What the writes sent as the reason.
fn reasons_sent(server: &StubServer) -> Vec<Value> {
    let writes = server.requests().into_iter().filter(|request| !request.starts_with("GET"));
    let body = |request: String| request.split("\r\n\r\n").nth(1).unwrap_or_default().to_owned();
    writes
        .map(|request| {
            serde_json::from_str::<Value>(&body(request)).unwrap()["lost_reason"].clone()
        })
        .collect()
}

#[test]
fn a_reason_is_sent_as_the_company_writes_it_and_other_texts_as_they_are() {
    for args in [
        &["lose", "3", "--reason", " high PRICE"][..],
        &["update", "3", "--status", "lost", "--lost-reason", "high price"],
        &["update", "3", "--status", "lost", "--set", "lost_reason=HIGH price"],
    ] {
        let server = company(Value::Null);
        let ran = at(&server, &Home::new(), args);
        assert!(!ran.err.contains("is not one of"), "{}", ran.err);
        assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.err);
        assert_eq!(reasons_sent(&server), [json!("High Price")], "{args:?}");
    }
    let server = company(Value::Null);
    let ran = at(&server, &Home::new(), &["lose", "3", "--reason", "Too dear"]);
    let note =
        "`Too dear` is not one of the company's lost reasons: High Price, Long lead time, Others";
    assert!(ran.err.contains(note), "{}", ran.err);
    assert_eq!(reasons_sent(&server), [json!("Too dear")]);
}

#[test]
fn a_reason_that_must_not_be_missing_is_an_error_before_anything_is_sent() {
    let required = json!({"enabled": true, "stage_ids": [], "statuses": {"1": ["lost"]}});
    let elsewhere = json!({"enabled": true, "stage_ids": [], "statuses": {"2": ["lost"]}});
    for args in [&["lose", "3", "--no-input"][..], &["update", "3", "--status", "lost"]] {
        let server = company(required.clone());
        let ran = at(&server, &Home::new(), &[args, &["-o", "table"]].concat());
        let expected = "deals: a lost deal needs a reason\n\
            hint: pass --reason; the reasons of the company: High Price, Long lead time, Others\n";
        assert_eq!(ran.err, expected, "{args:?}");
        assert_eq!(ran.code, Some(2));
        assert!(reasons_sent(&server).is_empty());
        let server = company(elsewhere.clone());
        assert_eq!(at(&server, &Home::new(), args).code, Some(0), "{args:?}");
    }
}

#[test]
fn a_shell_offers_the_reasons() {
    let server = company(Value::Null);
    let home = Home::new();
    let _ = at(&server, &home, &["fields"]).ok();
    for line in ["lose 3 --reason ", "update 3 --lost-reason Lo"] {
        let words: Vec<&str> = std::iter::once("deals").chain(line.split(' ')).collect();
        let last = (words.len() - 1).to_string();
        let args = [&["__complete", "zsh", last.as_str()], &words[..]].concat();
        let found = at(&server, &home, &args).ok();
        assert!(found.contains("Long lead time"), "{line}: {found}");
        assert_eq!(found.contains("High Price"), line.ends_with(' '), "{line}: {found}");
    }
}
