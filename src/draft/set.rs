//! Sets and clears fields by name, for `--set` and `--clear`.

use super::{check_title, parse_percent};
use crate::error::Error;
use crate::model::field::{Field, FieldKind};
use crate::model::names::Names;
use crate::model::value;
use jiff::Zoned;
use serde_json::{Value, json};

/// Codes and values to write; an amount may include a pair for its currency.
pub type Pairs = Vec<(String, Value)>;

/// The built-in fields that can be written (pipedrive.md P222).
const WRITABLE: &[&str] = &[
    "title",
    "owner_id",
    "person_id",
    "org_id",
    "pipeline_id",
    "stage_id",
    "value",
    "currency",
    "is_deleted",
    "is_archived",
    "archive_time",
    "status",
    "probability",
    "lost_reason",
    "visible_to",
    "close_time",
    "won_time",
    "lost_time",
    "expected_close_date",
    "label_ids",
];

/// Parses the values to write to a field.
pub fn parse_value(field: &Field, text: &str, names: &Names, now: &Zoned) -> Result<Pairs, Error> {
    check_writable(field)?;
    // Spaces may be a part of a name.
    let (written, text) = (text, text.trim());
    let value = match field.code.as_ref() {
        _ if text.is_empty() => value::parse(field, text, names, now)?,
        "value" => {
            let (amount, currency) = value::money(text)?;
            let currency = currency.map(|code| ("currency".to_owned(), json!(code)));
            let amount = ("value".to_owned(), Value::Number(amount));
            return Ok([amount].into_iter().chain(currency).collect());
        }
        "currency" => json!(value::currency(text)?),
        "probability" => parse_percent(text)?,
        "title" => json!(check_title(text)?),
        _ => value::parse(field, written, names, now)?,
    };
    Ok(vec![(field.code.to_string(), value)])
}

/// Parses an amount of a monetary field; without a currency, that of the deal is used.
pub fn monetary(field: &Field, text: &str) -> Result<Pairs, Error> {
    check_writable(field)?;
    if text.trim().is_empty() {
        return Err(value::new_missing_error(field));
    }
    Ok(vec![(field.code.to_string(), value::monetary(text)?)])
}

/// Resolves one option for each word.
pub fn parse_options(field: &Field, words: &[String]) -> Result<Pairs, Error> {
    check_writable(field)?;
    Ok(vec![(field.code.to_string(), value::options(field, words)?)])
}

/// The value that clears a field; fails if there is none (pipedrive.md P185, P228, P229, P230, P235).
pub fn clear(field: &Field) -> Result<Pairs, Error> {
    check_writable(field)?;
    let empty = match field.code.as_ref() {
        _ if field.is_custom() => Value::Null,
        "probability" | "lost_reason" | "close_time" => Value::Null,
        // A write replaces the whole set.
        "label_ids" => json!([]),
        _ => return Err(cannot_clear(field)),
    };
    Ok(vec![(field.code.to_string(), empty)])
}

/// Whether a field can be written.
pub fn is_writable(field: &Field) -> bool {
    field.is_custom() || WRITABLE.contains(&field.code.as_ref())
}

/// Fails if the field cannot be written.
pub fn check_writable(field: &Field) -> Result<(), Error> {
    if is_writable(field) {
        return Ok(());
    }
    Err(Error::usage(format!("{} is read-only: Pipedrive sets it", field.name)))
}

fn cannot_clear(field: &Field) -> Error {
    let name = &field.name;
    match field.kind {
        FieldKind::Date | FieldKind::Time => Error::usage(format!(
            "{name} cannot be cleared: Pipedrive rejects null, and stores an empty text as 0000-00-00"
        ))
        .hint("set another date, or clear it in the web app"),
        FieldKind::Person | FieldKind::Org => {
            Error::usage(format!("{name} cannot be cleared: Pipedrive accepts only an ID"))
                .hint("set another one, or clear it in the web app")
        }
        _ => Error::usage(format!("{name} cannot be cleared: every deal has one")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(code: &str) -> Field {
        Field::from_code(code)
    }

    fn set(code: &str, text: &str) -> Result<Value, String> {
        let now = "2026-03-31T15:00:00Z[UTC]".parse().unwrap();
        parse_value(&field(code), text, &Names::default(), &now)
            .map(|pairs| Value::Object(pairs.into_iter().collect()))
            .map_err(|failure| failure.message)
    }

    #[test]
    fn sets_built_in_fields_like_their_own_flags() {
        assert_eq!(set("value", "1200 eur"), Ok(json!({"value": 1200, "currency": "EUR"})));
        assert_eq!(set("probability", "50%"), Ok(json!({"probability": 50})));
        assert_eq!(
            set("archive_time", "2026-01-31T10:20:30Z"),
            Ok(json!({"archive_time": "2026-01-31 10:20:30"}))
        );
        assert_eq!(set("is_archived", "yes"), Ok(json!({"is_archived": true})));
        assert!(set("title", " ").unwrap_err().contains("missing value"));
        assert!(set("add_time", "today").unwrap_err().contains("read-only"));
        assert!(set("files_count", "3").unwrap_err().contains("read-only"));
    }

    #[test]
    fn explains_why_a_field_cannot_be_cleared() {
        let clear = |code: &str| clear(&field(code)).map(|mut pairs| pairs.remove(0).1);
        assert_eq!(clear("probability").unwrap(), Value::Null);
        assert_eq!(clear("label_ids").unwrap(), json!([]));
        assert_eq!(clear("f9fbb62a855220acdc8a975b53d39f6f1230af6e").unwrap(), Value::Null);
        for (code, why) in [
            ("expected_close_date", "0000-00-00"),
            ("won_time", "0000-00-00"),
            ("person_id", "only an ID"),
            ("title", "every deal has one"),
            ("add_time", "read-only"),
        ] {
            let refused = clear(code).unwrap_err().message;
            assert!(refused.contains(why), "{refused}");
        }
    }
}
