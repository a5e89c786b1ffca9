//! Parses the cursor or offset of the next page.

use crate::api::error::{Error, ErrorKind};
use crate::text;
use serde_json::Value;

/// Cursor or offset of the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    Cursor(String),
    Start(u64),
}

/// Returns the cursor or offset of the next page, in either of the API's formats. A value that is
/// neither usable nor marks the end is an error: records would be lost.
pub(super) fn next(additional: Option<&Value>) -> Result<Option<Next>, Error> {
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
    // Nested in the documentation, flat in the published schema.
    let paging = additional.get("pagination").filter(|nested| !nested.is_null());
    let paging = paging.unwrap_or(additional);
    let start = position(paging, "next_start")?;
    if !flag(paging, "more_items_in_collection")?.unwrap_or(start.is_some()) {
        return Ok(None);
    }
    if let Some(start) = start {
        return Ok(Some(Next::Start(start)));
    }
    // Some endpoints say only that there are more items (pipedrive.md P105).
    let after = match (position(paging, "start")?, position(paging, "limit")?) {
        (Some(start), Some(limit)) => start.checked_add(limit),
        _ => None,
    };
    match after {
        Some(start) => Ok(Some(Next::Start(start))),
        None => Err(Error::new(
            ErrorKind::List,
            "the list has more items, but the response has no cursor or offset",
        )),
    }
}

/// An offset: a number, or its digits in a string.
fn position(paging: &Value, name: &str) -> Result<Option<u64>, Error> {
    let value = &paging[name];
    let position = match value {
        Value::Null => return Ok(None),
        Value::String(digits) => digits.parse().ok(),
        other => other.as_u64(),
    };
    position.map(Some).ok_or_else(|| unusable(name, value))
}

/// A flag: `true` or 1, also as a string.
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
    use serde_json::json;

    #[test]
    fn finds_the_next_page_in_every_format() {
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
        assert!(next(Some(&far)).is_err(), "the offset overflows");
    }

    #[test]
    fn accepts_or_rejects_cursors_of_other_types() {
        let found = |additional: Value| next(Some(&additional)).map_err(|error| error.message);
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
        for invalid in [json!(2), json!("yes"), json!({}), json!([1]), json!(1.5)] {
            assert!(paging(invalid.clone(), json!(100)).is_err(), "{invalid}");
        }
        for none in [json!([]), json!(null), json!({"pagination": []}), json!({"pagination": null})]
        {
            assert_eq!(found(none.clone()), Ok(None), "{none}");
        }
    }
}
