//! Refusals, faults, and answers nobody should have to expect: the built program says what
//! happened, prints nothing that looks whole, and does nothing twice.

use super::support::{Home, Output, StubServer};
use deals::sandbox::{Sandbox, World};
use jiff::{SignedDuration, Zoned};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

fn sandbox(deals: usize, faults: &[&str]) -> Sandbox {
    let mut world = World::with_deals(deals);
    world.faults(faults.iter().map(|fault| fault.parse().unwrap()).collect());
    Sandbox::start(world).unwrap()
}

fn at(parrot: &StubServer, args: &[&str]) -> Output {
    let home = Home::new();
    let mut command = home.command(args);
    // These servers know no account to keep a journal for.
    command.env("DEALS_BASE_URL", &parrot.url).env("DEALS_JOURNAL", "off");
    Output::from_output(command.output().unwrap())
}

#[test]
fn each_refusal_has_its_exit_code_a_sentence_and_no_data() {
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
            let ran = Home::new().at(&sandbox, &["list", "-o", format, "--retries", "0"]);
            assert_eq!(
                (ran.code, ran.out.as_str()),
                (Some(code), ""),
                "{fault} {format}: {}",
                ran.err
            );
            assert!(ran.err.contains(word), "{fault}: {}", ran.err);
        }
    }
}

#[test]
fn who_it_is_and_what_it_wants_is_told_apart() {
    let sandbox = sandbox(10, &[]);
    let home = Home::new();
    let mut command = home.command(&["list", "-o", "table"]);
    let ran = Output::from_output(
        command
            .env("DEALS_BASE_URL", sandbox.url())
            .env("PIPEDRIVE_API_TOKEN", "invalid")
            .output()
            .unwrap(),
    );
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""));
    assert!(
        ran.err.contains("rejected the API token") && ran.err.contains("hint: "),
        "{}",
        ran.err
    );
    let ran = home.at(&sandbox, &["get", "999999", "-o", "table"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(4), ""));
    assert!(ran.err.starts_with("deals: no deal 999999"), "{}", ran.err);
    let ran = home.at(&sandbox, &["update", "1", "--stage", "999999", "-o", "table"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(5), ""), "{}", ran.err);
    let ran =
        home.run(&["--base-url", "http://127.0.0.1:1", "list", "--retries", "0", "-o", "csv"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(7), ""));
    assert!(ran.err.contains("cannot reach 127.0.0.1:1"), "{}", ran.err);
}

#[test]
fn a_program_is_told_in_json() {
    let ran = Home::new().at(&sandbox(3, &[]), &["get", "999999"]);
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    let error = &error["error"];
    assert_eq!(
        (&error["code"], &error["exit"], &error["status"]),
        (&"not_found".into(), &4.into(), &404.into())
    );
    assert_eq!(error["endpoint"], "GET /api/v2/deals/{id}");
}

#[test]
fn half_an_answer_does_not_parse() {
    let sandbox = sandbox(1200, &["2+=500"]);
    let ran = Home::new().at(&sandbox, &["list", "-o", "json", "--retries", "0"]);
    assert_eq!(ran.code, Some(7));
    assert!(!ran.out.is_empty() && serde_json::from_str::<serde_json::Value>(&ran.out).is_err());
}

