//! Refusals, faults, and answers nobody should have to expect: the built program says what
//! happened, prints nothing that looks whole, and does nothing twice.

use super::support::{Home, Parrot, Ran};
use deals::sandbox::{Sandbox, World};
use std::process::{Command, Stdio};

fn sandbox(deals: usize, faults: &[&str]) -> Sandbox {
    let mut world = World::of(deals);
    world.faults(faults.iter().map(|fault| fault.parse().unwrap()).collect());
    Sandbox::start(world).unwrap()
}

fn at(parrot: &Parrot, args: &[&str]) -> Ran {
    Ran::of(Home::new().command(args).env("DEALS_BASE_URL", &parrot.url).output().unwrap())
}

#[test]
fn each_refusal_has_its_exit_code_a_sentence_and_no_data() {
    for (fault, code, word) in [
        ("1=page", 3, "blocked"),
        ("1=html", 1, "web page"),
        ("1+=500", 7, "not well"),
        ("1+=null", 7, "half an answer"),
        ("1+=drop", 7, "broke off"),
        ("1+=cut", 7, "broke off"),
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
    let ran = Ran::of(
        command
            .env("DEALS_BASE_URL", sandbox.url())
            .env("PIPEDRIVE_API_TOKEN", "invalid")
            .output()
            .unwrap(),
    );
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""));
    assert!(
        ran.err.contains("does not know this token") && ran.err.contains("hint: "),
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
        let ran = Ran::of(deals.wait_with_output().unwrap());
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
    let mut world = World::of(20_000);
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
        let ran = Ran::of(
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
    let elsewhere = Parrot::new(|_| Parrot::says("200 OK", "", b"{\"success\":true,\"data\":[]}"));
    let location = format!("location: {}/\r\n", elsewhere.url);
    let parrot = Parrot::new(move |_| Parrot::says("302 Found", &location, b""));
    let ran = at(&parrot, &["list", "-o", "table"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{}", ran.err);
    assert!(ran.err.contains("redirect"), "{}", ran.err);
    assert_eq!(elsewhere.heard(), Vec::<String>::new());
}

#[test]
fn a_compressed_answer_is_opened() {
    // gzip of {"success":true,"data":[{"id":1,"title":"zipped"}]}
    const ZIPPED: &[u8] = include_bytes!("../fixtures/deals.json.gz");
    let parrot = Parrot::new(|_| Parrot::says("200 OK", "content-encoding: gzip\r\n", ZIPPED));
    assert_eq!(at(&parrot, &["list", "-o", "ndjson"]).ok(), "{\"id\":1,\"title\":\"zipped\"}\n");
    let asked = parrot.heard().remove(0).to_lowercase();
    assert!(
        asked.contains("accept-encoding: gzip") && asked.contains("x-api-token: sandbox"),
        "{asked}"
    );
}

#[test]
fn a_list_that_does_not_advance_is_not_walked_for_ever() {
    let body = br#"{"success":true,"data":[{"id":1}],"additional_data":{"next_cursor":"abc"}}"#;
    let parrot = Parrot::new(|_| Parrot::says("200 OK", "", body));
    let ran = at(&parrot, &["list", "-o", "json"]);
    assert_eq!((ran.code, parrot.heard().len()), (Some(1), 2), "{}", ran.err);
    assert!(serde_json::from_str::<serde_json::Value>(&ran.out).is_err());
}

/// A page of a list.
fn page(data: &str, additional: &str) -> Vec<u8> {
    let body = format!(r#"{{"success":true,"data":{data},"additional_data":{additional}}}"#);
    Parrot::says("200 OK", "", body.as_bytes())
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
            let parrot = Parrot::new(answer);
            let ran = at(&parrot, args);
            assert_eq!(ran.code, Some(1), "{what} {args:?}: {}", ran.err);
            assert!(ran.err.contains("list"), "{what} {args:?}: {}", ran.err);
            assert!(parrot.heard().len() <= 4, "{what} {args:?}: {}", parrot.heard().len());
            assert!(serde_json::from_str::<serde_json::Value>(&ran.out).is_err(), "{}", ran.out);
        }
    }
}

#[test]
fn a_marker_of_another_type_is_followed() {
    let parrot = Parrot::hearing(|_, request| match request.contains("cursor=500") {
        false => page(r#"[{"id":1}]"#, r#"{"next_cursor":500}"#),
        true => page(r#"[{"id":2}]"#, r#"{"next_cursor":null}"#),
    });
    assert_eq!(at(&parrot, &["list", "--jq", "map(.id)"]).ok(), "[1,2]\n");
    for more in ["1", "\"1\"", "\"true\"", "true"] {
        let parrot = Parrot::hearing(move |_, request| match request.contains("start=2") {
            false => page(
                r#"[{"id":1},{"id":2}]"#,
                &format!(
                    r#"{{"pagination":{{"more_items_in_collection":{more},"next_start":"2"}}}}"#
                ),
            ),
            true => page(r#"[{"id":3}]"#, r#"{"pagination":{"more_items_in_collection":0}}"#),
        });
        assert_eq!(at(&parrot, &["files", "1", "--jq", "map(.id)"]).ok(), "[1,2,3]\n", "{more}");
    }
}

#[test]
fn pages_that_overlap_are_printed_once() {
    let parrot = Parrot::new(|call| match call {
        1 => page(r#"[{"id":1},{"id":2}]"#, r#"{"next_cursor":"a"}"#),
        2 => page(r#"[{"id":2},{"id":3}]"#, r#"{"next_cursor":"b"}"#),
        _ => page(r#"[{"id":1,"title":"changed"}]"#, r#"{"next_cursor":null}"#),
    });
    assert_eq!(at(&parrot, &["list", "-o", "ndjson"]).ok(), "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n");
    // `ids` is ignored, so that each hundred has the whole list.
    let parrot = Parrot::new(|_| page(r#"[{"id":1},{"id":2}]"#, r#"{"next_cursor":null}"#));
    let ids = (1..=250).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    let ran = at(&parrot, &["list", "--ids", &ids, "-o", "ndjson"]);
    assert_eq!((ran.ok().as_str(), parrot.heard().len()), ("{\"id\":1}\n{\"id\":2}\n", 3));
    // Events have no ID of their own: those that are alike on one page are as many as there are.
    let parrot = Parrot::new(|call| match call {
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
            let parrot = Parrot::new(move |_| answer.clone());
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
    let parrot = Parrot::new(move |_| answer.clone());
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
    let parrot = Parrot::new(|call| {
        let body = match call {
            1 => r#"{"success":true,"data":[],"additional_data":{"next_cursor":"abc"}}"#,
            _ => r#"{"success":true,"data":[{"id":1}],"additional_data":{"next_cursor":null}}"#,
        };
        Parrot::says("200 OK", "", body.as_bytes())
    });
    assert_eq!(at(&parrot, &["list", "-o", "ndjson"]).ok(), "{\"id\":1}\n");
}

#[test]
fn what_came_goes_out_as_it_came() {
    let body = br#"{"success":true,"data":{"z":1.10,"id":1,"big":12345678901234567890123,"title":"\u00e9","custom_fields":{}}}"#;
    let parrot = Parrot::new(|_| Parrot::says("200 OK", "", body));
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
