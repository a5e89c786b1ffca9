//! Paging: every list ends, overlapping and malformed pages, cursors of other types.

use super::support::StubServer;
use super::wire::at;

#[test]
fn detects_a_list_that_does_not_advance() {
    let body = br#"{"success":true,"data":[{"id":1}],"additional_data":{"next_cursor":"abc"}}"#;
    let server = StubServer::new(|_| StubServer::response("200 OK", "", body));
    let output = at(&server, &["list", "-o", "json"]);
    assert_eq!((output.code, server.requests().len()), (Some(1), 2), "{}", output.err);
    assert!(serde_json::from_str::<serde_json::Value>(&output.out).is_err());
}

/// A page of a list.
pub fn page(data: &str, additional: &str) -> Vec<u8> {
    let body = format!(r#"{{"success":true,"data":{data},"additional_data":{additional}}}"#);
    StubServer::response("200 OK", "", body.as_bytes())
}

#[test]
fn every_list_ends() {
    // Gets the number of the request.
    type Respond = fn(usize) -> Vec<u8>;
    let round: Respond = |call| match call % 2 {
        1 => page(r#"[{"id":1},{"id":2}]"#, r#"{"next_cursor":"a"}"#),
        _ => page(r#"[{"id":3},{"id":4}]"#, r#"{"next_cursor":"b"}"#),
    };
    let same: Respond =
        |call| page(r#"[{"id":1},{"id":2}]"#, &format!(r#"{{"next_cursor":"{call}"}}"#));
    let empty: Respond = |call| page("[]", &format!(r#"{{"next_cursor":"{call}"}}"#));
    let alike: Respond =
        |call| page(r#"[{"object":"note","data":{}}]"#, &format!(r#"{{"next_cursor":"{call}"}}"#));
    let offset: Respond = |call| {
        let next = call * 2;
        page(
            r#"[{"id":1},{"id":2}]"#,
            &format!(r#"{{"pagination":{{"more_items_in_collection":1,"next_start":{next}}}}}"#),
        )
    };
    let back: Respond = |call| {
        let next = if call == 1 { 2 } else { 0 };
        page(
            &format!(r#"[{{"id":{call}}}]"#),
            &format!(
                r#"{{"pagination":{{"more_items_in_collection":true,"next_start":"{next}"}}}}"#
            ),
        )
    };
    let object: Respond = |_| page(r#"[{"id":1}]"#, r#"{"next_cursor":{"id":2}}"#);
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
            let server = StubServer::new(answer);
            let output = at(&server, args);
            assert_eq!(output.code, Some(1), "{what} {args:?}: {}", output.err);
            assert!(output.err.contains("list"), "{what} {args:?}: {}", output.err);
            assert!(server.requests().len() <= 4, "{what} {args:?}: {}", server.requests().len());
            assert!(
                serde_json::from_str::<serde_json::Value>(&output.out).is_err(),
                "{}",
                output.out
            );
        }
    }
}

#[test]
fn follows_cursors_of_other_types() {
    let server = StubServer::start_recording(|_, request| {
        if !request.contains("cursor=500") {
            page(r#"[{"id":1}]"#, r#"{"next_cursor":500}"#)
        } else {
            page(r#"[{"id":2}]"#, r#"{"next_cursor":null}"#)
        }
    });
    assert_eq!(at(&server, &["list", "--jq", "map(.id)"]).ok(), "[1,2]\n");
    for more in ["1", "\"1\"", "\"true\"", "true"] {
        let server = StubServer::start_recording(move |_, request| {
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
        assert_eq!(at(&server, &["files", "1", "--jq", "map(.id)"]).ok(), "[1,2,3]\n", "{more}");
    }
}

#[test]
fn prints_overlapping_pages_once() {
    let server = StubServer::new(|call| match call {
        1 => page(r#"[{"id":1},{"id":2}]"#, r#"{"next_cursor":"a"}"#),
        2 => page(r#"[{"id":2},{"id":3}]"#, r#"{"next_cursor":"b"}"#),
        _ => page(r#"[{"id":1,"title":"changed"}]"#, r#"{"next_cursor":null}"#),
    });
    assert_eq!(at(&server, &["list", "-o", "ndjson"]).ok(), "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n");
    // `ids` is ignored, so each batch returns the whole list.
    let server = StubServer::new(|_| page(r#"[{"id":1},{"id":2}]"#, r#"{"next_cursor":null}"#));
    let ids = (1..=250).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    let output = at(&server, &["list", "--ids", &ids, "-o", "ndjson"]);
    assert_eq!((output.ok().as_str(), server.requests().len()), ("{\"id\":1}\n{\"id\":2}\n", 3));
    // Events have no ID: equal ones on one page are distinct.
    let server = StubServer::new(|call| match call {
        1 => page(
            r#"[{"object":"note","data":{"id":1}},{"object":"note","data":{"id":1}},{"object":"note","data":{"id":2}}]"#,
            r#"{"pagination":{"more_items_in_collection":true,"next_start":3}}"#,
        ),
        _ => page(
            r#"[{"object":"note","data":{"id":2}},{"object":"note","data":{"id":3}},{"object":"note","data":{"id":3}}]"#,
            r#"{"pagination":{"more_items_in_collection":false}}"#,
        ),
    });
    assert_eq!(at(&server, &["flow", "1", "--jq", "map(.data.id)"]).ok(), "[1,1,2,3,3]\n");
}

#[test]
fn does_not_print_a_malformed_page() {
    let records = vec![r#"{"id":1,"title":"x"}"#; 5_000].join(",");
    for damage in
        [r#"{"id":1-2}"#, r#"{"id":01}"#, r#"{"id":1,}"#, r#"{"id":"\x"}"#, "{\"id\":\"\n\"}"]
    {
        for records in ["{}", &records] {
            let answer = page(&format!("[{records},{damage}]"), "null");
            let server = StubServer::new(move |_| answer.clone());
            for format in ["json", "ndjson", "csv", "table"] {
                let output = at(&server, &["list", "-o", format, "--fields", "id"]);
                assert_eq!((output.code, output.out.as_str()), (Some(1), ""), "{damage} {format}");
                assert!(output.err.contains("not JSON"), "{}", output.err);
            }
        }
    }
}

#[test]
fn empty_page_does_not_end_a_list() {
    let server = StubServer::new(|call| {
        let body = match call {
            1 => r#"{"success":true,"data":[],"additional_data":{"next_cursor":"abc"}}"#,
            _ => r#"{"success":true,"data":[{"id":1}],"additional_data":{"next_cursor":null}}"#,
        };
        StubServer::response("200 OK", "", body.as_bytes())
    });
    assert_eq!(at(&server, &["list", "-o", "ndjson"]).ok(), "{\"id\":1}\n");
}