#[test]
fn a_closed_pipe_ends_the_walk_quietly() {
    for format in ["csv", "ndjson", "json", "table"] {
        let sandbox = sandbox(20_000, &[]);
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
        let ran = Output::from_output(deals.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{format}");
        // 40 pages in all; what fills the pipe before `head` is done may be a few.
        assert!(sandbox.world().calls() < 8, "{format}: {} calls", sandbox.world().calls());
    }
}

#[test]
fn a_limit_asks_for_no_more_than_it_wants() {
    let sandbox = sandbox(1200, &[]);
    let ran = Home::new().at(&sandbox, &["list", "--limit", "7", "-o", "json"]);
    assert!(ran.err.starts_with("7 deals shown; there are more"), "{}", ran.err);
    assert_eq!((ran.json().as_array().unwrap().len(), sandbox.world().calls()), (7, 1));
}

#[test]
fn many_ids_take_the_cheapest_calls() {
    let sandbox = sandbox(300, &[]);
    let ids: Vec<String> = (1..=60).map(|id| id.to_string()).collect();
    let args: Vec<&str> = ["get", "-v"].into_iter().chain(ids.iter().map(String::as_str)).collect();
    let ran = Home::new().at(&sandbox, &args);
    let archived_or_deleted = sandbox.world().calls() as u32 - 1;
    assert!(ran.err.contains(&format!("{} tokens", 10 + archived_or_deleted)), "{}", ran.err);
    let got: Vec<String> =
        ran.json().as_array().unwrap().iter().map(|deal| deal["id"].to_string()).collect();
    assert_eq!(got, ids);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_walk() {
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
fn the_token_is_nowhere_to_be_seen() {
    let sandbox = sandbox(3, &[]);
    let home = Home::new();
    for args in
        [&["list", "-vv"][..], &["create", "x", "-vv"], &["config", "list"], &["list", "--dry-run"]]
    {
        let mut command = home.command(args);
        let ran = Output::from_output(
            command
                .env("DEALS_BASE_URL", sandbox.url())
                .env("PIPEDRIVE_API_TOKEN", "sesame42")
                .output()
                .unwrap(),
        );
        assert!(!format!("{ran:?}").contains("sesame42"), "{args:?}");
        let _ = ran.ok();
    }
}

#[test]
fn a_redirect_does_not_carry_the_token_away() {
    let elsewhere =
        StubServer::new(|_| StubServer::says("200 OK", "", b"{\"success\":true,\"data\":[]}"));
    let location = format!("location: {}/\r\n", elsewhere.url);
    let parrot = StubServer::new(move |_| StubServer::says("302 Found", &location, b""));
    let ran = at(&parrot, &["list", "-o", "table"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{}", ran.err);
    assert!(ran.err.contains("redirect"), "{}", ran.err);
    assert_eq!(elsewhere.requests(), Vec::<String>::new());
}

#[test]
fn a_compressed_answer_is_opened() {
    // gzip of {"success":true,"data":[{"id":1,"title":"zipped"}]}
    const ZIPPED: &[u8] = include_bytes!("../fixtures/deals.json.gz");
    let parrot =
        StubServer::new(|_| StubServer::says("200 OK", "content-encoding: gzip\r\n", ZIPPED));
    assert_eq!(at(&parrot, &["list", "-o", "ndjson"]).ok(), "{\"id\":1,\"title\":\"zipped\"}\n");
    let asked = parrot.requests().remove(0).to_lowercase();
    assert!(
        asked.contains("accept-encoding: gzip") && asked.contains("x-api-token: sandbox"),
        "{asked}"
    );
}

#[test]
fn a_list_that_does_not_advance_is_not_walked_for_ever() {
    let body = br#"{"success":true,"data":[{"id":1}],"additional_data":{"next_cursor":"abc"}}"#;
    let parrot = StubServer::new(|_| StubServer::says("200 OK", "", body));
    let ran = at(&parrot, &["list", "-o", "json"]);
    assert_eq!((ran.code, parrot.requests().len()), (Some(1), 2), "{}", ran.err);
    assert!(serde_json::from_str::<serde_json::Value>(&ran.out).is_err());
}

/// A page of a list.
fn page(data: &str, additional: &str) -> Vec<u8> {
    let body = format!(r#"{{"success":true,"data":{data},"additional_data":{additional}}}"#);
    StubServer::says("200 OK", "", body.as_bytes())
}

#[test]
fn every_walk_ends() {
    // Each is called with the number of the request.
    type Answer = fn(usize) -> Vec<u8>;
    let round: Answer = |call| match call % 2 {
        1 => page(r#"[{"id":1},{"id":2}]"#, r#"{"next_cursor":"a"}"#),
        _ => page(r#"[{"id":3},{"id":4}]"#, r#"{"next_cursor":"b"}"#),
    };
    let same: Answer =
        |call| page(r#"[{"id":1},{"id":2}]"#, &format!(r#"{{"next_cursor":"{call}"}}"#));
    let empty: Answer = |call| page("[]", &format!(r#"{{"next_cursor":"{call}"}}"#));
    let alike: Answer =
        |call| page(r#"[{"object":"note","data":{}}]"#, &format!(r#"{{"next_cursor":"{call}"}}"#));
    let offset: Answer = |call| {
        let next = call * 2;
        page(
            r#"[{"id":1},{"id":2}]"#,
            &format!(r#"{{"pagination":{{"more_items_in_collection":1,"next_start":{next}}}}}"#),
        )
    };
    let back: Answer = |call| {
        let next = if call == 1 { 2 } else { 0 };
        page(
            &format!(r#"[{{"id":{call}}}]"#),
            &format!(
                r#"{{"pagination":{{"more_items_in_collection":true,"next_start":"{next}"}}}}"#
            ),
        )
    };
    let object: Answer = |_| page(r#"[{"id":1}]"#, r#"{"next_cursor":{"id":2}}"#);
    let walks: [&[&str]; 8] = [
        &["list", "-o", "json"],
        &["list", "--ids", "1,2,3", "-o", "json"],
        &["files", "1", "-o", "json"],
        &["flow", "1", "-o", "json"],
        &["changelog", "1", "-o", "json"],
        &["stages", "-o", "json"],
        &["list", "--stage", "Proposal", "-o", "json"],
        &["api", "GET", "/api/v1/activities", "--paginate", "-o", "json"],
    ];
    for (what, answer) in [
        ("round", round),
        ("same", same),
        ("empty", empty),
        ("alike", alike),
        ("offset", offset),
        ("back", back),
        ("object", object),
    ] {
        for args in walks {
            let parrot = StubServer::new(answer);
            let ran = at(&parrot, args);
            assert_eq!(ran.code, Some(1), "{what} {args:?}: {}", ran.err);
            assert!(ran.err.contains("list"), "{what} {args:?}: {}", ran.err);
            assert!(parrot.requests().len() <= 4, "{what} {args:?}: {}", parrot.requests().len());
            assert!(serde_json::from_str::<serde_json::Value>(&ran.out).is_err(), "{}", ran.out);
        }
    }
}

#[test]
fn a_marker_of_another_type_is_followed() {
    let parrot = StubServer::start_recording(|_, request| {
        if !request.contains("cursor=500") {
            page(r#"[{"id":1}]"#, r#"{"next_cursor":500}"#)
        } else {
            page(r#"[{"id":2}]"#, r#"{"next_cursor":null}"#)
        }
    });
    assert_eq!(at(&parrot, &["list", "--jq", "map(.id)"]).ok(), "[1,2]\n");
    for more in ["1", "\"1\"", "\"true\"", "true"] {
        let parrot = StubServer::start_recording(move |_, request| {
            if !request.contains("start=2") {
                page(
                    r#"[{"id":1},{"id":2}]"#,
                    &format!(
                        r#"{{"pagination":{{"more_items_in_collection":{more},"next_start":"2"}}}}"#
                    ),
                )
            } else {
                page(r#"[{"id":3}]"#, r#"{"pagination":{"more_items_in_collection":0}}"#)
            }
        });
        assert_eq!(at(&parrot, &["files", "1", "--jq", "map(.id)"]).ok(), "[1,2,3]\n", "{more}");
    }
}

#[test]
fn pages_that_overlap_are_printed_once() {
    let parrot = StubServer::new(|call| match call {
        1 => page(r#"[{"id":1},{"id":2}]"#, r#"{"next_cursor":"a"}"#),
        2 => page(r#"[{"id":2},{"id":3}]"#, r#"{"next_cursor":"b"}"#),
        _ => page(r#"[{"id":1,"title":"changed"}]"#, r#"{"next_cursor":null}"#),
    });
    assert_eq!(at(&parrot, &["list", "-o", "ndjson"]).ok(), "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n");
    // `ids` is ignored, so that each hundred has the whole list.
    let parrot = StubServer::new(|_| page(r#"[{"id":1},{"id":2}]"#, r#"{"next_cursor":null}"#));
    let ids = (1..=250).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    let ran = at(&parrot, &["list", "--ids", &ids, "-o", "ndjson"]);
    assert_eq!((ran.ok().as_str(), parrot.requests().len()), ("{\"id\":1}\n{\"id\":2}\n", 3));
    // Events have no ID of their own: those that are alike on one page are as many as there are.
    let parrot = StubServer::new(|call| match call {
        1 => page(
            r#"[{"object":"note","data":{"id":1}},{"object":"note","data":{"id":1}},{"object":"note","data":{"id":2}}]"#,
            r#"{"pagination":{"more_items_in_collection":true,"next_start":3}}"#,
        ),
        _ => page(
            r#"[{"object":"note","data":{"id":2}},{"object":"note","data":{"id":3}},{"object":"note","data":{"id":3}}]"#,
            r#"{"pagination":{"more_items_in_collection":false}}"#,
        ),
    });
    assert_eq!(at(&parrot, &["flow", "1", "--jq", "map(.data.id)"]).ok(), "[1,1,2,3,3]\n");
}

#[test]
fn a_damaged_page_is_not_printed() {
    let records = vec![r#"{"id":1,"title":"x"}"#; 5_000].join(",");
    for damage in
        [r#"{"id":1-2}"#, r#"{"id":01}"#, r#"{"id":1,}"#, r#"{"id":"\x"}"#, "{\"id\":\"\n\"}"]
    {
        for records in ["{}", &records] {
            let answer = page(&format!("[{records},{damage}]"), "null");
            let parrot = StubServer::new(move |_| answer.clone());
            for format in ["json", "ndjson", "csv", "table"] {
                let ran = at(&parrot, &["list", "-o", format, "--fields", "id"]);
                assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{damage} {format}");
                assert!(ran.err.contains("not JSON"), "{}", ran.err);
            }
        }
    }
}

#[test]
fn json_that_is_nested_deeply_is_no_crash() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let record = format!(r#"{{"id":1,"title":{deep},"custom_fields":{{"x":{deep}}}}}"#);
    let answer = page(&format!("[{record}]"), "null");
    let parrot = StubServer::new(move |_| answer.clone());
    assert_eq!(at(&parrot, &["list", "-o", "ndjson"]).ok(), format!("{record}\n"));
    for args in [
        &["list", "-o", "table", "--fields", "id,title"][..],
        &["list", "-o", "csv", "--fields", "id,title"],
        &["api", "GET", "/api/v2/deals"],
    ] {
        assert!(at(&parrot, args).ok().contains("[["), "{args:?}");
    }
    let filters = [".".to_owned(), format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000))];
    for (filter, code) in filters.iter().zip([1, 2]) {
        for args in [&["list"][..], &["list", "-o", "ndjson"], &["api", "GET", "/api/v2/deals"]] {
            let ran = at(&parrot, &[args, &["--jq", filter]].concat());
            assert_eq!(ran.code, Some(code), "{args:?} {}", ran.err);
            assert!(ran.err.contains("nested"), "{args:?} {}", ran.err);
        }
    }
}

#[test]
fn an_empty_page_does_not_end_a_list() {
    let parrot = StubServer::new(|call| {
        let body = match call {
            1 => r#"{"success":true,"data":[],"additional_data":{"next_cursor":"abc"}}"#,
            _ => r#"{"success":true,"data":[{"id":1}],"additional_data":{"next_cursor":null}}"#,
        };
        StubServer::says("200 OK", "", body.as_bytes())
    });
    assert_eq!(at(&parrot, &["list", "-o", "ndjson"]).ok(), "{\"id\":1}\n");
}

#[test]
fn what_came_goes_out_as_it_came() {
    let body = br#"{"success":true,"data":{"z":1.10,"id":1,"big":12345678901234567890123,"title":"\u00e9","custom_fields":{}}}"#;
    let parrot = StubServer::new(|_| StubServer::says("200 OK", "", body));
    let text =
        r#"{"z":1.10,"id":1,"big":12345678901234567890123,"title":"\u00e9","custom_fields":{}}"#;
    assert_eq!(at(&parrot, &["get", "1", "-o", "json"]).ok(), format!("{text}\n"));
}

#[test]
fn a_budget_is_kept() {
    let sandbox = sandbox(2000, &[]);
    let ran = Home::new().at(&sandbox, &["list", "-o", "json", "--max-tokens", "25"]);
    assert_eq!((ran.code, sandbox.world().calls()), (Some(6), 2), "{}", ran.err);
}

#[test]
fn a_look_up_that_fails_does_not_hide_a_write_that_was_done() {
    // The words of the report are asked for before the write, which then is not made at all.
    for args in [&["create", "Bell tower", "-o", "table"][..], &["win", "1", "-o", "table"]] {
        let sandbox = sandbox(3, &["1=400"]);
        let before = sandbox.world().changes();
        let ran = Home::new().at(&sandbox, args);
        assert_eq!((ran.code, sandbox.world().changes()), (Some(5), before), "{}", ran.err);
    }
}

const EMPTY: &[u8] = br#"{"success":true,"data":[]}"#;

/// Answers the first call with these, and every other one with an empty list.
fn answer_first(status: &'static str, headers: String, body: &'static [u8]) -> StubServer {
    StubServer::new(move |call| match call {
        1 => StubServer::says(status, &headers, body),
        _ => StubServer::says("200 OK", "", EMPTY),
    })
}

#[test]
fn a_retry_after_that_is_a_date_is_waited_for() {
    // By the server's clock it is a second; by this machine's it was long ago.
    let headers =
        "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:38 GMT\r\n";
    let page = &b"<html>maintenance</html>"[..];
    for status in ["429 Too Many Requests", "503 Service Unavailable"] {
        for body in [&b"{\"success\":false,\"error\":\"no\"}"[..], b"", page] {
            let parrot = answer_first(status, headers.to_owned(), body);
            let began = Instant::now();
            let ran = at(&parrot, &["list", "-o", "ndjson", "-v"]);
            assert!(ran.err.contains("again in 1000 ms"), "{status}: {}", ran.err);
            let (took, _) = (began.elapsed(), ran.ok());
            assert!(took >= Duration::from_secs(1), "{status}: {took:?}");
            assert_eq!(parrot.requests().len(), 2, "{status}");
        }
    }
}

#[test]
fn a_retry_after_beyond_the_patience_ends_it_after_one_request() {
    let days =
        |days: u64| httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(days * 86_400));
    let cases = [
        ("429 Too Many Requests", 6, days(2), "until 20"),
        ("503 Service Unavailable", 7, days(2), "until 20"),
        ("503 Service Unavailable", 7, "Fri, 31 Dec 9999 23:59:59 GMT".into(), "for 2"),
        ("429 Too Many Requests", 6, "18446744073709551615".into(), "for 18446744073709551615 s"),
        ("503 Service Unavailable", 7, "18446744073709551616".into(), "for 18446744073709551615 s"),
        ("429 Too Many Requests", 6, "120".into(), "for 120 s"),
    ];
    for (status, code, wait, said) in cases {
        let parrot =
            answer_first(status, format!("retry-after: {wait}\r\n"), b"{\"success\":false}");
        let ran = at(&parrot, &["list", "-o", "table"]);
        assert_eq!((ran.code, parrot.requests().len()), (Some(code), 1), "{wait}: {}", ran.err);
        assert!(ran.err.contains(said) && ran.err.contains("--max-wait"), "{wait}: {}", ran.err);
    }
    // A wait for hours is no burst: the next run may ask again.
    let parrot = answer_first(
        "429 Too Many Requests",
        "retry-after: 86400\r\n".into(),
        b"{\"success\":false}",
    );
    let home = Home::new();
    for code in [6, 0] {
        let mut command = home.command(&["list", "-o", "table"]);
        let ran = Output::from_output(command.env("DEALS_BASE_URL", &parrot.url).output().unwrap());
        assert_eq!(ran.code, Some(code), "{}", ran.err);
    }
}

#[test]
fn a_spent_day_is_told_from_a_burst_by_its_text_and_names_the_reset() {
    let body = br#"{"success":false,"error":"daily request budget exceeded","errorCode":429}"#;
    let spent = |headers: &str| {
        let parrot = answer_first("429 Too Many Requests", headers.to_owned(), body);
        // However patient: it is not waited for.
        let ran = at(&parrot, &["list", "-o", "table", "--max-wait", "1000000"]);
        assert_eq!((ran.code, parrot.requests().len()), (Some(6), 1), "{}", ran.err);
        assert!(ran.err.contains("token budget for today is spent"), "{}", ran.err);
        ran.err
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
    // A date, and the far end of the calendar.
    let err = spent(
        "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Tue, 08 Nov 1994 08:49:37 GMT\r\n",
    );
    assert!(err.contains("hint: the budget resets at 20"), "{err}");
    for headers in ["", "retry-after: 18446744073709551615\r\n"] {
        assert!(spent(headers).contains("noticed at"), "{headers}");
    }
}

#[test]
fn an_answer_in_another_spelling_of_gzip_is_decoded_and_in_another_encoding_named() {
    const ZIPPED: &[u8] = include_bytes!("../fixtures/deals.json.gz");
    for name in ["GZIP", "Gzip", "x-gzip", "X-GZip", "identity, gzip"] {
        let headers = format!("content-encoding: {name}\r\n");
        let parrot = answer_first("200 OK", headers, ZIPPED);
        let ran = at(&parrot, &["list", "-o", "ndjson"]);
        assert_eq!(ran.ok(), "{\"id\":1,\"title\":\"zipped\"}\n", "{name}");
    }
    for name in ["br", "zstd", "deflate", "BR", "gzip, br"] {
        let headers = format!("content-encoding: {name}\r\n");
        let parrot = answer_first("200 OK", headers.clone(), ZIPPED);
        let ran = at(&parrot, &["list", "-o", "table"]);
        let last = name.rsplit(' ').next().unwrap().to_lowercase();
        assert_eq!((ran.code, parrot.requests().len()), (Some(1), 1), "{name}: {}", ran.err);
        assert!(ran.err.contains(&format!("Content-Encoding `{last}`")), "{}", ran.err);
        // The status says what happened all the same.
        let parrot = answer_first("401 Unauthorized", headers, ZIPPED);
        let ran = at(&parrot, &["list", "-o", "table"]);
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert!(ran.err.contains(&format!("Content-Encoding `{last}`")), "{}", ran.err);
    }
}

#[test]
fn the_outcome_of_a_write_whose_answer_cannot_be_used_is_unknown() {
    for (status, headers, word) in [
        ("302 Found", "location: /elsewhere\r\n", "redirect"),
        ("307 Temporary Redirect", "location: /elsewhere\r\n", "redirect"),
        ("200 OK", "content-encoding: br\r\n", "Content-Encoding `br`"),
    ] {
        for (code, args) in [
            (1, &["api", "POST", "/api/v2/deals", "-f", "title=Roof", "-o", "json"][..]),
            (7, &["delete", "1", "--yes", "-o", "json"]),
        ] {
            let deal = br#"{"success":true,"data":{"id":1,"title":"Roof"}}"#;
            let parrot = StubServer::start_recording(move |call, line| {
                if line.starts_with("GET") && call == 1 {
                    StubServer::says("200 OK", "", deal)
                } else {
                    StubServer::says(status, headers, b"x")
                }
            });
            let ran = at(&parrot, args);
            let writes = parrot.requests().iter().filter(|call| !call.starts_with("GET")).count();
            assert_eq!((ran.code, ran.out.as_str(), writes), (Some(code), "", 1), "{}", ran.err);
            assert!(ran.err.contains(word), "{}", ran.err);
            assert!(ran.err.contains(r#""outcome":"unknown""#), "{}", ran.err);
        }
        // A read has none.
        let parrot = StubServer::new(move |_| StubServer::says(status, headers, b"x"));
        let ran = at(&parrot, &["list", "-o", "json"]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert!(ran.err.contains(word) && !ran.err.contains("outcome"), "{}", ran.err);
    }
}
