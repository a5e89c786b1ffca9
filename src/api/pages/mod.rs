//! Pagination: fetches the pages of a list on demand, by cursor or by offset.

mod items;
mod seen;

pub use items::records;
pub use seen::SeenIds;

use super::client::Client;
use super::endpoints::Paging;
use super::error::{Error, ErrorKind};
use super::request::Request;
use super::response::{Next, Response};
use crate::model::record::Record;
use items::items;
use seen::Key;
use std::collections::HashSet;

/// Maximum number of consecutive pages without a new record before the list counts as endless.
const MAX_STALE_PAGES: u32 = 2;

pub struct Pages<'a> {
    client: &'a Client,
    request: Request,
    step: Step,
    /// Number of records still wanted; `None` for all.
    left: Option<u64>,
    /// Whether `limit` left out records.
    cut: bool,
    /// Whether items may be of any JSON type.
    bare: bool,
    seen: SeenIds,
    /// Cursors that were used.
    cursors: HashSet<String>,
    /// The keys of the previous page.
    last: Vec<Key>,
    /// Number of consecutive pages without a new record.
    stale_pages: u32,
}

enum Step {
    First,
    At(Next),
    Done,
}

impl<'a> Pages<'a> {
    /// Reads the whole list of `request`.
    pub fn new(client: &'a Client, request: Request) -> Pages<'a> {
        Pages {
            client,
            request,
            step: Step::First,
            left: None,
            cut: false,
            bare: false,
            seen: SeenIds::default(),
            cursors: HashSet::new(),
            last: Vec::new(),
            stale_pages: 0,
        }
    }

    /// Returns at most `limit` records.
    pub fn limit(mut self, limit: Option<u64>) -> Pages<'a> {
        self.left = limit;
        self
    }

