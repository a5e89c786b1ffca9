//! Predefined lost reasons: completed, sent as the company spells them, and required if the company
//! requires them.

use crate::support::{Home, Output, StubServer};
use serde_json::{Value, json};

/// A company with lost reasons, required or not.
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
            _ => {
                let status = if line.starts_with("PATCH") { "lost" } else { "open" };
                json!({"id": 3, "title": "Roof", "status": status, "pipeline_id": 1,
                    "update_time": "2026-01-01T00:00:00Z"})
            }
        };
        let page = json!({"success": true, "data": data});
        let head = "content-type: application/json\r\n";
        StubServer::response("200 OK", head, page.to_string().as_bytes())
    })
}

fn at(server: &StubServer, home: &Home, args: &[&str]) -> Output {
    let mut command = home.command(args);
    command.envs([("DEALS_BASE_URL", server.url.as_str()), ("DEALS_JOURNAL", "off")]);
    Output::from_output(command.output().unwrap())
}

/// The reasons that were sent.
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
fn sends_predefined_reasons_as_spelled_by_the_company() {
    for args in [
        &["lose", "3", "--reason", " high PRICE"][..],
        &["update", "3", "--status", "lost", "--lost-reason", "high price"],
        &["update", "3", "--status", "lost", "--set", "lost_reason=HIGH price"],
    ] {
        let server = company(Value::Null);
        let output = at(&server, &Home::new(), args);
        assert!(!output.err.contains("is not one of"), "{}", output.err);
        assert_eq!(output.code, Some(0), "{args:?}: {}", output.err);
        assert_eq!(reasons_sent(&server), [json!("High Price")], "{args:?}");
    }
    let server = company(Value::Null);
    let output = at(&server, &Home::new(), &["lose", "3", "--reason", "Too dear"]);
    let note =
        "`Too dear` is not one of the company's lost reasons: High Price, Long lead time, Others";
    assert!(output.err.contains(note), "{}", output.err);
    assert_eq!(reasons_sent(&server), [json!("Too dear")]);
}

#[test]
fn requires_a_reason_before_any_request() {
    let required = json!({"enabled": true, "stage_ids": [], "statuses": {"1": ["lost"]}});
    let elsewhere = json!({"enabled": true, "stage_ids": [], "statuses": {"2": ["lost"]}});
    for args in [&["lose", "3", "--no-input"][..], &["update", "3", "--status", "lost"]] {
        let server = company(required.clone());
        let output = at(&server, &Home::new(), &[args, &["-o", "table"]].concat());
        let expected = "deals: a lost deal needs a reason\n\
            hint: pass --reason; the reasons of the company: High Price, Long lead time, Others\n";
        assert_eq!(output.err, expected, "{args:?}");
        assert_eq!(output.code, Some(2));
        assert!(reasons_sent(&server).is_empty());
        let server = company(elsewhere.clone());
        assert_eq!(at(&server, &Home::new(), args).code, Some(0), "{args:?}");
    }
}

#[test]
fn completes_lost_reasons() {
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
