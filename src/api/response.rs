//! Opens the envelope that an answer comes in. Pure: status and bytes in, data or a failure out.

use super::split::{Split, split};
use crate::error::{Effect, Failure, Kind};
use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::time::Duration;

/// What Pipedrive sent, out of its envelope.
#[derive(Debug)]
pub struct Reply {
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

/// The four dialects in one: v1, v2, the gateway's, and OAuth's `message` (behaviours 13, 25).
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
pub fn open(status: StatusCode, wait: Option<Duration>, body: &Bytes) -> Result<Reply, Failure> {
    let told = |failure: Failure| Failure {
        status: Some(status.as_u16()),
        effect: match status.as_u16() {
            // A proxy that has waited long enough; what it waited for may go on.
            408 | 502 | 504 | 524 => Effect::Underway,
            // An answer that could not be read is not a refusal either.
            200..300 if failure.kind != Kind::Refused => Effect::Unknown,
            500.. => Effect::Unknown,
            _ => Effect::Nothing,
        },
        ..failure
    };
    if is_page(body) {
        return Err(told(page(status)));
    }
    if status.is_redirection() {
        return Err(told(
            Failure::unexpected(format!("Pipedrive answered with a redirect ({status})"))
                .hint("the API never does; check the company's address: `deals config list`"),
        ));
    }
    if status == StatusCode::NO_CONTENT {
        return Ok(Reply { data: Data::Nothing, next: None });
    }
    let Ok(text) = ByteString::try_from(body.clone()) else {
        return Err(told(match status.is_success() {
            true => Failure::unexpected("an answer that is not JSON: it is not even UTF-8"),
            false => refusal(status, wait, None, None),
        }));
    };
    let envelope = match enveloped(&text) {
        Ok(Some(envelope)) => envelope,
        _ if !status.is_success() => return Err(told(refusal(status, wait, None, None))),
        Err(error) if !error.is_eof() => {
            return Err(told(Failure::unexpected(format!("an answer that is not JSON: {error}"))));
        }
        // `null` (seen from v1 flow, Q9), nothing at all, or the first half of something.
        _ => {
            let broken = Failure::new(Kind::Unavailable, "half an answer, or none, came back");
            return Err(told(broken.hint("try again")));
        }
    };
    if status.is_success() && envelope.success != Some(false) {
        let next = next(envelope.additional_data.as_ref()).map_err(told)?;
        return Ok(Reply { data: envelope.data.unwrap_or(Data::Nothing), next });
    }
    let error = envelope.error.or(envelope.message).as_ref().and_then(words);
    let info = envelope.error_info.as_ref().and_then(words);
    Err(told(refusal(status, wait, error, info)))
}

/// Whether a page for people came: by the first byte, not by content-type, for the service's pages
/// come under any (field note Q8).
pub fn is_page(body: &[u8]) -> bool {
    body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// The envelope around a list, else around anything. What is no list shows it at its first byte, so
/// that nothing long is read twice.
fn enveloped(text: &ByteString) -> serde_json::Result<Option<Envelope<Data>>> {
    /// What is shorter is read by the parser alone, which is strict.
    const LONG: usize = 64 * 1024;
    if text.len() > LONG
        && let Some(Split { items, envelope }) = split(text)
        && let Ok(envelope) = serde_json::from_str::<Envelope<Vec<()>>>(&envelope)
    {
        let items = || items.iter().map(|item| text.slice_ref(item)).collect();
        return Ok(Some(envelope.map(|_| Data::List(items()))));
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

/// A web page where an API answer was expected.
fn page(status: StatusCode) -> Failure {
    match status.as_u16() {
        // What follows on ignoring 429 (behaviours 21).
        403 => Failure::denied(
            "the company's API traffic is blocked for a while: a page came, not an answer",
        )
        .hint(
            "stop calling for a quarter of an hour; something has ignored Pipedrive's rate limit",
        ),
        404 => Failure::not_found("no such address: a page came, not an answer")
            .hint("check the company's address: `deals config list`"),
        500.. => Failure::new(Kind::Unavailable, format!("Pipedrive is not well: {status}"))
            .hint("try again later"),
        _ => Failure::unexpected(format!("a web page came back ({status}), not an API answer"))
            .hint("check the address, and whether a proxy stands in between: `deals config list`"),
    }
}

/// A failure for an answer that says no, in Pipedrive's own words.
fn refusal(
    status: StatusCode,
    wait: Option<Duration>,
    error: Option<String>,
    info: Option<String>,
) -> Failure {
    let words = error.unwrap_or_else(|| status.to_string());
    match status.as_u16() {
        401 => Failure::denied(format!("Pipedrive does not know this token ({words})"))
            .hint("check it with `deals auth status`; a mistyped company name looks the same"),
        402 => Failure::denied(format!("the Pipedrive account is not open: {words}")),
        403 => Failure::denied(format!("Pipedrive does not allow this: {words}"))
            .hint("the token's user lacks the permission, or the plan its limit"),
        404 => Failure::not_found(words),
        429 => limited(words, wait),
        408 | 500.. => Failure {
            wait,
            ..Failure::new(Kind::Unavailable, format!("Pipedrive is not well: {words}"))
                .hint("try again later")
        },
        _ => {
            let refused = Failure::new(Kind::Refused, format!("Pipedrive refused: {words}"));
            // The usual info only points at the documentation.
            match info.filter(|info| !info.starts_with("Please check developers.pipedrive.com")) {
                Some(info) => refused.hint(info),
                None => refused,
            }
        }
    }
}

/// A burst, which is waited out, or a budget that is spent for the day: `wait` is then of no use.
fn limited(words: String, wait: Option<Duration>) -> Failure {
    let wait = wait.filter(|_| !is_daily(&words));
    let (message, hint) = match wait {
        Some(_) => (
            format!("Pipedrive asks us to slow down ({words})"),
            "wait a little, and run fewer at once",
        ),
        None => (
            format!("the company's token budget for today is spent ({words})"),
            "the budget resets at midnight, in the time zone of Pipedrive's servers",
        ),
    };
    Failure { wait, ..Failure::new(Kind::RateLimited, message).hint(hint) }
}

/// Whether a 429 is about the daily budget: `daily request budget exceeded` (behaviours 112).
fn is_daily(words: &str) -> bool {
    let words = words.to_lowercase();
    words.contains("daily") && words.contains("budget")
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Where the next page starts, by either of the API's two ways of saying it.
fn next(additional: Option<&Value>) -> Result<Option<Next>, Failure> {
    let Some(additional) = additional else {
        return Ok(None);
    };
    if let Some(cursor) = additional["next_cursor"].as_str().filter(|cursor| !cursor.is_empty()) {
        return Ok(Some(Next::Cursor(cursor.to_owned())));
    }
    // Nested by the documentation, flat by the published schema.
    let paging = additional.get("pagination").unwrap_or(additional);
    if paging["more_items_in_collection"] != true {
        return Ok(None);
    }
    // Some endpoints say that there is more, and not where (behaviours 36).
    let after = || paging["start"].as_u64()?.checked_add(paging["limit"].as_u64()?);
    match paging["next_start"].as_u64().or_else(after) {
        Some(start) => Ok(Some(Next::Start(start))),
        None => Err(Failure::unexpected("the list goes on, but the answer does not say where")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn opened(status: u16, body: &str) -> Result<Option<String>, (Kind, String)> {
        let text = |data| match data {
            Data::Nothing => None,
            Data::One(value) => Some(value.get().to_owned()),
            Data::List(items) => {
                Some(items.iter().map(|item| &**item).collect::<Vec<&str>>().join("|"))
            }
        };
        open(StatusCode::from_u16(status).unwrap(), None, &body.to_owned().into())
            .map(|reply| text(reply.data))
            .map_err(|failure| (failure.kind, failure.message))
    }

    #[test]
    fn data_is_the_text_that_came() {
        let body = r#"{"success":true,"data":{"b":1.10, "a":null},"additional_data":{}}"#;
        assert_eq!(opened(200, body).unwrap().as_deref(), Some(r#"{"b":1.10, "a":null}"#));
        let list = r#"{"success":true,"data":[{"b":1.10, "a":null}, 7]}"#;
        assert_eq!(opened(200, list).unwrap().as_deref(), Some(r#"{"b":1.10, "a":null}|7"#));
        assert_eq!(opened(200, r#"{"success":true,"data":null}"#), Ok(None));
        assert_eq!(opened(200, r#"{"success":true}"#), Ok(None));
    }

    #[test]
    fn each_refusal_has_its_kind() {
        let kind = |status, body| opened(status, body).unwrap_err().0;
        let said = r#"{"success":false,"error":"no"}"#;
        let page = "\n <!DOCTYPE html><title>Attention Required!</title>";
        for (status, body, expected) in [
            (200, said, Kind::Unexpected),
            (400, said, Kind::Refused),
            (401, said, Kind::Denied),
            (403, said, Kind::Denied),
            (403, page, Kind::Denied),
            (404, said, Kind::NotFound),
            (404, page, Kind::NotFound),
            (410, said, Kind::Refused),
            (429, said, Kind::RateLimited),
            (500, "", Kind::Unavailable),
            (502, page, Kind::Unavailable),
            (524, "error code: 524", Kind::Unavailable),
            (200, page, Kind::Unexpected),
            (200, "null", Kind::Unavailable),
            (200, "", Kind::Unavailable),
            (200, r#"{"success":true,"data":[{"#, Kind::Unavailable),
            (200, "[1]", Kind::Unexpected),
            (302, "", Kind::Unexpected),
        ] {
            if (status, body) == (200, said) {
                assert_eq!(kind(status, body), Kind::Refused, "success:false is a refusal");
            } else {
                assert_eq!(kind(status, body), expected, "{status} {body}");
            }
        }
    }

    #[test]
    fn pipedrives_own_words_are_kept() {
        let said = |status, body| opened(status, body).unwrap_err().1;
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

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(status in 100u16..600, body in any::<Vec<u8>>()) {
            let _ = open(StatusCode::from_u16(status).unwrap(), None, &body.into());
        }

        #[test]
        fn a_list_comes_out_as_it_went_in(numbers in prop::collection::vec(any::<f64>(), 0..5), words in prop::collection::vec(any::<String>(), 0..5)) {
            let items: Vec<String> = numbers.iter().map(|n| json!({"id": n}).to_string()).chain(words.iter().map(|word| json!(word).to_string())).collect();
            let body = format!("{{\"success\":true,\"data\":[{}],\"additional_data\":{{\"next_cursor\":null}}}}", items.join(" , "));
            prop_assert_eq!(opened(200, &body), Ok(Some(items.join("|"))));
        }

        #[test]
        fn a_part_of_an_answer_is_no_answer(items in prop::collection::vec(".{0,8}", 0..4), kept in 0.0..1.0f64) {
            let body = json!({"success": true, "data": items, "additional_data": {"next_cursor": "eyJp"}}).to_string();
            let mut kept = (body.len() as f64 * kept) as usize;
            while !body.is_char_boundary(kept) {
                kept -= 1;
            }
            prop_assert_eq!(opened(200, &body[..kept]).unwrap_err().0, Kind::Unavailable, "{}", &body[..kept]);
        }
    }
}