    /// Starts at a cursor of an earlier response.
    pub fn from_cursor(mut self, cursor: Option<String>) -> Pages<'a> {
        if let Some(cursor) = cursor {
            self.cursors.insert(cursor.clone());
            self.step = Step::At(Next::Cursor(cursor));
        }
        self
    }

    /// Starts at this offset.
    pub fn from_start(mut self, start: Option<u64>) -> Pages<'a> {
        if let Some(start) = start {
            self.step = Step::At(Next::Start(start));
        }
        self
    }

    /// Accepts items that are not objects; one endpoint has them (pipedrive.md P283).
    pub fn bare(mut self) -> Pages<'a> {
        self.bare = true;
        self
    }

    /// Skips records of earlier lists.
    pub fn without(mut self, seen: SeenIds) -> Pages<'a> {
        self.seen = seen;
        self
    }

    /// The IDs of all records so far, including those given to `without`.
    pub fn into_seen_ids(self) -> SeenIds {
        self.seen
    }

    /// Fetches the next page; `None` after the last. Only a missing cursor or offset ends a list:
    /// an empty page does not.
    pub async fn next(&mut self) -> Result<Option<Vec<Record>>, Error> {
        if self.is_done() {
            return Ok(None);
        }
        let response = self.client.send(&self.request()).await?;
        self.take(response).map(Some)
    }

    /// Returns the new records of a page, up to the limit, and advances to the next page.
    fn take(&mut self, response: Response) -> Result<Vec<Record>, Error> {
        let Response { data, next } = response;
        let step = self.advance(next)?;
        let mut records = if self.bare { items(data)? } else { records(data)? };
        let is_new = self.retain_new(&mut records)?;
        self.stale_pages = if is_new { 0 } else { self.stale_pages + 1 };
        if self.stale_pages >= MAX_STALE_PAGES && !matches!(step, Step::Done) {
            return Err(stuck(format_args!("{MAX_STALE_PAGES} pages in a row have no new record")));
        }
        self.step = step;
        if let Some(left) = &mut self.left {
            let wanted = usize::try_from(*left).unwrap_or(usize::MAX);
            self.cut = records.len() > wanted
                || records.len() == wanted && !matches!(self.step, Step::Done);
            records.truncate(wanted);
            *left -= records.len() as u64;
        }
        Ok(records)
    }

    /// Whether the list or the limit has ended.
    pub fn is_done(&self) -> bool {
        matches!(self.step, Step::Done) || self.left == Some(0)
    }

    /// Whether the limit ended the list early.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// The cursor from which a later run can resume.
    pub fn cursor(&self) -> Option<&str> {
        match &self.step {
            Step::At(Next::Cursor(cursor)) => Some(cursor),
            _ => None,
        }
    }

    /// The offset from which a later run can resume.
    pub fn start(&self) -> Option<u64> {
        match self.step {
            Step::At(Next::Start(start)) => Some(start),
            _ => None,
        }
    }

    /// The request for the next page, with the largest page size that is useful: the cost does not
    /// depend on it (pipedrive.md P71).
    pub fn request(&self) -> Request {
        let mut request = self.request.clone();
        match request.paging() {
            Some(Paging::Cursor { max } | Paging::Offset { max })
                if !request.has_query("limit") =>
            {
                let max = u64::from(max);
                request.set("limit", self.left.map_or(max, |left| left.min(max)).to_string());
            }
            // Not paged, a path that is not in the endpoint table, or an explicit page size.
            _ => {}
        }
        match &self.step {
            Step::At(Next::Cursor(cursor)) => request.set("cursor", cursor.clone()),
            Step::At(Next::Start(start)) => request.set("start", start.to_string()),
            Step::First | Step::Done => {}
        }
        request
    }

    fn advance(&mut self, next: Option<Next>) -> Result<Step, Error> {
        let is_repeated = match (&self.step, &next) {
            (_, Some(Next::Cursor(next))) => !self.cursors.insert(next.clone()),
            (Step::At(Next::Start(at)), Some(Next::Start(next))) => next <= at,
            (Step::First, Some(Next::Start(next))) => *next == 0,
            _ => false,
        };
        if is_repeated {
            return Err(stuck("the next page was already fetched"));
        }
        Ok(next.map_or(Step::Done, Step::At))
    }

    /// Drops records that were returned before; returns whether any is new. Records without IDs may
    /// be equal and still distinct, so only the overlap of two consecutive offset pages is dropped:
    /// a record added at the start of the list meanwhile moves the last records of a page to the
    /// next one.
    fn retain_new(&mut self, records: &mut Vec<Record>) -> Result<bool, Error> {
        let keys: Vec<Key> =
            records.iter().map(|record| self.seen.key(&self.request, record)).collect();
        if keys.len() > 1 && keys == self.last {
            return Err(stuck("the same page was returned twice"));
        }
        let overlap = match self.step {
            Step::At(Next::Start(_)) => (1..=keys.len().min(self.last.len()))
                .rfind(|length| self.last.ends_with(&keys[..*length])),
            _ => None,
        };
        let (mut at, mut is_any_new) = (0, false);
        records.retain(|_| {
            let (Key::Id(key) | Key::Text(key)) = keys[at];
            let is_new = self.seen.insert(key);
            let is_alike = matches!(keys[at], Key::Text(_)) && at >= overlap.unwrap_or_default();
            is_any_new |= is_new;
            at += 1;
            is_new || is_alike
        });
        self.last = keys;
        Ok(is_any_new)
    }
}

fn stuck(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::List, format!("the list does not advance: {why}"))
}

#[cfg(test)]
mod tests {
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
            let body =
                format!(r#"{{"success":true,"data":{data},"additional_data":{additional}}}"#);
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
        let more = r#"{"items":[{"result_score":1.5,"item":{"id":2}},{"result_score":1,"item":{"id":3}}]}"#;
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
        // It looks like the last page but repeats the first.
        stuck(&[(a, json!(2)), (a, Value::Null)]);
        stuck(&[(one, json!("x")), (one, json!("y")), (one, json!("z"))]);
        stuck(&[(one, json!("x")), ("[]", json!("y")), ("[]", json!("z"))]);
        stuck(&[("[]", json!("x")), ("null", json!("y"))]);
        stuck(&[(a, json!(0))]);
        stuck(&[(a, json!(2)), (b, json!(2))]);
        stuck(&[(a, json!(2)), (b, json!(1))]);
        // The last page may have nothing new.
        assert_eq!(
            of(&[(one, json!("x")), ("[]", json!("y")), ("[]", Value::Null)]).unwrap().len(),
            1
        );
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
}
