//! Opens the envelope that an answer comes in. Pure: status and bytes in, data or a failure out.

use super::error::{Error, ErrorKind, Outcome, Words};
use crate::text;
use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::time::Duration;

/// What Pipedrive sent, out of its envelope.
#[derive(Debug)]
pub struct Response {
    pub data: Data,
    pub next: Option<Next>,
}

/// The text of `data`, taken apart while it is read for the first and only time: of a long list the
/// reading is most of the work. The items are slices of the body.
#[derive(Debug)]
pub enum Data {
    /// Null or absent, as for an empty v1 list.
    Nothing,
    One(Box<RawValue>),
    List(Vec<ByteString>),
}

impl Data {
    /// What is no list.
    pub fn one(self) -> Option<Box<RawValue>> {
        match self {
            Data::One(value) => Some(value),
            Data::Nothing | Data::List(_) => None,
        }
    }
}

/// Where the next page starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    Cursor(String),
    Start(u64),
}

/// The four dialects in one: v1, v2, the gateway's, and OAuth's `message` (pipedrive.md P32, P41,
/// P42).
#[derive(Deserialize)]
struct Envelope<D> {
    success: Option<bool>,
    data: Option<D>,
    additional_data: Option<Value>,
    error: Option<Value>,
    error_info: Option<Value>,
    message: Option<Value>,
}

/// The items of a list where they stand in the body.
#[derive(Deserialize)]
struct Items<'a>(#[serde(borrow)] Vec<&'a RawValue>);

/// `wait` is how long a refusal asks us to wait; `None` says of a 429 that waiting is of no use.
pub fn parse_response(
    status: StatusCode,
    wait: Option<Duration>,
    body: &Bytes,
) -> Result<Response, Error> {
    let told = |error: Error| Error {
        status: Some(status.as_u16()),
        outcome: match status.as_u16() {
            // Whether a server changes anything before it redirects is not known.
            300..400 => Outcome::Unknown,
            // A response that cannot be read is not a refusal.
            200..300 if !matches!(error.kind, ErrorKind::Refused(_)) => Outcome::Unknown,
            408 | 500.. => Outcome::Unknown,
            _ => Outcome::NotDone,
        },
        ..error
    };
    if is_page(body) {
        return Err(told(page(status)));
    }
    if status.is_redirection() {
        return Err(told(Error::new(
            ErrorKind::Redirect,
            format!("Pipedrive answered with a redirect ({status})"),
        )));
    }
    if status == StatusCode::NO_CONTENT {
        return Ok(Response { data: Data::Nothing, next: None });
    }
    let Ok(text) = ByteString::try_from(body.clone()) else {
        return Err(told(if status.is_success() {
            Error::new(ErrorKind::NotJson, "the response is not JSON: it is not UTF-8")
        } else {
            refusal(status, wait, None, None)
        }));
    };
    let envelope = match parse_envelope(&text) {
        Ok(Some(envelope)) => envelope,
        _ if !status.is_success() => return Err(told(refusal(status, wait, None, None))),
        Err(error) if !error.is_eof() => {
            let message = format!("the response is not JSON: {error}");
            return Err(told(Error::new(ErrorKind::NotJson, message)));
        }
        // `null` (seen from v1 flow, pipedrive.md P57), nothing at all, or the first half of
        // something.
        _ => {
            let message = "received an incomplete or empty response";
            return Err(told(Error::new(ErrorKind::Incomplete, message)));
        }
    };
    if status.is_success() && envelope.success != Some(false) {
        let next = next(envelope.additional_data.as_ref()).map_err(told)?;
        return Ok(Response { data: envelope.data.unwrap_or(Data::Nothing), next });
    }
    let error = envelope.error.or(envelope.message).as_ref().and_then(words);
    let info = envelope.error_info.as_ref().and_then(words);
    let full_words = error.as_deref().and_then(shorten);
    let short = |text: String| text::truncate_text(&text, SHORT).into_owned();
    let refused = refusal(status, wait, error.map(short), info.map(short));
    Err(told(Error { full_words, ..refused }))
}

