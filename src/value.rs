//! Values as people read and write them.

use crate::failure::Failure;
use crate::field::{Field, Kind};
use crate::names::Names;
use crate::record::string;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A field's value in words: what is an id is named where the name is known, and shown as the
/// number it is where it is not.
pub fn show<'a>(field: &Field, raw: &'a RawValue, names: &Names) -> Cow<'a, str> {
    let text = raw.get();
    let named = |find: &dyn Fn(u64) -> Option<String>| text.parse().ok().and_then(find);
    let words = match field.kind {
        Kind::Stage => named(&|id| names.stage(id)),
        Kind::Pipeline => named(&|id| names.pipeline(id)),
        Kind::User => named(&|id| names.user(id)),
        Kind::Choice => field.label(&option_id(raw)).map(str::to_owned),
        Kind::Choices => labels(field, text),
        _ => None,
    };
    words.map_or_else(|| plain(raw), Cow::Owned)
}

/// `Gold, Silver`, from a list of ids, or from the `"101,102"` of v1.
fn labels(field: &Field, text: &str) -> Option<String> {
    let ids: Vec<Box<RawValue>> = serde_json::from_str(text).ok()?;
    let label = |raw: &Box<RawValue>| match field.label(&option_id(raw)) {
        Some(label) => label.to_owned(),
        None => plain(raw).into_owned(),
    };
    Some(ids.iter().map(label).collect::<Vec<_>>().join(", "))
}

fn option_id(raw: &RawValue) -> Cow<'_, str> {
    string(raw).unwrap_or(Cow::Borrowed(raw.get()))
}

/// A value by its shape: the words or digits of it, as short as they can be without loss of sense.
pub fn plain(raw: &RawValue) -> Cow<'_, str> {
    match raw.get().as_bytes().first() {
        Some(b'n') => Cow::Borrowed(""),
        Some(b't') => Cow::Borrowed("yes"),
        Some(b'f') => Cow::Borrowed("no"),
        Some(b'"') => string(raw).unwrap_or(Cow::Borrowed("")),
        Some(b'[' | b'{') => match serde_json::from_str::<Value>(raw.get()) {
            Ok(value) => Cow::Owned(nested(&value)),
            Err(_) => Cow::Borrowed(raw.get()),
        },
        _ => Cow::Borrowed(raw.get()),
    }
}

/// Lists, and the objects that custom fields have for values (behaviours 86).
fn nested(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(nested).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            let part = |key| object.get(key).filter(|part| !part.is_null()).map(nested);
            match (part("label").or(part("name")), part("value"), part("currency"), part("until")) {
                (Some(words), ..) => words,
                (_, Some(amount), Some(currency), _) => format!("{amount} {currency}"),
                (_, Some(from), _, Some(until)) => format!("{from}..{until}"),
                (_, Some(value), ..) => value,
                _ if object.values().all(Value::is_null) => String::new(),
                _ => value.to_string(),
            }
        }
    }
}

/// An amount and perhaps its currency, as one writes it: `1200`, `1200.50 EUR`, `EUR 1200`.
pub fn money(text: &str) -> Result<(serde_json::Number, Option<String>), Failure> {
    let wrong = |why: &str| {
        Failure::usage(format!("`{text}` is not an amount: {why}"))
            .hint("write it like 1200, 1200.50 or \"1200.50 EUR\"")
    };
    let mut amount = None;
    let mut code = None;
    for word in text.split_whitespace() {
        if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ',')) {
            if amount.replace(word).is_some() {
                return Err(wrong("it has two numbers"));
            }
        } else if code.replace(currency(word)?).is_some() {
            return Err(wrong("it has two currencies"));
        }
    }
    let amount = amount.ok_or_else(|| wrong("it has no number"))?;
    if amount.contains(',') {
        // 1,200 is twelve hundred to one reader and one and a bit to the next.
        return Err(wrong("a comma may mean thousands or decimals"));
    }
    let number =
        amount.trim_start_matches('+').parse().map_err(|_| wrong("that is no decimal number"))?;
    Ok((number, code))
}

/// A currency's code of three letters (the contract's `currency`), in capitals.
pub fn currency(text: &str) -> Result<String, Failure> {
    if text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(text.to_ascii_uppercase());
    }
    Err(Failure::usage(format!("`{text}` is not a currency: a code of three letters, like EUR")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(json: &str) -> String {
        plain(&RawValue::from_string(json.into()).unwrap()).into_owned()
    }

    #[test]
    fn every_shape_of_value_reads_well() {
        for (json, expected) in [
            ("null", ""),
            ("1200.10", "1200.10"),
            ("true", "yes"),
            (r#""a\u00e9\n""#, "aé\n"),
            ("[11,12]", "11, 12"),
            (r#"[{"id":1,"label":"Hot"}]"#, "Hot"),
            (r#"{"value":500,"currency":"USD"}"#, "500 USD"),
            (r#"{"value":"2024-01-01","until":"2024-02-01"}"#, "2024-01-01..2024-02-01"),
            (r#"{"value":"09:00:00","timezone_id":318}"#, "09:00:00"),
            (r#"{"value":4,"name":"Ada"}"#, "Ada"),
            (r#"{"value":null,"currency":null}"#, ""),
            (r#"{"odd":1}"#, r#"{"odd":1}"#),
        ] {
            assert_eq!(shown(json), expected, "{json}");
        }
    }

    #[test]
    fn amounts_are_read_and_never_guessed() {
        let read = |text| money(text).map(|(n, c)| (n.to_string(), c)).map_err(|f| f.message);
        assert_eq!(read("1200"), Ok(("1200".into(), None)));
        assert_eq!(read("1200.50 eur"), Ok(("1200.5".into(), Some("EUR".into()))));
        assert_eq!(read("EUR 1200"), Ok(("1200".into(), Some("EUR".into()))));
        for wrong in
            ["", "1.200,50 EUR", "1,200", "12 13", "twelve", "1200 EUR USD", "nan", "1e999"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
