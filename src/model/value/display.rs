//! Formats values as text: IDs as names, and each JSON type in a short form.

use crate::model::field::{Field, FieldKind};
use crate::model::names::Names;
use crate::model::record::string;
use crate::model::time;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// Formats a value; IDs are shown as names if these are known.
pub fn show<'a>(field: &Field, raw: &'a RawValue, names: &Names) -> Cow<'a, str> {
    let text = raw.get();
    let named = |find: &dyn Fn(u64) -> Option<String>| text.parse().ok().and_then(find);
    let words = match field.kind {
        FieldKind::Stage => named(&|id| names.stage(id)),
        FieldKind::Pipeline => named(&|id| names.pipeline(id)),
        FieldKind::User => named(&|id| names.user(id)),
        FieldKind::Choice => field.label(&option_id(raw)).map(str::to_owned),
        FieldKind::Choices => labels(field, text),
        FieldKind::Clock | FieldKind::ClockRange => clocks(text),
        FieldKind::Date | FieldKind::Time if is_no_time(raw) => Some(String::new()),
        _ => None,
    };
    words.map_or_else(|| plain(raw), Cow::Owned)
}

fn is_no_time(raw: &RawValue) -> bool {
    string(raw).is_some_and(|text| time::is_none(&text))
}

/// Like `show`, as JSON: several options are a list.
pub fn show_json(field: &Field, raw: &RawValue, names: &Names) -> Value {
    let options: Option<Vec<Box<RawValue>>> = match field.kind {
        FieldKind::Choices => serde_json::from_str(raw.get()).ok(),
        _ => None,
    };
    match options {
        Some(options) => options.iter().map(|id| json!(label(field, id))).collect(),
        None => json!(show(field, raw, names)),
    }
}

/// Labels of a list of IDs, or of the `"101,102"` of v1: `Gold, Silver`.
fn labels(field: &Field, text: &str) -> Option<String> {
    let ids: Vec<Box<RawValue>> = serde_json::from_str(text).ok()?;
    Some(ids.iter().map(|id| label(field, id)).collect::<Vec<_>>().join(", "))
}

/// The label of an option, or its ID if the option no longer exists.
fn label<'a>(field: &'a Field, raw: &'a RawValue) -> Cow<'a, str> {
    field.label(&option_id(raw)).map_or_else(|| plain(raw), Cow::Borrowed)
}

fn option_id(raw: &RawValue) -> Cow<'_, str> {
    string(raw).unwrap_or(Cow::Borrowed(raw.get()))
}

/// `09:00`, `09:00..11:30 Europe/London`; seconds only if they are not zero.
fn clocks(text: &str) -> Option<String> {
    let object: Map<String, Value> = serde_json::from_str(text).ok()?;
    let clock = |key: &str| {
        let clock = object.get(key)?.as_str()?;
        Some(clock.strip_suffix(":00").filter(|short| short.len() == 5).unwrap_or(clock))
    };
    let mut text = clock("value")?.to_owned();
    if let Some(until) = clock("until") {
        text = format!("{text}..{until}");
    }
    if let Some(zone) = object.get("timezone_name").and_then(Value::as_str) {
        text = format!("{text} {zone}");
    }
    Some(text)
}

/// Formats a value by its JSON type.
pub fn plain(raw: &RawValue) -> Cow<'_, str> {
    match raw.get().as_bytes().first() {
        Some(b'n') => Cow::Borrowed(""),
        Some(b't') => Cow::Borrowed("yes"),
        Some(b'f') => Cow::Borrowed("no"),
        Some(b'"') => string(raw).unwrap_or(Cow::Borrowed("")),
        Some(b'[' | b'{') => match serde_json::from_str::<Value>(raw.get()) {
            Ok(value) => Cow::Owned(nested_text(&value)),
            Err(_) => Cow::Borrowed(raw.get()),
        },
        _ => Cow::Borrowed(without_zero_fraction(raw.get())),
    }
}

/// v2 returns whole amounts as floats, `7000.0` (pipedrive.md P141); they are shown as `7000`.
pub fn without_zero_fraction(number: &str) -> &str {
    let is_zero = |fraction: &str| !fraction.is_empty() && fraction.bytes().all(|b| b == b'0');
    number
        .split_once('.')
        .filter(|(_, fraction)| is_zero(fraction))
        .map_or(number, |(whole, _)| whole)
}

/// Formats lists, and the objects that are values of custom fields (pipedrive.md P182).
fn nested_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::String(text) => text.clone(),
        Value::Number(number) => without_zero_fraction(&number.to_string()).to_owned(),
        Value::Array(items) => items.iter().map(nested_text).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            let part = |key| object.get(key).filter(|part| !part.is_null()).map(nested_text);
            match (part("label").or(part("name")), part("value"), part("currency"), part("until")) {
                (Some(words), ..) => words,
                (_, Some(amount), Some(currency), _) => format!("{amount} {currency}"),
                (_, Some(from), _, Some(until)) => format!("{from}..{until}"),
                (_, Some(value), ..) => value,
                _ => {
                    // Null members are omitted.
                    let is_set = |(_, part): &(&String, &Value)| !part.is_null();
                    let set = object.iter().filter(is_set);
                    let set: Map<_, _> =
                        set.map(|(key, part)| (key.clone(), part.clone())).collect();
                    if set.is_empty() { String::new() } else { Value::Object(set).to_string() }
                }
            }
        }
    }
}
