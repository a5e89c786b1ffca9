//! Error responses and unusual responses: errors are reported, incomplete output does not parse,
//! and no write is repeated.

use super::paging::page;
use super::support::{Home, Output, StubServer, at_once};
use deals::sandbox::{Sandbox, World};
use jiff::{SignedDuration, Zoned};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

fn sandbox(deals: usize, faults: &[&str]) -> Sandbox {
    let mut world = World::with_deals(deals);
    world.faults(faults.iter().map(|fault| fault.parse().unwrap()).collect());
    Sandbox::start(world).unwrap()
}

pub fn at(server: &StubServer, args: &[&str]) -> Output {
    let home = Home::new();
    let mut command = home.command(args);
    // These servers have no account for the journal.
    command.env("DEALS_BASE_URL", &server.url).env("DEALS_JOURNAL", "off");
    Output::from_output(command.output().unwrap())
}

#[test]
fn maps_each_error_status_to_an_exit_code() {
    for (fault, code, word) in [
        ("1=page", 3, "blocked"),
        ("1=html", 1, "HTML page"),
        ("1+=500", 7, "server error"),
        ("1+=null", 7, "incomplete or empty response"),
        ("1+=drop", 7, "was cut off"),
        ("1+=cut", 7, "was cut off"),
    ] {
        for format in ["table", "json", "ndjson", "csv"] {
            let sandbox = sandbox(10, &[fault]);
            let output = Home::new().at(&sandbox, &["list", "-o", format, "--retries", "0"]);
            assert_eq!(
                (output.code, output.out.as_str()),
                (Some(code), ""),
                "{fault} {format}: {}",
                output.err
            );
            assert!(output.err.contains(word), "{fault}: {}", output.err);
        }
    }
}

#[test]
fn distinguishes_hosts_tokens_and_ids() {
    let sandbox = sandbox(10, &[]);
    let home = Home::new();
    let mut command = home.command(&["list", "-o", "table"]);
    let output = Output::from_output(
        command
            .env("DEALS_BASE_URL", sandbox.url())
            .env("PIPEDRIVE_API_TOKEN", "invalid")
            .output()
            .unwrap(),
    );
    assert_eq!((output.code, output.out.as_str()), (Some(3), ""));
    assert!(
        output.err.contains("rejected the API token") && output.err.contains("hint: "),
        "{}",
        output.err
    );
    let output = home.at(&sandbox, &["get", "999999", "-o", "table"]);
    assert_eq!((output.code, output.out.as_str()), (Some(4), ""));
    assert!(output.err.starts_with("deals: no deal 999999"), "{}", output.err);
    let output = home.at(&sandbox, &["update", "1", "--stage", "999999", "-o", "table"]);
    assert_eq!((output.code, output.out.as_str()), (Some(5), ""), "{}", output.err);
    let output =
        home.run(&["--base-url", "http://127.0.0.1:1", "list", "--retries", "0", "-o", "csv"]);
    assert_eq!((output.code, output.out.as_str()), (Some(7), ""));
    assert!(output.err.contains("cannot reach 127.0.0.1:1"), "{}", output.err);
}

#[test]
fn prints_errors_as_json() {
    let output = Home::new().at(&sandbox(3, &[]), &["get", "999999"]);
    let error: serde_json::Value = serde_json::from_str(&output.err).unwrap();
    let error = &error["error"];
    assert_eq!(
        (&error["code"], &error["exit"], &error["status"]),
        (&"not_found".into(), &4.into(), &404.into())
    );
    assert_eq!(error["endpoint"], "GET /api/v2/deals/{id}");
}

#[test]
fn incomplete_output_does_not_parse() {
    let sandbox = sandbox(1200, &["2+=500"]);
    let output = Home::new().at(&sandbox, &["list", "-o", "json", "--retries", "0"]);
    assert_eq!(output.code, Some(7));
    assert!(
        !output.out.is_empty() && serde_json::from_str::<serde_json::Value>(&output.out).is_err()
    );
}

