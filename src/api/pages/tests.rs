//! Tests of pagination: nothing twice, nothing lost, no endless list, and limits.

use super::*;
use crate::api::endpoints::{self as ep, LIST_DEALS, LIST_FOLLOWERS};
use crate::api::rate_limit::RateLimiter;
use crate::api::response::{Data, parse_response};
use proptest::prelude::*;
use serde_json::{Value, json};

pub(super) fn parse_data(text: &str) -> Data {
    let body = format!(r#"{{"success":true,"data":{text}}}"#);
    parse_response(http::StatusCode::OK, None, &body.into()).unwrap().data
}

fn client() -> Client {
    let patience = crate::api::client::RetryPolicy {
        timeout: std::time::Duration::ZERO,
        retries: 0,
        max_wait: std::time::Duration::ZERO,
        max_tokens: None,
        force: false,
    };
    let base = crate::model::account_url::BaseUrl::parse("http://localhost:1").unwrap();
    Client::new(&base, "x", patience, RateLimiter::new(None), Box::new(|_| {})).unwrap()
}

/// Reads these pages, each given as `data` and `additional_data`.
fn read_all(mut pages: Pages, of: &[(&str, Value)]) -> Result<Vec<String>, String> {
    let mut texts = Vec::new();
    for (data, next) in of {
        let additional = match next {
            Value::Number(_) => json!({"more_items_in_collection": true, "next_start": next}),
            next => json!({ "next_cursor": next }),
        };
        let body = format!(r#"{{"success":true,"data":{data},"additional_data":{additional}}}"#);
        let response = parse_response(http::StatusCode::OK, None, &body.into()).unwrap();
        let records = pages.take(response).map_err(|failure| failure.message)?;
        texts.extend(records.iter().map(|record| record.text().to_owned()));
    }
    Ok(texts)
}

fn ids(range: std::ops::Range<u32>) -> String {
    let ids: Vec<String> = range.map(|id| format!(r#"{{"id":{id}}}"#)).collect();
    format!("[{}]", ids.join(","))
}

#[test]
fn returns_no_record_twice() {
    let client = client();
    let end = Value::Null;
    let count = |endpoint, of: &[(&str, Value)]| {
        read_all(Pages::new(&client, Request::to(endpoint)), of).map(|texts| texts.len())
    };
    let (first, second) = (ids(0..5), ids(3..8));
    let by_cursor = [(&*first, json!("a")), (&*second, end.clone())];
    assert_eq!(count(&LIST_DEALS, &by_cursor), Ok(8));
    let by_start = [(&*first, json!(5)), (&*second, end.clone())];
    assert_eq!(count(&ep::LIST_FILES, &by_start), Ok(8));
    let changed = r#"[{"id":7,"a":1},{"id":8}]"#;
    let moved = [(&*second, json!("a")), (changed, end.clone())];
    assert_eq!(count(&LIST_DEALS, &moved), Ok(6));
    let uuids =
        [(r#"[{"id":"a"},{"id":"b"}]"#, json!("a")), (r#"[{"id":"b","x":1}]"#, end.clone())];
    assert_eq!(count(&LIST_DEALS, &uuids), Ok(2));
    let hits =
        r#"{"items":[{"result_score":2,"item":{"id":1}},{"result_score":1,"item":{"id":2}}]}"#;
    let more =
        r#"{"items":[{"result_score":1.5,"item":{"id":2}},{"result_score":1,"item":{"id":3}}]}"#;
    assert_eq!(count(&ep::SEARCH_DEALS, &[(hits, json!("a")), (more, end.clone())]), Ok(3));
    let followers = r#"[{"user_id":1,"add_time":"x"},{"user_id":2,"add_time":"x"}]"#;
    let more = r#"[{"user_id":2,"add_time":"y"}]"#;
    assert_eq!(count(&LIST_FOLLOWERS, &[(followers, json!("a")), (more, end)]), Ok(2));
}

#[test]
fn keeps_equal_records_without_an_id() {
    let client = client();
    let end = Value::Null;
    let count = |request: Request, of: &[(&str, Value)]| {
        read_all(Pages::new(&client, request), of).map(|texts| texts.len())
    };
    let event = |id: u32| format!(r#"{{"object":"note","data":{{"id":{id}}}}}"#);
    let [a, b, c, d] = [1, 2, 3, 4].map(event);
    let page = |events: &[&String]| {
        let events: Vec<&str> = events.iter().map(|event| event.as_str()).collect();
        format!("[{}]", events.join(","))
    };
    let flow = || Request::to(&ep::DEAL_FLOW);
    // Equal on one page, and on pages that are not consecutive at this place.
    let (first, second) = (page(&[&a, &a, &b, &c]), page(&[&d, &a, &d]));
    assert_eq!(count(flow(), &[(&first, json!(4)), (&second, end.clone())]), Ok(7));
    // The end of one page repeated at the start of the next.
    let second = page(&[&b, &c, &d]);
    assert_eq!(count(flow(), &[(&first, json!(4)), (&second, end.clone())]), Ok(5));
    // With cursors records do not move between pages.
    let changes = Request::to(&ep::DEAL_CHANGELOG);
    assert_eq!(count(changes, &[(&first, json!("a")), (&second, end.clone())]), Ok(7));
    // A path that is not in the endpoint table may return records of several kinds.
    let free = || Request::free(http::Method::GET, "/api/v1/recents".into());
    let first = r#"[{"item":"deal","id":1},{"item":"deal","id":2}]"#;
    let second = r#"[{"item":"deal","id":2},{"item":"person","id":2}]"#;
    assert_eq!(count(free(), &[(first, json!(2)), (second, end.clone())]), Ok(3));
    let second = r#"[{"id":2,"item":"person"},{"id":2,"item":"note"}]"#;
    assert_eq!(count(free(), &[(first, json!("a")), (second, end)]), Ok(4));
}

#[test]
fn detects_endless_lists() {
    let client = client();
    let of = |of: &[(&str, Value)]| read_all(Pages::new(&client, Request::to(&LIST_DEALS)), of);
    let stuck = |pages: &[(&str, Value)]| {
        let failure = of(pages).unwrap_err();
        assert!(failure.starts_with("the list does not advance"), "{failure}");
        assert!(of(&pages[..pages.len() - 1]).is_ok());
    };
    let (a, b) = (&*ids(0..2), &*ids(2..4));
    let one = &*ids(0..1);
    stuck(&[(a, json!("x")), (b, json!("y")), (a, json!("x"))]);
    stuck(&[(a, json!("x")), (b, json!("y")), (a, json!("z")), (b, json!("w"))]);
    stuck(&[(a, json!("x")), (a, json!("y"))]);
    // The second page has no next page, but repeats the first.
    stuck(&[(a, json!(2)), (a, Value::Null)]);
    stuck(&[(one, json!("x")), (one, json!("y")), (one, json!("z"))]);
    stuck(&[(one, json!("x")), ("[]", json!("y")), ("[]", json!("z"))]);
    stuck(&[("[]", json!("x")), ("null", json!("y"))]);
    stuck(&[(a, json!(0))]);
    stuck(&[(a, json!(2)), (b, json!(2))]);
    stuck(&[(a, json!(2)), (b, json!(1))]);
    // The last page may have nothing new.
    assert_eq!(of(&[(one, json!("x")), ("[]", json!("y")), ("[]", Value::Null)]).unwrap().len(), 1);
    assert_eq!(of(&[(a, json!("x")), ("[]", json!("y")), (b, Value::Null)]).unwrap().len(), 4);
    let pages = Pages::new(&client, Request::to(&LIST_DEALS)).from_cursor(Some("x".into()));
    assert!(read_all(pages, &[(a, json!("x"))]).is_err());
}

#[test]
fn skips_records_of_earlier_lists() {
    let client = client();
    let request = || Request::to(&LIST_DEALS);
    let response = |data: &str| Response { data: parse_data(data), next: None };
    let mut first = Pages::new(&client, request());
    assert_eq!(first.take(response(&ids(0..5))).unwrap().len(), 5);
    let mut second = Pages::new(&client, request()).without(first.into_seen_ids());
    assert_eq!(second.take(response(&ids(3..7))).unwrap().len(), 2);
}

#[test]
fn limit_counts_returned_records() {
    let client = client();
    let mut pages = Pages::new(&client, Request::to(&LIST_DEALS)).limit(Some(6));
    let response =
        |data: &str| Response { data: parse_data(data), next: Some(Next::Cursor(data.into())) };
    assert_eq!(pages.take(response(&ids(0..4))).unwrap().len(), 4);
    assert_eq!((pages.take(response(&ids(2..6))).unwrap().len(), pages.left), (2, Some(0)));
    assert!(pages.is_cut());
}

#[test]
fn limit_counts_wanted_records() {
    let client = client();
    let pages = || {
        let is_even = |record: &Record| record.id().is_some_and(|id| id % 2 == 0);
        Pages::new(&client, Request::to(&LIST_DEALS)).filtered(is_even, true)
    };
    let response =
        |ids: &str| Response { data: parse_data(ids), next: Some(Next::Cursor(ids.into())) };
    let mut within = pages().limit(Some(3));
    assert!(within.request().target().ends_with("?limit=500"));
    assert_eq!(within.take(response(&ids(0..3))).unwrap().len(), 2);
    assert_eq!(within.cursor(), Some(&*ids(0..3)));
    assert_eq!(within.take(response(&ids(3..9))).unwrap().len(), 1);
    assert!(within.is_done() && within.is_cut() && within.has_more());
    assert_eq!(within.cursor(), None, "it would skip 6 and 8");
    let mut at_end = pages().limit(Some(2));
    assert_eq!(at_end.take(response(&ids(0..4))).unwrap().len(), 2);
    assert!(at_end.is_done() && at_end.is_cut() && !at_end.has_more());
    assert_eq!(at_end.cursor(), Some(&*ids(0..4)));
}

proptest! {
    #[test]
    fn rejects_a_cursor_or_offset_that_does_not_advance(at: u64, next: u64, marker in ".{1,12}", other in ".{1,12}") {
        let client = client();
        let request = Request::to(&crate::api::endpoints::LIST_DEALS);
        let pages = || Pages::new(&client, request.clone());
        let mut by_start = pages().from_start(Some(at));
        prop_assert_eq!(by_start.advance(Some(Next::Start(next))).is_ok(), next > at);
        prop_assert!(by_start.advance(Some(Next::Start(at))).is_err());
        let mut by_cursor = pages().from_cursor(Some(marker.clone()));
        prop_assert_eq!(by_cursor.advance(Some(Next::Cursor(other.clone()))).is_ok(), other != marker);
        prop_assert!(by_cursor.advance(Some(Next::Cursor(marker.clone()))).is_err());
        prop_assert!(matches!(by_cursor.advance(None), Ok(Step::Done)));
    }

    #[test]
    fn sends_the_cursor_unchanged(marker in any::<String>()) {
        let client = client();
        let request = Request::to(&crate::api::endpoints::LIST_DEALS);
        let pages = Pages::new(&client, request).from_cursor(Some(marker.clone()));
        let target = pages.request().target();
        let query = target.split_once('?').unwrap().1;
        let sent = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "cursor");
        prop_assert_eq!(sent.unwrap().1, marker.as_str());
        prop_assert_eq!(pages.cursor(), Some(marker.as_str()));
    }
}
