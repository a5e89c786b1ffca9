//! Reads the JSON object of `--body`. Numbers and keys that parsing would change are rejected.

use crate::error::Error;
use crate::model::record::Record;
use crate::text;
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};
use std::collections::HashSet;

/// Reads a JSON object from a file, or from stdin for `-`.
pub fn read(file: &str) -> Result<Map<String, Value>, Error> {
    let text = text::read_input(file).map_err(|error| {
        let why = text::describe_io_error(&error);
        Error::usage(format!("cannot read --body {file}: {why}"))
    })?;
    let wrong = |why: String| Error::usage(format!("--body {file} {why}"));
    let object: Map<String, Value> = serde_json::from_str(&text)
        .map_err(|error| wrong(format!("is not a JSON object: {error}")))?;
    let raw: &RawValue = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    check(raw).map_err(wrong)?;
    Ok(object)
}

/// Rejects numbers that would lose digits, and duplicate keys.
fn check(raw: &RawValue) -> Result<(), String> {
    match raw.get().as_bytes().first() {
        Some(b'{') => {
            let Some(record) = Record::new(raw.to_owned()) else { return Ok(()) };
            let reading = record.read();
            let mut keys = HashSet::new();
            for (key, member) in reading.members() {
                if !keys.insert(key.to_owned()) {
                    return Err(format!("has the key `{}` twice", text::clean(key)));
                }
                check(member)?;
            }
            Ok(())
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
            items.into_iter().try_for_each(check)
        }
        Some(b'-' | b'0'..=b'9') if !keeps_digits(raw.get()) => {
            Err(format!("has a number with too many digits: {}", text::fit(raw.get(), 60)))
        }
        _ => Ok(()),
    }
}

/// Whether a number keeps its value when it is parsed and printed.
fn keeps_digits(text: &str) -> bool {
    let number: Result<Number, _> = serde_json::from_str(text);
    number.is_ok_and(|number| decimal(&number.to_string()) == decimal(text))
}

/// Splits a number into sign, digits without leading and trailing zeros, and the position of the decimal
/// point.
fn decimal(text: &str) -> (bool, String, i64) {
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let significant = all.trim_start_matches('0');
    let leading = all.len() - significant.len();
    let significant = significant.trim_end_matches('0');
    if significant.is_empty() {
        return (false, String::new(), 0);
    }
    let exponent: i64 = exponent.parse().unwrap_or(i64::MAX);
    let place = exponent.saturating_add(whole.len() as i64 - leading as i64);
    (is_negative, significant.to_owned(), place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_lossy_numbers_and_duplicate_keys() {
        let refusal = |text: &str| check(serde_json::from_str(text).unwrap()).err();
        for kept in [
            "{}",
            r#"{"value":1200.50,"x":[1e3,-0.0,0,18446744073709551615,0.1,1.10,1E-7]}"#,
            r#"{"a":{"b":[{"c":12345678901234567}]},"c":"12345678901234567890123"}"#,
        ] {
            assert_eq!(refusal(kept), None, "{kept}");
        }
        for lost in [
            "12345678901234567890123",
            "0.1234567890123456789",
            "1e400",
            r#"{"a":[{"b":-0.12345678901234567890}]}"#,
        ] {
            assert!(refusal(lost).is_some_and(|why| why.contains("too many digits")), "{lost}");
        }
        let twice = refusal(r#"{"custom_fields":{"k":1,"k":2}}"#);
        assert_eq!(twice.as_deref(), Some("has the key `k` twice"));
    }
}