/// Whether a page for people came: by the first byte, not by content-type, for the service's pages
/// come under any (pipedrive.md P58).
pub fn is_page(body: &[u8]) -> bool {
    body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// The envelope around a list, else around anything. What is no list shows it at its first byte, so
/// that nothing long is read twice.
fn parse_envelope(text: &ByteString) -> serde_json::Result<Option<Envelope<Data>>> {
    // serde also reads a struct from an array of its fields.
    if text.trim_start().starts_with('[') {
        return Err(serde::de::Error::custom("an array instead of an object"));
    }
    match serde_json::from_str::<Option<Envelope<Items>>>(text) {
        Err(error) if error.is_data() => {
            let envelope = serde_json::from_str::<Option<Envelope<Box<RawValue>>>>(text)?;
            Ok(envelope.map(|envelope| envelope.map(Data::One)))
        }
        list => {
            let items = |Items(items): Items| {
                Data::List(items.into_iter().map(|item| text.slice_ref(item.get())).collect())
            };
            Ok(list?.map(|envelope| envelope.map(items)))
        }
    }
}

impl<D> Envelope<D> {
    fn map(self, data: impl Fn(D) -> Data) -> Envelope<Data> {
        let Envelope { success, additional_data, error, error_info, message, .. } = self;
        let data = self.data.map(data);
        Envelope { success, data, additional_data, error, error_info, message }
    }
}

/// A web page where an API response was expected.
fn page(status: StatusCode) -> Error {
    let message = match status.as_u16() {
        // What follows on ignoring 429 (pipedrive.md P82).
        403 => "Pipedrive blocked the account's API traffic: received an HTML page".to_owned(),
        404 => "no such address: received an HTML page instead of an API response".to_owned(),
        500.. => format!("Pipedrive returned a server error: {status}"),
        _ => format!("received an HTML page instead of an API response ({status})"),
    };
    Error::new(ErrorKind::Page, message)
}

/// The error of a response that says no, in Pipedrive's own words.
fn refusal(
    status: StatusCode,
    wait: Option<Duration>,
    error: Option<String>,
    info: Option<String>,
) -> Error {
    let words = error.unwrap_or_else(|| status.to_string());
    let (kind, message) = match status.as_u16() {
        401 => (ErrorKind::Unauthorized, format!("Pipedrive rejected the API token ({words})")),
        402 => {
            (ErrorKind::PaymentRequired, format!("the Pipedrive account is not active: {words}"))
        }
        // Of OAuth tokens only (pipedrive.md P28).
        403 if words.contains("Scope and URL mismatch") => {
            (ErrorKind::Scope, format!("Pipedrive does not allow this: {words}"))
        }
        403 => (ErrorKind::Forbidden, format!("Pipedrive does not allow this: {words}")),
        404 => (ErrorKind::NotFound, words),
        429 if wait.is_none() || is_daily(&words) => (
            ErrorKind::BudgetSpent(None),
            format!("the company's token budget for today is spent ({words})"),
        ),
        429 => (ErrorKind::Throttled, format!("Pipedrive's rate limit is reached ({words})")),
        408 | 500.. => (ErrorKind::Server, format!("Pipedrive returned a server error: {words}")),
        _ => {
            // The usual info only points at the documentation.
            let info =
                info.filter(|info| !info.starts_with("Please check developers.pipedrive.com"));
            (ErrorKind::Refused(info), format!("Pipedrive refused: {words}"))
        }
    };
    let retry_after = wait.filter(|_| !matches!(kind, ErrorKind::BudgetSpent(_)));
    Error { retry_after, ..Error::new(kind, message) }
}

/// Whether a 429 is about the daily budget: `daily request budget exceeded` (pipedrive.md P80).
fn is_daily(words: &str) -> bool {
    let words = words.to_lowercase();
    words.contains("daily") && words.contains("budget")
}

fn words(value: &Value) -> Option<String> {
    let words = match value {
        Value::Null => return None,
        Value::String(text) => text::clean(text).into_owned(),
        other => text::clean(&other.to_string()).into_owned(),
    };
    Some(words).filter(|words| !words.is_empty())
}

/// How much of a text of Pipedrive's is printed to a person, and to a program, in characters.
const SHORT: usize = 1_000;
const LONG: usize = 10_000;

fn shorten(words: &str) -> Option<Words> {
    match text::truncate_text(words, SHORT) {
        Cow::Borrowed(_) => None,
        Cow::Owned(short) => {
            Some(Words { short, long: text::truncate_text(words, LONG).into_owned() })
        }
    }
}

/// Where the next page starts, by either of the API's two ways of saying it. A marker that can be
/// neither followed nor taken for the end of the list is an error: the rest would be lost.
fn next(additional: Option<&Value>) -> Result<Option<Next>, Error> {
    let Some(additional) = additional else {
        return Ok(None);
    };
    match &additional["next_cursor"] {
        Value::Null => {}
        Value::String(cursor) if cursor.is_empty() => {}
        Value::String(cursor) => return Ok(Some(Next::Cursor(cursor.clone()))),
        Value::Number(cursor) if !cursor.is_f64() => {
            return Ok(Some(Next::Cursor(cursor.to_string())));
        }
        other => return Err(unusable("next_cursor", other)),
    }
    // Nested by the documentation, flat by the published schema.
    let paging = additional.get("pagination").filter(|nested| !nested.is_null());
    let paging = paging.unwrap_or(additional);
    let start = position(paging, "next_start")?;
    if !flag(paging, "more_items_in_collection")?.unwrap_or(start.is_some()) {
        return Ok(None);
    }
    if let Some(start) = start {
        return Ok(Some(Next::Start(start)));
    }
    // Some endpoints say that there is more, and not where (pipedrive.md P105).
    let after = match (position(paging, "start")?, position(paging, "limit")?) {
        (Some(start), Some(limit)) => start.checked_add(limit),
        _ => None,
    };
    match after {
        Some(start) => Ok(Some(Next::Start(start))),
        None => Err(Error::new(
            ErrorKind::List,
            "the list continues, but the response does not say where",
        )),
    }
}

/// A place in a list: a number, or its digits in a string.
fn position(paging: &Value, name: &str) -> Result<Option<u64>, Error> {
    let value = &paging[name];
    let position = match value {
        Value::Null => return Ok(None),
        Value::String(digits) => digits.parse().ok(),
        other => other.as_u64(),
    };
    position.map(Some).ok_or_else(|| unusable(name, value))
}

/// A flag: `true`, 1, or either of them in a string.
fn flag(paging: &Value, name: &str) -> Result<Option<bool>, Error> {
    let value = &paging[name];
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.as_str() {
        "null" => Ok(None),
        "true" | "1" => Ok(Some(true)),
        "false" | "0" | "" => Ok(Some(false)),
        _ => Err(unusable(name, value)),
    }
}

fn unusable(name: &str, value: &Value) -> Error {
    let value = value.to_string();
    let value = text::fit(&value, 60);
    Error::new(ErrorKind::List, format!("cannot continue the list: `{name}` is {value}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn parse_for_test(status: u16, body: &str) -> Result<Option<String>, (ErrorKind, String)> {
        let text = |data| match data {
            Data::Nothing => None,
            Data::One(value) => Some(value.get().to_owned()),
            Data::List(items) => {
                Some(items.iter().map(|item| &**item).collect::<Vec<&str>>().join("|"))
            }
        };
        parse_response(StatusCode::from_u16(status).unwrap(), None, &body.to_owned().into())
            .map(|reply| text(reply.data))
            .map_err(|error| (error.kind, error.message))
    }

    #[test]
    fn data_is_the_text_that_came() {
        let body = r#"{"success":true,"data":{"b":1.10, "a":null},"additional_data":{}}"#;
        assert_eq!(parse_for_test(200, body).unwrap().as_deref(), Some(r#"{"b":1.10, "a":null}"#));
        let list = r#"{"success":true,"data":[{"b":1.10, "a":null}, 7]}"#;
        assert_eq!(
            parse_for_test(200, list).unwrap().as_deref(),
            Some(r#"{"b":1.10, "a":null}|7"#)
        );
        assert_eq!(parse_for_test(200, r#"{"success":true,"data":null}"#), Ok(None));
        assert_eq!(parse_for_test(200, r#"{"success":true}"#), Ok(None));
    }

    #[test]
    fn each_refusal_has_its_kind() {
        let kind = |status, body| parse_for_test(status, body).unwrap_err().0;
        let said = r#"{"success":false,"error":"no"}"#;
        let page = "\n <!DOCTYPE html><title>Attention Required!</title>";
        for (status, body, expected) in [
            (200, said, ErrorKind::Refused(None)),
            (400, said, ErrorKind::Refused(None)),
            (401, said, ErrorKind::Unauthorized),
            (402, said, ErrorKind::PaymentRequired),
            (403, said, ErrorKind::Forbidden),
            (403, r#"{"success":false,"error":"Scope and URL mismatch"}"#, ErrorKind::Scope),
            (403, page, ErrorKind::Page),
            (404, said, ErrorKind::NotFound),
            (404, page, ErrorKind::Page),
            (410, said, ErrorKind::Refused(None)),
            (429, said, ErrorKind::BudgetSpent(None)),
            (500, "", ErrorKind::Server),
            (502, page, ErrorKind::Page),
            (524, "error code: 524", ErrorKind::Server),
            (200, page, ErrorKind::Page),
            (200, "null", ErrorKind::Incomplete),
            (200, "", ErrorKind::Incomplete),
            (200, r#"{"success":true,"data":[{"#, ErrorKind::Incomplete),
            (200, "[1]", ErrorKind::NotJson),
            (302, "", ErrorKind::Redirect),
        ] {
            assert_eq!(kind(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn pipedrives_own_words_are_kept() {
        let said = |status, body| parse_for_test(status, body).unwrap_err().1;
        let body = r#"{"success":false,"error":"Validation failed: foo: Parameter 'foo' is not allowed","code":"ERR"}"#;
        assert_eq!(
            said(400, body),
            "Pipedrive refused: Validation failed: foo: Parameter 'foo' is not allowed"
        );
        assert!(
            said(401, r#"{"success":false,"message":"Invalid client"}"#).contains("Invalid client")
        );
    }

    #[test]
    fn the_next_page_is_found_however_it_is_announced() {
        let found = |additional: Value| next(Some(&additional)).unwrap();
        assert_eq!(found(json!({"next_cursor": null})), None);
        assert_eq!(found(json!({"next_cursor": "eyJp"})), Some(Next::Cursor("eyJp".into())));
        let paging = |more: bool| json!({"pagination": {"start": 0, "limit": 100, "more_items_in_collection": more}});
        assert_eq!(found(paging(false)), None);
        assert_eq!(found(paging(true)), Some(Next::Start(100)));
        assert_eq!(
            found(json!({"more_items_in_collection": true, "next_start": 7})),
            Some(Next::Start(7))
        );
        assert!(next(Some(&json!({"more_items_in_collection": true}))).is_err());
        let far = json!({"start": u64::MAX, "limit": 1, "more_items_in_collection": true});
        assert!(next(Some(&far)).is_err(), "a place beyond all numbers is no place");
    }

    /// A page with `item` among its records; a large one has more of the others.
    fn page_with(item: &str, is_large: bool) -> String {
        let record = r#"{"id":1,"title":"A \"b\" é","value":1.10,"label_ids":[1,2],"custom_fields":{"x":null}}"#;
        let others = vec![record; if is_large { 2_000 } else { 2 }].join(",");
        format!(
            r#"{{"success":true,"data":[{others},{item},{others}],"additional_data":{{"next_cursor":null}}}}"#
        )
    }

    #[test]
    fn a_damaged_page_is_an_error_whatever_its_size() {
        for is_large in [false, true] {
            let whole = page_with("{}", is_large);
            assert_eq!(whole.len() > 64 * 1024, is_large);
            assert!(parse_for_test(200, &whole).is_ok());
            let items = [
                r#"{"id":1-2}"#,
                r#"{"id":01}"#,
                r#"{"id":1.}"#,
                r#"{"id":.5}"#,
                r#"{"id":+1}"#,
                r#"{"id":1e}"#,
                r#"{"id":-}"#,
                r#"{"id":0x1f}"#,
                r#"{"id":NaN}"#,
                r#"{"id":Infinity}"#,
                r#"{"id":nul}"#,
                r#"{"id":True}"#,
                r#"{"id":}"#,
                r#"{"id" 1}"#,
                r#"{"id"::1}"#,
                r#"{"id":1,}"#,
                r#"{"id":1,,"a":2}"#,
                r#"{"id":1 "a":2}"#,
                r#"{,"id":1}"#,
                r#"{id:1}"#,
                r#"{'id':1}"#,
                r#"{1:1}"#,
                r#"{"id":[1}"#,
                r#"{"id":[1,]}"#,
                r#"{"id":{1]}"#,
                r#"{"id":1}}"#,
                r#"{"id":1"#,
                r#"{"id":"a}"#,
                r#"{"id":"\x"}"#,
                r#"{"id":"\u12g4"}"#,
                r#"{"id":"\u12"}"#,
                "{\"id\":\"a\nb\"}",
                "{\"id\":\"a\tb\"}",
                "{\"id\":\"a\u{0}b\"}",
                "{\"id\":\"a\u{1f}b\"}",
                "{\"id\":1\u{a0}}",
                "{\"id\":1\u{0}}",
                "{\"id\":1\u{feff}}",
                r#"{"id":1}/* two */"#,
                "{\"id\":1}// two\n",
                r#"{"id":1} {"id":2}"#,
                r#"{"id":1},"#,
                r#",{"id":1}"#,
                "",
                "{]",
                "}",
                "]",
            ];
            for item in items {
                let found = parse_for_test(200, &page_with(item, is_large));
                assert!(matches!(found, Err((ErrorKind::NotJson, _))), "{item}: {found:?}");
            }
            let pages = [
                format!("\u{feff}{whole}"),
                format!("{whole}{whole}"),
                format!("{whole}]"),
                format!("{whole},"),
                format!("{whole}\u{0}"),
                format!("{whole}x"),
                format!("[{whole}]"),
                format!("[true,[{}],null,null,null,null]", vec!["{}"; whole.len()].join(",")),
                whole.replace("\"success\":true", "success:true"),
                whole.replace("\"success\":true", "\"success\":tru"),
                whole.replace("true,", "true;"),
                whole.replace("null}}", "null}"),
                whole.replace("null}}", "null]}"),
                whole.replace("\"data\"", "\"data\":[],\"data\""),
            ];
            for page in pages {
                let found = parse_for_test(200, &page);
                assert!(found.is_err(), "{}", page.chars().take(80).collect::<String>());
            }
            for cut in [1, 2, 10, 100, 200, whole.len() / 2, whole.len() - 1] {
                let found = parse_for_test(200, &whole[..whole.len() - cut]);
                assert!(matches!(found, Err((ErrorKind::Incomplete, _))), "{cut}: {found:?}");
            }
            for bytes in [&b"\xff"[..], b"\xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"]
            {
                let mut page = whole.clone().into_bytes();
                let at = whole.rfind("A ").unwrap();
                page.splice(at..at, bytes.iter().copied());
                let error = parse_response(StatusCode::OK, None, &page.into()).unwrap_err();
                assert_eq!(error.kind, ErrorKind::NotJson, "{bytes:?}");
            }
        }
    }

    #[test]
    fn what_the_grammar_allows_goes_through_as_it_came() {
        // Half of a surrogate pair, as a text that was cut between its two halves is sent.
        let odd = r#"{ "id" : 1 , "\ud83d":"\ud83d","b":1e400,"c":-0.0E+00,"d":"\u0000\/","e":{"a":1,"a":2} }"#;
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        for is_large in [false, true] {
            for item in [odd, &deep, "\"x\"", "null", "-0"] {
                let text = parse_for_test(200, &page_with(item, is_large)).unwrap().unwrap();
                assert!(text.contains(&format!("|{item}|")), "{}", &item[..4]);
            }
        }
    }

    #[test]
    fn a_marker_of_another_type_is_followed_or_an_error() {
        let found = |additional: Value| next(Some(&additional)).map_err(|failure| failure.message);
        let cursor = |cursor: Value| found(json!({"next_cursor": cursor}));
        assert_eq!(cursor(json!("")), Ok(None));
        assert_eq!(cursor(json!(500)), Ok(Some(Next::Cursor("500".into()))));
        assert_eq!(cursor(json!(u64::MAX)), Ok(Some(Next::Cursor(u64::MAX.to_string()))));
        for other in
            [json!({"id": 5}), json!([5]), json!(5.5), json!(1e30), json!(true), json!(false)]
        {
            assert!(cursor(other.clone()).is_err(), "{other}");
        }
        let paging = |more: Value, next: Value| {
            let paging = json!({"start": "0", "limit": 100, "more_items_in_collection": more, "next_start": next});
            let nested = found(json!({ "pagination": &paging }));
            assert_eq!(found(paging), nested);
            nested
        };
        for more in [json!(true), json!(1), json!("true"), json!("1"), Value::Null] {
            for (next, start) in [(json!(150), 150), (json!("150"), 150)] {
                assert_eq!(paging(more.clone(), next), Ok(Some(Next::Start(start))), "{more}");
            }
            for next in
                [json!("x"), json!(-1), json!(1.5), json!({"id": 5}), json!([]), json!(true)]
            {
                assert!(paging(more.clone(), next.clone()).is_err(), "{more} {next}");
            }
        }
        assert_eq!(paging(json!("true"), Value::Null), Ok(Some(Next::Start(100))));
        for none in [json!(false), json!(0), json!("false"), json!("0"), json!(""), Value::Null] {
            assert_eq!(paging(none.clone(), Value::Null), Ok(None), "{none}");
        }
        for odd in [json!(2), json!("yes"), json!({}), json!([1]), json!(1.5)] {
            assert!(paging(odd.clone(), json!(100)).is_err(), "{odd}");
        }
        for none in [json!([]), json!(null), json!({"pagination": []}), json!({"pagination": null})]
        {
            assert_eq!(found(none.clone()), Ok(None), "{none}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(status in 100u16..600, body in any::<Vec<u8>>()) {
            let _ = parse_response(StatusCode::from_u16(status).unwrap(), None, &body.into());
        }

        #[test]
        fn a_list_comes_out_as_it_went_in(numbers in prop::collection::vec(any::<f64>(), 0..5), words in prop::collection::vec(any::<String>(), 0..5)) {
            let items: Vec<String> = numbers.iter().map(|n| json!({"id": n}).to_string()).chain(words.iter().map(|word| json!(word).to_string())).collect();
            let body = format!("{{\"success\":true,\"data\":[{}],\"additional_data\":{{\"next_cursor\":null}}}}", items.join(" , "));
            prop_assert_eq!(parse_for_test(200, &body), Ok(Some(items.join("|"))));
        }

        #[test]
        fn a_part_of_an_answer_is_no_answer(items in prop::collection::vec(".{0,8}", 0..4), kept in 0.0..1.0f64) {
            let body = json!({"success": true, "data": items, "additional_data": {"next_cursor": "eyJp"}}).to_string();
            let mut kept = (body.len() as f64 * kept) as usize;
            while !body.is_char_boundary(kept) {
                kept -= 1;
            }
            prop_assert_eq!(parse_for_test(200, &body[..kept]).unwrap_err().0, ErrorKind::Incomplete, "{}", &body[..kept]);
        }
    }
}
