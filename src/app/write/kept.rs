//! Compares what a record has with what was sent. Pipedrive stores some values in another form than they
//! were sent (pipedrive.md P249): numbers are rounded, texts trimmed and truncated, unknown options
//! dropped.

use super::Body;
use crate::model::record::RecordView;
use crate::model::time;
use crate::model::value::is_same;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// Pipedrive truncates titles to this length, in characters.
pub const MAX_TITLE: usize = 255;

/// The value of a key before the write.
#[derive(Clone, Copy)]
enum Before<'a> {
    /// The write creates the record.
    NewRecord,
    Known(&'a Value),
    Unknown,
}

impl<'a> Before<'a> {
    fn member(self, key: &str) -> Before<'a> {
        match self {
            Before::Known(Value::Object(members)) => {
                Before::Known(members.get(key).unwrap_or(&Value::Null))
            }
            Before::Known(_) => Before::Unknown,
            other => other,
        }
    }

    /// Whether the value was another one. A value that is only similar to the one that was sent is no
    /// evidence if the record had it before.
    fn differs_from(self, kept: &Value) -> bool {
        match self {
            Before::NewRecord => true,
            Before::Known(before) => !is_same(before, kept),
            Before::Unknown => false,
        }
    }
}

/// Whether a record has all values that were sent, or what Pipedrive is known to change them to. `before`
/// has the previous values; `None` for a new record.
pub fn holds_sent(body: &Body, record: &RecordView, before: Option<&Body>) -> bool {
    body.iter().all(|(key, sent)| {
        let before = match before {
            None => Before::NewRecord,
            Some(before) => before.get(key).map_or(Before::Unknown, Before::Known),
        };
        is_kept(key, sent, &read_value(record, key), before)
    })
}

/// The keys of `body` that still have their previous values in `after`, those of custom fields one by one.
/// Keys that are not in both, and values that cannot be compared, are not listed.
pub fn find_ignored(body: &Body, after: &Body, before: &Body) -> Vec<String> {
    let mut ignored = Vec::new();
    for (key, sent) in body {
        let (Some(kept), Some(before)) = (after.get(key), before.get(key)) else { continue };
        match (sent, kept, before) {
            (Value::Object(sent), Value::Object(kept), Value::Object(before))
                if key == "custom_fields" =>
            {
                let is_old = |(key, sent): &(&String, &Value)| {
                    let (kept, before) = (kept.get(*key), before.get(*key));
                    kept.zip(before).is_some_and(|(kept, was)| is_ignored(key, sent, kept, was))
                };
                ignored.extend(sent.iter().filter(is_old).map(|(key, _)| key.clone()));
            }
            _ if is_ignored(key, sent, kept, before) => ignored.push(key.clone()),
            _ => {}
        }
    }
    ignored
}

fn is_ignored(key: &str, sent: &Value, kept: &Value, before: &Value) -> bool {
    let is_comparable = sent.is_null()
        || kept.is_null()
        || std::mem::discriminant(sent) == std::mem::discriminant(kept);
    is_comparable && is_same(kept, before) && !is_kept(key, sent, kept, Before::NewRecord)
}

/// Whether `kept` is what Pipedrive stores for `sent`.
fn is_kept(key: &str, sent: &Value, kept: &Value, before: Before) -> bool {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => sent.iter().all(|(key, sent)| {
            let kept = kept.get(key).unwrap_or(&Value::Null);
            is_kept(key, sent, kept, before.member(key))
        }),
        (Value::Array(items), Value::Array(kept_items)) => {
            let has = |list: &[Value], one: &Value| list.iter().any(|other| is_same(one, other));
            if !kept_items.iter().all(|one| has(items, one)) {
                return false;
            }
            // Pipedrive drops unknown options. A shorter list may also be the change of another user, so one of
            // the added items is required.
            let is_added = |one: &Value| match before {
                Before::NewRecord => true,
                Before::Known(Value::Array(before)) => !has(before, one),
                Before::Known(before) => before.is_null(),
                Before::Unknown => false,
            };
            items.iter().all(|one| has(kept_items, one))
                || matches!(before, Before::NewRecord)
                || kept_items.iter().any(is_added)
        }
        (Value::Number(sent), Value::Number(kept_number)) => {
            let (Some(sent), Some(number)) = (sent.as_f64(), kept_number.as_f64()) else {
                return false;
            };
            let is_rounded = (0..=4).any(|places| is_rounded(sent, number, places));
            sent == number || is_rounded && before.differs_from(kept)
        }
        (Value::String(sent), Value::String(text)) => {
            sent == text
                || key == "currency" && sent.eq_ignore_ascii_case(text)
                || matches!((time::read(sent), time::read(text)), (Some(a), Some(b)) if a == b)
                || is_same_text(sent, text) && before.differs_from(kept)
        }
        (Value::Null, Value::String(text)) | (Value::String(text), Value::Null) => text.is_empty(),
        (Value::Null, Value::Array(items)) | (Value::Array(items), Value::Null) => items.is_empty(),
        (sent, kept) => sent == kept,
    }
}

