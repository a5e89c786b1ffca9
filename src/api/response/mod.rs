//! Parses the JSON envelope of a response. No I/O.

mod next;
mod refusal;

pub use next::Next;

use super::error::{Error, ErrorKind, Outcome};
use crate::text;
use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;
use next::next;
use refusal::{MAX_SHORT, page, read_text, refusal, shorten};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::time::Duration;

/// A response without its envelope.
#[derive(Debug)]
pub struct Response {
    pub data: Data,
    pub next: Option<Next>,
}

/// The JSON text of `data`, split into items in the only pass over it: for a long list, parsing is most
/// of the work. Items are slices of the body.
#[derive(Debug)]
pub enum Data {
    /// `data` is missing; lists always have it.
    Missing,
    /// Null, as for an empty v1 list.
    Nothing,
    One(Box<RawValue>),
    List(Vec<ByteString>),
}

impl Data {
    /// Returns `data` if it is not a list.
    pub fn one(self) -> Option<Box<RawValue>> {
        match self {
            Data::One(value) => Some(value),
            Data::Missing | Data::Nothing | Data::List(_) => None,
        }
    }
}

/// Four variants in one: v1, v2, the gateway, and OAuth's `message` (pipedrive.md P32, P41, P42).
#[derive(Deserialize)]
#[serde(bound(deserialize = "D: Deserialize<'de>"))]
struct Envelope<D> {
    success: Option<bool>,
    /// The inner `None` is null.
    #[serde(default, deserialize_with = "present")]
    data: Option<Option<D>>,
    additional_data: Option<Value>,
    error: Option<Value>,
    error_info: Option<Value>,
    message: Option<Value>,
}

fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// The items of a list, borrowed from the body.
#[derive(Deserialize)]
struct Items<'a>(#[serde(borrow)] Vec<&'a RawValue>);

/// Parses a response. `wait` is how long to wait after a 429; `None` if waiting does not help.
pub fn parse_response(
    status: StatusCode,
    wait: Option<Duration>,
    body: &Bytes,
) -> Result<Response, Error> {
    let with_status = |error: Error| Error {
        status: Some(status.as_u16()),
        outcome: match status.as_u16() {
            // The server may have applied the request before it redirected.
            300..400 => Outcome::Unknown,
            // A successful response that cannot be parsed does not mean that the request was
            // rejected.
            200..300 if !matches!(error.kind, ErrorKind::Refused(_)) => Outcome::Unknown,
            408 | 500.. => Outcome::Unknown,
            _ => Outcome::NotDone,
        },
        ..error
    };
    if is_page(body) {
        return Err(with_status(page(status)));
    }
    if status.is_redirection() {
        return Err(with_status(Error::new(
            ErrorKind::Redirect,
            format!("Pipedrive returned a redirect ({status})"),
        )));
    }
    if status == StatusCode::NO_CONTENT {
        return Ok(Response { data: Data::Nothing, next: None });
    }
    let Ok(text) = ByteString::try_from(body.clone()) else {
        return Err(with_status(if status.is_success() {
            Error::new(ErrorKind::NotJson, "the response is not JSON: it is not UTF-8")
        } else {
            refusal(status, wait, None, None)
        }));
    };
    let envelope = match parse_envelope(&text) {
        Ok(Some(envelope)) => envelope,
        _ if !status.is_success() => return Err(with_status(refusal(status, wait, None, None))),
        Err(error) if !error.is_eof() => {
            // For data errors serde quotes the text and our type names.
            let message = if error.is_data() {
                "the response is JSON, but not an object in the format of the API".to_owned()
            } else {
                format!("the response is not JSON: {error}")
            };
            return Err(with_status(Error::new(ErrorKind::NotJson, message)));
        }
        // `null` (from v1 flow, pipedrive.md P57), an empty body, or a truncated one.
        _ => {
            let message = "received an incomplete or empty response";
            return Err(with_status(Error::new(ErrorKind::Incomplete, message)));
        }
    };
    if status.is_success() && envelope.success != Some(false) {
        let next = next(envelope.additional_data.as_ref()).map_err(with_status)?;
        return Ok(Response {
            data: envelope.data.map_or(Data::Missing, |data| data.unwrap_or(Data::Nothing)),
            next,
        });
    }
    let error = envelope.error.or(envelope.message).as_ref().and_then(read_text);
    let info = envelope.error_info.as_ref().and_then(read_text);
    let long_text = error.as_deref().and_then(shorten);
    let short = |text: String| text::truncate_text(&text, MAX_SHORT).into_owned();
    let refused = refusal(status, wait, error.map(short), info.map(short));
    Err(with_status(Error { long_text, ..refused }))
}

