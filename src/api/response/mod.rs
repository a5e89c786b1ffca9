//! Opens the envelope that an answer comes in. Pure: status and bytes in, data or a failure out.

mod next;
mod refusal;

pub use next::Next;

use super::error::{Error, ErrorKind, Outcome};
use crate::text;
use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;
use next::next;
use refusal::{SHORT, page, refusal, shorten, words};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
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
    /// There is no `data`, which no list lacks.
    Missing,
    /// Null, as for an empty v1 list.
    Nothing,
    One(Box<RawValue>),
    List(Vec<ByteString>),
}

impl Data {
    /// What is no list.
    pub fn one(self) -> Option<Box<RawValue>> {
        match self {
            Data::One(value) => Some(value),
            Data::Missing | Data::Nothing | Data::List(_) => None,
        }
    }
}

/// The four dialects in one: v1, v2, the gateway's, and OAuth's `message` (pipedrive.md P32, P41,
/// P42).
#[derive(Deserialize)]
#[serde(bound(deserialize = "D: Deserialize<'de>"))]
struct Envelope<D> {
    success: Option<bool>,
    /// The inner one is for null.
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
            // About data serde quotes the text, and names a type of ours.
            let message = if error.is_data() {
                "the response is JSON, but not an object like those of the API".to_owned()
            } else {
                format!("the response is not JSON: {error}")
            };
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
        return Ok(Response {
            data: envelope.data.map_or(Data::Missing, |data| data.unwrap_or(Data::Nothing)),
            next,
        });
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
    fn a_long_text_in_place_of_an_object_is_not_quoted() {
        let text = format!("\"{}\"", "\u{7f}".repeat(5_000));
        for body in
            [&text, "7", "true", "[]", r#"{"success":"yes"}"#, r#"{"success":true,"data":7}"#]
        {
            if let Err((_, message)) = parse_for_test(200, body) {
                assert!(message.len() < 100 && !message.contains("struct"), "{message}");
            }
        }
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