/// Whether `kept` is `sent` rounded to this many places, a half up or down.
fn is_rounded(sent: f64, kept: f64, places: i32) -> bool {
    let unit = 10f64.powi(places);
    let slack = 1e-9 * sent.abs().max(1.0);
    (sent - kept).abs() <= 0.5 / unit + slack
        && ((kept * unit).round() / unit - kept).abs() <= slack
}

/// Trimmed, in NFC, on one line, truncated to 255 characters.
pub fn is_same_text(sent: &str, kept: &str) -> bool {
    let is_cut = kept.chars().count() == MAX_TITLE;
    let (sent, kept) = (normalize(sent), normalize(kept));
    sent == kept || is_cut && sent.starts_with(&kept)
}

/// A text as Pipedrive stores it, except for its length.
pub fn normalize(text: &str) -> String {
    let text: String = text.nfc().collect();
    text.replace("\r\n", " ").replace(['\n', '\r'], " ").trim().to_owned()
}

/// The value of a key; null if it is missing.
pub fn read_value(record: &RecordView, key: &str) -> Value {
    record.get(key).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::Record;
    use serde_json::json;

    fn body(value: Value) -> Body {
        value.as_object().unwrap().clone()
    }

    fn record(value: &Value) -> Record {
        Record::new(serde_json::value::to_raw_value(value).unwrap()).unwrap()
    }

    #[test]
    fn a_similar_value_is_evidence_only_if_it_is_new() {
        // The key, what was sent and kept, the old value with which that proves the write, and the one with
        // which it does not.
        let cases = [
            ("value", json!(12000.4), json!(12000.0), json!(9), json!(12000)),
            ("probability", json!(12.4), json!(12), json!(null), json!(12)),
            ("title", json!(" Roof "), json!("Roof"), json!("Cellar"), json!("Roof")),
            ("label_ids", json!([1, 99]), json!([1]), json!([]), json!([1])),
            ("label_ids", json!([1, 3]), json!([1]), json!(null), json!([1, 2])),
            (
                "custom_fields",
                json!({"f": {"value": 5.4, "currency": "EUR"}}),
                json!({"f": {"value": 5, "currency": "EUR"}}),
                json!({"f": null}),
                json!({"f": {"value": 5, "currency": "EUR"}}),
            ),
        ];
        for (key, sent, kept, other, same) in cases {
            let (sent, kept) = (body(json!({key: sent})), record(&json!({key: kept})));
            let holds =
                |before: Value| holds_sent(&sent, &kept.read(), Some(&body(json!({key: before}))));
            assert!(!holds(same), "{key}");
            assert!(holds_sent(&sent, &kept.read(), None), "{key}: a new record");
            assert!(!holds_sent(&sent, &kept.read(), Some(&Body::new())), "{key}: not known");
            if key != "custom_fields" {
                assert!(holds(other), "{key}");
            }
        }
        // The same value in another form is no change.
        let sent = body(json!({"currency": "eur", "won_time": "2026-01-02 10:00:00"}));
        let kept = json!({"currency": "EUR", "won_time": "2026-01-02T10:00:00Z"});
        assert!(holds_sent(&sent, &record(&kept).read(), Some(&body(kept.clone()))));
    }

    #[test]
    fn finds_the_keys_that_were_ignored() {
        let before = body(json!({
            "value": 5, "title": "Roof", "label_ids": [1], "stage_id": 1, "place": {"value": "Quay"},
            "custom_fields": {"f": 1, "g": 2},
        }));
        let sent = body(json!({
            "value": 9, "title": " Roof ", "label_ids": [1, 99], "stage_id": 2, "place": "Quay",
            "gone": 1, "custom_fields": {"f": 7, "g": 8},
        }));
        let kept = json!({
            "value": 5.0, "title": "Roof", "label_ids": [1], "stage_id": 2,
            "place": {"value": "Quay"}, "custom_fields": {"f": 1, "g": 8},
        });
        assert_eq!(find_ignored(&sent, &body(kept), &before), ["value", "f"]);
    }
}