/// Whether the body is an HTML page. Decided by the first byte, as the service sends pages with any
/// content type (pipedrive.md P58).
pub fn is_page(body: &[u8]) -> bool {
    body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// Parses the envelope of a list or, if that fails, of any value. A value that is not a list fails at its
/// first byte, so that no long text is parsed twice.
fn parse_envelope(text: &ByteString) -> serde_json::Result<Option<Envelope<Data>>> {
    // serde also deserializes a struct from an array.
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
        let data = self.data.map(|present| present.map(data));
        Envelope { success, data, additional_data, error, error_info, message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    pub(super) fn parse_for_test(
        status: u16,
        body: &str,
    ) -> Result<Option<String>, (ErrorKind, String)> {
        let text = |data| match data {
            Data::Missing | Data::Nothing => None,
            Data::One(value) => Some(value.get().to_owned()),
            Data::List(items) => {
                Some(items.iter().map(|item| &**item).collect::<Vec<&str>>().join("|"))
            }
        };
        parse_response(StatusCode::from_u16(status).unwrap(), None, &body.to_owned().into())
            .map(|response| text(response.data))
            .map_err(|error| (error.kind, error.message))
    }

    #[test]
    fn keeps_the_text_of_data_unchanged() {
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
    fn does_not_quote_unexpected_text() {
        let text = format!("\"{}\"", "\u{7f}".repeat(5_000));
        for body in
            [&text, "7", "true", "[]", r#"{"success":"yes"}"#, r#"{"success":true,"data":7}"#]
        {
            if let Err((_, message)) = parse_for_test(200, body) {
                assert!(message.len() < 100 && !message.contains("struct"), "{message}");
            }
        }
    }

    /// A page that has `item` among its records, with many more if `is_large`.
    fn page_with(item: &str, is_large: bool) -> String {
        let record = r#"{"id":1,"title":"A \"b\" é","value":1.10,"label_ids":[1,2],"custom_fields":{"x":null}}"#;
        let others = vec![record; if is_large { 2_000 } else { 2 }].join(",");
        format!(
            r#"{{"success":true,"data":[{others},{item},{others}],"additional_data":{{"next_cursor":null}}}}"#
        )
    }

    #[test]
    fn rejects_a_malformed_page_of_any_size() {
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
    fn keeps_unusual_but_valid_json() {
        // Half of a surrogate pair, as sent for a text that was cut between its halves.
        let unusual = r#"{ "id" : 1 , "\ud83d":"\ud83d","b":1e400,"c":-0.0E+00,"d":"\u0000\/","e":{"a":1,"a":2} }"#;
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        for is_large in [false, true] {
            for item in [unusual, &deep, "\"x\"", "null", "-0"] {
                let text = parse_for_test(200, &page_with(item, is_large)).unwrap().unwrap();
                assert!(text.contains(&format!("|{item}|")), "{}", &item[..4]);
            }
        }
    }

    proptest! {
        #[test]
        fn does_not_panic_on_any_bytes(status in 100u16..600, body in any::<Vec<u8>>()) {
            let _ = parse_response(StatusCode::from_u16(status).unwrap(), None, &body.into());
        }

        #[test]
        fn returns_the_items_of_a_list(numbers in prop::collection::vec(any::<f64>(), 0..5), words in prop::collection::vec(any::<String>(), 0..5)) {
            let items: Vec<String> = numbers.iter().map(|n| json!({"id": n}).to_string()).chain(words.iter().map(|word| json!(word).to_string())).collect();
            let body = format!("{{\"success\":true,\"data\":[{}],\"additional_data\":{{\"next_cursor\":null}}}}", items.join(" , "));
            prop_assert_eq!(parse_for_test(200, &body), Ok(Some(items.join("|"))));
        }

        #[test]
        fn rejects_a_truncated_response(items in prop::collection::vec(".{0,8}", 0..4), kept in 0.0..1.0f64) {
            let body = json!({"success": true, "data": items, "additional_data": {"next_cursor": "eyJp"}}).to_string();
            let mut kept = (body.len() as f64 * kept) as usize;
            while !body.is_char_boundary(kept) {
                kept -= 1;
            }
            prop_assert_eq!(parse_for_test(200, &body[..kept]).unwrap_err().0, ErrorKind::Incomplete, "{}", &body[..kept]);
        }
    }
}