#[test]
fn closed_pipe_ends_the_list_silently() {
    at_once(4, ["csv", "ndjson", "json", "table"], |format| {
        let sandbox = sandbox(10_000, &[]);
        let home = Home::new();
        let mut deals = home
            .command(&["list", "-o", format])
            .env("DEALS_BASE_URL", sandbox.url())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut head = Command::new("head")
            .arg("-3")
            .stdin(deals.stdout.take().unwrap())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        head.wait().unwrap();
        let output = Output::from_output(deals.wait_with_output().unwrap());
        assert_eq!((output.code, output.err.as_str()), (Some(0), ""), "{format}");
        // 20 pages in total; a few fit into the pipe before `head` ends.
        assert!(sandbox.world().calls() < 8, "{format}: {} calls", sandbox.world().calls());
    });
}

#[test]
fn limit_requests_only_what_is_needed() {
    let sandbox = sandbox(1200, &[]);
    let output = Home::new().at(&sandbox, &["list", "--limit", "7", "-o", "json"]);
    assert!(output.err.starts_with("7 deals shown; there are more"), "{}", output.err);
    assert_eq!((output.json().as_array().unwrap().len(), sandbox.world().calls()), (7, 1));
}

#[test]
fn gets_many_ids_with_the_cheapest_requests() {
    let sandbox = sandbox(300, &[]);
    let ids: Vec<String> = (1..=60).map(|id| id.to_string()).collect();
    let args: Vec<&str> = ["get", "-v"].into_iter().chain(ids.iter().map(String::as_str)).collect();
    let output = Home::new().at(&sandbox, &args);
    let archived_or_deleted = sandbox.world().calls() as u32 - 1;
    assert!(output.err.contains(&format!("{} tokens", 10 + archived_or_deleted)), "{}", output.err);
    let got: Vec<String> =
        output.json().as_array().unwrap().iter().map(|deal| deal["id"].to_string()).collect();
    assert_eq!(got, ids);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_list() {
    let mut world = World::with_deals(20_000);
    world.latency(std::time::Duration::from_millis(50));
    let sandbox = Sandbox::start(world).unwrap();
    let home = Home::new();
    let child = home
        .command(&["list", "-o", "json"])
        .env("DEALS_BASE_URL", sandbox.url())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while sandbox.world().calls() < 2 {
        std::thread::yield_now();
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(130));
}

#[test]
fn does_not_print_the_token() {
    let sandbox = sandbox(3, &[]);
    let home = Home::new();
    for args in
        [&["list", "-vv"][..], &["create", "x", "-vv"], &["config", "list"], &["list", "--dry-run"]]
    {
        let mut command = home.command(args);
        let output = Output::from_output(
            command
                .env("DEALS_BASE_URL", sandbox.url())
                .env("PIPEDRIVE_API_TOKEN", "sesame42")
                .output()
                .unwrap(),
        );
        assert!(!format!("{output:?}").contains("sesame42"), "{args:?}");
        let _ = output.ok();
    }
}

#[test]
fn does_not_print_a_token_that_is_echoed() {
    const TOKEN: &str = "v1u:c0ffee/c0ffee";
    let header = format!("x-echo: {TOKEN}\r\n");
    let long = "long ".repeat(100);
    let answers = [
        ("401 Unauthorized", format!(r#"{{"success":false,"error":"invalid token {TOKEN}"}}"#)),
        (
            "400 Bad Request",
            format!(r#"{{"success":false,"error":"{long}{TOKEN}","error_info":"see {TOKEN}"}}"#),
        ),
        ("200 OK", r#"{"success":true,"data":[],"echo":"v1u:c0ffee\/c0ffee"}"#.to_owned()),
    ];
    for (status, body) in answers {
        let header = header.clone();
        let is_ok = status == "200 OK";
        let server =
            StubServer::new(move |_| StubServer::response(status, &header, body.as_bytes()));
        let path = format!("/v2/{TOKEN}?api_token={TOKEN}");
        for args in [&["list", "-vv"][..], &["list", "-o", "table"], &["api", "GET", &path, "-vv"]]
        {
            let home = Home::new();
            let mut command = home.command(args);
            command.env("DEALS_BASE_URL", &server.url).env("PIPEDRIVE_API_TOKEN", TOKEN);
            let output = Output::from_output(command.output().unwrap());
            assert!(!output.err.contains("c0ffee"), "{status} {args:?}: {}", output.err);
            let is_printed = !is_ok || args.contains(&"-vv");
            assert_eq!(output.err.contains("[redacted]"), is_printed, "{args:?}: {}", output.err);
            // Data is printed as it came.
            let is_echoed = is_ok && args[0] == "api";
            assert_eq!(output.out.contains("c0ffee"), is_echoed, "{}", output.out);
        }
    }
}

#[test]
fn does_not_follow_redirects() {
    let elsewhere =
        StubServer::new(|_| StubServer::response("200 OK", "", b"{\"success\":true,\"data\":[]}"));
    let location = format!("location: {}/\r\n", elsewhere.url);
    let server = StubServer::new(move |_| StubServer::response("302 Found", &location, b""));
    let output = at(&server, &["list", "-o", "table"]);
    assert_eq!((output.code, output.out.as_str()), (Some(1), ""), "{}", output.err);
    assert!(output.err.contains("redirect"), "{}", output.err);
    assert_eq!(elsewhere.requests(), Vec::<String>::new());
}

#[test]
fn decodes_a_compressed_response() {
    // gzip of {"success":true,"data":[{"id":1,"title":"zipped"}]}
    const ZIPPED: &[u8] = include_bytes!("../fixtures/deals.json.gz");
    let server =
        StubServer::new(|_| StubServer::response("200 OK", "content-encoding: gzip\r\n", ZIPPED));
    assert_eq!(at(&server, &["list", "-o", "ndjson"]).ok(), "{\"id\":1,\"title\":\"zipped\"}\n");
    let request = server.requests().remove(0).to_lowercase();
    assert!(
        request.contains("accept-encoding: gzip") && request.contains("x-api-token: sandbox"),
        "{request}"
    );
}

#[test]
fn does_not_crash_on_deeply_nested_json() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let record = format!(r#"{{"id":1,"title":{deep},"custom_fields":{{"x":{deep}}}}}"#);
    let answer = page(&format!("[{record}]"), "null");
    let server = StubServer::new(move |_| answer.clone());
    assert_eq!(at(&server, &["list", "-o", "ndjson"]).ok(), format!("{record}\n"));
    for args in [
        &["list", "-o", "table", "--fields", "id,title"][..],
        &["list", "-o", "csv", "--fields", "id,title"],
        &["api", "GET", "/api/v2/deals"],
    ] {
        assert!(at(&server, args).ok().contains("[["), "{args:?}");
    }
    let filters = [".".to_owned(), format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000))];
    for (filter, code) in filters.iter().zip([1, 2]) {
        for args in [&["list"][..], &["list", "-o", "ndjson"], &["api", "GET", "/api/v2/deals"]] {
            let output = at(&server, &[args, &["--jq", filter]].concat());
            assert_eq!(output.code, Some(code), "{args:?} {}", output.err);
            assert!(output.err.contains("nested"), "{args:?} {}", output.err);
        }
    }
}

#[test]
fn prints_json_unchanged() {
    let body = br#"{"success":true,"data":{"z":1.10,"id":1,"big":12345678901234567890123,"title":"\u00e9","custom_fields":{}}}"#;
    let server = StubServer::new(|_| StubServer::response("200 OK", "", body));
    let text =
        r#"{"z":1.10,"id":1,"big":12345678901234567890123,"title":"\u00e9","custom_fields":{}}"#;
    assert_eq!(at(&server, &["get", "1", "-o", "json"]).ok(), format!("{text}\n"));
}

#[test]
fn respects_max_tokens() {
    let sandbox = sandbox(2000, &[]);
    let output = Home::new().at(&sandbox, &["list", "-o", "json", "--max-tokens", "25"]);
    assert_eq!((output.code, sandbox.world().calls()), (Some(6), 2), "{}", output.err);
}

#[test]
fn failed_lookup_does_not_hide_an_applied_write() {
    // The names for the report are requested before the write, which is then not sent.
    for args in [&["create", "Bell tower", "-o", "table"][..], &["win", "1", "-o", "table"]] {
        let sandbox = sandbox(3, &["1=400"]);
        let before = sandbox.world().changes();
        let output = Home::new().at(&sandbox, args);
        assert_eq!((output.code, sandbox.world().changes()), (Some(5), before), "{}", output.err);
    }
}

const EMPTY: &[u8] = br#"{"success":true,"data":[]}"#;

/// A server that sends this response to the first request, and an empty list to all others.
fn answer_first(status: &'static str, headers: String, body: &'static [u8]) -> StubServer {
    StubServer::new(move |call| match call {
        1 => StubServer::response(status, &headers, body),
        _ => StubServer::response("200 OK", "", EMPTY),
    })
}

#[test]
fn waits_for_a_retry_after_date() {
    // One second by the server's clock; in the past by the local clock.
    let headers =
        "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:38 GMT\r\n";
    let page = &b"<html>maintenance</html>"[..];
    for status in ["429 Too Many Requests", "503 Service Unavailable"] {
        for body in [&b"{\"success\":false,\"error\":\"no\"}"[..], b"", page] {
            let server = answer_first(status, headers.to_owned(), body);
            let started = Instant::now();
            let output = at(&server, &["list", "-o", "ndjson", "-v"]);
            assert!(output.err.contains("retrying in 1000 ms"), "{status}: {}", output.err);
            let (took, _) = (started.elapsed(), output.ok());
            assert!(took >= Duration::from_secs(1), "{status}: {took:?}");
            assert_eq!(server.requests().len(), 2, "{status}");
        }
    }
}

#[test]
fn exits_if_retry_after_exceeds_max_wait() {
    let days =
        |days: u64| httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(days * 86_400));
    let cases = [
        ("429 Too Many Requests", 6, days(2), "until 20"),
        ("503 Service Unavailable", 7, days(2), "until 20"),
        (
            "503 Service Unavailable",
            7,
            "Fri, 31 Dec 9999 23:59:59 GMT".into(),
            "for thousands of years",
        ),
        ("429 Too Many Requests", 6, "18446744073709551615".into(), "for thousands of years"),
        ("503 Service Unavailable", 7, "18446744073709551616".into(), "for thousands of years"),
        ("429 Too Many Requests", 6, "120".into(), "for 120 s"),
    ];
    for (status, code, wait, expected) in cases {
        let server =
            answer_first(status, format!("retry-after: {wait}\r\n"), b"{\"success\":false}");
        let output = at(&server, &["list", "-o", "table"]);
        assert_eq!(
            (output.code, server.requests().len()),
            (Some(code), 1),
            "{wait}: {}",
            output.err
        );
        assert!(
            output.err.contains(expected) && output.err.contains("--max-wait"),
            "{wait}: {}",
            output.err
        );
    }
    // A wait of hours does not concern the burst window, so the next run sends a request.
    let server = answer_first(
        "429 Too Many Requests",
        "retry-after: 86400\r\n".into(),
        b"{\"success\":false}",
    );
    let home = Home::new();
    for code in [6, 0] {
        let mut command = home.command(&["list", "-o", "table"]);
        let output =
            Output::from_output(command.env("DEALS_BASE_URL", &server.url).output().unwrap());
        assert_eq!(output.code, Some(code), "{}", output.err);
    }
}

#[test]
fn distinguishes_the_daily_budget_from_the_burst_limit() {
    let body = br#"{"success":false,"error":"daily request budget exceeded","errorCode":429}"#;
    let spent = |headers: &str| {
        let server = answer_first("429 Too Many Requests", headers.to_owned(), body);
        // There is no wait, regardless of --max-wait.
        let output = at(&server, &["list", "-o", "table", "--max-wait", "1000000"]);
        assert_eq!((output.code, server.requests().len()), (Some(6), 1), "{}", output.err);
        assert!(output.err.contains("token budget for today is spent"), "{}", output.err);
        output.err
    };
    for headers in ["retry-after: 3939\r\n", "x-ratelimit-remaining: 0\r\nretry-after: 3939\r\n"] {
        let err = spent(headers);
        let reset = Zoned::now() + SignedDuration::from_secs(3939);
        let times = [reset.clone(), reset.saturating_add(SignedDuration::from_secs(60))];
        let times = times.map(|at| at.in_tz("UTC").unwrap().strftime("%H:%M UTC").to_string());
        let hint =
            err.lines().find(|line| line.starts_with("hint: the budget resets at ")).unwrap();
        assert!(times.iter().any(|time| hint.contains(time)), "{hint}, {times:?}");
        assert!(!err.contains("midnight") && !err.contains("noticed at"), "{err}");
    }
    // A date, and the end of the calendar.
    let err = spent(
        "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Tue, 08 Nov 1994 08:49:37 GMT\r\n",
    );
    assert!(err.contains("hint: the budget resets at 20"), "{err}");
    for headers in ["", "retry-after: 18446744073709551615\r\n"] {
        assert!(spent(headers).contains("noticed at"), "{headers}");
    }
}

#[test]
fn decodes_gzip_in_any_case_and_rejects_other_encodings() {
    const ZIPPED: &[u8] = include_bytes!("../fixtures/deals.json.gz");
    for name in ["GZIP", "Gzip", "x-gzip", "X-GZip", "identity, gzip"] {
        let headers = format!("content-encoding: {name}\r\n");
        let server = answer_first("200 OK", headers, ZIPPED);
        let output = at(&server, &["list", "-o", "ndjson"]);
        assert_eq!(output.ok(), "{\"id\":1,\"title\":\"zipped\"}\n", "{name}");
    }
    for name in ["br", "zstd", "deflate", "BR", "gzip, br"] {
        let headers = format!("content-encoding: {name}\r\n");
        let server = answer_first("200 OK", headers.clone(), ZIPPED);
        let output = at(&server, &["list", "-o", "table"]);
        let last = name.rsplit(' ').next().unwrap().to_lowercase();
        assert_eq!((output.code, server.requests().len()), (Some(1), 1), "{name}: {}", output.err);
        assert!(output.err.contains(&format!("Content-Encoding `{last}`")), "{}", output.err);
        // The status code is always reported.
        let server = answer_first("401 Unauthorized", headers, ZIPPED);
        let output = at(&server, &["list", "-o", "table"]);
        assert_eq!(output.code, Some(3), "{}", output.err);
        assert!(output.err.contains(&format!("Content-Encoding `{last}`")), "{}", output.err);
    }
}

#[test]
fn write_with_an_unusable_response_is_unknown() {
    for (status, headers, word) in [
        ("302 Found", "location: /elsewhere\r\n", "redirect"),
        ("307 Temporary Redirect", "location: /elsewhere\r\n", "redirect"),
        ("200 OK", "content-encoding: br\r\n", "Content-Encoding `br`"),
    ] {
        for (code, args) in [
            (7, &["api", "POST", "/api/v2/deals", "-f", "title=Roof", "-o", "json"][..]),
            (7, &["delete", "1", "--yes", "-o", "json"]),
        ] {
            let deal = br#"{"success":true,"data":{"id":1,"title":"Roof"}}"#;
            let server = StubServer::start_recording(move |call, line| {
                if line.starts_with("GET") && call == 1 {
                    StubServer::response("200 OK", "", deal)
                } else {
                    StubServer::response(status, headers, b"x")
                }
            });
            let output = at(&server, args);
            let writes = server.requests().iter().filter(|call| !call.starts_with("GET")).count();
            assert_eq!(
                (output.code, output.out.as_str(), writes),
                (Some(code), "", 1),
                "{}",
                output.err
            );
            assert!(output.err.contains(word), "{}", output.err);
            assert!(output.err.contains(r#""outcome":"unknown""#), "{}", output.err);
        }
        // A read has no outcome.
        let server = StubServer::new(move |_| StubServer::response(status, headers, b"x"));
        let output = at(&server, &["list", "-o", "json"]);
        assert_eq!(output.code, Some(1), "{}", output.err);
        assert!(output.err.contains(word) && !output.err.contains("outcome"), "{}", output.err);
    }
}
